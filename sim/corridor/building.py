"""Building a corridor: terminals first, then the services between them."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from functools import partial

from sim.corridor.admission import Admission, Gate
from sim.corridor.blueprint import ALWAYS_OPEN, NO_LIMIT, NOTHING, Blueprint
from sim.corridor.calendars import Calendar, Dated
from sim.corridor.caps import Cap, Caps
from sim.corridor.clearance import control
from sim.corridor.closings import Closings
from sim.corridor.corridor import Corridor
from sim.corridor.cranes import RailCranes
from sim.corridor.forming import merges, put_up_formation
from sim.corridor.loading_ban import Ban, days_of
from sim.corridor.log import Log
from sim.corridor.railway import RailwayBuilder
from sim.corridor.sea import QUAY
from sim.corridor.servers import Servers
from sim.corridor.shipping import ShippingBuilder
from sim.corridor.terminal import DEPARTING, Terminal
from sim.corridor.whole import WholeStock
from sim.corridor.whole_traffic import WholeTraffic
from sim.corridor.yard import Stock, YardRoom
from sim.scenario import language
from sim.scenario.ways import flow_of


def build(corridor: Corridor) -> None:
    """Put up all terminals, then the services between them."""
    plan = Blueprint(corridor)
    terminals = TerminalBuilder(corridor, plan)
    for name in plan.network.terminals:
        corridor.terminals[name] = terminals.terminal(name)
    railway, shipping = RailwayBuilder(corridor, plan), ShippingBuilder(corridor, plan)
    for name, service in plan.network.services.items():
        if isinstance(service, language.Rail):
            corridor.rail[name] = railway.service(name, service)
        elif isinstance(service, language.Sea):
            corridor.vessels += shipping.fleet(name, service)
        else:
            corridor.carriers.append(shipping.carrier(name, service))
    for name in plan.network.terminals:
        corridor.other_ships += shipping.other_ships(name)
    put_up_formation(corridor, plan)
    corridor.whole = WholeTraffic(corridor)


class TerminalBuilder:
    """Puts up terminals."""

    def __init__(self, corridor: Corridor, plan: Blueprint) -> None:
        self._corridor = corridor
        self._plan = plan

    def terminal(self, name: str) -> Terminal:
        corridor, data = self._corridor, self._plan.network.terminals[name]
        terminal = Terminal(name, corridor.clock, corridor.routing, corridor.journal)
        terminal.pass_on = corridor.pass_on
        terminal.audit = corridor.audit
        terminal.rooms = self._rooms(name, data)
        terminal.stocks = self._stocks(name)
        self._put_up_tracks(terminal, data)
        berths = self._plan.of_terminal(name, lambda t: t.quay.berths if t.quay else math.inf)
        gate = Gate(NO_LIMIT, self._plan.closings(name).calendar("berthing"))
        terminal.berths = Admission(corridor.clock, berths, {QUAY: gate})
        if not terminal.loads_trains:
            terminal.passing = frozenset(corridor.routing.by_train)
        arriving = corridor.routing.arriving(name)
        flows = (arriving, corridor.routing.boxwise(arriving))
        terminal.controls = {
            direction: control(self._plan.epochs, name, direction, corridor.draws, flows)
            for direction in data.clearance
        }
        return terminal

    def _rooms(self, name: str, data: language.Terminal) -> dict[str, YardRoom]:
        return {direction: self._room(name, direction) for direction in data.yard_teu}

    def _room(self, name: str, direction: str) -> YardRoom:
        teu = self._plan.of_terminal(name, lambda terminal: terminal.yard_teu[direction])
        return YardRoom(self._corridor.clock, name, teu)

    def _stocks(self, name: str) -> dict[str, Stock]:
        corridor = self._corridor
        return {
            service: (WholeStock if merges(self._plan, service) else Stock)(
                corridor.clock, corridor.journal.boxes
            )
            for service, data in self._plan.network.services.items()
            if name in _boarding_places(data)
        }

    def _put_up_tracks(self, terminal: Terminal, data: language.Terminal) -> None:
        name, clock = terminal.name, self._corridor.clock
        closings = self._plan.closings(name)
        directions = {
            s.direction
            for s in self._plan.network.services.values()
            if isinstance(s, language.Rail)
        }
        gates = {
            direction: Gate(
                self._trains_per_day(name, direction), closings.calendar("acceptance", direction)
            )
            for direction in sorted(directions)
        }
        terminal.caps = {
            direction: Caps(direction, gates[direction], self._caps(name, direction))
            for direction, acceptance in data.acceptance.items()
            if acceptance.caps
        }
        gates[DEPARTING] = Gate(NO_LIMIT, ALWAYS_OPEN)
        if data.rail is None:
            terminal.tracks = Admission(clock, NO_LIMIT, gates)
            return
        ban = data.rail.loading_ban
        if ban and math.isfinite(ban.stops_at_teu):
            for gate in gates.values():
                gate.free = False  # a ban that lifts in this instant lifts when the instant ends
        terminal.tracks = Admission(clock, self._plan.of_rail(name, lambda r: r.tracks), gates)
        terminal.loads_trains = data.rail.transfer == "through_yard"
        if terminal.loads_trains or not self._takes_no_time(name, data.rail, closings):
            terminal.rail_cranes = self._rail_cranes(name, data.rail, closings)
        terminal.holding = self._holding(name, data.rail, directions)
        if ban:
            self._corridor.bans[name] = counting = self._ban(name, ban)
            if counting.counts:
                terminal.on_gone = partial(self._corridor.gone, counting)

    def _holding(
        self, name: str, rail: language.RailYard, directions: set[str]
    ) -> dict[str, Admission]:
        """Holding tracks of each direction where they are finite; many may share the same."""
        own = rail.holding_tracks_by_direction
        shared = self._holding_tracks(self._plan.of_rail(name, lambda r: r.holding_tracks))
        found: dict[str, Admission | None] = dict.fromkeys(directions - own.keys(), shared)
        for direction in own:
            number = self._plan.of_rail(name, _holding_of(direction))
            found[direction] = self._holding_tracks(number)
        return {direction: tracks for direction, tracks in sorted(found.items()) if tracks}

    def _holding_tracks(self, number: Dated[float]) -> Admission | None:
        if min(number.values) == math.inf:
            return None
        return Admission(self._corridor.clock, number, {"": Gate(NO_LIMIT, ALWAYS_OPEN)})

    def _ban(self, name: str, rule: language.LoadingBan) -> Ban:
        corridor = self._corridor
        first, flows = corridor.scenario.file.horizon.from_, corridor.population.flows
        return Ban(name, rule, corridor.clock, corridor.journal, tuple(days_of(rule, first, flows)))

    def _caps(self, name: str, direction: str) -> Iterator[Cap]:
        ways = self._corridor.population.flows
        for cap, data in self._plan.network.terminals[name].acceptance[direction].caps.items():
            flows = frozenset(k for k, way in enumerate(ways) if flow_of(way) in data.flows)
            yield Cap(cap, flows, self._trains_per_day_of_cap(name, direction, cap))

    def _trains_per_day_of_cap(self, name: str, direction: str, cap: str) -> Dated[float]:
        return self._plan.of_terminal(
            name, lambda terminal: terminal.acceptance[direction].caps[cap].trains_per_day
        )

    def _trains_per_day(self, name: str, direction: str) -> Dated[float]:
        def read(terminal: language.Terminal) -> float:
            acceptance = terminal.acceptance.get(direction)
            return acceptance.free_per_day if acceptance else math.inf

        return self._plan.of_terminal(name, read)

    def _rail_cranes(self, name: str, rail: language.RailYard, closings: Closings) -> RailCranes:
        servers = self._rail_servers(name, rail, closings.calendar("handling"))
        log = self._corridor.journal.crane_work.setdefault((name, "rail"), Log(width=3))
        work = NOTHING if rail.transfer == "on_wagons" else rail.crane_hours_per_box
        return RailCranes(self._corridor.clock, servers, self._plan.moves(name, work), log)

    def _takes_no_time(self, name: str, rail: language.RailYard, closings: Closings) -> bool:
        """Whether nobody ever waits for cranes or their work."""
        cranes = self._plan.of_rail(name, lambda r: r.cranes)
        hours = self._plan.of_rail(name, lambda r: r.crane_hours_per_box.average)
        calm = rail.transfer == "direct" and closings.calendar("handling").is_empty
        return calm and min(cranes.values) == math.inf and not any(hours.values)

    def _rail_servers(self, name: str, rail: language.RailYard, handling: Calendar) -> Servers:
        """Cranes; where boxes stay on their wagons, all of a train is shunted at one time."""
        by_date = self._plan.of_rail
        if rail.transfer == "on_wagons":
            return Servers(NO_LIMIT, by_date(name, lambda r: r.shunting_hours), handling)
        hours = by_date(name, lambda r: r.crane_hours_per_box.average)
        return Servers(by_date(name, lambda r: r.cranes), hours, handling)


def _holding_of(direction: str) -> Callable[[language.RailYard], float]:
    return lambda rail: rail.holding_tracks_by_direction[direction]


def _boarding_places(service: language.Service) -> tuple[str, ...]:
    return service.between if isinstance(service, language.Sea) else (service.from_,)
