"""What a replication leaves behind: columns and records, from which the KPIs are computed."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from sim.corridor.arrivals import Population
from sim.corridor.containers import Boxes, Floats, Voyage
from sim.corridor.log import Log


@dataclass(frozen=True)
class Kept:
    """A consignment kept at its origin by a ban, hours; `to` is at most the end of the run."""

    rows: tuple[int, int]
    terminal: str
    since: float
    to: float


@dataclass(frozen=True)
class Unapproved:
    """A consignment that waits at its origin for the permission to load it on a service, hours;
    `to` is at most the end of the run."""

    rows: tuple[int, int]
    service: str
    since: float
    to: float


@dataclass(frozen=True)
class Boxless:
    """A consignment that waits at its origin for empty boxes to load, hours; `to` is at most the
    end of the run."""

    rows: tuple[int, int]
    terminal: str
    since: float
    to: float


@dataclass
class Journal:
    """One replication.

    `path_waits`, by section and direction: when a train asked for a path, when it got it, and the
    number of its voyage. `stays` (on tracks, at berths), by terminal and kind: from and to.
    `crane_work` (rail, quay), by terminal and kind: when a load began to be worked, and the hours
    of work that it asked for. `pool_waits`, by service and pool: when a train asked, when it got
    its units (or the end of the run), its TEU and the number of its voyage. `units_out`, by pool:
    from, to and units.
    """

    population: Population
    start: float
    end: float
    voyages: list[Voyage] = field(default_factory=list)
    path_waits: dict[tuple[str, str], Log] = field(default_factory=dict)
    kept: list[Kept] = field(default_factory=list)
    unapproved: list[Unapproved] = field(default_factory=list)
    boxless: list[Boxless] = field(default_factory=list)
    stays: dict[tuple[str, str], Floats] = field(default_factory=dict)
    crane_work: dict[tuple[str, str], Log] = field(default_factory=dict)
    pool_waits: dict[tuple[str, str], Log] = field(default_factory=dict)
    units_out: dict[str, Floats] = field(default_factory=dict)

    @cached_property
    def boxes(self) -> Boxes:
        return self.population.boxes
