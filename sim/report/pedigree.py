"""Which inputs of weak origin a conclusion rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.report.labels import place_title
from sim.scenario.language import Sea

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

WEAK = ("assumed", "expert")
WITHOUT_EFFECT = ("title", "country", "latitude", "longitude", "km")


def weak_sources(scenario: Scenario, places: list[str]) -> list[str]:
    """What is assumed or an expert's of these places: `Aktau weather (assumed), quay (expert)`.

    One text a place, an aspect being the first key below the place with its weakest quality. A
    port brings the sea services that call there, a sea service its ports, both their sea.
    """
    prefixes = list(dict.fromkeys(p for place in places for p in _prefixes(scenario, place)))
    aspects = _weak_aspects(scenario)
    return [_told(scenario, prefix, aspects[prefix]) for prefix in prefixes if prefix in aspects]


def _weak_aspects(scenario: Scenario) -> dict[str, dict[str, str]]:
    """By place (`terminals.aktau`) the weakest quality of each aspect."""
    found: dict[str, dict[str, str]] = {}
    for path, source in scenario.file.sources.items():
        kind, place, aspect, *_ = [*path.split("."), "", "", ""]
        if source.quality in WEAK and aspect not in WITHOUT_EFFECT:
            held = found.setdefault(f"{kind}.{place}", {})
            held[aspect] = min(held.get(aspect, WEAK[-1]), source.quality, key=WEAK.index)
    return found


def _prefixes(scenario: Scenario, place: str) -> list[str]:
    """The place itself, then what belongs to it, as the beginnings of dotted paths."""
    file = scenario.file
    service = file.services.get(place)
    ports = service.between if isinstance(service, Sea) else (place,)
    fleets = [
        name for name, one in file.services.items() if isinstance(one, Sea) and place in one.between
    ]
    weathers = [file.terminals[port].weather for port in ports if port in file.terminals]
    return [
        *(f"{kind}.{place}" for kind in ("services", "sections")),
        *(f"terminals.{port}" for port in ports),
        *(f"services.{name}" for name in fleets),
        *(f"seas.{weather.sea}" for weather in weathers if weather),
    ]


def _told(scenario: Scenario, prefix: str, aspects: dict[str, str]) -> str:
    by_quality = [
        f"{', '.join(names)} ({quality})"
        for quality in WEAK
        if (names := [_words(aspect) for aspect, held in aspects.items() if held == quality])
    ]
    return f"{place_title(scenario, prefix.split('.')[1])} {', '.join(by_quality)}".replace(
        "  ", " "
    )


def _words(aspect: str) -> str:
    return aspect.replace("_", " ")
