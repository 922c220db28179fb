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
from heapq import heappop, heappush
from typing import Any, Protocol

from sim.corridor.admission import HOURS_PER_DAY
from sim.corridor.calendars import Dated
from sim.corridor.clock import Clock, Moment
from sim.corridor.containers import Order
from sim.corridor.settling import Settling


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
    note: Callable[[tuple[float, float, float]], None]


Stretch = tuple[Track, ...]
"""Sections that trains run one after another without a junction and without overtaking."""


class Passing(Protocol):
    """A train that takes paths."""

    number: int
    order: Order
    path_wait: float


Then = Callable[[Any, float], None]
"""What is done when it is known at which time a train comes to the end of its stretches."""

Entry = tuple[float, Order, int, Passing, tuple[Stretch, ...], int, Then]
"""When a train enters a stretch, its order and number, all stretches, and the place of this one."""


class Lines:
    """All trains on lines. Those of one instant enter a section in their order.

    `least_hours` is what the shortest of all sections takes. Entries are worked off half of it
    behind the clock: whoever enters earlier has come to the line by then, and nobody's end of the
    line is past. Where a section may take no time, they are at the end of their instant.
    """

    def __init__(self, clock: Clock, least_hours: float) -> None:
        self._clock = clock
        self._behind = least_hours / 2
        self._entries: list[Entry] = []
        self._due = math.inf
        self._settling = Settling(clock, self._settle)

    def run(self, train: Passing, time: float, stretches: tuple[Stretch, ...], then: Then) -> None:
        """A train enters the first of some stretches at a time, now or later."""
        heappush(self._entries, (time, train.order, train.number, train, stretches, 0, then))
        if time + self._behind < self._due or not self._behind:
            self._ask_to_work()

    def passed(self, train: Passing, time: float, stretches: tuple[Stretch, ...]) -> Moment:
        """An event at the end of some stretches that a train enters at a time."""
        end = Moment()
        self.run(train, time, stretches, lambda _, at: self._clock.trigger(end, at))
        return end

    def close(self) -> None:
        """Work off what enters before the end of the run."""
        self._work(self._clock.end)

    def _ask_to_work(self) -> None:
        first = self._entries[0][0]
        if self._behind:
            self._due = first + self._behind
            self._clock.call(self._due, self._catch_up)
        elif first > self._clock.now:
            self._settling.touch_at(first)
        else:
            self._settling.touch()

    def _catch_up(self) -> None:
        """What enters now may not have come yet; who was asked for before an earlier one came, and
        has been done without, does nothing."""
        if self._clock.now == self._due:
            self._due = math.inf
            self._work(self._clock.now)
            if self._entries:
                self._ask_to_work()

    def _settle(self, now: float) -> None:
        """What this causes at the same instant is settled in a round of its own."""
        self._work(math.nextafter(now, math.inf), again=False)
        if self._entries:
            self._ask_to_work()

    def _work(self, before: float, again: bool = True) -> None:
        """Let trains enter that do so before a time; `again`, those that go on before it too."""
        entries, going_on = self._entries, []
        while entries and entries[0][0] < before:
            time, order, number, train, stretches, place, then = heappop(entries)
            time = run_over(stretches[place], train, time)
            place += 1
            if place == len(stretches):
                then(train, time)
            elif again:
                heappush(entries, (time, order, number, train, stretches, place, then))
            else:
                going_on.append((time, order, number, train, stretches, place, then))
        for one in going_on:
            heappush(entries, one)


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
        track.note((time, path, number))
        time = path + (hours.values[0] if hours.never_changes else hours.at(path))
    train.path_wait = waited
    return time
