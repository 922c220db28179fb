"""Corners into which random corridors seldom lead: all times of all boxes are the oracle's."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sim.corridor.births import Births
from sim.corridor.model import simulate
from tests.corridor.lives import read
from tests.oracle.adapter import journal_histories
from tests.oracle.comparison import differences
from tests.oracle.oracle import histories

OF_TWO_BOXES = "{boxes: 2, forty_foot_share: 0, cargo_tonnes_per_teu: 8, tare_tonnes_per_teu: 2}"

CHECKED_AND_INSPECTED = """
title: A channel whose boxes are checked and inspected
horizon: {from: 2026-01-01, to: 2026-01-06}
terminals:
  start: {}
  border:
    rail: {cranes: 1, crane_hours_per_box: 1, transfer: direct}
    clearance:
      west:
        document_hours: 2
        channels: {red: 1}
        check_hours: {red: {distribution: uniform, low: 0.5, high: 2}}
        inspection_hours: {red: {distribution: uniform, low: 2, high: 6}}
        inspection_bays: 1
  end: {}
services:
  on: {kind: rail, from: start, to: border, direction: west, hours: 5, formation: together}
  off: {kind: rail, from: border, to: end, direction: west, hours: 4, formation: together}
demand:
  flows:
    boxes: {direction: west, origin: start, destination: end, route: [on, off],
      consignment: BOXES, arrivals: {pattern: timetable, first_hours: 3, every_hours: 12}}
"""

MONTHS_WITHOUT_TRAINS = """
title: A flow of which no train is born in most months
horizon: {from: 2026-01-01, to: 2026-06-30}
terminals: {start: {}, hub: {}, end: {}}
services:
  on: {kind: rail, from: start, to: hub, direction: west, formation: together,
    hours: {distribution: uniform, low: 5, high: 9}}
  off: {kind: rail, from: hub, to: end, direction: west, formation: together,
    hours: {distribution: uniform, low: 5, high: 9}}
demand:
  flows:
    few: {direction: west, origin: start, destination: end, route: [on, off], consignment: BOXES,
      arrivals: {pattern: even}, growth: {level: {year: 2026, teu: 16}}}
    many: {direction: west, origin: start, destination: hub, route: [on], consignment: BOXES,
      arrivals: {pattern: timetable, first_hours: 3, every_hours: 100}}
"""

ALONG_WITH_OTHERS = """
title: Boxes set out go along with a train that ends before they do
horizon: {from: 2026-01-01, to: 2026-01-06}
terminals:
  start: {}
  middle:
    clearance:
      west:
        document_hours: 1
        laboratory: {grain: {flows: [grain], share: 1, hours: 6}}
  hub: {}
  end: {}
services:
  on: {kind: rail, from: start, to: middle, direction: west, hours: 1, formation: together}
  further: {kind: rail, from: middle, to: hub, direction: west, hours: 1, formation: together,
    set_out_after_hours: 2, train_teu: 20}
  off: {kind: rail, from: hub, to: end, direction: west, formation: together,
    hours: {distribution: uniform, low: 5, high: 9}}
demand:
  flows:
    grain: {direction: west, origin: start, destination: end, route: [on, further, off],
      consignment: BOXES, arrivals: {pattern: timetable, first_hours: 1, every_hours: 400}}
    goods: {direction: west, origin: start, destination: hub, route: [on, further],
      consignment: BOXES, arrivals: {pattern: timetable, first_hours: 20, every_hours: 400}}
"""

BORN_TOGETHER = """
title: Trains born at one instant where they are unloaded, the second before the first
horizon: {from: 2026-01-01, to: 2026-01-06}
terminals:
  start: {}
  end: {rail: {tracks: 1, cranes: 1, crane_hours_per_box: 1, transfer: direct}}
services:
  slow: {kind: rail, from: start, to: end, direction: west, priority: 1, formation: together}
  fast: {kind: rail, from: start, to: end, direction: west, priority: 0, formation: together}
demand:
  flows:
    a: {direction: west, origin: start, destination: end, route: [slow], consignment: BOXES,
      arrivals: {pattern: timetable, first_hours: 3, every_hours: 12}}
    b: {direction: west, origin: start, destination: end, route: [fast], consignment: BOXES,
      arrivals: {pattern: timetable, first_hours: 3, every_hours: 12}}
"""


def beside_the_oracle(folder: Path, text: str) -> list[str]:
    """What differs."""
    scenario = read(folder, text.replace("BOXES", OF_TWO_BOXES))
    told = journal_histories(scenario, simulate(scenario, 0))
    assert told, "no box was born"
    return list(differences(histories(scenario), told))


@pytest.mark.parametrize(
    "text",
    [CHECKED_AND_INSPECTED, MONTHS_WITHOUT_TRAINS, ALONG_WITH_OTHERS, BORN_TOGETHER],
    ids=lambda text: text.split("\n")[1].removeprefix("title: "),
)
def test_every_time_is_that_of_the_oracle(tmp_path: Path, text: str) -> None:
    assert beside_the_oracle(tmp_path, text) == []


def test_who_is_born_next_is_known_before_a_train_begins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else a train that has come would think that it is alone."""

    def happen(self: Births, _: Any) -> None:
        step = self._value
        self._happens(*step[1:])
        self._await()

    monkeypatch.setattr(Births, "_happen", happen)
    assert beside_the_oracle(tmp_path, BORN_TOGETHER)
