"""Stocks of empty boxes, from which consignments take the boxes that they are loaded into.

An empty that is to travel back stands in the stock until its day; who takes it before ends its
journey there. Consignments are served in the order in which they ask, each when all its boxes are
there.
"""

from __future__ import annotations

import math
from bisect import insort
from collections import deque
from collections.abc import Callable, Iterator
from functools import partial

from sim.corridor.boxes import Boxes
from sim.corridor.clock import Clock
from sim.corridor.containers import Batch, Consignment, Order
from sim.corridor.empties_audit import EmptiesAudit
from sim.corridor.journal import Boxless, Journal
from sim.corridor.settling import Settling
from sim.scenario.language import EmptyStock
from sim.scenario.scenario import HOURS_PER_DAY, Scenario
from sim.scenario.ways import flow_of


class Lot:
    """Empties that came to stand somewhere together; `back` are the rows of those to travel back.

    `key`: since when they stand, by which load they came, and their place in it.
    """

    __slots__ = ("back", "key", "number")

    def __init__(
        self, key: tuple[float, Order, int], number: int, back: Batch | None = None
    ) -> None:
        self.key = key
        self.number = number
        self.back = back


class Way:
    """A consignment and how it leaves its origin."""

    __slots__ = ("consignment", "leave")

    def __init__(self, consignment: Consignment, leave: Callable[[], None]) -> None:
        self.consignment = consignment
        self.leave = leave

    @property
    def order(self) -> Order:
        """In one instant they leave in the order of their birth."""
        return self.consignment.order(0.0)


class Asking:
    """A consignment that needs so many boxes, since some hour."""

    __slots__ = ("number", "own", "since")

    def __init__(self, since: float, number: int, own: Way) -> None:
        self.since = since
        self.number = number
        self.own = own


FIRST: tuple[float, Order, int] = (-math.inf, (-math.inf, -math.inf, ("", "", 0)), 0)


class Stock:
    """Empties at one terminal and who waits for them."""

    def __init__(self, terminal: str, rules: EmptyStock, boxes: Boxes, audit: EmptiesAudit) -> None:
        self.terminal = terminal
        self.after_hours = HOURS_PER_DAY * rules.emptied_after_days
        self.lots = [Lot(FIRST, rules.number)] if rules.number else []
        self.queue: deque[Asking] = deque()
        self._number = rules.number
        self._boxes = boxes
        self._audit = audit
        audit.came(terminal, rules.number)

    def add(self, lot: Lot) -> None:
        """They stand here from now on."""
        insort(self.lots, lot, key=lambda one: one.key)
        self._number += lot.number
        self._audit.came(self.terminal, lot.number)

    def remove(self, lot: Lot) -> None:
        """What is left of a lot travels back."""
        self.lots.remove(lot)
        self._number -= lot.number
        self._audit.went_back(self.terminal, lot.number)

    def served(self) -> Iterator[Asking]:
        """Those for whom there are boxes now, in order; who must wait keeps later ones waiting."""
        while self.queue and self.queue[0].number <= self._number:
            asking = self.queue.popleft()
            self._take(asking.number)
            yield asking

    def _take(self, number: int) -> None:
        """Take those that have stood longest."""
        self._audit.taken(self.terminal, number)
        self._number -= number
        while number:
            lot = self.lots[0]
            taken = min(number, lot.number)
            number, lot.number = number - taken, lot.number - taken
            if not lot.number:
                del self.lots[0]
            elif lot.back:
                lot.back = Batch.of(self._boxes, lot.back.each()[taken:])


class Empties:
    """All stocks of empty boxes, matched together."""

    def __init__(self, scenario: Scenario, clock: Clock, journal: Journal) -> None:
        self.audit = EmptiesAudit()
        self.stocks = {
            name: Stock(name, data.empties, journal.boxes, self.audit)
            for name, data in sorted(scenario.file.terminals.items())
            if data.empties
        }
        self._clock = clock
        self._journal = journal
        self._settling = Settling(clock, self._settle)
        self._boxes_a_row: list[int] = journal.boxes.boxes_a_row.astype(int).tolist()
        self._lots = 0
        self._gone: list[Way] = []
        self._patience_hours: dict[str, float] = {}
        self.drawn_by: dict[int, Stock] = {}
        self.ended_by: dict[int, Stock] = {}
        self.passed_by: dict[int, Stock] = {}
        for code, name in enumerate(journal.population.flows if self.stocks else ()):
            self._connect(code, name, scenario)

    def _connect(self, code: int, name: str, scenario: Scenario) -> None:
        """Note which stock a flow draws from, ends in, and passes when its empties are born."""
        name = flow_of(name)
        flow = scenario.file.demand.flows[name]
        if flow.instead_of:
            hours = HOURS_PER_DAY * flow.instead_of.after_days
            self._patience_hours[flow.instead_of.flow] = hours
        if flow.boxes_from:
            self.drawn_by[code] = self.stocks[flow.origin]
        for place, found in ((flow.destination, self.ended_by), (flow.origin, self.passed_by)):
            rules = scenario.file.terminals[place].empties
            if rules and name in rules.fills:
                found[code] = self.stocks[place]

    def ask(self, flow: int, own: Way, other: Way | None) -> None:
        """Let a consignment leave at the end of the instant in which it has all its boxes.

        `other` leaves in its place when it has waited too long.
        """
        now, stock, consignment = self._clock.now, self.drawn_by[flow], own.consignment
        number = (consignment.last - consignment.first) * self._boxes_a_row[flow]
        asking = Asking(now, number, own)
        stock.queue.append(asking)
        self._settling.touch()
        if other:
            until = now + self._patience_hours[consignment.flow]
            self._clock.call(until, lambda: self._give_up(stock, asking, other))

    def _give_up(self, stock: Stock, asking: Asking, other: Way) -> None:
        """Unless it has had its boxes, it goes another way at the end of this instant."""
        if asking in stock.queue:
            stock.queue.remove(asking)
            self._gone.append(other)
            self._note(stock, asking.since, self._clock.now, other)
            self._settling.touch()

    def stay(self, batch: Batch, load: Order) -> None:
        """Boxes were delivered where they stay; they stand empty when they are emptied."""
        number = batch.n * self._boxes_a_row[batch.flow]
        self.stay_from(self._clock.now, batch.flow, load, number)

    def stay_from(self, delivered: float, flow: int, load: Order, number: int) -> None:
        """The same for boxes of a flow (an index) that are delivered at a time, now or later."""
        self._stand(delivered, self.ended_by[flow], load, number)

    def stop(self, batch: Batch, load: Order, due: float, go: Callable[[Batch], None]) -> None:
        """Empties stand here until they go; those taken before never do."""
        stock = self.passed_by[batch.flow]
        lot = self._stand(self._clock.now, stock, load, batch.n, batch)
        self._clock.call(due, lambda: self._let_go(stock, lot, go))

    def close(self, end: float) -> None:
        """Note those that still wait at the end of the run."""
        for stock in self.stocks.values():
            for asking in stock.queue:
                self._note(stock, asking.since, end, asking.own)

    def _stand(
        self, come: float, stock: Stock, load: Order, number: int, back: Batch | None = None
    ) -> Lot:
        since = come + stock.after_hours
        self._lots += 1
        lot = Lot((since, load, self._lots), number, back)
        self._clock.call(since, lambda: self._add(stock, lot))
        return lot

    def _add(self, stock: Stock, lot: Lot) -> None:
        stock.add(lot)
        if stock.queue:
            self._settling.touch()

    def _let_go(self, stock: Stock, lot: Lot, go: Callable[[Batch], None]) -> None:
        if lot.number and lot.back:
            stock.remove(lot)
            go(lot.back)

    def _settle(self, now: float) -> None:
        """Who has boxes or gave up leaves, from all places together in the order of birth."""
        leaving, self._gone = self._gone, []
        for stock in self.stocks.values():
            for asking in stock.served():
                self._note(stock, asking.since, now, asking.own)
                leaving.append(asking.own)
        leaving.sort(key=lambda way: way.order)
        if leaving:
            self._clock.call(now, partial(_leave, leaving))

    def _note(self, stock: Stock, since: float, to: float, way: Way) -> None:
        """Charge a wait to the terminal, and to what leaves or still waits after it."""
        if to > since:
            rows = way.consignment.first, way.consignment.last
            self._journal.boxless.append(Boxless(rows, stock.terminal, since, to))


def _leave(leaving: list[Way]) -> None:
    for way in leaving:
        way.leave()
