"""The command line: the only place that prints."""

from __future__ import annotations

import atexit
import json
import os
import re
import shutil
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from functools import partial
from io import TextIOWrapper
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from sim.errors import ScenarioError, SurroundingsError, UntrustedRun

if TYPE_CHECKING:
    from rich.progress import Progress

    from sim.experiment.manifest import Manifest
    from sim.experiment.replications import ReplicationFailed, Task
    from sim.experiment.store import Store
    from sim.result import Result
    from sim.scenario import Scenario

FAULT, BAD_INPUT, SURROUNDINGS, UNTRUSTED = 1, 2, 3, 4
UsageError: Any = typer.BadParameter.__base__  # click's own, wherever typer keeps it
SHIPPED = (Path(__file__).parent / "starter", Path(__file__).parents[1] / "scenarios")
QUIET_SECONDS = 2.0

# Plain help: rich's doubles the time of `corridor --help`.
app = typer.Typer(add_completion=False, rich_markup_mode=None)

ScenarioFile = Annotated[Path, typer.Argument(metavar="SCENARIO", help="A scenario file.")]
OptionFiles = Annotated[
    list[Path] | None,
    typer.Option("--option", "-o", metavar="FILE", help="A policy option; may be repeated."),
]


def between(low: int, high: int) -> Callable[[str], int]:
    """Return a reader of whole numbers from low to high."""

    def read(text: str | int) -> int:
        if not re.fullmatch(r"-?[0-9]{1,19}", str(text)) or not low <= int(text) <= high:
            raise typer.BadParameter(f"a whole number from {low} to {high}, found `{text}`.")
        return int(text)

    return read


Replications = Annotated[
    int | None,
    typer.Option(parser=between(1, 10_000), metavar="N", help="Default: the scenario's."),
]
ResultsFolder = Annotated[Path, typer.Option(metavar="DIR", help="Results go to DIR/NAME.")]


@app.callback()
def every_command(
    traceback: Annotated[
        bool, typer.Option("--traceback", help="Show the details of an internal error.")
    ] = False,
) -> None:
    """Container flows across Kazakhstan on the Trans-Caspian route, simulated."""


@app.command()
def run(
    path: ScenarioFile,
    option: OptionFiles = None,
    replications: Replications = None,
    workers: Annotated[
        int | None, typer.Option(parser=between(1, 64), metavar="N", help="Default: all cores.")
    ] = None,
    seed: Annotated[
        int | None,
        typer.Option(parser=between(0, 2**63 - 1), metavar="N", help="Default: the scenario's."),
    ] = None,
    results: ResultsFolder = Path("results"),
    force: Annotated[bool, typer.Option("--force", help="Replace what is there.")] = False,
    no_charts: Annotated[bool, typer.Option("--no-charts", help="Draw no charts.")] = False,
) -> None:
    """Simulate a scenario; write tables and charts."""
    from sim.experiment.replications import as_asked
    from sim.experiment.store import Store

    scenario = as_asked(_load(path, option), replications, seed)
    store = Store(results, "+".join(part for part in (scenario.name, scenario.option) if part))
    with store.reserved():
        if not force and _already_done(store, scenario):
            say(f"already done: {store.folder}; --force runs it again")
            return
        result, manifest = _simulated(scenario, workers, store)
        numbers = result.numbers()
        store.write(numbers, manifest)  # first, so that no fault of a chart can lose them
        if not no_charts:
            store.write({**numbers, **result.pictures()}, manifest)
    say(*result.answer, f"Written       {store.folder.as_posix()}/")


@app.command()
def backtest(
    path: Annotated[
        Path | None, typer.Argument(metavar="SCENARIO", help="Default: the shipped history.")
    ] = None,
    replications: Replications = None,
    results: ResultsFolder = Path("results"),
    docs: Annotated[bool, typer.Option("--docs", help="Renew the pages in docs/ too.")] = False,
) -> None:
    """Set what was observed beside what the model gives."""
    from sim.backtest import Backtest, Record
    from sim.experiment.calls import with_calls
    from sim.experiment.replications import as_asked
    from sim.experiment.store import Store

    path = path or shipped() / "backtest.yaml"
    record = Record.beside(path)  # a fault in it is told before anything is simulated
    scenario = as_asked(_load(path, None), replications, None)
    store = Store(results, scenario.name)
    with store.reserved():
        result, manifest = _simulated(scenario, None, store, with_calls)
        told = Backtest(result, record)
        store.write({**result.numbers(), **told.files()}, manifest)
    say(*told.lines(), f"Written       {store.folder.as_posix()}/")
    if docs:
        say(*(f"Renewed       {page.as_posix()}" for page in told.renew(Path("docs"))))


@app.command()
def check(path: ScenarioFile, option: OptionFiles = None) -> None:
    """Check a scenario and say what was understood."""
    from sim.report.understood import understood

    say(*understood(_load(path, option)))


@app.command()
def explain(
    path: ScenarioFile,
    option: OptionFiles = None,
    flow: Annotated[str, typer.Option(metavar="FLOW", help="Its demand month by month.")] = "",
) -> None:
    """Demand, capacity and what saturates first, not simulated."""
    from sim.report.explain import explain_lines, months_lines

    scenario = _load(path, option)
    if flow and flow not in {demand.flow for demand in scenario.demand}:
        known = ", ".join(demand.flow for demand in scenario.demand)
        raise typer.BadParameter(f"no flow is called {flow}; there are {known}.")
    say(*(months_lines(scenario, flow) if flow else explain_lines(scenario)))


@app.command()
def chart(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A results folder.")],
) -> None:
    """Draw the charts of a results folder again."""
    from sim.experiment.store import Store
    from sim.result import is_picture, read

    store = Store(folder.resolve().parent, folder.resolve().name)
    if not folder.is_dir():
        raise SurroundingsError(f"{folder} is no folder")
    with store.reserved():
        manifest = store.held()
        if manifest is None:
            raise SurroundingsError(f"{folder} holds no results")
        kept = {name: store.read(name) for name in manifest.files if not is_picture(name)}
        pictures = read(store).pictures()
        store.write({**kept, **pictures}, manifest)
    say(*(f"{folder / name}" for name in sorted(pictures)))


@app.command()
def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A new or empty folder.")],
) -> None:
    """Make a folder with the shipped scenarios."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise SurroundingsError(f"{folder} is there already; name a new or an empty folder")
    shutil.copytree(shipped(), folder / "scenarios", dirs_exist_ok=True)
    say(f"{folder / 'scenarios'} is yours to change; next: corridor run scenarios/jump_2_6x.yaml")


@app.command()
def schema(
    markdown: Annotated[
        bool, typer.Option("--markdown", help="Print the reference to read instead.")
    ] = False,
) -> None:
    """Print the JSON Schema of scenario files, with which editors complete and check the keys."""
    from sim.scenario.schema import reference
    from sim.scenario.schema import schema as json_schema

    say((reference() if markdown else json_schema()).rstrip("\n"))


# What the commands are made of --------------------------------------------------------------


def shipped() -> Path:
    """The folder of the shipped scenarios, in the repository or in an installed package."""
    return next(place for place in SHIPPED if place.is_dir())


def _load(path: Path, options: Iterable[Path] | None) -> Scenario:
    from sim.scenario import load

    scenario = load(path, tuple(options or ()))
    complain(*(f"warning: {problem}" for problem in scenario.warnings))
    return scenario


def _already_done(store: Store, scenario: Scenario) -> bool:
    """Whether these very numbers are there; raises SurroundingsError when it is other numbers."""
    from sim.experiment.manifest import of

    there, asked = store.held(), of(scenario, "", 0.0)
    if there is None or there.same_run(asked):
        return there is not None
    if there.scenario_sha256 == asked.scenario_sha256:
        complain(f"{store.folder} was made by another version of the program and is replaced")
        return False
    raise SurroundingsError(
        f"{store.folder} holds another scenario (hash {there.scenario_sha256[:8]}, "
        f"{there.replications} replications, seed {there.seed}); "
        "name another --results or use --force"
    )


def _simulated(
    scenario: Scenario, workers: int | None, store: Store, task: Task | None = None
) -> tuple[Result, Manifest]:
    """Result and manifest of all replications; `task` makes the table of one, if not as usual."""
    from sim.experiment.manifest import of
    from sim.experiment.replications import Crew, ReplicationFailed, run_all
    from sim.result import Result

    started, clock = datetime.now(UTC).isoformat(timespec="seconds"), time.monotonic()
    with progress_shown() as progress:
        try:
            crew = Crew(workers) if workers else Crew()
            simulate = partial(run_all, task=task) if task else run_all
            table = simulate(scenario, crew, progress)
        except ReplicationFailed as fault:
            written = store.report_crash(fault.replication, _details(scenario, fault))
            raise Crash(f"{fault}, details in {written}") from fault
    return Result(scenario, table), of(scenario, started, time.monotonic() - clock)


def _details(scenario: Scenario, fault: ReplicationFailed) -> str:
    """What someone needs who looks for the cause of an internal error."""
    from sim.experiment.manifest import of

    made_with = json.dumps(asdict(of(scenario, "", 0.0)), indent=2)
    return f"{fault}\n{made_with}\n{''.join(traceback.format_exception(fault))}"


def say(*lines: str) -> None:
    for line in lines:
        typer.echo(line)


def complain(*lines: str) -> None:
    for line in lines:
        typer.echo(line, err=True)


# Progress ----------------------------------------------------------------------------------


class Bar:
    """How far the work is and what remains, on a terminal, once it has taken two seconds."""

    def __init__(self) -> None:
        self._started = time.monotonic()
        self._shown: Progress | None = None

    def __call__(self, done: int, total: int) -> None:
        seconds = time.monotonic() - self._started
        if self._shown is None and seconds > QUIET_SECONDS and sys.stderr.isatty():
            self._begin(total)
        if self._shown is not None:
            left = _duration(seconds / done * (total - done)) if done else "some time"
            self._shown.update(self._shown.task_ids[0], completed=done, left=left)

    def end(self) -> None:
        if self._shown is not None:
            self._shown.stop()

    def _begin(self, total: int) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

        columns = (MofNCompleteColumn(), BarColumn(), TextColumn("about {task.fields[left]} left"))
        self._shown = Progress(
            TextColumn("replications"), *columns, console=Console(stderr=True), transient=True
        )
        self._shown.add_task("", total=total, left="some time")
        self._shown.start()


@contextmanager
def progress_shown() -> Iterator[Bar]:
    bar = Bar()
    try:
        yield bar
    finally:
        bar.end()


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest:02d} s" if minutes else f"{rest} s"


# Endings -----------------------------------------------------------------------------------


class Stopped(BaseException):
    """Someone stopped the program by a signal."""


class Crash(Exception):
    """An internal error whose details have been written."""


def _stop(number: int, _: FrameType | None) -> None:
    signal.signal(number, signal.SIG_DFL)  # the second time it ends at once
    raise Stopped(number)


def main(arguments: list[str] | None = None) -> None:
    """Run the program; its exit code says how it ended."""
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), _stop)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that knows no arrows
    sys.exit(_status(sys.argv[1:] if arguments is None else arguments))


def _status(arguments: list[str]) -> int:
    try:
        return app(arguments or ["--help"], prog_name="corridor", standalone_mode=False) or 0
    except Stopped as stopped:
        complain("stopped; nothing half-done is kept")
        _leave(128 + int(stopped.args[0]))
    except Exception as error:
        code, lines = _told(error, "--traceback" in arguments)
        complain(*lines)
        return code


def _leave(code: int) -> NoReturn:
    """End now: taking down the imported libraries one by one would keep the user for 0.2 s."""
    atexit._run_exitfuncs()
    sys.stdout.flush()
    os._exit(code)


def _told(error: Exception, in_full: bool) -> tuple[int, list[str]]:
    """Exit code and what to say about an error, a line each."""
    if isinstance(error, ScenarioError):
        return BAD_INPUT, error.lines()
    if isinstance(error, UsageError):
        return BAD_INPUT, [_usage(error)]
    if isinstance(error, SurroundingsError | OSError):
        return SURROUNDINGS, [str(error)]
    if isinstance(error, UntrustedRun):
        return UNTRUSTED, [": ".join([*getattr(error, "__notes__", ()), str(error)])]
    if in_full:
        return FAULT, traceback.format_exception(error)
    if isinstance(error, Crash):
        return FAULT, [str(error)]
    kind = type(error).__name__
    return FAULT, [f"internal error: {kind}: {error}; `corridor --traceback …` shows the details"]


def _usage(error: Any) -> str:
    command = error.ctx.command_path if error.ctx else "corridor"
    return f"{command}: {error.format_message()} See `{command} --help`."
