"""Demand made flesh: consignments with their times, and boxes with their sizes.

All of it is drawn before the clock starts, block by block, so that a draw belongs to a flow, a
block and a number, whatever happens in the run.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from sim.corridor.arrays import Codes, Floats, Ints
from sim.corridor.boxes import Boxes
from sim.corridor.containers import KG_PER_TONNE, Address, Consignment
from sim.corridor.streams import Streams, unit_variates
from sim.scenario.distributions import Distribution
from sim.scenario.growth import Block
from sim.scenario.language import Flow
from sim.scenario.scenario import Scenario
from sim.scenario.ways import Way, all_ways, flow_of, ways_by_flow

TIMETABLE = "timetable"
BOXES_OF_40_FEET_TEU = 2.0
CHUNK = 256


@dataclass(frozen=True)
class Birth:
    """The consignments of one flow in one block: times of birth, shape (m,), in order.

    A box has the address consignment × boxes a consignment + place. `chosen` are the addresses that
    there are: those that come back for a flow of empties, shape (k,); None for all. Recorded by
    train, a consignment is one row for all its boxes.
    """

    flow: str
    block: str
    times: Floats
    boxes_each: int
    chosen: Ints | None = None
    by_train: bool = False

    @property
    def addresses(self) -> int:
        return len(self.times) * self.boxes_each

    @property
    def rows_each(self) -> int:
        """Rows a consignment."""
        return 1 if self.by_train else self.boxes_each

    def __len__(self) -> int:
        """Rows that there are."""
        if self.chosen is not None:
            return len(self.chosen)
        return len(self.times) * self.rows_each

    def in_rows(self, of_boxes: Floats) -> Floats:
        """What boxes add up to by row, shape (rows,)."""
        return of_boxes.reshape(-1, self.boxes_each).sum(axis=1) if self.by_train else of_boxes

    def sums(self, boxes: Boxes, first_row: int) -> tuple[Floats, Floats]:
        """TEU and kilograms of each consignment, none of whose boxes is left out, shape (m,)."""
        own, shape = slice(first_row, first_row + len(self)), (len(self.times), self.rows_each)
        kg = boxes.gross_kg[own].reshape(shape).sum(axis=1).astype(float)
        return boxes.teu[own].reshape(shape).sum(axis=1), kg

    def of(self, drawn: Floats) -> Floats:
        """Of numbers drawn for all addresses those of the boxes that there are."""
        return drawn if self.chosen is None else drawn[self.chosen]


@dataclass(frozen=True)
class Population:
    """Everyone who may travel: boxes as rows, consignments as births.

    `flows` are the ways of the flows: a flow with one route is its own way. A consignment is on the
    first way of its flow until it chooses. `first_rows` tells in which row each birth begins.
    `empty_of` maps the row of a loaded box to the row of the empty that comes back from it, −1
    where none does, shape (n,), or (0,) where no flow is one of empties. `instead` has, by address,
    the consignment of another flow that may go for one.
    """

    flows: tuple[str, ...]
    boxes: Boxes
    births: tuple[Birth, ...]
    first_rows: tuple[int, ...]
    empty_of: Codes
    instead: Mapping[Address, Consignment]

    def addresses(self) -> tuple[Codes, Codes]:
        """The number of its consignment in its block, and its place in that, of each box; shape
        (n,) each."""
        consignment, place = np.empty((2, len(self.boxes.flow)), np.int32)
        for birth, first in zip(self.births, self.first_rows, strict=True):
            rows, each = slice(first, first + len(birth)), birth.rows_each
            if birth.chosen is None:
                consignment[rows].reshape(-1, each).T[:] = np.arange(len(birth.times))
                place[rows].reshape(-1, each)[:] = np.arange(each)
            else:
                consignment[rows], place[rows] = np.divmod(birth.chosen, each)
        return consignment, place

    def blocks_of(self, flow: str) -> Iterator[tuple[Birth, int]]:
        """The blocks of a flow, or of a way of it, with the row at which each begins."""
        flow = flow_of(flow)
        for birth, first in zip(self.births, self.first_rows, strict=True):
            if birth.flow == flow:
                yield birth, first


def populate(scenario: Scenario, streams: Streams) -> Population:
    """Draw consignments and boxes of every flow of the scenario."""
    births = _all_births(scenario, streams)
    sizes = [len(birth) for birth in births]
    firsts = np.concatenate(([0], np.cumsum(sizes, dtype=np.int64)))
    ways = ways_by_flow(scenario.file)
    flows = tuple(sorted(all_ways(scenario.file)))
    first_way = {flow: flows.index(own[0].name) for flow, own in ways.items()}
    codes = np.array([first_way[birth.flow] for birth in births], np.int32)
    rules = [scenario.file.demand.flows[flow_of(way)] for way in flows]
    legs = [most_legs(ways[flow_of(way)]) for way in flows]
    cargo = np.array([_cargo_tonnes_per_teu(flow) for flow in rules])
    each = np.array([_boxes_a_row(flow) for flow in rules], float)
    boxes = Boxes.blank(codes.repeat(sizes), legs, cargo, each)
    instead: dict[Address, Consignment] = {}
    for birth, first in zip(births, firsts[:-1].tolist(), strict=True):
        _fill(boxes, scenario, streams, birth, first)
        if rule := scenario.file.demand.flows[birth.flow].instead_of:
            for one in _consignments(boxes, birth, first):
                instead[rule.flow, *one.address[1:]] = one
    empty_of = _pair_empties(scenario, births, firsts)
    starts = tuple(firsts[:-1].tolist())
    return Population(flows, boxes, tuple(births), starts, empty_of, instead)


def _all_births(scenario: Scenario, streams: Streams) -> list[Birth]:
    """Births by flow and block; a flow of empties has the blocks of its loaded flow."""
    flows = scenario.file.demand.flows
    blocks = {demand.flow: demand.blocks for demand in scenario.demand}
    births: dict[str, list[Birth]] = {}
    for name, flow in flows.items():
        if flow.consignment is not None and flow.instead_of is None:
            births[name] = _births(scenario, streams, name, blocks.get(name, ()))
    for name, flow in flows.items():
        if flow.instead_of is not None:
            births[name] = [_instead(name, flow, b) for b in births[flow.instead_of.flow]]
    for name, flow in flows.items():
        if flow.empties_of is not None:
            loaded = births[flow.empties_of.flow]
            births[name] = [_empties(streams, name, flow.empties_of.share, b) for b in loaded]
    ways = ways_by_flow(scenario.file)
    longest_first = sorted(births, key=lambda name: (-most_legs(ways[name]), name))
    return [birth for name in longest_first for birth in births[name]]


def most_legs(ways: tuple[Way, ...]) -> int:
    """Legs of the longest way of a flow: all its boxes have room for their stamps."""
    return max(len(way.route) for way in ways)


def _births(
    scenario: Scenario, streams: Streams, name: str, blocks: tuple[Block, ...]
) -> list[Birth]:
    flow = scenario.file.demand.flows[name]
    assert flow.consignment is not None
    assert flow.arrivals is not None
    train = flow.consignment.boxes, flow.recorded == "by_train"
    start, end = -scenario.warm_up_hours, scenario.end_hours
    if flow.arrivals.pattern == "timetable":
        return [_loaded(name, TIMETABLE, _timetable(flow, start, end), *train)]
    if flow.arrivals.pattern == "even":
        return [_loaded(name, b.key, times, *train) for b, times in _even(blocks)]
    return [_loaded(name, b.key, _random(streams, name, flow, b), *train) for b in blocks]


def _loaded(flow: str, block: str, times: Floats, boxes_each: int, by_train: bool) -> Birth:
    return Birth(flow, block, times, boxes_each, by_train=by_train)


def _instead(name: str, flow: Flow, of: Birth) -> Birth:
    """What may go for the consignments of one block of another flow."""
    assert flow.consignment is not None
    return _loaded(name, of.block, of.times, flow.consignment.boxes, flow.recorded == "by_train")


def _empties(streams: Streams, flow: str, share: float, loaded: Birth) -> Birth:
    """The empties that come back from the boxes of one block."""
    drawn = streams.lent("empties", flow, loaded.block).random(len(loaded))
    chosen = np.flatnonzero(drawn < share)
    return Birth(flow, loaded.block, loaded.times, loaded.boxes_each, chosen)


def _timetable(flow: Flow, start: float, end: float) -> Floats:
    arrivals = flow.arrivals
    assert arrivals is not None
    assert arrivals.every_hours is not None
    first = start + (arrivals.first_hours or 0.0)
    number = max(0, math.ceil((end - first) / arrivals.every_hours))
    if arrivals.number is not None:
        number = min(number, arrivals.number)
    times: Floats = first + np.arange(number, dtype=np.float64) * arrivals.every_hours
    return times[times < end]


def _even(blocks: tuple[Block, ...]) -> Iterator[tuple[Block, Floats]]:
    """Equal gaps in each block; whole numbers keep pace with the running total of demand."""
    wanted, made = 0.0, 0
    for block in blocks:
        wanted += block.trains
        number = math.floor(wanted + 0.5) - made
        made += number
        length = block.end_hours - block.start_hours
        yield block, block.start_hours + length * (np.arange(number) + 0.5) / max(number, 1)


def _random(streams: Streams, name: str, flow: Flow, block: Block) -> Floats:
    """Exponential gaps inverted through the block's demand (doubly stochastic Poisson).

    Cox and Isham, Point Processes (1980), ch. 3; given an exact number n, the order statistics of
    n uniforms.
    """
    length = block.end_hours - block.start_hours
    if block.exact:
        gaps = streams.lent("gaps", name, block.key)
        sums = np.add.accumulate(gaps.standard_exponential(round(block.trains) + 1))
        exact: Floats = block.start_hours + length * sums[:-1] / sums[-1]
        return exact
    expected = block.trains * _programme_factor(streams, name, flow, block)
    if expected <= 0:
        return np.empty(0)
    sums = _sums_below(streams.lent("gaps", name, block.key), expected)
    return block.start_hours + length * sums / expected


def _programme_factor(streams: Streams, name: str, flow: Flow, block: Block) -> float:
    assert flow.arrivals is not None
    cv = flow.arrivals.programme_cv
    if cv == 0:
        return 1.0
    gamma = Distribution(distribution="gamma", mean=1.0, cv=cv)
    drawn = unit_variates(streams.lent("programme", name, block.key), gamma, 1)
    return float(drawn[0])


def _sums_below(gaps: np.random.Generator, limit: float) -> Floats:
    """Running sums of unit exponentials that lie below a limit, shape (k,)."""
    drawn = gaps.standard_exponential(CHUNK)
    sums = np.add.accumulate(drawn)
    while sums[-1] < limit:
        drawn = np.concatenate((drawn, gaps.standard_exponential(len(drawn))))
        sums = np.add.accumulate(drawn)
    return sums[: np.searchsorted(sums, limit)]


def _fill(boxes: Boxes, scenario: Scenario, streams: Streams, birth: Birth, first: int) -> None:
    """Sizes and masses of the boxes of one block, and when they are born."""
    flows = scenario.file.demand.flows
    empties = flows[birth.flow].empties_of
    owner = empties.flow if empties else birth.flow
    loaded = flows[owner].consignment
    assert loaded is not None
    rows = slice(first, first + len(birth))
    teu = np.ones(birth.addresses)
    if loaded.forty_foot_share > 0:
        sizes = streams.lent("size", owner, birth.block).random(birth.addresses)
        teu[sizes < loaded.forty_foot_share] = BOXES_OF_40_FEET_TEU
    teu = birth.of(teu)
    cargo = _cargo_tonnes_per_teu(flows[birth.flow])
    tare = empties.tare_tonnes_per_teu if empties else loaded.tare_tonnes_per_teu
    kg = np.rint(teu * (cargo + tare) * KG_PER_TONNE)
    boxes.teu[rows], boxes.gross_kg[rows] = birth.in_rows(teu), birth.in_rows(kg)
    if not empties and not flows[birth.flow].instead_of:
        boxes.born[rows] = np.repeat(birth.times, birth.rows_each)


def _cargo_tonnes_per_teu(flow: Flow) -> float:
    return flow.consignment.cargo_tonnes_per_teu if flow.consignment else 0.0


def _boxes_a_row(flow: Flow) -> int:
    one = flow.consignment
    return one.boxes if one and flow.recorded == "by_train" else 1


def _consignments(boxes: Boxes, birth: Birth, first: int) -> list[Consignment]:
    each, (teu, kg) = birth.rows_each, birth.sums(boxes, first)
    starts = range(first, first + len(birth), each)
    return [
        Consignment((birth.flow, birth.block, k), time, (start, start + each), *sums)
        for k, (time, start, *sums) in enumerate(
            zip(birth.times.tolist(), starts, teu.tolist(), kg.tolist(), strict=True)
        )
    ]


def _pair_empties(scenario: Scenario, births: list[Birth], firsts: Ints) -> Codes:
    """Row of the empty that each loaded box leaves behind, −1 where none, shape (n,); of no boxes
    where no flow is one of empties."""
    if all(birth.chosen is None for birth in births):
        return np.empty(0, np.int32)
    empty_of = np.full(int(firsts[-1]), -1, np.int32)
    where = {(b.flow, b.block): int(f) for b, f in zip(births, firsts[:-1], strict=True)}
    for birth in births:
        rule = scenario.file.demand.flows[birth.flow].empties_of
        if rule is not None and birth.chosen is not None:
            first = where[birth.flow, birth.block]
            rows = np.arange(first, first + len(birth))
            empty_of[where[rule.flow, birth.block] + birth.chosen] = rows
    return empty_of
