"""Railway lines: trains run over sections, whose paths lie a headway apart.

A train that has entered a line meets others only where it asks for a path: first come, first
served. When it comes to the end of the line follows from who asked before, and is needed no sooner
than the shortest section takes to run. So trains need no event on a line: their entries wait in
order of time, and are worked off together, always before the first of them can have an effect.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from sim.corridor.admission import HOURS_PER_DAY
from sim.corridor.by_time import ByTime
from sim.corridor.calendars import Dated
from sim.corridor.clock import Clock
from sim.corridor.containers import Passing
from sim.corridor.log import Log
from sim.corridor.moments import Moment
from sim.corridor.settling import Settling

SHORTLY_BEFORE: Final = 0.9  # of the hours that a train takes at least


class Paths:
    """Train paths of a section in one direction, a headway apart, for all services."""

    __slots__ = ("headway_hours", "next", "unlimited")

    def __init__(self, per_day: Dated[float]) -> None:
        headways = tuple(HOURS_PER_DAY / number for number in per_day.values)
        self.unlimited = not any(headways)
        # Where paths are unlimited there is one at any time, whoever took one before.
        known = (-math.inf,) if self.unlimited else headways
        self.headway_hours = Dated(per_day.times[: len(known)], known)
        self.next = -math.inf


@dataclass(frozen=True, slots=True)
class Track:
    """A section in one direction: its paths, its hours, and where to note who waited for a path."""

    paths: Paths
    hours: Dated[float]
    waits: Log


Stretch = tuple[Track, ...]
"""Sections that trains run one after another without a junction and without overtaking."""


class Line:
    """Stretches that a train runs without a stop; `least_hours` are what it takes at least from
    the entry of each to the end of the line."""

    __slots__ = ("least_hours", "stretches")

    def __init__(self, stretches: tuple[Stretch, ...]) -> None:
        hours = [sum(min(track.hours.values) for track in tracks) for tracks in stretches]
        self.stretches = stretches
        self.least_hours = tuple(sum(hours[place:]) for place in range(len(hours)))


Then = Callable[[Any, float], None]
"""What is done when it is known at which time a train comes to the end of its line."""


class OnLine:
    """A train on a line: the place of the stretch that it enters next, until when that has to be
    worked off, and what is then done; `tie` orders those that enter at one time."""

    __slots__ = ("due", "line", "place", "then", "tie", "train")

    def __init__(self, train: Passing, line: Line, due: float, then: Then) -> None:
        self.train = train
        self.tie: tuple[Any, ...] = (train.order, train.number)
        self.line = line
        self.due = due
        self.then = then
        self.place = 0


class Lines:
    """All trains on lines. Those of one instant enter a section in their order.

    An entry is worked off at the latest shortly before the train might come to the end of its
    line: whoever enters anything earlier is known by then, and nobody's end of the line is past.
    Where a section may take no time (`at_once`), entries are at the end of their instant.
    """

    def __init__(self, clock: Clock, at_once: bool) -> None:
        self._clock = clock
        self._at_once = at_once
        self._entries = ByTime()
        self._due = math.inf
        self._settling = Settling(clock, self._settle)

    def run(self, train: Passing, time: float, line: Line, then: Then) -> None:
        """A train enters a line, which has a stretch at least, at a time, now or later."""
        due = time + SHORTLY_BEFORE * line.least_hours[0]
        own = OnLine(train, line, due, then)
        self._entries.put(time, own.tie, own)
        if self._at_once:
            self._settle_at_next_entry()
        elif due < self._due:
            self._catch_up_at(due)

    def passed(self, train: Passing, time: float, line: Line) -> Moment:
        """An event at the end of a line that a train enters at a time."""
        end = Moment()
        self.run(train, time, line, lambda _, at: self._clock.trigger(end, at))
        return end

    def close(self) -> None:
        """Work off what enters before the end of the run."""
        self._work(self._clock.end)

    def _catch_up_at(self, due: float) -> None:
        self._due = due
        self._clock.call(due, self._catch_up)

    def _catch_up(self) -> None:
        """Work off what has been entered; what is entered now may not be known yet.

        Where somebody came who had to be worked off before, that has been done.
        """
        now = self._clock.now
        if now != self._due:
            return
        self._work(now)
        self._due = math.inf
        due = math.inf
        for one in self._entries.things():
            own: OnLine = one
            due = min(due, own.due)
        if due < math.inf:
            self._catch_up_at(due)

    def _settle_at_next_entry(self) -> None:
        first = self._entries.first()
        if first > self._clock.now:
            self._settling.touch_at(first)
        else:
            self._settling.touch()

    def _settle(self, now: float) -> None:
        """What this causes at the same instant is settled in a round of its own."""
        entering: list[tuple[float, OnLine]] = []
        while self._entries.first() <= now:
            time = self._entries.first()
            entering.append((time, self._entries.take()))
        for time, own in entering:
            self._enter(time, own)
        if self._entries.first() < math.inf:
            self._settle_at_next_entry()

    def _work(self, before: float) -> None:
        """Let trains enter what they enter before a time."""
        time = self._entries.first()
        while time < before:
            own: OnLine = self._entries.take()
            self._enter(time, own)
            time = self._entries.first()

    def _enter(self, time: float, own: OnLine) -> None:
        line, train = own.line, own.train
        time = run_over(line.stretches[own.place], train, time)
        own.place += 1
        if own.place == len(line.stretches):
            own.then(train, time)
        else:
            own.due = time + SHORTLY_BEFORE * line.least_hours[own.place]
            self._entries.put(time, own.tie, own)


def run_over(tracks: Stretch, train: Passing, time: float) -> float:
    """Take the next path of each section in turn; when the train reaches the end of the last one.

    Nobody comes in between: whoever enters a section later also leaves it later, so the order at
    the next section is the order at this one; and where paths are unlimited order is nothing.
    """
    number, waited = train.number, train.path_wait
    for track in tracks:
        paths, hours = track.paths, track.hours
        path = time if time > paths.next else paths.next
        headway = paths.headway_hours
        paths.next = path + (headway.values[0] if headway.never_changes else headway.at(path))
        waited += path - time
        track.waits.note_three(time, path, number)
        time = path + (hours.values[0] if hours.never_changes else hours.at(path))
    train.path_wait = waited
    return time
