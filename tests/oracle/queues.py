"""Tracks, holding tracks, berths, paths and loading bans: where carriages wait."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import simpy

from sim.scenario.language import BanByDate, Cap, LoadingBan
from tests.oracle.clock import FIRST, Clock, Process
from tests.oracle.closures import Calendar
from tests.oracle.containers import Box, Consignment
from tests.oracle.servers import Order

Number = Callable[[float], float]


@dataclass(eq=False)
class Waiting:
    """A carriage that waits, with what it carries."""

    rank: Order  # priority, arrival, number
    boxes: list[Box]
    direction: str | None  # None: needs no slot
    granted: simpy.Event

    @property
    def arrival(self) -> float:
        return float(self.rank[1])


class Room:
    """So many carriages may stand here; the first that may go is next."""

    def __init__(self, clock: Clock, number: Number) -> None:
        self.clock, self.number = clock, number
        self.waiting: list[Waiting] = []
        self.standing = 0
        clock.places.append(self)

    def enter(self, rank: Order, boxes: list[Box], direction: str | None = None) -> Process:
        """Wait for a place; rank is priority, arrival and number."""
        waiting = Waiting(rank, boxes, direction, self.clock.event())
        self.waiting.append(waiting)
        self.clock.stir(self)
        return (yield waiting.granted)

    def leave(self) -> None:
        self.standing -= 1
        self.clock.stir(self)

    def settle(self) -> None:
        while self.standing < self.number(self.clock.now):
            able = [one for one in self.waiting if self.may_enter(one)]
            if not able:
                return
            self._grant(min(able, key=lambda one: one.rank))

    def may_enter(self, one: Waiting) -> bool:
        return True

    def entered(self, one: Waiting) -> None:
        """What follows when one has entered."""

    def _grant(self, one: Waiting) -> None:
        self.waiting.remove(one)
        self.standing += 1
        self.entered(one)
        one.granted.succeed(self.clock.now - one.arrival)


class Tracks(Room):
    """Tracks of a terminal, with a slot for each direction and hours of acceptance."""

    def __init__(
        self,
        clock: Clock,
        number: Number,
        trains_per_day: Callable[[str, float], float],
        acceptance: Callable[[str], Calendar],
        caps: Callable[[str, float], dict[str, Cap]],
    ) -> None:
        super().__init__(clock, number)
        self.trains_per_day, self.acceptance, self.caps = trains_per_day, acceptance, caps
        self.next_slot: dict[str | tuple[str, str], float] = {}

    def may_enter(self, one: Waiting) -> bool:
        """A departing train needs no slot and no hours of acceptance."""
        if one.direction is None:
            return True
        if not self.acceptance(one.direction).is_open(self.clock.now):
            return self._turned_away(one)
        slots = [one.direction, *((one.direction, cap) for cap in self._caps_over(one))]
        return all(self.clock.now >= self.next_slot.get(slot, -math.inf) for slot in slots)

    def entered(self, one: Waiting) -> None:
        if one.direction is not None:
            now = self.clock.now
            self._use_slot(one.direction, self.trains_per_day(one.direction, now))
            for name, cap in self._caps_over(one).items():
                self._use_slot((one.direction, name), cap.trains_per_day)

    def _use_slot(self, slot: str | tuple[str, str], per_day: float) -> None:
        self.next_slot[slot] = self.clock.now + 24 / per_day
        self.clock.wake(self, self.next_slot[slot])

    def _caps_over(self, one: Waiting) -> dict[str, Cap]:
        """The caps that name the flow of any box aboard."""
        flows = {box.flow for box in one.boxes}
        caps = self.caps(one.direction or "", self.clock.now)
        return {name: cap for name, cap in caps.items() if flows & set(cap.flows)}

    def _turned_away(self, one: Waiting) -> bool:
        for box in one.boxes:
            box.meet(0.0, closed=1.0)
        return False


class Berths(Room):
    """Berths of a port, taken while berthing is open."""

    def __init__(self, clock: Clock, number: Number, berthing: Calendar) -> None:
        super().__init__(clock, number)
        self.berthing = berthing
        self.taken = 0  # so far, to tell in which order vessels berthed

    def may_enter(self, one: Waiting) -> bool:
        if self.berthing.is_open(self.clock.now):
            return True
        for box in one.boxes:
            box.meet(0.0, closed=1.0)
        return False

    def _grant(self, one: Waiting) -> None:
        self.waiting.remove(one)
        self.standing += 1
        self.taken += 1
        one.granted.succeed(self.taken)


class Line:
    """One direction of a section: a path after the other."""

    def __init__(self, clock: Clock, headway_hours: Callable[[float], float]) -> None:
        self.clock, self.headway_hours = clock, headway_hours
        self.next_path = -math.inf
        self.waiting: list[tuple[Order, Any]] = []
        clock.places.append(self)

    def take_path(self, number: Order) -> Process:
        """Wait for the next path."""
        granted = self.clock.event()
        self.waiting.append(((self.clock.now, number), granted))
        self.clock.stir(self)
        path = yield granted
        yield self.clock.at(path)

    def settle(self) -> None:
        for (arrival, _), granted in sorted(self.waiting, key=lambda one: one[0]):
            path = max(arrival, self.next_path)
            self.next_path = path + self.headway_hours(path)
            granted.succeed(path)
        self.waiting = []


@dataclass(eq=False)
class Kept:
    """A consignment that one of the loading bans on its way keeps; it may go on when told."""

    consignment: Consignment
    boxes: list[Box]
    gates: list[Gate]
    allowed: simpy.Event


class Gate:
    """The loading ban of a terminal."""

    def __init__(self, clock: Clock, ban: LoadingBan, hours_of: Callable[[date], float]) -> None:
        self.clock, self.ban, self.hours_of = clock, ban, hours_of
        self.kept: list[Kept] = []
        self.on_the_way: set[Box] = set()
        self.stopped = False
        for end in sorted({hours_of(one.to) for one in self.days()}):
            if end > clock.start:
                clock.at(end).callbacks.append(lambda _: self._let_go())

    def pass_through(
        self, consignment: Consignment, boxes: list[Box], gates: list[Gate], days: float
    ) -> Process:
        """Wait at the origin until all gates, of which this is the first, allow to load; after
        some days for ever."""
        allowed = self.clock.event()
        one = Kept(consignment, boxes, gates, allowed)
        self.keep(one)
        if not allowed.triggered:  # or it goes on at once, before others of this instant choose
            if days < math.inf:
                patience = self.clock.at(self.clock.now + 24 * days, FIRST)
                patience.callbacks.append(lambda _: self._give_up(one))
            yield allowed

    def _give_up(self, one: Kept) -> None:
        """Who is still kept by a gate is so no more, and goes nowhere."""
        for gate in one.gates:
            if one in gate.kept:
                gate.kept.remove(one)
                for box in one.boxes:
                    box.gave_up = self.clock.now

    def keep(self, one: Kept) -> None:
        """Until loading is allowed; who comes when it is passes those that are not told yet."""
        if self.stops(one.consignment.flow):
            self.kept.append(one)
        else:
            self._pass_on(one)

    def count(self, boxes: list[Box]) -> None:
        """Boxes are on their way."""
        self.on_the_way |= set(boxes)
        if self._teu() >= self.ban.stops_at_teu:
            self.stopped = True

    def stops(self, flow: str) -> bool:
        """Whether a consignment of the flow would be kept now."""
        return self.stopped or self._banned_today(flow, self.clock.now)

    def gone(self, boxes: list[Box]) -> None:
        """Boxes have left the terminal or ended there; not all of them need have been counted."""
        self.on_the_way -= set(boxes)
        self._let_go()

    def _let_go(self) -> None:
        """At once: nobody competes for what a ban allows, so nothing is collected first."""
        now = self.clock.now
        if self._teu() <= self.ban.resumes_at_teu:
            self.stopped = False
        for one in list(self.kept):  # in the order in which they came
            if not self.stopped and not self._banned_today(one.consignment.flow, now):
                self.kept.remove(one)
                self._pass_on(one)

    def _pass_on(self, one: Kept) -> None:
        """To the next gate, or on its way, which all of them count."""
        ahead = one.gates[one.gates.index(self) + 1 :]
        if ahead:
            ahead[0].keep(one)
            return
        for gate in one.gates:
            gate.count(one.boxes)
        one.allowed.succeed()

    def days(self) -> list[BanByDate]:
        """The bans by date that are in force at some time."""
        return [ban for ban in self.ban.bans.values() if ban.active]

    def _banned_today(self, flow: str, now: float) -> bool:
        named = [ban for ban in self.days() if flow in ban.flows or not ban.flows]
        return any(self.hours_of(ban.from_) <= now < self.hours_of(ban.to) for ban in named)

    def _teu(self) -> float:
        return sum(box.teu for box in self.on_the_way)
