from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

import sim.scenario
from sim.cli import main
from sim.errors import Mark, Problem, ScenarioError
from sim.experiment import precision, replications
from sim.result import Result
from tests import fake_runs
from tests.processes import is_alive

ROOT = Path(__file__).parents[1]
SCENARIO = fake_runs.Scenario()


class Shell:
    """Runs the program in this process on fake replications; remembers what it printed."""

    def __init__(self, patch: pytest.MonkeyPatch, printed: pytest.CaptureFixture[str]) -> None:
        self.patch, self.printed = patch, printed
        self.loads(SCENARIO)
        self.simulates(fake_runs.numbers)
        patch.setattr(Result, "answer", ["the answer"])
        patch.setattr(Result, "pictures", lambda _: {"charts/projection.svg": b"<svg/>"})
        patch.setattr(signal, "signal", lambda *_: None)

    def loads(self, scenario: fake_runs.Scenario | Exception) -> None:
        def load(path: Path, options: tuple[Path, ...] = ()) -> fake_runs.Scenario:
            if isinstance(scenario, Exception):
                raise scenario
            return scenario

        self.patch.setattr(sim.scenario, "load", load, raising=False)

    def simulates(self, task: Callable[..., object]) -> None:
        self.patch.setattr(replications, "run_all", partial(RUN_ALL, task=task))
        until = partial(RUN_UNTIL_PRECISE, task=task)
        self.patch.setattr(precision, "run_until_precise", until)

    def __call__(self, *arguments: str) -> tuple[int, str, str]:
        """Exit code, what stands on stdout, what stands on stderr."""
        self.printed.readouterr()
        with pytest.raises(SystemExit) as end:
            main([str(argument) for argument in arguments])
        assert isinstance(end.value.code, int)
        return (end.value.code, *self.printed.readouterr())

    def run(self, *arguments: str) -> tuple[int, str, str]:
        return self("run", "fake.yaml", "--workers", "1", *arguments)


RUN_ALL = replications.run_all
RUN_UNTIL_PRECISE = precision.run_until_precise


@pytest.fixture
def shell(tmp_path, monkeypatch, capsys) -> Shell:
    monkeypatch.chdir(tmp_path)
    return Shell(monkeypatch, capsys)


def files(folder: Path) -> set[str]:
    """Files below a folder, those of the store of finished replications left out."""
    found = [path.relative_to(folder) for path in folder.rglob("*") if path.is_file()]
    return {path.as_posix() for path in found if ".runs" not in path.parts}


def corridor(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "sim", *arguments]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)


# Running -----------------------------------------------------------------------------------


def test_run_prints_the_answer_and_where_it_is_written(shell):
    assert shell.run() == (0, "the answer\nWritten       results/fake/\n", "")
    assert files(Path("results")) == {
        "fake/kpis.parquet",
        "fake/summary.csv",
        "fake/scenario.resolved.yaml",
        "fake/charts/projection.svg",
        "fake/manifest.json",
    }


def test_an_option_has_a_folder_of_its_own(shell):
    shell.loads(replace(SCENARIO, option="dredging"))
    assert shell.run()[0] == 0
    assert Path("results/fake+dredging").is_dir()


def test_no_charts_draws_none(shell):
    assert shell.run("--no-charts")[0] == 0
    assert "fake/charts/projection.svg" not in files(Path("results"))


def test_replications_and_seed_reach_the_run_and_its_manifest(shell):
    shell.run("--replications", "2", "--seed", "7", "--results", "elsewhere")
    manifest = json.loads(Path("elsewhere/fake/manifest.json").read_text())
    assert (manifest["replications"], manifest["seed"]) == (2, 7)
    resolved = Path("elsewhere/fake/scenario.resolved.yaml").read_text()
    assert resolved.endswith("replications: 2\nseed: 7\n")


def test_a_run_to_a_precision_stops_when_it_is_reached(shell):
    code, said, complaint = shell.run("--precision", "0.02")
    assert (code, complaint) == (0, "")
    assert "Precision     reached in 40 replications; widest: delivered 2027 ±" in said
    manifest = json.loads(Path("results/fake/manifest.json").read_text())
    assert manifest["replications"] == 40
    assert "replications: 40\n" in Path("results/fake/scenario.resolved.yaml").read_text()
    assert shell.run("--precision", "0.02")[1].startswith("already done")
    code, _, complaint = shell.run("--precision", "0.01")
    assert code == 3
    assert "40 replications, seed 1" in complaint


def test_a_precision_that_is_not_reached_is_said(shell):
    said = shell.run("--precision", "0.001", "--replications", "40")[1]
    assert "Precision     NOT REACHED in 40 replications: delivered 2027 ±" in said
    assert "; asked ±0.1%" in said
    assert shell.run("--precision", "0.001", "--replications", "40")[1].startswith("already")


@pytest.mark.parametrize("wrong", ["0", "5%", "0.9", "-0.1", "nan", "1e-2"])
def test_a_precision_that_cannot_be_is_refused(shell, wrong):
    code, said, complaint = shell.run("--precision", wrong)
    assert (code, said) == (2, "")
    assert complaint.count("\n") == 1
    assert "precision" in complaint


def test_the_same_run_again_is_already_done_and_touches_nothing(shell):
    shell.run()
    stamps = {path: path.stat().st_mtime_ns for path in Path("results").rglob("*")}
    shell.simulates(fake_runs.faulty)
    assert shell.run() == (0, "already done: results/fake; --force writes it again\n", "")
    assert {path: path.stat().st_mtime_ns for path in Path("results").rglob("*")} == stamps


def test_force_runs_again(shell):
    shell.run()
    before = Path("results/fake/manifest.json").stat().st_mtime_ns
    assert shell.run("--force")[0] == 0
    assert Path("results/fake/manifest.json").stat().st_mtime_ns > before


def test_results_of_another_scenario_are_kept(shell):
    shell.run()
    before = Path("results/fake/manifest.json").read_bytes()
    scenario_hash = json.loads(before)["scenario_sha256"][:8]
    assert shell.run("--seed", "7") == (
        3,
        "",
        f"results/fake holds another scenario (hash {scenario_hash}, 6 replications, seed 1); "
        "name another --results or use --force\n",
    )
    assert Path("results/fake/manifest.json").read_bytes() == before


def test_results_of_another_version_of_the_program_are_replaced(shell):
    shell.run()
    manifest = Path("results/fake/manifest.json")
    made = json.loads(manifest.read_text())
    manifest.write_text(json.dumps({**made, "program_sha256": "0" * 64}))
    code, _, complaint = shell.run()
    assert code == 0
    assert complaint == (
        "results/fake was made by another version of the program and is replaced\n"
    )
    assert json.loads(manifest.read_text())["program_sha256"] == made["program_sha256"]


def test_a_damaged_manifest_is_one_line_and_force_mends_it(shell):
    shell.run()
    Path("results/fake/manifest.json").write_text("{")
    damaged = "manifest of results/fake is damaged; run again with --force\n"
    assert shell.run() == (3, "", damaged)
    assert shell.run("--force")[0] == 0


def test_results_that_cannot_be_written_are_found_before_the_run(shell):
    Path("results").write_text("mine")
    shell.simulates(fake_runs.faulty)
    assert shell.run() == (3, "", "results is a file, not a folder\n")


def test_a_fault_in_a_chart_does_not_lose_the_numbers(shell):
    def broken(_: Result) -> dict[str, bytes]:
        raise ZeroDivisionError("no axis")

    shell.patch.setattr(Result, "pictures", broken)
    assert shell.run() == (
        1,
        "",
        "internal error: ZeroDivisionError: no axis; `corridor --traceback …` shows the details\n",
    )
    assert "fake/kpis.parquet" in files(Path("results"))
    assert shell.run()[1] == "already done: results/fake; --force writes it again\n"


def test_chart_draws_again_and_the_folder_stays_proved(shell):
    shell.run("--no-charts")
    assert shell("chart", "results/fake")[0] == 0
    assert "fake/charts/projection.svg" in files(Path("results"))
    assert shell.run()[1] == "already done: results/fake; --force writes it again\n"


@pytest.mark.parametrize(
    ("place", "line"),
    [("nowhere", "nowhere is no folder"), ("empty", "empty holds no results")],
)
def test_chart_needs_results(shell, place, line):
    Path("empty").mkdir()
    assert shell("chart", place) == (3, "", f"{line}\n")


# Endings -----------------------------------------------------------------------------------


def test_every_problem_of_the_input_is_one_line(shell):
    mark = Mark("fake.yaml", 3, 5)
    problems = [Problem(mark, "terminals.aktau", f"wrong {n}; mend it") for n in (1, 2)]
    shell.loads(ScenarioError(problems))
    assert shell.run() == (
        2,
        "",
        "fake.yaml:3:5: terminals.aktau: wrong 1; mend it\n"
        "fake.yaml:3:5: terminals.aktau: wrong 2; mend it\n",
    )
    assert not Path("results").exists()


def test_a_fault_of_ours_says_where_its_details_are(shell):
    shell.simulates(fake_runs.faulty)
    crash = Path("results/fake/crash-3.txt")
    assert shell.run() == (1, "", f"internal error in replication 3, details in {crash}\n")
    details = crash.read_text()
    assert "ZeroDivisionError: a fault of ours" in details
    assert '"scenario_sha256"' in details
    assert not Path("results/fake/manifest.json").exists()


def test_traceback_shows_the_details_at_once(shell):
    shell.simulates(fake_runs.faulty)
    code, _, complaint = shell("--traceback", "run", "fake.yaml", "--workers", "1")
    assert code == 1
    assert "Traceback" in complaint
    assert "ZeroDivisionError: a fault of ours" in complaint


def test_a_deadlock_names_its_replication_and_ring(shell):
    shell.simulates(fake_runs.deadlocked)
    ring = "replication 3: deadlock on day 2.0: aktau -> alat -> aktau\n"
    assert shell.run() == (4, "", ring)
    assert files(Path("results")) == set()


def test_a_lost_worker_is_a_matter_of_the_surroundings(shell):
    shell.simulates(fake_runs.killed_always)
    code, answer, complaint = shell("run", "fake.yaml", "--workers", "2")
    assert (code, answer) == (3, "")
    assert complaint.startswith("the worker for replication 3 was killed twice")


WORKERS = "corridor run: Invalid value for '--workers': a whole number"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["run"], "corridor run: Missing argument 'SCENARIO'."),
        (["run", "a.yaml", "--workers", "0"], f"{WORKERS} from 1 to 64, found `0`. See"),
        (["run", "a.yaml", "--workers", "65"], f"{WORKERS} from 1 to 64, found `65`. See"),
        (["run", "a.yaml", "--workers", "two"], f"{WORKERS} from 1 to 64, found `two`. See"),
        (["run", "a.yaml", "--seed", "-1"], "corridor run: Invalid value for '--seed': a whole"),
        (["run", "a.yaml", "--wrokers", "1"], "corridor run: No such option: --wrokers"),
        (["rnu"], "corridor: No such command 'rnu'."),
    ],
)
def test_wrong_usage_is_one_line(shell, arguments, said):
    code, answer, complaint = shell(*arguments)
    assert (code, answer, complaint.count("\n")) == (2, "", 1)
    assert complaint.startswith(said)
    assert complaint.rstrip().endswith("--help`.")


DRIVER = """
import sys
from functools import partial
import sim.scenario
from sim.experiment import precision, replications
from tests import fake_runs
sim.scenario.load = lambda path, options=(): fake_runs.Scenario(marks=sys.argv[1])
replications.run_all = partial(replications.run_all, task=fake_runs.endless)
from sim.cli import main
main(["run", "fake.yaml", "--workers", "2", "--results", sys.argv[1] + "/results"])
"""


def started(marks: Path, stderr: int = subprocess.PIPE) -> subprocess.Popen[str]:
    """A run whose two workers have begun replications that last for ever."""
    run = subprocess.Popen(
        [sys.executable, "-c", DRIVER, marks],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=stderr,
        text=True,
        start_new_session=True,
    )
    while len(list(marks.glob("began-*"))) < 2:
        assert run.poll() is None
        time.sleep(0.01)
    return run


@pytest.mark.parametrize(
    ("number", "code"),
    [(signal.SIGINT, 130), pytest.param(signal.SIGTERM, 143, marks=pytest.mark.slow)],
)
def test_a_stopped_run_ends_at_once_without_a_trace(tmp_path, number, code):
    run = started(tmp_path)
    os.killpg(run.pid, number) if number == signal.SIGINT else run.send_signal(number)
    answer, complaint = run.communicate(timeout=10)  # measured: 0.03 s
    assert (run.returncode, answer) == (code, "")
    assert complaint == "stopped; nothing half-done is kept\n"
    assert not list((tmp_path / "results").iterdir())
    assert not any(is_alive(int(mark.name.split("-")[2])) for mark in tmp_path.glob("began-*"))


@pytest.mark.slow
def test_workers_do_not_outlive_a_killed_run(tmp_path):
    run = started(tmp_path)
    run.kill()
    run.wait()
    workers = [int(mark.name.split("-")[2]) for mark in tmp_path.glob("began-*")]
    limit = time.monotonic() + 5
    while any(is_alive(pid) for pid in workers) and time.monotonic() < limit:
        time.sleep(0.01)
    assert not any(is_alive(pid) for pid in workers)
    run.communicate()


@pytest.mark.slow
def test_a_terminal_sees_progress_and_what_remains(tmp_path):
    ours, theirs = pty.openpty()
    run = started(tmp_path, theirs)
    os.close(theirs)
    time.sleep(2.5)
    run.send_signal(signal.SIGINT)
    run.communicate()
    shown = b""
    while True:
        try:
            shown += os.read(ours, 4096)
        except OSError:  # the other side is closed
            break
    os.close(ours)
    assert b"0/6" in shown
    assert b"left" in shown


def test_a_run_that_failed_goes_on_where_it_was(shell):
    shell.loads(replace(SCENARIO, marks="."))
    shell.simulates(fake_runs.fails_once)
    assert shell.run()[0] == 1
    assert shell.run()[0] == 0
    ran = sorted(path.name for path in Path().glob("ran-*"))
    assert ran == [
        f"ran-fake-{one}-{time}"
        for one, time in ((1, 1), (2, 1), (3, 1), (3, 2), (4, 1), (5, 1), (6, 1))
    ]


def test_clean_deletes_finished_replications_and_no_results(shell):
    shell.run()
    code, said, _ = shell("clean")
    assert (code, said.split(", ")[0]) == (0, "6 replications")
    assert not list(Path("results/.runs").rglob("*.run"))
    assert "fake/kpis.parquet" in files(Path("results"))


def test_a_cluster_that_cannot_be_reached_is_one_line(shell, monkeypatch):
    monkeypatch.setattr("sim.experiment.cluster.SECONDS_TO_ANSWER", 1)
    code, said, complaint = shell.run("--dask", "nonsense:1")
    assert (code, said, complaint.count("\n")) == (3, "", 1)
    assert complaint.startswith(("no cluster answers at nonsense:1", "--dask needs the package"))


# Small commands ----------------------------------------------------------------------------


def test_help_says_what_the_commands_do():
    assert "Simulate a scenario" in corridor("--help").stdout


@pytest.mark.parametrize("heavy", ["pandas", "numpy", "matplotlib", "pyarrow", "scipy", "simpy"])
def test_help_imports_nothing_heavy(heavy):
    code = f"import sys, sim.cli; sys.exit({heavy!r} in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def test_init_copies_the_shipped_scenarios(shell, tmp_path):
    assert shell("init", "study") == (
        0,
        "study/scenarios is yours to change; next: corridor run scenarios/jump_2_6x.yaml\n",
        "",
    )
    assert files(tmp_path / "study" / "scenarios") == files(ROOT / "scenarios")


def test_init_overwrites_nothing(shell):
    Path("study").mkdir()
    Path("study/notes.txt").write_text("mine")
    line = "study is there already; name a new or an empty folder\n"
    assert shell("init", "study") == (3, "", line)
    assert files(Path("study")) == {"notes.txt"}


def test_schema_is_a_json_schema(shell):
    code, said, _ = shell("schema")
    assert code == 0
    assert {"horizon", "demand", "terminals"} <= set(json.loads(said)["properties"])


def test_schema_as_markdown_is_the_reference_page(shell):
    page = Path(__file__).parents[1] / "docs/reference/scenario_language.md"
    assert shell("schema", "--markdown") == (0, page.read_text(encoding="utf-8"), "")
