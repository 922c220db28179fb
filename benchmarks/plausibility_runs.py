"""Runs behind the plausibility page, and the bands that their numbers are held against."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from functools import reduce
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import yaml
from numpy.typing import NDArray

from sim.corridor.journal import Journal
from sim.corridor.model import simulate
from sim.experiment.estimates import Estimate, estimate
from sim.experiment.kpis import table
from sim.experiment.periods import Periods
from sim.scenario import Scenario, load

SCENARIOS = Path(__file__).parents[1] / "scenarios"
OWN = SCENARIOS / "plausibility"
HOURS_PER_DAY = 24.0
SINGLE_VALUED = {"mean", "p50", "p90"}

Floats = NDArray[np.float64]
Tree = dict[str, Any]


# Bands ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Band:
    """What a number of the results table is held against; see scenarios/data/bands.yaml."""

    rows: Mapping[str, Any]
    unit: str
    published: float
    low: float
    high: float
    counting_point: str
    url: str = ""
    ships: float = 1.0
    years: float = 1.0

    def of(self, found: pd.DataFrame) -> Estimate:
        """The number of the band in a results table, over its replications."""
        days_as_hours = HOURS_PER_DAY if self.unit == "h" else 1.0
        return estimate(values(found, self.rows) * days_as_hours / (self.ships * self.years))

    def holds(self, value: float) -> bool:
        return self.low <= value <= self.high


def bands(part: str) -> dict[str, Band]:
    """The bands of one part of bands.yaml, by name."""
    parts = yaml.safe_load((SCENARIOS / "data" / "bands.yaml").read_text(encoding="utf-8"))
    return {name: Band(**stated) for name, stated in parts[part].items()}


def values(found: pd.DataFrame, rows: Mapping[str, Any]) -> Floats:
    """The rows of a results table that a band names, added up by replication, shape (n,)."""
    chosen = found
    for column, wanted in rows.items():
        chosen = chosen[chosen[column].isin(wanted if isinstance(wanted, list) else [wanted])]
    replications = sorted(found["replication"].unique())
    adds_up = str(rows.get("statistic")) not in SINGLE_VALUED
    sums = chosen.groupby("replication")["value"].sum()
    return sums.reindex(replications, fill_value=0.0 if adds_up else np.nan).to_numpy(dtype=float)


# Runs ----------------------------------------------------------------------------------------


def one_run(scenario: Scenario, replication: int) -> pd.DataFrame:
    """The results table of one replication, with the hours of a vessel at its berth."""
    journal = simulate(scenario, replication)
    # A section on which no train ran has no row; the table cannot do without its waits.
    journal.path_waits = {place: waits for place, waits in journal.path_waits.items() if waits}
    found = table(scenario, journal, replication)
    return pd.concat([found, berth_hours(scenario, journal, found)], ignore_index=True)


def berth_hours(scenario: Scenario, journal: Journal, like: pd.DataFrame) -> pd.DataFrame:
    """Mean hours from berthing to departure, by port and year of departure."""
    years = Periods.of(scenario)
    rows = []
    for (place, kind), stays in journal.stays.items():
        if kind == "berths" and stays:
            leave = np.array([stay.leave for stay in stays])
            hours = leave - np.array([stay.enter for stay in stays])
            for number, year in enumerate(years.years):
                own = years.year(leave) == number
                mean = hours[own].mean() if own.any() else np.nan
                rows.append((year, place, "berth_hours", "mean", mean))
    made = pd.DataFrame(rows, columns=["period", "place", "kpi", "statistic", "value"])
    return made.assign(replication=like["replication"].iloc[0])


def runs(
    executor: Executor, scenarios: Mapping[Any, Scenario], replications: int | None = None
) -> dict[Any, pd.DataFrame]:
    """Results tables of scenarios by name, all replications of each in one table."""
    submitted: dict[Any, list[Future[pd.DataFrame]]] = {
        name: [
            executor.submit(one_run, one, number + 1)
            for number in range(replications or one.file.replications)
        ]
        for name, one in scenarios.items()
    }
    return {
        name: pd.concat([future.result() for future in futures], ignore_index=True)
        for name, futures in submitted.items()
    }


def own(name: str) -> Scenario:
    """A scenario of scenarios/plausibility by its name."""
    return load(OWN / f"{name}.yaml")


# The grid of the fleet -------------------------------------------------------------------------


@dataclass(frozen=True)
class Axis:
    """A number of the fleet that is varied: its path, and its values by label."""

    path: str
    values: Mapping[str, float]


@dataclass(frozen=True)
class Grid:
    """What is varied in the scenarios of the fleet; see plausibility/data/fleet_grid.yaml."""

    axes: Mapping[str, Axis]
    beside: Mapping[str, Mapping[str, Any]]

    @classmethod
    def read(cls) -> Grid:
        stated = yaml.safe_load((OWN / "data" / "fleet_grid.yaml").read_text(encoding="utf-8"))
        axes = {name: Axis(**axis) for name, axis in stated["axes"].items()}
        return cls(axes, stated["beside"])

    def labels(self, axis: str) -> tuple[str, ...]:
        return tuple(self.axes[axis].values)

    def changes(self, cell: Mapping[str, str]) -> dict[str, Any]:
        """Values by path of a cell, which names a label for some of the axes."""
        return {self.axes[one].path: self.axes[one].values[label] for one, label in cell.items()}


def varied(name: str, changes: Iterable[Mapping[str, Any]]) -> Scenario:
    """A scenario of scenarios/plausibility with values changed, by dotted path."""
    tree: Tree = {"extends": f"{name}.yaml", "name": name}
    for path, value in (item for one in changes for item in one.items()):
        *above, last = path.split(".")
        reduce(lambda at, key: at.setdefault(key, {}), above, tree)[last] = value
    with tempfile.TemporaryDirectory() as folder:
        tree["extends"] = (OWN / f"{name}.yaml").as_posix()
        path_of_cell = Path(folder) / "cell.yaml"
        path_of_cell.write_text(yaml.safe_dump(tree), encoding="utf-8")
        return load(path_of_cell)
