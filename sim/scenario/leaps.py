"""Demand that looks unmeant: compound growth, and neighbouring months that differ too much."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby, pairwise

from sim.scenario.months import months_later, same_month_from
from sim.scenario.path import Asked, DemandPath
from sim.scenario.statements import Statement
from sim.scenario.undetermined import GrowthFault, Keys

LARGEST_MULTIPLE = 1_000_000
SUSPECT_MULTIPLE = 10
SUSPECT_STEP = 1.5


@dataclass(frozen=True)
class GrowthWarning:
    """Something of the demand that the author should look at: the keys, and what is odd."""

    path: Keys
    message: str


def explosions(path: DemandPath, flow: str) -> Iterator[GrowthFault]:
    """The first month that growth has carried to more than a million times its first year."""
    for month in path.months:
        first = same_month_from(path.months[0], month)
        multiple = _multiple(path.teu(Asked(flow, first)), path.teu(Asked(flow, month)))
        statement = path.governs(Asked(flow, month))
        if multiple > LARGEST_MULTIPLE and statement and not statement.says_level:
            yield GrowthFault(
                statement.path,
                f"carries {flow} in {month:%Y-%m} to {multiple:,.0f} times its first year,"
                f" more than {LARGEST_MULTIPLE:,} times; lower the growth, or end it with `to`",
            )
            return


def warnings_of_flow(path: DemandPath, flow: str) -> Iterator[GrowthWarning]:
    """What looks unmeant in the demand of one flow."""
    yield from _compounding(path, flow)
    yield from _leaps(path, flow)


def _multiple(base: float, reached: float) -> float:
    return reached / base if base else 1.0


def _compounding(path: DemandPath, flow: str) -> Iterator[GrowthWarning]:
    """Yearly growth that multiplies a flow more than tenfold over the months it governs."""
    governed = [(path.governs(Asked(flow, month)), month) for month in path.months]
    for statement in dict.fromkeys(one for one, _ in governed if one):
        months = [month for one, month in governed if one is statement]
        percent = statement.growth.percent_per_year or 0.0
        times = sum(month.month == months[-1].month for month in months)
        multiple = (1.0 + percent / 100.0) ** times
        if multiple > SUSPECT_MULTIPLE:
            yield GrowthWarning(
                (*statement.path, "percent_per_year"),
                f"compounds to {multiple:,.1f} times by {months[-1]:%Y-%m}: {flow} reaches"
                f" {_year_teu(path, flow, months[-1].year):,.0f} TEU in {months[-1].year}",
            )


def _year_teu(path: DemandPath, flow: str, year: int) -> float:
    months = (month for month in path.months if month.year == year)
    return math.fsum(path.teu(Asked(flow, month)) for month in months)


def _leaps(path: DemandPath, flow: str) -> Iterator[GrowthWarning]:
    """One warning for each statement whose months differ by more than half again, unsaid."""
    leaps = [
        (statement.path if statement else ("demand", "flows", flow), month, ratio)
        for month, ratio in _unsaid_steps(path, flow)
        for statement in [path.governs(Asked(flow, month))]
    ]
    for keys, steps in groupby(sorted(leaps), key=lambda leap: leap[0]):
        (_, month, ratio), *others = steps
        more = f", and in {len(others)} more months" if others else ""
        yield GrowthWarning(
            keys,
            f"{flow} changes {ratio:.1f}-fold from {months_later(month, -1):%Y-%m} to"
            f" {month:%Y-%m}{more}, without a statement that begins or ends there",
        )


def _unsaid_steps(path: DemandPath, flow: str) -> Iterator[tuple[date, float]]:
    by_month = [(month, _level(path, flow, month)) for month in path.months]
    for (_, before), (month, after) in pairwise(by_month):
        levels = before, after
        differ = max(levels) > SUSPECT_STEP * min(levels)
        if differ and not _is_said(path, flow, month):
            yield month, levels[1] / levels[0] if levels[0] else math.inf


def _level(path: DemandPath, flow: str, month: date) -> float:
    """Demand with season and length of the month taken out, in TEU a year."""
    weight = path.seasonal_weight(flow, month)
    return path.teu(Asked(flow, month)) / weight if weight else 0.0


def _is_said(path: DemandPath, flow: str, month: date) -> bool:
    """Whether a statement that speaks begins or ends there, or the months were counted."""
    before = tuple(_speaking(path, Asked(flow, months_later(month, -1))))
    after = tuple(_speaking(path, Asked(flow, month)))
    begins = any(one.first == month for one in after)
    ends = any(one.ended_before(month) for one in before)
    return begins or ends or any(one.kind == "observed" for one in (*before, *after))


def _speaking(path: DemandPath, asked: Asked) -> Iterator[Statement]:
    """The statement that governs a month, and what it multiplies where it multiplies the path."""
    if statement := path.governs(asked):
        yield statement
        if statement.kind == "times_path":
            yield from _speaking(path, asked.leaving((statement,)))
