"""An overload is called one, a winter is called a winter: from the scenario to what is printed."""

from __future__ import annotations

from pathlib import Path

import pytest

import sim
from sim.experiment.stability import seasonal_places, unstable_places
from sim.result import Result

STATION = Path(__file__).parents[1] / "theory" / "timetable.yaml"
SHIPPED = Path(__file__).parents[2] / "scenarios"
THREE_YEARS = "horizon: {from: 2026-01-01, to: 2028-12-31}\n"
ONE_TRACK = "terminals.post.rail.tracks: 1\n"
HOURS_A_MONTH = 8760 / 12


def run(folder: Path, change: str, replications: int = 2) -> Result:
    file = folder / "case.yaml"
    file.write_text(f"extends: {STATION}\n{THREE_YEARS}{change}")
    return sim.run(file, replications=replications, workers=1)


def told(answer: list[str], label: str) -> str:
    return next((line for line in answer if line.startswith(label)), "")


def test_demand_of_twice_the_capacity_is_unstable(tmp_path: Path) -> None:
    """C02: a container an hour, two hours each: half a container an hour stays behind."""
    result = run(tmp_path, ONE_TRACK, replications=1)
    (choke,) = unstable_places(result.kpis)
    assert choke.place == "post"
    assert choke.or_earlier
    assert choke.growth_teu_per_month.mean == pytest.approx(0.5 * HOURS_A_MONTH, rel=0.01)
    line = told(result.answer, "UNSTABLE")
    assert line.startswith("UNSTABLE      Post by Jan 2027: +36")
    assert "TEU a month" in line
    assert not seasonal_places(result.kpis)


def test_an_overload_of_cranes_behind_unlimited_tracks_is_unstable(tmp_path: Path) -> None:
    """Nobody waits for a track: the queue stands on the tracks, and grows as fast."""
    result = run(tmp_path, "", replications=1)
    (choke,) = unstable_places(result.kpis)
    assert choke.place == "post"
    assert choke.growth_teu_per_month.mean == pytest.approx(0.5 * HOURS_A_MONTH, rel=0.01)
    assert told(result.answer, "UNSTABLE").startswith("UNSTABLE      Post by Jan 2027: +36")


def test_cranes_behind_unlimited_tracks_that_keep_up_are_calm(tmp_path: Path) -> None:
    result = run(tmp_path, "terminals.post.rail.crane_hours_per_box: 0.9\n", replications=1)
    assert not unstable_places(result.kpis)
    assert not seasonal_places(result.kpis)


def test_demand_of_nine_tenths_is_calm(tmp_path: Path) -> None:
    change = "terminals.post.rail: {tracks: 1, crane_hours_per_box: 0.9}\n"
    result = run(tmp_path, change, replications=1)
    assert not told(result.answer, "UNSTABLE")
    assert not told(result.answer, "Seasonal")


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
    result = run(tmp_path, WINTERS, replications=1)
    assert not told(result.answer, "UNSTABLE")
    (season,) = seasonal_places(result.kpis)
    days = 31 + 31 + 28 + 16  # of the slow months
    assert season.peak_teu.mean == pytest.approx(24 * days * (1 - 0.8), rel=0.05)
    assert "clears by summer" in told(result.answer, "Seasonal")


@pytest.mark.slow
def test_the_stress_scenario_says_unstable_and_at_least() -> None:
    result = sim.run(SHIPPED / "stress.yaml", replications=2, workers=1)
    assert "TEU a month" in told(result.answer, "UNSTABLE")
    transit = "\n".join(result.answer)
    assert "at least" in transit
    assert "TEU unfinished" in transit
