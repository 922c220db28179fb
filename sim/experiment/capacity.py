"""The static screen: what each place can take in a year beside what is asked of it, no queues.

Every limit is told as a multiple of the year's own traffic, so that shared cranes and berths
need no rule for dividing them: at multiple 2 twice the same mix would just pass.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import pandas as pd

from sim.experiment.fleet import berths_used, fleet, fleet_teu_per_hour
from sim.experiment.open_time import Moment, moments, open_share
from sim.experiment.traffic import (
    Carriage,
    Stream,
    carriages,
    corridor_order,
    streams,
    trains_per_hour,
    years,
)
from sim.scenario.language import Carrier, Quay, RailYard, Sea

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

HOURS_A_DAY = 24
HOURS_A_YEAR = 365.25 * HOURS_A_DAY
BOTH = ""  # the direction of what both directions share


@dataclass(frozen=True)
class Bound:
    """One limit at one place and direction: the traffic that it meets, as multiples of it."""

    place: str
    direction: str
    limit: str
    teu_per_hour: float
    multiple: float


@dataclass(frozen=True)
class YearLimit:
    """What one limit can take in a year and what is asked of it, TEU."""

    year: int
    place: str
    direction: str
    limit: str
    capacity_teu: float
    demand_teu: float

    @property
    def share(self) -> float:
        """Demand over capacity; above 1 the place saturates."""
        return self.demand_teu / self.capacity_teu if self.capacity_teu else math.inf


def capacity_by_year(scenario: Scenario) -> pd.DataFrame:
    """Year, place, direction, limit, capacity_teu, demand_teu and share, a row a `YearLimit`."""
    rows = [{**vars(one), "share": one.share} for one in year_limits(scenario)]
    return pd.DataFrame(rows, columns=[*(one.name for one in fields(YearLimit)), "share"])


def year_limits(scenario: Scenario) -> list[YearLimit]:
    """Every stated limit that traffic meets, by year, then from east to west.

    TEU a year, or a part of it where the horizon holds only a part. Values that change within a
    year count by their hours. What both directions share (cranes, berths) has an empty
    direction. Demand is what is asked, whether or not it could get as far as the place.
    """
    everything = streams(scenario)
    found = [
        one
        for year, months in years(scenario).items()
        for one in _limits_of_year(scenario, everything, year, months)
    ]
    rank = {place: position for position, place in enumerate(corridor_order(scenario))}
    return sorted(found, key=lambda x: (x.year, rank[x.place], x.direction, x.limit))


def _limits_of_year(
    scenario: Scenario, everything: tuple[Stream, ...], year: int, months: range
) -> Iterator[YearLimit]:
    starts = scenario.month_start_hours
    hours = starts[months.stop] - starts[months.start]
    held: dict[tuple[str, str, str], list[tuple[float, float]]] = {}
    for moment in moments(scenario, months, carriages(everything, months, hours)):
        for bound in bounds(moment):
            key = (bound.place, bound.direction, bound.limit)
            room = bound.multiple * bound.teu_per_hour * moment.hours
            held.setdefault(key, []).append((room, bound.teu_per_hour * hours))
    for key, parts in held.items():
        capacity = math.fsum(room for room, _ in parts)
        if math.isfinite(capacity):
            yield YearLimit(year, *key, capacity_teu=capacity, demand_teu=parts[0][1])


def bounds(moment: Moment) -> list[Bound]:
    """Every limit that the traffic of this stretch of time meets."""
    network = moment.network
    places = [
        *((name, TERMINAL_LIMITS) for name in network.terminals),
        *((name, SECTION_LIMITS) for name in network.sections),
        *((name, SERVICE_LIMITS) for name in network.services),
    ]
    return [bound for place, limits in places for limit in limits for bound in limit(moment, place)]


def _bound(limit: str, place: str, users: list[Carriage], direction: str, multiple: float) -> Bound:
    """A flow that meets the limit twice, coming and going, is one demand."""
    flows = {
        one.stream.way: one.teu_per_hour
        for one in users if direction in (one.stream.direction, BOTH)
    }  # fmt: skip
    return Bound(place, direction, limit, math.fsum(flows.values()), multiple)


def _directions(users: Iterable[Carriage]) -> list[str]:
    return sorted({one.stream.direction for one in users})


def _towards(users: Iterable[Carriage], direction: str) -> list[Carriage]:
    return [one for one in users if one.stream.direction == direction]


def _multiple(available: float, asked: float, open_: float = 1.0) -> float:
    if asked <= 0 or math.isinf(available):
        return math.inf
    return available * open_ / asked


def _trains_per_hour(moment: Moment, users: Iterable[Carriage]) -> float:
    return math.fsum(trains_per_hour(one, moment.network) for one in users)


# Terminals ---------------------------------------------------------------------------------


def _arriving(moment: Moment, place: str) -> list[Carriage]:
    return [one for one in moment.traffic if one.leg.by_rail and one.leg.destination == place]


def _departing(moment: Moment, place: str) -> list[Carriage]:
    return [one for one in moment.traffic if one.leg.by_rail and one.leg.origin == place]


def acceptance(moment: Moment, place: str) -> list[Bound]:
    """Trains accepted a day, less others, x open share / trains that arrive a day, by direction."""
    found = []
    for direction, rule in moment.network.terminals[place].acceptance.items():
        users = _towards(_arriving(moment, place), direction)
        open_ = open_share(moment, place, {"acceptance"}, direction)
        asked = _trains_per_hour(moment, users)
        multiple = _multiple(rule.free_per_day / HOURS_A_DAY, asked, open_)
        if users:
            found.append(_bound("acceptance", place, users, direction, multiple))
    return found


def acceptance_caps(moment: Moment, place: str) -> list[Bound]:
    """Trains of named flows accepted a day x open share / such trains that arrive a day."""
    found = []
    for direction, rule in moment.network.terminals[place].acceptance.items():
        arriving = _towards(_arriving(moment, place), direction)
        open_ = open_share(moment, place, {"acceptance"}, direction)
        for name, cap in rule.caps.items():
            users = [one for one in arriving if one.stream.flow in cap.flows]
            asked = _trains_per_hour(moment, users)
            multiple = _multiple(cap.trains_per_day / HOURS_A_DAY, asked, open_)
            if users:
                found.append(_bound(f"cap {name}", place, users, direction, multiple))
    return found


def tracks_and_cranes(moment: Moment, place: str) -> list[Bound]:
    """The scarcer of cranes / crane hours an hour and tracks / track hours an hour.

    Every box that comes by rail is one move; through a yard every box that leaves by rail is
    another. A train keeps its track while all cranes work it, one box a crane at a time. Both
    directions share.
    """
    yard = moment.network.terminals[place].rail
    if yard is None:
        return []
    users = _arriving(moment, place)
    if yard.transfer == "through_yard":
        users += _departing(moment, place)
    open_ = open_share(moment, place, {"handling"}, "")
    moves = math.fsum(one.boxes_per_hour for one in users)
    cranes = _multiple(yard.cranes, moves * yard.crane_hours_per_box.average, open_)
    busy = math.fsum(_track_hours(moment, yard, one) for one in users)
    tracks = _multiple(yard.tracks, busy, open_)
    return [_bound("tracks and cranes", place, users, BOTH, min(cranes, tracks))] if users else []


def _track_hours(moment: Moment, yard: RailYard, one: Carriage) -> float:
    """Track hours an hour: trains x hours of work on one train, at least one move long."""
    trains = trains_per_hour(one, moment.network)
    if yard.transfer == "on_wagons":
        return trains * yard.shunting_hours
    rounds = max(one.boxes_per_hour / trains / yard.cranes, 1.0)
    return trains * rounds * yard.crane_hours_per_box.average


def inspection_bays(moment: Moment, place: str) -> list[Bound]:
    """Bays / (boxes an hour x sum over channels of share x hours in a bay), by direction."""
    found = []
    for direction, rule in moment.network.terminals[place].clearance.items():
        arrivals = [one for one in moment.traffic if one.leg.destination == place]
        users = _towards(arrivals, direction)
        hours = math.fsum(
            rule.channels.get(channel, 0.0) * inspection.average
            for channel, inspection in rule.inspection_hours.items()
        )
        asked = hours * math.fsum(one.boxes_per_hour for one in users)
        multiple = _multiple(rule.inspection_bays, asked)
        if users:
            found.append(_bound("inspection bays", place, users, direction, multiple))
    return found


def berths(moment: Moment, place: str) -> list[Bound]:
    """(Berths x open share - those of other cargo) / berths that the calls keep busy.

    All services and directions share.
    """
    quay = moment.network.terminals[place].quay
    users = [
        one for one in moment.traffic
        if one.leg.by_sea and place in (one.leg.origin, one.leg.destination)
    ]  # fmt: skip
    if quay is None or not users:
        return []
    services = sorted({one.leg.service for one in users})
    busy = math.fsum(berths_used(fleet(moment, name), place) for name in services)
    left = _berths_left(quay, open_share(moment, place, {"berthing"}, ""))
    return [_bound("berths", place, users, BOTH, _multiple(left, busy))]


def _berths_left(quay: Quay, open_: float) -> float:
    """Berths x open share, less those of other cargo: its calls an hour x hours a call."""
    if math.isinf(quay.berths):
        return quay.berths
    hours = (one.calls_per_year * one.hours.average for one in quay.other_calls.values())
    return max(quay.berths * open_ - math.fsum(hours) / HOURS_A_YEAR, 0.0)


# Sections and services ---------------------------------------------------------------------


def paths(moment: Moment, place: str) -> list[Bound]:
    """(Pairs a day - pairs of other traffic) / trains a day, by direction."""
    section = moment.network.sections[place]
    free = max(section.pairs_per_day - section.other_pairs_per_day, 0.0) / HOURS_A_DAY
    users = [one for one in moment.traffic if place in one.leg.sections]
    return [
        _bound(
            "paths", place, users, d, _multiple(free, _trains_per_hour(moment, _towards(users, d)))
        )
        for d in _directions(users)
    ]


def fleet_and_slots(moment: Moment, place: str) -> list[Bound]:
    """A fleet's TEU an hour (see `fleet_teu_per_hour`), or a carrier's slots / hours between."""
    service = moment.network.services[place]
    users = [one for one in moment.traffic if one.leg.service == place]
    if isinstance(service, Carrier):
        rate = _multiple(service.slots_teu, service.every_hours.average)
        return [_rate_bound("slots", place, users, d, rate) for d in _directions(users)]
    if isinstance(service, Sea) and users:
        ships = fleet(moment, place)
        rates = {d: fleet_teu_per_hour(ships, d) for d in ships.directions}
        return [_rate_bound("fleet", place, users, d, rate) for d, rate in rates.items()]
    return []


def _rate_bound(
    limit: str, place: str, users: list[Carriage], direction: str, rate: float
) -> Bound:
    asked = math.fsum(one.teu_per_hour for one in _towards(users, direction))
    return _bound(limit, place, users, direction, _multiple(rate, asked))


Limit = Callable[[Moment, str], list[Bound]]
TERMINAL_LIMITS: tuple[Limit, ...] = (
    acceptance,
    acceptance_caps,
    tracks_and_cranes,
    inspection_bays,
    berths,
)
SECTION_LIMITS: tuple[Limit, ...] = (paths,)
SERVICE_LIMITS: tuple[Limit, ...] = (fleet_and_slots,)


# What is tightest --------------------------------------------------------------------------


def tightest(limits: Iterable[YearLimit]) -> dict[int, YearLimit]:
    """By year the limit with the greatest share."""
    ranked = sorted(limits, key=lambda one: one.share)
    last = {one.year: one for one in ranked}
    return dict(sorted(last.items()))


def saturated(limits: Iterable[YearLimit]) -> list[YearLimit]:
    """Each limit in the first year in which its share exceeds 1, by year, the worst first."""
    first: dict[tuple[str, str, str], YearLimit] = {}
    for one in sorted(limits, key=lambda one: (one.year, -one.share)):
        if one.share > 1:
            first.setdefault((one.place, one.direction, one.limit), one)
    return list(first.values())
