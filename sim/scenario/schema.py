"""The language as a JSON Schema for editors and as a reference to read, from the models."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Annotated, Any, Literal, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from sim.scenario.economics import Economics
from sim.scenario.fields import Spot, choices, fields_of, is_model, models_below, spot_of
from sim.scenario.language import NONE, Day, Month, OptionFile, ReadingFile, ScenarioFile, Window
from sim.scenario.source import Address, dotted
from sim.scenario.study_file import Combination, StudyFile
from sim.scenario.varied import Axis, Map, Switching

DIALECT = "https://json-schema.org/draft/2020-12/schema"
LASTING = "Keeps one value over the whole horizon."
EXTENDS = "File that this one extends, relative to this one; what stands here wins."
_DOTTED_KEY = r"^[^.]+(\.[^.]+)+$"

# JSON Schema -------------------------------------------------------------------------------


def schema() -> str:
    """JSON Schema of a scenario file, as text.

    A file that extends another, or is extended, may say any part of any mapping: no key is
    required. Keys may be dotted paths.
    """
    found = ScenarioFile.model_json_schema()
    for name, definition in found["$defs"].items():
        _mend(definition, _may_be_none(name))
    _mend(found, set())
    found["properties"] = {
        "extends": {"type": "string", "description": EXTENDS},
        **found["properties"],
    }
    return json.dumps({"$schema": DIALECT, **found}, indent=2, ensure_ascii=False) + "\n"


def study_schema() -> str:
    """JSON Schema of a study file, as text."""
    found = {"$schema": DIALECT, **StudyFile.model_json_schema()}
    return json.dumps(found, indent=2, ensure_ascii=False) + "\n"


def _may_be_none(name: str) -> set[str]:
    """Keys of a model at which the word `none` may stand."""
    models = {model.__name__: model for _, model in models_below((), Spot((ScenarioFile,)))}
    if name not in models:
        return set()
    return {key for key, info in fields_of(models[name]).items() if NONE in info.metadata}


def _mend(part: dict[str, Any], may_be_none: set[str]) -> None:
    """Say what the loader accepts of one mapping, in place."""
    part.pop("required", None)
    if part.get("additionalProperties") is False:
        part["patternProperties"] = {_DOTTED_KEY: {}}
    for key, field in part.get("properties", {}).items():
        _mend_field(field, key in may_be_none)


def _mend_field(field: dict[str, Any], may_be_none: bool) -> None:
    if "default" in field and field["default"] is None:
        del field["default"]
        if may_be_none:
            field["default"] = "none"
    if field.pop("structural", False):
        field["description"] = f"{field.get('description', '')} {LASTING}".strip()
    if "anyOf" in field:
        kinds = [one for one in field["anyOf"] if one != {"type": "null"}]
        field["anyOf"] = [*kinds, {"const": "none"}] if may_be_none else kinds
    for below in field.get("patternProperties", {}).values():
        below.pop("discriminator", None)
        if "oneOf" in below:  # a part of a service need not say its kind
            below["anyOf"] = below.pop("oneOf")


# Reference ---------------------------------------------------------------------------------


def reference() -> str:
    """The reference of the language in Markdown."""
    parts = ["# The scenario language", "", _INTRODUCTION, ""]
    parts += _sections(ScenarioFile, "A scenario file")
    parts += _sections(OptionFile, "An option file")
    parts += _sections(ReadingFile, "A reading file")
    parts += _sections(StudyFile, "A study file")
    parts += _sections(Combination, "`combinations.NAME` of a study")
    parts += _sections(Switching, "A number of `switching`")
    parts += _sections(Map, "`map` of a study")
    parts += _sections(Axis, "`map.across` and `map.up`")
    parts += _sections(Economics, "A file of prices")
    return "\n".join(parts).rstrip() + "\n"


_INTRODUCTION = f"""\
Generated from the models that check a scenario; `corridor schema` prints the same for editors.

- `extends: FILE` at the top of a file: {EXTENDS[0].lower()}{EXTENDS[1:]}
- A key may be a dotted path: `terminals.aktau.quay.berths: 3`.
- Mappings of two files merge key by key; scalars and lists replace.
- `unlimited` stands where there is no limit, `none` where something is absent.
- A measure addresses values by dotted path; keys marked *lasting* are the exception."""


def _sections(root: type[BaseModel], title: str) -> Iterator[str]:
    told: set[type[BaseModel]] = set()
    for address, model in models_below((), Spot((root,))):
        if model in told or (address and root is not ScenarioFile):
            continue
        told.add(model)
        yield f"## {title if not address else _heading(model, address)}"
        yield ""
        yield " ".join((model.__doc__ or "").split())
        yield ""
        yield "| key | value | default | meaning |"
        yield "| --- | --- | --- | --- |"
        yield from (_row(key, info) for key, info in fields_of(model).items())
        yield ""


def _heading(model: type[BaseModel], address: Address) -> str:
    if model.__name__ == "Distribution":
        return "A distribution"
    kind = model.model_fields.get("kind")
    of_kind = f", `kind: {get_args(kind.annotation)[0]}`" if kind else ""
    return f"`{dotted(address)}`{of_kind}"


def _row(key: str, info: FieldInfo) -> str:
    meaning = info.description or ""
    if isinstance(info.json_schema_extra, dict) and "structural" in info.json_schema_extra:
        meaning = f"{meaning} *lasting*".strip()
    cells = (f"`{key}`", _value(spot_of(info), info), _default(info), meaning)
    return "| " + " | ".join(one.replace("|", "\\|") for one in cells) + " |"


def _value(spot: Spot, info: FieldInfo) -> str:
    for form, text in _FORMS:
        if form in _metadata(info.annotation, info.metadata):
            return text
    words = [_kind(one, spot) for one in spot.kinds]
    if info.default == "unlimited" or "unlimited" in str(info.metadata):
        words.append("`unlimited`")
    if NONE in info.metadata:
        words.append("`none`")
    return " or ".join(dict.fromkeys(words))


def _metadata(annotation: Any, outer: Sequence[Any] = ()) -> list[Any]:
    """What stands beside an annotation and beside all that it holds."""
    beside = list(outer)
    if get_origin(annotation) is Annotated:
        beside += get_args(annotation)[1:]
    for inner in get_args(annotation):
        if not isinstance(inner, str):
            beside += _metadata(inner)
    return beside


def _kind(kind: Any, spot: Spot) -> str:
    origin, inner = get_origin(kind), get_args(kind)
    if origin is Literal:
        return ", ".join(f"`{one}`" for one in choices(Spot((kind,))))
    if origin is dict:
        return f"names: {_all_kinds(inner[1:])}"
    if origin is tuple:
        return f"list of {_all_kinds(one for one in inner if one is not Ellipsis)}"
    if is_model(kind):
        return "number or distribution" if kind.__name__ == "Distribution" else "mapping"
    return _PLAIN.get(kind, "value") + _bounds(spot)


def _all_kinds(annotations: Iterable[Any]) -> str:
    spots = [spot_of(FieldInfo.from_annotation(one)) for one in annotations]
    return ", ".join(dict.fromkeys(_kind(kind, spot) for spot in spots for kind in spot.kinds))


def _bounds(spot: Spot) -> str:
    signs = {"ge": "≥", "gt": ">", "le": "≤", "lt": "<"}
    return "".join(f" {signs[one]} {bound:g}" for one, bound in spot.bounds.items())


def _default(info: FieldInfo) -> str:
    if info.is_required():
        return "required"
    if info.default is None:
        return "`none`" if NONE in info.metadata else ""
    if info.default in (PydanticUndefined, "", ()):
        return ""
    return f"`{str(info.default).lower() if isinstance(info.default, bool) else info.default}`"


_FORMS: tuple[tuple[Any, str], ...] = (
    (get_args(Day)[1], "`YYYY-MM-DD`"),
    (get_args(Month)[1], "`YYYY-MM`"),
    (get_args(Window)[1], "list of `HH:MM-HH:MM`"),
)
_PLAIN: dict[Any, str] = {
    float: "number",
    int: "whole number",
    str: "text",
    bool: "`true`, `false`",
}
