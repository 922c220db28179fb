from __future__ import annotations

import numpy as np
import pytest

from sim.experiment.quantiles import quantile_interval


def test_median_of_ten_by_hand():
    """P(B <= 1) = 11 / 1024 of the binomial of 10 and 1/2, P(B <= 2) is above 2.5 %."""
    assert quantile_interval(range(1, 11), 0.5) == (5.5, 2, 9)


def test_upper_quantiles_of_few_values_have_no_upper_bound():
    assert quantile_interval(range(1, 31), 0.9).high is None
    assert quantile_interval(range(1, 36), 0.9).high is None
    assert quantile_interval(range(1, 37), 0.9).high == 36
    assert quantile_interval([3.0], 0.5) == (3.0, None, None)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
@pytest.mark.parametrize("n", [40, 100])
def test_coverage_on_a_skewed_distribution(share, n):
    """At least 95 %, and not by far: the next narrower pair of ranks would miss it."""
    draws, experiments = np.random.default_rng(2), 1000
    true = -np.log(1 - share)
    hits = 0
    for sample in draws.exponential(size=(experiments, n)):
        _, low, high = quantile_interval(sample, share)
        hits += (low is None or low <= true) and (high is None or true <= high)
    error = 3.29 * np.sqrt(0.95 * 0.05 / experiments)
    assert 0.95 - error <= hits / experiments <= 0.99


@pytest.mark.parametrize(("values", "share"), [([], 0.5), ([np.nan], 0.5), ([1.0], 1.0)])
def test_what_has_no_quantile_is_refused(values, share):
    with pytest.raises(ValueError, match="a quantile"):
        quantile_interval(values, share)
