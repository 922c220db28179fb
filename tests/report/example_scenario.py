"""A small corridor with the places of the real one: round numbers, none of them a fact."""

from __future__ import annotations

import math
from typing import Any

from sim.scenario.growth import FlowDemand
from sim.scenario.language import Network, ScenarioFile
from sim.scenario.scenario import Epoch, Scenario

TEU_BY_YEAR = {
    2023: 40_000, 2024: 56_000, 2025: 77_000, 2026: 95_000,
    2027: 118_000, 2028: 135_000, 2029: 150_000, 2030: 165_000,
}  # fmt: skip
FLOW_SHARES = {"china_azerbaijan": 0.5, "china_europe": 0.3, "kazakh_exports": 0.2}

BOXES = {
    "boxes": 50, "forty_foot_share": 1.0, "cargo_tonnes_per_teu": 12.0, "tare_tonnes_per_teu": 2.0,
}  # fmt: skip


def terminal(title: str, longitude: float, **more: Any) -> dict[str, Any]:
    return {"title": title, "longitude": longitude, **more}


def rail(title: str, from_: str, to: str, **more: Any) -> dict[str, Any]:
    base = {"kind": "rail", "title": title, "from": from_, "to": to, "direction": "west"}
    return {**base, "formation": "together", **more}


def flow(title: str, origin: str, destination: str, route: list[str]) -> dict[str, Any]:
    return {
        "title": title, "direction": "west", "origin": origin, "destination": destination,
        "route": route, "consignment": BOXES, "arrivals": {"pattern": "random"},
    }  # fmt: skip


def relation(flow_name: str, from_: str, to: str) -> dict[str, Any]:
    return {"flows": [flow_name], "from": from_, "to": to}


MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
STORMS = dict(
    zip(MONTHS, (0.3, 0.3, 0.3, 0.2, 0.1, 0.1, 0.1, 0.1, 0.1, 0.2, 0.4, 0.4), strict=True)
)


def example_dict() -> dict[str, Any]:
    """The scenario as its YAML would be read."""
    west = ["border_line", "kazakh_line", "caspian_feeder"]
    return {
        "title": "From January 2027 demand outgrows the feeder fleet",
        "horizon": {"from": "2023-01-01", "to": "2030-12-31"},
        "seed": 20240313,
        "terminals": {
            "xian": terminal("Xi'an", 108.9),
            "altynkol": terminal(
                "Altynkol", 80.2,
                acceptance={"west": {"trains_per_day": 6}},
                rail={"tracks": 6, "cranes": 3, "crane_hours_per_box": 0.04, "transfer": "direct"},
            ),
            "aktau": terminal(
                "Aktau", 51.2,
                rail={"tracks": 4, "cranes": 4, "crane_hours_per_box": 0.05},
                quay={
                    "berths": 2, "cranes_per_berth": 1, "crane_hours_per_box": 0.1,
                    "draught_factor": 0.9,
                },
                weather={
                    "sea": "caspian", "closes_at_strength": 0.0, "stops": ["berthing", "sailing"],
                },
            ),
            "alat": terminal(
                "Alat", 49.4,
                quay={"berths": 3, "cranes_per_berth": 2, "crane_hours_per_box": 0.1},
            ),
            "absheron": terminal("Absheron", 49.9),
            "poti": terminal("Poti", 41.7),
            "constanta": terminal("Constanța", 28.7),
        },
        "sections": {
            "zharyk_beyneu": {
                "title": "Zharyk–Beyneu", "from": "zharyk", "to": "beyneu", "km": 1500.0,
                "running_hours": 40.0, "pairs_per_day": 8.0, "other_pairs_per_day": 3.0,
            },
            "beyneu_mangystau": {
                "title": "Beyneu–Mangystau", "from": "beyneu", "to": "mangystau", "km": 400.0,
                "running_hours": 10.0, "pairs_per_day": 16.0, "other_pairs_per_day": 9.0,
            },
        },
        "services": {
            "border_line": rail("Xi'an–Altynkol", "xian", "altynkol", hours=100.0),
            "kazakh_line": rail(
                "Altynkol–Aktau", "altynkol", "aktau",
                sections=["zharyk_beyneu", "beyneu_mangystau"],
            ),
            "caspian_feeder": {
                "kind": "sea", "title": "Caspian feeder", "between": ["aktau", "alat"],
                "sailing_hours": 24.0, "longest_wait_hours": 48.0,
                "vessels": {
                    "old_feeders": {"number": 6, "teu": 225.0, "tonnes": 3500.0, "home": "aktau"},
                },
                "calls": {"aktau": {"hours": 6.0}, "alat": {"hours": 6.0}},
            },
            "absheron_line": rail("Alat–Absheron", "alat", "absheron", hours=5.0),
            "poti_line": rail("Alat–Poti", "alat", "poti", hours=48.0),
            "black_sea": {
                "kind": "carrier", "title": "Poti–Constanța", "from": "poti", "to": "constanta",
                "every_hours": 84.0, "slots_teu": 400.0, "hours": 60.0,
            },
        },
        "seas": {
            "caspian": {
                "closed_share": STORMS,
                "storm_hours": {"distribution": "exponential", "mean": 48.0},
            },
        },
        "demand": {
            "flows": {
                "china_azerbaijan": flow(
                    "China → Azerbaijan", "xian", "absheron", [*west, "absheron_line"]
                ),
                "china_europe": flow(
                    "China → Europe", "xian", "constanta", [*west, "poti_line", "black_sea"]
                ),
                "kazakh_exports": flow(
                    "Kazakh exports", "aktau", "poti", ["caspian_feeder", "poti_line"]
                ),
                "empties": {
                    "title": "Returning empties", "direction": "east",
                    "origin": "alat", "destination": "aktau", "route": ["caspian_feeder"],
                    "empties_of": {
                        "flow": "china_azerbaijan", "share": 0.3, "after_days": 10.0,
                        "tare_tonnes_per_teu": 2.0,
                    },
                },
            },
        },
        "relations": {
            "altynkol_absheron": relation("china_azerbaijan", "altynkol", "absheron"),
            "altynkol_poti": relation("china_europe", "altynkol", "poti"),
            "poti_constanta": relation("china_europe", "poti", "constanta"),
        },
        "targets": {
            "corridor_2026": {"title": "corridor target", "year": 2026, "teu": 90_000.0},
            "corridor_2029": {"title": "corridor target", "year": 2029, "teu": 300_000.0},
        },
        "sources": {
            "terminals.aktau.weather": {"quality": "assumed"},
            "terminals.aktau.quay.draught_factor": {"quality": "expert"},
            "terminals.altynkol.acceptance": {"quality": "published", "cite": "timetable"},
            "terminals.poti": {"quality": "assumed"},
            "seas.caspian.storm_hours": {"quality": "expert"},
        },
    }  # fmt: skip


def example_scenario(**changed: Any) -> Scenario:
    """The example as a frozen scenario; `changed` replaces whole top-level parts."""
    file = ScenarioFile.model_validate(_frozen({**example_dict(), **changed}))
    empty = Scenario("example", "", file, (Epoch(-math.inf, file),), (), "", ())
    demand = tuple(_demand(name, share, empty) for name, share in sorted(FLOW_SHARES.items()))
    return Scenario("example", "", file, (Epoch(-math.inf, _network(file)),), demand, "", ())


def _frozen(value: Any) -> Any:
    """Lists as tuples, as the loader gives them to the strict models."""
    if isinstance(value, dict):
        return {key: _frozen(item) for key, item in value.items()}
    return tuple(_frozen(item) for item in value) if isinstance(value, list) else value


def _network(file: ScenarioFile) -> Network:
    return Network(
        terminals=file.terminals, sections=file.sections, services=file.services, seas=file.seas
    )


def _demand(name: str, share: float, scenario: Scenario) -> FlowDemand:
    teu = tuple(share * TEU_BY_YEAR[month.year] / 12 for month in scenario.months)
    return FlowDemand(name, scenario.months, teu, ())


def with_group(flow_name: str) -> Scenario:
    """The example with one flow in a group, which is what the official targets count."""
    data = example_dict()
    data["demand"]["groups"] = {"onward": {"title": "Onward"}}
    data["demand"]["flows"][flow_name]["groups"] = ["onward"]
    for target in data["targets"].values():
        target["group"] = "onward"
    return example_scenario(demand=data["demand"], targets=data["targets"])
