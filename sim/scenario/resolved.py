"""The resolved scenario: one file without `extends` that gives the same numbers."""

from __future__ import annotations

from typing import Any

import yaml

from sim.scenario.scalars import resolve
from sim.scenario.source import Tree

WIDEST_LINE = 100
_FIRST_KEYS = ("name", "option", "title", "note", "horizon", "replications", "seed")


def resolved_text(tree: Tree, name: str) -> str:
    """YAML of a joined tree; keys of the top level begin a line each."""
    named = {"name": name, **{key: value for key, value in tree.items() if key != "name"}}
    first = {key: named[key] for key in _FIRST_KEYS if key in named}
    return written({**first, **named})


def written(tree: Tree) -> str:
    """YAML of a tree, in the order of its keys."""
    return str(
        yaml.dump(
            tree,
            Dumper=_Dumper,
            default_flow_style=None,
            sort_keys=False,
            allow_unicode=True,
            width=WIDEST_LINE,
        )
    )


class _Dumper(yaml.CSafeDumper):
    """Writes what the reader of this package reads back unchanged."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _text(dumper: _Dumper, text: str) -> yaml.Node:
    style = None if isinstance(resolve(text), str) else '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


def _sequence(dumper: _Dumper, items: tuple[Any, ...]) -> yaml.Node:
    return dumper.represent_sequence("tag:yaml.org,2002:seq", items)


_Dumper.add_representer(str, _text)
_Dumper.add_representer(tuple, _sequence)
