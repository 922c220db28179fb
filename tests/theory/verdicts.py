"""What a case asks for, what was found, and the rule by which the two agree."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from sim.corridor.journal import Journal

REPLICATIONS = 20
EQUAL = 1e-9
Measure = Callable[[Journal], float]
Bound = Literal["is", "at most"]


class Expected(NamedTuple):
    """A number with its exact value; `at most` asks for a bound alone. A number that converges
    slowly may have a `tier` of its own."""

    metric: str
    measure: Measure
    exact: float
    bound: Bound = "is"
    tier: float = 0.0


@dataclass(frozen=True)
class Found:
    """A row of the validation page. `low` and `high` bound the 99.9 % interval of the mean; for a
    run without chance they are the value itself. `rule` says when it holds."""

    case: str
    metric: str
    exact: float
    got: float
    low: float
    high: float
    rule: str
    holds: bool

    def __str__(self) -> str:
        return f"{self.case}, {self.metric}: {self.got:.9g} for {self.exact:.9g} ({self.rule})"


def certain(case: str, metric: str, got: float, exact: float, within: float = 0.0) -> Found:
    """Equality, up to rounding, or `within` a stated amount (one lot, one service)."""
    allowed = within or EQUAL * max(1.0, abs(exact))
    rule = f"± {within:g}" if within else "equal"
    return Found(case, metric, exact, got, got, got, rule, abs(got - exact) <= allowed)


def drawn(case: str, one: Expected, values: NDArray[np.float64], tier: float) -> Found:
    """Numbers of independent replications: the 99.9 % interval of the mean holds the exact value,
    and the half-width of the 95 % one is at most `tier` of it."""
    n, tier = len(values), max(tier, one.tier)
    error = float(values.std(ddof=1)) / math.sqrt(n)
    mean, reach = float(values.mean()), float(stats.t.ppf(0.9995, n - 1)) * error
    half = float(stats.t.ppf(0.975, n - 1)) * error
    if one.bound == "at most":
        holds, rule = mean - reach <= one.exact, "99.9 % interval begins below"
    else:
        holds = abs(mean - one.exact) <= reach and half <= tier * abs(one.exact)
        rule = f"in the 99.9 % interval; ±{half / abs(one.exact):.1%} of {tier:.0%}"
    found = (mean, mean - reach, mean + reach)
    return Found(case, one.metric, one.exact, *found, rule, bool(holds))


def binomial(case: str, one: str, hits: int, of: int, exact: float) -> Found:
    """A share of independent cases, with its 99.9 % interval. Clopper and Pearson (1934)."""
    low, high = (
        float(bound) if math.isfinite(bound) else edge
        for bound, edge in (
            (stats.beta.ppf(0.0005, hits, of - hits + 1), 0.0),
            (stats.beta.ppf(0.9995, hits + 1, of - hits), 1.0),
        )
    )
    rule = f"in the 99.9 % interval; {of} cases"
    return Found(case, one, exact, hits / of, low, high, rule, low <= exact <= high)
