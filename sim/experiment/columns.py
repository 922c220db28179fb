"""The tidy table, gathered series by series."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from sim.experiment.periods import Floats, Periods

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = (
    "scenario", "option", "replication", "period", "place",
    "direction", "flow", "kpi", "statistic", "value", "unit",
)  # fmt: skip

RUN = "run"


@dataclass(frozen=True)
class Subject:
    """What a series speaks of: a place with a direction, a relation, or a flow."""

    place: str = ""
    direction: str = ""
    flow: str = ""


@dataclass(frozen=True)
class Kpi:
    """What is measured, which statistic of it, and its unit."""

    name: str
    statistic: str
    unit: str


FULL_YARD = Kpi("full_yard", "ever", "1")


@dataclass
class Series:
    """Collects series over months and years, and values of the whole run, and turns them into the
    table of one replication."""

    periods: Periods
    _keys: list[tuple[Subject, Kpi]] = field(default_factory=list)
    _labels: list[tuple[str, ...]] = field(default_factory=list)
    _values: list[Floats] = field(default_factory=list)

    def add_years(self, subject: Subject, kpi: Kpi, values: Floats) -> None:
        """One value a year, shape (years,); blanks (nan) are left out."""
        self._add(subject, kpi, self.periods.years, values)

    def add_total(self, subject: Subject, kpi: Kpi, monthly: Floats) -> None:
        """A sum by month, shape (months,), and by year."""
        self._add(subject, kpi, self.periods.months, monthly)
        self.add_years(subject, kpi, self.periods.by_year(monthly))

    def add_level(self, subject: Subject, kpi: Kpi, monthly: Floats) -> None:
        """A level at the end of each month, shape (months,), and of each year."""
        self._add(subject, kpi, self.periods.months, monthly)
        self.add_years(subject, kpi, self.periods.last_of_year(monthly))

    def add_months(self, subject: Subject, kpi: Kpi, monthly: Floats) -> None:
        """A value by month alone, shape (months,)."""
        self._add(subject, kpi, self.periods.months, monthly)

    def add_average(self, subject: Subject, kpi: Kpi, integral: Floats) -> None:
        """A number over time by month and by year, from its integral over each month."""
        self._add(subject, kpi, self.periods.months, integral / self.periods.hours)
        self.add_yearly_average(subject, kpi, integral)

    def add_yearly_average(self, subject: Subject, kpi: Kpi, integral: Floats) -> None:
        """A number over time by year, from its integral over each month, shape (months,)."""
        hours = self.periods.by_year(self.periods.hours)
        self.add_years(subject, kpi, self.periods.by_year(integral) / hours)

    def add_ratio(self, subject: Subject, kpi: Kpi, amounts: Floats, of: Floats) -> None:
        """One sum over another by year, shape (years,) both; no row where the other is zero."""
        there = of > 0
        self.add_years(subject, kpi, np.where(there, amounts / np.where(there, of, 1.0), np.nan))

    def add_run(self, subject: Subject, kpi: Kpi, value: float) -> None:
        """One value of the whole run, the warm-up included."""
        self._add(subject, kpi, (RUN,), np.array([value]))

    def table(self, scenario: str, option: str, replication: int) -> pd.DataFrame:
        """All series, one row a number."""
        import pandas as pd

        lengths = [len(values) for values in self._values]
        n = sum(lengths)

        def spread(values: list[str]) -> pd.Categorical:
            codes, levels = pd.factorize(np.array(values, dtype=object))
            return pd.Categorical.from_codes(np.repeat(codes, lengths), pd.Index(levels))

        def alone(value: str) -> pd.Categorical[str]:
            return pd.Categorical.from_codes(np.zeros(n, np.int64), pd.Index([value]))

        subjects = [subject for subject, _ in self._keys]
        kpis = [kpi for _, kpi in self._keys]
        periods = np.array([label for labels in self._labels for label in labels], dtype=object)
        columns = {
            "scenario": alone(scenario),
            "option": alone(option),
            "replication": np.full(n, replication),
            "period": pd.Categorical(periods),
            "place": spread([subject.place for subject in subjects]),
            "direction": spread([subject.direction for subject in subjects]),
            "flow": spread([subject.flow for subject in subjects]),
            "kpi": spread([kpi.name for kpi in kpis]),
            "statistic": spread([kpi.statistic for kpi in kpis]),
            "value": np.concatenate(self._values) if self._values else np.empty(0),
            "unit": spread([kpi.unit for kpi in kpis]),
        }
        return pd.DataFrame(columns, columns=list(COLUMNS))

    def _add(self, subject: Subject, kpi: Kpi, labels: tuple[str, ...], values: Floats) -> None:
        told = ~np.isnan(values)
        self._keys.append((subject, kpi))
        self._labels.append(tuple(np.array(labels, dtype=object)[told].tolist()))
        self._values.append(values[told])
