"""Trains formed to a sailing: boxes leave for a port as far as its vessels have room for them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from sim.corridor.calendars import Dated
from sim.corridor.clock import Clock
from sim.corridor.containers import KG_PER_TONNE, Voyage
from sim.corridor.rail import RailService
from sim.corridor.sea import Vessel
from sim.corridor.terminal import Terminal
from sim.corridor.yard import Stock
from sim.scenario.network import TO_SAILING

LEAST_TRAIN_TEU = 1.0


@dataclass(eq=False)
class Sailing:
    """The sailings of one sea service from one port: what its vessels want, what comes for them.

    `on_the_way` is TEU on trains that were formed to these sailings and are not unloaded yet.
    """

    service: str
    port: Terminal
    vessels: Sequence[Vessel]
    on_the_way: float = 0.0

    def room_teu(self, on_leaving: str) -> float:
        """TEU that vessels call for, less what waits in the port and what is on the way."""
        here = self.port.name
        wanted = sum([vessel.calls_for(here, on_leaving) for vessel in self.vessels])
        return wanted - self.port.stocks[self.service].teu() - self.on_the_way


@dataclass(frozen=True)
class Terms:
    """To which sailing a service forms its trains, and the port on leaving which vessels call."""

    sailing: Sailing
    on_leaving: str


@dataclass(eq=False)
class ToSailing:
    """Forms the trains of one service to sailings; `terms` are None while it does not."""

    rail: RailService
    stock: Stock
    terms: Dated[Terms | None]
    sent: dict[int, Sailing] = field(default_factory=dict)

    def form(self, now: float) -> None:
        """Form trains while there is room for them and boxes fill them or have waited long."""
        terms, rules = self.terms.at(now), self.rail.rules
        if terms is None:
            return
        least = max(LEAST_TRAIN_TEU, rules.least_load_teu.at(now))
        kg = rules.train_tonnes.at(now) * KG_PER_TONNE
        while self.stock.ready_teu >= least:
            room = min(rules.train_teu.at(now), terms.sailing.room_teu(terms.on_leaving))
            if room < least or self._waits(room, kg, now) or not self._send(room, kg, now, terms):
                return

    def _waits(self, room: float, kg: float, now: float) -> bool:
        """Whether the boxes fill no train yet and the first has not waited long enough."""
        due = self.stock.since() + self.rail.rules.longest_wait_hours.at(now)
        if self.stock.fills(room, kg) or now >= due:
            return False
        if due < math.inf:
            self.stock.look_at(due)
        return True

    def _send(self, room: float, kg: float, now: float, terms: Terms) -> bool:
        """Send what fits; False when not even the first box does."""
        batches = self.stock.take(room, kg, now)
        if batches:
            voyage = self.rail.start(batches)
            self.sent[voyage.number] = terms.sailing
            terms.sailing.on_the_way += sum([batch.teu for batch in batches])
        return bool(batches)

    def unloaded(self, voyage: Voyage) -> None:
        """The boxes of a train wait in the port from now on."""
        if voyage.number in self.sent:
            self.sent.pop(voyage.number).on_the_way -= voyage.teu


class Sailings:
    """All services that are ever formed to a sailing: they look in turn, last in an instant."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._services: list[ToSailing] = []
        self._asked = False

    def add(self, service: ToSailing) -> None:
        """Services look by priority, then by name."""
        self._services.append(service)
        self._services.sort(key=lambda one: (one.rail.rules.priority, one.rail.rules.name))
        rail, form = service.rail, service.rail.form

        def on_ready(now: float) -> None:
            if rail.rules.formation.at(now) == TO_SAILING:
                service.stock.wake()
                self.touch()
            else:
                form(now)

        service.stock.on_ready, rail.on_unloaded = on_ready, service.unloaded

    def touch(self) -> None:
        """Ask for a look when all else of this instant is done."""
        if not self._asked:
            self._asked = True
            self._clock.settle_last(self._look)

    def _look(self, now: float) -> None:
        self._asked = False
        for service in self._services:
            service.form(now)
