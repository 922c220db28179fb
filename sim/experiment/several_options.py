"""Several options against one baseline: differences that hold together, not each by itself."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import stdtr

from sim.experiment.statistics import Interval, paired_interval

Verdict = Literal["more", "less", "no difference shown"]


@dataclass(frozen=True)
class Difference:
    """An option less the baseline, replication by replication.

    `alone` is the 95 % interval of this difference by itself; `together` holds with those of all
    other options at once (Bonferroni). `p` is that of the paired t test and `p_holm` the same
    after Holm's correction, which decides the verdict: it shows more than `together` does.
    """

    alone: Interval
    together: Interval
    p: float
    p_holm: float
    verdict: Verdict
    n: int


def against(
    baseline: Sequence[float],
    options: Mapping[str, Sequence[float]],
    confidence: float = 0.95,
) -> dict[str, Difference]:
    """Compare each option with the baseline on common random numbers; one number a replication.

    Raises ValueError where lengths differ, where there are fewer than two replications, or where
    one is without the number.
    """
    if not options:
        return {}
    p = {name: paired_p(values, baseline) for name, values in options.items()}
    corrected = dict(zip(p, holm(list(p.values())).tolist(), strict=True))
    together = 1 - (1 - confidence) / len(options)
    return {
        name: Difference(
            alone=(alone := paired_interval(values, baseline, confidence)),
            together=paired_interval(values, baseline, together),
            p=p[name],
            p_holm=corrected[name],
            verdict=_verdict(alone.mean, corrected[name], confidence),
            n=len(values),
        )
        for name, values in options.items()
    }


def holm(p: ArrayLike) -> NDArray[np.float64]:
    """Return p values corrected for their number, shape (n,), in the order given.

    The smallest is taken n times, the next n - 1 times and so on, none below the one before it,
    none above 1. Holm (1979): the chance of any false finding stays within the level.
    """
    found = np.asarray(p, dtype=float)
    order = np.argsort(found, kind="stable")
    times = np.arange(len(found), 0, -1)
    corrected = np.empty_like(found)
    corrected[order] = np.minimum(np.maximum.accumulate(times * found[order]), 1.0)
    return corrected


def paired_p(changed: Sequence[float], unchanged: Sequence[float]) -> float:
    """Two-sided p value of the paired t test: 1 where nothing differs, 0 where all differ alike.

    Raises ValueError where lengths differ, or where fewer than two pairs stand behind it.
    """
    difference = np.array([a - b for a, b in zip(changed, unchanged, strict=True)], dtype=float)
    if len(difference) < 2 or not np.isfinite(difference).all():
        raise ValueError("a paired test needs two replications or more, each with its number")
    error = float(difference.std(ddof=1)) / math.sqrt(len(difference))
    if not error:
        return float(difference[0] == 0)
    return float(2 * stdtr(len(difference) - 1, -abs(float(difference.mean())) / error))


def _verdict(mean: float, p: float, confidence: float) -> Verdict:
    if p > 1 - confidence:
        return "no difference shown"
    return "more" if mean > 0 else "less"
