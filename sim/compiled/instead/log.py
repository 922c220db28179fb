"""`sim/corridor/log.py` to be compiled: the same bytes, by way of vectors of plain numbers."""

from __future__ import annotations

from typing import Final

import numpy as np
from librt.vecs import append, vec
from mypy_extensions import i64
from numpy.typing import NDArray

__all__ = ["Log"]

AT_A_TIME: Final[i64] = 512  # numbers; a vector that grew on and on would be copied again and again


class Log:
    """Rows of `width` numbers."""

    __slots__ = ("_latest", "_packed", "_width")

    def __init__(self, width: int) -> None:
        self._width = width
        self._latest: vec[float] = vec[float]()
        self._packed = bytearray()

    def note_two(self, a: float, b: float) -> None:
        self._latest = append(append(self._latest, a), b)
        if len(self._latest) >= AT_A_TIME:
            self._pack()

    def note_three(self, a: float, b: float, c: float) -> None:
        self._latest = append(append(append(self._latest, a), b), c)
        if len(self._latest) >= AT_A_TIME:
            self._pack()

    def note_four(self, a: float, b: float, c: float, d: float) -> None:
        self.note_two(a, b)
        self.note_two(c, d)

    def note_five(self, a: float, b: float, c: float, d: float, e: float) -> None:
        self.note_two(a, b)
        self.note_three(c, d, e)

    def rows(self) -> NDArray[np.float64]:
        self._pack()
        return np.frombuffer(memoryview(self._packed).toreadonly()).reshape(-1, self._width)

    def _pack(self) -> None:
        if len(self._latest) > 0:  # else somebody may hold the rows
            self._packed += memoryview(self._latest)
            self._latest = vec[float]()
