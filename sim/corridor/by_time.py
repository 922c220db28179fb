"""Things in order of time.

`sim/compiled/instead/by_time.py` stands in its place where the model is compiled.
"""

from __future__ import annotations

import math
from heapq import heappop, heappush
from typing import Any

__all__ = ["ByTime"]


class ByTime:
    """Things by time; of two of one time the one with the lesser tie comes first. Ties differ."""

    def __init__(self) -> None:
        self._heap: list[Any] = []

    def put(self, time: float, tie: Any, thing: Any) -> None:
        heappush(self._heap, (time, tie, thing))

    def first(self) -> float:
        """The time of the first thing; infinity when there is none."""
        return self._heap[0][0] if self._heap else math.inf

    def take(self) -> Any:
        """The first thing, which is here no longer."""
        return heappop(self._heap)[2]

    def things(self) -> list[Any]:
        """All things, in no order."""
        return [thing for _, _, thing in self._heap]
