"""The command line: the only place that prints.

Importing a module of commands adds them to the program.
"""

from sim.cli import (
    beginning,
    bottlenecks,
    comparing,
    compiling,
    differing,
    files,
    runs,
    tracing,
)
from sim.cli.endings import main

__all__ = [
    "beginning",
    "bottlenecks",
    "comparing",
    "compiling",
    "differing",
    "files",
    "main",
    "runs",
    "tracing",
]
