"""Services formed to a sailing: who may send a train, last of all in an instant."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.oracle.clock import LAST
from tests.oracle.containers import Box, Vessel
from tests.oracle.stock import RailStock

if TYPE_CHECKING:
    from tests.oracle.oracle import World


class Sailings:
    """Counts anew, at every look, what vessels call for and what is there for them."""

    def __init__(self, world: World) -> None:
        self.world, self.clock, self.plan = world, world.clock, world.plan
        self.vessels: list[Vessel] = []
        self.sent: set[Box] = set()  # on trains formed to a sailing, until a vessel takes them
        self.landed: set[tuple[Box, int]] = set()  # wholly unloaded from this leg
        self._asked = False

    def stir(self) -> None:
        """Something changed: look when all else of this instant is done."""
        if not self._asked:
            self._asked = True
            self.clock.at(self.clock.now, LAST).callbacks.append(lambda _: self._look())

    def room(self, rail: str) -> float:
        """TEU that the vessels call for, less the boxes that wait in the port or come for them."""
        plan = self.plan.service(rail, self.clock.now)
        wanted = sum(self._wanted(v, plan) for v in self.vessels if v.service == plan.sailing)
        return wanted - sum(b.teu for b in self.world.boxes if self._comes(b, plan))

    def _look(self) -> None:
        self._asked = False
        names = [n for n, s in self.plan.first.services.items() if s.kind == "rail"]
        for name in sorted(names, key=lambda n: (self.plan.fixed(n).priority, n)):
            stock = self.world.stocks[name, self.plan.fixed(name).from_]
            assert isinstance(stock, RailStock)
            if self.plan.service(name, self.clock.now).formation == "to_sailing":
                stock.form_to_sailing(lambda name=name: self.room(name), self.sent)

    def _wanted(self, vessel: Vessel, plan: Any) -> float:
        """From leaving the port where it calls until it has loaded in the port of the train."""
        here, calls_on_leaving = plan.to, plan.called_on_leaving
        if vessel.left is None or vessel.loaded_at == here:
            return 0.0
        if vessel.left == here != calls_on_leaving:
            return 0.0
        kinds = self.plan.service(vessel.service, self.clock.now).vessels
        taken = sum(box.teu for box in vessel.taken) if vessel.port == here else 0.0
        return max(0.0, kinds[vessel.kind].teu - taken)

    def _comes(self, box: Box, plan: Any) -> bool:
        """Whether it waits for the sea service in the port, ready or not, or is on its way."""
        if plan.sailing not in box.route:
            return False
        leg = box.route.index(plan.sailing)
        if self.world.ashore.begins(box, leg) != plan.to:
            return False
        if box.leg == leg:
            return box.legs[leg]["ready"] is not None and box.legs[leg]["load_start"] is None
        return box.leg == leg - 1 and (box in self.sent or (box, box.leg) in self.landed)
