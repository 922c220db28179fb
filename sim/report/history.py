"""Years side by side: days by relation, hours at the border, and what waits when a year ends."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pandas as pd

from sim.experiment.estimates import Estimate, estimate
from sim.report.backtest import markdown, number, with_interval
from sim.report.labels import directed_title, relation_title, words
from sim.report.reading import by_relation, years_of

if TYPE_CHECKING:
    from sim.scenario.observations import Bands, Observation
    from sim.scenario.scenario import Scenario

LEAST_TEU = 1.0  # below it nothing worth a line waits


def days_table(table: pd.DataFrame, scenario: Scenario) -> str:
    """Median and 90 % days of each relation by year of arrival, as Markdown."""
    years = years_of(table)
    p50, p90 = (by_relation(table, "transit_time", one) for one in ("p50", "p90"))
    rows = [
        [
            relation_title(scenario, name),
            *(f"{_days(p50.get((name, y)))}; {_days(p90.get((name, y)))}" for y in years),
        ]
        for name in scenario.file.relations
    ]
    return markdown(("days, median; 90 %", *map(str, years)), rows)


def border_table(table: pd.DataFrame, scenario: Scenario, bands: Bands) -> str:
    """Mean hours at each crossing by direction and year, of all trains and of block trains, as
    Markdown; what was observed stands behind it, where anything was."""
    years = [str(year) for year in years_of(table)]
    held = table[(table["kpi"] == "border_crossing_time") & (table["statistic"] == "mean")]
    held = held[held["period"].isin(years)]
    observed = dict(_border_hours(bands))
    rows = []
    for key, own in held.groupby(["place", "direction", "flow"], sort=False, observed=True):
        place, direction, trains = map(str, key)
        cells = []
        for year in years:
            found = with_interval(estimate(own[own["period"] == year]["value"]))
            seen = observed.get((place, direction, trains, year))
            cells.append(f"{found}; observed {number(seen.published)}" if seen else found)
        title = directed_title(scenario, place, direction)
        rows.append([f"{title}, {words(trains).lower()}", *cells])
    return markdown(("mean hours", *years), rows)


def _border_hours(bands: Bands) -> Iterator[tuple[tuple[str, ...], Observation]]:
    """Observed means of one row by its place, direction, kind of trains and year."""
    for part in bands.values():
        for one in part.values():
            rows = one.rows
            if rows.kpi == ("border_crossing_time",) and rows.statistic == ("mean",):
                keys = (rows.place, rows.direction, rows.flow, rows.period)
                if all(len(key) == 1 for key in keys):
                    yield tuple(key[0] for key in keys), one


def backlog_table(table: pd.DataFrame, scenario: Scenario) -> str:
    """TEU that wait at the end of each year, by place and direction, as Markdown."""
    years = [str(year) for year in years_of(table)]
    held = table[(table["kpi"] == "backlog") & table["period"].isin(years)]
    rows = []
    for (place, direction), own in held.groupby(["place", "direction"], sort=False, observed=True):
        found = [estimate(own[own["period"] == year]["value"]) for year in years]
        if any(one.mean >= LEAST_TEU for one in found):
            title = directed_title(scenario, str(place), str(direction))
            rows.append([title, *(with_interval(one) for one in found)])
    return markdown(("TEU waiting on 31 December", *years), rows)


def _days(found: Estimate | None) -> str:
    return with_interval(found) if found else "–"
