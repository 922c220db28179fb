from __future__ import annotations

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from sim.errors import Deadlock, SurroundingsError
from sim.experiment.jobs import staffed
from sim.experiment.replications import Crew, ReplicationFailed, as_asked, run_all
from sim.experiment.tables import to_parquet
from tests import fake_runs

SERIAL, PAIR = Crew(1), Crew(2)


def test_replications_come_in_order_and_are_all_there():
    table = run_all(fake_runs.Scenario(), SERIAL, task=fake_runs.numbers)
    assert list(table["replication"]) == [r for r in range(1, 7) for _ in range(3)]
    assert list(table.index) == list(range(18))


@pytest.mark.parametrize(
    "crew",
    [PAIR, pytest.param(Crew(5), marks=pytest.mark.slow), Crew(3, ThreadPoolExecutor)],
    ids=["2", "5", "3 threads"],
)
def test_any_number_of_workers_gives_the_same_bytes(crew):
    scenario = fake_runs.Scenario()
    alone = to_parquet(run_all(scenario, SERIAL, task=fake_runs.numbers))
    assert to_parquet(run_all(scenario, crew, task=fake_runs.out_of_order)) == alone


def test_progress_counts_up_to_all():
    told: list[tuple[int, int]] = []
    run_all(fake_runs.Scenario(), SERIAL, lambda *now: told.append(now), fake_runs.numbers)
    assert told[-1] == (6, 6)
    assert [done for done, _ in told] == sorted(done for done, _ in told)


def test_a_replication_whose_worker_is_killed_is_run_again(tmp_path):
    scenario = fake_runs.Scenario(marks=str(tmp_path))
    table = run_all(scenario, PAIR, task=fake_runs.killed_once)
    assert (tmp_path / "killed").exists()
    assert table.equals(run_all(scenario, SERIAL, task=fake_runs.numbers))


def test_a_staff_that_lost_a_worker_is_replaced_and_works_on(tmp_path):
    scenario = fake_runs.Scenario(marks=str(tmp_path))
    with staffed(PAIR) as crew:
        table = run_all(scenario, crew, task=fake_runs.killed_once)
        assert table.equals(run_all(scenario, crew, task=fake_runs.numbers))
    assert table.equals(run_all(scenario, SERIAL, task=fake_runs.numbers))


def test_a_staff_whose_worker_is_killed_between_two_pieces_of_work_is_replaced():
    scenario = fake_runs.Scenario()
    with staffed(PAIR) as crew:
        table = run_all(scenario, crew, task=fake_runs.numbers)
        os.kill(crew.staff.submit(os.getpid).result(), signal.SIGKILL)
        assert table.equals(run_all(scenario, crew, task=fake_runs.numbers))


def test_a_crew_with_a_staff_keeps_it():
    with staffed(PAIR) as crew, staffed(crew) as same:
        assert same is crew


@pytest.mark.slow
def test_a_replication_that_loses_two_workers_is_named():
    with pytest.raises(SurroundingsError) as caught:
        run_all(fake_runs.Scenario(), PAIR, task=fake_runs.killed_always)
    assert str(caught.value) == (
        "the worker for replication 3 was killed twice (out of memory?); try fewer --workers"
    )


@pytest.mark.parametrize("crew", [SERIAL, PAIR], ids=["serial", "pair"])
def test_a_fault_of_ours_names_its_replication_and_keeps_its_cause(crew):
    with pytest.raises(ReplicationFailed, match="internal error in replication 3") as caught:
        run_all(fake_runs.Scenario(), crew, task=fake_runs.faulty)
    assert isinstance(caught.value.__cause__, ZeroDivisionError)


@pytest.mark.parametrize("crew", [SERIAL, PAIR], ids=["serial", "pair"])
def test_a_deadlock_comes_through_whole(crew):
    with pytest.raises(Deadlock) as caught:
        run_all(fake_runs.Scenario(), crew, task=fake_runs.deadlocked)
    assert caught.value.ring == ("aktau", "alat", "aktau")
    assert caught.value.__notes__ == ["replication 3"]


@pytest.mark.parametrize("workers", [0, -1, 65])
def test_workers_out_of_range_are_refused(workers):
    with pytest.raises(ValueError, match=f"workers: 1 to 64, found {workers}"):
        Crew(workers)


def test_what_is_asked_stands_in_the_resolved_scenario_too():
    asked = as_asked(fake_runs.Scenario(), 2, 7)
    assert (asked.file.replications, asked.file.seed) == (2, 7)
    assert asked.resolved == "title: A fake corridor\nreplications: 2\nseed: 7\n"


def test_nothing_asked_changes_nothing():
    assert as_asked(fake_runs.Scenario(), None, None) == fake_runs.Scenario()


@pytest.mark.parametrize(("replications", "seed"), [(0, None), (None, -1), (None, 2**63)])
def test_what_cannot_be_asked_is_refused(replications, seed):
    with pytest.raises(ValueError, match=r"replications|seed"):
        as_asked(fake_runs.Scenario(), replications, seed)


def test_a_plain_script_may_run_without_a_guard(tmp_path: Path):
    script = tmp_path / "plain.py"
    script.write_text(
        "from sim.experiment.replications import Crew, run_all\n"
        "from tests import fake_runs\n"
        "print(len(run_all(fake_runs.Scenario(), Crew(2), task=fake_runs.numbers)))\n"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, script], capture_output=True, text=True, env={"PYTHONPATH": str(root)}
    )
    assert (done.stdout, done.stderr) == ("18\n", "")
