from __future__ import annotations

import errno
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sim.errors import SurroundingsError
from sim.experiment import store as store_module
from sim.experiment.manifest import from_json, of
from sim.experiment.store import Store
from tests import fake_runs

ROOT = Path(__file__).parents[2]
FILES = {"kpis.parquet": b"numbers", "charts/projection.svg": b"<svg/>"}
MANIFEST = of(fake_runs.Scenario(), "2026-01-01T00:00:00+00:00", 1.0)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "results", "fake")


def content(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def write(store: Store, files: dict[str, bytes] = FILES) -> None:
    with store.reserved():
        store.write(files, MANIFEST)


def refusal(store: Store) -> str:
    with pytest.raises(SurroundingsError) as caught, store.reserved():
        pass
    return str(caught.value)


def test_a_run_leaves_its_files_and_their_proof_and_nothing_else(store):
    write(store)
    files = content(store.results)
    proof = files.pop("fake/manifest.json")
    assert files == {f"fake/{name}": data for name, data in FILES.items()}
    assert from_json(proof.decode()) == MANIFEST.proving(FILES)


def test_what_is_held_is_what_was_written(store):
    assert store.held() is None
    write(store)
    assert store.held() == MANIFEST.proving(FILES)
    assert store.read("kpis.parquet") == b"numbers"


def test_new_results_replace_old_ones_whole(store):
    write(store)
    write(store, {"summary.csv": b"new"})
    assert set(content(store.folder)) == {"summary.csv", "manifest.json"}


@pytest.mark.parametrize("failing", range(3))
def test_a_full_disk_leaves_the_old_results_and_no_debris(store, monkeypatch, failing):
    write(store)
    before = content(store.results)
    calls: list[int] = []

    def full(descriptor: int) -> None:
        calls.append(descriptor)
        if len(calls) > failing:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(store_module.os, "fsync", full)
    with pytest.raises(SurroundingsError, match=r"cannot write .*: no space left on device"):
        write(store, {"kpis.parquet": b"other", "summary.csv": b"other"})
    assert content(store.results) == before


def test_a_swap_cut_short_is_mended_by_the_next_run(store):
    write(store)
    before = content(store.folder)
    store.folder.rename(store.results / ".fake.old")
    (store.results / ".fake.new").mkdir()
    with store.reserved():
        assert content(store.folder) == before
    assert list(store.results.iterdir()) == [store.folder]


@pytest.mark.slow
def test_a_killed_run_never_leaves_what_looks_complete(tmp_path):
    """Killed at moments spread over many writings after the first: what is there is whole."""
    script = (
        "import sys; from pathlib import Path; from tests.experiment.test_store import *\n"
        "store = Store(Path(sys.argv[1]), 'fake')\n"
        "write(store, {'a': b'', 'b': b''})\n"
        "print('ready', flush=True)\n"
        "for n in range(10**6): write(store, {'a': b'%d' % n, 'b': b'%d' % n})\n"
    )
    store = Store(tmp_path, "fake")
    for moment in range(4):
        writer = subprocess.Popen(
            [sys.executable, "-c", script, tmp_path], stdout=subprocess.PIPE, cwd=ROOT
        )
        assert writer.stdout is not None
        writer.stdout.readline()
        time.sleep(0.02 + 0.0074 * moment)
        writer.kill()
        writer.communicate()
        with store.reserved():
            assert store.held() is not None
            assert store.read("a") == store.read("b")


def test_a_second_run_into_the_same_folder_is_refused_and_harms_nothing(store):
    with store.reserved():
        assert refusal(store).startswith(
            f"{store.folder} is being written by pid {os.getpid()} on host "
        )
        store.write(FILES, MANIFEST)
    assert store.held() is not None


def test_the_lock_of_a_killed_run_does_not_last(store):
    script = (
        "import sys, time; from pathlib import Path; from sim.experiment.store import Store\n"
        "with Store(Path(sys.argv[1]), 'fake').reserved():\n"
        "    print('held', flush=True); time.sleep(60)\n"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", script, store.results], stdout=subprocess.PIPE, cwd=ROOT
    )
    assert holder.stdout is not None
    holder.stdout.readline()
    assert f"pid {holder.pid} on host" in refusal(store)
    holder.send_signal(signal.SIGKILL)
    holder.communicate()
    write(store)
    assert list(store.results.iterdir()) == [store.folder]


def test_two_names_do_not_disturb_each_other(store):
    with store.reserved():
        write(Store(store.results, "fake+dredging"))


def test_a_file_in_place_of_the_results_is_refused(store):
    store.results.write_text("mine")
    assert refusal(store) == f"{store.results} is a file, not a folder"


@pytest.mark.parametrize("name", ["results", "results/fake"])
def test_a_link_is_refused_and_its_target_left_alone(tmp_path, store, name):
    (tmp_path / "important").mkdir()
    (tmp_path / "important" / "thesis.txt").write_text("mine")
    link = tmp_path / name
    link.parent.mkdir(exist_ok=True)
    link.symlink_to(tmp_path / "important")
    assert refusal(store) == f"{link} is a link to {tmp_path / 'important'}; name the folder itself"
    assert content(tmp_path / "important") == {"thesis.txt": b"mine"}


def test_a_result_file_that_is_a_link_is_replaced_and_its_target_left_alone(store, tmp_path):
    write(store)
    target = tmp_path / "bashrc"
    target.write_text("mine")
    (store.folder / "kpis.parquet").unlink()
    (store.folder / "kpis.parquet").symlink_to(target)
    write(store)
    assert not (store.folder / "kpis.parquet").is_symlink()
    assert target.read_text() == "mine"


def test_a_folder_of_someone_else_is_refused(store):
    store.folder.mkdir(parents=True)
    (store.folder / "notes.txt").write_text("mine")
    assert refusal(store) == (
        f"{store.folder} has no manifest.json, so it is no results folder; "
        "move it away or name another --results"
    )


def test_the_report_of_a_crash_does_not_block_the_next_run(store):
    with store.reserved():
        written = store.report_crash(17, "what happened")
    assert written == store.folder / "crash-17.txt"
    assert written.read_text() == "what happened"
    write(store)
    assert not written.exists()


def test_no_permission_is_found_before_anything_is_simulated(store, monkeypatch):
    def denied(path: Path, **_: object) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))

    monkeypatch.setattr(Path, "mkdir", denied)
    assert refusal(store) == f"cannot write in {store.results}: permission denied"


@pytest.mark.parametrize("damage", ["", "{", "[]", "{}", '{"files": 1}', "null", "\udc80"])
def test_a_damaged_manifest_is_refused(store, damage):
    write(store)
    (store.folder / "manifest.json").write_bytes(damage.encode(errors="surrogateescape"))
    with pytest.raises(SurroundingsError) as caught:
        store.held()
    assert str(caught.value) == f"manifest of {store.folder} is damaged; run again with --force"


def test_a_changed_or_missing_file_is_found(store):
    write(store)
    (store.folder / "kpis.parquet").write_bytes(b"other numbers")
    with pytest.raises(SurroundingsError, match=r"kpis.parquet is not what the manifest says"):
        store.held()
    (store.folder / "kpis.parquet").unlink()
    with pytest.raises(SurroundingsError, match=r"kpis.parquet is not what the manifest says"):
        store.held()


def test_the_manifest_says_what_the_numbers_were_made_with():
    said = json.loads(MANIFEST.to_json())
    assert said["status"] == "COMPLETE"
    assert len(said["scenario_sha256"]) == len(said["program_sha256"]) == 64
    assert {"python", "numpy", "simpy"} <= set(said["versions"])
