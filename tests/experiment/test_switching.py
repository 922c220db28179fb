"""Switching values that are known exactly, and the map of where an option is first.

Each of two sheds gets a box every three hours. One crane at h hours a box clears 1 / h an hour, and
a second one as many again: the shed that works faster gains more by it. The first place changes
hands where both sheds work alike.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from sim.comparison import Comparison, answered
from sim.errors import ScenarioError
from sim.experiment.cases import Running
from sim.experiment.executors import Serial
from sim.experiment.jobs import Crew
from sim.experiment.price_switching import price_switching
from sim.experiment.run_store import RunStore
from sim.experiment.varying import first_of, lead_of
from sim.scenario.studies import load_study
from tests.experiment.test_comparing import compared, row
from tests.experiment.test_comparing import study as study  # the fixture

FOLDER = Path(__file__).parents[1] / "studies"
FILE = FOLDER / "switch" / "where_a_crane.yaml"


@pytest.fixture(scope="module")
def store(tmp_path_factory) -> RunStore:
    return RunStore(tmp_path_factory.mktemp("runs"))


@pytest.fixture(scope="module")
def progress() -> list[tuple[int, int]]:
    """What was told while the answer was found: replications done, and of how many."""
    return []


@pytest.fixture(scope="module")
def answer(store, progress) -> Comparison:
    hired: list[int] = []

    def hire(workers: int) -> Serial:
        hired.append(workers)
        return Serial()

    crew = Crew(1, hire, store)
    told = answered(load_study(FILE), Running(crew, lambda *now: progress.append(now)))
    assert hired == [1]  # league, switching and map by the same staff
    return told


@pytest.mark.slow
def test_the_first_place_changes_hands_where_both_work_alike(answer):
    found = row(answer.switching, number="Hours a box in the left shed")
    assert (found["first"], found["overtaken_by"]) == ("crane_left", "crane_right")
    assert (found["shipped"], found["at"], found["holds_at"]) == (7.5, 12.0, 12.0)
    assert found["lost_at"] == 13.125  # (7.5, 16.5) halved to 12, then 14.25, then 13.125
    assert found["shown"]


def test_what_does_not_reverse_within_its_range_says_so(answer):
    """At 9 hours on the right the left shed still is the faster one: 7.5 hours."""
    found = row(answer.switching, number="Hours a box in the right shed")
    assert (found["overtaken_by"], found["least_lead_at"]) == ("", 9)
    assert pd.isna(found["at"])
    assert found["least_lead"] > 0


def test_leads_are_those_of_the_cranes(answer):
    """In 1,416 hours a crane of 12 hours clears 118 boxes, one of 7.5 some 188."""
    leads = answer.leads
    left = leads[leads["path"] == "terminals.left.rail.crane_hours_per_box"]
    here = row(left, value=7.5, choice="crane_left")
    assert here["lead"] == pytest.approx(1416 / 7.5 - 1416 / 12, abs=2)
    assert row(left, value=12.0, choice="crane_left")["lead"] == 0
    assert row(left, value=16.5, choice="crane_right")["lead"] > 0


def test_the_answer_says_it(answer):
    told = "\n".join(answer.lines)
    assert (
        "Hours a box in the left shed (7.5 as it stands): "
        "A second crane in the right shed is first from 12\n" in told
    )
    assert "Not within the range of its source: Hours a box in the right shed (9 to 18," in told


def test_a_map_tells_the_first_of_each_field(answer):
    first = {(one.up, one.across): (one.first, one.shown) for one in answer.map.itertuples()}
    assert first == {
        (9, 7.5): ("crane_left", True), (9, 12): ("crane_right", True),
        (9, 15): ("crane_right", True), (12, 7.5): ("crane_left", True),
        (12, 12): ("crane_left", False), (12, 15): ("crane_right", True),
    }  # fmt: skip
    assert row(answer.map, up=12, across=12)["lead"] == 0


def test_the_map_is_drawn_with_its_labels(answer):
    assert {"charts/map.png", "charts/league.png"} <= set(answer.pictures())
    assert {"switching.csv", "leads.csv", "map.csv"} <= set(answer.numbers())


@pytest.mark.usefixtures("answer")
def test_what_was_run_for_the_league_is_not_run_again(store, progress):
    """Two numbers, both as they ship at one of their values: 2 options in 2 replications."""
    assert (12, 12) in progress  # 16.5 on the left, 9 and 18 on the right, 2 options, twice
    study, told = load_study(FILE), []
    alone = replace(study, file=study.file.model_copy(update={"map": None}))
    answered(alone, Running(Crew(1, store=store), lambda *now: told.append(now)))
    assert not told


def test_the_first_of_several_and_who_overtakes_it():
    values = {"a": [10.0, 12.0], "b": [9.0, 11.0], "c": [1.0, 2.0]}
    found = first_of(values)
    assert found is not None
    assert (found.choice, found.second, found.lead.mean, found.is_shown) == ("a", "b", 1, True)
    assert lead_of("c", values) == ("a", lead_of("c", values)[1])
    assert lead_of("c", values)[1].mean == -9.5
    assert first_of({"a": [1.0], "b": [2.0]}) is None


# Prices ------------------------------------------------------------------------------------


def test_a_price_that_reverses_the_cheapest_is_found(study):
    """Ships gain 20 TEU for 40 + 2 × 4, a berth 10 for 30 + 2 × 1: 48 / 20 against 32 / 10.

    Ships cost more a TEU where their capital passes 56.
    """
    price = replace(study.prices["more_ships"], low_capex=20, high_capex=80)
    prices = {**study.prices, "more_ships": price}
    found = compared(
        replace(study, prices=prices),
        none=[100, 100, 100.0], more_ships=[120, 120, 120.0], second_berth=[110, 110, 110.0],
    )  # fmt: skip
    table = price_switching(found)
    ships = row(table, by="USD a TEU gained", number="cost.capex_usd_m of more_ships")
    assert (ships["first"], ships["overtaken_by"]) == ("more_ships", "second_berth")
    assert ships["at"] == pytest.approx(56, abs=0.01)
    by_ratio = row(table, by="benefit over cost", number="cost.capex_usd_m of more_ships")
    assert (by_ratio["first"], by_ratio["overtaken_by"]) == ("second_berth", "more_ships")
    assert by_ratio["at"] == pytest.approx(32 * 110 / 105 - 8, abs=0.01)  # TEU carried on average


def test_without_prices_none_is_moved(study):
    found = compared(replace(study, economics=None), none=[1, 2], more_ships=[3, 4])
    assert price_switching(found).empty


# Refusals ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            "path: terminals.left.rail.crane_hours_per_box, title: Hours a box in the left",
            "path: terminals.left.rail.crane_hours_per_bx, title: Hours a box in the left",
            "switching.0.path: names no number of the study's scenarios or options, found "
            "`terminals.left.rail.crane_hours_per_bx`; mend the path",
        ),
        ("values: [7.5, 16.5]", "values: [7.5, 7.5]", "`values` must differ; delete those"),
        ("labels: [three, four]", "labels: [three]", "`labels` must be as many as `values`, 2"),
        (
            "values: [9, 18]}",
            "values: [9, 18], rivals: [crane]}",
            "switching.1.rivals.0: `crane` is no option of this study; mend it",
        ),
    ],
)
def test_a_number_that_cannot_be_varied_is_refused(old, new, told, tmp_path):
    text = FILE.read_text()
    assert old in text
    for path in FILE.parent.glob("*.yaml"):
        (tmp_path / path.name).write_text(path.read_text())
    (tmp_path / FILE.name).write_text(text.replace(old, new))
    with pytest.raises(ScenarioError) as caught:
        load_study(tmp_path / FILE.name)
    (line,) = caught.value.lines()
    assert told in line


def test_a_number_that_a_measure_sets_anew_is_refused(tmp_path):
    for path in FILE.parent.glob("*.yaml"):
        (tmp_path / path.name).write_text(path.read_text())
    sheds = tmp_path / "two_sheds.yaml"
    measure = "measures: {slow: {from: 2026-01-10, set: {PATH: 9}}}\n".replace(
        "PATH", "terminals.left.rail.crane_hours_per_box"
    )
    sheds.write_text(sheds.read_text() + measure)
    with pytest.raises(ScenarioError) as caught:
        load_study(tmp_path / FILE.name)
    assert "is set anew by the measure `slow`" in str(caught.value.lines()[0])
    assert "name `measures.slow.set.terminals.left" in str(caught.value.lines()[0])
