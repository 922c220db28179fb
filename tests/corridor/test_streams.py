"""Streams: named, addressed, and of the distributions that they promise."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from sim.corridor.streams import Streams, unit_variates
from sim.scenario.distributions import Distribution

KINDS = {
    "exponential": Distribution(distribution="exponential", mean=3.0),
    "gamma": Distribution(distribution="gamma", mean=4.0, cv=0.5),
    "lognormal": Distribution(distribution="lognormal", mean=10.0, cv=0.5),
    "uniform": Distribution(distribution="uniform", low=1.0, high=5.0),
    "triangular": Distribution(distribution="triangular", low=0.5, mode=0.9, high=1.6),
}
EXACT = {
    "exponential": stats.expon(scale=3.0),
    "gamma": stats.gamma(4.0, scale=1.0),
    "lognormal": stats.lognorm(0.4723807271, scale=math.exp(2.191013317)),  # case G01
    "uniform": stats.uniform(1.0, 4.0),
    "triangular": stats.triang(0.4 / 1.1, loc=0.5, scale=1.1),
}


def sample(kind: str, n: int, seed: int = 1) -> np.ndarray:
    distribution = KINDS[kind]
    return distribution.average * unit_variates(Streams(seed, 0).generator("x"), distribution, n)


@pytest.mark.parametrize("kind", KINDS)
def test_one_by_one_is_the_same_sequence_as_a_block(kind: str) -> None:
    sequence = Streams(7, 3).sequence(KINDS[kind], "crane", "aktau")
    block = unit_variates(Streams(7, 3).generator("crane", "aktau"), KINDS[kind], 200)
    assert [sequence.next() for _ in range(200)] == block.tolist()


@pytest.mark.parametrize("kind", KINDS)
def test_draws_follow_their_distribution(kind: str) -> None:
    """G04: of 20 seeds the p-values of Kolmogorov and Smirnov are themselves uniform."""
    exact = EXACT[kind].cdf
    p_values = [stats.kstest(sample(kind, 20_000, seed), exact).pvalue for seed in range(20)]
    assert stats.kstest(p_values, "uniform").pvalue > 1e-4


@pytest.mark.parametrize(
    ("mean", "median", "p95"), [(10.0, 8.94427191, 19.45317838), (24.0, 21.46625258, 46.68762811)]
)
def test_the_lognormal_of_case_g01(mean: float, median: float, p95: float) -> None:
    """A sd of half the mean: median and p95 within half a per cent of a sample of a million."""
    distribution = Distribution(distribution="lognormal", mean=mean, cv=0.5)
    generator = Streams(1, 0).generator("x")
    drawn = distribution.average * unit_variates(generator, distribution, 1_000_000)
    assert np.quantile(drawn, (0.5, 0.95)) == pytest.approx([median, p95], rel=0.005)


def test_the_triangle_of_case_g02() -> None:
    drawn = sample("triangular", 1_000_000)
    assert drawn.mean() == pytest.approx(1.0, rel=0.002)
    assert drawn.var() == pytest.approx(0.05166666667, rel=0.006)


def test_a_stream_depends_on_its_name_seed_and_replication_alone() -> None:
    streams = Streams(1, 2)
    streams.generator("made", "before").random(5)
    drawn = streams.generator("storm gaps", "caspian").random(3).tolist()
    assert drawn == Streams(1, 2).generator("storm gaps", "caspian").random(3).tolist()
    others = [
        Streams(1, 3).generator("storm gaps", "caspian"),
        Streams(2, 2).generator("storm gaps", "caspian"),
        Streams(1, 2).generator("storm gap", "scaspian"),
        Streams(1, 2).generator("storm gaps", "caspian", ""),
    ]
    assert all(other.random(3).tolist() != drawn for other in others)


def test_streams_of_two_purposes_are_not_correlated() -> None:
    """J44: |r| of 100,000 uniforms is below 3.3/√n."""
    n = 100_000
    columns = np.array(
        [Streams(1, 0).generator(*name).random(n) for name in (("gaps", "a"), ("size", "a"))]
        + [Streams(1, 1).generator("gaps", "a").random(n)]
    )
    off_diagonal = np.atleast_2d(np.corrcoef(columns))[np.triu_indices(3, 1)]
    assert np.abs(off_diagonal).max() <= 3.3 / math.sqrt(n)
