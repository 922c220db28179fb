from __future__ import annotations

import math

import pandas as pd
import pytest

from sim.experiment.statistics import paired_interval, summarise, t_interval
from tests import fake_runs

A = (52.1, 49.8, 50.7, 51.9, 50.2)
B = (50.9, 48.7, 50.1, 50.4, 49.6)


def test_t_interval_of_one_to_ten():  # H01
    mean, half = 5.5, 2.16585059
    interval = t_interval(range(1, 11))
    assert interval == pytest.approx((mean, mean - half, mean + half), abs=1e-8)


def test_paired_interval_is_narrower_than_an_unpaired_one():  # H02
    half = 0.4888436049
    interval = paired_interval(A, B)
    assert interval == pytest.approx((1, 1 - half, 1 + half), abs=1e-9)
    assert interval.low > 0 > -0.3717374655  # Welch's lower bound on the same data


def test_a_higher_confidence_is_wider():
    wide, narrow = t_interval(A, 0.99), t_interval(A)
    assert wide.low < narrow.low < narrow.high < wide.high


def test_one_value_has_a_mean_and_an_empty_interval():
    assert t_interval([4.0]) == (4.0, None, None)


@pytest.mark.parametrize("values", [[], [1.0, math.nan], [math.inf, 1.0]])
def test_what_has_no_interval_is_refused(values):
    with pytest.raises(ValueError, match="at least one value, and finite ones only"):
        t_interval(values)


def test_pairs_need_equal_lengths():
    with pytest.raises(ValueError, match="shorter"):
        paired_interval(A, B[:4])


def test_summary_holds_years_only_with_the_interval_of_each():
    tables = [fake_runs.table(fake_runs.Scenario(), replication) for replication in (1, 2, 3)]
    summary = summarise(pd.concat(tables))
    assert list(summary["period"]) == ["2026", "2027"]
    of_2026 = t_interval([float(table["value"].iloc[0]) for table in tables])
    assert summary.loc[0, ["mean", "low", "high"]].tolist() == pytest.approx(
        [of_2026.mean, of_2026.low, of_2026.high], rel=1e-14
    )
    assert list(summary["n"]) == [3, 3]
    assert list(summary.columns)[-5:] == ["mean", "low", "high", "n", "unit"]


def test_summary_of_one_replication_has_no_bounds():
    summary = summarise(fake_runs.table(fake_runs.Scenario(), 1))
    assert summary["mean"].notna().all()
    assert summary[["low", "high"]].isna().all(axis=None)
