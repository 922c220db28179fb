"""Caps, bans, permissions and laboratories by hand: every time worked out on paper.

A life is one list a leg: ready, load start, loaded, departed, arrived, admitted, unload start,
unloaded. Hours count from the first midnight.
"""

from __future__ import annotations

from pathlib import Path

from tests.corridor.lives import run


def test_a_capped_train_lets_others_pass(tmp_path: Path) -> None:
    """A slot every 2 h for all, every 8 h for grain. Grain stands there at 2, 3, 4, 5, 6.

    The first goes in at 2: the next slot is at 4, for grain at 10. The goods of 3.5 pass at 4,
    before the grain of 3, which goes in at 10 and makes the goods of 11.5 wait for the slot of 12. Grain
    again at 18 and 26. On 2 January the cap is lifted: after 26 only the slot of 28 counts.
    """
    text = """
title: A cap for grain
horizon: {from: 2026-01-01, to: 2026-01-02}
terminals:
  start: {}
  border:
    acceptance:
      east: {trains_per_day: 12, caps: {grain: {flows: [grain], trains_per_day: 3}}}
services:
  on: {kind: rail, from: start, to: border, direction: east, hours: 1, formation: together}
demand:
  flows:
    grain:
      direction: east
      origin: start
      destination: border
      route: [on]
      consignment: BOX
      arrivals: {pattern: timetable, first_hours: 1, every_hours: 1, number: 5}
    goods:
      direction: east
      origin: start
      destination: border
      route: [on]
      consignment: BOX
      arrivals: {pattern: timetable, first_hours: 2.5, every_hours: 8, number: 2}
measures:
  lifted:
    from: 2026-01-02
    set: {terminals.border.acceptance.east.caps.grain.trains_per_day: unlimited}
"""
    told, _ = run(tmp_path, text)
    assert told == {
        "grain 0/0": [[1, 1, 1, 1, 2, 2, 2, 2]],
        "grain 1/0": [[2, 2, 2, 2, 3, 10, 10, 10]],
        "grain 2/0": [[3, 3, 3, 3, 4, 18, 18, 18]],
        "grain 3/0": [[4, 4, 4, 4, 5, 26, 26, 26]],
        "grain 4/0": [[5, 5, 5, 5, 6, 28, 28, 28]],
        "goods 0/0": [[2.5, 2.5, 2.5, 2.5, 3.5, 4, 4, 4]],
        "goods 1/0": [[10.5, 10.5, 10.5, 10.5, 11.5, 12, 12, 12]],
    }


def test_a_train_under_two_caps_uses_both(tmp_path: Path) -> None:
    """Pooled trains of wheat and flour, two boxes each. Grain has a slot every 6 h, flour every 12.

    Wheat comes at 1 and flour at 2: a train with both, admitted at 3; so grain may go from 9 on,
    flour from 15 on. Two of wheat, of 3 and 5, are there at 6 and go in at 9. The two of flour of
    4 and 6 are there at 7, and go in at 15.
    """
    text = """
title: Two caps
horizon: {from: 2026-01-01, to: 2026-01-01}
terminals:
  start: {}
  border:
    acceptance:
      east:
        caps:
          grain: {flows: [flour, wheat], trains_per_day: 4}
          flour: {flows: [flour], trains_per_day: 2}
services:
  wagons: {kind: rail, from: start, to: border, direction: east, hours: 1, formation: pooled,
    train_teu: 2}
  own_wagons: {kind: rail, from: start, to: border, direction: east, hours: 1, formation: pooled,
    train_teu: 2}
demand:
  flows:
    wheat:
      direction: east
      origin: start
      destination: border
      route: [wagons]
      consignment: BOX
      arrivals: {pattern: timetable, first_hours: 1, every_hours: 2, number: 3}
    flour:
      direction: east
      origin: start
      destination: border
      route: [wagons]
      consignment: BOX
      arrivals: {pattern: timetable, first_hours: 2, every_hours: 24, number: 1}
    more_flour:
      direction: east
      origin: start
      destination: border
      route: [own_wagons]
      consignment: BOX
      arrivals: {pattern: timetable, first_hours: 4, every_hours: 2, number: 2}
""".replace("flows: [flour", "flows: [flour, more_flour")
    told, _ = run(tmp_path, text)
    assert told == {
        "wheat 0/0": [[1, 2, 2, 2, 3, 3, 3, 3]],
        "flour 0/0": [[2, 2, 2, 2, 3, 3, 3, 3]],
        "wheat 1/0": [[3, 5, 5, 5, 6, 9, 9, 9]],
        "wheat 2/0": [[5, 5, 5, 5, 6, 9, 9, 9]],
        "more_flour 0/0": [[4, 6, 6, 6, 7, 15, 15, 15]],
        "more_flour 1/0": [[6, 6, 6, 6, 7, 15, 15, 15]],
    }
