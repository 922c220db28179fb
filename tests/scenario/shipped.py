"""The shipped scenarios, each loaded once in a run of the tests."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from sim.scenario import Scenario, load

SCENARIOS = Path(__file__).parents[2] / "scenarios"


@cache
def shipped(name: str, *options: Path) -> Scenario:
    """A shipped scenario by its name, under options or readings."""
    return load(SCENARIOS / f"{name}.yaml", options)
