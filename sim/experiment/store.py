"""The results folder of one run: whole and proved by its manifest, or not there at all.

A run writes `results/.NAME.new`, the manifest last, and swaps it in for `results/NAME`. What a
killed run leaves behind never looks complete, and the next run of that name clears it.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from sim.errors import SurroundingsError
from sim.experiment.lock import locked
from sim.experiment.manifest import Manifest, from_json

MANIFEST = "manifest.json"
CRASH = "crash-"


@dataclass(frozen=True)
class Store:
    """The folder of one run among the results: `NAME`, or `NAME+OPTION`."""

    results: Path
    name: str

    @property
    def folder(self) -> Path:
        return self.results / self.name

    @contextmanager
    def reserved(self) -> Iterator[None]:
        """Keep other runs out of the folder, and clear what a killed one left.

        Raises SurroundingsError, before anything is simulated, when the folder cannot be written,
        is not ours to replace, or is held by another live run.
        """
        self._refuse_what_is_not_ours()
        with ExitStack() as until_done:
            with _reported(f"cannot write in {self.results}"):
                self.results.mkdir(parents=True, exist_ok=True)
                lock = locked(self.results / f".{self.name}.lock", str(self.folder))
                until_done.enter_context(lock)
            self._mend()
            yield

    def held(self, needed: Iterable[str] | None = None) -> Manifest | None:
        """Return the manifest of the results that are there, None when there are none.

        Raises SurroundingsError when they are damaged: any file, or one of those needed.
        """
        path = self.folder / MANIFEST
        if not path.exists():
            return None
        with _reported(f"cannot read {path}"):
            return self._proved(path.read_text(encoding="utf-8", errors="replace"), needed)

    def read(self, name: str) -> bytes:
        """Return the content of one file of the results."""
        with _reported(f"cannot read {self.folder / name}"):
            return (self.folder / name).read_bytes()

    def write(self, files: Mapping[str, bytes], manifest: Manifest) -> None:
        """Put these files and their manifest in place of what is there: all of it or nothing."""
        proof = manifest.proving(files).to_json()
        try:
            for name, content in [*files.items(), (MANIFEST, proof)]:
                with _reported(f"cannot write {self.folder / name}"):
                    _write_whole(self._new / name, content)
            with _reported(f"cannot write {self.folder}"):
                self._swap_in()
        finally:
            self._mend()

    def report_crash(self, replication: int, details: str) -> Path:
        """Write the details of an internal error into the folder; return the file."""
        path = self.folder / f"{CRASH}{replication}.txt"
        with _reported(f"cannot write {path}"):
            _write_whole(path, details.encode())
        return path

    @property
    def _new(self) -> Path:
        return self.results / f".{self.name}.new"

    @property
    def _old(self) -> Path:
        return self.results / f".{self.name}.old"

    def _refuse_what_is_not_ours(self) -> None:
        for place in (self.results, self.folder):
            if place.is_symlink():
                raise SurroundingsError(
                    f"{place} is a link to {place.resolve()}; name the folder itself"
                )
            if place.exists() and not place.is_dir():
                raise SurroundingsError(f"{place} is a file, not a folder")
        if self.folder.exists() and not (self.folder / MANIFEST).exists():
            self._refuse_files_of_others()

    def _refuse_files_of_others(self) -> None:
        with _reported(f"cannot read {self.folder}"):
            others = [path for path in self.folder.iterdir() if not path.name.startswith(CRASH)]
        if others:
            raise SurroundingsError(
                f"{self.folder} has no {MANIFEST}, so it is no results folder; "
                "move it away or name another --results"
            )

    def _mend(self) -> None:
        """Bring back results whose replacement was cut short, and clear what is half done."""
        with _reported(f"cannot write in {self.results}"):
            if self._old.exists() and not self.folder.exists():
                self._old.rename(self.folder)
            for leftover in (self._old, self._new):
                if leftover.exists():
                    shutil.rmtree(leftover)

    def _swap_in(self) -> None:
        _sync_folder(self._new)
        if self.folder.exists():
            self.folder.rename(self._old)
        self._new.rename(self.folder)
        _sync_folder(self.results)

    def _proved(self, text: str, needed: Iterable[str] | None) -> Manifest:
        try:
            manifest = from_json(text)
        except ValueError:
            raise SurroundingsError(
                f"manifest of {self.folder} is damaged; run again with --force"
            ) from None
        for name in manifest.files if needed is None else needed:
            if self._hash(name) != manifest.files.get(name):
                raise SurroundingsError(
                    f"{self.folder / name} is not what the manifest says; run again with --force"
                )
        return manifest

    def _hash(self, name: str) -> str:
        path = self.folder / name
        return sha256(path.read_bytes()).hexdigest() if path.exists() else "missing"


@contextmanager
def _reported(what: str) -> Iterator[None]:
    """Turn a fault of the disk or a permission into one line that says what was not possible."""
    try:
        yield
    except OSError as error:
        raise SurroundingsError(f"{what}: {(error.strerror or str(error)).lower()}") from error


def _write_whole(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    if sys.platform == "win32":
        return  # a folder cannot be opened there
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
