"""Choices among routes by hand: every time worked out on paper.

A life is one list a leg: ready, load start, loaded, departed, arrived, admitted, unload start,
unloaded. Hours count from the first midnight.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sim.corridor.journal import Journal, Kept
from sim.corridor.model import simulate
from sim.experiment.kpis import table
from sim.experiment.traffic import streams
from tests.corridor.lives import read, run

TWO_WAYS = """
title: Two ways
horizon: {from: 2026-01-01, to: 2026-01-02}
terminals: {start: {}, north: NORTH, south: {}, end: {}}
services:
  to_north: {kind: rail, from: start, to: north, direction: west, hours: 5, formation: together}
  to_south: {kind: rail, from: start, to: south, direction: west, hours: 9, formation: together}
  from_north: {kind: rail, from: north, to: end, direction: west, hours: 1, formation: together}
  from_south: {kind: rail, from: south, to: end, direction: west, hours: 1, formation: together}
routes:
  goods:
    choose: RULE
    ways:
      north: {route: [to_north, from_north], NORTH_SAYS}
      south: {route: [to_south, from_south], SOUTH_SAYS}
demand:
  flows:
    goods:
      direction: west
      origin: start
      destination: end
      consignment: BOX
      arrivals: {pattern: timetable, first_hours: 1, every_hours: 1, number: NUMBER}
relations: {whole: {flows: [goods], from: start, to: end}}
"""


def two_ways(rule: str, north: str, said: tuple[str, str], number: int, more: str = "") -> str:
    text = TWO_WAYS.replace("RULE", rule).replace("NORTH_SAYS", said[0])
    text = text.replace("SOUTH_SAYS", said[1]).replace("NUMBER", str(number))
    return text.replace("NORTH", north) + more


def by_north(born: float, admitted: float) -> list[list[float]]:
    there = born + 5
    return [
        [born, born, born, born, there, admitted, admitted, admitted],
        [admitted] * 4 + [admitted + 1] * 4,
    ]


def by_south(born: float) -> list[list[float]]:
    return [[born] * 4 + [born + 9] * 4, [born + 9] * 4 + [born + 10] * 4]


def test_a_ban_moves_consignments_to_the_next_route(tmp_path: Path) -> None:
    """Two on the way north stop loading: those of 3, 4, 5 and 6 go south, 6 before the admission.

    The one of 1 is admitted at 6, and one is left on the way: that of 7 goes north again.
    """
    north = "{rail: {loading_ban: {stops_at_teu: 2, resumes_at_teu: 1}}}"
    said = ("preference: 1", "preference: 2")
    told, journal = run(tmp_path, two_ways("when_banned", north, said, 7))
    assert told == {
        "goods 0/0": by_north(1, 6),
        "goods 1/0": by_north(2, 7),
        **{f"goods {n}/0": by_south(n + 1) for n in (2, 3, 4, 5)},
        "goods 6/0": by_north(7, 12),
    }
    assert journal.kept == []
    numbers = table(read(tmp_path, two_ways("when_banned", north, said, 7)), journal, 0)
    sent = numbers[(numbers["kpi"] == "sent_by_route") & (numbers["period"] == "2026")]
    assert [tuple(row) for row in sent[["place", "flow", "value"]].to_numpy()] == [
        ("north", "goods", 3.0),
        ("south", "goods", 4.0),
    ]
    whole = numbers[(numbers["kpi"] == "transit_time") & (numbers["statistic"] == "n")]
    assert whole["value"].tolist() == [7.0]


def test_where_all_are_banned_the_first_route_keeps_it(tmp_path: Path) -> None:
    """Both are banned by date on the first day; at midnight north lets it go."""
    banned = "{rail: {loading_ban: {bans: {a: {from: 2026-01-01, to: 2026-01-02}}}}}"
    text = two_ways("when_banned", banned, ("preference: 1", "preference: 2"), 1)
    text = text.replace("south: {}", f"south: {banned}")
    told, journal = run(tmp_path, text)
    assert told == {"goods 0/0": by_north(24, 29)}
    assert journal.kept == [Kept((0, 1), "north", 1.0, 24.0)]


def test_the_preference_changes_on_a_date_and_no_closed_route_is_taken(tmp_path: Path) -> None:
    """North is preferred and alone on the first day; on the second south comes before it."""
    more = """
measures:
  turned: {from: 2026-01-02, set: {routes.goods.ways.north.preference: 3}}
  works: {from: 2026-01-01, to: 2026-01-02, set: {routes.goods.ways.south.open: false}}
"""
    text = two_ways("when_banned", "{}", ("preference: 1", "preference: 2"), 2, more)
    told, _ = run(tmp_path, text.replace("every_hours: 1", "every_hours: 24"))
    assert told == {"goods 0/0": by_north(1, 6), "goods 1/0": by_south(25)}


def test_the_shortest_counts_trains_that_stood_there_before(tmp_path: Path) -> None:
    """North takes 6 h and 5 h for each TEU that stands there; south 10 h.

    North admits every 6 h: the train of 1 at 6, the next ones at 12, 18, 24, 30, 36, 42. At 7 the
    train of 2 arrives and does not count yet: 6 h. At 8 it does, 11 h, and south is shorter.
    """
    said = ("preference: 1, queues: {north: 0.2}", "preference: 2")
    north = "{acceptance: {west: {trains_per_day: 4}}}"
    told, _ = run(tmp_path, two_ways("shortest_expected", north, said, 9))
    expected = {f"goods {n}/0": by_north(n + 1, 6 + 6 * n) for n in range(7)}
    assert told == expected | {"goods 7/0": by_south(8), "goods 8/0": by_south(9)}


def test_of_equal_hours_the_first_by_preference_is_taken(tmp_path: Path) -> None:
    """North 6 h and 4 h of handling, south 10 h: north; with a preference of 3, south."""
    for number, way in ((1, by_north(1, 6)), (3, by_south(1))):
        said = (f"preference: {number}, handling_hours: 4", "preference: 2")
        told, _ = run(tmp_path, two_ways("shortest_expected", "{}", said, 1))
        assert told == {"goods 0/0": way}


def test_more_share_only_draws_towards_the_route(tmp_path: Path) -> None:
    """Of 40 consignments those that went north at half still do at 0.8, and some more."""
    north: dict[float, set[int]] = {}
    for share in (0.5, 0.8):
        said = (f"share: {share}", f"share: {1 - share:g}")
        _, journal = run(tmp_path, two_ways("shares", "{}", said, 40))
        north[share] = taken(journal, "goods/north")
    assert north[0.5] < north[0.8]
    assert 10 < len(north[0.5]) < 30 < len(north[0.8]) + 4


def test_another_route_takes_from_all_and_moves_nobody_else(tmp_path: Path) -> None:
    """A third route opened beside two: whoever does not take it stays where it was."""
    third = "\n      third: {route: [to_south, from_south], share: 0.25, open: OPEN}\ndemand:"
    said = ("share: 0.5", "share: 0.25")
    homes = []
    for is_open in ("false", "true"):
        text = two_ways("shares", "{}", said, 40).replace(
            "\ndemand:", third.replace("OPEN", is_open)
        )
        _, journal = run(tmp_path, text)
        homes.append([taken(journal, f"goods/{by}") for by in ("north", "south", "third")])
    before, after = homes
    assert before[2] == set()
    assert after[2]
    assert [one - after[2] for one in before[:2]] == after[:2]


def taken(journal: Journal, way: str) -> set[int]:
    """Rows that took a way."""
    code = journal.population.flows.index(way)
    return set(np.flatnonzero(journal.boxes.flow == code).tolist())


def test_expected_traffic_is_divided_by_the_shares_in_force(tmp_path: Path) -> None:
    """All of it north on the first of two days, a quarter on the second: 5/8 of both."""
    more = """
measures:
  opened:
    from: 2026-01-02
    set: {routes.goods.ways.north.share: 0.25, routes.goods.ways.south.share: 0.75}
"""
    text = two_ways("shares", "{}", ("share: 1", "share: 0"), 40, more)
    found = {one.way: one.monthly_teu for one in streams(read(tmp_path, text))}
    assert found == {"goods/north": (25.0,), "goods/south": (15.0,)}


@pytest.mark.parametrize("rule", ["when_banned", "shortest_expected"])
def test_for_a_rule_all_is_expected_on_the_first_route(tmp_path: Path, rule: str) -> None:
    text = two_ways(rule, "{}", ("preference: 2", "preference: 1"), 40)
    found = {one.way: one.monthly_teu for one in streams(read(tmp_path, text))}
    assert found == {"goods/south": (40.0,), "goods/north": (0.0,)}


def test_one_named_route_is_the_route(tmp_path: Path) -> None:
    """A choice among one gives every time that the route alone gives."""
    alone = two_ways("shares", "{}", ("share: 1", "share: 0"), 5)
    plain = alone.replace(
        "      consignment", "      route: [to_north, from_north]\n      consignment"
    )
    start, end = plain.index("routes:"), plain.index("demand:")
    of_one, _ = run(tmp_path, plain[:start] + plain[end:])
    chosen, journal = run(tmp_path, alone)
    assert chosen == of_one
    assert np.array_equal(
        simulate(read(tmp_path, alone), 0).boxes.delivered, journal.boxes.delivered
    )
