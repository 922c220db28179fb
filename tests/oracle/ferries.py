"""Wagons over the ramp of a berth: one process each, and the boxes stay on them."""

from __future__ import annotations

import math
from collections.abc import Callable

from tests.oracle.clock import Clock, Process
from tests.oracle.containers import Box, Tally
from tests.oracle.servers import Hours, Order, Workers


def wagons_of(boxes: list[Box], teu_per_wagon: int) -> int:
    """Wagons that carry these boxes."""
    return math.ceil(sum(box.teu for box in boxes) / teu_per_wagon)


class Crossing:
    """So many wagons roll over a ramp; the boxes have crossed when the last one has."""

    def __init__(
        self, clock: Clock, ramp: Workers, wagons: int, hours: Callable[[float], float]
    ) -> None:
        self.clock, self.ramp, self.hours = clock, ramp, hours
        self.left = range(wagons)
        self.tally = Tally(clock, wagons)

    def serve(self, who: Box, order: Order, direction: str, hours: Hours) -> Process:
        """The first box that asks sets the wagons in motion."""
        wagons, self.left = self.left, range(0)
        for number in wagons:
            self.clock.env.process(self._roll(number, direction))
        yield self.tally.done
        return 0.0, 0.0

    def _roll(self, number: int, direction: str) -> Process:
        yield from self.ramp.serve(self, ((), number), direction, self.hours)
        self.tally.one()
