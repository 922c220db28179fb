"""The command line: the only place that prints.

Importing a module of commands adds them to the program.
"""

from sim.cli import bottlenecks, files, runs, tracing
from sim.cli.endings import main

__all__ = ["bottlenecks", "files", "main", "runs", "tracing"]
