"""The mini corridor in Cimba, by its Python package that compiles processes: one process a box."""

from __future__ import annotations

import cimba as cb
import numpy as np

from benchmarks.peers.problem import Problem

STAMPS = 5


class Vessel(cb.Model):
    """At a berth it takes what is ready, until it is full; over the sea and empty back."""

    port: cb.Ref[Corridor]
    number: int = 0
    moves: int = 0
    me: int = 0
    cranes: cb.Resource

    @cb.process
    def sail(self):
        port = self.port
        self.me = cb.this_process().pointer
        boxes = port.vessel_boxes
        while True:
            port.berths.acquire()
            port.berthings += 1
            port.berthed[self.number] = port.berthings
            room = boxes
            while room > 0:
                while port.head == port.tail:
                    port.looks[self.number] = True
                    cb.suspend()
                taken = min(room, port.tail - port.head)
                self.moves = taken
                for k in range(taken):
                    box = port.yard[port.head]
                    port.head += 1
                    port.aboard[self.number * boxes + boxes - room + k] = box
                    port.vessel_of[box] = self.number
                    cb.Process(port.processes[box]).resume()
                room -= taken
                cb.suspend()
            port.berths.release()
            cb.hold(port.sailing_hours)
            for k in range(boxes):
                cb.Process(port.processes[port.aboard[self.number * boxes + k]]).resume()
            cb.hold(port.sailing_hours)


class Box(cb.Model):
    """Off the train, inspected, on with the train, on a vessel, over the sea."""

    port: cb.Ref[Corridor]
    number: int
    train: int

    @cb.process
    def life(self):
        port = self.port
        port.cranes.acquire()
        cb.hold(port.crane_hours)
        port.cranes.release()
        port.times[self.number] = cb.now()
        if port.inspected[self.number]:
            port.bays.acquire()
            cb.hold(port.inspection_hours[self.number])
            port.bays.release()
        port.processes[self.number] = cb.this_process().pointer
        port.left[self.train] -= 1
        if port.left[self.train] == 0:
            cb.spawn(Train, port=port, number=self.train)
        cb.suspend()
        vessel = port.vessels[port.vessel_of[self.number]]
        vessel.cranes.acquire()
        cb.hold(port.quay_crane_hours)
        vessel.cranes.release()
        port.times[3 * port.boxes + self.number] = cb.now()
        vessel.moves -= 1
        if vessel.moves == 0:
            cb.Process(vessel.me).resume()
        cb.suspend()
        port.times[4 * port.boxes + self.number] = cb.now()
        cb.release(self)


class Train(cb.Model):
    """It leaves when its last box is cleared, and its boxes wait in the yard."""

    port: cb.Ref[Corridor]
    number: int

    @cb.process
    def run(self):
        port = self.port
        first = self.number * port.train_boxes
        for box in range(first, first + port.train_boxes):
            port.times[port.boxes + box] = cb.now()
        cb.hold(port.running_hours[self.number])
        for box in range(first, first + port.train_boxes):
            port.times[2 * port.boxes + box] = cb.now()
            port.yard[port.tail] = box
            port.tail += 1
        port.tell_vessels()
        cb.release(self)


class Corridor(cb.Model):
    """Trains come; what all share."""

    trains: cb.Array[float]
    times: cb.Array[float]
    inspected: cb.Array[bool]
    inspection_hours: cb.Array[float]
    running_hours: cb.Array[float]
    left: cb.Array[int]
    processes: cb.Array[int]
    vessel_of: cb.Array[int]
    yard: cb.Array[int]
    aboard: cb.Array[int]
    berthed: cb.Array[int]
    looks: cb.Array[bool]
    vessels: list[Vessel]
    cranes: cb.Resource
    bays: cb.Resource
    berths: cb.Resource
    boxes: int = 0
    train_boxes: int = 0
    vessel_boxes: int = 0
    crane_hours: cb.Param[float] = 0.0
    quay_crane_hours: cb.Param[float] = 0.0
    sailing_hours: cb.Param[float] = 0.0
    head: int = 0
    tail: int = 0
    berthings: int = 0
    counts: cb.Output[float]
    sums: cb.Output[float]
    weighted: cb.Output[float]

    @cb.process
    def arrivals(self):
        for train in range(len(self.trains)):
            cb.hold(self.trains[train] - cb.now())
            first = train * self.train_boxes
            for box in range(first, first + self.train_boxes):
                cb.spawn(Box, port=self, number=box, train=train)

    @cb.function
    def tell_vessels(self) -> None:
        """Those that look for boxes look again, in the order in which they berthed."""
        while True:
            first = -1
            for v in range(len(self.looks)):
                if self.looks[v] and (first < 0 or self.berthed[v] < self.berthed[first]):
                    first = v
            if first < 0:
                return
            self.looks[first] = False
            cb.Process(self.vessels[first].me).resume()

    @cb.on_end
    def tell(self):
        counts, sums, weighted = 0.0, 0.0, 0.0
        for k in range(len(self.times)):
            if self.times[k] > 0.0:
                counts += 1.0
                sums += self.times[k]
                weighted += self.times[k] * (k % self.boxes % 1009 + 1)
        self.counts = counts
        self.sums = sums
        self.weighted = weighted


def experiment(problem: Problem) -> tuple[Corridor, cb.Experiment]:
    """The model with its draws, ready to run."""
    n, m = problem.boxes, len(problem.trains)
    corridor = Corridor()
    corridor.trains = cb.Array(problem.trains.tolist())
    corridor.inspected = cb.Array(problem.inspected.tolist())
    corridor.inspection_hours = cb.Array(problem.inspection_hours.tolist())
    corridor.running_hours = cb.Array(problem.running_hours.tolist())
    corridor.left = cb.Array([problem.train_boxes] * m)
    for name in ("processes", "vessel_of", "yard"):
        setattr(corridor, name, cb.Array(n))
    corridor.times = cb.Array(STAMPS * n)
    corridor.aboard = cb.Array(problem.vessels * problem.vessel_boxes)
    corridor.berthed, corridor.looks = cb.Array(problem.vessels), cb.Array(problem.vessels)
    corridor.cranes = cb.Resource(capacity=problem.cranes)
    corridor.bays = cb.Resource(capacity=problem.bays)
    corridor.berths = cb.Resource(capacity=problem.berths)
    for name in (
        "boxes",
        "train_boxes",
        "vessel_boxes",
        "crane_hours",
        "quay_crane_hours",
        "sailing_hours",
    ):
        setattr(corridor, name, getattr(problem, name))
    vessels = []
    for number in range(problem.vessels):
        vessel = Vessel()
        vessel.port, vessel.number = corridor, number
        vessel.cranes = cb.Resource(capacity=problem.cranes_per_berth)
        vessels.append(vessel)
    corridor.vessels = vessels
    window = cb.Window(duration=float(np.nextafter(problem.end, 0.0)))
    return corridor, cb.Experiment(corridor, window=window)
