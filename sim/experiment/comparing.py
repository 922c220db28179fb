"""Every world meets every choice, on the same trains, storms and inspections.

A difference is taken replication by replication, of the same number; the interval of several
holds together, and Holm's correction decides whether one is shown at all.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from sim.experiment.best import ERROR, may_be_best, regrets, share_interval
from sim.experiment.cases import Running, run_jobs
from sim.experiment.indicators import COUNTED, INDICATORS, Judged, indicators, needed
from sim.experiment.jobs import Job
from sim.experiment.several_options import against
from sim.experiment.stability import unstable_places
from sim.experiment.statistics import Interval, paired_interval, t_interval
from sim.scenario.language import Target
from sim.scenario.studies import NOTHING, Study

STEP = 10
JUDGED = "delivered"
Key = tuple[str, str]  # world, choice


@dataclass(frozen=True)
class Compared:
    """What a study found.

    `values` holds a row a world, choice, replication, year and indicator; `unstable` the places
    on the way of the judged flows that choke in a case, and since which month; `failures` what
    ended in an error, a line each.
    """

    study: Study
    values: pd.DataFrame
    unstable: Mapping[Key, Mapping[str, str]]
    failures: tuple[str, ...]
    too_wide: tuple[str, ...]  # differences that are less sure than the study wants

    @cached_property
    def _series(self) -> dict[Hashable, pd.Series]:
        """Values by replication of each world, choice, year and indicator."""
        by = ["world", "choice", "year", "indicator"]
        groups = self.values.set_index("replication").groupby(by, sort=False, observed=True)
        return {key: rows["value"] for key, rows in groups}

    def series(self, world: str, choice: str, year: int, indicator: str) -> pd.Series | None:
        """Values by replication, None where there is none."""
        return self._series.get((world, choice, year, indicator))

    @cached_property
    def _pairs(self) -> dict[tuple[str, int, str], dict[str, list[float]]]:
        """What was asked of `paired` before."""
        return {}

    def paired(self, world: str, year: int, indicator: str) -> dict[str, list[float]]:
        """Values of every choice in the replications that all choices have."""
        key = world, year, indicator
        if key not in self._pairs:
            self._pairs[key] = self._paired(*key)
        return self._pairs[key]

    def _paired(self, world: str, year: int, indicator: str) -> dict[str, list[float]]:
        found = {
            one.name: values
            for one in self.study.choices
            if (values := self.series(world, one.name, year, indicator)) is not None
        }
        common = set.intersection(*(set(one.index) for one in found.values())) if found else set()
        return {name: list(values.loc[sorted(common)]) for name, values in found.items()}

    @cached_property
    def league(self) -> pd.DataFrame:
        """A row a world, year, indicator and choice: its mean, and its difference to no option."""
        rows = [
            row
            for world in self.study.worlds
            for year in self.study.file.years
            for indicator in INDICATORS
            for row in self._league(world, year, indicator)
        ]
        return pd.DataFrame(rows)

    def _league(self, world: str, year: int, indicator: str) -> Iterator[dict[str, object]]:
        values = self.paired(world, year, indicator)
        if NOTHING not in values or len(values[NOTHING]) < 2:
            return
        unit, more, _ = INDICATORS[indicator]
        options = {name: one for name, one in values.items() if name != NOTHING}
        differences = against(values[NOTHING], options)
        signed = values if more else {name: [-x for x in one] for name, one in values.items()}
        best = may_be_best(signed)
        for name, numbers in values.items():
            mean, low, high = t_interval(numbers)
            found = differences.get(name)
            yield {
                "world": world,
                "year": year,
                "indicator": indicator,
                "choice": name,
                "mean": mean,
                "low": low,
                "high": high,
                "difference": found.alone.mean if found else 0.0,
                "difference_low": found.together.low if found else 0.0,
                "difference_high": found.together.high if found else 0.0,
                "p_holm": found.p_holm if found else 1.0,
                "verdict": found.verdict if found else "",
                "may_be_best": name in best,
                "unstable": ", ".join(self.unstable.get((world, name), {})),
                "n": len(numbers),
                "unit": unit,
            }

    @cached_property
    def regret(self) -> pd.DataFrame:
        """A row a year and choice: TEU behind the best choice, in each world and in the worst."""
        rows = []
        for year in self.study.file.years:
            means: dict[str, dict[str, float]] = {}
            for world in self.study.worlds:
                for name, numbers in self.paired(world, year, JUDGED).items():
                    means.setdefault(name, {})[world] = float(np.mean(numbers))
            for name, of in regrets(means).items():
                rows.append({"year": year, "choice": name, "worst": max(of.values()), **of})
        return pd.DataFrame(rows)

    @cached_property
    def interactions(self) -> pd.DataFrame:
        """A row a world, year and combination: its gain, that of its parts, and what is over."""
        rows = []
        for world in self.study.worlds:
            for year in self.study.file.years:
                values = self.paired(world, year, JUDGED)
                if len(values.get(NOTHING, ())) >= 2:
                    rows += list(self._interactions(world, year, values))
        return pd.DataFrame(rows)

    def _interactions(
        self, world: str, year: int, values: Mapping[str, list[float]]
    ) -> Iterator[dict[str, object]]:
        nothing = np.array(values[NOTHING])
        for choice in self.study.choices:
            if len(choice.of) < 2 or not {choice.name, *choice.of} <= set(values):
                continue
            parts = sum((np.array(values[one]) - nothing for one in choice.of), np.zeros(1))
            together = np.array(values[choice.name]) - nothing
            more = paired_interval(list(together), list(np.broadcast_to(parts, together.shape)))
            yield {
                "world": world,
                "year": year,
                "choice": choice.name,
                "together": float(together.mean()),
                "alone": ", ".join(
                    f"{one} {np.mean(np.array(values[one]) - nothing) / nothing.mean():+.1%}"
                    for one in choice.of
                ),
                "over": more.mean,
                "over_low": more.low,
                "over_high": more.high,
                "of_base": float(nothing.mean()),
            }

    @cached_property
    def targets(self) -> pd.DataFrame:
        """A row a world, choice and official target: the chance of meeting it, and by when.

        Counted as the officials do: the loads of the target's own group, whatever the study
        judges, and the empties that come back from them. `met_in` is the first year in which half
        of the replications deliver as much, blank where none does.
        """
        rows = []
        for (world, choice), case in self.study.cases.items():
            years = sorted({month.year for month in case.months})
            for target in case.file.targets.values():
                met = {year: self._met(world, choice, year, target) for year in years}
                hits, n = met.get(target.year, (0, 0))
                first = [year for year, (a, b) in met.items() if b and 2 * a >= b]
                if n:
                    low, high = share_interval(hits, n)
                    rows.append(
                        {
                            "world": world,
                            "choice": choice,
                            "target": target.title,
                            "year": target.year,
                            "teu": target.teu,
                            "chance": hits / n,
                            "low": low,
                            "high": high,
                            "met_in": min(first) if first else None,
                            "n": n,
                        }
                    )
        return pd.DataFrame(rows)

    def _met(self, world: str, choice: str, year: int, target: Target) -> tuple[int, int]:
        values = self.series(world, choice, year, f"{COUNTED}{target.group or ''}")
        return (0, 0) if values is None else (int((values >= target.teu).sum()), len(values))


def compare(study: Study, running: Running) -> Compared:
    """Run a study; replications that the crew's store has are not run again.

    Raises SurroundingsError when the store cannot be written. A replication that fails is told,
    and left out of all choices of its world.
    """
    file, keys = study.file, list(study.cases)
    made, n = _round(study, keys, running, range(1, file.replications + 1)), file.replications
    found = _compared(study, keys, made)
    while file.precision and found.too_wide and n < file.most_replications:
        more = range(n + 1, min(n + STEP, file.most_replications) + 1)
        n = more[-1]
        later = _round(study, keys, running, more)
        made = [_joined(one, other) for one, other in zip(made, later, strict=True)]
        found = _compared(study, keys, made)
    return found


Made = tuple[pd.DataFrame, list[str]]  # needed rows of a case, and its failures


def _round(study: Study, keys: list[Key], running: Running, numbers: range) -> list[Made]:
    cases = [study.cases[key] for key in keys]
    jobs = [Job(case, one) for one in numbers for case in range(len(cases))]
    outcomes = run_jobs(cases, jobs, running, needed)
    return [(one.table, [str(failure) for failure in one.failures]) for one in outcomes]


def _joined(one: Made, other: Made) -> Made:
    return pd.concat([one[0], other[0]], ignore_index=True), [*one[1], *other[1]]


def _compared(study: Study, keys: list[Key], made: list[Made]) -> Compared:
    parts, unstable, failures = [], {}, []
    for (world, choice), (table, failed) in zip(keys, made, strict=True):
        failures += [f"{world}, {choice or 'no option'}: {one}" for one in failed]
        if table.empty:
            continue
        judged = Judged.of(study.cases[world, choice], study.file, study.economics)
        parts.append(indicators(table, judged).assign(world=world, choice=choice))
        passed = judged.passed
        chokes = [one for one in unstable_places(table) if (one.place, one.direction) in passed]
        chokes.sort(key=lambda one: one.month, reverse=True)
        unstable[world, choice] = {one.place: one.month for one in chokes}
    values = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame()
    found = Compared(study, values, unstable, tuple(failures), ())
    wide = tuple(_too_wide(found)) if study.file.precision and parts else ()
    return Compared(study, values, unstable, tuple(failures), wide)


def _too_wide(found: Compared) -> Iterator[str]:
    """Differences of the last year that are less sure than the study wants."""
    year = max(found.study.file.years)
    for world in found.study.worlds:
        values = found.paired(world, year, JUDGED)
        nothing = values.get(NOTHING, [])
        for name, numbers in values.items():
            if name == NOTHING:
                continue
            interval = paired_interval(numbers, nothing)
            if _half(interval) > (found.study.file.precision or math.inf) * float(np.mean(nothing)):
                yield f"{name} in {world}"


def _half(interval: Interval) -> float:
    return math.inf if interval.high is None else interval.high - interval.mean


__all__ = ["ERROR", "Compared", "compare"]
