"""Vessels, carriers and empties by hand: every time worked out on paper, the trace asserted.

A life is one list a leg: ready, load start, loaded, departed, arrived, admitted, unload start,
unloaded. Hours count from the first midnight.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.corridor import blueprint
from sim.corridor.model import simulate
from sim.corridor.weather import Storm
from tests.corridor.lives import lives, names, read, run
from tests.oracle.adapter import journal_histories

CROSSING = """
title: Over the sea
horizon: {from: 2026-01-01, to: 2026-01-04}
terminals:
  start: {}
  port:
    rail: {cranes: 1, crane_hours_per_box: 1, transfer: direct}
    quay: {berths: 1, cranes_per_berth: 1, crane_hours_per_box: 1}
    PORT
  far_port:
    quay: {berths: 1, cranes_per_berth: 1, crane_hours_per_box: 1, DRAUGHT}
seas:
  sea:
    storm_hours: 10
    closed_share: {jan: 0.1, feb: 0.1, mar: 0.1, apr: 0.1, may: 0.1, jun: 0.1, jul: 0.1,
      aug: 0.1, sep: 0.1, oct: 0.1, nov: 0.1, dec: 0.1}
services:
  on: {kind: rail, from: start, to: port, direction: west, hours: 4, formation: together}
  crossing:
    kind: sea
    between: [port, far_port]
    sailing_hours: 10
    vessels: {feeder: {number: 1, teu: 3, home: port, CLASS}}
    calls: {port: {hours: 2}, far_port: {hours: 2}}
    longest_wait_hours: 10
demand:
  flows:
    boxes:
      direction: west
      origin: start
      destination: far_port
      route: [on, crossing]
      consignment: {boxes: 3, forty_foot_share: 0, cargo_tonnes_per_teu: 18, tare_tonnes_per_teu: 2}
      arrivals: {pattern: timetable, first_hours: 1, every_hours: 4, number: NUMBER}
"""


def crossing(**said: str) -> str:
    """The crossing with what is said in the places that are left open."""
    text = CROSSING
    for place, default in {
        "PORT": "title: Port",
        "DRAUGHT": "draught_factor: 1",
        "CLASS": "tonnes: 60",
        "NUMBER": "1",
    }.items():
        text = text.replace(place, said.get(place, default))
    return text


def test_a_full_yard_blocks_a_train_until_a_vessel_has_loaded(tmp_path: Path) -> None:
    """The yard takes 4 TEU, trains bring 3. The first comes at 5 and is unloaded 6, 7, 8.

    The vessel lay ready since 2. Rule A: it takes the boxes at 8, when the whole train is off,
    loads them at 9, 10, 11, is full and sails. The second train, there since 9, is blocked until
    11, when loading ends, and is unloaded 12, 13, 14. Beyond the sea the first boxes are off at
    24, 25, 26 (10 h under way, 2 h of call); the vessel looks 10 h for cargo, leaves empty at 36,
    berths at 46, and loads the others from 48; they come at 61.
    """
    told, journal = run(tmp_path, crossing(PORT="yard_teu: {west: 4}", NUMBER="2"))
    first, second = [1, 1, 1, 1, 5, 5, 5], [5, 5, 5, 5, 9, 9, 11]
    assert told == {
        "boxes 0/0": [[*first, 6], [8, 8, 9, 11, 21, 21, 23, 24]],
        "boxes 0/1": [[*first, 7], [8, 8, 10, 11, 21, 21, 23, 25]],
        "boxes 0/2": [[*first, 8], [8, 8, 11, 11, 21, 21, 23, 26]],
        "boxes 1/0": [[*second, 12], [14, 48, 49, 51, 61, 61, 63, 64]],
        "boxes 1/1": [[*second, 13], [14, 48, 50, 51, 61, 61, 63, 65]],
        "boxes 1/2": [[*second, 14], [14, 48, 51, 51, 61, 61, 63, 66]],
    }
    assert journal.voyages[2].asked == 9
    assert [v.depart for v in journal.voyages if v.service == "crossing"][:3] == [11, 36, 51]


def test_draught_leaves_a_box_behind(tmp_path: Path) -> None:
    """60 t over a port of 0.75: 45 t, of which two boxes of 20 t take 40; the third does not fit.

    So the vessel is full with two boxes and sails at 10 without a wait; the third follows when the
    vessel has been over (22 berthed and unloaded by 24, empty from 34) and back: at 44, call until
    46, on at 47, and then 10 h of waiting for more, from 46, until 56.
    """
    told, _ = run(tmp_path, crossing(DRAUGHT="draught_factor: 0.75"))
    on = [1, 1, 1, 1, 5, 5, 5]
    assert told == {
        "boxes 0/0": [[*on, 6], [8, 8, 9, 10, 20, 20, 22, 23]],
        "boxes 0/1": [[*on, 7], [8, 8, 10, 10, 20, 20, 22, 24]],
        "boxes 0/2": [[*on, 8], [8, 46, 47, 56, 66, 66, 68, 69]],
    }


@pytest.mark.parametrize(
    ("strength", "stops", "stays_at", "sails", "berths_beyond"),
    [
        (0.7, "[sailing]", 1.0, 30, 40),  # the port is closed from 5 to 30
        (0.7, "[berthing]", 1.0, 11, 30),  # it stops who comes, not who goes
        (0.3, "[sailing]", 1.0, 11, 21),  # too weak for the port
        (0.3, "[berthing]", 0.3, 30, 40),  # but not for the vessel
    ],
)
def test_a_storm_from_5_to_30(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    strength: float,
    stops: str,
    stays_at: float,
    sails: float,
    berths_beyond: float,
) -> None:
    """The vessel is loaded at 11; 10 h later it is beyond the sea, where the same storm blows."""
    weather = f"weather: {{sea: sea, closes_at_strength: 0.5, stops: {stops}}}"
    text = crossing(PORT=weather, CLASS=f"stays_at_strength: {stays_at}")
    text = text.replace("  far_port:", f"  far_port:\n    {weather}")
    monkeypatch.setattr(blueprint, "storms", lambda *_: (Storm(5.0, 30.0, strength),))
    scenario = read(tmp_path, text)
    told = lives(journal_histories(scenario, simulate(scenario, 0)))
    start = berths_beyond + 2
    assert told["boxes 0/0"][1] == [8, 8, 9, sails, sails + 10, berths_beyond, start, start + 1]


def test_a_vessel_keeps_cargo_that_finds_no_room(tmp_path: Path) -> None:
    """A yard of 1 TEU beyond the sea, emptied by a carrier at 30 and 54; a vessel of 1 TEU.

    The first box is on at 1.5, over at 5.5, off at 6.5 and waits for the carrier. The vessel looks
    an hour for cargo, is back at 11.5 and brings the second box to a full yard at 16.5. After 5 h
    it keeps the box; being full it sails at once, at 21.5, finds no room for more at 25.5, and is
    over again at 29.5. The carrier makes room at 30: off at 31, away at 54.
    """
    text = """
title: No room beyond the sea
horizon: {from: 2026-01-01, to: 2026-01-03}
terminals:
  port: {quay: {berths: 1, cranes_per_berth: 1, crane_hours_per_box: 1}}
  far_port:
    quay: {berths: 1, cranes_per_berth: 1, crane_hours_per_box: 1}
    yard_teu: {west: 1}
  inland: {}
services:
  crossing:
    kind: sea
    between: [port, far_port]
    sailing_hours: 4
    vessels: {feeder: {number: 1, teu: 1, home: port}}
    longest_wait_hours: 1
    max_blocked_hours: 5
  off: {kind: carrier, from: far_port, to: inland, first_hours: 30, every_hours: 24,
    slots_teu: 1, hours: 3}
demand:
  flows:
    boxes:
      direction: west
      origin: port
      destination: inland
      route: [crossing, off]
      consignment: BOX
      arrivals: {pattern: timetable, first_hours: 0.5, every_hours: 1.5, number: 2}
"""
    told, journal = run(tmp_path, text)
    assert told == {
        "boxes 0/0": [[0.5, 0.5, 1.5, 1.5, 5.5, 5.5, 5.5, 6.5], [6.5, 30, 30, 30, 33, 33, 33, 33]],
        "boxes 1/0": [[2, 11.5, 12.5, 12.5, 16.5, 16.5, 30, 31], [31, 54, 54, 54, 57, 57, 57, 57]],
    }
    sailings = [v.depart for v in journal.voyages if v.service == "crossing"]
    assert sailings[:5] == [1.5, 7.5, 12.5, 21.5, 25.5]


def test_waits_belong_to_the_port(tmp_path: Path) -> None:
    """A vessel of 2 TEU waits for a full load in its home port, and for 2 h beyond the sea.

    Boxes at 1, 6 and 11, one crane hour each, 4 h under way. It is full at 7, over at 11, unloaded
    by 14 after an hour of call; the one box back is on at 15, and the vessel leaves 2 h after
    unloading, at 16. At home, unloaded at 21, it takes the third box, and would wait for a fourth;
    at 24 one box is enough, so it leaves; empty back at 32. The service's own 6 h hold nowhere.
    """
    text = """
title: Waits by port
horizon: {from: 2026-01-01, to: 2026-01-03}
terminals:
  port: {quay: {berths: 1, cranes_per_berth: 1, crane_hours_per_box: 1}}
  far_port: {quay: {berths: 1, cranes_per_berth: 1, crane_hours_per_box: 1}}
services:
  crossing:
    kind: sea
    between: [port, far_port]
    sailing_hours: 4
    vessels: {feeder: {number: 1, teu: 2, home: port}}
    calls:
      port: {hours: 0, longest_wait_hours: 0, least_load_teu: 2}
      far_port: {hours: 1, longest_wait_hours: 2}
    longest_wait_hours: 6
demand:
  flows:
    boxes:
      direction: west
      origin: port
      destination: far_port
      route: [crossing]
      consignment: BOX
      arrivals: {pattern: timetable, first_hours: 1, every_hours: 5, number: 3}
    back:
      direction: east
      origin: far_port
      destination: port
      route: [crossing]
      consignment: BOX
      arrivals: {pattern: timetable, first_hours: 3, every_hours: 5, number: 1}
measures:
  one_is_enough: {from: 2026-01-02, set: {services.crossing.calls.port.least_load_teu: 1}}
"""
    told, journal = run(tmp_path, text)
    assert told == {
        "boxes 0/0": [[1, 1, 2, 7, 11, 11, 12, 13]],
        "boxes 1/0": [[6, 6, 7, 7, 11, 11, 12, 14]],
        "boxes 2/0": [[11, 21, 22, 24, 28, 28, 29, 30]],
        "back 0/0": [[3, 14, 15, 16, 20, 20, 20, 21]],
    }
    assert [v.depart for v in journal.voyages if v.service == "crossing"][:4] == [7, 16, 24, 32]


def test_departures_of_a_carrier(tmp_path: Path) -> None:
    """Three boxes at 1; departures at 6 and 30 with two slots each; 10 h under way, no cranes."""
    text = """
title: Slots
horizon: {from: 2026-01-01, to: 2026-01-02}
terminals:
  port: {}
  far_port: {}
services:
  slots: {kind: carrier, from: port, to: far_port, first_hours: 6, every_hours: 24, slots_teu: 2,
    hours: 10}
demand:
  flows:
    boxes:
      direction: west
      origin: port
      destination: far_port
      route: [slots]
      consignment: {boxes: 3, forty_foot_share: 0, cargo_tonnes_per_teu: 8, tare_tonnes_per_teu: 2}
      arrivals: {pattern: timetable, first_hours: 1, every_hours: 24, number: 1}
"""
    told, journal = run(tmp_path, text)
    assert told == {
        "boxes 0/0": [[1, 6, 6, 6, 16, 16, 16, 16]],
        "boxes 0/1": [[1, 6, 6, 6, 16, 16, 16, 16]],
        "boxes 0/2": [[1, 30, 30, 30, 40, 40, 40, 40]],
    }
    assert names(journal, "teu") == [2, 1]


def test_empties_come_back(tmp_path: Path) -> None:
    """Two boxes of 2 TEU at 1, 5 h under way, one crane of an hour: delivered 7 and 8.

    Both leave an empty, offered half a day after the load was off, at 20; they fill the train back,
    which leaves at once and needs 5 h. They weigh their tare: 2 t a TEU.
    """
    text = """
title: Empties
horizon: {from: 2026-01-01, to: 2026-01-02}
terminals:
  start: {}
  end: {rail: {cranes: 1, crane_hours_per_box: 1, transfer: direct}}
services:
  on: {kind: rail, from: start, to: end, direction: west, hours: 5, formation: together}
  back: {kind: rail, from: end, to: start, direction: east, hours: 5, formation: pooled,
    train_teu: 4}
demand:
  flows:
    boxes:
      direction: west
      origin: start
      destination: end
      route: [on]
      consignment: {boxes: 2, forty_foot_share: 1, cargo_tonnes_per_teu: 8, tare_tonnes_per_teu: 3}
      arrivals: {pattern: timetable, first_hours: 1, every_hours: 24, number: 1}
    empties:
      direction: east
      origin: end
      destination: start
      route: [back]
      empties_of: {flow: boxes, share: 1, after_days: 0.5, tare_tonnes_per_teu: 2}
"""
    told, journal = run(tmp_path, text)
    assert told == {
        "boxes 0/0": [[1, 1, 1, 1, 6, 6, 6, 7]],
        "boxes 0/1": [[1, 1, 1, 1, 6, 6, 6, 8]],
        "empties 0/0": [[20, 20, 20, 20, 25, 25, 25, 25]],
        "empties 0/1": [[20, 20, 20, 20, 25, 25, 25, 25]],
    }
    assert names(journal, "kg") == [2 * 2 * 11_000, 2 * 2 * 2_000]
    assert journal.boxes.born.tolist() == [1, 1, 20, 20]


DRAUGHT_FALLS = """
title: Draught falls while a vessel waits
horizon: {from: 2026-01-01, to: 2026-01-06}
terminals:
  port: {quay: {berths: 1, cranes_per_berth: 1, crane_hours_per_box: 1}}
  far_port: {quay: {berths: 1, cranes_per_berth: 1, crane_hours_per_box: 1, draught_factor: 1}}
services:
  crossing:
    kind: sea
    between: [port, far_port]
    sailing_hours: 10
    vessels: {feeder: {number: 1, teu: 4, tonnes: 80, home: port}}
    longest_wait_hours: 60
demand:
  flows:
    small: {direction: west, origin: port, destination: far_port, route: [crossing],
      consignment: {boxes: 3, forty_foot_share: 0, cargo_tonnes_per_teu: 18,
        tare_tonnes_per_teu: 2},
      arrivals: {pattern: timetable, first_hours: 1, every_hours: 400}}
    large: {direction: west, origin: port, destination: far_port, route: [crossing],
      consignment: {boxes: 2, forty_foot_share: 1, cargo_tonnes_per_teu: 8, tare_tonnes_per_teu: 2},
      arrivals: {pattern: timetable, first_hours: 30, every_hours: 400}}
measures: {low: {from: 2026-01-02, set: {terminals.far_port.quay.draught_factor: 0.5}}}
"""


def test_a_vessel_that_is_too_heavy_by_now_takes_nothing_more(tmp_path: Path) -> None:
    """It has 60 t aboard at 4 and may have 40 from 24 on. The boxes of 30 fit neither its one TEU
    nor less than no tonnes: it is full, and sails; unloads from 40 to 43, waits for 60 h, and
    fetches them: from 113 to 115, 10 h, and ashore at 126 and 127."""
    journal = simulate(read(tmp_path, DRAUGHT_FALLS), 0)
    assert journal.boxes.delivered.tolist() == [126, 127, 41, 42, 43]
