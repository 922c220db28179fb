"""A terminal: where loads are taken off, cleared, kept and put on again."""

from __future__ import annotations

import math
from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Any

import numpy as np
from simpy.events import Event

from sim.corridor.admission import Admission
from sim.corridor.audit import Audit
from sim.corridor.clearance import Control
from sim.corridor.clock import Clock
from sim.corridor.containers import Floats, Ints, Voyage
from sim.corridor.journal import Journal
from sim.corridor.routing import Routing
from sim.corridor.servers import Servers
from sim.corridor.yard import Stock, YardRoom

DEPARTING = "departing"
ALL = "all"


@dataclass(frozen=True)
class Cranes:
    """A group of cranes with the variates of both moves, one a box (None: constant work)."""

    servers: Servers
    unloading: Floats | None
    loading: Floats | None
    record: Callable[[float, float], None]

    def unload(self, now: float, rows: Ints) -> Floats:
        """When each box of a load is off its carriage, shape of rows."""
        return self._serve(now, rows, self.unloading)

    def load(self, now: float, rows: Ints) -> Floats:
        """When each box of a load is on its carriage, shape of rows."""
        return self._serve(now, rows, self.loading)

    def _serve(self, now: float, rows: Ints, variates: Floats | None) -> Floats:
        before = self.servers.worked_hours
        finish = self.servers.serve(now, len(rows), None if variates is None else variates[rows])
        self.record(now, self.servers.worked_hours - before)
        return finish


class Terminal:
    """One place. Trains and vessels are unloaded alike; boxes then wait in the stock of a service."""

    def __init__(self, name: str, clock: Clock, routing: Routing, journal: Journal) -> None:
        self.name = name
        self.tracks: Admission
        self.holding: Admission | None = None
        self.berths: Admission
        self.rail_cranes: Cranes | None = None
        self.loads_trains = False
        self.rooms: dict[str, YardRoom] = {}
        self.controls: dict[str, Control] = {}
        self.stocks: dict[str, Stock] = {}
        self.pass_on: Callable[[Voyage, str, Ints, Floats], None]
        self.deliver: Callable[[Voyage, Ints], None]
        self.audit: Audit
        self._clock = clock
        self._routing = routing
        self._journal = journal

    def unload(
        self, voyage: Voyage, cranes: Cranes | None, patience: float = math.inf
    ) -> Generator[Event, Any, bool]:
        """Take all boxes off; False when the yard had no room within `patience` hours."""
        rows = voyage.rows
        goes_on = self._routing.goes_on(voyage.service, rows)
        going = rows[goes_on]
        direction = self._routing.direction(voyage.service, self.name)
        if voyage.asked != voyage.asked:
            voyage.asked = self._clock.now
        if not (yield from self._reserve(direction, voyage, going, patience)):
            return False
        voyage.unload_start = self._clock.now
        unloaded = self._move_off(voyage, rows, cranes)
        self._journal.boxes.delivered[rows[~goes_on]] = unloaded[~goes_on]
        control = self.controls.get(direction) if len(going) else None
        case = control and control.begin(going, unloaded[goes_on], voyage.number, self._clock.now)
        yield self._clock.at(float(unloaded.max()))
        voyage.unload_end = now = self._clock.now
        ready = control.end(case, voyage.admitted, now) if control and case else np.full(len(going), now)
        for service, chosen in self._routing.onward(voyage.service, going):
            self.pass_on(voyage, service, going[chosen], ready[chosen])
        if len(going) < len(rows):
            self.deliver(voyage, rows[~goes_on])
        return True

    def load(self, voyage: Voyage, rows: Ints, cranes: Cranes | None) -> Generator[Event, Any, None]:
        """Put boxes on a carriage; their places in the yard are free when all are on."""
        now = self._clock.now
        legs = self._routing.legs(voyage.service, rows)
        loaded = cranes.load(now, rows) if cranes else np.full(len(rows), now)
        self.audit.loaded(voyage, len(rows))
        boxes = self._journal.boxes
        boxes.voyage[legs, rows] = voyage.number
        boxes.load_start[legs, rows] = now
        boxes.loaded[legs, rows] = loaded
        voyage.load.append(rows)
        voyage.teu += float(boxes.teu[rows].sum())
        voyage.tonnes += float(boxes.gross_tonnes[rows].sum())
        end = float(loaded.max())
        if end > now:
            yield self._clock.at(end)
        voyage.load_end = end
        self._release(rows[legs > 0])

    def offer(self, service: str, rows: Ints, ready: Floats, load: int) -> None:
        """Boxes of a load wait here for a service; rows and ready times have shape (n,)."""
        self._journal.boxes.ready[self._routing.legs(service, rows), rows] = ready
        self.stocks[service].offer(rows, ready, load)

    def _reserve(
        self, direction: str, voyage: Voyage, going: Ints, patience: float
    ) -> Generator[Event, Any, bool]:
        room = self.room(direction)
        if room is None or not len(going):
            return True
        teu = float(self._journal.boxes.teu[going].sum())
        granted: bool = yield from room.reserve(teu, voyage.number, patience)
        return granted

    def legs(self, service: str, rows: Ints) -> Ints:
        """Leg of each box on a service, shape of rows."""
        return self._routing.legs(service, rows)

    def room_for(self, voyage: Voyage) -> YardRoom | None:
        """The yard room that the boxes of a voyage need."""
        return self.room(self._routing.direction(voyage.service, self.name))

    def room(self, direction: str) -> YardRoom | None:
        """The yard room for boxes of a direction; None where it is unlimited."""
        return self.rooms.get(direction) or self.rooms.get(ALL)

    def _release(self, rows: Ints) -> None:
        """Free the places of boxes that came here by a service, not of those born here."""
        if not self.rooms or not len(rows):
            return
        boxes = self._journal.boxes
        room = self.room(self._routing.direction_of(rows[0]))
        if room is not None:
            room.release(float(boxes.teu[rows].sum()))

    def _move_off(self, voyage: Voyage, rows: Ints, cranes: Cranes | None) -> Floats:
        now = self._clock.now
        unloaded = cranes.unload(now, rows) if cranes else np.full(len(rows), now)
        self._journal.boxes.unloaded[self._routing.legs(voyage.service, rows), rows] = unloaded
        return unloaded
