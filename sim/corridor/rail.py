"""Trains: formed, loaded, run over their sections, admitted and unloaded."""

from __future__ import annotations

import math
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from simpy.events import Event

from sim.corridor.admission import Gate
from sim.corridor.calendars import Dated
from sim.corridor.clock import Clock
from sim.corridor.containers import Consignment, Floats, Ints, Voyage
from sim.corridor.journal import Journal, PathWait
from sim.corridor.streams import Sequence as Variates
from sim.corridor.terminal import DEPARTING, Terminal
from sim.corridor.yard import Stock

Steps = Generator[Event, Any, None]


@dataclass(frozen=True)
class Track:
    """One direction of one section: its paths, and the hours from end to end, stops included."""

    section: str
    gate: Gate
    hours: Dated[float]


@dataclass(frozen=True)
class Rules:
    """What a rail service says, by date where it may change."""

    name: str
    direction: str
    priority: int
    together: bool
    train_teu: Dated[float]
    train_tonnes: Dated[float]
    set_out_after_hours: Dated[float]
    longest_wait_hours: Dated[float]
    least_load_teu: Dated[float]
    hours: Dated[float]
    line: Dated[Sequence[Track]]


@dataclass(frozen=True)
class RunningVariates:
    """Variates of the service's own hours: one a consignment for trains kept together, else in turn."""

    by_consignment: Floats | None
    in_turn: Variates

    def of(self, consignment: Consignment | None) -> float:
        if consignment is None:
            return self.in_turn.next()
        return 1.0 if self.by_consignment is None else float(self.by_consignment[consignment.first])


class RailService:
    """Trains of one service from one terminal to the next."""

    def __init__(
        self, rules: Rules, ends: tuple[Terminal, Terminal], clock: Clock, journal: Journal
    ) -> None:
        self.rules = rules
        self.origin, self.terminal = ends
        self.variates: RunningVariates
        self.new_voyage: Callable[[str, str, str], Voyage]
        self.on_admitted: Callable[[str, Consignment], None]
        self.on_broken_up: Callable[[Consignment], None]
        self._clock = clock
        self._journal = journal
        self._stock: Stock = self.origin.stocks[rules.name]
        self._stock.on_ready = self._form_pooled

    def send(self, rows: Ints, consignment: Consignment) -> None:
        """A consignment leaves its origin as a train."""
        self._start(rows, consignment, from_yard=False)

    def keep_together(self, rows: Ints, ready: Floats, load: Voyage) -> None:
        """Boxes that came as one train leave as one; those cleared too late follow on a later one."""
        now = self._clock.now
        kept = ready <= now + self.rules.set_out_after_hours.at(now)
        if not kept.all():
            self.origin.offer(self.rules.name, rows[~kept], ready[~kept], load.number)
        if kept.any():
            self._clock.process(self._leave_together(rows[kept], ready[kept], load.consignment))
        elif load.consignment is not None:
            self.on_broken_up(load.consignment)

    def _leave_together(
        self, rows: Ints, ready: Floats, consignment: Consignment | None
    ) -> Steps:
        self._journal.boxes.ready[self._legs(rows), rows] = ready
        yield self._clock.at(float(ready.max()))
        self._start(rows, consignment, from_yard=True)

    def _form_pooled(self, now: float) -> None:
        """Form trains at the end of an instant while the stock fills them or has waited long enough."""
        rules, stock = self.rules, self._stock
        teu, tonnes = rules.train_teu.at(now), rules.train_tonnes.at(now)
        longest = rules.longest_wait_hours.at(now)
        while stock.since() < math.inf:
            due = stock.since() + longest
            full = not rules.together and stock.fills(teu, tonnes)
            if not full and (now < due or stock.ready_teu < rules.least_load_teu.at(now)):
                if now < due < math.inf:
                    stock.look_at(due)
                return
            self._start(stock.take(teu, tonnes, now), None, from_yard=True)

    def _start(self, rows: Ints, consignment: Consignment | None, from_yard: bool) -> None:
        name = self.rules.name
        voyage = self.new_voyage(name, self.origin.name, self.terminal.name)
        voyage.consignment = consignment
        voyage.priority = self.rules.priority
        voyage.capacity_teu = self.rules.train_teu.at(self._clock.now)
        if consignment is not None and from_yard:
            rows = self._with_set_out(rows)
        self._clock.process(self._train(voyage, rows, from_yard))

    def _with_set_out(self, rows: Ints) -> Ints:
        """The boxes of a train with those that were set out of earlier ones, as far as they fit."""
        now, boxes = self._clock.now, self._journal.boxes
        teu = self.rules.train_teu.at(now) - float(boxes.teu[rows].sum())
        tonnes = self.rules.train_tonnes.at(now) - float(boxes.gross_tonnes[rows].sum())
        return np.concatenate((rows, self._stock.take(teu, tonnes, now)))

    def _train(self, voyage: Voyage, rows: Ints, from_yard: bool) -> Steps:
        yield from self._load(voyage, rows, from_yard)
        voyage.depart = self._clock.now
        yield from self._run(voyage)
        terminal = self.terminal
        voyage.arrive = self._clock.now
        yield from terminal.tracks.enter(self.rules.direction, voyage.number, voyage.priority)
        voyage.admitted = self._clock.now
        if terminal.holding:
            terminal.holding.leave(voyage.number)
        if voyage.consignment is not None:
            self.on_admitted(terminal.name, voyage.consignment)
        yield from terminal.unload(voyage, terminal.rail_cranes)
        terminal.tracks.leave(voyage.number)

    def _load(self, voyage: Voyage, rows: Ints, from_yard: bool) -> Steps:
        cranes = self.origin.rail_cranes if from_yard and self.origin.loads_trains else None
        if cranes is None:
            yield from self.origin.load(voyage, rows, None)
            return
        yield from self.origin.tracks.enter(DEPARTING, voyage.number, voyage.priority)
        yield from self.origin.load(voyage, rows, cranes)
        self.origin.tracks.leave(voyage.number)

    def _run(self, voyage: Voyage) -> Steps:
        """Run the sections in order; before the last one take a holding track of the terminal."""
        now = self._clock.now
        time = now + self.rules.hours.at(now) * self.variates.of(voyage.consignment)
        line = self.rules.line.at(now)
        for place, track in enumerate(line):
            yield self._clock.at(time)
            if place == len(line) - 1:
                yield from self._hold(voyage)
            time = self._pass(track, voyage)
        yield self._clock.at(time)
        if not line:
            yield from self._hold(voyage)

    def _pass(self, track: Track, voyage: Voyage) -> float:
        """Take the next path of a section; when the train reaches its end."""
        now = self._clock.now
        path = track.gate.next_passage(now)
        voyage.path_wait += path - now
        self._journal.path_waits.append(
            PathWait(track.section, self.rules.direction, now, path - now, voyage.teu)
        )
        return path + track.hours.at(path)

    def _hold(self, voyage: Voyage) -> Steps:
        holding = self.terminal.holding
        if holding is None:
            return
        since = self._clock.now
        yield from holding.enter("", voyage.number)
        voyage.held = self._clock.now - since

    def _legs(self, rows: Ints) -> Ints:
        return self.origin.legs(self.rules.name, rows)
