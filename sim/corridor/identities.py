"""Identities that hold in every replication, whatever the scenario, told by stamps and records.

Nothing is counted while the corridor runs: each check is a few operations on whole columns.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping

import numpy as np

from sim.corridor.admission import HOURS_PER_DAY, Admission
from sim.corridor.arrays import Floats
from sim.corridor.journal import Journal, Journeys
from sim.corridor.routing import Routing
from sim.scenario.language import Carrier, Rail, Sea, Section, Service, Terminal
from sim.scenario.scenario import Scenario

ROUNDING_HOURS = 1e-6
Name = tuple[str, str]


def breaches(
    scenario: Scenario,
    journal: Journal,
    routing: Routing,
    admissions: Iterable[tuple[Name, Admission]],
    journeys: Journeys,
) -> Iterator[str]:
    """What is not as it should be, a line each."""
    yield from _backward(journeys, journal.end)
    yield from _too_fast(scenario, journeys)
    yield from _paths(scenario, journal)
    yield from _cranes(scenario, journal)
    for (terminal, kind), admission in admissions:
        name = f"{terminal} {kind}"
        yield from _overfull(name, admission, journal.end)
        if kind == "tracks":
            yield from _out_of_turn(terminal, admission, routing, journeys)


# Time --------------------------------------------------------------------------------------


def _backward(journeys: Journeys, end: float) -> Iterator[str]:
    """Times of one voyage never decrease, and nothing departs at the end or later."""
    times = journeys.times
    wrong = (times < np.fmax.accumulate(times, axis=1)).any(axis=1)
    for number in np.flatnonzero(wrong):
        service, stamps = journeys.ways[journeys.way[number]][0], tuple(times[number].tolist())
        yield f"voyage {number} of {service} runs backwards: {stamps}"
    for number in np.flatnonzero(times[:, 0] >= end):
        yield f"voyage {number} departs at hour {times[number, 0]:g}, the run ends at {end:g}"


def _too_fast(scenario: Scenario, journeys: Journeys) -> Iterator[str]:
    """No voyage takes less than its waits and what is least by any date."""
    under_way = journeys.times[:, 1] - journeys.times[:, 0] - journeys.waits
    least = np.array([_least_hours(scenario, service) for service, _, _ in journeys.ways])
    for number in np.flatnonzero(under_way < least[journeys.way] - ROUNDING_HOURS):
        service = journeys.ways[journeys.way[number]][0]
        hours, need = under_way[number], least[journeys.way[number]]
        yield f"voyage {number} of {service} takes {hours:g} h without its waits, least {need:g} h"


def _least_hours(scenario: Scenario, name: str) -> float:
    """The shortest time under way of a service on any date; what is drawn may be nothing."""
    return min(
        _least_of(epoch.network.services[name], epoch.network.sections) for epoch in scenario.epochs
    )


def _least_of(service: Service, sections: Mapping[str, Section]) -> float:
    if isinstance(service, Sea):
        hours = service.sailing_hours
        return hours.average if hours.distribution == "constant" else 0.0
    own = service.hours.average if service.hours.distribution == "constant" else 0.0
    if isinstance(service, Carrier):
        return own
    run = (sections[one] for one in service.sections)
    return own + math.fsum(one.running_hours + one.stop_hours for one in run)


# Turns and headways ------------------------------------------------------------------------


def _out_of_turn(
    terminal: str, admission: Admission, routing: Routing, journeys: Journeys
) -> Iterator[str]:
    """Trains of one service are admitted as they came, all of a direction a headway apart."""
    if admission.free_to_all:
        return
    by_direction: dict[str, list[int]] = {}
    for way, (service, _, to) in enumerate(journeys.ways):
        rail = routing.services[service]
        if to == terminal and isinstance(rail, Rail):
            by_direction.setdefault(rail.direction, []).append(way)
    for direction, ways in by_direction.items():
        if not admission.has(direction):
            continue
        own = [journeys.of(way) for way in ways]
        for rows in () if admission.lets_pass(direction) else own:
            arrived, admitted = journeys.times[rows, 1], journeys.times[rows, 2]
            yield from _overtaken(f"{terminal}, {direction}", arrived, admitted)
        admitted = np.sort(journeys.times[np.concatenate(own), 2])
        headway = admission.least_headway_hours(direction)
        yield from _too_close(f"{terminal}, {direction}", admitted, headway)


def _overtaken(place: str, came: Floats, went: Floats) -> Iterator[str]:
    """First come, first served: who came earlier goes no later; who has not gone goes last."""
    came, went = came[came == came], np.where(went == went, went, math.inf)[came == came]
    order = np.lexsort((went, came))
    turns = went[order]
    for late in np.flatnonzero(turns[1:] < turns[:-1])[:1]:
        first, then = came[order[late]], came[order[late + 1]]
        yield f"{place}: who came at hour {first:g} goes after who came at hour {then:g}"


def _too_close(place: str, times: Floats, headway: float) -> Iterator[str]:
    """Times in ascending order, NaN last, are at least a headway apart."""
    if not headway:
        return
    for close in np.flatnonzero(np.diff(times) < headway - ROUNDING_HOURS)[:1]:
        one, other = times[close], times[close + 1]
        yield f"{place}: hours {one:g} and {other:g} are not {headway:g} h apart"


def _paths(scenario: Scenario, journal: Journal) -> Iterator[str]:
    """Paths of a section are taken in the order of asking, a headway apart."""
    for (section, direction), log in journal.path_waits.items():
        rows = log.rows()
        if not len(rows):
            continue
        place = f"{section}, {direction}"
        yield from _overtaken(place, rows[:, 0], rows[:, 1])
        yield from _too_close(place, np.sort(rows[:, 1]), _least_path_hours(scenario, section))


def _least_path_hours(scenario: Scenario, section: str) -> float:
    """Hours between paths on the date with most of them."""
    sections = (epoch.network.sections[section] for epoch in scenario.epochs)
    most = max(one.pairs_per_day - one.other_pairs_per_day for one in sections)
    return HOURS_PER_DAY / most if most > 0 else 0.0


# Capacity ----------------------------------------------------------------------------------


def _overfull(name: str, admission: Admission, end: float) -> Iterator[str]:
    """Whoever entered found a free place; who leaves at an instant makes room first."""
    stays = admission.all_stays(end)
    if not len(stays):
        return
    enters, leaves = np.sort(stays[:, 0]), np.sort(stays[:, 1])
    inside = np.arange(1, len(enters) + 1) - np.searchsorted(leaves, enters, side="right")
    last_of_instant = np.append(enters[1:] != enters[:-1], True)
    wrong = last_of_instant & (inside > admission.places_at_each(enters))
    for late in np.flatnonzero(wrong):
        yield f"{name}: {inside[late]} inside at hour {enters[late]:g}"


def _cranes(scenario: Scenario, journal: Journal) -> Iterator[str]:
    """Work done is work asked for: never by more cranes than there are, and by a single one that
    is never closed without a pause while anything waits. Lindley (1952), in sums."""
    for (terminal, kind), log in journal.crane_work.items():
        numbers = {_number(epoch.network.terminals[terminal], kind) for epoch in scenario.epochs}
        most = max(numbers)
        begun, hours, ended = log.rows().T
        if not len(begun) or not 0 < most < math.inf:
            continue
        done = np.cumsum(hours) / most
        earliest = np.maximum.accumulate(begun - done + hours / most) + done
        ended = np.maximum.accumulate(ended)
        wrong = ended < earliest - ROUNDING_HOURS
        if numbers == {1.0} and _never_closed(scenario.file.terminals[terminal]):
            wrong |= ended > earliest + ROUNDING_HOURS
        for load in np.flatnonzero(wrong)[:1]:
            told = f"the load of hour {begun[load]:g} is done at {ended[load]:g}"
            yield f"{terminal}, {kind} cranes: {told}, with {most:g} of them {earliest[load]:g}"


def _number(place: Terminal, kind: str) -> float:
    if kind == "rail":
        rail = place.rail
        return float(rail.cranes) if rail and rail.transfer != "on_wagons" else math.inf
    return float(place.quay.berths * place.quay.cranes_per_berth) if place.quay else math.inf


def _never_closed(place: Terminal) -> bool:
    """Whether cranes may start at any hour."""
    stopped = [stop for closure in place.closures.values() for stop in closure.stops]
    stopped += place.weather.stops if place.weather else ()
    return not place.opening_hours and "handling" not in stopped
