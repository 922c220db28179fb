"""How trains are formed: what the keys of several services and flows say together."""

from __future__ import annotations

from collections.abc import Iterator

from sim.scenario.faults import Fault, no_such
from sim.scenario.language import Network, Rail, ScenarioFile, Sea
from sim.scenario.network import TO_SAILING
from sim.scenario.routes import Leg, Legs, faults_between_legs
from sim.scenario.scalars import shown
from sim.scenario.source import Address
from sim.scenario.ways import flow_of


def formation_faults(
    file: ScenarioFile, legs: dict[str, Legs], network: Network
) -> Iterator[Fault]:
    """Trains that cannot be formed as their service says, in the network of one date."""
    for name, way in legs.items():
        yield from faults_between_legs(way, file.demand.flows[flow_of(name)], network)
    for name, service in network.services.items():
        if isinstance(service, Rail) and service.formation == TO_SAILING:
            yield from _ToSailing(name, service, network).faults(legs)


class _ToSailing:
    """Looks at one service whose trains are formed to a sailing."""

    def __init__(self, name: str, rail: Rail, network: Network) -> None:
        self._at: Address = ("services", name)
        self._name, self._rail, self._network = name, rail, network

    def faults(self, legs: dict[str, Legs]) -> Iterator[Fault]:
        rail = self._rail
        if rail.sailing is None or rail.called_on_leaving is None:
            missing = "sailing" if rail.sailing is None else "called_on_leaving"
            cure = "name the sea service" if missing == "sailing" else "name one of its ports"
            message = f"trains formed to a sailing need `{missing}`; {cure}"
            yield Fault(self._at, message, (self._key("formation"),))
            return
        sea = self._network.services.get(rail.sailing)
        if isinstance(sea, Sea):
            yield from self._port_faults(sea, rail.called_on_leaving)
            yield from self._load_faults(rail.sailing, sea)
            for way in legs.values():
                yield from self._onward_faults(way, rail.sailing)
        else:
            fleets = [n for n, s in self._network.services.items() if isinstance(s, Sea)]
            yield Fault(self._key("sailing"), no_such("sea service", rail.sailing, fleets))

    def _key(self, key: str) -> Address:
        return (*self._at, key)

    def _port_faults(self, sea: Sea, on_leaving: str) -> Iterator[Fault]:
        """The trains have to come to a port of the vessels, and these to leave the other one."""
        ports = " and ".join(sea.between)
        if self._rail.to not in sea.between:
            yield Fault(
                self._key("sailing"),
                f"trains run to {self._rail.to}, {shown(self._rail.sailing)} between {ports};"
                " name a sea service that calls there",
            )
        if on_leaving not in sea.between:
            yield Fault(self._key("called_on_leaving"), no_such("port", on_leaving, sea.between))

    def _load_faults(self, service: str, sea: Sea) -> Iterator[Fault]:
        """A vessel that waits for its least load must not want less than a train is to bring."""
        least, wanted = self._rail.least_load_teu, sea.least_load_from(self._rail.to)
        for kind, vessels in sea.vessels.items():
            if wanted and wanted + least > vessels.teu:
                yield Fault(
                    self._key("least_load_teu"),
                    f"a vessel {kind} of {vessels.teu:g} TEU waits for"
                    f" {wanted:g} TEU of {service}, and no train of less than"
                    f" {least:g} TEU brings the rest: it might never sail; lower one of them",
                    (("services", service),),
                )

    def _onward_faults(self, way: Legs, sailing: str) -> Iterator[Fault]:
        """All that these trains carry goes on with the sailing."""
        after: Leg | None = None
        for leg in reversed(way):
            if leg.service == self._name and (after is None or after.service != sailing):
                onward = f"goes on with {shown(after.service)}" if after else "ends there"
                yield Fault(
                    leg.address,
                    f"flow {leg.flow} takes {shown(self._name)}, whose trains are formed to"
                    f" {shown(sailing)}, but {onward}; give it a service of its own",
                    (self._key("formation"), self._key("sailing")),
                )
            after = leg
