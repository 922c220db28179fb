"""Rules of a terminal that name flows: the flows have to be there, and to come that way."""

from __future__ import annotations

from collections.abc import Iterator

from sim.scenario.faults import Fault, no_such, numbered
from sim.scenario.language import Rail, ScenarioFile
from sim.scenario.routes import Leg, Legs
from sim.scenario.scalars import shown
from sim.scenario.source import Address


def named_flow_faults(file: ScenarioFile, legs: dict[str, Legs]) -> Iterator[Fault]:
    """Flows that a rule names and that do not exist, or that it can never meet."""
    names = Names(file, legs)
    for terminal in file.terminals:
        yield from names.of_caps(terminal)


class Names:
    """The flows of a file, and the ways of those whose route joins."""

    def __init__(self, file: ScenarioFile, legs: dict[str, Legs]) -> None:
        self._file = file
        self._legs = legs

    def of_caps(self, terminal: str) -> Iterator[Fault]:
        """A cap holds trains that arrive: its flows have to come by rail in its direction."""
        for direction, acceptance in self._file.terminals[terminal].acceptance.items():
            able = [f for f in self._legs if self._comes_by_rail(f, terminal, direction)]
            does = f"comes to {terminal} by rail in direction {direction}"
            for name, cap in acceptance.caps.items():
                at = ("terminals", terminal, "acceptance", direction, "caps", name, "flows")
                yield from self._faults(at, cap.flows, able, does)

    def _comes_by_rail(self, flow: str, terminal: str, direction: str) -> bool:
        trains = [leg for leg in self._legs[flow] if self._runs(leg, direction)]
        return any(leg.destination == terminal for leg in trains)

    def _runs(self, leg: Leg, direction: str) -> bool:
        service = self._file.services[leg.service]
        return isinstance(service, Rail) and service.direction == direction

    def _faults(
        self, at: Address, flows: tuple[str, ...], able: list[str], does: str
    ) -> Iterator[Fault]:
        """Each flow of a list exists, stands there once and does what the rule is about."""
        known = self._file.demand.flows
        for number, flow in numbered(flows):
            if flow not in known:
                yield Fault((*at, number), no_such("flow", flow, known))
            elif flow in flows[: int(number)]:
                yield Fault((*at, number), f"{shown(flow)} stands twice; delete one")
            elif flow in self._legs and flow not in able:
                these = f"flows that do: {', '.join(able)}" if able else "no flow does"
                yield Fault((*at, number), f"flow {shown(flow)} never {does}; {these}")
