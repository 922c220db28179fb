"""Overload told apart from winter: places whose backlog keeps growing, and places that clear.

A place chokes from the first month from which, for twelve months, its month-end backlog exceeds
that of the same month a year before by more than 2 % of the inflow of those twelve months, the
95 % interval over replications above zero (or every replication alone above the 2 %). It is
unstable when its backlog still grows over the last twelve months, in the same sense. A choke that
begins in the last year of the horizon is therefore not called one. What cranes load on tracks
without a limit is backlog here: the queue for these cranes stands on the tracks.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.experiment.estimates import Estimate, estimate

MONTHS_A_YEAR = 12
LEAST_SHARE_OF_INFLOW = 0.02  # docs/decisions: the choke rule
QUEUED = ("backlog", "being_loaded")
JUDGED = (*QUEUED, "inflow")  # the monthly rows that say whether a place chokes
WINTER = (10, 11, 12, 1, 2, 3)
SUMMER = (5, 6, 7, 8, 9)

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Queue:
    """Month-end backlog and monthly inflow of a place in TEU, shape (replications, months)."""

    place: str
    direction: str
    months: tuple[str, ...]
    backlog: Array
    inflow: Array

    @property
    def inflow_of_a_year(self) -> Array:
        """TEU that came in the twelve months up to each month from the 13th on."""
        total = np.cumsum(self.inflow, axis=1)
        return total[:, MONTHS_A_YEAR:] - total[:, :-MONTHS_A_YEAR]

    @property
    def growth_over_a_year(self) -> Array:
        """Backlog less that of the same month a year before, from the 13th month on."""
        return self.backlog[:, MONTHS_A_YEAR:] - self.backlog[:, :-MONTHS_A_YEAR]


def queues(table: pd.DataFrame) -> Iterator[Queue]:
    """Every place and direction with a monthly backlog, from the tidy KPI table."""
    monthly = table[table["kpi"].isin(JUDGED) & (table["period"].str.len() == 7)]
    month, names = pd.factorize(monthly["period"].astype(str), sort=True)
    plain = monthly[["place", "direction", "replication", "value"]].assign(
        kpi=monthly["kpi"].astype(object), month=month
    )
    for (place, direction), rows in plain.groupby(["place", "direction"], sort=True):
        of = {name: rows[name].to_numpy() for name in ("replication", "value", "kpi", "month")}
        months = np.unique(of["month"][of["kpi"] == "backlog"])
        if len(months):
            backlog = np.sum([_by_month(of, kpi, months) for kpi in QUEUED], axis=0)
            inflow = _by_month(of, "inflow", months)
            named = tuple(names[months].tolist())
            yield Queue(str(place), str(direction), named, backlog, inflow)


def _by_month(of: Mapping[str, NDArray[Any]], kpi: str, months: NDArray[Any]) -> Array:
    """Values of a KPI by replication and month, zero where there is none, shape (n, months)."""
    replications = np.unique(of["replication"])
    own = (of["kpi"] == kpi) & np.isin(of["month"], months) & ~np.isnan(of["value"])
    found = np.zeros((len(replications), len(months)))
    rows = np.searchsorted(replications, of["replication"][own])
    found[rows, np.searchsorted(months, of["month"][own])] = of["value"][own]
    return found


# Chokes ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Choke:
    """An unstable place: since when, and how fast its backlog grows.

    `or_earlier` says that it already choked in the 13th month, the first that can be judged.
    """

    place: str
    direction: str
    month: str
    or_earlier: bool
    growth_teu_per_month: Estimate
    backlog_teu: float


def unstable_places(table: pd.DataFrame) -> list[Choke]:
    """The places that choke and still grow at the end, the fastest first.

    Growth is the least-squares slope of the month-end backlog over the last twelve months, mean
    over replications; with one replication there is no interval.
    """
    found = [choke for queue in queues(table) if (choke := _choke(queue)) is not None]
    return sorted(found, key=lambda one: -one.growth_teu_per_month.mean)


def chokes(table: pd.DataFrame) -> pd.DataFrame:
    """The same as a table, a row a place; low and high are NaN for one replication."""
    rows = [
        {
            "place": one.place,
            "direction": one.direction,
            "month": one.month,
            "or_earlier": one.or_earlier,
            "growth_teu_per_month": one.growth_teu_per_month.mean,
            "low": one.growth_teu_per_month.low,
            "high": one.growth_teu_per_month.high,
            "n": one.growth_teu_per_month.n,
            "backlog_teu": one.backlog_teu,
        }
        for one in unstable_places(table)
    ]
    columns = ["place", "direction", "month", "or_earlier", "growth_teu_per_month"]
    return pd.DataFrame(rows, columns=[*columns, "low", "high", "n", "backlog_teu"])


def _choke(queue: Queue) -> Choke | None:
    month = choke_month(queue)
    growth = growth_teu_per_month(queue)
    inflow = float(queue.inflow[:, -MONTHS_A_YEAR:].mean())
    if month is None or not _exceeds(growth, LEAST_SHARE_OF_INFLOW * inflow):
        return None
    return Choke(
        place=queue.place,
        direction=queue.direction,
        month=queue.months[month],
        or_earlier=month == MONTHS_A_YEAR,
        growth_teu_per_month=estimate(growth),
        backlog_teu=float(queue.backlog[:, -1].mean()),
    )


def choke_month(queue: Queue) -> int | None:
    """Position of the first of twelve months in a row in which the backlog has grown.

    None where there are no such twelve, or where the last twelve months are not: that choke is
    over, and what stands at the end may be a winter.
    """
    grown = list(zip(queue.growth_over_a_year.T, queue.inflow_of_a_year.T, strict=True))

    def grows(month: tuple[Array, Array]) -> bool:
        growth, inflow = month
        return _exceeds(growth, LEAST_SHARE_OF_INFLOW * float(inflow.mean()))

    if len(grown) < MONTHS_A_YEAR or not all(map(grows, grown[-MONTHS_A_YEAR:])):
        return None  # told by the first of these months where nothing chokes
    told = [grows(month) for month in grown]
    firsts = range(len(told) - MONTHS_A_YEAR + 1)
    first = next(one for one in firsts if all(told[one : one + MONTHS_A_YEAR]))
    return first + MONTHS_A_YEAR


def growth_teu_per_month(queue: Queue) -> Array:
    """Slope of the month-end backlog over the last twelve months by least squares, shape (n,).

    Zero where there is only one month.
    """
    last = queue.backlog[:, -MONTHS_A_YEAR:]
    time = np.arange(last.shape[1]) - (last.shape[1] - 1) / 2
    return np.asarray(last @ time / (time @ time or 1.0))


def _exceeds(growth: Array, least: float) -> bool:
    """Whether the mean is above the least, and surely above zero.

    Surely: the 95 % interval is above zero, or every replication alone is above the least. Two
    replications can agree on an overload while their interval, twelve times their spread wide,
    says nothing; a single one is judged by itself.
    """
    found = estimate(growth)
    if not found.mean > max(least, 0.0):
        return False
    return found.low > 0 or bool(np.min(growth) > max(least, 0.0))


# Winters -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Season:
    """A queue that grows in winter and clears by summer."""

    place: str
    direction: str
    worst_month: str
    peak_teu: Estimate  # mean over winters of the worst month of each
    left_teu: float  # mean of the emptiest month of each summer


def seasonal_places(table: pd.DataFrame) -> list[Season]:
    """Queues that grow in winter and clear by summer, the longest first; never a choke.

    In more than half of the winters the mean backlog of the worst month (October to March)
    must stand above the emptiest month of the summer after it by more than 2 % of a year's
    inflow, the 95 % interval of the difference above zero; and the last summer must leave no
    more than the emptiest one, within the same 2 %. With one replication the mean decides.
    """
    choked = {(one.place, one.direction) for one in unstable_places(table)}
    held = (queue for queue in queues(table) if (queue.place, queue.direction) not in choked)
    found = [season for queue in held if (season := _season(queue)) is not None]
    return sorted(found, key=lambda one: -one.peak_teu.mean)


def seasonal(table: pd.DataFrame) -> pd.DataFrame:
    """The same as a table, a row a place; low and high are NaN for one replication."""
    rows = [
        {
            "place": one.place,
            "direction": one.direction,
            "worst_month": one.worst_month,
            "peak_teu": one.peak_teu.mean,
            "low": one.peak_teu.low,
            "high": one.peak_teu.high,
            "n": one.peak_teu.n,
            "left_teu": one.left_teu,
        }
        for one in seasonal_places(table)
    ]
    columns = ["place", "direction", "worst_month", "peak_teu", "low", "high", "n", "left_teu"]
    return pd.DataFrame(rows, columns=columns)


@dataclass(frozen=True)
class Winter:
    """One winter: its worst month and the emptiest month of the summer after it (positions)."""

    worst: int
    emptiest: int


def _season(queue: Queue) -> Season | None:
    winters = list(_winters(queue))
    queued = [winter for winter in winters if _queues_and_clears(queue, winter)]
    if not winters or len(queued) <= len(winters) / 2 or not _clears_again(queue, winters):
        return None
    worst = max(queued, key=lambda one: float(queue.backlog[:, one.worst].mean())).worst
    return Season(
        place=queue.place,
        direction=queue.direction,
        worst_month=queue.months[worst],
        peak_teu=estimate(queue.backlog[:, [one.worst for one in queued]].mean(axis=1)),
        left_teu=float(queue.backlog[:, [one.emptiest for one in queued]].mean()),
    )


def _winters(queue: Queue) -> Iterator[Winter]:
    """Winters with their whole summer inside the horizon."""
    mean = queue.backlog.mean(axis=0)
    year_and_month = [(int(month[:4]), int(month[5:])) for month in queue.months]
    for year in sorted({year for year, _ in year_and_month}):
        cold = [i for i, (y, m) in enumerate(year_and_month) if m in WINTER and y + (m > 9) == year]
        warm = [i for i, (y, m) in enumerate(year_and_month) if m in SUMMER and y == year]
        if cold and len(warm) == len(SUMMER):
            yield Winter(max(cold, key=lambda i: mean[i]), min(warm, key=lambda i: mean[i]))


def _queues_and_clears(queue: Queue, winter: Winter) -> bool:
    fall = queue.backlog[:, winter.worst] - queue.backlog[:, winter.emptiest]
    return _exceeds(fall, _tolerated_teu(queue))


def _clears_again(queue: Queue, winters: list[Winter]) -> bool:
    left = [float(queue.backlog[:, one.emptiest].mean()) for one in winters]
    return left[-1] - min(left) <= _tolerated_teu(queue)


def _tolerated_teu(queue: Queue) -> float:
    return LEAST_SHARE_OF_INFLOW * MONTHS_A_YEAR * float(queue.inflow.mean())
