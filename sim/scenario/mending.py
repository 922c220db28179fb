"""A second look at a file in which single keys are at fault.

Without the faulty keys the rest may still be sound enough to be checked as a whole, so that its
author hears of everything at once. Where a faulty key cannot be left out, the second look waits.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from pydantic import BaseModel, ValidationError

from sim.errors import Problem
from sim.scenario.fields import fields_of, spot_at
from sim.scenario.inheritance import Joined
from sim.scenario.language import ScenarioFile
from sim.scenario.problems import refused_addresses
from sim.scenario.source import Address, Tree


def mended(joined: Joined, error: ValidationError) -> tuple[Joined, ScenarioFile] | None:
    """The scenario without its faulty keys, or None when it cannot stand without them."""
    tree = joined.tree
    for address in refused_addresses(error, joined.tree):
        if _can_be_left_out(address, joined.tree):
            tree = without(tree, address)
    try:
        return replace(joined, tree=tree), ScenarioFile.model_validate(tree)
    except ValidationError:
        return None


def _can_be_left_out(address: Address, tree: Tree) -> bool:
    """Whether a key is unknown, or has a default to fall back on."""
    parent = spot_at(address[:-1], tree)
    models = parent.models if parent else ()
    return bool(models) and all(_is_optional(one, address[-1]) for one in models)


def _is_optional(model: type[BaseModel], key: str) -> bool:
    info = fields_of(model).get(key)
    return info is None or not info.is_required()


def without(tree: Any, address: Address) -> Any:
    """The tree without one key; what is not on the way to it is shared."""
    step, *rest = address
    if not isinstance(tree, dict) or step not in tree:
        return tree
    if rest:
        return {**tree, step: without(tree[step], tuple(rest))}
    return {key: value for key, value in tree.items() if key != step}


def beside(found: Iterable[Problem], told: Iterable[Problem]) -> list[Problem]:
    """The problems found that have nothing to do with what was told before."""
    paths = [one.path for one in told if one.path]
    return [one for one in found if not any(_touch(one.path, path) for path in paths)]


def _touch(found: str, told: str) -> bool:
    """Whether a fault lies around another one, inside it, or in what speaks of it by its path."""
    return f".{told}." in f".{found}." or f"{told}.".startswith(f"{found}.")
