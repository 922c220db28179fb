"""Why something waited: closed, full, or not its turn, hour by hour, from one replication."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import pairwise

import numpy as np

from sim.corridor.arrays import Floats
from sim.corridor.calendars import Calendar, Dated, Interval, dated
from sim.corridor.clearance import Control, control
from sim.corridor.closings import Closings
from sim.corridor.draws import Draws
from sim.corridor.journal import Journal
from sim.corridor.routing import Routing
from sim.corridor.streams import Streams
from sim.corridor.weather import Storm, closed_by, storms
from sim.scenario.language import Quay, RailYard, Stop
from sim.scenario.scenario import HOURS_PER_DAY, Scenario

STORM = "storm"
CLOSED = "closed"
FULL = {"tracks": "all tracks taken", "berths": "all berths taken"}
NO_SHIP = "no ship at the berth"
OTHERS_FIRST = "ships loaded other boxes"
UNLOADS = "ship at the berth not yet unloaded"
HELD = "loaded ship held at the berth"


@dataclass(frozen=True)
class Reason:
    """Hours of a wait that one thing explains."""

    why: str
    hours: float


Span = tuple[float, float]


def split(span: Span, edges: Iterable[float], why: Callable[[float], str]) -> tuple[Reason, ...]:
    """The hours of a span by reason, in the order in which they first held.

    The reason changes at the edges only and is asked in the middle of each piece.
    """
    start, end = span
    inside = sorted({start, end, *(edge for edge in edges if start < edge < end)})
    hours: dict[str, float] = {}
    for a, b in pairwise(inside):
        reason = why((a + b) / 2)
        hours[reason] = hours.get(reason, 0.0) + (b - a)
    return tuple(Reason(reason, one) for reason, one in hours.items())


@dataclass(frozen=True)
class Facts:
    """What was closed, full or away at each hour of one replication."""

    scenario: Scenario
    journal: Journal
    replication: int
    _controls: dict[tuple[str, str], Control] = field(default_factory=dict, init=False)

    @cached_property
    def streams(self) -> Streams:
        """The streams of the replication, from their beginning."""
        return Streams(self.scenario.file.seed, self.replication)

    @cached_property
    def routing(self) -> Routing:
        """The routes of the replication's boxes."""
        return Routing(self.scenario, self.journal.population.flows)

    def control(self, terminal: str, direction: str) -> Control:
        """What a terminal does with boxes that arrive in a direction, on the same draws."""
        if (terminal, direction) not in self._controls:
            arriving = self.routing.arriving(terminal)
            draws = Draws(self.journal.population, self.streams)
            flows = (arriving, self.routing.boxwise(arriving))
            rule = control(self.scenario.epochs, terminal, direction, draws, flows)
            self._controls[terminal, direction] = rule
        return self._controls[terminal, direction]

    def admission(self, terminal: str, kind: str, direction: str, span: Span) -> tuple[Reason, ...]:
        """A wait for a track or a berth: storm, closed, all taken, or its slot or turn."""
        stop: Stop = "acceptance" if kind == "tracks" else "berthing"
        stormy, closed = self._closed(terminal, stop, direction)
        stays, number = self._stays(terminal, kind), self._number(terminal, kind)
        turn = "slot or turn" if kind == "tracks" else "turn"

        def why(time: float) -> str:
            if _holds(stormy, time):
                return STORM
            if _holds(closed, time):
                return CLOSED
            return FULL[kind] if _inside(stays, time) >= number.at(time) else turn

        edges = [*_edges(stormy), *_edges(closed), *stays.ravel().tolist(), *number.changes()]
        return split(span, edges, why)

    def ship(self, service: str, port: str, span: Span) -> tuple[Reason, ...]:
        """A wait for a vessel: one is there and is not loading, or others went first, or none is.

        A vessel that is unloaded, loads or is loaded and held stands for all that are there.
        """
        stormy, closed = self._closed(port, "berthing", "")
        here = self._visits(service, port)
        away = {f"{NO_SHIP}, {STORM}": stormy, f"{NO_SHIP}, {CLOSED}": closed}
        known = {**here, **away}

        def why(time: float) -> str:
            return next((name for name, one in known.items() if _holds(one, time)), NO_SHIP)

        return split(span, [edge for one in known.values() for edge in _edges(one)], why)

    def sailing(self, port: str, span: Span) -> tuple[Reason, ...]:
        """A loaded vessel that does not sail."""
        stormy, closed = self._closed(port, "sailing", "")

        def why(time: float) -> str:
            if _holds(stormy, time):
                return STORM
            return CLOSED if _holds(closed, time) else "storm too strong for the ship"

        return split(span, [*_edges(stormy), *_edges(closed)], why)

    def ban(self, terminal: str, flow: str, span: Span) -> tuple[Reason, ...]:
        """Loading for a terminal that has stopped: on stated days, or too much on its way."""
        yard = self.scenario.file.terminals[terminal].rail
        ban = yard.loading_ban if yard else None
        days = [
            (one.title or name, self._hours(one.from_), self._hours(one.to))
            for name, one in (ban.bans.items() if ban else ())
            if one.active and (not one.flows or flow in one.flows)
        ]

        def why(time: float) -> str:
            named = next((name for name, a, b in days if a <= time < b), "")
            return f"ban: {named}" if named else "ban: too much on its way"

        return split(span, [edge for _, a, b in days for edge in (a, b)], why)

    def _closed(self, terminal: str, stop: Stop, direction: str) -> tuple[Calendar, Calendar]:
        """Closed by storms of the port's own strength, and by anything."""
        data = self.scenario.file.terminals[terminal]
        series = self._storms[data.weather.sea] if data.weather else ()
        stormy = (
            closed_by(series, data.weather.closes_at_strength)
            if data.weather and stop in data.weather.stops
            else []
        )
        anything = Closings(self.scenario, data, series).calendar(stop, direction)
        return Calendar(stormy), anything

    @cached_property
    def _storms(self) -> dict[str, tuple[Storm, ...]]:
        seas = self.scenario.file.seas
        return {sea: storms(self.scenario, self.streams, sea) for sea in seas}

    def _stays(self, terminal: str, kind: str) -> Floats:
        return self.journal.stays.get((terminal, kind), np.empty((0, 2)))

    def _number(self, terminal: str, kind: str) -> Dated[float]:
        def read(side: RailYard | Quay | None) -> float:
            if isinstance(side, RailYard):
                return side.tracks
            return side.berths if side else math.inf

        rail = kind == "tracks"
        return dated(
            self.scenario.epochs,
            lambda network: read(
                network.terminals[terminal].rail if rail else network.terminals[terminal].quay
            ),
        )

    def _hours(self, day: date) -> float:
        return (day - self.scenario.file.horizon.from_).days * HOURS_PER_DAY

    def _visits(self, service: str, port: str) -> dict[str, Calendar]:
        """When any vessel of a service loaded, was unloaded, or lay loaded at a port."""
        loading, unloading, held = [], [], []
        came = self._calls(service, port)
        for one in self.journal.carried:
            if one.service == service and one.origin == port:
                calls = came.get(one.vehicle, [])
                place = bisect_right(calls, (one.depart, math.inf)) - 1
                berthed, unloaded = calls[place] if place >= 0 else (self.journal.start,) * 2
                unloading.append((berthed, unloaded))
                loading.append((unloaded, one.load_end))
                held.append((one.load_end, one.depart))
        names = {OTHERS_FIRST: loading, UNLOADS: unloading, HELD: held}
        return {name: Calendar(self._known(spans)) for name, spans in names.items()}

    def _calls(self, service: str, port: str) -> dict[str, list[tuple[float, float]]]:
        """By vessel the times at which it berthed and was unloaded at a port, in order."""
        found: dict[str, list[tuple[float, float]]] = {}
        for one in self.journal.carried:
            if one.service == service and one.terminal == port and one.admitted == one.admitted:
                unloaded = one.unload_end if one.unload_end == one.unload_end else one.admitted
                found.setdefault(one.vehicle, []).append((one.admitted, unloaded))
        return {vehicle: sorted(calls) for vehicle, calls in found.items()}

    def _known(self, spans: list[Interval]) -> list[Interval]:
        """Spans that began; one that is not over lasts to the end of the run."""
        lasting = [(a, self.journal.end if b != b else b) for a, b in spans if a == a]
        return [(a, b) for a, b in lasting if a < b]


def _holds(calendar: Calendar, time: float) -> bool:
    return calendar.next_open(time) > time


def _edges(calendar: Calendar) -> list[float]:
    return [edge for interval in calendar.intervals() for edge in interval]


def _inside(stays: Floats, time: float) -> int:
    return int(((stays[:, 0] <= time) & (time < stays[:, 1])).sum())
