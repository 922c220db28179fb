"""The obvious model in plain SimPy: one process a box, `Resource` for cranes, bays and berths."""

from __future__ import annotations

from collections import deque
from collections.abc import Generator
from heapq import heappush
from itertools import count
from typing import Any

import numpy as np
import simpy

from benchmarks.peers.problem import Problem, Stamps

Process = Generator[simpy.Event, Any, None]


class Train:
    """What the boxes of a train wait for together."""

    def __init__(self, env: simpy.Environment, boxes: int) -> None:
        self.left = boxes
        self.cleared, self.in_port = env.event(), env.event()


class Vessel:
    """What the boxes of a vessel use and wait for."""

    def __init__(self, env: simpy.Environment, problem: Problem) -> None:
        self.room = problem.vessel_boxes
        self.cranes = simpy.Resource(env, problem.cranes_per_berth)
        self.far = env.event()
        self.berthed = 0
        self.moves, self.moved = 0, env.event()


class Corridor:
    """All processes of the mini corridor."""

    def __init__(self, problem: Problem) -> None:
        self.problem, self.env = problem, simpy.Environment()
        self.stamps = [[float("nan")] * problem.boxes for _ in range(5)]
        self.inspected = problem.inspected.tolist()
        self.running_hours = problem.running_hours.tolist()
        self.inspection_hours = problem.inspection_hours.tolist()
        self.cranes = simpy.Resource(self.env, problem.cranes)
        self.bays = simpy.Resource(self.env, problem.bays)
        self.berths = simpy.Resource(self.env, problem.berths)
        self.yard: deque[simpy.Event] = deque()
        self.berthings = count()
        self.looking: list[tuple[Vessel, simpy.Event]] = []

    def trains(self) -> Process:
        """Trains come."""
        env, each = self.env, self.problem.train_boxes
        for number, time in enumerate(self.problem.trains.tolist()):
            yield at(env, time)
            train = Train(env, each)
            boarding = [env.event() for _ in range(each)]
            for place in range(each):
                env.process(self.box(number * each + place, train, boarding[place]))
            env.process(self.train(number, train, boarding))

    def train(self, number: int, train: Train, boarding: list[simpy.Event]) -> Process:
        """It leaves when its last box is cleared, and its boxes wait in the yard."""
        yield train.cleared
        first, last = number * len(boarding), (number + 1) * len(boarding)
        self.stamps[1][first:last] = [self.env.now] * len(boarding)
        yield self.env.timeout(self.running_hours[number])
        train.in_port.succeed()
        self.yard.extend(boarding)
        self.tell_vessels()

    def box(self, box: int, train: Train, boarding: simpy.Event) -> Process:
        """Off the train, inspected, on with the train, on a vessel, over the sea."""
        env, (unloaded, _, in_port, loaded, delivered) = self.env, self.stamps
        with self.cranes.request() as crane:
            yield crane
            yield env.timeout(self.problem.crane_hours)
        unloaded[box] = env.now
        if self.inspected[box]:
            with self.bays.request() as bay:
                yield bay
                yield env.timeout(self.inspection_hours[box])
        train.left -= 1
        if not train.left:
            train.cleared.succeed()
        yield train.in_port
        in_port[box] = env.now
        vessel = yield boarding
        with vessel.cranes.request() as crane:
            yield crane
            yield env.timeout(self.problem.quay_crane_hours)
        loaded[box] = env.now
        vessel.moves -= 1
        if not vessel.moves:
            vessel.moved.succeed()
        yield vessel.far
        delivered[box] = env.now

    def vessel(self) -> Process:
        """At a berth it takes what is ready, until it is full; over the sea and empty back."""
        env, hours = self.env, self.problem.sailing_hours
        while True:
            vessel = Vessel(env, self.problem)
            with self.berths.request() as berth:
                yield berth
                vessel.berthed = next(self.berthings)
                while vessel.room:
                    while not self.yard:
                        self.looking.append((vessel, env.event()))
                        yield self.looking[-1][1]
                    yield self.load(vessel)
            yield env.timeout(hours)
            vessel.far.succeed()
            yield env.timeout(hours)

    def load(self, vessel: Vessel) -> simpy.Event:
        """Take what is ready and fits; happens when all of it is on."""
        vessel.moves = min(vessel.room, len(self.yard))
        vessel.room -= vessel.moves
        vessel.moved = self.env.event()
        for _ in range(vessel.moves):
            self.yard.popleft().succeed(vessel)
        return vessel.moved

    def tell_vessels(self) -> None:
        """Those that look for boxes look again, in the order in which they berthed."""
        looking, self.looking = sorted(self.looking, key=lambda one: one[0].berthed), []
        for _, event in looking:
            event.succeed()


def at(env: simpy.Environment, time: float) -> simpy.Event:
    """An event at this very time; that of `timeout(time - now)` may lie an ulp beside it."""
    event = env.event()
    event._ok, event._value = True, None
    heappush(env._queue, (time, simpy.events.NORMAL, next(env._eid), event))
    return event


def run(problem: Problem) -> Stamps:
    """One run; times of all boxes."""
    corridor = Corridor(problem)
    corridor.env.process(corridor.trains())
    for _ in range(problem.vessels):
        corridor.env.process(corridor.vessel())
    corridor.env.run(until=problem.end)
    return Stamps(*(np.array(column) for column in corridor.stamps))
