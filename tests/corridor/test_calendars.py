"""Closures and dated values against the plainest statement of their rules."""

from __future__ import annotations

import math

from hypothesis import given, settings
from hypothesis import strategies as st

from sim.corridor.calendars import Calendar, Dated, daily_closures

hours = st.integers(-50, 200).map(float)
closures = st.lists(
    st.tuples(hours, st.integers(1, 40)).map(lambda pair: (pair[0], pair[0] + pair[1])), max_size=8
)


@settings(derandomize=True, deadline=None)
@given(closures, hours)
def test_next_open_is_the_first_hour_that_no_closure_holds(
    intervals: list[tuple[float, float]], time: float
) -> None:
    expected = time
    while any(start <= expected < end for start, end in intervals):
        expected += 1
    assert Calendar(intervals).next_open(time) == expected


@settings(derandomize=True, deadline=None)
@given(closures, hours)
def test_open_until_is_the_next_hour_at_which_a_closure_begins(
    intervals: list[tuple[float, float]], time: float
) -> None:
    calendar = Calendar(intervals)
    if calendar.next_open(time) == time:
        starts = [start for start, _ in intervals if start > time]
        assert calendar.open_until(time) == min(starts, default=math.inf)


def test_a_closure_holds_its_start_and_not_its_end() -> None:
    calendar = Calendar([(10.0, 20.0), (20.0, 30.0)])
    assert calendar.intervals() == [(10.0, 30.0)]
    assert [calendar.next_open(time) for time in (9.0, 10.0, 29.0, 30.0)] == [9, 30, 30, 30]


def test_opening_hours_close_the_rest_of_the_day() -> None:
    """08:00-12:00 and 22:00-02:00: closed from 2 to 8 and from 12 to 22."""
    calendar = Calendar(daily_closures([(480, 720), (1320, 120)], 0.0, 48.0))
    times = (1.0, 2.0, 7.9, 8.0, 12.0, 23.0, 25.0, 26.0)
    assert [calendar.next_open(t) for t in times] == [1, 8, 8, 8, 22, 23, 25, 32]


def test_a_dated_value_holds_from_its_date_on() -> None:
    value = Dated((-math.inf, 24.0, 48.0), (1, 2, 3))
    assert [value.at(time) for time in (-1e9, 23.9, 24.0, 47.9, 48.0)] == [1, 1, 2, 2, 3]
    back_and_forth = (48.0, 0.0, 24.0, 23.9, math.inf, 30.0, -math.inf)
    assert [value.at(time) for time in back_and_forth] == [3, 1, 2, 1, 3, 2, 1]
    assert [value.same_until(time) for time in (0.0, 24.0, 48.0)] == [24, 48, math.inf]
    assert value.changes() == (24, 48)
