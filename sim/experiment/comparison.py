"""Observed beside simulated: rows of the results table held against the bands of observations."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from sim.experiment.estimates import Estimate, estimate
from sim.experiment.periods import Floats
from sim.scenario.months import months_of_year
from sim.scenario.observations import Bands, Calibration, Observation, Role, Rows

if TYPE_CHECKING:
    from sim.scenario import Scenario

HOURS_PER_DAY = 24.0
NOT_TO_ADD = {"mean", "p50", "p90", "with_delay", "without_delay"}

Verdict = Literal["inside", "below", "above", "not computed"]


@dataclass(frozen=True)
class Comparison:
    """One observation beside what a run gives; without such rows `found.n` is 0."""

    part: str
    name: str
    observation: Observation
    found: Estimate
    role: Role

    @property
    def verdict(self) -> Verdict:
        """Inside or outside the band, by the mean."""
        if not self.found.n:
            return "not computed"
        if self.observation.holds(self.found.mean):
            return "inside"
        return "below" if self.found.mean < self.observation.low else "above"

    @property
    def across_an_edge(self) -> bool:
        """Whether the interval lies inside the band and outside it."""
        ends = (self.found.low, self.found.high)
        return self.found.has_interval and len({self.observation.holds(one) for one in ends}) == 2

    @property
    def beyond_the_edge(self) -> float:
        """How far the mean lies outside the band, as a share of the nearer edge; 0 inside."""
        band, mean = self.observation, self.found.mean
        edge = min(max(mean, band.low), band.high)
        return abs(mean / edge - 1) if edge else math.inf

    @property
    def miss(self) -> float:
        """Simulated over observed less 1; NaN where one of the two is missing or zero."""
        published = self.observation.published
        return self.found.mean / published - 1 if published else math.nan


def compare(
    table: pd.DataFrame, bands: Bands, calibration: Calibration, scenario: Scenario
) -> list[Comparison]:
    """Every observation whose periods the scenario reports, in the order of the file."""
    return [
        Comparison(part, name, one, simulated(table, one), calibration.role(part, name))
        for part, name, one in _reported(bands, scenario)
    ]


def _reported(bands: Bands, scenario: Scenario) -> Iterator[tuple[str, str, Observation]]:
    months = {f"{month:%Y-%m}" for month in scenario.months}
    whole = {str(month.year) for month in scenario.months if months.issuperset(_of_year(month))}
    periods = months | whole
    for part, held in bands.items():
        for name, one in held.items():
            if periods.issuperset(one.periods):
                yield part, name, one


def _of_year(month: date) -> set[str]:
    return {f"{one:%Y-%m}" for one in months_of_year(month.year)}


def simulated(table: pd.DataFrame, observation: Observation) -> Estimate:
    """The number of an observation in a results table, over its replications.

    Raises ValueError when its rows cannot be added up.
    """
    values = total(table, observation.rows, observation.unit)
    if observation.less is not None:
        values = values - total(table, observation.less, observation.unit)
    if observation.over is not None:
        below = total(table, observation.over, observation.unit)
        values = values / np.where(below == 0, np.nan, below)
    return estimate(values / (observation.ships * observation.years))


def total(table: pd.DataFrame, rows: Rows, unit: str) -> Floats:
    """The rows that are named, added up by replication, shape (n,); days as hours if asked so.

    NaN where there is no such row: in no replication, or of a mean in one. Raises ValueError when
    means or quantiles of several rows would be added up.
    """
    chosen = table
    for column, wanted in rows.columns().items():
        chosen = chosen[chosen[column].isin(wanted)]
    by_replication = chosen.groupby("replication")["value"]
    are_means = bool(NOT_TO_ADD & set(chosen["statistic"]))
    if are_means and (by_replication.size() > 1).any():
        raise ValueError(f"{', '.join(rows.kpi)}: means of several rows cannot be added up")
    nothing = np.nan if are_means or chosen.empty else 0.0
    replications = sorted(table["replication"].unique())
    sums = by_replication.sum().reindex(replications, fill_value=nothing).to_numpy(dtype=float)
    in_days = unit == "h" and set(chosen["unit"]) == {"days"}
    return sums * (HOURS_PER_DAY if in_days else 1.0)
