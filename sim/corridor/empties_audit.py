"""The audit of empty boxes: a ledger of its own of what came to each stock and what left it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from sim.errors import ModelError


class Told(NamedTuple):
    """What a stock and the columns say at the end of the run, in boxes.

    `back`: empties that have set out from here. `left` and `born`: of the flows that draw from the
    stock, boxes that have left the origin, and boxes that there are.
    """

    terminal: str
    standing: int
    back: int
    left: int
    born: int


class EmptiesAudit:
    """Boxes that came to stand are taken, have travelled back, or stand there."""

    def __init__(self) -> None:
        self._standing: Counter[str] = Counter()
        self._taken: Counter[str] = Counter()
        self._back: Counter[str] = Counter()

    def came(self, terminal: str, number: int) -> None:
        self._standing[terminal] += number

    def taken(self, terminal: str, number: int) -> None:
        """Raises ModelError when there are not as many."""
        self._taken[terminal] += number
        self._out(terminal, number)

    def went_back(self, terminal: str, number: int) -> None:
        """Raises ModelError when there are not as many."""
        self._back[terminal] += number
        self._out(terminal, number)

    def breaches(self, stocks: Iterable[Told]) -> Iterator[str]:
        """What is not as it should be at the end of the run."""
        for terminal, standing, back, left, born in stocks:
            counted = self._standing[terminal]
            if standing != counted:
                yield f"{terminal}: counted {counted} empties, {standing} stand there"
            if back != self._back[terminal]:
                yield f"{terminal}: {self._back[terminal]} empties went back, columns say {back}"
            if not left <= self._taken[terminal] <= born:
                took = self._taken[terminal]
                yield f"{terminal}: {took} empties taken for {left} boxes sent of {born}"

    def _out(self, terminal: str, number: int) -> None:
        self._standing[terminal] -= number
        if self._standing[terminal] < 0:
            raise ModelError(f"{-self._standing[terminal]} empties left {terminal} that never came")
