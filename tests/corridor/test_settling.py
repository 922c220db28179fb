"""The end of an instant, asked for ahead."""

from __future__ import annotations

from sim.corridor.clock import Clock
from sim.corridor.settling import Settling


def test_each_instant_that_was_asked_for_has_its_action_once() -> None:
    """2, 1, 2 again and 2 twice in a row: one action at 1 and one at 2."""
    clock = Clock(0.0, 10.0)
    acted: list[float] = []
    settling = Settling(clock, acted.append)
    for time in (2.0, 1.0, 2.0, 2.0):
        settling.touch_at(time)
    clock.run()
    assert acted == [1.0, 2.0]


def test_what_is_past_asks_for_nothing() -> None:
    clock = Clock(0.0, 10.0)
    acted: list[float] = []
    settling = Settling(clock, acted.append)
    clock.call(3.0, lambda: settling.touch_at(3.0))
    clock.run()
    assert acted == []
