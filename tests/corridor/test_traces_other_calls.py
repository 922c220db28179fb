"""Ships of other cargo by hand: every time worked out on paper, the trace asserted.

A life is one list a leg: ready, load start, loaded, departed, arrived, admitted, unload start,
unloaded. Hours count from the first midnight.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.corridor.journal import Journal
from sim.corridor.model import simulate
from sim.experiment.kpis import table
from tests.corridor.lives import read, run

PORTS = """
title: A berth shared with other cargo
horizon: {from: 2026-01-01, to: 2026-01-03}
terminals:
  port:
    quay:
      berths: 1
      cranes_per_berth: 1
      crane_hours_per_box: 1
      other_calls: {grain: {calls_per_year: 365, hours: 10, pattern: even, PRIORITY}}
    closures: {CLOSURES}
  far_port: {quay: {berths: 1, cranes_per_berth: 1, crane_hours_per_box: 1}}
services:
  crossing:
    kind: sea
    between: [port, far_port]
    sailing_hours: 4
    vessels: {feeder: {number: 1, teu: 2, home: far_port}}
    longest_wait_hours: 5
demand:
  flows:
    boxes:
      direction: west
      origin: far_port
      destination: port
      route: [crossing]
      consignment: BOX
      arrivals: {pattern: timetable, first_hours: 8, every_hours: 100}
MEASURES
"""


def ports(**said: str) -> str:
    """The crossing with what is said in the places that are left open."""
    text = PORTS
    for place, default in {"PRIORITY": "priority: 0", "CLOSURES": "", "MEASURES": ""}.items():
        text = text.replace(place, said.get(place, default))
    return text


def other_calls(journal: Journal) -> list[list[float]]:
    """Arrival, berthing and departure of each ship of other cargo."""
    return [list(row) for row in journal.other_calls["port", "grain"].rows()]


def test_a_vessel_waits_for_a_ship_of_other_cargo(tmp_path: Path) -> None:
    """Ships of grain come at 12, 36 and 60, one a day, and keep the berth for 10 h.

    Our vessel looks from 0 to 5 beyond the sea, leaves empty, lies in port from 9 to 14, and keeps
    the first ship waiting from 12 to 14. It is back at 18, loads the box from 18 to 19 and, its
    longest wait over at 23, sails; it is in port at 27 and unloads until 28, sails at 33, is there
    again at 46 after 5 h beyond the sea, when the second ship (36 to 46) has just left, and sails
    on at 51, before the third.
    """
    told, journal = run(tmp_path, ports())
    assert told == {"boxes 0/0": [[8, 18, 19, 23, 27, 27, 27, 28]]}
    assert other_calls(journal) == [[12, 14, 24], [36, 36, 46], [60, 60, 70]]


def test_ships_of_other_cargo_berth_when_berthing_is_open(tmp_path: Path) -> None:
    """Nobody berths on 2 January; the ship of the first day has begun its work and goes on.

    It came at 12, found our vessel at the berth until 14, and keeps the berth until 24. The vessel
    comes back at 27 and waits until 48. It was there before the second ship, of 36, and goes first:
    unloaded at 49, it sails at 54.
    """
    closed = "works: {from: 2026-01-02, to: 2026-01-03, stops: [berthing]}"
    told, journal = run(tmp_path, ports(CLOSURES=closed))
    assert told == {"boxes 0/0": [[8, 18, 19, 23, 27, 48, 48, 49]]}
    assert other_calls(journal) == [[12, 14, 24], [36, 54, 64], [60, 64, 72]]


def test_the_number_of_ships_changes_on_a_date(tmp_path: Path) -> None:
    """Two a day from the second day on, by which one was expected: they come at 30, 42, 54, 66.

    Nobody berths on 2 January: the vessel, there since 27, and the ship of 30 wait alike until 48.
    """
    closed = "works: {from: 2026-01-02, to: 2026-01-03, stops: [berthing]}"
    more = (
        "measures: {more: {from: 2026-01-02,"
        " set: {terminals.port.quay.other_calls.grain.calls_per_year: {times: 2}}}}"
    )
    told, journal = run(tmp_path, ports(CLOSURES=closed, MEASURES=more))
    assert told == {"boxes 0/0": [[8, 18, 19, 23, 27, 48, 48, 49]]}
    assert other_calls(journal) == [[12, 14, 24], [30, 54, 64], [42, 64, 72]]


@pytest.mark.parametrize(("priority", "berths"), [(0, 53), (1, 39)])
def test_other_cargo_may_have_to_stand_back(tmp_path: Path, priority: int, berths: float) -> None:
    """Ships at 6, 18, 30 and so on for 14 h each: the first until 20, our vessel, there since 9,
    until 25, the second until 39. Our vessel is back at 38 (beyond the sea at 29, off at 34).

    Of one class the ship of 30 goes first, until 53; in a lower one it lets the vessel pass.
    """
    said = ports(PRIORITY=f"priority: {priority}")
    said = said.replace("365, hours: 10", "730, hours: 14")
    told, journal = run(tmp_path, said)
    assert told == {"boxes 0/0": [[8, 29, 30, 34, 38, berths, berths, berths + 1]]}
    assert other_calls(journal)[:2] == [[6, 6, 20], [18, 25, 39]]
    assert other_calls(journal)[2] == ([30, 45, 59] if priority else [30, 39, 53])


def test_the_table_tells_what_berths_other_cargo_takes(tmp_path: Path) -> None:
    """Three ships, 30 h of 72, and 2 h of waiting; the last one stays until 70."""
    scenario = read(tmp_path, ports())
    told = table(scenario, simulate(scenario, 0), 0)
    year = told[(told.place == "port") & (told.period == "2026")].set_index("statistic")
    assert year.value["berths by other cargo"] == pytest.approx(30 / 72)
    calls = year[year.kpi == "other_calls"].value
    assert calls["grain"] == 3
    waits = year[year.kpi == "other_calls_waiting"].value
    assert waits["grain"] == pytest.approx(2 / 3)


def test_more_calls_add_some_and_move_none_to_another_year(tmp_path: Path) -> None:
    """Calls are addressed by year and number: the first year's keep their gaps in proportion."""
    random = ports().replace("pattern: even", "pattern: random").replace("2026-01-03", "2027-12-31")
    few = simulate(read(tmp_path, random.replace(": 365,", ": 100,")), 0)
    many = simulate(read(tmp_path, random.replace(": 365,", ": 200,")), 0)
    a, b = (one.other_calls["port", "grain"].rows()[:, 0] for one in (few, many))
    first = (a < 365 * 24).sum()
    assert b[:first] == pytest.approx(a[:first] / 2)
    assert 150 < first + (a > 365 * 24).sum() < 250
    assert 340 < len(b) < 460
