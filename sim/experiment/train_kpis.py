"""KPIs of trains: how many stand at each place and why, and how fast they go."""

from __future__ import annotations

import numpy as np

from sim.experiment.columns import Kpi, Series, Subject
from sim.experiment.distances import Distances
from sim.experiment.periods import Floats
from sim.experiment.voyage_columns import VoyageColumns

CAUSES = (
    ("waiting_for_holding_track", "stands_from", "arrive"),
    ("waiting_for_admission", "arrive", "admitted"),
    ("blocked_by_yard", "asked", "unload_start"),
)


def add_trains_standing(series: Series, voyages: VoyageColumns) -> None:
    """Mean number of trains that stand before and in each terminal, by direction."""
    trains = voyages.by_rail & ~np.isnan(voyages.stands_from)
    for terminal, direction in voyages.terminals:
        own = trains & voyages.to_terminal(terminal, direction)
        if not own.any():
            continue
        causes = {
            cause: _standing(series, getattr(voyages, since)[own], getattr(voyages, to)[own])
            for cause, since, to in CAUSES
        }
        add_standing(series, Subject(terminal, direction), causes)


def _standing(series: Series, since: Floats, to: Floats) -> Floats:
    """Train-hours of each month that lie between these times, shape (months,)."""
    return series.periods.spans(since, to).integral(np.ones(len(since)))


def add_standing(series: Series, subject: Subject, causes: dict[str, Floats]) -> None:
    """Mean number of trains that stand, from their hours by month and cause, shape (months,)."""
    total = sum(causes.values(), np.zeros(len(series.periods.months)))
    series.add_average(subject, Kpi("trains_standing", "mean", "trains"), total)
    for cause, hours in causes.items():
        series.add_yearly_average(subject, Kpi("trains_standing", cause, "trains"), hours)


def add_speeds(series: Series, voyages: VoyageColumns, distances: Distances) -> None:
    """Speed of trains with and without delay, by service and year of admission.

    Both are all kilometres over all hours: of the whole run from departure to admission, and of
    the time in motion.
    """
    hours = voyages.admitted - voyages.depart
    trains = voyages.by_rail & ~np.isnan(hours + distances.km)
    sums = series.periods.sum_of_years
    for service, direction in voyages.services:
        own = trains & voyages.of_service(service, direction)
        if not own.any():
            continue
        subject = Subject(service, direction)
        year = series.periods.year(voyages.admitted[own])
        km = sums(year, distances.km[own])
        with_delay, without = sums(year, hours[own]), sums(year, distances.moving_hours[own])
        series.add_ratio(subject, Kpi("speed", "with_delay", "km/h"), km, of=with_delay)
        series.add_ratio(subject, Kpi("speed", "without_delay", "km/h"), km, of=without)
