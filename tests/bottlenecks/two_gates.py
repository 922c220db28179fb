"""I01: two gates, a railway, two ports, a sea, a port, a railway and three exits, as a scenario.

Every place is a section with so many paths a day; a train carries one box of one TEU.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise, product
from pathlib import Path

from sim.scenario import load
from sim.scenario.scenario import Scenario

PATHS_A_DAY = {
    "khorgos": 12, "dostyk": 14, "kazakh_rail": 20, "aktau": 8, "kuryk": 6, "sea": 10,
    "baku": 11, "caucasus_rail": 9, "poti": 5, "batumi": 3, "btk": 2,
}  # fmt: skip
STAGES = (
    ("khorgos", "dostyk"), ("kazakh_rail",), ("aktau", "kuryk"), ("sea",), ("baku",),
    ("caucasus_rail",), ("poti", "batumi", "btk"),
)  # fmt: skip
DAYS = 365


def two_gates(
    folder: Path, boxes_a_day: float, changed: Mapping[str, float] | None = None
) -> Scenario:
    """The scenario with so many boxes a day offered, divided as the places of a stage can take."""
    file = folder / "two_gates.yaml"
    file.write_text(_text(boxes_a_day, {**PATHS_A_DAY, **(changed or {})}))
    return load(file)


def _text(boxes_a_day: float, paths: Mapping[str, float]) -> str:
    terminals = [f"  t{number}: {{}}" for number in range(len(STAGES) + 1)]
    sections = [
        f"  {name}: {{from: t{stage}, to: t{stage + 1}, km: 1, running_hours: 0,"
        f" pairs_per_day: {paths[name]}}}"
        for stage, names in enumerate(STAGES)
        for name in names
    ]
    services = [
        f"  by_{name}: {{kind: rail, from: t{stage}, to: t{stage + 1}, direction: west,"
        f" sections: [{name}], formation: together}}"
        for stage, names in enumerate(STAGES)
        for name in names
    ]
    flows = [
        f"    {'_'.join(one for one in way if _is_choice(one))}: {{direction: west, origin: t0,"
        f" destination: t{len(STAGES)}, route: [{', '.join(f'by_{one}' for one in way)}],"
        " consignment: {boxes: 1, forty_foot_share: 0, cargo_tonnes_per_teu: 8,"
        " tare_tonnes_per_teu: 2}, arrivals: {pattern: even},"
        f" growth: {{rate: {{year: 2026, teu: {boxes_a_day * DAYS * _part(way):.6f}}}}}}}"
        for way in product(*STAGES)
    ]
    return "\n".join(
        ["title: Two gates and three exits", "horizon: {from: 2026-01-01, to: 2026-12-31}",
         "terminals:", *terminals, "sections:", *sections, "services:", *services,
         "demand:", "  flows:", *flows, ""]
    )  # fmt: skip


def _is_choice(place: str) -> bool:
    return all(stage != (place,) for stage in STAGES)


def _part(way: tuple[str, ...]) -> float:
    """Part of the boxes on a way: the places of a stage share as they can take."""
    part = 1.0
    for place, stage in zip(way, STAGES, strict=True):
        part *= PATHS_A_DAY[place] / sum(PATHS_A_DAY[one] for one in stage)
    return part


def neighbours() -> list[tuple[str, str]]:
    """Places that follow one another."""
    return [pair for stage, after in pairwise(STAGES) for pair in product(stage, after)]
