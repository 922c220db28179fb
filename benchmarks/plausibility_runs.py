"""Scenarios behind the plausibility page, run, and the bands that they are held against."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from functools import reduce
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from sim.experiment.calls import NumbersWithCalls, with_calls
from sim.scenario import Scenario, load
from sim.scenario.observations import Observation, of_scenario, read_bands

SCENARIOS = Path(__file__).parents[1] / "scenarios"
OWN = SCENARIOS / "plausibility"

Tree = dict[str, Any]


def held(name: str) -> dict[str, Observation]:
    """The observations that speak of a scenario, by name."""
    parts = of_scenario(read_bands(SCENARIOS / "data" / "bands.yaml"), name)
    return {key: one for part in parts.values() for key, one in part.items()}


def runs(executor: Executor, scenarios: Mapping[Any, Scenario]) -> dict[Any, pd.DataFrame]:
    """Results tables of scenarios by name, all replications of each in one table."""
    submitted: dict[Any, list[Future[NumbersWithCalls]]] = {
        name: [
            executor.submit(with_calls, one, number + 1) for number in range(one.file.replications)
        ]
        for name, one in scenarios.items()
    }
    return {
        name: pd.concat(
            [
                future.result().table(scenarios[name].name, "", number + 1)
                for number, future in enumerate(futures)
            ],
            ignore_index=True,
        )
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
