"""Many replications of one scenario, on many processes, with the same bytes as on one."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from sim.experiment.cases import ReplicationFailed, Running, run_jobs
from sim.experiment.jobs import Crew, Job, Progress, Task, silent
from sim.experiment.replication import numbers, one_replication

if TYPE_CHECKING:
    import pandas as pd

    from sim.scenario import Scenario

__all__ = [
    "Crew",
    "Progress",
    "ReplicationFailed",
    "Task",
    "as_asked",
    "numbers",
    "one_replication",
    "run_all",
    "run_these",
    "silent",
]


def as_asked(scenario: Scenario, replications: int | None, seed: int | None) -> Scenario:
    """Return the scenario with these replications and this seed, its resolved text included.

    Raises ValueError when they are out of range.
    """
    if replications is not None and replications < 1:
        raise ValueError(f"replications: at least 1, found {replications}")
    if seed is not None and not 0 <= seed < 2**63:
        raise ValueError(f"seed: 0 to 2**63 - 1, found {seed}")
    asked = {"replications": replications, "seed": seed}
    changes = {key: value for key, value in asked.items() if value is not None}
    resolved = scenario.resolved
    for key, value in changes.items():
        resolved = _with_line(resolved, key, value)
    return replace(scenario, file=scenario.file.model_copy(update=changes), resolved=resolved)


def _with_line(resolved: str, key: str, value: int) -> str:
    """Say a top-level key of the resolved scenario anew; only such keys begin a line."""
    line = f"{key}: {value}"
    changed, found = re.subn(rf"^{key}:.*$", line, resolved, flags=re.MULTILINE)
    return changed if found else f"{resolved}{line}\n"


def run_all(
    scenario: Scenario, crew: Crew, progress: Progress = silent, task: Task = numbers
) -> pd.DataFrame:
    """Return the KPI table of all replications of a scenario: 1, 2, … in this order."""
    return run_these(scenario, crew, progress, task, range(1, scenario.file.replications + 1))


def run_these(
    scenario: Scenario, crew: Crew, progress: Progress, task: Task, numbers: range
) -> pd.DataFrame:
    """Return the KPI table of these replications, in this order.

    Those that the crew's store has are not run. The first failure ends the work:
    SurroundingsError when two workers were lost on one replication, ReplicationFailed on a fault
    of ours, and UntrustedRun as the model raised it.
    """
    jobs = [Job(0, one) for one in numbers]
    return run_jobs([scenario], jobs, Running(crew, progress, task, strict=True))[0].table
