"""What stands beside the proof, never instead of it: use, queue, waits and blocking by place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

BLOCKED = ("blocked_by_yard",)
KEPT = ("kept_at_origin",)
WORKS_FOR = {"tracks": "rail cranes"}  # a track works as long as cranes do


@dataclass(frozen=True)
class Symptom:
    """A place in one period, mean over replications; nan where the tables do not say it.

    `working` is the share of time in which its servers worked, blocked time and waits apart;
    `occupied` that in which its tracks or berths were taken, working or not. `queue_teu` waits for
    the place, mean of month ends, `waiting_teu_days` is what it made wait, `blocked_teu_days` what
    stood blocked for it, and `active` its share of time as the momentary bottleneck.
    """

    place: str
    direction: str
    what: str
    working: float
    occupied: float
    queue_teu: float
    waiting_teu_days: float
    blocked_teu_days: float
    active: float


def symptoms(
    table: pd.DataFrame, period: str, levers: Iterable[tuple[str, str, str]]
) -> list[Symptom]:
    """One for each place, direction (empty: all) and what is relieved there."""
    own = table[table["period"] == period]
    months = table["period"].astype(str)
    ends = table[
        (table["kpi"] == "backlog") & months.str.startswith(period) & (months.str.len() == 7)
    ]
    return [_symptom(own, ends, lever) for lever in levers]


def _symptom(table: pd.DataFrame, month_ends: pd.DataFrame, lever: tuple[str, str, str]) -> Symptom:
    place, direction, what = lever
    here, queue = _at(table, place, direction), _at(month_ends, place, direction)
    months = max(queue["period"].nunique(), 1)
    waits = here[here["kpi"] == "waiting"]
    blocked = waits["statistic"].isin((*BLOCKED, *KEPT))
    return Symptom(
        place,
        direction,
        what,
        working=_mean(here, "working", WORKS_FOR.get(what, what)),
        occupied=_mean(here, "occupied", what),
        queue_teu=_sum(queue) / months,
        waiting_teu_days=_sum(waits[~blocked]) / 24,
        blocked_teu_days=_sum(waits[blocked]) / 24,
        active=_mean_sum(here, "momentary_bottleneck", what),
    )


def _at(table: pd.DataFrame, place: str, direction: str) -> pd.DataFrame:
    here = table[table["place"] == place]
    return here[here["direction"].isin((direction, ""))] if direction else here


def _mean(table: pd.DataFrame, kpi: str, statistic: str) -> float:
    """Mean over directions and replications."""
    own = table[(table["kpi"] == kpi) & (table["statistic"] == statistic)]
    return float(own["value"].mean()) if len(own) else float("nan")


def _mean_sum(table: pd.DataFrame, kpi: str, statistic: str) -> float:
    """Sum over directions, mean over replications."""
    own = table[(table["kpi"] == kpi) & (table["statistic"] == statistic)]
    return _sum(own) if len(own) else float("nan")


def _sum(table: pd.DataFrame) -> float:
    """Sum over directions and causes, mean over replications."""
    if not len(table):
        return 0.0
    return float(table.groupby("replication")["value"].sum().mean())
