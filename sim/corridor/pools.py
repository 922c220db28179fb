"""Pools: fleets that services share and that have to come back.

A train takes its units from all its pools at once, before it is loaded, and gives them back when
it is unloaded; an empty run back may lie in between. Who must wait keeps later ones out of the
pools that it needs, so that a long train is not passed by short ones for ever.
"""

from __future__ import annotations

import math
from bisect import insort
from collections.abc import Callable, Generator
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, Final

from sim.corridor.by_time import ByTime
from sim.corridor.calendars import Dated
from sim.corridor.clock import Clock
from sim.corridor.containers import Passing
from sim.corridor.journal import Journal
from sim.corridor.log import Log
from sim.corridor.moments import Event, Moment
from sim.corridor.pool_audit import PoolAudit
from sim.corridor.settling import Settling

RANK: Final = attrgetter("rank")


class Pool:
    """Units that trains take and bring back."""

    def __init__(self, name: str, number: Dated[float]) -> None:
        self.name = name
        self.number = number
        self.out = 0.0

    def free(self, now: float) -> float:
        """Units at hand; below zero where fewer are left than were taken before."""
        return self.number.at(now) - self.out


@dataclass(frozen=True)
class Use:
    """What a train of one service takes from one pool, and how long it takes to come back."""

    pool: Pool
    units: Dated[float]
    return_hours: Dated[float]
    variate_of: Callable[[int | None], float]


class Request:
    """A train that asks for units: `variates` of the ways back and, once taken, `units`, by use;
    `away` counts the uses whose units have not come back.

    `number` and `order` are those of its voyage. `granted` happens when it has all units; `lacks`
    is the pool that it lacked when it was last looked at. `rank`: first by priority, then by the
    time of asking, then by order.
    """

    __slots__ = (
        "away", "granted", "lacks", "number", "order", "priority", "rank", "service", "since",
        "taken", "teu", "units", "uses", "variates",
    )  # fmt: skip

    def __init__(
        self,
        of: Equipment,
        voyage: Passing,
        teu: float,
        variates: tuple[float, ...],
        granted: Moment,
    ) -> None:
        self.service, self.priority, self.uses = of.service, of.priority, of.uses
        self.number, self.order = voyage.number, voyage.order
        self.teu = teu
        self.variates = variates
        self.granted = granted
        self.lacks = of.uses[0].pool.name
        self.since = self.taken = 0.0
        self.units: list[float] = []
        self.away = len(of.uses)
        self.rank: tuple[Any, ...] = ()

    def asks(self, now: float) -> None:
        """It takes its place in the queue by the time."""
        self.since = now
        self.rank = (self.priority, now, self.order)

    def keeps_out(self, other: Request) -> bool:
        """Whether another needs nothing but pools that this one waits for."""
        own = [use.pool for use in self.uses]
        return all(use.pool in own for use in other.uses)

    def units_of(self, pool: Pool) -> float:
        """Units of a pool that the train has or that are on their way back from it."""
        return sum(n for n, use in zip(self.units, self.uses, strict=True) if use.pool is pool)


class Pools:
    """All pools that are ever limited, matched together.

    Units come back at times that are known, and only where somebody waits is that an event: what is
    `out`, and the `holders`, are as they were when they were last looked at, and who takes units
    looks first.
    """

    def __init__(self, clock: Clock, journal: Journal, numbers: dict[str, Dated[float]]) -> None:
        self.queue: list[Request] = []
        self.holders: dict[int, Request] = {}
        self.uses_of: dict[str, tuple[Use, ...]] = {}
        self.by_name = {name: Pool(name, number) for name, number in sorted(numbers.items())}
        self.on_wait: Callable[[], None] = lambda: None
        self.audit = PoolAudit(journal, numbers)
        self._clock = clock
        self._journal = journal
        self._settling = Settling(clock, self._settle)
        self._out = {name: Log(width=3) for name in self.by_name}
        self._returning = ByTime()  # who is unloaded, and which of its uses
        self._sent_back = 0
        self._may_lock = False
        for number in numbers.values():
            for time in number.changes():
                if time > clock.start:
                    clock.call(time, self._change)

    def ask(self, request: Request, in_yard: bool = True) -> None:
        """Let the request be granted when all pools can give what the train needs.

        `in_yard` tells whether the boxes of the train keep a yard full while it waits; if not, and
        the first of the queue keeps it out, nothing needs to be looked at.
        """
        request.asks(self._clock.now)
        insort(self.queue, request, key=RANK)
        first = self.queue[0]
        self._may_lock = self._may_lock or in_yard
        if in_yard or first is request or not first.keeps_out(request):
            self._settling.touch()

    def takes_at_once(self, request: Request) -> bool:
        """Whether a train that comes alone at an instant has what it needs; if not, it may ask."""
        now = self._clock.now
        if self.queue or not self._clock.is_alone():
            return False
        self._clear(now)
        if _lacks(request, set(), now):
            return False
        request.asks(now)
        self._take(request, now)
        return True

    def give_back(self, request: Request, unloaded: float) -> None:
        """The train is unloaded at a time, now or later: its units are free then or after their
        way back."""
        if unloaded >= self._clock.end:
            return
        for number, use in enumerate(request.uses):
            back = unloaded + use.return_hours.at(unloaded) * request.variates[number]
            self.audit.sent_back(request.number, use.pool.name, back)
            self._sent_back += 1
            self._returning.put(back, self._sent_back, (request, number))
        if self.queue:
            self._look_when_next_returns()

    def close(self, end: float) -> None:
        """Note the waits that last at the end of the run, and what is out."""
        self._clear(math.nextafter(end, -math.inf))
        for request in self.queue:
            self._note_wait(request, end)
        for request in self.holders.values():
            for use, units in zip(request.uses, request.units, strict=True):
                if units:
                    self._out[use.pool.name].note_three(request.taken, end, units)
        self._journal.units_out.update({name: log.rows() for name, log in self._out.items()})

    def _settle(self, now: float) -> None:
        self._clear(now)
        kept: set[str] = set()
        place = 0
        while place < len(self.queue) and len(kept) < len(self.by_name):
            request = self.queue[place]
            lacks = _lacks(request, kept, now)
            if lacks:
                request.lacks = lacks
                kept.update(use.pool.name for use in request.uses)
                place += 1
            else:
                self._grant(self.queue.pop(place), now)
        if self.queue:
            if self._may_lock:
                self.on_wait()
            self._look_when_next_returns()
        self._may_lock = False

    def _look_when_next_returns(self) -> None:
        first = self._returning.first()
        if first <= self._clock.now:
            self._settling.touch()
        else:
            self._settling.touch_at(first)

    def _clear(self, now: float) -> None:
        """What is due has come back by now."""
        time = self._returning.first()
        while time <= now:
            coming: tuple[Request, int] = self._returning.take()
            self._come_back(coming[0], coming[1], time)
            time = self._returning.first()

    def _change(self) -> None:
        """A pool grows or shrinks: who counted on units may lock the corridor without them."""
        self._may_lock = True
        self._settling.touch()

    def _grant(self, request: Request, now: float) -> None:
        self._take(request, now)
        self._clock.answer(request.granted)

    def _take(self, request: Request, now: float) -> None:
        request.taken = now
        request.units = [use.units.at(now) for use in request.uses]
        number = request.number
        for place, use in enumerate(request.uses):
            units = request.units[place]
            use.pool.out += units
            self.audit.took(number, use.pool.name, units, now)
        self.holders[number] = request
        self._note_wait(request, now)

    def _note_wait(self, request: Request, to: float) -> None:
        """Note a wait from the time of asking."""
        key = (request.service, request.lacks)
        log = self._journal.pool_waits.get(key)
        if log is None:
            log = self._journal.pool_waits[key] = Log(width=4)
        log.note_four(request.since, to, request.teu, request.number)

    def _come_back(self, request: Request, number: int, time: float) -> None:
        """The units of one use are free again since a time."""
        pool, units = request.uses[number].pool, request.units[number]
        pool.out -= units
        self.audit.came_back(request.number, pool.name, units, time)
        self._out[pool.name].note_three(request.taken, time, units)
        request.units[number] = 0.0
        request.away -= 1
        if not request.away:
            del self.holders[request.number]


@dataclass(frozen=True)
class Equipment:
    """What the trains of one service take from pools."""

    service: str
    priority: int
    pools: Pools
    uses: tuple[Use, ...]

    def request(
        self, voyage: Passing, first_row: int | None, teu: float, granted: Moment
    ) -> Request:
        """What a train needs; what it draws is drawn in the order of the trains.

        A train kept together names the first row of its consignment.
        """
        variates = tuple([use.variate_of(first_row) for use in self.uses])
        return Request(self, voyage, teu, variates, granted)

    def take(self, request: Request) -> Generator[Event, Any, None]:
        """Wait for all that a train needs."""
        if not self.pools.takes_at_once(request):
            self.pools.ask(request)
            yield request.granted


def _lacks(request: Request, kept: set[str], now: float) -> str:
    """The first pool, by name, that cannot give what a train needs; empty when all can."""
    for use in request.uses:
        if use.pool.name in kept or use.units.at(now) > use.pool.free(now):
            return use.pool.name
    return ""
