"""KPIs of one replication, computed from the columns after the run.

Counting points: *asked* is boxes born, *delivered* is boxes unloaded from the last carriage; every
throughput names its place. Durations count in the period in which they end; waiting is an integral
over the period; backlog is the level at its end.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from sim.corridor.journal import Journal
from sim.corridor.routing import Routing
from sim.corridor.terminal import ALL
from sim.experiment.border_kpis import add_border_crossings
from sim.experiment.columns import FULL_YARD, Kpi, Series, Subject
from sim.experiment.completeness import add_completeness
from sim.experiment.distances import Distances
from sim.experiment.journey_kpis import add_countries, add_relations, add_transit_times
from sim.experiment.journeys import Journeys
from sim.experiment.periods import Periods
from sim.experiment.place_kpis import add_sections, add_services, add_terminals
from sim.experiment.pool_kpis import add_pools
from sim.experiment.train_kpis import add_speeds, add_trains_standing
from sim.experiment.use_kpis import add_other_calls, add_use
from sim.experiment.voyage_columns import VoyageColumns
from sim.scenario.scenario import Scenario
from sim.scenario.ways import flow_of

if TYPE_CHECKING:
    import pandas as pd


def table(scenario: Scenario, journal: Journal, replication: int) -> pd.DataFrame:
    """The tidy table of one replication: one row a number."""
    return all_series(scenario, journal).table(scenario.name, scenario.option, replication)


def all_series(scenario: Scenario, journal: Journal) -> Series:
    """All numbers of one replication, by month and year."""
    series = Series(Periods.of(scenario))
    routing = Routing(scenario, journal.population.flows)
    voyages = VoyageColumns.of(journal, routing)
    distances = Distances.of(scenario, voyages)
    journeys = Journeys(journal, routing, voyages, distances)
    add_flows(series, scenario, journal)
    add_routes(series, journal, routing)
    add_relations(series, scenario, journeys)
    add_completeness(series, scenario, journal, routing)
    add_countries(series, scenario, journeys)
    add_terminals(series, scenario, journal, routing, voyages)
    add_services(series, scenario, journal, routing, voyages)
    add_sections(series, scenario, journal, voyages)
    add_trains_standing(series, voyages)
    add_speeds(series, voyages, distances)
    add_border_crossings(series, scenario, journal, routing, voyages)
    add_use(series, scenario, journal)
    add_other_calls(series, scenario, journal)
    add_pools(series, scenario, journal)
    return series


def of_a_race(scenario: Scenario, journal: Journal) -> Series:
    """What reliefs are ranked by, at a fraction of the cost: of all numbers those of flows and
    transit times; and which yards were ever full."""
    series = Series(Periods.of(scenario))
    routing = Routing(scenario, journal.population.flows)
    voyages = VoyageColumns.of(journal, routing)
    add_flows(series, scenario, journal)
    journeys = Journeys(journal, routing, voyages, Distances.of(scenario, voyages))
    add_transit_times(series, scenario, journeys)
    add_full_yards(series, journal)
    return series


def add_full_yards(series: Series, journal: Journal) -> None:
    """Yards in which a load ever did not fit (1), and those in which all did (0): for races, and
    never published."""
    for (terminal, direction), was_full in journal.full_yards.items():
        subject = Subject(terminal, "" if direction == ALL else direction)
        series.add_run(subject, FULL_YARD, float(was_full))


def add_flows(series: Series, scenario: Scenario, journal: Journal) -> None:
    """Asked, delivered, in the system and given up, by flow; the last where a flow may do so."""
    boxes, left = journal.boxes, journal.left()
    for flow, ways in groupby(enumerate(journal.population.flows), lambda one: flow_of(one[1])):
        own = boxes.rows_of(*(code for code, _ in ways))
        teu, subject = boxes.teu[own], Subject(flow=flow)
        lives = series.periods.spans(boxes.born[own], boxes.delivered[own])
        series.add_total(subject, Kpi("asked", "total", "TEU"), lives.begun(teu))
        series.add_total(subject, Kpi("delivered", "total", "TEU"), lives.ended(teu))
        here = lives
        if scenario.file.demand.flows[flow].gives_up_after_days:
            here = series.periods.spans(boxes.born[own], left[own])
            given_up = here.ended(teu) - lives.ended(teu)
            series.add_total(subject, Kpi("given_up", "total", "TEU"), given_up)
        series.add_level(subject, Kpi("in_system", "end", "TEU"), here.level(teu))
        for name, unit, amounts in (
            ("delivered_boxes", "boxes", boxes.numbers(own)),
            ("delivered_tonnes", "t", boxes.cargo_tonnes(own)),
        ):
            yearly = series.periods.by_year(lives.ended(amounts))
            series.add_years(subject, Kpi(name, "total", unit), yearly)


def add_routes(series: Series, journal: Journal, routing: Routing) -> None:
    """Boxes that left their origin on each route, of flows that choose among routes."""
    boxes = journal.boxes
    for code, name in enumerate(journal.population.flows):
        way = routing.flows[name]
        if way.by:
            own = boxes.rows_of(code)
            sent = series.periods.total(boxes.ready[0][own], boxes.teu[own])
            subject = Subject(way.by, way.direction, way.flow)
            series.add_total(subject, Kpi("sent_by_route", "total", "TEU"), sent)
