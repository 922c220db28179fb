"""Where replications run: in this process, or in worker processes beside it."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context, parent_process
from pathlib import Path
from types import ModuleType, TracebackType
from typing import ParamSpec, Self, TypeVar

from sim.compiled import place

P = ParamSpec("P")
T = TypeVar("T")


def local(workers: int) -> Executor:
    """Return an executor on this machine; one worker means this very process."""
    return Serial() if workers == 1 else Workers(workers)


class Serial(Executor):
    """Runs each task in this process, at the moment it is submitted."""

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        future: Future[T] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:
            future.set_exception(error)
        return future


class Workers(ProcessPoolExecutor):
    """Worker processes that are killed, not waited for, when the work ends.

    They are spawned on every system: a fork would copy the threads of a notebook half-way.
    """

    def __init__(self, number: int) -> None:
        super().__init__(number, mp_context=get_context("spawn"), initializer=_begin)

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        with _undisturbed_birth():
            return super().submit(fn, *args, **kwargs)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        for process in list((self._processes or {}).values()):
            process.kill()
        self.shutdown(wait=True, cancel_futures=True)


class Staff(Executor):
    """Workers that go from one piece of work to the next, for they are slow to begin.

    They are hired when a task comes and nobody is there. Who began with the interpreted model goes
    where the compiled one has been made meanwhile; all go when a piece of work ends in an error.
    """

    def __init__(self, hire: Callable[[], Executor]) -> None:
        self._hire = hire
        self._hired: Executor | None = None
        self._model: Path | None = None

    def __enter__(self) -> Self:
        if self._model != place.found():
            self.shutdown()
        return self

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        if self._hired is None:
            self._model, self._hired = place.found(), self._hire()
        return self._hired.submit(fn, *args, **kwargs)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Send all away, as at the end of their own `with`, whatever is asked."""
        if self._hired is not None:
            self._hired.__exit__(None, None, None)
        self._hired = None

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if kind is not None:
            self.shutdown()


def _begin() -> None:
    """What a worker does first: leave Ctrl-C to its parent, and never outlive it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


@contextmanager
def _undisturbed_birth() -> Iterator[None]:
    """Workers born in here know no Ctrl-C from their first instruction and import no user script.

    The signal mask is inherited, and lifted again here, so that no Ctrl-C is lost. Without a
    `__main__` to import, a plain script may call `sim.run` without a guard.
    """
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        with _interrupts_held():
            yield
    finally:
        sys.modules["__main__"] = main


@contextmanager
def _interrupts_held() -> Iterator[None]:
    if sys.platform == "win32":
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
