"""Vessels that shuttle between two ports, and the departures of common carriers."""

from __future__ import annotations

import math
from collections.abc import Callable, Generator
from dataclasses import dataclass
from itertools import count
from typing import Any, Final

from sim.corridor.calendars import Calendar, Dated
from sim.corridor.clock import Clock
from sim.corridor.containers import KG_PER_TONNE, Batch, Carriage, Order, Voyage
from sim.corridor.cranes import Cranes, QuayCranes
from sim.corridor.log import Log
from sim.corridor.moments import Event
from sim.corridor.streams import Sequence
from sim.corridor.terminal import Terminal
from sim.corridor.yard import YardRoom

Steps = Generator[Event, Any, None]
QUAY: Final = "quay"
AT_HOME: Final = ""


@dataclass(frozen=True)
class Port:
    """One end of a sea service; `work` logs what its vessels do at their berths."""

    terminal: Terminal
    call_hours: Dated[float]
    longest_wait_hours: Dated[float]
    least_load_teu: Dated[float]
    draught_factor: Dated[float]
    new_cranes: Callable[[], QuayCranes]
    work: Log


@dataclass(frozen=True)
class Fleet:
    """What a sea service says, by date where it may change."""

    name: str
    priority: int
    ports: tuple[Port, Port]
    sailing_hours: Dated[float]
    max_blocked_hours: Dated[float]
    sailings: Log


@dataclass(frozen=True)
class VesselData:
    """One vessel: its class by date, when it is in service, and its variates by voyage and call.

    `identity` is service, class and number.
    """

    name: str
    identity: tuple[str, str, int]
    home: str
    teu: Dated[float]
    tonnes: Dated[float]
    in_service: Dated[bool]
    sailing_open: dict[str, Calendar]
    sailing_variates: Sequence
    call_variates: dict[str, Sequence]


class Vessel:
    """A vessel between two ports."""

    def __init__(self, data: VesselData, fleet: Fleet, clock: Clock) -> None:
        self.data = data
        self.fleet = fleet
        self.cargo: list[Voyage] = []
        self.port: Port | None = None
        self.waits_for_berth = False
        self.blocked_by: YardRoom | None = None
        self.new_voyage: Callable[[str, str, str, Order], Voyage]
        self.on_room: Callable[[], None] = lambda: None
        self._cranes: dict[str, QuayCranes] = {}
        self._left: str | None = None
        self._loading: Voyage | None = None
        self._loaded = False
        self._clock = clock
        self._order: Order = (0.0, 0.0, data.identity)
        self._berthed = self._sailed = self._order

    def shuttle(self) -> Steps:
        """From entering service to the end of the run."""
        here, there = self.fleet.ports
        if here.terminal.name != self.data.home:
            here, there = there, here
        while True:
            yield from self._enter_service(here)
            outbound = yield from self._call(here, there)
            if outbound is None:
                here.terminal.berths.leave(self._order)
                continue
            yield from self._sail(outbound, here, there)
            here, there = there, here

    def calls_for(self, port: str, on_leaving: str) -> float:
        """TEU that it still wants for its next sailing from a port, for which it calls on leaving
        this port or the other one: until it has loaded.
        """
        sailed = self._left == port and on_leaving != port
        loading = self._loading if self._loading and self._loading.origin == port else None
        if self._left is None or sailed or (loading and self._loaded):
            return 0.0
        return max(0.0, self.data.teu.at(self._clock.now) - (loading.teu if loading else 0.0))

    def _ends_service(self, here: Port) -> bool:
        at_home = here.terminal.name == self.data.home
        return at_home and not self.cargo and not self.data.in_service.at(self._clock.now)

    def _enter_service(self, here: Port) -> Steps:
        """Stay laid up at the home port, empty, while out of service."""
        while self._ends_service(here):
            self._left = None
            self.on_room()
            yield self._clock.at(self.data.in_service.same_until(self._clock.now))
        if self._left is None:
            self._has_left(AT_HOME)

    def _call(self, here: Port, there: Port) -> Generator[Event, Any, Voyage | None]:
        """Take a berth, unload, load; the voyage that leaves, None if service ends."""
        terminal = here.terminal
        self.port, self.waits_for_berth = here, True
        arrived = self._clock.now
        self._stamp("arrive")
        if waits := terminal.berths.enter(QUAY, self._order, self.fleet.priority):
            yield waits
        self.waits_for_berth = False
        berthed = self._clock.now
        self._berthed = (berthed, arrived, self.data.identity)
        self._stamp("admitted")
        hours = here.call_hours.at(berthed) * self.data.call_variates[terminal.name].next()
        here.work.note_two(berthed, berthed + hours)
        yield self._clock.at(berthed + hours)
        cranes = self._cranes_of(here)
        yield from self._unload(terminal, cranes)
        if self._ends_service(here):
            return None
        voyage = self.new_voyage(self.fleet.name, terminal.name, there.terminal.name, self._order)
        voyage.vehicle = self.data.name
        self._loading, self._loaded = voyage, False
        yield from self._load(voyage, here, there, cranes)
        self._loaded = True
        self.on_room()
        voyage.load_end = self._clock.now
        return voyage

    def _cranes_of(self, here: Port) -> QuayCranes:
        """The cranes that work it in a port."""
        cranes = self._cranes.get(here.terminal.name)
        if cranes is None:
            cranes = self._cranes[here.terminal.name] = here.new_cranes()
        cranes.begin()
        return cranes

    def _has_left(self, port: str) -> None:
        """It has left a port, or its home to enter service: it may call for cargo from now on."""
        self._left, self._loading = port, None
        self.on_room()

    def _stamp(self, stamp: str) -> None:
        """Note that cargo for this port has come so far, the first time that it does."""
        for voyage in self.cargo:
            here = self.port is not None and voyage.terminal == self.port.terminal.name
            if here and math.isnan(getattr(voyage, stamp)):
                setattr(voyage, stamp, self._clock.now)

    def _unload(self, terminal: Terminal, cranes: Cranes) -> Steps:
        """Unload what is for this port; what finds no yard room in time stays aboard."""
        here = [voyage for voyage in self.cargo if voyage.terminal == terminal.name]
        if not here:
            return
        carriage = Carriage(here, self._sailed)
        patience = self.fleet.max_blocked_hours.at(self._clock.now)
        self.blocked_by = terminal.room_for(carriage) if patience == math.inf else None
        if (yield from terminal.unload(carriage, self._off(cranes, here), patience)):
            self.cargo = [voyage for voyage in self.cargo if voyage.terminal != terminal.name]
        self.blocked_by = None

    def _load(self, voyage: Voyage, here: Port, there: Port, cranes: Cranes) -> Steps:
        """Load in rounds until full, or waited the longest with the least load."""
        stock = here.terminal.stocks[self.fleet.name]
        unloaded = self._clock.now
        leave_by = unloaded + here.longest_wait_hours.at(unloaded)
        enough = self._has_least_load(voyage, here)
        while self._free_teu(voyage) >= 1:
            until = leave_by if enough else here.least_load_teu.same_until(self._clock.now)
            if not stock.can_be_taken():
                yield stock.watch(self._berthed, until)
            teu, kg = self._room(voyage, here, there)
            batches = stock.take(teu, kg, self._clock.now)
            full = stock.since() < math.inf
            if batches:
                self.on_room()
                work = self._on(cranes, voyage, batches)
                yield from here.terminal.load(voyage, batches, work)
            enough = self._has_least_load(voyage, here)
            if full or (enough and self._clock.now >= leave_by):
                return

    def _has_least_load(self, voyage: Voyage, here: Port) -> bool:
        """Whether there is enough aboard to sail, kept cargo included."""
        aboard = voyage.teu
        for kept in self.cargo:
            aboard += kept.teu
        return aboard >= here.least_load_teu.at(self._clock.now)

    def _room(self, voyage: Voyage, here: Port, there: Port) -> tuple[float, float]:
        """TEU and kilograms that the vessel can still take over the shallower of the two ports."""
        now = self._clock.now
        draught = min(here.draught_factor.at(now), there.draught_factor.at(now))
        kg = self.data.tonnes.at(now) * KG_PER_TONNE * draught - voyage.kg
        for kept in self.cargo:
            kg -= kept.kg
        return self._free_teu(voyage), kg

    def _free_teu(self, voyage: Voyage) -> float:
        voyage.capacity_teu = self.data.teu.at(self._clock.now)
        free = voyage.capacity_teu - self.stowed_teu(voyage)
        for kept in self.cargo:
            free -= self.stowed_teu(kept)
        return free

    def stowed_teu(self, voyage: Voyage) -> float:
        """TEU of room that the boxes of a voyage take."""
        return voyage.teu

    def _off(self, cranes: Cranes, voyages: list[Voyage]) -> Cranes:
        """What unloads these voyages."""
        return cranes

    def _on(self, cranes: Cranes, voyage: Voyage, batches: list[Batch]) -> Cranes:
        """What puts these boxes on."""
        return cranes

    def _sail(self, voyage: Voyage, here: Port, there: Port) -> Steps:
        """Wait for the weather, leave the berth, sail."""
        opening = self.data.sailing_open[here.terminal.name].next_open(self._clock.now)
        if opening > self._clock.now:
            yield self._clock.at(opening)
        here.terminal.berths.leave(self._order)
        self.port = None
        voyage.depart = now = self._clock.now
        voyage.order = self._sailed = (now, now, self.data.identity)
        self._has_left(here.terminal.name)
        if voyage.load:
            self.cargo.append(voyage)
        hours = self.fleet.sailing_hours.at(voyage.depart) * self.data.sailing_variates.next()
        self.fleet.sailings.note_two(now, now + hours)
        yield self._clock.at(now + hours)


@dataclass(frozen=True)
class Timetable:
    """Departures of a common carrier, by date where they may change."""

    name: str
    first: float
    every_hours: Dated[float]
    slots_teu: Dated[float]
    hours: Dated[float]
    every_variates: Sequence
    hours_variates: Sequence


class CommonCarrier:
    """Slots on departures whose berths and vessels are somebody else's."""

    def __init__(self, timetable: Timetable, ends: tuple[Terminal, Terminal], clock: Clock) -> None:
        self.timetable = timetable
        self.origin, self.terminal = ends
        self.new_voyage: Callable[[str, str, str, Order], Voyage]
        self._clock = clock
        self._departures = count()

    def departures(self) -> Steps:
        """Depart at the end of the instant, so that what becomes ready in it is aboard."""
        time = self.timetable.first
        while True:
            yield self._clock.at(time)
            self._clock.settle(self._depart)
            time += self.timetable.every_hours.at(time) * self.timetable.every_variates.next()

    def _depart(self, now: float) -> None:
        plan, number = self.timetable, next(self._departures)
        hours = plan.hours.at(now) * plan.hours_variates.next()
        slots = plan.slots_teu.at(now)
        batches = self.origin.stocks[plan.name].take(slots, math.inf, now)
        if batches:
            order = (now, now, (plan.name, "", number))
            voyage = self.new_voyage(plan.name, self.origin.name, self.terminal.name, order)
            voyage.capacity_teu = slots
            self._clock.process(self._voyage(voyage, batches, now + hours))

    def _voyage(self, voyage: Voyage, batches: list[Batch], arrival: float) -> Steps:
        self.origin.load_at_once(voyage, batches)
        voyage.load_end = voyage.depart = self._clock.now
        yield self._clock.at(arrival)
        voyage.arrive = voyage.admitted = self._clock.now
        yield from self.terminal.unload(Carriage([voyage]), None)
