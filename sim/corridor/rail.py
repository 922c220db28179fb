"""Trains: formed, loaded, run over their sections, admitted and unloaded."""

from __future__ import annotations

import math
from collections.abc import Callable, Generator
from dataclasses import dataclass
from functools import partial
from itertools import count
from typing import Any

from sim.corridor.admission import Admission
from sim.corridor.arrays import Floats
from sim.corridor.boxes import BLANK
from sim.corridor.calendars import Dated
from sim.corridor.clock import Clock
from sim.corridor.containers import KG_PER_TONNE, Batch, Carriage, Consignment, Order, Voyage
from sim.corridor.cranes import RailCranes
from sim.corridor.draws import ByConsignment
from sim.corridor.journal import Journal
from sim.corridor.lines import Line, Lines
from sim.corridor.moments import Event, Moment
from sim.corridor.pools import Equipment, Request
from sim.corridor.streams import Sequence
from sim.corridor.terminal import DEPARTING, Formed, Terminal
from sim.corridor.times import Finish, all_of
from sim.corridor.whole import WholeStock
from sim.corridor.yard import Stock
from sim.scenario.network import KEEPING_WHOLE, MERGED, Formation

Steps = Generator[Event, Any, None]


@dataclass(frozen=True)
class Rules:
    """What a rail service says, by date where it may change.

    `line` is what trains run without a stop, and, where holding tracks are finite, what they run
    from there on: the last section.
    """

    name: str
    direction: str
    priority: int
    formation: Dated[Formation]
    train_teu: Dated[float]
    train_tonnes: Dated[float]
    set_out_after_hours: Dated[float]
    longest_wait_hours: Dated[float]
    least_load_teu: Dated[float]
    hours: Dated[float]
    line: Dated[tuple[Line, Line]]

    @property
    def runs_sections(self) -> bool:
        return any(one.stretches for lines in self.line.values for one in lines)

    def changes(self) -> set[float]:
        """Times at which a train may be formed because a rule of its forming changes."""
        numbers = (self.train_teu, self.train_tonnes, self.longest_wait_hours, self.least_load_teu)
        return {time for rule in (self.formation, *numbers) for time in rule.changes()}


@dataclass(frozen=True)
class RunningVariates:
    """Variates of the service's own hours: by consignment if kept together, else in turn.

    Trains recorded as one, whose legs need no process, have a column of the same. Both are None
    where hours are constant.
    """

    by_consignment: ByConsignment | None
    by_train: Floats | None
    in_turn: Sequence

    def of(self, first_row: int | None) -> float:
        """That of a train: of the consignment that begins in this row, or the next in turn."""
        if first_row is None:
            return self.in_turn.next()
        return 1.0 if self.by_consignment is None else self.by_consignment.of(first_row)


class RailService:
    """Trains of one service from one terminal to the next."""

    def __init__(
        self, rules: Rules, ends: tuple[Terminal, Terminal], clock: Clock, journal: Journal
    ) -> None:
        self.rules = rules
        self.origin, self.terminal = ends
        self.variates: RunningVariates
        self.lines: Lines
        self.equipment: Equipment | None = None
        self.on_unloaded: Callable[[Voyage], None] | None = None
        self.new_voyage: Callable[[str, str, str, Order], Voyage]
        self.on_admitted: Callable[[Voyage], None] | None = None
        self._clock = clock
        self._journal = journal
        self._formed = count()
        self._stock: Stock = self.origin.stocks[rules.name]
        self._stock.on_ready = self.form
        self._stock.wake()

    def keeps_whole(self) -> bool:
        """Whether what comes as one train or consignment leaves as one, as of now."""
        return self.rules.formation.at(self._clock.now) in KEEPING_WHOLE

    def send(self, batch: Batch, consignment: Consignment, at_once: bool) -> None:
        """A consignment leaves its origin as a train, or waits for others to join.

        The train begins `at_once` where nothing else is done in this event of the clock.
        """
        if isinstance(self._stock, WholeStock) and self._merges():
            order = consignment.order(consignment.born)
            self._stock.offer_whole([batch], self._clock.now, order)
        elif at_once:
            _, steps = self._new_train([batch], consignment, from_yard=False)
            self._clock.begin(steps)
        else:
            self._start([batch], consignment, from_yard=False)

    def keep_together(self, parts: list[tuple[Batch, Finish]], load: Carriage) -> None:
        """Boxes of one train leave as one; those cleared too late follow on a later one."""
        now = self._clock.now
        latest = now + self.rules.set_out_after_hours.at(now)
        together: list[Batch] = []
        leaves = now
        for batch, finish in parts:
            kept, last = self._set_out(batch, finish, latest, load)
            together += kept
            leaves = max(leaves, last)
        if together and isinstance(self._stock, WholeStock) and self._merges():
            self._stock.offer_whole(together, leaves, load.order)
        elif together:
            waits = Formed(self.rules.name, together)
            self.origin.formed[waits] = None
            self._clock.call(leaves, partial(self._leave_together, waits, load.consignment))

    def _leave_together(self, waits: Formed, consignment: Consignment | None) -> None:
        del self.origin.formed[waits]
        batches = waits.batches
        if not self.origin.is_one(batches[0]):
            batches = batches + self._set_out_earlier(batches)
        _, steps = self._new_train(batches, consignment, from_yard=True)
        self._clock.begin(steps)

    def _merges(self) -> bool:
        return self.rules.formation.at(self._clock.now) == MERGED

    def _set_out(
        self, batch: Batch, finish: Finish, latest: float, load: Carriage
    ) -> tuple[list[Batch], float]:
        """Offer boxes not ready by `latest` to the stock; the others, and their last time."""
        boxes, leg = self._journal.boxes, self.origin.leg(self.rules.name, batch.flow)
        ready, last = finish
        if last <= latest or self.origin.is_one(batch):
            boxes.ready[leg].note(batch.rows, ready)
            return [batch], last
        if isinstance(ready, float):
            self.origin.offer(self.rules.name, batch, ready, load.order)
            return [], self._clock.now
        ready = all_of(ready, batch.n)
        on_time = ready <= latest
        late = Batch.of(boxes, batch.each()[~on_time])
        self.origin.offer(self.rules.name, late, ready[~on_time], load.order)
        if not on_time.any():
            return [], self._clock.now
        kept = Batch.of(boxes, batch.each()[on_time])
        boxes.ready[leg].note(kept.rows, ready[on_time])
        return [kept], float(ready[on_time].max())

    def form(self, now: float) -> None:
        """Form trains while the stock fills them or has waited long enough."""
        rules, stock = self.rules, self._stock
        teu, kg = rules.train_teu.at(now), rules.train_tonnes.at(now) * KG_PER_TONNE
        longest = rules.longest_wait_hours.at(now)
        stock.wake()
        while (since := stock.since()) < math.inf:
            due = since + longest
            full = stock.fills(teu, kg)
            if not full and (now < due or stock.ready_teu < rules.least_load_teu.at(now)):
                if now < due:
                    stock.rest(due, teu, kg)
                    if due < math.inf:
                        stock.look_at(due)
                return
            self.start(stock.take_train(teu, kg, now))

    def start(self, batches: list[Batch]) -> Voyage:
        """A train of boxes from the stock."""
        return self._start(batches, None, from_yard=True)

    def _start(
        self, batches: list[Batch], consignment: Consignment | None, from_yard: bool
    ) -> Voyage:
        voyage, steps = self._new_train(batches, consignment, from_yard)
        self._clock.process(steps)
        return voyage

    def _new_train(
        self, batches: list[Batch], consignment: Consignment | None, from_yard: bool
    ) -> tuple[Voyage, Steps]:
        """The voyage of a new train, and its steps."""
        name, now = self.rules.name, self._clock.now
        if consignment:
            order = consignment.order(now)
        else:
            order = (now, now, (name, "", next(self._formed)))
        voyage = self.new_voyage(name, self.origin.name, self.terminal.name, order)
        voyage.consignment = consignment
        voyage.priority = self.rules.priority
        voyage.capacity_teu = self.rules.train_teu.at(now)
        first_row = consignment.first if consignment else None
        request = None
        if self.equipment:
            teu = sum([batch.teu for batch in batches])
            request = self.equipment.request(voyage, first_row, teu, Moment())
        cranes = self.origin.rail_cranes if from_yard and self.origin.loads_trains else None
        variate = self.variates.of(first_row)
        return voyage, self._steps(voyage, batches, cranes, variate, request)

    def _set_out_earlier(self, batches: list[Batch]) -> list[Batch]:
        """Boxes that were set out of earlier trains, as far as they fit behind these."""
        if self._stock.is_empty():
            return []
        now = self._clock.now
        teu = self.rules.train_teu.at(now) - sum(batch.teu for batch in batches)
        kg = self.rules.train_tonnes.at(now) * KG_PER_TONNE - sum(batch.kg for batch in batches)
        return self._stock.take(teu, kg, now)

    def _steps(
        self,
        voyage: Voyage,
        batches: list[Batch],
        cranes: RailCranes | None,
        variate: float,
        request: Request | None,
    ) -> Steps:
        """Equipped, loaded, over the line, admitted, unloaded.

        In one piece: each part that is a generator of its own is made anew for every train.
        """
        if self.equipment and request:
            yield from self._equip(batches, self.equipment, request)
        if cranes:
            yield from self._load(voyage, batches, cranes)
        else:
            self.origin.load_at_once(voyage, batches)
        order, voyage.load_end = voyage.order, self._clock.now
        voyage.depart = now = self._clock.now
        time = now + self.rules.hours.at(now) * variate
        line, last = self.rules.line.at(now)
        if line.stretches:
            yield self.lines.passed(voyage, time, line)
        elif time > now:
            yield self._clock.at(time)
        terminal = self.terminal
        holding = terminal.holding.get(self.rules.direction)
        if holding:
            yield from self._hold(voyage, holding)
        if last.stretches:
            yield self.lines.passed(voyage, self._clock.now, last)
        voyage.arrive = self._clock.now
        gate = terminal.gate(self.rules.direction, voyage)
        if waits := terminal.tracks.enter(gate, order, voyage.priority):
            yield waits
        voyage.admitted = self._clock.now
        if holding:
            holding.leave(order)
        if self.on_admitted:
            self.on_admitted(voyage)
        yield from terminal.unload(Carriage([voyage]), terminal.rail_cranes)
        terminal.tracks.leave(order)
        if self.on_unloaded:
            self.on_unloaded(voyage)
        if self.equipment and request:
            self.equipment.pools.give_back(request, self._clock.now)

    def _load(self, voyage: Voyage, batches: list[Batch], cranes: RailCranes) -> Steps:
        """Take a track, with the boxes in the yard until there is one, and load."""
        formed = Formed(self.rules.name, batches)
        self.origin.formed[formed] = None
        if waits := self.origin.tracks.enter(DEPARTING, voyage.order, voyage.priority):
            yield waits
        del self.origin.formed[formed]
        yield from self.origin.load(voyage, batches, cranes)
        self.origin.tracks.leave(voyage.order)

    def _equip(self, batches: list[Batch], equipment: Equipment, request: Request) -> Steps:
        """Wait for what the train takes from pools; its boxes keep their room in the yard."""
        waits = Formed(self.rules.name, batches)
        self.origin.unequipped[waits] = None
        yield from equipment.take(request)
        del self.origin.unequipped[waits]

    def _hold(self, voyage: Voyage, holding: Admission) -> Steps:
        """Take a holding track of the terminal, before the last section."""
        voyage.held_from = since = self._clock.now
        if waits := holding.enter("", voyage.order):
            yield waits
        voyage.held, voyage.held_from = self._clock.now - since, BLANK
