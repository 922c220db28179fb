"""KPIs of places: terminals, services and sections, by direction."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.corridor.journal import Journal
from sim.corridor.routing import Routing
from sim.experiment.columns import Kpi, Series, Subject
from sim.experiment.periods import Floats, Periods
from sim.experiment.voyage_columns import VoyageColumns


def add_terminals(
    series: Series, journal: Journal, routing: Routing, voyages: VoyageColumns
) -> None:
    """Received boxes, waiting before and inside, by terminal and direction."""
    kept = _kept(series.periods, journal, routing)
    arrivals = sorted(set(zip(voyages.terminal.tolist(), voyages.direction.tolist(), strict=True)))
    for terminal, direction in arrivals:
        own = (voyages.terminal == terminal) & (voyages.direction == direction)
        own &= ~np.isnan(voyages.arrive)
        if own.any():
            _add_terminal(series, Subject(terminal, direction), _Arrivals(voyages, own), kept)
    _add_unloaded(series, journal, routing)


@dataclass(frozen=True)
class _Arrivals:
    """Voyages that came to one terminal in one direction."""

    voyages: VoyageColumns
    own: NDArray[np.bool_]

    def column(self, name: str) -> Floats:
        values: Floats = getattr(self.voyages, name)[self.own]
        return values


def _add_terminal(
    series: Series, subject: Subject, arrivals: _Arrivals, kept: dict[Subject, _Kept]
) -> None:
    periods = series.periods
    column = arrivals.column
    teu, reached, admitted = column("teu"), column("reached"), column("admitted")
    waits = {
        "waiting_for_admission": periods.integral(reached, admitted, teu),
        "blocked_by_yard": periods.integral(column("asked"), column("unload_start"), teu),
    }
    backlog = periods.level(reached, admitted, teu)
    inflow = periods.total(reached, teu)
    if subject in kept:
        waits["kept_at_origin"] = kept[subject].waiting
        backlog, inflow = backlog + kept[subject].backlog, inflow + kept[subject].inflow
    for cause, hours in waits.items():
        series.add_total(subject, Kpi("waiting", cause, "TEU h"), hours)
    series.add_level(subject, Kpi("backlog", "end", "TEU"), backlog)
    series.add_total(subject, Kpi("inflow", "total", "TEU"), inflow)
    yearly = periods.by_year(periods.total(column("arrive"), np.ones(len(teu))))
    series.add_years(subject, Kpi("vehicles", "total", "vehicles"), yearly)


def _add_unloaded(series: Series, journal: Journal, routing: Routing) -> None:
    """Boxes unloaded at each terminal, and boxes that wait there for clearance."""
    boxes, periods = journal.boxes, series.periods
    received: dict[Subject, Floats] = {}
    clearance: dict[Subject, Floats] = {}
    for code, flow in enumerate(journal.population.flows):
        own = np.flatnonzero(boxes.flow == code)
        teu, stops = boxes.teu[own], routing.stops[flow]
        for leg, terminal in enumerate(stops[1:]):
            subject = Subject(terminal, routing.flows[flow].direction)
            unloaded = boxes.unloaded[leg, own]
            total = periods.total(unloaded, teu)
            received[subject] = received.get(subject, 0.0) + total
            if leg + 2 < len(stops):
                held = periods.integral(unloaded, boxes.ready[leg + 1, own], teu)
                clearance[subject] = clearance.get(subject, 0.0) + held
    for subject, total in received.items():
        series.add_total(subject, Kpi("throughput", "total", "TEU"), total)
    for subject, hours in clearance.items():
        series.add_total(subject, Kpi("waiting", "clearance", "TEU h"), hours)


@dataclass(frozen=True)
class _Kept:
    """Boxes that loading bans keep at their origins, charged to a terminal; shape (months,)."""

    waiting: Floats
    backlog: Floats
    inflow: Floats


def _kept(periods: Periods, journal: Journal, routing: Routing) -> dict[Subject, _Kept]:
    found: dict[Subject, list[tuple[float, float, float]]] = {}
    for one in journal.kept:
        first, last = one.rows
        subject = Subject(one.terminal, routing.direction_of(int(journal.boxes.flow[first])))
        teu = float(journal.boxes.teu[first:last].sum())
        found.setdefault(subject, []).append((one.since, one.to, teu))
    kept = {}
    for subject, spans in found.items():
        since, to, teu = np.array(spans).T
        backlog = periods.level(since, to, teu)
        inflow = periods.total(since, teu) - periods.total(to, teu)
        kept[subject] = _Kept(periods.integral(since, to, teu), backlog, inflow)
    return kept


def add_services(
    series: Series, journal: Journal, routing: Routing, voyages: VoyageColumns
) -> None:
    """Boxes waiting for each service and carried by it, by direction."""
    boxes, periods = journal.boxes, series.periods
    waiting: dict[Subject, list[Floats]] = {}
    for code, flow in enumerate(journal.population.flows):
        own = np.flatnonzero(boxes.flow == code)
        teu, rules = boxes.teu[own], routing.flows[flow]
        for leg, service in enumerate(rules.route):
            ready, start = boxes.ready[leg, own], boxes.load_start[leg, own]
            parts = [
                periods.integral(ready, start, teu),
                periods.level(ready, start, teu),
                periods.total(ready, teu),
            ]
            subject = Subject(service, rules.direction)
            before = waiting.get(subject)
            waiting[subject] = (
                [a + b for a, b in zip(before, parts, strict=True)] if before else parts
            )
    for subject, (hours, backlog, inflow) in waiting.items():
        series.add_total(subject, Kpi("waiting", "waiting_for_departure", "TEU h"), hours)
        series.add_level(subject, Kpi("backlog", "end", "TEU"), backlog)
        series.add_total(subject, Kpi("inflow", "total", "TEU"), inflow)
    _add_carried(series, voyages)


def _add_carried(series: Series, voyages: VoyageColumns) -> None:
    periods = series.periods
    runs = sorted(set(zip(voyages.service.tolist(), voyages.direction.tolist(), strict=True)))
    for service, direction in runs:
        own = (voyages.service == service) & (voyages.direction == direction)
        depart, teu = voyages.depart[own], voyages.teu[own]
        subject = Subject(service, direction)
        carried = periods.total(depart, teu)
        series.add_total(subject, Kpi("throughput", "total", "TEU"), carried)
        sailing = periods.integral(voyages.load_end[own], depart, teu)
        series.add_total(subject, Kpi("waiting", "waiting_to_sail", "TEU h"), sailing)
        left = periods.by_year(periods.total(depart, np.ones(len(teu))))
        series.add_years(subject, Kpi("vehicles", "total", "vehicles"), left)
        capacity = voyages.capacity_teu[own]
        if np.isfinite(capacity).all():
            offered = periods.by_year(periods.total(depart, capacity))
            share = np.where(offered > 0, periods.by_year(carried) / np.maximum(offered, 1), np.nan)
            series.add_years(subject, Kpi("load_factor", "mean", "share"), share)


def add_sections(series: Series, journal: Journal) -> None:
    """Trains that wait for paths, by section and direction."""
    periods = series.periods
    for (section, direction), waits in sorted(journal.path_waits.items()):
        subject = Subject(section, direction)
        asked, entered, teu = np.array(waits).reshape(-1, 3).T
        hours = periods.integral(asked, entered, teu)
        series.add_total(subject, Kpi("waiting", "waiting_for_path", "TEU h"), hours)
        series.add_total(subject, Kpi("throughput", "total", "TEU"), periods.total(entered, teu))
        series.add_level(subject, Kpi("backlog", "end", "TEU"), periods.level(asked, entered, teu))
        series.add_total(subject, Kpi("inflow", "total", "TEU"), periods.total(asked, teu))
        left = periods.by_year(periods.total(entered, np.ones(len(teu))))
        series.add_years(subject, Kpi("vehicles", "total", "vehicles"), left)
