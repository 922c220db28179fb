"""The mini corridor in salabim: one component a box, in its form with `yield`."""

from __future__ import annotations

from collections import deque
from collections.abc import Generator
from itertools import count
from typing import Any

import numpy as np
import salabim

from benchmarks.peers.problem import Problem, Stamps

Process = Generator[Any, Any, None]


class Corridor:
    """What all components use."""

    def __init__(self, problem: Problem, env: salabim.Environment) -> None:
        self.problem = problem
        self.stamps = [[float("nan")] * problem.boxes for _ in range(5)]
        self.inspected = problem.inspected.tolist()
        self.inspection_hours = problem.inspection_hours.tolist()
        self.cranes = salabim.Resource("cranes", problem.cranes, env=env, monitor=False)
        self.bays = salabim.Resource("bays", problem.bays, env=env, monitor=False)
        self.berths = salabim.Resource("berths", problem.berths, env=env, monitor=False)
        self.yard: deque[Box] = deque()
        self.looking: list[Vessel] = []
        self.berthings = count()


class Trains(salabim.Component):
    """Trains come."""

    def process(self, corridor: Corridor) -> Process:
        for number, time in enumerate(corridor.problem.trains.tolist()):
            yield self.hold(till=time)
            Train("", env=self.env, corridor=corridor, number=number)


class Train(salabim.Component):
    """It leaves when its last box is cleared, and its boxes wait in the yard."""

    def process(self, corridor: Corridor, number: int) -> Process:
        each = corridor.problem.train_boxes
        self.left = each
        first, last = number * each, (number + 1) * each
        boxes = [
            Box("", env=self.env, corridor=corridor, number=box, train=self)
            for box in range(first, last)
        ]
        yield self.passivate()
        corridor.stamps[1][first:last] = [self.env.now()] * each
        yield self.hold(float(corridor.problem.running_hours[number]))
        corridor.stamps[2][first:last] = [self.env.now()] * each
        corridor.yard.extend(boxes)
        looking, corridor.looking = sorted(corridor.looking, key=lambda one: one.berthed), []
        for vessel in looking:
            vessel.activate()


class Box(salabim.Component):
    """Off the train, inspected, on with the train, on a vessel, over the sea."""

    vessel: Vessel

    def process(self, corridor: Corridor, number: int, train: Train) -> Process:
        problem, stamps = corridor.problem, corridor.stamps
        yield self.request(corridor.cranes)
        yield self.hold(problem.crane_hours)
        self.release()
        stamps[0][number] = self.env.now()
        if corridor.inspected[number]:
            yield self.request(corridor.bays)
            yield self.hold(corridor.inspection_hours[number])
            self.release()
        train.left -= 1
        if not train.left:
            train.activate()
        yield self.passivate()
        vessel = self.vessel
        yield self.request(vessel.cranes)
        yield self.hold(problem.quay_crane_hours)
        self.release()
        stamps[3][number] = self.env.now()
        vessel.moves -= 1
        if not vessel.moves:
            vessel.activate()
        yield self.passivate()
        stamps[4][number] = self.env.now()


class Vessel(salabim.Component):
    """At a berth it takes what is ready, until it is full; over the sea and empty back."""

    def process(self, corridor: Corridor) -> Process:
        problem = corridor.problem
        self.cranes = salabim.Resource("", problem.cranes_per_berth, env=self.env, monitor=False)
        while True:
            aboard: list[Box] = []
            yield self.request(corridor.berths)
            self.berthed = next(corridor.berthings)
            while len(aboard) < problem.vessel_boxes:
                while not corridor.yard:
                    corridor.looking.append(self)
                    yield self.passivate()
                room = problem.vessel_boxes - len(aboard)
                self.moves = min(room, len(corridor.yard))
                for _ in range(self.moves):
                    aboard.append(corridor.yard.popleft())
                    aboard[-1].vessel = self
                    aboard[-1].activate()
                yield self.passivate()
            self.release()
            yield self.hold(problem.sailing_hours)
            for box in aboard:
                box.activate()
            yield self.hold(problem.sailing_hours)


def run(problem: Problem) -> Stamps:
    """One run; times of all boxes."""
    env = salabim.Environment(yieldless=False)
    corridor = Corridor(problem, env)
    Trains("", env=env, corridor=corridor)
    for _ in range(problem.vessels):
        Vessel("", env=env, corridor=corridor)
    env.run(till=float(np.nextafter(problem.end, 0.0)))
    return Stamps(*(np.array(column) for column in corridor.stamps))
