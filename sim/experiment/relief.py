"""Reliefs raced against one another: who brings most, on the same trains, storms and inspections.

All begin with a few replications. After each batch a lever that is surely behind the leader (the
upper bound of their paired difference, Bonferroni over levers and looks) is run no more. The race
ends when one is left, when what is left differs by no more than is worth telling, when the first is
good enough where that is asked, or at the most replications that are allowed; never before, as long
as it is open whether anything brings TEU.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from sim.experiment.candidates import Candidate
from sim.experiment.cases import Running, run_jobs
from sim.experiment.estimates import Estimate, estimate
from sim.experiment.jobs import Job
from sim.experiment.replication import race_numbers
from sim.experiment.statistics import Interval, paired_interval
from sim.experiment.yardstick import Reading, Yardstick
from sim.scenario.overlay import Ground, option_lines

if TYPE_CHECKING:
    import pandas as pd

    from sim.scenario import Scenario

Readings = dict[int, Reading]
BASE = "base"


@dataclass(frozen=True)
class Effort:
    """How many replications a race may take; `worth` is the share of the base not worth telling.

    Where only the first is wanted it is `good_enough` when no other can bring more by this share of
    the base; with 0 the race goes on to tell them apart.
    """

    first: int = 4
    step: int = 2
    most: int = 12
    worth: float = 0.001
    good_enough: float = 0.0
    confidence: float = 0.95

    def __post_init__(self) -> None:
        if not 2 <= self.first <= self.most or self.step < 1:
            raise ValueError(f"replications: 2 to {self.most} at first, found {self.first}")

    @property
    def looks(self) -> int:
        """How often the race is looked at."""
        return 1 + -(-(self.most - self.first) // self.step)


@dataclass(frozen=True)
class Gain:
    """What a lever brings against the base: TEU more and days less, paired; n replications.

    `left_at` is the number of replications at which it was surely behind, 0 where it stayed.
    """

    candidate: Candidate
    teu: Estimate
    days: Estimate
    left_at: int

    @property
    def n(self) -> int:
        return self.teu.n


@dataclass(frozen=True)
class Ranking:
    """Levers, the best first, by TEU where one shows a gain, else by days saved.

    `tied` stand with the first: the race did not tell them apart.
    """

    base: Readings
    gains: tuple[Gain, ...]
    by: str
    tied: tuple[str, ...]

    @property
    def teu(self) -> Estimate:
        """TEU delivered without any relief."""
        return mean_teu(self.base)

    def days(self, statistic: str) -> Estimate:
        """Days without any relief."""
        return mean_days(self.base, statistic)

    @property
    def shows_a_gain(self) -> bool:
        """Whether the interval of the first lies above zero."""
        if not self.gains:
            return False
        first: Estimate = getattr(self.gains[0], self.by)
        return first.low > 0 or (first.mean > 0 and first.high == first.low)


@dataclass
class Bench:
    """Runs scenarios and keeps what each replication says of the yardstick.

    The base is run by the task of `running`, which may give numbers that a race does without; where
    it tells which yards were ever full, larger ones that change nothing are not run. `rung` is the
    number of the bench on a ladder.
    """

    ground: Ground
    yardstick: Yardstick
    running: Running
    since: date
    rung: int = 1
    readings: dict[str, Readings] = field(default_factory=dict)
    _cases: dict[str, Scenario] = field(default_factory=dict)
    _levers: dict[str, tuple[Candidate, ...]] = field(default_factory=dict)

    def case(self, name: str, *levers: Candidate) -> str:
        """Have a case with these levers relieved; returns its name."""
        if name not in self._cases:
            self._cases[name] = self._relieved(levers).scenario()
            self._levers[name] = levers
            self.readings[name] = {}
        return name

    def run(self, names: Sequence[str], upto: int) -> None:
        """Run replications 1 to `upto` of these cases, those that are not there yet.

        The base comes before larger yards: one that changes nothing, by what the base tells, has
        its replication.
        """
        yards = list(filter(self._enlarges_yards, names))
        if yards:
            self._simulate([BASE], upto)
        for name in yards:
            for one, base in self.readings[BASE].items():
                if all(lever.changes_nothing(base.spare_yards) for lever in self._levers[name]):
                    self.readings[name].setdefault(one, base)
        self._simulate(names, upto)

    def _enlarges_yards(self, name: str) -> bool:
        return name != BASE and all(lever.enlarges_yards for lever in self._levers[name])

    def _simulate(self, names: Sequence[str], upto: int) -> None:
        jobs = [
            Job(number, one)
            for number, name in enumerate(names)
            for one in range(1, upto + 1)
            if one not in self.readings[name]
        ]
        cases = [self._cases[name] for name in names]
        tasks = [self.running.task if name == BASE else race_numbers for name in names]
        running = replace(self.running, strict=True)
        outcomes = run_jobs(cases, jobs, running, self.yardstick.read, tasks)
        for name, outcome in zip(names, outcomes, strict=True):
            self.readings[name] |= outcome.values

    def standing_on(self, lever: Candidate, times: int) -> Bench:
        """The bench of the next rung, on which a lever stands so many times.

        Where it stands once, what was raced and what is now the base are the same scenario to the
        letter, so that a store has its replications.
        """
        ground = self._relieved([lever] * times)
        running = replace(self.running, task=race_numbers)
        return Bench(ground, self.yardstick, running, self.since, self.rung + 1)

    def _relieved(self, levers: Sequence[Candidate]) -> Ground:
        """The ground with levers as options that hold from the beginning."""
        lines = (
            option_lines(f"rung_{self.rung}_{number}", str(self.since), dict(lever.changes))
            for number, lever in enumerate(levers, 1)
        )
        return self.ground.with_lines(*lines)

    def tables(self, keep: Callable[[pd.DataFrame], pd.DataFrame]) -> pd.DataFrame:
        """The kept part of the base's tables, one for each replication that was run; from the
        store, where there is one."""
        scenario = self._cases[BASE]
        jobs = [Job(0, one) for one in sorted(self.readings[BASE])]
        running = replace(self.running, strict=True)
        (outcome,) = run_jobs([scenario], jobs, running, keep)
        return outcome.table


def mean_teu(readings: Readings) -> Estimate:
    """TEU delivered in the year."""
    return estimate([one.teu for one in readings.values()])


def mean_days(readings: Readings, statistic: str) -> Estimate:
    """Days of the relation."""
    return estimate([one.days[statistic] for one in readings.values()])


def bench_of(ground: Ground, yardstick: Yardstick, running: Running) -> Bench:
    """A bench on which reliefs hold from the first day of the warm-up on."""
    horizon = ground.scenario().file.horizon
    since = horizon.from_ - timedelta(days=math.ceil(horizon.warm_up_days))
    return Bench(ground, yardstick, running, since)


def race(bench: Bench, levers: Sequence[Candidate], effort: Effort) -> Ranking:
    """Rank the levers. Raises what a replication ends in."""
    bench.case(BASE)
    by_name = {one.name: one for one in levers}
    for name, one in by_name.items():
        bench.case(name, one)
    racing, left = list(by_name), dict.fromkeys(by_name, 0)
    n, by = effort.first, "teu"
    if not racing:
        bench.run([BASE], n)
    while racing:
        bench.run([BASE, *racing], n)
        by = _judged_by(bench, racing, n, effort)
        behind = _look(bench, racing, n, by, effort).behind()
        left |= dict.fromkeys(behind, n)
        racing = [name for name in racing if name not in behind]
        if n >= effort.most or _look(bench, racing, n, by, effort).ends(effort):
            break
        n = min(n + effort.step, effort.most)
    gains = [_gain(bench, one, left[one.name], n) for one in levers]
    base = {one: bench.readings[BASE][one] for one in range(1, n + 1)}
    ranked = tuple(
        sorted(gains, key=lambda one: (one.candidate.name not in racing, -_value(one, by)))
    )
    tied = tuple(one.candidate.name for one in ranked if one.candidate.name in racing)
    return Ranking(base, ranked, by, tied if len(tied) > 1 else ())


def joint(levers: Sequence[Candidate]) -> Candidate:
    """Several levers as one."""
    return Candidate(
        name="_and_".join(one.name for one in levers),
        place=levers[0].place,
        direction="",
        what=" and ".join(f"{one.what} at {one.place}" for one in levers),
        amount=", ".join(one.amount for one in levers),
        changes=tuple(change for one in levers for change in one.changes),
        limits=tuple(limit for one in levers for limit in one.limits),
        parts=tuple(levers),
    )


def _value(gain: Gain, by: str) -> float:
    value: float = getattr(gain, by).mean
    return value if math.isfinite(value) else -math.inf


def _series(bench: Bench, name: str, by: str, n: int) -> list[float]:
    """TEU, or days less than none, of replications 1 to n: more is better.

    A bench may hold more of them, from a race before.
    """
    held = (bench.readings[name][one] for one in range(1, n + 1))
    return [one.teu if by == "teu" else -one.days["mean"] for one in held]


def _gain(bench: Bench, lever: Candidate, left_at: int, n: int) -> Gain:
    n = left_at or n
    teu, days = (
        [a - b for a, b in zip(
            _series(bench, lever.name, by, n), _series(bench, BASE, by, n), strict=True
        )]
        for by in ("teu", "days")
    )  # fmt: skip
    return Gain(lever, estimate(teu), estimate(days), left_at)


def _judged_by(bench: Bench, racing: Sequence[str], n: int, effort: Effort) -> str:
    """TEU, where a lever shows a gain that is worth telling, or where nobody came in some
    replication, who would have taken days; else days saved."""
    if any(math.isnan(one) for name in (BASE, *racing) for one in _series(bench, name, "days", n)):
        return "teu"
    base = _series(bench, BASE, "teu", n)
    least = effort.worth * sum(base) / len(base)
    level = 1 - (1 - effort.confidence) / len(racing)
    for name in racing:
        found = paired_interval(_series(bench, name, "teu", n), base, level)
        if found.mean > least and (found.low or 0.0) > 0:
            return "teu"
    return "days"


@dataclass(frozen=True)
class _Look:
    """What each lever brings more than the leader, and TEU that each brings, with bounds of which
    each is sure for all levers and looks together (Bonferroni, one-sided); and what the base has.

    That a lever is behind and that the race may end are verdicts apart, each as sure by itself.
    """

    by: str
    leader: str
    against_leader: dict[str, Interval]
    teu_gains: dict[str, Interval]
    base: float
    base_teu: float

    def behind(self) -> set[str]:
        """Who surely brings less than the leader."""
        return {name for name, one in self.against_leader.items() if _bound(one.high) < 0}

    def ends(self, effort: Effort) -> bool:
        """Whether nothing is open any more that is worth another look."""
        near, enough = effort.worth * self.base, effort.good_enough * self.base
        rest = self.against_leader.values()
        alike = all(-_bound(one.low) <= near for one in rest)
        is_good_enough = enough > 0 and all(_bound(one.high) <= enough for one in rest)
        return (alike or is_good_enough) and self._is_sure(effort.worth * self.base_teu)

    def _is_sure(self, worth_teu: float) -> bool:
        """That the leader brings TEU, or, where days are counted, that nobody brings any to speak
        of."""
        if self.by == "teu":
            return _bound(self.teu_gains[self.leader].low) > 0
        return all(_bound(one.high) <= worth_teu for one in self.teu_gains.values())


def _look(bench: Bench, racing: Sequence[str], n: int, by: str, effort: Effort) -> _Look:
    level = 1 - 2 * (1 - effort.confidence) / (len(racing) * effort.looks)

    def more_than(other: str, by: str) -> dict[str, Interval]:
        than = _series(bench, other, by, n)
        return {name: paired_interval(_series(bench, name, by, n), than, level) for name in racing}

    leader = max(racing, key=lambda name: sum(_series(bench, name, by, n)))
    base, base_teu = (abs(sum(_series(bench, BASE, one, n))) / n for one in (by, "teu"))
    return _Look(by, leader, more_than(leader, by), more_than(BASE, "teu"), base, base_teu)


def _bound(bound: float | None) -> float:
    assert bound is not None  # of two replications or more
    return bound
