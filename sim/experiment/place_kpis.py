"""KPIs of places: terminals, services and sections, by direction."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from operator import attrgetter

import numpy as np

from sim.corridor.journal import Boxless, Journal, Kept, Unapproved
from sim.corridor.routing import Routing
from sim.experiment.columns import Kpi, Series, Subject
from sim.experiment.periods import Floats, Ints, Periods, Spans
from sim.experiment.pool_kpis import pool_waits
from sim.experiment.train_kpis import add_standing
from sim.experiment.voyage_columns import Bools, VoyageColumns
from sim.scenario.language import Network, Rail
from sim.scenario.scenario import Scenario

ROUNDING_TEU_HOURS = 1e-4  # sums of 1e9 TEU h are told apart to 1e-7
THROUGHPUT = Kpi("throughput", "total", "TEU")
THROUGHPUT_BOXES = Kpi("throughput_boxes", "total", "boxes")
THROUGHPUT_TONNES = Kpi("throughput_tonnes", "total", "t")


def add_terminals(
    series: Series, scenario: Scenario, journal: Journal, routing: Routing, voyages: VoyageColumns
) -> None:
    """Received boxes, waiting before and inside, by terminal and direction."""
    periods, endless = series.periods, _with_endless_tracks(scenario)
    kept = {
        "kept_at_origin": _kept(periods, journal, routing, journal.kept),
        "waiting_for_empties": _kept(periods, journal, routing, journal.boxless),
    }
    for terminal, direction in voyages.terminals:
        subject = Subject(terminal, direction)
        own = _of(voyages, subject)
        if own.any():
            stopped = {cause: of[subject] for cause, of in kept.items() if subject in of}
            arrived = _Arrivals(voyages, own, queues_inside=terminal in endless)
            _add_terminal(series, subject, arrived, stopped)
    for subject, boxless in kept["waiting_for_empties"].items():
        if not _of(voyages, subject).any():
            _add_boxless(series, subject, boxless)
    _add_unloaded(series, journal, routing)


def _with_endless_tracks(scenario: Scenario) -> set[str]:
    """Terminals whose tracks are never limited: trains that cranes keep waiting stand inside."""
    tracks = {name: scenario.dated(partial(_tracks, name)) for name in scenario.file.terminals}
    return {name for name, dated in tracks.items() if min(n for _, n in dated) == math.inf}


def _loading_on_endless_tracks(scenario: Scenario) -> set[str]:
    """Rail services whose trains cranes load where no train waits for a track: theirs is the wait
    for the cranes."""
    endless, file = _with_endless_tracks(scenario), scenario.file
    yards = {name: file.terminals[name].rail for name in endless}
    loading = {name for name, yard in yards.items() if yard and yard.transfer == "through_yard"}
    return {
        name
        for name, service in file.services.items()
        if isinstance(service, Rail) and service.from_ in loading
    }


def _tracks(terminal: str, network: Network) -> float:
    rail = network.terminals[terminal].rail
    return rail.tracks if rail else 0.0


def _of(voyages: VoyageColumns, subject: Subject) -> Bools:
    """Which voyages have come to or before a terminal in a direction, shape (voyages,)."""
    return voyages.to_terminal(subject.place, subject.direction) & ~np.isnan(voyages.stands_from)


@dataclass(frozen=True)
class _Arrivals:
    """Voyages that came to one terminal in one direction.

    Where it `queues_inside`, no train waits before the terminal for a track, and those that are
    not yet unloaded are its queue.
    """

    voyages: VoyageColumns
    own: Bools
    queues_inside: bool

    def column(self, name: str) -> Floats:
        values: Floats = getattr(self.voyages, name)[self.own]
        return values


def _add_terminal(
    series: Series, subject: Subject, arrivals: _Arrivals, kept: dict[str, _Kept]
) -> None:
    periods = series.periods
    column = arrivals.column
    teu, reached, admitted = column("teu"), column("stands_from"), column("admitted")
    before = periods.spans(reached, admitted)
    blocked = periods.spans(column("asked"), column("unload_start"))
    waits = {
        "waiting_for_admission": before.integral(teu),
        "blocked_by_yard": blocked.integral(teu),
    }
    backlog, inflow = before.level(teu), before.begun(teu)
    if arrivals.queues_inside:
        aboard = periods.spans(admitted, column("unload_end"))
        backlog = backlog + aboard.level(teu * column("by_rail"))
    for cause, stopped in kept.items():
        waits[cause] = stopped.waiting
        backlog, inflow = backlog + stopped.backlog, inflow + stopped.inflow
    for cause, hours in waits.items():
        series.add_total(subject, Kpi("waiting", cause, "TEU h"), hours)
    series.add_level(subject, Kpi("backlog", "end", "TEU"), backlog)
    series.add_total(subject, Kpi("inflow", "total", "TEU"), inflow)
    vehicles, trains = np.ones(len(teu)), column("by_rail").astype(float)
    for name, counted in (("vehicles", vehicles), ("trains", trains)):
        if counted.any():
            yearly = periods.by_year(periods.total(column("arrive"), counted))
            series.add_years(subject, Kpi(name, "total", name), yearly)


def _add_boxless(series: Series, subject: Subject, boxless: _Kept) -> None:
    """Boxes that wait for empties where nothing arrives in their direction."""
    series.add_total(subject, Kpi("waiting", "waiting_for_empties", "TEU h"), boxless.waiting)
    series.add_level(subject, Kpi("backlog", "end", "TEU"), boxless.backlog)
    series.add_total(subject, Kpi("inflow", "total", "TEU"), boxless.inflow)


def _add_unloaded(series: Series, journal: Journal, routing: Routing) -> None:
    """Boxes unloaded at each terminal, and boxes that wait there for clearance."""
    boxes, periods = journal.boxes, series.periods
    received: dict[Subject, Floats] = {}
    clearance: dict[Subject, Floats] = {}
    for code, flow in enumerate(journal.population.flows):
        own = boxes.rows_of(code)
        teu, stops = boxes.teu[own], routing.stops[flow]
        amounts = (teu, boxes.numbers(own), boxes.cargo_tonnes(own))
        for leg, terminal in enumerate(stops[1:]):
            subject = Subject(terminal, routing.flows[flow].direction)
            unloaded = boxes.unloaded[leg][own]
            slots = periods.slots(unloaded)
            totals = np.stack([periods.sum_of_slots(slots, amount) for amount in amounts])
            received[subject] = received.get(subject, 0.0) + totals
            if leg + 2 < len(stops):
                held = periods.spans(unloaded, boxes.ready[leg + 1][own]).integral(teu)
                clearance[subject] = clearance.get(subject, 0.0) + held
    for subject, totals in received.items():
        _add_throughput(series, subject, totals)
    for subject, hours in clearance.items():
        series.add_total(subject, Kpi("waiting", "clearance", "TEU h"), hours)


def _add_throughput(series: Series, subject: Subject, totals: Floats) -> None:
    """TEU by month and year, boxes and tonnes of cargo by year; totals have shape (3, months)."""
    teu, boxes, tonnes = totals
    series.add_total(subject, THROUGHPUT, teu)
    series.add_years(subject, THROUGHPUT_BOXES, series.periods.by_year(boxes))
    series.add_years(subject, THROUGHPUT_TONNES, series.periods.by_year(tonnes))


@dataclass(frozen=True)
class _Kept:
    """Boxes kept at their origins by bans or for want of empties, charged to a terminal.

    Each of shape (months,).
    """

    waiting: Floats
    backlog: Floats
    inflow: Floats


def _kept(
    periods: Periods,
    journal: Journal,
    routing: Routing,
    waits: Sequence[Kept | Boxless],
) -> dict[Subject, _Kept]:
    """By terminal and direction; what comes to the terminal later is inflow there only once."""
    comes = np.array([isinstance(one, Kept) and not one.gave_up for one in waits])
    kept = {}
    for subject, own, wait, teu in _by_place(periods, journal, routing, waits, "terminal"):
        inflow = wait.begun(teu) - wait.ended(teu * comes[own])
        kept[subject] = _Kept(wait.integral(teu), wait.level(teu), inflow)
    return kept


def _by_place(
    periods: Periods,
    journal: Journal,
    routing: Routing,
    waits: Sequence[Kept | Boxless | Unapproved],
    place: str,
) -> Iterator[tuple[Subject, Ints, Spans, Floats]]:
    """By what the waits name as their `place` and by direction: which of them, from when to when,
    and their TEU, shape (k,) each."""
    if not waits:
        return
    directions = [routing.direction_of(flow) for flow in range(len(journal.population.flows))]
    names = list(map(attrgetter(place), waits))
    first, last = np.array(list(map(attrgetter("rows"), waits))).T
    since, to = (np.array(list(map(attrgetter(end), waits))) for end in ("since", "to"))
    so_far = np.append(0.0, journal.boxes.teu.cumsum())  # whole numbers: exact
    teu = so_far[last] - so_far[first]
    found: dict[tuple[str, str], list[int]] = {}
    for number, flow in enumerate(journal.boxes.flow[first].tolist()):
        found.setdefault((names[number], directions[flow]), []).append(number)
    for way, numbers in found.items():
        own = np.array(numbers)
        yield Subject(*way), own, periods.spans(since[own], to[own]), teu[own]


def add_services(
    series: Series, scenario: Scenario, journal: Journal, routing: Routing, voyages: VoyageColumns
) -> None:
    """Boxes waiting for each service and carried by it, by direction."""
    boxes, periods = journal.boxes, series.periods
    waiting: dict[Subject, Floats] = {}
    aboard: dict[Subject, Floats] = {}
    endless = _loading_on_endless_tracks(scenario)
    for code, flow in enumerate(journal.population.flows):
        own = boxes.rows_of(code)
        teu, rules = boxes.teu[own], routing.flows[flow]
        for leg, service in enumerate(rules.route):
            wait = periods.spans(boxes.ready[leg][own], boxes.load_start[leg][own])
            parts = np.stack([wait.integral(teu), wait.level(teu), wait.begun(teu)])
            subject = Subject(service, rules.direction)
            waiting[subject] = waiting.get(subject, 0.0) + parts
            if service in endless:
                loading = periods.spans(boxes.load_start[leg][own], boxes.loaded[leg][own])
                aboard[subject] = aboard.get(subject, 0.0) + loading.level(teu)
    for subject, level in aboard.items():
        series.add_months(subject, Kpi("being_loaded", "end", "TEU"), level)
    at_pools = pool_waits(periods, journal, routing)
    for subject, (hours, backlog, inflow) in waiting.items():
        for cause, lost in at_pools.get(subject, {}).items():
            series.add_total(subject, Kpi("waiting", cause, "TEU h"), lost)
            hours = _without(hours, lost)
        series.add_total(subject, Kpi("waiting", "waiting_for_departure", "TEU h"), hours)
        series.add_level(subject, Kpi("backlog", "end", "TEU"), backlog)
        series.add_total(subject, Kpi("inflow", "total", "TEU"), inflow)
    _add_plan_approval(series, journal, routing)
    _add_carried(series, voyages)


def _without(hours: Floats, lost: Floats) -> Floats:
    """The hours that are not lost to a cause; what rounding leaves is nought."""
    left = hours - lost
    return np.where(np.abs(left) <= ROUNDING_TEU_HOURS, 0.0, left)


def _add_plan_approval(series: Series, journal: Journal, routing: Routing) -> None:
    """Boxes at their origins that wait for the permission to load them on a service."""
    waits = _by_place(series.periods, journal, routing, journal.unapproved, "service")
    for subject, _, wait, teu in waits:
        hours = wait.integral(teu)
        series.add_total(subject, Kpi("waiting", "waiting_for_plan_approval", "TEU h"), hours)


def _add_carried(series: Series, voyages: VoyageColumns) -> None:
    periods = series.periods
    for service, direction in voyages.services:
        own = voyages.of_service(service, direction)
        ready = periods.spans(voyages.load_end[own], voyages.depart[own])
        subject, teu = Subject(service, direction), voyages.teu[own]
        amounts = (teu, voyages.boxes[own], voyages.cargo_tonnes[own])
        totals = np.stack([ready.ended(amount) for amount in amounts])
        _add_throughput(series, subject, totals)
        sailing = ready.integral(teu)
        series.add_total(subject, Kpi("waiting", "waiting_to_sail", "TEU h"), sailing)
        left = periods.by_year(ready.ended(np.ones(len(teu))))
        series.add_years(subject, Kpi("vehicles", "total", "vehicles"), left)
        capacity = voyages.capacity_teu[own]
        if np.isfinite(capacity).all():
            offered = periods.by_year(ready.ended(capacity))
            carried = periods.by_year(totals[0])
            series.add_ratio(subject, Kpi("load_factor", "mean", "share"), carried, of=offered)


def add_sections(
    series: Series, scenario: Scenario, journal: Journal, voyages: VoyageColumns
) -> None:
    """Trains that run each section and wait for its paths, by direction."""
    for (section, direction), waits in sorted(journal.path_waits.items()):
        subject = Subject(section, direction)
        noted = waits.rows()
        asked, entered, numbers = noted[noted[:, 0].argsort(kind="stable")].T
        trains = numbers.astype(int)
        teu, ones = voyages.teu[trains], np.ones(len(trains))
        wait = series.periods.spans(asked, entered)
        hours = wait.integral(teu)
        series.add_total(subject, Kpi("waiting", "waiting_for_path", "TEU h"), hours)
        amounts = (teu, voyages.boxes[trains], voyages.cargo_tonnes[trains])
        _add_throughput(series, subject, np.stack([wait.ended(amount) for amount in amounts]))
        series.add_level(subject, Kpi("backlog", "end", "TEU"), wait.level(teu))
        series.add_total(subject, Kpi("inflow", "total", "TEU"), wait.begun(teu))
        left = series.periods.by_year(wait.ended(ones))
        series.add_years(subject, Kpi("vehicles", "total", "vehicles"), left)
        if _has_limit(scenario, section):
            add_standing(series, subject, {"waiting_for_path": wait.integral(ones)})


def _has_limit(scenario: Scenario, section: str) -> bool:
    """Whether the paths of a section are ever limited."""
    paths = scenario.dated(lambda network: network.sections[section].pairs_per_day)
    return min(number for _, number in paths) < math.inf
