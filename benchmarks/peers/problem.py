"""What a peer is given, and what it tells: the same draws, the same five times of each box."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from sim.corridor.journal import Journal
from sim.corridor.model import simulate
from sim.corridor.streams import Streams, unit_variates
from sim.scenario import language
from sim.scenario.scenario import Scenario

Floats = NDArray[np.float64]
BOXES = "boxes"
HOURS_PER_DAY = 24.0


@dataclass(frozen=True)
class Problem:
    """The mini corridor in numbers, m trains of `train_boxes` boxes, n = m * train_boxes.

    `trains`: hours at which trains come, shape (m,). `inspected`: whether a box goes to a bay,
    `inspection_hours`: how long, shape (n,). `running_hours`: of each train beside
    those of its sections, shape (m,).
    """

    end: float
    trains: Floats
    inspected: NDArray[np.bool_]
    inspection_hours: Floats
    running_hours: Floats
    train_boxes: int
    cranes: int
    crane_hours: float
    bays: int
    berths: int
    cranes_per_berth: int
    quay_crane_hours: float
    vessels: int
    vessel_boxes: int
    sailing_hours: float
    sections: int = 0
    section_hours: float = 0.0
    headway_hours: float = 0.0

    @property
    def boxes(self) -> int:
        """Boxes that come."""
        return len(self.inspected)

    def first(self, trains: int) -> Problem:
        """The same with the first trains alone, up to the time at which the next one comes."""
        if trains >= len(self.trains):
            return self
        n = trains * self.train_boxes
        cut = {
            "end": float(self.trains[trains]),
            "trains": self.trains[:trains],
            "running_hours": self.running_hours[:trains],
            "inspected": self.inspected[:n],
            "inspection_hours": self.inspection_hours[:n],
        }
        return Problem(
            **{one.name: cut.get(one.name, getattr(self, one.name)) for one in fields(self)}
        )


@dataclass(frozen=True)
class Stamps:
    """Hours at which each box was off its train, left the border, came to the port, was on the
    vessel, and was delivered; shape (n,), NaN where that lies at or beyond the end."""

    unloaded: Floats
    departed: Floats
    in_port: Floats
    loaded: Floats
    delivered: Floats

    @classmethod
    def blank(cls, boxes: int) -> Stamps:
        """Nothing has happened yet."""
        return cls(*(np.full(boxes, np.nan) for _ in fields(cls)))

    def largest_difference(self, other: Stamps) -> float:
        """Hours, over all times of all boxes; infinity where one has a time and the other none."""
        pairs = [(getattr(self, one.name), getattr(other, one.name)) for one in fields(self)]
        if any((np.isnan(a) != np.isnan(b)).any() for a, b in pairs):
            return np.inf
        return float(max(np.nanmax(np.abs(a - b), initial=0.0) for a, b in pairs))


Peer = Callable[[Problem], Stamps]


def problem_of(scenario: Scenario, replication: int, journal: Journal) -> Problem:
    """The numbers and draws of a replication of the mini corridor that has been run."""
    network, flow = scenario.epochs[0].network, scenario.file.demand.flows[BOXES]
    border, port = network.terminals["border"], network.terminals["port"]
    line, sea = network.services["line"], network.services["vessels"]
    assert border.rail
    assert port.quay
    assert flow.consignment
    assert isinstance(line, language.Rail)
    assert isinstance(sea, language.Sea)
    control, fleet = border.clearance["west"], sea.vessels["feeders"]
    streams = Streams(scenario.file.seed, replication)
    births = [birth for birth, _ in journal.population.blocks_of(BOXES)]
    inspection = control.inspection_hours["red"]
    sections = [network.sections[name] for name in line.sections]
    channel, bays, running = [], [], []
    for birth in births:
        place = (BOXES, birth.block)
        channel.append(streams.lent("channel", "border", *place).random(birth.addresses))
        stream = streams.lent("inspection", "border", "red", *place)
        bays.append(unit_variates(stream, inspection, birth.addresses))
        stream = streams.lent("running", "line", *place)
        running.append(unit_variates(stream, line.hours, len(birth.times)))
    return Problem(
        end=scenario.end_hours,
        trains=np.concatenate([birth.times for birth in births]),
        inspected=np.concatenate(channel) >= control.channels["green"],
        inspection_hours=inspection.average * np.concatenate(bays),
        running_hours=line.hours.average * np.concatenate(running),
        train_boxes=flow.consignment.boxes,
        cranes=int(border.rail.cranes),
        crane_hours=border.rail.crane_hours_per_box.average,
        bays=int(control.inspection_bays),
        berths=int(port.quay.berths),
        cranes_per_berth=port.quay.cranes_per_berth,
        quay_crane_hours=port.quay.crane_hours_per_box.average,
        vessels=fleet.number,
        vessel_boxes=int(fleet.teu),
        sailing_hours=sea.sailing_hours.average,
        sections=len(sections),
        section_hours=sections[0].running_hours if sections else 0.0,
        headway_hours=HOURS_PER_DAY / sections[0].pairs_per_day if sections else 0.0,
    )


def told(scenario: Scenario, replication: int) -> Stamps:
    """All times of all boxes, by the product: a replication, drawing and telling included."""
    return stamps_of(simulate(scenario, replication))


def stamps_of(journal: Journal) -> Stamps:
    """What the product tells of the same times."""
    boxes = journal.boxes
    return Stamps(
        unloaded=boxes.unloaded[0][:],
        departed=boxes.load_start[1][:],
        in_port=boxes.unloaded[1][:],
        loaded=boxes.loaded[2][:],
        delivered=boxes.delivered,
    )
