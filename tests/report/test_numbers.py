from __future__ import annotations

import math

import pytest

from sim.experiment.estimates import Estimate, estimate
from sim.report.numbers import asked_teu, days, monthly_growth, per_cent, rounded, teu


def around(mean: float, half: float) -> Estimate:
    return Estimate(mean, mean - half, mean + half, 30)


def single(mean: float) -> Estimate:
    return Estimate(mean, math.nan, math.nan, 1)


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (around(187_412, 2_212), "187,400 TEU (185,200–189,600)"),
        (around(112_803, 384), "112,800 TEU (112,400–113,200)"),
        (around(4_363, 69), "4,360 TEU (4,290–4,430)"),
        (around(500, 0), "500 TEU (500–500)"),
        (around(12.4, 0.02), "12 TEU (12–12)"),
        (single(187_412), "187,000 TEU"),
        (single(0), "0 TEU"),
    ],
)
def test_no_more_digits_than_the_interval_bears(number, expected):
    assert teu(number) == expected


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (around(9.43, 0.21), "9.4 ±0.2 d"),
        (around(9.43, 0.001), "9.4 ±0.1 d"),
        (around(324.6, 4.2), "325 ±4 d"),
        (single(9.43), "9.4 d"),
        (single(195.4), "195 d"),
    ],
)
def test_days(number, expected):
    assert days(number) == expected


def test_shares_stay_within_nought_and_a_hundred():
    assert per_cent(around(0.61, 0.03)) == "61 % (58–64)"
    assert per_cent(around(0.98, 0.05)) == "98 % (93–100)"
    assert per_cent(single(0.61)) == "61 %"
    assert per_cent(single(0.004)) == "under 1 %"


def test_growth_a_month():
    assert monthly_growth(around(1_900, 500)) == "+1,900 TEU a month (1,400–2,400)"
    assert monthly_growth(single(1_938)) == "+1,940 TEU a month"


def test_asked_has_no_interval():
    assert asked_teu(around(236_040, 410)) == "236,000"


def test_what_is_not_known_is_a_dash():
    assert rounded(math.nan, 1.0) == "–"


def test_an_estimate_leaves_out_replications_without_the_number():
    assert estimate([1.0, math.nan, 3.0]).n == 2
    assert estimate([1.0, math.nan, 3.0]).mean == 2.0
    assert estimate([]).n == 0
    assert math.isnan(estimate([math.nan]).mean)
