"""Pools by hand: every time worked out on paper, the whole trace asserted.

A life is one list a leg: ready, load start, loaded, departed, arrived, admitted, unload start,
unloaded. Hours count from the first midnight.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.corridor.clock import Clock
from sim.corridor.journal import Journal
from sim.corridor.model import simulate
from sim.corridor.moments import Moment
from sim.corridor.pools import Pools
from sim.errors import Deadlock, ModelError
from sim.experiment.kpis import table
from tests.corridor.lives import read, run

RELOAD = """
title: Three trains and platforms for two
horizon: {from: 2026-01-01, to: 2026-01-02}
terminals:
  china: {country: CN}
  border: {rail: {tracks: 1, cranes: 1, crane_hours_per_box: 0.5}, yard_teu: {west: 4}}
  port: {rail: {cranes: 1, crane_hours_per_box: 1}}
pools: {platforms: {title: Platforms, number: NUMBER}}
services:
  on: {kind: rail, from: china, to: border, direction: west, hours: 1, formation: together}
  off:
    {kind: rail, from: border, to: port, direction: west, hours: 3, formation: together, USES}
demand:
  flows:
    boxes:
      direction: west
      origin: china
      destination: port
      route: [on, off]
      consignment: {boxes: 2, forty_foot_share: 0, cargo_tonnes_per_teu: 8, tare_tonnes_per_teu: 2}
      arrivals: {pattern: timetable, first_hours: 0, every_hours: 2, number: 4}
relations:
  whole: {from: border, to: port, flows: [boxes]}
"""


def reload(number: int, uses: str) -> str:
    return RELOAD.replace("NUMBER", str(number)).replace("USES", f"uses: {{platforms: {uses}}}")


FOUR_LIVES = {
    "boxes 0/0": [[0, 0, 0, 0, 1, 1, 1, 1.5], [2, 2, 2.5, 3, 6, 6, 6, 7]],
    "boxes 0/1": [[0, 0, 0, 0, 1, 1, 1, 2], [2, 2, 3, 3, 6, 6, 6, 8]],
    "boxes 1/0": [[2, 2, 2, 2, 3, 3, 3, 3.5], [4, 4, 4.5, 5, 8, 8, 8, 9]],
    "boxes 1/1": [[2, 2, 2, 2, 3, 3, 3, 4], [4, 4, 5, 5, 8, 8, 8, 10]],
    "boxes 2/0": [[4, 4, 4, 4, 5, 5, 5, 5.5], [6, 12, 12.5, 13, 16, 16, 16, 17]],
    "boxes 2/1": [[4, 4, 4, 4, 5, 5, 5, 6], [6, 12, 13, 13, 16, 16, 16, 18]],
    "boxes 3/0": [[6, 6, 6, 6, 7, 7, 7, 7.5], [8, 14, 14.5, 15, 18, 18, 18, 19]],
    "boxes 3/1": [[6, 6, 6, 6, 7, 7, 7, 8], [8, 14, 15, 15, 18, 18, 18, 20]],
}


def test_the_third_train_waits_for_platforms_that_come_back_empty(tmp_path: Path) -> None:
    """Two sets of three units. Train 0 takes the first at 2, train 1 the second at 4.

    Both are loaded in an hour, run 3 h and are unloaded in two: at 8 and at 10. The way back takes
    4 h, so the sets are free at 12 and 14. Train 2 stands ready from 6, train 3 from 8; their 4 TEU
    fill the yard, and they are loaded from 12 and from 14 on.
    """
    told, journal = run(tmp_path, reload(6, "{units: 3, return_hours: 4}"))
    assert told == FOUR_LIVES
    waits = journal.pool_waits["off", "platforms"].rows().tolist()
    assert [wait[:3] for wait in waits] == [[2, 2, 2], [4, 4, 2], [6, 12, 2], [8, 14, 2]]
    # The last two sets are unloaded at 18 and 20 and come back at 22 and 24.
    out = [[2, 12, 3], [4, 14, 3], [12, 22, 3], [14, 24, 3]]
    assert journal.units_out["platforms"].tolist() == out


def test_the_wait_is_told_as_a_cause_of_its_own(tmp_path: Path) -> None:
    """Twice 6 h with 2 TEU; 3 units out for 10 h four times, of 6 units in 48 h."""
    text = reload(6, "{units: 3, return_hours: 4}")
    scenario, (_, journal) = read(tmp_path, text), run(tmp_path, text)
    told = table(scenario, journal, 1)
    years = told[told.period == "2026"].set_index(["place", "kpi", "statistic"]).value
    assert years["off", "waiting", "waiting_for_platforms"] == 24
    assert years["off", "waiting", "waiting_for_departure"] == 0
    assert years["platforms", "utilisation", "pool"] == pytest.approx(120 / 288)
    assert years["whole", "stage_time", "waiting_for_platforms:off"] == pytest.approx(3 / 24)
    assert years["whole", "stage_time", "waiting_for_departure:off"] == pytest.approx(0)


def test_platforms_that_are_free_at_once(tmp_path: Path) -> None:
    """Without a way back the sets are free at 8 and 10, when trains 0 and 1 are unloaded."""
    told, _ = run(tmp_path, reload(6, "{units: 3}"))
    assert [told[f"boxes {train}/0"][1][1] for train in range(4)] == [2, 4, 8, 10]


def test_platforms_are_bought_on_a_date(tmp_path: Path) -> None:
    """One set until midnight: train 0 brings it back at 12, train 1 at 22; at 24 there are two."""
    text = reload(3, "{units: 3, return_hours: 4}")
    text += "measures: {bought: {from: 2026-01-02, set: {pools.platforms.number: {add: 3}}}}\n"
    told, _ = run(tmp_path, text.replace("{west: 4}", "{west: 6}"))
    assert [told[f"boxes {train}/0"][1][1] for train in range(4)] == [2, 12, 22, 24]


@pytest.mark.parametrize(
    ("said", "starts"),
    [
        ("{from: 2026-01-02, state: committed", [2, 12, 22, 24]),
        ("{from: 2026-01-02, state: late", [2, 12, 22, 32]),
        ("{from: 2026-01-02, state: absent", [2, 12, 22, 32]),
        ("{from: 2025-01-02, state: late", [2, 12, 22, 24]),
    ],
)
def test_works_come_on_their_date_a_year_later_or_never(
    tmp_path: Path, said: str, starts: list[float]
) -> None:
    """A second set from midnight of the first day on, as planned; with one alone the last train
    waits until that of the third, unloaded at 28, is back at 32."""
    text = reload(3, "{units: 3, return_hours: 4}")
    text += f"measures: {{bought: {said}, set: {{pools.platforms.number: {{add: 3}}}}}}}}\n"
    text = text.replace("{west: 4}", "{west: 6}").replace("to: 2026-01-02}", "to: 2026-01-03}")
    told, _ = run(tmp_path, text)
    assert [told[f"boxes {train}/0"][1][1] for train in range(4)] == starts


def test_a_return_for_which_nobody_waits_is_no_event(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Platforms for all four trains: as many events as without a pool."""
    events: list[float] = []
    trigger = Clock.trigger

    def noted(clock: Clock, event: Moment, time: float) -> None:
        events.append(time)
        trigger(clock, event, time)

    monkeypatch.setattr(Clock, "trigger", noted)
    text = reload(12, "{units: 3, return_hours: 4}")
    run(tmp_path, text)
    with_pool = events.copy()
    events.clear()
    run(tmp_path, text.replace("number: 12", "number: unlimited"))
    assert with_pool == events != []


SHARED = """
title: Long and short trains of two classes share platforms and locomotives
horizon: {from: 2026-01-01, to: 2026-01-02}
terminals: {yard: {}, north: {}, south: {}}
pools: {platforms: {number: 4}, locomotives: {number: 2}}
services:
  long: {kind: rail, from: yard, to: north, direction: west, hours: 5, formation: together,
    priority: 1, uses: {platforms: {units: 4}, locomotives: {units: 1}}}
  short: {kind: rail, from: yard, to: south, direction: west, hours: 5, formation: together,
    priority: SHORT, uses: {platforms: {units: 2}}}
demand:
  flows:
    long: {direction: west, origin: yard, destination: north, route: [long], consignment: BOX,
      arrivals: {pattern: timetable, first_hours: 1, every_hours: 24, number: 1}}
    short: {direction: west, origin: yard, destination: south, route: [short], consignment: BOX,
      arrivals: {pattern: timetable, first_hours: 0, every_hours: 2, number: 3}}
"""


def departures(tmp_path: Path, short_priority: int) -> list[float | None]:
    """Of the long train, then of the short ones."""
    told, _ = run(tmp_path, SHARED.replace("SHORT", str(short_priority)))
    return [told[name][0][3] for name in ("long 0/0", "short 0/0", "short 1/0", "short 2/0")]


def test_who_waits_keeps_later_ones_out(tmp_path: Path) -> None:
    """At 1 two platforms are free and the long train needs four: it waits, and the short one of 2,
    for which there is enough, waits behind it. All four are free at 5, again at 10."""
    assert departures(tmp_path, 1) == [5, 0, 10, 10]


def test_locomotives_hold_up_what_has_platforms(tmp_path: Path) -> None:
    """One locomotive, which short trains take too. It is back at 5, at 10 and at 15; the platforms
    of three short trains would be there."""
    text = SHARED.replace("SHORT", "1").replace("{number: 2}", "{number: 1}")
    text = text.replace("{units: 2}", "{units: 1}, locomotives: {units: 1}")
    told, journal = run(tmp_path, text)
    told, journal = run(tmp_path, text)
    names = ("short 0/0", "long 0/0", "short 1/0", "short 2/0")
    assert [told[name][0][3] for name in names] == [0, 5, 10, 15]
    waits = journal.pool_waits["short", "locomotives"].rows().tolist()
    assert [wait[:2] for wait in waits] == [[0, 0], [2, 10], [4, 15]]


def test_who_has_priority_goes_first(tmp_path: Path) -> None:
    """Short trains leave at 0, 2 and, when the first is back, at 5; their platforms are back at 7
    and 10."""
    assert departures(tmp_path, 0) == [10, 0, 2, 5]


def test_platforms_under_trains_that_cannot_unload_are_a_deadlock(tmp_path: Path) -> None:
    """Train 0 takes the only set at 1 to the border, whose yard of 2 TEU holds boxes that wait for
    that very set."""
    text = """
title: Platforms bring the boxes that wait for them
horizon: {from: 2026-01-01, to: 2026-01-02}
terminals: {china: {}, border: {yard_teu: {all: 1}}, port: {}}
pools: {platforms: {number: 1}}
services:
  on: {kind: rail, from: china, to: border, direction: west, hours: 1, formation: together}
  off: {kind: rail, from: border, to: port, direction: west, hours: 3, formation: together,
    uses: {platforms: {units: 1}}}
  back: {kind: rail, from: port, to: border, direction: east, hours: 3, formation: together,
    uses: {platforms: {units: 1}}}
  home: {kind: rail, from: border, to: china, direction: east, hours: 1, formation: together}
demand:
  flows:
    west: {direction: west, origin: china, destination: port, route: [on, off], consignment: BOX,
      arrivals: {pattern: timetable, first_hours: 1, every_hours: 24, number: 1}}
    east: {direction: east, origin: port, destination: china, route: [back, home],
      consignment: BOX,
      arrivals: {pattern: timetable, first_hours: 0, every_hours: 24, number: 1}}
"""
    with pytest.raises(Deadlock) as stopped:
        simulate(read(tmp_path, text), 0)
    assert stopped.value.time_hours == 3
    full = "border yard full"
    assert stopped.value.ring == (full, "platforms on trains that wait to unload", full)


def test_the_audit_finds_units_that_never_come_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scenario = read(tmp_path, reload(6, "{units: 3, return_hours: 4}"))
    monkeypatch.setattr(Pools, "give_back", lambda *_: None)
    with pytest.raises(ModelError, match="voyage 2 of off keeps its platforms"):
        simulate(scenario, 0)


def test_the_audit_finds_more_units_out_than_there_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scenario = read(tmp_path, reload(6, "{units: 3, return_hours: 4}"))
    monkeypatch.setattr("sim.corridor.pools.Pool.free", lambda *_: 3)
    with pytest.raises(ModelError, match="platforms: 9 units out at hour 6"):
        simulate(scenario, 0)


def test_an_unlimited_pool_changes_nothing(tmp_path: Path) -> None:
    text = reload(6, "{units: 3, return_hours: 4}")
    free = run(tmp_path, text.replace("number: 6", "number: unlimited"))
    said = "pools: {platforms: {title: Platforms, number: NUMBER}}\n"
    none = run(tmp_path, RELOAD.replace(said, "").replace(", USES", ""))
    assert free[0] == none[0]
    assert not _pool_records(free[1])


def _pool_records(journal: Journal) -> bool:
    return bool(journal.pool_waits or journal.units_out)
