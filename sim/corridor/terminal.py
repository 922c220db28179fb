"""A terminal: where loads are taken off, cleared, kept and put on again."""

from __future__ import annotations

import math
from collections.abc import Callable, Generator
from typing import Any, Final

from sim.corridor.admission import Admission
from sim.corridor.arrays import first_of
from sim.corridor.audit import Audit
from sim.corridor.caps import Caps
from sim.corridor.clearance import Case, Control, WholeTrain
from sim.corridor.clock import Clock
from sim.corridor.columns import Column
from sim.corridor.containers import FEW_BATCHES, Batch, Carriage, Order, Voyage, count, joined
from sim.corridor.cranes import Cranes, RailCranes
from sim.corridor.inspection import Part
from sim.corridor.journal import Journal
from sim.corridor.moments import Event, Moment
from sim.corridor.routing import Routing
from sim.corridor.times import Finish, Times, all_of, one_or_each, part_of
from sim.corridor.yard import Stock, YardRoom

DEPARTING: Final = "departing"
ALL: Final = "all"


class Formed:
    """Boxes of a train that is formed, in the yard until it can be loaded."""

    __slots__ = ("batches", "service")

    def __init__(self, service: str, batches: list[Batch]) -> None:
        self.service = service
        self.batches = batches


class Terminal:
    """One place. Trains and vessels are unloaded alike; boxes then wait for a service."""

    def __init__(self, name: str, clock: Clock, routing: Routing, journal: Journal) -> None:
        self.name = name
        self.tracks: Admission
        self.caps: dict[str, Caps] = {}
        self.holding: dict[str, Admission] = {}  # by direction, where they are finite
        self.berths: Admission
        self.rail_cranes: RailCranes | None = None
        self.loads_trains = False
        self.passing: frozenset[int] = frozenset()
        self.formed: dict[Formed, None] = {}  # sets in the order of coming
        self.unequipped: dict[Formed, None] = {}
        self.rooms: dict[str, YardRoom] = {}
        self.controls: dict[str, Control] = {}
        self.stocks: dict[str, Stock] = {}
        self.pass_on: Callable[[Carriage, str, list[tuple[Batch, Finish]]], None]
        self.on_gone: Callable[[list[Batch]], None] | None = None
        self.audit: Audit
        self._clock = clock
        self._routing = routing
        self._boxes = journal.boxes

    def gate(self, direction: str, voyage: Voyage) -> str:
        """The gate to the tracks before which a train of a direction stands."""
        caps = self.caps.get(direction)
        return caps.gate(voyage.load, self.tracks) if caps else direction

    def unload(
        self, carriage: Carriage, cranes: Cranes | None, patience: float = math.inf
    ) -> Generator[Event, Any, bool]:
        """Take all boxes off; False when the yard had no room within `patience` hours."""
        if self.rooms:
            carriage.asked(self._clock.now)
            if waits := self._reserve(carriage, patience):
                yield waits
                if not waits._value:
                    return False
        carriage.started(start := self._clock.now)
        finish: Finish = (start, start)
        if cranes:
            asked = cranes.unload(carriage.load, carriage.order)
            if isinstance(asked, Moment):
                yield asked
                asked = asked._value
            finish = asked
        unloaded, last = finish
        load = carriage.load
        if len(load) == 1:
            cases = [self._begin(carriage, load[0], unloaded, 0)]
        else:
            leg = self._routing.legs[carriage.service][load[0].flow]
            parts = _apart(load, unloaded, self._boxes.unloaded[leg])
            cases = [self._begin(carriage, *part) for part in parts]
        if last > start:
            yield self._clock.at(last)
        carriage.ended(self._clock.now)
        self._pass_on(carriage, cases)
        return True

    def load(
        self, voyage: Voyage, batches: list[Batch], cranes: Cranes
    ) -> Generator[Event, Any, None]:
        """Put boxes on a carriage; their places in the yard are free when all are on."""
        start, batches = self._clock.now, self._joined(voyage.service, batches)
        asked = cranes.load(batches, voyage.order)
        if isinstance(asked, Moment):
            yield asked
            asked = asked._value
        loaded, last = asked
        self._put_on(voyage, batches, start, loaded)
        if last > start:
            yield self._clock.at(last)
        self._release(voyage.service, batches)

    def load_at_once(self, voyage: Voyage, batches: list[Batch]) -> None:
        """Put boxes on a carriage without cranes and without delay."""
        now, batches = self._clock.now, self._joined(voyage.service, batches)
        self._put_on(voyage, batches, now, now)
        self._release(voyage.service, batches)

    def _joined(self, service: str, batches: list[Batch]) -> list[Batch]:
        """What is put on a carriage of a service, in few batches."""
        if len(batches) == 1:
            return batches
        leg = self._boxes.loading[self._routing.legs[service][batches[0].flow]]
        return joined(batches, in_runs=leg.voyage.alone is None)

    def _put_on(self, voyage: Voyage, batches: list[Batch], start: float, loaded: Times) -> None:
        """Note boxes as loaded; `loaded` are their times."""
        loading, legs = self._boxes.loading, self._routing.legs[voyage.service]
        number, first = voyage.number, batches[0]
        leg = loading[legs[first.flow]]
        if len(batches) == 1:
            leg.note(first.rows, number, start, loaded)
        else:
            for batch, times, _ in _apart(batches, loaded, leg.loaded):
                loading[legs[batch.flow]].note(batch.rows, number, start, times)
        voyage.take(batches)
        self.audit.loaded(voyage, count(batches))

    def offer(self, service: str, batch: Batch, ready: Times, load: Order) -> None:
        """Boxes of a load wait here for a service from these times on."""
        self._boxes.ready[self._routing.legs[service][batch.flow]].note(batch.rows, ready)
        stock = self.stocks[service]
        if isinstance(ready, float):
            stock.offer(batch, ready, load)
            return
        ready = all_of(ready, batch.n)
        for time in sorted(set(ready.tolist())):
            stock.offer(Batch.of(self._boxes, batch.each()[ready == time]), time, load)

    def gone(self, batches: list[Batch]) -> None:
        """Boxes that came here have left on their next carriage, or ended here."""
        if self.on_gone:
            self.on_gone(batches)

    def is_one(self, batch: Batch) -> bool:
        """Whether a batch is a train recorded as one."""
        return batch.flow in self._routing.by_train

    def leg(self, service: str, flow: int) -> int:
        """Leg of a flow (an index) on a service."""
        return self._routing.leg(service, flow)

    def room(self, direction: str) -> YardRoom | None:
        """The yard room for boxes of a direction; None where it is unlimited."""
        return self.rooms.get(direction) or self.rooms.get(ALL)

    def room_for(self, carriage: Carriage) -> YardRoom | None:
        """The yard room that the boxes of a carriage need."""
        return self.room(self._routing.direction(carriage.service, self.name))

    def _reserve(self, carriage: Carriage, patience: float) -> Moment | None:
        room = self.room_for(carriage)
        if room is None:
            return None
        following, passing = self._routing.following[carriage.service], self.passing
        teu = sum(
            [
                batch.teu
                for batch in carriage.load
                if following[batch.flow] and batch.flow not in passing
            ]
        )
        return room.reserve(teu, carriage.order, patience) if teu else None

    def _release(self, service: str, batches: list[Batch]) -> None:
        """Boxes that came here, and not those born here, free their places and are gone."""
        if not self.rooms and not self.on_gone:
            return
        legs = self._routing.legs[service]
        came = [batch for batch in batches if legs[batch.flow] > 0]
        for batch in came:
            room = self.room(self._routing.direction_of(batch.flow))
            if room is not None and batch.flow not in self.passing:
                room.release(batch.teu)
        self.gone(came)

    def _begin(
        self, carriage: Carriage, batch: Batch, unloaded: Times, place: int
    ) -> Case | WholeTrain | None:
        """Stamp a batch that is being unloaded and let clearance begin."""
        boxes, service, routing = self._boxes, carriage.service, self._routing
        boxes.unloaded[routing.legs[service][batch.flow]].note(batch.rows, unloaded)
        if not self.controls or not routing.following[service][batch.flow]:
            return None
        control = self.controls.get(routing.direction_of(batch.flow))
        if control is None:
            return None
        if batch.flow in routing.by_train:
            return WholeTrain(control, first_of(batch.rows), carriage.admitted)
        part = Part(batch.rows, batch.n, unloaded, carriage.order, place)
        return control.begin(part, carriage.admitted)

    def _pass_on(self, carriage: Carriage, cases: list[Case | WholeTrain | None]) -> None:
        """Boxes go where their route leads, each batch with its times of readiness."""
        now, load = self._clock.now, carriage.load
        following = self._routing.following[carriage.service]
        if len(load) == 1:
            ready = _ready(cases[0], now)
            self.pass_on(carriage, following[load[0].flow], [(load[0], ready)])
            return
        onward: dict[str, list[tuple[Batch, Finish]]] = {}
        for place, batch in enumerate(load):
            part = batch, _ready(cases[place], now)
            onward.setdefault(following[batch.flow], []).append(part)
        for service, parts in onward.items():
            self.pass_on(carriage, service, parts)


def _ready(case: Case | WholeTrain | None, now: float) -> Finish:
    """When boxes that are unloaded now may go on."""
    return (now, now) if case is None else case.ready(now)


def _apart(batches: list[Batch], times: Times, column: Column) -> list[tuple[Batch, Times, int]]:
    """Each batch of a load with its part of the times of the whole load, and where that begins.

    They are told in short where they are few and the column of the first batch's leg keeps runs:
    only the form depends on it, not the numbers.
    """
    if column.alone is not None or len(batches) > FEW_BATCHES:
        times = one_or_each(times)
    parts: list[tuple[Batch, Times, int]] = []
    first = 0
    for batch in batches:
        last = first + batch.n
        parts.append((batch, part_of(times, first, last), first))
        first = last
    return parts
