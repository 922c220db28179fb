"""Ships of other cargo at the berths, one process each."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING

from sim.scenario.language import OtherCalls
from tests.oracle.clock import Process

if TYPE_CHECKING:
    from tests.oracle.oracle import World

BEHIND_OUR_VESSELS = "~"


class OtherCargo:
    """All streams of such ships."""

    def __init__(self, world: World) -> None:
        self.world, self.clock = world, world.clock
        self.plan, self.draws = world.plan, world.draws
        self.first_day = world.plan.scenario.file.horizon.from_

    def send_out(self) -> None:
        """A process for every ship."""
        for place, terminal in self.plan.first.terminals.items():
            for name in terminal.quay.other_calls if terminal.quay else ():
                for year in self._years():
                    for number, time in enumerate(self._arrivals(place, name, year)):
                        self.world.start(self._ship(place, name, year, number, time))

    def _ship(self, place: str, name: str, year: int, number: int, time: float) -> Process:
        yield self.clock.at(time)
        berths, said = self.world.terminals[place].berths, self._said(place, name, time)
        rank = (said.priority, time, (BEHIND_OUR_VESSELS, name, str(year), number))
        yield from berths.enter(rank, [])
        hours = self._said(place, name, self.clock.now).hours
        stream = ("other hours", place, name, str(year))
        yield self.clock.at(self.clock.now + self.draws.hours(number, hours, *stream))
        berths.leave()

    def _arrivals(self, place: str, name: str, year: int) -> Iterator[float]:
        """The next ship is there when so many were expected since the year, or the run, began."""
        number, expected = 0, 0.0
        wanted = self._wanted(place, name, year, number, 0.0)
        for start, end in self._unchanged(place, name, year):
            rate = self._said(place, name, start).calls_per_year / self._length(year)
            by_end = expected + rate * (end - start)
            while wanted < by_end:
                yield start + (wanted - expected) / rate
                number += 1
                wanted = self._wanted(place, name, year, number, wanted)
            expected = by_end

    def _wanted(self, place: str, name: str, year: int, number: int, before: float) -> float:
        """Ships that are expected until this one is there."""
        if self._said(place, name, self.clock.start).pattern == "even":
            return number + 0.5
        return before + self.draws.gap(number, "other gaps", place, name, str(year))

    def _unchanged(self, place: str, name: str, year: int) -> Iterator[tuple[float, float]]:
        """From change to change of the rate in this year of the run."""
        start = max(self._begin(year), self.clock.start)
        last = min(self._begin(year + 1), self.clock.end)
        for day in (*(one for one in self.plan.dates if start < one < last), last):
            rates = [self._said(place, name, time).calls_per_year for time in (start, day)]
            if day == last or rates[0] != rates[1]:
                yield start, day
                start = day

    def _years(self) -> range:
        day = self.first_day + timedelta(days=int(self.clock.start // 24))
        last = self.first_day + timedelta(days=int(self.clock.end // 24))
        return range(day.year, last.year + 1)

    def _begin(self, year: int) -> float:
        return 24.0 * (date(year, 1, 1) - self.first_day).days

    def _length(self, year: int) -> float:
        return self._begin(year + 1) - self._begin(year)

    def _said(self, place: str, name: str, time: float) -> OtherCalls:
        quay = self.plan.terminal(place, time).quay
        assert quay is not None
        return quay.other_calls[name]
