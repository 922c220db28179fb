"""Journeys of boxes, stage by stage."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from sim.corridor.journal import Journal
from sim.corridor.routing import Routing
from sim.experiment.periods import Floats, Ints
from sim.experiment.voyage_columns import VoyageColumns
from sim.scenario.language import Relation


@dataclass(frozen=True)
class Stage:
    """Hours that boxes of one flow spend in one way at one place, shape (boxes,)."""

    cause: str
    place: str
    hours: Floats


@dataclass(frozen=True)
class Stretch:
    """Boxes of one flow that have come from one terminal of their route to another.

    `first` and `last` are the legs by which they arrive at the first terminal (−1 at their origin)
    and at the second.
    """

    flow: str
    rows: Ints
    first: int
    last: int


class Journeys:
    """What the columns say about the journeys of boxes."""

    def __init__(self, journal: Journal, routing: Routing, voyages: VoyageColumns) -> None:
        self._journal = journal
        self._boxes = journal.boxes
        self._routing = routing
        self._voyages = voyages

    def stretches(self, relation: Relation) -> Iterator[Stretch]:
        """Boxes of each flow of a relation that have arrived at its end."""
        for flow in sorted(relation.flows):
            stops = self._routing.stops[flow]
            first, last = stops.index(relation.from_) - 1, stops.index(relation.to) - 1
            own = np.flatnonzero(self._boxes.flow == self._journal.population.flows.index(flow))
            rows = own[~np.isnan(self._boxes.unloaded[last, own])]
            yield Stretch(flow, rows, first, last)

    def begins(self, stretch: Stretch) -> Floats:
        """Arrival before the first terminal, waiting outside included; birth at an origin."""
        if stretch.first < 0:
            return self.born(stretch)
        return self._of_voyage(self._voyages.reached, stretch.first, stretch.rows)

    def ends(self, stretch: Stretch) -> Floats:
        """Unloaded at the last terminal."""
        unloaded: Floats = self._boxes.unloaded[stretch.last, stretch.rows]
        return unloaded

    def born(self, stretch: Stretch) -> Floats:
        """Cargo ready at the origin."""
        return self._boxes.born[stretch.rows]

    def stages(self, stretch: Stretch) -> Iterator[Stage]:
        """The stages from the first terminal to the last; their hours add up to the whole."""
        if stretch.first >= 0:
            yield from self._at_terminal(stretch, stretch.first)
            yield self._clearance(stretch, stretch.first)
        else:
            kept = self._boxes.ready[0, stretch.rows] - self._boxes.born[stretch.rows]
            yield Stage("kept_at_origin", self._routing.stops[stretch.flow][0], kept)
        for leg in range(stretch.first + 1, stretch.last + 1):
            yield from self._under_way(stretch, leg)
            yield from self._at_terminal(stretch, leg)
            if leg < stretch.last:
                yield self._clearance(stretch, leg)

    def _under_way(self, stretch: Stretch, leg: int) -> Iterator[Stage]:
        rows, service = stretch.rows, self._routing.flows[stretch.flow].route[leg]
        boxes, voyages = self._boxes, self._voyages
        load_end = self._of_voyage(voyages.load_end, leg, rows)
        depart = self._of_voyage(voyages.depart, leg, rows)
        path_wait = self._of_voyage(voyages.path_wait, leg, rows)
        run = self._of_voyage(voyages.reached, leg, rows) - depart - path_wait
        ready, load_start = boxes.ready[leg, rows], boxes.load_start[leg, rows]
        yield Stage("waiting_for_departure", service, load_start - ready)
        yield Stage("loading", service, load_end - load_start)
        yield Stage("waiting_to_sail", service, depart - load_end)
        yield Stage("waiting_for_path", service, path_wait)
        yield Stage("under_way", service, run)

    def _at_terminal(self, stretch: Stretch, leg: int) -> Iterator[Stage]:
        rows, terminal = stretch.rows, self._routing.stops[stretch.flow][leg + 1]
        voyages = self._voyages
        reached, admitted, asked, start = (
            self._of_voyage(column, leg, rows)
            for column in (voyages.reached, voyages.admitted, voyages.asked, voyages.unload_start)
        )
        yield Stage("waiting_for_admission", terminal, admitted - reached)
        yield Stage("blocked_by_yard", terminal, start - asked)
        yield Stage(
            "unloading", terminal, self._boxes.unloaded[leg, rows] - start + (asked - admitted)
        )

    def _clearance(self, stretch: Stretch, leg: int) -> Stage:
        rows, boxes = stretch.rows, self._boxes
        terminal = self._routing.stops[stretch.flow][leg + 1]
        return Stage("clearance", terminal, boxes.ready[leg + 1, rows] - boxes.unloaded[leg, rows])

    def _of_voyage(self, column: Floats, leg: int, rows: Ints) -> Floats:
        values: Floats = column[self._boxes.voyage[leg, rows]]
        return values
