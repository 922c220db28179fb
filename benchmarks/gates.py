"""The gates of speed: each a number measured now, beside its limit."""

from __future__ import annotations

import math
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

import sim
from benchmarks import compiled
from benchmarks.contest import (
    C_LOOP,
    LEAN_CIMBA,
    MINI,
    PER_BOX,
    PRODUCT,
    SECTIONS,
    WITH_EXTRA,
    ratio,
)
from benchmarks.peers.problem import told
from benchmarks.replication import (
    SCENARIOS,
    apart,
    cold_seconds,
    held_mib,
    peak_mib,
    reference_seconds,
    seconds,
)
from sim.compiled.building import can_build
from sim.experiment.replications import Crew, as_asked, run_all, silent
from sim.scenario.scenario import Scenario

MANY_BOXES_UNTIL = "2039-09-11"  # 13.7 years of 175,200 boxes: 2.4 million
ROUNDS = 5
BASELINE, REPLICATIONS = "baseline", 30
MULTIPLES = (1, 10, 100)
PEAK = "peak of its process"


@dataclass(frozen=True)
class Gate:
    """What is promised: `measured` at least or at most `limit`; None where nothing is measured."""

    name: str
    measured: float | None
    at_least: bool
    limit: float
    unit: str = ""
    note: str = ""

    @property
    def verdict(self) -> str:
        if self.measured is None:
            return "not measured"
        held = self.measured >= self.limit if self.at_least else self.measured <= self.limit
        return "held" if held else "MISSED"

    @property
    def promise(self) -> str:
        return f"{'≥' if self.at_least else '≤'} {self.limit:g}{self.unit}"


def of_contest(times: dict[str, list[float]]) -> Iterator[Gate]:
    """Ratios of the mini corridor."""
    yield Gate("SimPy, a process a box / product", ratio(times, PER_BOX, PRODUCT), True, 40)
    yield Gate("product / C loop", ratio(times, PRODUCT, C_LOOP), False, 10)
    with_sections = ratio(times, PRODUCT + SECTIONS, C_LOOP + SECTIONS)
    yield Gate("product / C loop, 20 rail sections a train", with_sections, False, 12)
    extra = "product with the extra"
    yield Gate(f"SimPy, a process a box / {extra}", ratio(times, PER_BOX, WITH_EXTRA), True, 80)
    yield Gate(f"{extra} / C loop", ratio(times, WITH_EXTRA, C_LOOP), False, 5)
    yield Gate(f"{extra} / {LEAN_CIMBA}", ratio(times, WITH_EXTRA, LEAN_CIMBA), False, 1)


def of_size() -> Iterator[Gate]:
    """Many boxes in one replication, and more and more of them."""
    found, boxes, mib = apart(many_boxes)
    name = f"{boxes / 1e6:.2f} million TEU in one replication"
    yield Gate(
        name,
        found,
        False,
        2.5,
        " s",
        "processor time, the telling of all times of all boxes included",
    )
    yield Gate(f"{name}, memory", mib, False, 400, " MB", PEAK)
    for what, grown in (("corridor too", "and the corridor"), ("alone", "alone, overloaded")):
        each = [apart(grow, k, what == "alone") for k in MULTIPLES]
        slope = slope_of([b for _, b, _ in each], [s for s, _, _ in each])
        costs = ", ".join(f"{1e6 * s / b:.2f}" for s, b, _ in each)
        multiples = ", ".join(f"{k}×" for k in MULTIPLES)
        note = f"at {multiples} demand: {costs} µs a box"
        yield Gate(
            f"slope of log time over log boxes, demand {grown}", slope, False, 1.05, "", note
        )


def of_baseline(parallel: bool = True) -> Iterator[Gate]:
    """A replication of the whole baseline, and thirty on two processes."""
    forms: dict[str, Callable[..., Any]] = {BASELINE: apart}
    if can_build():
        forms[f"{BASELINE} with the extra"] = compiled.apart
    for name, where in forms.items():
        pairs = [(apart(reference_seconds), where(cold_seconds, BASELINE)) for _ in range(ROUNDS)]
        plain, ours = (statistics.median(one) for one in zip(*pairs, strict=True))
        note = f"{ours:.2f} s / {plain:.2f} s"
        against = statistics.median(b / a for a, b in pairs)
        yield Gate(f"{name} / 150,000 SimPy processes of 15 timeouts", against, False, 1, "", note)
        megabytes = where(peak_mib, BASELINE) * 1024**2 / 1e6
        yield Gate(f"{name}, memory with its KPIs", megabytes, False, 400, " MB", PEAK)
    name = f"{REPLICATIONS} replications of the baseline, two processes / one"
    if not parallel:
        yield Gate(name, None, False, 0.6, note="left out")
        return
    scenario = sim.load(SCENARIOS / f"{BASELINE}.yaml")
    serial, double = (_wall_seconds(scenario, workers) for workers in (1, 2))
    yield Gate(
        name, double / serial, False, 0.6, "", f"{double:.0f} s / {serial:.0f} s by the clock"
    )


def _wall_seconds(scenario: Scenario, workers: int) -> float:
    asked = as_asked(scenario, REPLICATIONS, None)
    start = time.perf_counter()
    run_all(asked, Crew(workers), silent)
    return time.perf_counter() - start


def many_boxes() -> tuple[float, int, float]:
    """Seconds, boxes and peak megabytes of one long replication; the best of two."""
    return timed(_laid_over(f"horizon: {{to: {MANY_BOXES_UNTIL}}}\n"))


def grow(multiple: int, alone: bool) -> tuple[float, int, float]:
    """The same of a month of some multiple of the demand, the corridor growing with it or not."""
    said = [
        "horizon: {to: 2026-01-31}",
        f"demand.flows.boxes.growth.level.teu: {175200 * multiple}",
    ]
    if not alone:
        said += [
            f"terminals.border.rail.cranes: {4 * multiple}",
            f"terminals.border.clearance.west.inspection_bays: {6 * multiple}",
            f"terminals.port.quay.berths: {2 * multiple}",
            f"services.vessels.vessels.feeders.number: {16 * multiple}",
        ]
    return timed(_laid_over("\n".join(said) + "\n"), ROUNDS if multiple == 1 else 2)


def timed(scenario: Scenario, rounds: int = 2) -> tuple[float, int, float]:
    """Least processor seconds of some rounds of a replication, its boxes, peak megabytes."""
    boxes = len(told(scenario, 0).unloaded)
    peak = held_mib() * 1024**2 / 1e6
    return min(seconds(lambda: told(scenario, 0)) for _ in range(rounds)), boxes, peak


def _laid_over(text: str) -> Scenario:
    """The mini corridor with some values of its own, read like any scenario."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "grown.yaml"
        file.write_text(f"extends: {MINI.resolve()}\ntitle: Grown\n{text}")
        return sim.load(file)


def slope_of(boxes: list[int], times: list[float]) -> float:
    """Slope of log time over log boxes, by least squares; 1 where cost is linear."""
    logs = [math.log(b) for b in boxes], [math.log(t) for t in times]
    return float(np.polyfit(*logs, 1)[0])
