"""Voyages as columns."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.corridor.journal import Journal
from sim.corridor.routing import Routing
from sim.experiment.periods import Floats

Texts = NDArray[np.object_]
STAMPS = (
    "teu", "capacity_teu", "load_end", "depart", "path_wait", "held",
    "arrive", "admitted", "asked", "unload_start", "unload_end",
)  # fmt: skip


@dataclass(frozen=True)
class VoyageColumns:
    """One row a voyage that left, shape (n,) each; hours and TEU.

    Stamps at or beyond the end of the run are blank (nan).
    """

    service: Texts
    terminal: Texts
    direction: Texts
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
        numbers = [np.array([getattr(one, stamp) for one in voyages], float) for stamp in STAMPS]
        return cls(*(np.array(text, dtype=object) for text in texts), *numbers)

    @property
    def reached(self) -> Floats:
        """When each stood before its terminal, on a holding track or on the line, hours."""
        return self.arrive - self.held
