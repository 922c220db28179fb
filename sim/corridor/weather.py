"""Storms: one series for each sea, drawn before the run and shared by its ports."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sim.corridor.calendars import Interval
from sim.corridor.streams import Streams
from sim.scenario.language import SeaWeather
from sim.scenario.scenario import Scenario


@dataclass(frozen=True)
class Storm:
    """A storm from `start` to `end`, hours, of a strength between 0 and 1."""

    start: float
    end: float
    strength: float


def storms(scenario: Scenario, streams: Streams, sea: str) -> tuple[Storm, ...]:
    """The storms of a sea from the start of the run to its end, in order of time."""
    weather = scenario.file.seas[sea]
    gaps = streams.generator("storm gaps", sea)
    durations = streams.sequence(weather.storm_hours, "storm hours", sea)
    strengths = streams.generator("storm strengths", sea)
    hazard = _Hazard(scenario, weather)
    series: list[Storm] = []
    time = -scenario.warm_up_hours
    while (start := hazard.reached(time, gaps.standard_exponential())) < scenario.end_hours:
        time = start + weather.storm_hours.average * durations.next()
        series.append(Storm(start, time, float(strengths.random())))
    return tuple(series)


def closed_by(series: tuple[Storm, ...], strength: float) -> list[Interval]:
    """Intervals of the storms of at least this strength."""
    return [(storm.start, storm.end) for storm in series if storm.strength >= strength]


class _Hazard:
    """Hazard of a storm while it is calm: s/(h(1 − s)), with s the share of the month of that time.

    With constant s the share of time with a storm is s (alternating renewal process, Ross,
    Introduction to Probability Models, ch. 7).
    """

    def __init__(self, scenario: Scenario, weather: SeaWeather) -> None:
        shares = weather.closed_share.values()
        hours = weather.storm_hours.average
        self._rates = [
            (end, shares[month - 1] / (hours * (1 - shares[month - 1])))
            for end, month in _months(scenario)
        ]

    def reached(self, time: float, hazard: float) -> float:
        """When the hazard gathered since a time reaches this amount; infinity if never."""
        for end, rate in self._rates:
            if end <= time:
                continue
            if rate * (end - time) >= hazard:
                return time + hazard / rate if rate else math.inf
            hazard -= rate * (end - time)
            time = end
        return math.inf


def _months(scenario: Scenario) -> Iterator[tuple[float, int]]:
    """End, in hours, and number in the year of every month of the run."""
    hour = timedelta(hours=1)
    day: datetime = scenario.start - scenario.warm_up_hours * hour
    while (day - scenario.start) / hour < scenario.end_hours:
        following = (day.replace(day=1, hour=0, minute=0) + timedelta(days=32)).replace(day=1)
        yield (following - scenario.start) / hour, day.month
        day = following
