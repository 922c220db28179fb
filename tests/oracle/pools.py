"""Pools: units that trains take before they are loaded, and that have to come back."""

from __future__ import annotations

import math
from dataclasses import dataclass

import simpy

from tests.oracle.clock import Clock, Process
from tests.oracle.containers import Train
from tests.oracle.plan import Draws, Plan
from tests.oracle.servers import Order


@dataclass(eq=False)
class Asking:
    """A train that waits for all that it needs."""

    rank: Order  # priority, time of asking, number
    service: str
    pools: list[str]
    granted: simpy.Event


class Pools:
    """All pools of the world."""

    def __init__(self, clock: Clock, plan: Plan, draws: Draws) -> None:
        self.clock, self.plan, self.draws = clock, plan, draws
        self.asking: list[Asking] = []
        self.out = dict.fromkeys(plan.first.pools, 0)
        clock.places.append(self)

    def limited(self, service: str) -> list[str]:
        """Pools that a service uses and that are limited at some time."""
        return [pool for pool in self.plan.fixed(service).uses if self._is_limited(pool)]

    def take(self, train: Train) -> Process:
        """Wait for the units of all pools at once; what was taken, by pool."""
        pools = self.limited(train.service)
        if not pools:
            return {}
        asked = self.clock.now
        rank = (self.plan.fixed(train.service).priority, asked, train.order)
        asking = Asking(rank, train.service, pools, self.clock.event())
        self.asking.append(asking)
        self.clock.stir(self)
        taken = yield asking.granted
        for box in train.boxes:
            box.meet(self.clock.now - asked)
        return taken

    def give_back(self, train: Train, pool: str, units: int) -> Process:
        """From the end of unloading on: the way back, then they are free."""
        use = self.plan.service(train.service, self.clock.now).uses[pool]
        number, name = train.address
        way = ("return", train.service, pool, *name)
        yield self.clock.at(self.clock.now + self.draws.hours(number, use.return_hours, *way))
        self.out[pool] -= units
        self.clock.stir(self)

    def settle(self) -> None:
        """In order of rank; who must wait keeps later ones out of all its pools."""
        kept: set[str] = set()
        for one in sorted(self.asking, key=lambda asking: asking.rank):
            uses = self.plan.service(one.service, self.clock.now).uses
            units = {pool: uses[pool].units for pool in one.pools}
            if kept & set(units) or any(n > self._free(pool) for pool, n in units.items()):
                kept |= set(units)
                continue
            for pool, n in units.items():
                self.out[pool] += n
            self.asking.remove(one)
            one.granted.succeed(units)

    def _free(self, pool: str) -> float:
        return self.plan.at(self.clock.now).pools[pool].number - self.out[pool]

    def _is_limited(self, pool: str) -> bool:
        times = (-math.inf, *self.plan.dates)
        return any(self.plan.at(time).pools[pool].number < math.inf for time in times)
