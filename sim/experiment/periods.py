"""Months and years of a run: sums, integrals and levels of what happened in them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.scenario.scenario import Scenario

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Periods:
    """Reported months.

    `edges`: hours at which they begin and the last one ends, shape (months + 1,). A *slot* is the
    place of a time among them: 0 before the first month, then 1, 2, … by month, months + 1 after
    the last one and for a blank (nan).
    """

    edges: Floats
    months: tuple[str, ...]
    years: tuple[str, ...]
    year_of: Ints

    @classmethod
    def of(cls, scenario: Scenario) -> Periods:
        """The reported months of a scenario."""
        years = sorted({str(day.year) for day in scenario.months})
        return cls(
            np.array(scenario.month_start_hours),
            tuple(f"{day:%Y-%m}" for day in scenario.months),
            tuple(years),
            np.array([years.index(str(day.year)) for day in scenario.months]),
        )

    def slots(self, times: Floats) -> Ints:
        """The slot of each time; shape of times."""
        return np.asarray(np.searchsorted(self.edges, times, side="right"))

    def total(self, times: Floats, amounts: Floats) -> Floats:
        """Sum of amounts by the month of their times, shape (months,); others are left out."""
        return self.sum_of_slots(self.slots(times), amounts)

    def spans(self, starts: Floats, ends: Floats) -> Spans:
        """What is present from its start to its end; a blank end means that it still is."""
        return Spans(self, starts, ends, self.slots(starts), self.slots(ends))

    def by_year(self, monthly: Floats) -> Floats:
        """Sums over the months of each year, shape (years,)."""
        return _sums(self.year_of, monthly, len(self.years))

    def last_of_year(self, monthly: Floats) -> Floats:
        """The value of the last month of each year, shape (years,)."""
        last = np.searchsorted(self.year_of, np.arange(len(self.years)), side="right") - 1
        return monthly[last]

    def year(self, times: Floats) -> Ints:
        """Year of each time as an index, −1 outside the reported months; shape of times."""
        return np.concatenate(([-1], self.year_of, [-1]))[self.slots(times)]

    def sum_of_years(self, year: Ints, amounts: Floats) -> Floats:
        """Sums of amounts by their `year`, shape (years,); those of year −1 are left out."""
        return _sums(year + 1, amounts, len(self.years) + 1)[1:]

    def sum_of_slots(self, slots: Ints, amounts: Floats) -> Floats:
        """Sums of amounts by the months of their slots, shape (months,)."""
        return _sums(slots, amounts, len(self.months) + 2)[1:-1]

    @property
    def hours(self) -> Floats:
        """Length of each month, shape (months,)."""
        return np.diff(self.edges)


@dataclass(frozen=True)
class Spans:
    """Times from which to which something is present, with their slots; shape (n,) each."""

    periods: Periods
    starts: Floats
    ends: Floats
    start_slots: Ints
    end_slots: Ints

    def begun(self, amounts: Floats) -> Floats:
        """Sum of amounts by the month in which they begin, shape (months,)."""
        return self.periods.sum_of_slots(self.start_slots, amounts)

    def ended(self, amounts: Floats) -> Floats:
        """Sum of amounts by the month in which they end, shape (months,)."""
        return self.periods.sum_of_slots(self.end_slots, amounts)

    def integral(self, amounts: Floats) -> Floats:
        """Integral over each month of the amounts present, amount × hours, shape (months,)."""
        begun = self._area(self.starts, self.start_slots, amounts)
        return begun - self._area(self.ends, self.end_slots, amounts)

    def level(self, amounts: Floats) -> Floats:
        """Amount present at the end of each month, shape (months,)."""
        begun = self._so_far(self.start_slots, amounts)
        return begun - self._so_far(self.end_slots, amounts)

    def _so_far(self, slots: Ints, amounts: Floats) -> Floats:
        """Amounts up to the end of each month, from the start of the run on."""
        months = len(self.periods.months)
        return _sums(slots, amounts, months + 2)[:-1].cumsum()[1:]

    def _area(self, times: Floats, slots: Ints, amounts: Floats) -> Floats:
        """Integral over each month of amounts that are present from their time on.

        What is present from before the first month is so from its first hour on.
        """
        periods = self.periods
        month = np.maximum(slots, 1)
        ends = np.append(periods.edges, np.nan)[month]
        left = ends - np.maximum(times, periods.edges[0])
        sums = periods.sum_of_slots(month, amounts)
        before = sums.cumsum() - sums
        return periods.sum_of_slots(month, amounts * left) + before * periods.hours


def _sums(index: Ints, amounts: Floats, size: int) -> Floats:
    """Sums of amounts by their index, shape (size,)."""
    return np.asarray(np.bincount(index, amounts, size), dtype=np.float64)
