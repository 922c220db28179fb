"""When places are open: weather, dated closures and opening hours as shares and mean stops."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from sim.experiment.traffic import Carriage
from sim.scenario.distributions import Distribution
from sim.scenario.language import Closure, Network, Stop, Terminal, Weather

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

MINUTES_A_DAY = 1440


@dataclass(frozen=True)
class Moment:
    """A stretch within one month and one network, with the mean traffic of its year."""

    network: Network
    month: int  # 0 is January
    from_hours: float
    to_hours: float
    start: datetime
    traffic: tuple[Carriage, ...]

    @property
    def hours(self) -> float:
        return self.to_hours - self.from_hours


def moments(scenario: Scenario, months: range, traffic: list[Carriage]) -> Iterator[Moment]:
    """The months cut where a dated change takes effect, in order of time."""
    for position in months:
        begin, end = scenario.month_start_hours[position : position + 2]
        changes = [one.from_hours for one in scenario.epochs if begin < one.from_hours < end]
        for a, b in zip([begin, *changes], [*changes, end], strict=True):
            month = scenario.months[position].month - 1
            yield Moment(_network_at(scenario, a), month, a, b, scenario.start, tuple(traffic))


def _network_at(scenario: Scenario, hours: float) -> Network:
    return [one.network for one in scenario.epochs if one.from_hours <= hours][-1]


def open_share(moment: Moment, place: str, stops: set[Stop], direction: str) -> float:
    """Share of time in which none of these operations is stopped, in this direction."""
    terminal = moment.network.terminals[place]
    stormy = _storm_share(moment, terminal) if _weather_stops(terminal, stops) else 0.0
    closed = sum(
        _overlap_share(moment, closure)
        for closure in terminal.closures.values()
        if _closure_stops(closure, stops, direction)
    )
    return (1 - stormy) * max(1 - closed, 0.0) * _opening_share(terminal)


def _weather_stops(terminal: Terminal, stops: set[Stop]) -> bool:
    return terminal.weather is not None and bool(stops & set(terminal.weather.stops))


def _closure_stops(closure: Closure, stops: set[Stop], direction: str) -> bool:
    concerns = not closure.directions or direction in closure.directions
    return closure.active and concerns and bool(stops & set(closure.stops))


def _storm_share(moment: Moment, terminal: Terminal, strength: float = math.nan) -> float:
    """Share of time with a storm that is strong enough; strengths are uniform on 0 to 1."""
    weather = terminal.weather
    if weather is None:
        return 0.0
    threshold = weather.closes_at_strength if math.isnan(strength) else strength
    share = moment.network.seas[weather.sea].closed_share.values()[moment.month]
    return share * (1 - threshold)


def _overlap_share(moment: Moment, closure: Closure) -> float:
    a = max(_hours(moment.start, closure.from_), moment.from_hours)
    b = min(_hours(moment.start, closure.to), moment.to_hours)
    return max(b - a, 0.0) / moment.hours


def _hours(start: datetime, day: date) -> float:
    return (datetime(day.year, day.month, day.day) - start).total_seconds() / 3600


def _opening_share(terminal: Terminal) -> float:
    if not terminal.opening_hours:
        return 1.0
    minutes = sum(
        (end - start) % MINUTES_A_DAY or MINUTES_A_DAY for start, end in terminal.opening_hours
    )
    return min(minutes / MINUTES_A_DAY, 1.0)


def berthing_stop_hours(moment: Moment, place: str) -> float:
    """Mean hours that a vessel waits outside for a storm to end.

    Share of time closed x mean remaining storm D (1 + cv^2) / 2 (renewal theory: the storm met
    is a long one).
    """
    terminal = moment.network.terminals[place]
    if terminal.weather is None or not _weather_stops(terminal, {"berthing"}):
        return 0.0
    return _storm_share(moment, terminal) * _remaining_hours(_storm_hours(moment, terminal.weather))


def sailing_stop_hours(moment: Moment, place: str, stay: float | None, call_hours: float) -> float:
    """Mean hours that a vessel stays at the berth for a storm to end, `stay` being its own limit.

    A vessel that berthed in open weather `call_hours` ago meets a storm with probability
    p (1 - exp(-call / tau)), 1 / tau = 1 / D + 1 / (mean open time): an on-off Markov chain.
    """
    terminal = moment.network.terminals[place]
    strength = _sailing_strength(terminal, stay)
    if terminal.weather is None or strength == 1:
        return 0.0
    storm = _storm_hours(moment, terminal.weather)
    met = _storm_share(moment, terminal, strength)
    if _weather_stops(terminal, {"berthing"}) and 0 < met < 1:
        met *= -math.expm1(-call_hours / (storm.average * (1 - met)))
    return met * _remaining_hours(storm)


def _sailing_strength(terminal: Terminal, stay: float | None) -> float:
    """The weakest storm in which the vessel does not leave; 1 where none holds it."""
    if terminal.weather is None:
        return 1.0
    port = terminal.weather.closes_at_strength if _weather_stops(terminal, {"sailing"}) else 1.0
    return min(port, 1.0 if stay is None else stay)


def _storm_hours(moment: Moment, weather: Weather) -> Distribution:
    return moment.network.seas[weather.sea].storm_hours


def _remaining_hours(storm: Distribution) -> float:
    return storm.average * (1 + squared_cv(storm)) / 2


def squared_cv(quantity: Distribution) -> float:
    """Variance over squared mean of a drawn quantity."""
    low, mode, high = (x or 0.0 for x in (quantity.low, quantity.mode, quantity.high))
    variance = {
        "uniform": (high - low) ** 2 / 12,
        "triangular": (low * (low - mode) + mode * (mode - high) + high * (high - low)) / 18,
    }.get(quantity.distribution)
    if variance is not None:
        return variance / quantity.average**2
    return {"constant": 0.0, "exponential": 1.0}.get(
        quantity.distribution, (quantity.cv or 0.0) ** 2
    )
