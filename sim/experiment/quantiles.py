"""Intervals for quantiles, without a word on the distribution behind the numbers."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import bdtr


class QuantileInterval(NamedTuple):
    """A sample quantile with its bounds, None where the sample is too small for them."""

    value: float
    low: float | None
    high: float | None


def quantile_interval(
    values: ArrayLike, share: float, confidence: float = 0.95
) -> QuantileInterval:
    """Return the quantile of independent numbers and its interval between order statistics.

    The number of values below the true quantile is binomial, so two order statistics hold it with
    at least this confidence, each side missing it with at most half of the rest; a side that no
    order statistic can promise is None (below 36 values, for example, the upper side of p90).
    David and Nagaraja (2003), 7.1. Boxes of one replication are not independent: give one number
    a replication. Raises ValueError without values, for NaN, or for a share beyond 0 to 1.
    """
    data = np.sort(np.asarray(values, dtype=float))
    if not data.size or np.isnan(data).any():
        raise ValueError("a quantile needs at least one value, and no NaN")
    if not 0 < share < 1:
        raise ValueError(f"a quantile stands between 0 and 1, found {share}")
    low, high = _ranks(len(data), share, (1 - confidence) / 2)
    return QuantileInterval(
        float(np.quantile(data, share)),
        float(data[low - 1]) if low >= 1 else None,
        float(data[high - 1]) if high <= len(data) else None,
    )


def _ranks(n: int, share: float, miss: float) -> tuple[int, int]:
    """Ranks from 1 of the bounds: 0 or n + 1 where there is none.

    The largest r with P(B <= r - 1) <= miss, the smallest s with P(B >= s) <= miss, B the
    binomial number of values at or below the quantile.
    """
    below = np.array([float(bdtr(k, n, share)) for k in range(n + 1)])  # P(B <= k)
    low = int((below <= miss).sum())
    high = int((1 - below[:-1] > miss).sum()) + 1
    return low, high
