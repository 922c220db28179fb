"""A small results table and a record of three observations, for tests."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from sim.scenario.observations import Bands, read_bands

COLUMNS = (
    "scenario", "option", "replication", "period", "place",
    "direction", "flow", "kpi", "statistic", "value", "unit",
)  # fmt: skip

# TEU over the sea in each of two replications, by month and direction.
CROSSINGS = {
    ("2024-01", "west"): (100.0, 120.0),
    ("2024-01", "east"): (40.0, 40.0),
    ("2024-02", "west"): (200.0, 180.0),
    ("2024-02", "east"): (60.0, 80.0),
    ("2024", "west"): (900.0, 1100.0),
    ("2025", "west"): (1800.0, 2200.0),
}
DAYS = {"mean": (9.0, 11.0), "p50": (8.0, 10.0)}

BANDS = """\
carried:
  year:
    rows: {kpi: throughput, place: feeder, direction: west, period: "2024"}
    unit: TEU
    published: 1000
    low: 900
    high: 1100
    counting_point: Westbound in the year.
  two_months:
    rows: {kpi: throughput, place: feeder, period: {from: 2024-01, to: 2024-02}}
    unit: TEU
    published: 350
    low: 300
    high: 390
    counting_point: Both ways in two months.
    url: https://example.org/two
days:
  crossing:
    rows: {kpi: transit_time, statistic: mean, period: "2024"}
    unit: h
    published: 240
    low: 200
    high: 280
    counting_point: As hours.
"""
CALIBRATION = """\
inputs: [days]
parameters:
  exports:
    path: demand.flows.exports.growth.year.teu
    before: none published
    after: 11300
    fitted_to: carried.year
    note: What the total leaves.
"""


def rows(kpi: str, values: dict[tuple[str, ...], tuple[float, ...]]) -> list[dict[str, Any]]:
    return [
        {"kpi": kpi, "period": period, "direction": direction, "replication": n, "value": value}
        for (period, direction), by_replication in values.items()
        for n, value in enumerate(by_replication, start=1)
    ]


def table() -> pd.DataFrame:
    """Two replications."""
    crossings = pd.DataFrame(rows("throughput", CROSSINGS)).assign(
        place="feeder", statistic="total", unit="TEU"
    )
    parts = [
        pd.DataFrame(rows("transit_time", {("2024", ""): values})).assign(
            place="relation", statistic=statistic, unit="days"
        )
        for statistic, values in DAYS.items()
    ]
    whole = pd.concat([crossings, *parts]).assign(scenario="fake", option="", flow="")
    return whole[list(COLUMNS)]


def bands(folder: Path, text: str = BANDS) -> Bands:
    """The bands as they are read from a file."""
    path = folder / "bands.yaml"
    path.write_text(text, encoding="utf-8")
    return read_bands(path)
