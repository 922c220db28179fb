"""Commands that simulate, and that draw what was simulated."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sim.cli.asking import (
    Dask,
    OptionFiles,
    Precise,
    Replications,
    ResultsFolder,
    ScenarioFile,
    Workers,
    app,
    between,
    say,
)
from sim.cli.simulating import (
    already_done,
    as_precise_as,
    crew_of,
    loaded,
    shipped,
    simulated,
    told_precision,
)
from sim.errors import SurroundingsError


@app.command()
def run(
    path: ScenarioFile,
    option: OptionFiles = None,
    replications: Replications = None,
    precision: Precise = None,
    workers: Workers = None,
    dask: Dask = "",
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

    goal = None if precision is None else as_precise_as(precision, replications)
    scenario = as_asked(loaded(path, option), None if goal else replications, seed)
    store = Store(results, "+".join(part for part in (scenario.name, scenario.option) if part))
    with store.reserved():
        if not force and already_done(store, scenario, goal):
            say(f"already done: {store.folder}; --force writes it again")
            return
        crew = crew_of(workers, dask, results)
        result, manifest = simulated(scenario, crew, store, goal=goal)
        numbers = result.numbers()
        store.write(numbers, manifest)  # first, so that no fault of a chart can lose them
        if not no_charts:
            store.write({**numbers, **result.pictures()}, manifest)
    precise = told_precision(result, goal) if goal else []
    say(*result.answer, *precise, f"Written       {store.folder.as_posix()}/")


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
    scenario = as_asked(loaded(path, None), replications, None)
    store = Store(results, scenario.name)
    with store.reserved():
        result, manifest = simulated(scenario, crew_of(None, "", results), store, with_calls)
        told = Backtest(result, record)
        store.write({**result.numbers(), **told.files()}, manifest)
    say(*told.lines(), f"Written       {store.folder.as_posix()}/")
    if docs:
        say(*(f"Renewed       {page.as_posix()}" for page in told.renew(Path("docs"))))


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
