"""What `corridor bottlenecks` says of queues and symptoms, line by line."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from sim.experiment.estimates import Estimate
from sim.experiment.stability import Choke, Season
from sim.experiment.symptoms import Symptom
from sim.report import bottlenecks
from sim.report.bottlenecks import queue_lines, symptom_lines
from sim.scenario import Scenario, load

SHIPPED = Path(__file__).parents[2] / "scenarios"
GROWS = Estimate(7049, 5767, 8330, 6)
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
