"""When each facility that can be scarce was at work, from one replication.

Work is what it is there for: moves and the hours of a call at a berth, sailing besides for a fleet,
slots that other traffic leaves until the next may be used, units that are out but not on trains
that stand. Who waits or is blocked does not work, though a track or a berth is occupied meanwhile.
A berth works all the time that a ship of other cargo has it. A closure of handling that a load has
to wait for, or that falls into it, counts as work of its cranes, berth and ship.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import NamedTuple

import numpy as np

from sim.corridor.journal import Journal
from sim.corridor.routing import Routing
from sim.experiment.columns import Kpi, Series, Subject
from sim.experiment.periods import Floats
from sim.experiment.use_kpis import CRANES, PLACES, offered, share
from sim.experiment.voyage_columns import VoyageColumns
from sim.scenario.language import Network, Rail, Sea
from sim.scenario.scenario import Scenario

HOURS_A_DAY = 24.0
ONE_SERVER = ((-math.inf, 1.0),)
STANDS = (("stands_from", "admitted"), ("asked", "unload_start"))

Steps = tuple[tuple[float, float], ...]  # a number by date: from when on, the first from -inf


class Facility(NamedTuple):
    """What works: the berths of a place, its acceptance in a direction (empty: all)."""

    place: str
    direction: str
    what: str


@dataclass(frozen=True)
class Work:
    """Spans of work in hours, from and to, shape (n, 2), the servers at work in each, shape (n,),
    less than nought where some that other spans count stand idle, and all servers by date."""

    spans: Floats
    at_work: Floats
    servers: Steps = ONE_SERVER

    @classmethod
    def of_one_each(cls, spans: Floats, servers: Steps = ONE_SERVER) -> Work:
        """Each span is the work of one server."""
        return cls(spans, np.ones(len(spans)), servers)


def add_shares(series: Series, found: dict[Facility, Work]) -> None:
    """Share of their hours in which the servers of each facility worked, by month and year."""
    for facility, work in found.items():
        _add_share(series, facility, "working", work)


def add_occupied(series: Series, scenario: Scenario, journal: Journal) -> None:
    """Share of their hours in which tracks and berths were taken, working or not."""
    for (terminal, kind), stays in journal.stays.items():
        there = scenario.dated(partial(_places, kind, terminal))
        _add_share(series, Facility(terminal, "", kind), "occupied", Work.of_one_each(stays, there))


def _add_share(series: Series, facility: Facility, name: str, work: Work) -> None:
    """By month and year; no row where there is no limit."""
    hours = series.periods.spans(*work.spans.T).integral(work.at_work)
    subject, kpi = Subject(facility.place, facility.direction), Kpi(name, facility.what, "share")
    there = offered(series, work.servers)
    series.add_months(subject, kpi, share(hours, there))
    series.add_years(subject, kpi, share(*map(series.periods.by_year, (hours, there))))


@dataclass(frozen=True)
class AtWork:
    """Reads the spans of work from one replication."""

    scenario: Scenario
    journal: Journal
    routing: Routing

    def all(self) -> dict[Facility, Work]:
        """The work of every facility that ever worked, up to the end of the run."""
        parts = (*self.cranes(), *self.berths(), *self.fleets(), *self.slots(), *self.pools())
        end = self.journal.end
        return {
            facility: replace(work, spans=np.minimum(work.spans, end))
            for facility, work in parts
            if len(work.spans)
        }

    def cranes(self) -> Iterator[tuple[Facility, Work]]:
        """Cranes of a rail yard or of a quay, each load as if spread evenly over its time."""
        for (terminal, kind), log in self.journal.crane_work.items():
            begun, hours, finish = log.rows().T
            takes_time = finish > begun
            spans = np.stack((begun, finish), axis=1)[takes_time]
            there = self.scenario.dated(partial(_cranes, kind, terminal))
            at_work = hours[takes_time] / (spans[:, 1] - spans[:, 0])
            yield Facility(terminal, "", f"{kind} cranes"), Work(spans, at_work, there)

    def berths(self) -> Iterator[tuple[Facility, Work]]:
        """Berths: calls, moves, and the ships of other cargo."""
        for name, terminal in self.scenario.epochs[0].network.terminals.items():
            ours = [log.rows() for (_, at), log in self.journal.vessel_work.items() if at == name]
            calls = self.journal.other_calls.items()
            others = [log.rows()[:, 1:] for (at, _), log in calls if at == name]
            if terminal.quay is not None and (ours or others):
                there = self.scenario.dated(partial(_places, "berths", name))
                work = Work.of_one_each(np.concatenate(ours + others), there)
                yield Facility(name, "", "berths"), work

    def fleets(self) -> Iterator[tuple[Facility, Work]]:
        """Fleets: calls, moves and sailings; waits for berths, weather, yards and cargo are none.

        A vessel taken out of service is counted until that day, and works until it is home.
        """
        for name, service in self.scenario.epochs[0].network.services.items():
            if isinstance(service, Sea):
                work = self.journal.vessel_work.items()
                own = [log.rows() for (of, _), log in work if of == name]
                there = self.scenario.dated(partial(_vessels, name))
                yield Facility(name, "", "vessels"), Work.of_one_each(np.concatenate(own), there)

    def slots(self) -> Iterator[tuple[Facility, Work]]:
        """Paths and acceptance: each slot lasts until the next one may be used."""
        for (section, direction), log in self.journal.path_waits.items():
            work = self._slots(log.rows()[:, 1], partial(_paths_left, section))
            yield Facility(section, direction, "paths"), work
        admitted = self.journal.stamps("admitted")[:, 0]
        service, terminal = self.journal.names("service"), self.journal.names("terminal")
        ends = list(zip(service, terminal, strict=True))
        ways = {end: self.routing.direction(*end) for end in set(ends)}
        towards = np.array([ways[end] for end in ends], dtype=object)
        for name, one in self.scenario.epochs[0].network.terminals.items():
            for way in one.acceptance:
                own = admitted[(terminal == name) & (towards == way)]
                work = self._slots(own, partial(_accepted, name, way))
                yield Facility(name, way, "acceptance"), work

    def _slots(self, times: Floats, per_day: Callable[[Network], float]) -> Work:
        """Slots that were used while their number was limited; those booked beyond the end of the
        run are left out."""
        used = times[times < self.journal.end]
        rate = self._in_force(used, per_day)
        limited = np.isfinite(rate) & (rate > 0)
        used, rate = used[limited], rate[limited]
        spans = np.stack((used, used + HOURS_A_DAY / rate), axis=1)
        steps = self.scenario.dated(per_day)
        gates = tuple((since, 1.0 if rate < math.inf else math.inf) for since, rate in steps)
        return Work.of_one_each(spans, gates)

    def pools(self) -> Iterator[tuple[Facility, Work]]:
        """Units from when a train takes them until they are back, but while it stands."""
        since, to, voyage = self._standing().T
        trains = self.journal.names("service")[voyage.astype(np.int64)]
        for pool, out in self.journal.units_out.items():
            units = np.zeros(len(since))
            for service in set(trains):
                own = trains == service
                units[own] = self._in_force(since[own], partial(_units_a_train, service, pool))
            own = units > 0
            spans = np.concatenate((out[:, :2], np.stack((since, to), axis=1)[own]))
            there = self.scenario.dated(partial(_units, pool))
            at_work = np.concatenate((out[:, 2], -units[own]))
            yield Facility(pool, "", "units"), Work(spans, at_work, there)

    def _standing(self) -> Floats:
        """When trains on their way stood and waited, hours: before a terminal, on their track for
        room in the yard, or for a path; from, to and number of the voyage, shape (n, 3)."""
        voyages = VoyageColumns.of(self.journal, self.routing)
        number = np.arange(len(voyages.link), dtype=float)
        waits = [(getattr(voyages, since), getattr(voyages, to), number) for since, to in STANDS]
        waits += [tuple(log.rows().T) for log in self.journal.path_waits.values()]
        rows = np.concatenate([np.stack(one, axis=1) for one in waits])
        rows = rows[~np.isnan(rows[:, 0])]
        rows[np.isnan(rows[:, 1]), 1] = self.journal.end
        return np.asarray(rows[rows[:, 1] > rows[:, 0]])

    def _in_force(self, times: Floats, read: Callable[[Network], float]) -> Floats:
        """What was read from the network of each time, shape of times."""
        since, number = np.array(self.scenario.dated(read)).T
        return np.asarray(number[np.searchsorted(since, times, side="right") - 1])


def _places(kind: str, terminal: str, network: Network) -> float:
    return PLACES[kind](network.terminals[terminal])


def _cranes(kind: str, terminal: str, network: Network) -> float:
    return CRANES[kind](network.terminals[terminal])


def _vessels(service: str, network: Network) -> float:
    sea = network.services[service]
    assert isinstance(sea, Sea)
    return float(sum(one.number for one in sea.vessels.values()))


def _paths_left(section: str, network: Network) -> float:
    """Pairs a day that other traffic leaves."""
    one = network.sections[section]
    return one.pairs_per_day - one.other_pairs_per_day


def _accepted(terminal: str, direction: str, network: Network) -> float:
    return network.terminals[terminal].acceptance[direction].free_per_day


def _units_a_train(service: str, pool: str, network: Network) -> float:
    rail = network.services[service]
    use = rail.uses.get(pool) if isinstance(rail, Rail) else None
    return float(use.units) if use else 0.0


def _units(pool: str, network: Network) -> float:
    return network.pools[pool].number
