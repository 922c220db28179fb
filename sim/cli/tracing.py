"""The command that tells the journey of one container."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.asking import app, between, say
from sim.errors import SurroundingsError

if TYPE_CHECKING:
    from sim.corridor.journal import Journal
    from sim.scenario import Scenario

MOST_CONTAINERS = 10**12


@app.command()
def trace(
    folder: Annotated[Path, typer.Argument(metavar="RESULT", help="A results folder.")],
    container: Annotated[
        int | None,
        typer.Option(parser=between(1, MOST_CONTAINERS), metavar="N", help="Its number, from 1."),
    ] = None,
    slowest: Annotated[
        str, typer.Option(metavar="MONTH", help="The slowest of those delivered in 2029-07.")
    ] = "",
    replication: Annotated[
        int, typer.Option(parser=between(1, 10_000), metavar="N", help="Which one is run again.")
    ] = 1,
) -> None:
    """Why this box? The journey of one container, stage by stage."""
    from sim.corridor.model import simulate
    from sim.experiment.reasons import Facts
    from sim.experiment.tracing import Trace
    from sim.report.trace import trace_lines

    if (container is None) == (not slowest):
        raise typer.BadParameter("name one container: --container N or --slowest MONTH.")
    scenario = _scenario(folder)
    span = _span(scenario, slowest) if slowest else None
    if replication > scenario.file.replications:
        raise typer.BadParameter(f"{folder} has {scenario.file.replications} replications.")
    journal = simulate(scenario, replication)
    number = _number(journal, container, span)
    say(*trace_lines(Trace(Facts(scenario, journal, replication), number)))


def _scenario(folder: Path) -> Scenario:
    """The resolved scenario of a results folder."""
    from sim.experiment.store import Store
    from sim.result import RESOLVED
    from sim.scenario import load

    place = folder.resolve()
    if not folder.is_dir() or Store(place.parent, place.name).held([RESOLVED]) is None:
        raise SurroundingsError(f"{folder} holds no results; make them with `corridor run`")
    return load(folder / RESOLVED)


def _span(scenario: Scenario, month: str) -> tuple[float, float]:
    """The hours of a reported month."""
    months = [f"{day:%Y-%m}" for day in scenario.months]
    if month not in months:
        raise typer.BadParameter(f"month {month}: from {months[0]} to {months[-1]}.")
    first, last = scenario.month_start_hours[months.index(month) :][:2]
    return first, last


def _number(journal: Journal, container: int | None, span: tuple[float, float] | None) -> int:
    from sim.experiment.tracing import slowest

    born = journal.boxes.born == journal.boxes.born
    if container is not None:
        if container > len(born) or not born[container - 1]:
            raise typer.BadParameter(f"no container {container} was born; numbers to {len(born)}.")
        return container
    assert span is not None
    found = slowest(journal, span)
    if found is None:
        raise typer.BadParameter("no container was delivered in that month; name another one.")
    return found
