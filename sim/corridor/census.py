"""Where each box is when a run is over, and the box-hours at each place, as the columns tell it."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sim.corridor.arrays import Codes, Floats, Ints
from sim.corridor.columns import Column
from sim.corridor.journal import Journal, Journeys
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


Tally = tuple[Floats, Floats]
"""By flow, shape (flows,) each: boxes that came to a place before the end of the run, and box-hours
from then to the end."""

Runs = tuple[Ints, Ints]
"""First rows and sizes of runs of boxes, all of a run of one flow."""


class Census:
    """Boxes at each place at the end of the run, and box-hours there up to then.

    `born` and `delivered` are boxes by flow (an index). Those of `as_one` are trains recorded as
    one, whose box-hours are left out. Hours at the origin are those of all ways of a flow.
    """

    def __init__(
        self, journal: Journal, journeys: Journeys, routing: Routing, as_one: set[int]
    ) -> None:
        self._boxes = journal.boxes
        self._end = journal.end
        self._flows = journal.population.flows
        self._routing = routing
        self._as_one = as_one
        flow = self._boxes.flow
        self._blocks = np.append(0, np.flatnonzero(flow[1:] != flow[:-1]) + 1)[: len(flow)]
        self.at: Counter[Place] = Counter()
        self.hours: defaultdict[Place, float] = defaultdict(float)
        self.delivered = [0] * len(self._flows)
        born = self._tally(self._boxes.born)
        self.born: list[int] = born[0].astype(int).tolist()
        offered = self._tally(*self._told(self._boxes.ready[0]))
        self._see_origins(journal, born, offered)
        self._see_legs(journeys, offered)

    def _see_origins(self, journal: Journal, born: Tally, offered: Tally) -> None:
        """At their origins, until they are offered to a service or give up."""
        gone, at = journal.given_up()
        codes, hours = self._boxes.flow[gone], self._end - at
        gave_up = np.bincount(codes, minlength=len(self._flows))
        stay = born[0] - offered[0] - gave_up
        stay_hours = born[1] - offered[1] - np.bincount(codes, hours, len(self._flows))
        for code, flow in enumerate(self._flows):
            self.at[at_origin(flow)] += int(stay[code])
            self.hours[at_origin(flow_of(flow))] += stay_hours[code]
        self.at[GONE] += len(gone)
        self.hours[GONE] += float(hours.sum())

    def _see_legs(self, journeys: Journeys, came: Tally) -> None:
        """Leg by leg: waiting since they came, and aboard until the voyage is unloaded.

        Box-hours at a place are those since boxes came to it, less those since they left it.
        """
        unloaded = np.append(journeys.times[:, -1], np.nan)
        for leg, voyage in enumerate(self._boxes.voyage):
            numbers, runs = self._told(voyage)
            left = self._by_flow(numbers >= 0, runs)
            _, since_left = self._tally(*self._told(self._boxes.load_start[leg]))
            over = unloaded[numbers]
            ended = self._tally(over, runs)
            self._see_aboard(journeys, numbers, over, runs)
            for code, flow in enumerate(self._flows):
                route, stops = self._routing.flows[flow].route, self._routing.stops[flow]
                if leg >= len(route):
                    continue
                before, on = waiting(stops[leg], route[leg]), aboard(route[leg], stops[leg])
                self.at[before] += int(came[0][code] - left[code])
                if code not in self._as_one:
                    self.hours[before] += came[1][code] - since_left[code]
                    self.hours[on] += since_left[code] - ended[1][code]
                if leg == len(route) - 1:
                    self.delivered[code] = int(ended[0][code])
            came = ended

    def _see_aboard(
        self, journeys: Journeys, voyage: Codes, over: Floats, runs: Runs | None
    ) -> None:
        """Boxes on voyages of one leg that are not over."""
        on = (voyage >= 0) & ~(over < self._end)
        boxes = np.ones(np.count_nonzero(on)) if runs is None else runs[1][on]
        for code, n in enumerate(np.bincount(journeys.way[voyage[on]], boxes).tolist()):
            service, origin, _ = journeys.ways[code]
            self.at[aboard(service, origin)] += int(n)

    def _told(self, column: Column) -> tuple[NDArray[Any], Runs | None]:
        """Numbers of a column, one a run where it has runs of one number, else one a box."""
        if in_runs := column.in_runs():
            numbers, first, sizes = in_runs
            return numbers, (first, sizes)
        return column[:], None

    def _tally(self, times: Floats, runs: Runs | None = None) -> Tally:
        """Of times of coming to a place: one a box, or one a run."""
        came = times < self._end
        numbers = self._by_flow(came, runs)
        own = times if came.all() else np.where(came, times, 0.0)
        return numbers, numbers * self._end - self._by_flow(own, runs)

    def _by_flow(self, amounts: NDArray[Any], runs: Runs | None) -> Floats:
        """Sums over the boxes of each flow, shape (flows,), of an amount for each box, or for each
        box of a run.

        Neighbours of one flow are summed at one go: it is a tenth of the work, and rounds less.
        """
        flow, flows = self._boxes.flow, len(self._flows)
        if runs is not None:
            first, sizes = runs
            amounts = amounts * sizes.astype(float)
            starts = np.flatnonzero(np.diff(flow[first], prepend=-1))
            first = first[starts]
        else:
            first = starts = self._blocks[: self._blocks.searchsorted(len(amounts))]
        sums = np.add.reduceat(amounts, starts, dtype=float) if len(starts) else np.empty(0)
        return np.bincount(flow[first], sums, flows).astype(float, copy=False)
