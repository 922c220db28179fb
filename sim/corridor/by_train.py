"""Consignments that are one record: cranes still move every box of such a train."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.corridor.arrays import Floats, Ints, each_of, places_of
from sim.corridor.containers import Carried
from sim.corridor.servers import Servers
from sim.corridor.times import Finish, all_of


@dataclass(frozen=True)
class DrawnMoves:
    """Variates of crane work on the trains of one flow, shape (trains, boxes a train).

    The first train is the row `first_row`.
    """

    first_row: int
    variates: Floats

    def of(self, rows: Ints) -> Floats:
        """Variates of all moves of some trains, in order, shape (moves,)."""
        moves: Floats = self.variates[rows - self.first_row].ravel()
        return moves


@dataclass(frozen=True)
class TrainWork:
    """One kind of move at one place: boxes a train by flow, and variates unless constant."""

    boxes: dict[int, int]
    drawn: dict[int, DrawnMoves]

    def serve(
        self, servers: Servers, now: float, load: Sequence[Carried], column: Floats | None
    ) -> Finish:
        """When each row of a load is done, that is its last move, and the last of all.

        `column` has the variates of boxes that are rows of their own; None for constant work.
        """
        if len(load) == 1 and column is None and (alone := self.boxes.get(load[0].flow)):
            last = servers.serve_last(now, alone)
            return last, last
        each = self._moves_each(load)
        own = None if column is None else self._variates(load, column)
        moves = int(each.sum())
        finish, last = servers.serve(now, moves, own)
        rows_end: Floats = np.maximum.reduceat(all_of(finish, moves), each.cumsum() - each)
        return rows_end, last

    def _moves_each(self, load: Sequence[Carried]) -> Ints:
        each = [self.boxes.get(batch.flow, 1) for batch in load]
        return np.repeat(np.array(each, np.int64), [batch.n for batch in load])

    def _variates(self, load: Sequence[Carried], column: Floats) -> Floats:
        return np.concatenate(
            [
                self.drawn[batch.flow].of(each_of(batch.rows))
                if batch.flow in self.boxes
                else column[places_of(batch.rows)]
                for batch in load
            ]
        )
