"""Where each box is when a run is over, and the box-hours at each place, as the columns tell it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sim.corridor.containers import Codes, Floats
from sim.corridor.journal import Journal
from sim.corridor.routing import Routing
from sim.scenario.ways import flow_of

KEPT: Final = "at the origin"
GONE: Final = ("gone", "another way", "given up")
Place = tuple[str, str, str]


def at_origin(flow: str) -> Place:
    """At the origin, kept there by a ban, a plan or a lack of empty boxes."""
    return ("kept", flow, KEPT)


def waiting(terminal: str, service: str) -> Place:
    """At a terminal for a service; delivered there where that is END."""
    return ("waiting", terminal, service)


def aboard(service: str, origin: str) -> Place:
    """On a carriage of a service that came from a terminal."""
    return ("aboard", service, origin)


class Census:
    """Boxes at each place at the end of the run, and box-hours there up to then.

    `born` and `delivered` are boxes by flow (an index). Those of `as_one` are trains recorded as
    one, whose box-hours are left out. Hours at the origin are those of all ways of a flow.
    """

    def __init__(self, journal: Journal, routing: Routing, as_one: set[int]) -> None:
        self._boxes = journal.boxes
        self._end = journal.end
        self._flows = journal.population.flows
        self._routing = routing
        self._as_one = as_one
        self._last_legs = [len(routing.flows[flow].route) - 1 for flow in self._flows]
        flow = self._boxes.flow
        self._first = np.append(0, np.flatnonzero(flow[1:] != flow[:-1]) + 1)[: len(flow)]
        self._names = journal.names("service"), journal.names("origin")
        self.at: Counter[Place] = Counter()
        self.hours: defaultdict[Place, float] = defaultdict(float)
        self.delivered = [0] * len(self._flows)
        born = self._by_flow(self._in_blocks(self._boxes.born < self._end))
        self.born: list[int] = born.astype(int).tolist()
        self._see_origins(journal)
        self._see_legs(journal)

    def _see_origins(self, journal: Journal) -> None:
        """At their origins, until they are offered to a service or give up."""
        boxes, end = self._boxes, self._end
        left, (gone, at) = np.fmin(boxes.ready[0], end), journal.given_up()
        left[gone] = at
        born = np.fmin(boxes.born, end)
        stay = self._by_flow(self._in_blocks(left) - self._in_blocks(born))
        for code, flow in enumerate(self._flows):
            self.hours[at_origin(flow_of(flow))] += stay[code]
        self.hours[GONE] += float((end - at).sum())
        self.at[GONE] += len(gone)
        still = np.flatnonzero((boxes.born < end) & ~(left < end))
        for flow, rows in self._routing.by_flow(still):
            self.at[at_origin(flow)] += len(rows)

    def _see_legs(self, journal: Journal) -> None:
        """Leg by leg: waiting since they came, and aboard until the voyage is unloaded.

        Box-hours are times of leaving less those of coming, the end of the run for what is not yet
        so far: a box that never comes to a place adds as much as it takes.
        """
        unloaded = np.append(np.fmin(journal.stamps("unload_end"), self._end), self._end)
        came = np.fmin(self._boxes.ready[0], self._end)
        coming = self._in_blocks(came)
        for leg, (voyage, load_start) in enumerate(
            zip(self._boxes.voyage, self._boxes.load_start, strict=True)
        ):
            over = unloaded[voyage]
            self._count(leg, came[: len(voyage)], voyage, over)
            begun = self._in_blocks(np.fmin(load_start, self._end))
            leaving = self._in_blocks(over)
            wait, ride = self._by_flow(begun - coming[: len(begun)]), self._by_flow(leaving - begun)
            for code, service, place in self._running(leg):
                self.hours[waiting(place, service)] += wait[code]
                self.hours[aboard(service, place)] += ride[code]
            came, coming = over, leaving

    def _count(self, leg: int, came: Floats, voyage: Codes, over: Floats) -> None:
        """Boxes that wait for a leg, are aboard, and have ended their route with it."""
        begun, arrived = voyage >= 0, over < self._end
        for flow, rows in self._routing.by_flow(np.flatnonzero((came < self._end) & ~begun)):
            route, stops = self._routing.flows[flow].route, self._routing.stops[flow]
            if leg < len(route):
                self.at[waiting(stops[leg], route[leg])] += len(rows)
        numbers, boxes = np.unique(voyage[begun & ~arrived], return_counts=True)
        services, origins = self._names
        for number, n in zip(numbers, boxes, strict=True):
            self.at[aboard(services[number], origins[number])] += int(n)
        ending = [code for code, last in enumerate(self._last_legs) if leg == last]
        if ending:
            in_all = self._by_flow(self._in_blocks(arrived))
            for code in ending:
                self.delivered[code] = int(in_all[code])

    def _running(self, leg: int) -> Iterator[tuple[int, str, str]]:
        """Flows with this leg (an index), the service of it, and where that begins."""
        for code, flow in enumerate(self._flows):
            route = self._routing.flows[flow].route
            if leg < len(route) and code not in self._as_one:
                yield code, route[leg], self._routing.stops[flow][leg]

    def _in_blocks(self, numbers: Floats | NDArray[np.bool_]) -> Floats:
        """Sums over boxes that stand beside one another and are of one flow, shape (blocks,).

        They are a tenth of the work of sums box by box. `numbers` are of the first boxes, up to the
        last of a flow.
        """
        first = self._first[: self._first.searchsorted(len(numbers))]
        return np.add.reduceat(numbers, first, dtype=float) if len(first) else np.empty(0)

    def _by_flow(self, in_blocks: Floats) -> Floats:
        """Sums over the blocks of each flow, shape (flows,)."""
        flows = self._boxes.flow[self._first[: len(in_blocks)]]
        found = np.bincount(flows, in_blocks, minlength=len(self._flows))
        return found.astype(float, copy=False)
