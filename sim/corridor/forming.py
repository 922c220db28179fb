"""Putting up how trains are formed: what changes by date, and who forms them to which sailing."""

from __future__ import annotations

from itertools import chain

from sim.corridor.blueprint import Blueprint
from sim.corridor.calendars import Dated
from sim.corridor.corridor import Corridor
from sim.corridor.rail import RailService
from sim.corridor.sailings import Sailing, Sailings, Terms, ToSailing
from sim.scenario import language
from sim.scenario.network import MERGED, TO_SAILING


def merges(plan: Blueprint, service: str) -> bool:
    """Whether trains of a service are ever merged."""
    rails = (epoch.network.services[service] for epoch in plan.epochs)
    return any(isinstance(rail, language.Rail) and rail.formation == MERGED for rail in rails)


def put_up_formation(corridor: Corridor, plan: Blueprint) -> None:
    """Have services look again when their rules change, and join trains with sailings."""
    sailings = Sailings(corridor.clock)
    found: dict[tuple[str, str], Sailing] = {}
    for name, rail in corridor.rail.items():
        stock = rail.origin.stocks[name]
        for time in rail.rules.changes():
            stock.wake_at(time)
        if TO_SAILING in rail.rules.formation.values:
            sailings.add(ToSailing(rail, stock, _terms(corridor, plan, rail, found)))
    if found:
        _listen(corridor, plan, sailings, found)


def _terms(
    corridor: Corridor,
    plan: Blueprint,
    rail: RailService,
    found: dict[tuple[str, str], Sailing],
) -> Dated[Terms | None]:
    """To which sailing a service forms its trains, by date; `found` gathers all sailings."""

    def read(one: language.Rail) -> Terms | None:
        if one.formation != TO_SAILING or one.sailing is None or one.called_on_leaving is None:
            return None
        key = (one.sailing, one.to)
        if key not in found:
            found[key] = _sailing(corridor, *key)
        return Terms(found[key], one.called_on_leaving)

    return plan.of_service(rail.rules.name)(read)


def _sailing(corridor: Corridor, service: str, port: str) -> Sailing:
    vessels = [vessel for vessel in corridor.vessels if vessel.fleet.name == service]
    return Sailing(service, corridor.terminals[port], vessels)


def _listen(
    corridor: Corridor,
    plan: Blueprint,
    sailings: Sailings,
    found: dict[tuple[str, str], Sailing],
) -> None:
    """Look when there may be more or less room for trains, and on every date."""
    for sailing in found.values():
        sailing.port.stocks[sailing.service].on_more = sailings.touch
    for vessel in chain.from_iterable(sailing.vessels for sailing in found.values()):
        vessel.on_room = sailings.touch
    for epoch in plan.epochs[1:]:
        if epoch.from_hours > corridor.clock.start:
            corridor.clock.call(epoch.from_hours, sailings.touch)
