"""Trains recorded as one: each is its own event, and goes from step to step without a process.

Such a train does what any train does, in the same order and at the same times (rail.py), but it
carries no boxes of other flows, and nothing is noted of it but its times. So it needs no record of
a voyage, no batch and no generator, and where nothing else happens at an instant it enters a
section, a track or the cranes at once: what is settled at the end of an instant for one alone is
what it would get then.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from sim.corridor.admission import Admission
from sim.corridor.arrays import Floats, Ints, Range, Rows
from sim.corridor.boxes import BLANK
from sim.corridor.clearance import Control
from sim.corridor.clock import Clock
from sim.corridor.containers import Order, Passing
from sim.corridor.journal import Journal
from sim.corridor.lines import Line
from sim.corridor.loading_ban import Ban
from sim.corridor.log import Log
from sim.corridor.pools import Equipment, Request
from sim.corridor.rail import RailService

Step = Callable[[Any], None]


class Train(Passing):
    """A train under way; `row` is its row in the columns of the boxes."""

    __deletable__ = ("request",)  # said to the compiler
    __slots__ = (
        "address", "admitted", "arrive", "born", "depart", "flow", "held", "held_from", "line",
        "ready", "request", "row", "unload_end", "way",
    )  # fmt: skip

    way: int
    line: tuple[Line, Line]
    ready: float
    request: Request
    depart: float
    held: float
    held_from: float
    arrive: float
    admitted: float
    unload_end: float

    def __init__(self, flow: int, row: int, born: float, address: tuple[str, str, int]) -> None:
        self.flow = flow
        self.row = row
        self.born = born
        self.address = address

    @property
    def n(self) -> int:
        return 1

    @property
    def rows(self) -> Rows:
        return Range(self.row, self.row + 1)


@dataclass(frozen=True, slots=True)
class Dispatch:
    """What all trains recorded as one share: `teu` by row; `under_way` are those that have left."""

    clock: Clock
    journal: Journal
    teu: Sequence[float]
    noted: Log
    under_way: set[Train]

    def begin(self, train: Train, way: int, time: float) -> None:
        """A train is ready for its next leg, and leaves on it if it needs nothing more."""
        train.way = way
        train.number = self.journal.new_number()
        train.order = (time, train.born, train.address)
        train.ready = train.depart = time
        train.path_wait = train.held = 0.0
        train.held_from = train.arrive = train.admitted = train.unload_end = BLANK
        self.under_way.add(train)

    def end(self, train: Train) -> None:
        """The leg of a train is over."""
        self.under_way.discard(train)
        self.note(train)

    def note(self, train: Train) -> None:
        noted = self.noted
        noted.note_four(train.way, train.number, train.row, train.ready)
        noted.note_four(train.depart, train.path_wait, train.held, train.held_from)
        noted.note_three(train.arrive, train.admitted, train.unload_end)


class Leg:
    """One leg of the trains of a flow: from leaving one terminal to the last box off at the next.

    `begun` and `ended` count trains for the audit; `standing` are those that wait to leave.
    """

    def __init__(self, code: int, service: RailService, dispatch: Dispatch) -> None:
        rules, terminal = service.rules, service.terminal
        self.code = code
        self.begun = self.ended = self.standing = 0
        self.after: Leg | None = None
        self.ban: Ban | None = None  # of where it ends; counts its trains until they leave there
        self.ban_behind: Ban | None = None  # that of the leg before
        self.control: Control | None = None
        self.on_delivered: Callable[[Order, float], None] | None = None
        self._rules, self._terminal = rules, terminal
        self._variates = service.variates.by_train
        self._equipment = service.equipment
        self._meets_others = rules.runs_sections or service.equipment is not None
        self._tracks = terminal.tracks
        self._holding = terminal.holding.get(rules.direction)
        self._cranes = terminal.rail_cranes
        self._ends_at_once = False
        self._lines = service.lines
        self._dispatch, self._clock = dispatch, dispatch.clock
        # Shared by all trains: whoever takes up an event never adds to its callbacks.
        self._leave: list[Step] = [self.leave]
        self._equipped: list[Step] = [self.equipped]
        self._is_near: list[Step] = [self.is_near]
        self._arrive: list[Step] = [self.arrive]
        self._go_on: list[Step] = [self.go_on]
        self._admitted: list[Step] = [self.admitted]
        self._served: list[Step] = [self.served]
        self._then_near, self._then_there = self._come_near, self._reach

    def prepare(self) -> None:
        """See whether a train that comes has nothing to wait for and no box to move."""
        self._meets_others = self._meets_others or self.ban_behind is not None
        if self.after:
            self.after.ban_behind = self.ban
        stops = self.after or self.ban or self._holding or self._cranes or self.on_delivered
        self._ends_at_once = not stops and self._tracks.free_to_all

    def reached(self, born: Floats, rows: Ints) -> Floats:
        """When trains born at these times meet others: when they leave, if for units of a pool or
        on a section, else at the end of their hours; shape (n,)."""
        if self._meets_others:
            return born
        hours = self._rules.hours.each(born)
        return born + hours * (1.0 if self._variates is None else self._variates[rows])

    def come(self, train: Train) -> None:
        """A train comes from its origin, at the time that `reached` told."""
        if self._meets_others:
            self.leave_now(train)
        else:
            self._begin(train, train.born)
            self.is_near(train)

    def never_comes(self, train: Train, arrive: float) -> None:
        """A train leaves its origin, but the run ends before it meets others."""
        self._begin(train, train.born)
        train.arrive = arrive

    def leave_at(self, train: Train, time: float) -> None:
        """A train is ready to leave at a time."""
        if time >= self._clock.end:
            self.standing += 1
        elif self._meets_others:
            self.standing += 1
            train.callbacks = self._leave
            self._clock.trigger(train, time)
        else:
            self._begin(train, time)
            self._come_near(train, time + self._hours(train, time))

    def leave(self, train: Train) -> None:
        self.standing -= 1
        self.leave_now(train)

    def leave_now(self, train: Train) -> None:
        self._begin(train, self._clock.now)
        if self._equipment:
            self._equip(train, self._equipment)
        else:
            self._set_off(train)

    def equipped(self, train: Train) -> None:
        """The pools have given what the train needs."""
        self.standing -= 1
        self.begun += 1
        train.depart = now = self._clock.now
        train.line = self._rules.line.at(now)
        self._set_off(train)

    def go_on(self, train: Train) -> None:
        """With a holding track, over the last stretch."""
        train.held, train.held_from = self._clock.now - train.held_from, BLANK
        _, last = train.line
        if last.stretches:
            self._lines.run(train, self._clock.now, last, self._then_there)
        else:
            self.arrive(train)

    def admitted(self, train: Train) -> None:
        train.admitted = self._clock.now
        if self._holding:
            self._holding.leave(train.order)
        if self._cranes is None:
            self._unload_until(train, self._clock.now)
        elif self._clock.is_alone():
            self._unload_until(train, self._cranes.unload_alone(train))
        else:
            train.callbacks = self._served
            self._cranes.ask_unloading(train, train.order, train)

    def served(self, train: Train) -> None:
        """The cranes have told when each box and the last of them is off."""
        self._unload_until(train, train._value[1])

    def _begin(self, train: Train, time: float) -> None:
        self.begun += 1
        self._dispatch.begin(train, self.code, time)
        train.line = self._rules.line.at(time)

    def _equip(self, train: Train, equipment: Equipment) -> None:
        """Leave when the pools have given what it needs: it stands until then."""
        self.begun -= 1
        self.standing += 1
        train.depart = BLANK
        train.callbacks = self._equipped
        request = equipment.request(train, train.row, self._dispatch.teu[train.row], train)
        train.request = request
        if equipment.pools.takes_at_once(request):
            self.equipped(train)
        else:
            equipment.pools.ask(request, in_yard=False)

    def _hours(self, train: Train, time: float) -> float:
        hours = self._rules.hours.at(time)
        return hours if self._variates is None else hours * self._variates.item(train.row)

    def _set_off(self, train: Train) -> None:
        """Gone from where it was, and on the line."""
        if self.ban_behind:
            self.ban_behind.gone(self._dispatch.teu[train.row])
        self._run(train)

    def _run(self, train: Train) -> None:
        """The hours of the service itself, and its sections, up to a holding track if any."""
        now = self._clock.now
        time = now + self._hours(train, now)
        line, _ = train.line
        if line.stretches:
            self._lines.run(train, time, line, self._then_near)
        elif time > now:
            self._come_near(train, time)
        else:
            self.is_near(train)

    def _come_near(self, train: Train, time: float) -> None:
        """A train reaches its destination at a time, or what lies before its holding tracks."""
        if self._holding:
            train.callbacks = self._is_near
            self._clock.trigger(train, time)
        else:
            self._reach(train, time)

    def _reach(self, train: Train, time: float) -> None:
        """A train reaches its destination at a time."""
        if self._ends_at_once:
            train.arrive = train.admitted = train.unload_end = time
            self.ended += time < self._clock.end
            self._end(train, time)
        else:
            train.callbacks = self._arrive
            self._clock.trigger(train, time)

    def is_near(self, train: Train) -> None:
        if self._holding:
            self._hold(train, self._holding)
        else:
            self.arrive(train)

    def _hold(self, train: Train, holding: Admission) -> None:
        train.held_from = self._clock.now
        train.callbacks = self._go_on
        if not self._clock.is_alone():
            holding.ask("", train.order, 0, train)
        elif holding.ask_alone("", train.order, 0, train):
            self.go_on(train)

    def arrive(self, train: Train) -> None:
        train.arrive = self._clock.now
        tracks, gate = self._tracks, self._rules.direction
        if caps := self._terminal.caps.get(gate):
            gate = caps.gate([train], tracks)
        train.callbacks = self._admitted
        if tracks.free_to_all:
            self.admitted(train)
        elif not self._clock.is_alone():
            tracks.ask(gate, train.order, self._rules.priority, train)
        elif tracks.ask_alone(gate, train.order, self._rules.priority, train):
            self.admitted(train)

    def _unload_until(self, train: Train, last: float) -> None:
        """When the last box will be off is known, and when papers and samples will be done."""
        train.unload_end = last
        self._tracks.leave_at(train.order, last)
        self._end(train, last)
        if last >= self._clock.end:
            return
        self.ended += 1
        if self.on_delivered:
            self.on_delivered(train.order, last)
        if self.ban and not self.after:
            self._clock.call(last, partial(self.ban.gone, self._dispatch.teu[train.row]))
        if self.after:
            done = self.control.done_of(train.row, train.admitted) if self.control else last
            self.after.leave_at(train, max(done, last))

    def _end(self, train: Train, unloaded: float) -> None:
        """The leg is over at a time; what the train took from pools goes back."""
        self._dispatch.end(train)
        if self._equipment:
            self._equipment.pools.give_back(train.request, unloaded)
            del train.request  # each knows the other: neither would be freed during the run
