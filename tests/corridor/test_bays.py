"""Inspection bays take boxes in order of time, load, place and row, however trains overlap."""

from __future__ import annotations

import math
from heapq import heappop, heappush
from pathlib import Path
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.corridor.arrays import Range
from sim.corridor.calendars import Calendar, Dated
from sim.corridor.inspection import Inspected, InspectionBays, Part
from sim.corridor.model import simulate
from sim.corridor.servers import Servers
from tests.corridor.lives import read
from tests.oracle.adapter import journal_histories
from tests.oracle.comparison import differences
from tests.oracle.oracle import histories

halves = st.integers(0, 12).map(lambda n: n / 2)
trains = st.lists(
    st.tuples(halves, st.lists(halves, min_size=1, max_size=6), st.booleans()),
    min_size=1,
    max_size=4,
)


@settings(derandomize=True, deadline=None)
@given(trains, st.sampled_from([1.0, 2.0, math.inf]), st.booleans())
def test_trains_that_overlap_are_served_box_by_box(
    loads: list[tuple[float, list[float], bool]], number: float, changing: bool
) -> None:
    """Of each train: when it comes, after how long each box asks, and whether its order is that of
    the train before. Against a heap of single boxes; some trains are told of while others wait."""
    servers = [Servers(Dated((-math.inf,), (number,)), None, Calendar()) for _ in range(2)]
    hours = Dated((-math.inf, 4.0), (1.5, 0.5)) if changing else Dated((-math.inf,), (1.5,))
    bays, plain, heap = InspectionBays(servers[0]), dict[int, float](), list[Any]()
    variates, first, order = np.random.default_rng(1).exponential(size=40), 0, 0
    told = list[tuple[Inspected, range]]()
    for come, after, same in sorted(loads):
        order += not same
        rows = range(first, first + len(after))
        unloaded = come + np.array(after)
        part = Part(
            Range(rows.start, rows.stop), len(rows), unloaded, (come, 0.0, ("", "", order)), 0
        )
        before = math.nextafter(come, -math.inf)
        bays.commit(before)
        _one_by_one(servers[1], heap, before, hours, plain)
        own = variates[rows.start : rows.stop].tolist()
        boxes = Inspected(part, list(range(len(after))), own, hours)
        bays.announce(boxes)
        for place, row in enumerate(rows):
            asks = float(unloaded[place])
            heappush(heap, (asks, part.load, place, row, float(variates[row])))
        told.append((boxes, rows))
        first = rows.stop
    bays.commit(100.0)
    _one_by_one(servers[1], heap, 100.0, hours, plain)
    done = {
        rows[place]: one
        for boxes, rows in told
        for place, one in zip(boxes.places, boxes.done, strict=True)
    }
    assert done == plain


def _one_by_one(
    servers: Servers, heap: list[Any], now: float, hours: Dated[float], done: dict[int, float]
) -> None:
    while heap and heap[0][0] <= now:
        time, _, _, row, variate = heappop(heap)
        done[row] = servers.serve_one(time, variate, hours)


PARTED = """
title: Two trains of one consignment
horizon: {from: 2026-01-01, to: 2026-01-06}
terminals:
  start: {}
  middle:
    clearance:
      west:
        document_hours: 1
        laboratory: {grain: {flows: [grain], share: 1, hours: 6}}
  hub: {}
  end:
    rail: {cranes: unlimited, crane_hours_per_box: 1, transfer: direct}
    clearance:
      west:
        document_hours: 0
        channels: {red: 1}
        inspection_hours: {red: 1}
        inspection_bays: 1
  beyond: {}
services:
  on: {kind: rail, from: start, to: middle, direction: west, hours: 1, formation: together}
  further: {kind: rail, from: middle, to: hub, direction: west, hours: 1, formation: together,
    set_out_after_hours: 2, train_teu: 20}
  a: {kind: rail, from: hub, to: end, direction: west, hours: 3, formation: together}
  b: {kind: rail, from: hub, to: end, direction: west, hours: 3, formation: together}
  off: {kind: rail, from: end, to: beyond, direction: west, hours: 1, formation: pooled,
    train_teu: 20, longest_wait_hours: 1}
demand:
  flows:
    grain: {direction: west, origin: start, destination: beyond, route: [on, further, b, off],
      consignment: {boxes: 2, forty_foot_share: 0, cargo_tonnes_per_teu: 8, tare_tonnes_per_teu: 2},
      arrivals: {pattern: timetable, first_hours: 1, every_hours: 400}}
    goods: {direction: west, origin: start, destination: beyond, route: [on, further, a, off],
      consignment: {boxes: 2, forty_foot_share: 0, cargo_tonnes_per_teu: 8, tare_tonnes_per_teu: 2},
      arrivals: {pattern: timetable, first_hours: 20, every_hours: 400}}
"""


def test_two_trains_may_be_of_one_consignment(tmp_path: Path) -> None:
    """Grain is set out for its samples and leaves behind the goods at 22; at the hub they part, on
    two trains of the goods' consignment, and all ask for the one bay at 27: by place, then by row.

    Grain is done at 28 and 30, goods at 29 and 31. What is done at 28 and 29 leaves at 29, an hour
    after the first of it; the others at 31.
    """
    scenario = read(tmp_path, PARTED)
    journal = simulate(scenario, 0)
    assert journal.boxes.ready[3][:].tolist() == [28, 30, 29, 31]
    assert journal.boxes.delivered.tolist() == [30, 32, 30, 32]
    assert differences(histories(scenario), journal_histories(scenario, journal)) == []
