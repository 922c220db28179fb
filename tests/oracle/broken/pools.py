"""Breaks of what services share and that comes back."""

from __future__ import annotations

from typing import Any

from sim.corridor import pools, railway
from sim.corridor.pools import Pools, Request
from sim.corridor.railway import RailwayBuilder
from tests.oracle.broken.rule import Break, Patch, always


def _pools_unlimited(patch: Patch) -> None:
    patch.setattr(RailwayBuilder, "_equipment", lambda *_: None)


def _units_back_at_once(patch: Patch) -> None:
    made = railway.Use
    patch.setattr(
        railway,
        "Use",
        lambda pool, units, _, variate_of: made(pool, units, always(0.0), variate_of),
    )


def _short_trains_pass_long_ones(patch: Patch) -> None:
    lacks = pools._lacks
    patch.setattr(pools, "_lacks", lambda request, kept, now: lacks(request, set(), now))


def _first_come_first_served_at_pools(patch: Patch) -> None:
    asks = Request.asks

    def whatever_its_priority(self: Request, now: float) -> None:
        asks(self, now)
        self.rank = (0, *self.rank[1:])

    patch.setattr(Request, "asks", whatever_its_priority)


def _pool_as_on_the_first_day(patch: Patch) -> None:
    made = Pools.__init__

    def frozen(self: Pools, clock: Any, journal: Any, numbers: Any) -> None:
        made(self, clock, journal, {name: always(n.values[0]) for name, n in numbers.items()})

    patch.setattr(Pools, "__init__", frozen)


POOLS = {
    "pools_unlimited": Break(
        "A train waits for what it takes from pools", "it leaves without", _pools_unlimited
    ),
    "units_back_at_once": Break(
        "Units come back after their empty run", "as soon as they are unloaded", _units_back_at_once
    ),
    "short_trains_pass_long_ones": Break(
        "Who waits for a pool keeps later ones out",
        "who needs less passes",
        _short_trains_pass_long_ones,
    ),
    "first_come_first_served_at_pools": Break(
        "Who has priority takes from a pool first",
        "first come first served",
        _first_come_first_served_at_pools,
    ),
    "pool_as_on_the_first_day": Break(
        "A pool grows and shrinks on dates", "it stays as it was", _pool_as_on_the_first_day
    ),
}
