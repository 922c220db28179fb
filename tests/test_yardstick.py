"""The yardstick: its forms tell what the product tells, and its gates say what was measured."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import sim
from benchmarks.contest import MINI, WITH_SECTIONS
from benchmarks.gates import Gate, of_contest, slope_of
from benchmarks.peers import c_loop, simpy_lean, simpy_per_box
from benchmarks.peers.problem import Peer, Problem, Stamps, problem_of, stamps_of
from benchmarks.peers.sums import sums_of
from sim.corridor.model import simulate

needs_cc = pytest.mark.skipif(c_loop.compiler() is None, reason="no C compiler `cc`")


def month(folder: Path, file: Path) -> tuple[Problem, Stamps]:
    """The first month of a mini corridor: what the peers are given and what the product tells."""
    short = folder / "month.yaml"
    short.write_text(f"extends: {file}\nhorizon: {{to: 2026-01-31}}\n")
    scenario = sim.load(short)
    journal = simulate(scenario, 1)
    return problem_of(scenario, 1, journal), stamps_of(journal)


@pytest.mark.parametrize(
    ("peer", "file"),
    [
        (simpy_per_box.run, MINI),
        (simpy_lean.run, MINI),
        pytest.param(c_loop.run, MINI, marks=needs_cc),
        pytest.param(c_loop.run, WITH_SECTIONS, marks=needs_cc),
    ],
)
def test_a_peer_tells_the_times_of_the_product(peer: Peer, file: Path, tmp_path: Path) -> None:
    problem, expected = month(tmp_path, file)
    assert np.isfinite(expected.delivered).sum() > 5_000
    assert peer(problem).largest_difference(expected) == 0.0


@pytest.mark.parametrize(
    "wrong", [{"cranes": 3}, {"bays": 5}, {"vessel_boxes": 239}, {"berths": 1}, {"vessels": 6}]
)
def test_another_corridor_is_seen(wrong: dict[str, int], tmp_path: Path) -> None:
    problem, expected = month(tmp_path, MINI)
    assert simpy_lean.run(replace(problem, **wrong)).largest_difference(expected) > 0.01


def test_sums_see_two_times_exchanged(tmp_path: Path) -> None:
    _, expected = month(tmp_path, MINI)
    told = sums_of(expected)
    assert told.relative_difference(expected) == 0.0
    expected.loaded[[0, 4_000]] = expected.loaded[[4_000, 0]]
    assert told.relative_difference(expected) > 1e-9


def test_a_gate_is_held_missed_or_not_measured() -> None:
    assert Gate("one", 40.0, True, 40).verdict == "held"
    assert Gate("one", 39.9, True, 40).verdict == "MISSED"
    assert Gate("one", 10.1, False, 10).verdict == "MISSED"
    assert Gate("one", None, False, 10).verdict == "not measured"


def test_gates_are_medians_of_ratios_of_a_round() -> None:
    per_box, product, c = [90.0, 100.0, 50.0], [1.0, 2.0, 5.0], [0.1, 0.1, 0.1]
    times = {"SimPy, a process a box": per_box, "product": product, "C loop": c}
    gates = list(of_contest(times))
    assert [gate.measured for gate in gates[:2]] == [50.0, pytest.approx(20.0)]
    assert all(gate.measured is None for gate in gates[2:])


def test_slope() -> None:
    assert slope_of([10, 100, 1000], [1.0, 10.0, 100.0]) == pytest.approx(1.0)
    assert slope_of([10, 100, 1000], [1.0, 100.0, 10_000.0]) == pytest.approx(2.0)
