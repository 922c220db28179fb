"""The way of a flow: services that join from its origin to its destination."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from sim.scenario.faults import Fault, no_such, numbered
from sim.scenario.language import Flow, Network, Rail, ScenarioFile, Sea
from sim.scenario.scalars import shown
from sim.scenario.source import Address


@dataclass(frozen=True)
class Leg:
    """One service of a flow's route, from the terminal where boxes board to where they leave."""

    flow: str
    number: int
    service: str
    origin: str
    destination: str

    @property
    def address(self) -> Address:
        """Where the flow names the service."""
        return ("demand", "flows", self.flow, "route", str(self.number))


Legs = tuple[Leg, ...]


def legs_by_flow(file: ScenarioFile) -> dict[str, Legs]:
    """The legs of every flow whose route joins."""
    walks = {name: Walk(name, flow, file) for name, flow in file.demand.flows.items()}
    return {name: walk.legs for name, walk in walks.items() if not walk.faults}


def route_faults(file: ScenarioFile) -> Iterator[Fault]:
    """Routes that do not join, go round, or change gauge or formation where they cannot."""
    for name, flow in file.demand.flows.items():
        walk = Walk(name, flow, file)
        yield from walk.faults or _faults_between_legs(walk.legs, flow, file)
    yield from _directions_apart(file)


class Walk:
    """A flow's route, walked service by service until it breaks."""

    def __init__(self, name: str, flow: Flow, network: Network) -> None:
        self.name = name
        self.flow = flow
        self.network = network
        self.faults: tuple[Fault, ...] = tuple(self._unknown())
        self.legs: Legs = () if self.faults else tuple(self._steps())
        if not self.faults:
            self.faults = tuple(self._not_joined())

    def stops(self) -> tuple[str, ...]:
        """Terminals from the origin to the destination."""
        return (self.flow.origin, *(leg.destination for leg in self.legs))

    def _address(self, *steps: str) -> Address:
        return ("demand", "flows", self.name, *steps)

    def _unknown(self) -> Iterator[Fault]:
        terminals, services = self.network.terminals, self.network.services
        for key, place in (("origin", self.flow.origin), ("destination", self.flow.destination)):
            if place not in terminals:
                yield Fault(self._address(key), no_such("terminal", place, terminals))
        for number, service in numbered(self.flow.route):
            if service not in services:
                yield Fault(self._address("route", number), no_such("service", service, services))

    def _steps(self) -> Iterator[Leg]:
        here = self.flow.origin
        for number, name in enumerate(self.flow.route):
            begin, end = ends(name, here, self.network)
            yield Leg(self.name, number, name, begin, end)
            here = end

    def _not_joined(self) -> Iterator[Fault]:
        first, last = self.legs[0], self.legs[-1]
        if first.origin != self.flow.origin:
            yield Fault(
                first.address, f"leg 1 starts at {first.origin}, the flow at {self.flow.origin}"
            )
        for one, other in pairwise(self.legs):
            if one.destination != other.origin:
                yield Fault(
                    other.address,
                    f"leg {one.number + 1} ends at {one.destination},"
                    f" leg {other.number + 1} starts at {other.origin}: no link",
                )
        if last.destination != self.flow.destination:
            yield Fault(
                last.address,
                f"the route ends at {last.destination}, the flow at {self.flow.destination}",
            )
        stops = self.stops()
        if len(set(stops)) < len(stops):
            yield Fault(self._address("route"), f"route goes round: {' -> '.join(stops)}")


def ends(service: str, here: str, network: Network) -> tuple[str, str]:
    """Where boxes that wait at `here` board a service and where they leave it."""
    found = network.services[service]
    if isinstance(found, Sea):
        first, second = found.between
        return (second, first) if here == second else (first, second)
    return found.from_, found.to


def _faults_between_legs(legs: Legs, flow: Flow, network: Network) -> Iterator[Fault]:
    if (empties := flow.empties_of) and _is_together(legs[0], network):
        message = f"empties of {empties.flow} come box by box; only pooled trains take them"
        yield Fault(legs[0].address, message)
    if flow.recorded == "by_train" and not flow.empties_of:
        yield from _not_train_by_train(legs, network)
    for one, other in pairwise(legs):
        yield from _gauge_fault(one, other, network)
        if _is_together(other, network) and not isinstance(network.services[one.service], Rail):
            yield Fault(
                other.address,
                f"service {shown(other.service)} keeps together what arrives as one train, but"
                f" {shown(one.service)} before it runs none; use a pooled service",
            )


def _not_train_by_train(legs: Legs, network: Network) -> Iterator[Fault]:
    """Whatever would part or pool a train that is one record."""
    for leg in legs:
        if not _is_together(leg, network):
            yield Fault(
                leg.address,
                f"flow {leg.flow} is recorded by train, but service {shown(leg.service)} does not"
                " keep trains together; take a rail service with `formation: together`, or write"
                " `recorded: box_by_box`",
                (("demand", "flows", leg.flow, "recorded"),),
            )


def _gauge_fault(one: Leg, other: Leg, network: Network) -> Iterator[Fault]:
    before, after = network.services[one.service], network.services[other.service]
    if not (isinstance(before, Rail) and isinstance(after, Rail)):
        return
    here = one.destination
    differ = before.gauge_mm and after.gauge_mm and before.gauge_mm != after.gauge_mm
    terminal = network.terminals.get(here)
    if differ and terminal and terminal.rail is None:
        yield Fault(
            other.address,
            f"gauge changes from {before.gauge_mm} to {after.gauge_mm} at {here},"
            " but it has no rail side to move boxes; give the terminal `rail`",
        )
    elif differ and terminal and terminal.rail and terminal.rail.transfer == "on_wagons":
        yield Fault(
            other.address,
            f"gauge changes from {before.gauge_mm} to {after.gauge_mm} at {here},"
            " but boxes stay on their wagons there; take `transfer: direct`",
        )


def _is_together(leg: Leg, network: Network) -> bool:
    service = network.services[leg.service]
    return isinstance(service, Rail) and service.formation == "together"


def _directions_apart(file: ScenarioFile) -> Iterator[Fault]:
    """What a service brings to a terminal is one load: its flows need one direction."""
    seen: dict[tuple[str, str], tuple[str, str]] = {}
    for name, legs in legs_by_flow(file).items():
        direction = file.demand.flows[name].direction
        for leg in legs:
            other, before = seen.setdefault((leg.service, leg.destination), (name, direction))
            if before != direction:
                yield Fault(
                    leg.address,
                    f"service {shown(leg.service)} would carry {direction} boxes of {name} and"
                    f" {before} boxes of {other} in one load; give each direction its service",
                    (("demand", "flows", name, "direction"),),
                )


def closed_faults(file: ScenarioFile) -> Iterator[Fault]:
    """Flows whose only way is shut over the whole horizon by one closure."""
    for name, legs in legs_by_flow(file).items():
        for leg in legs:
            for place, needed in _needed(leg, file):
                for closure in file.terminals[place].closures.values():
                    covers = closure.from_ <= file.horizon.from_ and closure.to > file.horizon.to
                    direction = file.demand.flows[name].direction
                    concerns = not closure.directions or direction in closure.directions
                    if closure.active and covers and concerns and needed & set(closure.stops):
                        yield Fault(
                            leg.address,
                            f"flow {name} has no open route at any time in the horizon:"
                            f" {place} is closed throughout",
                        )


def _needed(leg: Leg, network: Network) -> Iterator[tuple[str, set[str]]]:
    """What has to be open at each end of a leg."""
    service = network.services[leg.service]
    if isinstance(service, Rail):
        yield leg.destination, {"acceptance", "handling"}
    elif isinstance(service, Sea):
        yield leg.origin, {"berthing", "sailing", "handling"}
        yield leg.destination, {"berthing", "handling"}
