"""Compiling the model: what mypyc makes of `sim/corridor`, with a C compiler.

Every module is compiled as it stands, but for those in whose place one of `instead/` is taken. The
rest of the package lies there for its types alone.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

from sim.compiled.place import CACHE, INSTEAD, INTERPRETED, PROGRAM, SOURCES, folder
from sim.errors import SurroundingsError

BUILD = """\
import sys
from pathlib import Path
from setuptools import setup
from mypyc.build import mypycify

flags = ["--config-file=mypy.ini", "--ignore-missing-imports", "--follow-imports=silent"]
modules = sorted(str(path) for path in Path("sim/corridor").glob("*.py"))
setup(
    name="corridor_compiled",
    packages=[],
    ext_modules=mypycify([*flags, *modules], opt_level="1", debug_level="0"),
    script_args=["build_ext", "--build-lib", sys.argv[1]],
)
"""
PLUGIN = "[mypy]\nplugins = pydantic.mypy\n"


def can_build() -> bool:
    """Whether the extra is installed and a C compiler is there."""
    compilers = (os.environ.get("CC", ""), "cc", "gcc", "clang")
    has_compiler = sys.platform == "win32" or any(shutil.which(one) for one in compilers if one)
    return has_compiler and all(map(_is_there, ("mypyc", "setuptools", "librt.vecs")))


def _is_there(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:  # not even what it is a part of
        return False


def build() -> Path:
    """Compile the model, a minute or two of work, and return its folder.

    Raises SurroundingsError when the compiler fails, what it made cannot be loaded, or the cache
    cannot be written.
    """
    place = folder()
    if place.is_dir():
        return place
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=place.parent, prefix="building-") as work:
            _compile(Path(work), built := Path(work) / "built")
            made = Path(work) / place.name
            (built / "sim").rename(made)
            for library in built.glob("*.*"):  # what all modules share is a module of its own
                library.rename(made / library.name)
            _load(Path(work))
            made.rename(place)
    except OSError as error:
        if not place.is_dir():  # else somebody else was faster
            raise SurroundingsError(f"the model cannot be compiled: {error}") from error
    return place


def _compile(work: Path, built: Path) -> None:
    shutil.copytree(PROGRAM, work / "sim", ignore=shutil.ignore_patterns("__pycache__", "starter"))
    for path in INSTEAD.glob("*.py"):
        shutil.copy(path, work / "sim" / SOURCES.name)
    (work / "setup.py").write_text(BUILD, encoding="utf-8")
    (work / "mypy.ini").write_text(PLUGIN, encoding="utf-8")
    env = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    _done([sys.executable, "setup.py", str(built)], work, env)


def _load(cache: Path) -> None:
    """See that a process which finds the model in this cache can load it."""
    env = {key: value for key, value in os.environ.items() if key != INTERPRETED}
    command = [sys.executable, "-c", "import sim.corridor.model"]
    _done(command, PROGRAM.parent, env | {CACHE: str(cache)})


def _done(command: list[str], where: Path, env: dict[str, str]) -> None:
    done = subprocess.run(command, cwd=where, env=env, capture_output=True, text=True)
    if done.returncode:
        lines = (done.stdout + done.stderr).strip().splitlines()
        said = [line for line in lines if "error" in line.lower()] or lines
        raise SurroundingsError(f"the model cannot be compiled: {said[0] if said else 'no reason'}")


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # and leave nothing half-built behind
    build()
