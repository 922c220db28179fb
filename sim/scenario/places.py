"""Terminals, sections, services and seas: what the keys of each say together."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import combinations

from sim.scenario.faults import Fault, no_such, numbered
from sim.scenario.language import (
    MONTHS,
    Acceptance,
    Carrier,
    Clearance,
    Closure,
    LoadingBan,
    Network,
    Rail,
    ScenarioFile,
    Sea,
    Section,
    Terminal,
)
from sim.scenario.scalars import shown
from sim.scenario.source import Address

ADDS_TO_ONE = 1e-9
MINUTES_PER_DAY = 24 * 60


def lasting_faults(file: ScenarioFile) -> Iterator[Fault]:
    """Faults of what keeps one value over the whole horizon."""
    for name, terminal in file.terminals.items():
        yield from _terminal_faults(("terminals", name), terminal, file)
    for name, service in file.services.items():
        yield from _end_faults(("services", name), service, file)
    for name, sea in file.seas.items():
        for month, share in zip(MONTHS, sea.closed_share.values(), strict=True):
            if share >= 1:
                message = f"a share of time must be below 1, found {share:g}"
                yield Fault(("seas", name, "closed_share", month), message)


def dated_faults(network: Network) -> Iterator[Fault]:
    """Faults of what measures can change, in the network of one date."""
    for name, terminal in network.terminals.items():
        for direction, clearance in terminal.clearance.items():
            yield from _channel_faults(("terminals", name, "clearance", direction), clearance)
    for name, section in network.sections.items():
        yield from _path_faults(("sections", name), section)
    for name, terminal in network.terminals.items():
        for direction, rule in terminal.acceptance.items():
            yield from _acceptance_faults(("terminals", name, "acceptance", direction), rule)
    for name, service in network.services.items():
        if isinstance(service, Rail):
            yield from _chain_faults(("services", name), service, network)
        yield from _timeless(("services", name), service)


# Terminals ---------------------------------------------------------------------------------


def _terminal_faults(at: Address, terminal: Terminal, file: ScenarioFile) -> Iterator[Fault]:
    weather, ban = terminal.weather, terminal.rail.loading_ban if terminal.rail else None
    if weather and weather.sea not in file.seas:
        yield Fault((*at, "weather", "sea"), no_such("sea", weather.sea, file.seas))
    if ban:
        yield from _ban_faults((*at, "rail", "loading_ban"), ban)
    yield from _opening_faults((*at, "opening_hours"), terminal.opening_hours)


def _acceptance_faults(at: Address, rule: Acceptance) -> Iterator[Fault]:
    if rule.other_trains_per_day >= rule.trains_per_day:
        yield Fault(
            (*at, "other_trains_per_day"),
            f"other trains take {rule.other_trains_per_day:g} of"
            f" {rule.trains_per_day:g} trains a day: none is left",
            ((*at, "trains_per_day"),),
        )


def _ban_faults(at: Address, ban: LoadingBan) -> Iterator[Fault]:
    """Both thresholds stand, the lower one for resuming, or there are bans by date alone."""
    stops, resumes = math.isfinite(ban.stops_at_teu), math.isfinite(ban.resumes_at_teu)
    if stops != resumes:
        missing = "resumes_at_teu" if stops else "stops_at_teu"
        yield Fault(at, f"`{missing}` is missing; a threshold needs both numbers, add it")
    elif not stops and not ban.bans:
        message = "says nothing; add `stops_at_teu` and `resumes_at_teu`, or `bans` by date"
        yield Fault(at, message)
    elif stops and ban.resumes_at_teu >= ban.stops_at_teu:
        yield Fault(
            at,
            f"loading resumes at {ban.resumes_at_teu:g} TEU and stops at"
            f" {ban.stops_at_teu:g}: it must resume at less",
        )


def _opening_faults(at: Address, windows: tuple[tuple[int, int], ...]) -> Iterator[Fault]:
    parts = [part for window in windows for part in _within_a_day(window)]
    for (a, b), (c, d) in combinations(parts, 2):
        start, end = max(a, c), min(b, d)
        if start < end:
            yield Fault(at, f"opening hours overlap {_clock(start)}-{_clock(end)}; join them")


def _within_a_day(window: tuple[int, int]) -> Iterator[tuple[int, int]]:
    start, end = window
    if start < end:
        yield window
    else:
        yield start, MINUTES_PER_DAY
        yield 0, end


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def _channel_faults(at: Address, clearance: Clearance) -> Iterator[Fault]:
    total = math.fsum(clearance.channels.values())
    if clearance.channels and abs(total - 1) > ADDS_TO_ONE:
        yield Fault((*at, "channels"), f"channels add to {total:.10g}; must be 1, mend the shares")
    for key in ("check_hours", "inspection_hours"):
        for channel in getattr(clearance, key):
            if channel not in clearance.channels:
                message = no_such("channel", channel, clearance.channels)
                yield Fault((*at, key, channel), message)


def overlapping_closures(file: ScenarioFile) -> Iterator[Fault]:
    """Pairs of closures that stop the same thing at one time: they count once."""
    for name, terminal in file.terminals.items():
        active = [(key, one) for key, one in terminal.closures.items() if one.active]
        for (_, one), (key, other) in combinations(active, 2):
            start, end = max(one.from_, other.from_), min(one.to, other.to)
            if start < end and _stop_the_same(one, other):
                yield Fault(
                    ("terminals", name, "closures", key),
                    f"closures overlap from {start} until {end}; counted once",
                )


def _stop_the_same(one: Closure, other: Closure) -> bool:
    everywhere = not one.directions or not other.directions
    same_way = everywhere or set(one.directions) & set(other.directions)
    return bool(set(one.stops) & set(other.stops) and same_way)


def unused_directions(file: ScenarioFile) -> Iterator[Fault]:
    """Directions that a terminal speaks of and that nothing takes: often a slip of the pen."""
    flows = {flow.direction for flow in file.demand.flows.values()}
    trains = {one.direction for one in file.services.values() if isinstance(one, Rail)}
    for name, terminal in file.terminals.items():
        rail = terminal.rail
        holding = rail.holding_tracks_by_direction if rail else {}
        banned = rail.loading_ban.directions if rail and rail.loading_ban else ()
        for number, direction in numbered(banned):
            if direction not in trains:
                at = ("terminals", name, "rail", "loading_ban", "directions", number)
                yield Fault(at, f"{no_such('direction', direction, sorted(trains))}; has no effect")
        for keys, stated, used in (
            (("acceptance",), terminal.acceptance, trains),
            (("clearance",), terminal.clearance, flows),
            (("yard_teu",), terminal.yard_teu, flows | {"all"}),
            (("rail", "holding_tracks_by_direction"), holding, trains),
        ):
            for direction in stated:
                if direction not in used:
                    message = no_such("direction", direction, sorted(used))
                    yield Fault(("terminals", name, *keys, direction), f"{message}; has no effect")


# Lines -------------------------------------------------------------------------------------


def _path_faults(at: Address, section: Section) -> Iterator[Fault]:
    if section.from_ == section.to:
        yield Fault((*at, "to"), "ends where it begins; name the station at the other end")
    if section.other_pairs_per_day >= section.pairs_per_day:
        yield Fault(
            (*at, "other_pairs_per_day"),
            f"other traffic takes {section.other_pairs_per_day:g} of"
            f" {section.pairs_per_day:g} pairs a day: no path is left",
            ((*at, "pairs_per_day"),),
        )


def _chain_faults(at: Address, rail: Rail, network: Network) -> Iterator[Fault]:
    """Sections stand in the order of travel and lead from one terminal to the other."""
    unknown = [one for one in numbered(rail.sections) if one[1] not in network.sections]
    for number, name in unknown:
        message = no_such("section", name, network.sections)
        yield Fault((*at, "sections", number), message, ((*at, "sections"),))
    if unknown or not rail.sections:
        return
    here = rail.from_
    for number, name in numbered(rail.sections):
        section = network.sections[name]
        if here not in (section.from_, section.to):
            yield Fault(
                (*at, "sections", number),
                f"section {shown(name)} runs from {section.from_} to {section.to},"
                f" the train stands at {here}: no link",
                ((*at, "sections"),),
            )
            return
        here = section.to if here == section.from_ else section.from_
    if here != rail.to:
        message = f"sections end at {here}, the service at {rail.to}; add the rest"
        yield Fault((*at, "sections"), message)


# Services ----------------------------------------------------------------------------------


def _end_faults(at: Address, service: Rail | Sea | Carrier, file: ScenarioFile) -> Iterator[Fault]:
    if isinstance(service, Sea):
        yield from _port_faults(at, service, file)
        return
    for key, place in (("from", service.from_), ("to", service.to)):
        if place not in file.terminals:
            yield Fault((*at, key), no_such("terminal", place, file.terminals))
    if service.from_ == service.to:
        yield Fault((*at, "to"), "ends where it begins; name the terminal at the other end")


def _port_faults(at: Address, sea: Sea, file: ScenarioFile) -> Iterator[Fault]:
    line = "-".join(sea.between)
    for number, port in numbered(sea.between):
        if port not in file.terminals:
            yield Fault((*at, "between", number), no_such("terminal", port, file.terminals))
        elif file.terminals[port].quay is None:
            message = f"terminal {shown(port)} has no water side; give it `quay`"
            yield Fault((*at, "between", number), message)
    if sea.between[0] == sea.between[1]:
        yield Fault((*at, "between"), "ends where it begins; name two ports")
    for name, vessels in sea.vessels.items():
        if vessels.home not in sea.between:
            message = f"home port {vessels.home} is not on line {line}"
            yield Fault((*at, "vessels", name, "home"), message)
    for port in sea.calls:
        if port not in sea.between:
            yield Fault((*at, "calls", port), f"port {port} is not on line {line}")


def _timeless(at: Address, service: Rail | Sea | Carrier) -> Iterator[Fault]:
    """Loops that would go round for ever at one instant."""
    if isinstance(service, Sea) and service.sailing_hours.average == 0:
        message = "loop with no time in it: the clock would never advance; give hours > 0"
        yield Fault((*at, "sailing_hours"), message)
    if isinstance(service, Carrier) and service.every_hours.average == 0:
        message = "departures without time between them: give hours > 0"
        yield Fault((*at, "every_hours"), message)


def fleets_of_none(networks: tuple[Network, ...], service: str) -> bool:
    """Whether a sea service has no vessel at any date."""
    seas = [network.services[service] for network in networks]
    return all(
        isinstance(one, Sea) and not any(vessels.number for vessels in one.vessels.values())
        for one in seas
    )
