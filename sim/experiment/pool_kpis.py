"""KPIs of pools: waits for them, by service, and the share of their units that is out."""

from __future__ import annotations

from functools import partial

import numpy as np

from sim.corridor.journal import Journal
from sim.corridor.routing import Routing
from sim.experiment.columns import Kpi, Series, Subject
from sim.experiment.periods import Floats, Periods
from sim.experiment.use_kpis import add_share, offered
from sim.scenario.language import Network, Rail
from sim.scenario.scenario import Scenario

PoolWaits = dict[Subject, dict[str, Floats]]


def cause_of(pool: str) -> str:
    """What a wait for a pool is called."""
    return f"waiting_for_{pool}"


def pool_waits(periods: Periods, journal: Journal, routing: Routing) -> PoolWaits:
    """TEU hours by service and cause, shape (months,) each."""
    found: PoolWaits = {}
    for (service, pool), log in sorted(journal.pool_waits.items()):
        asked, granted, teu, _ = log.rows().T
        hours = periods.spans(asked, granted).integral(teu)
        subject = Subject(service, routing.direction(service, _terminal(routing, service)))
        found.setdefault(subject, {})[cause_of(pool)] = hours
    return found


def _terminal(routing: Routing, service: str) -> str:
    rail = routing.services[service]
    assert isinstance(rail, Rail)  # only trains take from pools
    return rail.to


def pool_wait_hours(journal: Journal) -> dict[str, list[tuple[str, Floats]]]:
    """By service: each cause with the hours that every voyage waited for it, shape (voyages,).

    The services of one pool share the hours: no voyage is of two.
    """
    found: dict[str, list[tuple[str, Floats]]] = {}
    by_pool: dict[str, Floats] = {}
    for (service, pool), log in sorted(journal.pool_waits.items()):
        asked, granted, _, voyages = log.rows().T
        hours = by_pool.setdefault(pool, np.zeros(journal.number_of_voyages))
        hours[voyages.astype(int)] = granted - asked
        found.setdefault(service, []).append((cause_of(pool), hours))
    return found


def add_pools(series: Series, scenario: Scenario, journal: Journal) -> None:
    """Share of each year's unit hours in which units are on trains or on their way back."""
    for pool, spans in sorted(journal.units_out.items()):
        since, to, units = spans.T
        busy = series.periods.spans(since, to).integral(units)
        steps = scenario.dated(partial(_number, pool))
        kpi = Kpi("utilisation", "pool", "share")
        add_share(series, Subject(pool), kpi, busy, offered(series, steps))


def _number(pool: str, network: Network) -> float:
    return network.pools[pool].number
