"""KPIs of journeys: by relation, and by flow inside a country."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import numpy as np

from sim.experiment.columns import Kpi, Series, Subject
from sim.experiment.durations import Duration, add_durations
from sim.experiment.journeys import Journeys, Stretch
from sim.experiment.periods import Floats, Ints

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

HOURS_PER_DAY = 24.0
TRANSIT_TIME = Duration("transit_time", "days", "boxes")
LEAD_TIME = Duration("lead_time", "days", "boxes")
DAYS_INSIDE = Duration("days_inside", "days", "boxes")
KM_A_DAY = Kpi("km_a_day", "mean", "km/day")


def add_relations(series: Series, scenario: Scenario, journeys: Journeys) -> None:
    """Times, speed and stages of each relation, by the year in which journeys end."""
    for name, relation in sorted(scenario.file.relations.items()):
        stretches, subject = journeys.stretches(relation), Subject(place=name)
        years = [series.periods.year(journeys.ends(one)) for one in stretches]
        year = np.concatenate(years)
        transit = _add_transit_time(series, subject, journeys, stretches, year)
        lead = _days(journeys, journeys.born, stretches)
        add_durations(series, subject, LEAD_TIME, year, lead, stretches[0].boxes_a_row)
        km = np.concatenate([journeys.km(one) for one in stretches])
        _add_km_a_day(series, subject, year, km, transit)
        _add_stages(series, subject, journeys, list(zip(stretches, years, strict=True)))


def add_transit_times(series: Series, scenario: Scenario, journeys: Journeys) -> None:
    """Of what is told of relations the transit times alone."""
    for name, relation in sorted(scenario.file.relations.items()):
        stretches = journeys.stretches(relation)
        year = np.concatenate([series.periods.year(journeys.ends(one)) for one in stretches])
        _add_transit_time(series, Subject(place=name), journeys, stretches, year)


def _add_transit_time(
    series: Series, subject: Subject, journeys: Journeys, stretches: list[Stretch], year: Ints
) -> Floats:
    """Add them and return the days, shape (boxes,)."""
    days = _days(journeys, journeys.begins, stretches)
    add_durations(series, subject, TRANSIT_TIME, year, days, stretches[0].boxes_a_row)
    return days


def add_countries(series: Series, scenario: Scenario, journeys: Journeys) -> None:
    """Days inside each country and kilometres a day there, by the year in which boxes leave it."""
    for subject, stretches in _inside(scenario, journeys):
        year = series.periods.year(np.concatenate([journeys.ends(one) for one in stretches]))
        days = _days(journeys, journeys.begins, stretches)
        add_durations(series, subject, DAYS_INSIDE, year, days, stretches[0].boxes_a_row)
        km = np.concatenate([journeys.km(one) for one in stretches])
        _add_km_a_day(series, subject, year, km, days)


def _inside(scenario: Scenario, journeys: Journeys) -> Iterator[tuple[Subject, list[Stretch]]]:
    """Each flow in each country in which it runs from one terminal to another."""
    terminals = scenario.file.terminals
    for country in sorted({one.country for one in terminals.values()} - {""}):
        own = {name for name, one in terminals.items() if one.country == country}
        for flow, rules in sorted(scenario.file.demand.flows.items()):
            ways = [journeys.inside(way, own) for way in journeys.ways([flow])]
            stretches = [one for one in ways if one is not None]
            if stretches:
                yield Subject(country, rules.direction, flow), stretches


def _days(
    journeys: Journeys, begins: Callable[[Stretch], Floats], stretches: list[Stretch]
) -> Floats:
    """Days from one moment of each journey to its end, shape (boxes,)."""
    return np.concatenate([journeys.ends(one) - begins(one) for one in stretches]) / HOURS_PER_DAY


def _add_km_a_day(series: Series, subject: Subject, year: Ints, km: Floats, days: Floats) -> None:
    """All kilometres over all days of the boxes; shape of year, km and days (boxes,)."""
    sums = series.periods.sum_of_years
    series.add_ratio(subject, KM_A_DAY, sums(year, km), of=sums(year, days))


def _add_stages(
    series: Series, subject: Subject, journeys: Journeys, ended: list[tuple[Stretch, Ints]]
) -> None:
    """Mean days that a box of the relation spends in each stage, over all its boxes."""
    sums = series.periods.sum_of_years
    counts = np.zeros(len(series.periods.years))
    stages: dict[str, Floats] = {}
    for stretch, year in ended:
        counts += sums(year, np.ones(len(year)))
        for stage in journeys.stages(stretch):
            key = f"{stage.cause}:{stage.place}"
            stages[key] = stages.get(key, 0.0) + sums(year, stage.hours) / HOURS_PER_DAY
    for key, total in stages.items():
        series.add_ratio(subject, Kpi("stage_time", key, "days"), total, of=counts)
