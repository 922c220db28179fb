from __future__ import annotations

import numpy as np
import pytest

from sim.experiment.best import may_be_best, regrets, share_interval


def test_what_is_surely_behind_is_out():
    values = {"a": [10.0, 11.0, 12.0], "b": [10.1, 10.9, 12.2], "c": [1.0, 2.0, 2.9]}
    assert may_be_best(values) == ("a", "b")


def test_a_constant_lead_is_sure():
    assert may_be_best({"a": [1.0, 5.0], "b": [2.0, 6.0]}) == ("b",)


def test_equals_are_all_kept():
    assert may_be_best({"a": [1.0, 2.0], "b": [1.0, 2.0]}) == ("a", "b")


@pytest.mark.parametrize("values", [{"a": [1.0]}, {"a": [1.0, 2.0], "b": [1.0]}])
def test_what_is_not_paired_is_refused(values):
    with pytest.raises(ValueError, match=r"replications|inhomogeneous"):
        may_be_best(values)


@pytest.mark.parametrize("means", [(0, 0, 0, 0), (0, 0, -0.5, -1), (0, -0.2, -0.2, -0.2)], ids=str)
def test_the_best_is_in_the_set_as_often_as_promised(means):
    """Choice 0 is best or one of the best; errors share a common part, as common numbers give."""
    rng = np.random.default_rng(20240313)
    trials, n, missed, others = 2000, 10, 0, 0
    for _ in range(trials):
        common = rng.normal(0, 3, n)
        data = {str(k): list(common + m + rng.normal(0, 1, n)) for k, m in enumerate(means)}
        kept = may_be_best(data)
        missed += "0" not in kept
        others += len(kept) - 1
    allowed = 0.05 * trials + 3.3 * np.sqrt(0.05 * 0.95 * trials)  # 99.95 % of a fair 5 %
    assert missed <= allowed
    assert others > 0


def test_the_set_holds_the_best_of_case_h07():
    """Four systems, one of them of far more spread, the last one best by 1: in 95 % it stays."""
    rng, trials = np.random.default_rng(20240313), 400
    systems = list(zip((0, 0, 0, 1), (6, 0.5, 0.5, 0.5), strict=True))
    kept = sum(
        "3" in may_be_best({str(k): list(rng.normal(m, s, 10)) for k, (m, s) in enumerate(systems)})
        for _ in range(trials)
    )
    assert kept / trials >= 0.914  # 0.95 less 3.3 standard errors


def test_sets_grow_smaller_with_replications():
    rng = np.random.default_rng(7)
    kept = [
        np.mean([
            len(may_be_best({str(k): list(rng.normal(-k, 1, n)) for k in range(4)}))
            for _ in range(200)
        ])
        for n in (4, 16)
    ]  # fmt: skip
    assert kept[1] < kept[0] - 0.5


def test_regret_is_what_a_choice_stays_behind_the_best_of_each_world():
    means = {"ships": {"low": 10, "high": 90}, "berths": {"low": 12, "high": 60}}
    assert regrets(means) == {
        "ships": {"low": 2, "high": 0},
        "berths": {"low": 0, "high": 30},
    }


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    [(0, 10, 0.0, 0.3085), (10, 10, 0.6915, 1.0), (5, 10, 0.1871, 0.8129)],  # tables of 1934
)
def test_the_interval_of_a_probability(hits, n, low, high):
    assert share_interval(hits, n) == pytest.approx((low, high), abs=5e-5)
