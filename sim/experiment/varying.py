"""Cases in which some numbers of the model have other values, each choice on the same draws."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sim.experiment.cases import Running, run_jobs
from sim.experiment.indicators import Judged, delivered_rows, delivered_teu
from sim.experiment.jobs import Job
from sim.experiment.statistics import Interval, paired_interval
from sim.scenario.overlay import Ground
from sim.scenario.scenario import Scenario
from sim.scenario.studies import Study
from sim.scenario.varied import Setting

Teu = dict[int, float]  # by replication


@dataclass(frozen=True)
class Trial:
    """A choice at some values of some numbers; `where` names the world or panel."""

    where: str
    setting: Setting
    choice: str


@dataclass(frozen=True)
class First:
    """Who is first of several choices, who comes next, and by how many TEU a year, paired."""

    choice: str
    second: str
    lead: Interval
    means: Mapping[str, float]
    n: int

    @property
    def is_shown(self) -> bool:
        """Whether the interval of the lead lies above zero."""
        return self.lead.low is not None and self.lead.low > 0


@dataclass
class Trials:
    """Runs trials and keeps what each delivers in the last year that the study tells."""

    study: Study
    grounds: Mapping[tuple[str, str], Ground]
    running: Running
    replications: int
    teu: dict[Trial, Teu] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)

    def run(self, wanted: Iterable[Trial]) -> None:
        """Run those that are not there yet, all in one queue."""
        trials = [one for one in dict.fromkeys(wanted) if one not in self.teu]
        if not trials:
            return
        cases = [self._case(one) for one in trials]
        numbers = range(1, self.replications + 1)
        jobs = [Job(case, one) for one in numbers for case in range(len(cases))]
        outcomes = run_jobs(cases, jobs, self.running, delivered_rows)
        for trial, found in zip(trials, outcomes, strict=True):
            judged = Judged.of(found.scenario, self.study.file, None)
            self.teu[trial] = delivered_teu(found.table, judged, max(self.study.file.years))
            told = f"{trial.where}, {trial.choice or 'no option'} at other numbers"
            self.failures += [f"{told}: {one}" for one in found.failures]

    def _case(self, trial: Trial) -> Scenario:
        """The study's own case where nothing is laid over it, so that it is the same run."""
        key = trial.where, trial.choice
        if not trial.setting.values and key in self.study.cases:
            return self.study.cases[key]
        return trial.setting.of(self.grounds[key])

    def paired(self, trials: Iterable[Trial]) -> dict[str, list[float]]:
        """TEU of each choice in the replications that all of them have."""
        found = {one.choice: self.teu[one] for one in trials}
        common = sorted(set.intersection(*(set(one) for one in found.values())))
        return {choice: [teu[one] for one in common] for choice, teu in found.items()}


def first_of(values: Mapping[str, list[float]]) -> First | None:
    """The choice with the greatest mean; of equals the one named first. None below two pairs."""
    n = min((len(one) for one in values.values()), default=0)
    if n < 2 or len(values) < 2:
        return None
    means = {choice: sum(teu) / n for choice, teu in values.items()}
    first, second = sorted(means, key=lambda one: -means[one])[:2]
    return First(first, second, paired_interval(values[first], values[second]), means, n)


def lead_of(choice: str, values: Mapping[str, list[float]]) -> tuple[str, Interval]:
    """The best of the others, and what a choice has more than it: negative where overtaken."""
    others = {one: sum(teu) for one, teu in values.items() if one != choice}
    rival = max(others, key=lambda one: others[one])
    return rival, paired_interval(values[choice], values[rival])
