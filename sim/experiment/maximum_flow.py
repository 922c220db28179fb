"""The most that can pass in a year, what cuts it off, and what brings more: no queues.

A linear program over the ways of flows, in TEU a year: no way passes more than is asked of it, no
limit more than its capacity. Its optimum is the maximum flow on the stated routes with all flows
and both directions at once (a maximum flow that may send a box to any destination would only bound
it from above), and the limits with a price are its minimum cut (Ford and Fulkerson 1956; duality of
linear programs). It is exact for a fluid at the year's mix of flows: how much of a limit a TEU of
each way takes is that of the year's mix. Queues, seasons and storms that come together only take
away from it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.experiment.capacity import YearLimit, year_limits
from sim.experiment.traffic import streams, years

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

RELIEF = 0.1  # of a limit's capacity
TIGHT = 1e-9  # of a limit's capacity
FELT = 1e-6  # of what is asked: a gain below it is rounding

Key = tuple[str, str, str]  # place, direction, limit


@dataclass(frozen=True)
class Passing:
    """The maximum flow: TEU by way, and the price of each limit, TEU gained a TEU of capacity."""

    teu: float
    by_way: Mapping[str, float]
    prices: Mapping[Key, float]
    tight: tuple[Key, ...]


@dataclass(frozen=True)
class YearFlow:
    """What is asked in a year, by way, and the limits that it meets."""

    year: int
    asked: Mapping[str, float]
    limits: tuple[YearLimit, ...]

    @property
    def asked_teu(self) -> float:
        return math.fsum(self.asked.values())

    @cached_property
    def passing(self) -> Passing:
        """The most that passes."""
        return _solved(self.asked, self.limits)

    @property
    def cut(self) -> tuple[Key, ...]:
        """The limits of a minimum cut, the dearest first; empty where all that is asked passes."""
        prices = self.passing.prices
        return tuple(sorted(prices, key=lambda key: (-prices[key], key)))

    def relieved(self, extra_teu: Mapping[Key, float]) -> YearFlow:
        """The same year with more TEU of capacity at some limits."""
        limits = (
            replace(one, capacity_teu=one.capacity_teu + extra_teu.get(key_of(one), 0.0))
            for one in self.limits
        )
        return replace(self, limits=tuple(limits))

    def gain(self, *keys: Key, extra_teu: float | None = None) -> float:
        """TEU more that pass with this much more capacity at each limit; a tenth if not said."""
        held = {key_of(one): one.capacity_teu for one in self.limits}
        extra = {key: RELIEF * held[key] if extra_teu is None else extra_teu for key in keys}
        return self.relieved(extra).passing.teu - self.passing.teu

    def ties(self) -> list[tuple[Key, Key]]:
        """Pairs of limits whose relief together brings more than both reliefs alone, best first.

        Every limit of any minimum cut is full in every maximum flow, so full ones suffice.
        """
        alone = {key: self.gain(key) for key in self.passing.tight}
        felt = FELT * self.asked_teu
        more = {
            pair: self.gain(*pair) - sum(alone[key] for key in pair)
            for pair in combinations(sorted(alone), 2)
        }
        return sorted((pair for pair in more if more[pair] > felt), key=lambda pair: -more[pair])


def key_of(limit: YearLimit) -> Key:
    return (limit.place, limit.direction, limit.limit)


def flows_by_year(scenario: Scenario) -> list[YearFlow]:
    """The maximum flow of every calendar year of the horizon."""
    limits = year_limits(scenario)
    everything = streams(scenario)
    return [
        YearFlow(
            year,
            {one.way: math.fsum(one.monthly_teu[m] for m in months) for one in everything},
            tuple(one for one in limits if one.year == year),
        )
        for year, months in years(scenario).items()
    ]


def tied_groups(pairs: Iterable[tuple[Key, Key]]) -> list[tuple[Key, ...]]:
    """Limits that are tied with one another, directly or over others."""
    groups: list[set[Key]] = []
    for pair in pairs:
        joined = set(pair)
        apart = []
        for group in groups:
            if group & joined:
                joined |= group
            else:
                apart.append(group)
        groups = [*apart, joined]
    return [tuple(sorted(group)) for group in groups]


def _solved(asked: Mapping[str, float], limits: Sequence[YearLimit]) -> Passing:
    """Solve for the share of each way that passes, between 0 and 1."""
    from scipy.optimize import linprog

    ways = [way for way, teu in asked.items() if teu > 0]
    binding = [one for one in limits if one.uses and one.demand_teu > 0]
    if not ways:
        return Passing(0.0, dict.fromkeys(asked, 0.0), {}, ())
    teu, use = np.array([asked[way] for way in ways]), _use(ways, binding)
    room = np.array([one.capacity_teu for one in binding])
    found = linprog(-teu, use, room, bounds=(0, 1))
    share = np.asarray(found.x)
    prices = -np.asarray(found.ineqlin.marginals)
    full = room - use @ share <= TIGHT * np.maximum(room, 1.0)
    keys = [key_of(one) for one in binding]
    return Passing(
        teu=float(teu @ share),
        by_way={
            **dict.fromkeys(asked, 0.0),
            **dict(zip(ways, (share * teu).tolist(), strict=True)),
        },
        prices={key: float(one) for key, one in zip(keys, prices, strict=True) if one > TIGHT},
        tight=tuple(key for key, one in zip(keys, full, strict=True) if one),
    )


def _use(ways: Sequence[str], limits: Sequence[YearLimit]) -> NDArray[np.float64]:
    """TEU of each limit that all of each way takes, shape (limits, ways)."""
    column = {way: number for number, way in enumerate(ways)}
    use = np.zeros((len(limits), len(ways)))
    for row, one in enumerate(limits):
        for way, part in one.uses:
            use[row, column[way]] = part * one.demand_teu
    return use
