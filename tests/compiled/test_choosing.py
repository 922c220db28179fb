"""When the compiled model is taken, and when it is made."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import Executor
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from sim.cli.asking import app
from sim.compiled import beside, building, place
from sim.compiled.beside import WORTH_FROM_SECONDS, Compiler
from sim.errors import SurroundingsError
from sim.experiment import jobs
from sim.experiment.executors import Serial
from sim.experiment.jobs import Crew, Job, Work, staffed, work_through


@pytest.fixture
def sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Sources of one module and a cache of their own, in a process that may take what is there."""
    folder = tmp_path / "corridor"
    folder.mkdir()
    (folder / "clock.py").write_text("now = 0\n", encoding="utf-8")
    monkeypatch.setattr(place, "SOURCES", folder)
    monkeypatch.setenv(place.CACHE, str(tmp_path / "cache"))
    monkeypatch.delenv(place.INTERPRETED, raising=False)
    return folder


def test_it_is_found_where_it_was_made_from_these_sources(
    sources: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert place.found() is None
    (made := place.folder()).mkdir(parents=True)
    assert place.found() == made
    monkeypatch.setenv(place.INTERPRETED, "1")
    assert place.found() is None
    monkeypatch.delenv(place.INTERPRETED)
    (sources / "clock.py").write_text("now = 1\n", encoding="utf-8")
    assert place.found() is None


def test_none_is_found_with_another_librt_or_another_second_form(
    sources: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    place.folder().mkdir(parents=True)
    assert place.found()
    with monkeypatch.context() as patch:
        patch.setattr(place, "version", lambda name: f"{name} of another day")
        assert place.found() is None
    (instead := tmp_path / "instead").mkdir()
    (instead / "log.py").write_text("rows = 0\n", encoding="utf-8")
    monkeypatch.setattr(place, "INSTEAD", instead)
    assert place.found() is None


def test_what_cannot_be_built_is_not_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    assert building.can_build()
    asked = building.find_spec

    def find(name: str) -> object:
        if name == "librt.vecs":
            raise ModuleNotFoundError(name)
        return asked(name)

    monkeypatch.setattr(building, "find_spec", find)
    assert not building.can_build()


def test_the_command_asks_for_what_is_missing_and_leaves_what_is_there(
    sources: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(building, "can_build", lambda: False)
    refused = CliRunner().invoke(app, ["compile"])
    assert isinstance(refused.exception, SurroundingsError)
    assert "have a C compiler" in str(refused.exception)
    (made := place.folder()).mkdir(parents=True)
    there = CliRunner().invoke(app, ["compile"])
    assert there.exit_code == 0
    assert there.output == f"{made} holds the compiled model already\n"


class Children:
    """Processes that end as they are told, instead of the compiler."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, code: str) -> None:
        self.begun: list[subprocess.Popen[bytes]] = []
        popen = subprocess.Popen

        def begin(_: Any, **rest: Any) -> subprocess.Popen[bytes]:
            rest.pop("cwd")
            self.begun.append(popen([sys.executable, "-c", code], **rest))
            return self.begun[-1]

        monkeypatch.setattr(subprocess, "Popen", begin)
        monkeypatch.setattr(beside, "can_build", lambda: True)


def test_it_is_made_once_when_enough_work_is_left(
    sources: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    children, compiler = Children(monkeypatch, "pass"), Compiler()
    assert not compiler.has_ended(WORTH_FROM_SECONDS)
    assert not children.begun
    assert not compiler.has_ended(WORTH_FROM_SECONDS + 1)
    children.begun[0].wait()
    assert compiler.has_ended(0.0)
    assert not compiler.has_ended(WORTH_FROM_SECONDS + 1)
    assert len(children.begun) == 1


def test_a_compiler_that_fails_changes_nothing(
    sources: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    children, compiler = Children(monkeypatch, "raise SystemExit(1)"), Compiler()
    compiler.has_ended(WORTH_FROM_SECONDS + 1)
    children.begun[0].wait()
    assert not compiler.has_ended(WORTH_FROM_SECONDS + 1)
    assert len(children.begun) == 1


def test_a_compiler_is_stopped_with_the_work(
    sources: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    children, compiler = Children(monkeypatch, "import time; time.sleep(60)"), Compiler()
    compiler.has_ended(WORTH_FROM_SECONDS + 1)
    compiler.stop()
    assert children.begun[0].returncode


def test_nothing_is_made_where_it_cannot_be(sources: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    children = Children(monkeypatch, "pass")
    monkeypatch.setattr(beside, "can_build", lambda: False)
    assert not Compiler().has_ended(WORTH_FROM_SECONDS + 1)
    assert not children.begun


@pytest.mark.parametrize("stays", [False, True], ids=["for this work", "staff"])
def test_fresh_workers_take_over_when_it_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stays: bool
) -> None:
    """Of eight jobs the second ends as the compiler does; each is done once."""
    crews: list[int] = []
    kept: list[Job] = []

    class Ended:
        def has_ended(self, _: float) -> bool:
            return len(crews) == 1 and len(kept) >= 2

        def stop(self) -> None:
            crews.append(0)

    def crew_of(workers: int) -> Executor:
        crews.append(workers)
        return Serial()

    monkeypatch.setattr(jobs, "Compiler", Ended)
    monkeypatch.setattr(jobs, "local", crew_of)
    monkeypatch.setattr(place, "found", lambda: tmp_path if len(kept) >= 2 else None)
    todo = [Job(0, one) for one in range(1, 9)]
    nobody: Any = None
    work = Work([nobody], todo, [lambda *_: nobody], lambda job, _: kept.append(job), _raise)
    with staffed(Crew(2, crew_of)) if stays else nullcontext(Crew(2, crew_of)) as crew:
        work_through(work, crew)
    assert sorted(kept) == todo
    assert crews == [2, 2, 0]


def _raise(_: Job, error: Exception) -> None:
    raise error
