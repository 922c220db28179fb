"""A terminal: where loads are taken off, cleared, kept and put on again."""

from __future__ import annotations

import math
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

from sim.corridor.admission import Admission
from sim.corridor.arrays import Floats
from sim.corridor.audit import Audit
from sim.corridor.by_train import TrainWork
from sim.corridor.caps import Caps
from sim.corridor.clearance import Case, Control, WholeTrain
from sim.corridor.clock import Clock
from sim.corridor.containers import (
    Batch,
    Carriage,
    Carried,
    Order,
    Voyage,
    count,
    first_of,
    joined,
    rows_of,
)
from sim.corridor.inspection import Part
from sim.corridor.journal import Journal
from sim.corridor.log import Log
from sim.corridor.moments import Event, Moment
from sim.corridor.routing import Routing
from sim.corridor.servers import Servers
from sim.corridor.settling import Settling
from sim.corridor.times import Finish, Times, all_of, part_of
from sim.corridor.yard import Stock, YardRoom

DEPARTING: Final = "departing"
ALL: Final = "all"


@dataclass(frozen=True)
class Moves:
    """Variates of the two moves of a crane, one a box, shape (boxes,); None for constant work.

    Flows recorded by train have work of their own; None where no such flow comes.
    """

    unloading: Floats | None
    loading: Floats | None
    trains_unloading: TrainWork | None = None
    trains_loading: TrainWork | None = None


class Cranes(Protocol):
    """Cranes that move the boxes of a load, in the order of the load.

    They say at once when each box is off or on its carriage, or give the event at which they will.
    """

    def unload(self, load: list[Batch], order: Order) -> Finish | Moment:
        """Take boxes off."""

    def load(self, load: list[Batch], order: Order) -> Finish | Moment:
        """Put boxes on."""


class BerthCranes:
    """The cranes of a berth work one vessel, from its first move on.

    `log` is that of all cranes of the terminal, `work` that of the vessels of one service.
    """

    def __init__(self, clock: Clock, servers: Servers, moves: Moves, log: Log, work: Log) -> None:
        self._clock = clock
        self._servers = servers
        self._moves = moves
        self._log = log
        self._vessel_work = work

    def unload(self, load: list[Batch], order: Order) -> Finish:
        return self._serve(load, self._moves.unloading)

    def load(self, load: list[Batch], order: Order) -> Finish:
        return self._serve(load, self._moves.loading)

    def _serve(self, load: list[Batch], variates: Floats | None) -> Finish:
        finish = _work(self._servers, self._clock.now, load, variates, self._log)
        self._vessel_work.note_two(self._clock.now, finish[1])
        return finish


class RailCranes:
    """The cranes of a rail yard are shared: loads of one instant are served in their order."""

    def __init__(self, clock: Clock, servers: Servers, moves: Moves, log: Log) -> None:
        self._clock = clock
        self._servers = servers
        self._moves = moves
        self._log = log
        self._asked: list[
            tuple[Order, Sequence[Carried], Floats | None, TrainWork | None, Moment]
        ] = []
        self._settling = Settling(clock, self._settle)

    def unload(self, load: list[Batch], order: Order) -> Finish | Moment:
        return self._ask(load, order, self._moves.unloading, self._moves.trains_unloading)

    def load(self, load: list[Batch], order: Order) -> Finish | Moment:
        return self._ask(load, order, self._moves.loading, self._moves.trains_loading)

    def _ask(
        self, load: list[Batch], order: Order, variates: Floats | None, trains: TrainWork | None
    ) -> Finish | Moment:
        if self._clock.is_alone():
            return _work(self._servers, self._clock.now, load, variates, self._log, trains)
        answer = Moment()
        self._asked.append((order, load, variates, trains, answer))
        self._settling.touch()
        return answer

    def unload_alone(self, train: Carried) -> float:
        """When the last box is off, for a train recorded as one that comes alone at an instant."""
        moves, servers = self._moves, self._servers
        now, trains = self._clock.now, moves.trains_unloading
        if moves.unloading is not None or trains is None:
            return _work(servers, now, [train], moves.unloading, self._log, trains)[1]
        before = servers.worked_hours
        last = servers.serve_last(now, trains.boxes[train.flow])
        self._log.note_three(now, servers.worked_hours - before, last)
        return last

    def ask_unloading(self, train: Carried, order: Order, answer: Moment) -> None:
        """Let an event happen, with the finish times, when these cranes have taken up a train that
        is recorded as one."""
        moves = self._moves
        self._asked.append((order, [train], moves.unloading, moves.trains_unloading, answer))
        self._settling.touch()

    def _settle(self, now: float) -> None:
        asked, self._asked = sorted(self._asked, key=lambda one: one[0]), []
        for _, load, variates, trains, answer in asked:
            finish = _work(self._servers, now, load, variates, self._log, trains)
            self._clock.answer(answer, finish)


def _work(
    servers: Servers,
    now: float,
    load: Sequence[Carried],
    variates: Floats | None,
    log: Log,
    trains: TrainWork | None = None,
) -> Finish:
    """Finish times of a load, with its hours of work noted."""
    before = servers.worked_hours
    finish: Finish
    if trains and any(batch.flow in trains.boxes for batch in load):
        finish = trains.serve(servers, now, load, variates)
    else:
        own = None if variates is None else variates[rows_of(load)]
        finish = servers.serve(now, count(load), own)
    log.note_three(now, servers.worked_hours - before, finish[1])
    return finish


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
        carriage.asked(self._clock.now)
        if self.rooms and (waits := self._reserve(carriage, patience)):
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
        cases = [
            self._begin(carriage, batch, times, place)
            for batch, times, place in _apart(carriage.load, unloaded)
        ]
        if last > start:
            yield self._clock.at(last)
        carriage.ended(self._clock.now)
        self._pass_on(carriage, cases)
        return True

    def load(
        self, voyage: Voyage, batches: list[Batch], cranes: Cranes
    ) -> Generator[Event, Any, None]:
        """Put boxes on a carriage; their places in the yard are free when all are on."""
        start, batches = self._clock.now, joined(batches)
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
        now, batches = self._clock.now, joined(batches)
        self._put_on(voyage, batches, now, now)
        self._release(voyage.service, batches)

    def _put_on(self, voyage: Voyage, batches: list[Batch], start: float, loaded: Times) -> None:
        """Note boxes as loaded; `loaded` are their times."""
        boxes, legs = self._boxes, self._routing.legs[voyage.service]
        for batch, times, _ in _apart(batches, loaded):
            boxes.loading[legs[batch.flow]].note(batch.rows, voyage.number, start, times)
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
        now, following = self._clock.now, self._routing.following[carriage.service]
        onward: dict[str, list[tuple[Batch, Finish]]] = {}
        for place, batch in enumerate(carriage.load):
            case, service = cases[place], following[batch.flow]
            ready: Finish = (now, now) if case is None else case.ready(now)
            parts = onward.get(service)
            if parts is None:
                parts = onward[service] = []
            parts.append((batch, ready))
        for service, parts in onward.items():
            self.pass_on(carriage, service, parts)


def _apart(batches: list[Batch], times: Times) -> list[tuple[Batch, Times, int]]:
    """Each batch of a load with its part of the times of the whole load, and where that begins."""
    if len(batches) == 1:
        return [(batches[0], times, 0)]
    parts: list[tuple[Batch, Times, int]] = []
    first = 0
    for batch in batches:
        last = first + batch.n
        parts.append((batch, part_of(times, first, last), first))
        first = last
    return parts
