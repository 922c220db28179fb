"""Stocks of empty boxes by hand: every time worked out on paper.

A life is one list a leg: ready, load start, loaded, departed, arrived, admitted, unload start,
unloaded. Hours count from the first midnight.
"""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from sim.corridor.empties import Stock
from sim.corridor.journal import Boxless
from sim.corridor.model import simulate
from sim.errors import ModelError
from sim.experiment.kpis import table
from tests.corridor.lives import read, run

HEAD = """
title: Empties
horizon: {from: 2026-01-01, to: 2026-01-04}
terminals:
  china: {}
  farm:
    empties: STOCK
services:
  to_farm: {kind: rail, from: china, to: farm, direction: west, hours: 2, formation: together}
  to_china: {kind: rail, from: farm, to: china, direction: east, hours: 3, formation: together}
  home:
    {kind: rail, from: farm, to: china, direction: east, hours: 3, train_teu: 8, formation: pooled,
     longest_wait_hours: 0}
demand:
  flows:
    goods:
      direction: west
      origin: china
      destination: farm
      route: [to_farm]
      consignment: {boxes: 2, forty_foot_share: 0, cargo_tonnes_per_teu: 8, tare_tonnes_per_teu: 2}
      arrivals: {pattern: timetable, first_hours: 4, every_hours: 24, number: 2}
    empties:
      direction: east
      origin: farm
      destination: china
      route: [home]
      empties_of: {flow: goods, share: 1, after_days: 1.5, tare_tonnes_per_teu: 2}
    grain:
      direction: east
      origin: farm
      destination: china
      route: [to_china]
      consignment: {boxes: 3, forty_foot_share: 0, cargo_tonnes_per_teu: 8, tare_tonnes_per_teu: 2}
      arrivals: ARRIVALS
      boxes_from: empties_at_origin
"""
ONE = "{pattern: timetable, first_hours: 1, every_hours: 24, number: 1}"
TWO = "{pattern: timetable, first_hours: 1, every_hours: 1, number: 2}"
BACK = "{fills: [empties], emptied_after_days: 0.25}"


def text(stock: str, arrivals: str) -> str:
    return HEAD.replace("STOCK", stock).replace("ARRIVALS", arrivals)


def train(leaves: float, hours: float) -> list[list[float | None]]:
    """A train that leaves at once and is unloaded on arrival."""
    there = leaves + hours
    return [[leaves, leaves, leaves, leaves, there, there, there, there]]


NEVER: list[list[float | None]] = [[None] * 8]


def test_grain_takes_empties_before_they_travel_back(tmp_path: Path) -> None:
    """Two boxes come at 6 and stand from 12 on, two at 30 and 36; they go back at 42 and 66.

    Three boxes of grain are ready at 1: they wait for the third box until 36. Both boxes of the
    first train and the first one of the second are taken; the other one goes back at 66.
    """
    told, journal = run(tmp_path, text(BACK, ONE))
    assert {one: life for one, life in told.items() if not one.startswith("goods")} == {
        **{f"grain 0/{place}": train(36, 3) for place in range(3)},
        "empties 1/1": train(66, 3),
    }
    assert journal.boxless == [Boxless((8, 11), "farm", 1.0, 36.0)]


def test_boxes_there_from_the_start_are_taken_first(tmp_path: Path) -> None:
    """Two stand there: grain waits for one more, until 12. The second of 6 would go back at 42.

    At 36 this one and the two of 30 are three boxes, for the grain of 2. Nobody goes back.
    """
    told, journal = run(tmp_path, text(BACK.replace("{", "{number: 2, "), TWO))
    assert {one: life for one, life in told.items() if not one.startswith("goods")} == {
        **{f"grain 0/{place}": train(12, 3) for place in range(3)},
        **{f"grain 1/{place}": train(36, 3) for place in range(3)},
    }
    assert [(one.since, one.to) for one in journal.boxless] == [(1.0, 12.0), (2.0, 36.0)]


def test_an_empty_that_nobody_takes_goes_back_as_without_a_stock(tmp_path: Path) -> None:
    """All four go back, 36 h after they were unloaded at 6 and 30."""
    late = ONE.replace("first_hours: 1", "first_hours: 80")
    told, _ = run(tmp_path, text(BACK, late))
    back = {one: life for one, life in told.items() if one.startswith("empties")}
    assert back == {
        "empties 0/0": train(42, 3),
        "empties 0/1": train(42, 3),
        "empties 1/0": train(66, 3),
        "empties 1/1": train(66, 3),
    }
    assert told["grain 0/0"] == NEVER


def test_the_instant_in_which_it_goes_back_is_too_late(tmp_path: Path) -> None:
    """The two of 6 go back at 42, when grain asks; those of 30 are two, and it needs three."""
    at_42 = ONE.replace("first_hours: 1", "first_hours: 42")
    told, journal = run(tmp_path, text(BACK, at_42))
    assert told["empties 0/0"] == train(42, 3)
    assert told["grain 0/0"] == NEVER
    assert [(one.since, one.to) for one in journal.boxless] == [(42.0, 96.0)]


def test_boxes_that_stay_are_taken_by_whoever_asked_first(tmp_path: Path) -> None:
    """Boxes of the goods stay: two from 12, two from 36 on. Beside them empties go back as ever.

    The three of 1 take three of the four at 36; those of 2 find one and wait beyond the end.
    """
    told, journal = run(tmp_path, text("{fills: [goods], emptied_after_days: 0.25}", TWO))
    assert told["grain 0/2"] == train(36, 3)
    assert told["grain 1/0"] == NEVER
    assert told["empties 0/0"] == train(42, 3)
    assert [(one.since, one.to) for one in journal.boxless] == [(1.0, 36.0), (2.0, 96.0)]


WAGONS = """
    grain_in_wagons:
      direction: east
      origin: farm
      destination: china
      route: [to_china]
      consignment: {boxes: 1, forty_foot_share: 0, cargo_tonnes_per_teu: 24, tare_tonnes_per_teu: 6}
      instead_of: {flow: grain, after_days: 1.4375}
"""


def test_grain_that_finds_no_boxes_goes_in_wagons(tmp_path: Path) -> None:
    """Ready at 1 and 2, it waits for 34.5 h. The first gives up at 35.5, an hour before the third
    box stands there, and goes as one wagon; at 36 the second one takes three of the four.

    The fourth goes back at 66. The wagon is born at 1; the grain that it replaces never was.
    """
    told, journal = run(tmp_path, text(BACK, TWO) + WAGONS)
    assert {one: life for one, life in told.items() if not one.startswith("goods")} == {
        "grain_in_wagons 0/0": train(35.5, 3),
        **{f"grain 1/{place}": train(36, 3) for place in range(3)},
        "empties 1/1": train(66, 3),
    }
    assert [(one.since, one.to) for one in journal.boxless] == [(1.0, 35.5), (2.0, 36.0)]
    born = journal.boxes.born[journal.boxes.rows_of(journal.population.flows.index("grain"))]
    assert born.tolist()[3:] == [2, 2, 2]
    assert math.isnan(born[0])


def test_boxes_that_come_in_the_instant_of_giving_up_are_too_late(tmp_path: Path) -> None:
    """The first gives up at 36; the boxes of that instant are for the second, ready at 2."""
    told, _ = run(tmp_path, text(BACK, TWO) + WAGONS.replace("1.4375", "1.4583333333333333"))
    assert told["grain_in_wagons 0/0"] == train(36, 3)
    assert told["grain 1/0"] == train(36, 3)


def test_waiting_for_empties_is_charged_to_the_terminal(tmp_path: Path) -> None:
    """Three TEU wait from hour 1 to hour 36."""
    scenario = read(tmp_path, text(BACK, ONE))
    rows = table(scenario, simulate(scenario, 0), 0)
    own = rows[(rows["place"] == "farm") & (rows["direction"] == "east")]
    year = own[own["period"] == "2026"].set_index(["kpi", "statistic"])["value"]
    assert year["waiting", "waiting_for_empties"] == pytest.approx(3 * 35)
    assert own.loc[own["kpi"] == "inflow", "value"].tolist() == [3.0, 3.0]


def test_an_empty_taken_twice_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Stock, "remove", lambda self, lot: self._audit.went_back("farm", 4))
    scenario = read(tmp_path, text(BACK, ONE))
    with pytest.raises(ModelError, match="empties left farm that never came"):
        simulate(scenario, 0)
