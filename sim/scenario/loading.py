"""From the name of a file to a scenario that is ready to run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path

from pydantic import ValidationError

from sim.errors import Problem, ScenarioError
from sim.scenario import growth
from sim.scenario.checks import Findings, findings
from sim.scenario.embedding import embedded, embedded_faults, with_observed
from sim.scenario.inheritance import Joined, read_joined, with_precedence
from sim.scenario.language import ScenarioFile
from sim.scenario.measures import Dated, dated
from sim.scenario.mending import beside, mended
from sim.scenario.naming import name_fault, name_of
from sim.scenario.options import with_options
from sim.scenario.problems import problems_of
from sim.scenario.resolved import resolved_text
from sim.scenario.scenario import Scenario

KEPT_DEMANDS = 8  # the choices of a study mostly share that of their world


def load(path: str | Path, options: Sequence[str | Path] = ()) -> Scenario:
    """Read a scenario file, what it extends and policy options.

    `-` reads standard input. Raises ScenarioError with every problem found, placed by file, line
    and column.
    """
    return ready_to_run(read_whole(Path(path), [Path(one) for one in options]), Path(path))


def ready_to_run(joined: Joined, path: Path) -> Scenario:
    """The scenario of a joined tree; `path` names it where it has no name of its own.

    Raises ScenarioError with every problem found.
    """
    file = validated(joined)
    changed, found = examined(file, joined)
    if problems := [*joined.problems, *beside(found.problems, joined.problems)]:
        raise ScenarioError(problems)
    demand, unmeant = demand_of(file, joined)
    name = file.name or name_of(path)
    return Scenario(
        name=name,
        option=file.option,
        file=file,
        epochs=changed.epochs,
        demand=demand,
        resolved=resolved_text(joined.tree, name),
        warnings=(*found.warnings, *(joined.problem(one.path, one.message) for one in unmeant)),
    )


def read_whole(path: Path, options: Sequence[Path]) -> Joined:
    """A file joined with all that it extends, the options, and its observed series."""
    return with_observed(with_precedence(with_options(read_joined(path), options)))


def validated(joined: Joined) -> ScenarioFile:
    """The joined tree as models.

    Raises ScenarioError with all that single keys can say, and with what the rest says together
    where it can be checked without them.
    """
    try:
        file = ScenarioFile.model_validate(joined.tree)
    except ValidationError as error:
        told = [*joined.problems, *_name_problems(joined)]
        told += problems_of(error, joined, ScenarioFile)
        rest = mended(joined, error)
        found = examined(rest[1], rest[0])[1].problems if rest else ()
        raise ScenarioError([*told, *beside(found, told)]) from None
    return file


def examined(file: ScenarioFile, joined: Joined) -> tuple[Dated, Findings]:
    """The network by date, and all that its keys say together."""
    changed = dated(file, joined)
    found = findings(file, changed, joined)
    periods = [joined.problem(*fault) for fault in embedded_faults(file)]
    problems = (*_name_problems(joined), *changed.problems, *found.problems, *periods)
    return changed, replace(found, problems=tuple(dict.fromkeys(problems)))


def _name_problems(joined: Joined) -> Iterator[Problem]:
    """A name that pydantic does not see: that of the file, or one that only Windows refuses."""
    stated = joined.tree.get("name")
    name = stated if isinstance(stated, str) else name_of(joined.layers[0].path)
    fault = name_fault(name)
    if fault and (stated is None or "reserved" in fault):
        yield joined.problem(("name",), fault)


Demand = tuple[tuple[growth.FlowDemand, ...], tuple[growth.GrowthWarning, ...]]


def demand_of(file: ScenarioFile, joined: Joined) -> Demand:
    """Demand by month, and what looks unmeant in it.

    Raises ScenarioError with every growth statement that cannot be met.
    """
    words = repr([joined.tree[key] for key in ("horizon", "demand")])
    try:
        return _demand(_Said(words, file))
    except growth.GrowthFaults as error:
        raise ScenarioError(joined.problem(one.path, one.message) for one in error.faults) from None


@dataclass(frozen=True)
class _Said:
    """All that a demand rests on: the same words give the same demand."""

    words: str
    file: ScenarioFile = field(compare=False, repr=False)


@lru_cache(KEPT_DEMANDS)
def _demand(said: _Said) -> Demand:
    observed = embedded(said.file)
    by_month = growth.demand_by_month(said.file, observed)
    return by_month, growth.demand_warnings(said.file, observed)
