"""The `sources:` block: each entry stands on one named thing that exists, and says enough."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sim.scenario.coverage import beginnings, numbers, written_tree
from sim.scenario.faults import Fault, no_such
from sim.scenario.language import ScenarioFile, Source
from sim.scenario.scalars import shown

_NEEDS_CITATION = ("measured", "published")


def source_faults(file: ScenarioFile) -> Iterator[Fault]:
    """Entries that cover nothing, or more than one thing, or claim more than they cite."""
    paths = _paths(file)
    for path, source in file.sources.items():
        at = ("sources", path)
        if path not in paths:
            yield Fault(at, _nowhere(path, paths))
            continue
        if _too_wide(path):
            yield Fault(at, f"covers more than one named thing; write {shown(path + '.NAME')}")
        if source.quality in _NEEDS_CITATION and not (source.cite or source.url):
            yield Fault(at, f"{source.quality} needs `cite` or `url`; add one, or say `assumed`")
        if fault := _range_fault(source, path, paths[path]):
            yield Fault(at, fault)


def values_outside(file: ScenarioFile) -> Iterator[Fault]:
    """Entries whose own number lies outside the range that they give."""
    paths = _paths(file)
    for path, source in file.sources.items():
        found = list(numbers(paths.get(path), path))
        if len(found) == 1 and source.low is not None and source.high is not None:
            value = found[0][1]
            if not source.low <= value <= source.high:
                message = f"the value {value:g} lies outside {source.low:g}..{source.high:g}"
                yield Fault(("sources", path), message)


def _paths(file: ScenarioFile) -> dict[str, Any]:
    """Every dotted path that something stands on or below, with what was written there."""
    whole = file.model_dump(by_alias=True)
    whole.pop("sources")
    found: dict[str, Any] = {}
    _collect(whole, "", found)
    written: dict[str, Any] = {}
    _collect(written_tree(file), "", written)
    return found | written


def _collect(value: Any, path: str, found: dict[str, Any]) -> None:
    if path:
        found[path] = value
        for start in beginnings(path.rpartition(".")[0]):
            if start in found:
                break
            found[start] = {}  # inside a dotted key of `set`
    if isinstance(value, dict):
        for key, below in value.items():
            _collect(below, f"{path}.{key}" if path else key, found)


def _nowhere(path: str, paths: dict[str, Any]) -> str:
    start = next((one for one in beginnings(path) if one in paths), "")
    step = path[len(start) :].strip(".").split(".")[0]
    below = paths[start] if start else {one: None for one in paths if "." not in one}
    known = tuple(below) if isinstance(below, dict) else ()
    return f"covers nothing: {no_such('key', step, known)}"


def _too_wide(path: str) -> bool:
    kind, *rest = path.split(".")
    if kind in ("horizon", "replications", "seed"):
        return False
    return len(rest) < (2 if kind == "demand" else 1)


def _range_fault(source: Source, path: str, value: Any) -> str:
    if source.low is None and source.high is None:
        return ""
    if source.low is not None and source.high is not None and source.low > source.high:
        return f"low {source.low:g} is above high {source.high:g}; swap them"
    if len(list(numbers(value, path))) != 1:
        return "`low` and `high` stand on one number; name it in the path, or leave them out"
    return ""
