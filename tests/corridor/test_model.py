"""What runs leave behind in a process that makes many."""

from __future__ import annotations

import weakref
from pathlib import Path

from sim.corridor.model import simulate
from sim.scenario import load

SMALL = Path(__file__).parents[1] / "scenario/small.yaml"


def test_the_columns_of_a_run_are_gone_when_the_next_one_begins() -> None:
    scenario = load(SMALL)
    before = weakref.ref(simulate(scenario, 1).boxes)
    after = simulate(scenario, 2)
    assert before() is None
    assert len(after.boxes.teu)
