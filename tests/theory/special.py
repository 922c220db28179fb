"""Cases with a rule of their own: bounds, quantiles, snapshots and the weather."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from sim.corridor.model import simulate
from sim.corridor.streams import Streams
from sim.corridor.weather import storms
from sim.scenario.scenario import Scenario
from tests.theory import formulas, measures
from tests.theory.chance import case
from tests.theory.verdicts import REPLICATIONS, Expected, Found, binomial, drawn

Z_999 = 3.29  # normal quantile of 99.9 %, both sides


@dataclass(frozen=True)
class Special:
    """A case that finds its rows in a way of its own; `slow` ones run with `make test-all`."""

    name: str
    run: Callable[[Path], Iterator[Found]]
    slow: bool = False


# Kingman's bound ---------------------------------------------------------------------------

KINDS = ("constant", "exponential", "gamma", "lognormal", "uniform", "triangular")


def kingman(cases: int, replications: int, customers: int) -> Callable[[Path], Iterator[Found]]:
    """A08: any arrivals before any work keep below the bound, in so many random cases."""

    def run(folder: Path) -> Iterator[Found]:
        choice = np.random.default_rng(8)
        for number in range(cases):
            load, every = choice.uniform(0.3, 0.95), choice.uniform(0.5, 4)
            arrivals, arrival_cv = _drawn_kind(choice, every)
            work, work_cv = _drawn_kind(choice, every * load)
            change = f"""
horizon: {{to: {_days_of(customers * every)}}}
services.slots.every_hours: {arrivals}
terminals.post.rail.crane_hours_per_box: {work}
"""
            bound = formulas.kingman_bound(1 / every, arrival_cv, every * load, work_cv)
            scenario = case(folder, "renewal", change)
            waits = [measures.wait_at_post(simulate(scenario, r)) for r in range(replications)]
            expected = Expected("wait, h", measures.wait_at_post, bound, "at most")
            yield drawn(
                f"A08-kingman {number + 1}: {arrivals} before {work}", expected, np.array(waits), 1
            )

    return run


def _days_of(hours: float) -> np.datetime64:
    """The last day of a run of so many hours."""
    return np.datetime64("2026-01-01") + math.ceil(hours / 24)


def _drawn_kind(choice: np.random.Generator, mean: float) -> tuple[str, float]:
    """A random distribution with this mean as the language says it, and its cv."""
    kind, spread = KINDS[choice.integers(len(KINDS))], choice.uniform(0.2, 0.95)
    if kind == "constant":
        return f"{{distribution: constant, mean: {mean}}}", 0.0
    if kind == "exponential":
        return f"{{distribution: exponential, mean: {mean}}}", 1.0
    if kind in ("gamma", "lognormal"):
        return f"{{distribution: {kind}, mean: {mean}, cv: {spread}}}", spread
    low, high = mean * (1 - spread), mean * (1 + spread)
    if kind == "uniform":
        return f"{{distribution: uniform, low: {low}, high: {high}}}", spread / math.sqrt(3)
    text = f"{{distribution: triangular, low: {low}, mode: {mean}, high: {high}}}"
    return text, spread / math.sqrt(6)


# A leg without queues ----------------------------------------------------------------------


def under_way(folder: Path) -> Iterator[Found]:
    """D05: numbers under way at moments far apart are Poisson: their variance and their tail."""
    change = """
horizon: {to: 2027-12-31}
services.leg.hours: {distribution: uniform, low: 18, high: 54}
"""
    scenario = case(folder, "leg", change)
    rows = [measures.snapshots(simulate(scenario, r), every=60) for r in range(REPLICATIONS)]
    expected = Expected("variance of the number under way", lambda _: 0.0, 72.0)
    yield drawn("D05-mginf", expected, np.array([row.var(ddof=1) for row in rows]), 0.05)
    numbers = np.concatenate(rows)
    hits, exact = int((numbers > 90).sum()), formulas.poisson_tail(72, 90)
    yield binomial("D05-mginf", "share of moments with more than 90", hits, len(numbers), exact)


def five_legs(folder: Path) -> Iterator[Found]:
    """G03: transit over five gamma legs is gamma of shape 10; moments and quantiles."""
    transit = measures.transit_hours(simulate(case(folder, "legs"), 0))
    n, kurtosis = len(transit), 3 + 6 / 10
    yield _normal("transit mean, h", float(transit.mean()), 20, math.sqrt(40 / n), n)
    error = 40 * math.sqrt((kurtosis - 1) / n)
    yield _normal("transit variance, h²", float(transit.var()), 40, error, n)
    for share, exact in ((0.5, 19.33742923), (0.9, 28.41198058), (0.95, 31.41043284)):
        below = int((transit < exact).sum())
        yield binomial("G03-legs", f"share below p{share * 100:.0f}", below, n, share)


def _normal(metric: str, got: float, exact: float, error: float, n: int) -> Found:
    low, high = got - Z_999 * error, got + Z_999 * error
    rule = f"in the 99.9 % interval; {n} containers"
    return Found("G03-legs", metric, exact, got, low, high, rule, low <= exact <= high)


# Weather -----------------------------------------------------------------------------------


def open_share(folder: Path) -> Iterator[Found]:
    """F04: a port closed by storms, calm 240 h and storms 24 h in the mean, over eight years."""
    scenario = case(folder, "storms")
    shares = np.array([_open_share(scenario, r) for r in range(REPLICATIONS)])
    expected = Expected("share of time open", lambda _: 0.0, 10 / 11)
    yield drawn("F04-storm", expected, shares, 0.02)


def _open_share(scenario: Scenario, replication: int) -> float:
    end = scenario.end_hours
    closed = sum(
        max(min(storm.end, end) - max(storm.start, 0.0), 0.0)
        for storm in storms(scenario, Streams(scenario.file.seed, replication), "sea")
    )
    return 1 - closed / end


SPECIAL = (
    Special("A08-kingman, two cases", kingman(2, 5, customers=1000)),
    Special("A08-kingman, fifty cases", kingman(50, 10, customers=2000), slow=True),
    Special("D05-mginf", under_way, slow=True),
    Special("G03-legs", five_legs),
    Special("F04-storm", open_share),
)
