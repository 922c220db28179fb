"""What the language says about an address: its kinds of value, bounds, and keys below it."""

from __future__ import annotations

import types
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from sim.scenario.language import ScenarioFile
from sim.scenario.source import Address

Bounds = dict[str, float]
NAME = "NAME"
_BOUNDS = ("ge", "gt", "le", "lt")
_UNIONS = (Union, types.UnionType)


@dataclass(frozen=True)
class Spot:
    """An address in the language: the kinds of value that may stand there."""

    kinds: tuple[Any, ...]
    bounds: Bounds = field(default_factory=dict)
    structural: bool = False

    @property
    def models(self) -> tuple[type[BaseModel], ...]:
        """The kinds that are mappings with keys of their own."""
        return tuple(one for one in self.kinds if is_model(one))

    def keys(self) -> tuple[str, ...]:
        """The keys that may stand here, in the order of the language; none where names are free."""
        return tuple(dict.fromkeys(key for one in self.models for key in fields_of(one)))


def is_model(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


@cache
def fields_of(model: type[BaseModel]) -> dict[str, FieldInfo]:
    """The fields of a model by the key that stands in the file."""
    return {info.alias or name: info for name, info in model.model_fields.items()}


def spot_at(address: Address, tree: Any = None, root: Any = ScenarioFile) -> Spot | None:
    """What the language says about an address, or None when it knows nothing of it.

    The tree decides between kinds of service.
    """
    spot: Spot | None = Spot((root,))
    for step in address:
        spot = _below(spot, step, tree) if spot else None
        tree = tree.get(step) if isinstance(tree, dict) else None
    return spot


def _below(spot: Spot, step: str, tree: Any) -> Spot | None:
    for kind in _fitting(spot.models, tree):
        if info := fields_of(kind).get(step):
            structural = isinstance(extra := info.json_schema_extra, dict) and "structural" in extra
            found = spot_of(info)
            return Spot(found.kinds, found.bounds, spot.structural or structural)
    for kind in spot.kinds:
        if get_origin(kind) in (dict, tuple):
            found = _spot(get_args(kind)[1 if get_origin(kind) is dict else 0], {})
            return Spot(found.kinds, found.bounds, spot.structural)
    return None


def _fitting(models: tuple[type[BaseModel], ...], tree: Any) -> tuple[type[BaseModel], ...]:
    """The kinds of service that a mapping may be: the one that it names, or all."""
    named = tree.get("kind") if isinstance(tree, dict) else None
    return tuple(one for one in models if named in _kind_names(one)) or models


def _kind_names(model: type[BaseModel]) -> tuple[Any, ...]:
    info = model.model_fields.get("kind")
    return get_args(info.annotation) if info else ()


def spot_of(info: FieldInfo) -> Spot:
    """The kinds of value of one field, with their bounds."""
    return _spot(info.annotation, _bounds(info.metadata))


def _spot(annotation: Any, bounds: Bounds) -> Spot:
    """The alternatives of an annotation, with their bounds taken together."""
    kinds: list[Any] = []
    for kind, found in _alternatives(annotation):
        kinds.append(kind)
        bounds = {**bounds, **found}
    return Spot(tuple(kinds), bounds)


def _alternatives(annotation: Any) -> Iterator[tuple[Any, Bounds]]:
    origin = get_origin(annotation)
    if origin is Annotated:
        inner, *metadata = get_args(annotation)
        for kind, bounds in _alternatives(inner):
            yield kind, {**bounds, **_bounds(metadata)}
    elif origin in _UNIONS:
        for one in get_args(annotation):
            yield from _alternatives(one)
    elif annotation is not type(None):
        yield annotation, {}


def _bounds(metadata: Any) -> Bounds:
    found: Bounds = {}
    for one in metadata:
        if isinstance(one, FieldInfo):
            found |= _bounds(one.metadata)
        found |= {name: getattr(one, name) for name in _BOUNDS if hasattr(one, name)}
    return found


def choices(spot: Spot) -> tuple[str, ...]:
    """The words that may stand at a spot, where only some may."""
    literals = [one for one in spot.kinds if get_origin(one) is Literal]
    return tuple(str(word) for one in literals for word in get_args(one))


def default_at(address: Address, tree: Any, root: Any) -> Any:
    """The default of a key, or None where it has none or it is an empty text or list."""
    parent = spot_at(address[:-1], tree, root)
    for model in parent.models if parent else ():
        info = fields_of(model).get(address[-1])
        if info and info.default is not PydanticUndefined:
            return info.default
    return None


@cache
def homes() -> dict[str, tuple[Address, ...]]:
    """Every key of the language with the addresses of the mappings that it belongs in."""
    found: dict[str, list[Address]] = {}
    for address, model in models_below((), Spot((ScenarioFile,))):
        for key in fields_of(model):
            found.setdefault(key, []).append(address)
    return {key: tuple(dict.fromkeys(addresses)) for key, addresses in found.items()}


def models_below(address: Address, spot: Spot) -> Iterator[tuple[Address, type[BaseModel]]]:
    """Every mapping of the language from here down, the outer before the inner."""
    for model in spot.models:
        yield address, model
        for key, info in fields_of(model).items():
            yield from models_below((*address, key), _spot(info.annotation, {}))
    for kind in spot.kinds:
        if get_origin(kind) is dict:
            yield from models_below((*address, NAME), _spot(get_args(kind)[1], {}))
