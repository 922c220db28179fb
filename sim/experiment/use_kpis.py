"""How much of their time tracks and berths are occupied and cranes work, by terminal."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from sim.corridor.journal import Journal
from sim.experiment.columns import Kpi, Series, Subject
from sim.experiment.periods import Floats
from sim.scenario.language import Terminal
from sim.scenario.scenario import Scenario


def add_use(series: Series, scenario: Scenario, journal: Journal) -> None:
    """Share of each year's time in which places are occupied and cranes work.

    A vessel or train that is blocked occupies its place but asks for no crane work.
    """
    for (terminal, kind), spans in journal.stays.items():
        busy = series.periods.spans(spans[:, 0], spans[:, 1]).integral(np.ones(len(spans)))
        there = _offered(series, scenario, terminal, PLACES[kind])
        add_share(series, Subject(terminal), Kpi("utilisation", kind, "share"), busy, there)
    for (terminal, kind), work in journal.crane_work.items():
        loads = work.rows()
        hours = series.periods.total(loads[:, 0], loads[:, 1])
        there = _offered(series, scenario, terminal, CRANES[kind])
        kpi = Kpi("utilisation", f"{kind} cranes", "share")
        add_share(series, Subject(terminal), kpi, hours, there)


def add_other_calls(series: Series, scenario: Scenario, journal: Journal) -> None:
    """Ships of other cargo by year of berthing, how long they waited, and the berths they took."""
    busy: dict[str, Floats] = {}
    for (terminal, name), log in journal.other_calls.items():
        arrived, berthed, left = log.rows().T
        subject, year = Subject(terminal), series.periods.year(berthed)
        calls = series.periods.sum_of_years(year, np.ones(len(berthed)))
        waited = series.periods.sum_of_years(year, berthed - arrived)
        series.add_years(subject, Kpi("other_calls", name, "calls"), calls)
        series.add_ratio(subject, Kpi("other_calls_waiting", name, "h"), waited, of=calls)
        hours = series.periods.spans(berthed, left).integral(np.ones(len(berthed)))
        busy[terminal] = busy.get(terminal, 0.0) + hours
    for terminal, hours in busy.items():
        there = _offered(series, scenario, terminal, _berths)
        kpi = Kpi("utilisation", "berths by other cargo", "share")
        add_share(series, Subject(terminal), kpi, hours, there)


def add_share(series: Series, subject: Subject, kpi: Kpi, hours: Floats, there: Floats) -> None:
    """Hours used over hours there by year, shape (months,) both; no row where there is no limit."""
    used, there = series.periods.by_year(hours), series.periods.by_year(there)
    if used.any() and np.isfinite(there).any():
        series.add_years(subject, kpi, share(used, there))


def share(used: Floats, there: Floats) -> Floats:
    """Hours used over hours there, blank where there is no limit, or nothing; shape of both."""
    finite = np.isfinite(there) & (there > 0)
    return np.where(finite, used / np.where(finite, there, 1.0), np.nan)


def _offered(
    series: Series, scenario: Scenario, terminal: str, read: Callable[[Terminal], float]
) -> Floats:
    """Hours that a facility of a terminal offers in each month, shape (months,)."""
    return offered(series, scenario.dated(lambda network: read(network.terminals[terminal])))


def offered(series: Series, steps: tuple[tuple[float, float], ...]) -> Floats:
    """Hours that so many servers offer in each month, by the number in force, shape (months,)."""
    times = [max(time, float(series.periods.edges[0])) for time, _ in steps] + [math.inf]
    total = np.zeros(len(series.periods.months))
    starts, ends = series.periods.edges[:-1], series.periods.edges[1:]
    for (_, number), first, last in zip(steps, times, times[1:], strict=False):
        hours = np.clip(np.minimum(ends, last) - np.maximum(starts, first), 0.0, None)
        total += np.multiply(hours, number, out=np.zeros(len(hours)), where=hours > 0)
    return total


def _tracks(terminal: Terminal) -> float:
    return terminal.rail.tracks if terminal.rail else math.inf


def _berths(terminal: Terminal) -> float:
    return terminal.quay.berths if terminal.quay else math.inf


def _rail_cranes(terminal: Terminal) -> float:
    return terminal.rail.cranes if terminal.rail else math.inf


def _quay_cranes(terminal: Terminal) -> float:
    return terminal.quay.berths * terminal.quay.cranes_per_berth if terminal.quay else math.inf


PLACES = {"tracks": _tracks, "berths": _berths}
CRANES = {"rail": _rail_cranes, "quay": _quay_cranes}
