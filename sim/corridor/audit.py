"""The audit that closes every replication: counters of its own, kept at the events.

It shares nothing with the columns but the clock: boxes are counted in and out of every place when
they move, and at the end the counts must agree with what the columns say.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.corridor.admission import Admission
from sim.corridor.containers import Batch, Codes, Floats, Voyage
from sim.corridor.journal import Journal
from sim.corridor.routing import END, Routing
from sim.errors import ModelError

Bools = NDArray[np.bool_]
ROUNDING_HOURS = 1e-6
KEPT = "at the origin"
Place = tuple[str, str, str]


class Fates(NamedTuple):
    """Of each box: born, its last leg begun and its voyage (−1: none), whether that is over, and
    whether the box is delivered; each of shape (n,)."""

    born: Bools
    leg: Codes
    voyage: Codes
    arrived: Bools
    delivered: Bools


class Audit:
    """Counts boxes in and out of every place: waiting for a service, aboard, delivered."""

    def __init__(self, journal: Journal, routing: Routing) -> None:
        self._journal = journal
        self._routing = routing
        self._count: Counter[Place] = Counter()
        flows = journal.population.flows
        self._born = [0] * len(flows)
        self._delivered = [0] * len(flows)
        self._kept = [_kept(flow) for flow in flows]
        self._offered = [
            _waiting(routing.stops[flow][0], routing.flows[flow].route[0]) for flow in flows
        ]

    def born(self, batch: Batch) -> None:
        """Boxes that came to be at their origin."""
        self._born[batch.flow] += len(batch.rows)
        self._count[self._kept[batch.flow]] += len(batch.rows)

    def chose(self, batch: Batch, way: int) -> None:
        """Boxes at their origin that take another way of their flow than the first."""
        n = len(batch.rows)
        self._born[batch.flow] -= n
        self._born[way] += n
        self._move(n, self._kept[batch.flow], self._kept[way])

    def replaced(self, batch: Batch, other: Batch) -> None:
        """Boxes at their origin that go as boxes of another flow."""
        self._born[batch.flow] -= len(batch.rows)
        self._count[self._kept[batch.flow]] -= len(batch.rows)
        self.born(other)

    def offered(self, batch: Batch) -> None:
        """Boxes at their origin that no loading ban keeps: they wait for a service."""
        self._move(len(batch.rows), self._kept[batch.flow], self._offered[batch.flow])

    def loaded(self, voyage: Voyage, n: int) -> None:
        """Boxes that left the stock of a terminal for a carriage."""
        self._move(
            n, _waiting(voyage.origin, voyage.service), _aboard(voyage.service, voyage.origin)
        )

    def unloaded(self, voyage: Voyage, service: str, n: int) -> None:
        """Boxes that left a carriage and wait for their next service."""
        self._move(n, _aboard(voyage.service, voyage.origin), _waiting(voyage.terminal, service))

    def delivered(self, batch: Batch) -> None:
        """Boxes that came to their destination."""
        self._delivered[batch.flow] += len(batch.rows)

    def passed(self, flow: int, born: int, begun: list[int], ended: list[int]) -> None:
        """Trains recorded as one: born beside those told, begun and ended by leg."""
        self._born[flow] += born
        self._delivered[flow] += ended[-1]
        name = self._journal.population.flows[flow]
        stops, route = self._routing.stops[name], self._routing.flows[name].route
        came = [born, *ended]
        for leg, service in enumerate(route):
            self._count[_waiting(stops[leg], service)] += came[leg] - begun[leg]
            self._count[_aboard(service, stops[leg])] += begun[leg] - ended[leg]

    def close(
        self,
        admissions: Iterable[tuple[tuple[str, str], Admission]],
        standing: Iterable[tuple[tuple[str, str], int]],
        astray: Iterable[str] = (),
    ) -> None:
        """Compare counters with columns and with what stands at the terminals.

        `standing` are the boxes that wait for each service at each terminal, counted where they
        stand; `astray` are breaches that the audit of the pools found. Raises ModelError with
        the first breaches found.
        """
        fates = self._fates()
        breaches = [
            *self._vanished_boxes(standing),
            *self._lost_boxes(fates),
            *self._misplaced_boxes(fates),
            *self._backward_stamps(),
            *self._overfull(admissions),
            *astray,
        ]
        if breaches:
            raise ModelError("audit failed: " + "; ".join(breaches[:5]))

    def _move(self, n: int, source: Place, target: Place) -> None:
        left = self._count[source] - n
        if left < 0:
            raise ModelError(f"{-left} boxes left {source} that never came")
        self._count[source] = left
        self._count[target] += n

    def _vanished_boxes(self, standing: Iterable[tuple[tuple[str, str], int]]) -> Iterator[str]:
        """Boxes that came to wait for a service and have not left stand there."""
        for (terminal, service), n in standing:
            counted = self._count[_waiting(terminal, service)]
            if n != counted:
                yield f"{terminal}: counted {counted} boxes waiting for {service}, {n} stand there"

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
        for place in sorted(set(told) | set(self._count)):
            if place[2] != END and told[place] != self._count[place]:
                yield f"{' '.join(place)}: counted {self._count[place]}, columns say {told[place]}"

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
        for flow, rows in self._routing.by_flow(np.flatnonzero(born & ~offered)):
            told[_kept(flow)] += len(rows)
        waiting = born & offered & ~delivered & ((leg < 0) | arrived)
        for flow, rows in self._routing.by_flow(np.flatnonzero(waiting)):
            stops, route = self._routing.stops[flow], self._routing.flows[flow].route
            for after, n in zip(*np.unique(leg[rows] + 1, return_counts=True), strict=True):
                told[_waiting(stops[int(after)], route[int(after)])] += int(n)
        return told

    def _fates(self) -> Fates:
        """What became of each box, as the columns tell it."""
        boxes, end = self._journal.boxes, self._journal.end
        ends = np.append(self._journal.stamps("unload_end"), np.nan)
        leg, voyage = np.full(len(boxes.flow), -1, np.int32), np.full(len(boxes.flow), -1, np.int32)
        for number, column in enumerate(boxes.voyage):
            begun = np.flatnonzero(column >= 0)
            leg[begun], voyage[begun] = number, column[begun]
        arrived = (leg >= 0) & (ends[voyage] < end)
        routes = [len(self._routing.flows[f].route) for f in self._journal.population.flows]
        delivered = arrived & (leg == np.array(routes, np.int32)[boxes.flow] - 1)
        return Fates(boxes.born < end, leg, voyage, arrived, delivered)

    def _backward_stamps(self) -> Iterator[str]:
        """Times of one voyage never decrease, and it takes no less than its waits."""
        services = self._journal.names("service")
        times = self._journal.stamps("depart", "arrive", "admitted", "unload_start", "unload_end")
        waits = self._journal.stamps("path_wait", "held").sum(axis=1)
        for number in np.flatnonzero((times < np.fmax.accumulate(times, axis=1)).any(axis=1)):
            stamps = tuple(times[number].tolist())
            yield f"voyage {number} of {services[number]} runs backwards: {stamps}"
        for number in np.flatnonzero(times[:, 1] - times[:, 0] < waits - ROUNDING_HOURS):
            yield f"voyage {number} of {services[number]} is shorter than its waits"

    def _overfull(self, admissions: Iterable[tuple[tuple[str, str], Admission]]) -> Iterator[str]:
        """Whoever entered found a free place."""
        for name, admission in admissions:
            for time, inside in _occupancy_at_entry(admission.all_stays(self._journal.end)):
                if inside > admission.places_at(time):
                    yield f"{' '.join(name)}: {inside} inside at hour {time:g}"


def _occupancy_at_entry(stays: Floats) -> Iterator[tuple[float, int]]:
    """Vehicles inside just after each entry; who leaves at an instant makes room first."""
    enters, leaves = np.sort(stays[:, 0]), np.sort(stays[:, 1])
    inside = np.arange(1, len(enters) + 1) - np.searchsorted(leaves, enters, side="right")
    last_of_instant = np.append(enters[1:] != enters[:-1], True) if len(enters) else enters
    yield from zip(
        enters[last_of_instant.astype(bool)].tolist(),
        inside[last_of_instant.astype(bool)].tolist(),
        strict=True,
    )


def _kept(flow: str) -> Place:
    return ("kept", flow, KEPT)


def _waiting(terminal: str, service: str) -> Place:
    return ("waiting", terminal, service)


def _aboard(service: str, origin: str) -> Place:
    return ("aboard", service, origin)
