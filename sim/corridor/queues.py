"""Queues as consignments that choose a route find them: what stood there before this instant.

Nothing is taken from a stock and no train is admitted before an instant ends, and consignments
choose before that; so what came in this instant is left out, and nothing that left it is missed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from sim.corridor.containers import Order, Voyage
from sim.corridor.rail import RailService
from sim.corridor.routing import Routing
from sim.corridor.terminal import Terminal


class Queues:
    """Boxes that wait for services, and trains that wait before some terminals."""

    def __init__(
        self, ways: tuple[str, ...], routing: Routing, terminals: Mapping[str, Terminal]
    ) -> None:
        self._ways = ways
        self._routing = routing
        self._terminals = terminals
        self._coming: dict[str, dict[str, dict[Order, Voyage]]] = {}

    def watch(self, place: str, trains: Iterable[RailService]) -> None:
        """Know the trains on their way to a place; where it is a service there are none."""
        if place in self._coming or place not in self._terminals:
            return
        self._coming[place] = {}
        for rail in trains:
            if rail.terminal.name == place:
                self._note(rail, self._coming[place].setdefault(rail.rules.direction, {}))

    def teu(self, code: int, place: str, now: float) -> float:
        """TEU that wait for a service of a way (an index), or on trains before a terminal."""
        way = self._ways[code]
        route = self._routing.flows[way].route
        if place in route:
            stop = self._routing.stops[way][route.index(place)]
            return self._terminals[stop].stocks[place].teu_before(now)
        direction = self._routing.flows[way].direction
        return sum(train.teu for train in self._standing(place, direction, now))

    def _standing(self, place: str, direction: str, now: float) -> Iterator[Voyage]:
        terminal, coming = self._terminals[place], self._coming[place].get(direction, {})
        for places in (terminal.tracks, terminal.holding.get(direction)):
            orders = places.waiting_since() if places else ()
            yield from (coming[one] for one, since in orders if since < now and one in coming)

    def _note(self, rail: RailService, coming: dict[Order, Voyage]) -> None:
        """Have a service tell of its trains: formed, and admitted."""
        new_voyage = rail.new_voyage

        def formed(service: str, origin: str, terminal: str, order: Order) -> Voyage:
            coming[order] = new_voyage(service, origin, terminal, order)
            return coming[order]

        def admitted(train: Voyage) -> None:
            del coming[train.order]

        rail.new_voyage, rail.on_admitted = formed, admitted
