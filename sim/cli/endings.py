"""How the program ends: by a signal, by an error, with an exit code."""

from __future__ import annotations

import atexit
import os
import signal
import sys
import traceback
from io import TextIOWrapper
from types import FrameType
from typing import Any, NoReturn

from sim.cli.asking import UsageError, app, complain
from sim.errors import ScenarioError, SurroundingsError, UntrustedRun

FAULT, BAD_INPUT, SURROUNDINGS, UNTRUSTED = 1, 2, 3, 4


class Stopped(BaseException):
    """Someone stopped the program by a signal."""


class Crash(Exception):
    """An internal error whose details have been written."""


def _stop(number: int, _: FrameType | None) -> None:
    signal.signal(number, signal.SIG_DFL)  # the second time it ends at once
    raise Stopped(number)


def main(arguments: list[str] | None = None) -> None:
    """Run the program; its exit code says how it ended."""
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), _stop)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that knows no arrows
    sys.exit(_status(sys.argv[1:] if arguments is None else arguments))


def _status(arguments: list[str]) -> int:
    try:
        return app(arguments or ["--help"], prog_name="corridor", standalone_mode=False) or 0
    except Stopped as stopped:
        complain("stopped; nothing half-done is kept")
        _leave(128 + int(stopped.args[0]))
    except Exception as error:
        code, lines = _told(error, "--traceback" in arguments)
        complain(*lines)
        return code


def _leave(code: int) -> NoReturn:
    """End now: taking down the imported libraries one by one would keep the user for 0.2 s."""
    atexit._run_exitfuncs()
    sys.stdout.flush()
    os._exit(code)


def _told(error: Exception, in_full: bool) -> tuple[int, list[str]]:
    """Exit code and what to say about an error, a line each."""
    if isinstance(error, ScenarioError):
        return BAD_INPUT, error.lines()
    if isinstance(error, UsageError):
        return BAD_INPUT, [_usage(error)]
    if isinstance(error, SurroundingsError | OSError):
        return SURROUNDINGS, [str(error)]
    if isinstance(error, UntrustedRun):
        return UNTRUSTED, [": ".join([*getattr(error, "__notes__", ()), str(error)])]
    if in_full:
        return FAULT, traceback.format_exception(error)
    if isinstance(error, Crash):
        return FAULT, [str(error)]
    kind = type(error).__name__
    return FAULT, [f"internal error: {kind}: {error}; `corridor --traceback …` shows the details"]


def _usage(error: Any) -> str:
    command = error.ctx.command_path if error.ctx else "corridor"
    return f"{command}: {error.format_message()} See `{command} --help`."
