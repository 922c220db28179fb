"""Patience by hand: who a loading ban keeps too long, and what is told of it.

A life is one list a leg: ready, load start, loaded, departed, arrived, admitted, unload start,
unloaded. Hours count from the first midnight.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.corridor.model import simulate
from sim.experiment.kpis import table
from tests.corridor.lives import read, run

PATIENCE = """
title: Who waits too long goes another way
horizon: {from: 2026-01-01, to: 2026-01-02}
terminals:
  start: {}
  border: {rail: {loading_ban: {bans: {works: {from: 2026-01-01, to: 2026-01-02, flows: [hasty]}}}}}
  port: {rail: {loading_ban: {stops_at_teu: 2, resumes_at_teu: 0}}}
services:
  to_border: {kind: rail, from: start, to: border, direction: west, hours: 1, formation: together,
    plan_approval_hours: {hasty: 2}}
  on: {kind: rail, from: border, to: port, direction: west, hours: 9, formation: together}
demand:
  flows:
    calm:
      direction: west
      origin: start
      destination: port
      route: [to_border, on]
      consignment: BOX
      arrivals: {pattern: timetable, first_hours: 13, every_hours: 2, number: 2}
    hasty:
      direction: west
      origin: start
      destination: port
      route: [to_border, on]
      recorded: RECORDED
      consignment: BOX
      gives_up_after_days: 0.5
      arrivals: {pattern: timetable, first_hours: 9, every_hours: 1, number: 6}
relations: {whole: {from: start, to: port, flows: [calm, hasty]}}
"""


@pytest.mark.parametrize("recorded", ["box_by_box", "by_train"])
def test_who_a_ban_keeps_too_long_gives_up(tmp_path: Path, recorded: str) -> None:
    """The hasty are ready every hour from 9 to 14, may load from 11 to 16, and wait 12 h, so until
    23 to 28. On 1 January, until 24, none of them loads for the border, and that of 11 gives up at
    23. The patience of the next one ends at 24, as the day does: it gives up before the ban lifts.

    Calm ones leave at 13 and 15 and come to the port at 23 and 25. From 15 on they are 2 TEU, and
    the port's ban lasts until both are there. So the hasty of 13 to 16 pass the first ban at 24 and
    are kept by the second. The patience of that of 13 ends at 25, as the second calm one comes: it
    gives up. Those of 14 and 15 leave, which makes it 2 TEU until 35; that of 16 gives up at 28.
    """
    told, journal = run(tmp_path, PATIENCE.replace("RECORDED", recorded))
    nowhere = [[None] * 8] * 2
    gone = [[25, 25, 25, 25, 26, 26, 26, 26], [26, 26, 26, 26, 35, 35, 35, 35]]
    assert told == {
        "calm 0/0": [[13, 13, 13, 13, 14, 14, 14, 14], [14, 14, 14, 14, 23, 23, 23, 23]],
        "calm 1/0": [[15, 15, 15, 15, 16, 16, 16, 16], [16, 16, 16, 16, 25, 25, 25, 25]],
        "hasty 0/0": nowhere,
        "hasty 1/0": nowhere,
        "hasty 2/0": nowhere,
        "hasty 3/0": gone,
        "hasty 4/0": gone,
        "hasty 5/0": nowhere,
    }
    rows, times = journal.given_up()
    assert times.tolist() == [23, 24, 25, 28]
    assert journal.boxes.born[rows].tolist() == [9, 10, 11, 14]
    kept = [(one.terminal, one.since, one.to) for one in journal.kept if one.gave_up]
    assert kept == [
        ("border", 11, 23), ("border", 12, 24), ("port", 24, 25), ("port", 24, 28),
    ]  # fmt: skip


def test_what_gave_up_is_told_and_waits_no_more(tmp_path: Path) -> None:
    """Of six hasty ones two come to the port and four give up, so that none is left; the calm ones
    never give up, and nothing is said of it. The port's ban keeps four from 24 on, of which two
    come later, in the same month: inflow are those four, and the four trains, less those two.
    """
    scenario = read(tmp_path, PATIENCE.replace("RECORDED", "box_by_box"))
    told = table(scenario, simulate(scenario, 0), 0)
    year = told[(told["period"].astype(str) == "2026") & (told["place"] == "")]
    by_flow = year.set_index(["flow", "kpi"])["value"]
    assert by_flow["hasty", "asked"] == 6
    assert by_flow["hasty", "delivered"] == 2
    assert by_flow["hasty", "given_up"] == 4
    assert by_flow["hasty", "in_system"] == 0
    assert ("calm", "given_up") not in by_flow.index
    at_port = told[(told["place"] == "port") & (told["kpi"] == "inflow")]
    assert set(at_port["value"]) == {6.0}  # of the month and of the year
