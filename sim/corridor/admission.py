"""Admission to tracks and berths: places, slots and opening times, by priority."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from heapq import heappop, heappush
from typing import Any, Final

import numpy as np

from sim.corridor.arrays import Floats
from sim.corridor.by_time import ByTime
from sim.corridor.calendars import Calendar, Dated
from sim.corridor.clock import Clock
from sim.corridor.containers import Order
from sim.corridor.log import Log
from sim.corridor.moments import Moment
from sim.corridor.settling import Settling

Request = tuple[Any, ...]
"""Priority, when it came, order, and the event that it may pass."""

HOURS_PER_DAY: Final = 24.0


class Way:
    """What a queue of vehicles waits for; `free` where nobody ever does."""

    def __init__(self) -> None:
        self.queue: list[Request] = []
        self.free = False

    def opens(self, now: float) -> float:
        """The earliest time from now on at which the next vehicle may pass."""
        raise NotImplementedError

    def passed(self, time: float) -> None:
        """A vehicle passed."""
        raise NotImplementedError


class Gate(Way):
    """One way in: a calendar, and slots a fixed headway apart."""

    def __init__(self, per_day: Dated[float], calendar: Calendar) -> None:
        super().__init__()
        self._per_day = per_day
        self._calendar = calendar
        self._next_slot = -math.inf
        self.free = min(per_day.values) == math.inf and calendar.is_empty
        self.least_headway_hours = HOURS_PER_DAY / max(per_day.values)

    def opens(self, now: float) -> float:
        slot = now if now > self._next_slot else self._next_slot
        return self._calendar.next_open(slot)

    def passed(self, time: float) -> None:
        self._next_slot = time + HOURS_PER_DAY / self._per_day.at(time)


class Admission:
    """Places behind one or more gates; first by priority, then arrival, then order."""

    def __init__(self, clock: Clock, places: Dated[float], gates: Mapping[str, Way]) -> None:
        self._clock = clock
        self._places = places
        self._gates = dict(gates)
        self._settling = Settling(clock, self._settle)
        self.free_to_all = min(places.values) == math.inf and all(g.free for g in gates.values())
        self._entered: dict[Order, float] = {}
        self._leaving = ByTime()  # who said when it would leave
        self._waiting = 0
        self._stays = Log(width=2)
        for time in places.changes():
            self._settling.touch_at(time)

    @property
    def inside(self) -> int:
        self._clear(self._clock.now)
        return len(self._entered)

    def has(self, gate: str) -> bool:
        return gate in self._gates

    def put_up(self, name: str, gate: Way) -> None:
        """One more gate, before which nobody stands yet."""
        self._gates[name] = gate

    def enter(self, gate: str, order: Order, priority: int = 0) -> Moment | None:
        """Enter at once, or at the event: a place is free and the gate is open to this vehicle."""
        if self.free_to_all:
            return None
        granted = Moment()
        if not self._clock.is_alone():
            self.ask(gate, order, priority, granted)
        elif self.ask_alone(gate, order, priority, granted):
            return None
        return granted

    def ask(self, gate: str, order: Order, priority: int, granted: Moment) -> None:
        """Let an event happen when a place is free and the gate is open to this vehicle."""
        heappush(self._gates[gate].queue, (priority, self._clock.now, order, granted))
        self._waiting += 1
        self._settling.touch()

    def ask_alone(self, gate: str, order: Order, priority: int, granted: Moment) -> bool:
        """As `ask` for who comes alone at an instant; true if it may enter at once.

        Others may wait, but at other gates, and these are closed: who could enter has done so.
        """
        now, way = self._clock.now, self._gates[gate]
        self._clear(now)
        behind = bool(way.queue)
        if not behind and not self._is_full(now) and way.opens(now) <= now:
            way.passed(now)
            self._entered[order] = now
            return True
        heappush(way.queue, (priority, now, order, granted))
        self._waiting += 1
        if not behind:
            self._settle(now)
        return False

    def leave(self, order: Order) -> None:
        """Give the place back."""
        if self.free_to_all:
            return
        # While a place is free whoever waits does so for a gate, and is told when that opens.
        was_full = self._is_full(self._clock.now)
        self._stays.note_two(self._entered.pop(order), self._clock.now)
        if self._waiting and was_full:
            self._settling.touch()

    def leave_at(self, order: Order, time: float) -> None:
        """Give the place back at a time, now or later; no event is needed where nobody waits."""
        if self.free_to_all:
            return
        self._leaving.put(time, order, order)
        if self._waiting and self._is_full(self._clock.now):
            self._settling.touch()

    def all_stays(self, end: float) -> Floats:
        """When vehicles were inside, from and to, shape (stays, 2); at most to the end."""
        self._clear(math.nextafter(end, -math.inf))
        lasting = [(enter, end) for enter in self._entered.values()]
        return np.concatenate([self._stays.rows(), np.array(lasting).reshape(-1, 2)])

    def orders(self) -> list[Order]:
        """Who is inside."""
        self._clear(self._clock.now)
        return list(self._entered)

    def waiting(self) -> list[Order]:
        """Who stands before the gates."""
        return [order for gate in self._gates.values() for _, _, order, _ in gate.queue]

    def waiting_since(self) -> Iterator[tuple[Order, float]]:
        """Who stands before the gates, and since when."""
        for gate in self._gates.values():
            yield from ((order, since) for _, since, order, _ in gate.queue)

    def places_at(self, time: float) -> float:
        """Places that are there at a time."""
        return self._places.at(time)

    def places_at_each(self, times: Floats) -> Floats | float:
        """Places that were there at some times, shape of times, or the one number at all times."""
        return self._places.each(times)

    def lets_pass(self, gate: str) -> bool:
        """Whether some who might pass a gate have a queue of their own, which holds up no other."""
        return any(name.startswith(f"{gate} ") for name in self._gates)

    def least_headway_hours(self, gate: str) -> float:
        """Hours between two who pass a gate, on the date with the most of them."""
        way = self._gates[gate]
        return way.least_headway_hours if isinstance(way, Gate) else 0.0

    def _is_full(self, now: float) -> bool:
        return float(len(self._entered)) >= self._places.at(now)

    def _settle(self, now: float) -> None:
        self._clear(now)
        while self._waiting and not self._is_full(now):
            first = self._first(now)
            if first is None:
                return
            self._admit(first, now)
        leaves = self._leaving.first()
        if self._waiting and leaves < math.inf:
            self._settling.touch_at(leaves)

    def _clear(self, now: float) -> None:
        """Who said when it would leave has left by now."""
        time = self._leaving.first()
        while time <= now:
            self._stays.note_two(self._entered.pop(self._leaving.take()), time)
            time = self._leaving.first()

    def _first(self, now: float) -> Way | None:
        """The open gate before which the first vehicle stands; if none, look when one opens."""
        first, opens = None, math.inf
        for gate in self._gates.values():
            if not gate.queue:
                continue
            opening = gate.opens(now)
            if opening > now:
                opens = min(opens, opening)
            elif first is None or gate.queue[0] < first.queue[0]:
                first = gate
        if first is None:
            self._settling.touch_at(opens)
        return first

    def _admit(self, gate: Way, now: float) -> None:
        first: Request = heappop(gate.queue)
        order = first[2]
        gate.passed(now)
        self._waiting -= 1
        self._entered[order] = now
        self._clock.answer(first[3])
