"""Plain scalars as YAML 1.2 reads them, and what a text that looks like a number may mean."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

Scalar = None | bool | int | float | str

LONGEST_SHOWN = 40

_WORDS: dict[str, Scalar] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
# A leading zero means octal to some readers, and more digits than 19 hold in no number here:
# both stay text and are refused where a number is due.
_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]{0,18})", re.ASCII)
_DECIMAL = re.compile(
    r"[-+]?((0|[1-9][0-9]*)?\.[0-9]+|(0|[1-9][0-9]*)\.|(0|[1-9][0-9]*)(\.[0-9]*)?[eE][-+]?[0-9]+"
    r"|[0-9]?\.[0-9]+[eE][-+]?[0-9]+)",
    re.ASCII,
)
_SPECIAL = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")


def resolve(text: str) -> Scalar:
    """The value of a plain scalar after the core schema of YAML 1.2; dates stay text."""
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    if _DECIMAL.fullmatch(text):
        return float(text)
    if _SPECIAL.fullmatch(text):
        return float(text.replace(".", ""))
    return text


def shown(value: object) -> str:
    """A value as messages quote it: short, on one line, nothing that acts on a screen."""
    text = str(value)
    text = text if len(text) <= LONGEST_SHOWN else text[:LONGEST_SHOWN] + "…"
    return f"`{harmless(text)}`"


def harmless(text: str) -> str:
    """A text with what acts on a screen written as an escape."""
    return "".join(one if one.isprintable() else _escaped(one) for one in text)


def _escaped(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")


def number_meant(text: str) -> str:
    """What is wrong with a text where a number is due, and what to write instead."""
    stripped = text.strip()
    for pattern, message in _LOOKS_LIKE:
        if match := pattern.fullmatch(stripped):
            return message(match)
    if stripped and all(_is_digit(one) for one in stripped):
        return f"{shown(stripped)} is not a plain digit; write {_plain_digits(stripped)}"
    return f"must be a number, found text {shown(text)}"


def _is_digit(character: str) -> bool:
    return unicodedata.decimal(character, None) is not None or character == "."


def _plain_digits(text: str) -> str:
    return "".join(one if one == "." else str(unicodedata.decimal(one)) for one in text)


def _not_decimal(match: re.Match[str]) -> str:
    return f"write a plain decimal number, found {shown(match[0])}"


def _too_many_digits(match: re.Match[str]) -> str:
    return f"number has {len(match[0].lstrip('+-'))} digits"


def _grouped(match: re.Match[str]) -> str:
    return f"{shown(match[0])} is text; write {re.sub('[ ,_]', '', match[0])}"


def _quoted(match: re.Match[str]) -> str:
    return f'found text "{match[0]}"; write {match[0]} without quotes'


def _with_unit(match: re.Match[str]) -> str:
    return f"the unit stands in the key, found {shown(match[0])}; write {match['number']}"


def _calendar_span(match: re.Match[str]) -> str:
    return f"{shown(match[0])}: a month has no fixed length, nor has a year; write days or hours"


def _decimal_comma(match: re.Match[str]) -> str:
    return f"{shown(match[0])} is text; use a point: {match[0].replace(',', '.')}"


def _per_cent(match: re.Match[str]) -> str:
    number = float(match["number"])
    return f"{shown(match[0])} is text; write a share as {number / 100:g}, per cent as {number:g}"


def _fraction(match: re.Match[str]) -> str:
    value = int(match[1]) / int(match[2])
    return f"{shown(match[0])} is text; write {value!r}"


Explanation = Callable[[re.Match[str]], str]
_LOOKS_LIKE: tuple[tuple[re.Pattern[str], Explanation], ...] = tuple(
    (re.compile(pattern, re.ASCII), explain)
    for pattern, explain in (
        (r"[-+]?0[xXoObB][0-9a-fA-F]+", _not_decimal),
        (r"[-+]?0[0-9]+(\.[0-9]*)?", _not_decimal),
        (r"[-+]?[0-9]{20,}", _too_many_digits),
        (_INTEGER.pattern, _quoted),
        (_DECIMAL.pattern, _quoted),
        (r"[-+]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?", _grouped),
        (r"[-+]?[0-9]{1,3}( [0-9]{3})+(\.[0-9]+)?", _grouped),
        (r"[-+]?[0-9]+(_[0-9]+)+(\.[0-9]+)?", _grouped),
        (r"[-+]?[0-9]+,[0-9]+", _decimal_comma),
        (r"(?P<number>[0-9]+(\.[0-9]+)?) ?%", _per_cent),
        (r"([0-9]{1,9})/([1-9][0-9]{0,8})", _fraction),
        (r"[0-9.]+ ?(mo|months?|y|yr|years?)", _calendar_span),
        (r"(?P<number>[0-9]+(\.[0-9]+)?) ?[A-Za-z][A-Za-z/_ ]{0,20}[0-9]?", _with_unit),
    )
)
