"""What a replication leaves behind: columns and records, from which the KPIs are computed."""

from __future__ import annotations

from dataclasses import dataclass, field

from sim.corridor.arrivals import Population
from sim.corridor.containers import Boxes, Voyage


@dataclass(frozen=True)
class Kept:
    """A consignment that a loading ban kept at its origin, hours; `to` is nan while it is kept."""

    rows: tuple[int, int]
    terminal: str
    since: float
    to: float


@dataclass(frozen=True)
class PathWait:
    """A train that asked for a path of a section at `time` and waited so many hours."""

    section: str
    direction: str
    time: float
    wait_hours: float
    teu: float


@dataclass(frozen=True)
class Occupation:
    """Use of a facility: occupied from `enter` to `leave`, hours."""

    place: str
    kind: str
    enter: float
    leave: float


@dataclass(frozen=True)
class CraneWork:
    """Hours of crane work that a load beginning at `time` asked for."""

    place: str
    kind: str
    time: float
    hours: float


@dataclass
class Journal:
    """One replication."""

    population: Population
    start: float
    end: float
    voyages: list[Voyage] = field(default_factory=list)
    path_waits: list[PathWait] = field(default_factory=list)
    kept: list[Kept] = field(default_factory=list)
    occupations: list[Occupation] = field(default_factory=list)
    crane_work: list[CraneWork] = field(default_factory=list)

    @property
    def boxes(self) -> Boxes:
        return self.population.boxes
