"""How far a number that nobody has published must move to reverse the first place of a study.

The first place among options taken alone, by TEU delivered in the last year, is looked at again
with other values of a number: on the same trains, storms and inspections, for the first option,
the second and those that the number speaks for. Where it changes hands between two values, these
are halved a few times; between the last two the lead is taken as a straight line.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import pandas as pd

from sim.experiment.cases import Running
from sim.experiment.comparing import JUDGED, Compared
from sim.experiment.statistics import Interval
from sim.experiment.varying import First, Trial, Trials, first_of, lead_of
from sim.scenario.varied import Number, Setting, Switching, shipped_value

HALVINGS = 3
BY_TEU = "TEU delivered"
Bracket = tuple[Number, Number]  # still first, and overtaken


@dataclass(frozen=True)
class Switched:
    """`table`: a row a world and number, two where both sides reverse; `leads`: a row a value."""

    table: pd.DataFrame
    leads: pd.DataFrame
    failures: tuple[str, ...]


def switching(found: Compared, running: Running) -> Switched:
    """The switching values of every number that the study names, in each world that has it."""
    study = found.study
    trials = Trials(study, study.grounds, running, study.file.replications)
    questions = [
        one
        for world in study.worlds
        for number in study.file.switching
        if (one := _Question.of(found, world, number))
    ]
    trials.run(trial for one in questions for value in one.values for trial in one.trials(value))
    tried = {one: list(one.values) for one in questions}
    for _ in range(HALVINGS):
        halves = {one: _halves(one.number, _brackets(one, trials, tried[one])) for one in questions}
        trials.run(t for one, values in halves.items() for v in values for t in one.trials(v))
        tried = {one: sorted({*tried[one], *halves[one]}) for one in questions}
    rows = [row for one in questions for row in _rows(one, trials, tried[one])]
    leads = [row for one in questions for row in _leads(one, trials, tried[one])]
    return Switched(pd.DataFrame(rows), pd.DataFrame(leads), tuple(trials.failures))


@dataclass(frozen=True)
class _Question:
    """A number in a world: who stands first there, and who may overtake."""

    world: str
    year: int
    number: Switching
    shipped: Number
    first: str
    contenders: tuple[str, ...]

    @classmethod
    def of(cls, found: Compared, world: str, number: Switching) -> _Question | None:
        """None where the world does not have the number, or nobody stands first."""
        study, year = found.study, max(found.study.file.years)
        first = standing(found, world)
        grounds = [ground for (one, _), ground in study.grounds.items() if one == world]
        stated = [value for one in grounds if (value := shipped_value(one, number)) is not None]
        if first is None or not stated:
            return None
        contenders = tuple(dict.fromkeys((first.choice, first.second, *number.rivals)))
        return cls(world, year, number, stated[0], first.choice, contenders)

    @property
    def values(self) -> list[Number]:
        """The values that the study names, and the one that ships."""
        return sorted({*self.number.values, self.shipped})

    def trials(self, value: Number) -> list[Trial]:
        """Every contender at a value."""
        laid = () if value == self.shipped else ((self.number, value),)
        return [Trial(self.world, Setting(laid), one) for one in self.contenders]

    def lead(self, trials: Trials, value: Number) -> tuple[str, Interval] | None:
        """Who is next to the first, or before it, and the lead; None below two replications."""
        paired = trials.paired(self.trials(value))
        enough = len(paired[self.first]) >= 2
        return lead_of(self.first, paired) if enough else None


def standing(found: Compared, world: str) -> First | None:
    """Who is first in a world of the options taken alone, and of no option."""
    values = found.paired(world, max(found.study.file.years), JUDGED)
    alone = {one.name: values[one.name] for one in found.study.alone if one.name in values}
    return first_of(alone)


def _brackets(one: _Question, trials: Trials, tried: list[Number]) -> list[Bracket]:
    """Neighbouring values between which the first is overtaken, going away from what ships."""
    known = [value for value in tried if one.lead(trials, value)]
    below = [value for value in known if value <= one.shipped][::-1]
    above = [value for value in known if value >= one.shipped]
    found = (_crossing(one, trials, side) for side in (below, above))
    return [bracket for bracket in found if bracket]


def _crossing(one: _Question, trials: Trials, side: list[Number]) -> Bracket | None:
    for near, far in pairwise(side):
        if _mean(one, trials, near) >= 0 > _mean(one, trials, far):
            return near, far
    return None


def _mean(one: _Question, trials: Trials, value: Number) -> float:
    lead = one.lead(trials, value)
    return lead[1].mean if lead else 0.0


def _halves(number: Switching, brackets: list[Bracket]) -> list[Number]:
    """The middle of each bracket; of whole numbers none where they are neighbours."""
    if not number.is_whole:
        return [(near + far) / 2 for near, far in brackets]
    return [(near + far) // 2 for near, far in brackets if abs(near - far) > 1]


def _rows(one: _Question, trials: Trials, tried: list[Number]) -> Iterator[dict[str, object]]:
    known = {value: lead for value in tried if (lead := one.lead(trials, value))}
    if not known:
        return
    least = min(known, key=lambda value: known[value][1].mean)
    common = {
        "by": BY_TEU, "world": one.world, "year": one.year, "number": one.number.title,
        "path": one.number.path, "shipped": one.shipped, "low": one.values[0],
        "high": one.values[-1], "first": one.first,
    }  # fmt: skip
    brackets = _brackets(one, trials, tried)
    for near, far in brackets:
        rival, _ = known[far]
        here, there = known[near][1].mean, known[far][1].mean
        between = near + (far - near) * here / (here - there)
        neighbours = one.number.is_whole and abs(far - near) == 1
        beyond = [value for value in known if (value - near) * (far - near) > 0]
        yield {
            **common, "overtaken_by": rival, "at": far if neighbours else between,
            "holds_at": near, "lost_at": far,
            "shown": any((known[value][1].high or 0.0) < 0 for value in beyond),
            **_interval("least_lead", known[least][1]), "least_lead_at": least,
        }  # fmt: skip
    if not brackets:
        yield {
            **common, "overtaken_by": "", "at": None, "holds_at": None, "lost_at": None,
            "shown": (known[least][1].low or 0.0) > 0,
            **_interval("least_lead", known[least][1]), "least_lead_at": least,
        }  # fmt: skip


def _leads(one: _Question, trials: Trials, tried: list[Number]) -> Iterator[dict[str, object]]:
    for value in tried:
        paired = trials.paired(one.trials(value))
        for choice, teu in paired.items():
            if len(teu) >= 2:
                lead = lead_of(choice, paired)[1]
                yield {
                    "world": one.world, "year": one.year, "path": one.number.path, "value": value,
                    "choice": choice, "teu": sum(teu) / len(teu), **_interval("lead", lead),
                    "n": len(teu),
                }  # fmt: skip


def _interval(name: str, interval: Interval) -> dict[str, float | None]:
    return {name: interval.mean, f"{name}_low": interval.low, f"{name}_high": interval.high}
