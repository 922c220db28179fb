"""Where boxes go: the leg of a flow that a service serves, and the service after it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from sim.corridor.containers import Boxes, Ints
from sim.scenario.language import Flow, Rail, Sea, Service
from sim.scenario.scenario import Scenario

END = ""


def ends(service: Service, origin: str) -> tuple[str, str]:
    """Terminals at which a box that comes from `origin` boards and leaves a service."""
    if isinstance(service, Sea):
        first, second = service.between
        return (first, second) if origin == first else (second, first)
    return service.from_, service.to


def stops(flow: Flow, services: dict[str, Service]) -> tuple[str, ...]:
    """Terminals of a route in order, from origin to destination: one more than it has services."""
    places = [flow.origin]
    for name in flow.route:
        places.append(ends(services[name], places[-1])[1])
    return tuple(places)


class Routing:
    """Routes of all flows, as tables by service and flow."""

    def __init__(self, scenario: Scenario, flows: tuple[str, ...], boxes: Boxes) -> None:
        self._flows = flows
        self._boxes = boxes
        self._names = list(scenario.epochs[0].network.services)
        self.services = scenario.epochs[0].network.services
        self.flows = scenario.file.demand.flows
        self.stops = {name: stops(flow, self.services) for name, flow in self.flows.items()}
        self._leg = {service: self._legs(service) for service in self.services}
        self._leaving = {service: self._meeting(service, 1) for service in self.services}
        self._next = {service: self._followers(service) for service in self.services}

    def legs(self, service: str, rows: Ints) -> Ints:
        """Leg of each box on this service, shape of rows."""
        return self._leg[service][self._boxes.flow[rows]]

    def goes_on(self, service: str, rows: Ints) -> NDArray[np.bool_]:
        """Which boxes that leave this service board another one, shape of rows."""
        return self._next[service][self._boxes.flow[rows]] >= 0

    def onward(self, service: str, rows: Ints) -> Iterator[tuple[str, NDArray[np.bool_]]]:
        """Services that boxes board after this one, each with its boxes as a mask over rows."""
        follower = self._next[service][self._boxes.flow[rows]]
        for code in np.unique(follower):
            yield self._names[code], follower == code

    def by_flow(self, rows: Ints) -> Iterator[tuple[str, Ints]]:
        """Rows of each flow among these, in order of the flows' names."""
        codes = self._boxes.flow[rows]
        for code in np.unique(codes):
            yield self._flows[code], rows[codes == code]

    def boarding(self, service: str) -> dict[str, list[str]]:
        """Flows that board this service, by terminal."""
        return self._meeting(service, 0)

    def arriving(self, terminal: str) -> list[str]:
        """Flows that are unloaded at this terminal."""
        return [name for name in self._flows if terminal in self.stops[name][1:]]

    def departing(self, terminal: str) -> list[str]:
        """Flows that are loaded at this terminal."""
        return [name for name in self._flows if terminal in self.stops[name][:-1]]

    def direction(self, service: str, terminal: str) -> str:
        """Direction of the boxes that this service brings to a terminal; END when it brings none."""
        flows = self._leaving[service].get(terminal, [])
        return self.flows[flows[0]].direction if flows else END

    def direction_of(self, row: int) -> str:
        """Direction of a box."""
        return self.flows[self._flows[self._boxes.flow[row]]].direction

    def _meeting(self, service: str, end: int) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for name in self._flows:
            for leg, pair in enumerate(pairwise(self.stops[name])):
                if self.flows[name].route[leg] == service:
                    found.setdefault(pair[end], []).append(name)
        return found

    def _legs(self, service: str) -> Ints:
        routes = (self.flows[name].route for name in self._flows)
        return np.array([route.index(service) if service in route else -1 for route in routes])

    def _followers(self, service: str) -> Ints:
        codes = []
        for flow in self._flows:
            route = self.flows[flow].route
            after = route[route.index(service) + 1 :] if service in route else ()
            codes.append(self._names.index(after[0]) if after else -1)
        return np.array(codes)


def is_together(service: Service) -> bool:
    """Whether what arrives as one train leaves on this service as one train."""
    return isinstance(service, Rail) and service.formation == "together"
