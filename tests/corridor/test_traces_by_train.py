"""Trains recorded as one, by hand: every time worked out on paper, the whole trace asserted.

A life is one list a leg: ready, load start, loaded, departed, arrived, admitted, unload start,
unloaded. Hours count from the first midnight.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.corridor.model import simulate
from sim.experiment.kpis import table
from sim.scenario import load
from tests.corridor.lives import read, run

TRANSIT = """
title: Two trains that are one record each
horizon: {from: 2026-01-01, to: 2026-01-02}
terminals:
  start: {}
  border:
    acceptance: {west: {trains_per_day: 12}}
    rail: {tracks: 1, cranes: 2, crane_hours_per_box: WORK, transfer: direct}
    yard_teu: {west: 12}
    clearance:
      west:
        document_hours: 4
        channels: {red: 1}
        inspection_hours: {red: 3.5}
        inspection_bays: 1
  end: {rail: {tracks: 1, cranes: 1, crane_hours_per_box: 0.25}}
sections:
  line: {from: border, to: end, km: 100, running_hours: 5, pairs_per_day: 6}
services:
  on: {kind: rail, from: start, to: border, direction: west, hours: 5, formation: together}
  off:
    kind: rail
    from: border
    to: end
    direction: west
    sections: [line]
    train_teu: 12
    formation: together
    set_out_after_hours: 0.5
demand:
  flows:
    north:
      direction: west
      origin: start
      destination: end
      route: [on, off]
      recorded: by_train
      consignment: {boxes: 5, forty_foot_share: 1, cargo_tonnes_per_teu: 8, tare_tonnes_per_teu: 2}
      arrivals: {pattern: timetable, first_hours: 1, every_hours: 1, number: 2}
"""


def test_two_trains_share_a_track_two_cranes_and_a_path(tmp_path: Path) -> None:
    """Born at 1 and 2, before the border at 6 and 7. Two cranes of an hour move five boxes in 3 h.

    The first is unloaded at 9, its papers are done at 10. The second has its slot at 8 but finds
    the one track free at 9; the crane that moved two boxes has been free since 8, so both begin at
    9 and end at 12; papers at 13. Neither is inspected, set out, or in the yard, which has room for
    one of them. Paths lie 4 h apart: on the line at 10 and 14, at the end at 15 and 19; one crane
    moves five boxes in 1.25 h.
    """
    told, journal = run(tmp_path, TRANSIT.replace("WORK", "1"))
    assert told == {
        "north 0/0": [[1, 1, 1, 1, 6, 6, 6, 9], [10, 10, 10, 10, 15, 15, 15, 16.25]],
        "north 1/0": [[2, 2, 2, 2, 7, 9, 9, 12], [13, 13, 13, 13, 19, 19, 19, 20.25]],
    }
    assert journal.crane_work["border", "rail"].rows().tolist() == [[6, 5, 9], [9, 5, 12]]
    assert [voyage.teu for voyage in journal.voyages] == [10, 10, 10, 10]


PLATFORMS = "set_out_after_hours: 0.5\n    uses: {platforms: {units: 3, return_hours: 2}}"


def with_platforms(text: str) -> str:
    """The trains need three of four platforms from the border on, which come back after 2 h."""
    return text.replace("set_out_after_hours: 0.5", PLATFORMS) + "pools: {platforms: {number: 4}}\n"


def test_a_train_waits_for_platforms_and_leaves_when_they_are_back(tmp_path: Path) -> None:
    """As above until the papers of the second are done at 13: it finds one platform of four.

    The first is unloaded at 16.25, its platforms are back at 18.25: the second leaves then, a path
    is free, and it is at the end at 23.25, unloaded at 24.5; its platforms are back at 26.5.
    """
    told, journal = run(tmp_path, with_platforms(TRANSIT).replace("WORK", "1"))
    assert told["north 0/0"][1] == [10, 10, 10, 10, 15, 15, 15, 16.25]
    assert told["north 1/0"][1][:7] == [13, 18.25, 18.25, 18.25, 23.25, 23.25, 23.25]
    waits = journal.pool_waits["off", "platforms"].rows().tolist()
    assert waits == [[10, 10, 10, 2], [13, 18.25, 10, 3]]
    assert journal.units_out["platforms"].tolist() == [[10, 18.25, 3], [18.25, 26.5, 3]]


def test_a_train_that_never_gets_its_platforms_stands_at_the_border(tmp_path: Path) -> None:
    text = (
        with_platforms(TRANSIT).replace("WORK", "1").replace("return_hours: 2", "return_hours: 40")
    )
    told, journal = run(tmp_path, text)
    assert told["north 1/0"][1][:2] == [13, None]
    assert journal.pool_waits["off", "platforms"].rows().tolist()[1] == [13, 48, 10, 3]


@pytest.mark.parametrize("recorded", ["by_train", "box_by_box"])
def test_trains_before_full_holding_tracks_are_backlog_to_the_end(
    tmp_path: Path, recorded: str
) -> None:
    """One train is on the track, one on the holding track, one on the line before it, from 7 on."""
    text = TRANSIT.replace("WORK", "100").replace("number: 2", "number: 3")
    text = text.replace("tracks: 1, cranes: 2", "tracks: 1, holding_tracks: 1, cranes: 2")
    text = text.replace("yard_teu: {west: 12}", "yard_teu: {west: 60}")
    scenario = read(tmp_path, text.replace("by_train", recorded))
    told = table(scenario, simulate(scenario, 0), 0)
    border = told[(told.period == "2026") & (told.place == "border") & (told.direction == "west")]
    value = border.set_index(["kpi", "statistic"]).value
    assert value["backlog", "end"] == 20
    assert value["inflow", "total"] == 30
    assert value["trains_standing", "waiting_for_holding_track"] == pytest.approx(40 / 48)


def test_a_table_counts_the_boxes_of_the_trains(tmp_path: Path) -> None:
    scenario = read(tmp_path, TRANSIT.replace("WORK", "1"))
    told = table(scenario, simulate(scenario, 0), 0)
    year = told[told.period == "2026"].set_index(["place", "flow", "kpi", "statistic"]).value
    assert year["", "north", "delivered", "total"] == 20
    assert year["", "north", "delivered_boxes", "total"] == 10
    assert year["", "north", "delivered_tonnes", "total"] == 160
    for place in ("border", "line", "off"):
        assert year[place, "", "throughput", "total"] == 20
        assert year[place, "", "throughput_boxes", "total"] == 10
        assert year[place, "", "throughput_tonnes", "total"] == 160


@pytest.mark.parametrize("work", ["1", "{distribution: gamma, mean: 0.5, cv: 0.8}"])
@pytest.mark.parametrize("text", [TRANSIT, with_platforms(TRANSIT)], ids=["plain", "platforms"])
def test_trains_run_as_they_would_box_by_box(tmp_path: Path, text: str, work: str) -> None:
    """Where boxes of a train differ in nothing but their moves, recording changes no train."""
    text = text.replace("WORK", work).replace("yard_teu: {west: 12}", "yard_teu: {west: 60}")
    alike = text.replace("channels: {red: 1}", "channels: {green: 1}")
    alike = alike.replace("        inspection_hours: {red: 3.5}\n", "")
    alike = alike.replace("set_out_after_hours: 0.5", "set_out_after_hours: none")
    alike = alike.replace("forty_foot_share: 1", "forty_foot_share: 0.5")
    whole = simulate(read(tmp_path, alike), 0).voyages
    file = tmp_path / "boxes.yaml"
    file.write_text(alike.replace("recorded: by_train", "recorded: box_by_box"))
    boxes = simulate(load(file), 0).voyages
    stamps = ("depart", "arrive", "admitted", "unload_start", "unload_end", "teu", "kg")
    for one, other in zip(whole, boxes, strict=True):
        assert [getattr(one, name) for name in stamps] == [getattr(other, name) for name in stamps]
