"""Acceptance caps: trains of named flows are admitted a headway of their own apart."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from sim.corridor.admission import HOURS_PER_DAY, Admission, Gate, Way
from sim.corridor.calendars import Dated
from sim.corridor.containers import Carried


class Cap:
    """Slots of the trains that carry some flows (indices)."""

    def __init__(self, name: str, flows: frozenset[int], per_day: Dated[float]) -> None:
        self.name = name
        self.next_slot = -math.inf
        self._flows = flows
        self._per_day = per_day

    def holds(self, load: Iterable[Carried]) -> bool:
        return any(batch.flow in self._flows for batch in load)

    def passed(self, time: float) -> None:
        self.next_slot = time + HOURS_PER_DAY / self._per_day.at(time)


class CappedGate(Way):
    """A queue of its own for trains under the same caps, so that it does not stop the others.

    It opens when the gate of its direction and every cap have a slot, and uses up one of each.
    """

    def __init__(self, gate: Gate, caps: Iterable[Cap]) -> None:
        super().__init__()
        self._gate = gate
        self._caps = tuple(caps)

    def opens(self, now: float) -> float:
        for cap in self._caps:
            now = max(now, cap.next_slot)
        return self._gate.opens(now)

    def passed(self, time: float) -> None:
        self._gate.passed(time)
        for cap in self._caps:
            cap.passed(time)


class Caps:
    """The caps of one direction, and the gates of the trains that they hold."""

    def __init__(self, direction: str, gate: Gate, caps: Iterable[Cap]) -> None:
        self._direction = direction
        self._gate = gate
        self._caps = tuple(caps)
        gate.free = False  # unlimited slots for all, and yet trains have to be counted

    def gate(self, load: Sequence[Carried], tracks: Admission) -> str:
        """The gate that a train has to pass; put up when the first train under its caps comes."""
        caps = [cap for cap in self._caps if cap.holds(load)]
        if not caps:
            return self._direction
        name = " ".join((self._direction, *(cap.name for cap in caps)))
        if not tracks.has(name):
            tracks.put_up(name, CappedGate(self._gate, caps))
        return name
