"""Consignments at their origins, in order of what happens to them: birth, permission to load."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping
from typing import Any, Final

import numpy as np

from sim.corridor.arrays import Floats, Ints
from sim.corridor.arrivals import Birth, Population
from sim.corridor.boxes import Boxes
from sim.corridor.clock import Clock
from sim.corridor.containers import Consignment
from sim.corridor.moments import Moment
from sim.corridor.plan_approval import Approval

BIRTH: Final = 1
PERMISSION: Final = 2
BOTH: Final = 3
AT_A_TIME: Final = 4096


class Part:
    """The consignments of one flow in one block, from a row on, and the approval of their plan."""

    __slots__ = ("_kg", "_teu", "approval", "birth", "first_row")

    def __init__(
        self, birth: Birth, first_row: int, approval: Approval | None, boxes: Boxes
    ) -> None:
        self.birth = birth
        self.first_row = first_row
        self.approval = approval
        self._teu, self._kg = birth.sums(boxes, first_row)

    def consignment(self, number: int) -> Consignment:
        """One of them as a record."""
        flow, block, each = self.birth.flow, self.birth.block, self.birth.rows_each
        first = self.first_row + number * each
        born: float = self.birth.times.item(number)
        teu, kg = self._teu.item(number), self._kg.item(number)
        return Consignment((flow, block, number), born, (first, first + each), teu, kg)

    def permitted(self) -> Floats:
        """When each may be loaded, shape (m,)."""
        if self.approval is None:
            return self.birth.times
        rows = self.first_row + np.arange(len(self.birth.times)) * self.birth.rows_each
        return self.approval.permitted(self.birth.times, rows)


Step = tuple[float, Part, int, int, float]
"""A consignment is born, permitted to load, or both: at which time, part and number, what happens,
and when it is permitted."""


class Births(Moment):
    """All that is still to happen to consignments at their origins; the event is the next of it."""

    __slots__ = ("_clock", "_happens", "_own", "_steps")

    def __init__(
        self, clock: Clock, coming: Iterator[Step], happens: Callable[[Part, int, int, float], None]
    ) -> None:
        self._clock = clock
        self._steps = coming
        self._happens = happens
        self._own: list[Callable[[Moment], None]] = [self._happen]
        self._await()

    def _await(self) -> None:
        for step in self._steps:
            self._value = step
            self.callbacks = self._own
            self._clock.trigger(self, step[0])
            return

    def _happen(self, _: Moment) -> None:
        step: tuple[Any, ...] = self._value
        self._await()  # first, for what happens may begin a train and all that it does now
        self._happens(step[1], step[2], step[3], step[4])


def steps(
    population: Population, approvals: Mapping[str, Approval], without: Container[str]
) -> Iterator[Step]:
    """Births and permissions in order; those of one instant in the order of the consignments.

    Without those of some flows, of those that go instead of others, and of empties, which are born
    one by one.
    """
    going_instead = {one.flow for one in population.instead.values()}
    parts = [
        Part(birth, first, approvals.get(birth.flow), population.boxes)
        for birth, first in zip(population.births, population.first_rows, strict=True)
        if birth.chosen is None and birth.flow not in without and birth.flow not in going_instead
    ]
    parts.sort(key=lambda part: (part.birth.flow, part.birth.block))
    rows = [row for place, part in enumerate(parts) for row in _rows(place, part)]
    if not rows:
        return
    time, born, permitted, place, number, what = np.concatenate(rows, axis=1)
    order = np.lexsort((what, number, place, born, time))
    for first in range(0, len(order), AT_A_TIME):
        some = order[first : first + AT_A_TIME]
        times = time[some].tolist(), permitted[some].tolist()
        for when, allowed, of, which, kind in zip(
            *times, *_whole(place[some], number[some], what[some]), strict=True
        ):
            yield when, parts[of], which, kind, allowed


def _rows(place: int, part: Part) -> Iterator[Floats]:
    """Time, birth, permission, part, number and what happens, a column a step, shape (6, m)."""
    born, permitted = part.birth.times, part.permitted()
    numbers, same = np.arange(len(born)), np.ones(len(born))

    def columns(times: Floats, what: int) -> Floats:
        return np.stack([times, born, permitted, place * same, numbers, what * same])

    if part.approval is None:
        yield columns(born, BOTH)
    else:
        yield columns(born, BIRTH)
        yield columns(permitted, PERMISSION)


def _whole(*columns: Floats) -> Iterator[list[int]]:
    for column in columns:
        numbers: Ints = column.astype(np.int64)
        yield numbers.tolist()
