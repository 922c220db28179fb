"""What a replication of the baseline costs, beside plain SimPy in the same run.

`python -m benchmarks.replication` prints both times and their ratio: machines differ and are
shared, so a ratio says more than seconds. The reference is 150,000 processes of 15 timeouts each.
"""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import simpy

import sim
from sim.corridor.model import simulate

BASELINE = Path(__file__).parent.parent / "scenarios" / "baseline.yaml"
PROCESSES, TIMEOUTS, ROUNDS = 150_000, 15, 5


def main() -> None:
    """Time both in turn and print the medians."""
    scenario = sim.load(BASELINE)
    pairs = [(seconds(reference), seconds(lambda: simulate(scenario, 1))) for _ in range(ROUNDS)]
    plain, ours = (statistics.median(times) for times in zip(*pairs, strict=True))
    ratio = statistics.median(b / a for a, b in pairs)
    print(f"SimPy, {PROCESSES:,} processes of {TIMEOUTS} timeouts  {plain:.2f} s")
    print(f"one replication of the baseline               {ours:.2f} s")
    print(f"ratio, median of {ROUNDS} pairs                       {ratio:.2f}")


def seconds(work: Callable[[], object]) -> float:
    """Processor time of some work, rubbish of the work before cleared away."""
    gc.collect()
    start = time.process_time()
    work()
    return time.process_time() - start


def reference() -> None:
    """Plain SimPy."""
    env = simpy.Environment()
    for _ in range(PROCESSES):
        env.process(_timeouts(env))
    env.run()


def _timeouts(env: simpy.Environment) -> Generator[simpy.Event, Any, None]:
    for _ in range(TIMEOUTS):
        yield env.timeout(1.0)


if __name__ == "__main__":
    main()
