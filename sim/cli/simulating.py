"""Loading scenarios and running their replications, as the commands do it."""

from __future__ import annotations

import json
import time
import traceback
from collections.abc import Iterable
from dataclasses import asdict, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from sim.cli.asking import complain
from sim.cli.endings import Crash
from sim.cli.progress import progress_shown
from sim.errors import SurroundingsError

if TYPE_CHECKING:
    from sim.experiment.jobs import Crew, Task
    from sim.experiment.manifest import Manifest
    from sim.experiment.precision import Precision
    from sim.experiment.replications import ReplicationFailed
    from sim.experiment.store import Store
    from sim.result import Result
    from sim.scenario import Scenario

ROOT = Path(__file__).parents[1]
SHIPPED = (ROOT / "starter", ROOT.parent / "scenarios")


def shipped() -> Path:
    """The folder of the shipped scenarios, in the repository or in an installed package."""
    return next(place for place in SHIPPED if place.is_dir())


def loaded(path: Path, options: Iterable[Path] | None) -> Scenario:
    from sim.scenario import load

    scenario = load(path, tuple(options or ()))
    complain(*(f"warning: {problem}" for problem in scenario.warnings))
    return scenario


def as_precise_as(relative: float, most: int | None) -> Precision:
    """The goal of a run; a share that cannot be one is refused as wrong usage."""
    from sim.experiment.precision import Precision

    try:
        return Precision(relative) if most is None else Precision(relative, most)
    except ValueError as error:
        raise typer.BadParameter(f"{error}.") from None


def told_precision(result: Result, goal: Precision) -> list[str]:
    from sim.report.precision import precision_lines

    return precision_lines(goal, result.kpis, result.scenario)


def already_done(store: Store, scenario: Scenario, goal: Precision | None = None) -> bool:
    """Whether these very numbers are there; raises SurroundingsError when it is other numbers."""
    from sim.experiment.manifest import of

    there = store.held()
    if there is not None and goal is not None:
        scenario = _as_held(store, there.replications, scenario, goal)
    asked = of(scenario, "", 0.0)
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


def _as_held(store: Store, held: int, scenario: Scenario, goal: Precision) -> Scenario:
    """The scenario with the replications that are held, if the goal stops at them; else others."""
    from sim.experiment.precision import headlines, stops_here
    from sim.experiment.replications import as_asked
    from sim.experiment.tables import from_parquet
    from sim.result import TABLE

    judged = partial(headlines, scenario=scenario)
    stops = stops_here(goal, from_parquet(store.read(TABLE)), held, judged)
    return as_asked(scenario, held if stops else held + 1, None)


def crew_of(workers: int | None, dask: str, results: Path) -> Crew:
    """Processes here, or the workers of a cluster; what they finish is kept beside the results."""
    from sim.experiment.replications import Crew
    from sim.experiment.run_store import RunStore

    if dask:
        from sim.experiment.cluster import cluster_crew

        crew = cluster_crew(dask, workers)
    else:
        crew = Crew(workers) if workers else Crew()
    return replace(crew, store=RunStore.beside(results))


def simulated(
    scenario: Scenario,
    crew: Crew,
    store: Store,
    task: Task | None = None,
    goal: Precision | None = None,
) -> tuple[Result, Manifest]:
    """Result and manifest of all replications; `task` makes the numbers of one, if not as usual.

    With a goal there are as many as it takes, and the scenario of the result says how many.
    """
    from sim.experiment.manifest import of
    from sim.experiment.precision import run_until_precise
    from sim.experiment.replications import ReplicationFailed, run_all
    from sim.result import Result

    started, clock = datetime.now(UTC).isoformat(timespec="seconds"), time.monotonic()
    with progress_shown() as progress:
        try:
            if goal is None:
                simulate = partial(run_all, task=task) if task else run_all
                table = simulate(scenario, crew, progress)
            else:
                scenario, found = run_until_precise(scenario, goal, crew, progress)
                table = found.table
        except ReplicationFailed as fault:
            written = store.report_crash(fault.replication, _details(scenario, fault))
            raise Crash(f"{fault}, details in {written}") from fault
    return Result(scenario, table), of(scenario, started, time.monotonic() - clock)


def _details(scenario: Scenario, fault: ReplicationFailed) -> str:
    """What someone needs who looks for the cause of an internal error."""
    from sim.experiment.manifest import of

    made_with = json.dumps(asdict(of(scenario, "", 0.0)), indent=2)
    return f"{fault}\n{made_with}\n{''.join(traceback.format_exception(fault))}"
