"""Journeys of boxes, stage by stage."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from sim.corridor.journal import Boxless, Journal, Unapproved
from sim.corridor.routing import Routing
from sim.experiment.distances import Distances
from sim.experiment.periods import Floats, Ints
from sim.experiment.pool_kpis import pool_wait_hours
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
    """Boxes of one way of a flow that have come from one of its terminals to another.

    `first` and `last` are the legs by which they arrive at the first terminal (−1 at their origin)
    and at the second. The stretch ends when they are unloaded at the second terminal or, if
    `until_departure`, when they depart from it. A row stands for `boxes_a_row` boxes.
    """

    flow: str
    rows: Ints
    first: int
    last: int
    until_departure: bool = False
    boxes_a_row: float = 1.0


class Journeys:
    """What the columns say about the journeys of boxes."""

    def __init__(
        self, journal: Journal, routing: Routing, voyages: VoyageColumns, distances: Distances
    ) -> None:
        self._journal = journal
        self._boxes = journal.boxes
        self._routing = routing
        self._voyages = voyages
        self._distances = distances
        self._at_pools = pool_wait_hours(journal)

    def stretches(self, relation: Relation) -> list[Stretch]:
        """Boxes of each flow of a relation that have arrived at its end, by ways that pass both.

        Where flows differ in what a row stands for, a train in one row comes once for each box.
        """
        found = list(self._stretches(relation))
        if len({one.boxes_a_row for one in found}) == 1:
            return found
        return [
            replace(one, rows=one.rows.repeat(int(one.boxes_a_row)), boxes_a_row=1.0)
            for one in found
        ]

    def _boxes_a_row(self, flow: str) -> float:
        return float(self._boxes.boxes_a_row[self._journal.population.flows.index(flow)])

    def _stretches(self, relation: Relation) -> Iterator[Stretch]:
        for flow in self.ways(relation.flows):
            stops = self._routing.stops[flow]
            if relation.from_ not in stops or relation.to not in stops:
                continue
            first, last = stops.index(relation.from_) - 1, stops.index(relation.to) - 1
            own = self._rows_of(flow)
            rows = own[~np.isnan(self._boxes.unloaded[last][own])]
            yield Stretch(flow, rows, first, last, boxes_a_row=self._boxes_a_row(flow))

    def ways(self, flows: Iterable[str]) -> list[str]:
        """The ways of some flows, sorted."""
        return sorted(way for way, one in self._routing.flows.items() if one.flow in flows)

    def inside(self, flow: str, terminals: Container[str]) -> Stretch | None:
        """Boxes of a way that have left some terminals for good, from the first to the last.

        None where the route does not lead from one of them to another.
        """
        legs = [leg for leg, stop in enumerate(self._routing.stops[flow], -1) if stop in terminals]
        if len(legs) < 2:
            return None
        first, last = legs[0], legs[-1]
        leaves = last + 1 < len(self._routing.flows[flow].route)
        own = self._rows_of(flow)
        ended = self._departed(last + 1, own) if leaves else self._boxes.unloaded[last][own]
        return Stretch(flow, own[~np.isnan(ended)], first, last, leaves, self._boxes_a_row(flow))

    def begins(self, stretch: Stretch) -> Floats:
        """Arrival before the first terminal, waiting outside included; birth at an origin."""
        if stretch.first < 0:
            return self.born(stretch)
        return self._of_voyage(self._voyages.reached, stretch.first, stretch.rows)

    def ends(self, stretch: Stretch) -> Floats:
        """Unloaded at the last terminal, or departed from it."""
        if stretch.until_departure:
            return self._of_voyage(self._voyages.depart, stretch.last + 1, stretch.rows)
        unloaded: Floats = self._boxes.unloaded[stretch.last][stretch.rows]
        return unloaded

    def born(self, stretch: Stretch) -> Floats:
        """Cargo ready at the origin."""
        return self._boxes.born[stretch.rows]

    def km(self, stretch: Stretch) -> Floats:
        """Kilometres from the first terminal to the last; blank where a leg does not say them."""
        legs = range(stretch.first + 1, stretch.last + 1)
        ways = (self._of_voyage(self._distances.km, leg, stretch.rows) for leg in legs)
        return sum(ways, np.zeros(len(stretch.rows)))

    def stages(self, stretch: Stretch) -> Iterator[Stage]:
        """The stages from the first terminal to the last; their hours add up to the whole."""
        if stretch.first >= 0:
            yield from self._at_terminal(stretch, stretch.first)
            yield self._clearance(stretch, stretch.first)
        else:
            yield from self._at_origin(stretch)
        for leg in range(stretch.first + 1, stretch.last + 1):
            yield from self._under_way(stretch, leg)
            yield from self._at_terminal(stretch, leg)
            if leg < stretch.last:
                yield self._clearance(stretch, leg)

    def _at_origin(self, stretch: Stretch) -> Iterator[Stage]:
        """From birth until offered: without permission to load, without boxes, kept by bans."""
        kept = self._boxes.ready[0][stretch.rows] - self._boxes.born[stretch.rows]
        if self._journal.unapproved:
            service = self._routing.flows[stretch.flow].route[0]
            unapproved = self._approval_hours[stretch.rows]
            yield Stage("waiting_for_plan_approval", service, unapproved)
            kept = kept - unapproved
        if self._journal.boxless:
            boxless = self._boxless_hours[stretch.rows]
            yield Stage("waiting_for_empties", self._routing.stops[stretch.flow][0], boxless)
            kept = kept - boxless
        yield Stage("kept_at_origin", self._routing.stops[stretch.flow][0], kept)

    @cached_property
    def _approval_hours(self) -> Floats:
        """Hours without permission to load, one a box, shape (boxes,)."""
        return self._hours_of(self._journal.unapproved)

    @cached_property
    def _boxless_hours(self) -> Floats:
        """Hours without empty boxes to load, one a box, shape (boxes,)."""
        return self._hours_of(self._journal.boxless)

    def _hours_of(self, waits: Iterable[Unapproved | Boxless]) -> Floats:
        hours = np.zeros(len(self._boxes.born))
        for one in waits:
            hours[slice(*one.rows)] = one.to - one.since
        return hours

    def _under_way(self, stretch: Stretch, leg: int) -> Iterator[Stage]:
        rows, service = stretch.rows, self._routing.flows[stretch.flow].route[leg]
        boxes, voyages = self._boxes, self._voyages
        load_end = self._of_voyage(voyages.load_end, leg, rows)
        depart = self._of_voyage(voyages.depart, leg, rows)
        path_wait = self._of_voyage(voyages.path_wait, leg, rows)
        run = self._of_voyage(voyages.reached, leg, rows) - depart - path_wait
        ready, load_start = boxes.ready[leg][rows], boxes.load_start[leg][rows]
        waited = load_start - ready
        for cause, hours in self._at_pools.get(service, ()):
            waited = waited - self._of_voyage(hours, leg, rows)
            yield Stage(cause, service, self._of_voyage(hours, leg, rows))
        yield Stage("waiting_for_departure", service, waited)
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
            "unloading", terminal, self._boxes.unloaded[leg][rows] - start + (asked - admitted)
        )

    def _clearance(self, stretch: Stretch, leg: int) -> Stage:
        rows, boxes = stretch.rows, self._boxes
        terminal = self._routing.stops[stretch.flow][leg + 1]
        return Stage("clearance", terminal, boxes.ready[leg + 1][rows] - boxes.unloaded[leg][rows])

    def _rows_of(self, flow: str) -> Ints:
        return np.flatnonzero(self._boxes.flow == self._journal.population.flows.index(flow))

    def _departed(self, leg: int, rows: Ints) -> Floats:
        """Departure on a leg, blank for boxes that no voyage has taken yet (voyage −1)."""
        return self._of_voyage(np.append(self._voyages.depart, np.nan), leg, rows)

    def _of_voyage(self, column: Floats, leg: int, rows: Ints) -> Floats:
        values: Floats = column[self._boxes.voyage[leg][rows]]
        return values
