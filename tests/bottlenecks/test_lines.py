"""What `corridor bottlenecks` says of queues and symptoms, line by line."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from sim.experiment.candidates import candidates
from sim.experiment.choke_multiple import ChokeMultiple, Span
from sim.experiment.estimates import Estimate
from sim.experiment.ladder import Rung, Target
from sim.experiment.relief import Gain, Ranking
from sim.experiment.stability import Choke, Season
from sim.experiment.symptoms import Symptom
from sim.experiment.yardstick import Reading
from sim.report import bottlenecks
from sim.report.bottlenecks import (
    choke_lines,
    ladder_lines,
    left_lines,
    queue_lines,
    ranking_lines,
    symptom_lines,
)
from sim.report.multiples import _mark_headline, multiple_lines, multiple_table, multiples_chart
from sim.scenario import Scenario, load

SHIPPED = Path(__file__).parents[2] / "scenarios"
GROWS = Estimate(7049, 5767, 8330, 6)
CHOKE = Choke("aktau", "west", "2026-02", False, GROWS, 0.0)
READING = Reading(900.0, {"mean": 10.0, "p50": 9.0, "p90": 15.0})
PEAK = Estimate(1200, 1000, 1400, 6)


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return load(SHIPPED / "trans_caspian.yaml")


def test_chokes_winter_queues_and_what_they_rest_on(
    scenario: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A queue that clears by summer is told apart from a choke; a port abroad is marked."""
    found = [Choke("alat", "west", "2026-03", False, GROWS, 0.0)]
    winter = [Season("aktau", "west", "2027-02", PEAK, 10.0)]
    monkeypatch.setattr(bottlenecks, "unstable_places", lambda table: found)
    monkeypatch.setattr(bottlenecks, "seasonal_places", lambda table: winter)
    assert list(queue_lines(scenario, pd.DataFrame(), 6)) == [
        "Chokes  Port of Baku at Alat west (abroad) from 2026-03: +7,049 (+5,767 to +8,330) TEU a"
        " month",
        "Winter  Port of Aktau west: 1,200 (1,000 to 1,400) TEU wait in the worst month (2027-02),"
        " cleared by summer",
        "        by 6 replications; with more of them a place may choke earlier",
    ]
    found.clear()
    assert next(queue_lines(scenario, pd.DataFrame(), 6)) == "Chokes  no place"


def test_a_symptom_abroad_is_marked(scenario: Scenario) -> None:
    one = Symptom("alat", "", "berths", 0.2, 0.45, 9, 20_729, 426, 0.0)
    assert list(symptom_lines(scenario, [one], 2029))[-1].split("  ")[0] == (
        "Port of Baku at Alat (abroad), berths"
    )


def test_what_is_not_told_of_a_place_is_a_dash(scenario: Scenario) -> None:
    nan = math.nan
    one = Symptom("platforms", "", "units", 0.92, nan, nan, 4_380_456, 0, nan)
    *_, row = symptom_lines(scenario, [one], 2029)
    assert row.split()[-5:] == ["–", "–", "4,380,456", "0", "–"]


def test_a_lever_abroad_is_marked(scenario: Scenario) -> None:
    """A port abroad, and a carrier between two of them; a fleet with one end at home is not."""
    nothing = Estimate(0, 0, 0, 4)
    names = ("alat_berths", "black_sea_slots", "caspian_feeder_vessels")
    found = {one.name: one for one in candidates(scenario)}
    gains = tuple(Gain(found[name], nothing, nothing, 0) for name in names)
    lines = list(ranking_lines(scenario, Ranking({}, gains, "teu", ()), 2029))
    assert [line[3:].split(",")[0] for line in lines[2:]] == [
        "Port of Baku at Alat (abroad)", "Black sea (abroad)", "Caspian feeder",
    ]  # fmt: skip


def test_multiples_of_places_abroad_are_marked(scenario: Scenario) -> None:
    each = Estimate(1.3, 1.2, 1.4, 4)
    found = [ChokeMultiple(place, "west", 1.35, 1.4, each, 0) for place in ("aktau", "black_sea")]
    assert multiple_table(scenario, found)["abroad"].tolist() == [False, True]
    (_, _, *rows) = multiple_lines(scenario, found, Span(), 2025)
    assert [row.split("  ")[0] for row in rows] == ["Port of Aktau west", "Black sea (abroad)"]
    chart = multiples_chart(scenario, found, Span(marks=(2.6,)), (2025, 1e4), {2.6: [CHOKE]})
    words = "\n".join(text.get_text() for text in chart.texts)
    assert "At 2.6 times 2025 Port of Aktau west chokes from Feb 2026 on; no other place" in words
    (axes,) = chart.axes
    assert any("Ministry of transport" in text.get_text() for text in axes.texts)


def test_what_a_multiple_does_is_said_in_one_sentence(scenario: Scenario) -> None:
    later = Choke("alat", "west", "2028-01", False, GROWS, 0.0)
    early = replace(CHOKE, or_earlier=True)
    told = [_mark_headline(scenario, 2025, 2.6, found) for found in ([], [later, early], [later])]
    assert told == [
        "At 2.6 times 2025 no place chokes",
        "At 2.6 times 2025 Port of Aktau west chokes from Feb 2026 or earlier on; 1 more do later",
        "At 2.6 times 2025 Port of Baku at Alat west (abroad) chokes from Jan 2028 on; no other"
        " place does",
    ]


def test_a_place_that_chokes_at_the_lowest_multiple(scenario: Scenario) -> None:
    found = [ChokeMultiple("aktau", "west", math.nan, 1.0, Estimate(1, 1, 1, 4), 0)]
    *_, row = multiple_lines(scenario, found, Span(), 2025)
    assert "1.00 or below" in row


def test_what_chokes_when_all_is_relieved(
    scenario: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bottlenecks, "unstable_places", lambda table: [CHOKE])
    told = list(left_lines(scenario, pd.DataFrame(), 4))
    assert told[0] == "When all of it is relieved, by 4 replications:"
    assert told[1].startswith("Chokes  Port of Aktau west from 2026-02")


def test_chokes_stand_in_the_order_of_their_months(scenario: Scenario) -> None:
    early = Choke("alat", "west", "2026-01", False, PEAK, 0.0)  # and slower
    told = [line.split(" from ")[0] for line in choke_lines(scenario, [CHOKE, early])]
    assert told == ["Chokes  Port of Baku at Alat west (abroad)", "Chokes  Port of Aktau west"]


def test_a_ladder_says_when_no_lever_is_left(scenario: Scenario) -> None:
    """A lever whose interval holds nought is none: the ladder ends before its target."""
    unsure, level = Estimate(5.0, -1.0, 11.0, 4), Estimate(900, 800, 1000, 4)
    lever = next(iter(candidates(scenario)))
    ranking = Ranking({}, (Gain(lever, unsure, unsure, 0),), "teu", ())
    assert not ranking.shows_a_gain
    rung = Rung(replace(ranking, base={1: READING, 2: READING}), None, 0)
    *_, last = ladder_lines(scenario, [rung], Target(teu=1e6), level.mean, {})
    assert last.endswith("no lever left shows a gain")
