"""One run at a time: a lock of the operating system, which ends with the process that holds it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from socket import gethostname
from typing import IO

from sim.errors import SurroundingsError

if sys.platform == "win32":
    import msvcrt

    BYTE_LOCKED = 1 << 30  # beyond the text, which stays readable to others

    def _taken(lock: IO[str]) -> bool:
        lock.seek(BYTE_LOCKED)
        try:
            msvcrt.locking(lock.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
else:
    import fcntl

    def _taken(lock: IO[str]) -> bool:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


@contextmanager
def locked(path: Path, what: str) -> Iterator[None]:
    """Hold the lock file; its text says who does.

    Raises SurroundingsError when another live process holds it, OSError when it cannot be written.
    """
    lock = _take(path, what)
    try:
        lock.truncate(0)
        lock.write(f"pid {os.getpid()} on host {gethostname()} since {datetime.now(UTC):%H:%M} UTC")
        lock.flush()
        yield
    finally:
        _give_back(lock, path)


def _take(path: Path, what: str) -> IO[str]:
    while True:
        lock = path.open("a+", encoding="utf-8")
        if not _taken(lock):
            lock.seek(0)
            holder = lock.read()
            lock.close()
            raise SurroundingsError(f"{what} is being written by {holder}")
        if _is_still_there(lock, path):
            return lock
        lock.close()  # its holder deleted it between our opening and our locking


def _is_still_there(lock: IO[str], path: Path) -> bool:
    with suppress(FileNotFoundError):
        return os.path.samestat(os.fstat(lock.fileno()), path.stat())
    return False


def _give_back(lock: IO[str], path: Path) -> None:
    if sys.platform == "win32":
        lock.close()  # an open file cannot be deleted there
    with suppress(OSError):
        path.unlink()
    lock.close()
