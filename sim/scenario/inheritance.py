"""A scenario file joined with the file that it extends, and that one with its own parent.

The nearer file wins: mappings merge key by key, scalars and lists replace. Whole are replaced a
distribution that names itself, an observed series, one change of a measure and one source: half
of the old beside half of the new would mean something that nobody wrote.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sim.errors import Mark, Problem, ScenarioError
from sim.scenario.scalars import shown
from sim.scenario.source import Address, Place, Source, Tree, dotted, read_source
from sim.scenario.text import STDIN


@dataclass(frozen=True)
class Layer:
    """One file of a chain and where it was named."""

    path: Path
    source: Source
    included_from: Mark | None


@dataclass(frozen=True)
class Joined:
    """A tree joined from files, and where each part of it was written.

    `layers` runs from the nearest file to the most remote; `places` of a nearer layer win.
    """

    tree: Tree
    layers: tuple[Layer, ...]
    problems: tuple[Problem, ...]

    def problem(self, address: Address, message: str, key: bool = False) -> Problem:
        """A fault at an address, placed at its value or at its key."""
        layer, place = self._written(address)
        mark = place.key if key else place.value
        return Problem(mark, dotted(address), message, layer.included_from)

    def mark(self, address: Address) -> Mark:
        """Where the value at an address, or the nearest thing around it, was written."""
        return self._written(address)[1].value

    def folder(self, address: Address) -> Path:
        """The folder of the file that an address was written in."""
        path = self._written(address)[0].path
        return Path() if path == STDIN else path.parent

    def distance(self, address: Address) -> int:
        """How many files lie nearer than the nearest one that speaks of an address."""
        return next(
            number for number, one in enumerate(self.layers) if address in one.source.places
        )

    def _written(self, address: Address) -> tuple[Layer, Place]:
        for end in range(existing(self.tree, address), 0, -1):
            for layer in self.layers:
                if place := layer.source.places.get(address[:end]):
                    return layer, place
        top = Mark(self.layers[0].source.name, 1, 1)
        return self.layers[0], Place(top, top)


def existing(tree: Any, address: Address) -> int:
    """How many steps of an address exist in a tree."""
    for number, step in enumerate(address):
        if isinstance(tree, dict) and step in tree:
            tree = tree[step]
        elif isinstance(tree, tuple) and step.isdecimal() and int(step) < len(tree):
            tree = tree[int(step)]
        else:
            return number
    return len(address)


def read_joined(path: Path) -> Joined:
    """A file joined with all that it extends.

    Raises ScenarioError when one of the files cannot be read at all; faults beside which the rest
    can be read are kept in `problems`.
    """
    layers = tuple(_chain(path))
    tree: Tree = {}
    for layer in reversed(layers):
        tree.pop("name", None)  # each file has its own
        tree = merged(tree, layer.source.tree)
    problems = [
        replace(one, included_from=layer.included_from)
        for layer in layers
        for one in layer.source.problems
    ]
    return Joined(tree, layers, tuple(problems))


def _chain(path: Path) -> Iterator[Layer]:
    """The file, what it extends, what that extends and so on."""
    seen = [path]
    included_from: Mark | None = None
    while True:
        source = _read(path, included_from)
        yield Layer(path, source, included_from)
        if "extends" not in source.tree:
            return
        included_from = source.places[("extends",)].value
        parent = _parent(path, source.tree.pop("extends"), included_from)
        if parent.resolve() in [one.resolve() for one in seen]:
            ring = " -> ".join(one.name for one in (*seen, parent))
            raise _extends_fault(included_from, f"{ring}: includes go round; delete one `extends`")
        seen.append(parent)
        path = parent


def _read(path: Path, included_from: Mark | None) -> Source:
    try:
        return read_source(path)
    except ScenarioError as error:
        raise ScenarioError(
            replace(one, included_from=included_from) for one in error.problems
        ) from None


def _parent(path: Path, name: object, mark: Mark) -> Path:
    """The file that `extends` names, relative to the file that says so."""
    if not isinstance(name, str):
        raise _extends_fault(mark, "must be the name of one file, such as `extends: base.yaml`")
    folder = Path() if path == STDIN else path.parent
    try:
        parent = Path(os.path.normpath(folder / name))
        found = parent.is_file()
    except ValueError:
        found = False
    if not found:
        looked = folder.as_posix()
        raise _extends_fault(
            mark, f"base scenario {shown(name)} not found (looked in {looked}); mend the name"
        )
    return parent


def _extends_fault(mark: Mark, message: str) -> ScenarioError:
    return ScenarioError([Problem(mark, "extends", message)])


def merged(base: Tree, nearer: Tree, address: Address = ()) -> Tree:
    """A new tree: the base with what the nearer tree says. Neither is changed."""
    tree = dict(base)
    for key, value in nearer.items():
        here = (*address, key)
        if isinstance(value, dict) and not _replaces_whole(here, value):
            below = tree.get(key)
            tree[key] = merged(below if isinstance(below, dict) else {}, value, here)
        else:
            tree[key] = value
    return tree


def _replaces_whole(address: Address, value: Tree) -> bool:
    is_source = len(address) == 2 and address[0] == "sources"
    is_change = len(address) == 4 and address[0] == "measures" and address[2] == "set"
    return is_source or is_change or address[-1] == "observed" or "distribution" in value


def with_precedence(joined: Joined) -> Joined:
    """Fill in the precedence of every growth statement that does not state its own.

    The most remote file counts 0 and each nearer one 1 more, and always more than what the files
    beyond it state outright.
    """
    levels = _levels(joined.layers)
    tree = dict(joined.tree)
    for address in growth_statements(tree):
        statement = at(tree, address)
        if isinstance(statement, dict) and "precedence" not in statement:
            level = levels[joined.distance(address)]
            tree = with_value(tree, (*address, "precedence"), level)
    return replace(joined, tree=tree)


def _levels(layers: tuple[Layer, ...]) -> list[int]:
    """The precedence of each layer, the nearest first."""
    levels: list[int] = []
    highest = -1
    for layer in reversed(layers):
        levels.append(highest + 1)
        stated = (
            at(layer.source.tree, (*one, "precedence"))
            for one in growth_statements(layer.source.tree)
        )
        highest = max([levels[-1], *(one for one in stated if type(one) is int)])
    return levels[::-1]


def growth_statements(tree: Tree) -> Iterator[Address]:
    """Addresses of all growth statements of groups and flows."""
    for kind in ("groups", "flows"):
        holders = at(tree, ("demand", kind))
        for name in holders if isinstance(holders, dict) else ():
            statements = at(tree, ("demand", kind, name, "growth"))
            for key in statements if isinstance(statements, dict) else ():
                yield ("demand", kind, name, "growth", key)


def at(tree: Any, address: Address) -> Any:
    """The value at an address, or None."""
    for step in address:
        if not isinstance(tree, dict) or step not in tree:
            return None
        tree = tree[step]
    return tree


def with_value(tree: Tree, address: Address, value: Any) -> Tree:
    """A new tree with one value changed; what is not on the way to it is shared."""
    step, *rest = address
    if not rest:
        return {**tree, step: value}
    return {**tree, step: with_value(tree[step], tuple(rest), value)}
