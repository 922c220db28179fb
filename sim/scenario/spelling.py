"""What somebody may have meant by a key or a word that is not known."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Sequence

from sim.scenario.fields import homes
from sim.scenario.scalars import shown

# Letters of other scripts that look like Latin ones on a screen.
_LOOK_ALIKES = str.maketrans("аеорсухікјѕһԁԛԝвмнтαοενικρτυχ", "aeopcyxikjshdqwbmhtaoevikptux")
_ORDINALS = ("first", "second", "third")


def unknown_key(key: str, known: Sequence[str]) -> str:
    """What is wrong with a key that is not known here, and what to write instead."""
    for guess in (_look_alike, _other_case, _near, _elsewhere, _far):
        if message := guess(key, known):
            return f"unknown key; {message}"
    listed = ", ".join(known[:20])
    return f"unknown key; keys here: {listed}" if listed else "unknown key; nothing stands here"


def did_you_mean(word: str, known: Sequence[str]) -> str:
    """`did you mean ...?` for the nearest word, or nothing when none is near."""
    found = difflib.get_close_matches(plain_letters(word).lower(), known, 1, 0.6)
    return f"did you mean {shown(found[0])}?" if found else ""


def plain_letters(text: str) -> str:
    """The text with look-alike letters of other scripts as Latin ones."""
    return unicodedata.normalize("NFKC", text).translate(_LOOK_ALIKES)


def foreign_letter(text: str) -> str:
    """Which letter of a text only looks like a Latin one, or nothing when all are plain."""
    for number, letter in enumerate(text):
        if not letter.isascii() and plain_letters(letter).isascii():
            script = unicodedata.name(letter, "foreign").split()[0].capitalize()
            return f"its {_ordinal(number)} letter is {script} U+{ord(letter):04X}"
    return ""


def _ordinal(number: int) -> str:
    return _ORDINALS[number] if number < len(_ORDINALS) else f"{number + 1}th"


def _look_alike(key: str, known: Sequence[str]) -> str:
    fault = foreign_letter(key)
    meant = did_you_mean(key, known)
    return f"{fault}; {meant or 'write Latin letters'}" if fault else ""


def _other_case(key: str, known: Sequence[str]) -> str:
    plain = key.lower().replace("-", "_").replace(" ", "_")
    if plain == key or (plain not in known and plain not in homes()):
        return ""
    what = "lower case" if plain == key.lower() else "lower case with `_`"
    return f"keys are {what}: {shown(plain)}"


def _near(key: str, known: Sequence[str]) -> str:
    found = difflib.get_close_matches(key.lower(), known, 1, 0.8)
    return f"did you mean {shown(found[0])}?" if found else ""


def _elsewhere(key: str, known: Sequence[str]) -> str:
    for address in homes().get(key, ()):
        where = f"in {'.'.join(address)}" if address else "at the top level of a scenario"
        return f"{shown(key)} belongs {where}"
    return ""


def _far(key: str, known: Sequence[str]) -> str:
    return did_you_mean(key, known)
