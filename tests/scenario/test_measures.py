"""Dated measures: the network in force on each day."""

from __future__ import annotations

import math
from datetime import date
from pathlib import Path

import pytest

from sim.scenario import Scenario, load
from sim.scenario.changes import Change
from sim.scenario.language import Network, Rail, Sea
from sim.scenario.measures import value_in_force

SMALL = Path(__file__).with_name("small.yaml").read_text(encoding="utf-8")
LAST_MEASURE = "  more_tracks: {from: 2025-01-01, set: {terminals.border.rail.tracks: {add: 1}}}\n"
TRACKS = "terminals.border.rail.tracks"


def loaded(tmp_path: Path, *measures: str) -> Scenario:
    """The small scenario with these measures and no other."""
    lines = "".join(f"  {one}\n" for one in measures)
    path = tmp_path / "case.yaml"
    path.write_text(SMALL.replace(LAST_MEASURE, lines), encoding="utf-8")
    text = path.read_text(encoding="utf-8").replace(
        "  measures.more_tracks: {quality: assumed}\n", ""
    )
    path.write_text(text, encoding="utf-8")
    return load(path)


def tracks(network: Network) -> float:
    rail = network.terminals["border"].rail
    assert rail is not None
    return rail.tracks


def by_day(scenario: Scenario) -> list[tuple[float, float]]:
    """Day of the horizon and tracks at the border."""
    return [(hours / 24, value) for hours, value in scenario.dated(tracks)]


def test_values_hold_from_day_to_day(tmp_path: Path) -> None:
    scenario = loaded(
        tmp_path,
        f"first: {{from: 2024-01-11, set: {{{TRACKS}: 5}}}}",
        f"second: {{from: 2024-01-21, set: {{{TRACKS}: {{add: 2}}}}}}",
        f"third: {{from: 2024-01-31, set: {{{TRACKS}: {{times: 2}}}}}}",
    )
    assert by_day(scenario) == [(-math.inf, 3), (10, 5), (20, 7), (30, 14)]


def test_an_end_takes_the_effect_with_it(tmp_path: Path) -> None:
    scenario = loaded(
        tmp_path,
        f"first: {{from: 2024-01-11, to: 2024-01-31, set: {{{TRACKS}: 5}}}}",
        f"second: {{from: 2024-01-21, set: {{{TRACKS}: {{add: 2}}}}}}",
    )
    assert by_day(scenario) == [(-math.inf, 3), (10, 5), (20, 7), (30, 5)]


def test_the_order_of_keys_does_not_matter(tmp_path: Path) -> None:
    measures = [
        f"a: {{from: 2024-02-01, set: {{{TRACKS}: {{times: 2}}}}}}",
        f"b: {{from: 2024-02-01, set: {{{TRACKS}: 4}}}}",
        f"c: {{from: 2024-02-01, set: {{{TRACKS}: {{add: 1}}}}}}",
    ]
    found = [by_day(loaded(tmp_path, *order)) for order in (measures, measures[::-1])]
    assert found[0] == found[1] == [(-math.inf, 3), (31, 9)]


def test_a_measure_before_the_horizon_holds_from_its_first_hour(tmp_path: Path) -> None:
    scenario = loaded(tmp_path, f"old: {{from: 2020-01-01, set: {{{TRACKS}: 5}}}}")
    assert [value for _, value in by_day(scenario)] == [3, 5]
    assert by_day(scenario)[1][0] < -30


def test_a_change_to_the_same_value_makes_no_epoch_of_its_own(tmp_path: Path) -> None:
    scenario = loaded(tmp_path, f"same: {{from: 2024-02-01, set: {{{TRACKS}: {{times: 1}}}}}}")
    assert len(scenario.epochs) == 1


@pytest.mark.parametrize(
    ("asked", "value"),
    [("unlimited", math.inf), ("{add: 1}", 4), ("{times: 2}", 6), ("{times: 2, add: 1}", 7)],
)
def test_what_a_line_can_ask(tmp_path: Path, asked: str, value: float) -> None:
    scenario = loaded(tmp_path, f"one: {{from: 2024-02-01, set: {{{TRACKS}: {asked}}}}}")
    assert by_day(scenario)[-1] == (31, value)


def test_a_mapping_sets_each_of_its_values(tmp_path: Path) -> None:
    scenario = loaded(
        tmp_path,
        "one: {from: 2024-02-01, set: {terminals.border.clearance.west.channels:"
        " {green: 0.8, red: 0.2}, terminals.border.rail: {tracks: 4, cranes: {add: 1}}}}",
    )
    border = scenario.epochs[-1].network.terminals["border"]
    assert border.clearance["west"].channels == {"green": 0.8, "red": 0.2}
    assert border.rail is not None
    assert (border.rail.tracks, border.rail.cranes) == (4, 3)


def test_lists_and_words_are_replaced_whole(tmp_path: Path) -> None:
    scenario = loaded(
        tmp_path,
        "one: {from: 2024-02-01, set: {services.home_rail.set_out_after_hours: none,"
        " services.home_rail.sections: []}}",
    )
    rail = scenario.epochs[-1].network.services["home_rail"]
    assert isinstance(rail, Rail)
    assert rail.set_out_after_hours is None
    assert rail.sections == ()


@pytest.mark.parametrize(
    ("line", "mean"),
    [
        ("document_hours: {times: 2}", 6),
        ("document_hours.mean: 5", 5),
        ("document_hours.mean: {add: 1}", 4),
        ("automatic_hours: 2", 2),
        ("automatic_hours: {add: 2}", 2),
    ],
)
def test_the_mean_of_a_distribution_changes_and_its_shape_stays(
    tmp_path: Path, line: str, mean: float
) -> None:
    path, value = line.split(": ", 1)
    measure = f"terminals.border.clearance.west.{path}: {value}"
    scenario = loaded(tmp_path, f"one: {{from: 2024-02-01, set: {{{measure}}}}}")
    key = path.split(".")[0]
    before, after = (
        getattr(one.network.terminals["border"].clearance["west"], key) for one in scenario.epochs
    )
    assert after.average == mean
    assert after.shape == before.shape


def test_a_triangle_moves_as_a_whole(tmp_path: Path) -> None:
    path = "terminals.border.clearance.west.inspection_hours.red"
    scenario = loaded(
        tmp_path,
        f"one: {{from: 2024-02-01, set: {{{path}: {{low: 3, mode: 6, high: 18}}}}}}",
    )
    red = scenario.epochs[-1].network.terminals["border"].clearance["west"].inspection_hours["red"]
    assert red.average == 9


def test_adding_to_what_has_no_limit_leaves_it_without(tmp_path: Path) -> None:
    scenario = loaded(
        tmp_path,
        f"one: {{from: 2024-02-01, set: {{{TRACKS}: unlimited}}}}",
        f"two: {{from: 2024-03-01, set: {{{TRACKS}: {{times: 2, add: 1}}}}}}",
    )
    assert by_day(scenario) == [(-math.inf, 3), (31, math.inf)]


def test_a_terminal_is_the_same_object_while_its_values_are(tmp_path: Path) -> None:
    scenario = loaded(
        tmp_path,
        f"one: {{from: 2024-02-01, set: {{{TRACKS}: 5}}}}",
        "two: {from: 2024-03-01, set: {terminals.near_port.rail.tracks: 3}}",
    )
    _, second, third = (one.network.terminals["border"] for one in scenario.epochs)
    assert second is third


def test_what_no_measure_touches_is_shared_between_epochs(tmp_path: Path) -> None:
    scenario = loaded(tmp_path, f"one: {{from: 2024-02-01, set: {{{TRACKS}: 5}}}}")
    first, second = (one.network for one in scenario.epochs)
    assert first.terminals["near_port"] is second.terminals["near_port"]
    assert first.services is second.services


# Options above the scenario ----------------------------------------------------------------


def with_options(tmp_path: Path, *options: str) -> Scenario:
    """The small scenario, in which tracks become 4 in 2025, with options of one measure each."""
    (tmp_path / "case.yaml").write_text(SMALL, encoding="utf-8")
    paths = []
    for number, measure in enumerate(options):
        path = tmp_path / f"option_{number}.yaml"
        path.write_text(f"title: Option\nmeasures:\n  {measure}\n", encoding="utf-8")
        paths.append(path)
    return load(tmp_path / "case.yaml", paths)


def test_what_an_option_sets_hides_the_scenario(tmp_path: Path) -> None:
    scenario = with_options(tmp_path, f"own: {{from: 2024-02-01, set: {{{TRACKS}: 7}}}}")
    assert by_day(scenario) == [(-math.inf, 3), (31, 7)]
    assert scenario.option == "option_0"


def test_a_hidden_scenario_comes_back_when_the_option_ends(tmp_path: Path) -> None:
    measure = f"own: {{from: 2024-02-01, to: 2025-02-01, set: {{{TRACKS}: 7}}}}"
    assert by_day(with_options(tmp_path, measure)) == [(-math.inf, 3), (31, 7), (397, 4)]


def test_options_multiply_before_they_add_whatever_their_dates(tmp_path: Path) -> None:
    scenario = with_options(
        tmp_path,
        f"plus: {{from: 2024-02-01, set: {{{TRACKS}: {{add: 1}}}}}}",
        f"double: {{from: 2025-02-01, set: {{{TRACKS}: {{times: 2}}}}}}",
    )
    assert by_day(scenario) == [(-math.inf, 3), (31, 4), (366, 5), (397, 9)]
    assert scenario.option == "option_0+option_1"


def test_two_options_may_set_the_same_value(tmp_path: Path) -> None:
    scenario = with_options(
        tmp_path,
        f"own: {{from: 2024-02-01, set: {{{TRACKS}: 7}}}}",
        f"own: {{from: 2024-03-01, set: {{{TRACKS}: 7}}}}",
    )
    assert by_day(scenario) == [(-math.inf, 3), (31, 7)]
    assert set(scenario.file.measures) == {"more_tracks", "own", "option_1_own"}


def test_an_option_moves_or_drops_a_measure_of_the_scenario(tmp_path: Path) -> None:
    moved = with_options(tmp_path, "more_tracks: {from: 2024-02-01}")
    dropped = with_options(tmp_path, "more_tracks: {active: false}")
    assert by_day(moved) == [(-math.inf, 3), (31, 4)]
    assert by_day(dropped) == [(-math.inf, 3)]
    assert moved.file.measures["more_tracks"].option is None


def test_more_vessels_are_whole_vessels(tmp_path: Path) -> None:
    path = "services.ships.vessels.on_order.number"
    scenario = with_options(tmp_path, f"own: {{from: 2024-02-01, set: {{{path}: {{add: 6}}}}}}")
    ships = scenario.epochs[1].network.services["ships"]
    assert isinstance(ships, Sea)
    assert ships.vessels["on_order"].number == 6


def change(operation: str, operand: float, option: str | None = None) -> Change:
    day = date(2024, 1, 1)
    return Change(("x",), operation, operand, "m", "x", option, day, None)  # type: ignore[arg-type]


def test_the_layers_one_above_the_other() -> None:
    changes = [
        change("set", 10),
        change("times", 3),
        change("add", 5, "b"),
        change("times", 2, "b"),
        change("set", 4, "a"),
    ]
    assert value_in_force(1, changes[:2]) == 30
    assert value_in_force(1, changes[:4]) == 65
    assert value_in_force(1, changes) == 13
