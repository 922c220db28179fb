"""Storms and closures: when a place starts nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sim.scenario.language import Network, Terminal
from sim.scenario.scenario import Scenario
from tests.oracle.plan import Draws

Interval = tuple[float, float]


@dataclass(frozen=True)
class Storm:
    from_hours: float
    to_hours: float
    strength: float


@dataclass(frozen=True)
class Calendar:
    """Closed intervals, from included, to not."""

    closed: tuple[Interval, ...]

    def next_open(self, time: float) -> float:
        """This time when open, else the end of the closures that follow one another."""
        for from_hours, to_hours in self.closed:
            if from_hours <= time < to_hours:
                return self.next_open(to_hours)
        return time

    def is_open(self, time: float) -> bool:
        return self.next_open(time) == time


class Closures:
    """All closures of all terminals, known before the clock starts."""

    def __init__(self, scenario: Scenario, draws: Draws, start: float) -> None:
        self.scenario, self.start = scenario, start
        self._known: dict[tuple[str, str, str | None], Calendar] = {}
        network = scenario.epochs[0].network
        self.terminals = network.terminals
        self.storms = {sea: self._storms(sea, network, draws) for sea in network.seas}

    def calendar(self, terminal: str, stop: str, direction: str | None = None) -> Calendar:
        """What stops one kind of start at a terminal, for one direction."""
        key = (terminal, stop, direction)
        if key not in self._known:
            self._known[key] = self._calendar(*key)
        return self._known[key]

    def _calendar(self, terminal: str, stop: str, direction: str | None) -> Calendar:
        place = self.terminals[terminal]
        dated = self._dated(place, stop, direction)
        hours = self._outside_opening_hours(place) if stop in ("acceptance", "handling") else []
        return Calendar(tuple(dated + hours + self._stormy(place, stop)))

    def storms_over(self, terminal: str, strength: float | None) -> Calendar:
        """The storms at this terminal's sea of at least this strength."""
        weather = self.terminals[terminal].weather
        if weather is None or strength is None:
            return Calendar(())
        storms = self.storms[weather.sea]
        return Calendar(tuple((s.from_hours, s.to_hours) for s in storms if s.strength >= strength))

    def ends(self) -> set[float]:
        """Every time at which some closure ends."""
        stops = ("acceptance", "handling", "berthing", "sailing")
        each = [self.calendar(name, stop) for name in self.terminals for stop in stops]
        dated = [c for p in self.terminals.values() for c in p.closures.values()]
        storms = [storm.to_hours for sea in self.storms.values() for storm in sea]
        closed = {end for calendar in each for _, end in calendar.closed}
        return closed | {self.hours_of(c.to) for c in dated} | set(storms)

    def hours_of(self, day: date) -> float:
        return float(24 * (day - self.scenario.file.horizon.from_).days)

    def _dated(self, place: Terminal, stop: str, direction: str | None) -> list[Interval]:
        return [
            (self.hours_of(closure.from_), self.hours_of(closure.to))
            for closure in place.closures.values()
            if closure.active
            and stop in closure.stops
            and (stop in ("berthing", "sailing") or _concerns(closure.directions, direction))
        ]

    def _outside_opening_hours(self, place: Terminal) -> list[Interval]:
        if not place.opening_hours:
            return []
        closed = _closed_minutes(place.opening_hours)
        days = range(int(self.start // 24) - 1, int(self.scenario.end_hours // 24) + 2)
        return [(24 * d + a / 60, 24 * d + b / 60) for d in days for a, b in closed]

    def _stormy(self, place: Terminal, stop: str) -> list[Interval]:
        weather = place.weather
        if weather is None or stop not in weather.stops:
            return []
        strong = [s for s in self.storms[weather.sea] if s.strength >= weather.closes_at_strength]
        return [(storm.from_hours, storm.to_hours) for storm in strong]

    def _storms(self, sea: str, network: Network, draws: Draws) -> list[Storm]:
        """Calm until the hazard s / (h (1 - s)) adds up to a unit exponential, month by month."""
        weather, storms, now = network.seas[sea], list[Storm](), self.start
        shares, mean = weather.closed_share.values(), weather.storm_hours.average
        while now < self.scenario.end_hours:
            number = len(storms)
            now = self._end_of_calm(now, shares, mean, draws.gap(number, "storm gaps", sea))
            hours = mean * draws.variate(number, weather.storm_hours, "storm hours", sea)
            strength = draws.uniform(number, "storm strengths", sea)
            storms.append(Storm(now, now + hours, strength))
            now = now + hours
        return storms

    def _end_of_calm(
        self, calm: float, shares: tuple[float, ...], mean: float, left: float
    ) -> float:
        while calm < self.scenario.end_hours:
            share, month_ends = shares[self._month(calm) - 1], self._month_end(calm)
            hazard = share / (mean * (1 - share))
            if hazard > 0 and calm + left / hazard < month_ends:
                return calm + left / hazard
            left -= hazard * (month_ends - calm)
            calm = month_ends
        return calm

    def _month(self, time: float) -> int:
        return (self.scenario.file.horizon.from_ + timedelta(days=int(time // 24))).month

    def _month_end(self, time: float) -> float:
        day = self.scenario.file.horizon.from_ + timedelta(days=int(time // 24))
        return self.hours_of(date(day.year + day.month // 12, day.month % 12 + 1, 1))


def _concerns(directions: tuple[str, ...], direction: str | None) -> bool:
    return not directions or direction in directions


def _closed_minutes(windows: tuple[tuple[int, int], ...]) -> list[tuple[int, int]]:
    """The minutes of a day outside all windows; a window past midnight wraps."""
    opened = [(a, b) for a, b in windows if a < b]
    opened += [part for a, b in windows if a > b for part in ((a, 1440), (0, b))]
    closed, at = [], 0
    for a, b in sorted(opened):
        if a > at:
            closed.append((at, a))
        at = max(at, b)
    return closed + ([(at, 1440)] if at < 1440 else [])
