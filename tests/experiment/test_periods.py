"""Sums, integrals and levels by month against counting hour by hour."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.experiment.periods import Periods

EDGES = (0, 10, 17, 30)
PERIODS = Periods(
    np.array(EDGES, float), ("2025-12", "2026-01", "2026-02"), ("2025", "2026"), np.array([0, 1, 1])
)
MONTHS = list(pairwise(EDGES))
# An amount is there from its start to its end; it may begin before the first month and never end.
stays = st.lists(
    st.tuples(
        st.integers(-8, 35), st.one_of(st.integers(0, 40), st.just(math.nan)), st.integers(1, 9)
    ),
    max_size=8,
)
Stays = list[tuple[int, float, int]]


def columns(stays: Stays) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rows = [(start, start + length, amount) for start, length, amount in stays]
    starts, ends, amounts = np.array(rows, float).reshape(-1, 3).T
    return starts, ends, amounts


def there(stays: Stays, hour: int) -> int:
    """Amount present in the hour that begins now."""
    return sum(a for s, length, a in stays if s <= hour and not hour >= s + length)


@settings(derandomize=True, deadline=None)
@given(stays)
def test_an_integral_adds_up_the_hours(stays: Stays) -> None:
    expected = [sum(there(stays, hour) for hour in range(*month)) for month in MONTHS]
    starts, ends, amounts = columns(stays)
    assert PERIODS.spans(starts, ends).integral(amounts).tolist() == expected


@settings(derandomize=True, deadline=None)
@given(stays)
def test_a_level_is_what_is_there_in_the_last_hour(stays: Stays) -> None:
    expected = [there(stays, end - 1) for _, end in MONTHS]
    starts, ends, amounts = columns(stays)
    assert PERIODS.spans(starts, ends).level(amounts).tolist() == expected


@settings(derandomize=True, deadline=None)
@given(stays)
def test_a_total_counts_in_the_month_that_begins_at_its_hour(stays: Stays) -> None:
    starts, ends, amounts = columns(stays)
    begun = [sum(a for s, _, a in stays if first <= s < end) for first, end in MONTHS]
    ended = [sum(a for s, n, a in stays if first <= s + n < end) for first, end in MONTHS]
    assert PERIODS.total(starts, amounts).tolist() == begun
    assert PERIODS.spans(starts, ends).begun(amounts).tolist() == begun
    assert PERIODS.spans(starts, ends).ended(amounts).tolist() == ended


def test_months_make_years() -> None:
    monthly = np.array([1.0, 2.0, 4.0])
    assert PERIODS.by_year(monthly).tolist() == [1, 6]
    assert PERIODS.last_of_year(monthly).tolist() == [1, 4]
    times = np.array([-0.1, 0.0, 9.9, 10.0, 29.9, 30.0, math.nan])
    assert PERIODS.year(times).tolist() == [-1, 0, 0, 1, 1, -1, -1]
    assert PERIODS.hours.tolist() == [10, 7, 13]
