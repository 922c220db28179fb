"""What is compiled instead of some modules does the same, here without the compiler."""

from __future__ import annotations

import math

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sim.compiled.instead import by_time as other_by_time
from sim.compiled.instead import constant_work as other_constant_work
from sim.compiled.instead import log as other_log
from sim.compiled.place import INSTEAD, SOURCES
from sim.corridor import by_time, constant_work, log
from sim.corridor.times import all_of

few = st.sampled_from([0.0, 1.0, 1.5, 2.0, 7.25])  # so that many are alike
hours = st.sampled_from([0.0, 0.1, 0.3, 1.0, 2.5])
puts = st.lists(st.one_of(st.none(), st.tuples(few, st.booleans())), max_size=60)
free = st.lists(few, min_size=1, max_size=6)


def test_each_stands_for_a_module_of_the_model() -> None:
    names = {path.name for path in INSTEAD.glob("*.py")}
    assert names <= {path.name for path in SOURCES.glob("*.py")}
    assert "by_time.py" in names


@settings(derandomize=True, deadline=None)
@given(puts)
def test_things_come_in_the_same_order(steps: list[tuple[float, bool] | None]) -> None:
    """None takes one; who is put first has a tie below all others."""
    ours, other = by_time.ByTime(), other_by_time.ByTime()
    held = 0
    for number, step in enumerate(steps):
        assert other.first() == ours.first()
        if step:
            time, first = step
            for one in (ours, other):
                one.put(time, number - 1000 * first, f"thing {number}")
            held += 1
        elif held:
            held -= 1
            assert other.take() == ours.take()
        assert sorted(other.things()) == sorted(ours.things())
    assert [other.take() for _ in range(held)] == [ours.take() for _ in range(held)]
    assert other.first() == ours.first() == math.inf


@settings(derandomize=True, deadline=None)
@given(free, few, st.integers(1, 30), hours)
@example([0.0, 0.9], 0.0, 1, 1.0)
@example([0.0, 1.0, 7.25], 1.0, 9, 1.0)
def test_constant_work_is_done_at_the_same_times(
    free: list[float], now: float, n: int, hours: float
) -> None:
    """Bitwise; servers that took no box may be told to be free at a time before now or at it."""
    for named in ("work_off", "last_of"):
        again, done = getattr(constant_work, named)(list(free), now, n, hours)
        other_again, other_done = getattr(other_constant_work, named)(list(free), now, n, hours)
        if named == "work_off":
            assert all_of(other_done[0], n).tolist() == all_of(done[0], n).tolist()
            other_done, done = other_done[1], done[1]
        assert other_done == done
        assert [max(one, now) for one in other_again] == [max(one, now) for one in again]
        assert len(again) == len(free)


def test_logs_hold_the_same_rows() -> None:
    for width, rows in ((2, 0), (3, 500), (4, 33), (5, 700)):
        ours, other = log.Log(width), other_log.Log(width)
        note = {2: "note_two", 3: "note_three", 4: "note_four", 5: "note_five"}[width]
        for row in range(rows):
            numbers = [row + place / 7 for place in range(width)]
            getattr(ours, note)(*numbers)
            getattr(other, note)(*numbers)
        assert ours.rows().shape == other.rows().shape == (rows, width)
        assert np.array_equal(ours.rows(), other.rows())
        assert not ours.rows().flags.writeable
        assert not other.rows().flags.writeable
