from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from sim.errors import SurroundingsError
from sim.experiment.run_store import PROGRAM, SOURCES, RunStore, _with_imports, model_version
from tests import fake_runs

SCENARIO = fake_runs.Scenario()
TABLE = fake_runs.table(SCENARIO, 1)


def key(scenario=SCENARIO, replication=1, task=fake_runs.numbers):
    return RunStore(Path()).key(scenario, replication, task)


def test_what_is_put_comes_back(tmp_path):
    store = RunStore(tmp_path)
    assert store.get(key()) is None
    store.put(key(), TABLE)
    back = store.get(key())
    assert back is not None
    assert back.astype(TABLE.dtypes.to_dict()).equals(TABLE)


def test_the_number_of_replications_asked_for_has_no_part_in_the_key():
    more = replace(
        SCENARIO, resolved=SCENARIO.resolved.replace("replications: 6", "replications: 9")
    )
    unsaid = replace(SCENARIO, resolved=SCENARIO.resolved.replace("replications: 6\n", ""))
    assert key(more) == key(unsaid) == key()


def test_everything_that_has_a_part_in_the_numbers_has_one_in_the_key(monkeypatch):
    other_seed = replace(SCENARIO, resolved=SCENARIO.resolved.replace("seed: 1", "seed: 2"))
    keys = {key(), key(other_seed), key(replication=2), key(task=fake_runs.counted)}
    monkeypatch.setattr("sim.experiment.run_store.model_version", lambda: "another")
    assert len({*keys, key()}) == 5


def test_a_change_of_a_module_or_of_a_package_is_another_version(monkeypatch, tmp_path):
    (tmp_path / "corridor").mkdir()
    (tmp_path / "corridor" / "model.py").write_text("def run():\n    from sim.corridor import rail")
    (tmp_path / "corridor" / "rail.py").write_text("1")
    (tmp_path / "corridor" / "chart.py").write_text("1")
    monkeypatch.setattr("sim.experiment.run_store.PROGRAM", tmp_path)
    found = [_version()]
    (tmp_path / "corridor" / "chart.py").write_text("nobody imports it")
    assert _version() == found[0]
    (tmp_path / "corridor" / "rail.py").write_text("2")
    found.append(_version())
    (tmp_path / "compiled" / "instead").mkdir(parents=True)
    (tmp_path / "compiled" / "instead" / "rail.py").write_text("what is compiled in its place")
    found.append(_version())
    monkeypatch.setattr("sim.experiment.run_store.version", lambda _: "99")
    found.append(_version())
    assert len(set(found)) == 4


def test_the_version_rests_on_all_that_makes_numbers_and_on_nothing_else():
    found = {
        path.relative_to(PROGRAM).as_posix()
        for path in _with_imports([PROGRAM / one for one in SOURCES])
    }
    assert {"corridor/clock.py", "scenario/growth.py", "experiment/place_kpis.py"} <= found
    assert {"experiment/calls.py", "experiment/active_periods.py"} <= found  # tasks of their own
    assert all(path in found for path in ("experiment/columns.py", "corridor/streams.py"))
    assert not {"experiment/comparing.py", "experiment/cases.py", "report/charts.py"} & found


def _version():
    model_version.cache_clear()
    try:
        return model_version()
    finally:
        model_version.cache_clear()


@pytest.mark.parametrize("damage", [b"", b"half", None], ids=["empty", "torn", "turned"])
def test_a_damaged_file_counts_as_not_there(damage, tmp_path):
    store = RunStore(tmp_path)
    store.put(key(), TABLE)
    (path,) = tmp_path.glob("*/*.run")
    whole = path.read_bytes()
    path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]) if damage is None else damage)
    assert store.get(key()) is None
    store.put(key(), TABLE)
    assert store.get(key()) is not None


def test_those_used_longest_ago_go_first(tmp_path):
    store = RunStore(tmp_path)
    keys = [key(replication=one) for one in (1, 2, 3)]
    for age, one in enumerate(keys):
        store.put(one, TABLE)
        (path,) = tmp_path.glob(f"*/{one}*")
        os.utime(path, (1000 + age, 1000 + age))
    store.get(keys[0])  # used now, so the second is the oldest
    size = path.stat().st_size
    assert RunStore(tmp_path, most_bytes=2 * size + 1).trim() == 1
    assert [store.get(one) is not None for one in keys] == [True, False, True]


def test_clearing_leaves_nothing(tmp_path):
    store = RunStore(tmp_path)
    store.put(key(), TABLE)
    (tmp_path / key()[:2] / "half-xyz").write_bytes(b"of a killed run")
    assert store.clear()[0] == 2
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
    assert store.clear() == (0, 0)


def test_a_folder_that_cannot_be_written_is_told_in_one_line(tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("no folder")
    with pytest.raises(SurroundingsError, match=r"cannot write .*: not a directory$"):
        RunStore(blocked).put(key(), TABLE)


def test_a_killed_writer_leaves_whole_files_or_none(tmp_path):
    script = (
        "import sys; from pathlib import Path; from sim.experiment.run_store import RunStore\n"
        "from tests import fake_runs\n"
        "scenario = fake_runs.Scenario(); store = RunStore(Path(sys.argv[1]))\n"
        "for number in range(1, 100_000):\n"
        "    key = store.key(scenario, number, fake_runs.numbers)\n"
        "    store.put(key, fake_runs.table(scenario, number))\n"
    )
    root = Path(__file__).parents[2]
    writer = subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path)], env={"PYTHONPATH": str(root)}
    )
    until = time.monotonic() + 30
    while len(list(tmp_path.glob("*/*.run"))) < 20 and time.monotonic() < until:
        time.sleep(0.01)
    writer.kill()
    writer.wait()
    store, written = RunStore(tmp_path), list(tmp_path.glob("*/*.run"))
    assert len(written) >= 20
    assert all(store.get(path.name.removesuffix(".run")) is not None for path in written)
