"""SimPy written lean: a process a crane, bay, train and vessel, and queues of box numbers."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable
from itertools import count
from typing import Any

import numpy as np
import simpy

from benchmarks.peers.problem import Problem, Stamps
from benchmarks.peers.simpy_per_box import at

Process = Generator[simpy.Event, Any, None]


class Workers:
    """Servers that take boxes from one queue; each is a process that sleeps while it is empty."""

    def __init__(
        self, env: simpy.Environment, number: int, hours: Callable[[int], float], then: Any
    ) -> None:
        self.env, self.hours, self.then = env, hours, then
        self.queue: deque[int] = deque()
        self.idle: deque[simpy.Event] = deque()
        for _ in range(number):
            env.process(self.worker())

    def worker(self) -> Process:
        env, queue, hours, then = self.env, self.queue, self.hours, self.then
        while True:
            while not queue:
                self.idle.append(env.event())
                yield self.idle[-1]
            box = queue.popleft()
            yield env.timeout(hours(box))
            then(box)

    def take(self, boxes: Iterable[int]) -> None:
        """Boxes join the queue; as many servers wake as there are boxes."""
        self.queue.extend(boxes)
        for _ in range(min(len(self.idle), len(self.queue))):
            self.idle.popleft().succeed()


class Corridor:
    """All processes of the mini corridor."""

    def __init__(self, problem: Problem) -> None:
        self.problem, self.env = problem, simpy.Environment()
        self.stamps = [[float("nan")] * problem.boxes for _ in range(5)]
        self.inspected = problem.inspected.tolist()
        inspection_hours = problem.inspection_hours.tolist()
        self.running_hours = problem.running_hours.tolist()
        env, crane_hours = self.env, problem.crane_hours
        self.cranes = Workers(env, problem.cranes, lambda _: crane_hours, self.unloaded)
        self.bays = Workers(env, problem.bays, inspection_hours.__getitem__, self.cleared)
        self.berths = simpy.Resource(env, problem.berths)
        self.left = [problem.train_boxes] * len(self.running_hours)
        self.yard: deque[int] = deque()
        self.berthings = count()
        self.looking: list[tuple[int, simpy.Event]] = []

    def trains(self) -> Process:
        """Trains come."""
        each = self.problem.train_boxes
        for number, time in enumerate(self.problem.trains.tolist()):
            yield at(self.env, time)
            self.cranes.take(range(number * each, (number + 1) * each))

    def unloaded(self, box: int) -> None:
        self.stamps[0][box] = self.env.now
        if self.inspected[box]:
            self.bays.take((box,))
        else:
            self.cleared(box)

    def cleared(self, box: int) -> None:
        """The train leaves with its last box."""
        train = box // self.problem.train_boxes
        self.left[train] -= 1
        if not self.left[train]:
            self.env.process(self.train(train))

    def train(self, train: int) -> Process:
        """Over the line; its boxes wait in the yard."""
        each = self.problem.train_boxes
        first, last = train * each, (train + 1) * each
        self.stamps[1][first:last] = [self.env.now] * each
        yield self.env.timeout(self.running_hours[train])
        self.stamps[2][first:last] = [self.env.now] * each
        self.yard.extend(range(first, last))
        looking, self.looking = sorted(self.looking, key=lambda one: one[0]), []
        for _, event in looking:
            event.succeed()

    def vessel(self) -> Process:
        """At a berth it takes what is ready, until it is full; over the sea and empty back."""
        env, hours, yard = self.env, self.problem.sailing_hours, self.yard
        delivered = self.stamps[4]
        while True:
            aboard: list[int] = []
            with self.berths.request() as berth:
                yield berth
                berthed = next(self.berthings)
                while len(aboard) < self.problem.vessel_boxes:
                    while not yard:
                        self.looking.append((berthed, env.event()))
                        yield self.looking[-1][1]
                    room = self.problem.vessel_boxes - len(aboard)
                    boxes = [yard.popleft() for _ in range(min(room, len(yard)))]
                    yield from self.load(boxes)
                    aboard += boxes
            yield env.timeout(hours)
            for box in aboard:
                delivered[box] = env.now
            yield env.timeout(hours)

    def load(self, boxes: list[int]) -> Process:
        """The cranes of the berth put boxes on, one move after another."""
        env, queue, hours = self.env, deque(boxes), self.problem.quay_crane_hours
        loaded = self.stamps[3]

        def crane() -> Process:
            while queue:
                box = queue.popleft()
                yield env.timeout(hours)
                loaded[box] = env.now

        cranes = [env.process(crane()) for _ in range(self.problem.cranes_per_berth)]
        yield env.all_of(cranes)


def run(problem: Problem) -> Stamps:
    """One run; times of all boxes."""
    corridor = Corridor(problem)
    corridor.env.process(corridor.trains())
    for _ in range(problem.vessels):
        corridor.env.process(corridor.vessel())
    corridor.env.run(until=problem.end)
    return Stamps(*(np.array(column) for column in corridor.stamps))
