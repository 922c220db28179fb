"""Two kinds of error: the user's, told without a traceback, and ours."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

LISTED_PROBLEMS = 20


@dataclass(frozen=True, order=True)
class Mark:
    """A place in a file; line and column count from 1."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True)
class Problem:
    """One fault of the input: where it is, what is wrong and how to mend it."""

    mark: Mark
    path: str
    message: str
    included_from: Mark | None = None

    def __str__(self) -> str:
        where = f"{self.mark}: {self.path}: " if self.path else f"{self.mark}: "
        via = f" (included from {self.included_from})" if self.included_from else ""
        return where + self.message + via


class ScenarioError(Exception):
    """The input cannot be used; carries every problem found."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.lines()))

    def __reduce__(self) -> tuple[type[ScenarioError], tuple[tuple[Problem, ...]]]:
        return type(self), (self.problems,)

    def lines(self) -> list[str]:
        """One line a problem, in the order of the files, the first twenty of them."""
        shown = [str(problem) for problem in sorted(self.problems, key=lambda one: one.mark)]
        hidden = len(shown) - LISTED_PROBLEMS
        return shown[:LISTED_PROBLEMS] + ([f"and {hidden} more"] if hidden > 0 else [])


class SurroundingsError(Exception):
    """The disk, a permission, a lock or a lost worker stands in the way."""


class ModelError(Exception):
    """The model broke one of its own promises: a fault of ours, never of the input."""


class UntrustedRun(Exception):
    """The run stopped, or finished in a state whose numbers must not be used."""


class Deadlock(UntrustedRun):
    """Vehicles and yards wait for each other in a ring."""

    def __init__(self, time_hours: float, ring: tuple[str, ...]) -> None:
        self.time_hours = time_hours
        self.ring = ring
        super().__init__(f"deadlock on day {time_hours / 24:.1f}: " + " -> ".join(ring))

    def __reduce__(self) -> tuple[type[Deadlock], tuple[float, tuple[str, ...]]]:
        return type(self), (self.time_hours, self.ring)  # it comes home from a worker process
