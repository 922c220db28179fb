"""What of a replication is compared: a hash of every column, as a script prints it.

python columns.py SCENARIO...
"""

from __future__ import annotations

import sys
from hashlib import sha256
from pathlib import Path

import numpy as np

import sim
from sim.corridor import clock
from sim.corridor.model import simulate
from sim.experiment.kpis import all_series

STAMPS = ("depart", "path_wait", "held", "arrive", "admitted", "unload_end")


def columns(path: str) -> str:
    """The hash of all times of all boxes and voyages of replication 1, of what else is recorded,
    and of its KPIs."""
    scenario = sim.load(path)
    journal = simulate(scenario, 1)
    digest, boxes = sha256(), journal.boxes
    for name in ("voyage", "ready", "load_start", "loaded", "unloaded"):
        for column in getattr(boxes, name):
            digest.update(column[:].tobytes())
    for column in (boxes.flow, boxes.born, boxes.delivered, journal.stamps(*STAMPS)):
        digest.update(np.ascontiguousarray(column).tobytes())
    for records in (journal.stays, journal.units_out):
        for place, rows in sorted(records.items()):
            digest.update(str(place).encode() + np.ascontiguousarray(rows).tobytes())
    logs = (
        journal.path_waits, journal.crane_work, journal.pool_waits, journal.other_calls,
        journal.vessel_work,
    )  # fmt: skip
    for kept in logs:
        for place, log in sorted(kept.items()):
            digest.update(str(place).encode() + log.rows().tobytes())
    numbers = all_series(scenario, journal).table("", "", 1)["value"].to_numpy()
    digest.update(str(sorted(journal.full_yards.items())).encode() + numbers.tobytes())
    return digest.hexdigest()


if __name__ == "__main__":
    kind = "interpreted" if Path(clock.__file__).suffix == ".py" else "compiled"
    sys.stdout.write("\n".join([kind, *map(columns, sys.argv[1:])]))
