"""A scenario that is ready to run: joined, validated, dated and frozen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import TypeVar

from sim.errors import Problem
from sim.scenario.growth import FlowDemand
from sim.scenario.language import Network, ScenarioFile
from sim.scenario.months import month_of, months_between, months_later

HOURS_PER_DAY = 24.0

Read = TypeVar("Read")


@dataclass(frozen=True)
class Epoch:
    """The whole network in force from a moment on.

    `from_hours` counts from 00:00 of the first reported day; the first epoch begins at -inf.
    """

    from_hours: float
    network: Network


@dataclass(frozen=True)
class Scenario:
    """Everything that a run needs; time is hours from 00:00 of the first reported day, UTC+5.

    `file` holds the values as written, without dated measures; `epochs` hold them by date. Names
    (terminals, services, vessel classes and so on) are the same in every epoch. `resolved` is the
    text of one file that gives the same numbers.
    """

    name: str
    option: str
    file: ScenarioFile
    epochs: tuple[Epoch, ...]
    demand: tuple[FlowDemand, ...]
    resolved: str
    warnings: tuple[Problem, ...]

    @property
    def start(self) -> datetime:
        """00:00 of the first reported day."""
        return datetime.combine(self.file.horizon.from_, time())

    @property
    def end_hours(self) -> float:
        """The end of the last reported day."""
        return self._hours(self.file.horizon.to + timedelta(days=1))

    @property
    def warm_up_hours(self) -> float:
        """Time before the first reported day, of which nothing is reported."""
        return self.file.horizon.warm_up_days * HOURS_PER_DAY

    @property
    def months(self) -> tuple[date, ...]:
        """The first day of each reported month."""
        return months_between(self.file.horizon.from_, month_of(self.file.horizon.to))

    @property
    def month_start_hours(self) -> tuple[float, ...]:
        """The bounds of the reported months, shape (months + 1,); the last one is the end."""
        starts = tuple(self._hours(month) for month in self.months)
        return (*starts, min(self._hours(months_later(self.months[-1], 1)), self.end_hours))

    def dated(self, read: Callable[[Network], Read]) -> tuple[tuple[float, Read], ...]:
        """What is read from the network of each epoch, one entry a change; the first at -inf."""
        steps = [(epoch.from_hours, read(epoch.network)) for epoch in self.epochs]
        changes = [step for before, step in pairwise(steps) if step[1] != before[1]]
        return (steps[0], *changes)

    def _hours(self, day: date) -> float:
        return (day - self.file.horizon.from_).days * HOURS_PER_DAY
