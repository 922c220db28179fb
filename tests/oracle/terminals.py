"""The facilities of one terminal."""

from __future__ import annotations

import math
from typing import Any

from sim.scenario.distributions import Distribution
from sim.scenario.language import Cap
from tests.oracle.clock import Clock
from tests.oracle.closures import Closures
from tests.oracle.containers import Box, Handling, Mover, Tally
from tests.oracle.plan import Plan
from tests.oracle.queues import Berths, Gate, Number, Room, Tracks
from tests.oracle.servers import Bays, Crew, Order, Workers
from tests.oracle.yard import Yard

AT_ONCE = Distribution.model_validate({"mean": 0.0})


class Terminal:
    """Everything at one place that boxes and carriages wait for."""

    def __init__(self, name: str, clock: Clock, plan: Plan, closures: Closures) -> None:
        self.name, self.clock, self.plan, self.closures = name, clock, plan, closures
        self.tracks = Tracks(
            clock,
            lambda time: self._rail(time, "tracks"),
            self._trains_per_day,
            lambda direction: closures.calendar(name, "acceptance", direction),
            self._caps,
        )
        self.shared_holding = Room(clock, lambda time: self._rail(time, "holding_tracks"))
        self.own_holding = {
            direction: Room(clock, self._holding_of(direction))
            for direction in self._rail(-math.inf, "holding_tracks_by_direction", {})
        }
        self.cranes = self._crew(self._rail_cranes)
        self.berths = Berths(clock, self._berths, closures.calendar(name, "berthing"))
        self.yard = Yard(clock, lambda time: plan.terminal(name, time).yard_teu)
        self.bays = {
            direction: Bays(clock, Crew(self._bays(direction), plan.stretches()))
            for direction in plan.first.terminals[name].clearance
        }
        self.gate = self._gate()

    @property
    def has_rail(self) -> bool:
        return self.plan.first.terminals[self.name].rail is not None

    def loads_trains(self) -> bool:
        """True where a departing train needs a track and cranes."""
        rail = self.plan.first.terminals[self.name].rail
        return rail is not None and rail.transfer == "through_yard"

    def in_yard(self, boxes: list[Box]) -> list[Box]:
        """Those that stand in the yard between carriages: whole trains go from wagon to wagon."""
        return [box for box in boxes if self.loads_trains() or not box.by_train]

    def has_left(self, boxes: list[Box]) -> None:
        """Boxes are on their next carriage."""
        self.yard.release(self.in_yard(boxes))
        self.is_gone(boxes)

    def is_gone(self, boxes: list[Box]) -> None:
        """The loading ban counts them no longer."""
        if self.gate:
            self.gate.gone(boxes)

    def by_rail(self, kind: str, boxes: list[Box], order: Order) -> Handling:
        """Moves of the boxes of a train."""
        tally = Tally(self.clock, len(boxes))
        return Handling(kind, self.name, self.cranes, self._rail_pace, order, tally)

    def by_quay(self, kind: str, boxes: list[Box], order: Order, cranes: Mover) -> Handling:
        """Moves of the boxes of a vessel, by the cranes of its berth or over its ramp."""
        tally = Tally(self.clock, len(boxes))
        return Handling(kind, self.name, cranes, self._quay_pace, order, tally)

    def at_once(self, boxes: list[Box], order: Order) -> Handling:
        """Off a carrier that needs no cranes of ours."""
        cranes = Workers(self.clock, Crew(lambda _: math.inf, self.plan.stretches()))
        tally = Tally(self.clock, len(boxes))
        return Handling("unloading", self.name, cranes, lambda _: AT_ONCE, order, tally)

    def cranes_of_berth(self) -> Workers:
        """Its own cranes, or the one track of its ramp."""
        quay = self.plan.first.terminals[self.name].quay
        if quay and quay.ramp_hours_per_wagon is not None:
            return self._crew(lambda _: 1.0)
        return self._crew(self._cranes_per_berth)

    def ramp_hours(self, time: float) -> float:
        """Hours of one wagon over the ramp."""
        quay = self.plan.terminal(self.name, time).quay
        return quay.ramp_hours_per_wagon or 0.0 if quay else 0.0

    def _crew(self, number: Number) -> Workers:
        return Workers(self.clock, Crew(number, self.plan.stretches(), self._handling_opens))

    def _handling_opens(self, time: float, direction: str) -> float:
        return self.closures.calendar(self.name, "handling", direction).next_open(time)

    def holding(self, direction: str) -> Room:
        """Where trains of a direction are held."""
        return self.own_holding.get(direction, self.shared_holding)

    def _holding_of(self, direction: str) -> Number:
        return lambda time: self._rail(time, "holding_tracks_by_direction")[direction]

    def _rail(self, time: float, what: str, without: Any = math.inf) -> Any:
        rail = self.plan.terminal(self.name, time).rail
        return getattr(rail, what) if rail else without

    def _rail_cranes(self, time: float) -> float:
        """Nobody waits for a crane where boxes stay on their wagons."""
        return math.inf if self._stay_on_wagons() else self._rail(time, "cranes")

    def _stay_on_wagons(self) -> bool:
        rail = self.plan.first.terminals[self.name].rail
        return rail is not None and rail.transfer == "on_wagons"

    def _rail_pace(self, time: float) -> Distribution:
        rail = self.plan.terminal(self.name, time).rail
        if rail and self._stay_on_wagons():
            return Distribution.model_validate({"mean": rail.shunting_hours})
        return rail.crane_hours_per_box if rail else AT_ONCE

    def _quay_pace(self, time: float) -> Distribution:
        quay = self.plan.terminal(self.name, time).quay
        return quay.crane_hours_per_box if quay else AT_ONCE

    def _berths(self, time: float) -> float:
        quay = self.plan.terminal(self.name, time).quay
        return quay.berths if quay else 0.0

    def _cranes_per_berth(self, time: float) -> float:
        quay = self.plan.terminal(self.name, time).quay
        return float(quay.cranes_per_berth) if quay else 0.0

    def _trains_per_day(self, direction: str, time: float) -> float:
        acceptance = self.plan.terminal(self.name, time).acceptance.get(direction)
        if acceptance is None:
            return math.inf
        return acceptance.trains_per_day - acceptance.other_trains_per_day

    def _caps(self, direction: str, time: float) -> dict[str, Cap]:
        acceptance = self.plan.terminal(self.name, time).acceptance.get(direction)
        return acceptance.caps if acceptance else {}

    def _bays(self, direction: str) -> Number:
        return lambda time: self.plan.terminal(self.name, time).clearance[direction].inspection_bays

    def _gate(self) -> Gate | None:
        rail = self.plan.first.terminals[self.name].rail
        ban = rail.loading_ban if rail else None
        if ban is None:
            return None
        return Gate(self.clock, ban, self.closures.hours_of)
