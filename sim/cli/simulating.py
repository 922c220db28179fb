"""Loading scenarios and running their replications, as the commands do it."""

from __future__ import annotations

import json
import time
import traceback
from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from sim.cli.asking import complain
from sim.cli.endings import Crash
from sim.cli.progress import progress_shown
from sim.errors import SurroundingsError

if TYPE_CHECKING:
    from sim.experiment.jobs import Crew, Task
    from sim.experiment.manifest import Manifest
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


def already_done(store: Store, scenario: Scenario) -> bool:
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


def crew_of(workers: int | None, dask: str) -> Crew:
    """Who works: processes here, or the workers of a cluster."""
    from sim.experiment.replications import Crew

    if dask:
        from sim.experiment.cluster import cluster_crew

        return cluster_crew(dask, workers)
    return Crew(workers) if workers else Crew()


def simulated(
    scenario: Scenario, crew: Crew, store: Store, task: Task | None = None
) -> tuple[Result, Manifest]:
    """Result and manifest of all replications; `task` makes the numbers of one, if not as usual.

    Finished replications are kept beside the results, so that a run that was stopped goes on.
    """
    from sim.experiment.manifest import of
    from sim.experiment.replications import ReplicationFailed, run_all
    from sim.experiment.run_store import RunStore
    from sim.result import Result

    started, clock = datetime.now(UTC).isoformat(timespec="seconds"), time.monotonic()
    with progress_shown() as progress:
        try:
            simulate = partial(run_all, task=task) if task else run_all
            table = simulate(scenario, crew, progress, store=RunStore.beside(store.results))
        except ReplicationFailed as fault:
            written = store.report_crash(fault.replication, _details(scenario, fault))
            raise Crash(f"{fault}, details in {written}") from fault
    return Result(scenario, table), of(scenario, started, time.monotonic() - clock)


def _details(scenario: Scenario, fault: ReplicationFailed) -> str:
    """What someone needs who looks for the cause of an internal error."""
    from sim.experiment.manifest import of

    made_with = json.dumps(asdict(of(scenario, "", 0.0)), indent=2)
    return f"{fault}\n{made_with}\n{''.join(traceback.format_exception(fault))}"
