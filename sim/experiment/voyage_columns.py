"""Voyages as columns."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.corridor.journal import Journal
from sim.corridor.routing import Routing
from sim.experiment.periods import Floats, Ints
from sim.scenario.language import Rail

Bools = NDArray[np.bool_]
STAMPS = (
    "teu", "capacity_teu", "load_end", "depart", "path_wait", "held", "held_from",
    "arrive", "admitted", "asked", "unload_start", "unload_end",
)  # fmt: skip


class Run(NamedTuple):
    """What several voyages have in common: the service, where it leads, and which way that is."""

    service: str
    terminal: str
    direction: str
    by_rail: bool


@dataclass(frozen=True)
class VoyageColumns:
    """One row a voyage that left, shape (n,) each; hours, TEU, boxes, tonnes of cargo.

    `run` is an index into `runs`, each of which some voyage makes. Stamps at or beyond the end of
    the run are blank (nan).
    """

    runs: tuple[Run, ...]
    run: Ints
    boxes: Floats
    cargo_tonnes: Floats
    teu: Floats
    capacity_teu: Floats
    load_end: Floats
    depart: Floats
    path_wait: Floats
    held: Floats
    held_from: Floats
    arrive: Floats
    admitted: Floats
    asked: Floats
    unload_start: Floats
    unload_end: Floats

    @classmethod
    def of(cls, journal: Journal, routing: Routing) -> VoyageColumns:
        """All voyages of a replication, in the order of their numbers."""
        ways, way = journal.ways()
        made, run = np.unique(way, return_inverse=True)
        runs = []
        for service, _, terminal in (ways[code] for code in made.tolist()):
            direction = routing.direction(service, terminal)
            by_rail = isinstance(routing.services[service], Rail)
            runs.append(Run(service, terminal, direction, by_rail))
        stamps = [journal.stamps(name)[:, 0] for name in STAMPS]
        return cls(tuple(runs), run, *_loads(journal), *stamps)

    def that(self, make: Callable[[Run], bool]) -> Bools:
        """Which voyages make such a run, shape (n,)."""
        chosen: Bools = np.array([make(one) for one in self.runs], bool)[self.run]
        return chosen

    def runs_among(self, own: Bools) -> list[Run]:
        """The runs that these voyages make."""
        return [self.runs[code] for code in np.unique(self.run[own]).tolist()]

    @property
    def services(self) -> list[tuple[str, str]]:
        """Each service and direction that is run, in their order."""
        return sorted({(one.service, one.direction) for one in self.runs})

    def of_service(self, service: str, direction: str) -> Bools:
        """Which voyages run a service in a direction, shape (n,)."""
        return self.that(lambda run: (run.service, run.direction) == (service, direction))

    def to_terminal(self, terminal: str, direction: str) -> Bools:
        """Which voyages lead to a terminal in a direction, shape (n,)."""
        return self.that(lambda run: (run.terminal, run.direction) == (terminal, direction))

    @cached_property
    def by_rail(self) -> Bools:
        """Which are trains."""
        return self.that(lambda run: run.by_rail)

    @cached_property
    def reached(self) -> Floats:
        """When each stood before its terminal, on a holding track or on the line, hours."""
        return self.arrive - self.held

    @cached_property
    def stands_from(self) -> Floats:
        """The same, also for trains that still wait for a holding track when the run ends."""
        return np.where(np.isnan(self.arrive), self.held_from, self.reached)


def _loads(journal: Journal) -> tuple[Floats, Floats]:
    """Boxes and tonnes of cargo aboard each voyage, shape (voyages,) both."""
    number = journal.number_of_voyages + 1  # the first place is for boxes that have not left
    boxes, tonnes = np.zeros(number), np.zeros(number)
    for voyage in journal.boxes.voyage:
        places, rows = voyage + 1, slice(len(voyage))
        cargo = journal.boxes.cargo_tonnes(rows)
        boxes += np.bincount(places, journal.boxes.numbers(rows), number)
        tonnes += np.bincount(places, cargo, number)
    return boxes[1:], tonnes[1:]
