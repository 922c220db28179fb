"""What stands beside the ranking, from tables made by hand."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from sim.experiment.candidates import Candidate
from sim.experiment.symptoms import Symptom, symptoms
from sim.scenario import Scenario, load

YEAR = "2029"


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return load("scenarios/baseline.yaml")


def symptom(
    scenario: Scenario, rows: list[tuple[object, ...]], place: str, what: str, direction: str = ""
) -> Symptom:
    """Of rows of replication, period, place, direction, kpi, statistic and value."""
    columns = ["replication", "period", "place", "direction", "kpi", "statistic", "value"]
    lever = Candidate("one", place, direction, what, "", (), ())
    (found,) = symptoms(scenario, pd.DataFrame(rows, columns=columns), YEAR, [lever])
    return found


def test_a_replication_without_a_row_has_nought(scenario):
    """Berths were the bottleneck for 0.3 of the year in one of three replications."""
    rows = [
        (1, YEAR, "aktau", "", "momentary_bottleneck", "berths", 0.3),
        *((n, YEAR, "aktau", "", "working", "berths", 0.6) for n in (1, 2, 3)),
    ]
    found = symptom(scenario, rows, "aktau", "berths")
    assert found.active == pytest.approx(0.1)
    assert found.working == pytest.approx(0.6)
    assert math.isnan(found.occupied)


def test_active_somewhen_and_not_in_this_year_is_nought(scenario):
    rows = [
        (1, "2028", "aktau", "", "momentary_bottleneck", "berths", 0.3),
        (1, YEAR, "aktau", "", "working", "berths", 0.6),
    ]
    assert symptom(scenario, rows, "aktau", "berths").active == 0.0
    assert math.isnan(symptom(scenario, rows, "alat", "berths").active)


def test_of_two_directions_the_fuller_works_and_both_can_be_the_bottleneck(scenario):
    both = [("west", 0.9, 0.2), ("east", 0.4, 0.1)]
    rows = [
        row
        for way, works, active in both
        for row in (
            (1, YEAR, "shu_arys", way, "working", "paths", works),
            (1, YEAR, "shu_arys", way, "momentary_bottleneck", "paths", active),
        )
    ]
    found = symptom(scenario, rows, "shu_arys", "paths")
    assert (found.working, found.active) == (0.9, pytest.approx(0.3))


def test_trains_wait_for_tracks_and_ships_for_berths_and_papers_for_neither(scenario):
    """At Aktau trains come westward and ships eastward."""
    rows = [
        (1, YEAR, "aktau", "west", "waiting", "waiting_for_admission", 240.0),
        (1, YEAR, "aktau", "east", "waiting", "waiting_for_admission", 48.0),
        (1, YEAR, "aktau", "west", "waiting", "clearance", 2400.0),
        (1, YEAR, "aktau", "west", "waiting", "kept_at_origin", 24000.0),
        (1, "2029-01", "aktau", "west", "backlog", "end", 70.0),
        (1, "2029-02", "aktau", "west", "backlog", "end", 90.0),
        (1, "2029-01", "aktau", "east", "backlog", "end", 5.0),
    ]
    tracks, berths, bays = (
        symptom(scenario, rows, "aktau", what) for what in ("tracks", "berths", "inspection bays")
    )
    assert (tracks.waiting_teu_days, tracks.queue_teu) == (10, 80)
    assert (berths.waiting_teu_days, berths.queue_teu) == (2, 5)
    assert bays.waiting_teu_days == 100
    assert tracks.blocked_teu_days == berths.blocked_teu_days == 1000


def test_a_pool_has_the_waits_of_all_services_that_lack_it(scenario):
    rows = [
        (n, YEAR, service, "west", "waiting", "waiting_for_platforms", 24.0)
        for n in (1, 2)
        for service in ("altynkol_aktau", "altynkol_south")
    ]
    found = symptom(scenario, rows, "platforms", "units")
    assert found.waiting_teu_days == 2
    assert math.isnan(found.queue_teu)
