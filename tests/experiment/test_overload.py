"""An overload is called one, a winter is called a winter: from the scenario to what is printed."""

from __future__ import annotations

from pathlib import Path

import pytest

import sim
from sim.experiment.stability import Choke, seasonal_places, unstable_places
from sim.result import Result

STATION = Path(__file__).parents[1] / "theory" / "timetable.yaml"
SHIPPED = Path(__file__).parents[2] / "scenarios"
TWO_YEARS = "horizon: {from: 2026-01-01, to: 2027-12-31}\n"
THREE_YEARS = "horizon: {from: 2026-01-01, to: 2028-12-31}\n"
ONE_TRACK = "terminals.post.rail.tracks: 1\n"
HOURS_A_MONTH = 8760 / 12


def run(folder: Path, change: str, horizon: str = TWO_YEARS) -> Result:
    file = folder / "case.yaml"
    file.write_text(f"extends: {STATION}\n{horizon}{change}")
    return sim.run(file, replications=1, workers=1)


def the_choke(result: Result, place: str) -> Choke:
    """The one place that is unstable."""
    found = unstable_places(result.kpis)
    assert [one.place for one in found] == [place]
    return found[0]


def told(answer: list[str], label: str) -> str:
    return next((line for line in answer if line.startswith(label)), "")


def test_demand_of_twice_the_capacity_is_unstable(tmp_path: Path) -> None:
    """C02: a container an hour, two hours each: half a container an hour stays behind."""
    result = run(tmp_path, ONE_TRACK)
    choke = the_choke(result, "post")
    assert choke.or_earlier
    assert choke.growth_teu_per_month.mean == pytest.approx(0.5 * HOURS_A_MONTH, rel=0.01)
    line = told(result.answer, "UNSTABLE")
    assert line.startswith("UNSTABLE      Post by Jan 2027: +36")
    assert "TEU a month" in line
    assert not seasonal_places(result.kpis)


def test_an_overload_of_cranes_behind_unlimited_tracks_is_unstable(tmp_path: Path) -> None:
    """Nobody waits for a track: the queue stands on the tracks, and grows as fast."""
    result = run(tmp_path, "")
    choke = the_choke(result, "post")
    assert choke.growth_teu_per_month.mean == pytest.approx(0.5 * HOURS_A_MONTH, rel=0.01)
    assert told(result.answer, "UNSTABLE").startswith("UNSTABLE      Post by Jan 2027: +36")


def test_cranes_behind_unlimited_tracks_that_keep_up_are_calm(tmp_path: Path) -> None:
    result = run(tmp_path, "terminals.post.rail.crane_hours_per_box: 0.9\n")
    assert not unstable_places(result.kpis)
    assert not seasonal_places(result.kpis)


def test_demand_of_nine_tenths_is_calm(tmp_path: Path) -> None:
    change = "terminals.post.rail: {tracks: 1, crane_hours_per_box: 0.9}\n"
    result = run(tmp_path, change)
    assert not told(result.answer, "UNSTABLE")
    assert not told(result.answer, "Seasonal")


LOADED_BY_CRANES = """
title: Trains loaded by one crane
horizon: {from: 2026-01-01, to: 2027-12-31}
terminals:
  start: {}
  port: {rail: {cranes: 1, crane_hours_per_box: 2}}
  end: {}
services:
  shuttle: {kind: carrier, from: start, to: port, every_hours: 24, slots_teu: unlimited, hours: 1}
  trains:
    {kind: rail, from: port, to: end, direction: west, hours: 1, formation: pooled, train_teu: 24}
demand:
  flows:
    boxes:
      direction: west
      origin: start
      destination: end
      route: [shuttle, trains]
      consignment: {boxes: 24, forty_foot_share: 0, cargo_tonnes_per_teu: 8, tare_tonnes_per_teu: 2}
      arrivals: {pattern: timetable, first_hours: 1, every_hours: 24}
"""


@pytest.mark.parametrize("tracks", ["unlimited", "1"])
def test_an_overload_by_loading_alone_is_unstable(tmp_path: Path, tracks: str) -> None:
    """A train of 24 a day, 48 hours of one crane each: half of the boxes stay behind, before the
    tracks or on them."""
    file = tmp_path / "loading.yaml"
    file.write_text(f"{LOADED_BY_CRANES}\nterminals.port.rail.tracks: {tracks}\n")
    result = sim.run(file, replications=1, workers=1)
    choke = the_choke(result, "trains")
    assert choke.or_earlier
    assert choke.growth_teu_per_month.mean == pytest.approx(0.5 * HOURS_A_MONTH, rel=0.01)
    assert told(result.answer, "UNSTABLE").startswith("UNSTABLE      Trains by Jan 2027: +36")


def test_cranes_that_load_in_time_are_calm(tmp_path: Path) -> None:
    file = tmp_path / "loading.yaml"
    file.write_text(LOADED_BY_CRANES.replace("crane_hours_per_box: 2", "crane_hours_per_box: 0.9"))
    result = sim.run(file, replications=1, workers=1)
    assert not unstable_places(result.kpis)
    assert not seasonal_places(result.kpis)


def test_boxes_that_a_ban_keeps_at_their_origins_are_an_overload(tmp_path: Path) -> None:
    """Before the terminal stand no more than the ban allows: the queue stands at the origins."""
    ban = "terminals.post.rail.loading_ban: {stops_at_teu: 20, resumes_at_teu: 10}\n"
    result = run(tmp_path, ONE_TRACK + ban)
    choke = the_choke(result, "post")
    assert choke.growth_teu_per_month.mean == pytest.approx(0.5 * HOURS_A_MONTH, rel=0.01)


PACE = "terminals.post.rail.crane_hours_per_box"
WINTERS = "terminals.post.rail: {tracks: 1, crane_hours_per_box: 0.8}\nmeasures:\n" + "".join(
    f"  {name}_{year}: {{from: {year}-{day}, set: {{{PACE}: {hours}}}}}\n"
    for winter in (2026, 2027)
    for name, year, day, hours in (
        ("winter", winter, "11-15", 1.25),
        ("spring", winter + 1, "03-01", 0.8),
    )
)


def test_a_winter_that_clears_is_seasonal(tmp_path: Path) -> None:
    """A fifth too slow from mid-November to the end of February: 510 TEU stay, and are gone by
    summer."""
    result = run(tmp_path, WINTERS, THREE_YEARS)
    assert not told(result.answer, "UNSTABLE")
    seasons = seasonal_places(result.kpis)
    assert [one.place for one in seasons] == ["post"]
    days = 31 + 31 + 28 + 16  # of the slow months
    assert seasons[0].peak_teu.mean == pytest.approx(24 * days * (1 - 0.8), rel=0.05)
    assert "clears by summer" in told(result.answer, "Seasonal")


@pytest.mark.slow
def test_the_stress_scenario_says_unstable_and_at_least() -> None:
    result = sim.run(SHIPPED / "stress.yaml", replications=2, workers=1)
    assert "TEU a month" in told(result.answer, "UNSTABLE")
    transit = "\n".join(result.answer)
    assert "at least" in transit
    assert "TEU unfinished" in transit
