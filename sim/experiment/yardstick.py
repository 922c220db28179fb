"""What a relief is measured by: TEU delivered and days of a relation, in one year."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from sim.experiment.columns import FULL_YARD
from sim.experiment.journey_kpis import TRANSIT_TIME
from sim.experiment.traffic import streams

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

DAYS = ("mean", "p50", "p90")


@dataclass(frozen=True)
class Yardstick:
    """The flows that are counted, the relation whose days are, and the year."""

    year: int
    flows: tuple[str, ...]
    relation: str

    def read(self, table: pd.DataFrame) -> Reading:
        """What one replication says."""
        own = table[table["period"] == str(self.year)]
        delivered = own[(own["kpi"] == "delivered") & own["flow"].isin(self.flows)]
        days = own[(own["kpi"] == TRANSIT_TIME.name) & (own["place"] == self.relation)]
        known = dict(zip(days["statistic"].astype(str), days["value"], strict=True))
        spare = table[(table["kpi"] == FULL_YARD.name) & (table["value"] == 0)]
        return Reading(
            float(delivered["value"].sum()),
            {name: float(known.get(name, float("nan"))) for name in DAYS},
            frozenset(zip(spare["place"], spare["direction"], strict=True)),
        )


@dataclass(frozen=True)
class Reading:
    """TEU delivered in the year, and mean, median and 90 % quantile of days; and the yards, by
    place and direction, that are known never to have been full."""

    teu: float
    days: Mapping[str, float]
    spare_yards: frozenset[tuple[str, str]] = frozenset()


def counted_flows(scenario: Scenario, group: str = "") -> tuple[str, ...]:
    """The flows of a group with their empties; without one those that go by sea, if any do.

    Raises KeyError where no flow belongs to the group.
    """
    flows = scenario.file.demand.flows
    if group:
        own = {name for name, flow in flows.items() if group in flow.groups}
        if not own:
            raise KeyError(group)
        empties = {
            n for n, flow in flows.items() if flow.empties_of and flow.empties_of.flow in own
        }
        return tuple(sorted(own | empties))
    by_sea = {one.flow for one in streams(scenario) if any(leg.by_sea for leg in one.legs)}
    return tuple(sorted(by_sea or flows))


def main_relation(scenario: Scenario, year: int, counted: Collection[str]) -> str:
    """The relation of counted flows with the greatest demand in a year, then the shortest; where
    all counted flows go by sea, of those that lead over it, if any is asked.

    Of a flow that chooses among routes the ways count on which both ends of the relation lie.
    Raises KeyError where there is none.
    """
    ways = list(streams(scenario))
    months = [number for number, day in enumerate(scenario.months) if day.year == year]
    afloat = {one.flow for one in ways if any(leg.by_sea for leg in one.legs)}
    all_afloat = afloat >= set(counted)

    def rank(name: str) -> tuple[bool, float, int, str]:
        relation = scenario.file.relations[name]
        teu, longest, by_sea = 0.0, 0, False
        for one in ways:
            stops = [one.origin, *(leg.destination for leg in one.legs)]
            if one.flow in relation.flows and {relation.from_, relation.to} <= set(stops):
                first, last = stops.index(relation.from_), stops.index(relation.to)
                teu += sum(one.monthly_teu[m] for m in months)
                longest = max(longest, last - first)
                by_sea = by_sea or any(leg.by_sea for leg in one.legs[first:last])
        return (all_afloat and by_sea and teu > 0, teu, -longest, name)

    own = [
        name for name, relation in scenario.file.relations.items()
        if all(flow in counted for flow in relation.flows)
    ]  # fmt: skip
    if not own:
        raise KeyError("relations")
    return max(own, key=rank)
