"""Cases without chance: one run, equality. Names are those of the list of analytic cases."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.theory.cases import once


def test_c01_pipeline(tmp_path: Path) -> None:
    journal = once(tmp_path, "pipeline")
    boxes, stop = journal.boxes, 1001.0
    done = boxes.delivered <= stop
    assert done.sum() == 499
    assert (boxes.born <= stop).sum() - done.sum() == 1
    assert (boxes.delivered - boxes.born)[done] == pytest.approx(3, abs=1e-9)
    work = journal.crane_work["second", "rail"].rows().tolist()
    assert sum(hours for time, hours in work if time < stop) == 748.5


def test_c02_overload(tmp_path: Path) -> None:
    boxes, stop = once(tmp_path, "timetable").boxes, 1000.5
    done = boxes.delivered <= stop
    assert (boxes.born <= stop).sum() == 1000
    assert done.sum() == 499
    transit = (boxes.delivered - boxes.born)[done]
    assert transit.mean() == pytest.approx(251, abs=1e-9)
    assert transit.mean() - 2 == pytest.approx(249, abs=1e-9)
    in_system = [(boxes.born <= t).sum() - (boxes.delivered <= t).sum() for t in (500.5, 1000.5)]
    assert in_system == [251, 501]  # half a container an hour


def test_c02_overload_drained(tmp_path: Path) -> None:
    change = """
horizon: {to: 2026-04-30}
demand.flows.boxes.arrivals.number: 1000
"""
    boxes = once(tmp_path, "timetable", change).boxes
    assert len(boxes.born) == 1000
    assert (boxes.delivered - boxes.born - 2).mean() == pytest.approx(499.5, abs=1e-9)


@pytest.mark.parametrize(("cranes", "wait", "use"), [(1, 19.5, 40 / 48), (2, 9.5, 40 / 96)])
def test_c03_block_train(tmp_path: Path, cranes: int, wait: float, use: float) -> None:
    change = f"""
terminals.post.rail: {{cranes: {cranes}, crane_hours_per_box: 1}}
demand.flows.boxes.consignment.boxes: 40
demand.flows.boxes.arrivals: {{first_hours: 0, every_hours: 48}}
"""
    journal = once(tmp_path, "timetable", change)
    boxes = journal.boxes
    assert (boxes.delivered - 1 - boxes.born).mean() == pytest.approx(wait, abs=1e-9)
    worked = journal.crane_work["post", "rail"].rows()[:, 1].sum()
    assert worked / (cranes * journal.end) == pytest.approx(use, abs=1e-9)  # 21 whole cycles


def test_c04_backlog_of_a_liner_below_demand(tmp_path: Path) -> None:
    change = """
horizon: {to: 2026-01-31, warm_up_days: 0}
services.ship: {slots_teu: 100, first_hours: 24}
demand.flows.boxes:
  arrivals: {pattern: timetable, first_hours: 0.2, every_hours: 0.2}
  growth.rate.active: false
"""
    boxes, stop = once(tmp_path, "liner", change).boxes, 720.1
    assert (boxes.born <= stop).sum() - (boxes.load_start[0] <= stop).sum() == 600


@pytest.mark.parametrize("ships", [1, 3, 4, 5, 6])
def test_c05_shuttle(tmp_path: Path, ships: int) -> None:
    """12 rounds of 58 h, long after the start: one lot more or less."""
    change = f"""
horizon: {{to: 2026-03-31}}
services.crossing.vessels.ships.number: {ships}
"""
    journal = once(tmp_path, "shuttle", change)
    left = [v.depart for v in journal.voyages if v.origin == "load_port"]
    voyages = sum(0 <= time < 12 * 58 for time in left)
    assert voyages == pytest.approx(24 * min(ships / 58, 1 / 12) * 29, abs=1e-9)


def test_c06_a_border_open_half_of_the_day(tmp_path: Path) -> None:
    """0.4 an hour against 1 an hour from 06:00 to 18:00; a container every 2.5 h, so five days
    repeat.

    The case is fluid: one service time (1 h, one container) is the tolerance.
    """
    change = """
horizon: {to: 2026-01-21}
terminals.post: {rail: {crane_hours_per_box: 1}, opening_hours: ["06:00-18:00"]}
demand.flows.boxes.arrivals: {first_hours: 0, every_hours: 2.5}
"""
    boxes = once(tmp_path, "timetable", change).boxes
    start, days = boxes.delivered - 1, np.arange(20) * 24
    waits = (start - boxes.born)[boxes.born < 480]
    assert waits.mean() == pytest.approx(5, abs=1)
    queues = [((boxes.born < day + 6) & (start >= day + 6)).sum() for day in days[1:]]
    assert np.mean(queues) == pytest.approx(4.8, abs=1)
    for day in days[1:]:
        at_once = boxes.born[(boxes.born >= day + 6) & (start == boxes.born)]
        assert at_once.min() - (day + 6) == pytest.approx(8, abs=2.5)  # told by an arrival
