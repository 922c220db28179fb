from __future__ import annotations

from pathlib import Path

import sim
from sim.report.understood import understood

MINIMAL = Path(__file__).parents[1] / "scenario" / "minimal.yaml"


def test_a_scenario_is_told_in_a_few_lines():
    assert list(understood(sim.load(MINIMAL))) == [
        "minimal: Two terminals and one rail service",
        "Horizon   2024-01-01 to 2024-12-31 after 10 days of warm-up, 2 replications, seed 1",
        "Network   2 terminals, 1 services",
        "TEU asked                                2024",
        "  boxes_west                           87,600",
    ]
