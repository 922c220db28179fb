"""Planned works: committed on their date, late by years, or absent."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
import yaml

from sim.report.explain import explain_lines
from sim.report.understood import understood
from sim.scenario import Scenario, load

HERE = Path(__file__).parent
SHIPPED = HERE.parent.parent / "scenarios"
SMALL = (HERE / "small.yaml").read_text(encoding="utf-8")
DATE = "more_tracks: {from: 2025-01-01,"


def with_work(tmp_path: Path, keys: str, *child: str) -> Scenario:
    """The small scenario with its measure as a planned work, extended by a file of these lines."""
    parent = tmp_path / "parent.yaml"
    parent.write_text(SMALL.replace(DATE, f"{DATE} {keys},"), encoding="utf-8")
    path = tmp_path / "case.yaml"
    path.write_text("\n".join(("extends: parent.yaml", *child)), encoding="utf-8")
    return load(path)


def days(scenario: Scenario) -> list[float]:
    """Days of the horizon on which something changes."""
    return [one.from_hours / 24 for one in scenario.epochs]


@pytest.mark.parametrize(
    ("keys", "changes"),
    [
        ("state: committed", [-math.inf, 366]),
        ("state: committed, late_by_years: 2", [-math.inf, 366]),
        ("state: late", [-math.inf, 366 + 365]),
        ("state: late, late_by_years: 2", [-math.inf, 366 + 730]),
        ("state: absent", [-math.inf]),
        ("state: late, active: false", [-math.inf]),
    ],
)
def test_the_state_of_a_work_tells_when_it_is_there(
    tmp_path: Path, keys: str, changes: list[float]
) -> None:
    assert days(with_work(tmp_path, keys)) == changes


def test_a_work_of_29_february_is_late_until_1_march(tmp_path: Path) -> None:
    late = with_work(tmp_path, "state: late", "measures: {more_tracks: {from: 2024-02-29}}")
    assert days(late) == [-math.inf, 366 + 31 + 28]


def test_a_child_file_changes_the_state_alone(tmp_path: Path) -> None:
    child = "measures: {more_tracks: {state: absent}}"
    assert days(with_work(tmp_path, "state: committed", child)) == [-math.inf]


def test_an_option_changes_the_state_alone(tmp_path: Path) -> None:
    with_work(tmp_path, "state: committed")
    option = tmp_path / "late.yaml"
    option.write_text("title: Late\nmeasures: {more_tracks: {state: late}}\n", encoding="utf-8")
    scenario = load(tmp_path / "case.yaml", [option])
    assert days(scenario) == [-math.inf, 731]
    assert scenario.file.measures["more_tracks"].option is None


def test_the_resolved_scenario_keeps_the_state_and_its_bytes(tmp_path: Path) -> None:
    late = with_work(tmp_path, "state: late")
    again = tmp_path / "resolved.yaml"
    again.write_text(late.resolved, encoding="utf-8")
    assert load(again).resolved == late.resolved
    assert load(again).epochs == late.epochs
    assert yaml.safe_load(late.resolved)["measures"]["more_tracks"]["state"] == "late"


def test_every_shipped_work_comes_a_year_later_when_late() -> None:
    committed, late = (load(SHIPPED / f"committed_works{one}.yaml") for one in ("", "_late"))
    works = {name: one for name, one in committed.file.measures.items() if one.state}
    assert len(works) > 3
    for name, work in works.items():
        there = late.file.measures[name].first_day
        assert there == work.from_.replace(year=work.from_.year + 1)


def test_absent_works_leave_the_baseline(tmp_path: Path) -> None:
    committed = load(SHIPPED / "committed_works.yaml")
    lines = [
        f"  {name}: {{state: absent}}" for name, one in committed.file.measures.items() if one.state
    ]
    parent = SHIPPED / "committed_works.yaml"
    path = tmp_path / "none.yaml"
    path.write_text("\n".join((f"extends: {parent}", "measures:", *lines)), encoding="utf-8")
    assert load(path).epochs == load(SHIPPED / "baseline.yaml").epochs


def test_explain_shows_works_with_state_and_date(tmp_path: Path) -> None:
    lines = explain_lines(with_work(tmp_path, "state: late"))
    assert lines[-4:] == [
        "",
        "Planned works",
        "work         state  planned for  there from",
        "more_tracks  late   2025-01-01   2026-01-01",
    ]
    absent = explain_lines(with_work(tmp_path, "state: absent"))
    assert absent[-1].split() == ["more_tracks", "absent", "2025-01-01", "–"]


def test_check_shows_works_with_state_and_date(tmp_path: Path) -> None:
    late = list(understood(with_work(tmp_path, "state: late")))
    assert late[-1] == "Work      2026-01-01  more_tracks (late, planned for 2025-01-01)"
    absent = list(understood(with_work(tmp_path, "state: absent")))
    assert absent[-1] == "Work      absent      more_tracks"
