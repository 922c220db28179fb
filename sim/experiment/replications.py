"""Many replications of one scenario, on many processes, with the same bytes as on one."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import TYPE_CHECKING, Protocol

from sim.errors import SurroundingsError, UntrustedRun
from sim.experiment.executors import Workers, local

if TYPE_CHECKING:
    import pandas as pd

    from sim.experiment.columns import Series
    from sim.scenario import Scenario

TICK_SECONDS = 0.1
MOST_WORKERS = 64

Progress = Callable[[int, int], None]


class Numbers(Protocol):
    """What a worker hands back of one replication."""

    def table(self, scenario: str, option: str, replication: int) -> pd.DataFrame:
        """The KPI table, one row a number."""


Task = Callable[["Scenario", int], Numbers]


class ReplicationFailed(Exception):
    """A replication ended in a fault of ours, which is the cause of this error."""

    def __init__(self, replication: int) -> None:
        self.replication = replication
        super().__init__(f"internal error in replication {replication}")


def numbers(scenario: Scenario, replication: int) -> Series:
    """Return the numbers of one replication; this is what a worker runs.

    The table is made of them where it is wanted: a worker without pandas needs a quarter less room.
    """
    from sim.corridor.model import simulate
    from sim.experiment.kpis import all_series

    return all_series(scenario, simulate(scenario, replication))


def one_replication(scenario: Scenario, replication: int) -> pd.DataFrame:
    """Return the KPI table of one replication."""
    series = numbers(scenario, replication)
    return series.table(scenario.name, scenario.option, replication)


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


def silent(done: int, total: int) -> None:
    """Show no progress."""


@dataclass(frozen=True)
class Crew:
    """Who works: how many at a time, and the executor that they come from."""

    workers: int = field(default_factory=lambda: min(os.cpu_count() or 1, MOST_WORKERS))
    executor: Callable[[int], Executor] = local

    def __post_init__(self) -> None:
        if not 1 <= self.workers <= MOST_WORKERS:
            raise ValueError(f"workers: 1 to {MOST_WORKERS}, found {self.workers}")


def run_all(
    scenario: Scenario, crew: Crew, progress: Progress = silent, task: Task = numbers
) -> pd.DataFrame:
    """Return the KPI table of all replications of a scenario: 1, 2, … in this order."""
    return run_these(scenario, crew, progress, task, range(1, scenario.file.replications + 1))


def run_these(
    scenario: Scenario, crew: Crew, progress: Progress, task: Task, numbers: range
) -> pd.DataFrame:
    """Return the KPI table of these replications, in this order.

    A replication whose worker is lost is tried once more, alone in a fresh worker, so that the
    second loss names the replication to blame. Raises SurroundingsError then, ReplicationFailed
    on a fault of ours, and UntrustedRun as the model raised it.
    """
    work = _Work(scenario, task, progress, numbers)
    while work.todo:
        with crew.executor(min(crew.workers, len(work.todo))) as executor:
            lost = work.through(executor, crew.workers)
        for replication in lost:
            work.once_more(replication)
    import pandas as pd

    return pd.concat([work.tables[one] for one in sorted(work.tables)], ignore_index=True)


@dataclass
class _Work:
    """What is done and what is to do."""

    scenario: Scenario
    task: Task
    progress: Progress
    numbers: range
    tables: dict[int, pd.DataFrame] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return len(self.numbers)

    @property
    def todo(self) -> list[int]:
        return [one for one in self.numbers if one not in self.tables]

    def through(self, executor: Executor, at_a_time: int) -> list[int]:
        """Work through what is to do; return what was under way when a worker was lost.

        Only as many are handed over as can be worked on, so that what was under way is known.
        """
        waiting = iter(self.todo)
        under_way: dict[Future[Numbers], int] = {}
        try:
            self._hand_over(executor, under_way, islice(waiting, at_a_time))
            while under_way:
                for future in self._finished(under_way):
                    self._keep(under_way[future], future)
                    del under_way[future]
                    self._hand_over(executor, under_way, islice(waiting, 1))
        except BrokenExecutor:
            return sorted(under_way.values())
        return []

    def once_more(self, replication: int) -> None:
        with Workers(1) as fresh:
            try:
                self._keep(replication, fresh.submit(self.task, self.scenario, replication))
            except BrokenExecutor:
                raise SurroundingsError(
                    f"the worker for replication {replication} was killed twice (out of memory?); "
                    "try fewer --workers"
                ) from None

    def _hand_over(
        self,
        executor: Executor,
        under_way: dict[Future[Numbers], int],
        replications: Iterable[int],
    ) -> None:
        for replication in replications:
            under_way[executor.submit(self.task, self.scenario, replication)] = replication

    def _finished(self, under_way: Iterable[Future[Numbers]]) -> set[Future[Numbers]]:
        """Wait for a tick or until something is finished, and say how far the work is."""
        done, _ = wait(under_way, timeout=TICK_SECONDS, return_when=FIRST_COMPLETED)
        self.progress(len(self.tables), self.total)
        return done

    def _keep(self, replication: int, future: Future[Numbers]) -> None:
        try:
            told = future.result()
        except (BrokenExecutor, SurroundingsError):
            raise
        except UntrustedRun as error:
            error.add_note(f"replication {replication}")
            raise
        except Exception as error:
            raise ReplicationFailed(replication) from error
        name, option = self.scenario.name, self.scenario.option
        self.tables[replication] = told.table(name, option, replication)
        self.progress(len(self.tables), self.total)
