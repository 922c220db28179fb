"""Names of scenarios and options: they become folders and columns, so they stay plain."""

from __future__ import annotations

import re
from pathlib import Path

from sim.scenario.scalars import shown
from sim.scenario.text import STDIN

_PLAIN = re.compile(r"[A-Za-z0-9_-]{1,100}")
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])", re.IGNORECASE)


def name_of(path: Path) -> str:
    """The name that a file gives to what it holds: its stem."""
    return "stdin" if path == STDIN else path.stem


def name_fault(name: str) -> str:
    """What is wrong with a name, or nothing."""
    if not _PLAIN.fullmatch(name):
        return f"letters, digits, - and _ only, found {shown(name)}; rename it"
    if _RESERVED.fullmatch(name):
        return f"{name} is reserved on Windows; choose another name"
    return ""
