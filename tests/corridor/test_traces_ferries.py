"""Ferries that carry wagons by hand: every time worked out on paper, the trace asserted.

A life is one list a leg: ready, load start, loaded, departed, arrived, admitted, unload start,
unloaded. Hours count from the first midnight.
"""

from __future__ import annotations

from pathlib import Path

from tests.corridor.lives import run

FERRY = """
title: Wagons over the sea
horizon: {from: 2026-01-01, to: 2026-01-04}
terminals:
  start: {}
  port:
    rail: {transfer: on_wagons, shunting_hours: 2, TRACKS}
    quay: {berths: 1, ramp_hours_per_wagon: RAMP}
    closures: {CLOSURES}
  far_port:
    rail: {transfer: on_wagons, shunting_hours: 2}
    quay: {berths: 1, ramp_hours_per_wagon: 0.5}
  end: {}
services:
  on: {kind: rail, from: start, to: port, direction: west, hours: 4, formation: together}
  ferry:
    kind: sea
    between: [port, far_port]
    teu_per_wagon: 2
    sailing_hours: 10
    vessels: {ferry: {number: 1, teu: DECK, home: port}}
    calls: {port: {hours: 1}, far_port: {hours: 1}}
    longest_wait_hours: WAIT
  off:
    kind: rail
    from: far_port
    to: end
    direction: west
    hours: 3
    train_teu: 3
    longest_wait_hours: 0
    formation: pooled
demand:
  flows:
    boxes:
      direction: west
      origin: start
      destination: end
      route: [on, ferry, off]
      consignment:
        {boxes: BOXES, forty_foot_share: 0, cargo_tonnes_per_teu: 8, tare_tonnes_per_teu: 2}
      arrivals: {pattern: timetable, first_hours: FIRST, every_hours: EVERY, number: NUMBER}
"""


def ferry(**said: str) -> str:
    """The ferry with what is said in the places that are left open."""
    text = FERRY
    for place, default in {
        "TRACKS": "tracks: unlimited",
        "RAMP": "0.5",
        "CLOSURES": "",
        "DECK": "4",
        "BOXES": "3",
        "FIRST": "1",
        "EVERY": "4",
        "NUMBER": "2",
        "WAIT": "10",
    }.items():
        text = text.replace(place, said.get(place, default))
    return text


def test_wagons_roll_over_the_ramp_and_on_by_train(tmp_path: Path) -> None:
    """Trains of 3 TEU, that is two wagons, come at 5 and 9 and are broken up by 7 and 11.

    The ferry has called since 1. Its deck holds two wagons: loaded from 7 to 8 it is full, with
    three of its four TEU, and sails. Beyond the sea it calls from 18 to 19, both wagons are ashore
    at 20, and a train runs on at once. The ferry waits for cargo until 30, calls again from 40 to
    41 and takes the other train by 42: it is ashore at 54.
    """
    told, _ = run(tmp_path, ferry())
    first = [[1, 1, 1, 1, 5, 5, 5, 7], [7, 7, 8, 8, 18, 18, 19, 20], [20] * 4 + [23] * 4]
    second = [[5, 5, 5, 5, 9, 9, 9, 11], [11, 41, 42, 42, 52, 52, 53, 54], [54] * 4 + [57] * 4]
    assert told == {
        f"boxes {train}/{place}": life
        for train, life in enumerate((first, second))
        for place in range(3)
    }


def test_a_closure_stops_the_next_wagon_and_the_next_train(tmp_path: Path) -> None:
    """A train comes at 21 and is broken up by 23. A wagon takes 2 h: the first is on at 25.

    Nothing is begun on 2 January: the second wagon starts at 48 and is on at 50. The second train,
    there since 25, is broken up from 48 to 50; the ferry is full by then.
    """
    works = "works: {from: 2026-01-02, to: 2026-01-03, stops: [handling]}"
    told, _ = run(tmp_path, ferry(WAIT="30", RAMP="2", FIRST="17", CLOSURES=works))
    assert told["boxes 0/0"][:2] == [
        [17, 17, 17, 17, 21, 21, 21, 23],
        [23, 23, 50, 50, 60, 60, 61, 62],
    ]
    assert told["boxes 1/0"][0] == [21, 21, 21, 21, 25, 25, 25, 50]
    assert told["boxes 1/0"][1][0] == 50


def test_a_wagon_on_the_ramp_is_not_filled_up(tmp_path: Path) -> None:
    """Single boxes are ready at 7, 8, 9, 10, each on a wagon of its own, and on half an hour later.

    Four wagons fill the deck, though four of eight TEU are free; the fifth box stays. All four
    wagons have to be ashore, 2 h after 21.5, before the first box goes on.
    """
    told, _ = run(tmp_path, ferry(DECK="8", BOXES="1", EVERY="1", NUMBER="5"))
    for number in range(4):
        ready = 7 + number
        assert told[f"boxes {number}/0"][1] == [
            ready, ready, ready + 0.5, 10.5, 20.5, 20.5, 21.5, 23.5
        ]  # fmt: skip
    assert told["boxes 4/0"][1][:2] == [11, 44.5]


def test_a_train_keeps_its_track_while_it_is_broken_up(tmp_path: Path) -> None:
    """One track: the second train, there since 6, comes on it at 7 and is broken up by 9."""
    told, _ = run(tmp_path, ferry(TRACKS="tracks: 1", EVERY="1"))
    assert told["boxes 0/0"][0] == [1, 1, 1, 1, 5, 5, 5, 7]
    assert told["boxes 1/0"][0] == [2, 2, 2, 2, 6, 7, 7, 9]
