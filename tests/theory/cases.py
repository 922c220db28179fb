"""Cases with an exact answer: scenario files, what a case says otherwise, what is measured."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from sim.corridor.journal import Journal
from sim.corridor.model import simulate
from sim.scenario import load
from sim.scenario.scenario import Scenario

FOLDER = Path(__file__).parent
REPLICATIONS = 20
T_999, T_95 = 3.883, 2.093  # quantiles of Student's t with 19 degrees of freedom
Measure = Callable[[Journal], float]


def case(folder: Path, name: str, change: str = "") -> Scenario:
    """A scenario of this folder, with what a case says otherwise."""
    file = folder / f"{name}.yaml"
    file.write_text(f"extends: {FOLDER / name}.yaml\n{change}")
    return load(file)


def once(folder: Path, name: str, change: str = "") -> Journal:
    return simulate(case(folder, name, change), 0)


def agrees(scenario: Scenario, expected: Mapping[Measure, float], tier: float) -> None:
    """20 replications: the 99.9 % interval holds the exact value, the 95 % one is narrow enough.

    `tier` is the greatest half-width, as a share of the exact value.
    """
    journals = [simulate(scenario, replication) for replication in range(REPLICATIONS)]
    for measure, exact in expected.items():
        got = np.array([measure(journal) for journal in journals])
        error = got.std(ddof=1) / math.sqrt(REPLICATIONS)
        assert got.mean() == pytest.approx(exact, rel=0, abs=T_999 * error), name_of(measure)
        assert T_95 * error <= tier * exact, f"{name_of(measure)}: ±{T_95 * error / exact:.1%}"


def name_of(measure: Measure) -> str:
    return getattr(measure, "__name__", str(measure))


# Measures: means over what began in the reported time and came to its end -----------------------


def transit_hours(journal: Journal, flow: str = "boxes") -> NDArray[np.float64]:
    """Hours from birth to delivery of the boxes of a flow, shape (n,)."""
    boxes = journal.boxes
    own = boxes.flow == journal.population.flows.index(flow)
    own &= (boxes.born >= 0) & (boxes.delivered < journal.end)
    transit: NDArray[np.float64] = (boxes.delivered - boxes.born)[own]
    return transit


def time_at_post(journal: Journal) -> float:
    return float(transit_hours(journal).mean())


def utilisation(journal: Journal) -> float:
    """Hours of work asked for in the reported time, of one crane."""
    time, work = journal.crane_work["post", "rail"].rows().T
    return float(work[time >= 0].sum()) / journal.end


def wait_for_departure(journal: Journal) -> float:
    """Hours from ready to loaded, of the boxes born in the reported time."""
    boxes = journal.boxes
    waits = boxes.load_start[0] - boxes.ready[0]
    return float(waits[(boxes.born >= 0) & (waits == waits)].mean())


def headway(journal: Journal) -> float:
    departures = np.array([voyage.depart for voyage in journal.voyages])
    return float(np.diff(departures[departures >= 0]).mean())


def load_factor(journal: Journal) -> float:
    left = [voyage for voyage in journal.voyages if voyage.depart >= 0]
    return sum(voyage.teu / voyage.capacity_teu for voyage in left) / len(left)


def voyages_per_hour(journal: Journal) -> float:
    left = [v for v in journal.voyages if v.origin == "load_port" and v.depart >= 0]
    return len(left) / journal.end


def wait_for_track(service: str) -> Measure:
    """Mean hours that the trains of a service wait for admission."""
    measure = partial(_wait_for_track, service)
    measure.__name__ = f"wait of {service}"  # type: ignore[attr-defined]
    return measure


def _wait_for_track(service: str, journal: Journal) -> float:
    waits = [
        v.admitted - v.arrive for v in journal.voyages if v.service == service and v.depart >= 0
    ]
    return float(np.nanmean(waits))
