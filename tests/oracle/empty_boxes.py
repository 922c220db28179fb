"""Empty boxes that stand at a terminal until somebody loads them or they travel back."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import simpy

from sim.scenario.language import EmptyStock
from tests.oracle.clock import LEAVING, Process
from tests.oracle.containers import Box, Consignment
from tests.oracle.servers import Order

if TYPE_CHECKING:
    from tests.oracle.oracle import World


Asking = tuple[Consignment, list[Box], simpy.Event]


@dataclass(eq=False)
class Empty:
    """One empty box: since when it stands, and its load and its place in it."""

    rank: Order


class Stand:
    """Where the empties of one terminal stand."""

    def __init__(self, world: World, rules: EmptyStock) -> None:
        self.world, self.clock, self.rules = world, world.clock, rules
        self.empties = [Empty((-math.inf, ())) for _ in range(rules.number)]
        self.asking: list[Asking] = []

    def stay(self, loaded: Box) -> Process:
        """A delivered box stands here when it is emptied."""
        yield self.clock.at(self._emptied())
        self._come(Empty((self.clock.now, loaded.order)))

    def stay_until(self, due: float, back: Box) -> Process:
        """An empty stands here until it travels back, unless somebody has loaded it."""
        yield self.clock.at(self._emptied())
        empty = Empty((self.clock.now, back.order))
        self._come(empty)
        yield self.clock.at(due)
        if empty in self.empties:
            self.empties.remove(empty)
            self.world.bear(back)
            self.world.routes.choose([back])
            self.world.offer([back])

    def settle(self) -> list[tuple[Consignment, simpy.Event]]:
        """The first who asked takes all its boxes, those that have stood longest, or waits."""
        served = []
        while self.asking and len(self.asking[0][1]) <= len(self.empties):
            consignment, boxes, granted = self.asking.pop(0)
            oldest = sorted(self.empties, key=lambda one: one.rank)[: len(boxes)]
            self.empties = [one for one in self.empties if one not in oldest]
            served.append((consignment, granted))
        for _, boxes, _ in self.asking:
            for box in boxes:
                box.meet(self.clock.end - self.clock.now)  # it waits, perhaps for ever
        return served

    def _emptied(self) -> float:
        return self.clock.now + 24 * self.rules.emptied_after_days

    def _come(self, empty: Empty) -> None:
        self.empties.append(empty)
        self.clock.stir(self.world.empties)


class Empties:
    """The stands of all terminals."""

    def __init__(self, world: World) -> None:
        self.world, self.clock = world, world.clock
        self.flows = world.births.flows
        self.gone: list[tuple[Consignment, simpy.Event]] = []
        self.stands = {
            name: Stand(world, terminal.empties)
            for name, terminal in world.plan.first.terminals.items()
            if terminal.empties
        }

    def where_it_stays(self, loaded: Box) -> Stand | None:
        """The stand of the terminal at which it ends, if it stays there."""
        return self._filled(self.flows[loaded.flow].destination, loaded.flow)

    def where_it_stops(self, back: Box) -> Stand | None:
        """The stand of the terminal at which an empty is born, if it stands there first."""
        return self._filled(self.flows[back.flow].origin, back.flow)

    def take(self, consignment: Consignment, boxes: list[Box]) -> Process:
        """Wait at the origin for all the boxes of a consignment."""
        flow = self.flows[consignment.flow]
        if not flow.boxes_from:
            return
        granted = self.clock.event()
        asking = (consignment, boxes, granted)
        self.stands[flow.origin].asking.append(asking)
        self.clock.stir(self)
        for name, other in self.flows.items():
            if other.instead_of and other.instead_of.flow == consignment.flow:
                patience = 24 * other.instead_of.after_days
                self.world.start(self._give_up(asking, name, patience))
        yield granted

    def settle(self) -> None:
        """Those who have their boxes leave after the round, in the order of their birth."""
        served = [one for stand in self.stands.values() for one in stand.settle()]
        leaving, self.gone = [*self.gone, *served], []
        if leaving:
            self.clock.at(self.clock.now, LEAVING).callbacks.append(lambda _: _leave(leaving))

    def _give_up(self, asking: Asking, name: str, patience: float) -> Process:
        """After so many hours without boxes a consignment goes on another flow."""
        yield self.clock.at(self.clock.now + patience)
        own, boxes, _ = asking
        queue = self.stands[self.flows[name].origin].asking
        if asking not in queue:
            return
        queue.remove(asking)
        other, leave = Consignment(own.time, name, own.key, own.number), self.clock.event()
        leave.callbacks.append(lambda _: self.world.replace(boxes, other))
        self.gone.append((other, leave))
        self.clock.stir(self)

    def _filled(self, terminal: str, flow: str) -> Stand | None:
        stand = self.stands.get(terminal)
        return stand if stand and flow in stand.rules.fills else None


def _leave(served: list[tuple[Consignment, simpy.Event]]) -> None:
    for _, granted in sorted(served, key=lambda one: one[0].order):
        granted.succeed()
