"""Years side by side."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from sim.report.history import border_table
from sim.scenario import load
from tests.backtest.record import bands

SHIPPED = Path(__file__).parents[2] / "scenarios"
OBSERVED = """\
border:
  west_2024:
    rows: {kpi: border_crossing_time, place: altynkol, direction: west, flow: all_trains,
      statistic: mean, period: "2024"}
    unit: h
    published: 36.5
    low: 30
    high: 40
    counting_point: All trains.
  west_2024_median:
    rows: {kpi: border_crossing_time, place: altynkol, direction: west, flow: all_trains,
      statistic: p50, period: "2024"}
    unit: h
    published: 30
    low: 20
    high: 40
    counting_point: Of another statistic, so not in the table.
  whatever_2025:
    rows: {kpi: border_crossing_time, direction: west, statistic: mean, period: "2025"}
    unit: h
    published: 30
    low: 20
    high: 40
    counting_point: Of no crossing alone, so not in the table.
"""


def hours(trains: str, statistic: str, by_year: dict[str, float]) -> pd.DataFrame:
    """The same hours in two replications, westward at Altynkol."""
    rows = [
        {"replication": n, "period": year, "value": value}
        for year, value in by_year.items()
        for n in (1, 2)
    ]
    return pd.DataFrame(rows).assign(
        kpi="border_crossing_time", place="altynkol", direction="west", flow=trains,
        statistic=statistic,
    )  # fmt: skip


def test_hours_at_the_border_stand_beside_what_was_observed(tmp_path: Path) -> None:
    """Of each kind of trains the mean by year; a year without an observation says so by silence."""
    table = pd.concat(
        [
            hours("all_trains", "mean", {"2024": 34.0, "2025": 50.0}),
            hours("all_trains", "p50", {"2024": 28.0, "2025": 40.0}),
            hours("block_trains", "mean", {"2025": 48.0}),
        ]
    )
    told = border_table(table, load(SHIPPED / "trans_caspian.yaml"), bands(tmp_path, OBSERVED))
    assert told.splitlines() == [
        "| mean hours | 2024 | 2025 |",
        "| --- | --- | --- |",
        "| Altynkol and Khorgos west, all trains | 34.0; observed 36.5 | 50.0 |",
        "| Altynkol and Khorgos west, block trains | – | 48.0 |",
    ]
