"""Caps, bans, permissions and laboratories by hand: every time worked out on paper.

A life is one list a leg: ready, load start, loaded, departed, arrived, admitted, unload start,
unloaded. Hours count from the first midnight.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.corridor.journal import Kept, Unapproved
from sim.experiment.kpis import table
from tests.corridor.lives import read, run


def test_a_capped_train_lets_others_pass(tmp_path: Path) -> None:
    """A slot every 2 h for all, every 8 h for grain. Grain stands there at 2, 3, 4, 5, 6.

    The first goes in at 2: the next slot is at 4, for grain at 10. The goods of 3.5 pass at 4,
    before the grain of 3, which goes in at 10 and makes the goods of 11.5 wait for the slot of 12.
    Grain again at 18 and 26. On 2 January the cap is lifted: after 26 only the slot of 28 counts.
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


def test_a_ban_by_date_beside_a_threshold(tmp_path: Path) -> None:
    """Loading stops at 4 TEU on the way, resumes at 1; on 2 January, from 24 to 48, no grain loads.

    The grain of 22 leaves, that of 26 is kept. The goods of 28 leave and make it 4 TEU; the grain
    of 30 is kept twice over. Grain is admitted at 32, goods at 38: nothing is on the way, but the
    day is not over. At 48 the two that were kept leave, and it is 4 again: the goods born in that
    instant are kept, until both are admitted at 58.
    """
    text = """
title: Days without loading
horizon: {from: 2026-01-01, to: 2026-01-03}
terminals:
  start: {}
  port:
    rail:
      loading_ban:
        stops_at_teu: 4
        resumes_at_teu: 1
        bans:
          works: {from: 2026-01-02, to: 2026-01-03, flows: [grain]}
          called_off: {from: 2026-01-01, to: 2026-01-03, active: false}
services:
  on: {kind: rail, from: start, to: port, direction: west, hours: 10, formation: together}
demand:
  flows:
    grain:
      direction: west
      origin: start
      destination: port
      route: [on]
      consignment: {boxes: 1, forty_foot_share: 1, cargo_tonnes_per_teu: 8, tare_tonnes_per_teu: 2}
      arrivals: {pattern: timetable, first_hours: 22, every_hours: 4, number: 3}
    goods:
      direction: west
      origin: start
      destination: port
      route: [on]
      consignment: {boxes: 1, forty_foot_share: 1, cargo_tonnes_per_teu: 8, tare_tonnes_per_teu: 2}
      arrivals: {pattern: timetable, first_hours: 28, every_hours: 20, number: 2}
"""
    told, journal = run(tmp_path, text)
    assert told == {
        "grain 0/0": [[22, 22, 22, 22, 32, 32, 32, 32]],
        "grain 1/0": [[48, 48, 48, 48, 58, 58, 58, 58]],
        "grain 2/0": [[48, 48, 48, 48, 58, 58, 58, 58]],
        "goods 0/0": [[28, 28, 28, 28, 38, 38, 38, 38]],
        "goods 1/0": [[58, 58, 58, 58, 68, 68, 68, 68]],
    }
    grain, goods = 2, 0
    kept = [(grain + 1, 26, 48), (grain + 2, 30, 48), (goods + 1, 48, 58)]
    assert journal.kept == [Kept((row, row + 1), "port", *hours) for row, *hours in kept]


def test_other_trains_take_slots_of_the_border(tmp_path: Path) -> None:
    """Twelve trains a day, eight of them others: four are left, a slot every 6 h.

    Trains stand there at 2, 3 and 4; they go in at 2, 8 and 14. On 2 January the others are gone:
    the trains of 26 and 27 go in at 26 and, a slot of 2 h later, 28.
    """
    text = """
title: Others at the border
horizon: {from: 2026-01-01, to: 2026-01-02}
terminals:
  start: {}
  border: {acceptance: {east: {trains_per_day: 12, other_trains_per_day: 8}}}
services:
  on: {kind: rail, from: start, to: border, direction: east, hours: 1, formation: together}
demand:
  flows:
    goods:
      direction: east
      origin: start
      destination: border
      route: [on]
      consignment: BOX
      arrivals: {pattern: timetable, first_hours: 1, every_hours: 1, number: 3}
    late:
      direction: east
      origin: start
      destination: border
      route: [on]
      consignment: BOX
      arrivals: {pattern: timetable, first_hours: 25, every_hours: 1, number: 2}
measures:
  others_gone:
    from: 2026-01-02
    set: {terminals.border.acceptance.east.other_trains_per_day: 0}
"""
    told, _ = run(tmp_path, text)
    assert told == {
        "goods 0/0": [[1, 1, 1, 1, 2, 2, 2, 2]],
        "goods 1/0": [[2, 2, 2, 2, 3, 8, 8, 8]],
        "goods 2/0": [[3, 3, 3, 3, 4, 14, 14, 14]],
        "late 0/0": [[25, 25, 25, 25, 26, 26, 26, 26]],
        "late 1/0": [[26, 26, 26, 26, 27, 28, 28, 28]],
    }


def test_a_ban_of_one_direction_neither_counts_nor_stops_the_other(tmp_path: Path) -> None:
    """Loading westward stops with one box under way, 10 h, and resumes when it is there.

    West: born at 1 and 2, the second leaves at 11. East: born at 3 and 4, on the way all the while
    and at once.
    """
    text = """
title: A ban one way
horizon: {from: 2026-01-01, to: 2026-01-02}
terminals:
  china: {}
  border:
    rail: {loading_ban: {stops_at_teu: 1, resumes_at_teu: 0, directions: [west]}}
  inland: {}
services:
  out: {kind: rail, from: china, to: border, direction: west, hours: 10, formation: together}
  back: {kind: rail, from: inland, to: border, direction: east, hours: 20, formation: together}
demand:
  flows:
    from_china:
      direction: west
      origin: china
      destination: border
      route: [out]
      consignment: BOX
      arrivals: {pattern: timetable, first_hours: 1, every_hours: 1, number: 2}
    to_china:
      direction: east
      origin: inland
      destination: border
      route: [back]
      consignment: BOX
      arrivals: {pattern: timetable, first_hours: 3, every_hours: 1, number: 2}
"""
    told, _ = run(tmp_path, text)
    assert told == {
        "from_china 0/0": [[1, 1, 1, 1, 11, 11, 11, 11]],
        "from_china 1/0": [[11, 11, 11, 11, 21, 21, 21, 21]],
        "to_china 0/0": [[3, 3, 3, 3, 23, 23, 23, 23]],
        "to_china 1/0": [[4, 4, 4, 4, 24, 24, 24, 24]],
    }


def test_what_a_farther_ban_keeps_is_on_its_way_to_no_nearer_terminal(tmp_path: Path) -> None:
    """At the border loading stops with two boxes under way, at the port with one.

    The first box for the port leaves at 1, is at the border at 11 and at the port at 21. The
    second, of 13, is kept for the port until then, and counts nowhere: the goods of 14 and of 15
    leave for the border at once. Those of 16 wait until both have come, at 25, and one box is left:
    that for the port, which leaves at 21, for it has asked the border before.
    """
    text = """
title: Two bans in turn
horizon: {from: 2026-01-01, to: 2026-01-02}
terminals:
  start: {}
  border: {rail: {loading_ban: {stops_at_teu: 2, resumes_at_teu: 1}}}
  port: {rail: {loading_ban: {stops_at_teu: 1, resumes_at_teu: 0}}}
services:
  out: {kind: rail, from: start, to: border, direction: west, hours: 10, formation: together}
  on: {kind: rail, from: border, to: port, direction: west, hours: 10, formation: together}
demand:
  flows:
    through:
      direction: west
      origin: start
      destination: port
      route: [out, on]
      consignment: BOX
      arrivals: {pattern: timetable, first_hours: 1, every_hours: 12, number: 2}
    goods:
      direction: west
      origin: start
      destination: border
      route: [out]
      consignment: BOX
      arrivals: {pattern: timetable, first_hours: 14, every_hours: 1, number: 3}
"""
    told, _ = run(tmp_path, text)
    assert told == {
        "through 0/0": [[1, 1, 1, 1, 11, 11, 11, 11], [11, 11, 11, 11, 21, 21, 21, 21]],
        "through 1/0": [[21, 21, 21, 21, 31, 31, 31, 31], [31, 31, 31, 31, 41, 41, 41, 41]],
        "goods 0/0": [[14, 14, 14, 14, 24, 24, 24, 24]],
        "goods 1/0": [[15, 15, 15, 15, 25, 25, 25, 25]],
        "goods 2/0": [[25, 25, 25, 25, 35, 35, 35, 35]],
    }


RELOAD = """
title: One set of platforms beyond the border
horizon: {from: 2026-01-01, to: 2026-01-03}
terminals:
  china: {country: CN}
  border: {rail: {transfer: direct, loading_ban: {stops_at_teu: 2, resumes_at_teu: 1}}}
  inland: {}
pools: {platforms: {title: Platforms, number: 1}}
services:
  out: {kind: rail, from: china, to: border, direction: west, hours: 10, formation: together}
  on:
    {kind: rail, from: border, to: inland, direction: west, hours: 4, formation: together,
    uses: {platforms: {units: 1, return_hours: 6}}}
demand:
  flows:
    goods:
      direction: west
      origin: china
      destination: inland
      route: [out, on]
      recorded: RECORDED
      consignment: BOX
      arrivals: {pattern: timetable, first_hours: 1, every_hours: 1, number: 4}
"""


@pytest.mark.parametrize("recorded", ["box_by_box", "by_train"])
def test_a_ban_counts_what_waits_at_the_border_for_platforms(tmp_path: Path, recorded: str) -> None:
    """Loading stops at 2 TEU under way to the border or there, and resumes at 1.

    The trains of 1 and 2 leave; those of 3 and 4 are kept. The first is at the border at 11 and
    goes on at once with the platforms, which are back 4 + 6 h later: one train is left, and the
    third leaves at 11. The second is there at 12, the third at 21: the second waits until 21, and
    when it has gone the fourth leaves. It is there at 31, when the third takes the platforms, and
    takes them itself at 41.
    """
    told, _ = run(tmp_path, RELOAD.replace("RECORDED", recorded))
    assert told == {
        "goods 0/0": [[1, 1, 1, 1, 11, 11, 11, 11], [11, 11, 11, 11, 15, 15, 15, 15]],
        "goods 1/0": [[2, 2, 2, 2, 12, 12, 12, 12], [12, 21, 21, 21, 25, 25, 25, 25]],
        "goods 2/0": [[11, 11, 11, 11, 21, 21, 21, 21], [21, 31, 31, 31, 35, 35, 35, 35]],
        "goods 3/0": [[21, 21, 21, 21, 31, 31, 31, 31], [31, 41, 41, 41, 45, 45, 45, 45]],
    }


@pytest.mark.parametrize("recorded", ["box_by_box", "by_train"])
def test_a_ban_counts_boxes_that_end_there_until_their_train_is_unloaded(
    tmp_path: Path, recorded: str
) -> None:
    """Two boxes a train, one crane hour each: the train of 1 is there at 11 and empty at 13."""
    text = """
title: A ban where the way ends
horizon: {from: 2026-01-01, to: 2026-01-02}
terminals:
  china: {}
  border:
    rail:
      cranes: 1
      crane_hours_per_box: 1
      transfer: direct
      loading_ban: {stops_at_teu: 2, resumes_at_teu: 0}
services:
  out: {kind: rail, from: china, to: border, direction: west, hours: 10, formation: together}
demand:
  flows:
    goods:
      direction: west
      origin: china
      destination: border
      route: [out]
      recorded: RECORDED
      consignment: {boxes: 2, forty_foot_share: 0, cargo_tonnes_per_teu: 8, tare_tonnes_per_teu: 2}
      arrivals: {pattern: timetable, first_hours: 1, every_hours: 1, number: 2}
"""
    _, journal = run(tmp_path, text.replace("RECORDED", recorded))
    row = (1, 2) if recorded == "by_train" else (2, 4)
    assert journal.kept == [Kept(row, "border", 2, 13)]


def test_a_port_s_ban_counts_boxes_until_they_are_aboard(tmp_path: Path) -> None:
    """A vessel of 1 TEU takes the box of 1, at the port from 11, in 3 crane hours and sails at 14.

    Then the second leaves. It is there at 24; the vessel, 5 h out and 5 h back, has come at 24 as
    well: 3 h later it sails, at 27, and the third box leaves.
    """
    text = """
title: A ban of a port
horizon: {from: 2026-01-01, to: 2026-01-02}
terminals:
  china: {}
  port:
    rail: {loading_ban: {stops_at_teu: 1, resumes_at_teu: 0}}
    quay: {berths: 1, cranes_per_berth: 1, crane_hours_per_box: 3}
  far_port: {quay: {berths: 1, cranes_per_berth: 1, crane_hours_per_box: 0}}
services:
  on: {kind: rail, from: china, to: port, direction: west, hours: 10, formation: together}
  crossing:
    kind: sea
    between: [port, far_port]
    sailing_hours: 5
    vessels: {feeder: {number: 1, teu: 1, home: port}}
    longest_wait_hours: 0
    calls: {port: {hours: 0, least_load_teu: 1}}
demand:
  flows:
    goods:
      direction: west
      origin: china
      destination: far_port
      route: [on, crossing]
      consignment: BOX
      arrivals: {pattern: timetable, first_hours: 1, every_hours: 1, number: 3}
"""
    told, journal = run(tmp_path, text)
    assert told["goods 1/0"] == [[14, 14, 14, 14, 24, 24, 24, 24], [24, 24, 27, 27, 32, 32, 32, 32]]
    assert [one.to for one in journal.kept] == [14, 27]


def test_a_ban_by_date_alone_stops_all_flows(tmp_path: Path) -> None:
    """Nothing loads for the port on 2 January: the train of 25 leaves at 48, that of 13 has left.

    The ban is the port's: boxes that end at the border before it go on.
    """
    text = """
title: A day without loading for the port
horizon: {from: 2026-01-01, to: 2026-01-03}
terminals:
  start: {}
  border: {}
  port: {rail: {loading_ban: {bans: {storm: {from: 2026-01-02, to: 2026-01-03}}}}}
services:
  on: {kind: rail, from: start, to: border, direction: west, hours: 2, formation: together}
  off: {kind: rail, from: border, to: port, direction: west, hours: 10, formation: together}
demand:
  flows:
    through:
      direction: west
      origin: start
      destination: port
      route: [on, off]
      consignment: BOX
      arrivals: {pattern: timetable, first_hours: 13, every_hours: 12, number: 2}
    nearby:
      direction: west
      origin: start
      destination: border
      route: [on]
      consignment: BOX
      arrivals: {pattern: timetable, first_hours: 26, every_hours: 24, number: 1}
"""
    told, _ = run(tmp_path, text)
    assert told == {
        "through 0/0": [[13, 13, 13, 13, 15, 15, 15, 15], [15, 15, 15, 15, 25, 25, 25, 25]],
        "through 1/0": [[48, 48, 48, 48, 50, 50, 50, 50], [50, 50, 50, 50, 60, 60, 60, 60]],
        "nearby 0/0": [[26, 26, 26, 26, 28, 28, 28, 28]],
    }


PLANS = """
title: Plans that take time
horizon: {from: 2026-01-01, to: 2026-01-03}
terminals:
  start: {}
  port: {rail: {loading_ban: {bans: {storm: {from: 2026-01-02, to: 2026-01-03}}}}}
services:
  on: {kind: rail, from: start, to: port, direction: west, hours: 10, formation: together,
    plan_approval_hours: {slow: 5}}
demand:
  flows:
    slow:
      direction: west
      origin: start
      destination: port
      route: [on]
      consignment: BOX
      arrivals: {pattern: timetable, first_hours: 1, every_hours: 22, number: 3}
    quick:
      direction: west
      origin: start
      destination: port
      route: [on]
      consignment: BOX
      arrivals: {pattern: timetable, first_hours: 25, every_hours: 24, number: 1}
relations:
  slow: {flows: [slow], from: start, to: port}
measures:
  by_computer:
    from: 2026-01-02
    set: {services.on.plan_approval_hours.slow: {times: 0.4}}
"""


def test_a_plan_is_approved_before_loading(tmp_path: Path) -> None:
    """Slow boxes are ready at 1, 23 and 45; the plan takes 5 h, from 2 January (24) on 2 h.

    So they may load at 6, 28 (the plan was begun before) and 47. On 2 January, until 48, nothing
    loads for the port: kept are the quick one of 25, then those of 28 and 47. All leave at 48.
    """
    told, journal = run(tmp_path, PLANS)
    at_48 = [[48, 48, 48, 48, 58, 58, 58, 58]]
    assert told == {
        "slow 0/0": [[6, 6, 6, 6, 16, 16, 16, 16]],
        "slow 1/0": at_48,
        "slow 2/0": at_48,
        "quick 0/0": at_48,
    }
    slow = [((1, 2), 1, 6), ((2, 3), 23, 28), ((3, 4), 45, 47)]
    assert journal.unapproved == [Unapproved(rows, "on", *hours) for rows, *hours in slow]
    kept = [((0, 1), 25, 48), ((2, 3), 28, 48), ((3, 4), 47, 48)]
    assert journal.kept == [Kept(rows, "port", *hours) for rows, *hours in kept]


def test_the_wait_for_a_plan_is_a_cause_of_its_own(tmp_path: Path) -> None:
    """5, 5 and 2 h for the plan, charged to the service; 23, 20 and 1 h for the ban, to the port.

    Per slow box 4 h and 7 h, then 10 h under way.
    """
    _, journal = run(tmp_path, PLANS)
    made = table(read(tmp_path, PLANS), journal, 0)
    year = {
        (row.place, row.kpi, row.statistic): row.value
        for row in made[made["period"] == "2026"].itertuples()
    }
    assert year["on", "waiting", "waiting_for_plan_approval"] == 12
    assert year["port", "waiting", "kept_at_origin"] == 44
    assert year["slow", "stage_time", "waiting_for_plan_approval:on"] * 24 == pytest.approx(4)
    assert year["slow", "stage_time", "kept_at_origin:start"] * 24 == pytest.approx(7)
    assert year["slow", "stage_time", "under_way:on"] * 24 == pytest.approx(10)
    assert year["slow", "lead_time", "mean"] * 24 == pytest.approx(21)


SAMPLES = """
title: Samples of grain
horizon: {from: 2026-01-01, to: DAY}
terminals:
  start: {}
  border:
    clearance:
      east:
        document_hours: 2
        laboratory: {grain: {flows: [grain], share: SHARE, hours: 48}}
  end: {}
services:
  on: {kind: rail, from: start, to: border, direction: east, hours: 1, formation: together}
  off: {kind: rail, from: border, to: end, direction: east, hours: 4, formation: together}
demand:
  flows:
    grain:
      direction: east
      origin: start
      destination: end
      route: [on, off]
      recorded: RECORDED
      consignment: {boxes: 2, forty_foot_share: 0, cargo_tonnes_per_teu: 8, tare_tonnes_per_teu: 2}
      arrivals: {pattern: timetable, first_hours: 3, every_hours: EVERY, number: NUMBER}
    goods:
      direction: east
      origin: start
      destination: end
      route: [on, off]
      consignment: BOX
      arrivals: {pattern: timetable, first_hours: 5, every_hours: 24, number: 1}
measures:
  MEASURE
"""


def samples(**said: str) -> str:
    text = SAMPLES
    for word, value in said.items():
        text = text.replace(word, value)
    return text


RECORDED = pytest.mark.parametrize(("recorded", "rows_each"), [("box_by_box", 2), ("by_train", 1)])


@RECORDED
def test_samples_of_named_flows_hold_a_consignment(
    tmp_path: Path, recorded: str, rows_each: int
) -> None:
    """Grain is admitted at 4 and unloaded at once; papers are done at 6, the laboratory at 52.

    Goods are not sampled: admitted at 6, they go on at 8. From 2 January on results take half a
    day: the grain admitted at 28 goes on at 40, before that of the first day.
    """
    path = "terminals.border.clearance.east.laboratory.grain.hours"
    measure = f"faster: {{from: 2026-01-02, set: {{{path}: 12}}}}"
    said = {"SHARE": "1", "EVERY": "24", "NUMBER": "2", "DAY": "2026-01-03", "RECORDED": recorded}
    told, _ = run(tmp_path, samples(**said, MEASURE=measure))
    first = [[3, 3, 3, 3, 4, 4, 4, 4], [52, 52, 52, 52, 56, 56, 56, 56]]
    second = [[27, 27, 27, 27, 28, 28, 28, 28], [40, 40, 40, 40, 44, 44, 44, 44]]
    grain = {
        f"grain {train}/{place}": life
        for train, life in enumerate((first, second))
        for place in range(rows_each)
    }
    goods = {"goods 0/0": [[5, 5, 5, 5, 6, 6, 6, 6], [8, 8, 8, 8, 12, 12, 12, 12]]}
    assert told == grain | goods


@RECORDED
def test_samples_are_drawn_by_consignment(tmp_path: Path, recorded: str, rows_each: int) -> None:
    """Of 40 trains some are held and others not, each as a whole."""
    said = {
        "SHARE": "0.4", "EVERY": "24", "NUMBER": "40", "DAY": "2026-02-28", "RECORDED": recorded,
    }  # fmt: skip
    told, _ = run(tmp_path, samples(**said, MEASURE="{}"))
    hours = [
        {
            told[f"grain {train}/{place}"][1][0] - told[f"grain {train}/{place}"][0][-1]
            for place in range(rows_each)
        }
        for train in range(40)
    ]
    assert {frozenset(one) for one in hours} == {frozenset({2.0}), frozenset({48.0})}
    assert 5 < hours.count({48.0}) < 27  # 16 expected, give or take 3.5 standard deviations
