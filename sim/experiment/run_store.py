"""Replications that are finished, kept by the content of what they were made from.

The key is a hash of the resolved scenario, which holds option and seed, of the replication's
number, of the task, and of everything that has a part in the numbers. A finished replication is
never run again, whatever run or study asks for it. Each file is written whole or not at all and
begins with the hash of its content: one that is damaged counts as not there.
"""

from __future__ import annotations

import ast
import os
import platform
import re
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING

from sim.errors import SurroundingsError
from sim.experiment.jobs import Task
from sim.experiment.manifest import PROGRAM

if TYPE_CHECKING:
    import pandas as pd

    from sim.scenario import Scenario

SOURCES = (
    "scenario/loading.py", "corridor/model.py", "experiment/kpis.py", "experiment/calls.py",
    "experiment/active_periods.py",
)  # fmt: skip
INSTEAD = "compiled/instead/*.py"
PACKAGES = ("simpy", "numpy", "pandas", "scipy")
FOLDER = ".runs"
ENDING = ".run"
HALF = "half-"
PROOF_BYTES = 65  # a hash in hexadecimal and a line feed
MOST_BYTES = 2 * 1024**3


@dataclass(frozen=True)
class RunStore:
    """A folder of finished replications; those used longest ago are the first to go."""

    folder: Path
    most_bytes: int = MOST_BYTES

    @classmethod
    def beside(cls, results: Path) -> RunStore:
        """The store of a results folder."""
        return cls(results / FOLDER)

    def key(self, scenario: Scenario, replication: int, task: Task) -> str:
        """Return the name under which this replication is kept.

        How many replications are asked for has no part in the numbers of one.
        """
        resolved = re.sub(r"^replications:.*\n?", "", scenario.resolved, flags=re.MULTILINE)
        named = f"{task.__module__}.{task.__qualname__}"
        parts = (resolved, str(replication), named, model_version())
        return sha256("\0".join(parts).encode()).hexdigest()

    def get(self, key: str) -> pd.DataFrame | None:
        """Return the table kept under a key, None when there is none or it is damaged."""
        from sim.experiment.tables import from_parquet_lean

        path = self._path(key)
        try:
            said = path.read_bytes()
        except OSError:
            return None
        proof, content = said[:PROOF_BYTES], said[PROOF_BYTES:]
        if proof != _proof(content):
            return None
        with suppress(OSError):
            os.utime(path)  # used now
        return from_parquet_lean(content)

    def put(self, key: str, table: pd.DataFrame) -> None:
        """Keep a table. Raises SurroundingsError when it cannot be written."""
        from sim.experiment.tables import to_parquet

        content = to_parquet(table)
        path = self._path(key)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            _write_whole(path, _proof(content) + content)
        except OSError as error:
            why = (error.strerror or str(error)).lower()
            raise SurroundingsError(f"cannot write {path}: {why}") from error

    def trim(self) -> int:
        """Delete what was used longest ago until the rest is within bounds; return how many."""
        kept = sorted(self._files(), key=lambda one: one[0].st_mtime_ns, reverse=True)
        total = gone = 0
        for facts, path in kept:
            total += facts.st_size
            if total > self.most_bytes:
                path.unlink(missing_ok=True)
                gone += 1
        return gone

    def clear(self) -> tuple[int, int]:
        """Delete everything; return how many replications and bytes that was."""
        files = list(self._files())
        for _, path in files:
            path.unlink(missing_ok=True)
        return len(files), sum(facts.st_size for facts, _ in files)

    def _files(self) -> Iterator[tuple[os.stat_result, Path]]:
        """Every file of the store, half-written ones of killed runs included."""
        for path in (*self.folder.glob(f"*/*{ENDING}"), *self.folder.glob(f"*/{HALF}*")):
            with suppress(FileNotFoundError):
                yield path.stat(), path

    def _path(self, key: str) -> Path:
        return self.folder / key[:2] / f"{key}{ENDING}"


@cache
def model_version() -> str:
    """Hash of all that has a part in the numbers: our sources, what they stand on, the processor.

    Sources are the modules that load a scenario, simulate it and read its numbers, with all that
    these import, and what stands instead of some where they are compiled; what compares, stores or
    draws has no part.
    """
    digest = sha256()
    sources = _with_imports([PROGRAM / one for one in SOURCES])
    for path in sorted({*sources, *PROGRAM.glob(INSTEAD)}):
        name = path.relative_to(PROGRAM).as_posix()
        digest.update(f"{name}\n".encode() + path.read_bytes().replace(b"\r\n", b"\n"))
    python = ".".join(map(str, sys.version_info[:2]))
    versions = [f"{package} {version(package)}" for package in PACKAGES]
    digest.update("\n".join([*versions, f"python {python}", platform.machine()]).encode())
    return digest.hexdigest()


def _with_imports(paths: list[Path]) -> set[Path]:
    """These modules and every module of ours that they import, one through another."""
    found: set[Path] = set()
    todo = list(paths)
    while todo:
        path = todo.pop()
        if path not in found and path.is_file():
            found.add(path)
            todo += [PROGRAM.joinpath(*name).with_suffix(".py") for name in _imported(path)]
    return found


def _imported(path: Path) -> Iterator[tuple[str, ...]]:
    """Names of our modules that a file imports, at its top or inside a function."""
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sim."):
            inside = tuple((node.module or "").split(".")[1:])
            yield inside
            yield from ((*inside, alias.name) for alias in node.names)
            yield (*inside, "__init__")


def _proof(content: bytes) -> bytes:
    return sha256(content).hexdigest().encode() + b"\n"


def _write_whole(path: Path, content: bytes) -> None:
    """Two runs may write the same replication at the same time: both write the same bytes.

    Nothing waits for the disk: of what a power cut leaves half-written the proof says so.
    """
    half = None
    try:
        with NamedTemporaryFile(dir=path.parent, prefix=HALF, delete=False) as file:
            half = Path(file.name)
            file.write(content)
        half.replace(path)
    finally:
        if half:
            half.unlink(missing_ok=True)
