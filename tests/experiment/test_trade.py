"""Indicators of the trade by hand: every time worked out on paper, every figure asserted.

Hours count from the first midnight. January has 744 hours.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from sim.corridor.model import simulate
from sim.corridor.routing import Routing
from sim.experiment.distances import Distances
from sim.experiment.kpis import table
from sim.experiment.replications import one_replication
from sim.experiment.voyage_columns import VoyageColumns
from sim.scenario import load
from sim.scenario.scenario import Scenario

Figures = dict[tuple[str, str, str], float]

# Six boxes of 2 TEU in two trains, born at 0 and 1, 10 h to the border. One track and one crane of
# an hour a box: the first train arrives at 10 and leaves at 13; the second arrives at 11, is
# admitted at 13 and leaves at 16. A path every 6 h and 5 h on the plain, 2 h on the coast: the
# first comes inland at 20; the second waits for its path from 16 to 19 and comes at 26. The ferry
# takes all at 30 and is abroad at 50.
TWO_TRAINS = """
title: Two trains over a border
horizon: {from: 2026-01-01, to: 2026-01-31}
terminals:
  away: {country: CN}
  border: {country: KZ, rail: {tracks: 1, cranes: 1, crane_hours_per_box: 1, transfer: direct}}
  inland: {country: KZ}
  abroad: {country: AZ}
sections:
  plain: {from: border, to: junction, km: 100, running_hours: 4, stop_hours: 1, pairs_per_day: 4}
  coast: {from: junction, to: inland, km: 60, running_hours: 2}
services:
  feeder: {kind: rail, from: away, to: border, direction: west, hours: 10, formation: together}
  line: {kind: rail, from: border, to: inland, direction: west, sections: [plain, coast],
    formation: together}
  ferry: {kind: carrier, from: inland, to: abroad, every_hours: 600, first_hours: 30,
    slots_teu: unlimited, hours: 20, km: 300}
demand:
  flows:
    goods:
      direction: west
      origin: away
      destination: abroad
      route: [feeder, line, ferry]
      consignment: {boxes: 3, forty_foot_share: 1, cargo_tonnes_per_teu: 8, tare_tonnes_per_teu: 2}
      arrivals: {pattern: timetable, first_hours: 0, every_hours: 1, number: 2}
relations:
  from_border: {flows: [goods], from: border, to: abroad}
  from_away: {flows: [goods], from: away, to: abroad}
"""


def read(folder: Path, text: str) -> Scenario:
    file = folder / "trade.yaml"
    file.write_text(text)
    return load(file)


def told(folder: Path, text: str, kpi: str, period: str = "2026") -> Figures:
    """Values of one KPI by place, flow and statistic."""
    rows = one_replication(read(folder, text), 0)
    return figures(rows[(rows.kpi == kpi) & (rows.period == period)])


def figures(rows: pd.DataFrame) -> Figures:
    keys = zip(
        rows.place.astype(str), rows.flow.astype(str), rows.statistic.astype(str), strict=True
    )
    return dict(zip(keys, rows.value.tolist(), strict=True))


def test_throughput_in_teu_boxes_and_tonnes(tmp_path: Path) -> None:
    """All six boxes pass every place; 2 TEU each, 8 t of cargo a TEU without the box."""
    rows = one_replication(read(tmp_path, TWO_TRAINS), 0)
    rows = rows[rows.period == "2026"]
    carried = ["border", "inland", "abroad", "feeder", "line", "ferry", "plain", "coast"]
    for kpi, unit, value in (
        ("throughput_boxes", "boxes", 6),
        ("throughput_tonnes", "t", 96),
    ):
        own = rows[rows.kpi == kpi]
        assert set(own.unit) == {unit}
        assert figures(own) == {(place, "", "total"): value for place in carried}
    teu = figures(rows[rows.kpi == "throughput"])
    assert teu == {(place, "", "total"): 12 for place in carried}


def test_trains_are_counted_apart_from_what_else_arrives(tmp_path: Path) -> None:
    """Two trains come to the border and inland; one departure of the ferry comes abroad."""
    trains = {("border", "", "total"): 2, ("inland", "", "total"): 2}
    assert told(tmp_path, TWO_TRAINS, "trains") == trains
    assert told(tmp_path, TWO_TRAINS, "vehicles") == {
        **trains,
        ("abroad", "", "total"): 1,
        **{(place, "", "total"): 2 for place in ("feeder", "line", "plain", "coast")},
        ("ferry", "", "total"): 1,
    }


def test_days_inside_a_country_end_when_the_ferry_leaves(tmp_path: Path) -> None:
    """Inside from 10 to 30 and from 11 to 30, three boxes each. Each of the other two countries
    has one terminal on the way, between which nothing runs."""
    assert told(tmp_path, TWO_TRAINS, "days_inside") == {
        ("KZ", "goods", "n"): 6,
        ("KZ", "goods", "mean"): pytest.approx(19.5 / 24),
        ("KZ", "goods", "p50"): pytest.approx(19.5 / 24),
        ("KZ", "goods", "p90"): pytest.approx(20 / 24),
    }


def test_days_inside_the_country_of_the_destination_end_at_unloading(tmp_path: Path) -> None:
    """With the inland terminal in the ferry's country: from 20 and from 26 to unloading at 50."""
    text = TWO_TRAINS.replace("inland: {country: KZ}", "inland: {country: AZ}")
    assert told(tmp_path, text, "days_inside") == {
        ("AZ", "goods", "n"): 6,
        ("AZ", "goods", "mean"): pytest.approx(27 / 24),
        ("AZ", "goods", "p50"): pytest.approx(27 / 24),
        ("AZ", "goods", "p90"): pytest.approx(30 / 24),
    }


def test_a_run_in_which_nothing_departs_tells_no_times(tmp_path: Path) -> None:
    """The boxes wait for a pooled train that they do not fill."""
    text = TWO_TRAINS.replace("formation: together}", "formation: pooled, train_teu: 99}", 1)
    assert told(tmp_path, text, "days_inside") == {("KZ", "goods", "n"): 0}
    assert told(tmp_path, text, "border_crossing_time") == {}
    assert told(tmp_path, text, "asked") == {("", "goods", "total"): 12}


def test_km_a_day_is_all_kilometres_over_all_days(tmp_path: Path) -> None:
    """160 km inside in 20 and 19 h; 460 km from the border on in 40 and 39 h.

    The feeder does not say its kilometres, so the relation that has it in has none; with them it
    has 1,000 km in 50 and 49 h.
    """
    expected = {
        ("KZ", "goods", "mean"): pytest.approx(2 * 160 / ((20 + 19) / 24)),
        ("from_border", "", "mean"): pytest.approx(2 * 460 / ((40 + 39) / 24)),
    }
    assert told(tmp_path, TWO_TRAINS, "km_a_day") == expected
    text = TWO_TRAINS.replace("hours: 10,", "hours: 10, km: 540,")
    whole = pytest.approx(2 * 1000 / ((50 + 49) / 24))
    assert told(tmp_path, text, "km_a_day") == {**expected, ("from_away", "", "mean"): whole}


@pytest.mark.parametrize("period", ["2026", "2026-01"])
def test_trains_standing_before_the_border_and_for_a_path(tmp_path: Path, period: str) -> None:
    """The second train stands 2 h before the border and 3 h before the plain; the coast has no
    limit of paths. The month has the sum of the causes alone."""
    got = told(tmp_path, TWO_TRAINS, "trains_standing", period)
    by_cause = {
        ("border", "", "waiting_for_holding_track"): 0,
        ("border", "", "waiting_for_admission"): pytest.approx(2 / 744),
        ("border", "", "blocked_by_yard"): 0,
        ("inland", "", "waiting_for_holding_track"): 0,
        ("inland", "", "waiting_for_admission"): 0,
        ("inland", "", "blocked_by_yard"): 0,
        ("plain", "", "waiting_for_path"): pytest.approx(3 / 744),
    }
    assert got == {
        ("border", "", "mean"): pytest.approx(2 / 744),
        ("inland", "", "mean"): 0,
        ("plain", "", "mean"): pytest.approx(3 / 744),
        **(by_cause if period == "2026" else {}),
    }


# One box a train, born at 0, 1, 2, 3. Room for one box in the yard, which the liner empties at 20,
# 120, 220. Each train runs an hour, takes the one holding track, runs another hour, and has the
# crane for an hour.
#   1: arrives 2, unloaded 3.
#   2: arrives 3, blocked on the track until 20, unloaded 21.
#   3: arrives 4, admitted 21, blocked until 120, unloaded 121.
#   4: held from 4 until 21, arrives 22, admitted 121, blocked until 220.
BACK_PRESSURE = """
title: A yard of one box
horizon: {from: 2026-01-01, to: 2026-01-31}
terminals:
  start: {}
  port:
    rail: {tracks: 1, cranes: 1, crane_hours_per_box: 1, holding_tracks: 1}
    yard_teu: {west: 1}
  end: {}
sections:
  far: {from: start, to: junction, km: 10, running_hours: 1}
  near: {from: junction, to: port, km: 10, running_hours: 1}
services:
  line: {kind: rail, from: start, to: port, direction: west, sections: [far, near],
    formation: together}
  liner: {kind: carrier, from: port, to: end, every_hours: 100, first_hours: 20, slots_teu: 5,
    hours: 5}
demand:
  flows:
    goods:
      direction: west
      origin: start
      destination: end
      route: [line, liner]
      consignment: {boxes: 1, forty_foot_share: 0, cargo_tonnes_per_teu: 8, tare_tonnes_per_teu: 2}
      arrivals: {pattern: timetable, first_hours: 0, every_hours: 1, number: 4}
"""


def test_trains_standing_by_cause(tmp_path: Path) -> None:
    """Held 17 h; before the port 17 and 99 h; blocked 17, 99 and 99 h."""
    assert told(tmp_path, BACK_PRESSURE, "trains_standing") == {
        ("port", "", "waiting_for_holding_track"): pytest.approx(17 / 744),
        ("port", "", "waiting_for_admission"): pytest.approx(116 / 744),
        ("port", "", "blocked_by_yard"): pytest.approx(215 / 744),
        ("port", "", "mean"): pytest.approx(348 / 744),
    }


def test_speed_with_delay_has_the_wait_before_the_terminal_in_it(tmp_path: Path) -> None:
    """20 km each from departure to admission: 0–2, 1–3, 2–21, 3–121; in motion 2 h each."""
    assert told(tmp_path, BACK_PRESSURE, "speed") == {
        ("line", "", "with_delay"): pytest.approx(80 / (2 + 2 + 19 + 118)),
        ("line", "", "without_delay"): pytest.approx(80 / 8),
    }


def test_speed_without_delay_leaves_planned_stops_and_waits_out(tmp_path: Path) -> None:
    """160 km in 7 h and, with 3 h for a path, in 10 h; 6 h each in motion. The feeder has neither:
    it says no kilometres. With them it has a speed with delay alone, for its hours do not tell
    motion from stops: 540 km in 10 h, and in 12 h with the wait before the border."""
    line = {
        ("line", "", "with_delay"): pytest.approx(320 / 17),
        ("line", "", "without_delay"): pytest.approx(320 / 12),
    }
    assert told(tmp_path, TWO_TRAINS, "speed") == line
    text = TWO_TRAINS.replace("hours: 10,", "hours: 10, km: 540,")
    feeder = {("feeder", "", "with_delay"): pytest.approx(1080 / 22)}
    assert told(tmp_path, text, "speed") == {**line, **feeder}


def test_hours_beside_those_of_the_sections_hide_what_is_motion(tmp_path: Path) -> None:
    """One hour more under way, before the plain: trains ask for their paths at 14 and 17."""
    text = TWO_TRAINS.replace("sections: [plain, coast],", "sections: [plain, coast], hours: 1,")
    assert told(tmp_path, text, "speed") == {("line", "", "with_delay"): pytest.approx(320 / 19)}


def test_distances_are_those_of_the_day_of_departure(tmp_path: Path) -> None:
    """The second train leaves the border at 40, after the line was moved on 2 January."""
    text = TWO_TRAINS.replace("every_hours: 1,", "every_hours: 27,").replace(
        "  coast:", "  bypass: {from: junction, to: inland, km: 20, running_hours: 1}\n  coast:"
    )
    text += "measures: {moved: {from: 2026-01-02, set: {services.line.sections: [plain, bypass]}}}"
    scenario = read(tmp_path, text)
    journal = simulate(scenario, 0)
    routing = Routing(scenario, journal.population.flows)
    distances = Distances.of(scenario, VoyageColumns.of(journal, routing))
    ways = zip(journal.voyages, distances.km, distances.moving_hours, strict=True)
    lines = [(one.depart, km, hours) for one, km, hours in ways if one.service == "line"]
    assert lines == [(13, 160, 6), (40, 120, 5)]
    rows = table(scenario, journal, 0)
    speed = figures(rows[(rows.kpi == "speed") & (rows.period == "2026")])
    assert speed["line", "", "without_delay"] == pytest.approx(280 / 11)


def test_border_crossing_time_of_block_trains(tmp_path: Path) -> None:
    """From 10 to 13 and from 11 to 16: 3 h and 5 h."""
    expected = {"n": 2, "mean": 4, "p50": 4, "p90": pytest.approx(4.8)}
    assert told(tmp_path, TWO_TRAINS, "border_crossing_time") == {
        ("border", trains, statistic): value
        for trains in ("all_trains", "block_trains")
        for statistic, value in expected.items()
    }


def test_a_terminal_is_a_border_where_the_country_changes(tmp_path: Path) -> None:
    """On the way out too; not where both sides are one country, nor where nothing is said."""
    out = TWO_TRAINS.replace("CN", "KZ").replace("inland: {country: KZ}", "inland: {country: CN}")
    assert told(tmp_path, out, "border_crossing_time")["border", "all_trains", "mean"] == 4
    inside = TWO_TRAINS.replace("CN", "KZ")
    assert told(tmp_path, inside, "border_crossing_time") == {}
    unsaid = TWO_TRAINS.replace("border: {country: KZ, ", "border: {")
    assert told(tmp_path, unsaid, "border_crossing_time") == {}


# Three boxes a train, born at 3 and 15, 5 h to the border. One crane of an hour and one bay of
# 3.5 h: unloaded 9, 10, 11 and 21, 22, 23; ready 12.5, 16, 19.5 and 24.5, 28, 31.5.
INSPECTED = """
title: Every box is inspected
horizon: {from: 2026-01-01, to: 2026-01-02}
terminals:
  start: {country: CN}
  border:
    country: KZ
    rail: {cranes: 1, crane_hours_per_box: 1, transfer: direct}
    clearance:
      west: {channels: {red: 1}, inspection_hours: {red: 3.5}, inspection_bays: 1}
  end: {country: KZ}
services:
  on: {kind: rail, from: start, to: border, direction: west, hours: 5, formation: together}
  off: {kind: rail, from: border, to: end, direction: west, hours: 4, FORMATION}
demand:
  flows:
    boxes:
      direction: west
      origin: start
      destination: end
      route: [on, off]
      consignment: {boxes: 3, forty_foot_share: 0, cargo_tonnes_per_teu: 8, tare_tonnes_per_teu: 2}
      arrivals: {pattern: timetable, first_hours: 3, every_hours: 12, number: 2}
"""


def test_a_train_has_crossed_when_half_of_its_boxes_have(tmp_path: Path) -> None:
    """Of the first train one box leaves at 12.5; the two set out follow with the second at 24.5.

    It came at 8, so it has crossed after 16.5 h. Of the second one box has left by the end.
    """
    formation = "formation: together, train_teu: 3, set_out_after_hours: 2"
    got = told(tmp_path, INSPECTED.replace("FORMATION", formation), "border_crossing_time")
    assert got["border", "all_trains", "n"] == got["border", "block_trains", "n"] == 1
    assert got["border", "all_trains", "mean"] == got["border", "block_trains", "mean"] == 16.5


def test_a_train_whose_boxes_are_pooled_is_no_block_train(tmp_path: Path) -> None:
    """Trains of two leave at 16, 24.5 and 31.5, the second with a box of each train.

    Two of the three boxes that came at 8 leave at 16, two of those that came at 20 by 31.5.
    """
    text = INSPECTED.replace("FORMATION", "formation: pooled, train_teu: 2")
    assert told(tmp_path, text, "border_crossing_time") == {
        ("border", "all_trains", "n"): 2,
        ("border", "all_trains", "mean"): (8 + 11.5) / 2,
        ("border", "all_trains", "p50"): (8 + 11.5) / 2,
        ("border", "all_trains", "p90"): pytest.approx(8 + 0.9 * 3.5),
    }


def test_the_half_of_a_train_with_two_flows(tmp_path: Path) -> None:
    """One box of each flow, born at 1 and 0, ride at 1 and come at 6, the elder first in the load.

    Unloaded 7 and 8, ready 10.5 and 14: half of the train is gone at 10.5, when the elder leaves.
    """
    flow = """
      direction: west
      origin: start
      destination: end
      route: [on, off]
      consignment: {boxes: 1, forty_foot_share: 0, cargo_tonnes_per_teu: 8, tare_tonnes_per_teu: 2}
      arrivals: {pattern: timetable, first_hours: FIRST, every_hours: 90}
"""
    text = INSPECTED.split("demand:")[0].replace("FORMATION", "formation: pooled, train_teu: 1")
    text = text.replace(
        "hours: 5, formation: together", "hours: 5, formation: pooled, train_teu: 2"
    )
    text += "demand:\n  flows:\n"
    text += "    after:" + flow.replace("FIRST", "1") + "    before:" + flow.replace("FIRST", "0")
    got = told(tmp_path, text, "border_crossing_time")
    assert got["border", "all_trains", "n"] == 1
    assert got["border", "all_trains", "mean"] == 4.5
