"""The answer in about ten lines: what gets through, how long it takes, where it waits."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pandas as pd

from sim.experiment.stability import seasonal_places, unstable_places
from sim.experiment.waits import Wait, waits
from sim.report.labels import (
    directed_title,
    group_title,
    month_title,
    relation_title,
    wait_title,
)
from sim.report.numbers import asked_teu, days, monthly_growth, per_cent, teu
from sim.report.pedigree import weak_sources
from sim.report.reading import (
    Censoring,
    Times,
    by_relation,
    censored,
    full_years,
    replications,
    total,
    unfinished_teu,
    years_of,
)
from sim.scenario.targets import target_groups

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

LABEL_WIDTH = 14
MILESTONES = 2
LONGEST_WAITS = 3


def lines(table: pd.DataFrame, scenario: Scenario) -> list[str]:
    """The answer of a run, a line a statement; where it was written is the caller's to add."""
    return [
        heading(table, scenario),
        *_labelled("Delivered", _delivered(table, scenario)),
        *_labelled("Given up", _given_up(table, scenario)),
        *_labelled("Transit", _transit(table, scenario)),
        *_labelled("Waits most", _waits(table, scenario)),
        *_labelled("UNSTABLE", _unstable(table, scenario)),
        *_labelled("Seasonal", _seasonal(table, scenario)),
        *_labelled("Rests on", _rests_on(table, scenario)),
        *_labelled("Intervals", _meaning(table)),
    ]


def _labelled(label: str, told: Iterator[str]) -> Iterator[str]:
    for position, line in enumerate(told):
        yield f"{label if position == 0 else '':{LABEL_WIDTH}}{line}"


def heading(table: pd.DataFrame, scenario: Scenario) -> str:
    """The run in one line: its name, years, replications and seed."""
    reported, n = years_of(table), replications(table)
    name = f"{scenario.name} + {scenario.option}" if scenario.option else scenario.name
    counted = "1 replication" if n == 1 else f"{n} replications"
    return f"{name} · {reported[0]}–{reported[-1]} · {counted} · seed {scenario.file.seed}"


def _meaning(table: pd.DataFrame) -> Iterator[str]:
    n = replications(table)
    yield "one replication, no interval" if n == 1 else f"95 % of the mean over {n} replications"


# Delivered ---------------------------------------------------------------------------------


def _delivered(table: pd.DataFrame, scenario: Scenario) -> Iterator[str]:
    last = full_years(table, scenario)[-1]
    for year in (last, *milestones(table, scenario)):
        asked = asked_teu(total(table, "asked", str(year)))
        yield f"{year}  {teu(total(table, 'delivered', str(year)))} of {asked} asked"
    for group, flows in target_groups(scenario.file).items():
        done, wanted = (total(table, kpi, str(last), flows) for kpi in ("delivered", "asked"))
        told = f"{teu(done)} of {asked_teu(wanted)} asked"
        yield f"{last}  {group_title(scenario, group)}: {told}"


def milestones(table: pd.DataFrame, scenario: Scenario) -> list[int]:
    """Up to two years before the last one: those with official targets, else evenly spread."""
    before = full_years(table, scenario)[:-1]
    official = sorted({target.year for target in scenario.file.targets.values()} & set(before))
    spread = {before[len(before) * i // MILESTONES] for i in range(MILESTONES) if before}
    return (official or sorted(spread))[-MILESTONES:]


def _given_up(table: pd.DataFrame, scenario: Scenario) -> Iterator[str]:
    """Where flows may give up: what did, in the last full year."""
    if (table["kpi"] == "given_up").any():
        last = full_years(table, scenario)[-1]
        yield f"{last}  {teu(total(table, 'given_up', str(last)))} went another way after waiting"


# Transit -----------------------------------------------------------------------------------


def _transit(table: pd.DataFrame, scenario: Scenario) -> Iterator[str]:
    times = {s: by_relation(table, "transit_time", s) for s in ("p50", "p90")}
    held = censored(table, scenario)
    for relation in scenario.file.relations:
        whole = [y for y in full_years(table, scenario) if (relation, y) in times["p50"]]
        known = [y for y in whole if times["p50"][relation, y].n]
        if known:
            told = [_year_times(times, relation, y, held) for y in sorted({known[0], known[-1]})]
            rest = _unfinished(table, scenario, relation, known[-1]) if relation in held else ""
            yield f"{relation_title(scenario, relation)}  {' → '.join(told)}{rest}"


def _year_times(
    times: dict[str, Times],
    relation: str,
    year: int,
    held: dict[str, Censoring],
) -> str:
    least = "at least " if relation in held and year >= held[relation].from_year else ""
    told = ", ".join(f"{s} {days(times[s][relation, year])}" for s in ("p50", "p90"))
    return f"{least}{told} ({year})"


def _unfinished(table: pd.DataFrame, scenario: Scenario, relation: str, year: int) -> str:
    left = unfinished_teu(table, scenario, relation, year)
    return f"; {asked_teu(left)} TEU unfinished"


# Waiting and overload ----------------------------------------------------------------------


def _longest(table: pd.DataFrame, scenario: Scenario) -> list[Wait]:
    """The longest waits of the last full year."""
    last = full_years(table, scenario)[-1]
    return waits(table, [str(last)])[:LONGEST_WAITS]


def _waits(table: pd.DataFrame, scenario: Scenario) -> Iterator[str]:
    told = [
        f"{rank} {wait_title(scenario, one.place, one.direction, one.cause)} {per_cent(one.share)}"
        for rank, one in enumerate(_longest(table, scenario), start=1)
    ]
    yield f"{full_years(table, scenario)[-1]}  {'   '.join(told) or 'nothing waits'}"


def _unstable(table: pd.DataFrame, scenario: Scenario) -> Iterator[str]:
    for one in unstable_places(table):
        since = f"{'by' if one.or_earlier else 'from'} {month_title(one.month)}"
        place = directed_title(scenario, one.place, one.direction)
        yield f"{place} {since}: {monthly_growth(one.growth_teu_per_month)}"


def _seasonal(table: pd.DataFrame, scenario: Scenario) -> Iterator[str]:
    for one in seasonal_places(table):
        place = directed_title(scenario, one.place, one.direction)
        yield f"{place}: a winter queue of {teu(one.peak_teu)} at its worst, clears by summer"


def _rests_on(table: pd.DataFrame, scenario: Scenario) -> Iterator[str]:
    places = list(dict.fromkeys(one.place for one in _longest(table, scenario)))
    told = weak_sources(scenario, places)
    if told:
        yield "; ".join(told)
