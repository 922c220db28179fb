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

    `edges`: hours at which they begin and the last one ends, shape (months + 1,).
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

    def total(self, times: Floats, amounts: Floats) -> Floats:
        """Sum of amounts by the month of their times, shape (months,); others are left out."""
        month = self._month(times)
        inside = (month >= 0) & (month < len(self.months))
        return _sums(month[inside], amounts[inside], len(self.months))

    def integral(self, starts: Floats, ends: Floats, amounts: Floats) -> Floats:
        """Integral over each month of the amounts present, amount × hours, shape (months,).

        An amount is present from its start to its end; a blank end means that it still is.
        """
        return self._area(starts, amounts) - self._area(ends, amounts)

    def level(self, starts: Floats, ends: Floats, amounts: Floats) -> Floats:
        """Amount present at the end of each month, shape (months,)."""
        return self._begun(starts, amounts) - self._begun(ends, amounts)

    def by_year(self, monthly: Floats) -> Floats:
        """Sums over the months of each year, shape (years,)."""
        return _sums(self.year_of, monthly, len(self.years))

    def last_of_year(self, monthly: Floats) -> Floats:
        """The value of the last month of each year, shape (years,)."""
        last = np.searchsorted(self.year_of, np.arange(len(self.years)), side="right") - 1
        return monthly[last]

    def year(self, times: Floats) -> Ints:
        """Year of each time as an index, −1 outside the reported months; shape of times."""
        month = self._month(times)
        inside = (month >= 0) & (month < len(self.months))
        return np.where(inside, self.year_of[np.clip(month, 0, len(self.months) - 1)], -1)

    def sum_of_years(self, year: Ints, amounts: Floats) -> Floats:
        """Sums of amounts by their `year`, shape (years,); those of year −1 are left out."""
        inside = year >= 0
        return _sums(year[inside], amounts[inside], len(self.years))

    @property
    def hours(self) -> Floats:
        """Length of each month, shape (months,)."""
        return np.diff(self.edges)

    def _month(self, times: Floats) -> Ints:
        return np.searchsorted(self.edges, times, side="right") - 1

    def _begun(self, times: Floats, amounts: Floats) -> Floats:
        """Amounts begun before the end of each month, from the start of the run on."""
        month = np.maximum(self._month(times), 0)
        inside = month < len(self.months)
        return _sums(month[inside], amounts[inside], len(self.months)).cumsum()

    def _area(self, times: Floats, amounts: Floats) -> Floats:
        """Integral over each month of amounts that are present from their time on."""
        month = np.maximum(self._month(times), 0)
        inside = month < len(self.months)
        month, amounts = month[inside], amounts[inside]
        left = self.edges[month + 1] - np.maximum(times[inside], self.edges[0])
        begun = _sums(month, amounts, len(self.months))
        before = begun.cumsum() - begun
        return _sums(month, amounts * left, len(self.months)) + before * self.hours


def _sums(index: Ints, amounts: Floats, size: int) -> Floats:
    """Sums of amounts by their index, shape (size,)."""
    return np.asarray(np.bincount(index, amounts, size), dtype=np.float64)
