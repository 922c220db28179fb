"""Names that a reader knows instead of keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.experiment.traffic import Leg, passages, streams
from sim.scenario.language import MONTHS, Carrier, Rail, Sea

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

FOR_DEPARTURE = {Rail: "for a train", Sea: "for a ship", Carrier: "for a slot"}
AT_A_PLACE = {
    "waiting_for_path": "for a path",
    "blocked_by_yard": "for yard room",
    "waiting_for_empties": "for empty boxes",
    "unloading": "unloading",
    "clearance": "in clearance",
}
FOR_POOL = "waiting_for_"
ABROAD = " (abroad)"
AT_A_SERVICE = {
    "waiting_to_sail": "for weather to sail",
    "loading": "loading",
    "waiting_for_plan_approval": "for the permission to load",
}


def place_title(scenario: Scenario, place: str) -> str:
    """The title of a terminal, service, section or relation; its key in words without one."""
    file = scenario.file
    for held in (file.terminals, file.services, file.sections, file.relations, file.pools):
        if place in held and held[place].title:
            return str(held[place].title)
    section = file.sections.get(place)
    return f"{words(section.from_)}–{words(section.to)}" if section else words(place)


def words(key: str) -> str:
    """`caspian_feeder` as `Caspian feeder`."""
    return key.replace("_", " ").capitalize()


def flow_title(scenario: Scenario, flow: str) -> str:
    return scenario.file.demand.flows[flow].title or words(flow)


def group_title(scenario: Scenario, group: str) -> str:
    """The group's own title, or its name."""
    return scenario.file.demand.groups[group].title or group


def relation_title(scenario: Scenario, relation: str) -> str:
    """The relation's own title, or `From → To`."""
    held = scenario.file.relations[relation]
    ends = f"{place_title(scenario, held.from_)} → {place_title(scenario, held.to)}"
    return held.title or ends


def wait_title(scenario: Scenario, place: str, direction: str, cause: str) -> str:
    """`Aktau, for a ship`: where the boxes stand and what for."""
    if cause == "kept_at_origin":
        return f"Origins, loading for {directed_title(scenario, place, direction)} stopped"
    leg = _leg_in(scenario, place, direction)
    if leg is None:
        if cause == "waiting_for_admission":
            reason = _admission(scenario, place, direction)
        else:
            reason = AT_A_PLACE.get(cause, words(cause).lower())
        return f"{directed_title(scenario, place, direction)}, {reason}"
    if cause == "under_way":
        return f"{place_title(scenario, place)}, under way"
    service = scenario.file.services[place]
    pool = cause.removeprefix(FOR_POOL)
    if cause.startswith(FOR_POOL) and pool in scenario.file.pools:
        reason = f"for {place_title(scenario, pool).lower()}"
    else:
        reason = AT_A_SERVICE.get(cause, FOR_DEPARTURE[type(service)])
    return f"{place_title(scenario, leg.origin)}, {reason}"


def _admission(scenario: Scenario, terminal: str, direction: str) -> str:
    """What a carriage that arrives in a direction waits for."""
    file = scenario.file
    brought_by = {
        type(file.services[leg.service])
        for one in streams(scenario)
        for leg in one.legs
        if leg.destination == terminal and direction in ("", one.direction)
    }
    if brought_by == {Sea}:
        return "for a berth"
    accepted = file.terminals[terminal].acceptance
    return "for acceptance" if direction in accepted else "for a track"


def directed_title(scenario: Scenario, place: str, direction: str) -> str:
    """The title, with the direction where flows pass the place both ways."""
    title = place_title(scenario, place)
    ways = {d for way in passages(scenario).values() for p, d in way if p == place}
    return f"{title} {direction}" if direction and len(ways) > 1 else title


def marked_title(scenario: Scenario, place: str, direction: str) -> str:
    """The title of a place in a direction, marked where it lies abroad."""
    mark = ABROAD if lies_abroad(scenario, place) else ""
    return f"{directed_title(scenario, place, direction)}{mark}"


def lies_abroad(scenario: Scenario, place: str) -> bool:
    """Whether all ends of a terminal, service or section whose country is said lie outside the
    country of most terminals."""
    countries = {_country(scenario, end) for end in _ends(scenario, place)} - {""}
    return bool(countries) and _home_country(scenario) not in countries


def _home_country(scenario: Scenario) -> str:
    countries = [one.country for one in scenario.file.terminals.values() if one.country]
    return max(sorted(set(countries)), key=countries.count, default="")


def _ends(scenario: Scenario, place: str) -> tuple[str, ...]:
    service = scenario.file.services.get(place)
    if isinstance(service, Sea):
        return service.between
    way = service or scenario.file.sections.get(place)
    return (way.from_, way.to) if way else (place,)


def _country(scenario: Scenario, place: str) -> str:
    """Of a terminal; empty where it is not said, and for what is none."""
    terminal = scenario.file.terminals.get(place)
    return terminal.country if terminal and terminal.country else ""


def _leg_in(scenario: Scenario, service: str, direction: str) -> Leg | None:
    for one in streams(scenario):
        for leg in one.legs:
            if leg.service == service and one.direction == direction:
                return leg
    return None


def month_title(period: str) -> str:
    """`2027-05` as `May 2027`."""
    return f"{MONTHS[int(period[5:]) - 1].capitalize()} {period[:4]}"
