"""Tracks and berths: places, slots, closures and who goes first."""

from __future__ import annotations

import math
from collections.abc import Generator
from typing import Any

from sim.corridor.admission import Admission, Gate
from sim.corridor.calendars import Calendar, Dated
from sim.corridor.clock import Clock

EVER = -math.inf
UNLIMITED = Dated((EVER,), (math.inf,))


def admitted(
    places: Dated[float], gates: dict[str, Gate], asks: list[tuple[str, float, str, int, float]]
) -> dict[str, float]:
    """When each of (name, time of asking, gate, priority, hours inside) enters, by name."""
    clock, entered = Clock(0.0, 1000.0), dict[str, float]()
    admission = Admission(clock, places, gates)

    def visit(
        name: str, time: float, gate: str, priority: int, inside: float
    ) -> Generator[Any, Any, None]:
        yield clock.at(time)
        order = (time, time, (name, "", 0))
        if waits := admission.enter(gate, order, priority):
            yield waits
        entered[name] = clock.now
        yield clock.at(clock.now + inside)
        admission.leave(order)

    for ask in asks:
        clock.process(visit(*ask))
    clock.run()
    return entered


def gate(per_day: float = math.inf, *closures: tuple[float, float]) -> Gate:
    return Gate(Dated((EVER,), (per_day,)), Calendar(closures))


def test_first_by_priority_then_arrival_then_order() -> None:
    """One place, 10 h each; all but the first wait. At 3 two ask at once: the name decides."""
    asks = [
        ("first", 0.0, "west", 1, 10.0),
        ("late", 3.0, "west", 1, 10.0),
        ("also", 3.0, "west", 1, 10.0),
        ("early", 2.0, "west", 1, 10.0),
        ("urgent", 5.0, "west", 0, 10.0),
    ]
    entered = admitted(Dated((EVER,), (1.0,)), {"west": gate()}, asks)
    assert entered == {"first": 0, "urgent": 10, "early": 20, "also": 30, "late": 40}


def test_each_direction_has_its_own_slots() -> None:
    """West takes 4 a day, one every 6 h from the last admission; east is not held by it."""
    gates = {"west": gate(4.0), "east": gate()}
    asks = [(f"w{k}", 1.0, "west", 0, 1.0) for k in range(3)] + [("e", 2.0, "east", 0, 1.0)]
    entered = admitted(UNLIMITED, gates, asks)
    assert entered == {"w0": 1, "e": 2, "w1": 7, "w2": 13}


def test_a_closed_gate_lets_the_other_direction_pass() -> None:
    """One place. West is closed until 20, so the later eastbound goes first, until 8."""
    gates = {"west": gate(math.inf, (0.0, 20.0)), "east": gate()}
    asks = [("w", 1.0, "west", 0, 5.0), ("e", 3.0, "east", 0, 5.0)]
    assert admitted(Dated((EVER,), (1.0,)), gates, asks) == {"e": 3, "w": 20}


def test_places_come_and_go_on_dates() -> None:
    """Two places until 10, then one, from 30 on three."""
    places = Dated((EVER, 10.0, 30.0), (2.0, 1.0, 3.0))
    asks = [(name, 0.0, "west", 0, 15.0) for name in "abcdef"]
    entered = admitted(places, {"west": gate()}, asks)
    assert entered == {"a": 0, "b": 0, "c": 15, "d": 30, "e": 30, "f": 30}
