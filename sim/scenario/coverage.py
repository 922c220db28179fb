"""Which numbers of a scenario a `sources:` entry covers."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sim.scenario.language import ScenarioFile
from sim.scenario.source import Tree

COVERED_PARTS = (
    "terminals", "sections", "services", "seas", "pools", "routes", "demand", "measures", "targets",
)  # fmt: skip
# Keys that name a year, an order or a case; they are no quantities that somebody measured.
NO_QUANTITY = ("year", "of_year", "precedence", "priority", "late_by_years")


def uncovered(tree: Mapping[str, Any], sources: Iterable[str]) -> list[str]:
    """Dotted paths of the numbers of a tree, as written, that no entry covers, in file order.

    An entry covers its own path and what lies below it.
    """
    entries = set(sources)
    return [
        path
        for part in COVERED_PARTS
        for path, _ in numbers(tree.get(part), part)
        if not is_covered(path, entries)
    ]


def written_tree(file: ScenarioFile) -> Tree:
    """What was written in a scenario, without the defaults."""
    return file.model_dump(by_alias=True, exclude_unset=True)


def numbers(value: Any, path: str) -> Iterator[tuple[str, float]]:
    """Every quantity at or below a path; `unlimited` is none, nor is true or false."""
    if isinstance(value, Mapping):
        for key, below in value.items():
            if key not in NO_QUANTITY:
                yield from numbers(below, f"{path}.{key}")
    elif isinstance(value, list | tuple):
        for number, below in enumerate(value):
            yield from numbers(below, f"{path}.{number}")
    elif isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value):
        yield path, value


def is_covered(path: str, entries: set[str]) -> bool:
    """Whether an entry stands on a path or on the beginning of it."""
    return any(start in entries for start in beginnings(path))


def beginnings(path: str) -> Iterator[str]:
    """The path itself, and all that it lies below, the longest first."""
    while path:
        yield path
        path = path.rpartition(".")[0]
