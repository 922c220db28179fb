"""A plausible KPI table for the example corridor: fine until 2026, then the feeder is overloaded.

A fluid month by month: boxes that the feeder cannot take wait for a ship, and every winter a
queue of trains stands before Aktau and clears by summer. Noise by replication from its own seed.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from tests.report.example_scenario import FLOW_SHARES, TEU_BY_YEAR

FEEDER_TEU_PER_MONTH = 9_400.0
WINTER = {11: 0.10, 12: 0.22, 1: 0.30, 2: 0.28, 3: 0.15, 4: 0.05}
EMPTIES_A_DELIVERED_TEU = 0.15
HOURS_A_MONTH = 730.0
COLUMNS = (
    "scenario", "option", "replication", "period", "place", "direction",
    "flow", "kpi", "statistic", "value", "unit",
)  # fmt: skip
# Mean days a box spends at each stage of a relation when nothing is overloaded.
STAGES = {
    "altynkol_absheron": {
        "waiting_for_admission:altynkol": 0.5, "unloading:altynkol": 0.2,
        "clearance:altynkol": 0.3, "waiting_for_path:zharyk_beyneu": 0.4,
        "under_way:kazakh_line": 2.5, "waiting_for_admission:aktau": 0.3,
        "blocked_by_yard:aktau": 0.1, "unloading:aktau": 0.2,
        "waiting_for_departure:caspian_feeder": 1.6, "loading:caspian_feeder": 0.5,
        "waiting_to_sail:caspian_feeder": 0.4, "under_way:caspian_feeder": 1.0,
        "unloading:alat": 0.5, "under_way:absheron_line": 0.2, "unloading:absheron": 0.05,
    },
    "altynkol_poti": {},
    "poti_constanta": {
        "waiting_for_departure:black_sea": 2.4, "loading:black_sea": 0.3,
        "under_way:black_sea": 2.5, "unloading:constanta": 0.3,
    },
}  # fmt: skip
STAGES["altynkol_poti"] = {
    **{k: v for k, v in STAGES["altynkol_absheron"].items() if "absheron" not in k},
    "under_way:poti_line": 2.2, "waiting_for_admission:poti": 0.6, "unloading:poti": 0.3,
}  # fmt: skip

Row = tuple[str, str, str, str, str, str, float, str]  # period … unit, without the replication


def example_table(
    replications: int = 30, feeder_teu_per_month: float = FEEDER_TEU_PER_MONTH
) -> pd.DataFrame:
    """The tidy table, years and months by replication."""
    rows = [
        ("example", "", replication, *row)
        for replication in range(replications)
        for row in _replication(np.random.default_rng(replication), feeder_teu_per_month)
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _replication(draws: np.random.Generator, feeder_teu_per_month: float) -> Iterator[Row]:
    backlog = 0.0
    for year, asked_teu in TEU_BY_YEAR.items():
        months = []
        for month in range(1, 13):
            asked = asked_teu / 12 * draws.normal(1, 0.04)
            carried = min(asked + backlog, feeder_teu_per_month * draws.normal(1, 0.03))
            backlog += asked - carried
            winter = WINTER.get(month, 0.0) * asked * draws.normal(1, 0.1)
            months.append((asked, carried, backlog, winter))
            yield from _month(f"{year}-{month:02d}", asked, carried, backlog, winter)
        yield from _year(str(year), np.array(months), draws)


def _month(
    period: str, asked: float, carried: float, backlog: float, winter: float
) -> Iterator[Row]:
    yield from _flows(period, asked, carried, 1_500 + backlog)
    for place, direction, cause, waiting, inflow in _queues(asked, backlog, winter):
        yield (period, place, direction, "", "backlog", "end", waiting, "TEU")
        yield (period, place, direction, "", "inflow", "total", inflow, "TEU")
        yield (period, place, direction, "", "waiting", cause, waiting * HOURS_A_MONTH, "TEU h")


def _flows(period: str, asked: float, carried: float, in_system: float) -> Iterator[Row]:
    """Loaded flows as asked; empties come back for what was delivered."""
    empties = EMPTIES_A_DELIVERED_TEU * carried
    yield (period, "", "", "empties", "asked", "total", empties, "TEU")
    yield (period, "", "", "empties", "delivered", "total", empties, "TEU")
    for flow, share in FLOW_SHARES.items():
        yield (period, "", "", flow, "asked", "total", asked * share, "TEU")
        yield (period, "", "", flow, "delivered", "total", carried * share, "TEU")
        yield (period, "", "", flow, "in_system", "end", in_system * share, "TEU")


def _queues(
    asked: float, backlog: float, winter: float
) -> Iterator[tuple[str, str, str, float, float]]:
    yield ("altynkol", "west", "waiting_for_admission", 0.02 * asked, 0.8 * asked)
    yield ("zharyk_beyneu", "west", "waiting_for_path", 0.015 * asked, 0.8 * asked)
    yield ("beyneu_mangystau", "west", "waiting_for_path", 0.004 * asked, 0.8 * asked)
    yield ("aktau", "west", "waiting_for_admission", 0.01 * asked + winter, 0.8 * asked)
    yield ("caspian_feeder", "west", "waiting_for_departure", 0.05 * asked + backlog, asked)
    yield ("caspian_feeder", "east", "waiting_for_departure", 0.02 * asked, 0.15 * asked)
    yield ("poti", "west", "waiting_for_admission", 0.02 * asked, 0.5 * asked)
    yield ("black_sea", "west", "waiting_for_departure", 0.03 * asked, 0.3 * asked)


def _year(period: str, months: np.ndarray, draws: np.random.Generator) -> Iterator[Row]:
    asked, carried, backlog, winter = months.sum(axis=0)
    yield from _flows(period, asked, carried, 1_500 + months[-1, 2])
    for place, direction, cause, waiting, _ in _queues(asked, backlog, winter):
        yield (period, place, direction, "", "waiting", cause, waiting * HOURS_A_MONTH, "TEU h")
    for relation in STAGES:
        yield from _relation(period, relation, float(backlog) / 12, draws)


def _relation(
    period: str, relation: str, mean_backlog: float, draws: np.random.Generator
) -> Iterator[Row]:
    stages = {key: days * draws.normal(1, 0.05) for key, days in STAGES[relation].items()}
    if "waiting_for_departure:caspian_feeder" in stages:
        stages["waiting_for_departure:caspian_feeder"] += (
            0.7 * mean_backlog / FEEDER_TEU_PER_MONTH * 30
        )
    for key, days in stages.items():
        yield (period, relation, "", "", "stage_time", key, days, "days")
    mean = sum(stages.values())
    for statistic, value in (("mean", mean), ("p50", 0.93 * mean), ("p90", 1.5 * mean)):
        yield (period, relation, "", "", "transit_time", statistic, value, "days")
    yield (period, relation, "", "", "transit_time", "n", 10_000.0, "boxes")
