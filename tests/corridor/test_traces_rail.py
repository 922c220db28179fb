"""Trains by hand: every time worked out on paper, the whole trace asserted.

A life is one list a leg: ready, load start, loaded, departed, arrived, admitted, unload start,
unloaded. Hours count from the first midnight.
"""

from __future__ import annotations

from pathlib import Path

from sim.corridor.journal import Kept
from tests.corridor.lives import names, run

CLEARED = """
title: Gauge change with an inspection bay
horizon: {from: 2026-01-01, to: 2026-01-02}
terminals:
  start: {}
  border:
    rail: {cranes: 1, crane_hours_per_box: 1, transfer: direct}
    clearance:
      west:
        document_hours: 2
        channels: {red: 1}
        inspection_hours: {red: 3.5}
        inspection_bays: 1
  end: {}
services:
  on: {kind: rail, from: start, to: border, direction: west, hours: 5, formation: together}
  off: {kind: rail, from: border, to: end, direction: west, hours: 4, formation: together, SET_OUT}
demand:
  flows:
    boxes:
      direction: west
      origin: start
      destination: end
      route: [on, off]
      consignment: {boxes: 3, forty_foot_share: 0, cargo_tonnes_per_teu: 8, tare_tonnes_per_teu: 2}
      arrivals: {pattern: timetable, first_hours: 3, every_hours: 12, number: NUMBER}
"""


def test_three_boxes_one_crane_and_a_bay(tmp_path: Path) -> None:
    """Born 3:00 and 5 h under way. One crane of an hour: unloaded 9, 10, 11. Papers done at 10.

    The bay takes 3.5 h each, from 9: done 12.5, 16, 19.5. The train waits for its last box, leaves
    at 19.5 and comes 4 h later to a terminal without cranes.
    """
    text = CLEARED.replace("SET_OUT", "set_out_after_hours: none").replace("NUMBER", "1")
    told, _ = run(tmp_path, text)
    on = [3, 3, 3, 3, 8, 8, 8]
    off = [19.5, 19.5, 19.5, 23.5, 23.5, 23.5, 23.5]
    assert told == {
        "boxes 0/0": [[*on, 9], [12.5, *off]],
        "boxes 0/1": [[*on, 10], [16, *off]],
        "boxes 0/2": [[*on, 11], [19.5, *off]],
    }


def test_a_box_set_out_follows_on_the_next_train(tmp_path: Path) -> None:
    """Unloaded by 11, so boxes ready by 17 stay together: those of 12.5 and 16 leave at 16.

    The third, ready at 19.5, is set out. The second train is born at 15, unloaded 21, 22, 23, and
    the bay is done with its boxes at 24.5, 28, 31.5: by 29 two are ready, leave at 28, and the box
    set out rides with them. The last one is set out in its turn, and no train comes.
    """
    text = CLEARED.replace("SET_OUT", "train_teu: 3, set_out_after_hours: 6").replace("NUMBER", "2")
    told, journal = run(tmp_path, text)
    first_on, second_on = [3, 3, 3, 3, 8, 8, 8], [15, 15, 15, 15, 20, 20, 20]
    first_off = [16, 16, 16, 20, 20, 20, 20]
    second_off = [28, 28, 28, 32, 32, 32, 32]
    assert told == {
        "boxes 0/0": [[*first_on, 9], [12.5, *first_off]],
        "boxes 0/1": [[*first_on, 10], [16, *first_off]],
        "boxes 0/2": [[*first_on, 11], [19.5, *second_off]],
        "boxes 1/0": [[*second_on, 21], [24.5, *second_off]],
        "boxes 1/1": [[*second_on, 22], [28, *second_off]],
        "boxes 1/2": [[*second_on, 23], [31.5, *[None] * 7]],
    }
    assert [voyage.teu for voyage in journal.voyages] == [3, 3, 2, 3]


def test_a_crane_comes_and_another_goes_on_their_dates(tmp_path: Path) -> None:
    """Six boxes at 22:00 and one crane of 1.5 h: 23.5, 25, 26.5, 28.

    The crane added on 2 January starts at 24, before the first is free: 25.5, 27. The second train
    comes at 46 and finds both: 47.5 and 49 twice. From 48 on a move takes 2 h, but those begun at
    47.5 keep their pace; the second crane starts nothing more, so the first goes on alone: 51, 53.
    """
    text = """
title: Cranes on dates
horizon: {from: 2026-01-01, to: 2026-01-03}
terminals:
  start: {}
  border: {rail: {cranes: 1, crane_hours_per_box: 1.5}}
services:
  on: {kind: rail, from: start, to: border, direction: west, hours: 1, formation: together}
demand:
  flows:
    boxes:
      direction: west
      origin: start
      destination: border
      route: [on]
      consignment: {boxes: 6, forty_foot_share: 0, cargo_tonnes_per_teu: 8, tare_tonnes_per_teu: 2}
      arrivals: {pattern: timetable, first_hours: 21, every_hours: 24, number: 2}
measures:
  second_crane: {from: 2026-01-02, to: 2026-01-03, set: {terminals.border.rail.cranes: 2}}
  slower: {from: 2026-01-03, set: {terminals.border.rail.crane_hours_per_box: 2}}
"""
    told, journal = run(tmp_path, text)
    off = [[told[f"boxes {train}/{place}"][0][-1] for place in range(6)] for train in range(2)]
    assert off == [[23.5, 25, 25.5, 26.5, 27, 28], [47.5, 47.5, 49, 49, 51, 53]]
    assert journal.crane_work["border", "rail"].rows().tolist() == [[22, 9, 28], [46, 10, 53]]


def test_paths_and_acceptance_slots(tmp_path: Path) -> None:
    """8 pairs a day less 2 of others: a path every 4 h, so trains born at 1, 2, 3 enter at 1, 5, 9.

    Running and stops take 4 h: they come at 5, 9, 13. Three trains a day are accepted, one every
    8 h: admitted at 5, 13, 21; unloaded at once, there being no cranes.
    """
    text = """
title: Paths and slots
horizon: {from: 2026-01-01, to: 2026-01-02}
terminals:
  start: {}
  border: {acceptance: {west: {trains_per_day: 3}}}
sections:
  line: {from: start, to: border, km: 100, running_hours: 3, stop_hours: 1, pairs_per_day: 8,
    other_pairs_per_day: 2}
services:
  on: {kind: rail, from: start, to: border, direction: west, sections: [line], formation: together}
demand:
  flows:
    boxes:
      direction: west
      origin: start
      destination: border
      route: [on]
      consignment: BOX
      arrivals: {pattern: timetable, first_hours: 1, every_hours: 1, number: 3}
"""
    told, journal = run(tmp_path, text)
    assert told == {
        "boxes 0/0": [[1, 1, 1, 1, 5, 5, 5, 5]],
        "boxes 1/0": [[2, 2, 2, 2, 9, 13, 13, 13]],
        "boxes 2/0": [[3, 3, 3, 3, 13, 21, 21, 21]],
    }
    waits = {run: log.rows().tolist() for run, log in journal.path_waits.items()}
    assert waits == {("line", "west"): [[1, 1, 0], [2, 5, 1], [3, 9, 2]]}


def test_finite_holding_tracks(tmp_path: Path) -> None:
    """One track, one holding track, six hours a box. Trains born 1, 2, 3 stand before it at 3, 4,
    5.

    The first goes in at 3 until 9; the second holds until 9 and works until 15; the third waits for
    the holding track from 5 to 9, arrives on it at 9, and goes in at 15.
    """
    text = """
title: Holding tracks
horizon: {from: 2026-01-01, to: 2026-01-02}
terminals:
  start: {}
  border: {rail: {tracks: 1, cranes: 1, crane_hours_per_box: 6, holding_tracks: 1}}
services:
  on: {kind: rail, from: start, to: border, direction: west, hours: 2, formation: together}
demand:
  flows:
    boxes:
      direction: west
      origin: start
      destination: border
      route: [on]
      consignment: BOX
      arrivals: {pattern: timetable, first_hours: 1, every_hours: 1, number: 3}
"""
    told, journal = run(tmp_path, text)
    assert told == {
        "boxes 0/0": [[1, 1, 1, 1, 3, 3, 3, 9]],
        "boxes 1/0": [[2, 2, 2, 2, 4, 9, 9, 15]],
        "boxes 2/0": [[3, 3, 3, 3, 9, 15, 15, 21]],
    }
    assert names(journal, "held") == [0, 0, 4]


def test_holding_tracks_of_a_direction(tmp_path: Path) -> None:
    """Two trains come from the east at 3 and 4, two from the west at 5 and 6; one track, 6 h a box.

    The first is worked until 9. The second holds from 4 to 9 and is worked until 15. The third has
    the other holding track from 5 on and is worked until 21; the fourth waits for that track from 6
    to 15, holds until 21 and is worked until 27. Were one track shared by both, the third would
    wait for it until 9.
    """
    text = """
title: Holding tracks of each direction
horizon: {from: 2026-01-01, to: 2026-01-02}
terminals:
  start: {}
  border:
    rail: {tracks: 1, cranes: 1, crane_hours_per_box: 6, HOLDING}
services:
  on: {kind: rail, from: start, to: border, direction: west, hours: 2, formation: together}
  back: {kind: rail, from: start, to: border, direction: east, hours: 2, formation: together}
demand:
  flows:
    boxes:
      direction: west
      origin: start
      destination: border
      route: [on]
      consignment: BOX
      arrivals: {pattern: timetable, first_hours: 1, every_hours: 1, number: 2}
    others:
      direction: east
      origin: start
      destination: border
      route: [back]
      consignment: BOX
      arrivals: {pattern: timetable, first_hours: 3, every_hours: 1, number: 2}
"""
    own = "holding_tracks: 1, holding_tracks_by_direction: {east: 1}"
    told, journal = run(tmp_path, text.replace("HOLDING", own))
    assert told == {
        "boxes 0/0": [[1, 1, 1, 1, 3, 3, 3, 9]],
        "boxes 1/0": [[2, 2, 2, 2, 4, 9, 9, 15]],
        "others 0/0": [[3, 3, 3, 3, 5, 15, 15, 21]],
        "others 1/0": [[4, 4, 4, 4, 15, 21, 21, 27]],
    }
    assert names(journal, "held") == [0, 0, 0, 9]
    told, journal = run(tmp_path, text.replace("HOLDING", "holding_tracks: 1"))
    assert names(journal, "held") == [0, 0, 4, 9]


JUNCTION = """
title: A line that another one joins
horizon: {from: 2026-01-01, to: 2026-01-02}
terminals:
  far: {}
  near: {}
  border: {}
sections:
  long: {from: far, to: near, km: 600, running_hours: 10}
  shared: {from: near, to: border, km: 100, running_hours: 3, pairs_per_day: 6}
services:
  through: {kind: rail, from: far, to: border, direction: west, sections: [long, shared],
    formation: together}
  local: {kind: rail, from: near, to: border, direction: west, sections: [shared],
    formation: together}
demand:
  flows:
    passing:
      direction: west
      origin: far
      destination: border
      route: [through]
      consignment: BOX
      arrivals: {pattern: timetable, first_hours: 1, every_hours: 24, number: 1}
    joining:
      direction: west
      origin: near
      destination: border
      route: [local]
      consignment: BOX
      arrivals: {pattern: timetable, first_hours: 10, every_hours: 2, number: 2}
"""


def test_paths_are_taken_in_the_order_of_arrival_at_a_junction(tmp_path: Path) -> None:
    """A path every 4 h. The train from afar leaves at 1 and stands at the junction at 11.

    The local trains come at 10 and 12, so the paths are 10 (local), 14 (from afar), 18 (local).
    """
    told, journal = run(tmp_path, JUNCTION)
    assert told == {
        "passing 0/0": [[1, 1, 1, 1, 17, 17, 17, 17]],
        "joining 0/0": [[10, 10, 10, 10, 13, 13, 13, 13]],
        "joining 1/0": [[12, 12, 12, 12, 21, 21, 21, 21]],
    }
    assert names(journal, "path_wait") == [3, 0, 6]


def test_a_pooled_train_leaves_full_or_after_the_longest_wait(tmp_path: Path) -> None:
    """Boxes of 1 TEU at 1, 3 and 5, a train of 2: the second box fills it.

    It is loaded by one crane of an hour, at 4 and 5, and leaves at 5. The third box has waited 10
    h at 15, is on at 16 and leaves; the way takes 2 h and nothing unloads at the end.
    """
    text = """
title: Pooled trains
horizon: {from: 2026-01-01, to: 2026-01-02}
terminals:
  yard: {rail: {cranes: 1, crane_hours_per_box: 1, transfer: through_yard}}
  end: {}
services:
  trains: {kind: rail, from: yard, to: end, direction: west, hours: 2, formation: pooled,
    train_teu: 2, longest_wait_hours: 10}
demand:
  flows:
    boxes:
      direction: west
      origin: yard
      destination: end
      route: [trains]
      consignment: BOX
      arrivals: {pattern: timetable, first_hours: 1, every_hours: 2, number: 3}
"""
    told, _ = run(tmp_path, text)
    assert told == {
        "boxes 0/0": [[1, 3, 4, 5, 7, 7, 7, 7]],
        "boxes 1/0": [[3, 3, 5, 5, 7, 7, 7, 7]],
        "boxes 2/0": [[5, 15, 16, 16, 18, 18, 18, 18]],
    }


def test_a_loading_ban_keeps_a_consignment(tmp_path: Path) -> None:
    """Loading stops at 4 TEU on the way and resumes at 1. Trains of 2 TEU are born at 1, 3, 5, 7,
    9.

    The second makes it 4: the ban begins. The first is admitted at 11, which leaves 2, too many;
    the second at 13, which leaves none: two of the three that were kept leave and make it 4 again.
    Both are admitted at 23, and the last one leaves.
    """
    text = """
title: A loading ban
horizon: {from: 2026-01-01, to: 2026-01-02}
terminals:
  start: {}
  port: {rail: {loading_ban: {stops_at_teu: 4, resumes_at_teu: 1}}}
services:
  on: {kind: rail, from: start, to: port, direction: west, hours: 10, formation: together}
demand:
  flows:
    boxes:
      direction: west
      origin: start
      destination: port
      route: [on]
      consignment: {boxes: 1, forty_foot_share: 1, cargo_tonnes_per_teu: 8, tare_tonnes_per_teu: 2}
      arrivals: {pattern: timetable, first_hours: 1, every_hours: 2, number: 5}
"""
    told, journal = run(tmp_path, text)
    assert told == {
        "boxes 0/0": [[1, 1, 1, 1, 11, 11, 11, 11]],
        "boxes 1/0": [[3, 3, 3, 3, 13, 13, 13, 13]],
        "boxes 2/0": [[13, 13, 13, 13, 23, 23, 23, 23]],
        "boxes 3/0": [[13, 13, 13, 13, 23, 23, 23, 23]],
        "boxes 4/0": [[23, 23, 23, 23, 33, 33, 33, 33]],
    }
    kept = [((2, 3), 5, 13), ((3, 4), 7, 13), ((4, 5), 9, 23)]
    assert journal.kept == [Kept(rows, "port", since, to) for rows, since, to in kept]


ONE_TRACK = """
title: Trains of two services before one track
horizon: {from: 2026-01-01, to: 2026-01-02}
terminals: {yard: {}, port: {rail: {tracks: 1, cranes: 1, crane_hours_per_box: 2}}}
services:
  slow: {kind: rail, from: yard, to: port, direction: west, hours: 1, formation: together,
    priority: 1}
  fast: {kind: rail, from: yard, to: port, direction: west, hours: 1, formation: together}
demand:
  flows:
    slow: {direction: west, origin: yard, destination: port, route: [slow], consignment: BOX,
      arrivals: {pattern: timetable, first_hours: 0, every_hours: 1, number: 3}}
    fast: {direction: west, origin: yard, destination: port, route: [fast], consignment: BOX,
      arrivals: {pattern: timetable, first_hours: 2.5, every_hours: 24, number: 1}}
"""


def test_who_has_priority_is_admitted_first(tmp_path: Path) -> None:
    """Slow trains come at 1, 2 and 3, the fast one at 3.5; each is on the track for two hours. The
    first is off at 3, when the second goes in; at 5 the fast one goes before the third."""
    told, _ = run(tmp_path, ONE_TRACK)
    lives = ("slow 0/0", "slow 1/0", "fast 0/0", "slow 2/0")
    assert [told[name][0][4] for name in lives] == [1, 2, 3.5, 3]
    assert [told[name][0][5] for name in lives] == [1, 3, 5, 7]
