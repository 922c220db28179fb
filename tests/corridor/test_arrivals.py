"""Demand made flesh: counts, moments of birth and sizes."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from sim.corridor.arrivals import Birth, populate
from sim.corridor.streams import Streams
from sim.scenario.growth import Block
from sim.scenario.scenario import Scenario
from tests.corridor.lives import read

JULY = Block("2026-07", 181 * 24.0, 212 * 24.0, 1150.0, False)  # case C10: 12,000 a year × 1.15


def demanding(folder: Path, blocks: tuple[Block, ...], arrivals: str) -> Scenario:
    """One flow of single boxes with exactly these blocks of demand."""
    text = f"""
title: Arrivals
horizon: {{from: 2026-01-01, to: 2026-12-31}}
terminals:
  a: {{}}
  b: {{}}
services:
  boats: {{kind: carrier, from: a, to: b, every_hours: 10000, slots_teu: 2, hours: 1}}
demand:
  flows:
    boxes:
      direction: west
      origin: a
      destination: b
      route: [boats]
      consignment: {{boxes: 2, forty_foot_share: 0.5, cargo_tonnes_per_teu: 8,
        tare_tonnes_per_teu: 2}}
      arrivals: {arrivals}
      growth: {{base: {{year: 2026, teu: 1}}}}
"""
    scenario = read(folder, text)
    return replace(scenario, demand=(replace(scenario.demand[0], blocks=blocks),))


def births(scenario: Scenario, replication: int = 0) -> tuple[Birth, ...]:
    return populate(scenario, Streams(3, replication)).births


def test_counts_are_poisson_as_in_case_c10(tmp_path: Path) -> None:
    """400 replications: mean 1150 within 3.3 standard errors, variance over mean 1 likewise."""
    scenario = demanding(tmp_path, (JULY,), "{pattern: random}")
    counts = np.array([len(births(scenario, one)[0].times) for one in range(400)])
    assert counts.mean() == pytest.approx(1150, abs=3.3 * math.sqrt(1150 / 400))
    assert counts.var(ddof=1) / counts.mean() == pytest.approx(1, abs=3.3 * math.sqrt(2 / 399))


def test_a_programme_factor_spreads_the_counts(tmp_path: Path) -> None:
    """Its variance adds the square of cv × mean: 1150 + (0.3 × 1150)²."""
    scenario = demanding(tmp_path, (JULY,), "{pattern: random, programme_cv: 0.3}")
    counts = np.array([len(births(scenario, one)[0].times) for one in range(400)])
    exact = 1150 + (0.3 * 1150) ** 2
    assert counts.mean() == pytest.approx(1150, abs=3.3 * math.sqrt(exact / 400))
    assert counts.var(ddof=1) == pytest.approx(exact, rel=3.3 * math.sqrt(2.4 / 400))


def test_observed_counts_are_met_exactly_whatever_the_programme(tmp_path: Path) -> None:
    block = replace(JULY, trains=17.0, exact=True)
    scenario = demanding(tmp_path, (block,), "{pattern: random, programme_cv: 0.5}")
    for replication in range(20):
        times = births(scenario, replication)[0].times
        assert len(times) == 17
        assert block.start_hours < times[0]
        assert times[-1] < block.end_hours
        assert (np.diff(times) > 0).all()


def test_more_demand_adds_trains_and_moves_the_others_only_within_their_month(
    tmp_path: Path,
) -> None:
    august = Block("2026-08", 212 * 24.0, 243 * 24.0, 900.0, False)
    plain = births(demanding(tmp_path, (JULY, august), "{pattern: random}"))
    more = replace(JULY, trains=2.6 * JULY.trains)
    jump = births(demanding(tmp_path, (more, august), "{pattern: random}"))
    assert jump[1].times.tolist() == plain[1].times.tolist()
    before, after = plain[0].times, jump[0].times
    assert len(after) > len(before)
    moved = JULY.start_hours + (before - JULY.start_hours) / 2.6
    assert after[: len(before)] == pytest.approx(moved, rel=1e-12)


def test_even_consignments_keep_pace_with_the_running_total(tmp_path: Path) -> None:
    """1.4 trains a block: 1, then 3 of 2.8, then 4 of 4.2; each in the middle of its share."""
    blocks = tuple(Block(str(k), 10.0 * k, 10.0 * k + 10, 1.4, False) for k in range(3))
    made = births(demanding(tmp_path, blocks, "{pattern: even}"))
    assert [birth.times.tolist() for birth in made] == [[5.0], [12.5, 17.5], [25.0]]


def test_boxes_have_their_share_of_forty_feet_and_their_mass(tmp_path: Path) -> None:
    boxes = populate(demanding(tmp_path, (JULY,), "{pattern: random}"), Streams(3, 0)).boxes
    n = len(boxes.teu)
    assert set(boxes.teu) == {1.0, 2.0}
    assert (boxes.teu == 2).mean() == pytest.approx(0.5, abs=3.3 * 0.5 / math.sqrt(n))
    assert boxes.gross_kg.tolist() == (boxes.teu * 10_000).tolist()
    assert boxes.cargo_tonnes(slice(None)).tolist() == (boxes.teu * 8).tolist()
