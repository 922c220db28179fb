"""How much of the beginning of a run is not yet typical of the rest: MSER-5."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.corridor.journal import Journal

if TYPE_CHECKING:
    from sim.scenario.overlay import Ground
    from sim.scenario.scenario import Scenario

BATCH = 5
LEAST_DAYS = 2 * BATCH  # of warm-up: as many days follow it
HOURS_PER_DAY = 24.0

Floats = NDArray[np.float64]


class NoWarmUpFound(Exception):
    """The series still moves when half of it is over: no part of it is known to be typical."""

    def __init__(self) -> None:
        super().__init__("no warm-up found; run longer")


def mser_5(values: ArrayLike) -> int:
    """Return how many observations to delete from the beginning, a multiple of 5.

    Of the means of batches of five, the first d are deleted where the squared deviation of the
    rest over the square of their number is least; the first such d counts. White (1997), with the
    batches of Spratt (1998). Only the first half is searched: raises NoWarmUpFound where the least
    stands at its very end, and ValueError for fewer than four batches or values not finite.
    """
    series = np.asarray(values, dtype=float)
    if len(series) < 4 * BATCH or not np.isfinite(series).all():
        raise ValueError(f"a warm-up is sought in {4 * BATCH} values or more, finite ones only")
    means = series[: len(series) // BATCH * BATCH].reshape(-1, BATCH).mean(axis=1)
    half = len(means) // 2
    deleted = int(np.argmin([means[d:].var() / (len(means) - d) for d in range(half + 1)]))
    if deleted == half:
        raise NoWarmUpFound
    return deleted * BATCH


def twice_the_warm_up(ground: Ground) -> Scenario:
    """The scenario until as many days are reported as its warm-up has.

    MSER-5 looks for an end of the beginning in the first half of a series: here, in the warm-up.
    Raises ValueError where the warm-up has fewer than ten days.
    """
    horizon = ground.scenario().file.horizon
    if horizon.warm_up_days < LEAST_DAYS:
        raise ValueError(
            f"{horizon.warm_up_days:g} days of warm-up: from {LEAST_DAYS} on it is judged"
        )
    last = horizon.from_ + timedelta(days=math.ceil(horizon.warm_up_days) - 1)
    return ground.with_lines({"horizon": {"to": f"{last}"}}).scenario()


def teu_under_way(journal: Journal) -> Floats:
    """TEU born and neither delivered nor given up at the end of each day, shape (days,).

    Days are those of the run, warm-up included.
    """
    boxes = journal.boxes
    ends = np.arange(journal.start, journal.end, HOURS_PER_DAY) + HOURS_PER_DAY
    return _until(ends, boxes.born, boxes.teu) - _until(ends, journal.left(), boxes.teu)


def _until(ends: Floats, times: Floats, teu: Floats) -> Floats:
    """TEU of the boxes that something has happened to by each end; NaN: it has not yet."""
    order = np.argsort(times)  # NaN last
    total = np.concatenate(([0.0], np.cumsum(teu[order])))
    return np.asarray(total[np.searchsorted(times[order], ends, side="right")])


def days_not_typical(series: Iterable[Floats]) -> int:
    """Days at the beginning that are unlike the rest, from the TEU under way of replications.

    Their mean is judged: what the replications share is the beginning. Raises NoWarmUpFound.
    """
    return mser_5(np.mean(list(series), axis=0))
