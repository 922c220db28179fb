"""Policy options, and readings of published figures, joined to a scenario.

A measure that an option names anew becomes a measure of that option. One that the scenario
already has is moved, changed or dropped, and stays the scenario's. A file that gives `evidence` is
a reading; what it says of demand joins the scenario's as that of a nearer file.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from sim.errors import Mark, Problem
from sim.scenario.inheritance import Joined, Layer, at, merged, read_joined
from sim.scenario.language import OptionFile, ReadingFile
from sim.scenario.naming import name_fault, name_of
from sim.scenario.problems import problems_of
from sim.scenario.scalars import shown
from sim.scenario.source import Address, Place, Tree, dotted

_OWN_SOURCES = "cost"  # what an option's sources cover that no scenario has


def with_options(joined: Joined, paths: Sequence[Path]) -> Joined:
    """The scenario with the measures and sources of each option file, in the order given.

    Raises ScenarioError when an option file cannot be read.
    """
    joining = _Joining(joined, mapping_at(joined.tree, ("measures",)).keys())
    for path in paths:
        joining.add(path)
    return joining.joined


def mapping_at(tree: Tree, address: Address) -> Tree:
    """The mapping at an address, or an empty one where none stands."""
    found = at(tree, address)
    return found if isinstance(found, dict) else {}


@dataclass
class _Joining:
    """Joins one option after the other."""

    joined: Joined
    of_scenario: Any
    changed: dict[Address, tuple[str, Any]] = field(default_factory=dict)

    def add(self, path: Path) -> None:
        option = read_joined(path)
        name = name_of(path)
        if problems := [*option.problems, *self._faults(option, name)]:
            self._complain(problems)
            return
        names = {key: self._name(key, name) for key in mapping_at(option.tree, ("measures",))}
        self._refuse_clashes(option, name)
        tree = merged(self.joined.tree, self._addition(option.tree, names, name))
        before = self.joined.tree.get("option")
        tree["option"] = f"{before}+{name}" if before else name
        layers = tuple(_renamed(layer, names) for layer in option.layers)
        self.joined = replace(self.joined, tree=tree, layers=(*layers, *self.joined.layers))

    def _complain(self, problems: Sequence[Problem]) -> None:
        self.joined = replace(self.joined, problems=(*self.joined.problems, *problems))

    def _faults(self, option: Joined, name: str) -> Iterator[Problem]:
        if fault := name_fault(name):
            yield Problem(Mark(option.layers[0].source.name, 1, 1), "name", fault)
        kind = ReadingFile if "evidence" in option.tree else OptionFile
        try:
            kind.model_validate(self._new_only(option.tree))
        except ValidationError as error:
            yield from problems_of(error, option, kind)

    def _new_only(self, tree: Tree) -> Tree:
        """The option without what it changes of the scenario, which is checked when joined."""
        measures = tree.get("measures")
        if not isinstance(measures, dict):
            return tree
        new = {key: value for key, value in measures.items() if key not in self.of_scenario}
        return {**tree, "measures": new}

    def _name(self, key: str, option: str) -> str:
        """A name for a measure under which no other option has one."""
        if key in self.of_scenario or key not in mapping_at(self.joined.tree, ("measures",)):
            return key
        return f"{option.lower().replace('-', '_')}_{key}"

    def _addition(self, tree: Tree, names: dict[str, str], option: str) -> Tree:
        measures = {
            names[key]: value if key in self.of_scenario else {**value, "option": option}
            for key, value in mapping_at(tree, ("measures",)).items()
        }
        sources = {
            _renamed_path(path, names): entry
            for path, entry in mapping_at(tree, ("sources",)).items()
            if path.split(".")[0] != _OWN_SOURCES
        }
        demand = {"demand": tree["demand"]} if tree.get("demand") else {}
        return {"measures": measures, "sources": sources, **demand}

    def _refuse_clashes(self, option: Joined, name: str) -> None:
        """Two options may not change a measure or the demand of the scenario in different ways."""
        measures = mapping_at(option.tree, ("measures",))
        changed = {key: value for key, value in measures.items() if key in self.of_scenario}
        tree = {"measures": changed, "demand": mapping_at(option.tree, ("demand",))}
        for address, leaf in leaves(tree, ()):
            other, before = self.changed.setdefault(address, (name, leaf))
            if before != leaf:
                message = (
                    f"options {shown(other)} and {shown(name)} set it to different values:"
                    f" {shown(before)} and {shown(leaf)}; keep one of them"
                )
                self._complain([option.problem(address, message)])


def leaves(tree: Any, address: Address) -> Iterator[tuple[Address, Any]]:
    """Every value below an address that is not a mapping, with its own address."""
    if not isinstance(tree, dict):
        yield address, tree
        return
    for key, value in tree.items():
        yield from leaves(value, (*address, key))


def _renamed(layer: Layer, names: dict[str, str]) -> Layer:
    """A layer that speaks only of what joins the scenario, under the names it gets there."""
    places: dict[Address, Place] = {}
    for address, place in layer.source.places.items():
        if address[:1] == ("demand",):
            places[address] = place
        elif address[:1] == ("measures",) and len(address) > 1:
            places["measures", names.get(address[1], address[1]), *address[2:]] = place
        elif address[:1] == ("sources",) and len(address) > 1:
            places["sources", _renamed_path(address[1], names), *address[2:]] = place
    return replace(layer, source=replace(layer.source, places=places))


def _renamed_path(path: str, names: dict[str, str]) -> str:
    kind, *rest = path.split(".")
    if kind != "measures" or not rest:
        return path
    return dotted((kind, names.get(rest[0], rest[0]), *rest[1:]))
