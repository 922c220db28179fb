"""Trains: from their origin or formation to the last box off."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from tests.oracle.clock import Process
from tests.oracle.containers import Box, Consignment, Party, Train, Visit
from tests.oracle.queues import Gate, Line
from tests.oracle.servers import Order
from tests.oracle.stock import RailStock
from tests.oracle.terminals import Terminal

if TYPE_CHECKING:
    from tests.oracle.oracle import World


class Railway:
    """All rail services."""

    def __init__(self, world: World) -> None:
        self.world, self.clock = world, world.clock
        self.plan, self.draws = world.plan, world.draws
        self.lines: dict[tuple[str, str], Line] = {}

    def pass_bans(self, consignment: Consignment, boxes: list[Box]) -> Process:
        """Wait at the origin while a loading ban ahead keeps the consignment."""
        gates = self.gates(boxes[0].route)
        if gates:
            flow = self.world.births.flows[consignment.flow]
            days = flow.gives_up_after_days or math.inf
            yield from gates[0].pass_through(consignment, boxes, gates, days)
        for box in boxes:
            box.meet(0.0, blocked=self.clock.now - consignment.time)

    def from_origin(self, consignment: Consignment, boxes: list[Box]) -> Process:
        """A consignment is a train and leaves at once."""
        service = boxes[0].service
        for box in boxes:
            box.stamp("ready")
        order = (self.clock.now, *consignment.order[1:])
        name = ("running", service, consignment.flow, consignment.key)
        train = Train(
            service,
            boxes,
            order,
            lambda hours: self.draws.hours(consignment.number, hours, *name),
            consignment,
        )
        taken = yield from self.world.pools.take(train)
        for box in boxes:
            box.stamp("load_start")
            box.tell(None)
        yield from self.run(train, taken)

    def joins(self, consignment: Consignment, boxes: list[Box]) -> None:
        """A consignment waits whole for others at its origin."""
        for box in boxes:
            box.stamp("ready")
        stock = self.world.stock(boxes[0])
        assert isinstance(stock, RailStock)
        stock.join(Party(boxes, consignment.order, consignment, stock.join))

    def departs(self, train: Train) -> None:
        """A train was formed at a terminal."""
        self.world.start(self._load_and_run(train))

    def _load_and_run(self, train: Train) -> Process:
        terminal = self._from(train.service)
        for position, box in enumerate(train.boxes):
            box.position = position
        taken = yield from self.world.pools.take(train)
        if terminal.loads_trains():
            yield from self._load(train, terminal)
        else:
            for box in train.boxes:
                box.stamp("load_start")
                box.tell(None)
        terminal.has_left(train.boxes)
        yield from self.run(train, taken)

    def _load(self, train: Train, terminal: Terminal) -> Process:
        """A departing train takes a track, without a slot, and the rail cranes load it."""
        waited = yield from terminal.tracks.enter(self._rank(train), train.boxes)
        loading = terminal.by_rail("loading", train.boxes, train.order)
        for box in train.boxes:
            box.meet(waited)
            box.stamp("load_start")
            box.tell(loading)
        yield loading.tally.done
        terminal.tracks.leave()

    def run(self, train: Train, taken: dict[str, int]) -> Process:
        """Depart, run the sections, arrive, be admitted, be unloaded; give back what was taken."""
        terminal = self._to(train.service)
        self._stamp(train, "departed")
        yield from self._under_way(train, terminal)
        held = yield from self._last_stretch(train, terminal)
        self._stamp(train, "arrived")
        waited = yield from terminal.tracks.enter(
            self._rank(train), train.boxes, self.plan.fixed(train.service).direction
        )
        for box in train.boxes:
            box.meet(waited)
        self._stamp(train, "admitted")
        if held:
            terminal.holding(self.plan.fixed(train.service).direction).leave()
        yield from self.unload(terminal, train)
        terminal.tracks.leave()
        for pool, units in taken.items():
            self.world.start(self.world.pools.give_back(train, pool, units))

    def unload(self, terminal: Terminal, train: Train) -> Process:
        """Off the train; those who go on together decide at its end."""
        handling = terminal.by_rail("unloading", train.boxes, train.order)
        visit = Visit(handling, self.clock.now, True, train.consignment)
        yield from self.world.ashore.unload(terminal, visit, train.boxes)
        on = [box for box in train.boxes if not box.ends_here]
        together = [b for b in on if self.world.ashore.goes_on_with_its_train(b, visit)]
        if together:
            self.world.ashore.stay_together(visit, together)

    def _under_way(self, train: Train, terminal: Terminal) -> Process:
        service = self.plan.service(train.service, self.clock.now)
        yield self.clock.at(self.clock.now + train.hours(service.hours))
        for section in service.sections[:-1]:
            yield from self._run_section(train, section)

    def _last_stretch(self, train: Train, terminal: Terminal) -> Process:
        """With a holding track, where these are finite, over the last section."""
        holding = terminal.holding(self.plan.fixed(train.service).direction)
        held = holding.number(self.clock.now) < float("inf")
        if held:
            blocked = yield from holding.enter(
                (0, self.clock.now, train.order),
                train.boxes,
                self.plan.fixed(train.service).direction,
            )
            for box in train.boxes:
                box.meet(0.0, blocked=blocked)
        for section in self.plan.service(train.service, self.clock.now).sections[-1:]:
            yield from self._run_section(train, section)
        return held

    def _run_section(self, train: Train, section: str) -> Process:
        arrival = self.clock.now
        yield from self._line(section, train.service).take_path(train.order)
        for box in train.boxes:
            box.meet(self.clock.now - arrival)
        path = self.clock.now
        stretch = self.plan.section(section, path)
        yield self.clock.at(path + (stretch.running_hours + stretch.stop_hours))

    def _line(self, section: str, service: str) -> Line:
        direction = self.plan.fixed(service).direction
        if (section, direction) not in self.lines:
            self.lines[section, direction] = Line(
                self.clock, lambda time: self._headway_hours(section, time)
            )
        return self.lines[section, direction]

    def _headway_hours(self, section: str, time: float) -> float:
        stretch = self.plan.section(section, time)
        return float(24 / (stretch.pairs_per_day - stretch.other_pairs_per_day))

    def _rank(self, train: Train) -> Order:
        return (self.plan.fixed(train.service).priority, self.clock.now, train.order)

    def _stamp(self, train: Train, stage: str) -> None:
        for box in train.boxes:
            box.stamp(stage)

    def gates(self, route: Order) -> list[Gate]:
        """The loading bans ahead, up to the first leg that is not by rail."""
        gates: list[Gate] = []
        for name in route:
            service = self.plan.fixed(name)
            if service.kind != "rail":
                break
            gate = self._to(name).gate
            only = gate.ban.directions if gate else ()
            if gate and (service.direction in only or not only):
                gates.append(gate)
        return gates

    def _from(self, service: str) -> Terminal:
        return self.world.terminals[self.plan.fixed(service).from_]

    def _to(self, service: str) -> Terminal:
        return self.world.terminals[self.plan.fixed(service).to]
