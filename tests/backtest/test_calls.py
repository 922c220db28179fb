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


def test_a_flow_alone_on_its_first_service_sends_the_trains_of_that_service(made):
    sent = made[made["kpi"] == "trains_sent"].set_index(["flow", "period"])["value"]
    left = made[(made["kpi"] == "vehicles") & (made["place"] == "foreign_rail")]
    assert set(sent.index.get_level_values("flow")) == {"goods"}  # the other begins on a vessel
    assert sent["goods"].to_dict() == left.set_index("period")["value"].to_dict()
    assert sent["goods", "2025"] > 50


def test_flows_that_share_a_service_have_their_trains_apart(tmp_path):
    file = tmp_path / "shared.yaml"
    file.write_text(
        f"extends: {SMALL.as_posix()}\n"
        "demand.flows.more_goods: {direction: west, origin: factory,"
        " destination: near_port, route: [foreign_rail, home_rail], seasonal_profile: level,"
        " consignment: {boxes: 45, forty_foot_share: 0.9, cargo_tonnes_per_teu: 10,"
        " tare_tonnes_per_teu: 2}, arrivals: {pattern: even},"
        " growth: {all: {year: 2024, trains: 24}}}\n",
        encoding="utf-8",
    )
    made = with_calls(sim.load(file), 1).table("shared", "", 1)
    year = made[made["period"] == "2024"]
    sent = year[year["kpi"] == "trains_sent"].set_index("flow")["value"]
    left = year[(year["kpi"] == "vehicles") & (year["place"] == "foreign_rail")]["value"]
    assert sent["more_goods"] == 24
    assert sent.sum() == left.item()
