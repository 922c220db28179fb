"""Which option, taken alone, is first where: over two numbers, in each panel of a study's map."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import pandas as pd

from sim.experiment.cases import Running
from sim.experiment.varying import Trial, Trials, first_of
from sim.scenario.studies import NOTHING, Study
from sim.scenario.varied import Map, Number, Setting


@dataclass(frozen=True)
class Mapped:
    """`table`: a row a panel and pair of values, with the first option and its lead."""

    table: pd.DataFrame
    failures: tuple[str, ...]


def first_map(study: Study, running: Running) -> Mapped:
    """Run every option alone at every pair of values of the study's map; empty without one."""
    asked = study.file.map
    if asked is None:
        return Mapped(pd.DataFrame(), ())
    trials = Trials(study, study.panels, running, asked.replications)
    cells = list(_cells(study, asked))
    trials.run(one for *_, cell in cells for one in cell)
    rows = [
        row
        for panel, up, across, cell in cells
        if (row := _row(trials, cell, {"panel": panel, "up": up, "across": across}))
    ]
    return Mapped(pd.DataFrame(rows), tuple(trials.failures))


Cell = tuple[str, Number, Number, list[Trial]]


def _cells(study: Study, asked: Map) -> Iterator[Cell]:
    panels = dict.fromkeys(panel for panel, _ in study.panels)
    for panel, up, across in product(panels, asked.up.values, asked.across.values):
        setting = Setting(((asked.up, up), (asked.across, across)))
        yield panel, up, across, [Trial(panel, setting, one.name) for one in study.alone]


def _row(
    trials: Trials, cell: list[Trial], at: dict[str, str | Number]
) -> dict[str, object] | None:
    first = first_of(trials.paired(cell))
    if first is None:
        return None
    return {
        **at, "first": first.choice, "second": first.second, "teu": first.means[first.choice],
        "more_than_none": first.means[first.choice] - first.means[NOTHING],
        "lead": first.lead.mean, "lead_low": first.lead.low, "lead_high": first.lead.high,
        "shown": first.is_shown, "n": first.n,
    }  # fmt: skip
