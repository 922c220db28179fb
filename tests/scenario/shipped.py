"""The shipped scenarios, each loaded once where tests ask for it one after the other."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from sim.scenario import Scenario, load

SCENARIOS = Path(__file__).parents[2] / "scenarios"


@lru_cache(8)  # megabytes each
def shipped(name: str, *options: Path) -> Scenario:
    """A shipped scenario by its name, under options or readings."""
    return load(SCENARIOS / f"{name}.yaml", options)
