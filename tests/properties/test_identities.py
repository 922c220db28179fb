"""What must not change a number, and what may change only some.

Numbers such as J15 are those of the trust page.
"""

from __future__ import annotations

import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml

from sim.corridor.model import simulate
from sim.corridor.streams import Streams
from sim.corridor.weather import storms
from sim.experiment.replications import Crew, as_asked, one_replication, run_all
from sim.experiment.tables import to_parquet
from sim.scenario import load
from tests.oracle.adapter import journal_histories
from tests.oracle.comparison import History

CORRIDOR = Path(__file__).parent / "corridor.yaml"
KEYS = ["period", "place", "direction", "flow", "kpi", "statistic"]


@cache
def plain() -> pd.DataFrame:
    """The table of replication 1 of the corridor as it is written."""
    return one_replication(load(CORRIDOR), 1)


def changed(folder: Path, change: str, options: tuple[Path, ...] = ()) -> pd.DataFrame:
    """The table of replication 1 of a file of the same name that extends the corridor."""
    return one_replication(load(child(folder, change), options), 1)


def child(folder: Path, change: str) -> Path:
    file = folder / "corridor.yaml"
    file.write_text(f"extends: {CORRIDOR}\n{change}")
    return file


def values(table: pd.DataFrame) -> dict[tuple[str, ...], float]:
    """Numbers by what they are; the same place may be told of twice in no table."""
    told = {tuple(map(str, key)): value for *key, value in table[[*KEYS, "value"]].values.tolist()}
    assert len(told) == len(table)
    return told


def test_the_corridor_is_tight_enough_to_say_something() -> None:
    told = plain()
    waiting = (
        told[(told.kpi == "waiting") & (told.period == "2026")].groupby("statistic").value.sum()
    )
    assert (waiting > 0).all()
    assert set(waiting.index) == {
        "blocked_by_yard", "clearance", "kept_at_origin", "waiting_for_admission",
        "waiting_for_departure", "waiting_for_path", "waiting_to_sail",
    }  # fmt: skip


def test_twice_the_same_run_gives_the_same_bytes() -> None:
    """J10."""
    assert to_parquet(one_replication(load(CORRIDOR), 1)) == to_parquet(plain())


def test_the_number_of_workers_changes_nothing() -> None:
    """J11."""
    one, two = (run_all(load(CORRIDOR), Crew(workers)) for workers in (1, 2))
    assert to_parquet(one) == to_parquet(two)
    assert to_parquet(one[one.replication == 1]) == to_parquet(plain())


@pytest.mark.slow
@pytest.mark.parametrize("workers", [4, 8])
def test_neither_do_many(workers: int) -> None:
    """J11, with more replications than workers."""
    scenario = as_asked(load(CORRIDOR), workers + 1, None)
    assert to_parquet(run_all(scenario, Crew(workers))) == to_parquet(run_all(scenario, Crew(1)))


@pytest.mark.slow
def test_hash_seed_locale_and_time_zone_change_nothing() -> None:
    """J12 and J13."""
    code = (
        "import hashlib, sys; from sim.experiment.replications import one_replication; "
        "from sim.experiment.tables import to_parquet; from sim.scenario import load; "
        "table = to_parquet(one_replication(load(sys.argv[1]), 1)); "
        "sys.stdout.write(hashlib.sha256(table).hexdigest())"
    )
    surroundings = [
        {"PYTHONHASHSEED": "0", "LC_ALL": "C", "TZ": "UTC"},
        {"PYTHONHASHSEED": "1", "LC_ALL": "ru_RU.UTF-8", "TZ": "Asia/Almaty"},
        {"PYTHONHASHSEED": "random", "LC_ALL": "de_DE.UTF-8", "TZ": "America/St_Johns"},
    ]
    hashes = {
        subprocess.check_output(
            [sys.executable, "-c", code, str(CORRIDOR)],
            env=os.environ | surrounding,
            cwd=Path(__file__).parents[2],
        )
        for surrounding in surroundings
    }
    assert len(hashes) == 1
    assert len(hashes.pop()) == 64


def test_a_longer_horizon_changes_no_row_of_the_common_months(tmp_path: Path) -> None:
    """J15, as the tables tell it."""
    months = {f"{month:%Y-%m}" for month in load(CORRIDOR).months}
    common = {key: value for key, value in values(plain()).items() if key[0] in months}
    more = values(changed(tmp_path, "horizon: {to: 2026-05-31}"))
    assert len(common) > 100
    assert common == {key: value for key, value in more.items() if key[0] in months}


def test_a_longer_horizon_changes_no_event_before_the_shorter_end(tmp_path: Path) -> None:
    """J15, stamp by stamp."""
    short, longer = load(CORRIDOR), load(child(tmp_path, "horizon: {to: 2026-05-31}"))
    before = journal_histories(short, simulate(short, 1))
    after = journal_histories(longer, simulate(longer, 1))
    assert before == {
        address: cut(box, short.end_hours)
        for address, box in after.items()
        if box.born < short.end_hours
    }


def cut(box: History, end: float) -> History:
    """What is known of a box before a time."""
    legs = tuple(
        {stamp: time if time is not None and time < end else None for stamp, time in leg.items()}
        for leg in box.legs
    )
    delivered = box.delivered if box.delivered is not None and box.delivered < end else None
    return History(box.born, legs, delivered)


UNUSED = """
terminals:
  elsewhere: {rail: {tracks: 1, cranes: 1, crane_hours_per_box: {distribution: exponential,
    mean: 1}}}
seas:
  another_sea: {storm_hours: {distribution: exponential, mean: 9}, closed_share: {jan: 0.1,
    feb: 0.1, mar: 0.1, apr: 0.1, may: 0.1, jun: 0.1, jul: 0.1, aug: 0.1, sep: 0.1, oct: 0.1,
    nov: 0.1, dec: 0.1}}
services:
  another_rail: {kind: rail, from: border, to: elsewhere, direction: west,
    hours: {distribution: exponential, mean: 5}, formation: together}
  another_ship: {kind: sea, between: [near_port, far_port], sailing_hours: 9,
    vessels: {none: {number: 0, teu: 9, home: far_port}}, longest_wait_hours: 9}
demand:
  flows:
    a_flow_of_nothing:
      direction: west
      origin: factory
      destination: elsewhere
      route: [foreign_rail, another_rail]
      consignment: {boxes: 5, forty_foot_share: 0.5, cargo_tonnes_per_teu: 8,
        tare_tonnes_per_teu: 2}
      arrivals: {pattern: random, programme_cv: 0.3}
      growth: {base: {year: 2026, teu: 0}}
"""


def test_what_is_not_used_changes_nothing(tmp_path: Path) -> None:
    """J18: a terminal, a sea, services, and a flow that sends nothing."""
    told, more = values(plain()), values(changed(tmp_path, UNUSED))
    added = more.keys() - told.keys()
    assert {key: more.get(key) for key in told} == told
    assert {more[key] for key in added} == {0.0}
    assert {name for key in added for name in key[1:4]} >= {"elsewhere", "a_flow_of_nothing"}


def test_the_order_of_keys_changes_nothing(tmp_path: Path) -> None:
    """J17: every mapping written backwards."""
    file = tmp_path / "corridor.yaml"
    tree = yaml.safe_load(CORRIDOR.read_text())
    file.write_text(yaml.safe_dump(backwards(tree), sort_keys=False, allow_unicode=True))
    assert file.read_text().index("measures") < file.read_text().index("terminals")
    assert values(one_replication(load(file), 1)) == values(plain())


def backwards(tree: Any) -> Any:
    if not isinstance(tree, dict):
        return tree
    return {key: backwards(tree[key]) for key in reversed(tree)}


NULL = """
title: Nothing
measures:
  nothing:
    from: 2026-02-01
    set:
      terminals.border.rail.cranes: {times: 1}
      terminals.near_port.quay.crane_hours_per_box.mean: {times: 1.0}
      services.ships.vessels.feeders.number: {add: 0}
"""


def test_an_option_that_changes_nothing_changes_no_number(tmp_path: Path) -> None:
    """J19."""
    option = tmp_path / "nothing.yaml"
    option.write_text(NULL)
    told = changed(tmp_path, "", (option,))
    assert set(told.option) == {"nothing"}
    assert values(told) == values(plain())


FASTER = """
measures:
  faster: {from: 2026-01-15, set: {terminals.near_port.quay.crane_hours_per_box.mean: 0.02}}
"""


def test_two_options_meet_the_same_trains_and_storms(tmp_path: Path) -> None:
    """J40 in kind: births, sizes, channels and storms belong to themselves, not to the run."""
    slow, fast = load(CORRIDOR), load(child(tmp_path, FASTER))
    before, after = simulate(slow, 1), simulate(fast, 1)
    loaded = before.boxes.cargo_tonnes(slice(None)) > 0
    assert before.boxes.born[loaded].tolist() == after.boxes.born[loaded].tolist()
    assert before.boxes.teu.tolist() == after.boxes.teu.tolist()
    sea = "inland_sea"
    assert storms(slow, Streams(11, 1), sea) == storms(fast, Streams(11, 1), sea)
    assert before.boxes.delivered.tolist() != after.boxes.delivered.tolist()


STATION = """
title: One station
horizon: {from: 2026-01-01, to: 2026-06-30}
terminals:
  start: {}
  post: {rail: {cranes: 2, crane_hours_per_box: {distribution: gamma, mean: 1.8, cv: 0.7}}}
services:
  on: {kind: rail, from: start, to: post, direction: west, hours: 1, formation: together}
demand:
  flows:
    boxes:
      direction: west
      origin: start
      destination: post
      route: [on]
      consignment: {boxes: 3, forty_foot_share: 0, cargo_tonnes_per_teu: 8, tare_tonnes_per_teu: 2}
      arrivals: {pattern: random}
      growth: {base: {year: 2026, teu: 8760}}
"""


@pytest.mark.parametrize("better", [("mean: 1.8", "mean: 1.7"), ("cranes: 2", "cranes: 3")])
def test_a_faster_crane_or_one_more_lets_no_box_start_later(
    tmp_path: Path, better: tuple[str, str]
) -> None:
    """J30 and J31: pathwise (Lindley; Kiefer and Wolfowitz) on the same draws."""
    file = tmp_path / "station.yaml"
    for replication in range(5):
        file.write_text(STATION)
        before = simulate(load(file), replication).boxes.delivered
        file.write_text(STATION.replace(*better))
        after = simulate(load(file), replication).boxes.delivered
        done = before == before
        assert (after[done] <= before[done]).all()
        assert (after[done] < before[done] - 1).any()
