"""KPIs of completeness: whether consignments arrive whole, and how far apart their boxes come."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.corridor.arrays import Codes
from sim.corridor.journal import Journal
from sim.corridor.routing import Routing
from sim.experiment.columns import Kpi, Series, Subject
from sim.experiment.durations import Duration, add_durations
from sim.experiment.periods import Floats
from sim.scenario.language import Relation

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

WHOLE = Kpi("whole_consignments", "share", "share")
SPREAD = Duration("consignment_spread", "h", "consignments")


class Arrivals(NamedTuple):
    """Consignments of which every box has arrived, shape (consignments,): when the last one was
    unloaded, the hours since the first one was, and 1 where one voyage brought them all, else 0."""

    last: Floats
    spread: Floats
    whole: Floats


def add_completeness(
    series: Series, scenario: Scenario, journal: Journal, routing: Routing
) -> None:
    """By relation, in the year in which the last box of a consignment is unloaded at its end."""
    _, places = journal.population.addresses()
    for name, relation in sorted(scenario.file.relations.items()):
        found = [
            _arrivals(journal, places, way, routing.stops[way].index(relation.to) - 1)
            for way in _consigned(routing, relation)
        ]
        if found:
            last, spread, whole = (np.concatenate(parts) for parts in zip(*found, strict=True))
            subject, year = Subject(place=name), series.periods.year(last)
            sums = series.periods.sum_of_years
            series.add_ratio(subject, WHOLE, sums(year, whole), of=sums(year, np.ones(len(year))))
            add_durations(series, subject, SPREAD, year, spread)


def _consigned(routing: Routing, relation: Relation) -> list[str]:
    """Ways whose consignments can come apart: no empties, and none that is one row a train."""
    return sorted(
        name
        for name, way in routing.flows.items()
        if way.flow in relation.flows
        and way.rules.recorded == "box_by_box"
        and way.rules.empties_of is None
        and {relation.from_, relation.to} <= set(routing.stops[name])
    )


def _arrivals(journal: Journal, places: Codes, way: str, leg: int) -> Arrivals:
    """Rows lie consignment by consignment; one begins where a box is in place 0 of its own."""
    boxes = journal.boxes
    rows = boxes.rows_of(journal.population.flows.index(way))
    first_rows = np.flatnonzero(places[rows] == 0)
    if not len(first_rows):
        return Arrivals(*np.zeros((3, 0)))
    unloaded, voyage = boxes.unloaded[leg][rows], boxes.voyage[leg][rows]
    last = np.maximum.reduceat(unloaded, first_rows)
    spread = last - np.minimum.reduceat(unloaded, first_rows)
    one = np.maximum.reduceat(voyage, first_rows) == np.minimum.reduceat(voyage, first_rows)
    complete = ~np.isnan(last)
    return Arrivals(last[complete], spread[complete], one[complete].astype(float))
