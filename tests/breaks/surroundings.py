"""Draws that depend on what surrounds a run: its process, its hash seed, the clock beside it.

Runs in processes of their own are reached by no patch. While such a break is applied, each Python
that starts breaks itself before it does anything else: see `at_start/sitecustomize.py`.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime
from multiprocessing import current_process
from pathlib import Path

import pytest

from sim.scenario.scenario import Scenario
from tests.breaks.streams import Also, named

AT_START = Path(__file__).parent / "at_start"
ROOT = Path(__file__).parents[2]
BROKEN = "BROKEN_BY"


def _process(_: Scenario) -> str:
    return current_process().name


def _order_of_a_set(scenario: Scenario) -> str:
    return " ".join({*scenario.file.terminals})


def _local_hour(_: Scenario) -> int:
    return datetime.fromtimestamp(0).hour


SURROUNDINGS: dict[str, Also] = {
    "process": _process,
    "order of a set": _order_of_a_set,
    "local hour": _local_hour,
}


def drawn_by(name: str) -> Callable[[pytest.MonkeyPatch], None]:
    """Draws that depend on this, here and in each process that starts."""

    def apply(patch: pytest.MonkeyPatch) -> None:
        patch.setenv("PYTHONPATH", os.pathsep.join([str(AT_START), str(ROOT)]))
        patch.setenv(BROKEN, name)
        named(SURROUNDINGS[name])(patch)

    return apply


def break_this_process() -> None:
    """Break the process that has just started, until it ends."""
    named(SURROUNDINGS[os.environ[BROKEN]])(pytest.MonkeyPatch())
