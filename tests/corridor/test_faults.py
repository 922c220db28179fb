"""What must not pass: a deadlock is named, a lost box is found."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.corridor.admission import Admission
from sim.corridor.audit import Audit
from sim.corridor.containers import Batch
from sim.corridor.corridor import Corridor
from sim.corridor.model import simulate
from sim.errors import Deadlock, ModelError
from tests.corridor.lives import read

SHARED_YARDS = """
title: Two yards that both directions share, and vessels that wait for ever
horizon: {from: 2026-01-01, to: 2026-01-10}
terminals:
  china: {}
  west_port: {quay: {berths: 1, cranes_per_berth: 1, crane_hours_per_box: 1}, yard_teu: {all: 2}}
  east_port: {quay: {berths: 1, cranes_per_berth: 1, crane_hours_per_box: 1}, yard_teu: {all: 2}}
  europe: {}
services:
  from_china: {kind: rail, from: china, to: east_port, direction: west, hours: 1,
    formation: together}
  to_china: {kind: rail, from: east_port, to: china, direction: east, hours: 1,
    formation: pooled, train_teu: 2}
  from_europe: {kind: rail, from: europe, to: west_port, direction: east, hours: 1,
    formation: together}
  to_europe: {kind: rail, from: west_port, to: europe, direction: west, hours: 1,
    formation: pooled, train_teu: 2}
  crossing:
    kind: sea
    between: [east_port, west_port]
    sailing_hours: 4
    vessels: {east: {number: 1, teu: 2, home: east_port}, west: {number: 1, teu: 2,
      home: west_port}}
    longest_wait_hours: 24
    PATIENCE
demand:
  flows:
    west:
      direction: west
      origin: china
      destination: europe
      route: [from_china, crossing, to_europe]
      consignment: {boxes: 2, forty_foot_share: 0, cargo_tonnes_per_teu: 8, tare_tonnes_per_teu: 2}
      arrivals: {pattern: timetable, first_hours: 0, every_hours: 2}
    east:
      direction: east
      origin: europe
      destination: china
      route: [from_europe, crossing, to_china]
      consignment: {boxes: 2, forty_foot_share: 0, cargo_tonnes_per_teu: 8, tare_tonnes_per_teu: 2}
      arrivals: {pattern: timetable, first_hours: 0, every_hours: 2}
"""


def test_a_deadlock_is_raised_and_its_ring_named(tmp_path: Path) -> None:
    """G14. Trains fill both yards again at 3, when the vessels of 2 TEU have sailed; both arrive
    at 7
    before full yards that only they could empty."""
    scenario = read(tmp_path, SHARED_YARDS.replace("PATIENCE", "max_blocked_hours: unlimited"))
    with pytest.raises(Deadlock) as stopped:
        simulate(scenario, 0)
    assert stopped.value.time_hours == 7
    ring = stopped.value.ring
    assert ring[0] == ring[-1]
    assert set(ring) == {
        "east_port yard full",
        "west_port yard full",
        "east/1 waiting to unload",
        "west/1 waiting to unload",
    }
    assert pickle.loads(pickle.dumps(stopped.value)).ring == ring


def test_full_vessels_that_keep_their_cargo_lock_too(tmp_path: Path) -> None:
    """They sail to and fro with what nobody can take."""
    scenario = read(tmp_path, SHARED_YARDS.replace("PATIENCE", "max_blocked_hours: 6"))
    with pytest.raises(Deadlock):
        simulate(scenario, 0)


def test_yards_by_direction_do_not_lock(tmp_path: Path) -> None:
    """Trains empty the yard beyond the sea, whatever waits for the vessels there."""
    text = SHARED_YARDS.replace("PATIENCE", "max_blocked_hours: unlimited")
    scenario = read(tmp_path, text.replace("{all: 2}", "{west: 2, east: 2}"))
    boxes = simulate(scenario, 0).boxes
    last = [np.nanmax(boxes.delivered[boxes.flow == flow]) for flow in (0, 1)]
    assert min(last) > scenario.end_hours - 24


def test_trains_that_hold_the_tracks_they_wait_for_are_a_deadlock(tmp_path: Path) -> None:
    """The second train stands at 8 on the only track before a full yard; the train that would empty
    the yard needs that track to be loaded."""
    text = """
title: One track and a small yard
horizon: {from: 2026-01-01, to: 2026-01-03}
terminals:
  start: {}
  hub: {rail: {tracks: 1, cranes: 1, crane_hours_per_box: 1, transfer: through_yard},
    yard_teu: {west: 4}}
  end: {}
services:
  on: {kind: rail, from: start, to: hub, direction: west, hours: 4, formation: together}
  off: {kind: rail, from: hub, to: end, direction: west, hours: 4, formation: pooled, train_teu: 3}
demand:
  flows:
    boxes:
      direction: west
      origin: start
      destination: end
      route: [on, off]
      consignment: {boxes: 3, forty_foot_share: 0, cargo_tonnes_per_teu: 8, tare_tonnes_per_teu: 2}
      arrivals: {pattern: timetable, first_hours: 1, every_hours: 2}
"""
    with pytest.raises(Deadlock, match=r"hub yard full -> .*tracks"):
        simulate(read(tmp_path, text), 0)


PLAIN = """
title: One train
horizon: {from: 2026-01-01, to: 2026-01-02}
terminals:
  start: {}
  end: {rail: {tracks: 1}}
services:
  on: {kind: rail, from: start, to: end, direction: west, hours: 5, formation: together}
demand:
  flows:
    boxes:
      direction: west
      origin: start
      destination: end
      route: [on]
      consignment: {boxes: 3, forty_foot_share: 0, cargo_tonnes_per_teu: 8, tare_tonnes_per_teu: 2}
      arrivals: {pattern: timetable, first_hours: 1, every_hours: 4, number: 2}
"""


def test_the_audit_finds_a_lost_box(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first box of every load falls into the sea between the carriage and the terminal."""
    pass_on = Corridor.pass_on

    def loses_one(self: Corridor, carriage: Any, service: str, parts: list[Any]) -> None:
        (batch, ready), *others = parts
        rest = Batch.of(self.journal.boxes, batch.each()[1:])
        pass_on(self, carriage, service, [(rest, ready), *others])

    monkeypatch.setattr(Corridor, "pass_on", loses_one)
    message = (
        r"audit failed: boxes: counted \(6, 4\) .* columns say \(6, 6\); aboard on start: counted 2"
    )
    with pytest.raises(ModelError, match=message):
        simulate(read(tmp_path, PLAIN), 0)


def test_the_audit_finds_a_box_that_was_delivered_unseen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Audit, "delivered", lambda *_: None)
    with pytest.raises(
        ModelError, match=r"boxes: counted \(6, 0\) born and delivered, .* \(6, 6\)"
    ):
        simulate(read(tmp_path, PLAIN), 0)


def test_the_audit_finds_two_trains_on_one_track(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second train goes in at 10, when the first is being unloaded until 12."""

    def push_in(self: Admission, _: str, order: Any, priority: int = 0) -> None:
        self._entered[order] = self._clock.now

    monkeypatch.setattr(Admission, "enter", push_in)
    text = PLAIN.replace(
        "rail: {tracks: 1}", "rail: {tracks: 1, cranes: 1, crane_hours_per_box: 2}"
    )
    with pytest.raises(ModelError, match="audit failed: end tracks: 2 inside at hour 10"):
        simulate(read(tmp_path, text), 0)
