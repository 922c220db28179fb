"""The model once more, as plainly as possible: one SimPy process for each box.

Written from docs/the_model.md to be checked by eye, slow, and on the same draws equal to the bit to
the model in sim/corridor, of which it imports the random streams only. `histories` gives the times
of every box, by flow, block key, number of the consignment and place, all counted from 0.
"""

from __future__ import annotations

from typing import Any

from sim.scenario.scenario import Scenario
from tests.oracle.ashore import Ashore
from tests.oracle.births import Births
from tests.oracle.clock import LEAVING, Clock, Process
from tests.oracle.closures import Closures
from tests.oracle.comparison import History
from tests.oracle.containers import Address, Box, Consignment, Stamps
from tests.oracle.empty_boxes import Empties
from tests.oracle.other_calls import OtherCargo
from tests.oracle.plan import Draws, Plan
from tests.oracle.pools import Pools
from tests.oracle.rail import Railway
from tests.oracle.routes import Routes
from tests.oracle.sailings import Sailings
from tests.oracle.shipping import Shipping
from tests.oracle.stock import CarrierStock, RailStock, SeaStock, Stock
from tests.oracle.terminals import Terminal


def histories(scenario: Scenario, replication: int = 0) -> dict[Address, History]:
    """The history of every box born before the end; what lies beyond the end is None."""
    world = World(scenario, replication)
    world.run()
    told: dict[Address, list[Box]] = {}
    for box in world.boxes:
        flow, key, number, place = box.address
        told.setdefault((flow, key, number, 0 if box.by_train else place), []).append(box)
    return {address: _history(boxes) for address, boxes in told.items()}


def _history(boxes: list[Box]) -> History:
    """The history of a box, or of a train recorded as one: it is done when its last box is."""
    one = boxes[0]
    legs = [_last([box.legs[leg] for box in boxes]) for leg in range(len(one.route))]
    delivered = _last([{"delivered": box.delivered} for box in boxes])["delivered"]
    met = frozenset().union(*(box.met for box in boxes))
    return History(one.consignment.time, tuple(legs), delivered, one.gave_up, met)


def _last(stamps: list[Stamps]) -> Stamps:
    """The last of each time; None where one of them is none."""
    return {
        name: None
        if any(one[name] is None for one in stamps)
        else max(one[name] or 0.0 for one in stamps)
        for name in stamps[0]
    }


class World:
    """One replication of a scenario."""

    def __init__(self, scenario: Scenario, replication: int) -> None:
        self.clock = Clock(-scenario.warm_up_hours, scenario.end_hours)
        self.plan, self.draws = Plan(scenario), Draws(scenario, replication)
        self.births = Births(scenario, self.draws, self.clock)
        self.closures = Closures(scenario, self.draws, self.clock.start)
        self.terminals = {
            name: Terminal(name, self.clock, self.plan, self.closures)
            for name in self.plan.first.terminals
        }
        self.boxes: list[Box] = []
        self.sailings = Sailings(self)
        self.pools = Pools(self.clock, self.plan, self.draws)
        self.approved: list[tuple[Consignment, list[Box]]] = []
        self.empties = Empties(self)
        self.railway = Railway(self)
        self.routes = Routes(self)
        self.shipping = Shipping(self)
        self.ashore = Ashore(self)
        self.stocks = dict(self._stocks())

    def run(self) -> None:
        """Wake everyone on the dates, send out vessels and carriers, bear consignments."""
        for date in sorted({*self.plan.dates, *self.closures.ends()}):
            self.clock.wake_all(date)
        self.shipping.send_out()
        OtherCargo(self).send_out()
        self.clock.env.process(self._bear())
        self.clock.run()

    def stock(self, box: Box) -> Stock:
        """Where the box waits for the service of its leg."""
        stock: Stock = self.stocks[box.service, self.ashore.begins_at(box)]
        return stock

    def start(self, process: Process) -> None:
        self.clock.env.process(process)

    def bear(self, box: Box) -> None:
        """The box begins its life at its origin."""
        self.boxes.append(box)
        self.start(self.ashore.life(box))

    def offer(self, boxes: list[Box]) -> None:
        """From now on these may leave their origin."""
        for box in boxes:
            box.stamp("ready")
            self.stock(box).offer(box)
        self.sailings.stir()

    def _bear(self) -> Process:
        for consignment in self.births.consignments():
            yield self.clock.at(consignment.time)
            boxes = self.births.boxes(consignment)
            for box in boxes:
                self.bear(box)
            self.start(self._await_approval(consignment, boxes))

    def _await_approval(self, consignment: Consignment, boxes: list[Box]) -> Process:
        """Until the plan is approved; those approved at one instant leave in their order."""
        service = boxes[0].service
        hours = getattr(self.plan.service(service, self.clock.now), "plan_approval_hours", {})
        if consignment.flow in hours:
            name = ("plan approval", service, consignment.flow, consignment.key)
            drawn = self.draws.hours(consignment.number, hours[consignment.flow], *name)
            yield self.clock.at(consignment.time + drawn)
        if not self.approved:
            self.clock.at(self.clock.now, LEAVING).callbacks.append(lambda _: self._let_leave())
        self.approved.append((consignment, boxes))

    def _let_leave(self) -> None:
        approved, self.approved = self.approved, []
        for one in sorted(approved, key=lambda one: one[0].order):
            self.start(self._leave_origin(*one))

    def _leave_origin(self, consignment: Consignment, boxes: list[Box]) -> Process:
        yield from self.empties.take(consignment, boxes)
        yield from self._go_ahead(consignment, boxes)

    def replace(self, boxes: list[Box], other: Consignment) -> None:
        """Boxes at their origin become those of another flow, as if they had never been others."""
        self.boxes = [box for box in self.boxes if box not in boxes]
        going = self.births.boxes(other)
        for box in going:
            self.bear(box)
        self.start(self._go_ahead(other, going))

    def _go_ahead(self, consignment: Consignment, boxes: list[Box]) -> Process:
        self.routes.choose(boxes)
        yield from self.railway.pass_bans(consignment, boxes)
        service = self.plan.service(boxes[0].service, self.clock.now)
        formation = service.formation if service.kind == "rail" else None
        if formation == "together":
            yield from self.railway.from_origin(consignment, boxes)
        elif formation == "merged":
            self.railway.joins(consignment, boxes)
        else:
            self.offer(boxes)

    def _stocks(self) -> Any:
        for name, service in self.plan.first.services.items():
            if service.kind == "rail":
                start = self.railway.departs
                stock = RailStock(self.clock, self.plan, self.draws, name, start)
                stock.look = self.sailings.stir
                yield (name, service.from_), stock
            elif service.kind == "carrier":
                yield (name, service.from_), CarrierStock(self.clock, self.plan, name)
            else:
                for port in service.between:
                    yield (name, port), SeaStock(self.clock, self.plan, name)
