"""What the answer and the charts read from the tidy KPI table."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from sim.experiment.estimates import Estimate, estimate
from sim.experiment.stability import unstable_places
from sim.experiment.traffic import passages, years
from sim.scenario.ways import flow_of

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

MONTHS_A_YEAR = 12


def replications(table: pd.DataFrame) -> int:
    return int(table["replication"].nunique())


def years_of(table: pd.DataFrame) -> list[int]:
    """The years that the table reports, in order."""
    periods = table["period"].unique()
    return sorted(int(period) for period in periods if len(period) == 4)


def full_years(table: pd.DataFrame, scenario: Scenario) -> list[int]:
    """The years of which the horizon holds all months; all years where it holds none whole."""
    whole = {year for year, months in years(scenario).items() if len(months) == MONTHS_A_YEAR}
    reported = years_of(table)
    return [year for year in reported if year in whole] or reported


def total(
    table: pd.DataFrame, kpi: str, period: str, flows: Collection[str] | None = None
) -> Estimate:
    """The sum over some flows, or all, of a KPI in TEU, mean over replications."""
    rows = table[(table["kpi"] == kpi) & (table["period"] == period) & (table["flow"] != "")]
    if flows is not None:
        rows = rows[rows["flow"].isin(flows)]
    return estimate(rows.groupby("replication")["value"].sum())


Times = dict[tuple[str, int], Estimate]  # days, by relation and year


def by_relation(table: pd.DataFrame, kpi: str, statistic: str) -> Times:
    """A yearly KPI of the relations, keyed by (relation, year)."""
    rows = table[
        (table["kpi"] == kpi) & (table["statistic"] == statistic) & (table["period"].str.len() == 4)
    ]
    return {
        (str(place), int(str(period))): estimate(held["value"])
        for (place, period), held in rows.groupby(["place", "period"])
    }


@dataclass(frozen=True)
class Censoring:
    """A relation whose boxes must pass an unstable place: finished boxes understate its times."""

    relation: str
    place: str
    direction: str
    from_year: int


def censored(table: pd.DataFrame, scenario: Scenario) -> dict[str, Censoring]:
    """By relation the unstable place that it met first; relations that meet none are left out."""
    found: dict[str, Censoring] = {}
    first_year = years_of(table)[0]
    for choke in sorted(unstable_places(table), key=lambda one: one.month):
        since = first_year if choke.or_earlier else int(choke.month[:4])
        here = (choke.place, choke.direction)
        for relation in scenario.file.relations:
            if relation not in found and here in _on_the_way(scenario, relation):
                found[relation] = Censoring(relation, *here, since)
    return found


def _on_the_way(scenario: Scenario, relation: str) -> set[tuple[str, str]]:
    held = scenario.file.relations[relation]
    ways = passages(scenario)
    return {
        step
        for way, steps in ways.items()
        if flow_of(way) in held.flows
        for step in _between(steps, held.from_, held.to)
    }


def _between(way: tuple[tuple[str, str], ...], start: str, end: str) -> tuple[tuple[str, str], ...]:
    places = [place for place, _ in way]
    if start not in places or end not in places:
        return ()
    first, last = places.index(start), places.index(end)
    return way[first : last + 1]


def unfinished_teu(table: pd.DataFrame, scenario: Scenario, relation: str, year: int) -> Estimate:
    """TEU of the relation's flows still in the corridor at the end of the year."""
    flows = scenario.file.relations[relation].flows
    rows = table[
        (table["kpi"] == "in_system")
        & (table["period"] == str(year))
        & table["flow"].isin(flows)
    ]  # fmt: skip
    return estimate(rows.groupby("replication")["value"].sum())
