"""The yard: room in TEU, reserved before a carriage begins to unload."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import simpy

from tests.oracle.clock import Clock, Process
from tests.oracle.containers import Box
from tests.oracle.servers import Order


@dataclass(eq=False)
class Need:
    """A carriage that waits for room."""

    order: Order
    teu: dict[str, float]  # by part of the yard
    give_up: float
    answer: simpy.Event


class Yard:
    """Parts by direction, or the one part `all` that the other directions share."""

    def __init__(self, clock: Clock, limits: Callable[[float], dict[str, float]]) -> None:
        self.clock, self.limits = clock, limits
        self.used: dict[str, float] = {}
        self.queue: list[Need] = []
        self.inside: dict[Box, str] = {}
        clock.places.append(self)

    def reserve(self, boxes: list[Box], number: Order, patience: float = math.inf) -> Process:
        """Wait for room for all of these at once; false when patience ends before.

        A load that needs no limited part does not queue.
        """
        now = self.clock.now
        need = Need((now, number), self._by_part(boxes), now + patience, self.clock.event())
        if not need.teu.keys() & self.limits(now).keys():
            return True
        self.queue.append(need)
        self.clock.stir(self)
        self.clock.wake(self, need.give_up)
        granted = yield need.answer
        if granted:
            self.inside |= {box: self.part(box.direction) for box in boxes}
        return granted

    def release(self, boxes: list[Box]) -> None:
        """Loading has ended; boxes that began here took no room."""
        for box in boxes:
            if box in self.inside:
                self.used[self.inside.pop(box)] -= box.teu
                self.clock.stir(self)

    def settle(self) -> None:
        """First come first served in each part: who must wait keeps later ones out."""
        held: set[str] = set()
        for need in sorted(self.queue, key=lambda one: one.order):
            if not held & set(need.teu) and self.has_room(need):
                self.grant(need)
                self.answer(need, True)
            elif self.clock.now >= need.give_up:
                self.answer(need, False)
            else:
                held |= set(need.teu)

    def has_room(self, need: Need) -> bool:
        limits = self.limits(self.clock.now)
        return all(
            self.used.get(part, 0.0) + teu <= limits.get(part, math.inf)
            for part, teu in need.teu.items()
        )

    def grant(self, need: Need) -> None:
        for part, teu in need.teu.items():
            self.used[part] = self.used.get(part, 0.0) + teu

    def answer(self, need: Need, granted: bool) -> None:
        self.queue.remove(need)
        need.answer.succeed(granted)

    def part(self, direction: str) -> str:
        return direction if direction in self.limits(self.clock.now) else "all"

    def _by_part(self, boxes: list[Box]) -> dict[str, float]:
        teu: dict[str, float] = {}
        for box in boxes:
            part = self.part(box.direction)
            teu[part] = teu.get(part, 0.0) + box.teu
        return teu
