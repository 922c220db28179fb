"""What a replication leaves behind: columns and records, from which the KPIs are computed."""

from __future__ import annotations

from dataclasses import dataclass, field

from sim.corridor.admission import Stay
from sim.corridor.arrivals import Population
from sim.corridor.containers import Boxes, Voyage

PathWait = tuple[float, float, float]
"""When a train asked for a path, when it got it, and its TEU."""


@dataclass(frozen=True)
class Kept:
    """A consignment kept at its origin by a ban, hours; `to` is at most the end of the run."""

    rows: tuple[int, int]
    terminal: str
    since: float
    to: float


CraneWork = tuple[float, float]
"""When a load began to be worked, and the hours of crane work that it asked for."""


@dataclass
class Journal:
    """One replication.

    `path_waits` are kept by section and direction; `stays` (on tracks, at berths) and `crane_work`
    (rail, quay) by terminal and kind.
    """

    population: Population
    start: float
    end: float
    voyages: list[Voyage] = field(default_factory=list)
    path_waits: dict[tuple[str, str], list[PathWait]] = field(default_factory=dict)
    kept: list[Kept] = field(default_factory=list)
    stays: dict[tuple[str, str], list[Stay]] = field(default_factory=dict)
    crane_work: dict[tuple[str, str], list[CraneWork]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.boxes: Boxes = self.population.boxes
