"""The clock refuses what SimPy would accept, and settles at the end of an instant."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import pytest

from sim.corridor import clock as clocks
from sim.corridor.clock import Clock
from sim.errors import ModelError, UntrustedRun


@pytest.mark.parametrize("time", [math.nan, -1.0, -math.inf])
def test_an_event_in_the_past_or_at_no_time_is_refused(time: float) -> None:
    with pytest.raises(ModelError, match="while the clock stands at 0"):
        Clock(0.0, 10.0).at(time)


def test_what_would_happen_exactly_at_the_end_does_not_happen() -> None:
    clock, seen = Clock(-5.0, 10.0), list[float]()
    for time in (-5.0, math.nextafter(10.0, 0.0), 10.0):
        clock.call(time, lambda: seen.append(clock.now))
    clock.run()
    assert seen == [-5.0, math.nextafter(10.0, 0.0)]


def test_an_event_comes_at_exactly_its_time() -> None:
    """0.1 + 0.2 − 0.1 is not 0.2: a delay added to the clock would land an ulp beside it."""
    clock, seen = Clock(0.0, 1.0), list[float]()
    clock.call(0.1, lambda: clock.call(0.1 + 0.2, lambda: seen.append(clock.now)))
    clock.run()
    assert seen == [0.1 + 0.2]


def test_settling_comes_after_all_events_of_the_instant_and_in_rounds() -> None:
    clock, seen = Clock(0.0, 10.0), list[str]()

    def again(_: float) -> None:
        seen.append("settled")
        clock.settle(lambda _: seen.append("second round"))

    clock.call(1.0, lambda: clock.settle(again))
    clock.call(1.0, lambda: clock.settle(lambda _: seen.append("settled too")))
    clock.call(1.0, lambda: seen.append("event"))
    clock.run()
    assert seen == ["event", "settled", "settled too", "second round"]


def test_a_run_that_does_not_advance_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clocks, "EVENTS_WITHOUT_ADVANCE", 100)
    clock = Clock(0.0, 10.0)

    def forever() -> Iterator[Any]:
        while True:
            yield clock.at(3.0)

    clock.process(forever())  # type: ignore[arg-type]
    with pytest.raises(UntrustedRun, match="at hour 3 do not advance the clock"):
        clock.run()
