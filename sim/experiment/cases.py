"""Many scenarios, each with all its replications, through one queue and one store.

    outcomes = run_cases(cases, Running(Crew(store=RunStore(folder))))
    outcomes[0].table     # the tidy table of the first case
    outcomes[0].failures  # what ended in an error, by replication

What is in the store is not run again; what is run is stored as soon as it is done, so that work
that was stopped goes on where it was.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from sim.errors import SurroundingsError, UntrustedRun
from sim.experiment.jobs import Crew, Job, Numbers, Progress, Task, Work, silent, work_through
from sim.experiment.replication import numbers
from sim.experiment.run_store import RunStore

if TYPE_CHECKING:
    import pandas as pd

    from sim.scenario import Scenario

T = TypeVar("T")


@dataclass(frozen=True)
class Running:
    """How work is done: by whom, who is told, and what a task is.

    When it is `strict`, the first failure ends the work.
    """

    crew: Crew = field(default_factory=Crew)
    progress: Progress = silent
    task: Task = numbers
    strict: bool = False


class ReplicationFailed(Exception):
    """A replication ended in a fault of ours, which is the cause of this error."""

    def __init__(self, replication: int) -> None:
        self.replication = replication
        super().__init__(f"internal error in replication {replication}")


@dataclass(frozen=True)
class Failure:
    """A replication that ended in an error: of the model, of ours, or its workers were lost."""

    replication: int
    error: Exception

    def __str__(self) -> str:
        kind = (
            "" if isinstance(self.error, UntrustedRun | SurroundingsError) else "internal error: "
        )
        named = f"{type(self.error).__name__}: " if kind else ""
        return f"replication {self.replication}: {kind}{named}{self.error}"


@dataclass(frozen=True)
class Outcome(Generic[T]):
    """What a case gave: a value and a failure by replication, in their order."""

    scenario: Scenario
    values: dict[int, T]
    failures: tuple[Failure, ...]

    @property
    def table(self) -> pd.DataFrame:
        """All replications below one another, where the values are tables."""
        import pandas as pd

        tables: list[Any] = list(self.values.values())
        return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame()


def whole(table: pd.DataFrame) -> pd.DataFrame:
    """The table as it is."""
    return table


def run_cases(
    cases: Sequence[Scenario], running: Running, digest: Callable[[pd.DataFrame], T] | None = None
) -> list[Outcome[T]]:
    """Run each scenario as often as it says and return an outcome a case, in their order.

    `digest` makes of each table what is kept of it in memory; without one it is the table
    itself. Raises SurroundingsError when the store cannot be written.
    """
    jobs = [
        Job(number, one)
        for number, case in enumerate(cases)
        for one in range(1, case.file.replications + 1)
    ]
    return run_jobs(cases, jobs, running, digest)


def run_jobs(
    cases: Sequence[Scenario],
    jobs: Sequence[Job],
    running: Running,
    digest: Callable[[pd.DataFrame], T] | None = None,
    tasks: Sequence[Task] = (),
) -> list[Outcome[T]]:
    """Run these replications of these scenarios; as `run_cases` otherwise.

    `tasks` are one a case, where they are not all that of `running`.
    """
    tasks = tasks or [running.task] * len(cases)
    desk: _Desk[T] = _Desk(cases, running, tasks, digest or whole)  # type: ignore[arg-type]
    missing = [job for job in jobs if not desk.has(job)]
    work_through(Work(cases, missing, tasks, desk.keep, desk.fail), running.crew, running.progress)
    if running.crew.store:
        running.crew.store.trim()
    return [desk.outcome(number) for number in range(len(cases))]


@dataclass
class _Desk(Generic[T]):
    """Takes in what is finished, from the store or from a worker."""

    cases: Sequence[Scenario]
    running: Running
    tasks: Sequence[Task]
    digest: Callable[[pd.DataFrame], T]
    values: dict[Job, T] = field(default_factory=dict)
    failures: dict[Job, Failure] = field(default_factory=dict)

    def has(self, job: Job) -> bool:
        """Whether the store has this replication; it is taken in then."""
        store = self.running.crew.store
        table = store.get(self._key(store, job)) if store else None
        if table is not None:
            self.values[job] = self.digest(table)
        return table is not None

    def keep(self, job: Job, told: Numbers) -> None:
        """Take in what a worker returned, and store it."""
        case, store = self.cases[job.case], self.running.crew.store
        table = told.table(case.name, case.option, job.replication)
        if store:
            store.put(self._key(store, job), table)
        self.values[job] = self.digest(table)

    def fail(self, job: Job, error: Exception) -> None:
        """Note an error; it is not stored, so that the next run tries again."""
        if self.running.strict:
            raise _named(error, job.replication)
        self.failures[job] = Failure(job.replication, error)

    def outcome(self, case: int) -> Outcome[T]:
        """What a case gave so far."""
        values = {
            job.replication: self.values[job] for job in sorted(self.values) if job.case == case
        }
        failures = [self.failures[job] for job in sorted(self.failures) if job.case == case]
        return Outcome(self.cases[case], values, tuple(failures))

    def _key(self, store: RunStore, job: Job) -> str:
        return store.key(self.cases[job.case], job.replication, self.tasks[job.case])


def _named(error: Exception, replication: int) -> Exception:
    """The error to raise, which says the replication."""
    if isinstance(error, SurroundingsError):
        return error
    if isinstance(error, UntrustedRun):
        error.add_note(f"replication {replication}")
        return error
    failed = ReplicationFailed(replication)
    failed.__cause__ = error
    return failed
