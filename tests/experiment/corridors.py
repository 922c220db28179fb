"""One replication of a corridor with one of everything, and its table."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pandas as pd

from sim.corridor.journal import Journal
from sim.corridor.model import simulate
from sim.corridor.routing import Routing
from sim.experiment.kpis import table
from sim.scenario import load
from sim.scenario.scenario import Scenario

CORRIDOR = Path(__file__).parents[1] / "properties" / "corridor.yaml"


@cache
def corridor() -> tuple[Scenario, Journal, pd.DataFrame]:
    scenario = load(CORRIDOR)
    journal = simulate(scenario, 1)
    return scenario, journal, table(scenario, journal, 1)


def routing() -> Routing:
    scenario, journal, _ = corridor()
    return Routing(scenario, journal.population.flows)


def monthly(kpi: str) -> pd.DataFrame:
    """Values of one KPI: rows are months, columns (place, direction, flow, statistic)."""
    scenario, _, told = corridor()
    rows = told[(told.kpi == kpi) & (told.period.str.len() == 7)]
    keys = ["place", "direction", "flow", "statistic"]
    wide = rows.astype(dict.fromkeys(keys, str)).pivot(index="period", columns=keys, values="value")
    wide = wide.sort_index(axis=1)
    assert list(wide.index) == [f"{month:%Y-%m}" for month in scenario.months]
    return wide
