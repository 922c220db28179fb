"""Means with their intervals, over replications."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import stdtrit

WITHIN = ["scenario", "option", "period", "place", "direction", "flow", "kpi", "statistic", "unit"]
YEAR_LENGTH = len("2030")


class Interval(NamedTuple):
    """A mean with the bounds of its interval, which are None where n < 2 leaves it empty."""

    mean: float
    low: float | None
    high: float | None


def t_interval(values: Sequence[float], confidence: float = 0.95) -> Interval:
    """Return mean and t interval of independent values; the bounds are None where n < 2.

    Student (1908): mean ± t(n - 1) s / √n. Raises ValueError when there is no value or one that
    is not finite.
    """
    data = np.asarray(values, dtype=float)
    if not data.size or not np.isfinite(data).all():
        raise ValueError("an interval needs at least one value, and finite ones only")
    mean = float(data.mean())
    if data.size == 1:
        return Interval(mean, None, None)
    half = _t_quantile(data.size, confidence) * float(data.std(ddof=1)) / math.sqrt(data.size)
    return Interval(mean, mean - half, mean + half)


def paired_interval(
    changed: Sequence[float], unchanged: Sequence[float], confidence: float = 0.95
) -> Interval:
    """Return mean and t interval of `changed - unchanged`, replication by replication.

    Raises ValueError when the two differ in length.
    """
    pairs = zip(changed, unchanged, strict=True)
    return t_interval([one - other for one, other in pairs], confidence)


def summarise(table: pd.DataFrame) -> pd.DataFrame:
    """Return the yearly numbers over replications: mean, low and high (95 % t interval), n.

    One row for each combination of the other columns, in the order of their first appearance;
    low and high are missing where n < 2.
    """
    years = table[table["period"].str.len() == YEAR_LENGTH]
    grouped = years.groupby(WITHIN, sort=False, observed=True)["value"]
    summary = grouped.agg(["mean", "std", "count"]).reset_index()
    half = _half_widths(summary["std"].to_numpy(), summary["count"].to_numpy())
    return summary[[column for column in WITHIN if column != "unit"]].assign(
        mean=summary["mean"],
        low=summary["mean"] - half,
        high=summary["mean"] + half,
        n=summary["count"],
        unit=summary["unit"],
    )


def _half_widths(deviations: NDArray[np.float64], counts: NDArray[np.int64]) -> NDArray[np.float64]:
    """Half-widths of 95 % t intervals, shape (n,); NaN where fewer than two values stand behind."""
    quantiles = {count: _t_quantile(count) if count > 1 else np.nan for count in np.unique(counts)}
    t = np.array([quantiles[count] for count in counts], dtype=float)
    return np.asarray(t * deviations / np.sqrt(counts), dtype=float)


def _t_quantile(n: int, confidence: float = 0.95) -> float:
    return float(stdtrit(n - 1, (1 + confidence) / 2))
