"""Where the time of the mini corridor goes: calls and own time by part of the program.

`python -m benchmarks.where_time_goes` prints the table and writes it into docs/performance.md.
Calls are counted and do not depend on the machine; shares of time are those under the profiler,
which makes small functions dearer than they are.
"""

from __future__ import annotations

import cProfile
import pstats
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import sim
from benchmarks.contest import MINI
from benchmarks.peers.problem import told
from benchmarks.speed import table
from sim.corridor.model import simulate

PAGE = Path(__file__).parents[1] / "docs" / "performance.md"
BEGIN, END = "<!-- profile: begin -->", "<!-- profile: end -->"
LEAST_SHARE = 0.01
PARTS = {
    "clock.py": "clock: events, processes begun and gone on with",
    "moments.py": "clock: events, processes begun and gone on with",
    "by_time.py": "clock: its queue",
    "settling.py": "clock: who is matched when an instant ends",
    "arrays.py": "loads: batches, voyages",
    "containers.py": "loads: batches, voyages",
    "terminal.py": "terminal: unloading, loading, passing on",
    "cranes.py": "cranes and bays",
    "servers.py": "cranes and bays",
    "constant_work.py": "cranes and bays",
    "clearance.py": "clearance",
    "channels.py": "clearance",
    "inspection.py": "clearance",
    "boxes.py": "stamps of boxes",
    "columns.py": "stamps of boxes",
    "times.py": "stamps of boxes",
    "yard.py": "yard and stocks",
    "rail.py": "trains",
    "sea.py": "vessels",
    "corridor.py": "the corridor: new voyages, trains passed on",
    "audit.py": "audit",
    "census.py": "audit",
    "identities.py": "audit",
    "arrivals.py": "births and draws",
    "births.py": "births and draws",
    "draws.py": "births and draws",
    "streams.py": "births and draws",
    "calendars.py": "values by date",
    "journal.py": "journal and logs",
    "log.py": "journal and logs",
    "admission.py": "admission to tracks and berths",
}


def main() -> None:
    """Profile, print, write."""
    lines = "\n".join(profiled())
    sys.stdout.write(lines + "\n")
    page = PAGE.read_text()
    before, _, rest = page.partition(BEGIN)
    PAGE.write_text(f"{before}{BEGIN}\n{lines}\n{END}{rest.partition(END)[2]}")


def profiled() -> Iterator[str]:
    """The table of one replication, run once before."""
    scenario = sim.load(MINI)
    journal = simulate(scenario, 0)
    profile = cProfile.Profile()
    profile.runcall(told, scenario, 0)
    calls: dict[str, int] = defaultdict(int)
    own: dict[str, float] = defaultdict(float)
    for (file, _, name), (_, number, seconds, _, _) in pstats.Stats(profile).stats.items():
        part = part_of(file, name)
        calls[part] += number
        own[part] += seconds
    trains = sum(len(birth.times) for birth in journal.population.births)
    total = sum(own.values())
    yield f"{len(journal.boxes.teu):,} boxes on {trains:,} trains; {sum(calls.values()):,} calls,"
    yield f"{sum(calls.values()) / trains:.0f} a train; under the profiler {total:.1f} s."
    yield ""
    rows = (
        (part, f"{calls[part] / trains:.1f}", f"{own[part] / total:.0%}".replace("%", " %"))
        for part in sorted(own, key=lambda one: -own[one])
        if own[part] / total >= LEAST_SHARE
    )
    yield from table(("part", "calls a train", "share of own time"), rows)


def part_of(file: str, name: str) -> str:
    """The part of the program that a function belongs to."""
    path = Path(file)
    if path.parent.name == "corridor":
        return PARTS.get(path.name, "the rest of sim/corridor")
    if "numpy" in file or "numpy" in name:
        return "NumPy"
    if "simpy" in file:
        return "SimPy"
    return "Python's own: lists, heaps, generators" if file == "~" else "the rest"


if __name__ == "__main__":
    main()
