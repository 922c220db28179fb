"""Columns of stamps tell what a plain array would, whether kept as runs or box by box."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sim.corridor.arrays import Floats, Range, Rows
from sim.corridor.columns import Column, Loading
from sim.corridor.times import Late, Times, Waves, all_of, are_in_order, part_of, times_at
from sim.errors import ModelError

END = 20.0
tenths = st.integers(0, 250).map(lambda n: n / 10)
kinds = st.sampled_from(["one", "waves", "late", "each", "scattered", "left out"])
loads = st.lists(st.tuples(st.integers(1, 12), kinds, tenths, st.integers(1, 3)), max_size=8)


def times_of(kind: str, n: int, time: float, each: int) -> Times:
    """Times of n boxes, of one kind."""
    if kind == "waves":
        return Waves(n, each, time, 0.1)
    if kind == "late":
        return Late(n, time, list(range(0, n, each)), [time - 0.5 + k for k in range(0, n, each)])
    return time if kind == "one" else time + np.arange(n) % each


def noted(loads: list[tuple[int, str, float, int]]) -> Iterator[tuple[Rows, Times, int]]:
    """Rows, times and number of the boxes of each load that is noted; loads lie in turn."""
    first = 0
    for n, kind, time, each in loads:
        run = Range(first, first + n)
        rows = np.arange(first, first + n)[::-1] if kind == "scattered" else run
        if kind != "left out":
            yield rows, times_of(kind, n, time, each), n
        first += n


def box_by_box(loads: list[tuple[int, str, float, int]]) -> Floats:
    """The same as a plain array, each wave summed after the one before."""
    plain = np.full(sum(n for n, *_ in loads), np.nan)
    for rows, times, n in noted(loads):
        if isinstance(times, Waves):
            told, end = [], times.start
            for place in range(n):
                end += 0.0 if place % times.each else times.hours
                told.append(end)
        else:
            told = all_of(times, n).tolist()
        for place, time in enumerate(told):
            plain[rows.first + place if isinstance(rows, Range) else rows[place]] = time
    plain[plain >= END] = np.nan
    return plain


@settings(derandomize=True, deadline=None)
@given(st.permutations(range(8)), loads, st.integers(0, 60), st.integers(0, 60))
@example(list(range(8)), [(7, "waves", 19.7, 2), (3, "left out", 0.0, 1)], 2, 6)
def test_a_column_tells_what_was_noted(
    order: list[int], loads: list[tuple[int, str, float, int]], start: int, stop: int
) -> None:
    """Bitwise, in whatever order loads come; whole, in part, box by box and by a mask."""
    plain = box_by_box(loads)
    column, found = Column(len(plain)), list(noted(loads))
    for place in order:
        if place < len(found):
            column.note(*found[place][:2])
    column.close(END)
    assert len(column) == len(plain)
    assert np.array_equal(column[:], plain, equal_nan=True)
    assert np.array_equal(column[start:stop], plain[start:stop], equal_nan=True)
    odd = np.arange(len(plain)) % 2 == 1
    assert np.array_equal(column[odd], plain[odd], equal_nan=True)
    assert np.array_equal(column[np.flatnonzero(odd)], plain[odd], equal_nan=True)
    if runs := column.in_runs():
        numbers, first, sizes = runs
        again = np.full(len(plain), np.nan)
        again[_each(first, sizes)] = numbers.repeat(sizes)
        assert np.array_equal(again, plain, equal_nan=True)


def _each(first: Any, sizes: Any) -> Any:
    runs = (np.arange(one, one + size) for one, size in zip(first, sizes, strict=True))
    return np.concatenate([np.empty(0, np.int64), *runs])


def test_runs_are_told_as_runs() -> None:
    """Two loads of one number each, whatever their sizes, cost two numbers."""
    column = Column(100)
    column.note(Range(40, 90), 7.0)
    column.note(Range(0, 40), 3.0)
    column.close(END)
    runs = column.in_runs()
    assert runs
    assert [part.tolist() for part in runs] == [[3, 7], [0, 40], [40, 50]]


@pytest.mark.parametrize("kind", ["one", "waves", "late", "scattered"])
def test_a_row_is_noted_once(kind: str) -> None:
    column = Column(12)
    column.note(Range(0, 6), 1.0)
    for rows, times, _ in noted([(5, "left out", 0.0, 1), (4, kind, 2.0, 2)]):
        column.note(rows, times)
    with pytest.raises(ModelError, match="stamped twice"):
        column.close()


def test_a_loading_stamps_voyage_start_and_end() -> None:
    """Boxes 0 to 3 one by one by a crane of two hours, 4 to 6 at once; 8 alone; 7 and 9 never."""
    loading = Loading(10)
    loading.note(Range(4, 7), 1, 5.0, 5.0)
    loading.note(Range(0, 4), 0, 1.0, Waves(4, 1, 1.0, 2.0))
    loading.note(np.array([8]), 2, 18.0, 21.0)
    loading.close(END)
    assert loading.voyage[:].tolist() == [0, 0, 0, 0, 1, 1, 1, -1, 2, -1]
    assert loading.voyage[:].dtype == np.int32
    blank = math.nan
    starts, ends = [1, 1, 1, 1, 5, 5, 5, blank, 18, blank], [3, 5, 7, 9, 5, 5, 5] + [blank] * 3
    assert np.array_equal(loading.load_start[:], starts, equal_nan=True)
    assert np.array_equal(loading.loaded[:], ends, equal_nan=True)


@settings(derandomize=True, deadline=None)
@given(st.integers(1, 9), kinds, tenths, st.integers(1, 3), st.integers(0, 9), st.integers(0, 9))
@example(8, "waves", 1.0, 2, 4, 7)
@example(8, "waves", 1.0, 2, 3, 7)
def test_times_in_short_are_those_of_each_box(
    n: int, kind: str, time: float, each: int, first: int, last: int
) -> None:
    """Bitwise, of parts of a load and of boxes at some places."""
    times = times_of(kind, n, time, each)
    plain = all_of(times, n)
    first, last = min(first, last, n), min(max(first, last), n)
    assert all_of(part_of(times, first, last), last - first).tolist() == plain[first:last].tolist()
    assert times_at(times, list(range(first, last))) == plain[first:last].tolist()
    if are_in_order(times):
        assert (np.diff(plain) >= 0).all()
