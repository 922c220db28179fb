"""Boxes that wait for a service: who takes them, and when."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import Any

import simpy

from tests.oracle.clock import Clock, Process
from tests.oracle.containers import Box, Consignment, Party, Train, Vessel, order_of
from tests.oracle.ferries import wagons_of
from tests.oracle.plan import Draws, Plan


@dataclass(frozen=True)
class Room:
    """What a carriage can still take."""

    teu: float
    tonnes: float


class Stock:
    """Boxes in the order in which they became ready; at one time by load, then by place."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.ready: list[Box] = []
        clock.places.append(self)

    def offer(self, box: Box) -> None:
        """From now on the box is ready to be taken."""
        self.ready.append(box)
        self.ready.sort(key=lambda one: (one.legs[one.leg]["ready"], *one.order))
        self.clock.stir(self)

    def take(self, room: Room) -> list[Box]:
        """From the head while both TEU and tonnes allow."""
        taken: list[Box] = []
        while self.ready and self.fits([*taken, self.ready[0]], room):
            taken.append(self.ready.pop(0))
        return taken

    def fits(self, boxes: list[Box], room: Room) -> bool:
        teu, tonnes = sum(b.teu for b in boxes), sum(b.tonnes for b in boxes)
        return teu <= room.teu and tonnes <= room.tonnes

    def settle(self) -> None:
        """Match what is ready with those that take it."""


class RailStock(Stock):
    """Waits for trains, formed together or pooled, from the service's first terminal."""

    def __init__(
        self, clock: Clock, plan: Plan, draws: Draws, service: str, start: Callable[[Train], None]
    ) -> None:
        super().__init__(clock)
        self.plan, self.draws, self.service, self.start = plan, draws, service, start
        self.trains = count()
        self.pooled = count()
        self.whole: dict[Box, Party] = {}  # of boxes that leave with their party or not at all
        self.look: Callable[[], None]

    def leave(self, party: Party) -> None:
        """The last box of a party is ready: it leaves, with what else is ready and fits.

        A train recorded as one leaves alone.
        """
        alone = party.boxes[0].by_train
        more = [] if alone else self.take(self._room_beside(party.boxes))
        self._form(party.boxes + more, party.consignment)

    def join(self, party: Party) -> None:
        """The last box of a party is ready: it waits for others, and is not split."""
        for position, box in enumerate(party.boxes):
            self.whole[box] = party
            box.order, box.joined = (party.order, position), self.clock.now
            self._append(box)

    def offer(self, box: Box) -> None:
        self._append(box)

    def _append(self, box: Box) -> None:
        self.ready.append(box)
        self.ready.sort(key=lambda one: (self._since(one), *one.order))
        self.clock.stir(self)

    def take(self, room: Room) -> list[Box]:
        """Whole parties, and boxes one by one, from the head while both TEU and tonnes allow."""
        taken: list[Box] = []
        while self.ready and self.fits([*taken, *self._first()], room):
            taken += self._take_first()
        return taken

    def settle(self) -> None:
        if self._rules().formation == "to_sailing":
            self.look()
            return
        while self._is_full() or self._has_waited():
            boxes = self.take(self._room_beside([]))
            self._form(boxes or self._take_first(), None)
        if self.ready:
            self.clock.wake(self, self._longest())

    def form_to_sailing(self, room: Callable[[], float], sent: set[Box]) -> None:
        """As pooled, but within the room of the sailing, and never less than the least load."""
        rail = self._rules()
        least = max(1.0, rail.least_load_teu)
        while sum(box.teu for box in self.ready) >= least:
            here = Room(min(rail.train_teu, room()), rail.train_tonnes)
            if here.teu < least:
                return
            teu, tonnes = sum(b.teu for b in self.ready), sum(b.tonnes for b in self.ready)
            full = here.teu - teu < 1 or tonnes > here.tonnes
            if not full and self.clock.now < self._longest():
                self.clock.wake(self, self._longest())
                return
            boxes = self.take(here)
            if not boxes:
                return
            sent.update(boxes)
            self._form(boxes, None)

    def _first(self) -> list[Box]:
        """The first box, or the party that it belongs to."""
        first = self.ready[0]
        return self.whole[first].boxes if first in self.whole else [first]

    def _take_first(self) -> list[Box]:
        boxes = list(self._first())
        self.ready = self.ready[len(boxes) :]
        for box in boxes:
            self.whole.pop(box, None)
        return boxes

    def _since(self, box: Box) -> float:
        """A party is ready when its last box is."""
        ready = box.joined if box in self.whole else box.legs[box.leg]["ready"]
        assert ready is not None
        return ready

    def _rules(self) -> Any:
        return self.plan.service(self.service, self.clock.now)

    def _form(self, boxes: list[Box], together: Consignment | None) -> None:
        if not boxes:
            raise ValueError(f"{self.service}: the first box fits no train")
        now = self.clock.now
        order = order_of(now, now, (self.service, "", next(self.trains)))
        if together:
            order = (now, *together.order[1:])
        number = 0 if together else next(self.pooled)
        hours = self._running(together, number)
        self.start(Train(self.service, boxes, order, hours, together, number))

    def _running(self, together: Consignment | None, number: int) -> Callable[[Any], float]:
        """A train kept together has the address of its consignment, others their number."""
        if together:
            name = ("running", self.service, together.flow, together.key)
            return lambda hours: self.draws.hours(together.number, hours, *name)
        return lambda hours: self.draws.hours(number, hours, "running", self.service)

    def _room_beside(self, boxes: list[Box]) -> Room:
        rail = self.plan.service(self.service, self.clock.now)
        teu, tonnes = sum(b.teu for b in boxes), sum(b.tonnes for b in boxes)
        return Room(rail.train_teu - teu, rail.train_tonnes - tonnes)

    def _is_full(self) -> bool:
        room = self._room_beside(self.ready)
        return room.teu < 1 or room.tonnes < 0

    def _has_waited(self) -> bool:
        if not self.ready or self.clock.now < self._longest():
            return False
        least = self.plan.service(self.service, self.clock.now).least_load_teu
        return bool(sum(box.teu for box in self.ready) >= least)

    def _longest(self) -> float:
        return self._since(self.ready[0]) + float(self._rules().longest_wait_hours)


class CarrierStock(Stock):
    """Waits for the departures of a common carrier."""

    def __init__(self, clock: Clock, plan: Plan, service: str) -> None:
        super().__init__(clock)
        self.plan, self.service = plan, service
        self.departing: list[simpy.Event] = []

    def departure(self) -> Process:
        """What a departure takes at the end of this instant."""
        taken = self.clock.event()
        self.departing.append(taken)
        self.clock.stir(self)
        return (yield taken)

    def settle(self) -> None:
        for departing in self.departing:
            slots = self.plan.service(self.service, self.clock.now).slots_teu
            departing.succeed(self.take(Room(slots, float("inf"))))
        self.departing = []


class SeaStock(Stock):
    """Waits for vessels at one port of a sea service."""

    def __init__(self, clock: Clock, plan: Plan, service: str) -> None:
        super().__init__(clock)
        self.plan, self.service = plan, service
        self.looking: list[tuple[Vessel, simpy.Event]] = []
        self.waiting: set[simpy.Event] = set()  # looked already and found too little

    def look(self, vessel: Vessel) -> Process:
        """What the vessel loads next, nothing when it is to sail."""
        cargo = self.clock.event()
        self.looking.append((vessel, cargo))
        self.clock.stir(self)
        return (yield cargo)

    def settle(self) -> None:
        """Vessels look in the order in which they berthed."""
        for vessel, cargo in sorted(self.looking, key=lambda one: one[0].berthed):
            asks_anew = cargo not in self.waiting
            if vessel.looked and asks_anew and (vessel.full or self._done(vessel)):
                self._answer(vessel, cargo, [])
                continue
            vessel.looked = True
            self.waiting.add(cargo)
            boxes = self.take(self._room(vessel))
            vessel.full = bool(self.ready)  # the head of the queue did not fit
            if boxes or vessel.full or self._done(vessel):
                self._answer(vessel, cargo, boxes)
            else:
                self.clock.wake(self, self._leave_by(vessel))

    def _answer(self, vessel: Vessel, cargo: simpy.Event, boxes: list[Box]) -> None:
        self.looking.remove((vessel, cargo))
        cargo.succeed(boxes)

    def _done(self, vessel: Vessel) -> bool:
        """No TEU is free, or it has waited long enough and has its least load."""
        if self._room(vessel).teu < 1:
            return True
        least = self._said(vessel, "least_load_teu", self.clock.now)
        return self.clock.now >= self._leave_by(vessel) and vessel.teu >= least

    def _leave_by(self, vessel: Vessel) -> float:
        return vessel.unloaded + self._said(vessel, "longest_wait_hours", vessel.unloaded)

    def _said(self, vessel: Vessel, key: str, time: float) -> float:
        """What the call at this port says, else what the service says for both ports."""
        sea = self.plan.service(self.service, time)
        call = sea.calls.get(vessel.port)
        own = getattr(call, key, None)
        return float(getattr(sea, key) if own is None else own)

    def _room(self, vessel: Vessel) -> Room:
        kind = self.plan.service(self.service, self.clock.now).vessels[vessel.kind]
        tonnes = kind.tonnes * self.draught_factor()
        return Room(kind.teu - self._stowed(vessel), tonnes - vessel.tonnes)

    def _stowed(self, vessel: Vessel) -> float:
        """TEU of deck that is taken; on a ferry that of whole wagons, string by string."""
        per_wagon = self.plan.fixed(self.service).teu_per_wagon
        if per_wagon is None:
            return vessel.teu
        return float(per_wagon * sum(wagons_of(one, per_wagon) for one in vessel.strings))

    def draught_factor(self) -> float:
        """The shallower port decides, at its depth of today."""
        network = self.plan.at(self.clock.now)
        ports = network.services[self.service].between  # type: ignore[union-attr]
        quays = [network.terminals[port].quay for port in ports]
        return min(quay.draught_factor for quay in quays if quay)
