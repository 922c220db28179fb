"""Round trips and calls of a sea service, at full ships and without queues."""

from __future__ import annotations

import math
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
    quay = one.moment.network.terminals[port].quay
    call = one.sea.calls[port].hours.average if port in one.sea.calls else 0.0
    if quay is not None:
        open_ = open_share(one.moment, port, {"handling"}, "")
        call += _work_hours(one, vessel, quay, open_) if open_ > 0 else math.inf
    return call + sailing_stop_hours(one.moment, port, vessel.stays_at_strength, call)


def _work_hours(one: Fleet, vessel: VesselClass, quay: Quay, open_: float) -> float:
    """Hours of all moves of a call: boxes by cranes, or wagons one after the other over a ramp."""
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
    vessels = [vessel for vessel in one.sea.vessels.values() if vessel.number]
    number = sum(vessel.number for vessel in vessels)
    if not number:
        return 0.0
    hours = math.fsum(v.number * berth_hours(one, v, port) for v in vessels) / number
    return hours * max(_calls_per_hour(one, d, vessels) for d in one.directions)


def _calls_per_hour(one: Fleet, direction: str, vessels: list[VesselClass]) -> float:
    number = sum(vessel.number for vessel in vessels)
    usable = math.fsum(v.number * usable_teu(one, v, direction) for v in vessels) / number
    return one.teu_per_hour(direction) / usable
