"""The life of a box: one process from birth to delivery."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

from sim.scenario.language import Clearance
from tests.oracle.clock import Process
from tests.oracle.containers import Box, Handling, Party, Visit
from tests.oracle.stock import RailStock
from tests.oracle.terminals import Terminal

if TYPE_CHECKING:
    from tests.oracle.oracle import World

WHOLE = ("together", "merged")


class Ashore:
    """What boxes do by themselves, told by the carriages when."""

    def __init__(self, world: World) -> None:
        self.world, self.clock = world, world.clock
        self.plan, self.draws = world.plan, world.draws

    def life(self, box: Box) -> Process:
        """Wait for a carriage, be loaded, ride, be unloaded, be cleared; leg by leg."""
        while True:
            loading = yield from box.hear()
            yield from self._put_on(box, loading)
            visit = yield from box.hear()
            yield from self._come_off(box, visit)
            if box.ends_here:
                box.delivered = self.clock.now
                return
            yield from self._clear(box, visit)
            yield from self._get_ready(box, visit)

    def unload(
        self, terminal: Terminal, visit: Visit, boxes: list[Box], patience: float = math.inf
    ) -> Process:
        """Wait for room in the yard, then off with all of them; false when patience ends."""
        asked = self.clock.now
        on = terminal.in_yard([box for box in boxes if not box.ends_here])
        if not (yield from terminal.yard.reserve(on, visit.handling.order, patience)):
            return False
        for box in boxes:
            box.meet(0.0, blocked=self.clock.now - asked)
            box.stamp("unload_start")
            box.tell(visit)
        legs = [(box, box.leg) for box in boxes]
        yield visit.handling.tally.done
        self.world.sailings.landed.update(legs)
        self.world.sailings.stir()
        ending = [box for box in boxes if box.ends_here]
        terminal.is_gone(ending)
        for box in ending:
            self._leave_empty(box)
        return True

    def begins_at(self, box: Box) -> str:
        """The terminal at which the leg of the box begins."""
        return self.begins(box, box.leg)

    def begins(self, box: Box, leg: int) -> str:
        """The terminal at which some leg of the box begins."""
        place = str(self.world.births.flows[box.flow].origin)
        for service in box.route[:leg]:
            place = self.other_end(service, place)
        return place

    def other_end(self, service: str, place: str) -> str:
        """Where a service brings what it takes here."""
        ends = self.plan.fixed(service)
        if ends.kind == "sea":
            return str(ends.between[1] if place == ends.between[0] else ends.between[0])
        return str(ends.to)

    def goes_on_with_its_train(self, box: Box, visit: Visit) -> bool:
        """True when it came by rail and its next service splits no train when it is unloaded."""
        service = self.plan.service(box.route[box.leg + 1], visit.handling.tally.ended)
        return visit.by_rail and service.kind == "rail" and service.formation in WHOLE

    def stay_together(self, visit: Visit, boxes: list[Box]) -> None:
        """At the end of unloading: which boxes go on together, and which are set out.

        Bays serve in order of unloading, so when a box will be ready is known by now.
        """
        for service in sorted({box.route[box.leg + 1] for box in boxes}):
            group = [box for box in boxes if box.route[box.leg + 1] == service]
            after = self.plan.service(service, self.clock.now).set_out_after_hours
            limit = self.clock.now + (math.inf if after is None else after)
            kept = [box for box in group if self._foretell(box, visit) <= limit or box.by_train]
            self._part(service, group, kept, visit)

    def _leave_empty(self, loaded: Box) -> None:
        """It stays where it came to, or comes back; either may be."""
        if stand := self.world.empties.where_it_stays(loaded):
            self.world.start(stand.stay(loaded))
        self._come_back_empty(loaded)

    def _come_back_empty(self, loaded: Box) -> None:
        for flow in self.world.births.returns(loaded):
            returns = self.world.births.flows[flow].empties_of
            assert returns is not None
            born = self.clock.now + 24 * returns.after_days
            back = self.world.births.empty_after(loaded, flow, born)
            if stand := self.world.empties.where_it_stops(back):
                self.world.start(stand.stay_until(born, back))
            else:
                self.world.start(self._offer_empty(back))

    def _offer_empty(self, box: Box) -> Process:
        yield self.clock.at(box.consignment.time)
        self.world.bear(box)
        self.world.routes.choose([box])
        self.world.offer([box])

    def _part(self, service: str, group: list[Box], kept: list[Box], visit: Visit) -> None:
        stock = self.world.stocks[service, visit.handling.terminal]
        assert isinstance(stock, RailStock)
        merged = self.plan.service(service, self.clock.now).formation == "merged"
        then = stock.join if merged else stock.leave
        party = Party(kept, visit.handling.order, visit.consignment, then)
        for box in group:
            box.party.succeed(party if box in kept else None)

    def _foretell(self, box: Box, visit: Visit) -> float:
        bays = self.world.terminals[visit.handling.terminal].bays.get(box.direction)
        inspected = bays.foretell(box) if bays else -math.inf
        box.foretold = max(self.clock.now, box.due, inspected)
        return box.foretold

    def _put_on(self, box: Box, loading: Handling | None) -> Process:
        if loading:
            yield from self._move(box, loading)
        box.stamp("loaded")
        if loading:
            loading.tally.one()

    def _come_off(self, box: Box, visit: Visit) -> Process:
        yield from self._move(box, visit.handling)
        box.stamp("unloaded")
        box.order = (visit.handling.order, box.position)
        visit.handling.tally.one()

    def _move(self, box: Box, handling: Handling) -> Process:
        """One move by a crane, with the pace of its start."""
        name = (handling.kind, handling.terminal, box.flow, box.key)
        waited, closed = yield from handling.cranes.serve(
            box,
            (handling.order, box.position),
            box.direction,
            lambda start: self.draws.hours(box.index, handling.pace(start), *name),
        )
        box.meet(waited, closed)

    def _clear(self, box: Box, visit: Visit) -> Process:
        """Papers and samples from admission on, check and inspection from unloading on."""
        place, unloaded = visit.handling.terminal, self.clock.now
        rules = self._rules(box, place, visit.admitted)
        box.due = unloaded
        if rules is None:
            return
        papers = self._papers(box, place, rules, visit.admitted)
        box.due = max(unloaded, papers, *self._results(box, place, rules, visit.admitted))
        if box.by_train:
            yield self.clock.at(box.due)
            return
        channel = self._channel(box, place, rules)
        checked = unloaded + self._control_hours("check", box, place, channel, unloaded)
        box.due = max(box.due, checked)
        if channel in rules.inspection_hours:
            bays = self.world.terminals[place].bays[box.direction]
            waited, _ = yield from bays.serve(
                box,
                box.order,
                box.direction,
                lambda start: self._control_hours("inspection", box, place, channel, start),
            )
            box.meet(waited)
        yield self.clock.at(max(self.clock.now, box.due))

    def _rules(self, box: Box, place: str, time: float) -> Clearance | None:
        return self.plan.terminal(place, time).clearance.get(box.direction)

    def _channel(self, box: Box, place: str, rules: Clearance) -> str:
        """Channels in the order of their names; the draw of the box falls into one."""
        drawn, total = self.draws.uniform(box.index, "channel", place, box.flow, box.key), 0.0
        for channel in sorted(rules.channels):
            total += rules.channels[channel]
            if drawn < total:
                return channel
        return max(rules.channels, default="")

    def _control_hours(self, what: str, box: Box, place: str, channel: str, start: float) -> float:
        rules = self._rules(box, place, start)
        hours = getattr(rules, f"{what}_hours").get(channel)
        if hours is None:
            return 0.0
        return self.draws.hours(box.index, hours, what, place, channel, box.flow, box.key)

    def _papers(self, box: Box, place: str, rules: Clearance, admitted: float) -> float:
        name = (place, box.flow, box.key)
        automatic = self.draws.uniform(box.number, "automatic", *name) < rules.automatic_share
        hours = rules.automatic_hours if automatic else rules.document_hours
        return admitted + self.draws.hours(box.number, hours, "documents", *name)

    def _results(self, box: Box, place: str, rules: Clearance, admitted: float) -> Iterator[float]:
        """When each laboratory that has samples of the consignment knows the result."""
        for name, laboratory in rules.laboratory.items():
            stream = (place, name, box.flow, box.key)
            drawn = self.draws.uniform(box.number, "samples", *stream)
            if box.flow in laboratory.flows and drawn < laboratory.share:
                hours = self.draws.hours(box.number, laboratory.hours, "laboratory", *stream)
                yield admitted + hours

    def check_promise(self, box: Box) -> None:
        """The time foretold when its train was unloaded must have come true."""
        if box.foretold != self.clock.now:
            raise ValueError(f"{box.address}: foretold {box.foretold}, now {self.clock.now}")

    def _get_ready(self, box: Box, visit: Visit) -> Process:
        """Ready when cleared and its carriage wholly unloaded; then offered, or with its train."""
        yield visit.handling.tally.done
        party: Party | None = None
        if self.goes_on_with_its_train(box, visit):
            party = yield box.party
            box.party = self.clock.event()
            self.check_promise(box)
        box.leg += 1
        box.stamp("ready")
        if party:
            party.one_is_ready()
        else:
            self.world.stock(box).offer(box)
