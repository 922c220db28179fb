"""Container flows across Kazakhstan on the Trans-Caspian route, simulated event by event.

    import sim
    result = sim.run("scenarios/jump_2_6x.yaml")
    result.kpis                # a tidy pandas table, one number a row
    result.plot.projection()   # a Matplotlib figure

Everything heavy is imported when it is first used, so that `corridor --help` answers at once.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sim.compiled import place

if TYPE_CHECKING:
    from sim.comparison import Comparison
    from sim.result import Result
    from sim.scenario import Scenario

__all__ = ["compare", "load", "run"]

if compiled := place.found():
    __path__.insert(0, str(compiled))  # its `corridor` comes before the one in Python
    sys.path.append(str(compiled))  # where its modules find what they share


def load(path: str | Path, options: Sequence[str | Path] = ()) -> Scenario:
    """Read a scenario and its policy options; raises ScenarioError with all that is wrong."""
    from sim.scenario import load as load_scenario

    return load_scenario(path, options)


def run(
    path: str | Path,
    *,
    options: Sequence[str | Path] = (),
    replications: int | None = None,
    precision: float | None = None,
    workers: int | None = None,
    seed: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Result:
    """Simulate a scenario and return its numbers; nothing is written.

    Replications and seed come from the scenario unless they are given here, workers are all cores.
    With a `precision`, replications are made until the headlines are as sure as this share, and
    `replications`, else 200, is the most. `progress` is told how many are done, and of how many.
    """
    from sim.experiment.precision import Precision, run_until_precise
    from sim.experiment.replications import Crew, as_asked, run_all, silent
    from sim.result import Result

    crew, told = Crew() if workers is None else Crew(workers), progress or silent
    if precision is None:
        scenario = as_asked(load(path, options), replications, seed)
        return Result(scenario, run_all(scenario, crew, told))
    goal = Precision(precision) if replications is None else Precision(precision, replications)
    scenario, found = run_until_precise(as_asked(load(path, options), None, seed), goal, crew, told)
    return Result(scenario, found.table)


def compare(
    path: str | Path,
    *,
    replications: int | None = None,
    workers: int | None = None,
    results: str | Path | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Comparison:
    """Run a study of policy options and return its tables.

    Nothing is written, unless `results` names a folder: finished replications are kept in it then,
    and those that are there are not run again. Raises ScenarioError with all that is wrong.
    """
    from dataclasses import replace

    from sim.comparison import answered
    from sim.experiment.cases import Running
    from sim.experiment.jobs import Crew, silent
    from sim.experiment.run_store import RunStore
    from sim.scenario.studies import load_study, with_replications

    study = with_replications(load_study(path), replications)
    crew = Crew() if workers is None else Crew(workers)
    if results is not None:
        crew = replace(crew, store=RunStore.beside(Path(results)))
    return answered(study, Running(crew, progress or silent))
