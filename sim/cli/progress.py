"""How far the work is, on a terminal."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress

QUIET_SECONDS = 2.0


class Bar:
    """How far the work is and what remains, on a terminal, once it has taken two seconds."""

    def __init__(self) -> None:
        self._started = time.monotonic()
        self._shown: Progress | None = None
        self._total = 0

    def __call__(self, done: int, total: int) -> None:
        if total != self._total and self._shown is not None:  # the next piece of work
            self._started = time.monotonic()
        self._total = total
        seconds = time.monotonic() - self._started
        if self._shown is None and seconds > QUIET_SECONDS and sys.stderr.isatty():
            self._begin(total)
        if self._shown is not None:
            left = _duration(seconds / done * (total - done)) if done else "some time"
            self._shown.update(self._shown.task_ids[0], completed=done, total=total, left=left)

    def end(self) -> None:
        if self._shown is not None:
            self._shown.stop()

    def _begin(self, total: int) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

        columns = (MofNCompleteColumn(), BarColumn(), TextColumn("about {task.fields[left]} left"))
        self._shown = Progress(
            TextColumn("replications"), *columns, console=Console(stderr=True), transient=True
        )
        self._shown.add_task("", total=total, left="some time")
        self._shown.start()


@contextmanager
def progress_shown() -> Iterator[Bar]:
    bar = Bar()
    try:
        yield bar
    finally:
        bar.end()


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest:02d} s" if minutes else f"{rest} s"
