"""How far voyages go, and how long they are in motion."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from sim.experiment.periods import Floats, Ints
from sim.experiment.voyage_columns import VoyageColumns
from sim.scenario.language import Network, Rail
from sim.scenario.scenario import Scenario


@dataclass(frozen=True)
class Distances:
    """One row a voyage, shape (n,) both; blank (nan) where the scenario does not say it.

    `km` and `moving_hours` are those of the network on the day of departure.
    """

    km: Floats
    moving_hours: Floats

    @classmethod
    def of(cls, scenario: Scenario, voyages: VoyageColumns) -> Distances:
        """Distances of all voyages of a replication, in the order of their numbers."""
        found = cls(*np.full((2, len(voyages.depart)), math.nan))
        for service, direction in voyages.services:
            own = np.flatnonzero(voyages.of_service(service, direction))
            for rows, (km, hours) in _dated(scenario, service, own, voyages.depart[own]):
                found.km[rows], found.moving_hours[rows] = km, hours
        return found


Way = tuple[float, float]
"""Kilometres, and hours in motion."""


def _dated(
    scenario: Scenario, service: str, own: Ints, depart: Floats
) -> Iterator[tuple[Ints, Way]]:
    """The voyages of a service that depart under one value, with this value."""
    steps = scenario.dated(lambda network: _way(network, service))
    for (first, way), (last, _) in pairwise([*steps, (math.inf, steps[-1][1])]):
        yield own[(depart >= first) & (depart < last)], way


def _way(network: Network, service: str) -> Way:
    rail = network.services[service]
    if not isinstance(rail, Rail):
        return rail.km or math.nan, math.nan
    sections = [network.sections[name] for name in rail.sections]
    km = math.fsum(section.km for section in sections) + (rail.km or 0.0)
    moving = math.fsum(section.running_hours for section in sections)
    told_apart = sections and rail.hours.average == 0
    return km or math.nan, moving if told_apart else math.nan
