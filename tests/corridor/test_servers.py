"""Cranes that work a whole visit at once give what one box after another would."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sim.corridor.calendars import Calendar, Dated
from sim.corridor.servers import Servers
from sim.corridor.times import all_of
from sim.errors import UntrustedRun

ALWAYS = Dated((-math.inf,), (1.0,))
eighths = st.integers(0, 400).map(lambda n: n / 8)
numbers = st.lists(st.integers(0, 3).map(float), min_size=1, max_size=4)
paces = st.lists(st.sampled_from([0.0, 0.1, 0.3, 1.0, 2.5]), min_size=1, max_size=3)
visits = st.lists(st.tuples(eighths, st.integers(1, 9)), min_size=1, max_size=6)
closures = st.lists(eighths.map(lambda start: (start, start + 1.5)), max_size=4)


def by_date(values: list[float]) -> Dated[float]:
    """A value that changes every 20 hours."""
    times = (-math.inf, *(20.0 * k for k in range(1, len(values))))
    return Dated(times, tuple(values))


@settings(derandomize=True, deadline=None)
@given(numbers, paces, closures, visits, st.booleans())
@example([1.0, 2.0, 1.0], [0.3, 1.0], [(19.0, 20.5)], [(0.0, 9), (18.0, 9), (39.0, 9)], False)
def test_a_visit_at_once_equals_its_boxes_one_by_one(
    number: list[float],
    pace: list[float],
    closed: list[tuple[float, float]],
    visits: list[tuple[float, int]],
    varied: bool,
) -> None:
    """Bitwise, the hours worked to rounding; with added and retired servers and dated pace."""
    number[-1] = max(number[-1], 1.0)  # somebody is always left
    quick, last_alone, plain = (
        Servers(by_date(number), by_date(pace), Calendar(closed)) for _ in range(3)
    )
    draws = np.random.default_rng(1)
    for now, n in sorted(visits):
        variates = draws.exponential(size=n) if varied else None
        work = [1.0] * n if variates is None else variates.tolist()
        one_by_one = [plain.serve_one(now, one) for one in work]
        finish, last = quick.serve(now, n, variates)
        assert (all_of(finish, n).tolist(), last) == (one_by_one, max(one_by_one))
        if not varied:
            assert last_alone.serve_last(now, n) == last
    assert quick.worked_hours == pytest.approx(plain.worked_hours, rel=1e-12)


@settings(derandomize=True, deadline=None)
@given(numbers, paces, closures, st.lists(st.lists(eighths, min_size=1, max_size=6), max_size=4))
@example([2.0], [0.3], [], [[0.0, 0.5, 0.5, 3.0], [0.5, 3.0]])
@example([2.0], [0.3, 1.0], [], [[19.0, 19.9, 20.0]])
def test_boxes_that_come_one_after_another_are_served_as_each_alone_would_be(
    number: list[float], pace: list[float], closed: list[tuple[float, float]], visits: list[Any]
) -> None:
    """Bitwise, with hours of their own that change on dates."""
    number[-1] = max(number[-1], 1.0)
    quick, plain = (Servers(by_date(number), None, Calendar(closed)) for _ in range(2))
    hours, draws = by_date(pace), np.random.default_rng(1)
    for times in visits:
        variates = draws.exponential(size=len(times)).tolist()
        pairs = zip(times, variates, strict=True)
        one_by_one = [plain.serve_one(time, variate, hours) for time, variate in pairs]
        assert quick.serve_each(times, variates, hours) == one_by_one
    assert quick.worked_hours == plain.worked_hours


def test_unlimited_servers_take_all_at_the_opening() -> None:
    servers = Servers(by_date([math.inf]), by_date([2.0]), Calendar([(0.0, 5.0)]))
    assert servers.serve(1.0, 2, None) == (7, 7)
    assert all_of(servers.serve(6.0, 2, np.array([1.5, 1.0]))[0], 2).tolist() == [9, 8]
    assert servers.serve(8.0, 2, np.array([1.5, 1.0]))[1] == 11
    assert servers.worked_hours == 14


def test_a_group_that_is_gone_cannot_be_asked() -> None:
    servers = Servers(by_date([1.0, 0.0]), ALWAYS, Calendar())
    assert servers.serve(19.5, 1, None)[1] == 20.5
    with pytest.raises(UntrustedRun, match="no server is left at hour 21"):
        servers.serve(21.0, 1, None)
