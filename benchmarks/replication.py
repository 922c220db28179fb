"""What a replication costs, of the Trans-Caspian flows and of all, beside plain SimPy.

`python -m benchmarks.replication` prints the times and their ratios: machines differ and are
shared, so a ratio says more than seconds. The reference is 150,000 processes of 15 timeouts each.
Each is run in a process of its own, in turn, for the reference leaves memory in pieces behind. The
memory is the peak of a worker that simulates it and computes its KPIs (Linux).
"""

from __future__ import annotations

import gc
import multiprocessing
import statistics
import time
from collections.abc import Callable, Generator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import simpy

import sim
from sim.corridor.model import simulate
from sim.experiment.replications import numbers

SCENARIOS = Path(__file__).parent.parent / "scenarios"
MEASURED = ("trans_caspian", "baseline")
PROCESSES, TIMEOUTS, ROUNDS = 150_000, 15, 5


def main() -> None:
    """Time each scenario and the reference in turn and print the medians."""
    for name in MEASURED:
        _measure(name)


def _measure(name: str) -> None:
    pairs = [(apart(reference_seconds), apart(cold_seconds, name)) for _ in range(ROUNDS)]
    plain, ours = (statistics.median(times) for times in zip(*pairs, strict=True))
    ratio = statistics.median(b / a for a, b in pairs)
    print(f"SimPy, {PROCESSES:,} processes of {TIMEOUTS} timeouts  {plain:.2f} s")
    print(f"{f'one replication of {name}':<42}{ours:>6.2f} s")
    print(f"ratio, median of {ROUNDS} pairs                       {ratio:.2f}")
    print(f"memory of one, with its KPIs                  {apart(peak_mib, name):.0f} MiB")


def apart(work: Callable[..., Any], *given: Any) -> Any:
    """Do it in a process of its own, whose memory nobody else has used."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        return pool.submit(work, *given).result()


def cold_seconds(name: str) -> float:
    """Processor time of a replication that is the first of its process."""
    scenario = sim.load(SCENARIOS / f"{name}.yaml")
    return seconds(lambda: simulate(scenario, 1))


def reference_seconds() -> float:
    """Processor time of the reference."""
    return seconds(reference)


def peak_mib(name: str) -> float:
    """Most memory that it takes to make one replication and its KPIs."""
    numbers(sim.load(SCENARIOS / f"{name}.yaml"), 1)
    return held_mib()


def held_mib() -> float:
    """Most memory that this process held since it began, as Linux tells it.

    Not `getrusage`, whose peak a process inherits from the one that starts it.
    """
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return float(status.partition("VmHWM:")[2].split()[0]) / 1024


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
