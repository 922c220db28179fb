"""The static screen: what each place can take in a year beside what is asked of it, no queues.

Every limit is told as a multiple of the year's own traffic, so that shared cranes and berths
need no rule for dividing them: at multiple 2 twice the same mix would just pass.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import pandas as pd

from sim.experiment.limits import Bound, bounds, parts_of_use
from sim.experiment.open_time import Moment, moments
from sim.experiment.traffic import Stream, carriages, corridor_order, streams, years

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario


@dataclass(frozen=True)
class YearLimit:
    """What one limit can take in a year and what is asked of it, TEU.

    `uses` are the ways of flows that ask it, each with its part of all that is asked.
    """

    year: int
    place: str
    direction: str
    limit: str
    capacity_teu: float
    demand_teu: float
    uses: tuple[tuple[str, float], ...] = ()

    @property
    def share(self) -> float:
        """Demand over capacity; above 1 the place saturates."""
        return self.demand_teu / self.capacity_teu if self.capacity_teu else math.inf


def capacity_by_year(scenario: Scenario) -> pd.DataFrame:
    """Year, place, direction, limit, capacity_teu, demand_teu and share, a row a `YearLimit`."""
    columns = [one.name for one in fields(YearLimit) if one.name != "uses"]
    rows = [{**vars(one), "share": one.share} for one in year_limits(scenario)]
    return pd.DataFrame(rows, columns=[*columns, "share"])


def year_limits(scenario: Scenario) -> list[YearLimit]:
    """Every stated limit that traffic meets, by year, then from east to west.

    TEU a year, or a part of it where the horizon holds only a part. Values that change within a
    year count by their hours. What both directions share (cranes, berths) has an empty
    direction. Demand is what is asked, whether or not it could get as far as the place.
    """
    everything = streams(scenario)
    found = [
        one
        for year, months in years(scenario).items()
        for one in _limits_of_year(scenario, everything, year, months)
    ]
    rank = {place: position for position, place in enumerate(corridor_order(scenario))}
    last = len(rank)  # pools stand nowhere
    places = ((rank.get(one.place, last), one.place, one.direction, one.limit) for one in found)
    in_order = sorted(zip(found, places, strict=True), key=lambda pair: (pair[0].year, pair[1]))
    return [one for one, _ in in_order]


def _limits_of_year(
    scenario: Scenario, everything: tuple[Stream, ...], year: int, months: range
) -> Iterator[YearLimit]:
    starts = scenario.month_start_hours
    hours = starts[months.stop] - starts[months.start]
    held: dict[tuple[str, str, str], list[tuple[float, Bound]]] = {}
    last: dict[tuple[str, str, str], Moment] = {}
    for moment in moments(scenario, months, carriages(everything, months, hours)):
        for bound in bounds(moment):
            key = (bound.place, bound.direction, bound.limit)
            room = bound.multiple * bound.teu_per_hour * moment.hours
            held.setdefault(key, []).append((room, bound))
            last[key] = moment
    for key, parts in held.items():
        capacity, bound = math.fsum(room for room, _ in parts), parts[-1][1]
        if math.isfinite(capacity):
            uses = parts_of_use(last[key], bound)
            yield YearLimit(year, *key, capacity, bound.teu_per_hour * hours, uses)


# What is tightest --------------------------------------------------------------------------


def tightest(limits: Iterable[YearLimit]) -> dict[int, YearLimit]:
    """By year the limit with the greatest share."""
    ranked = sorted(limits, key=lambda one: one.share)
    last = {one.year: one for one in ranked}
    return dict(sorted(last.items()))


def saturated(limits: Iterable[YearLimit]) -> list[YearLimit]:
    """Each limit in the first year in which its share exceeds 1, by year, the worst first."""
    first: dict[tuple[str, str, str], YearLimit] = {}
    for one in sorted(limits, key=lambda one: (one.year, -one.share)):
        if one.share > 1:
            first.setdefault((one.place, one.direction, one.limit), one)
    return list(first.values())
