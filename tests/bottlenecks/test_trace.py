"""The trace of one container: whole, with reasons that add up, and the same hours as the tables."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from sim.cli.asking import app
from sim.corridor.journal import Journal
from sim.corridor.model import simulate
from sim.corridor.routing import Routing
from sim.errors import SurroundingsError
from sim.experiment.distances import Distances
from sim.experiment.journeys import Journeys
from sim.experiment.reasons import Facts
from sim.experiment.tracing import Step, Trace, slowest
from sim.experiment.voyage_columns import VoyageColumns
from sim.scenario import load
from sim.scenario.scenario import Scenario

FOLDER = Path("tests/properties")


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return load(FOLDER / "corridor.yaml")


@pytest.fixture(scope="module")
def journal(scenario: Scenario) -> Journal:
    return simulate(scenario, 1)


@pytest.fixture(scope="module")
def facts(scenario: Scenario, journal: Journal) -> Facts:
    return Facts(scenario, journal, 1)


def test_steps_follow_one_another_from_birth_to_delivery(journal, facts):
    boxes = journal.boxes
    for row in np.flatnonzero(~np.isnan(boxes.born))[::7].tolist():
        steps = Trace(facts, row + 1).steps()
        assert steps[0].start == boxes.born[row]
        assert all(a.end == b.start for a, b in pairwise(steps))
        delivered = boxes.delivered[row]
        assert steps[-1].over == (delivered == delivered)
        assert steps[-1].end == (delivered if steps[-1].over else journal.end)
        for step in steps:
            assert sum(one.hours for one in step.reasons) == pytest.approx(step.hours)


def test_causes_add_up_to_the_stages_of_the_tables(scenario, journal, facts):
    """Journeys counts the same hours in columns, from the same stamps by another way."""
    routing = Routing(scenario, journal.population.flows)
    voyages = VoyageColumns.of(journal, routing)
    journeys = Journeys(journal, routing, voyages, Distances.of(scenario, voyages))
    (stretch,) = journeys.stretches(scenario.file.relations["factory_to_market"])
    told: dict[str, float] = {}
    for row in stretch.rows.tolist():
        for step in Trace(facts, row + 1).steps():
            told[step.cause] = told.get(step.cause, 0.0) + step.hours
    counted: dict[str, float] = {}
    for stage in journeys.stages(stretch):
        counted[stage.cause] = counted.get(stage.cause, 0.0) + float(stage.hours.sum())
    assert told == pytest.approx({cause: hours for cause, hours in counted.items() if hours > 0})


def test_reasons_of_a_hand_worked_journey(tmp_path: Path):
    """Trains at 0 and 1 h; one track, a box 5 h under the crane, yard room for one box.

    The second waits from 1 to 5 for the track, and on it until the ship takes the first box at 9.
    """
    file = tmp_path / "port.yaml"
    file.write_text("""
horizon: {from: 2026-01-01, to: 2026-01-31}
terminals:
  start: {}
  port:
    rail: {tracks: 1, cranes: 1, crane_hours_per_box: 5, transfer: direct}
    yard_teu: {west: 1}
  end: {}
services:
  trains: {kind: rail, from: start, to: port, direction: west, formation: together}
  ships:
    {kind: carrier, from: port, to: end, every_hours: 9, first_hours: 9, slots_teu: 1, hours: 3}
demand.flows.boxes:
  direction: west
  origin: start
  destination: end
  route: [trains, ships]
  consignment: {boxes: 1, forty_foot_share: 0, cargo_tonnes_per_teu: 8, tare_tonnes_per_teu: 2}
  arrivals: {pattern: timetable, first_hours: 0, every_hours: 1, number: 2}
""")
    scenario = load(file)
    steps = Trace(Facts(scenario, simulate(scenario, 1), 1), 2).steps()
    assert [told(step) for step in steps] == [
        ("waiting", "port", 1, 5, "all tracks taken"),
        ("blocked", "port", 5, 9, "yard full"),
        ("working", "port", 9, 14, "unloading"),
        ("waiting", "ships", 14, 18, "next departure with a free slot"),
        ("under way", "ships", 18, 21, "under way"),
    ]


def test_a_train_without_a_holding_track_waits_before_its_last_section(tmp_path: Path):
    """Trains at 0, 1 and 2 h, an hour of line, one holding track, one track, 5 h under the crane.

    The second stands on the holding track until 6, so the third stands on the line until then.
    """
    file = tmp_path / "held.yaml"
    file.write_text("""
horizon: {from: 2026-01-01, to: 2026-01-31}
terminals:
  start: {}
  port: {rail: {tracks: 1, cranes: 1, crane_hours_per_box: 5, holding_tracks: 1}}
sections: {line: {from: start, to: port, km: 1, running_hours: 1, pairs_per_day: 24}}
services:
  trains:
    {kind: rail, from: start, to: port, direction: west, sections: [line], formation: together}
demand.flows.boxes:
  direction: west
  origin: start
  destination: port
  route: [trains]
  consignment: {boxes: 1, forty_foot_share: 0, cargo_tonnes_per_teu: 8, tare_tonnes_per_teu: 2}
  arrivals: {pattern: timetable, first_hours: 0, every_hours: 1, number: 3}
""")
    scenario = load(file)
    steps = Trace(Facts(scenario, simulate(scenario, 1), 1), 3).steps()
    assert [told(step) for step in steps] == [
        ("waiting", "port", 2, 6, "no holding track"),
        ("under way", "trains", 6, 7, "under way"),
        ("waiting", "port", 7, 11, "all tracks taken"),
        ("working", "port", 11, 16, "unloading"),
    ]


LINE = """
horizon: {from: 2026-01-01, to: 2026-01-31}
terminals:
  start: {}
  port: {rail: {RAIL}}
sections: {line: {from: start, to: port, km: 1, running_hours: 1, pairs_per_day: PAIRS}}
pools: {platforms: {number: NUMBER}}
services:
  trains:
    kind: rail
    from: start
    to: port
    direction: west
    sections: [line]
    formation: together
    uses: {platforms: {units: 1, return_hours: 2}}
demand.flows.boxes:
  direction: west
  origin: start
  destination: port
  route: [trains]
  consignment: {boxes: 1, forty_foot_share: 0, cargo_tonnes_per_teu: 8, tare_tonnes_per_teu: 2}
  arrivals: {pattern: timetable, first_hours: 0, every_hours: 1, number: 3}
"""


def line(folder: Path, rail: str = "", pairs: int = 24, number: int = 9) -> Facts:
    """Trains at 0, 1 and 2 h, an hour of line."""
    text = LINE.replace("{RAIL}", f"{{{rail}}}").replace("PAIRS", str(pairs))
    file = folder / "line.yaml"
    file.write_text(text.replace("NUMBER", str(number)))
    scenario = load(file)
    return Facts(scenario, simulate(scenario, 1), 1)


def test_a_train_waits_for_its_path(tmp_path: Path):
    """A path every three hours, at 0, 3 and 6."""
    steps = Trace(line(tmp_path, pairs=8), 3).steps()
    assert [told(step) for step in steps] == [
        ("waiting", "line", 2, 6, "no path"),
        ("under way", "trains", 6, 7, "under way"),
    ]


def test_a_train_waits_for_platforms(tmp_path: Path):
    """One unit, an hour out and two back: free again at 3 and 6."""
    steps = Trace(line(tmp_path, number=1), 3).steps()
    assert [told(step) for step in steps] == [
        ("waiting", "trains", 2, 6, "no unit of platforms"),
        ("under way", "trains", 6, 7, "under way"),
    ]


def test_a_box_is_kept_by_a_ban_of_stated_days(tmp_path: Path):
    """Three that wait for 2 January leave on paths of an hour each."""
    bans = "bans: {storm: {title: Storm warning, from: 2026-01-01, to: 2026-01-02}}"
    steps = Trace(line(tmp_path, rail=f"loading_ban: {{{bans}}}"), 3).steps()
    assert [told(step) for step in steps] == [
        ("waiting", "port", 2, 24, "ban: Storm warning"),
        ("waiting", "line", 24, 26, "no path"),
        ("under way", "trains", 26, 27, "under way"),
    ]


def test_a_box_is_kept_by_what_is_on_its_way(tmp_path: Path):
    """Loading stops at one TEU on its way, until that is unloaded, at 3."""
    rail = "tracks: 1, cranes: 1, crane_hours_per_box: 2, "
    rail += "loading_ban: {stops_at_teu: 1, resumes_at_teu: 0}"
    steps = Trace(line(tmp_path, rail=rail), 2).steps()
    assert [told(step) for step in steps] == [
        ("waiting", "port", 1, 3, "ban: too much on its way"),
        ("under way", "trains", 3, 4, "under way"),
        ("working", "port", 4, 6, "unloading"),
    ]


def told(step: Step) -> tuple[str, str, float, float, str]:
    (reason,) = step.reasons
    return (step.state, step.place, step.start, step.end, reason.why)


def test_storms_and_ships_are_named(facts):
    every = (step for row in range(0, 4000, 17) for step in Trace(facts, row + 1).steps())
    whys = {(step.cause, one.why) for step in every for one in step.reasons}
    assert ("waiting_for_departure", "no ship at the berth, storm") in whys
    assert ("waiting_for_admission", "closed") in whys  # the border at night
    assert ("clearance", "inspection, channel red") in whys


def test_the_slowest_of_a_month(journal):
    found = slowest(journal, (1416.0, 2160.0))
    boxes = journal.boxes
    own = (boxes.delivered >= 1416) & (boxes.delivered < 2160)
    assert found is not None
    assert (boxes.delivered - boxes.born)[found - 1] == (boxes.delivered - boxes.born)[own].max()
    assert slowest(journal, (-5.0, -4.0)) is None


def test_the_command(tmp_path: Path):
    run = ["run", "tests/properties/corridor.yaml", "--results", str(tmp_path), "--no-charts"]
    assert CliRunner().invoke(app, [*run, "--workers", "1", "--replications", "1"]).exit_code == 0
    folder = str(tmp_path / "corridor")
    shown = CliRunner().invoke(app, ["trace", folder, "--slowest", "2026-03"])
    assert shown.exit_code == 0
    first, days, *_ = shown.output.splitlines()
    assert first.startswith("Container ")
    assert "days: waiting " in days
    number = first.split()[1].rstrip(",")
    again = CliRunner().invoke(app, ["trace", folder, "--container", number])
    assert again.output == shown.output
    (Path(folder) / "kpis.parquet").unlink()  # as in published results
    assert CliRunner().invoke(app, ["trace", folder, "--container", number]).output == again.output
    (Path(folder) / "scenario.resolved.yaml").write_text("title: another\n")
    damaged = CliRunner().invoke(app, ["trace", folder, "--container", number])
    assert isinstance(damaged.exception, SurroundingsError)


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ([], "name one container"),
        (["--container", "1", "--slowest", "2026-01"], "name one container"),
        (["--container", "0"], "a whole number from 1"),
    ],
)
def test_what_is_asked_wrongly_is_refused(asked: list[str], says: str, tmp_path: Path):
    told = CliRunner().invoke(app, ["trace", str(tmp_path), *asked])
    assert told.exit_code == 2
    assert says in told.output
