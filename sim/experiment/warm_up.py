"""How much of the beginning of a run is not yet typical of the rest: MSER-5."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

BATCH = 5


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
