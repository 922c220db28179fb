"""Vessels that shuttle between two ports, and the departures of common carriers."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from tests.oracle.clock import Process
from tests.oracle.closures import Calendar
from tests.oracle.containers import Box, Vessel, Visit, order_of
from tests.oracle.ferries import Crossing, wagons_of
from tests.oracle.servers import Workers
from tests.oracle.stock import CarrierStock, SeaStock
from tests.oracle.terminals import Terminal

if TYPE_CHECKING:
    from tests.oracle.oracle import World


class Shipping:
    """All sea services and carriers."""

    def __init__(self, world: World) -> None:
        self.world, self.clock = world, world.clock
        self.plan, self.draws = world.plan, world.draws

    def send_out(self) -> None:
        """A process for every vessel that ever is in service, and one for each carrier."""
        for name, service in self.plan.first.services.items():
            if service.kind == "carrier":
                self.world.start(self.departures(name))
            if service.kind == "sea":
                for kind, ship in service.vessels.items():
                    for number in range(1, self._most(name, kind) + 1):
                        vessel = Vessel(name, kind, number, ship.home, ship.home)
                        self.world.sailings.vessels.append(vessel)
                        self.world.start(self.vessel(vessel))

    def vessel(self, vessel: Vessel) -> Process:
        """Enter service at home, shuttle, leave service at home, and perhaps come back."""
        while (date := self._enters(vessel)) < self.clock.end:
            yield self.clock.at(date)
            self._has_left(vessel, "")
            while not self._ends_service(vessel) and (yield from self.call(vessel)):
                yield from self.cross(vessel)
            vessel.left = None
            self.world.sailings.stir()

    def call(self, vessel: Vessel) -> Process:
        """One call at a port; false when the vessel leaves service there."""
        port = self.world.terminals[vessel.port]
        self._stamp_first(self._for_here(vessel), "arrived")
        yield from self._berth(vessel, port)
        cranes = port.cranes_of_berth()
        yield from self._call_hours(vessel)
        yield from self._unload(vessel, port, cranes)
        if self._ends_service(vessel):
            port.berths.leave()
            return False
        yield from self._load(vessel, port, cranes)
        yield from self._wait_for_weather(vessel, port)
        port.berths.leave()
        return True

    def cross(self, vessel: Vessel) -> Process:
        """Sail to the other port."""
        self._has_left(vessel, vessel.port)
        self._stamp_first(vessel.aboard, "departed")
        now = self.clock.now
        vessel.order = order_of(now, now, (vessel.service, vessel.kind, vessel.number))
        hours = self.plan.service(vessel.service, self.clock.now).sailing_hours
        name = ("sailing", vessel.service, vessel.name)
        under_way = self.draws.hours(vessel.voyages, hours, *name)
        vessel.voyages += 1
        yield self.clock.at(self.clock.now + under_way)
        vessel.port = self.world.ashore.other_end(vessel.service, vessel.port)

    def _has_left(self, vessel: Vessel, port: str) -> None:
        """From now on it may call for the boxes of its next sailing."""
        vessel.left, vessel.loaded_at, vessel.taken = port, "", []
        self.world.sailings.stir()

    def departures(self, name: str) -> Process:
        """A carrier leaves every so many hours with what is ready and fits."""
        time, number = self.clock.start + self.plan.fixed(name).first_hours, 0
        while time < self.clock.end:
            yield self.clock.at(time)
            self.world.start(self._carry(name, number))
            every = self.plan.service(name, time).every_hours
            time = time + self.draws.hours(number, every, "every", name)
            number += 1

    def _carry(self, name: str, number: int) -> Process:
        service = self.plan.fixed(name)
        boxes = yield from self._taken_by_carrier(name, service.from_)
        order = order_of(self.clock.now, self.clock.now, (name, "", number))
        hours = self.plan.service(name, self.clock.now).hours
        yield self.clock.at(self.clock.now + self.draws.hours(number, hours, "hours", name))
        self._stamp(boxes, "arrived")
        self._stamp(boxes, "admitted")
        terminal = self.world.terminals[service.to]
        visit = Visit(terminal.at_once(boxes, order), self.clock.now, by_rail=False)
        yield from self.world.ashore.unload(terminal, visit, boxes)

    def _taken_by_carrier(self, name: str, port: str) -> Process:
        stock = self.world.stocks[name, port]
        assert isinstance(stock, CarrierStock)
        boxes = yield from stock.departure()
        self.world.terminals[port].has_left(boxes)
        for stage in ("load_start", "departed"):
            self._stamp(boxes, stage)
        for position, box in enumerate(boxes):
            box.position = position
            box.tell(None)
        return boxes

    def _berth(self, vessel: Vessel, port: Terminal) -> Process:
        arrival = self.clock.now
        priority = self.plan.fixed(vessel.service).priority
        rank = (priority, arrival, (vessel.service, vessel.kind, vessel.number))
        vessel.berthed = yield from port.berths.enter(rank, self._for_here(vessel))
        self._stamp_first(self._for_here(vessel), "admitted")
        for box in self._for_here(vessel):
            box.meet(self.clock.now - arrival)

    def _call_hours(self, vessel: Vessel) -> Process:
        call = self.plan.service(vessel.service, self.clock.now).calls.get(vessel.port)
        number = vessel.calls.get(vessel.port, 0)
        vessel.calls[vessel.port] = number + 1
        if call:
            name = ("call", vessel.service, vessel.port, vessel.name)
            yield self.clock.at(self.clock.now + self.draws.hours(number, call.hours, *name))

    def _unload(self, vessel: Vessel, port: Terminal, cranes: Workers) -> Process:
        """Off the vessel, unless the yard stays full too long: then it keeps its cargo."""
        boxes = self._for_here(vessel)
        patience = self.plan.service(vessel.service, self.clock.now).max_blocked_hours
        admitted = boxes[0].legs[boxes[0].leg]["admitted"] if boxes else None
        strings = [one for one in vessel.strings if one[0] in boxes]
        work = self._work(vessel, port, strings, cranes)
        handling = port.by_quay("unloading", boxes, vessel.order, work)
        visit = Visit(handling, admitted or 0.0, by_rail=False)
        if (yield from self.world.ashore.unload(port, visit, boxes, patience)):
            vessel.aboard = [box for box in vessel.aboard if box not in boxes]
            vessel.strings = [one for one in vessel.strings if one not in strings]
        vessel.unloaded, vessel.looked = self.clock.now, False

    def _load(self, vessel: Vessel, port: Terminal, cranes: Workers) -> Process:
        """Round by round, until it is full or has waited long enough."""
        stock = self.world.stocks[vessel.service, vessel.port]
        assert isinstance(stock, SeaStock)
        while boxes := (yield from stock.look(vessel)):
            vessel.strings.append(boxes)
            loading = port.by_quay("loading", boxes, (), self._work(vessel, port, [boxes], cranes))
            vessel.taken += boxes
            self.world.sailings.stir()
            for box in boxes:
                box.stamp("load_start")
                box.position = len(vessel.aboard)
                vessel.aboard.append(box)
                box.tell(loading)
            yield loading.tally.done
            port.has_left(boxes)
        vessel.loaded_at = vessel.port
        self.world.sailings.stir()

    def _work(
        self, vessel: Vessel, port: Terminal, strings: list[list[Box]], cranes: Workers
    ) -> Workers | Crossing:
        """Cranes move boxes; where boxes stay on wagons, the ramp takes all wagons in turn."""
        per_wagon = self.plan.fixed(vessel.service).teu_per_wagon
        if per_wagon is None:
            return cranes
        number = sum(wagons_of(one, per_wagon) for one in strings)
        return Crossing(self.clock, cranes, number, port.ramp_hours)

    def _wait_for_weather(self, vessel: Vessel, port: Terminal) -> Process:
        """Neither the port nor a storm at which the class stays may forbid sailing."""
        now = time = self.clock.now
        kind = self.plan.service(vessel.service, now).vessels[vessel.kind]
        calendars = (
            self.world.closures.calendar(port.name, "sailing"),
            self.world.closures.storms_over(port.name, kind.stays_at_strength),
        )
        sails = Calendar(tuple(interval for one in calendars for interval in one.closed))
        time = sails.next_open(now)
        for box in vessel.aboard:
            box.meet(0.0, closed=time - now)
        yield self.clock.at(time)

    def _for_here(self, vessel: Vessel) -> list[Box]:
        """Boxes aboard whose leg ends at this port."""
        ashore = self.world.ashore
        return [box for box in vessel.aboard if ashore.begins_at(box) != vessel.port]

    def _stamp(self, boxes: list[Box], stage: str) -> None:
        for box in boxes:
            box.stamp(stage)

    def _stamp_first(self, boxes: list[Box], stage: str) -> None:
        """Boxes that were kept aboard have been here before."""
        self._stamp([box for box in boxes if box.legs[box.leg][stage] is None], stage)

    def _ends_service(self, vessel: Vessel) -> bool:
        """At home, empty and no longer in service: it takes no berth and loads nothing."""
        at_home = vessel.port == vessel.home and not vessel.aboard
        return at_home and not self._in_service(vessel)

    def _in_service(self, vessel: Vessel, time: float | None = None) -> bool:
        at = self.clock.now if time is None else time
        number = self.plan.service(vessel.service, at).vessels[vessel.kind].number
        return bool(number >= vessel.number)

    def _enters(self, vessel: Vessel) -> float:
        """The next date from now on at which the vessel is in service."""
        dates = [self.clock.now, *(d for d in self.plan.dates if d > self.clock.now)]
        return next((d for d in dates if self._in_service(vessel, d)), math.inf)

    def _most(self, name: str, kind: str) -> int:
        times = (self.clock.start, *self.plan.dates)
        return max(int(self.plan.service(name, time).vessels[kind].number) for time in times)
