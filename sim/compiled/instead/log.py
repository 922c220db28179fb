"""`sim/corridor/log.py` to be compiled: the same rows, in a vector that the compiler knows."""

from __future__ import annotations

import numpy as np
from librt.vecs import append, vec
from numpy.typing import NDArray

__all__ = ["Log"]


class Log:
    """Rows of `width` numbers."""

    __slots__ = ("_packed", "_width")

    def __init__(self, width: int) -> None:
        self._width = width
        self._packed: vec[float] = vec[float]()

    def note_two(self, a: float, b: float) -> None:
        self._packed = append(append(self._packed, a), b)

    def note_three(self, a: float, b: float, c: float) -> None:
        self._packed = append(append(append(self._packed, a), b), c)

    def note_four(self, a: float, b: float, c: float, d: float) -> None:
        self.note_two(a, b)
        self.note_two(c, d)

    def rows(self) -> NDArray[np.float64]:
        return np.frombuffer(memoryview(self._packed)).reshape(-1, self._width)
