from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from sim.experiment import comparing
from sim.experiment.cases import Running
from sim.experiment.comparing import Compared, compare
from sim.experiment.estimates import Estimate
from sim.experiment.indicators import Judged, indicators
from sim.experiment.jobs import Crew
from sim.experiment.replication import numbers
from sim.experiment.run_store import RunStore
from sim.experiment.stability import Choke
from sim.experiment.worth import worth
from sim.report.study import lines
from sim.scenario import load
from sim.scenario.language import Target
from sim.scenario.studies import Study, load_study, with_replications

FILE = Path(__file__).parents[1] / "studies" / "ships_or_berths.yaml"


@pytest.fixture(scope="module")
def study() -> Study:
    return load_study(FILE)


def compared(study, unstable=None, **delivered) -> Compared:
    """A study in which a choice delivers these TEU by replication, at 100 USD a TEU."""
    rows = [
        ("corridor", choice.removeprefix("none"), replication, 2026, name, value, "")
        for choice, numbers in delivered.items()
        for replication, teu in enumerate(numbers, 1)
        if teu is not None
        for name, value in {
            "delivered": teu,
            "delivered_with_empties": teu + 10,
            "counted in ": teu + 10,
            "transit_mean": 10.0 if choice == "none" else 8.0,
            "carriage_cost": 100.0,
            "co2": 50.0 if choice == "none" else 40.0,
        }.items()
    ]
    columns = ["world", "choice", "replication", "year", "indicator", "value", "unit"]
    return Compared(study, pd.DataFrame(rows, columns=columns), unstable or {}, (), ())


def row(table, **where):
    for column, value in where.items():
        table = table[table[column] == value]
    (found,) = table.to_dict("records")
    return found


def test_differences_are_paired(study):
    """Means differ by 10 whatever the spread: each replication does."""
    found = compared(study, none=[100, 200, 300], more_ships=[110, 210, 310.3])
    ships = row(found.league, indicator="delivered", choice="more_ships")
    assert ships["difference"] == pytest.approx(10.1)
    assert ships["difference_low"] > 9
    assert (ships["verdict"], ships["may_be_best"], ships["n"]) == ("more", True, 3)
    assert not row(found.league, indicator="delivered", choice="")["may_be_best"]


def test_no_difference_shown_is_said(study):
    found = compared(study, none=[100, 200, 300], more_ships=[140, 180, 330])
    ships = row(found.league, indicator="delivered", choice="more_ships")
    assert ships["verdict"] == "no difference shown"
    assert row(found.league, indicator="delivered", choice="")["may_be_best"]


def test_a_failed_replication_is_left_out_of_all_choices(study):
    found = compared(study, none=[100, 200, 300], more_ships=[110, None, 310])
    ships = row(found.league, indicator="delivered", choice="more_ships")
    assert (ships["n"], ships["difference"]) == (2, 10)
    assert row(found.league, indicator="delivered", choice="")["mean"] == 200


def test_a_place_chokes_for_the_flows_that_pass_it_alone(study, monkeypatch):
    """No box of the study goes over the other border, or to the north."""
    met, elsewhere = Estimate(9.0, 8.0, 10.0, 3), Estimate(99.0, 98.0, 100.0, 3)
    found = [
        Choke("border", "west", "2026-07", False, met, 1.0),
        Choke("near_port", "west", "2026-05", False, met, 1.0),
        Choke("another_border", "west", "2026-03", False, elsewhere, 1.0),
        Choke("market", "north", "2026-02", False, elsewhere, 1.0),
    ]
    monkeypatch.setattr(comparing, "unstable_places", lambda _: found)
    monkeypatch.setattr(comparing, "indicators", lambda *_: pd.DataFrame())
    keys = list(study.cases)
    made = [(pd.DataFrame({"kpi": ["delivered"]}), []) for _ in keys]
    told = comparing._compared(study, keys, made).unstable
    assert told == {key: {"border": "2026-07", "near_port": "2026-05"} for key in keys}


def test_less_is_better_of_days(study):
    found = compared(study, none=[100, 200, 300], more_ships=[110, 210, 310])
    assert row(found.league, indicator="transit_mean", choice="more_ships")["may_be_best"]
    assert not row(found.league, indicator="transit_mean", choice="")["may_be_best"]


def test_what_gave_up_is_in_the_league_where_flows_may(study):
    """An option keeps 40 TEU more; without such flows nothing is said of it."""
    found = compared(study, none=[100, 200], more_ships=[110, 210])
    assert "given_up" not in set(found.league["indicator"])
    delivered = found.values[found.values["indicator"] == "delivered"]
    gone = delivered.assign(indicator="given_up", value=[90.0, 80.0, 50.0, 40.0])
    values = pd.concat([found.values, gone], ignore_index=True)
    found_too = replace(found, values=values)
    ships = row(found_too.league, indicator="given_up", choice="more_ships")
    assert (ships["mean"], ships["difference"], ships["may_be_best"]) == (45, -40, True)
    heads = [lines(one, worth(one))[6] for one in (found, found_too)]
    assert [head.endswith("given up") for head in heads] == [False, True]
    assert lines(found_too, worth(found_too))[7].endswith(" 45")


def test_interaction_is_what_comes_together_beyond_the_sum(study):
    found = compared(
        study,
        none=[100, 200, 300], more_ships=[101, 201, 301], second_berth=[102, 202, 302],
        both=[113, 213, 313],
    )  # fmt: skip
    both = row(found.interactions, choice="both")
    assert (both["together"], both["over"], both["over_low"]) == (13, 10, 10)
    assert both["alone"] == "more_ships +0.5%, second_berth +1.0%"


def test_regret_is_behind_the_best(study):
    found = compared(study, none=[100, 200], more_ships=[130, 230], second_berth=[110, 210])
    assert dict(zip(found.regret["choice"], found.regret["worst"], strict=True)) == {
        "": 30, "more_ships": 0, "second_berth": 20,
    }  # fmt: skip


def test_the_chance_of_meeting_a_target_counts_empties(study):
    target = {"aim": Target(title="Aim", year=2026, teu=205)}
    cases = {
        key: replace(case, file=case.file.model_copy(update={"targets": target}))
        for key, case in study.cases.items()
    }
    found = compared(replace(study, cases=cases), none=[100, 200, 300], more_ships=[196, 210, 310])
    none, ships = (row(found.targets, choice=one) for one in ("", "more_ships"))
    assert (none["chance"], ships["chance"], ships["met_in"]) == (pytest.approx(2 / 3), 1, 2026)
    assert none["low"] == pytest.approx(0.0943, abs=1e-4)


def test_an_official_target_counts_its_own_group_whatever_is_judged(tmp_path):
    """Goods and the empties that they send back, where a study judges exports alone."""
    (tmp_path / "grouped.yaml").write_text(
        f"extends: {FILE.parents[1] / 'properties' / 'corridor.yaml'}\n"
        "demand: {groups: {westward: {title: West}}, flows: {goods: {groups: [westward]}}}\n"
        "targets: {aim: {title: Aim, year: 2026, teu: 100, group: westward}}\n"
    )
    scenario = load(tmp_path / "grouped.yaml")
    made = numbers(scenario, 1).table("grouped", "", 1)
    found = indicators(made, Judged(scenario, ("exports",), (), "border_to_market", None))
    rows = made[(made["kpi"] == "delivered") & (made["period"] == "2026") & (made["place"] == "")]
    teu = dict(zip(rows["flow"], rows["value"], strict=True))
    counted = row(found, indicator="counted in westward")
    assert counted["value"] == teu["goods"] + teu["returning"]
    assert row(found, indicator="delivered")["value"] == teu["exports"] != counted["value"]


# Cost and benefit --------------------------------------------------------------------------


def test_cost_and_benefit_by_hand(study):
    """Without discounting, 2026 and 2027 count. Ships: 40 + 2 × 4 million USD.

    110 TEU carried on average of 100 and 120 save 2 days at 10 USD and 10 kg at 100 USD a tonne:
    110 × (20 + 1) a year.
    """
    found = compared(study, none=[100, 100, 100.0], more_ships=[120, 120, 120.0])
    ships = row(worth(found), choice="more_ships")
    assert ships["cost_usd_m"] == 48
    assert ships["paid_by_the_state_usd_m"] == 24
    assert ships["time_usd_m"] == pytest.approx(2 * 110 * 2 * 10 / 1e6)
    assert ships["co2_usd_m"] == pytest.approx(2 * 110 * 10 / 1000 * 100 / 1e6)
    assert ships["carriage_usd_m"] == 0
    assert ships["ratio"] == pytest.approx(2 * 110 * 21 / 48e6)
    assert ships["usd_per_teu"] == pytest.approx(48e6 / 40)
    assert ships["usd_per_teu_day"] == pytest.approx(48e6 / (2 * 110 * 2))
    assert ships["time_counts_until"] == 2027


def test_sums_are_discounted_to_the_base_year(study):
    economics = study.economics.model_copy(update={"discount_rate": 0.25})
    found = compared(replace(study, economics=economics), none=[100, 100], more_ships=[120, 120])
    ships = row(worth(found), choice="more_ships")
    assert ships["cost_usd_m"] == pytest.approx(40 + 4 + 4 / 1.25)
    assert ships["time_usd_m"] == pytest.approx(110 * 20 * (1 + 1 / 1.25) / 1e6)


@pytest.mark.parametrize("choked", ["", "more_ships"])
def test_no_time_is_saved_in_a_queue_that_has_no_end(study, choked):
    unstable = {("corridor", choked): {"border": "2026-03"}}
    found = compared(study, unstable, none=[100, 100], more_ships=[120, 120])
    ships = row(worth(found), choice="more_ships")
    assert ships["time_usd_m"] == 0
    assert pd.isna(ships["time_counts_until"])
    assert pd.isna(ships["usd_per_teu_day"])
    assert ships["usd_per_teu"] == pytest.approx(48e6 / 40)


def test_a_gain_that_is_not_shown_has_no_price(study):
    found = compared(study, none=[100, 200, 300], more_ships=[140, 180, 330])
    assert pd.isna(row(worth(found), choice="more_ships")["usd_per_teu"])


# The whole way -----------------------------------------------------------------------------


def test_a_study_gives_the_same_numbers_again_and_runs_nothing_twice(study, tmp_path):
    few, told = with_replications(study, 2), []
    crew = Crew(1, store=RunStore(tmp_path))
    first = compare(few, Running(crew, lambda *now: told.append(now)))
    assert told[-1] == (10, 10)
    told.clear()
    again = compare(few, Running(crew, lambda *now: told.append(now)))
    assert not told
    pd.testing.assert_frame_equal(first.values, again.values)
    idle = row(first.league, indicator="delivered", choice="nothing_that_matters")
    assert (idle["difference"], idle["verdict"]) == (0, "no difference shown")
    assert set(worth(first)["choice"]) == {one.name for one in study.choices if one.name}


def test_replications_follow_until_differences_are_precise_or_the_most_is_made(study, monkeypatch):
    monkeypatch.setattr("sim.experiment.comparing.STEP", 1)
    wanted = {"precision": 1e-9, "replications": 2, "most_replications": 3}
    file = study.file.model_copy(update=wanted)
    cases = {key: study.cases[key] for key in [("corridor", ""), ("corridor", "more_ships")]}
    choices = study.choices[:2]
    found = compare(replace(study, file=file, cases=cases, choices=choices), Running(Crew(1)))
    assert row(found.league, indicator="delivered", choice="")["n"] == 3
    assert found.too_wide == ("more_ships in corridor",)
    easy = file.model_copy(update={"precision": 0.5})
    found = compare(replace(study, file=easy, cases=cases, choices=choices), Running(Crew(1)))
    base = row(found.league, indicator="delivered", choice="")
    ships = row(found.league, indicator="delivered", choice="more_ships")
    assert not found.too_wide
    assert base["n"] == 2  # sure enough at once
    assert ships["difference_high"] - ships["difference"] <= 0.5 * base["mean"]
