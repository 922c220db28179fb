"""Many replications of many scenarios in one queue, so that no worker stands idle between two.

A replication that fails is told apart and does not sink the rest. One whose worker is lost is
tried once more, alone in a fresh worker, so that the second loss names the one to blame. Where the
model is compiled meanwhile, fresh workers take over: what they compute is the same.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Protocol

from sim.compiled.beside import Compiler
from sim.errors import SurroundingsError
from sim.experiment.executors import Staff, Workers, local

if TYPE_CHECKING:
    import pandas as pd

    from sim.experiment.run_store import RunStore
    from sim.scenario import Scenario

TICK_SECONDS = 0.1
MOST_WORKERS = 64

Progress = Callable[[int, int], None]


class Numbers(Protocol):
    """What a worker hands back of one replication."""

    def table(self, scenario: str, option: str, replication: int) -> pd.DataFrame:
        """The KPI table, one row a number."""


Task = Callable[["Scenario", int], Numbers]


def silent(done: int, total: int) -> None:
    """Show no progress."""


@dataclass(frozen=True)
class Crew:
    """Who works: how many at a time, the executor that they come from, and where they keep
    what is finished. Its `staff`, where it has one, goes from one piece of work to the next."""

    workers: int = field(default_factory=lambda: min(os.cpu_count() or 1, MOST_WORKERS))
    executor: Callable[[int], Executor] = local
    store: RunStore | None = None
    staff: Staff | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.workers <= MOST_WORKERS:
            raise ValueError(f"workers: 1 to {MOST_WORKERS}, found {self.workers}")

    def executor_for(self, jobs: int) -> Executor:
        """Who works on so many jobs."""
        return self.staff or self.executor(min(self.workers, jobs))


@contextmanager
def staffed(crew: Crew) -> Iterator[Crew]:
    """The crew with workers that stay until the end; those that it has already, if any."""
    if crew.staff:
        yield crew
        return
    staff = Staff(partial(crew.executor, crew.workers))
    try:
        yield replace(crew, staff=staff)
    finally:
        staff.shutdown()


@dataclass(frozen=True, order=True)
class Job:
    """One replication of one of several scenarios, which are numbered from 0."""

    case: int
    replication: int


@dataclass(frozen=True)
class Work:
    """What is to be done, by a task a case, and who is told of it.

    `keep` is given what the task returned, `fail` the error that it ended in: a
    SurroundingsError when two workers were lost on it.
    """

    cases: Sequence[Scenario]
    jobs: Sequence[Job]
    tasks: Sequence[Task]
    keep: Callable[[Job, Numbers], None]
    fail: Callable[[Job, Exception], None]


def work_through(work: Work, crew: Crew, progress: Progress = silent) -> None:
    """Do every job once; what `keep` and `fail` raise ends the work."""
    queue = _Queue(work, progress, list(work.jobs))
    compiler = Compiler() if crew.executor is local and crew.workers > 1 else None
    try:
        while queue.todo:
            with crew.executor_for(len(queue.todo)) as executor:
                lost = queue.through(executor, crew.workers, compiler)
            if lost and crew.staff:
                crew.staff.shutdown()
            for job in lost:
                queue.once_more(job)
    finally:
        if compiler:
            compiler.stop()


@dataclass
class _Queue:
    """What is still to do, in order."""

    work: Work
    progress: Progress
    todo: list[Job]

    def through(self, executor: Executor, at_a_time: int, compiler: Compiler | None) -> list[Job]:
        """Work through what is to do; return what was under way when a worker was lost.

        Only as many are handed over as can be worked on, so that what was under way is known. When
        the compiler has ended no more are, and the rest is left to workers of the compiled model.
        """
        waiting = iter(list(self.todo))
        under_way: dict[Future[Numbers], Job] = {}
        began, at_first = time.monotonic(), len(self.todo)
        try:
            self._hand_over(executor, under_way, islice(waiting, at_a_time))
            while under_way:
                for future in self._finished(under_way):
                    self._end(under_way[future], future)
                    del under_way[future]
                    self._hand_over(executor, under_way, islice(waiting, 1))
                done = at_first - len(self.todo)
                a_job = (time.monotonic() - began) / done if done else 0.0
                if compiler and compiler.has_ended(a_job * len(self.todo)):
                    waiting = iter(())
        except BrokenExecutor:
            return sorted(under_way.values())
        return []

    def once_more(self, job: Job) -> None:
        with Workers(1) as fresh:
            try:
                self._end(job, self._submitted(fresh, job))
            except BrokenExecutor:
                killed = (
                    f"the worker for replication {job.replication} was killed twice "
                    "(out of memory?); try fewer --workers"
                )
                self._done(job, lambda: self.work.fail(job, SurroundingsError(killed)))

    def _hand_over(
        self, executor: Executor, under_way: dict[Future[Numbers], Job], jobs: Iterable[Job]
    ) -> None:
        for job in jobs:
            under_way[self._submitted(executor, job)] = job

    def _submitted(self, executor: Executor, job: Job) -> Future[Numbers]:
        return executor.submit(
            self.work.tasks[job.case], self.work.cases[job.case], job.replication
        )

    def _finished(self, under_way: Iterable[Future[Numbers]]) -> set[Future[Numbers]]:
        """Wait for a tick or until something is finished, and say how far the work is."""
        done, _ = wait(under_way, timeout=TICK_SECONDS, return_when=FIRST_COMPLETED)
        self._tell()
        return done

    def _end(self, job: Job, future: Future[Numbers]) -> None:
        try:
            value = future.result()
        except BrokenExecutor:
            raise
        except Exception as error:
            failed = error
            self._done(job, lambda: self.work.fail(job, failed))
        else:
            self._done(job, lambda: self.work.keep(job, value))

    def _done(self, job: Job, tell: Callable[[], None]) -> None:
        tell()
        self.todo.remove(job)
        self._tell()

    def _tell(self) -> None:
        total = len(self.work.jobs)
        self.progress(total - len(self.todo), total)
