from __future__ import annotations

from dataclasses import replace

import pytest

from sim.errors import Deadlock, SurroundingsError
from sim.experiment.cases import Running, run_cases
from sim.experiment.jobs import Crew
from sim.experiment.run_store import RunStore
from sim.experiment.tables import to_parquet
from tests import fake_runs

SERIAL, PAIR = Crew(1), Crew(2)


def cases(**changes):
    """Two scenarios of six replications each, told apart by name and text."""
    return [
        replace(fake_runs.Scenario(**changes), name=name, resolved=f"name: {name}\nseed: 1\n")
        for name in ("one", "other")
    ]


def running(crew=SERIAL, store=None, task=fake_runs.numbers, progress=lambda *_: None):
    return Running(replace(crew, store=store), progress, task)


def test_each_case_gives_all_its_replications_in_order():
    first, second = run_cases(cases(), running())
    assert list(first.values) == list(second.values) == [1, 2, 3, 4, 5, 6]
    assert set(second.table["scenario"]) == {"other"}
    assert list(first.table["replication"]) == [r for r in range(1, 7) for _ in range(3)]


def test_cases_may_ask_for_different_numbers_of_replications():
    one, other = cases()
    few = replace(other, file=fake_runs.File(replications=2))
    first, second = run_cases([one, few], running())
    assert (len(first.values), len(second.values)) == (6, 2)


@pytest.mark.parametrize(
    "crew", [PAIR, pytest.param(Crew(5), marks=pytest.mark.slow)], ids=["2", "5"]
)
def test_any_number_of_workers_gives_the_same_bytes(crew, tmp_path):
    alone = [to_parquet(one.table) for one in run_cases(cases(), running())]
    many = run_cases(cases(), running(crew, RunStore(tmp_path), fake_runs.out_of_order))
    assert [to_parquet(one.table) for one in many] == alone


def test_what_is_in_the_store_is_not_run_again(tmp_path):
    store, counted = RunStore(tmp_path), cases(marks=str(tmp_path))
    first = run_cases(counted, running(store=store, task=fake_runs.counted))
    again = run_cases(counted, running(PAIR, store, fake_runs.counted))
    assert len(list(tmp_path.glob("ran-*"))) == 12
    assert [to_parquet(one.table) for one in again] == [to_parquet(one.table) for one in first]


def test_more_replications_add_only_what_is_missing(tmp_path):
    store, told = RunStore(tmp_path), []
    run_cases(cases(), running(store=store))
    more = [replace(one, file=fake_runs.File(replications=8)) for one in cases()]
    run_cases(more, running(store=store, progress=lambda *now: told.append(now)))
    assert told[-1] == (4, 4)


def test_a_stopped_study_goes_on_where_it_was(tmp_path):
    store, stopped = RunStore(tmp_path), cases(marks=str(tmp_path))

    def stop(done, total):
        if done == 7:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_cases(stopped, running(store=store, task=fake_runs.counted, progress=stop))
    whole = run_cases(stopped, running(store=store, task=fake_runs.counted))
    assert len(list(tmp_path.glob("ran-*"))) == 12
    fresh = run_cases(stopped, running())
    assert [to_parquet(one.table) for one in whole] == [to_parquet(one.table) for one in fresh]


@pytest.mark.parametrize("crew", [SERIAL, PAIR], ids=["serial", "pair"])
@pytest.mark.parametrize(
    ("task", "kind", "told"),
    [
        (
            fake_runs.faulty,
            ZeroDivisionError,
            "replication 3: internal error: ZeroDivisionError: a fault of ours",
        ),
        (
            fake_runs.deadlocked,
            Deadlock,
            "replication 3: deadlock on day 2.0: aktau -> alat -> aktau",
        ),
    ],
)
def test_a_failed_replication_is_told_and_sinks_nothing(crew, task, kind, told):
    for outcome in run_cases(cases(), running(crew, task=task)):
        assert list(outcome.values) == [1, 2, 4, 5, 6]
        assert [(type(one.error), str(one)) for one in outcome.failures] == [(kind, told)]


@pytest.mark.slow
def test_a_replication_that_loses_two_workers_is_told_and_sinks_nothing(tmp_path):
    few = [replace(one, file=fake_runs.File(replications=4)) for one in cases()]
    outcomes = run_cases(few, running(PAIR, RunStore(tmp_path), fake_runs.killed_always))
    for outcome in outcomes:
        assert list(outcome.values) == [1, 2, 4]
        assert [type(one.error) for one in outcome.failures] == [SurroundingsError]
        assert "killed twice (out of memory?)" in str(outcome.failures[0])


def test_a_failure_is_tried_again_the_next_time(tmp_path):
    store = RunStore(tmp_path)
    run_cases(cases(), running(store=store, task=fake_runs.faulty))
    told = []
    run_cases(
        cases(),
        running(store=store, task=fake_runs.faulty, progress=lambda *now: told.append(now)),
    )
    assert told[-1] == (2, 2)


def test_only_the_digest_stays_in_memory(tmp_path):
    outcomes = run_cases(cases(), running(store=RunStore(tmp_path)), lambda table: len(table))
    assert outcomes[1].values == dict.fromkeys(range(1, 7), 3)


def test_all_replications_of_all_cases_stand_in_one_queue(tmp_path):
    """With two workers and two cases of one replication each, both run at the same time."""
    single = [
        replace(one, file=fake_runs.File(replications=1)) for one in cases(marks=str(tmp_path))
    ]
    outcomes = run_cases(single, running(PAIR, task=fake_runs.meets_another))
    assert [len(one.values) for one in outcomes] == [1, 1]
    assert not any(one.failures for one in outcomes)
