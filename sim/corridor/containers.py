"""What moves together: batches of boxes, consignments, voyages and their carriages."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any, Final, Protocol

import numpy as np

from sim.corridor.arrays import Ints, Range, Rows, each_of, first_of, parted, places_of
from sim.corridor.boxes import BLANK, Boxes
from sim.corridor.moments import Moment

KG_PER_TONNE: Final = 1000.0
FEW_BATCHES: Final = 4

Order = tuple[Any, ...]
"""Who goes first at one instant: who left first, was born first, then by name; (hours, hours,
(flow or fleet, block or vehicle, number)). Of any length to the compiler, which takes tuples of a
known one apart and makes them anew at each call."""


Address = tuple[Any, ...]
"""Where the draws of a consignment live: its flow, its block and its number in the block."""


class Consignment:
    """Boxes born together: rows first..last of the columns, and what they add up to."""

    __slots__ = ("address", "born", "first", "flow", "kg", "last", "teu")

    def __init__(
        self, address: Address, born: float, rows: tuple[int, int], teu: float, kg: float
    ) -> None:
        self.address = address
        self.flow: str = address[0]
        self.born = born
        self.first, self.last = rows
        self.teu = teu
        self.kg = kg

    def order(self, now: float) -> Order:
        """Its place among the vehicles that leave now."""
        return (now, self.born, self.address)


class Batch:
    """Boxes of one flow (an index) that move together: n of them, and what they add up to.

    `rows` is a run where they follow one another, else an array of shape (n,).
    """

    __slots__ = ("flow", "kg", "n", "rows", "teu")

    def __init__(self, flow: int, rows: Rows, n: int, teu: float, kg: float) -> None:
        self.flow = flow
        self.rows: Rows = rows
        self.n = n
        self.teu = teu
        self.kg = kg

    @classmethod
    def of(cls, boxes: Boxes, rows: Ints) -> Batch:
        """Some boxes of one flow, at least one."""
        return cls._of(boxes, rows, len(rows))

    @classmethod
    def of_ascending(cls, boxes: Boxes, rows: Ints) -> Batch:
        """The same for rows in ascending order."""
        first, end, n = int(rows[0]), int(rows[-1]) + 1, len(rows)
        return cls._of(boxes, rows if end - first > n else Range(first, end), n)

    @classmethod
    def _of(cls, boxes: Boxes, rows: Rows, n: int) -> Batch:
        places = places_of(rows)
        teu, kg = np.add.reduce(boxes.teu[places]), np.add.reduce(boxes.gross_kg[places])
        return cls(int(boxes.flow[first_of(rows)]), rows, n, float(teu), float(kg))

    def each(self) -> Ints:
        """The row of each box, shape (n,)."""
        return each_of(self.rows)

    def split(self, boxes: Boxes, teu: float, kg: float) -> tuple[Batch, Batch] | None:
        """The first boxes that fit into this much and the others; None where not one fits.

        Not all of them may fit.
        """
        places = places_of(self.rows)
        sums_teu = np.add.accumulate(boxes.teu[places])
        sums_kg = np.cumsum(boxes.gross_kg[places])  # of whole kilograms, beyond 32 bits
        n = int(min(sums_teu.searchsorted(teu, "right"), sums_kg.searchsorted(kg, "right")))
        if n == 0:
            return None
        own, others = parted(self.rows, n)
        first = Batch(self.flow, own, n, float(sums_teu[n - 1]), float(sums_kg[n - 1]))
        rest = Batch(self.flow, others, self.n - n, self.teu - first.teu, self.kg - first.kg)
        return first, rest


def joined(batches: list[Batch], in_runs: bool) -> list[Batch]:
    """The same boxes in the same order, in few batches.

    Boxes of one flow are in one where their rows follow one another; where they are not to be kept
    `in_runs`, or that would be many batches, whatever their rows.
    """
    if in_runs:
        runs = _grouped(batches, _goes_on)
        if len(runs) <= FEW_BATCHES:
            return runs
    return _grouped(batches, _is_of_one_flow)


def _grouped(batches: list[Batch], belongs: Callable[[Batch, Batch], bool]) -> list[Batch]:
    """Batches with those after them that belong to the one before."""
    grouped: list[Batch] = []
    first, n = 0, len(batches)
    for last in range(1, n + 1):
        if last == n or not belongs(batches[last - 1], batches[last]):
            grouped.append(_one(batches[first:last]))
            first = last
    return grouped


def _goes_on(before: Batch, batch: Batch) -> bool:
    """Whether the rows of a batch follow those before, and both are of one flow."""
    rows, earlier = batch.rows, before.rows
    if not isinstance(rows, Range) or not isinstance(earlier, Range):
        return False
    return rows.first == earlier.last and batch.flow == before.flow


def _is_of_one_flow(before: Batch, batch: Batch) -> bool:
    return batch.flow == before.flow


def _one(parts: list[Batch]) -> Batch:
    """Batches of one flow as one batch."""
    if len(parts) == 1:
        return parts[0]
    teu, kg = sum([part.teu for part in parts]), sum([part.kg for part in parts])
    return Batch(parts[0].flow, rows_of(parts), count(parts), teu, kg)


class Carried(Protocol):
    """Boxes of one flow (an index), in a batch or as a train recorded as one: n rows."""

    flow: int

    @property
    def n(self) -> int:
        """How many they are."""

    @property
    def rows(self) -> Rows:
        """Their rows."""


def count(load: Sequence[Carried]) -> int:
    """Boxes in some batches."""
    if len(load) == 1:
        return load[0].n
    return sum([batch.n for batch in load])


def rows_of(load: Sequence[Carried]) -> Rows:
    """Rows of some batches in their order; a run where they follow one another."""
    if len(load) == 1:
        return load[0].rows
    first = following = first_of(load[0].rows)
    for batch in load:
        rows = batch.rows
        if not isinstance(rows, Range) or rows.first != following:
            return np.concatenate([each_of(one.rows) for one in load])
        following = rows.last
    return Range(first, following)


# What is unloaded has no load, to which nobody may add, and no turn: less is kept to the end.
UNLOADED: Final[list[Batch]] = []
NO_ORDER: Final[Order] = (BLANK, BLANK, ("", "", 0))


class Passing(Moment):
    """What passes from one terminal to the next: `path_wait` are hours spent waiting for paths.

    A train recorded as one is the event that it comes to its next stop. A voyage never happens: it
    is of this class because both take paths, and what is compiled has one base.
    """

    __slots__ = ("number", "order", "path_wait")

    number: int
    order: Order
    path_wait: float


class Voyage(Passing):
    """One journey of a train, a vessel or a bought slot, from one terminal to the next.

    Stamps are hours: `load_end`, when it was ready to leave; `depart`; `arrive` before the
    terminal; `admitted` to a track or berth; `asked` for yard room; `unload_start`, when there
    was room; `unload_end`. `held` are hours spent waiting for a holding track.
    """

    __slots__ = (
        "admitted", "arrive", "asked", "capacity_teu", "consignment", "depart", "held",
        "held_from", "kg", "load", "load_end", "origin", "priority", "service", "terminal", "teu",
        "unload_end", "unload_start", "vehicle",
    )  # fmt: skip

    def __init__(self, number: int, service: str, origin: str, terminal: str, order: Order) -> None:
        self.number = number
        self.order = order
        self.service = service
        self.origin = origin
        self.terminal = terminal
        self.vehicle = ""
        self.priority = 0
        self.capacity_teu = math.inf
        self.load: list[Batch] = []
        self.teu = self.kg = 0.0
        self.consignment: Consignment | None = None
        self.load_end = self.depart = BLANK
        self.path_wait = self.held = 0.0
        self.held_from = self.arrive = self.admitted = BLANK
        self.asked = self.unload_start = self.unload_end = BLANK

    def take(self, batches: list[Batch]) -> None:
        """Have these boxes aboard."""
        for batch in batches:
            self.load.append(batch)
            self.teu += batch.teu
            self.kg += batch.kg


class Carriage:
    """What is unloaded at one go: the voyage that came, and cargo that a vessel had kept before.

    Its order is that of the sailing that came, which is `order` where all that it carries had been
    kept before; its papers count from the first admission.
    """

    __slots__ = ("admitted", "consignment", "load", "order", "service", "terminal", "voyages")

    def __init__(self, voyages: list[Voyage], order: Order | None = None) -> None:
        came = voyages[-1]
        self.voyages = voyages
        self.load = came.load
        if len(voyages) > 1:
            self.load = [batch for voyage in voyages for batch in voyage.load]
        self.service, self.terminal = came.service, came.terminal
        self.order, self.consignment = order or came.order, came.consignment
        self.admitted = voyages[0].admitted

    def asked(self, time: float) -> None:
        """It asked for yard room, for all voyages that had not asked yet."""
        for voyage in self.voyages:
            if voyage.asked != voyage.asked:
                voyage.asked = time

    def started(self, time: float) -> None:
        """Unloading started, at once if it had not asked for room."""
        for voyage in self.voyages:
            voyage.unload_start = time
            if voyage.asked != voyage.asked:
                voyage.asked = time

    def ended(self, time: float) -> None:
        """Unloading ended: nothing is aboard any more."""
        for voyage in self.voyages:
            voyage.unload_end = time
            voyage.load, voyage.consignment, voyage.order = UNLOADED, None, NO_ORDER
