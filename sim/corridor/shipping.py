"""Putting up sea services: fleets of vessels and the departures of common carriers."""

from __future__ import annotations

import math
from collections.abc import Iterator

from sim.corridor.blueprint import NOTHING, Blueprint
from sim.corridor.calendars import Dated
from sim.corridor.clock import Clock
from sim.corridor.corridor import Corridor
from sim.corridor.cranes import BerthCranes, QuayCranes
from sim.corridor.ferries import Ferry, Ramp
from sim.corridor.journal import AT_SEA
from sim.corridor.log import Log
from sim.corridor.other_calls import OtherShips, Stream, calls_of_years
from sim.corridor.sea import CommonCarrier, Fleet, Port, Timetable, Vessel, VesselData
from sim.corridor.servers import Servers
from sim.scenario import language

ONE_TRACK: Dated[float] = Dated((-math.inf,), (1.0,))


class ShippingBuilder:
    """Puts up sea services."""

    def __init__(self, corridor: Corridor, plan: Blueprint) -> None:
        self._corridor = corridor
        self._plan = plan

    def fleet(self, name: str, service: language.Sea) -> list[Vessel]:
        by_date = self._plan.of_service(name)
        fleet = Fleet(
            name=name,
            priority=service.priority,
            ports=(self._port(name, service, 0), self._port(name, service, 1)),
            sailing_hours=by_date(lambda s: s.sailing_hours.average),
            max_blocked_hours=by_date(lambda s: s.max_blocked_hours),
            sailings=self._corridor.journal.vessel_work.setdefault((name, AT_SEA), Log(width=2)),
        )
        vessels: list[Vessel] = []
        for kind in sorted(service.vessels):
            for place in range(self._most(name, kind)):
                data = self._vessel_data(name, service, kind, place)
                vessel = _vessel(data, fleet, self._corridor.clock, service.teu_per_wagon)
                vessel.new_voyage = self._corridor.new_voyage
                vessels.append(vessel)
        for port in fleet.ports:
            sizes = [vessel.data.teu for vessel in vessels]
            port.terminal.stocks[name].all_look = not all(teu.never_changes for teu in sizes)
        return vessels

    def other_ships(self, terminal: str) -> Iterator[OtherShips]:
        """Ships of other cargo that come to a terminal."""
        quay = self._plan.network.terminals[terminal].quay
        for name, data in quay.other_calls.items() if quay else ():
            yield self._other_ships(terminal, name, data)

    def _other_ships(self, terminal: str, name: str, data: language.OtherCalls) -> OtherShips:
        corridor = self._corridor
        per_year = self._plan.of_quay(terminal, lambda q: q.other_calls[name].calls_per_year)
        hours = self._plan.of_quay(terminal, lambda q: q.other_calls[name].hours.average)
        place = (terminal, name)
        calls = calls_of_years(corridor.scenario, corridor.streams, place, data, per_year)
        log = corridor.journal.other_calls.setdefault(place, Log(width=3))
        stream = Stream(name, data.priority, calls, hours)
        return OtherShips(stream, corridor.terminals[terminal].berths, corridor.clock, log)

    def _most(self, name: str, kind: str) -> int:
        """Vessels of a class that are ever in service at one time."""
        number = self._plan.of_service(name)(lambda s: s.vessels[kind].number)
        return int(max(number.values))

    def _port(self, name: str, service: language.Sea, end: int) -> Port:
        terminal = service.between[end]
        quay = self._plan.network.terminals[terminal].quay
        assert quay is not None
        numbers = self._plan.of_quay(terminal, lambda q: float(q.cranes_per_berth))
        hours = self._plan.of_quay(terminal, lambda q: q.crane_hours_per_box.average)
        handling = self._plan.closings(terminal).calendar("handling")
        moves = self._plan.moves(terminal, quay.crane_hours_per_box)
        log = self._corridor.journal.crane_work.setdefault((terminal, "quay"), Log(width=3))
        work = self._corridor.journal.vessel_work.setdefault((name, terminal), Log(width=2))

        ramp = self._plan.of_quay(terminal, lambda q: q.ramp_hours_per_wagon or 0.0)
        has_ramp = quay.ramp_hours_per_wagon is not None

        def new_cranes() -> QuayCranes:
            """The cranes of a berth, or its ramp, for one vessel."""
            if has_ramp:
                return Ramp(self._corridor.clock, Servers(ONE_TRACK, ramp, handling), work)
            cranes = Servers(numbers, hours, handling)
            return BerthCranes(self._corridor.clock, cranes, moves, log, work)

        by_date = self._plan.of_service(name)
        return Port(
            terminal=self._corridor.terminals[terminal],
            call_hours=by_date(
                lambda s: s.calls[terminal].hours.average if terminal in s.calls else 0.0
            ),
            longest_wait_hours=by_date(lambda s: s.longest_wait_in(terminal)),
            least_load_teu=by_date(lambda s: s.least_load_from(terminal)),
            draught_factor=self._plan.of_quay(terminal, lambda q: q.draught_factor),
            new_cranes=new_cranes,
            work=work,
        )

    def _vessel_data(self, name: str, service: language.Sea, kind: str, place: int) -> VesselData:
        by_date, streams = self._plan.of_service(name), self._corridor.streams
        vessel = f"{kind}/{place + 1}"
        calls = {
            port: service.calls[port].hours if port in service.calls else NOTHING
            for port in service.between
        }
        strength = service.vessels[kind].stays_at_strength
        return VesselData(
            name=vessel,
            identity=(name, kind, place + 1),
            home=service.vessels[kind].home,
            teu=by_date(lambda s: s.vessels[kind].teu),
            tonnes=by_date(lambda s: s.vessels[kind].tonnes),
            in_service=by_date(lambda s: s.vessels[kind].number > place),
            sailing_open={
                port: self._plan.closings(port).calendar("sailing", strength=strength)
                for port in service.between
            },
            sailing_variates=streams.sequence(service.sailing_hours, "sailing", name, vessel),
            call_variates={
                port: streams.sequence(calls[port], "call", name, port, vessel)
                for port in service.between
            },
        )

    def carrier(self, name: str, service: language.Carrier) -> CommonCarrier:
        corridor, by_date = self._corridor, self._plan.of_service(name)
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


def _vessel(data: VesselData, fleet: Fleet, clock: Clock, teu_per_wagon: int | None) -> Vessel:
    """A ferry where boxes stay on wagons, else a vessel that carries boxes alone."""
    if teu_per_wagon is None:
        return Vessel(data, fleet, clock)
    return Ferry(data, fleet, clock, teu_per_wagon)
