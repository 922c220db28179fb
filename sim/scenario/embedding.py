"""Observed series inside the scenario, so that it works from another folder and after a change
of the CSV file."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise
from pathlib import Path

from sim.errors import Problem, ScenarioError
from sim.scenario.inheritance import Joined, at, growth_statements, with_value
from sim.scenario.language import Growth, Observed, ScenarioFile
from sim.scenario.observed import ObservedPeriod, Series, read_observed
from sim.scenario.scalars import shown
from sim.scenario.source import Address
from sim.scenario.text import STDIN


def with_observed(joined: Joined) -> Joined:
    """Put the periods of every observed series of an active statement beside its file name."""
    embedding = _Embedding(joined)
    for statement in growth_statements(joined.tree):
        embedding.embed((*statement, "observed"))
    return replace(joined, tree=embedding.tree, problems=(*joined.problems, *embedding.problems))


@dataclass
class _Embedding:
    joined: Joined
    problems: list[Problem] = field(default_factory=list)
    _read: dict[tuple[Path, str], Series | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.tree = self.joined.tree

    def embed(self, address: Address) -> None:
        stated = at(self.tree, address)
        if at(self.tree, (*address[:-1], "active")) is False or not _names_a_file(stated):
            return
        path = self.joined.folder((*address, "file")) / stated["file"]
        series = self._series(path, stated["column"], address)
        if series is not None:
            periods = {f"{one.from_}/{one.to}": one.trains for one in series}
            value = {**stated, "file": self._from_top(path), "periods": periods}
            self.tree = with_value(self.tree, address, value)

    def _series(self, path: Path, column: str, address: Address) -> Series | None:
        if (path, column) not in self._read:
            self._read[path, column] = self._read_series(path, column, address)
        return self._read[path, column]

    def _read_series(self, path: Path, column: str, address: Address) -> Series | None:
        try:
            return read_observed(path, column)
        except ScenarioError as error:
            mark = self.joined.mark(address)
            self.problems += [replace(one, included_from=mark) for one in error.problems]
            return None

    def _from_top(self, path: Path) -> str:
        """The file's name seen from the folder of the scenario that is run."""
        top = self.joined.layers[0].path
        folder = Path() if top == STDIN else top.parent
        try:
            return Path(os.path.relpath(path, folder)).as_posix()
        except ValueError:  # another drive
            return path.name


def _names_a_file(stated: object) -> bool:
    return (
        isinstance(stated, dict)
        and isinstance(stated.get("file"), str)
        and isinstance(stated.get("column"), str)
        and "periods" not in stated
    )


def embedded(file: ScenarioFile) -> dict[tuple[str, str], Series]:
    """The series of every (file, column) that an active statement names.

    Raises ValueError when periods that stand in the file are not in order.
    """
    return {
        (one.observed.file, one.observed.column): _series_of(one.observed)
        for _, one in statements_of(file)
        if one.active and one.observed is not None
    }


def statements_of(file: ScenarioFile) -> Iterator[tuple[Address, Growth]]:
    """Every growth statement with its address."""
    for kind, holders in (("groups", file.demand.groups), ("flows", file.demand.flows)):
        for name, holder in holders.items():
            for key, growth in holder.growth.items():
                yield ("demand", kind, name, "growth", key), growth


def _series_of(observed: Observed) -> Series:
    series = tuple(_period(text, trains) for text, trains in (observed.periods or {}).items())
    for before, after in pairwise(series):
        if after.from_ <= before.to:
            raise ValueError(f"periods stand in order and do not overlap; mend {after.from_}")
    return series


def _period(text: str, trains: float) -> ObservedPeriod:
    try:
        first, last = (date.fromisoformat(one) for one in text.split("/"))
    except ValueError:
        raise ValueError(f"write a period as YYYY-MM-DD/YYYY-MM-DD, found {shown(text)}") from None
    if last < first:
        raise ValueError(f"period {shown(text)} is reversed; swap its days")
    return ObservedPeriod(first, last, float(trains))


def embedded_faults(file: ScenarioFile) -> Iterator[tuple[Address, str]]:
    """Faults of the periods that stand in the file."""
    for address, growth in statements_of(file):
        if growth.active and growth.observed is not None:
            try:
                _series_of(growth.observed)
            except ValueError as error:
                yield (*address, "observed"), str(error)
