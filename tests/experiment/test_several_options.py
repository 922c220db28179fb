from __future__ import annotations

import numpy as np
import pytest

from sim.experiment.several_options import against, holm, paired_p
from sim.experiment.statistics import paired_interval

A = (52.1, 49.8, 50.7, 51.9, 50.2)
B = (50.9, 48.7, 50.1, 50.4, 49.6)


def test_paired_p_value():  # H02
    assert paired_p(A, B) == pytest.approx(0.00474304271, abs=1e-11)


def test_holm_by_hand():
    assert holm([0.01, 0.04, 0.03, 0.005]).tolist() == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert holm([0.6, 0.7]).tolist() == [1.0, 1.0]


def test_several_together_are_wider_by_the_multiplier_of_bonferroni():  # H03
    draws = np.random.default_rng(1)
    base = draws.normal(size=10)
    options = {name: base + draws.normal(size=10) for name in "abc"}
    for name, found in against(base, options).items():
        error = np.std(options[name] - base, ddof=1) / np.sqrt(10)
        assert found.together.high - found.together.mean == pytest.approx(2.933324088 * error)
        assert found.alone == paired_interval(options[name], base)


def test_verdicts_come_from_the_corrected_p_values():
    found = against(B, {"more": A, "same": B, "less": [b - 1 for b in B]})
    assert {name: one.verdict for name, one in found.items()} == {
        "more": "more", "same": "no difference shown", "less": "less",
    }  # fmt: skip
    assert found["more"].p_holm == pytest.approx(2 * found["more"].p)
    assert found["less"].p_holm == 0
    assert against(B, {}) == {}


def test_family_wise_error_is_kept():
    """No option differs: in at most 5 % of the families any is said to."""
    draws, families, wrong = np.random.default_rng(5), 600, 0
    for _ in range(families):
        base = draws.normal(size=20)
        options = {str(k): base + draws.normal(size=20) for k in range(6)}
        wrong += any(
            one.verdict != "no difference shown" for one in against(base, options).values()
        )
    assert wrong / families <= 0.05 + 3.29 * np.sqrt(0.05 * 0.95 / families)
    assert wrong / families >= 0.02  # no needless caution either


@pytest.mark.parametrize(("one", "other"), [((1.0,), (2.0,)), ((1.0, np.nan), (2.0, 3.0))])
def test_what_cannot_be_tested_is_refused(one, other):
    with pytest.raises(ValueError, match="two replications or more, each with its number"):
        paired_p(one, other)


def test_pairs_need_equal_lengths():
    with pytest.raises(ValueError, match="longer"):
        against(A, {"short": B[:4]})
