"""Every stated limit of a network as a multiple of the traffic that meets it, place by place."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from sim.experiment.fleet import (
    Fleet,
    berth_hours_asked,
    berths_used,
    fleet,
    fleet_teu_per_hour,
    vessel_hours_asked,
)
from sim.experiment.open_time import Moment, open_share
from sim.experiment.traffic import Carriage, trains_per_hour
from sim.scenario.language import Carrier, Network, Quay, Rail, RailYard, Sea, Use

HOURS_A_DAY = 24
HOURS_A_YEAR = 365.25 * HOURS_A_DAY
BOTH = ""  # the direction of what both directions share


@dataclass(frozen=True)
class Bound:
    """One limit at one place and direction: the traffic that it meets, as multiples of it.

    `users` are the flows on their legs that ask it.
    """

    place: str
    direction: str
    limit: str
    teu_per_hour: float
    multiple: float
    users: tuple[Carriage, ...] = ()


def bounds(moment: Moment) -> list[Bound]:
    """Every limit that the traffic of this stretch of time meets."""
    network = moment.network
    places = [
        *((name, TERMINAL_LIMITS) for name in network.terminals),
        *((name, SECTION_LIMITS) for name in network.sections),
        *((name, SERVICE_LIMITS) for name in network.services),
        *((name, POOL_LIMITS) for name in network.pools),
    ]
    return [bound for place, limits in places for limit in limits for bound in limit(moment, place)]


def _bound(limit: str, place: str, users: list[Carriage], direction: str, multiple: float) -> Bound:
    """A flow that meets the limit twice, coming and going, is one demand."""
    own = tuple(one for one in users if direction in (one.stream.direction, BOTH))
    flows = {one.stream.way: one.teu_per_hour for one in own}
    return Bound(place, direction, limit, math.fsum(flows.values()), multiple, own)


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
    busy = math.fsum(_track_hours(moment.network, yard, one) for one in users)
    tracks = _multiple(yard.tracks, busy, open_)
    return [_bound("tracks and cranes", place, users, BOTH, min(cranes, tracks))] if users else []


def _track_hours(network: Network, yard: RailYard, one: Carriage) -> float:
    """Track hours an hour: trains x hours of work on one train, at least one move long."""
    trains = trains_per_hour(one, network)
    if yard.transfer == "on_wagons":
        return trains * yard.shunting_hours
    rounds = max(one.boxes_per_hour / trains / yard.cranes, 1.0)
    return trains * rounds * yard.crane_hours_per_box.average


def inspection_bays(moment: Moment, place: str) -> list[Bound]:
    """Bays / (boxes an hour x sum over channels of share x hours in a bay), by direction."""
    found = []
    for direction, rule in moment.network.terminals[place].clearance.items():
        arrivals = [one for one in moment.traffic if one.leg.destination == place]
        users = [one for one in _towards(arrivals, direction) if one.stream.box_by_box]
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
        found = [_rate_bound("fleet", place, users, d, rate) for d, rate in rates.items()]
        return [_with_both_ways(one, ships, users) for one in found]
    return []


def _with_both_ways(bound: Bound, ships: Fleet, users: list[Carriage]) -> Bound:
    """The fleet in its fuller direction: boxes of the other one take hours of its calls, too."""
    full = ships.leading is not None and bound.direction == ships.leading
    return replace(bound, users=tuple(users)) if full else bound


def _rate_bound(
    limit: str, place: str, users: list[Carriage], direction: str, rate: float
) -> Bound:
    asked = math.fsum(one.teu_per_hour for one in _towards(users, direction))
    return _bound(limit, place, users, direction, _multiple(rate, asked))


# Pools -------------------------------------------------------------------------------------


def pool_units(moment: Moment, place: str) -> list[Bound]:
    """Units / (trains an hour x units a train x hours that they are out); all services share.

    Out from loading until the way back is over; waits on the way are not counted, so that the
    capacity is one that no queue has cut.
    """
    network = moment.network
    users = [one for one in moment.traffic if place in _uses(one, network)]
    asked = math.fsum(_unit_hours(one, place, network) for one in users)
    multiple = _multiple(network.pools[place].number, asked)
    return [_bound("pool", place, users, BOTH, multiple)] if users else []


def _uses(one: Carriage, network: Network) -> Mapping[str, Use]:
    rail = network.services[one.leg.service]
    return rail.uses if isinstance(rail, Rail) else {}


def _unit_hours(one: Carriage, pool: str, network: Network) -> float:
    """Unit hours an hour that a flow keeps out on its leg."""
    rail, leg = network.services[one.leg.service], one.leg
    assert isinstance(rail, Rail)
    use = rail.uses[pool]
    running = (network.sections[name] for name in leg.sections)
    hours = math.fsum(section.running_hours + section.stop_hours for section in running)
    hours += rail.hours.average + use.return_hours.average
    work = [network.terminals[leg.destination].rail]
    origin = network.terminals[leg.origin].rail
    if origin is not None and origin.transfer == "through_yard":
        work.append(origin)
    handled = math.fsum(_track_hours(network, yard, one) for yard in work if yard is not None)
    return use.units * (trains_per_hour(one, network) * hours + handled)


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
POOL_LIMITS: tuple[Limit, ...] = (pool_units,)


# What a flow asks of a limit, in the limit's own unit -----------------------------------------


def _trains(moment: Moment, _: str, one: Carriage) -> float:
    return trains_per_hour(one, moment.network)


def _boxes(_: Moment, __: str, one: Carriage) -> float:
    return one.boxes_per_hour


def _teu(_: Moment, __: str, one: Carriage) -> float:
    return one.teu_per_hour


def _units(moment: Moment, pool: str, one: Carriage) -> float:
    return _unit_hours(one, pool, moment.network)


def _hours_at_berths(moment: Moment, port: str, one: Carriage) -> float:
    return berth_hours_asked(fleet(moment, one.leg.service), one, port)


def _hours_of_vessels(moment: Moment, service: str, one: Carriage) -> float:
    return vessel_hours_asked(fleet(moment, service), one)


ASKED_BY: dict[str, Callable[[Moment, str, Carriage], float]] = {
    "acceptance": _trains,
    "cap": _trains,
    "paths": _trains,
    "tracks": _boxes,
    "inspection": _boxes,
    "berths": _hours_at_berths,
    "fleet": _hours_of_vessels,
    "pool": _units,
}


def parts_of_use(moment: Moment, bound: Bound) -> tuple[tuple[str, float], ...]:
    """Each way of a flow that asks a limit, with its part of all that is asked; parts add to 1.

    In the unit of the limit: trains, boxes, hours of units, of berths or of vessels, or TEU.
    """
    asked_by = ASKED_BY.get(bound.limit.split()[0], _teu)
    asked: dict[str, float] = {}
    for one in bound.users:
        way = one.stream.way
        asked[way] = asked.get(way, 0.0) + asked_by(moment, bound.place, one)
    whole = math.fsum(asked.values())
    return tuple((way, part / whole) for way, part in sorted(asked.items())) if whole > 0 else ()
