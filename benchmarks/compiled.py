"""The compiled model in a process of its own, beside the one in Python."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import sim
from benchmarks.peers.problem import told
from benchmarks.replication import apart as in_a_process_of_its_own
from benchmarks.replication import seconds
from sim.compiled import building, place
from sim.corridor import clock

UNTIMED = 3


def apart(work: Callable[..., Any], *given: Any) -> Any:
    """Do it where the model is compiled; it is compiled first where it was not."""
    building.build()
    before = os.environ.pop(place.INTERPRETED, None)
    try:
        return in_a_process_of_its_own(work, *given)
    finally:
        if before is not None:
            os.environ[place.INTERPRETED] = before


def replication_seconds(file: Path, replication: int) -> float:
    """Processor seconds of a replication and of telling every time of every box.

    As the others, it has run before: the first time loads the modules and stretches the memory.
    """
    assert Path(clock.__file__).suffix != ".py", "the model is not compiled here"
    scenario = sim.load(file)
    for _ in range(UNTIMED):
        told(scenario, replication)
    return seconds(lambda: told(scenario, replication))
