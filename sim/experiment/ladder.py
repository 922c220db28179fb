"""The ladder: relieve the first, find the second, and so on, until a target is met.

A rung is the lever that ranks first. It is taken as many times as the static screen says are
needed until something else cuts the flow off first, or once where the screen does not see it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sim.experiment.candidates import Candidate, candidates, most_asked
from sim.experiment.capacity import year_limits
from sim.experiment.estimates import Estimate
from sim.experiment.maximum_flow import YearFlow, flows_by_year
from sim.experiment.relief import Bench, Effort, Ranking, race
from sim.experiment.tied_levers import lever_of, tied_levers
from sim.scenario.option_costs import UnitCost, kind_of
from sim.scenario.ways import BETWEEN

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

MOST_TIMES = 12
GOOD_ENOUGH = 0.01  # of the base: by how much less than the best a rung may bring
LEAST_SHARE = 0.5  # of a capacity: what is asked less cannot bind before others are relieved


@dataclass(frozen=True)
class Target:
    """What is to be reached in the year: TEU delivered, and the 90 % quantile of days below.

    0 and infinity ask nothing.
    """

    teu: float = 0.0
    days: float = float("inf")

    def met(self, teu: Estimate, days: Estimate) -> bool:
        """Whether both means are there; days that nobody took are not."""
        return teu.mean >= self.teu and (math.isinf(self.days) or days.mean < self.days)


@dataclass(frozen=True)
class Rung:
    """The state before a relief, the race for it, and what is relieved (None: nothing helps)."""

    ranking: Ranking
    relief: Candidate | None
    times: int

    @property
    def teu(self) -> Estimate:
        """TEU delivered before the relief."""
        return self.ranking.teu

    @property
    def days(self) -> Estimate:
        """90 % quantile of days before the relief."""
        return self.ranking.days("p90")


@dataclass(frozen=True)
class Cost:
    """Million USD of a rung, once and by year; None where no option says what a unit costs."""

    capex_usd_m: float
    opex_usd_m_per_year: float
    options: tuple[str, ...]


def cost_of(rung: Rung, known: Mapping[tuple[str, ...], UnitCost]) -> Cost | None:
    """What the units of a rung cost, by what policy options say of one unit."""
    if rung.relief is None:
        return None
    parts = []
    for path, change in rung.relief.changes:
        one = known.get(kind_of(path))
        if one is None or "add" not in change:
            return None
        number = rung.times * change["add"]
        parts.append((one.capex_usd_m * number, one.opex_usd_m_per_year * number, one.option))
    capex, opex, options = zip(*parts, strict=True)
    return Cost(sum(capex), sum(opex), options)


@dataclass(frozen=True)
class Climb:
    """How a ladder is climbed."""

    target: Target
    rungs: int
    most_levers: int = 15
    pace: bool = False


def levers_of(scenario: Scenario, year: int, most: int, pace: bool) -> list[Candidate]:
    """The levers worth a race in a year, and pairs that the minimum cut proposes."""
    limits = [one for one in year_limits(scenario) if one.year == year]
    found = most_asked(candidates(scenario, pace), limits, LEAST_SHARE, most)
    return [*found, *tied_levers(flow_of(scenario, year), found)]


def flow_of(scenario: Scenario, year: int) -> YearFlow:
    """The maximum flow of one year."""
    return next(one for one in flows_by_year(scenario) if one.year == year)


def asked_teu(bench: Bench) -> float:
    """TEU that the counted flows ask in the year."""
    asked = flow_of(bench.ground.scenario(), bench.yardstick.year).asked
    return sum(teu for way, teu in asked.items() if _counted(bench, way))


def ladder(
    bench: Bench,
    climb: Climb,
    effort: Effort,
    told: Callable[[Rung], None],
    ranking: Ranking | None = None,
) -> Iterator[Rung]:
    """Rung after rung; the last one has no relief, because the target is met or nothing helps.

    A race for a rung ends when its first is good enough. The `ranking` of the bench as it stands is
    the first race, where it has been run.
    """
    effort = replace(effort, good_enough=GOOD_ENOUGH)
    for number in range(climb.rungs + 1):
        scenario = bench.ground.scenario()
        year = bench.yardstick.year
        levers = levers_of(scenario, year, climb.most_levers, climb.pace)
        level = ranking or race(bench, (), effort)
        last = climb.target.met(level.teu, level.days("p90")) or number == climb.rungs
        if not last and ranking is None:
            level = race(bench, levers, effort)
        relief = level.gains[0].candidate if level.shows_a_gain and not last else None
        times = _times(bench, relief, climb.target) if relief else 0
        rung, ranking = Rung(level, relief, times), None
        told(rung)
        yield rung
        if relief is None:
            return
        bench = bench.standing_on(relief, times)


def relieved(bench: Bench, rungs: Sequence[Rung]) -> Bench:
    """The bench on which the reliefs of all rungs stand, with the task of the first."""
    end = bench
    for rung in rungs:
        if rung.relief:
            end = end.standing_on(rung.relief, rung.times)
    end.running = bench.running
    return end


def _times(bench: Bench, relief: Candidate, target: Target) -> int:
    """How often the relief is taken until the minimum cut lies elsewhere or enough can pass."""
    for times in range(1, MOST_TIMES):
        scenario = bench.standing_on(relief, times).ground.scenario()
        flow = flow_of(scenario, bench.yardstick.year)
        counted = sum(flow.passing.by_way[way] for way in flow.asked if _counted(bench, way))
        first = lever_of(flow.cut[0], [relief]) if flow.cut else None
        if first is None or 0 < target.teu <= counted:
            return times
    return MOST_TIMES


def _counted(bench: Bench, way: str) -> bool:
    return way.partition(BETWEEN)[0] in bench.yardstick.flows
