"""Where containers wait: shares of all waiting TEU-hours by place, direction and cause."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from sim.experiment.estimates import Estimate, estimate

KEYS = ["place", "direction", "statistic"]  # the statistic of `waiting` is its cause


@dataclass(frozen=True)
class Wait:
    """What waits at one place, in one direction, for one cause."""

    place: str
    direction: str
    cause: str
    teu_hours: float
    share: Estimate  # of all waiting TEU-hours


def waits(table: pd.DataFrame, periods: Iterable[str]) -> list[Wait]:
    """Waiting over the periods by place, direction and cause, the longest first.

    TEU hours are the mean over replications, shares the mean of each replication's own share.
    Periods are all years or all months: a mixture would count twice and raises ValueError.
    """
    wide = _teu_hours(table, _checked(periods))
    shares = wide.div(wide.sum(axis=1).where(lambda total: total > 0), axis=0).fillna(0.0)
    found = [
        Wait(place, direction, cause, float(wide[key].mean()), estimate(shares[key]))
        for key in wide.columns
        for place, direction, cause in [map(str, key)]
    ]
    known = [one for one in found if one.teu_hours > 0]
    return sorted(known, key=lambda one: (-one.share.mean, one.place, one.direction, one.cause))


def longest_waits(table: pd.DataFrame, periods: Iterable[str]) -> pd.DataFrame:
    """The same as a table, a row a wait; low and high are NaN for one replication."""
    rows = [
        {
            "place": one.place,
            "direction": one.direction,
            "cause": one.cause,
            "teu_hours": one.teu_hours,
            "share": one.share.mean,
            "low": one.share.low,
            "high": one.share.high,
            "n": one.share.n,
        }
        for one in waits(table, periods)
    ]
    columns = ["place", "direction", "cause", "teu_hours", "share", "low", "high", "n"]
    return pd.DataFrame(rows, columns=columns)


def _checked(periods: Iterable[str]) -> list[str]:
    wanted = list(periods)
    if len({len(period) for period in wanted}) > 1:
        raise ValueError(f"years and months mixed: {', '.join(wanted)}")
    return wanted


def _teu_hours(table: pd.DataFrame, periods: list[str]) -> pd.DataFrame:
    """TEU hours, a row a replication, a column a (place, direction, cause)."""
    rows = table[(table["kpi"] == "waiting") & table["period"].isin(periods)]
    return rows.pivot_table(
        index="replication", columns=KEYS, values="value", aggfunc="sum", fill_value=0.0
    )
