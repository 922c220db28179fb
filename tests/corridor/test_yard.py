"""Room in the yard, and the stock of boxes that wait for a service."""

from __future__ import annotations

import math
from collections.abc import Generator
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.corridor.arrays import first_of
from sim.corridor.boxes import Boxes
from sim.corridor.calendars import Dated
from sim.corridor.clock import Clock
from sim.corridor.containers import Batch, Order
from sim.corridor.yard import Stock, YardRoom


def order(number: int) -> Order:
    return (0.0, 0.0, ("load", "", number))


def reserved(
    room: YardRoom, teu: float, order: Order, patience: float
) -> Generator[Any, Any, bool]:
    """Whether a load gets room, when it is known."""
    waits = room.reserve(teu, order, patience)
    if waits is None:
        return True
    yield waits
    return bool(waits._value)


def room_given(
    capacity: Dated[float], asks: list[tuple[float, float, float, float]]
) -> list[tuple[float, bool]]:
    """When each of (time, TEU, patience, hours kept) is answered, and whether it got room."""
    clock = Clock(0.0, 1000.0)
    room, answers = YardRoom(clock, "yard", capacity), list[tuple[float, bool]]()

    def load(
        number: int, time: float, teu: float, patience: float, kept: float
    ) -> Generator[Any, Any, None]:
        yield clock.at(time)
        granted = yield from reserved(room, teu, order(number), patience)
        answers[number] = (clock.now, granted)
        if granted:
            yield clock.at(clock.now + kept)
            room.release(teu)

    for number, ask in enumerate(asks):
        answers.append((math.nan, False))
        clock.process(load(number, *ask))
    clock.run()
    return answers


def test_room_is_given_to_whole_loads_first_come_first_served() -> None:
    """10 TEU: 8 until 20. Of 6 and then 2, the 2 would fit, but the 6 came first."""
    asks = [(0.0, 8.0, math.inf, 20.0), (1.0, 6.0, math.inf, 5.0), (2.0, 2.0, math.inf, 5.0)]
    assert room_given(Dated((-math.inf,), (10.0,)), asks) == [(0, True), (20, True), (20, True)]


def test_who_loses_patience_makes_way() -> None:
    asks = [(0.0, 8.0, math.inf, 50.0), (1.0, 6.0, 9.0, 5.0), (2.0, 2.0, math.inf, 5.0)]
    assert room_given(Dated((-math.inf,), (10.0,)), asks) == [(0, True), (10, False), (10, True)]


def test_who_loses_patience_makes_way_for_who_loses_it_at_the_same_instant() -> None:
    """10 TEU: 8 until 50. 6 and 2 ask at 1, each for 9 h: at 10 the 6 give up, and the 2 fit."""
    asks = [(0.0, 8.0, math.inf, 50.0), (1.0, 6.0, 9.0, 5.0), (1.0, 2.0, 9.0, 5.0)]
    assert room_given(Dated((-math.inf,), (10.0,)), asks) == [(0, True), (10, False), (10, True)]


def test_a_yard_that_grows_on_a_date_serves_who_waits() -> None:
    asks = [(0.0, 8.0, math.inf, 50.0), (1.0, 6.0, math.inf, 5.0)]
    assert room_given(Dated((-math.inf, 30.0), (10.0, 14.0)), asks) == [(0, True), (30, True)]


@pytest.mark.parametrize(
    ("later", "patience", "was_full"),
    [(21.0, math.inf, False), (20.0, math.inf, False), (19.0, math.inf, True), (19.0, 0.5, True)],
)
def test_a_yard_tells_whether_a_load_ever_did_not_fit(
    later: float, patience: float, was_full: bool
) -> None:
    """10 TEU: 8 until 20, then 6; at 20 these ask before the 8 leave, and fit when it ends."""
    clock = Clock(0.0, 100.0)
    room = YardRoom(clock, "yard", Dated((-math.inf,), (10.0,)))

    def load(number: int, time: float, teu: float) -> Generator[Any, Any, None]:
        yield clock.at(time)
        if (yield from reserved(room, teu, order(number), patience)):
            yield clock.at(time + 20.0)
            room.release(teu)

    clock.process(load(1, later, 6.0))
    clock.process(load(0, 0.0, 8.0))
    clock.run()
    assert room.was_full is was_full


sizes = st.lists(
    st.tuples(st.sampled_from([1.0, 2.0]), st.integers(2, 30)), min_size=1, max_size=12
)


@settings(derandomize=True, deadline=None)
@given(sizes, st.lists(st.integers(1, 5), min_size=12, max_size=12), st.integers(0, 12), st.data())
def test_what_fits_is_taken_from_the_head_box_by_box(
    boxes: list[tuple[float, int]], batches: list[int], teu: int, data: st.DataObject
) -> None:
    """Batches are an economy: the boxes taken are those that a look at each in turn would take."""
    tonnes = data.draw(st.integers(-40, 120))  # less than none where draught has fallen
    batch_of = data.draw(st.sampled_from([Batch.of, Batch.of_ascending]))
    columns, clock = Boxes.blank(np.zeros(len(boxes), np.int32), [1], np.ones(1)), Clock(0.0, 10.0)
    columns.teu[:] = [size for size, _ in boxes]
    columns.gross_kg[:] = [mass * 1000.0 for _, mass in boxes]
    stock, first = Stock(clock, columns), 0
    for number, length in enumerate(batches):
        if rows := list(range(first, min(first + length, len(boxes)))):
            stock.offer(batch_of(columns, np.array(rows)), 0.0, order(number))
        first += length
    taken = [
        row
        for batch in stock.take(float(teu), tonnes * 1000.0, 0.0)
        for row in batch.each().tolist()
    ]

    expected = list[int]()
    room_teu, room_tonnes = float(teu), float(tonnes)
    for row, (size, mass) in enumerate(boxes):
        if size > room_teu or mass > room_tonnes:
            break
        expected.append(row)
        room_teu -= size
        room_tonnes -= mass
    assert taken == expected
    assert stock.ready_teu == sum(size for size, _ in boxes[len(expected) :])


def test_boxes_are_taken_in_the_order_in_which_they_became_ready_then_by_load() -> None:
    columns, clock = Boxes.blank(np.zeros(4, np.int32), [1], np.ones(1)), Clock(0.0, 10.0)
    columns.teu[:] = 1.0
    stock = Stock(clock, columns)
    for row, ready, load in ((0, 3.0, 1), (1, 2.0, 2), (2, 2.0, 1), (3, 9.0, 0)):
        stock.offer(Batch.of(columns, np.array([row])), ready, order(load))
    taken = stock.take(10.0, math.inf, 3.0)
    assert [first_of(batch.rows) for batch in taken] == [2, 1, 0]


LOOKS_IN_TURN = [(1, 0, 1), (2, 1, 1), (4, 3, 0)]
ALL_LOOK = [(1, 0, 1), (1, 1, 0), (1, 2, 0), (1, 3, 0)]


@pytest.mark.parametrize(
    ("all_look", "expected"), [(False, LOOKS_IN_TURN), (True, ALL_LOOK)], ids=["in turn", "all"]
)
def test_watchers_look_while_boxes_are_left_or_when_their_time_has_come(
    all_look: bool, expected: list[tuple[int, int, int]]
) -> None:
    """One box is ready at 1, another at 2; of four who take one each, the third is never asked.

    Where a carriage may be full without having taken a box, all look at every box.
    """
    columns, clock = Boxes.blank(np.zeros(2, np.int32), [1], np.ones(1)), Clock(0.0, 10.0)
    columns.teu[:] = 1.0
    stock, looks = Stock(clock, columns), list[tuple[float, int, int]]()
    stock.all_look = all_look

    def carriage(number: int, until: float) -> Generator[Any, Any, None]:
        yield stock.watch(order(number), until)
        looks.append((clock.now, number, len(stock.take(1.0, math.inf, clock.now))))

    for number, until in ((3, 4.0), (2, math.inf), (0, math.inf), (1, math.inf)):
        clock.process(carriage(number, until))
    for row, ready in enumerate((1.0, 2.0)):
        stock.offer(Batch.of(columns, np.array([row])), ready, order(row))
    clock.run()
    assert looks == expected
