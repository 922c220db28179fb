"""Mean, quantiles and number of durations by year."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.experiment.columns import Kpi, Series, Subject
from sim.experiment.periods import Floats, Ints

QUANTILES = ("p50", "p90")
SHARES = (0.5, 0.9)


@dataclass(frozen=True)
class Duration:
    """What a duration is called, its unit, and what it is taken of."""

    name: str
    unit: str
    counted: str


def add_durations(
    series: Series, subject: Subject, kpi: Duration, year: Ints, values: Floats, each: float = 1.0
) -> None:
    """Mean, quantiles and number by the year in which each ends; shape of year and values (n,).

    Every value stands for `each` boxes or trains.
    """
    groups = [values[year == one] for one in range(len(series.periods.years))]
    n = np.array([each * len(group) for group in groups])
    series.add_years(subject, Kpi(kpi.name, "n", kpi.counted), n)
    mean = np.array([group.mean() if len(group) else np.nan for group in groups])
    series.add_years(subject, Kpi(kpi.name, "mean", kpi.unit), mean)
    quantiles = [np.quantile(g, SHARES) if len(g) else np.full(2, np.nan) for g in groups]
    for name, by_year in zip(QUANTILES, np.transpose(quantiles), strict=True):
        series.add_years(subject, Kpi(kpi.name, name, kpi.unit), by_year)
