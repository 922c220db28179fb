"""Runs behind the plausibility page, and the bands that their numbers are held against."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Mapping
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
Row = dict[str, Any]


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
    """The rows of a results table that a band names, added up by replication, shape (n,).

    NaN where there is no such row, and nothing to add up.
    """
    chosen = found
    for column, wanted in rows.items():
        chosen = chosen[chosen[column].isin(wanted if isinstance(wanted, list) else [wanted])]
    replications = sorted(found["replication"].unique())
    nothing = np.nan if chosen.empty or str(rows.get("statistic")) in SINGLE_VALUED else 0.0
    sums = chosen.groupby("replication")["value"].sum()
    return sums.reindex(replications, fill_value=nothing).to_numpy(dtype=float)


# Runs ----------------------------------------------------------------------------------------


def one_run(scenario: Scenario, replication: int) -> pd.DataFrame:
    """The results table of one replication, with berth hours and the trains of each month."""
    journal = simulate(scenario, replication)
    # A section on which no train ran has no row; the table cannot do without its waits.
    journal.path_waits = {place: waits for place, waits in journal.path_waits.items() if waits}
    found = table(scenario, journal, replication)
    added = pd.DataFrame([*berth_hours(scenario, journal), *trains_by_month(scenario, journal)])
    return pd.concat([found, added.assign(replication=replication)], ignore_index=True)


def trains_by_month(scenario: Scenario, journal: Journal) -> Iterator[Row]:
    """Trains that left, by rail service and month; the results table has the years alone."""
    periods = Periods.of(scenario)
    for name, service in scenario.file.services.items():
        if service.kind == "rail":
            depart = np.array([one.depart for one in journal.voyages if one.service == name])
            left = periods.total(depart, np.ones(len(depart)))
            for month, trains in zip(periods.months, left, strict=True):
                of = {"place": name, "direction": service.direction, "period": month}
                yield {**of, "kpi": "vehicles", "statistic": "total", "value": trains}


def berth_hours(scenario: Scenario, journal: Journal) -> Iterator[Row]:
    """Mean hours from berthing to departure, by port and year of departure."""
    years = Periods.of(scenario)
    for (place, kind), stays in journal.stays.items():
        if kind == "berths" and stays:
            leave = np.array([stay.leave for stay in stays])
            hours = leave - np.array([stay.enter for stay in stays])
            for number, year in enumerate(years.years):
                own = years.year(leave) == number
                mean = hours[own].mean() if own.any() else np.nan
                of = {"place": place, "period": year}
                yield {**of, "kpi": "berth_hours", "statistic": "mean", "value": mean}


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
