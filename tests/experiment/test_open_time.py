"""Storm stops against a drawn on-off process, and the spread of each distribution."""

from __future__ import annotations

import math

import numpy as np
import pytest

from sim.experiment.open_time import moments, sailing_stop_hours, squared_cv
from sim.scenario.distributions import Distribution
from tests.report.example_scenario import MONTHS, example_dict, example_scenario

CLOSED_SHARE, STORM_HOURS, CALL_HOURS = 0.3, 48.0, 20.0


def drawn_stop_hours(calls: int) -> tuple[float, float]:
    """Mean hours and their standard error from berthing in the open until a storm lets one sail."""
    draws = np.random.default_rng(3)
    open_hours = STORM_HOURS * (1 - CLOSED_SHARE) / CLOSED_SHARE
    stops = []
    for _ in range(calls):
        clock, is_open = 0.0, True
        while True:
            end = clock + draws.exponential(open_hours if is_open else STORM_HOURS)
            if end > CALL_HOURS:
                break
            clock, is_open = end, not is_open
        stops.append(0.0 if is_open else end - CALL_HOURS)
    return float(np.mean(stops)), float(np.std(stops) / math.sqrt(calls))


def test_a_ship_that_berthed_in_the_open_meets_fewer_storms():
    parts = example_dict()
    parts["seas"]["caspian"]["closed_share"] = dict.fromkeys(MONTHS, CLOSED_SHARE)
    moment = next(moments(example_scenario(**parts), range(1), []))
    mean, error = drawn_stop_hours(20_000)
    stop = sailing_stop_hours(moment, "aktau", None, CALL_HOURS)
    assert abs(stop - mean) < 3.3 * error
    assert stop < 0.5 * CLOSED_SHARE * STORM_HOURS


def test_a_ship_that_stays_in_weaker_storms_waits_longer():
    parts = example_dict()
    parts["terminals"]["aktau"]["weather"]["closes_at_strength"] = 0.6
    moment = next(moments(example_scenario(**parts), range(1), []))
    usual, careful = (sailing_stop_hours(moment, "aktau", stay, CALL_HOURS) for stay in (None, 0.2))
    assert 0 < usual < careful
    assert sailing_stop_hours(moment, "aktau", 0.9, CALL_HOURS) == usual
    assert sailing_stop_hours(moment, "alat", None, CALL_HOURS) == 0


@pytest.mark.parametrize(
    ("quantity", "expected"),
    [
        ({"mean": 5.0}, 0.0),
        ({"distribution": "exponential", "mean": 5.0}, 1.0),
        ({"distribution": "lognormal", "mean": 5.0, "cv": 0.5}, 0.25),
        ({"distribution": "uniform", "low": 0.0, "high": 6.0}, 3.0 / 9.0),
        ({"distribution": "triangular", "low": 0.0, "mode": 0.0, "high": 6.0}, 2.0 / 4.0),
    ],
)
def test_squared_cv_is_variance_over_squared_mean(quantity, expected):
    assert squared_cv(Distribution(**quantity)) == pytest.approx(expected)
