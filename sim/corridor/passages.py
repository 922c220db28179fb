"""Legs of trains recorded as one, as columns: what is known of each when it is over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from sim.corridor.arrays import Floats, Ints
from sim.corridor.boxes import BLANK, Boxes
from sim.corridor.calendars import Dated
from sim.corridor.containers import NO_ORDER, Voyage
from sim.corridor.log import Log

WIDTH: Final = 11
STAMPS = (
    "teu", "kg", "capacity_teu", "load_end", "depart", "path_wait", "held", "held_from",
    "arrive", "admitted", "asked", "unload_start", "unload_end",
)  # fmt: skip


@dataclass(frozen=True)
class Way:
    """The leg of a flow: its number in the route, and what voyages say of it."""

    leg: int
    service: str
    origin: str
    terminal: str
    priority: int
    train_teu: Dated[float]


@dataclass(frozen=True)
class Passages:
    """One row a leg that a train was ready for, shape (n,) each; hours, blank (nan) at or beyond
    the end, and where a train waits for units of a pool.

    `way` is an index into `ways`; `number` is that of the voyage; `row` that of the train.
    """

    ways: tuple[Way, ...]
    way: Ints
    number: Ints
    row: Ints
    teu: Floats
    kg: Floats
    capacity_teu: Floats
    ready: Floats
    depart: Floats
    path_wait: Floats
    held: Floats
    held_from: Floats
    arrive: Floats
    admitted: Floats
    unload_end: Floats

    @classmethod
    def of(cls, ways: tuple[Way, ...], log: Log, boxes: Boxes, end: float) -> Passages:
        """What was noted: way, number, row, ready, depart, path wait, held, held from,
        arrive, admitted and unloaded."""
        noted = log.rows().T.copy()
        noted[7:][noted[7:] >= end] = BLANK
        way, number, row = (column.astype(np.int64) for column in noted[:3])
        capacity = np.full(len(way), BLANK)
        for code, one in enumerate(ways):
            capacity[way == code] = one.train_teu.each(noted[3, way == code])  # when it was ready
        teu, kg = boxes.teu[row], boxes.gross_kg[row].astype(float)
        return cls(ways, way, number, row, teu, kg, capacity, *noted[3:])

    def __len__(self) -> int:
        return len(self.number)

    @property
    def load_end(self) -> Floats:
        return self.depart

    @property
    def asked(self) -> Floats:
        return self.admitted

    @property
    def unload_start(self) -> Floats:
        return self.admitted

    def voyages(self) -> Iterator[Voyage]:
        """Every leg as a record."""
        for place, number in enumerate(self.number.tolist()):
            way = self.ways[self.way[place]]
            voyage = Voyage(number, way.service, way.origin, way.terminal, NO_ORDER)
            voyage.priority = way.priority
            for name in STAMPS:
                setattr(voyage, name, float(getattr(self, name)[place]))
            yield voyage

    def stamp(self, boxes: Boxes) -> None:
        """Write the times of each leg into the columns of the boxes."""
        for code, way in enumerate(self.ways):
            own, leg = np.flatnonzero(self.way == code), way.leg
            boxes.ready[leg].note(self.row[own], self.ready[own])
            own = own[~np.isnan(self.depart[own])]  # others wait for units of a pool
            rows = self.row[own]
            boxes.voyage[leg].note(rows, self.number[own].astype(float))
            for column in (boxes.load_start, boxes.loaded):
                column[leg].note(rows, self.depart[own])
            boxes.unloaded[leg].note(rows, self.unload_end[own])
