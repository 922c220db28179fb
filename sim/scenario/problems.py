"""What pydantic refused, as problems with a place, a reason and a cure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from sim.errors import Problem
from sim.scenario.fields import Bounds, Spot, choices, default_at, spot_at
from sim.scenario.inheritance import Joined, existing
from sim.scenario.scalars import number_meant, shown
from sim.scenario.source import Address, dotted
from sim.scenario.spelling import did_you_mean, foreign_letter, unknown_key

LEAST_PER_CENT = 2  # of what may be meant where a share is due
LARGEST_PER_CENT = 100
FAR = 1e6
_GROWTH_NUMBERS = ("times", "percent_per_year")


@dataclass(frozen=True)
class Fault:
    """One refusal: where, of what type, the value found, and what the language says there."""

    address: Address
    kind: str
    found: Any
    context: dict[str, Any]
    spot: Spot
    default: Any


def problems_of(error: ValidationError, joined: Joined, root: type[BaseModel]) -> Iterator[Problem]:
    """One problem for each refusal that the files' own faults do not already tell."""
    told = {one.path for one in joined.problems}
    for details in error.errors(include_url=False):
        address, message = told_of(details, joined.tree, root)
        if dotted(address) not in told:
            yield joined.problem(address, message, key=_concerns_key(details))


def refused_addresses(error: ValidationError, tree: Any) -> list[Address]:
    """Where in the tree the refusals lie."""
    return [_address(one["loc"], tree, one["type"]) for one in error.errors(include_url=False)]


def told_of(details: ErrorDetails, tree: Any, root: type[BaseModel]) -> tuple[Address, str]:
    """The address in the tree that a refusal concerns, and what to say."""
    address = _address(details["loc"], tree, details["type"])
    spot = spot_at(address, tree, root) or Spot(())
    fault = Fault(
        address=address,
        kind=details["type"],
        found=details["input"],
        context=details.get("ctx", {}),
        spot=spot,
        default=default_at(address, tree, root) if address else None,
    )
    if fault.kind == "extra_forbidden":
        parent = spot_at(address[:-1], tree, root)
        return address, unknown_key(address[-1], parent.keys() if parent else ())
    return address, message_of(fault)


def _concerns_key(details: ErrorDetails) -> bool:
    return details["type"] in ("extra_forbidden", "missing") or details["loc"][-1:] == ("[key]",)


def _address(loc: tuple[int | str, ...], tree: Any, kind: str) -> Address:
    """The steps that stand in the file: no tag of a union, no key that a default filled in."""
    steps = tuple(str(step) for step in loc if step != "[key]")
    if steps[:1] == ("services",) and len(steps) > 3:
        steps = (*steps[:2], *steps[3:])
    if kind == "union_tag_invalid":
        steps = (*steps, "kind")
    if kind == "missing":
        return steps
    return steps[: existing(tree, steps)]


def message_of(fault: Fault) -> str:
    """What is wrong and how to mend it."""
    for kinds, message in _MESSAGES:
        if fault.kind in kinds:
            return message(fault)
    return f"{fault.kind.replace('_', ' ')}, found {shown(fault.found)}; see the reference"


def _missing(fault: Fault) -> str:
    key = fault.address[-1] if fault.address else ""
    if key.isdecimal():
        return "list is too short; add the item"
    return f"is missing; add for example `{key}: {_example(fault.spot)}`"


def _example(spot: Spot) -> str:
    if words := choices(spot):
        return words[0]
    if spot.models or any(str(one).startswith("dict") for one in spot.kinds):
        return "{...}"
    if any(str(one).startswith("tuple") for one in spot.kinds):
        return "[...]"
    return "1" if spot.bounds or float in spot.kinds or int in spot.kinds else "..."


def _number(fault: Fault) -> str:
    found = fault.found
    if isinstance(found, str):
        return _text_for_number(fault, found)
    if isinstance(found, tuple):
        comma = "; did you write a decimal comma?" if len(found) == 2 else "; write the number"
        return f"expected one number, found a list of {len(found)}{comma}"
    if isinstance(found, float) and int in fault.spot.kinds:
        bounds = {one: bound for one, bound in fault.spot.bounds.items() if abs(bound) < FAR}
        return f"must be a whole number{_span(bounds)}, found {found}"
    return f"must be a number, found {_kind_of(found)}; write {_default_or(fault, 'a number')}"


def _text_for_number(fault: Fault, text: str) -> str:
    if fault.address[-1] in _GROWTH_NUMBERS and (message := _two_readings(fault, text)):
        return message
    if meant := did_you_mean(text, ("unlimited", "none")):
        return f"must be a number, found text {shown(text)}; {meant}"
    message = number_meant(text)
    if message.startswith("number has"):
        largest = fault.spot.bounds.get("le")
        return f"{message}; " + (f"largest allowed is {largest:.0f}" if largest else "shorten it")
    if "write" not in message and "use" not in message:
        return f"{message}; write {_default_or(fault, 'a number')}"
    return message


def _two_readings(fault: Fault, text: str) -> str:
    """Growth in words that people read in two ways: what each would be in this language."""
    match = re.fullmatch(r"\s*([0-9]+(?:[.,][0-9]+)?)\s*(x|X|×|%|fold|-fold|times)\s*", text)
    if not match:
        return ""
    number = float(match[1].replace(",", "."))
    point = f"use a point: {shown(text.strip().replace(',', '.'))[1:-1]}; " if "," in text else ""
    if fault.address[-1] == "percent_per_year" and match[2] == "%" and number < LARGEST_PER_CENT:
        return f"{shown(text)} is text; write {number:g}"
    readings = _per_cent_readings if match[2] == "%" else _multiple_readings
    one, other = readings(fault.address[-1], number)
    return f"{point}{shown(text)} has two readings: {one}, or {other}; write the one you mean"


def _per_cent_readings(key: str, number: float) -> tuple[str, str]:
    if key == "times":
        return (
            f"{number:g} % of the level (`times: {number / 100:g}`)",
            f"growth by {number:g} % (`times: {1 + number / 100:g}`)",
        )
    return (
        f"growth by {number:g} % a year (`percent_per_year: {number:g}`)",
        f"{number:g} % of the year before (`percent_per_year: {number - 100:g}`)",
    )


def _multiple_readings(key: str, number: float) -> tuple[str, str]:
    return (
        f"{number:g} times the level of one year, once (`times: {number:g}`)",
        f"{number:g} times the year before, every year"
        f" (`percent_per_year: {100 * (number - 1):g}`)",
    )


def _mapping(fault: Fault) -> str:
    numbers = [one for one in fault.spot.models if one.__name__ == "Distribution"]
    if numbers and not isinstance(fault.found, dict):
        return _number(fault)
    return f"must be a mapping, found {_kind_of(fault.found)}; write `key: value` lines below it"


def _list(fault: Fault) -> str:
    return f"must be a list, found {_kind_of(fault.found)}; begin each item with `- `"


def _boolean(fault: Fault) -> str:
    return f"write true or false, found {shown(fault.found)}"


def _text(fault: Fault) -> str:
    if isinstance(fault.found, int | float):
        plain = str(fault.found).lower()
        return f'must be text, found {_kind_of(fault.found)}; write "{plain}"'
    return f"must be text, found {_kind_of(fault.found)}; write one line of text"


def _out_of_bounds(fault: Fault) -> str:
    bounds = fault.spot.bounds or {str(key): value for key, value in fault.context.items()}
    if not fault.kind.startswith("less"):  # a far upper bound only guards against slips
        bounds = {one: bound for one, bound in bounds.items() if abs(bound) < FAR}
    message = f"must be{_span(bounds)}, found {fault.found:.6g}"
    if bounds.get("le") == 1 and LEAST_PER_CENT <= fault.found <= LARGEST_PER_CENT:
        return f"{message}; did you mean {fault.found / LARGEST_PER_CENT:g}?"
    if fault.found == 0 and fault.address[0] == "terminals":
        return f"{message}; to close a place use `closures`, for no limit write `unlimited`"
    return f"{message}; write a number in that range"


def _span(bounds: Bounds) -> str:
    """The bounds in words, with a blank before them."""
    if "ge" in bounds and "le" in bounds:
        return f" between {bounds['ge']:.12g} and {bounds['le']:.12g}"
    signs = {"ge": ">=", "gt": ">", "lt": "<", "le": "<="}
    parts = [f"{sign} {bounds[one]:.12g}" for one, sign in signs.items() if one in bounds]
    return " " + " and ".join(parts) if parts else ""


def _choice(fault: Fault) -> str:
    known = choices(fault.spot)
    what = fault.address[-1] if not fault.address[-1].isdecimal() else "word"
    nearest = did_you_mean(str(fault.found), known)
    end = f"; {nearest}" if nearest else ""
    return f"unknown {what} {shown(fault.found)}; known: {', '.join(known)}{end}"


def _service_kind(fault: Fault) -> str:
    known = re.findall(r"'(\w+)'", fault.context.get("expected_tags", "'rail', 'sea', 'carrier'"))
    listed = ", ".join(known)
    if "tag" not in fault.context:
        return f"`kind` is missing; write one of: {listed}"
    return f"unknown kind {shown(fault.context['tag'])}; known: {listed}"


def _name(fault: Fault) -> str:
    text = str(fault.found)
    if fault.address == ("name",):
        return f"letters, digits, - and _ only, found {shown(text)}; rename it"
    if foreign := foreign_letter(text):
        return f"{foreign}; names have Latin lower-case letters, digits and _"
    return f"{shown(text)}: names have lower-case letters, digits and _, a letter first; rename it"


def _too_long(fault: Fault) -> str:
    return f"is longer than {fault.context['max_length']} characters; shorten it"


def _too_short(fault: Fault) -> str:
    return f"must not be empty; add at least {fault.context['min_length']}"


def _said(fault: Fault) -> str:
    return str(fault.context["error"])


def _default_or(fault: Fault, otherwise: str) -> str:
    if isinstance(fault.default, int | float | str) and fault.default != "":
        return f"{otherwise} or delete the line to take the default {shown(fault.default)}"
    return otherwise


def _kind_of(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, tuple):
        return f"a list of {len(value)}"
    if value is None:
        return "no value"
    return f"{'text' if isinstance(value, str) else 'number'} {shown(value)}"


Message = Callable[[Fault], str]
_MESSAGES: tuple[tuple[tuple[str, ...], Message], ...] = (
    (("missing",), _missing),
    (("float_type", "int_type", "int_from_float", "finite_number"), _number),
    (("model_type", "dict_type", "model_attributes_type"), _mapping),
    (("tuple_type",), _list),
    (("bool_type",), _boolean),
    (("string_type",), _text),
    (("greater_than", "greater_than_equal", "less_than", "less_than_equal"), _out_of_bounds),
    (("literal_error",), _choice),
    (("union_tag_invalid", "union_tag_not_found"), _service_kind),
    (("string_pattern_mismatch",), _name),
    (("string_too_long",), _too_long),
    (("too_short", "too_long"), _too_short),
    (("value_error",), _said),
)
