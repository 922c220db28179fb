"""Boxes as rows: the columns that the model fills and the KPIs read."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sim.corridor.arrays import Codes, Floats, Ints
from sim.corridor.columns import Column, Loading

BLANK: Final = math.nan


@dataclass(eq=False)
class Boxes:
    """One row a box, in order of flow, block, consignment and place; n rows.

    Flows with longer routes come first, so that the boxes that have a leg k are the first rows.

    flow: shape (n,), indices. teu, gross_kg: shape (n,); gross mass in whole
    kilograms, so that its sums are exact in whatever order. cargo_tonnes_per_teu: shape (flows,).
    boxes_a_row: shape (flows,); 1, but of a flow recorded by train the boxes of a train.
    born: hours, shape (n,). Stamps of leg k are in column k, as long as there are boxes with this
    leg: the number of the `voyage` and hours when `ready` for the leg, `load_start` and `loaded` at
    its start, `unloaded` at its end. They are read when the run is over; then `delivered` is
    `unloaded` of the last leg.
    """

    flow: Codes
    teu: Floats
    cargo_tonnes_per_teu: Floats
    boxes_a_row: Floats
    gross_kg: Codes
    born: Floats
    ready: tuple[Column, ...]
    loading: tuple[Loading, ...]
    unloaded: tuple[Column, ...]
    delivered: Floats = field(init=False)

    @classmethod
    def blank(
        cls,
        flow: Codes,
        legs: Sequence[int],
        cargo_tonnes_per_teu: Floats,
        boxes_a_row: Floats | None = None,
    ) -> Boxes:
        """Unborn boxes of these flows, shape (n,), the longest routes first.

        The boxes of flow k have room for `legs[k]` legs.
        """
        n = len(flow)
        with_leg = [
            bisect_left(range(n), -leg, key=lambda row: -legs[flow.item(row)])
            for leg in range(max(legs))
        ]
        return cls(
            flow=flow,
            teu=np.zeros(n),
            cargo_tonnes_per_teu=cargo_tonnes_per_teu,
            boxes_a_row=np.ones(len(legs)) if boxes_a_row is None else boxes_a_row,
            gross_kg=np.zeros(n, np.int32),
            born=np.full(n, BLANK),
            ready=tuple(map(Column, with_leg)),
            loading=tuple(map(Loading, with_leg)),
            unloaded=tuple(map(Column, with_leg)),
        )

    @property
    def voyage(self) -> tuple[Column, ...]:
        return tuple(leg.voyage for leg in self.loading)

    @property
    def load_start(self) -> tuple[Column, ...]:
        return tuple(leg.load_start for leg in self.loading)

    @property
    def loaded(self) -> tuple[Column, ...]:
        return tuple(leg.loaded for leg in self.loading)

    def rows_of(self, *flows: int) -> slice | Ints:
        """The rows of some flows (indices); a slice where they are neighbours."""
        rows = np.flatnonzero(np.isin(self.flow, flows) if flows[1:] else self.flow == flows[0])
        if len(rows) and int(rows[-1]) - int(rows[0]) + 1 > len(rows):
            return rows
        return slice(int(rows[0]), int(rows[-1]) + 1) if len(rows) else slice(0)

    def numbers(self, rows: slice | Ints) -> Floats:
        """Boxes that each row stands for, shape of rows."""
        numbers: Floats = self.boxes_a_row[self.flow[rows]]
        return numbers

    def boxes_of(self, flows: Sequence[int], chosen: NDArray[np.bool_]) -> int:
        """Boxes of some flows (indices) in the chosen rows; `chosen` has shape (n,)."""
        return int(self.numbers(np.flatnonzero(chosen & np.isin(self.flow, flows))).sum())

    def cargo_tonnes(self, rows: slice | Ints) -> Floats:
        """Tonnes of cargo in some boxes, without the mass of the box, shape of rows."""
        tonnes: Floats = self.teu[rows] * self.cargo_tonnes_per_teu[self.flow[rows]]
        return tonnes

    def close(self, end: float, legs: Sequence[int]) -> None:
        """Nothing is stamped any more; stamps that lie at or beyond the end of the run are blank.

        A box of flow k, whose route has `legs[k]` legs, is delivered when it is unloaded from the
        last one. Raises ModelError as `Column.close` does.
        """
        for column in (*self.ready, *self.unloaded):
            column.close(end)
        for leg in self.loading:
            leg.close(end)
        self.born[self.born >= end] = BLANK
        self.delivered = np.empty(len(self.flow))
        for flow, number in enumerate(legs):
            rows = self.rows_of(flow)
            self.delivered[rows] = self.unloaded[number - 1][rows]
