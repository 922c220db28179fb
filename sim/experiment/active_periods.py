"""The momentary bottleneck: whose active period, at each instant, is the longest.

A facility is active while it works without a break, not while it is blocked or waits for something
to do; where several facilities are active at once, the one whose period is longest is the
bottleneck of the moment (Roser, Nakano and Tanaka 2002). A facility of several servers is active
while all of them work. Cranes are, while any load is under them, for loads are never interleaved;
acceptance and paths, from each slot used until the next may be; a fleet, carrier or pool, as long
as boxes wait for it: an idle ship that waits for cargo is no bottleneck, nor is one held in a
queue of ships.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from sim.corridor.journal import Journal
from sim.corridor.routing import Routing
from sim.experiment.columns import Kpi, Series, Subject
from sim.experiment.kpis import add_full_yards, all_series
from sim.experiment.periods import Floats, Periods
from sim.scenario.language import Rail, Sea
from sim.scenario.scenario import Scenario

HOURS_A_DAY = 24.0
TOUCHING = 1e-9  # hours; a period goes on over a gap of rounding

Facility = tuple[str, str, str]  # place, direction, what


@dataclass(frozen=True)
class Active:
    """Active periods of a facility in order of time, shape (n,) each."""

    starts: Floats
    ends: Floats

    @classmethod
    def of(cls, spans: Floats, servers: int = 1) -> Active:
        """Where at least so many of the spans, shape (n, 2), overlap; touching ones are one."""
        spans = spans[spans[:, 1] > spans[:, 0]]
        times = np.concatenate((spans[:, 0], spans[:, 1]))
        steps = np.repeat((1, -1), len(spans))
        order = np.lexsort((steps, times))  # an end before a start at the same time …
        times, level = times[order], steps[order].cumsum()
        busy = level >= servers
        edges = np.flatnonzero(np.diff(np.concatenate(([False], busy)).astype(int)))
        starts, ends = times[edges[::2]], times[edges[1::2]]
        if not len(starts):
            return cls(starts, ends)
        apart = starts[1:] - ends[:-1] > TOUCHING  # … and here they are joined again
        return cls(starts[np.r_[True, apart]], ends[np.r_[apart, True]])


def with_active_periods(scenario: Scenario, replication: int) -> Series:
    """The numbers of one replication, which yards were ever full, and the share of each month as
    the momentary bottleneck."""
    from sim.corridor.model import simulate

    journal = simulate(scenario, replication)
    series = all_series(scenario, journal)
    add_full_yards(series, journal)
    found = facilities(scenario, journal)
    for (place, direction, what), hours in bottleneck_hours(series.periods, found).items():
        kpi = Kpi("momentary_bottleneck", what, "share")
        series.add_average(Subject(place, direction), kpi, hours)
    return series


def bottleneck_hours(periods: Periods, found: Mapping[Facility, Active]) -> dict[Facility, Floats]:
    """Hours of each month as the momentary bottleneck, shape (months,) by facility.

    All periods are taken from the longest on; each has what longer ones left of it. Of two of one
    length the one that began first stands first.
    """
    every = [
        (start - end, start, number, end)
        for number, active in enumerate(found.values())
        for start, end in zip(active.starts.tolist(), active.ends.tolist(), strict=True)
    ]
    taken = _Taken()
    spans: list[list[tuple[float, float]]] = [[] for _ in found]
    for _, start, number, end in sorted(every):
        spans[number] += taken.take(start, end)
    hours = {}
    for facility, own in zip(found, spans, strict=True):
        pieces = np.array(own).reshape(-1, 2)
        ones = np.ones(len(pieces))
        hours[facility] = periods.spans(pieces[:, 0], pieces[:, 1]).integral(ones)
    return hours


class _Taken:
    """Disjoint intervals that are taken, in order of time."""

    def __init__(self) -> None:
        self._starts: list[float] = []
        self._ends: list[float] = []

    def take(self, start: float, end: float) -> list[tuple[float, float]]:
        """What of an interval was free; all of it is taken now."""
        from bisect import bisect_left, bisect_right

        first, last = bisect_left(self._ends, start), bisect_right(self._starts, end)
        free, now = [], start
        for a, b in zip(self._starts[first:last], self._ends[first:last], strict=True):
            if a > now:
                free.append((now, a))
            now = max(now, b)
        if now < end:
            free.append((now, end))
        low = min([start, *self._starts[first:last]])
        high = max([end, *self._ends[first:last]])
        self._starts[first:last], self._ends[first:last] = [low], [high]
        return free


def facilities(scenario: Scenario, journal: Journal) -> dict[Facility, Active]:
    """Active periods of every facility that can be scarce."""
    routing = Routing(scenario, journal.population.flows, journal.boxes)
    work = _Work(scenario, journal, routing)
    found = dict((*work.cranes(), *work.slots(), *work.services(), *work.pools()))
    return {facility: active for facility, active in found.items() if len(active.starts)}


@dataclass(frozen=True)
class _Work:
    """Reads the spans of work from one replication."""

    scenario: Scenario
    journal: Journal
    routing: Routing

    def cranes(self) -> Iterator[tuple[Facility, Active]]:
        """Rail cranes: from the first to the last move of each load."""
        network, spans = self.scenario.epochs[0].network, self._unloading()
        for name, terminal in network.terminals.items():
            if terminal.rail is not None and (name, True) in spans:
                yield (name, "", "rail cranes"), Active.of(spans[name, True])
            if terminal.quay is not None and (name, False) in spans:
                berths = min(terminal.quay.berths, len(spans[name, False]) + 1)
                yield (name, "", "berths"), Active.of(spans[name, False], int(berths))

    def _unloading(self) -> dict[tuple[str, bool], Floats]:
        """Spans of work by terminal and side (rail or not), unloading and loading."""
        names = ("service", "origin", "terminal")
        service, origin, terminal = (self.journal.names(one) for one in names)
        stamps = self.journal.stamps("unload_start", "unload_end", "load_end", "depart")
        first_load = self._first_load()
        found: dict[tuple[str, bool], list[tuple[float, float]]] = {}
        services = self.routing.services
        for number, (name, at, to) in enumerate(zip(service, origin, terminal, strict=True)):
            by_rail = isinstance(services[name], Rail)
            if not by_rail and not isinstance(services[name], Sea):
                continue
            start, end, load_end, _ = stamps[number]
            found.setdefault((to, by_rail), []).append((start, end))
            found.setdefault((at, by_rail), []).append((first_load[number], load_end))
        return {key: _known(np.array(spans), self.journal.end) for key, spans in found.items()}

    def _first_load(self) -> Floats:
        """When the first box of each voyage began to be loaded, shape (voyages,)."""
        first = np.full(self.journal.number_of_voyages, np.inf)
        for voyage, start in zip(
            self.journal.boxes.voyage, self.journal.boxes.load_start, strict=True
        ):
            known = (voyage >= 0) & ~np.isnan(start)
            np.minimum.at(first, voyage[known], start[known])
        return np.where(np.isinf(first), np.nan, first)

    def slots(self) -> Iterator[tuple[Facility, Active]]:
        """Paths and acceptance: each slot lasts until the next one may be used."""
        network = self.scenario.epochs[-1].network
        for (section, direction), log in self.journal.path_waits.items():
            free = network.sections[section].pairs_per_day
            left = free - network.sections[section].other_pairs_per_day
            if np.isfinite(left) and left > 0:
                entered = log.rows()[:, 1]
                yield (
                    (section, direction, "paths"),
                    _in_slots(entered, HOURS_A_DAY / left, self.journal.end),
                )
        admitted = self.journal.stamps("admitted")[:, 0]
        service, terminal = self.journal.names("service"), self.journal.names("terminal")
        ends = zip(service, terminal, strict=True)
        towards = np.array([self.routing.direction(*end) for end in ends], dtype=object)
        for name, one in network.terminals.items():
            for way, rule in one.acceptance.items():
                if np.isfinite(rule.trains_per_day):
                    own = admitted[(terminal == name) & (towards == way)]
                    slot = HOURS_A_DAY / rule.trains_per_day
                    yield (name, way, "acceptance"), _in_slots(own, slot, self.journal.end)

    def services(self) -> Iterator[tuple[Facility, Active]]:
        """Fleets and carriers: as long as boxes wait for them."""
        boxes = self.journal.boxes
        waits: dict[str, list[Floats]] = {}
        for code, flow in enumerate(self.journal.population.flows):
            own = boxes.rows_of(code)
            for leg, service in enumerate(self.routing.flows[flow].route):
                if not isinstance(self.routing.services[service], Rail):
                    span = np.stack((boxes.ready[leg][own], boxes.load_start[leg][own]), axis=1)
                    waits.setdefault(service, []).append(span)
        for service, spans in waits.items():
            what = "vessels" if isinstance(self.routing.services[service], Sea) else "slots"
            every = _known(np.concatenate(spans), self.journal.end)
            yield (service, "", what), Active.of(every)

    def pools(self) -> Iterator[tuple[Facility, Active]]:
        """As long as a train waits for units."""
        by_pool: dict[str, list[Floats]] = {}
        for (_, pool), log in self.journal.pool_waits.items():
            by_pool.setdefault(pool, []).append(log.rows()[:, :2])
        for pool, spans in by_pool.items():
            yield (pool, "", "units"), Active.of(np.concatenate(spans))


def _in_slots(times: Floats, hours: float, end: float) -> Active:
    """Slots that were used; those booked beyond the end of the run are left out."""
    used = times[times < end]
    return Active.of(np.stack((used, np.minimum(used + hours, end)), axis=1))


def _known(spans: Floats, end: float) -> Floats:
    """Spans that began; those that are not over last to the end of the run."""
    spans = spans[~np.isnan(spans[:, 0])]
    spans[np.isnan(spans[:, 1]), 1] = end
    return spans
