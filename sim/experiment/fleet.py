"""Round trips and calls of a sea service, at full ships and without queues."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from sim.experiment.open_time import (
    Moment,
    berthing_stop_hours,
    open_share,
    sailing_stop_hours,
)
from sim.experiment.traffic import Carriage, tonnes_as_teu
from sim.scenario.language import Quay, Sea, VesselClass

DIRECTIONS_OF_A_VOYAGE = 2


@dataclass(frozen=True)
class Fleet:
    """A sea service in one stretch of time, with what asks to be carried."""

    moment: Moment
    service: str
    sea: Sea
    carried: tuple[Carriage, ...]

    @property
    def directions(self) -> tuple[str, ...]:
        return tuple(sorted({one.stream.direction for one in self.carried}))

    def teu_per_hour(self, direction: str) -> float:
        return math.fsum(x.teu_per_hour for x in self.carried if x.stream.direction == direction)

    @property
    def leading(self) -> str | None:
        """The direction that asks for most calls; None without a vessel."""
        usable = {d: mean_usable_teu(self, d) for d in self.directions}
        if not all(usable.values()):
            return None
        return max(usable, key=lambda d: self.teu_per_hour(d) / usable[d])

    def _mean(self, direction: str, of: dict[str, float]) -> float:
        held = [one for one in self.carried if one.stream.direction == direction]
        weighed = math.fsum(one.teu_per_hour * of[one.stream.flow] for one in held)
        return weighed / self.teu_per_hour(direction)

    def tonnes_per_teu(self, direction: str) -> float:
        """Gross tonnes a TEU, mean over what asks to be carried."""
        of = {one.stream.flow: one.stream.gross_tonnes_per_teu for one in self.carried}
        return self._mean(direction, of)

    def boxes_per_teu(self, direction: str) -> float:
        """Boxes a TEU, mean over what asks to be carried."""
        return self._mean(
            direction, {x.stream.flow: 1 / x.stream.teu_per_box for x in self.carried}
        )


def fleet(moment: Moment, service: str) -> Fleet:
    """The named sea service in this stretch of time."""
    sea = moment.network.services[service]
    if not isinstance(sea, Sea):
        raise TypeError(f"{service} is no sea service")
    return Fleet(moment, service, sea, tuple(x for x in moment.traffic if x.leg.service == service))


def usable_teu(one: Fleet, vessel: VesselClass, direction: str) -> float:
    """TEU that the vessel takes: its slots, or its tonnes at the lesser draught of both ports."""
    quays = [one.moment.network.terminals[port].quay for port in one.sea.between]
    draught = min((quay.draught_factor for quay in quays if quay), default=1.0)
    return min(vessel.teu, tonnes_as_teu(vessel.tonnes * draught, one.tonnes_per_teu(direction)))


def boxes_per_round_trip(one: Fleet, vessel: VesselClass) -> float:
    """Boxes carried in both directions."""
    carried = teu_per_round_trip(one, vessel)
    return math.fsum(teu * one.boxes_per_teu(d) for d, teu in carried.items())


def teu_per_round_trip(one: Fleet, vessel: VesselClass) -> dict[str, float]:
    """TEU by direction: full in the direction asked most, in proportion back."""
    usable = {d: usable_teu(one, vessel, d) for d in one.directions}
    fill = {d: one.teu_per_hour(d) / usable[d] for d in usable}
    most = max(fill.values())
    return {d: usable[d] * fill[d] / most for d in usable}


def berth_hours(one: Fleet, vessel: VesselClass, port: str) -> float:
    """Hours at the berth in one call: before the first move, crane work, storms before sailing.

    Every box of a round trip is moved once at each port; closed hours of the cranes stretch
    the work.
    """
    call = one.sea.calls[port].hours.average if port in one.sea.calls else 0.0
    call += work_hours_of_call(one, vessel, port)
    return call + sailing_stop_hours(one.moment, port, vessel.stays_at_strength, call)


def work_hours_of_call(one: Fleet, vessel: VesselClass, port: str) -> float:
    """Hours of all moves of a call: boxes by cranes, or wagons one after the other over a ramp."""
    quay = one.moment.network.terminals[port].quay
    if quay is None:
        return 0.0
    open_ = open_share(one.moment, port, {"handling"}, "")
    if open_ <= 0:
        return math.inf
    if quay.ramp_hours_per_wagon is not None and one.sea.teu_per_wagon:
        teu = math.fsum(teu_per_round_trip(one, vessel).values())
        return teu / one.sea.teu_per_wagon * quay.ramp_hours_per_wagon / open_
    work = boxes_per_round_trip(one, vessel) * quay.crane_hours_per_box.average
    return work / (quay.cranes_per_berth * open_)


def round_trip_hours(one: Fleet, vessel: VesselClass) -> float:
    """Two sailings, a call at each port and the mean storm stop before each berth."""
    sailing = DIRECTIONS_OF_A_VOYAGE * one.sea.sailing_hours.average
    calls = math.fsum(
        berth_hours(one, vessel, port) + berthing_stop_hours(one.moment, port)
        for port in one.sea.between
    )
    return sailing + calls


def fleet_teu_per_hour(one: Fleet, direction: str) -> float:
    """TEU an hour that all vessels carry in this direction, berths and cargo being at hand.

    Sum over classes of vessels x usable TEU / round trip.
    """
    return math.fsum(
        vessel.number * usable_teu(one, vessel, direction) / round_trip_hours(one, vessel)
        for vessel in one.sea.vessels.values()
    )


def berths_used(one: Fleet, port: str) -> float:
    """Berths that the service keeps busy, on average, when it carries all that is asked.

    Calls an hour (of the direction that needs most) x hours a call, over the mean vessel.
    """
    hours = _mean_over(one, lambda vessel: berth_hours(one, vessel, port))
    if not hours:
        return 0.0
    return hours * max(_calls_per_hour(one, d) for d in one.directions)


def _calls_per_hour(one: Fleet, direction: str) -> float:
    return one.teu_per_hour(direction) / mean_usable_teu(one, direction)


def mean_usable_teu(one: Fleet, direction: str) -> float:
    """TEU that a vessel takes, mean over the vessels there are; 0 without any."""
    return _mean_over(one, lambda vessel: usable_teu(one, vessel, direction))


def _mean_over(one: Fleet, read: Callable[[VesselClass], float]) -> float:
    vessels = [vessel for vessel in one.sea.vessels.values() if vessel.number]
    number = sum(vessel.number for vessel in vessels)
    return math.fsum(v.number * read(v) for v in vessels) / number if number else 0.0


def berth_hours_asked(one: Fleet, carried: Carriage, port: str) -> float:
    """Hours at the berth of a port, an hour, that a flow takes.

    Those of its own boxes and, of the direction that asks for most calls, of the calls besides.
    """
    quay = one.moment.network.terminals[port].quay
    work = _own_work_hours(one, carried, quay, port) if quay else 0.0
    return work + _calls_of(one, carried) * _mean_over(
        one, lambda vessel: berth_hours(one, vessel, port) - work_hours_of_call(one, vessel, port)
    )


def vessel_hours_asked(one: Fleet, carried: Carriage) -> float:
    """Hours of vessels, an hour, that a flow takes: at both ports, at sea and outside in storms."""
    at_berths = math.fsum(berth_hours_asked(one, carried, port) for port in one.sea.between)
    outside = math.fsum(berthing_stop_hours(one.moment, port) for port in one.sea.between)
    at_sea = DIRECTIONS_OF_A_VOYAGE * one.sea.sailing_hours.average
    return at_berths + _calls_of(one, carried) * (at_sea + outside)


def _calls_of(one: Fleet, carried: Carriage) -> float:
    """Calls an hour that a flow of the leading direction needs; others find room on them."""
    direction = carried.stream.direction
    if direction != one.leading:
        return 0.0
    return carried.teu_per_hour / mean_usable_teu(one, direction)


def _own_work_hours(one: Fleet, carried: Carriage, quay: Quay, port: str) -> float:
    """Hours of crane or ramp work, an hour, on the boxes of one flow."""
    open_ = open_share(one.moment, port, {"handling"}, "")
    if open_ <= 0:
        return 0.0
    if quay.ramp_hours_per_wagon is not None and one.sea.teu_per_wagon:
        return carried.teu_per_hour / one.sea.teu_per_wagon * quay.ramp_hours_per_wagon / open_
    work = carried.boxes_per_hour * quay.crane_hours_per_box.average
    return work / (quay.cranes_per_berth * open_)
