"""Races on small scenarios, in this process."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from sim.experiment.candidates import Candidate, candidates
from sim.experiment.cases import Running
from sim.experiment.jobs import Crew
from sim.experiment.relief import Bench, Effort, Gain, Ranking, bench_of, race
from sim.experiment.replication import race_numbers
from sim.experiment.yardstick import Yardstick, counted_flows, main_relation
from sim.scenario.overlay import Ground

YEAR = 2026


RUNNING = Running(Crew(1))  # in this process
RACING = replace(RUNNING, task=race_numbers)


def bench(file: Path, lines: Mapping[str, Any] | None = None) -> Bench:
    ground = Ground.read(file).with_lines(dict(lines or {}))
    scenario = ground.scenario()
    counted = counted_flows(scenario)
    yardstick = Yardstick(YEAR, counted, main_relation(scenario, YEAR, counted))
    return bench_of(ground, yardstick, RACING)


def levers(own: Bench, names: Collection[str] = ()) -> list[Candidate]:
    return [
        one
        for one in candidates(own.ground.scenario(), pace=True)
        if not names or one.name in names
    ]


def ranked(own: Bench, effort: Effort, names: Collection[str] = ()) -> Ranking:
    return race(own, levers(own, names), effort)


def gain(ranking: Ranking, name: str) -> Gain:
    (found,) = (one for one in ranking.gains if one.candidate.name == name)
    return found


def order(ranking: Ranking) -> list[str]:
    return [one.candidate.name for one in ranking.gains]
