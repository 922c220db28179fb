"""The mini corridor in the product and its peers: first compared, then timed in turn."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, partial
from importlib import import_module
from pathlib import Path
from typing import Any

import sim
from benchmarks import compiled
from benchmarks.peers import c_loop
from benchmarks.peers.problem import Peer, Problem, Stamps, problem_of, stamps_of, told
from benchmarks.peers.sums import sums_of_outputs
from benchmarks.replication import seconds
from sim.compiled.building import can_build
from sim.corridor.model import simulate
from sim.scenario.scenario import Scenario

HERE = Path(__file__).parent
MINI, WITH_SECTIONS = HERE / "mini_corridor.yaml", HERE / "mini_corridor_sections.yaml"
ROUNDS = 5
SLOW_TRAINS = 200
SUMS_AGREE = 1e-9  # relative; sums over a million times, added up in another order
PRODUCT, C_LOOP, PER_BOX, LEAN_CIMBA = "product", "C loop", "SimPy, a process a box", "Cimba, lean"
SECTIONS = ", 20 sections"
WITH_EXTRA = "product, compiled"


class Disagreement(Exception):
    """A peer that does not tell what the product tells; its time would mean nothing."""


@dataclass(frozen=True)
class Contestant:
    """A form of the model: processor seconds of a run, of how many boxes, how it was checked."""

    name: str
    seconds: Callable[[], float]
    boxes: int
    checked: str


@dataclass(frozen=True)
class Missing:
    """A form that cannot run here, and why."""

    name: str
    reason: str


class Field:
    """A replication of the product, and the same draws for the peers."""

    def __init__(self, file: Path, replication: int = 0) -> None:
        self.file = file
        self.scenario: Scenario = sim.load(file)
        self.replication = replication
        journal = simulate(self.scenario, replication)
        self.problem = problem_of(self.scenario, replication, journal)
        self.stamps = stamps_of(journal)

    @cached_property
    def few(self) -> Problem:
        """The first trains, for peers that are slow."""
        return self.problem.first(SLOW_TRAINS)

    def product(self, name: str = PRODUCT) -> Contestant:
        """The product, drawing included, and telling every time of every box."""
        run = partial(told, self.scenario, self.replication)
        return Contestant(name, lambda: seconds(run), self.problem.boxes, "")

    def compiled(self) -> Contestant:
        """The product compiled, which tests compare with the one in Python."""
        run = partial(compiled.apart, compiled.replication_seconds, self.file, self.replication)
        return Contestant(WITH_EXTRA, run, self.problem.boxes, "by the slow tests, to the bit")

    def peer(self, name: str, run: Peer, slow: bool = False) -> Contestant:
        """A peer that tells the times of all boxes. Raises Disagreement."""
        problem = self.few if slow else self.problem
        expected = c_loop_stamps(problem) if slow else self.stamps
        if hours := run(problem).largest_difference(expected):
            raise Disagreement(f"{name}: a time of a box lies {hours} h beside that of the product")
        checked = "all times equal to the bit"
        return Contestant(name, lambda: seconds(lambda: run(problem)), problem.boxes, checked)

    def cimba(self, name: str, module: Any) -> Contestant:
        """A model in Cimba, which tells sums over the times. Raises Disagreement."""
        model, experiment = module.experiment(self.problem)
        told = sums_of_outputs(experiment.run(workers=1)[model])
        if (beside := told.relative_difference(self.stamps)) > SUMS_AGREE:
            raise Disagreement(
                f"{name}: sums of times lie {beside:.1e} beside those of the product"
            )
        checked = f"number and sums of times, within {SUMS_AGREE:g}"
        run = partial(experiment.run, workers=1)
        return Contestant(name, lambda: seconds(run), self.problem.boxes, checked)


def c_loop_stamps(problem: Problem) -> Stamps:
    """Times of the C loop, which has been compared with the product; of plain SimPy without cc."""
    if c_loop.compiler():
        return c_loop.run(problem)
    from benchmarks.peers import simpy_per_box

    return simpy_per_box.run(problem)


def contestants() -> Iterator[Contestant | Missing]:
    """All forms, each checked before it is handed out. Raises Disagreement."""
    field = Field(MINI)
    yield field.product()
    if can_build():
        yield field.compiled()
    else:
        yield Missing(WITH_EXTRA, "no C compiler, or no mypyc; install the extra `bench`")
    yield from _c_loop(field, C_LOOP)
    for name, module, slow in (
        (PER_BOX, "simpy_per_box", False),
        ("SimPy, lean", "simpy_lean", False),
        ("salabim, a component a box", "salabim_per_box", True),
    ):
        yield from _imported(name, module, lambda m, n=name, s=slow: field.peer(n, m.run, s))
    for name, module in (("Cimba, a process a box", "cimba_per_box"), (LEAN_CIMBA, "cimba_lean")):
        yield from _imported(name, module, lambda m, n=name: field.cimba(n, m))
    field = Field(WITH_SECTIONS)
    yield field.product(PRODUCT + SECTIONS)
    yield from _c_loop(field, C_LOOP + SECTIONS)


def _c_loop(field: Field, name: str) -> Iterator[Contestant | Missing]:
    if c_loop.compiler():
        yield field.peer(name, c_loop.run)
    else:
        yield Missing(name, "no C compiler `cc` on this machine")


def _imported(
    name: str, module: str, made: Callable[[Any], Contestant]
) -> Iterator[Contestant | Missing]:
    try:
        found = import_module(f"benchmarks.peers.{module}")
    except ImportError as error:
        yield Missing(name, f"{error}; install the extra `bench`")
        return
    yield made(found)


def round_robin(forms: list[Contestant]) -> dict[str, list[float]]:
    """Microseconds of processor time a box of each form, round after round."""
    times: dict[str, list[float]] = {form.name: [] for form in forms}
    for _ in range(ROUNDS):
        for form in forms:
            times[form.name].append(1e6 * form.seconds() / form.boxes)
    return times


def ratio(times: dict[str, list[float]], one: str, other: str) -> float | None:
    """Median over the rounds of one time over the other; None where one is missing."""
    if one not in times or other not in times:
        return None
    return statistics.median(a / b for a, b in zip(times[one], times[other], strict=True))
