"""One replication of the corridor: built from the scenario, run on the clock, audited."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import Any

from simpy.events import Event

from sim.corridor.admission import Admission
from sim.corridor.arrivals import Population, populate
from sim.corridor.audit import Audit
from sim.corridor.clock import Clock
from sim.corridor.containers import Consignment, Floats, Ints, Voyage
from sim.corridor.deadlock import Watch
from sim.corridor.draws import Draws
from sim.corridor.journal import Journal, Occupation
from sim.corridor.loading_ban import Ban
from sim.corridor.rail import RailService
from sim.corridor.routing import Routing, is_together
from sim.corridor.sea import CommonCarrier, Vessel
from sim.corridor.streams import Streams
from sim.corridor.terminal import Terminal
from sim.scenario.scenario import Scenario

HOURS_PER_DAY = 24.0


def simulate(scenario: Scenario, replication: int) -> Journal:
    """Run one replication and audit it.

    Raises ModelError when the audit finds a breach, Deadlock when vehicles and yards wait for each
    other in a ring, UntrustedRun when the run cannot go on.
    """
    corridor = Corridor(scenario, replication)
    corridor.run()
    return corridor.journal


class Corridor:
    """All terminals and services of one replication, and the boxes that pass between them."""

    def __init__(self, scenario: Scenario, replication: int) -> None:
        self.scenario = scenario
        self.streams = Streams(scenario.file.seed, replication)
        self.clock = Clock(-scenario.warm_up_hours, scenario.end_hours)
        self.population: Population = populate(scenario, self.streams)
        self.journal = Journal(self.population, self.clock.start, self.clock.end)
        self.routing = Routing(scenario, self.population.flows, self.journal.boxes)
        self.draws = Draws(self.population, self.streams)
        self.audit = Audit(self.journal, self.routing)
        self.terminals: dict[str, Terminal] = {}
        self.rail: dict[str, RailService] = {}
        self.vessels: list[Vessel] = []
        self.carriers: list[CommonCarrier] = []
        self.bans: dict[str, Ban] = {}

    def run(self) -> None:
        """From the start of the warm-up to the end of the horizon."""
        from sim.corridor.building import build

        build(self)
        Watch(self.terminals, self.vessels, self.routing, self.clock).keep()
        self.clock.process(self._births())
        for vessel in self.vessels:
            self.clock.process(vessel.shuttle())
        for carrier in self.carriers:
            self.clock.process(carrier.departures())
        self.clock.run()
        self._close()

    def new_voyage(self, service: str, origin: str, terminal: str) -> Voyage:
        voyage = Voyage(len(self.journal.voyages), service, origin, terminal, vehicle="")
        self.journal.voyages.append(voyage)
        return voyage

    def pass_on(self, voyage: Voyage, service: str, rows: Ints, ready: Floats) -> None:
        """Boxes that were unloaded wait for their next service, or stay together as a train."""
        self.audit.unloaded(voyage, service, len(rows))
        onward = self.rail.get(service)
        if onward and onward.rules.together and voyage.service in self.rail:
            onward.keep_together(rows, ready, voyage)
        else:
            self.terminals[voyage.terminal].offer(service, rows, ready, voyage.number)

    def deliver(self, voyage: Voyage, rows: Ints) -> None:
        """Boxes have come to their destination; some leave an empty behind."""
        self.audit.delivered(voyage, rows)
        empties = self.population.empty_of[rows]
        for flow, chosen in self.routing.by_flow(empties[empties >= 0]):
            rule = self.routing.flows[flow].empties_of
            assert rule is not None
            born = self.clock.now + HOURS_PER_DAY * rule.after_days
            self.clock.call(born, lambda f=flow, c=chosen, n=voyage.number: self._born(f, c, n))

    def _births(self) -> Generator[Event, Any, None]:
        for consignment in self.population.consignments:
            yield self.clock.at(consignment.born)
            self._send(consignment)

    def _send(self, consignment: Consignment) -> None:
        """A consignment is ready at its origin: it is a train, or its boxes wait for a service."""
        flow = consignment.address.flow
        first = self.routing.flows[flow].route[0]
        if not is_together(self.routing.services[first]):
            self._born(flow, consignment.rows, len(self.journal.voyages))
            return
        rows = consignment.rows
        self.audit.born(rows)
        self.journal.boxes.ready[0, rows] = self.clock.now
        bans = self._bans(flow)
        if bans:
            self.clock.process(self._send_through(bans, first, consignment))
        else:
            self.rail[first].send(rows, consignment)

    def _send_through(
        self, bans: list[Ban], service: str, consignment: Consignment
    ) -> Generator[Event, Any, None]:
        for ban in bans:
            yield from ban.send(consignment)
        self.rail[service].send(consignment.rows, consignment)

    def _born(self, flow: str, rows: Ints, load: int) -> None:
        """Boxes are born at their origin and wait for their first service."""
        now = self.clock.now
        self.journal.boxes.born[rows] = now
        self.audit.born(rows)
        origin = self.terminals[self.routing.stops[flow][0]]
        origin.offer(self.routing.flows[flow].route[0], rows, rows * 0.0 + now, load)

    def _bans(self, flow: str) -> list[Ban]:
        """Loading bans on the way of a flow, as far as its consignments stay together."""
        ahead: list[Ban] = []
        route = self.routing.flows[flow].route
        for service, terminal in zip(route, self.routing.stops[flow][1:], strict=True):
            if not is_together(self.routing.services[service]):
                break
            if terminal in self.bans:
                ahead.append(self.bans[terminal])
        return ahead

    def admitted(self, terminal: str, consignment: Consignment) -> None:
        """A consignment passed a terminal as a train: the loading ban there counts it no longer."""
        if terminal in self.bans:
            self.bans[terminal].passed(consignment)

    def broken_up(self, consignment: Consignment) -> None:
        """A consignment goes on in other trains: no loading ban counts it."""
        for ban in self.bans.values():
            ban.passed(consignment)

    def _close(self) -> None:
        """Erase what lies beyond the end, hand over the records of the facilities, audit."""
        for ban in self.bans.values():
            ban.close(self.clock.end)
        for name, admission in self._admissions():
            terminal, kind = name.split()
            self.journal.occupations += [
                Occupation(terminal, kind, stay.enter, stay.leave)
                for stay in admission.all_stays(self.clock.end)
            ]
        self.audit.close(self._admissions())
        self.journal.boxes.blank_after(self.clock.end)

    def _admissions(self) -> Iterator[tuple[str, Admission]]:
        for terminal in self.terminals.values():
            yield f"{terminal.name} tracks", terminal.tracks
            yield f"{terminal.name} berths", terminal.berths
