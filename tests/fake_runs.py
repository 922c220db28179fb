"""A scenario and replications that cost nothing, for tests of everything around the model."""

from __future__ import annotations

import os
import signal
import time
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from sim.errors import Deadlock


@dataclass(frozen=True)
class File:
    """What the run reads of a scenario file."""

    replications: int = 6
    seed: int = 1
    title: str = "A fake corridor"

    def model_copy(self, update: dict[str, Any]) -> File:
        return replace(self, **update)


@dataclass(frozen=True)
class Scenario:
    """What the run reads of a scenario; `marks` is a folder in which tasks leave marks."""

    name: str = "fake"
    option: str = ""
    file: File = File()
    resolved: str = "title: A fake corridor\nreplications: 6\nseed: 1\n"
    warnings: tuple[Any, ...] = ()
    marks: str = ""
    months: tuple[date, ...] = tuple(
        date(year, m, 1) for year in (2026, 2027) for m in range(1, 13)
    )


@dataclass(frozen=True)
class Numbers:
    """Two years and a month of one flow."""

    draws: Any

    def table(self, scenario: str, option: str, replication: int) -> pd.DataFrame:
        rows = [
            (scenario, option, replication, period, "", "", "china", "delivered", "total")
            for period in ("2026", "2026-07", "2027")
        ]
        named = ["scenario", "option", "replication", "period", "place", "direction", "flow", "kpi"]
        frame = pd.DataFrame(rows, columns=[*named, "statistic"])
        return frame.assign(value=self.draws, unit="TEU")


def numbers(scenario: Scenario, replication: int) -> Numbers:
    """Different in every replication."""
    return Numbers(np.random.default_rng([scenario.file.seed, replication]).normal(1000, 50, 3))


def out_of_order(scenario: Scenario, replication: int) -> Numbers:
    """The first replications take longest."""
    time.sleep(0.2 / replication)
    return numbers(scenario, replication)


def endless(scenario: Scenario, replication: int) -> Numbers:
    (Path(scenario.marks) / f"began-{replication}-{os.getpid()}").touch()
    time.sleep(60)
    return numbers(scenario, replication)


def killed_once(scenario: Scenario, replication: int) -> Numbers:
    """The third replication loses its worker, the first time."""
    mark = Path(scenario.marks) / "killed"
    if replication == 3 and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return numbers(scenario, replication)


def killed_always(scenario: Scenario, replication: int) -> Numbers:
    if replication == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return numbers(scenario, replication)


def faulty(scenario: Scenario, replication: int) -> Numbers:
    if replication == 3:
        raise ZeroDivisionError("a fault of ours")
    return numbers(scenario, replication)


def deadlocked(scenario: Scenario, replication: int) -> Numbers:
    if replication == 3:
        raise Deadlock(48.0, ("aktau", "alat", "aktau"))
    return numbers(scenario, replication)


def table(scenario: Scenario, replication: int) -> pd.DataFrame:
    """The table of one replication."""
    return numbers(scenario, replication).table(scenario.name, scenario.option, replication)


def counted(scenario: Scenario, replication: int) -> Numbers:
    """Leaves a mark that can be left once only."""
    (Path(scenario.marks) / f"ran-{scenario.name}-{replication}").touch(exist_ok=False)
    return numbers(scenario, replication)


def meets_another(scenario: Scenario, replication: int) -> Numbers:
    """Ends when another case is under way at the same time."""
    (Path(scenario.marks) / f"here-{scenario.name}").touch()
    until = time.monotonic() + 20
    while len(list(Path(scenario.marks).glob("here-*"))) < 2:
        if time.monotonic() > until:
            raise TimeoutError("alone")
        time.sleep(0.01)
    return numbers(scenario, replication)


def fails_once(scenario: Scenario, replication: int) -> Numbers:
    """Leaves a mark each time; the third replication fails the first time."""
    mark = f"ran-{scenario.name}-{replication}-"
    times = len(list(Path(scenario.marks).glob(f"{mark}*"))) + 1
    (Path(scenario.marks) / f"{mark}{times}").touch()
    if replication == 3 and times == 1:
        raise ZeroDivisionError("the first time")
    return numbers(scenario, replication)
