"""Border-crossing time of trains: from arrival before a border terminal to going on from it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from sim.corridor.arrays import Codes
from sim.corridor.boxes import Boxes
from sim.corridor.journal import Journal
from sim.corridor.routing import Routing, is_together
from sim.experiment.columns import Series, Subject
from sim.experiment.durations import Duration, add_durations
from sim.experiment.periods import Floats, Ints
from sim.experiment.voyage_columns import Bools, VoyageColumns
from sim.scenario.language import Rail
from sim.scenario.scenario import Scenario

BORDER_CROSSING_TIME = Duration("border_crossing_time", "h", "trains")


@dataclass(frozen=True)
class Parts:
    """Boxes that came to a border by one train and go on by one train, shape (parts,).

    `came` and `left` are numbers of voyages, `left` −1 where the boxes have not been loaded yet;
    `kept` is whether both trains are formed together.
    """

    came: Codes
    left: Codes
    boxes: Ints
    kept: Bools


def add_border_crossings(
    series: Series, scenario: Scenario, journal: Journal, routing: Routing, voyages: VoyageColumns
) -> None:
    """Border-crossing time of all trains and of block trains, by terminal and direction."""
    found: dict[tuple[str, str], list[Parts]] = {}
    for code, flow in enumerate(journal.population.flows):
        rows = np.flatnonzero(journal.boxes.flow == code)
        for leg in _legs_to_borders(scenario, routing, flow):
            border = (routing.stops[flow][leg + 1], routing.flows[flow].direction)
            services = routing.flows[flow].route[leg : leg + 2]
            kept = all(is_together(routing.services[service]) for service in services)
            found.setdefault(border, []).append(_parts(journal.boxes, rows, leg, kept))
    for (place, direction), parts in sorted(found.items(), key=lambda one: one[0]):
        hours, ended, block = _crossed(_joined(parts), voyages)
        year = series.periods.year(ended)
        for trains, own in (("all_trains", np.ones_like(block)), ("block_trains", block)):
            if own.any():
                subject = Subject(place, direction, trains)
                add_durations(series, subject, BORDER_CROSSING_TIME, year[own], hours[own])


def _legs_to_borders(scenario: Scenario, routing: Routing, flow: str) -> Iterator[int]:
    """Legs of a flow that end at a border terminal, where it comes and goes on by rail.

    A terminal lies at a border when the flow comes from, or goes on to, another country.
    """
    by_rail = [isinstance(routing.services[one], Rail) for one in routing.flows[flow].route]
    countries = [scenario.file.terminals[stop].country for stop in routing.stops[flow]]
    for leg in range(len(by_rail) - 1):
        before, here, after = countries[leg : leg + 3]
        abroad = {before, after} - {here, ""}
        if here and abroad and all(by_rail[leg : leg + 2]):
            yield leg


def _parts(boxes: Boxes, rows: Ints, leg: int, kept: bool) -> Parts:
    """The boxes of one flow by the trains of two legs; neighbours with the same trains are one."""
    came, left = boxes.voyage[leg][rows], boxes.voyage[leg + 1][rows]
    came, left = came[came >= 0], left[came >= 0]
    new = (np.diff(came, prepend=-1) != 0) | (np.diff(left, prepend=-2) != 0)
    first = np.flatnonzero(new)
    each = int(boxes.boxes_a_row[boxes.flow[rows[0]]]) if len(rows) else 1
    numbers = np.diff(first, append=len(came)) * each
    return Parts(came[first], left[first], numbers, np.full(len(first), kept))


def _joined(parts: list[Parts]) -> Parts:
    names = ("came", "left", "boxes", "kept")
    return Parts(*(np.concatenate([getattr(one, name) for one in parts]) for name in names))


def _crossed(parts: Parts, voyages: VoyageColumns) -> tuple[Floats, Floats, Bools]:
    """Hours of each train that has crossed, when it had, and whether it is a block train.

    A train has crossed when half of its boxes that go on by rail have departed: the boxes set out
    of it, or its last ones in a pool, do not hold up its clock.
    """
    depart = np.append(voyages.depart, np.nan)[parts.left]
    order = np.lexsort((depart, parts.came))
    came, depart, boxes = parts.came[order], depart[order], parts.boxes[order]
    train, first = np.unique(came, return_index=True)
    gone = np.cumsum(boxes)
    before = gone[first] - boxes[first]
    half = np.searchsorted(gone, before + np.add.reduceat(boxes, first) / 2)
    kept = np.logical_and.reduceat(parts.kept[order], first)
    hours = depart[half] - voyages.reached[train]
    crossed = ~np.isnan(hours)
    return hours[crossed], depart[half][crossed], kept[crossed]
