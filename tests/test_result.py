"""From a scenario file to its results folder and back, on a corridor of two terminals."""

from __future__ import annotations

import signal
from hashlib import sha256
from pathlib import Path

import pytest

import sim
from sim.cli import main
from sim.experiment.store import Store
from sim.experiment.tables import to_parquet
from sim.result import Result, read

MINIMAL = Path(__file__).parent / "scenario" / "minimal.yaml"


def hash_of(result: Result) -> str:
    return sha256(to_parquet(result.kpis)).hexdigest()


@pytest.fixture(scope="module")
def result() -> Result:
    return sim.run(MINIMAL, replications=3, workers=1)


def test_a_run_has_one_table_of_all_replications(result):
    assert list(result.kpis["replication"].unique()) == [1, 2, 3]
    asked = result.summary.query("kpi == 'asked'")
    assert list(asked["n"]) == [3]
    assert asked["mean"].item() == pytest.approx(87_600, rel=0.1)


def test_two_workers_give_the_same_bytes_as_one(result):
    assert hash_of(sim.run(MINIMAL, replications=3, workers=2)) == hash_of(result)


def test_more_replications_leave_the_first_ones_as_they_are(result):
    fewer = sim.run(MINIMAL, replications=2, workers=1)
    kept = result.kpis[result.kpis["replication"] <= 2]
    assert to_parquet(kept) == to_parquet(fewer.kpis)


def test_another_seed_gives_other_numbers(result):
    assert hash_of(sim.run(MINIMAL, replications=3, workers=1, seed=2)) != hash_of(result)


def test_the_results_folder_gives_the_result_back_and_the_same_again(result, tmp_path, monkeypatch):
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    command = ["run", str(MINIMAL), "--replications", "3", "--workers", "1", "--no-charts"]
    with pytest.raises(SystemExit) as end:
        main([*command, "--results", str(tmp_path)])
    assert end.value.code == 0
    folder = Store(tmp_path, "minimal")
    assert hash_of(read(folder)) == hash_of(result)
    again = sim.run(folder.folder / "scenario.resolved.yaml", workers=1)
    assert hash_of(again) == hash_of(result)


def test_plots_are_called_by_name(result):
    assert "projection" in dir(result.plot)
    with pytest.raises(AttributeError, match="no chart is called forecast; there are projection,"):
        result.plot.forecast()
