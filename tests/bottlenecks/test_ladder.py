"""The ladder on two gates, where each rung is known: railway, then the tie, then the next port."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from sim.cli.asking import app
from sim.experiment.candidates import candidates, most_asked
from sim.experiment.capacity import year_limits
from sim.experiment.estimates import Estimate
from sim.experiment.ladder import Climb, Rung, Target, cost_of, ladder
from sim.experiment.relief import Effort, Gain, Ranking
from sim.report.bottlenecks import ladder_lines, ladder_table
from sim.report.ladder import ladder_chart
from sim.scenario import load
from sim.scenario.option_costs import unit_costs
from tests.bottlenecks.test_traps import SHORT_DAYS, gates
from tests.bottlenecks.two_gates import two_gates

TWO = Effort(first=2, most=2)
ASKED = 12.0 * SHORT_DAYS


@pytest.fixture(scope="module")
def climbed(tmp_path_factory):
    """12 boxes a day are asked; the railway of the Caucasus passes 9, the exits together 10."""
    own = gates(tmp_path_factory.mktemp("gates"))
    target = Target(teu=9.6 * SHORT_DAYS)
    climb = Climb(target, rungs=2, most_levers=4)
    told = []
    rungs = list(ladder(own, climb, TWO, told.append))
    assert told == rungs
    return own.ground.scenario(), rungs, target


def test_the_first_rung_is_the_railway_and_the_target_ends_the_ladder(climbed):
    _, rungs, _ = climbed
    first, *_, last = rungs
    assert first.relief is not None
    assert first.relief.name == "caucasus_rail_paths"
    assert first.teu.mean == pytest.approx(9 * SHORT_DAYS, abs=1)
    assert last.relief is None
    assert last.teu.mean >= 9.6 * SHORT_DAYS
    assert len(rungs) == 2


def test_the_ladder_is_told_and_drawn(climbed):
    scenario, rungs, target = climbed
    lines = list(ladder_lines(scenario, rungs, target, ASKED, {}))
    assert lines[0] == "Ladder to 298 TEU; 372 TEU are asked"
    assert "+1 pair a day; no option says what it costs" in lines[2]
    assert lines[-2].endswith("target met")
    assert lines[-1] == "Cost of 0 of 1 rungs whose cost is known: 0 M USD, 0.0 M USD a year"
    assert ladder_table(rungs)["relief"].tolist() == ["caucasus_rail_paths", ""]
    words = "\n".join(
        text.get_text() for text in ladder_chart(scenario, rungs, target, ASKED).texts
    )
    assert "298 TEU reached" in words


def test_a_ladder_that_falls_short_says_so(climbed):
    scenario, rungs, _ = climbed
    lines = list(ladder_lines(scenario, rungs, Target(teu=1e6), ASKED, {}))
    assert lines[0].endswith("asked, less than the target")
    assert lines[-2].endswith("no more rungs asked")


def test_a_target_of_days_alone_asks_no_teu(climbed):
    scenario, rungs, _ = climbed
    target = Target(days=18)
    assert next(ladder_lines(scenario, rungs, target, ASKED, {})) == (
        "Ladder to p90 under 18 days; 372 TEU are asked"
    )
    figure = ladder_chart(scenario, rungs, target, ASKED)
    title = f"with p90 of {rungs[-1].days.mean:.1f} days after 1 relief: p90 under 18 days reached"
    assert any(title in text.get_text().replace("\n", " ") for text in figure.texts)
    (axes,) = figure.axes
    lines = [text.get_text() for text in axes.texts if text.get_text()[:1].isalpha()]
    assert lines == ["asked 372"]
    days = rungs[-1].days
    assert target.met(rungs[-1].teu, replace(days, mean=17.9))
    assert not target.met(rungs[-1].teu, replace(days, mean=18.0))
    assert not target.met(rungs[-1].teu, replace(days, mean=math.nan))  # nobody came


def test_a_lever_of_two_rungs_is_counted_anew(tmp_path):
    """12 a day are asked; 9.2, then the sea's 10.5, then the railway's 11.2 hold them up."""
    own = gates(tmp_path, caucasus_rail=9.2, sea=10.5, poti=10, batumi=6, btk=4, baku=20)
    climb = Climb(Target(teu=1e9), rungs=3, most_levers=2)
    rungs = list(ladder(own, climb, TWO, lambda _: None))
    assert [(one.relief.name, one.times) for one in rungs if one.relief] == [
        ("caucasus_rail_paths", 2), ("sea_paths", 1), ("caucasus_rail_paths", 1),
    ]  # fmt: skip


def test_the_shown_gain_needs_an_interval_above_zero():
    """A rung is taken only where the first lever's interval lies above zero."""
    sure, unsure = Estimate(5.0, 1.0, 9.0, 4), Estimate(5.0, -1.0, 11.0, 4)
    one = Ranking({}, (), "teu", ())
    assert not one.shows_a_gain
    for teu, shows in ((sure, True), (unsure, False)):
        gain = Gain(None, teu, unsure, 0)  # type: ignore[arg-type]
        assert replace(one, gains=(gain,)).shows_a_gain is shows


def test_levers_of_the_shipped_corridor():
    """Every kind of place that the corridor limits has a lever; the most asked stand first."""
    scenario = load("scenarios/trans_caspian.yaml")
    found = candidates(scenario)
    kinds = {one.what for one in found}
    assert kinds == {
        "acceptance", "tracks", "rail cranes", "yard", "inspection bays", "berths", "quay cranes",
        "paths", "vessels", "slots",
    }  # fmt: skip
    assert len({one.name for one in found}) == len(found)
    limits = [one for one in year_limits(scenario) if one.year == 2030]
    first, *_ = most_asked(found, limits, 0.5, 15)
    worst = max(limits, key=lambda one: one.share)
    assert (worst.place, worst.limit) in first.limits
    assert len(most_asked(found, limits, 0.5, 3)) == 3
    assert most_asked(found, limits, 1e9, 15) == []


def test_units_cost_what_the_options_say():
    """120 M USD and 15 M a year for six feeders, whatever their class; two ships a third of it."""
    known = unit_costs(Path("scenarios/options").glob("*.yaml"))
    scenario = load("scenarios/trans_caspian.yaml")
    (ship,) = (one for one in candidates(scenario) if one.what == "vessels")
    rung = Rung(Ranking({}, (), "teu", ()), ship, 2)
    cost = cost_of(rung, known)
    assert cost is not None
    assert (cost.capex_usd_m, cost.opex_usd_m_per_year) == pytest.approx((40, 5))
    assert cost.options == ("six_more_feeders",)
    costs = {one.name: cost_of(replace(rung, relief=one), known) for one in candidates(scenario)}
    for lever, option in (
        ("aktau_berths", "third_berth_aktau"), ("aktau_quay_cranes", "second_crane_aktau"),
    ):  # fmt: skip
        priced = costs[lever]
        assert priced is not None
        assert priced.options == (option,)
    assert None in costs.values()


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        (["--flows", "mars"], "no flow is in group mars"),
        (["--relation", "mars"], "no relation is called mars"),
        (["--year", "2031"], "from 2023 to 2030"),
        (["--multiples-of", "2022"], "from 2023 to 2030"),
        (["--replications", "1"], "a whole number from 2"),
    ],
)
def test_what_is_asked_wrongly_is_refused_before_anything_runs(asked, says, tmp_path):
    command = ["bottlenecks", "scenarios/trans_caspian.yaml", "--results", str(tmp_path), *asked]
    found = CliRunner().invoke(app, command)
    assert found.exit_code == 2
    assert says in found.output
    assert not list(tmp_path.iterdir())


def test_the_command_ranks_climbs_and_writes_what_it_found(tmp_path):
    two_gates(tmp_path, 9.5)  # only the railway of the Caucasus, 9 a day, is too small
    file = tmp_path / "short.yaml"
    file.write_text(
        "extends: two_gates.yaml\n"
        "horizon: {from: 2026-12-01}\n"
        "relations: {all: {flows: [khorgos_aktau_poti], from: t0, to: t7}}\n"
    )
    command = ["bottlenecks", str(file), "--levers", "2", "--replications", "2", "--rungs", "1"]
    command += ["--base-replications", "3", "--target-teu", "1000", "--workers", "1"]
    command += ["--results", str(tmp_path / "results")]
    found = CliRunner().invoke(app, command)
    assert found.exit_code == 0, found.output
    folder = tmp_path / "results" / "short.bottlenecks"
    answer = (folder / "answer.txt").read_text()
    assert "Ladder to 1,000 TEU; 294 TEU are asked, less than the target" in answer
    assert answer in found.output
    assert "by 3 replications" in answer
    assert "When all of it is relieved, by 2 replications:" in answer
    ranking, symptoms, ladder = (
        pd.read_csv(folder / f"{name}.csv") for name in ("ranking", "symptoms", "ladder")
    )
    assert ranking["lever"][0] == "caucasus_rail_paths"
    assert ladder["relief"][0] == "caucasus_rail_paths"
    assert ladder["n"].tolist() == [2, 2]
    year = symptoms[symptoms["period"] == "2026"].set_index("place")
    assert year["working"]["caucasus_rail"] > 0.95
    assert year["active"]["caucasus_rail"] > 0.95


def test_the_answer_of_a_group_of_flows_stands_in_a_folder_of_its_own(tmp_path):
    two_gates(tmp_path, 9.5)
    file = tmp_path / "short.yaml"
    file.write_text(
        "extends: two_gates.yaml\n"
        "horizon: {from: 2026-12-01}\n"
        "demand: {groups: {some: {}}, flows: {khorgos_aktau_poti: {groups: [some]}}}\n"
        "relations: {all: {flows: [khorgos_aktau_poti], from: t0, to: t7}}\n"
    )
    command = ["bottlenecks", str(file), "--levers", "1", "--replications", "2", "--flows", "some"]
    command += ["--base-replications", "2", "--workers", "1"]
    found = CliRunner().invoke(app, [*command, "--results", str(tmp_path / "results")])
    assert found.exit_code == 0, found.output
    assert "TEU, 1 flow;" in found.output
    assert (tmp_path / "results" / "short.bottlenecks.some" / "answer.txt").is_file()
