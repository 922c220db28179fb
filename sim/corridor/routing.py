"""Where boxes go: the leg of a flow that a service serves, and the service after it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from sim.scenario.language import Rail, Sea, Section, Service
from sim.scenario.scenario import Scenario
from sim.scenario.ways import Way, all_ways

END: Final = ""


def ends(service: Service, origin: str) -> tuple[str, str]:
    """Terminals at which a box that comes from `origin` boards and leaves a service."""
    if isinstance(service, Sea):
        first, second = service.between
        return (first, second) if origin == first else (second, first)
    return service.from_, service.to


def stops(way: Way, services: dict[str, Service]) -> tuple[str, ...]:
    """Terminals of a route in order, from origin to destination: one more than it has services."""
    places = [way.origin]
    for name in way.route:
        places.append(ends(services[name], places[-1])[1])
    return tuple(places)


@dataclass(frozen=True)
class Run:
    """A section run in one direction: forward from its `from` to its `to`, or back."""

    section: str
    forward: bool


def runs_of(line: tuple[str, ...], origin: str, sections: dict[str, Section]) -> Iterator[Run]:
    """The sections of a line in the order of travel from a terminal."""
    place = origin
    for name in line:
        section = sections[name]
        forward = section.from_ == place
        place = section.to if forward else section.from_
        yield Run(name, forward)


class Routing:
    """Routes of all ways of flows, as tables by service and way.

    A flow with one route is its own way; what is called a flow below is a way. `legs` and
    `following` are what `leg` and `next` look up: by service, then by flow (an index).
    """

    def __init__(self, scenario: Scenario, flows: tuple[str, ...]) -> None:
        self._flows = flows
        self.services = scenario.epochs[0].network.services
        self.flows = all_ways(scenario.file)
        self.stops = {name: stops(flow, self.services) for name, flow in self.flows.items()}
        self.by_train = {
            code: rules.consignment.boxes
            for code, name in enumerate(flows)
            if (rules := self.flows[name].rules).recorded == "by_train" and rules.consignment
        }
        self._directions = [self.flows[name].direction for name in flows]
        self.legs = {service: self._legs(service) for service in self.services}
        self._leaving = {service: self._meeting(service, 1) for service in self.services}
        self.following = {service: self._followers(service) for service in self.services}

    def way(self, flow: int) -> Way:
        """What is said of a flow (an index)."""
        return self.flows[self._flows[flow]]

    def leg(self, service: str, flow: int) -> int:
        """Leg of a flow (an index) on this service."""
        return self.legs[service][flow]

    def next(self, service: str, flow: int) -> str:
        """The service that a flow (an index) boards after this one; END where its route ends."""
        return self.following[service][flow]

    def boarding(self, service: str) -> dict[str, list[str]]:
        """Flows that board this service, by terminal."""
        return self._meeting(service, 0)

    def boxwise(self, flows: list[str]) -> list[str]:
        """Of some flows those that are recorded box by box."""
        return [name for name in flows if self.flows[name].rules.recorded == "box_by_box"]

    def arriving(self, terminal: str) -> list[str]:
        """Flows that are unloaded at this terminal."""
        return [name for name in self._flows if terminal in self.stops[name][1:]]

    def departing(self, terminal: str) -> list[str]:
        """Flows that are loaded at this terminal."""
        return [name for name in self._flows if terminal in self.stops[name][:-1]]

    def direction(self, service: str, terminal: str) -> str:
        """Direction of the boxes that a service brings to a terminal; END if none."""
        flows = self._leaving[service].get(terminal, [])
        return self.flows[flows[0]].direction if flows else END

    def direction_of(self, flow: int) -> str:
        """Direction of a flow (an index)."""
        return self._directions[flow]

    def _meeting(self, service: str, end: int) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for name in self._flows:
            for leg, pair in enumerate(pairwise(self.stops[name])):
                if self.flows[name].route[leg] == service:
                    found.setdefault(pair[end], []).append(name)
        return found

    def _legs(self, service: str) -> list[int]:
        routes = (self.flows[name].route for name in self._flows)
        return [route.index(service) if service in route else -1 for route in routes]

    def _followers(self, service: str) -> list[str]:
        after = []
        for name in self._flows:
            route = (*self.flows[name].route, END)
            after.append(route[route.index(service) + 1] if service in route else END)
        return after


def is_together(service: Service) -> bool:
    """Whether what arrives as one train leaves on this service as one train."""
    return isinstance(service, Rail) and service.formation == "together"
