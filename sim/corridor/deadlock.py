"""Deadlock: yards and vessels that wait for each other in a ring.

A vessel that cannot unload because the yard is full holds its berth; the yard is emptied only by
vessels of the same service; when all of these are held in the same way, nothing will ever move.
The search runs when a carriage begins to wait for yard room, and keeps what cannot move after
everything that can has been struck out.
"""

from __future__ import annotations

from sim.corridor.clock import Clock
from sim.corridor.routing import Routing
from sim.corridor.sea import Vessel
from sim.corridor.terminal import Terminal
from sim.corridor.yard import Stock, YardRoom
from sim.errors import Deadlock


class Watch:
    """Looks for rings of waiting."""

    def __init__(
        self, terminals: dict[str, Terminal], vessels: list[Vessel], routing: Routing, clock: Clock
    ) -> None:
        self._terminals = terminals
        self._vessels = vessels
        self._routing = routing
        self._clock = clock

    def keep(self) -> None:
        """Look whenever a carriage has to wait for room."""
        for terminal in self._terminals.values():
            for room in terminal.rooms.values():
                room.on_block = self.look

    def look(self) -> None:
        """Raises Deadlock when some yards can never be emptied again."""
        if not any(vessel.blocked_by for vessel in self._vessels):
            return
        stuck = {
            id(room): room
            for t in self._terminals.values()
            for room in t.rooms.values()
            if room.queue
        }
        while True:
            held = self._held_vessels(stuck)
            movable = [key for key, room in stuck.items() if not self._is_held(room, held)]
            if not movable:
                break
            for key in movable:
                del stuck[key]
        if stuck:
            raise Deadlock(self._clock.now, self._ring(list(stuck.values())))

    def _held_vessels(self, stuck: dict[int, YardRoom]) -> set[str]:
        """Vessels that wait for a stuck yard, or for a berth that such vessels hold."""
        blocked = {v.data.name for v in self._vessels if id(v.blocked_by) in stuck}
        full = [
            name
            for name, terminal in self._terminals.items()
            if 0 < terminal.berths.inside <= self._held_berths(name, blocked)
        ]
        queued = {
            v.data.name
            for v in self._vessels
            if v.waits_for_berth and v.port is not None and v.port.terminal.name in full
        }
        return blocked | queued

    def _held_berths(self, terminal: str, blocked: set[str]) -> int:
        return sum(
            1
            for v in self._vessels
            if v.data.name in blocked and v.port is not None and v.port.terminal.name == terminal
        )

    def _is_held(self, room: YardRoom, held: set[str]) -> bool:
        """Whether all boxes in a yard wait for vessels that cannot move."""
        terminal = self._terminals[room.name]
        waiting = 0.0
        for service, stock in terminal.stocks.items():
            fleet = {v.data.name for v in self._vessels if v.fleet.name == service}
            teu = self._teu_in(room, service, stock)
            if teu and not (fleet and fleet <= held):
                return False
            waiting += teu
        return waiting >= room.level

    def _teu_in(self, room: YardRoom, service: str, stock: Stock) -> float:
        """TEU of a stock that stand in this yard: boxes that came here, not those born here."""
        terminal, routing = self._terminals[room.name], self._routing
        return sum(
            batch.teu
            for batch in stock.batches()
            if routing.leg(service, batch.flow) > 0
            and terminal.room(routing.direction_of(batch.flow)) is room
        )

    def _ring(self, rooms: list[YardRoom]) -> tuple[str, ...]:
        """The names around the ring: yard, a vessel held by it, and so on back to the first."""
        names: list[str] = []
        for room in rooms:
            vessels = [v.data.name for v in self._vessels if v.blocked_by is room]
            names += [f"{room.name} yard full", *(f"{name} waiting to unload" for name in vessels)]
        return (*names, names[0])
