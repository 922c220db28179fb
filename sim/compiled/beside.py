"""The compiler at work beside a long job: begun when what is left is worth it."""

from __future__ import annotations

import os
import subprocess
import sys

from sim.compiled.building import can_build
from sim.compiled.place import INTERPRETED, PROGRAM, found

# Compiling takes one core two to three minutes, and saves half and more of what is left.
WORTH_FROM_SECONDS = 300.0


class Compiler:
    """Compiles the model once, in a process of its own, where that can be and has not been done."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._may_begin = INTERPRETED not in os.environ and not found() and can_build()

    def has_ended(self, seconds_left: float) -> bool:
        """Whether the model has just been compiled; it is begun on when so much work is left."""
        if self._process is None:
            if self._may_begin and seconds_left > WORTH_FROM_SECONDS:
                self._may_begin = False
                self._process = subprocess.Popen(
                    [sys.executable, "-m", "sim.compiled.building"],
                    cwd=PROGRAM.parent,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                )
            return False
        code = self._process.poll()
        if code is None:
            return False
        self._process = None
        return code == 0

    def stop(self) -> None:
        """Leave off, when the work is done before."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait()
            self._process = None
