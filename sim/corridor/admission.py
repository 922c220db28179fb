"""Admission to tracks and berths: places, slots and opening times, by priority."""

from __future__ import annotations

import math
from collections.abc import Generator, Iterator, Mapping
from heapq import heappop, heappush
from typing import Any, Protocol

import numpy as np
from simpy.events import Event

from sim.corridor.calendars import Calendar, Dated
from sim.corridor.clock import Clock, Moment
from sim.corridor.containers import Floats, Order
from sim.corridor.log import Log
from sim.corridor.settling import Settling

Request = tuple[int, float, Order, Moment]
HOURS_PER_DAY = 24.0


class Gate:
    """One way in: a calendar, and slots a fixed headway apart."""

    def __init__(self, per_day: Dated[float], calendar: Calendar) -> None:
        self._per_day = per_day
        self._calendar = calendar
        self._next_slot = -math.inf
        self.queue: list[Request] = []
        self.free = min(per_day.values) == math.inf and not calendar.intervals()

    def opens(self, now: float) -> float:
        """The earliest time from now on at which the next vehicle may pass."""
        slot = now if now > self._next_slot else self._next_slot
        return self._calendar.next_open(slot)

    def passed(self, time: float) -> None:
        self._next_slot = time + HOURS_PER_DAY / self._per_day.at(time)


class Way(Protocol):
    """What a queue of vehicles waits for."""

    queue: list[Request]
    free: bool

    def opens(self, now: float) -> float:
        """The earliest time from now on at which the next vehicle may pass."""

    def passed(self, time: float) -> None:
        """A vehicle passed."""


class Admission:
    """Places behind one or more gates; first by priority, then arrival, then order."""

    def __init__(self, clock: Clock, places: Dated[float], gates: Mapping[str, Way]) -> None:
        self._clock = clock
        self._places = places
        self._gates = dict(gates)
        self._settling = Settling(clock, self._settle)
        self._free_to_all = min(places.values) == math.inf and all(g.free for g in gates.values())
        self._entered: dict[Order, float] = {}
        self._waiting = 0
        self._stays = Log(width=2)
        for time in places.changes():
            self._settling.touch_at(time)

    @property
    def inside(self) -> int:
        return len(self._entered)

    def has(self, gate: str) -> bool:
        return gate in self._gates

    def put_up(self, name: str, gate: Way) -> None:
        """One more gate, before which nobody stands yet."""
        self._gates[name] = gate

    def enter(self, gate: str, order: Order, priority: int = 0) -> Generator[Event, Any, None]:
        """Wait until a place is free and the gate is open to this vehicle."""
        if self._free_to_all:
            return
        if not self._waiting and self._clock.alone() and self._passes(self._gates[gate], order):
            return
        granted = Moment()
        request = (priority, self._clock.now, order, granted)
        heappush(self._gates[gate].queue, request)
        self._waiting += 1
        self._settling.touch()
        yield granted

    def leave(self, order: Order) -> None:
        """Give the place back."""
        if self._free_to_all:
            return
        self._stays.note((self._entered.pop(order), self._clock.now))
        if self._waiting:
            self._settling.touch()

    def all_stays(self, end: float) -> Floats:
        """When vehicles were inside, from and to, shape (stays, 2); at most to the end."""
        lasting = [(enter, end) for enter in self._entered.values()]
        return np.concatenate([self._stays.rows(), np.array(lasting).reshape(-1, 2)])

    def orders(self) -> list[Order]:
        """Who is inside."""
        return list(self._entered)

    def waiting(self) -> list[Order]:
        """Who stands before the gates."""
        return [order for gate in self._gates.values() for _, _, order, _ in gate.queue]

    def waiting_since(self) -> Iterator[tuple[Order, float]]:
        """Who stands before the gates, and since when."""
        for gate in self._gates.values():
            yield from ((order, since) for _, since, order, _ in gate.queue)

    def places_at(self, time: float) -> float:
        """Places that were there at a time."""
        return self._places.at(time)

    def _passes(self, gate: Way, order: Order) -> bool:
        """Let a vehicle in that finds nobody before it, a free place and an open gate."""
        now = self._clock.now
        if len(self._entered) >= self._places.at(now) or gate.opens(now) > now:
            return False
        gate.passed(now)
        self._entered[order] = now
        return True

    def _settle(self, now: float) -> None:
        places = self._places.at(now)
        while self._waiting and len(self._entered) < places:
            first = self._first(now)
            if first is None:
                return
            self._admit(first, now)

    def _first(self, now: float) -> Way | None:
        """The open gate before which the first vehicle stands; if none, look when one opens."""
        first, opens = None, math.inf
        for gate in self._gates.values():
            if not gate.queue:
                continue
            opening = gate.opens(now)
            if opening > now:
                opens = min(opens, opening)
            elif first is None or gate.queue[0][:3] < first.queue[0][:3]:
                first = gate
        if first is None:
            self._settling.touch_at(opens)
        return first

    def _admit(self, gate: Way, now: float) -> None:
        _, _, order, granted = heappop(gate.queue)
        gate.passed(now)
        self._waiting -= 1
        self._entered[order] = now
        self._clock.answer(granted)
