"""All trains recorded as one that need nothing but sections, tracks, cranes, pools and papers.

A flow whose trains stand between their legs in the yard of a terminal that loads trains, or queue
where others look before they choose a route, runs as those of boxes do (rail.py), to the same
times.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import Final

import numpy as np

from sim.corridor.arrays import Floats
from sim.corridor.arrivals import Birth
from sim.corridor.births import Part
from sim.corridor.clock import Clock
from sim.corridor.containers import Consignment, Order
from sim.corridor.corridor import Corridor
from sim.corridor.empties import Empties
from sim.corridor.loading_ban import Ban
from sim.corridor.log import Log
from sim.corridor.moments import Moment
from sim.corridor.passages import WIDTH, Passages, Way
from sim.corridor.rail import RailService
from sim.corridor.whole_trains import Dispatch, Leg, Train
from sim.scenario.scenario import Scenario
from sim.scenario.ways import flow_of

AT_A_TIME: Final = 4096


class WholeTraffic:
    """The flows of such trains, each with its legs."""

    def __init__(self, corridor: Corridor) -> None:
        self._corridor = corridor
        journal = corridor.journal
        teu: Sequence[float] = journal.boxes.teu.data  # read one by one faster than the array
        self._dispatch = Dispatch(corridor.clock, journal, teu, Log(WIDTH), set())
        self._ways: list[Way] = []
        self._legs: dict[int, list[Leg]] = {}
        self._senders: dict[str, Sender] = {}
        self._origins = Origins(corridor.clock)
        queued = _queued(corridor.scenario)
        for flow in corridor.routing.by_train:
            services = [corridor.rail[name] for name in corridor.routing.way(flow).route]
            seen = queued & {one.terminal.name for one in services}
            if _is_simple(services) and not seen:
                self._legs[flow] = self._legs_of(flow, services)

    def start(self, bans: list[list[Ban]], kept: set[str]) -> set[str]:
        """Bring the trains that no ban or plan keeps at their origin; the names of their flows.

        `bans` are those on the way of each flow.
        """
        names, brought = self._corridor.population.flows, set()
        for flow, legs in self._legs.items():
            self._origins.born[flow] = 0
            for leg in legs:
                leg.ban = leg.ban if leg.ban in bans[flow] else None
                leg.prepare()
            if flow_of(names[flow]) != names[flow] or names[flow] in kept:
                continue
            if bans[flow]:
                self._senders[names[flow]] = Sender(flow, legs[0], bans[flow])
            else:
                brought.add(names[flow])
                for birth, first in self._corridor.population.blocks_of(names[flow]):
                    self._origins.add(flow, legs[0], birth, first)
        self._origins.start()
        return brought

    def sends(self, part: Part, number: int) -> bool:
        """Whether a consignment is a train that leaves at its birth, now, and has left."""
        sender = self._senders.get(part.birth.flow)
        if sender is None or sender.is_stopped():
            return False
        row = part.first_row + number
        teu = self._dispatch.teu[row]
        for ban in sender.bans:
            ban.count(teu)
        self._origins.born[sender.flow] += 1
        address = (part.birth.flow, part.birth.block, number)
        sender.leg.leave_now(Train(sender.flow, row, self._corridor.clock.now, address))
        return True

    def runs(self, flow: int) -> bool:
        return flow in self._legs

    def send(self, flow: int, consignment: Consignment) -> None:
        """A consignment leaves its origin now."""
        train = Train(flow, consignment.first, consignment.born, consignment.address)
        self._legs[flow][0].leave_now(train)

    def standing(self) -> Counter[tuple[str, str]]:
        """Trains that stand at a terminal for a service."""
        found: Counter[tuple[str, str]] = Counter()
        for leg in self._all_legs():
            way = self._ways[leg.code]
            found[way.origin, way.service] += leg.standing
        return found

    def close(self) -> None:
        """Note trains under way; hand over the times of all, and what was counted."""
        for train in self._dispatch.under_way:
            self._dispatch.note(train)
        boxes, end = self._corridor.journal.boxes, self._corridor.clock.end
        for flow, legs in self._legs.items():
            begun, ended = [leg.begun for leg in legs], [leg.ended for leg in legs]
            self._corridor.audit.passed(flow, self._origins.born[flow], begun, ended)
        if self._ways:
            passages = Passages.of(tuple(self._ways), self._dispatch.noted, boxes, end)
            passages.stamp(boxes)
            self._corridor.journal.passages = passages

    def _legs_of(self, flow: int, services: list[RailService]) -> list[Leg]:
        corridor, legs = self._corridor, []
        direction = corridor.routing.direction_of(flow)
        for number, service in enumerate(services):
            is_last = number == len(services) - 1
            leg = Leg(len(self._ways), service, self._dispatch)
            leg.control = None if is_last else service.terminal.controls.get(direction)
            leg.ban = corridor.counting_ban(service.terminal.name)
            self._ways.append(_way(number, service))
            legs.append(leg)
        if flow in corridor.empties.ended_by:
            each = int(corridor.journal.boxes.boxes_a_row[flow])
            legs[-1].on_delivered = partial(_empties_stay, corridor.empties, flow, each)
        for one, other in pairwise(legs):
            one.after = other
        return legs

    def _all_legs(self) -> Iterator[Leg]:
        for legs in self._legs.values():
            yield from legs


def _empties_stay(empties: Empties, flow: int, number: int, load: Order, time: float) -> None:
    """The boxes of a train are delivered at a time and stay where they are."""
    empties.stay_from(time, flow, load, number)


def _is_simple(services: list[RailService]) -> bool:
    """Whether trains need no yard, track or crane to leave for their next leg."""
    return not any(service.terminal.loads_trains for service in services[:-1])


def _queued(scenario: Scenario) -> set[str]:
    """Places at whose queues consignments look when they choose a route."""
    choices = scenario.epochs[0].network.routes.values()
    return {place for one in choices for way in one.ways.values() for place in way.queues}


def _way(number: int, service: RailService) -> Way:
    rules, ends = service.rules, (service.origin.name, service.terminal.name)
    return Way(number, rules.name, *ends, rules.priority, rules.train_teu)


@dataclass(frozen=True)
class Sender:
    """Sends the trains of one flow past its bans."""

    flow: int
    leg: Leg
    bans: list[Ban]

    def is_stopped(self) -> bool:
        return any(ban.stops(self.flow) for ban in self.bans)


class Origins(Moment):
    """Brings trains from their origins to where they first meet others, in order of time.

    It is the one event of all that are still to come; `born` counts trains by flow.
    """

    __slots__ = ("_clock", "_coming", "_next", "_parts", "born")

    def __init__(self, clock: Clock) -> None:
        self.born: dict[int, int] = {}
        self._clock = clock
        self._parts: list[tuple[int, Leg, Birth]] = []
        self._coming: list[Floats] = []
        self._next: Iterator[tuple[float, Leg, Train]] = iter(())

    def add(self, flow: int, leg: Leg, birth: Birth, first_row: int) -> None:
        """The trains of one block; those born beyond the end never are."""
        n = int((birth.times < self._clock.end).sum())
        born, numbers = birth.times[:n], np.arange(n)
        rows = first_row + numbers
        self.born[flow] += n
        part = np.full(n, len(self._parts))
        self._parts.append((flow, leg, birth))
        self._coming.append(np.stack([leg.reached(born, rows), born, rows, part, numbers]))

    def start(self) -> None:
        if self._coming:
            coming = np.concatenate(self._coming, axis=1)
            self._coming = []
            self._next = self._trains(coming[:, coming[0].argsort(kind="stable")])
            self._await()

    def _trains(self, coming: Floats) -> Iterator[tuple[float, Leg, Train]]:
        """When trains come upon others, shape (5, n): times, births, rows, parts, numbers."""
        for first in range(0, coming.shape[1], AT_A_TIME):
            some = coming[:, first : first + AT_A_TIME]
            times, born = some[:2].tolist()
            for time, since, row, part, number in zip(
                times, born, *some[2:].astype(np.int64).tolist(), strict=True
            ):
                flow, leg, birth = self._parts[part]
                yield time, leg, Train(flow, row, since, (birth.flow, birth.block, number))

    def _await(self) -> None:
        """The next train comes at its time; what comes beyond the end is only noted."""
        for time, leg, train in self._next:
            if time < self._clock.end:
                self._value = leg, train
                self.callbacks = [self._bring]
                self._clock.trigger(self, time)
                return
            leg.never_comes(train, time)

    def _bring(self, _: Moment) -> None:
        leg, train = self._value
        self._await()
        leg.come(train)
