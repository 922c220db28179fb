"""The event loop in C, compiled on the spot."""

from __future__ import annotations

import ctypes
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.peers.problem import Problem, Stamps

SOURCE = Path(__file__).with_name("c_loop.c")
FLAGS = ("-O2", "-shared", "-fPIC")
DOUBLES = (
    "end", "crane_hours", "quay_crane_hours", "sailing_hours", "section_hours", "headway_hours",
)  # fmt: skip
LONGS = (
    "trains", "train_boxes", "cranes", "bays", "berths", "cranes_per_berth", "vessels",
    "vessel_boxes", "sections",
)  # fmt: skip


class Numbers(ctypes.Structure):
    """As in the source."""

    _fields_ = [
        *((name, ctypes.c_double) for name in DOUBLES),
        *((name, ctypes.c_long) for name in LONGS),
    ]


def compiler() -> str | None:
    """The C compiler of this machine, None when it has none."""
    return shutil.which("cc")


@cache
def library() -> Any:
    """The compiled loop."""
    found = compiler()
    if found is None:
        raise FileNotFoundError("no C compiler `cc` on this machine")
    with tempfile.TemporaryDirectory() as folder:
        built = Path(folder) / "c_loop.so"
        subprocess.run([found, *FLAGS, "-o", built, SOURCE, "-lm"], check=True)
        return ctypes.CDLL(str(built))


def run(problem: Problem) -> Stamps:
    """One run; times of all boxes."""
    stamps = Stamps.blank(problem.boxes)
    numbers = Numbers(
        *(getattr(problem, name) for name in DOUBLES),
        len(problem.trains),
        *(getattr(problem, name) for name in LONGS[1:]),
    )
    given = [
        problem.trains,
        problem.inspected.view(np.uint8),
        problem.inspection_hours,
        problem.running_hours,
    ]
    told = [stamps.unloaded, stamps.departed, stamps.in_port, stamps.loaded, stamps.delivered]
    arrays = [np.ascontiguousarray(one) for one in given] + told
    pointers = [one.ctypes.data_as(ctypes.c_void_p) for one in arrays]
    if library().run(ctypes.byref(numbers), *pointers):
        raise MemoryError("the C loop found no memory")
    return stamps
