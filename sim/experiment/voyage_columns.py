"""Voyages as columns."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.corridor.journal import Journal
from sim.corridor.routing import Routing
from sim.experiment.periods import Floats
from sim.scenario.language import Rail

Texts = NDArray[np.object_]
Bools = NDArray[np.bool_]
STAMPS = (
    "teu", "capacity_teu", "load_end", "depart", "path_wait", "held", "held_from",
    "arrive", "admitted", "asked", "unload_start", "unload_end",
)  # fmt: skip


@dataclass(frozen=True)
class VoyageColumns:
    """One row a voyage that left, shape (n,) each; hours, TEU, boxes, tonnes of cargo.

    Stamps at or beyond the end of the run are blank (nan).
    """

    by_rail: Bools
    service: Texts
    terminal: Texts
    direction: Texts
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
        services = [service for service, _, _ in ways]
        terminals = [terminal for _, _, terminal in ways]
        directions = [routing.direction(service, terminal) for service, _, terminal in ways]
        by_rail = np.array([isinstance(routing.services[one], Rail) for one in services], bool)[way]
        service, terminal, direction = (
            np.array(names, object)[way] for names in (services, terminals, directions)
        )
        stamps = [journal.stamps(name)[:, 0] for name in STAMPS]
        return cls(by_rail, service, terminal, direction, *_loads(journal), *stamps)

    @property
    def reached(self) -> Floats:
        """When each stood before its terminal, on a holding track or on the line, hours."""
        return self.arrive - self.held

    @property
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
