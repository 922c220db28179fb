"""Voyages as columns."""

from __future__ import annotations

from dataclasses import dataclass
from operator import attrgetter

import numpy as np
from numpy.typing import NDArray

from sim.corridor.journal import Journal
from sim.corridor.routing import Routing
from sim.experiment.periods import Floats
from sim.scenario.language import Rail

Texts = NDArray[np.object_]
Bools = NDArray[np.bool_]
STAMPS = (
    "teu", "capacity_teu", "load_end", "depart", "path_wait", "held",
    "arrive", "admitted", "asked", "unload_start", "unload_end",
)  # fmt: skip
STAMPS_OF = attrgetter(*STAMPS)


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
    arrive: Floats
    admitted: Floats
    asked: Floats
    unload_start: Floats
    unload_end: Floats

    @classmethod
    def of(cls, journal: Journal, routing: Routing) -> VoyageColumns:
        """All voyages of a replication, in the order of their numbers."""
        voyages = journal.voyages
        texts = (
            [voyage.service for voyage in voyages],
            [voyage.terminal for voyage in voyages],
            [routing.direction(voyage.service, voyage.terminal) for voyage in voyages],
        )
        trains = {name for name, one in routing.services.items() if isinstance(one, Rail)}
        by_rail = np.array([voyage.service in trains for voyage in voyages], bool)
        stamps = np.array([STAMPS_OF(voyage) for voyage in voyages], float)
        numbers = [*_loads(journal), *np.ascontiguousarray(stamps.reshape(-1, len(STAMPS)).T)]
        return cls(by_rail, *(np.array(text, dtype=object) for text in texts), *numbers)

    @property
    def reached(self) -> Floats:
        """When each stood before its terminal, on a holding track or on the line, hours."""
        return self.arrive - self.held


def _loads(journal: Journal) -> tuple[Floats, Floats]:
    """Boxes and tonnes of cargo aboard each voyage, shape (voyages,) both."""
    number = len(journal.voyages) + 1  # the first place is for boxes that have not left
    boxes, tonnes = np.zeros(number), np.zeros(number)
    for voyage in journal.boxes.voyage:
        places, rows = voyage + 1, slice(len(voyage))
        cargo = journal.boxes.cargo_tonnes(rows)
        boxes += np.bincount(places, journal.boxes.numbers(rows), number)
        tonnes += np.bincount(places, cargo, number)
    return boxes[1:], tonnes[1:]
