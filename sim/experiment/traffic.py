"""What the flows ask of each service and place, before any queue: the static picture."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from sim.scenario.language import Flow, Network, Rail, Sea
from sim.scenario.ways import Way, all_ways, shares_of

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario


@dataclass(frozen=True)
class Leg:
    """One service of a flow's route, from terminal to terminal."""

    service: str
    origin: str
    destination: str
    sections: tuple[str, ...]
    by_rail: bool
    by_sea: bool


@dataclass(frozen=True)
class Stream:
    """One way of a flow: its legs, its boxes and its part of the demand by month."""

    way: str
    flow: str
    direction: str
    origin: str
    legs: tuple[Leg, ...]
    monthly_teu: tuple[float, ...]
    teu_per_box: float
    gross_tonnes_per_teu: float
    consignment_teu: float  # TEU born together; infinite for empties, which fill what they find
    box_by_box: bool = True  # or recorded train by train, and then not inspected

    @property
    def places(self) -> tuple[str, ...]:
        """Terminals, services and sections in the order of travel."""
        return (self.origin, *(place for leg in self.legs for place in leg_places(leg)))


def leg_places(leg: Leg) -> tuple[str, ...]:
    """The service, its sections and the terminal where it ends."""
    return (leg.service, *leg.sections, leg.destination)


def legs_of(way: Way, network: Network) -> tuple[Leg, ...]:
    """A way as legs; a sea service is taken from the port where the boxes are."""
    legs: list[Leg] = []
    here = way.origin
    for name in way.route:
        leg = _leg(name, here, network)
        legs.append(leg)
        here = leg.destination
    return tuple(legs)


def _leg(name: str, here: str, network: Network) -> Leg:
    service = network.services[name]
    if isinstance(service, Sea):
        there = next(port for port in service.between if port != here)
        return Leg(name, here, there, (), by_rail=False, by_sea=True)
    if isinstance(service, Rail):
        return Leg(name, here, service.to, service.sections, by_rail=True, by_sea=False)
    return Leg(name, here, service.to, (), by_rail=False, by_sea=False)


def streams(scenario: Scenario) -> tuple[Stream, ...]:
    """Every way of every flow of the scenario, sorted by name."""
    return tuple(_stream(scenario, way) for _, way in sorted(all_ways(scenario.file).items()))


def _stream(scenario: Scenario, way: Way) -> Stream:
    name, flow = way.flow, way.rules
    return Stream(
        way=way.name,
        flow=name,
        direction=flow.direction,
        origin=flow.origin,
        legs=legs_of(way, scenario.epochs[0].network),
        monthly_teu=_on_way(scenario, way),
        teu_per_box=_teu_per_box(scenario, name),
        gross_tonnes_per_teu=_gross_tonnes_per_teu(flow),
        consignment_teu=_consignment_teu(scenario, name),
        box_by_box=flow.recorded != "by_train",
    )


def _on_way(scenario: Scenario, way: Way) -> tuple[float, ...]:
    """TEU of a flow by month that are expected on one of its ways, shape (months,).

    By the shares in force, hour by hour; where a rule decides, all of it on the open route of the
    first preference.
    """
    teu = monthly_teu(scenario, way.flow)
    if not way.by:
        return teu
    shares = scenario.dated(lambda network: shares_of(network.routes[way.flow])[way.by])
    months = pairwise(scenario.month_start_hours)
    return tuple(one * _mean(shares, *month) for one, month in zip(teu, months, strict=True))


def _mean(steps: tuple[tuple[float, float], ...], start: float, end: float) -> float:
    """The mean of a step function over some hours."""
    ends = (*(time for time, _ in steps[1:]), math.inf)
    held = (
        value * max(min(to, end) - max(since, start), 0.0)
        for (since, value), to in zip(steps, ends, strict=True)
    )
    return math.fsum(held) / (end - start)


def monthly_teu(scenario: Scenario, name: str) -> tuple[float, ...]:
    """Demand of a flow in TEU by month, shape (months,).

    Empties follow as the stated share of their loaded flow, without the days between; a
    timetable counts the consignments that it names.
    """
    flow = scenario.file.demand.flows[name]
    if flow.empties_of is not None:
        share = flow.empties_of.share
        return tuple(share * teu for teu in monthly_teu(scenario, flow.empties_of.flow))
    known = {demand.flow: demand.teu for demand in scenario.demand}
    return tuple(known[name]) if name in known else _timetable_teu(scenario, name)


def _timetable_teu(scenario: Scenario, name: str) -> tuple[float, ...]:
    arrivals = scenario.file.demand.flows[name].arrivals
    if arrivals is None or arrivals.every_hours is None:
        return (0.0,) * len(scenario.months)
    first, every = arrivals.first_hours or 0.0, arrivals.every_hours
    number = math.inf if arrivals.number is None else arrivals.number

    def before(hours: float) -> float:
        return min(max(math.ceil((hours - first) / every), 0), number)

    starts = scenario.month_start_hours
    teu = _consignment_teu(scenario, name)
    return tuple((before(b) - before(a)) * teu for a, b in pairwise(starts))


def _teu_per_box(scenario: Scenario, name: str) -> float:
    flow = scenario.file.demand.flows[name]
    if flow.empties_of is not None:
        return _teu_per_box(scenario, flow.empties_of.flow)
    return 1.0 + flow.consignment.forty_foot_share if flow.consignment else 1.0


def _gross_tonnes_per_teu(flow: Flow) -> float:
    if flow.empties_of is not None:
        return flow.empties_of.tare_tonnes_per_teu
    if flow.consignment is None:
        return 0.0
    return flow.consignment.cargo_tonnes_per_teu + flow.consignment.tare_tonnes_per_teu


def _consignment_teu(scenario: Scenario, name: str) -> float:
    consignment = scenario.file.demand.flows[name].consignment
    if consignment is None:
        return math.inf
    return consignment.boxes * _teu_per_box(scenario, name)


@dataclass(frozen=True)
class Carriage:
    """One flow on one leg, at the mean rate of a year."""

    stream: Stream
    leg: Leg
    teu_per_hour: float

    @property
    def boxes_per_hour(self) -> float:
        return self.teu_per_hour / self.stream.teu_per_box


def carriages(all_streams: tuple[Stream, ...], months: range, hours: float) -> list[Carriage]:
    """Every flow that asks for anything in these months, on each of its legs."""
    rates = ((one, sum(one.monthly_teu[m] for m in months) / hours) for one in all_streams)
    return [Carriage(one, leg, rate) for one, rate in rates if rate > 0 for leg in one.legs]


def train_teu(carriage: Carriage, rail: Rail) -> float:
    """TEU on a train of this flow.

    A train kept together carries its consignment, any other as much as it can; neither more
    than length and mass allow. Where nothing limits it, one box.
    """
    stream = carriage.stream
    room = min(rail.train_teu, tonnes_as_teu(rail.train_tonnes, stream.gross_tonnes_per_teu))
    wanted = stream.consignment_teu
    if rail.formation != "together" and math.isfinite(room):
        return room
    return next((x for x in (min(wanted, room), stream.teu_per_box) if math.isfinite(x)), 1.0)


def trains_per_hour(carriage: Carriage, network: Network) -> float:
    """Trains an hour that the flow needs on its leg; zero off the rails."""
    rail = network.services[carriage.leg.service]
    if not isinstance(rail, Rail):
        return 0.0
    return carriage.teu_per_hour / train_teu(carriage, rail)


def tonnes_as_teu(tonnes: float, gross_tonnes_per_teu: float) -> float:
    """TEU that a mass allows; unlimited where boxes have no mass."""
    return tonnes / gross_tonnes_per_teu if gross_tonnes_per_teu > 0 else math.inf


def years(scenario: Scenario) -> dict[int, range]:
    """The months of the horizon by calendar year, as positions in `scenario.months`."""
    found: dict[int, list[int]] = {}
    for position, month in enumerate(scenario.months):
        found.setdefault(month.year, []).append(position)
    return {year: range(held[0], held[-1] + 1) for year, held in found.items()}


def passages(scenario: Scenario) -> dict[str, tuple[tuple[str, str], ...]]:
    """For each way of a flow the (place, direction) pairs on it, in the order of travel."""
    return {
        one.way: tuple((place, one.direction) for place in one.places) for one in streams(scenario)
    }


def corridor_order(scenario: Scenario) -> tuple[str, ...]:
    """Every place on any route, from east to west.

    The longest route gives the order; what only other routes pass stands beside its neighbour.
    """
    order = list(merged_order(one.places for one in streams(scenario)))
    return tuple(order if _runs_west(order, scenario) else reversed(order))


def merged_order(places: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    """Every place of some ways, in the order of travel of the longest."""
    ways = sorted(places, key=lambda way: (-len(way), way))
    order = list(ways[0]) if ways else []
    for way in ways[1:]:
        _merge(order, _same_way(way, order))
    return tuple(order)


def _merge(order: list[str], way: tuple[str, ...]) -> None:
    """Put the new places of a way where the way has them, from its first known place on."""
    position = next((order.index(place) for place in way if place in order), len(order))
    for place in way:
        if place in order:
            position = order.index(place) + 1
        else:
            order.insert(position, place)
            position += 1


def _same_way(way: tuple[str, ...], order: list[str]) -> tuple[str, ...]:
    known = [order.index(place) for place in way if place in order]
    return way[::-1] if len(known) > 1 and known[0] > known[-1] else way


def _runs_west(order: list[str], scenario: Scenario) -> bool:
    terminals = scenario.file.terminals
    degrees = [terminals[place].longitude for place in order if place in terminals]
    known = [degree for degree in degrees if degree is not None]
    return len(known) < 2 or known[0] >= known[-1]
