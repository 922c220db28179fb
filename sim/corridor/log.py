"""Records of many events, packed: rows of numbers of one width."""

from __future__ import annotations

from array import array

import numpy as np

from sim.corridor.containers import Floats


class Log:
    """Rows of `width` numbers, a tenth of the memory of a list of tuples."""

    def __init__(self, width: int) -> None:
        self._width = width
        self._numbers = array("d")
        self.note = self._numbers.extend

    def rows(self) -> Floats:
        """All rows, shape (rows, width), not copied: nothing is noted while somebody holds them."""
        if not self._numbers:
            return np.empty((0, self._width))
        return np.frombuffer(self._numbers).reshape(-1, self._width)
