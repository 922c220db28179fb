"""What the commands have in common: the program, what it may be asked, and what it says."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

UsageError: Any = typer.BadParameter.__base__  # click's own, wherever typer keeps it

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


def share(text: str | float) -> float:
    """Read a number such as 0.05; what it may be is for its user to say."""
    if not re.fullmatch(r"[0-9]{0,3}\.?[0-9]{1,9}", str(text)):
        raise typer.BadParameter(f"a share such as 0.05, found `{text}`.")
    return float(text)


Replications = Annotated[
    int | None,
    typer.Option(parser=between(1, 10_000), metavar="N", help="Default: the scenario's."),
]
Precise = Annotated[
    float | None,
    typer.Option(
        "--precision",
        parser=share,
        metavar="SHARE",
        help="Replicate until the headlines are as sure as this share, N at most (default 200).",
    ),
]
Workers = Annotated[
    int | None, typer.Option(parser=between(1, 64), metavar="N", help="Default: all cores.")
]
Dask = Annotated[
    str, typer.Option("--dask", metavar="ADDRESS", help="Work on this dask.distributed cluster.")
]
ResultsFolder = Annotated[Path, typer.Option(metavar="DIR", help="Results go to DIR/NAME.")]


@app.callback()
def every_command(
    traceback: Annotated[
        bool, typer.Option("--traceback", help="Show the details of an internal error.")
    ] = False,
) -> None:
    """Container flows across Kazakhstan on the Trans-Caspian route, simulated."""


def say(*lines: str) -> None:
    for line in lines:
        typer.echo(line)


def complain(*lines: str) -> None:
    for line in lines:
        typer.echo(line, err=True)
