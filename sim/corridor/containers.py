"""Boxes as rows and voyages as rows: the columns that the model fills and the KPIs read."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

BLANK = math.nan
NOBODY: Ints = np.empty(0, np.int64)


@dataclass(frozen=True)
class Address:
    """Where the draws of a consignment live: its flow, its block and its number in the block."""

    flow: str
    block: str
    number: int


@dataclass(frozen=True)
class Consignment:
    """Boxes born together: rows first..last of the columns."""

    address: Address
    born: float
    first: int
    last: int

    @property
    def rows(self) -> Ints:
        return np.arange(self.first, self.last)


@dataclass(frozen=True)
class Boxes:
    """One row a box, in order of flow, block, consignment and place; n rows, at most `legs` legs.

    flow, consignment, place: shape (n,), indices. teu, cargo_tonnes, gross_tonnes: shape (n,).
    born: hours, shape (n,). Stamps of leg k stand in row k of the arrays of shape (legs, n): `voyage`
    (−1 before departure), `ready` for the leg, `load_start` and `loaded` at its start, `unloaded` at
    its end. `delivered` is `unloaded` of the last leg.
    """

    flow: Ints
    consignment: Ints
    place: Ints
    teu: Floats
    cargo_tonnes: Floats
    gross_tonnes: Floats
    born: Floats
    delivered: Floats
    voyage: NDArray[np.int32]
    ready: Floats
    load_start: Floats
    loaded: Floats
    unloaded: Floats

    @classmethod
    def blank(cls, n: int, legs: int) -> Boxes:
        """n unborn boxes."""
        return cls(
            *(np.zeros(n, np.int64) for _ in range(3)),
            *(np.zeros(n) for _ in range(3)),
            *(np.full(n, BLANK) for _ in range(2)),
            np.full((legs, n), -1, np.int32),
            *(np.full((legs, n), BLANK) for _ in range(4)),
        )

    def blank_after(self, end: float) -> None:
        """Erase stamps that lie at or beyond the end of the run."""
        for stamps in (self.born, self.delivered, self.ready, self.load_start, self.loaded):
            stamps[stamps >= end] = BLANK
        self.unloaded[self.unloaded >= end] = BLANK


@dataclass(slots=True, eq=False)
class Voyage:
    """One journey of a train, a vessel or a bought slot, from one terminal to the next.

    Stamps are hours: `load_end`, when it was ready to leave; `depart`; `arrive` before the terminal;
    `admitted` to a track or berth; `asked` for yard room; `unload_start`, when there was room;
    `unload_end`. `path_wait` and `held` are hours spent waiting for train paths and a holding track.
    """

    number: int
    service: str
    origin: str
    terminal: str
    vehicle: str
    priority: int = 0
    capacity_teu: float = math.inf
    load: list[Ints] = field(default_factory=list)
    teu: float = 0.0
    tonnes: float = 0.0
    consignment: Consignment | None = None
    load_end: float = BLANK
    depart: float = BLANK
    path_wait: float = 0.0
    held: float = 0.0
    arrive: float = BLANK
    admitted: float = BLANK
    asked: float = BLANK
    unload_start: float = BLANK
    unload_end: float = BLANK

    @property
    def rows(self) -> Ints:
        """Rows aboard, in the order of loading."""
        return self.load[0] if len(self.load) == 1 else np.concatenate(self.load or [NOBODY])
