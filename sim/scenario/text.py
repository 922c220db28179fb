"""The bytes of a scenario file as text: size, encoding and characters are checked first."""

from __future__ import annotations

import re
import sys
import unicodedata
from pathlib import Path
from typing import BinaryIO

from sim.errors import Mark, Problem, ScenarioError

LIMIT_BYTES = 5_000_000
STDIN = Path("-")

_SIGNATURES = (
    (b"PK\x03\x04", "this is not a text file (looks like a zip/xlsx); save the scenario as YAML"),
    (b"\x1f\x8b", "this is not a text file (looks like gzip); unpack it first"),
    (b"%PDF", "this is not a text file (looks like a PDF); save the scenario as YAML"),
    (b"\xff\xfe", "file is UTF-16; save it as UTF-8"),
    (b"\xfe\xff", "file is UTF-16; save it as UTF-8"),
)
_UNWANTED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00a0\u2007\u202f\u200b\u200e\u200f\u2028\u2029"
    "\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]"
)
_NO_BREAK_SPACES = "\u00a0\u2007\u202f"
_TAB_INDENT = re.compile(r"^ *(?=\t)[ \t]*(?=[^\s#])", re.MULTILINE)


def shown_name(path: Path) -> str:
    """The name of a file as messages give it."""
    return "<stdin>" if path == STDIN else str(path)


def read_text(path: Path) -> str:
    """Return the text of a file, or of standard input for `-`, with `\\n` as the line end.

    Raises ScenarioError when the file is absent, too large, not UTF-8 or holds characters that
    cannot be seen.
    """
    name = shown_name(path)
    text = _decoded(name, _bytes(path, name))
    if problems := [*_unwanted_characters(name, text), *_tab_indents(name, text)]:
        raise ScenarioError(problems)
    return text


def refusal(name: str, message: str) -> ScenarioError:
    """An error about a file as a whole."""
    return ScenarioError([Problem(Mark(name, 1, 1), "", message)])


def place_in(name: str, text: str, offset: int) -> Mark:
    """The line and column of an offset in characters."""
    line_start = text.rfind("\n", 0, offset) + 1
    return Mark(name, text.count("\n", 0, offset) + 1, offset - line_start + 1)


def character_fault(character: str) -> str:
    """What to say about a character that cannot be seen."""
    code = f"U+{ord(character):04X}"
    if character in _NO_BREAK_SPACES:
        return f"no-break space {code}; replace by a plain blank"
    if unicodedata.category(character) == "Cc":
        return f"control character {code}; remove it"
    return f"invisible character {code}; remove it"


def unwanted(text: str) -> re.Match[str] | None:
    """The first character in a text that a reader of the file would not see."""
    return _UNWANTED.search(text)


def _bytes(path: Path, name: str) -> bytes:
    try:
        if path == STDIN:
            return _limited(sys.stdin.buffer, name)
        _check_size(path.stat().st_size, name)
        with path.open("rb") as file:
            return _limited(file, name)
    except OSError as error:
        raise refusal(name, _reason(error)) from None
    except ValueError:
        raise refusal(name, "this is not a file name") from None


def _reason(error: OSError) -> str:
    reasons = {
        FileNotFoundError: "file not found; check its name and folder",
        IsADirectoryError: "this is a folder; name the scenario file in it",
        PermissionError: "permission denied; make the file readable",
    }
    return reasons.get(type(error), f"cannot be read: {error.strerror}; check its name and folder")


def _limited(file: BinaryIO, name: str) -> bytes:
    """At most one byte beyond the limit is read, whatever the size was said to be."""
    data = file.read(LIMIT_BYTES + 1)
    _check_size(len(data), name)
    return data


def _check_size(size: int, name: str) -> None:
    if size > LIMIT_BYTES:
        raise refusal(
            name,
            f"file is {size / 1e6:.3g} MB; the limit is {LIMIT_BYTES / 1e6:g} MB;"
            " keep series in CSV files",
        )


def _decoded(name: str, data: bytes) -> str:
    for signature, message in _SIGNATURES:
        if data.startswith(signature):
            raise refusal(name, message)
    if b"\x00" in data[:1024]:
        raise refusal(name, "this is not a text file; save the scenario as UTF-8 text")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ScenarioError([_not_utf8(name, data, error.start)]) from None
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def _not_utf8(name: str, data: bytes, offset: int) -> Problem:
    before = data[:offset].decode("utf-8")
    message = f"byte 0x{data[offset]:02X} at offset {offset} is not UTF-8; save the file as UTF-8"
    return Problem(place_in(name, before, len(before)), "", message)


def _unwanted_characters(name: str, text: str) -> list[Problem]:
    found = {place_in(name, text, one.start()): one.group() for one in _first_by_line(text)}
    return [Problem(mark, "", character_fault(character)) for mark, character in found.items()]


def _first_by_line(text: str) -> list[re.Match[str]]:
    """The first unwanted character of each line: one that is pasted often stands often."""
    firsts: list[re.Match[str]] = []
    for one in _UNWANTED.finditer(text):
        if not firsts or "\n" in text[firsts[-1].start() : one.start()]:
            firsts.append(one)
    return firsts


def _tab_indents(name: str, text: str) -> list[Problem]:
    return [
        Problem(
            place_in(name, text, text.index("\t", one.start())),
            "",
            "tab used for indentation; use spaces",
        )
        for one in _TAB_INDENT.finditer(text)
    ]
