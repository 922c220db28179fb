"""All charts of a run, by name; each is a function of the table and the scenario alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
from matplotlib.figure import Figure

from sim.report.projection import projection
from sim.report.stages import time_by_stage
from sim.report.style import Chart, save
from sim.report.transit import transit_time
from sim.report.waiting import waiting_strip

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

__all__ = ["CHARTS", "draw", "save"]

CHARTS: dict[str, Chart] = {
    "projection": projection,
    "transit_time": transit_time,
    "waiting": waiting_strip,
    "time_by_stage": time_by_stage,
}


def draw(table: pd.DataFrame, scenario: Scenario) -> dict[str, Figure]:
    """Every chart of `CHARTS`, from the tidy KPI table."""
    return {name: chart(table, scenario) for name, chart in CHARTS.items()}
