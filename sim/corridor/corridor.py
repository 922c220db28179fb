"""The corridor of one replication: terminals, services, and the boxes that pass between them."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import partial
from itertools import chain, groupby
from typing import TYPE_CHECKING, Final

import numpy as np

from sim.corridor import identities
from sim.corridor.admission import Admission
from sim.corridor.arrays import Range, first_of, places_of
from sim.corridor.arrivals import Population, populate
from sim.corridor.audit import Audit
from sim.corridor.births import BIRTH, BOTH, PERMISSION, Births, Part, steps
from sim.corridor.boxes import BLANK
from sim.corridor.calendars import Dated, dated
from sim.corridor.choices import Choice, ChoiceBuilder
from sim.corridor.clock import Clock
from sim.corridor.containers import Batch, Carriage, Consignment, Order, Voyage
from sim.corridor.deadlock import Watch
from sim.corridor.draws import Draws
from sim.corridor.empties import Empties, Way
from sim.corridor.empties_audit import Told
from sim.corridor.journal import Journal, Journeys, Unapproved
from sim.corridor.lines import Lines
from sim.corridor.loading_ban import Ban
from sim.corridor.other_calls import OtherShips
from sim.corridor.plan_approval import approvals
from sim.corridor.pools import Pools
from sim.corridor.queues import Queues
from sim.corridor.rail import RailService
from sim.corridor.routing import END, Routing
from sim.corridor.sea import CommonCarrier, Vessel
from sim.corridor.streams import Streams
from sim.corridor.terminal import Terminal
from sim.corridor.times import Finish
from sim.scenario.scenario import Scenario
from sim.scenario.ways import flow_of, ways_by_flow

if TYPE_CHECKING:
    from sim.corridor.whole_traffic import WholeTraffic

HOURS_PER_DAY: Final = 24.0


class Corridor:
    """All terminals and services of one replication, and the boxes that pass between them."""

    def __init__(self, scenario: Scenario, replication: int) -> None:
        self.scenario = scenario
        self.streams = Streams(scenario.file.seed, replication)
        self.clock = Clock(-scenario.warm_up_hours, scenario.end_hours)
        self.population: Population = populate(scenario, self.streams)
        self.journal = Journal(self.population, self.clock.start, self.clock.end)
        self.routing = Routing(scenario, self.population.flows)
        self.draws = Draws(self.population, self.streams)
        self._approvals = approvals(scenario, self.draws)
        self.audit = Audit(self.clock, self.journal, self.routing)
        self.empties = Empties(scenario, self.clock, self.journal)
        self.pools = Pools(self.clock, self.journal, _limited_pools(scenario))
        self.terminals: dict[str, Terminal] = {}
        self.rail: dict[str, RailService] = {}
        self.vessels: list[Vessel] = []
        self.carriers: list[CommonCarrier] = []
        self.other_ships: list[OtherShips] = []
        self.bans: dict[str, Ban] = {}
        self.whole: WholeTraffic
        self.lines: Lines
        self._bans_of: list[list[Ban]] = []
        loaded = {f.empties_of.flow for f in scenario.file.demand.flows.values() if f.empties_of}
        self._leaves_empties = {
            code for code, way in enumerate(self.population.flows) if flow_of(way) in loaded
        }
        self._way_index = {name: code for code, name in enumerate(self.population.flows)}
        ways = ways_by_flow(scenario.file)
        self._first_way = {flow: self._way_index[own[0].name] for flow, own in ways.items()}
        self._choices: dict[int, Choice] = {}
        self._patience = [
            self.routing.flows[way].rules.gives_up_after_days for way in self.population.flows
        ]

    def run(self) -> None:
        """From the start of the warm-up to the end of the horizon."""
        self._bans_of = [self._bans(way) for way in self.population.flows]
        self._choices = dict(self._choosing())
        Watch(self.terminals, self.vessels, self.routing, self.clock, self.pools).keep()
        brought = self.whole.start(self._bans_of, self._kept())
        coming = steps(self.population, self._approvals, brought)
        Births(self.clock, coming, self._bring)
        for vessel in self.vessels:
            self.clock.process(vessel.shuttle())
        for carrier in self.carriers:
            self.clock.process(carrier.departures())
        for ships in self.other_ships:
            self.clock.process(ships.come())
        self.clock.run()
        self._close()

    def _kept(self) -> set[str]:
        """Flows whose trains wait at their origin for a permission or boxes, or for others to."""
        flows = self.scenario.file.demand.flows
        waiting = {name for name, flow in flows.items() if flow.boxes_from or flow.instead_of}
        return waiting | set(self._approvals)

    def new_voyage(self, service: str, origin: str, terminal: str, order: Order) -> Voyage:
        voyage = Voyage(self.journal.new_number(), service, origin, terminal, order)
        self.journal.carried.append(voyage)
        return voyage

    def pass_on(self, carriage: Carriage, service: str, parts: list[tuple[Batch, Finish]]) -> None:
        """Unloaded boxes are delivered, wait for a service, or stay together as a train."""
        n = parts[0][0].n if len(parts) == 1 else sum([batch.n for batch, _ in parts])
        self.audit.unloaded(carriage.voyages[0], service, n)
        onward = self.rail.get(service)
        if service == END:
            self.terminals[carriage.terminal].gone([batch for batch, _ in parts])
            for batch, _ in parts:
                self._deliver(carriage.order, batch)
        elif onward and carriage.service in self.rail and onward.keeps_whole():
            onward.keep_together(parts, carriage)
        else:
            for batch, (ready, _) in parts:
                self.terminals[carriage.terminal].offer(service, batch, ready, carriage.order)

    def _deliver(self, load: Order, batch: Batch) -> None:
        """Boxes have come to their destination; some leave an empty behind."""
        self.audit.delivered(batch)
        if batch.flow in self.empties.ended_by:
            self.empties.stay(batch, load)
        if batch.flow not in self._leaves_empties:
            return
        empties = self.population.empty_of[places_of(batch.rows)].astype(np.int64)
        empties = empties[empties >= 0]
        if len(empties):
            in_turn = isinstance(batch.rows, Range)
            back = (Batch.of_ascending if in_turn else Batch.of)(self.journal.boxes, empties)
            rule = self.routing.way(back.flow).rules.empties_of
            assert rule is not None
            born = self.clock.now + HOURS_PER_DAY * rule.after_days
            if back.flow in self.empties.passed_by:
                self.empties.stop(back, load, born, lambda rest: self._return_empty(rest, load))
            else:
                self.clock.call(born, lambda: self._return_empty(back, load))

    def _bring(self, part: Part, number: int, what: int, permitted: float) -> None:
        """A consignment is ready at its origin; its plan and loading bans may keep it there."""
        if what == BOTH and self.whole.sends(part, number):
            return
        consignment = part.consignment(number)
        batch = self._batch(consignment)
        if what & BIRTH:
            self.audit.born(batch)
        if what & PERMISSION:
            self._take_boxes(batch, consignment)
        else:
            self._await_approval(consignment, permitted)

    def _batch(self, consignment: Consignment) -> Batch:
        first, last = consignment.first, consignment.last
        flow = self._first_way[consignment.flow]
        return Batch(flow, Range(first, last), last - first, consignment.teu, consignment.kg)

    def _await_approval(self, consignment: Consignment, to: float) -> None:
        """Note until when a consignment waits for the permission to load."""
        service = self._approvals[consignment.flow].service
        rows = consignment.first, consignment.last
        waiting = Unapproved(rows, service, self.clock.now, min(to, self.clock.end))
        self.journal.unapproved.append(waiting)

    def _take_boxes(self, batch: Batch, consignment: Consignment) -> None:
        """Leave, at once or when there are empties to load."""
        if batch.flow in self.empties.drawn_by:
            own = Way(consignment, partial(self._set_off, batch, consignment))
            self.empties.ask(batch.flow, own, self._other_way(batch, consignment))
        else:
            self._set_off(batch, consignment, at_once=True)

    def _set_off(self, batch: Batch, consignment: Consignment, at_once: bool = False) -> None:
        """Choose a route and leave on it, if possible before its patience ends.

        A train begins `at_once` where nothing else is done in this event of the clock.
        """
        if self._choices:
            batch = self._on_its_way(batch)
        if self._bans_of[batch.flow]:
            self._leave(batch, consignment, at_once=at_once)
        else:
            self._dispatch(batch, consignment, at_once)
        if days := self._patience[batch.flow]:
            time = self.clock.now + HOURS_PER_DAY * days
            self.clock.call_first(time, lambda: self._end_patience(batch, consignment))

    def _end_patience(self, batch: Batch, consignment: Consignment) -> None:
        """A consignment that a loading ban still keeps goes a way of its own."""
        if any(ban.gives_up(consignment) for ban in self._bans_of[batch.flow]):
            self.audit.gave_up(batch)

    def _other_way(self, batch: Batch, consignment: Consignment) -> Way | None:
        """What may go instead of a consignment."""
        other = self.population.instead.get(consignment.address)
        return Way(other, partial(self._go_instead, batch, other)) if other else None

    def _go_instead(self, batch: Batch, other: Consignment) -> None:
        """A consignment is one of another flow from its birth on, and was never of its own."""
        going, born = self._batch(other), self.journal.boxes.born
        born[places_of(batch.rows)], born[places_of(going.rows)] = BLANK, other.born
        self.audit.replaced(batch, going)
        self._set_off(going, other)

    def _leave(
        self, batch: Batch, consignment: Consignment, passed: int = 0, at_once: bool = False
    ) -> None:
        """Leave past the loading bans on the way, from the nearest on; some have been passed.

        All of them count it when it leaves: while one keeps it, it is on its way to none.
        """
        bans = self._bans_of[batch.flow]
        for ban in bans[passed:]:
            passed += 1
            if ban.stops(batch.flow):
                leave = partial(self._leave, batch, consignment, passed)
                ban.keep(consignment, batch.flow, leave)
                return
        for ban in bans:
            ban.count(batch.teu)
        self._dispatch(batch, consignment, at_once)

    def _dispatch(self, batch: Batch, consignment: Consignment, at_once: bool) -> None:
        """A consignment is a train or a part of one, or its boxes wait for a service."""
        service = self.routing.way(batch.flow).route[0]
        rail = self.rail.get(service)
        if rail is None or not rail.keeps_whole():
            self._offer(batch, consignment.order(consignment.born))
            return
        if self.whole.runs(batch.flow):
            self.audit.offered_as_one(batch)
            self.whole.send(batch.flow, consignment)
            return
        self.audit.offered(batch)
        self.journal.boxes.ready[0].note(batch.rows, self.clock.now)
        rail.send(batch, consignment, at_once)

    def _return_empty(self, batch: Batch, load: Order) -> None:
        """Empties are born where their loaded boxes were delivered."""
        self.journal.boxes.born[places_of(batch.rows)] = self.clock.now
        self.audit.born(batch)
        if batch.flow not in self._choices:
            self._offer(batch, load)
            return
        for part in self._each_on_its_way(batch):
            self._offer(part, load)

    def _offer(self, batch: Batch, load: Order) -> None:
        """Boxes wait at their origin for their first service."""
        way = self.routing.way(batch.flow)
        self.audit.offered(batch)
        self.terminals[way.origin].offer(way.route[0], batch, self.clock.now, load)

    def _choosing(self) -> Iterator[tuple[int, Choice]]:
        """The choice of each flow that has one, by the first of its ways (an index)."""
        queues = Queues(self.population.flows, self.routing, self.terminals)
        epochs = self.scenario.epochs
        builder = ChoiceBuilder(epochs, self.draws, self._bans_of.__getitem__, queues.teu)
        for flow, ways in ways_by_flow(self.scenario.file).items():
            if chosen := epochs[0].network.routes.get(flow):
                codes = {way.by: self._way_index[way.name] for way in ways}
                for place in chain.from_iterable(one.queues for one in chosen.ways.values()):
                    queues.watch(place, self.rail.values())
                yield self._first_way[flow], builder.choice(flow, codes)

    def _on_its_way(self, batch: Batch) -> Batch:
        """A consignment chooses its route, all boxes the same, and keeps it."""
        choice = self._choices.get(batch.flow)
        if choice:
            self._take(batch, choice.way(first_of(batch.rows), self.clock.now))
        return batch

    def _each_on_its_way(self, batch: Batch) -> Iterator[Batch]:
        """Boxes of several consignments choose each for itself: neighbours of one way, in order."""
        choice, boxes = self._choices[batch.flow], self.journal.boxes
        ways = [choice.way(row, self.clock.now) for row in batch.each().tolist()]
        for way, places in groupby(range(len(ways)), ways.__getitem__):
            part = Batch.of(boxes, batch.each()[list(places)])
            self._take(part, way)
            yield part

    def _take(self, batch: Batch, way: int) -> None:
        if way != batch.flow:
            self.audit.chose(batch, way)
            self.journal.boxes.flow[places_of(batch.rows)] = batch.flow = way

    def _bans(self, flow: str) -> list[Ban]:
        """Loading bans on the way of a flow, up to its first leg that is not by rail.

        Empties are not concerned: no plan of loading is made for them.
        """
        ahead: list[Ban] = []
        if self.routing.flows[flow].rules.empties_of:
            return ahead
        route = self.routing.flows[flow].route
        for service, terminal in zip(route, self.routing.stops[flow][1:], strict=True):
            if service not in self.rail:
                break
            ban = self.bans.get(terminal)
            if ban and ban.concerns(self.rail[service].rules.direction):
                ahead.append(ban)
        return ahead

    def counting_ban(self, terminal: str) -> Ban | None:
        """The loading ban of a terminal if it counts what comes."""
        ban = self.bans.get(terminal)
        return ban if ban and ban.counts else None

    def gone(self, ban: Ban, batches: list[Batch]) -> None:
        """Boxes that came by rail have left a terminal: its loading ban counts them no longer."""
        ban.gone(sum([batch.teu for batch in batches if ban in self._bans_of[batch.flow]]))

    def _close(self) -> None:
        """Erase what lies beyond the end, hand over the records of the facilities, audit."""
        self.draws.free()
        self.lines.close()
        for ban in self.bans.values():
            ban.close(self.clock.end)
        for place, admission in self._admissions():
            self.journal.stays[place] = admission.all_stays(self.clock.end)
        for terminal in self.terminals.values():
            for direction, room in terminal.rooms.items():
                self.journal.full_yards[terminal.name, direction] = room.was_full
        self.empties.close(self.clock.end)
        self.pools.close(self.clock.end)
        self.whole.close()
        legs = [len(self.routing.flows[flow].route) for flow in self.population.flows]
        self.journal.boxes.close(self.clock.end, legs)
        journeys = self.journal.journeys()
        self.audit.close(journeys, self._standing(), self._astray(journeys))

    def _admissions(self) -> Iterator[tuple[tuple[str, str], Admission]]:
        for terminal in self.terminals.values():
            yield (terminal.name, "tracks"), terminal.tracks
            yield (terminal.name, "berths"), terminal.berths

    def _standing(self) -> Iterator[tuple[tuple[str, str], int]]:
        """Boxes that stand at each terminal for each service: in stock, or formed to a train."""
        whole = self.whole.standing()
        for terminal in self.terminals.values():
            for service, stock in terminal.stocks.items():
                formed = chain(terminal.formed, terminal.unequipped)
                trains = [one.batches for one in formed if one.service == service]
                standing = [*stock.batches(), *chain.from_iterable(trains)]
                n = sum(batch.n for batch in standing)
                yield (terminal.name, service), n + whole[terminal.name, service]

    def _astray(self, journeys: Journeys) -> Iterator[str]:
        """What the audits of the pools and of the empties find, and what stamps tell."""
        used = self.pools.uses_of.items()
        users = [(service, use.pool.name) for service, uses in used for use in uses]
        out = [(name, pool.out) for name, pool in self.pools.by_name.items()]
        yield from self.pools.audit.breaches(users, out)
        yield from self.empties.audit.breaches(self._empties_told())
        given = self.scenario, self.journal, self.routing, self._admissions()
        yield from identities.breaches(*given, journeys)

    def _empties_told(self) -> Iterator[Told]:
        """What stocks of empties and the columns say at the end."""
        boxes, end = self.journal.boxes, self.clock.end
        for stock in self.empties.stocks.values():
            standing = sum(lot.number for lot in stock.lots)
            back = [f for f, passed in self.empties.passed_by.items() if passed is stock]
            drawing = [f for f, drawn in self.empties.drawn_by.items() if drawn is stock]
            sums = (
                boxes.boxes_of(back, boxes.born < end),
                boxes.boxes_of(drawing, boxes.ready[0][:] < end),
                boxes.boxes_of(drawing, boxes.born < end),
            )
            yield Told(stock.terminal, standing, *sums)


def _limited_pools(scenario: Scenario) -> dict[str, Dated[float]]:
    """The number of units of each pool that is ever limited, by date."""

    def number(pool: str) -> Dated[float]:
        return dated(scenario.epochs, lambda network: network.pools[pool].number)

    numbers = {pool: number(pool) for pool in scenario.epochs[0].network.pools}
    return {name: number for name, number in numbers.items() if min(number.values) < math.inf}
