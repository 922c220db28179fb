"""The audit that closes every replication: counters of its own, kept at the events.

It shares nothing with the columns but the clock: boxes are counted in and out of every place when
they move, with the time, and at the end numbers and box-hours must agree with what the columns say.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.corridor.clock import Clock
from sim.corridor.containers import Batch, Codes, Floats, Voyage
from sim.corridor.journal import Journal
from sim.corridor.routing import END, Routing
from sim.errors import ModelError
from sim.scenario.ways import flow_of

Bools = NDArray[np.bool_]
EXACT: Final = 1e-9  # of the box-hours at a place
ROUNDING_BOX_HOURS: Final = 0.01  # sums of times of many thousand hours
KEPT: Final = "at the origin"
GONE: Final = ("gone", "another way", "given up")
Place = tuple[str, str, str]


class Count:
    """Boxes at a place, and the times of their coming less those of leaving, a term a box."""

    __slots__ = ("n", "place", "times")

    def __init__(self, place: Place) -> None:
        self.place = place
        self.n = 0
        self.times = 0.0


class Fates(NamedTuple):
    """Of each box: born, its last leg begun and its voyage (−1: none), whether that is over, and
    whether the box is delivered; each of shape (n,)."""

    born: Bools
    leg: Codes
    voyage: Codes
    arrived: Bools
    delivered: Bools


class Audit:
    """Counts boxes in and out of every place: waiting for a service, aboard, delivered.

    Trains recorded as one are counted beside the others, when the run is over and without times.
    """

    def __init__(self, clock: Clock, journal: Journal, routing: Routing) -> None:
        self._clock = clock
        self._journal = journal
        self._routing = routing
        self._counts: dict[Place, Count] = {}
        flows = journal.population.flows
        self._born = [0] * len(flows)
        self._delivered = [0] * len(flows)
        self._as_one: set[int] = set()
        self._trains: Counter[Place] = Counter()
        self._exchanged: set[str] = set()
        self._gone = self._at(GONE)
        self._kept = [self._at(_kept(flow)) for flow in flows]
        self._offered = [
            self._at(_waiting(routing.stops[flow][0], routing.flows[flow].route[0]))
            for flow in flows
        ]

    def born(self, batch: Batch) -> None:
        """Boxes that came to be at their origin."""
        n = len(batch.rows)
        self._born[batch.flow] += n
        kept = self._kept[batch.flow]
        kept.n += n
        kept.times += n * self._clock.now

    def chose(self, batch: Batch, way: int) -> None:
        """Boxes at their origin that take another way of their flow than the first."""
        n = len(batch.rows)
        self._born[batch.flow] -= n
        self._born[way] += n
        self._move(n, self._kept[batch.flow], self._kept[way])

    def replaced(self, batch: Batch, other: Batch) -> None:
        """Boxes at their origin that go as boxes of another flow, as if born of it."""
        self._exchanged |= {self._flow(batch.flow), self._flow(other.flow)}
        self._born[batch.flow] -= len(batch.rows)
        self._kept[batch.flow].n -= len(batch.rows)
        self.born(other)

    def offered(self, batch: Batch) -> None:
        """Boxes at their origin that no loading ban keeps: they wait for a service."""
        self._move(len(batch.rows), self._kept[batch.flow], self._offered[batch.flow])

    def offered_as_one(self, batch: Batch) -> None:
        """The same of a train that is recorded as one from here on."""
        n = len(batch.rows)
        self._kept[batch.flow].n -= n
        self._trains[self._offered[batch.flow].place] += n

    def gave_up(self, batch: Batch) -> None:
        """Boxes that left their origin for a way of their own."""
        self._move(len(batch.rows), self._kept[batch.flow], self._gone)

    def loaded(self, voyage: Voyage, n: int) -> None:
        """Boxes that left the stock of a terminal for a carriage."""
        waiting = self._at(_waiting(voyage.origin, voyage.service))
        self._move(n, waiting, self._at(_aboard(voyage.service, voyage.origin)))

    def unloaded(self, voyage: Voyage, service: str, n: int) -> None:
        """Boxes that left a carriage and wait for their next service."""
        aboard = self._at(_aboard(voyage.service, voyage.origin))
        self._move(n, aboard, self._at(_waiting(voyage.terminal, service)))

    def delivered(self, batch: Batch) -> None:
        """Boxes that came to their destination."""
        self._delivered[batch.flow] += len(batch.rows)

    def passed(self, flow: int, born: int, begun: list[int], ended: list[int]) -> None:
        """Trains recorded as one: born beside those told, begun and ended by leg."""
        self._as_one.add(flow)
        self._born[flow] += born
        self._delivered[flow] += ended[-1]
        name = self._journal.population.flows[flow]
        stops, route = self._routing.stops[name], self._routing.flows[name].route
        came = [born, *ended]
        for leg, service in enumerate(route):
            self._trains[_waiting(stops[leg], service)] += came[leg] - begun[leg]
            self._trains[_aboard(service, stops[leg])] += begun[leg] - ended[leg]

    def close(
        self, standing: Iterable[tuple[tuple[str, str], int]], astray: Iterable[str] = ()
    ) -> None:
        """Compare counters with columns and with what stands at the terminals.

        `standing` are the boxes that wait for each service at each terminal, counted where they
        stand; `astray` are breaches that other audits found. Raises ModelError with the first
        breaches found.
        """
        ends = np.append(self._journal.stamps("unload_end"), np.nan)
        breaches = [
            *self._vanished_boxes(standing),
            *self._told_otherwise(ends),
            *self._lost_hours(ends),
            *astray,
        ]
        if breaches:
            raise ModelError("audit failed: " + "; ".join(breaches[:5]))

    def _at(self, place: Place) -> Count:
        found = self._counts.get(place)
        if found is None:
            found = self._counts[place] = Count(place)
        return found

    def _move(self, n: int, left: Count, came: Count) -> None:
        times = n * self._clock.now
        left.n -= n
        left.times -= times
        came.n += n
        came.times += times
        if left.n < 0:
            raise ModelError(f"{-left.n} boxes left {left.place} that never came")

    def _flow(self, code: int) -> str:
        return flow_of(self._journal.population.flows[code])

    def _counted(self, place: Place) -> int:
        own = self._counts.get(place)
        return (own.n if own else 0) + self._trains[place]

    def _vanished_boxes(self, standing: Iterable[tuple[tuple[str, str], int]]) -> Iterator[str]:
        """Boxes that came to wait for a service and have not left stand there."""
        for (terminal, service), n in standing:
            counted = self._counted(_waiting(terminal, service))
            if n != counted:
                yield f"{terminal}: counted {counted} boxes waiting for {service}, {n} stand there"

    def _told_otherwise(self, ends: Floats) -> Iterator[str]:
        """Boxes that the columns see elsewhere than they were counted."""
        fates = self._fates(ends)
        yield from self._lost_boxes(fates)
        yield from self._misplaced_boxes(fates)

    def _lost_boxes(self, fates: Fates) -> Iterator[str]:
        """Created = delivered + in system, by flow."""
        for code, flow in enumerate(self._journal.population.flows):
            own = self._journal.boxes.flow == code
            told = int((own & fates.born).sum()), int((own & fates.delivered).sum())
            if told != (self._born[code], self._delivered[code]):
                counted = self._born[code], self._delivered[code]
                yield f"{flow}: counted {counted} born and delivered, columns say {told}"

    def _misplaced_boxes(self, fates: Fates) -> Iterator[str]:
        """Boxes waiting and aboard, place by place."""
        told = self._told(fates)
        for place in sorted({*told, *self._counts, *self._trains}):
            counted = self._counted(place)
            if place[2] != END and told[place] != counted:
                yield f"{' '.join(place)}: counted {counted}, columns say {told[place]}"

    def _lost_hours(self, ends: Floats) -> Iterator[str]:
        """Little's law, place by place: the integral of the number is the sum of times spent."""
        spent, integral = self._hours_spent(ends), self._integrals()
        for place in sorted(set(spent) | set(integral)):
            told, counted = spent[place], integral[place]
            if abs(told - counted) > EXACT * abs(counted) + ROUNDING_BOX_HOURS:
                yield f"{' '.join(place)}: counted {counted:g} box-hours, columns say {told:g}"

    def _integrals(self) -> defaultdict[Place, float]:
        """Box-hours at each place to the end of the run, from the times of coming and leaving."""
        found: defaultdict[Place, float] = defaultdict(float)
        for place, count in self._counts.items():
            if place[2] != END:
                box_hours = count.n * self._journal.end - count.times
                found[self._origin_of_all_ways(place)] += box_hours
        return self._comparable(found)

    def _hours_spent(self, ends: Floats) -> defaultdict[Place, float]:
        """Box-hours at each place to the end of the run, from the columns."""
        boxes, end = self._journal.boxes, self._journal.end
        found: defaultdict[Place, float] = defaultdict(float)
        came = boxes.ready[0]
        left, (gone, at) = np.fmin(came, end), self._journal.given_up()
        left[gone] = at
        found[GONE] += float((end - at).sum())
        kept = self._by_flow(left - boxes.born)
        for code, flow in enumerate(self._journal.population.flows):
            found[_kept(flow_of(flow))] += kept[code]
        for leg, (voyage, begun) in enumerate(zip(boxes.voyage, boxes.load_start, strict=True)):
            over = ends[voyage]
            waiting = self._by_flow(np.fmin(begun, end) - came[: len(begun)])
            aboard = self._by_flow(np.fmin(over, end) - begun)
            for code, flow in enumerate(self._journal.population.flows):
                route, stops = self._routing.flows[flow].route, self._routing.stops[flow]
                if leg < len(route) and code not in self._as_one:
                    found[_waiting(stops[leg], route[leg])] += waiting[code]
                    found[_aboard(route[leg], stops[leg])] += aboard[code]
            came = over
        return self._comparable(found)

    def _by_flow(self, hours: Floats) -> Floats:
        """Sums over the boxes of each flow, NaN left out, shape (flows,); `hours` is used up.

        Boxes stand in blocks of one flow: their sums are a tenth of the work of one a box.
        """
        hours[np.isnan(hours)] = 0.0
        flows = self._journal.boxes.flow[: len(hours)]
        first = np.flatnonzero(np.append(True, flows[1:] != flows[:-1])[: len(flows)])
        sums = np.add.reduceat(hours, first) if len(first) else hours
        number = len(self._journal.population.flows)
        return np.bincount(flows[first], sums, minlength=number).astype(float, copy=False)

    def _origin_of_all_ways(self, place: Place) -> Place:
        return _kept(flow_of(place[1])) if place[0] == "kept" else place

    def _comparable(self, found: defaultdict[Place, float]) -> defaultdict[Place, float]:
        """Without the origins of trains recorded as one, and of boxes that went as others."""
        for flow in self._exchanged | {self._flow(code) for code in self._as_one}:
            found.pop(_kept(flow), None)
        return found

    def _told(self, fates: Fates) -> Counter[Place]:
        """Boxes by place at the end, as the columns tell it."""
        born, leg, voyage, arrived, delivered = fates
        told: Counter[Place] = Counter()
        services, origins = self._journal.names("service"), self._journal.names("origin")
        for number, n in zip(
            *np.unique(voyage[(leg >= 0) & ~arrived], return_counts=True), strict=True
        ):
            told[_aboard(services[number], origins[number])] += int(n)
        offered = self._journal.boxes.ready[0] < self._journal.end
        kept, (gone, _) = born & ~offered, self._journal.given_up()
        kept[gone] = False
        told[GONE] += len(gone)
        for flow, rows in self._routing.by_flow(np.flatnonzero(kept)):
            told[_kept(flow)] += len(rows)
        waiting = born & offered & ~delivered & ((leg < 0) | arrived)
        for flow, rows in self._routing.by_flow(np.flatnonzero(waiting)):
            stops, route = self._routing.stops[flow], self._routing.flows[flow].route
            for after, n in zip(*np.unique(leg[rows] + 1, return_counts=True), strict=True):
                told[_waiting(stops[int(after)], route[int(after)])] += int(n)
        return told

    def _fates(self, ends: Floats) -> Fates:
        """What became of each box, as the columns tell it; `ends` is the end of unloading of each
        voyage, and NaN for none."""
        boxes, end = self._journal.boxes, self._journal.end
        leg, voyage = np.full(len(boxes.flow), -1, np.int32), np.full(len(boxes.flow), -1, np.int32)
        for number, column in enumerate(boxes.voyage):
            begun, with_leg = column >= 0, slice(len(column))
            leg[with_leg][begun] = number
            np.copyto(voyage[with_leg], column, where=begun)
        arrived = (leg >= 0) & (ends < end)[voyage]
        routes = [len(self._routing.flows[f].route) for f in self._journal.population.flows]
        delivered = arrived & (leg == np.array(routes, np.int32)[boxes.flow] - 1)
        return Fates(boxes.born < end, leg, voyage, arrived, delivered)


def _kept(flow: str) -> Place:
    return ("kept", flow, KEPT)


def _waiting(terminal: str, service: str) -> Place:
    return ("waiting", terminal, service)


def _aboard(service: str, origin: str) -> Place:
    return ("aboard", service, origin)
