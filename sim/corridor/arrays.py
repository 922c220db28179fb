"""Arrays and what they are called, and rows of columns."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Codes = NDArray[np.int32]


class Range:
    """Rows that follow one another: from the first up to, and not including, the last."""

    __slots__ = ("first", "last")

    def __init__(self, first: int, last: int) -> None:
        self.first = first
        self.last = last


Rows = Range | Ints
"""Rows of the columns: a run where they follow one another, else an array."""


def places_of(rows: Rows) -> slice | Ints:
    """What takes these rows out of an array."""
    return slice(rows.first, rows.last) if isinstance(rows, Range) else rows


def first_of(rows: Rows) -> int:
    """The first of some rows."""
    return rows.first if isinstance(rows, Range) else int(rows[0])


def row_at(rows: Rows, place: int) -> int:
    """The row at a place among some rows."""
    return rows.first + place if isinstance(rows, Range) else rows.item(place)


def each_of(rows: Rows) -> Ints:
    """Rows one by one, shape (n,)."""
    return np.arange(rows.first, rows.last) if isinstance(rows, Range) else rows


def parted(rows: Rows, n: int) -> tuple[Rows, Rows]:
    """The first n of some rows, and the others."""
    if isinstance(rows, Range):
        middle = rows.first + n
        return Range(rows.first, middle), Range(middle, rows.last)
    return rows[:n], rows[n:]
