"""The rows beside the usual table, on the small corridor."""

from __future__ import annotations

from pathlib import Path

import pytest

import sim
from sim.experiment.calls import with_calls

SMALL = Path(__file__).parents[1] / "scenario/small.yaml"


@pytest.fixture(scope="module")
def made():
    return with_calls(sim.load(SMALL), 1).table("small", "", 1)


def test_departures_of_the_months_add_up_to_the_years(made):
    left = made[(made["kpi"] == "vehicles") & (made["place"] == "ships")]
    for year in ("2024", "2025"):
        own = left[left["period"].str.startswith(year)].groupby(["direction", "period"])["value"]
        yearly = own.sum().xs(year, level="period")
        assert (own.sum().drop(year, level="period").groupby("direction").sum() == yearly).all()
        assert (yearly > 0).all()


def test_a_call_takes_its_hours_before_the_first_move_and_the_moves(made):
    hours = made[made["kpi"] == "berth_hours"].set_index(["place", "period"])["value"]
    assert sorted(hours.index) == [
        (port, year) for port in ("far_port", "near_port") for year in ("2024", "2025")
    ]
    assert (hours["near_port"] > 4).all()  # 4 h before the first move
    assert (hours < 24 * 30).all()


def test_no_number_stands_twice(made):
    keys = ["replication", "period", "place", "direction", "flow", "kpi", "statistic"]
    assert not made.duplicated(keys).any()
