"""The momentary bottleneck by hand, and on three saturated stations (I04)."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sim.corridor.model import simulate
from sim.experiment.active_periods import (
    Active,
    bottleneck_hours,
    facilities,
    with_active_periods,
)
from sim.experiment.periods import Periods
from sim.scenario import load
from tests.bottlenecks.two_gates import two_gates

THEORY = Path("tests/theory")


def test_touching_spans_are_one_period_and_all_servers_must_work():
    spans = np.array([[0.0, 2.0], [2.0, 3.0], [5.0, 6.0], [5.5, 8.0]])
    one = Active.of(spans)
    assert (one.starts.tolist(), one.ends.tolist()) == ([0, 5], [3, 8])
    two = Active.of(spans, servers=2)
    assert (two.starts.tolist(), two.ends.tolist()) == ([5.5], [6])


def test_a_slot_booked_beyond_the_end_of_the_run_is_no_work_yet(tmp_path):
    """12 trains a day want the 9 paths of the Caucasus: slots are given out for days ahead."""
    two_gates(tmp_path, 12)
    short = tmp_path / "short.yaml"
    short.write_text("extends: two_gates.yaml\nhorizon: {from: 2026-12-01}\n")
    scenario = load(short)
    journal = simulate(scenario, 1)
    found = facilities(scenario, journal)
    assert found["caucasus_rail", "west", "paths"].ends.tolist() == [journal.end]
    assert all(active.ends.max() <= journal.end for active in found.values())


def test_the_longest_active_period_is_the_bottleneck_of_the_moment():
    """A works 0-4 and 6-7, B 3-9, C 8-9: B is longest, so A has 0-3, B 3-9, C nothing."""
    periods = Periods(
        np.array([0.0, 5.0, 10.0]), ("2026-01", "2026-02"), ("2026",), np.array([0, 0])
    )
    found = {
        ("a", "", "x"): Active(np.array([0.0, 6.0]), np.array([4.0, 7.0])),
        ("b", "", "x"): Active(np.array([3.0]), np.array([9.0])),
        ("c", "", "x"): Active(np.array([8.0]), np.array([9.0])),
    }
    hours = {name[0]: own.tolist() for name, own in bottleneck_hours(periods, found).items()}
    assert hours == {"a": [3, 0], "b": [2, 4], "c": [0, 0]}


def test_i04_active_periods_and_their_order(tmp_path):
    """Mean active periods 3.55, 5.27, 2.67 h; the middle station is the bottleneck most often."""
    file = tmp_path / "saturated.yaml"
    file.write_text(
        f"extends: {(THEORY / 'saturated.yaml').resolve()}\nhorizon: {{to: 2026-03-15}}\n"
    )
    scenario = load(file)
    found = facilities(scenario, simulate(scenario, 1))
    periods = {
        name[0]: one.ends - one.starts for name, one in found.items() if name[2] == "rail cranes"
    }
    for station, hours in (("first", 3.55), ("second", 5.27), ("third", 2.67)):
        own = periods[station]
        assert own.mean() == pytest.approx(hours, abs=3.3 * own.std() / np.sqrt(len(own)))
    table = with_active_periods(scenario, 1).table("x", "", 1)
    shares = table[(table["kpi"] == "momentary_bottleneck") & (table["period"] == "2026")]
    cranes = shares[shares["statistic"] == "rail cranes"].set_index("place")["value"]
    assert cranes.idxmax() == "second"
    assert cranes.idxmin() == "third"
    assert cranes.sum() <= 1 + 1e-9
