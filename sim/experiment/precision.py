"""How many replications are enough: until the intervals are narrow, or a number that is not passed.

Replications are made in batches of fixed sizes, and after each batch the tables of replications
1 to n decide whether another one follows. Nothing else does: the same scenario stops at the same
n on any number of workers, in any order of completion, and when it is taken up again.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from sim.experiment.jobs import staffed
from sim.experiment.replications import (
    Crew,
    Progress,
    Task,
    as_asked,
    numbers,
    run_these,
    silent,
)
from sim.experiment.statistics import t_interval
from sim.experiment.traffic import years

if TYPE_CHECKING:
    from sim.scenario import Scenario

MONTHS_A_YEAR = 12
LEAST_RELATIVE, MOST_RELATIVE = 0.001, 0.5

Judged = Callable[[pd.DataFrame], Mapping[str, ArrayLike]]  # numbers of each replication, by name
Made = Callable[[range], pd.DataFrame]  # the table of these replications


@dataclass(frozen=True)
class Precision:
    """The greatest error of a mean as a share of the true value, and what it may cost.

    `relative` is promised with 95 % confidence, each number by itself; `most` replications are
    never passed. The `first` are always made, then `step` by step, whatever the workers: means of
    fewer than 30 skewed numbers have intervals that promise too much.
    """

    relative: float
    most: int = 200
    first: int = 30
    step: int = 10

    def __post_init__(self) -> None:
        if not LEAST_RELATIVE <= self.relative <= MOST_RELATIVE:
            allowed = f"{LEAST_RELATIVE} to {MOST_RELATIVE}"
            raise ValueError(f"precision: a share from {allowed}, found {self.relative}")
        if min(self.most, self.first) < 2 or self.step < 1:
            found = f"first {self.first}, step {self.step}, most {self.most}"
            raise ValueError(f"precision: two replications or more at first, found {found}")

    @property
    def widest(self) -> float:
        """Greatest half-width as a share of the mean that was found.

        γ / (1 + γ): so the error as a share of the unknown mean stays within γ. Law (2015), 9.4.1.
        """
        return self.relative / (1 + self.relative)

    def holds(self, values: ArrayLike) -> bool:
        """Whether the 95 % interval of numbers, one a replication, is narrow enough.

        It is not where a replication is without the number (NaN).
        """
        known = np.asarray(values, dtype=float)
        if len(known) < 2 or not np.isfinite(known).all():
            return False
        mean, _, high = t_interval(known.tolist())
        return high is not None and high - mean <= self.widest * abs(mean)

    def batches(self) -> list[range]:
        """The replications of each batch, in order."""
        ends = [*range(min(self.first, self.most), self.most, self.step), self.most]
        return [range(a + 1, b + 1) for a, b in pairwise([0, *ends])]


@dataclass(frozen=True)
class Replicated:
    """The table of replications 1 to `n`, and the numbers whose intervals are still too wide."""

    table: pd.DataFrame
    n: int
    too_wide: tuple[str, ...]


def until_precise(goal: Precision, made: Made, judged: Judged) -> Replicated:
    """Replicate until all judged numbers are precise, or until the most is reached.

    `made` may hold several scenarios and options; it is asked for each batch once, in order.
    """
    tables: list[pd.DataFrame] = []
    for batch in goal.batches():
        tables.append(made(batch))
        found = _replicated(goal, pd.concat(tables, ignore_index=True), batch[-1], judged)
        if not found.too_wide:
            break
    return found


def stops_here(goal: Precision, table: pd.DataFrame, n: int, judged: Judged) -> bool:
    """Whether `until_precise` would have ended with these replications 1 to `n` and no others."""
    ends = [batch[-1] for batch in goal.batches() if batch[-1] <= n]
    if not ends or ends[-1] != n:
        return False
    wide = [bool(_too_wide(goal, table[table["replication"] <= end], judged)) for end in ends]
    return all(wide[:-1]) and (not wide[-1] or n == goal.most)


def run_until_precise(
    scenario: Scenario,
    goal: Precision,
    crew: Crew,
    progress: Progress = silent,
    task: Task = numbers,
) -> tuple[Scenario, Replicated]:
    """Run a scenario until its headlines are precise; the scenario comes back with its n."""

    def made(batch: range) -> pd.DataFrame:
        def told(done: int, of: int) -> None:
            progress(batch[0] - 1 + done, batch[0] - 1 + of)

        return run_these(scenario, standing, told, task, batch)

    with staffed(crew) as standing:
        found = until_precise(goal, made, partial(headlines, scenario=scenario))
    return as_asked(scenario, found.n, None), found


def headlines(table: pd.DataFrame, scenario: Scenario) -> dict[str, ArrayLike]:
    """What is judged of a run: TEU delivered and mean days of each relation, last full year.

    By replication, in order. A relation that no box completes in any replication is left out.
    """
    year = str(_last_full_year(scenario))
    told = {f"delivered {year}": _delivered(table, year)}
    mean = (table["kpi"] == "transit_time") & (table["statistic"] == "mean")
    for relation, rows in table[mean & (table["period"] == year)].groupby("place", sort=True):
        if rows["value"].notna().any():
            by_replication = rows.set_index("replication")["value"]
            told[f"{relation} {year}"] = by_replication.reindex(_numbers(table)).to_numpy(float)
    return told


def _last_full_year(scenario: Scenario) -> int:
    """The last year with all its months in the horizon; the last one where none is whole."""
    held = years(scenario)
    whole = [year for year, months in held.items() if len(months) == MONTHS_A_YEAR]
    return max(whole or held)


def _delivered(table: pd.DataFrame, year: str) -> ArrayLike:
    rows = table[(table["kpi"] == "delivered") & (table["period"] == year) & (table["flow"] != "")]
    return rows.groupby("replication")["value"].sum().reindex(_numbers(table)).to_numpy(float)


def _numbers(table: pd.DataFrame) -> list[int]:
    return sorted(table["replication"].unique())


def _replicated(goal: Precision, table: pd.DataFrame, n: int, judged: Judged) -> Replicated:
    return Replicated(table, n, _too_wide(goal, table, judged))


def _too_wide(goal: Precision, table: pd.DataFrame, judged: Judged) -> tuple[str, ...]:
    return tuple(name for name, values in judged(table).items() if not goal.holds(values))


def relative_half_width(values: ArrayLike) -> float:
    """Half-width of the 95 % interval as a share of the mean; NaN where there is none."""
    known = np.asarray(values, dtype=float)
    if len(known) < 2 or not np.isfinite(known).all():
        return math.nan
    mean, _, high = t_interval(known.tolist())
    return (high - mean) / abs(mean) if high is not None and mean else math.nan
