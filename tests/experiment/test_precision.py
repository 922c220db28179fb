from __future__ import annotations

from concurrent.futures import Executor, ThreadPoolExecutor
from functools import partial

import numpy as np
import pandas as pd
import pytest

from sim.experiment.executors import Serial
from sim.experiment.precision import (
    Precision,
    headlines,
    relative_half_width,
    run_until_precise,
    stops_here,
    until_precise,
)
from sim.experiment.replications import Crew, run_these, silent
from tests import fake_runs

GOAL = Precision(0.05, most=100, first=10, step=10)


def of_values(values: np.ndarray) -> tuple[object, object]:
    """Replications that give these numbers, and what is judged of them."""

    def made(batch: range) -> pd.DataFrame:
        return pd.DataFrame({"replication": batch, "value": values[batch[0] - 1 : batch[-1]]})

    return made, lambda table: {"number": table["value"].to_numpy()}


def test_the_widest_interval_of_five_per_cent():  # H04
    assert pytest.approx(0.04761904762, abs=1e-11) == Precision(0.05).widest


def test_batches_are_fixed_and_end_at_the_most():
    assert [(b[0], b[-1]) for b in Precision(0.1, most=55).batches()] == [
        (1, 30), (31, 40), (41, 50), (51, 55),
    ]  # fmt: skip
    assert Precision(0.1, most=20).batches() == [range(1, 21)]


def test_it_stops_at_the_first_batch_with_a_narrow_interval():
    values = np.random.default_rng(3).normal(100, 20, 100)
    made, judged = of_values(values)
    found = until_precise(GOAL, made, judged)
    narrow = [relative_half_width(values[:n]) <= GOAL.widest for n in range(10, 101, 10)]
    assert found.n == 10 * (narrow.index(True) + 1)
    assert 10 < found.n < 100
    assert len(found.table) == found.n
    assert found.too_wide == ()


def test_it_ends_at_the_most_and_says_what_is_too_wide():
    made, judged = of_values(np.random.default_rng(3).normal(0, 20, 100))
    found = until_precise(GOAL, made, judged)
    assert (found.n, found.too_wide) == (100, ("number",))


def test_a_replication_without_the_number_is_not_precise():
    assert not GOAL.holds([5.0, 5.0, np.nan])
    assert not GOAL.holds([5.0])
    assert GOAL.holds([5.0, 5.0])
    assert GOAL.holds([0.0, 0.0])


@pytest.mark.parametrize("crew", [Crew(1), Crew(3, ThreadPoolExecutor)], ids=["one", "three"])
def test_workers_and_order_of_completion_decide_nothing(crew):
    goal = Precision(0.02, most=40, first=4, step=3)
    scenario = fake_runs.Scenario()
    made = partial(run_these, scenario, crew, silent, fake_runs.out_of_order)
    alone = partial(run_these, scenario, Crew(1), silent, fake_runs.numbers)
    judged = partial(yearly, period="2026")
    found, expected = until_precise(goal, made, judged), until_precise(goal, alone, judged)
    assert found.n == expected.n > 4
    pd.testing.assert_frame_equal(found.table, expected.table)


def yearly(table: pd.DataFrame, period: str) -> dict[str, np.ndarray]:
    rows = table[table["period"] == period]
    return {period: rows["value"].to_numpy()}


def test_what_is_held_is_known_to_be_where_it_would_stop():
    made, judged = of_values(np.random.default_rng(3).normal(100, 20, 100))
    found = until_precise(GOAL, made, judged)
    assert stops_here(GOAL, found.table, found.n, judged)
    longer = made(range(1, found.n + 11))
    assert not stops_here(GOAL, longer, found.n + 10, judged)
    assert not stops_here(GOAL, longer[: found.n - 10], found.n - 10, judged)
    assert not stops_here(GOAL, longer[: found.n - 3], found.n - 3, judged)


@pytest.mark.parametrize(
    "wrong",
    [{"relative": 0.0}, {"relative": 0.6}, {"first": 1}, {"most": 1}, {"step": 0}],
)
def test_what_cannot_be_a_goal_is_refused(wrong):
    with pytest.raises(ValueError, match="precision: "):
        Precision(**{"relative": 0.1, **wrong})


class TwoYears:
    """What the headlines read of a scenario: twelve months of 2026, one of 2027."""

    months = tuple(pd.date_range("2026-01-01", "2027-01-01", freq="MS").date)


def test_all_batches_have_the_same_staff():
    hired: list[int] = []

    def hire(workers: int) -> Executor:
        hired.append(workers)
        return Serial()

    goal = Precision(0.001, most=12, first=4, step=4)
    _, found = run_until_precise(
        fake_runs.Scenario(), goal, Crew(2, hire), silent, fake_runs.numbers
    )
    assert found.n == 12
    assert hired == [2]


def test_headlines_are_the_last_full_year_by_replication():
    rows = [
        (2, "2026", "", "china", "delivered", "total", 7.0),
        (1, "2026", "", "china", "delivered", "total", 5.0),
        (1, "2026", "", "kazakhstan", "delivered", "total", 1.0),
        (1, "2027", "", "china", "delivered", "total", 9.0),
        (2, "2026", "a_to_b", "", "transit_time", "mean", 3.0),
        (1, "2026", "a_to_b", "", "transit_time", "p50", 4.0),
    ]
    columns = ["replication", "period", "place", "flow", "kpi", "statistic", "value"]
    told = headlines(pd.DataFrame(rows, columns=columns), TwoYears())
    assert list(told) == ["delivered 2026", "a_to_b 2026"]
    assert list(told["delivered 2026"]) == [6.0, 7.0]
    np.testing.assert_equal(told["a_to_b 2026"], [np.nan, 3.0])


@pytest.mark.slow
def test_the_promise_is_kept_on_skewed_numbers():
    """At 30 replications or more the stopped mean is as near as said in 93 % of all cases."""
    draws = np.random.default_rng(7)
    goal, hits, experiments = Precision(0.2, most=400), 0, 300
    for _ in range(experiments):
        made, judged = of_values(draws.exponential(1.0, 400))
        found = until_precise(goal, made, judged)
        hits += abs(found.table["value"].mean() - 1) <= goal.relative
    assert hits / experiments >= 0.93 - 3.29 * np.sqrt(0.93 * 0.07 / experiments)
    assert hits < experiments
