"""Calendars of a terminal: closures, storms and opening hours, by what they stop."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from sim.corridor.calendars import Calendar, Interval, daily_closures
from sim.corridor.weather import Storm, closed_by
from sim.scenario.language import Stop, Terminal
from sim.scenario.scenario import Scenario

WORKED_BY_THE_CLOCK: tuple[Stop, ...] = ("acceptance", "handling")


@dataclass(frozen=True)
class Closings:
    """Everything that may close one terminal."""

    scenario: Scenario
    terminal: Terminal
    storms: tuple[Storm, ...]

    def calendar(self, stop: Stop, direction: str = "", strength: float | None = None) -> Calendar:
        """When a kind of work may not start; with `strength`, storms of that strength count too."""
        intervals = list(self._dated(stop, direction))
        weather = self.terminal.weather
        if weather and stop in weather.stops:
            intervals += closed_by(self.storms, weather.closes_at_strength)
        if strength is not None:
            intervals += closed_by(self.storms, strength)
        if stop in WORKED_BY_THE_CLOCK:
            start, end = -self.scenario.warm_up_hours, self.scenario.end_hours
            intervals += daily_closures(self.terminal.opening_hours, start, end)
        return Calendar(intervals)

    def _dated(self, stop: Stop, direction: str) -> Iterator[Interval]:
        for closure in self.terminal.closures.values():
            directions = closure.directions
            concerned = not directions or not direction or direction in directions
            if closure.active and stop in closure.stops and concerned:
                yield self._hours(closure.from_), self._hours(closure.to)

    def _hours(self, day: date) -> float:
        span = datetime.combine(day, time()) - self.scenario.start
        return span.total_seconds() / 3600
