"""The mini corridor in Cimba written lean: a process for each crane, bay, train and vessel."""

from __future__ import annotations

import cimba as cb
import numpy as np

from benchmarks.peers.problem import Problem

STAMPS = 5


class Crane(cb.Model):
    """A crane of the border: takes the next box, and sleeps while there is none."""

    port: cb.Ref[Corridor]
    number: int = 0

    @cb.process
    def work(self):
        port = self.port
        port.crane_process[self.number] = cb.this_process().pointer
        while True:
            while port.crane_next == port.arrived:
                port.crane_idle[self.number] = True
                cb.suspend()
            box = port.crane_next
            port.crane_next += 1
            cb.hold(port.crane_hours)
            port.times[box] = cb.now()
            if port.inspected[box]:
                port.bay_queue[port.bay_last] = box
                port.bay_last += 1
                port.wake_bay()
            else:
                port.cleared(box)


class Bay(cb.Model):
    """An inspection bay."""

    port: cb.Ref[Corridor]
    number: int = 0

    @cb.process
    def work(self):
        port = self.port
        port.bay_process[self.number] = cb.this_process().pointer
        while True:
            while port.bay_next == port.bay_last:
                port.bay_idle[self.number] = True
                cb.suspend()
            box = port.bay_queue[port.bay_next]
            port.bay_next += 1
            cb.hold(port.inspection_hours[box])
            port.cleared(box)


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
            port.yard[port.yard_last] = box
            port.yard_last += 1
        port.tell_vessels()
        cb.release(self)


class Vessel(cb.Model):
    """At a berth it takes what is ready, until it is full; over the sea and empty back."""

    port: cb.Ref[Corridor]
    number: int = 0
    me: int = 0
    next: int = 0
    last: int = 0
    moves: int = 0

    @cb.process
    def sail(self):
        port = self.port
        self.me = cb.this_process().pointer
        boxes = port.vessel_boxes
        first = self.number * boxes
        while True:
            port.berths.acquire()
            port.berthings += 1
            port.berthed[self.number] = port.berthings
            room = boxes
            while room > 0:
                while port.yard_next == port.yard_last:
                    port.looks[self.number] = True
                    cb.suspend()
                taken = min(room, port.yard_last - port.yard_next)
                for k in range(taken):
                    port.aboard[first + boxes - room + k] = port.yard[port.yard_next + k]
                self.next = port.yard_next
                port.yard_next += taken
                self.last = port.yard_next
                self.moves = taken
                room -= taken
                port.wake_quay(self.number)
                cb.suspend()
            port.berths.release()
            cb.hold(port.sailing_hours)
            for k in range(first, first + boxes):
                port.times[4 * port.boxes + port.aboard[k]] = cb.now()
            cb.hold(port.sailing_hours)


class QuayCrane(cb.Model):
    """One of the cranes that load a vessel."""

    port: cb.Ref[Corridor]
    number: int = 0
    vessel: int = 0

    @cb.process
    def work(self):
        port = self.port
        ship = port.vessels[self.vessel]
        port.quay_process[self.number] = cb.this_process().pointer
        while True:
            while ship.next == ship.last:
                port.quay_idle[self.number] = True
                cb.suspend()
            box = port.yard[ship.next]
            ship.next += 1
            cb.hold(port.quay_crane_hours)
            port.times[3 * port.boxes + box] = cb.now()
            ship.moves -= 1
            if ship.moves == 0:
                cb.Process(ship.me).resume()


class Corridor(cb.Model):
    """Trains come; what all share."""

    trains: cb.Array[float]
    times: cb.Array[float]
    inspected: cb.Array[bool]
    inspection_hours: cb.Array[float]
    running_hours: cb.Array[float]
    left: cb.Array[int]
    bay_queue: cb.Array[int]
    yard: cb.Array[int]
    aboard: cb.Array[int]
    berthed: cb.Array[int]
    looks: cb.Array[bool]
    crane_process: cb.Array[int]
    crane_idle: cb.Array[bool]
    bay_process: cb.Array[int]
    bay_idle: cb.Array[bool]
    quay_process: cb.Array[int]
    quay_idle: cb.Array[bool]
    vessels: list[Vessel]
    cranes: list[Crane]
    bays: list[Bay]
    quay_cranes: list[QuayCrane]
    berths: cb.Resource
    boxes: int = 0
    train_boxes: int = 0
    vessel_boxes: int = 0
    cranes_per_berth: int = 0
    crane_hours: cb.Param[float] = 0.0
    quay_crane_hours: cb.Param[float] = 0.0
    sailing_hours: cb.Param[float] = 0.0
    arrived: int = 0
    crane_next: int = 0
    bay_next: int = 0
    bay_last: int = 0
    yard_next: int = 0
    yard_last: int = 0
    berthings: int = 0
    counts: cb.Output[float]
    sums: cb.Output[float]
    weighted: cb.Output[float]

    @cb.process
    def arrivals(self):
        for train in range(len(self.trains)):
            cb.hold(self.trains[train] - cb.now())
            self.arrived += self.train_boxes
            for crane in range(len(self.crane_idle)):
                if self.crane_idle[crane]:
                    self.crane_idle[crane] = False
                    cb.Process(self.crane_process[crane]).resume()

    @cb.function
    def wake_bay(self) -> None:
        """The first idle bay works."""
        for bay in range(len(self.bay_idle)):
            if self.bay_idle[bay]:
                self.bay_idle[bay] = False
                cb.Process(self.bay_process[bay]).resume()
                return

    @cb.function
    def wake_quay(self, vessel: int) -> None:
        """The cranes of a vessel work."""
        first = vessel * self.cranes_per_berth
        for crane in range(first, first + self.cranes_per_berth):
            if self.quay_idle[crane]:
                self.quay_idle[crane] = False
                cb.Process(self.quay_process[crane]).resume()

    @cb.function
    def cleared(self, box: int) -> None:
        """The train leaves with its last box."""
        train = box // self.train_boxes
        self.left[train] -= 1
        if self.left[train] == 0:
            cb.spawn(Train, port=self, number=train)

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
    corridor = Corridor()
    corridor.trains = cb.Array(problem.trains.tolist())
    corridor.inspected = cb.Array(problem.inspected.tolist())
    corridor.inspection_hours = cb.Array(problem.inspection_hours.tolist())
    corridor.running_hours = cb.Array(problem.running_hours.tolist())
    corridor.left = cb.Array([problem.train_boxes] * len(problem.trains))
    corridor.times = cb.Array(STAMPS * problem.boxes)
    corridor.bay_queue, corridor.yard = cb.Array(problem.boxes), cb.Array(problem.boxes)
    corridor.aboard = cb.Array(problem.vessels * problem.vessel_boxes)
    corridor.berthed, corridor.looks = cb.Array(problem.vessels), cb.Array(problem.vessels)
    corridor.berths = cb.Resource(capacity=problem.berths)
    numbers = (
        "boxes", "train_boxes", "vessel_boxes", "cranes_per_berth", "crane_hours",
        "quay_crane_hours", "sailing_hours",
    )  # fmt: skip
    for name in numbers:
        setattr(corridor, name, getattr(problem, name))
    quay_cranes = problem.vessels * problem.cranes_per_berth
    corridor.vessels = _several(Vessel, problem.vessels, corridor)
    corridor.cranes = _several(Crane, problem.cranes, corridor)
    corridor.bays = _several(Bay, problem.bays, corridor)
    corridor.quay_cranes = _several(QuayCrane, quay_cranes, corridor)
    for crane in corridor.quay_cranes:
        crane.vessel = crane.number // problem.cranes_per_berth
    for name, number in (("crane", problem.cranes), ("bay", problem.bays), ("quay", quay_cranes)):
        setattr(corridor, f"{name}_process", cb.Array(number))
        setattr(corridor, f"{name}_idle", cb.Array(number))
    window = cb.Window(duration=float(np.nextafter(problem.end, 0.0)))
    return corridor, cb.Experiment(corridor, window=window)


def _several(model: type, number: int, corridor: Corridor) -> list:
    """As many of a kind, each with its number."""
    made = [model() for _ in range(number)]
    for k, one in enumerate(made):
        one.port, one.number = corridor, k
    return made
