"""Blocks: the stretches of time, over warm-up and horizon, in which a flow's trains are made.

A month is one block. Where counts were observed, each period whose months they all govern is a
block of its own with exactly its number of trains, and the months keep the days that are left.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from sim.scenario.language import Horizon
from sim.scenario.months import (
    ONE_DAY,
    days_in,
    end_of,
    months_between,
    months_later,
    same_month_from,
)
from sim.scenario.observed import ObservedPeriod, Series, trains_between

HOURS_PER_DAY = 24.0
Days = tuple[date, date]


@dataclass(frozen=True)
class Block:
    """A stretch of time in which trains are generated.

    `key` is the address of its draws: "2026-07", or "2024-07-20/2024-09-12" for an observed
    period. Hours count from 00:00 of the first reported day, below zero in the warm-up.
    `trains` is the expected number, and the very number where `exact`.
    """

    key: str
    start_hours: float
    end_hours: float
    trains: float
    exact: bool


@dataclass(frozen=True)
class MonthlyTrains:
    """Expected trains of one flow by month, and the counts behind the months that they govern.

    `trains` is asked for the months of the horizon and, for a warm-up, of its first year.
    """

    horizon: Horizon
    trains: Callable[[date], float]
    observed: Mapping[date, Series]

    def blocks(self) -> tuple[Block, ...]:
        """All blocks in order of time."""
        exact = tuple(self._exact_periods())
        blocks = [*self._warm_up(), *map(self._exact_block, exact), *self._left_over(exact)]
        return tuple(sorted(blocks, key=lambda one: (one.start_hours, one.key)))

    def _warm_up(self) -> Iterator[Block]:
        """Months before the horizon, with the demand of the same month of its first year."""
        warm_up_hours = self.horizon.warm_up_days * HOURS_PER_DAY
        month = self.horizon.from_
        while self._hours(month) > -warm_up_hours:
            month = months_later(month, -1)
            start, end = self._hours_of((month, end_of(month)))
            cut = max(start, -warm_up_hours)
            trains = self.trains(same_month_from(self.horizon.from_, month))
            yield Block(f"{month:%Y-%m}", cut, end, trains * (end - cut) / (end - start), False)

    def _exact_periods(self) -> Iterator[ObservedPeriod]:
        for series in dict.fromkeys(self.observed.values()):
            yield from (one for one in series if self._governs_all_of(series, one))

    def _governs_all_of(self, series: Series, period: ObservedPeriod) -> bool:
        inside = self.horizon.from_ <= period.from_ and period.to <= self.horizon.to
        months = months_between(period.from_, period.to)
        return inside and all(self.observed.get(month) is series for month in months)

    def _exact_block(self, period: ObservedPeriod) -> Block:
        start, end = self._hours_of((period.from_, period.to))
        return Block(f"{period.from_}/{period.to}", start, end, period.trains, exact=True)

    def _left_over(self, exact: tuple[ObservedPeriod, ...]) -> Iterator[Block]:
        for month in months_between(self.horizon.from_, self.horizon.to):
            whole = (month, min(end_of(month), self.horizon.to))
            for number, days in enumerate(days_outside(exact, whole)):
                key = f"{days[0]:%Y-%m-%d}" if number else f"{month:%Y-%m}"
                start, end = self._hours_of(days)
                yield Block(key, start, end, self._trains_on(month, days), exact=False)

    def _trains_on(self, month: date, days: Days) -> float:
        if series := self.observed.get(month):
            return trains_between(series, *days)
        return self.trains(month) * ((days[1] - days[0]).days + 1) / days_in(month)

    def _hours_of(self, days: Days) -> tuple[float, float]:
        return self._hours(days[0]), self._hours(days[1] + ONE_DAY)

    def _hours(self, day: date) -> float:
        return (day - self.horizon.from_).days * HOURS_PER_DAY


def days_outside(periods: tuple[ObservedPeriod, ...], days: Days) -> Iterator[Days]:
    """The runs of days, between two days, that lie in none of the periods."""
    first, last = days
    for period in sorted(periods, key=lambda one: one.from_):
        if period.days_within(first, last):
            if first < period.from_:
                yield first, period.from_ - ONE_DAY
            first = period.to + ONE_DAY
    if first <= last:
        yield first, last
