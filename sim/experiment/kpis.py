"""KPIs of one replication, computed from the columns after the run.

Counting points: *asked* is boxes born, *delivered* is boxes unloaded from the last carriage; every
throughput names its place. Durations count in the period in which they end; waiting is an integral
over the period; backlog is the level at its end.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.corridor.journal import Journal
from sim.corridor.routing import Routing
from sim.experiment.columns import Kpi, Series, Subject
from sim.experiment.journeys import Journeys, Stretch
from sim.experiment.periods import Floats, Ints, Periods
from sim.experiment.place_kpis import add_sections, add_services, add_terminals
from sim.experiment.use_kpis import add_use
from sim.experiment.voyage_columns import VoyageColumns
from sim.scenario.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd

HOURS_PER_DAY = 24.0
QUANTILES = (("p50", 0.5), ("p90", 0.9))


def table(scenario: Scenario, journal: Journal, replication: int) -> pd.DataFrame:
    """The tidy table of one replication: one row a number."""
    series = Series(Periods.of(scenario))
    routing = Routing(scenario, journal.population.flows, journal.boxes)
    voyages = VoyageColumns.of(journal, routing)
    add_flows(series, journal)
    add_relations(series, scenario, Journeys(journal, routing, voyages))
    add_terminals(series, journal, routing, voyages)
    add_services(series, journal, routing, voyages)
    add_sections(series, journal)
    add_use(series, scenario, journal)
    return series.table(scenario.name, scenario.option, replication)


def add_flows(series: Series, journal: Journal) -> None:
    """Asked, delivered and in the system, by flow."""
    boxes, periods = journal.boxes, series.periods
    for code, flow in enumerate(journal.population.flows):
        own = boxes.flow == code
        born, delivered, teu = boxes.born[own], boxes.delivered[own], boxes.teu[own]
        subject = Subject(flow=flow)
        series.add_total(subject, Kpi("asked", "total", "TEU"), periods.total(born, teu))
        series.add_total(subject, Kpi("delivered", "total", "TEU"), periods.total(delivered, teu))
        in_system = periods.level(born, delivered, teu)
        series.add_level(subject, Kpi("in_system", "end", "TEU"), in_system)
        for name, unit, amounts in (
            ("delivered_boxes", "boxes", np.ones(len(teu))),
            ("delivered_tonnes", "t", boxes.cargo_tonnes[own]),
        ):
            yearly = periods.by_year(periods.total(delivered, amounts))
            series.add_years(subject, Kpi(name, "total", unit), yearly)


def add_relations(series: Series, scenario: Scenario, journeys: Journeys) -> None:
    """Transit time, lead time and stages of each relation, by the year in which journeys end."""
    for name, relation in sorted(scenario.file.relations.items()):
        stretches = list(journeys.stretches(relation))
        year = np.concatenate([series.periods.year(journeys.ends(one)) for one in stretches])
        subject = Subject(place=name)
        for kpi, begins in (("transit_time", journeys.begins), ("lead_time", journeys.born)):
            hours = np.concatenate([journeys.ends(one) - begins(one) for one in stretches])
            _add_durations(series, subject, kpi, year, hours / HOURS_PER_DAY)
        _add_stages(series, subject, journeys, stretches)


def _add_stages(
    series: Series, subject: Subject, journeys: Journeys, stretches: list[Stretch]
) -> None:
    """Mean days that a box of the relation spends in each stage, over all its boxes."""
    periods = series.periods
    counts = np.zeros(len(periods.years))
    stages: dict[str, Floats] = {}
    for stretch in stretches:
        ended = periods.year(journeys.ends(stretch))
        counts += periods.sum_of_years(ended, np.ones(len(ended)))
        for stage in journeys.stages(stretch):
            key = f"{stage.cause}:{stage.place}"
            days = periods.sum_of_years(ended, stage.hours) / HOURS_PER_DAY
            stages[key] = stages.get(key, 0.0) + days
    for key, total in stages.items():
        mean = np.where(counts > 0, total / np.maximum(counts, 1), np.nan)
        series.add_years(subject, Kpi("stage_time", key, "days"), mean)


def _add_durations(series: Series, subject: Subject, kpi: str, year: Ints, days: Floats) -> None:
    """Mean, quantiles and number of durations by year; shape of year and days (n,)."""
    years = range(len(series.periods.years))
    groups = [days[year == one] for one in years]
    n = np.array([float(len(group)) for group in groups])
    series.add_years(subject, Kpi(kpi, "n", "boxes"), n)
    mean = np.array([group.mean() if len(group) else np.nan for group in groups])
    series.add_years(subject, Kpi(kpi, "mean", "days"), mean)
    for name, share in QUANTILES:
        values = [np.quantile(group, share) if len(group) else np.nan for group in groups]
        series.add_years(subject, Kpi(kpi, name, "days"), np.array(values))
