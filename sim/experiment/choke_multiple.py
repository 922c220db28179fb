"""How much more of some flows a place can bear: the multiple at which it chokes, by bisection.

From the January after the base year on the flows run at the multiple of their months of the base
year, and hold it for three years, the least in which the choke rule can judge a level; all other
traffic, and the network by date, are those of the scenario. Every run tells of all places at once,
so a multiple is run once, whoever asks for it. A place behind one that chokes may be shielded by it
and not choke at all: what is told holds as long as nothing is relieved.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from sim.experiment.cases import Running, run_jobs
from sim.experiment.estimates import Estimate, estimate
from sim.experiment.jobs import Job
from sim.experiment.stability import JUDGED, Choke, unstable_places
from sim.scenario.overlay import Ground

if TYPE_CHECKING:
    import pandas as pd

    from sim.scenario.scenario import Scenario

Place = tuple[str, str]  # place, direction

YEARS = 3  # a year of change, and the twelve months that the choke rule needs twice


@dataclass(frozen=True)
class Span:
    """The multiples that are looked at, how near bisection goes, and the replications of each."""

    low: float = 1.0
    high: float = 4.0
    near: float = 0.1
    replications: int = 4
    most_runs: int = 14
    marks: tuple[float, ...] = ()  # multiples that are looked at whatever bisection asks


@dataclass(frozen=True)
class ChokeMultiple:
    """A place: it does not choke at `free` (nan: it does at the lowest), and does at `chokes`.

    `each` is the middle between the two, replication by replication, with its 95 % interval; those
    that never choke count with the highest multiple, `never` says how many they are.
    """

    place: str
    direction: str
    free: float
    chokes: float
    each: Estimate
    never: int


@dataclass
class Multiples:
    """Runs multiples of some flows of a base year and remembers which places choke."""

    ground: Ground
    flows: Sequence[str]
    base_year: int
    running: Running
    span: Span
    told: Callable[[float, set[Place]], None] | None = None
    choked: dict[float, list[set[Place]]] = field(default_factory=dict)  # by replication
    together: dict[float, set[Place]] = field(default_factory=dict)
    chokes: dict[float, list[Choke]] = field(default_factory=dict)

    def find(self) -> list[ChokeMultiple]:
        """The multiple of every place that chokes within the span, the lowest first."""
        for multiple in sorted({self.span.low, self.span.high, *self.span.marks}):
            self._look(multiple)
        while (between := self._widest()) is not None and len(self.choked) < self.span.most_runs:
            self._look(between)
        found = [self._of(place) for place in sorted(set().union(*self.together.values()))]
        return sorted(found, key=lambda one: (one.chokes, one.place, one.direction))

    def scenario(self, multiple: float) -> Scenario:
        """The scenario at a multiple."""
        first = self.base_year + 1
        statement = {"from": f"{first}-01", "times": multiple, "of_year": self.base_year}
        flows = {name: {"growth": {"multiple": statement}} for name in self._grown()}
        lines = {
            "horizon": {"to": f"{self.base_year + YEARS}-12-31"},
            "replications": self.span.replications,
            "demand": {"flows": flows},
        }
        return self.ground.with_lines(lines).scenario()

    def _grown(self) -> list[str]:
        """Flows that have a demand of their own; empties follow theirs."""
        known = self.ground.joined.tree["demand"]["flows"]
        return [name for name in self.flows if "empties_of" not in known[name]]

    def _look(self, multiple: float) -> None:
        case = self.scenario(multiple)
        jobs = [Job(0, one) for one in range(1, self.span.replications + 1)]
        (outcome,) = run_jobs([case], jobs, replace(self.running, strict=True), _queues)
        tables = list(outcome.values.values())
        self.choked[multiple] = [_choked(table) for table in tables]
        self.chokes[multiple] = unstable_places(outcome.table)
        self.together[multiple] = {(one.place, one.direction) for one in self.chokes[multiple]}
        if self.told:
            self.told(multiple, self.together[multiple])

    def _widest(self) -> float | None:
        """The middle of the widest bracket of a place that is not yet near enough."""
        places = set().union(*self.together.values())
        brackets = {self._bracket(place, self.together) for place in places}
        wide = [(high - low, low, high) for low, high in brackets if high - low > self.span.near]
        if not wide:
            return None
        _, low, high = max(wide)
        return (low + high) / 2

    def _bracket(self, place: Place, held: dict[float, set[Place]]) -> tuple[float, float]:
        """The lowest multiple at which it chokes and the highest below at which it does not.

        (nan, x) where it chokes at the lowest, (x, inf) where it never does.
        """
        chokes = min((one for one, places in held.items() if place in places), default=math.inf)
        free = max((one for one in held if one < chokes), default=math.nan)
        return free, chokes

    def _of(self, place: Place) -> ChokeMultiple:
        free, chokes = self._bracket(place, self.together)
        middles, never = [], 0
        for number in range(self.span.replications):
            own = {multiple: each[number] for multiple, each in self.choked.items()}
            low, high = self._bracket(place, own)
            never += math.isinf(high)
            middles.append(float(np.nanmean((low, min(high, self.span.high)))))
        return ChokeMultiple(*place, free, chokes, estimate(middles), never)


def _queues(table: pd.DataFrame) -> pd.DataFrame:
    return table[table["kpi"].isin(JUDGED)]


def _choked(table: pd.DataFrame) -> set[Place]:
    return {(one.place, one.direction) for one in unstable_places(table)}
