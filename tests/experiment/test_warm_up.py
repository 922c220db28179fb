from __future__ import annotations

import numpy as np
import pytest

from sim.experiment.warm_up import NoWarmUpFound, mser_5


@pytest.mark.parametrize(
    ("series", "deleted"),
    [
        ([100] * 25 + [0, 1, 2, 3, 4] * 95, 25),
        ([*range(50, 0, -1)] + [0, 1] * 225, 50),
        ([7.0] * 100, 0),
        ([0] * 5 + [3] * 97, 5),  # the last two are no whole batch
    ],
)
def test_what_is_deleted(series, deleted):  # H05
    assert mser_5(series) == deleted


def test_a_series_that_still_rises_has_no_warm_up():  # H05
    with pytest.raises(NoWarmUpFound, match="no warm-up found; run longer"):
        mser_5(range(1, 501))


@pytest.mark.parametrize("series", [[1.0] * 19, [np.nan] * 40])
def test_what_cannot_be_judged_is_refused(series):
    with pytest.raises(ValueError, match="20 values or more, finite ones only"):
        mser_5(series)


def test_a_queue_that_starts_full_is_seen():
    """A decay with a scale of 20 below noise: most of it goes, and little more."""
    draws = np.random.default_rng(4)
    series = 30 * np.exp(-np.arange(1000) / 20) + draws.normal(size=1000)
    assert 40 <= mser_5(series) <= 150
