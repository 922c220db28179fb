"""What two scenarios say differently, value by value, whatever files they were written in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sim.scenario.options import leaves
from sim.scenario.scenario import Scenario
from sim.scenario.source import dotted, parse

NOT_COMPARED = ("sources", "name", "option", "title", "note", "replications")
LISTED = 12  # items of a list that are shown


@dataclass(frozen=True)
class Difference:
    """One value of the resolved scenarios; None where one of them does not say it."""

    path: str
    one: Any
    other: Any

    def __str__(self) -> str:
        return f"{self.path}: {_shown(self.one)} → {_shown(self.other)}"


def differences(one: Scenario, other: Scenario) -> list[Difference]:
    """Values that differ, by path; what only tells or counts (title, sources …) is left out."""
    here, there = _values(one), _values(other)
    return [
        Difference(path, here.get(path), there.get(path))
        for path in sorted({*here, *there})
        if here.get(path) != there.get(path)
    ]


def _values(scenario: Scenario) -> dict[str, Any]:
    tree = parse(scenario.name, scenario.resolved).tree
    told = {key: value for key, value in tree.items() if key not in NOT_COMPARED}
    return {dotted(address): value for address, value in leaves(told, ())}


def _shown(value: Any) -> str:
    if value is None:
        return "not said"
    if isinstance(value, tuple):
        more = ", …" if len(value) > LISTED else ""
        return f"[{', '.join(map(str, value[:LISTED]))}{more}]"
    return str(value)
