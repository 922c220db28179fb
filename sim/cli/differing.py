"""The command that sets two scenarios, or two results, beside one another."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli.asking import app, complain, say
from sim.errors import SurroundingsError

if TYPE_CHECKING:
    from sim.experiment.manifest import Manifest
    from sim.result import Result

MOST_INPUTS, MOST_OUTPUTS = 200, 40


@app.command()
def diff(
    one: Annotated[Path, typer.Argument(metavar="A", help="A scenario, or a results folder.")],
    other: Annotated[Path, typer.Argument(metavar="B", help="Another of the same kind.")],
) -> None:
    """What differs between two scenarios or two results: inputs, and outputs beyond chance."""
    if one.is_dir() != other.is_dir():
        raise typer.BadParameter("one is a results folder, the other a file; give two of a kind.")
    say(*(_results(one, other) if one.is_dir() else _scenarios(one, other)))


def _scenarios(one: Path, other: Path) -> list[str]:
    from sim.scenario import load
    from sim.scenario.differing import differences

    found = [str(one) for one in differences(load(one), load(other))]
    return _few(found, MOST_INPUTS) or ["no input differs"]


def _few(lines: list[str], most: int) -> list[str]:
    hidden = len(lines) - most
    return [*lines[:most], *([f"and {hidden} more"] if hidden > 0 else [])]


def _results(one: Path, other: Path) -> list[str]:
    from sim.scenario.differing import differences

    (a, made_a), (b, made_b) = _held(one), _held(other)
    _refuse_other_months(a, b)
    if made_a.program_sha256 != made_b.program_sha256:
        complain(f"warning: made by different versions of the program: {_versions(made_a, made_b)}")
    inputs = [str(one) for one in differences(a.scenario, b.scenario)]
    return [
        "Inputs", *_few([f"  {line}" for line in inputs], MOST_INPUTS),
        *([] if inputs else ["  none differs"]), *_outputs(a, b),
    ]  # fmt: skip


def _versions(a: Manifest, b: Manifest) -> str:
    return f"{a.program_sha256[:8]} of {a.started}, {b.program_sha256[:8]} of {b.started}"


def _held(folder: Path) -> tuple[Result, Manifest]:
    from sim.experiment.store import Store
    from sim.result import read

    store = Store(folder.resolve().parent, folder.resolve().name)
    manifest = store.held()
    if manifest is None or "kpis.parquet" not in manifest.files:
        raise SurroundingsError(f"{folder} holds no results of a run")
    return read(store), manifest


def _refuse_other_months(a: Result, b: Result) -> None:
    one, other = a.scenario.months, b.scenario.months
    if one != other:
        spans = ", ".join(f"{months[0]:%Y-%m} to {months[-1]:%Y-%m}" for months in (one, other))
        raise typer.BadParameter(f"horizons differ ({spans}); they cannot be compared.")


def _outputs(a: Result, b: Result) -> list[str]:
    from sim.experiment.differing import LEVEL, significant

    paired = a.scenario.file.seed == b.scenario.file.seed
    found = significant(a.kpis, b.kpis, paired)
    how = "paired by replication" if paired else "seeds differ, so not paired"
    told = [f"Outputs that differ by more than chance ({how}; false discoveries {LEVEL:.0%})"]
    lines = [f"  {_line(row)}" for row in found.to_dict("records")]
    return [*told, *(_few(lines, MOST_OUTPUTS) or ["  none shown"])]


def _line(row: dict[Any, Any]) -> str:
    what = [row[one] for one in ("period", "place", "direction", "flow", "kpi", "statistic")]
    name = " ".join(one for one in what if one)
    return (
        f"{name}: {row['one']:,.4g} → {row['other']:,.4g} {row['unit']} ({row['difference']:+,.3g})"
    )
