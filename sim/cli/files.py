"""Commands about scenario files: nothing is simulated."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Annotated

import typer

from sim.cli.asking import OptionFiles, ResultsFolder, ScenarioFile, app, say
from sim.cli.simulating import loaded, shipped
from sim.errors import SurroundingsError


@app.command()
def check(path: ScenarioFile, option: OptionFiles = None) -> None:
    """Check a scenario and say what was understood."""
    from sim.report.understood import understood

    say(*understood(loaded(path, option)))


@app.command()
def explain(
    path: ScenarioFile,
    option: OptionFiles = None,
    flow: Annotated[str, typer.Option(metavar="FLOW", help="Its demand month by month.")] = "",
    chart: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Draw it as FILE.png and FILE.svg.")
    ] = None,
) -> None:
    """Demand, capacity and what saturates first, not simulated."""
    from sim.report.explain import explain_lines, months_lines

    scenario = loaded(path, option)
    if flow and flow not in {demand.flow for demand in scenario.demand}:
        known = ", ".join(demand.flow for demand in scenario.demand)
        raise typer.BadParameter(f"no flow is called {flow}; there are {known}.")
    say(*(months_lines(scenario, flow) if flow else explain_lines(scenario)))
    if chart:
        from sim.report.static_screen import static_screen
        from sim.report.style import save

        say(*(f"Written  {file.as_posix()}" for file in save(static_screen(scenario), chart)))


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
    study: Annotated[bool, typer.Option("--study", help="That of study files.")] = False,
) -> None:
    """Print the JSON Schema of scenario files, with which editors complete and check the keys."""
    from sim.scenario.schema import reference, study_schema
    from sim.scenario.schema import schema as json_schema

    told = reference if markdown else study_schema if study else json_schema
    say(told().rstrip("\n"))


@app.command()
def clean(results: ResultsFolder = Path("results")) -> None:
    """Delete the finished replications kept beside the results; the results stay."""
    from sim.experiment.run_store import RunStore

    store = RunStore.beside(results)
    number, size = store.clear()
    say(f"{number:,} replications, {size / 1e6:,.1f} MB deleted from {store.folder.as_posix()}/")
