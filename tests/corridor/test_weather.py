"""Storms: the share of time that was asked for, one series for all ports of a sea."""

from __future__ import annotations

import math
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from sim.corridor.streams import Streams
from sim.corridor.weather import Storm, closed_by, storms
from sim.scenario.scenario import Scenario
from tests.corridor.lives import read

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def stormy(folder: Path, shares: dict[str, float], storm_hours: str, last_day: str) -> Scenario:
    share = ", ".join(f"{month}: {shares.get(month, 0)}" for month in MONTHS)
    text = f"""
title: A sea
horizon: {{from: 2026-01-01, to: {last_day}, warm_up_days: 30}}
terminals:
  a: {{}}
  b: {{}}
services:
  boats: {{kind: carrier, from: a, to: b, every_hours: 10000, slots_teu: 1, hours: 1}}
seas:
  sea: {{closed_share: {{{share}}}, storm_hours: {storm_hours}}}
demand:
  flows:
    boxes:
      direction: west
      origin: a
      destination: b
      route: [boats]
      consignment: BOX
      arrivals: {{pattern: timetable, first_hours: 0, every_hours: 24, number: 1}}
"""
    return read(folder, text)


def closed_hours(series: tuple[Storm, ...], start: float, end: float) -> float:
    return sum(max(0.0, min(one.end, end) - max(one.start, start)) for one in series)


def test_the_share_of_time_open_of_case_f04(tmp_path: Path) -> None:
    """Open 240 h and closed 24 h on average: 10/11 of the time is open.

    20 replications of twenty years with fixed seeds: the 99.9 % interval holds the exact value, and
    the 95 % half-width is below half a per cent of it.
    """
    scenario = stormy(
        tmp_path,
        dict.fromkeys(MONTHS, 1 / 11),
        "{distribution: exponential, mean: 24}",
        "2045-12-31",
    )
    end = scenario.end_hours
    series = [storms(scenario, Streams(1, replication), "sea") for replication in range(20)]
    opened = np.array([1 - closed_hours(one, 0.0, end) / end for one in series])
    error = opened.std(ddof=1) / math.sqrt(20)
    assert opened.mean() == pytest.approx(10 / 11, abs=3.883 * error)
    assert 2.093 * error <= 0.005 * 10 / 11


def test_each_month_has_its_own_share_and_a_calm_month_no_storm(tmp_path: Path) -> None:
    """Storms of a quarter of an hour hardly cross the end of a month: 40 % of July, none in
    June."""
    scenario = stormy(tmp_path, {"jul": 0.4}, "0.25", "2026-12-31")
    series = storms(scenario, Streams(1, 0), "sea")
    july, august = 24.0 * 181, 24.0 * 212
    assert all(july <= one.start < august for one in series)
    n = len(series)
    share = closed_hours(series, july, august) / (august - july)
    assert share == pytest.approx(0.4, abs=3.3 * 0.4 * 0.6 / math.sqrt(n))


def test_storms_do_not_overlap_and_are_the_same_for_a_longer_horizon(tmp_path: Path) -> None:
    shares = dict.fromkeys(MONTHS, 0.3)
    hours = "{distribution: lognormal, mean: 48, cv: 0.8}"
    year, two = (
        storms(stormy(tmp_path, shares, hours, f"{year}-12-31"), Streams(5, 2), "sea")
        for year in (2026, 2027)
    )
    assert two[: len(year)] == year
    assert all(a.end <= b.start for a, b in pairwise(two))


def test_a_place_is_closed_by_storms_of_at_least_its_strength() -> None:
    series = (Storm(0, 1, 0.2), Storm(2, 3, 0.5), Storm(4, 5, 0.9))
    assert closed_by(series, 0.5) == [(2, 3), (4, 5)]
