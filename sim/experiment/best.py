"""Which choices may be best, and what a wrong choice costs in the worst world."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
from scipy.special import betaincinv, stdtr

ERROR = 0.05


def may_be_best(values: Mapping[str, Sequence[float]], error: float = ERROR) -> tuple[str, ...]:
    """Return the choices of which the one with the greatest mean is one, but for `error`.

    Values are paired by replication. A choice is out when some other is surely better: one-sided
    paired t test at `error` / (choices − 1). The best is out only if one of these tests errs, so
    the chance is at most `error` (Bonferroni), however many are equal. After Gupta (1965), with
    the paired differences of Nelson, Swann, Goldsman and Song (2001).

    Raises ValueError when lengths differ or are below two.
    """
    names, data = list(values), np.array([values[name] for name in values], dtype=float)
    if data.ndim != 2 or data.shape[1] < 2:
        raise ValueError("choices need the same replications, two or more")
    level = error / max(len(names) - 1, 1)
    out = {
        name
        for name, own in zip(names, data, strict=True)
        if any(_p_better(other - own) <= level for other in data)
    }
    return tuple(name for name in names if name not in out)


def _p_better(difference: np.ndarray) -> float:
    """One-sided p value of a mean above zero; 1 where nothing differs."""
    mean, spread = float(difference.mean()), float(difference.std(ddof=1))
    if not spread:
        return 0.0 if mean > 0 else 1.0
    return float(stdtr(len(difference) - 1, -mean * math.sqrt(len(difference)) / spread))


def regrets(means: Mapping[str, Mapping[str, float]]) -> dict[str, dict[str, float]]:
    """Return what each choice stays behind the best of each world; means by choice and world.

    Savage (1951).
    """
    worlds = {world for of in means.values() for world in of}
    best = {world: max(of[world] for of in means.values() if world in of) for world in worlds}
    return {
        choice: {world: best[world] - mean for world, mean in of.items()}
        for choice, of in means.items()
    }


def share_interval(hits: int, n: int, confidence: float = 0.95) -> tuple[float, float]:
    """Return the interval of a probability after so many hits in n. Clopper and Pearson (1934)."""
    half = (1 - confidence) / 2
    low = float(betaincinv(hits, n - hits + 1, half)) if hits else 0.0
    high = float(betaincinv(hits + 1, n - hits, 1 - half)) if hits < n else 1.0
    return low, high
