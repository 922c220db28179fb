"""Voyages as columns."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.corridor.journal import Journal
from sim.corridor.routing import Routing
from sim.experiment.periods import Floats, Ints
from sim.scenario.language import Rail

Bools = NDArray[np.bool_]
STAMPS = (
    "teu", "capacity_teu", "load_end", "depart", "path_wait", "held", "held_from",
    "arrive", "admitted", "asked", "unload_start", "unload_end",
)  # fmt: skip


class Link(NamedTuple):
    """What several voyages share: the service, where it leads, and which way that is."""

    service: str
    terminal: str
    direction: str
    by_rail: bool


@dataclass(frozen=True)
class VoyageColumns:
    """One row a voyage that left, shape (n,) each; hours, TEU, boxes, tonnes of cargo.

    `link` is an index into `links`; each of these has a voyage. Stamps at or beyond the end of the
    run are blank (nan).
    """

    links: tuple[Link, ...]
    link: Ints
    boxes: Floats
    cargo_tonnes: Floats
    teu: Floats
    capacity_teu: Floats
    load_end: Floats
    depart: Floats
    path_wait: Floats
    held: Floats
    held_from: Floats
    arrive: Floats
    admitted: Floats
    asked: Floats
    unload_start: Floats
    unload_end: Floats

    @classmethod
    def of(cls, journal: Journal, routing: Routing) -> VoyageColumns:
        """All voyages of a replication, in the order of their numbers."""
        ways, way = journal.ways()
        made, link = np.unique(way, return_inverse=True)
        links = []
        for service, _, terminal in (ways[code] for code in made.tolist()):
            direction = routing.direction(service, terminal)
            by_rail = isinstance(routing.services[service], Rail)
            links.append(Link(service, terminal, direction, by_rail))
        stamps = [journal.stamps(name)[:, 0] for name in STAMPS]
        return cls(tuple(links), link, *_loads(journal), *stamps)

    @property
    def services(self) -> list[tuple[str, str]]:
        """Each service with its direction, sorted."""
        return sorted({(one.service, one.direction) for one in self.links})

    @property
    def terminals(self) -> list[tuple[str, str]]:
        """Each terminal that voyages lead to with their direction, sorted."""
        return sorted({(one.terminal, one.direction) for one in self.links})

    def of_service(self, service: str, direction: str) -> Bools:
        """Which voyages run a service in a direction, shape (n,)."""
        return self.where(lambda link: (link.service, link.direction) == (service, direction))

    def to_terminal(self, terminal: str, direction: str) -> Bools:
        """Which voyages lead to a terminal in a direction, shape (n,)."""
        return self.where(lambda link: (link.terminal, link.direction) == (terminal, direction))

    def where(self, holds: Callable[[Link], bool]) -> Bools:
        """Which voyages are of links for which this holds, shape (n,)."""
        found: Bools = np.array([holds(one) for one in self.links], bool)[self.link]
        return found

    @cached_property
    def by_rail(self) -> Bools:
        """Which are trains, shape (n,)."""
        return self.where(lambda link: link.by_rail)

    @cached_property
    def reached(self) -> Floats:
        """When each stood before its terminal, on a holding track or on the line, hours."""
        return self.arrive - self.held

    @cached_property
    def stands_from(self) -> Floats:
        """The same, also for trains that still wait for a holding track when the run ends."""
        return np.where(np.isnan(self.arrive), self.held_from, self.reached)


def _loads(journal: Journal) -> tuple[Floats, Floats]:
    """Boxes and tonnes of cargo aboard each voyage, shape (voyages,) both."""
    number = journal.number_of_voyages + 1  # the first place is for boxes that have not left
    boxes, tonnes = np.zeros(number), np.zeros(number)
    for voyage in journal.boxes.voyage:
        places, rows = voyage[:] + 1, slice(len(voyage))
        cargo = journal.boxes.cargo_tonnes(rows)
        boxes += np.bincount(places, journal.boxes.numbers(rows), number)
        tonnes += np.bincount(places, cargo, number)
    return boxes[1:], tonnes[1:]
