"""A number over replications with how sure it is, as the answer and the charts carry it."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from sim.experiment.statistics import t_interval


@dataclass(frozen=True)
class Estimate:
    """A mean over `n` replications with its 95 % bounds; NaN bounds where n is below 2."""

    mean: float
    low: float
    high: float
    n: int

    @property
    def half_width(self) -> float:
        return (self.high - self.low) / 2

    @property
    def has_interval(self) -> bool:
        return not math.isnan(self.low)


def estimate(values: ArrayLike) -> Estimate:
    """Mean and 95 % t interval of one number a replication, shape (n,).

    Replications without the number (NaN) are left out; where none is left all is NaN, n is 0.
    """
    known = np.asarray(values, dtype=float)
    known = known[~np.isnan(known)]
    if not len(known):
        return Estimate(math.nan, math.nan, math.nan, 0)
    mean, low, high = t_interval(known.tolist())
    if low is None or high is None:
        return Estimate(mean, math.nan, math.nan, 1)
    return Estimate(mean, low, high, len(known))
