"""A YAML text as a tree of plain values, with the place of every key and value.

The tree holds dicts, tuples and scalars. What YAML offers beyond that (tags, aliases, merge
keys, several documents) is refused: it hides from a reader what a file says.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from sim.errors import Mark, Problem, ScenarioError
from sim.scenario.scalars import harmless, resolve, shown
from sim.scenario.syntax import syntax_problem
from sim.scenario.text import character_fault, read_text, refusal, shown_name, unwanted

Address = tuple[str, ...]
Tree = dict[str, Any]

MOST_VALUES = 200_000
DEEPEST = 40


@dataclass(frozen=True)
class Place:
    """Where a key and its value stand; an item of a list has the place of its value for both."""

    key: Mark
    value: Mark


@dataclass(frozen=True)
class Source:
    """One file as it stands: its tree, the places of all addresses, and its faults."""

    name: str
    tree: Tree
    places: dict[Address, Place]
    problems: tuple[Problem, ...]


def dotted(address: Address) -> str:
    """An address as people write it."""
    return ".".join(harmless(one) for one in address)


def keeps_dots(address: Address) -> bool:
    """Whether the keys of the mapping at this address are dotted paths themselves."""
    return address == ("sources",) or (
        len(address) == 3 and address[0] == "measures" and address[2] == "set"
    )


def read_source(path: Path) -> Source:
    """Read one file.

    Raises ScenarioError when no tree can be made of it; faults beside which the rest can still be
    read (duplicate keys, tags, NaN) are kept in `problems`.
    """
    return parse(shown_name(path), read_text(path))


def parse(name: str, text: str) -> Source:
    """The tree of a text; `name` is what messages call it. Raises as `read_source`."""
    reader = _Reader(name, yaml.parse(text, Loader=yaml.CLoader))
    try:
        tree = reader.document(blank=not text.strip())
    except yaml.MarkedYAMLError as error:
        problem = syntax_problem(name, text, error)
        raise ScenarioError([*reader.problems, problem]) from None
    return Source(name, tree, reader.places, tuple(reader.problems))


@dataclass
class _Reader:
    """Walks the events of one document once."""

    name: str
    events: Iterator[Any]
    places: dict[Address, Place] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    stated: set[Address] = field(default_factory=set)
    anchors: list[str | None] = field(default_factory=list)
    open_anchors: list[str | None] = field(default_factory=list)
    values: int = 0

    def document(self, blank: bool) -> Tree:
        """The only document of the stream, which must be a mapping."""
        next(self.events)
        start = next(self.events)
        if isinstance(start, yaml.StreamEndEvent):
            wrong = "file is empty" if blank else "no scenario found, only comments"
            raise refusal(self.name, f"{wrong}; start from `corridor init`")
        if start.tags:
            self.complain(start, (), "%TAG directives are not allowed; delete the line")
        tree = self._root(next(self.events))
        next(self.events)
        after = next(self.events)
        if not isinstance(after, yaml.StreamEndEvent):
            raise self.stop(after, (), "one document per file; second one starts here")
        return tree

    def complain(self, event: Any, address: Address, message: str) -> None:
        self.problems.append(Problem(self.mark(event), dotted(address), message))

    def stop(self, event: Any, address: Address, message: str) -> ScenarioError:
        """The error to raise where reading on would only mislead."""
        self.complain(event, address, message)
        return ScenarioError(self.problems)

    def mark(self, event: Any) -> Mark:
        return Mark(self.name, event.start_mark.line + 1, event.start_mark.column + 1)

    def _root(self, event: Any) -> Tree:
        if isinstance(event, yaml.MappingStartEvent):
            self._check_tag(event, ())
            return self._mapping((), {})
        raise self.stop(event, (), _not_a_mapping(event))

    def _value(self, event: Any, address: Address, into: Any) -> Any:
        """The value that begins with this event; a mapping adds to the mapping `into`."""
        self.values += 1
        if self.values > MOST_VALUES:
            raise self.stop(event, (), f"file holds more than {MOST_VALUES} values; shorten it")
        if len(address) > DEEPEST:
            raise self.stop(event, (), f"nested deeper than {DEEPEST} levels; flatten it")
        if isinstance(event, yaml.AliasEvent):
            raise self.stop(event, address, self._alias_fault(event.anchor))
        self._check_tag(event, address)
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event, address)
        return self._collection(event, address, into)

    def _collection(self, event: Any, address: Address, into: Any) -> Any:
        self.open_anchors.append(event.anchor)
        value: Any = (
            self._mapping(address, into if isinstance(into, dict) else {})
            if isinstance(event, yaml.MappingStartEvent)
            else self._sequence(address)
        )
        self.anchors.append(self.open_anchors.pop())
        return value

    def _sequence(self, address: Address) -> tuple[Any, ...]:
        items: list[Any] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            here = (*address, str(len(items)))
            self.places[here] = Place(self.mark(event), self.mark(event))
            items.append(self._value(event, here, None))
        return tuple(items)

    def _mapping(self, address: Address, tree: Tree) -> Tree:
        """Fill the tree with the keys up to the end of the mapping."""
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            key = self._key(event, address)
            value = next(self.events)
            if key is None:
                self._value(value, (*address, "?"), None)
            else:
                self._entry(tree, address, key, (event, value))
        return tree

    def _entry(self, tree: Tree, address: Address, key: str, events: tuple[Any, Any]) -> None:
        """Put one key into the tree; `a.b: x` says the same as `a: {b: x}`."""
        *outer, last = _steps(address, key)
        place = Place(self.mark(events[0]), self.mark(events[1]))
        for step in outer:
            address = (*address, step)
            self.places.setdefault(address, place)
            if not isinstance(tree.setdefault(step, {}), dict):
                self._complain_twice(events[0], address)
                tree[step] = {}
            tree = tree[step]
        here = (*address, last)
        value = self._value(events[1], here, None if here in self.stated else tree.get(last))
        if here in self.stated or (last in tree and value is not tree[last]):
            self._complain_twice(events[0], here)
            return
        self.stated.add(here)
        self.places[here] = place
        tree[last] = value

    def _complain_twice(self, event: Any, address: Address) -> None:
        first = self.places[address].key.line
        self.complain(
            event, address[:-1], f"key {shown(address[-1])} given twice, first at line {first}"
        )

    def _key(self, event: Any, address: Address) -> str | None:
        """The text of a key, or nothing when it is not a text that can name something."""
        if not isinstance(event, yaml.ScalarEvent):
            self.complain(event, address, "key must be text; write one word before the colon")
            self._value(event, (*address, "?"), None)
            return None
        self._check_tag(event, address)
        if event.value == "<<" and event.implicit[0]:
            raise self.stop(event, address, "merge keys are not supported; write the values out")
        if fault := _key_fault(event):
            self.complain(event, address, fault)
            return None
        return str(event.value)

    def _scalar(self, event: Any, address: Address) -> Any:
        if (bad := unwanted(event.value)) is not None:
            self.complain(event, address, f"{character_fault(bad.group())} from the text")
        value = resolve(event.value) if event.implicit[0] else event.value
        if value is None:
            self.complain(event, address, "no value given; write one or delete the line")
        if isinstance(value, float) and not math.isfinite(value):
            self.complain(event, address, _not_finite(value))
        return value

    def _check_tag(self, event: Any, address: Address) -> None:
        if event.tag is not None:
            tag = event.tag.replace("tag:yaml.org,2002:", "!!").split(":")[0]
            self.complain(event, address, f"tag {shown(tag)} is not allowed; tags are never read")

    def _alias_fault(self, name: str | None) -> str:
        if name in self.open_anchors:
            return f"alias {shown(name)} contains itself; write the values out"
        if name not in self.anchors:
            return f"alias {shown(name)} has no anchor; write the values out"
        return f"alias {shown(name)}: aliases are not supported; write the values out"


def _steps(address: Address, key: str) -> list[str]:
    """The keys that a dotted key stands for; one that is a path itself stays whole."""
    steps = key.split(".")
    for number in range(len(steps)):
        if keeps_dots((*address, *steps[:number])):
            return [*steps[:number], ".".join(steps[number:])]
    return steps


def _not_a_mapping(event: Any) -> str:
    if isinstance(event, yaml.ScalarEvent) and event.implicit[0]:
        if resolve(event.value) is None:
            return "no scenario found; start from `corridor init`"
        if re.match(r"\S+:\S", event.value):
            word = event.value.split()[0]
            return f"{shown(word)} is not `key: value`; put a blank after the colon"
    return "a scenario is a mapping; write `key: value` lines"


def _key_fault(event: Any) -> str:
    value = resolve(event.value) if event.implicit[0] else event.value
    if value is None or value == "":
        return "empty key; write a word before the colon"
    if not isinstance(value, str):
        return f'key {event.value} must be text; write "{event.value}"'
    if (bad := unwanted(value)) is not None:
        return f"{character_fault(bad.group())} from the key"
    return ""


def _not_finite(value: float) -> str:
    if math.isnan(value):
        return "must be a finite number, found NaN"
    return "must be finite; for no limit write `unlimited`"
