"""Where the compiled model lies: beside nothing else, in the user's cache folder.

It is what a compiler makes of `sim/corridor`, one extension module a module, and is taken instead
of the modules in Python wherever it is found. It goes by a hash of what it was made from and leans
on, so that a changed source, another Python or another librt finds none and is interpreted.
"""

from __future__ import annotations

import os
import sys
import sysconfig
from contextlib import suppress
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PROGRAM = Path(__file__).parents[1]
SOURCES = PROGRAM / "corridor"
INSTEAD = Path(__file__).with_name("instead")
MADE_WITH = Path(__file__).with_name("building.py")
INTERPRETED = "CORRIDOR_INTERPRETED"  # set to anything: the modules in Python are taken
WINDOWS = sys.platform == "win32"
CACHE = "CORRIDOR_CACHE"  # a folder to be used instead of the user's


def cache() -> Path:
    """The folder that holds what is compiled. Raises RuntimeError where nobody has a home."""
    if own := os.environ.get(CACHE):
        return Path(own)
    named, usual = ("LOCALAPPDATA", "AppData/Local") if WINDOWS else ("XDG_CACHE_HOME", ".cache")
    return Path(os.environ.get(named) or Path.home() / usual) / "trans-caspian-sim"


def folder() -> Path:
    """Where the compiled model of these sources and this Python is, or would be."""
    digest = sha256(str(sysconfig.get_config_var("EXT_SUFFIX")).encode())
    with suppress(PackageNotFoundError):
        digest.update(version("librt").encode())
    for path in (*sorted(SOURCES.glob("*.py")), *sorted(INSTEAD.glob("*.py")), MADE_WITH):
        digest.update(f"{path.name}\n".encode() + path.read_bytes().replace(b"\r\n", b"\n"))
    return cache() / digest.hexdigest()[:16]


def found() -> Path | None:
    """The compiled model, if it is there and wanted."""
    with suppress(RuntimeError):
        if INTERPRETED not in os.environ and cache().is_dir() and (place := folder()).is_dir():
            return place
    return None
