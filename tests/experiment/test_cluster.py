"""A real scheduler and two worker processes on this machine."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from sim.errors import SurroundingsError
from sim.experiment.cases import Running, run_cases
from sim.experiment.jobs import Crew
from sim.experiment.tables import to_parquet
from sim.scenario import load
from tests import fake_runs

pytest.importorskip("distributed", reason="pip install 'trans-caspian-sim[dask]'")
from sim.experiment.cluster import cluster_crew

pytestmark = pytest.mark.slow  # half a minute, most of it the start of the processes

ROOT = Path(__file__).parents[2]


def _started(folder: Path, *arguments: str) -> subprocess.Popen[bytes]:
    path = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    with (folder / f"{arguments[0]}.log").open("ab") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "distributed.cli.dask_" + arguments[0], *arguments[1:]],
            cwd=folder, env={**os.environ, "PYTHONPATH": path}, stdout=log, stderr=log,
        )  # fmt: skip


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("cluster")
    file, alone = folder / "scheduler.json", ("--no-dashboard", "--scheduler-file")
    scheduler = _started(
        folder, "scheduler", "--host", "127.0.0.1", "--port", "0", *alone, str(file)
    )
    worker = ("worker", "--nthreads", "1", "--nanny", *alone, str(file))
    workers = [_started(folder, *worker) for _ in range(2)]
    until = time.monotonic() + 60
    while not file.exists():
        assert time.monotonic() < until, (folder / "scheduler.log").read_text()
        time.sleep(0.05)
    yield json.loads(file.read_text())["address"]
    for process in (*workers, scheduler):
        process.terminate()
    for process in (*workers, scheduler):
        process.wait(timeout=20)


@pytest.fixture
def crew(address: str) -> Crew:
    """The crew of the cluster, once both workers have come."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        with suppress(SurroundingsError):  # no workers yet
            if (found := cluster_crew(address)).workers == 2:
                return found
        time.sleep(0.1)
    raise TimeoutError("the workers did not come")


def test_a_cluster_gives_the_same_bytes(crew):
    corridor = load(ROOT / "tests/properties/corridor.yaml")
    here, there = (run_cases([corridor], Running(one))[0] for one in (Crew(1), crew))
    assert to_parquet(there.table) == to_parquet(here.table)


def test_two_replications_are_under_way_at_a_time(crew, tmp_path):
    one = replace(fake_runs.Scenario(marks=str(tmp_path)), file=fake_runs.File(replications=1))
    cases = [one, replace(one, name="other")]
    outcomes = run_cases(cases, Running(crew, task=fake_runs.meets_another))
    assert [len(outcome.values) for outcome in outcomes] == [1, 1]


def test_a_failed_replication_sinks_nothing(crew):
    (outcome,) = run_cases([fake_runs.Scenario()], Running(crew, task=fake_runs.faulty))
    assert list(outcome.values) == [1, 2, 4, 5, 6]
    assert isinstance(outcome.failures[0].error, ZeroDivisionError)


def test_another_version_of_the_model_is_refused(crew, address, monkeypatch):
    monkeypatch.setattr("sim.experiment.cluster.model_version", _other_version)
    with pytest.raises(SurroundingsError, match=r"2 workers of the cluster .* another version"):
        cluster_crew(address)


def _other_version() -> str:
    return str(os.getpid())


def test_an_address_where_nothing_answers_is_told(monkeypatch):
    monkeypatch.setattr("sim.experiment.cluster.SECONDS_TO_ANSWER", 0.2)
    with pytest.raises(SurroundingsError, match=r"^no cluster answers at tcp://127\.0\.0\.1:9"):
        cluster_crew("tcp://127.0.0.1:9")
