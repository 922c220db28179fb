"""Ships of other cargo: they come in streams of their own and take berths beside our vessels."""

from __future__ import annotations

import math
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate, count
from typing import Any

from sim.corridor.admission import HOURS_PER_DAY, Admission
from sim.corridor.calendars import Dated
from sim.corridor.clock import Clock
from sim.corridor.containers import Order
from sim.corridor.log import Log
from sim.corridor.moments import Event
from sim.corridor.sea import QUAY
from sim.corridor.streams import Sequence, Streams
from sim.scenario.distributions import Distribution
from sim.scenario.language import OtherCalls
from sim.scenario.scenario import Scenario

Steps = Generator[Event, Any, None]
Stretch = tuple[float, float, float]
"""From, to, and calls an hour in between."""

UNIT_GAPS = Distribution(distribution="exponential", mean=1.0)


@dataclass(frozen=True)
class Call:
    """A ship of other cargo: when it comes, its calendar year and number in it from 0.

    `variate` is the unit variate of its hours.
    """

    time: float
    year: int
    number: int
    variate: float


@dataclass(frozen=True)
class Stream:
    """Ships of one kind of cargo at one terminal, all of the run, and their hours by date."""

    name: str
    priority: int
    calls: tuple[Call, ...]
    hours: Dated[float]


class OtherShips:
    """Ships of one stream: they wait for a berth, keep it for their hours, and are gone."""

    def __init__(self, stream: Stream, berths: Admission, clock: Clock, log: Log) -> None:
        self._stream = stream
        self._berths = berths
        self._clock = clock
        self._log = log

    def come(self) -> Steps:
        """All ships of the stream, each when its time has come."""
        for call in self._stream.calls:
            yield self._clock.at(call.time)
            self._clock.process(self._call(call))

    def _call(self, call: Call) -> Steps:
        """At one instant they stand behind our vessels, which have set out before they came."""
        order: Order = (math.inf, math.inf, (self._stream.name, str(call.year), call.number))
        if waits := self._berths.enter(QUAY, order, self._stream.priority):
            yield waits
        berthed = self._clock.now
        leaves = berthed + self._stream.hours.at(berthed) * call.variate
        self._log.note_three(call.time, berthed, min(leaves, self._clock.end))
        yield self._clock.at(leaves)
        self._berths.leave(order)


def calls_of_years(
    scenario: Scenario,
    streams: Streams,
    place: tuple[str, str],
    data: OtherCalls,
    per_year: Dated[float],
) -> tuple[Call, ...]:
    """All calls of the run in order of time; `place` is the terminal and the name of the cargo."""
    calls: list[Call] = []
    for year, stretches in _years(scenario, per_year):
        address = (*place, str(year))
        gaps = streams.sequence(UNIT_GAPS, "other gaps", *address)
        variates = streams.sequence(data.hours, "other hours", *address)
        times = _times(stretches, _halves() if data.pattern == "even" else _sums(gaps))
        calls += [Call(time, year, k, variates.next()) for k, time in enumerate(times)]
    return tuple(calls)


def _halves() -> Iterator[float]:
    """A half, one and a half, and so on."""
    for number in count():
        yield number + 0.5


def _sums(gaps: Sequence) -> Iterator[float]:
    """Running sums of gaps."""
    return accumulate(iter(gaps.next, None))


def _times(stretches: list[Stretch], sums: Iterator[float]) -> Iterator[float]:
    """When the calls expected since the year began come up to each of the sums."""
    expected, wanted = 0.0, next(sums)
    for start, end, per_hour in stretches:
        by_end = expected + per_hour * (end - start)
        while wanted < by_end:
            yield start + (wanted - expected) / per_hour
            wanted = next(sums)
        expected = by_end


def _years(scenario: Scenario, per_year: Dated[float]) -> Iterator[tuple[int, list[Stretch]]]:
    """Each calendar year of the run, as far as it lies in it, in stretches of unchanged rate."""
    first, start, end = scenario.file.horizon.from_, -scenario.warm_up_hours, scenario.end_hours
    year = (first + timedelta(days=math.floor(start / HOURS_PER_DAY))).year
    begins = (date(year, 1, 1) - first).days * HOURS_PER_DAY
    while begins < end:
        ends = (date(year + 1, 1, 1) - first).days * HOURS_PER_DAY
        part = (max(begins, start), min(ends, end))
        yield year, list(_stretches(per_year, *part, hours=ends - begins))
        year, begins = year + 1, ends


def _stretches(per_year: Dated[float], start: float, end: float, hours: float) -> Iterator[Stretch]:
    """Calls an hour between two times; a year has so many hours."""
    while start < end:
        to = min(per_year.same_until(start), end)
        yield start, to, per_year.at(start) / hours
        start = to
