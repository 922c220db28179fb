"""Building a corridor: every number of the scenario, by date, put where the model reads it."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, TypeVar

from sim.corridor.admission import Admission, Gate
from sim.corridor.calendars import Calendar, Dated, dated
from sim.corridor.clearance import control
from sim.corridor.closings import Closings
from sim.corridor.loading_ban import Ban
from sim.corridor.model import Corridor
from sim.corridor.rail import Entry, Paths, RailService, Rules, RunningVariates, Stretch, Track
from sim.corridor.routing import Run, runs_of
from sim.corridor.sea import (
    QUAY,
    CommonCarrier,
    Fleet,
    Port,
    Timetable,
    Vessel,
    VesselData,
)
from sim.corridor.servers import Servers
from sim.corridor.terminal import DEPARTING, BerthCranes, Cranes, Moves, RailCranes, Terminal
from sim.corridor.weather import Storm, storms
from sim.corridor.yard import Stock, YardRoom
from sim.scenario import language
from sim.scenario.distributions import Distribution

Value = TypeVar("Value")
ALWAYS_OPEN = Calendar()
NO_LIMIT: Dated[float] = Dated((-math.inf,), (math.inf,))


def build(corridor: Corridor) -> None:
    """Put up all terminals, then the services between them."""
    Builder(corridor).build()


class Builder:
    """Reads the scenario once and puts up the corridor."""

    def __init__(self, corridor: Corridor) -> None:
        self._corridor = corridor
        self._epochs = corridor.scenario.epochs
        self._network = self._epochs[0].network
        self._storms: dict[str, tuple[Storm, ...]] = {
            sea: storms(corridor.scenario, corridor.streams, sea) for sea in self._network.seas
        }
        self._coming_from = self._all_entries()
        self._paths = {run: self._new_paths(run) for run in self._coming_from}
        self._entries = {run: Entry(corridor.clock) for run in self._coming_from}

    def build(self) -> None:
        corridor = self._corridor
        for name in self._network.terminals:
            corridor.terminals[name] = self._terminal(name)
        for name, service in self._network.services.items():
            if isinstance(service, language.Rail):
                corridor.rail[name] = self._rail(name, service)
            elif isinstance(service, language.Sea):
                corridor.vessels += self._fleet(name, service)
            else:
                corridor.carriers.append(self._carrier(name, service))

    # Terminals

    def _terminal(self, name: str) -> Terminal:
        corridor, data = self._corridor, self._network.terminals[name]
        terminal = Terminal(name, corridor.clock, corridor.routing, corridor.journal)
        terminal.pass_on = corridor.pass_on
        terminal.audit = corridor.audit
        terminal.rooms = self._rooms(name, data)
        terminal.stocks = self._stocks(name)
        self._put_up_tracks(terminal, data)
        berths = self._of_terminal(name, lambda t: t.quay.berths if t.quay else math.inf)
        gate = Gate(NO_LIMIT, self._closings(name).calendar("berthing"))
        terminal.berths = Admission(corridor.clock, berths, {QUAY: gate})
        flows = corridor.routing.arriving(name)
        terminal.controls = {
            direction: control(self._epochs, name, direction, corridor.draws, flows)
            for direction in data.clearance
        }
        return terminal

    def _rooms(self, name: str, data: language.Terminal) -> dict[str, YardRoom]:
        return {
            direction: YardRoom(
                self._corridor.clock,
                name,
                self._of_terminal(name, lambda t, d=direction: t.yard_teu[d]),
            )
            for direction in data.yard_teu
        }

    def _stocks(self, name: str) -> dict[str, Stock]:
        corridor = self._corridor
        return {
            service: Stock(corridor.clock, corridor.journal.boxes)
            for service, data in self._network.services.items()
            if name in _boarding_places(data)
        }

    def _put_up_tracks(self, terminal: Terminal, data: language.Terminal) -> None:
        name, clock = terminal.name, self._corridor.clock
        closings = self._closings(name)
        directions = {s.direction for s in self._network.services.values() if isinstance(s, language.Rail)}
        gates = {
            direction: Gate(self._trains_per_day(name, direction), closings.calendar("acceptance", direction))
            for direction in sorted(directions)
        }
        gates[DEPARTING] = Gate(NO_LIMIT, ALWAYS_OPEN)
        if data.rail is None:
            terminal.tracks = Admission(clock, NO_LIMIT, gates)
            return
        terminal.tracks = Admission(clock, self._of_rail(name, lambda r: r.tracks), gates)
        terminal.loads_trains = data.rail.transfer == "through_yard"
        terminal.rail_cranes = self._rail_cranes(name, data.rail, closings)
        holding = self._of_rail(name, lambda r: r.holding_tracks)
        if min(holding.values) < math.inf:
            terminal.holding = Admission(clock, holding, {"": Gate(NO_LIMIT, ALWAYS_OPEN)})
        if data.rail.loading_ban is not None:
            journal = self._corridor.journal
            self._corridor.bans[name] = Ban(name, data.rail.loading_ban, clock, journal)

    def _trains_per_day(self, name: str, direction: str) -> Dated[float]:
        def read(terminal: language.Terminal) -> float:
            acceptance = terminal.acceptance.get(direction)
            return acceptance.trains_per_day if acceptance else math.inf

        return self._of_terminal(name, read)

    def _rail_cranes(self, name: str, rail: language.RailYard, closings: Closings) -> RailCranes:
        servers = Servers(
            self._of_rail(name, lambda r: r.cranes),
            self._of_rail(name, lambda r: r.crane_hours_per_box.average),
            closings.calendar("handling"),
        )
        log = self._corridor.journal.crane_work.setdefault((name, "rail"), [])
        moves = self._moves(name, rail.crane_hours_per_box)
        return RailCranes(self._corridor.clock, servers, moves, log)

    def _moves(self, name: str, hours: Distribution) -> Moves:
        corridor = self._corridor
        return Moves(
            corridor.draws.a_box(hours, ("unloading", name), corridor.routing.arriving(name)),
            corridor.draws.a_box(hours, ("loading", name), corridor.routing.departing(name)),
        )

    def _closings(self, name: str) -> Closings:
        data = self._network.terminals[name]
        series = self._storms[data.weather.sea] if data.weather else ()
        return Closings(self._corridor.scenario, data, series)

    # Rail services

    def _rail(self, name: str, service: language.Rail) -> RailService:
        corridor = self._corridor
        by_date = self._reader(name)
        rules = Rules(
            name=name,
            direction=service.direction,
            priority=service.priority,
            together=service.formation == "together",
            train_teu=by_date(lambda s: s.train_teu),
            train_tonnes=by_date(lambda s: s.train_tonnes),
            set_out_after_hours=by_date(lambda s: math.inf if s.set_out_after_hours is None else s.set_out_after_hours),
            longest_wait_hours=by_date(lambda s: s.longest_wait_hours),
            least_load_teu=by_date(lambda s: s.least_load_teu),
            hours=by_date(lambda s: s.hours.average),
            line=self._line(name, service),
        )
        ends = (corridor.terminals[service.from_], corridor.terminals[service.to])
        rail = RailService(rules, ends, corridor.clock, corridor.journal)
        boarding = corridor.routing.boarding(name).get(service.from_, [])
        rail.variates = RunningVariates(
            corridor.draws.a_consignment(service.hours, ("running", name), boarding),
            corridor.streams.sequence(service.hours, "running", name),
        )
        rail.new_voyage = corridor.new_voyage
        rail.on_admitted = corridor.admitted
        return rail

    def _line(self, name: str, service: language.Rail) -> Dated[tuple[Stretch, ...]]:
        """The stretches of a service in the order of travel, by date."""
        lines = dated(self._epochs, lambda n: n.services[name].sections)  # type: ignore[union-attr]
        holds = self._corridor.terminals[service.to].holding is not None
        return Dated(
            lines.times,
            tuple(self._stretches(line, service, holds) for line in lines.values),
        )

    def _stretches(
        self, line: tuple[str, ...], service: language.Rail, holds: bool
    ) -> tuple[Stretch, ...]:
        """Sections joined where no train joins or leaves and none can overtake."""
        runs = list(runs_of(line, service.from_, self._network.sections))
        stretches: list[list[Run]] = []
        for place, run in enumerate(runs):
            before = runs[place - 1] if place else None
            held_before = holds and place == len(runs) - 1
            if before and not held_before and self._never_overtakes(before, run):
                stretches[-1].append(run)
            else:
                stretches.append([run])
        return tuple(
            Stretch(self._entries[runs[0]], tuple(self._track(run, service) for run in runs))
            for runs in stretches
        )

    def _never_overtakes(self, before: Run, run: Run) -> bool:
        """Whether all who ever enter a section come from the one before it, in the order of that one."""
        constant = len(self._section_hours(before.section).values) == 1
        return constant and self._coming_from[run] == {before}

    def _track(self, run: Run, service: language.Rail) -> Track:
        key = (run.section, service.direction)
        waits = self._corridor.journal.path_waits.setdefault(key, [])
        return Track(self._paths[run], self._section_hours(run.section), waits)

    def _section_hours(self, section: str) -> Dated[float]:
        return dated(
            self._epochs,
            lambda n: n.sections[section].running_hours + n.sections[section].stop_hours,
        )

    def _all_entries(self) -> dict[Run, set[Run | None]]:
        """For each section and direction, what trains ever run before it (None: they start there)."""
        entries: dict[Run, set[Run | None]] = {}
        for epoch in self._epochs:
            for service in epoch.network.services.values():
                if isinstance(service, language.Rail):
                    before: Run | None = None
                    for run in runs_of(service.sections, service.from_, self._network.sections):
                        entries.setdefault(run, set()).add(before)
                        before = run
        return entries

    def _new_paths(self, run: Run) -> Paths:
        """The paths of one direction of a section, shared by all services that run it."""
        paths = dated(
            self._epochs,
            lambda n: n.sections[run.section].pairs_per_day
            - n.sections[run.section].other_pairs_per_day,
        )
        return Paths(paths)

    # Sea services

    def _fleet(self, name: str, service: language.Sea) -> list[Vessel]:
        by_date = self._reader(name)
        fleet = Fleet(
            name=name,
            priority=service.priority,
            ports=(self._port(name, service, 0), self._port(name, service, 1)),
            sailing_hours=by_date(lambda s: s.sailing_hours.average),
            longest_wait_hours=by_date(lambda s: s.longest_wait_hours),
            least_load_teu=by_date(lambda s: s.least_load_teu),
            max_blocked_hours=by_date(lambda s: s.max_blocked_hours),
        )
        vessels: list[Vessel] = []
        for kind in sorted(service.vessels):
            number = by_date(lambda s, k=kind: s.vessels[k].number)
            for place in range(int(max(number.values))):
                data = self._vessel_data(name, service, kind, place)
                vessel = Vessel(data, fleet, self._corridor.clock)
                vessel.new_voyage = self._corridor.new_voyage
                vessels.append(vessel)
        return vessels

    def _port(self, name: str, service: language.Sea, end: int) -> Port:
        terminal = service.between[end]
        quay = self._network.terminals[terminal].quay
        assert quay is not None
        numbers = self._of_quay(terminal, lambda q: float(q.cranes_per_berth))
        hours = self._of_quay(terminal, lambda q: q.crane_hours_per_box.average)
        handling = self._closings(terminal).calendar("handling")
        moves = self._moves(terminal, quay.crane_hours_per_box)
        log = self._corridor.journal.crane_work.setdefault((terminal, "quay"), [])

        def new_cranes() -> Cranes:
            """A berth's own cranes stand idle when a vessel comes alongside."""
            return BerthCranes(self._corridor.clock, Servers(numbers, hours, handling), moves, log)

        call = self._reader(name)(lambda s: s.calls[terminal].hours.average if terminal in s.calls else 0.0)
        draught = self._of_quay(terminal, lambda q: q.draught_factor)
        return Port(self._corridor.terminals[terminal], call, draught, new_cranes)

    def _vessel_data(self, name: str, service: language.Sea, kind: str, place: int) -> VesselData:
        by_date, streams = self._reader(name), self._corridor.streams
        vessel = f"{kind}/{place + 1}"
        calls = {port: service.calls[port].hours if port in service.calls else NOTHING for port in service.between}
        strength = service.vessels[kind].stays_at_strength
        return VesselData(
            name=vessel,
            identity=(name, kind, place + 1),
            home=service.vessels[kind].home,
            teu=by_date(lambda s: s.vessels[kind].teu),
            tonnes=by_date(lambda s: s.vessels[kind].tonnes),
            in_service=by_date(lambda s: s.vessels[kind].number > place),
            sailing_open={
                port: self._closings(port).calendar("sailing", strength=strength) for port in service.between
            },
            sailing_variates=streams.sequence(service.sailing_hours, "sailing", name, vessel),
            call_variates={
                port: streams.sequence(calls[port], "call", name, port, vessel) for port in service.between
            },
        )

    def _carrier(self, name: str, service: language.Carrier) -> CommonCarrier:
        corridor, by_date = self._corridor, self._reader(name)
        timetable = Timetable(
            name=name,
            first=corridor.clock.start + service.first_hours,
            every_hours=by_date(lambda s: s.every_hours.average),
            slots_teu=by_date(lambda s: s.slots_teu),
            hours=by_date(lambda s: s.hours.average),
            every_variates=corridor.streams.sequence(service.every_hours, "every", name),
            hours_variates=corridor.streams.sequence(service.hours, "hours", name),
        )
        ends = (corridor.terminals[service.from_], corridor.terminals[service.to])
        carrier = CommonCarrier(timetable, ends, corridor.clock)
        carrier.new_voyage = corridor.new_voyage
        return carrier

    # Dated numbers

    def _of_terminal(
        self, name: str, read: Callable[[language.Terminal], Value]
    ) -> Dated[Value]:
        return dated(self._epochs, lambda n: read(n.terminals[name]))

    def _of_rail(self, name: str, read: Callable[[Any], Value]) -> Dated[Value]:
        return dated(self._epochs, lambda n: read(n.terminals[name].rail))

    def _of_quay(self, name: str, read: Callable[[Any], Value]) -> Dated[Value]:
        return dated(self._epochs, lambda n: read(n.terminals[name].quay))

    def _reader(self, name: str) -> Callable[[Callable[[Any], Value]], Dated[Value]]:
        """Reads a number of one service by date."""
        return lambda read: dated(self._epochs, lambda n: read(n.services[name]))


NOTHING = Distribution(distribution="constant", mean=0.0)


def _boarding_places(service: language.Service) -> tuple[str, ...]:
    return service.between if isinstance(service, language.Sea) else (service.from_,)
