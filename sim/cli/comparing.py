"""The command that sets policy options beside one another."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.asking import Dask, Replications, ResultsFolder, Workers, app, complain, say
from sim.cli.progress import progress_shown
from sim.cli.simulating import crew_of
from sim.errors import SurroundingsError

if TYPE_CHECKING:
    from sim.experiment.manifest import Manifest
    from sim.experiment.store import Store
    from sim.scenario.studies import Study


@app.command()
def compare(
    path: Annotated[Path, typer.Argument(metavar="STUDY", help="A study file.")],
    replications: Replications = None,
    workers: Workers = None,
    dask: Dask = "",
    results: ResultsFolder = Path("results"),
    force: Annotated[bool, typer.Option("--force", help="Replace what is there.")] = False,
) -> None:
    """Compare policy options across scenarios, paired, with cost."""
    from sim.comparison import answered
    from sim.experiment.cases import Running
    from sim.experiment.store import Store
    from sim.scenario.studies import load_study, with_replications

    study = with_replications(load_study(path), replications)
    complain(*_warnings(study))
    store = Store(results, study.name)
    with store.reserved():
        if not force and _already_done(store, study):
            say(f"already done: {store.folder}; --force writes it again")
            return
        clock, started = time.monotonic(), datetime.now(UTC).isoformat(timespec="seconds")
        with progress_shown() as progress:
            comparison = answered(study, Running(crew_of(workers, dask, results), progress))
        manifest = _manifest(study, started, time.monotonic() - clock)
        numbers = comparison.numbers()
        store.write(numbers, manifest)
        store.write({**numbers, **comparison.pictures()}, manifest)
    say(*comparison.lines, f"Written       {store.folder.as_posix()}/")


def _warnings(study: Study) -> list[str]:
    found = [f"warning: {one}" for case in study.cases.values() for one in case.warnings]
    return list(dict.fromkeys(found))


def _already_done(store: Store, study: Study) -> bool:
    """Whether the answer to this very study is there."""
    there, asked = store.held(), _manifest(study, "", 0.0)
    if there is None or there.same_run(asked):
        return there is not None
    if there.scenario_sha256 == asked.scenario_sha256:
        complain(f"{store.folder} was made by another version of the program and is replaced")
        return False
    raise SurroundingsError(
        f"{store.folder} holds another study or another version of it; "
        "name another --results or use --force"
    )


def _manifest(study: Study, started: str, wall_seconds: float) -> Manifest:
    from sim.experiment.manifest import Manifest, program_sha256, versions

    seeds = {case.file.seed for case in study.cases.values()}
    return Manifest(
        scenario=study.name,
        option="",
        title=study.file.title,
        scenario_sha256=sha256(study.text.encode()).hexdigest(),
        program_sha256=program_sha256(),
        seed=min(seeds),
        replications=study.file.replications,
        started=started,
        wall_seconds=round(wall_seconds, 1),
        warnings=tuple(_warnings(study)),
        versions=versions(),
    )
