"""Deadlock: yards, tracks and vessels that wait for each other in a ring.

A vessel that cannot unload because the yard is full holds its berth, or sails on with the cargo;
the yard is emptied only by vessels, or by trains that need a track; the tracks may be held by
trains that cannot unload either. When all that could move is held in such ways, nothing will ever
move. The search runs when a carriage has to wait for yard room: it takes all full yards for stuck
and strikes out, again and again, those that something can still empty.
"""

from __future__ import annotations

import math

from sim.corridor.clock import Clock
from sim.corridor.containers import Batch, Order, Voyage
from sim.corridor.pools import Pools
from sim.corridor.routing import Routing
from sim.corridor.sea import Vessel
from sim.corridor.terminal import Terminal
from sim.corridor.yard import YardRoom
from sim.errors import Deadlock
from sim.scenario.language import Rail


class Watch:
    """Looks for rings of waiting."""

    def __init__(
        self,
        terminals: dict[str, Terminal],
        vessels: list[Vessel],
        routing: Routing,
        clock: Clock,
        pools: Pools,
    ) -> None:
        self._terminals = terminals
        self._vessels = vessels
        self._routing = routing
        self._clock = clock
        self._pools = pools
        self._rooms = [room for t in terminals.values() for room in t.rooms.values()]

    def keep(self) -> None:
        """Look whenever a carriage has to wait for room, or a train for a pool."""
        self._pools.on_wait = self.look_at_pools
        for terminal in self._terminals.values():
            for room in terminal.rooms.values():
                room.on_block = self.look

    def look_at_pools(self) -> None:
        """Look where formed trains wait for units in a terminal with a full yard."""
        for terminal in self._terminals.values():
            if terminal.unequipped and any(room.is_full() for room in terminal.rooms.values()):
                self.look()
                return

    def look(self) -> None:
        """Raises Deadlock when some yards can never be emptied again."""
        stuck = [room for room in self._rooms if room.is_full()]
        if not stuck:
            return
        at_sea = any(vessel.blocked_by or _keeps_cargo(vessel) for vessel in self._vessels)
        ashore = any(terminal.formed for terminal in self._terminals.values())
        if not at_sea and not ashore and not self._pools.queue:
            return
        while stuck:
            still = [room for room in stuck if self._is_held(room, stuck)]
            if len(still) == len(stuck):
                raise Deadlock(self._clock.now, self._ring(stuck))
            stuck = still

    def _is_held(self, room: YardRoom, stuck: list[YardRoom]) -> bool:
        """Whether all boxes in a yard wait for vessels and trains that cannot move."""
        terminal = self._terminals[room.name]
        held, locked = self._held_vessels(stuck), self._tracks_are_locked(terminal, stuck)
        waiting = 0.0
        for service, stock in terminal.stocks.items():
            if self._cannot_leave(service, held, locked) or self._pool_lacking(service, stuck):
                waiting += self._teu_in(room, service, stock.batches())
        for train in terminal.formed:
            waiting += self._teu_in(room, train.service, train.batches) if locked else 0.0
        for train in terminal.unequipped:
            if locked or self._pool_lacking(train.service, stuck):
                waiting += self._teu_in(room, train.service, train.batches)
        return waiting >= room.level

    def _cannot_leave(self, service: str, held: list[Vessel], locked: bool) -> bool:
        """Whether nothing that carries for a service can come and load; carriers always can."""
        fleet = [vessel for vessel in self._vessels if vessel.fleet.name == service]
        if fleet:
            return all(vessel in held for vessel in fleet)
        return locked and isinstance(self._routing.services[service], Rail)

    def _held_vessels(self, stuck: list[YardRoom]) -> list[Vessel]:
        """Vessels held by a stuck yard, and those that wait for a berth which such vessels hold."""
        held = [v for v in self._vessels if v.blocked_by in stuck or self._is_full_for(v, stuck)]
        queued = [v for v in self._vessels if v.waits_for_berth and self._berths_are_held(v, held)]
        return held + queued

    def _is_full_for(self, vessel: Vessel, stuck: list[YardRoom]) -> bool:
        """Whether it is full of cargo that it could not unload, all of it for stuck yards."""
        free = vessel.data.teu.at(self._clock.now) - sum(map(vessel.stowed_teu, vessel.cargo))
        kept = _keeps_cargo(vessel) and all(_was_kept(voyage) for voyage in vessel.cargo)
        return kept and free < 1 and all(self._room(v) in stuck for v in vessel.cargo)

    def _berths_are_held(self, waiting: Vessel, held: list[Vessel]) -> bool:
        port = waiting.port
        holders = [v for v in held if v.port is port and not v.waits_for_berth]
        return port is not None and 0 < port.terminal.berths.inside <= len(holders)

    def _tracks_are_locked(self, terminal: Terminal, stuck: list[YardRoom]) -> bool:
        """Whether departing trains need a track, and trains that cannot unload hold all of them."""
        return terminal.loads_trains and self._tracks_are_held(terminal, stuck)

    def _tracks_are_held(self, terminal: Terminal, stuck: list[YardRoom]) -> bool:
        """Whether trains that cannot unload hold all tracks."""
        blocked = _blocked(stuck)
        held = sum(1 for order in terminal.tracks.orders() if order in blocked)
        return held >= terminal.tracks.places_at(self._clock.now)

    def _cannot_unload(self, stuck: list[YardRoom]) -> set[Order]:
        """Trains that wait for room in stuck yards, or before tracks which such trains hold."""
        orders = _blocked(stuck)
        for terminal in self._terminals.values():
            if self._tracks_are_held(terminal, stuck):
                orders.update(terminal.tracks.waiting())
                for holding in terminal.holding.values():
                    orders.update(holding.waiting())
        return orders

    def _pool_lacking(self, service: str, stuck: list[YardRoom]) -> str:
        """The pool that can never give what a train of a service takes; empty when all can."""
        uses, now = self._pools.uses_of.get(service, ()), self._clock.now
        blocked = self._cannot_unload(stuck) if uses else set()
        for use in uses:
            kept = sum(
                request.units_of(use.pool)
                for request in self._pools.holders.values()
                if request.order in blocked
            )
            if use.units.at(now) > use.pool.number.at(now) - kept:
                return use.pool.name
        return ""

    def _room(self, voyage: Voyage) -> YardRoom | None:
        terminal = self._terminals[voyage.terminal]
        return terminal.room(self._routing.direction(voyage.service, voyage.terminal))

    def _teu_in(self, room: YardRoom, service: str, batches: list[Batch]) -> float:
        """TEU of some boxes that stand in this yard: those that came here, not those born here."""
        terminal, routing = self._terminals[room.name], self._routing
        return sum(
            batch.teu
            for batch in batches
            if routing.leg(service, batch.flow) > 0
            and terminal.room(routing.direction_of(batch.flow)) is room
        )

    def _ring(self, rooms: list[YardRoom]) -> tuple[str, ...]:
        """The names around the ring: a yard, who waits for room in it, and back to the first."""
        names: list[str] = []
        for room in rooms:
            names.append(f"{room.name} yard full")
            names += [
                f"{vessel.data.name} waiting to unload"
                for vessel in self._vessels
                if vessel.blocked_by is room or self._is_full_for(vessel, [room])
            ]
            names += ["trains on all tracks"] * self._tracks_are_locked(
                self._terminals[room.name], [room]
            )
            lacking = {
                self._pool_lacking(train.service, rooms)
                for train in self._terminals[room.name].unequipped
            }
            names += [f"{pool} on trains that wait to unload" for pool in sorted(lacking - {""})]
        return (*names, names[0])


def _blocked(stuck: list[YardRoom]) -> set[Order]:
    """Who waits for room in these yards."""
    return {request.order for room in stuck for request in room.queue}


def _was_kept(voyage: Voyage) -> bool:
    """Whether the cargo of a voyage has asked for room and not found it."""
    return not math.isnan(voyage.asked) and math.isnan(voyage.unload_start)


def _keeps_cargo(vessel: Vessel) -> bool:
    return any(_was_kept(voyage) for voyage in vessel.cargo)
