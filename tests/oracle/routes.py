"""Which route a consignment takes, decided from what stands in this world."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from tests.oracle.containers import Box
from tests.oracle.terminals import Terminal

if TYPE_CHECKING:
    from tests.oracle.oracle import World


class Routes:
    """The routes of flows that have a choice."""

    def __init__(self, world: World) -> None:
        self.world, self.clock = world, world.clock
        self.plan, self.draws = world.plan, world.draws

    def choose(self, boxes: list[Box]) -> None:
        """All boxes take the same route of those that are open now."""
        one = boxes[0]
        choice = self.plan.at(self.clock.now).routes.get(one.flow)
        if choice is None:
            return
        rule = {
            "shares": self._share,
            "when_banned": self._banned,
            "shortest_expected": self._expected,
        }[choice.choose]
        open_ = {name: way for name, way in choice.ways.items() if way.open}
        if choice.choose == "shares":
            open_ = {name: way for name, way in open_.items() if way.share}
        best = min(open_, key=lambda name: rule(one, name, open_[name]))
        for box in boxes:
            box.take_route(open_[best].route)

    def _share(self, box: Box, name: str, way: Any) -> Any:
        """The draw of the consignment for this route; the least a unit of share wins."""
        return self.draws.gap(box.number, "route", name, box.flow, box.key) / way.share

    def _banned(self, box: Box, name: str, way: Any) -> Any:
        """Those that nothing stops before the others, each by preference."""
        gates = self.world.railway.gates(way.route)
        return any(gate.stops(box.flow) for gate in gates), way.preference

    def _expected(self, box: Box, name: str, way: Any) -> Any:
        hours = [way.handling_hours]
        for service in way.route:
            hours += self._calm(self.plan.service(service, self.clock.now))
        for place, per_hour in way.queues.items():
            hours.append(self._queue(box, place, way.route) / per_hour)
        return math.fsum(hours), way.preference

    def _calm(self, service: Any) -> list[float]:
        if service.kind == "sea":
            return [service.sailing_hours.average]
        lines = (
            [self.plan.section(name, self.clock.now) for name in service.sections]
            if service.kind == "rail"
            else []
        )
        parts = [hours for line in lines for hours in (line.running_hours, line.stop_hours)]
        return [service.hours.average, *parts]

    def _queue(self, box: Box, place: str, route: tuple[str, ...]) -> float:
        """TEU that stood there before this instant."""
        if place not in route:
            return self._before(self.world.terminals[place], box.direction)
        here = str(self.world.births.flows[box.flow].origin)
        for service in route[: route.index(place)]:
            here = self.world.ashore.other_end(service, here)
        waiting = self.world.stocks[place, here].ready
        return sum(one.teu for one in waiting if one.legs[one.leg]["ready"] < self.clock.now)

    def _before(self, terminal: Terminal, direction: str) -> float:
        """On trains that wait before a terminal, for a holding track or to be admitted."""
        return sum(
            box.teu
            for places in (terminal.tracks, terminal.holding(direction))
            for train in places.waiting
            if train.direction == direction and train.arrival < self.clock.now
            for box in train.boxes
        )
