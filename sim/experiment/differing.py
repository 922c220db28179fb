"""Which numbers of two results differ by more than chance."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.special import stdtr
from scipy.stats import false_discovery_control

from sim.experiment.statistics import YEAR_LENGTH

WHAT = ["period", "place", "direction", "flow", "kpi", "statistic", "unit"]
LEVEL = 0.05


def significant(one: pd.DataFrame, other: pd.DataFrame, paired: bool) -> pd.DataFrame:
    """Return the yearly numbers that differ, the surest first: a row a number.

    Paired by replication where both met the same draws, else by Welch (1947). Of the numbers told
    one in twenty may differ by chance: `q` is the false discovery rate of Benjamini and Hochberg
    (1995), for there are thousands of numbers, and a few surely told are worth less than most of
    those that differ. A number that one of them has in fewer than two replications is left out.
    """
    here, there = _by_replication(one), _by_replication(other)
    common = here.index.intersection(there.index)
    a, b = here.loc[common].to_numpy(float), there.loc[common].to_numpy(float)
    if paired:
        shared = min(a.shape[1], b.shape[1])
        a, b = a[:, :shared], b[:, :shared]
    difference, p = _paired(a, b) if paired else _welch(a, b)
    told = pd.DataFrame(index=common).assign(
        one=_mean(a), other=_mean(b), difference=difference, q=p
    )
    told = told[np.isfinite(told["q"])]
    told = told.assign(q=false_discovery_control(told["q"].to_numpy()) if len(told) else [])
    surely: pd.DataFrame = told[told["q"] < LEVEL].sort_values("q", kind="stable")
    return surely.reset_index()


def _by_replication(table: pd.DataFrame) -> pd.DataFrame:
    """Yearly numbers, a column a replication from 1 on."""
    years = table[table["period"].astype(str).str.len() == YEAR_LENGTH]
    texts = years.astype(dict.fromkeys(WHAT, str))
    by = texts.set_index([*WHAT, "replication"])["value"]
    return pd.DataFrame(by.unstack("replication")).sort_index(axis=1)


def _mean(values: np.ndarray) -> np.ndarray:
    known = np.isfinite(values)
    total = np.where(known, values, 0).sum(axis=1)
    return np.asarray(total / np.maximum(known.sum(axis=1), 1))


def _paired(a: np.ndarray, b: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mean of the differences and two-sided p of the paired t test; NaN below two pairs."""
    d = b - a
    n, mean, error = _moments(d)
    return mean, _two_sided(mean, error, n - 1, n >= 2)


def _welch(a: np.ndarray, b: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Difference of the means and two-sided p; NaN below two values of either."""
    (n, mean, error), (m, other, wrong) = _moments(a), _moments(b)
    both = np.hypot(error, wrong)
    with np.errstate(all="ignore"):
        freedom = both**4 / (error**4 / (n - 1) + wrong**4 / (m - 1))
    freedom = np.where(np.isfinite(freedom), freedom, 1)
    return other - mean, _two_sided(other - mean, both, freedom, (n >= 2) & (m >= 2))


def _moments(values: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Number, mean and standard error by row, of what is there."""
    known = np.isfinite(values)
    n, mean = known.sum(axis=1), _mean(values)
    off = np.where(known, values - mean[:, None], 0)
    error = np.sqrt((off**2).sum(axis=1) / np.maximum(n - 1, 1) / np.maximum(n, 1))
    return n, mean, error


def _two_sided(
    mean: np.ndarray, error: np.ndarray, freedom: np.ndarray, known: np.ndarray
) -> np.ndarray:
    with np.errstate(all="ignore"):
        t = np.abs(mean) / error
        p = 2 * stdtr(np.maximum(freedom, 1), -t)
    p = np.where(error > 0, p, np.where(mean == 0, 1.0, 0.0))
    return np.where(known, p, np.nan)
