"""Rows that published figures ask for beside the usual table: departures by month, the trains that
each flow sends, and the hours of a vessel's call."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.corridor.routing import Routing
from sim.experiment.columns import Kpi, Series, Subject
from sim.experiment.periods import Floats, Periods
from sim.experiment.voyage_columns import VoyageColumns
from sim.scenario.language import Rail
from sim.scenario.ways import flow_of

if TYPE_CHECKING:
    import pandas as pd

    from sim.corridor.journal import Journal
    from sim.scenario import Scenario

VEHICLES = Kpi("vehicles", "total", "vehicles")
TRAINS_SENT = Kpi("trains_sent", "total", "trains")
BERTH_HOURS = Kpi("berth_hours", "mean", "h")


@dataclass(frozen=True)
class NumbersWithCalls:
    """The numbers of one replication, and these beside them."""

    usual: Series
    departures: Series
    trains_sent: Series
    berth_hours: Series

    def table(self, scenario: str, option: str, replication: int) -> pd.DataFrame:
        """The usual table with these rows at its end."""
        import pandas as pd

        of_run = (scenario, option, replication)
        parts = [
            self.usual.table(*of_run),
            self.departures.table(*of_run).pipe(_months_alone),
            self.trains_sent.table(*of_run),
            self.berth_hours.table(*of_run),
        ]
        texts = parts[0].columns.difference(["replication", "value"])
        return pd.concat([part.astype(dict.fromkeys(texts, object)) for part in parts])


def with_calls(scenario: Scenario, replication: int) -> NumbersWithCalls:
    """The numbers of one replication with these; this is what a worker runs."""
    from sim.corridor.model import simulate
    from sim.experiment.kpis import all_series

    journal = simulate(scenario, replication)
    return NumbersWithCalls(
        all_series(scenario, journal),
        departures(scenario, journal),
        trains_sent(scenario, journal),
        berth_hours(scenario, journal),
    )


def departures(scenario: Scenario, journal: Journal) -> Series:
    """Trains and vessels that left, by service and direction."""
    series = Series(Periods.of(scenario))
    voyages = VoyageColumns.of(journal, Routing(scenario, journal.population.flows))
    for service, direction in voyages.services:
        own = voyages.of_service(service, direction)
        left = series.periods.total(voyages.depart[own], np.ones(own.sum()))
        series.add_total(Subject(service, direction), VEHICLES, left)
    return series


def trains_sent(scenario: Scenario, journal: Journal) -> Series:
    """Trains that left the origins of flows that begin by rail, by flow; several flows may share
    a service, and a train that several flows share counts for each of them."""
    series, boxes = Series(Periods.of(scenario)), journal.boxes
    routing = Routing(scenario, journal.population.flows)
    depart = VoyageColumns.of(journal, routing).depart
    sent: dict[str, Floats] = {}
    for code, name in enumerate(journal.population.flows):
        if isinstance(routing.services[routing.flows[name].route[0]], Rail):
            trains = np.unique(boxes.voyage[0][boxes.flow == code])
            left = depart[trains[trains >= 0]]
            month = series.periods.total(left, np.ones(len(left)))
            sent[flow_of(name)] = sent.get(flow_of(name), 0.0) + month
    for flow, months in sorted(sent.items()):
        series.add_total(Subject(flow=flow), TRAINS_SENT, months)
    return series


def berth_hours(scenario: Scenario, journal: Journal) -> Series:
    """Mean hours from berthing to departure, waiting in them, by port and year of departure.

    Ships of other cargo are in the stays at berths too: they are taken out again.
    """
    series = Series(Periods.of(scenario))
    for (place, kind), stays in journal.stays.items():
        if kind == "berths":
            others = [
                log.rows()[:, 1:] for at, log in journal.other_calls.items() if at[0] == place
            ]
            enter, leave = np.concatenate([stays, *others]).T
            year = series.periods.year(leave)
            ours = np.where(np.arange(len(leave)) < len(stays), 1.0, -1.0)
            calls = series.periods.sum_of_years(year, ours)
            hours = series.periods.sum_of_years(year, (leave - enter) * ours)
            mean = np.where(calls > 0, hours / np.maximum(calls, 1), np.nan)
            series.add_years(Subject(place), BERTH_HOURS, mean)
    return series


def _months_alone(table: pd.DataFrame) -> pd.DataFrame:
    """Without the years, which stand in the usual table."""
    from sim.experiment.statistics import YEAR_LENGTH

    return table[table["period"].astype(str).str.len() > YEAR_LENGTH]
