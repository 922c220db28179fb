"""Batches that are put on a carriage together are joined, and nothing else about them changes."""

from __future__ import annotations

import itertools

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sim.corridor.arrays import Range, each_of
from sim.corridor.containers import FEW_BATCHES, Batch, joined

ROWS, FLOWS = 60, 3
parts = st.lists(
    st.tuples(st.integers(0, ROWS - 6), st.integers(1, 6), st.booleans()), min_size=1, max_size=9
)


def batches_of(parts: list[tuple[int, int, bool]]) -> list[Batch]:
    """Batches of some rows, each of the flow of its twenty rows; as a run or as an array."""
    found = []
    for first, n, in_turn in parts:
        last = min(first + n, (first // 20 + 1) * 20)
        rows = Range(first, last) if in_turn else np.arange(first, last)
        found.append(Batch(first // 20, rows, last - first, float(last - first), 10.0 * first))
    return found


@settings(derandomize=True, deadline=None)
@given(parts, st.booleans())
@example([(0, 6, True), (6, 6, True), (14, 6, True), (20, 6, True)], True)
@example([(2 * k, 1, True) for k in range(9)], True)
def test_joined_batches_are_the_same_boxes_in_the_same_order(
    parts: list[tuple[int, int, bool]], in_runs: bool
) -> None:
    """Those that follow one another are one; all of a flow where there are many otherwise."""
    before, after = batches_of(parts), joined(batches_of(parts), in_runs)
    rows = [np.concatenate([each_of(one.rows) for one in load]) for load in (before, after)]
    assert rows[0].tolist() == rows[1].tolist()
    for flow in range(FLOWS):
        own = [[one for one in load if one.flow == flow] for load in (before, after)]
        for what in ("n", "teu", "kg"):
            assert sum(getattr(one, what) for one in own[0]) == sum(
                getattr(one, what) for one in own[1]
            )
    for one, other in itertools.pairwise(after):
        in_turn = isinstance(one.rows, Range) and isinstance(other.rows, Range)
        follows = in_turn and one.rows.last == other.rows.first
        assert not (follows and one.flow == other.flow)
        assert (in_runs and len(after) <= FEW_BATCHES) or one.flow != other.flow
    assert all(len(each_of(one.rows)) == one.n for one in after)
