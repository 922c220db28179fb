"""Rules that name flows: the flows have to be there, and to come that way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from itertools import takewhile

from sim.scenario.faults import Fault, no_such, numbered
from sim.scenario.language import LoadingBan, Rail, ScenarioFile, Service
from sim.scenario.routes import Leg, Legs
from sim.scenario.scalars import shown
from sim.scenario.source import Address


def named_flow_faults(file: ScenarioFile, legs: dict[str, Legs]) -> Iterator[Fault]:
    """Flows that a rule names and that do not exist, or that it can never meet."""
    names = Names(file, legs)
    for terminal in file.terminals:
        yield from names.of_caps(terminal)
        yield from names.of_bans(terminal)
        yield from names.of_laboratories(terminal)
    for service in file.services:
        yield from names.of_plans(service)


class Names:
    """The flows of a file, and the ways of those whose route joins."""

    def __init__(self, file: ScenarioFile, legs: dict[str, Legs]) -> None:
        self._file = file
        self._legs = legs
        self._joined = {way[0].flow for way in legs.values()}

    def of_caps(self, terminal: str) -> Iterator[Fault]:
        """A cap holds trains that arrive: its flows have to come by rail in its direction."""
        for direction, acceptance in self._file.terminals[terminal].acceptance.items():
            able = self._with_a_way(partial(self._comes_by_rail, terminal, direction))
            lacks = f"does not come to {terminal} by rail in direction {direction}"
            for name, cap in acceptance.caps.items():
                at = ("terminals", terminal, "acceptance", direction, "caps", name, "flows")
                yield from self._faults(at, cap.flows, able, lacks)

    def of_bans(self, terminal: str) -> Iterator[Fault]:
        """A ban stops loading at the origin: its flows have to come from there by rail alone."""
        rail = self._file.terminals[terminal].rail
        rule = rail.loading_ban if rail else None
        if rule is None:
            return
        able = self._with_a_way(partial(self._is_sent_by_rail, terminal, rule))
        for name, ban in rule.bans.items():
            at = ("terminals", terminal, "rail", "loading_ban", "bans", name, "flows")
            lacks = f"is not sent to {terminal} by rail from its origin"
            if rule.directions:
                lacks += f" in direction {' or '.join(rule.directions)}"
            yield from self._faults(at, ban.flows, able, lacks)

    def of_laboratories(self, terminal: str) -> Iterator[Fault]:
        """What is cleared goes on: boxes are delivered at their destination as they come."""
        for direction, clearance in self._file.terminals[terminal].clearance.items():
            able = [
                flow
                for flow in self._with_a_way(
                    lambda way: any(leg.destination == terminal for leg in way[:-1])
                )
                if self._file.demand.flows[flow].direction == direction
            ]
            lacks = f"does not come to {terminal} in direction {direction} and go on from there"
            for name, laboratory in clearance.laboratory.items():
                at = ("terminals", terminal, "clearance", direction, "laboratory", name, "flows")
                yield from self._faults(at, laboratory.flows, able, lacks)

    def of_plans(self, service: str) -> Iterator[Fault]:
        """A plan is approved at the origin, before a route is chosen: its flow has to begin with
        the service whatever its route."""
        rail = self._file.services[service]
        if not isinstance(rail, Rail):
            return
        others = {way[0].flow for way in self._legs.values() if way[0].service != service}
        begun = self._with_a_way(lambda way: way[0].service == service)
        flows = self._file.demand.flows
        follow = [f for f in flows if flows[f].empties_of or flows[f].instead_of]
        able = [f for f in begun if f not in others and f not in follow]
        for flow in rail.plan_approval_hours:
            at = ("services", service, "plan_approval_hours", flow)
            yield from self._fault(at, flow, able, f"is not sent from its origin by {service}")

    def _with_a_way(self, does: Callable[[Legs], bool]) -> list[str]:
        """Flows of which one way at least does something."""
        return list(dict.fromkeys(way[0].flow for way in self._legs.values() if does(way)))

    def _is_sent_by_rail(self, terminal: str, rule: LoadingBan, way: Legs) -> bool:
        """Whether a train of a direction that the ban concerns brings it to a terminal before any
        leg that is not by rail; empties are none."""
        services = self._file.services
        trains = takewhile(lambda leg: isinstance(services[leg.service], Rail), way)
        concerned = {one for one, service in services.items() if _concerns(rule, service)}
        loaded = self._file.demand.flows[way[0].flow].empties_of is None
        return loaded and any(
            leg.destination == terminal and leg.service in concerned for leg in trains
        )

    def _comes_by_rail(self, terminal: str, direction: str, way: Legs) -> bool:
        trains = [leg for leg in way if self._runs(leg, direction)]
        return any(leg.destination == terminal for leg in trains)

    def _runs(self, leg: Leg, direction: str) -> bool:
        service = self._file.services[leg.service]
        return isinstance(service, Rail) and service.direction == direction

    def _faults(
        self, at: Address, flows: tuple[str, ...], able: list[str], lacks: str
    ) -> Iterator[Fault]:
        """Each flow of a list exists, stands there once and does what the rule is about."""
        for number, flow in numbered(flows):
            if flow in flows[: int(number)]:
                yield Fault((*at, number), f"{shown(flow)} stands twice; delete one")
            else:
                yield from self._fault((*at, number), flow, able, lacks)

    def _fault(self, at: Address, flow: str, able: list[str], lacks: str) -> Iterator[Fault]:
        known = self._file.demand.flows
        if flow not in known:
            yield Fault(at, no_such("flow", flow, known))
        elif flow in self._joined and flow not in able:
            cure = f"name one of: {', '.join(able)}" if able else "there is none to name; delete it"
            yield Fault(at, f"flow {shown(flow)} {lacks}; {cure}")


def _concerns(rule: LoadingBan, service: Service) -> bool:
    return isinstance(service, Rail) and rule.concerns(service.direction)
