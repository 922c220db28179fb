"""Trains merged or formed to a sailing by hand: every time worked out on paper, all asserted.

A life is one list a leg: ready, load start, loaded, departed, arrived, admitted, unload start,
unloaded. Hours count from the first midnight.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.experiment.kpis import table
from tests.corridor.lives import Life, read, run

MERGED = """
title: Block trains of 3 TEU on a line with trains of 7
horizon: {from: 2026-01-01, to: 2026-01-02}
terminals:
  start: {}
  yard: {rail: {cranes: 1, crane_hours_per_box: 0.5, transfer: direct}}
  end: {}
services:
  on: {kind: rail, from: start, to: yard, direction: west, hours: 1, formation: together}
  off: {kind: rail, from: yard, to: end, direction: west, hours: 4, formation: FORMATION,
    train_teu: 7, longest_wait_hours: 12}
relations: {whole: {flows: [blocks], from: yard, to: end}}
demand:
  flows:
    blocks:
      direction: west
      origin: start
      destination: end
      route: [on, off]
      consignment: {boxes: 3, forty_foot_share: 0, cargo_tonnes_per_teu: 8, tare_tonnes_per_teu: 2}
      arrivals: {pattern: timetable, first_hours: 1, every_hours: 4, number: 4}
"""


def on_the_second_leg(told: dict[str, Life]) -> dict[str, list[float | None]]:
    """Ready, departed and unloaded of the first and the last box of each consignment."""
    return {
        name: [told[name][1][stamp] for stamp in (0, 3, 7)]
        for name in sorted(told)
        if name.endswith(("/0", "/2"))
    }


def test_block_trains_are_joined_whole_in_order_of_readiness(tmp_path: Path) -> None:
    """They arrive at 2, 6, 10 and 14 and are unloaded in 1.5 h: ready at 3.5, 7.5, 11.5, 15.5.

    At 7.5 two make 6 TEU, which leave room for one TEU: no train is full yet. At 11.5 the third
    does not fit, so the first two leave, the third with the fourth once it has waited 12 h.
    """
    told, journal = run(tmp_path, MERGED.replace("FORMATION", "merged"))
    first, second = [3.5, 11.5, 15.5], [7.5, 11.5, 15.5]
    third, fourth = [11.5, 23.5, 27.5], [15.5, 23.5, 27.5]
    assert on_the_second_leg(told) == {
        "blocks 0/0": first,
        "blocks 0/2": first,
        "blocks 1/0": second,
        "blocks 1/2": second,
        "blocks 2/0": third,
        "blocks 2/2": third,
        "blocks 3/0": fourth,
        "blocks 3/2": fourth,
    }
    assert [one.teu for one in journal.voyages if one.service == "off"] == [6, 6]


def test_a_pooled_train_splits_them(tmp_path: Path) -> None:
    """Seven of nine boxes leave at 11.5: the third block train comes in two parts, which arrive at
    15.5 and 27.5, 12 h apart; three of four consignments come whole.
    """
    text = MERGED.replace("FORMATION", "pooled")
    told, journal = run(tmp_path, text)
    assert told["blocks 2/0"][1][3] == 11.5
    assert told["blocks 2/2"][1][3] == 23.5
    years = table(read(tmp_path, text), journal, 1).query("period == '2026'")
    own = years[years.place == "whole"].set_index(["kpi", "statistic"]).value
    assert own["whole_consignments", "share"] == 0.75
    assert own["consignment_spread", "n"] == 4
    assert own["consignment_spread", "mean"] == 3
    assert own["consignment_spread", "p50"] == 0


def test_a_consignment_that_is_more_than_a_train_leaves_alone(tmp_path: Path) -> None:
    """20 t carry two boxes of 10 t, a block train has three: each leaves when it is ready."""
    text = MERGED.replace("FORMATION", "merged, train_tonnes: 30")
    told, _ = run(tmp_path, text.replace("train_teu: 7", "train_teu: 3"))
    assert [told[f"blocks {n}/0"][1][3] for n in range(4)] == [3.5, 7.5, 11.5, 15.5]


def test_formation_changes_on_a_date(tmp_path: Path) -> None:
    """Until midnight of the second day they are merged; then two that wait leave as pooled ones,
    when the first has waited 12 h; they are still whole."""
    text = MERGED.replace("FORMATION", "merged").replace("first_hours: 1", "first_hours: 13")
    text += "measures: {now: {from: 2026-01-02, set: {services.off.formation: together}}}\n"
    told, _ = run(tmp_path, text)
    # Ready at 15.5, 19.5, 23.5, 27.5: the first two leave when the third is ready. The third waits
    # until 35.5; the fourth, unloaded on the second day, leaves at once and takes it along.
    assert [told[f"blocks {n}/0"][1][3] for n in range(4)] == [23.5, 23.5, 27.5, 27.5]


SAILING = """
title: Trains for one vessel of 4 TEU, gathered far from the port
horizon: {from: 2026-01-01, to: 2026-01-03}
terminals:
  inland: {}
  port: {quay: {berths: 1, cranes_per_berth: 1, crane_hours_per_box: 1}}
  over: {quay: {berths: 1, cranes_per_berth: 1, crane_hours_per_box: 1}}
services:
  trains: {kind: rail, from: inland, to: port, direction: west, hours: 6, formation: to_sailing,
    sailing: ships, called_on_leaving: CALLED, train_teu: 3, LEAST longest_wait_hours: 40}
  ships: {kind: sea, between: [port, over], sailing_hours: 8, longest_wait_hours: 2,
    vessels: {ship: {number: 1, teu: 4, home: port}}}
relations: {whole: {flows: [boxes], from: inland, to: over}}
demand:
  flows:
    boxes:
      direction: west
      origin: inland
      destination: over
      route: [trains, ships]
      consignment: BOX
      arrivals: {pattern: timetable, first_hours: 0.5, every_hours: 0.5, number: 12}
"""


def sailing(called: str, least: str = "") -> str:
    return SAILING.replace("CALLED", called).replace("LEAST", least)


def departures(told: dict[str, Life]) -> list[float | None]:
    """Of the trains by which the boxes leave, box by box."""
    return [told[f"boxes {number}/0"][0][3] for number in range(12)]


def test_boxes_wait_inland_until_a_vessel_calls_for_them(tmp_path: Path) -> None:
    """The vessel enters service at 0 and wants 4 TEU; it waits 2 h for cargo and sails empty.

    Boxes are ready at 0.5, 1, 1.5, ...: the first 3 fill a train at 1.5. At 2 the vessel sails; it
    calls when it leaves the far port again, at 10 + 2, and wants 4 less the 3 in the port: 1 TEU,
    for which there is a box at once. It comes back at 20, loads 4 from 20 to 24 and sails; unloads
    from 32 to 36, waits until 38, calls, and gets a train of 3 and the fourth box at once; so again
    at 64.
    """
    told, journal = run(tmp_path, sailing("over"))
    assert departures(told) == [1.5] * 3 + [12] + [38] * 4 + [64] * 4
    assert told["boxes 0/0"] == [
        [0.5, 1.5, 1.5, 1.5, 7.5, 7.5, 7.5, 7.5],
        [7.5, 20, 21, 24, 32, 32, 32, 33],
    ]
    trains = [one.teu for one in journal.voyages if one.service == "trains"]
    assert trains == [3, 1, 3, 1, 3, 1]


def test_a_vessel_may_call_when_it_leaves_the_port_itself(tmp_path: Path) -> None:
    """It wants 4 TEU from 0 until it has loaded, at 2, and from then on again: at 1.5 a train of
    3, at 2 the first box that makes up 4. It comes back at 20 and has 4 aboard at 24; as it sails
    the next 4 leave. They wait for it in the port from 30 on; it comes at 46 and sails at 50."""
    told, _ = run(tmp_path, sailing("port"))
    assert departures(told) == [1.5] * 3 + [2] + [24] * 4 + [50] * 4


def test_no_train_of_less_than_the_least_load_leaves(tmp_path: Path) -> None:
    """The one TEU that is wanted at 12 makes no train of 2. The vessel loads 3 from 20 to 23 and
    sails; at 36 it leaves the far port again and calls for 4: a train of 3 leaves, and one TEU that
    is wanted makes no train again. At 60 likewise; the rest stays inland."""
    told, _ = run(tmp_path, sailing("over", "least_load_teu: 2,"))
    assert departures(told) == [1.5] * 3 + [36] * 3 + [60] * 3 + [None] * 3


@pytest.mark.parametrize("called", ["port", "over"])
def test_a_vessel_out_of_service_calls_for_nothing(tmp_path: Path, called: str) -> None:
    """It is laid up until the second day."""
    text = sailing(called).replace("number: 1, teu", "number: 0, teu")
    text += "measures: {bought: {from: 2026-01-02, "
    text += "set: {services.ships.vessels.ship.number: 1}}}\n"
    told, _ = run(tmp_path, text)
    assert departures(told)[:4] == [24, 24, 24, 24]
