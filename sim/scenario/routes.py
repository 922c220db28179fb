"""The way of a flow: services that join from its origin to its destination."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from sim.scenario.faults import Fault, no_such, numbered
from sim.scenario.language import Flow, Network, Rail, ScenarioFile, Sea
from sim.scenario.network import KEEPING_WHOLE, TOGETHER
from sim.scenario.scalars import shown
from sim.scenario.source import Address
from sim.scenario.ways import Way, all_ways


@dataclass(frozen=True)
class Leg:
    """One service of a flow's route, from the terminal where boxes board to where they leave."""

    flow: str
    number: int
    service: str
    origin: str
    destination: str
    by: str = ""

    @property
    def address(self) -> Address:
        """Where the flow names the service."""
        return (*address_of(self.flow, self.by), str(self.number))


def address_of(flow: str, by: str) -> Address:
    """Where a route is written; `by` is its name, empty where a flow has but one."""
    return ("routes", flow, "ways", by, "route") if by else ("demand", "flows", flow, "route")


Legs = tuple[Leg, ...]


def legs_by_way(file: ScenarioFile) -> dict[str, Legs]:
    """The legs of every way of a flow whose route joins."""
    walks = {name: Walk(way, file) for name, way in all_ways(file).items()}
    return {name: walk.legs for name, walk in walks.items() if not walk.faults}


def route_faults(file: ScenarioFile) -> Iterator[Fault]:
    """Routes that do not join, go round, or change gauge or formation where they cannot."""
    for way in all_ways(file).values():
        walk = Walk(way, file)
        yield from walk.faults or faults_between_legs(walk.legs, way.rules, file)
    yield from _directions_apart(file)


class Walk:
    """A way, walked service by service until it breaks."""

    def __init__(self, way: Way, network: Network) -> None:
        self.way = way
        self.flow = way.rules
        self.network = network
        self.faults: tuple[Fault, ...] = tuple(self._unknown())
        self.legs: Legs = () if self.faults else tuple(self._steps())
        if not self.faults:
            self.faults = tuple(self._not_joined())

    def stops(self) -> tuple[str, ...]:
        """Terminals from the origin to the destination."""
        return (self.flow.origin, *(leg.destination for leg in self.legs))

    def _address(self, *steps: str) -> Address:
        return (*address_of(self.way.flow, self.way.by), *steps)

    def _unknown(self) -> Iterator[Fault]:
        terminals, services = self.network.terminals, self.network.services
        for key, place in (("origin", self.flow.origin), ("destination", self.flow.destination)):
            if place not in terminals:
                at = ("demand", "flows", self.way.flow, key)
                yield Fault(at, no_such("terminal", place, terminals))
        for number, service in numbered(self.way.route):
            if service not in services:
                yield Fault(self._address(number), no_such("service", service, services))

    def _steps(self) -> Iterator[Leg]:
        here = self.flow.origin
        for number, name in enumerate(self.way.route):
            begin, end = ends(name, here, self.network)
            yield Leg(self.way.flow, number, name, begin, end, self.way.by)
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
            yield Fault(self._address(), f"route goes round: {' -> '.join(stops)}")


def ends(service: str, here: str, network: Network) -> tuple[str, str]:
    """Where boxes that wait at `here` board a service and where they leave it."""
    found = network.services[service]
    if isinstance(found, Sea):
        first, second = found.between
        return (second, first) if here == second else (first, second)
    return found.from_, found.to


def faults_between_legs(legs: Legs, flow: Flow, network: Network) -> Iterator[Fault]:
    """Changes of gauge and of formation that cannot be, in the network of one date."""
    if (empties := flow.empties_of) and _keeps_whole(legs[0], network):
        message = f"empties of {empties.flow} come box by box; only pooled trains take them"
        yield Fault(legs[0].address, message, (_formation(legs[0]),))
    if flow.recorded == "by_train" and not flow.empties_of:
        yield from _not_train_by_train(legs, network)
    for one, other in pairwise(legs):
        yield from _gauge_fault(one, other, network)
        if _keeps_whole(other, network) and not isinstance(network.services[one.service], Rail):
            yield Fault(
                other.address,
                f"service {shown(other.service)} keeps together what arrives as one train, but"
                f" {shown(one.service)} before it runs none; use a pooled service",
                (_formation(other),),
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
                (("demand", "flows", leg.flow, "recorded"), _formation(leg)),
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
    return isinstance(service, Rail) and service.formation == TOGETHER


def _keeps_whole(leg: Leg, network: Network) -> bool:
    service = network.services[leg.service]
    return isinstance(service, Rail) and service.formation in KEEPING_WHOLE


def _formation(leg: Leg) -> Address:
    return ("services", leg.service, "formation")


def _directions_apart(file: ScenarioFile) -> Iterator[Fault]:
    """What a service brings to a terminal is one load: its flows need one direction."""
    seen: dict[tuple[str, str], tuple[str, str]] = {}
    for legs in legs_by_way(file).values():
        name = legs[0].flow
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
    for legs in legs_by_way(file).values():
        name = legs[0].flow
        for leg in legs if not legs[0].by else ():
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
