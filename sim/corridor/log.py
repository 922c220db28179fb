"""Records of many events, packed: rows of numbers of one width.

`sim/compiled/instead/log.py` stands in its place where the model is compiled.
"""

from __future__ import annotations

from struct import Struct

import numpy as np
from numpy.typing import NDArray

__all__ = ["Log"]

_two = Struct("2d").pack
_three = Struct("3d").pack
_four = Struct("4d").pack
_five = Struct("5d").pack


class Log:
    """Rows of `width` numbers, a tenth of the memory of a list of tuples.

    A row is noted as a whole, or in parts one after another.
    """

    __slots__ = ("_packed", "_width")

    def __init__(self, width: int) -> None:
        self._width = width
        self._packed = bytearray()

    def note_two(self, a: float, b: float) -> None:
        self._packed += _two(a, b)

    def note_three(self, a: float, b: float, c: float) -> None:
        self._packed += _three(a, b, c)

    def note_four(self, a: float, b: float, c: float, d: float) -> None:
        self._packed += _four(a, b, c, d)

    def note_five(self, a: float, b: float, c: float, d: float, e: float) -> None:
        self._packed += _five(a, b, c, d, e)

    def rows(self) -> NDArray[np.float64]:
        """All rows, shape (rows, width), not copied and not to be changed: nothing may be noted
        while somebody holds them."""
        return np.frombuffer(memoryview(self._packed).toreadonly()).reshape(-1, self._width)
