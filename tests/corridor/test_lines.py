"""Trains on lines: worked off together or at each instant, they come at the same times."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from sim.corridor.calendars import Dated
from sim.corridor.clock import Clock
from sim.corridor.containers import Order
from sim.corridor.lines import Line, Lines, Paths, Track
from sim.corridor.log import Log

END = 1000.0


@dataclass(eq=False)
class Train:
    number: int
    order: Order
    path_wait: float = 0.0


@dataclass
class Network:
    """Sections of some hours, with paths a day of each; who came to the end of a line, and when."""

    hours: list[float]
    per_day: list[float]
    at_once: bool = False
    came: dict[int, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.clock = Clock(0.0, END)
        self.lines = Lines(self.clock, self.at_once)
        self.logs = [Log(width=3) for _ in self.hours]
        self.tracks = [
            Track(Paths(always(n)), always(hours), log)
            for n, hours, log in zip(self.per_day, self.hours, self.logs, strict=True)
        ]

    def line(self, *sections: int) -> Line:
        return Line(tuple((self.tracks[one],) for one in sections))

    def send(self, number: int, leaves: float, line: Line, enters: float) -> None:
        """A train leaves at a time and enters a line then or later."""
        train = Train(number, (leaves, 0.0, ("", "", number)))

        def leave() -> None:
            self.lines.run(train, enters, line, self.reach)

        self.clock.call(leaves, leave)

    def reach(self, train: Train, time: float) -> None:
        def come() -> None:
            assert self.clock.now == time
            self.came[train.number] = time

        self.clock.call(time, come)

    def run(self) -> dict[int, float]:
        self.clock.run()
        self.lines.close()
        return self.came


def always(value: float) -> Dated[float]:
    return Dated((float("-inf"),), (value,))


def test_a_junction_is_passed_in_order_of_time() -> None:
    """Sections 0 and 1, of 10 h and 2 h, lead to 2, of 1 h, with a path every 6 h.

    Train 1 leaves first, at 0, but comes to the junction at 10, train 2 at 7: it takes the path of
    7 and is there at 8; train 1 takes that of 13. Train 3 enters in 9 h what it is sent to at 1,
    and is at the junction at 12: it takes the path of 19.
    """
    net = Network([10.0, 2.0, 1.0], [24.0, 24.0, 4.0])
    net.send(1, 0.0, net.line(0, 2), enters=0.0)
    net.send(2, 5.0, net.line(1, 2), enters=5.0)
    net.send(3, 1.0, net.line(1, 2), enters=10.0)
    assert net.run() == {2: 8.0, 1: 14.0, 3: 20.0}
    assert net.logs[2].rows().tolist() == [[7.0, 7.0, 2.0], [10.0, 13.0, 1.0], [12.0, 19.0, 3.0]]


def test_trains_of_one_instant_enter_in_their_order_where_sections_take_no_time() -> None:
    """Both are at the second section at 0: the first in order takes its path, the other at 12."""
    net = Network([0.0, 0.0], [24.0, 2.0], at_once=True)
    net.send(2, 0.0, net.line(1), enters=0.0)
    net.send(1, 0.0, net.line(1), enters=0.0)
    assert net.run() == {1: 0.0, 2: 12.0}


def test_who_is_under_way_at_the_end_has_taken_its_paths() -> None:
    net = Network([5.0, 3.0], [24.0, 24.0])
    net.send(1, END - 7.0, net.line(0, 1), enters=END - 7.0)
    assert net.run() == {}
    assert net.logs[1].rows().tolist() == [[END - 2.0, END - 2.0, 1.0]]


PLANS = st.lists(
    st.tuples(
        st.integers(0, 60),  # leaves
        st.integers(0, 8),  # enters so many hours later
        st.sampled_from([(0, 2), (1, 2), (2,), (0, 2, 3), (1, 2, 3), (3,)]),
    ),
    max_size=25,
)


@given(
    PLANS,
    st.lists(st.integers(1, 12), min_size=4, max_size=4),
    st.lists(st.sampled_from([2.0, 8.0, 24.0]), min_size=4, max_size=4),
)
def test_worked_off_together_or_at_each_instant_they_come_at_the_same_times(
    plans: list[tuple[int, int, tuple[int, ...]]], quarters: list[int], per_day: list[float]
) -> None:
    hours = [one / 4 for one in quarters]
    told = []
    for at_once in (False, True):
        net = Network(hours, per_day, at_once)
        for number, (leaves, later, sections) in enumerate(plans):
            net.send(number, float(leaves), net.line(*sections), float(leaves + later))
        told.append((net.run(), [log.rows().tolist() for log in net.logs]))
    assert told[0] == told[1]
    for log, n in zip(told[0][1], per_day, strict=True):
        paths = [path for _, path, _ in log]
        assert all(b - a >= 24 / n for a, b in pairwise(paths))
