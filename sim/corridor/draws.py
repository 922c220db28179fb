"""Columns of draws: one number a box, at the address of the box."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Collection
from dataclasses import dataclass, field

import numpy as np

from sim.corridor.arrays import Floats
from sim.corridor.arrivals import Birth, Population
from sim.corridor.by_train import DrawnMoves
from sim.corridor.streams import Streams, unit_variates
from sim.scenario.distributions import Distribution
from sim.scenario.ways import flow_of

Draw = Callable[[np.random.Generator, int], Floats]


class ByConsignment:
    """Unit variates, one a consignment, whatever its flow: drawn for a block when first asked."""

    __slots__ = ("_distribution", "_drawn", "_firsts", "_name", "_population", "_streams")

    def __init__(
        self,
        population: Population,
        streams: Streams,
        distribution: Distribution,
        name: tuple[str, ...],
    ) -> None:
        self._population = population
        self._streams = streams
        self._distribution = distribution
        self._name = name
        self._firsts = list(population.first_rows)
        self._drawn: dict[int, Floats] = {}

    def of(self, first_row: int) -> float:
        """That of the consignment which begins in a row."""
        # An empty block begins in the row of the one after it: the last that does has the boxes.
        block = bisect_right(self._firsts, first_row) - 1
        drawn = self._drawn.get(block)
        if drawn is None:
            drawn = self._drawn[block] = self._draw(self._population.births[block])
        each = self._population.births[block].rows_each
        return drawn.item((first_row - self._firsts[block]) // each)

    def _draw(self, birth: Birth) -> Floats:
        stream = self._streams.lent(*self._name, birth.flow, birth.block)
        return unit_variates(stream, self._distribution, len(birth.times))


@dataclass(frozen=True)
class Draws:
    """Makes columns of draws over all boxes of some flows, and frees them when the run is over."""

    population: Population
    streams: Streams
    made: list[Floats] = field(default_factory=list)

    def free(self) -> None:
        """Give up the room of all columns, a quarter of what a run takes: nobody draws any more."""
        for column in self.made:
            column.resize(0, refcheck=False)

    def a_box(
        self, distribution: Distribution, name: tuple[str, ...], flows: Collection[str]
    ) -> Floats | None:
        """Unit variates, one a box, up to the last of these flows; None for a constant."""
        return self._variates(distribution, name, flows, each=False)

    def a_consignment(
        self, distribution: Distribution, name: tuple[str, ...], flows: Collection[str]
    ) -> Floats | None:
        """Unit variates, one a consignment, repeated for each of its boxes."""
        return self._variates(distribution, name, flows, each=True)

    def of_consignments(
        self, distribution: Distribution, name: tuple[str, ...]
    ) -> ByConsignment | None:
        """The same as `a_consignment` for all flows; a column has room for every box."""
        if distribution.distribution == "constant":
            return None
        return ByConsignment(self.population, self.streams, distribution, name)

    def a_move(
        self, distribution: Distribution, name: tuple[str, ...], flow: str
    ) -> DrawnMoves | None:
        """Unit variates for every box of the trains of a flow recorded by train."""
        blocks = list(self.population.blocks_of(flow))
        if distribution.distribution == "constant" or not blocks:
            return None
        drawn = []
        for birth, _ in blocks:
            stream = self.streams.lent(*name, birth.flow, birth.block)
            variates = unit_variates(stream, distribution, birth.addresses)
            drawn.append(variates.reshape(-1, birth.boxes_each))
        return DrawnMoves(blocks[0][1], np.concatenate(drawn))

    def uniforms(self, name: tuple[str, ...], flows: Collection[str], each: bool = False) -> Floats:
        """Uniforms on 0 to 1, one a box, or with `each` one a consignment, shape (boxes,)."""
        return self._column(lambda stream, n: stream.random(n), name, flows, each)

    def for_all(self, column: Floats, flows: Collection[str]) -> Floats:
        """A column of some flows as long as there are boxes, NaN for others, shape (boxes,)."""
        whole, own = np.full(len(self.population.boxes.teu), np.nan), self.first_row(flows)
        whole[own : len(column)] = column[own:]
        self.made.append(whole)
        return whole

    def _variates(
        self, distribution: Distribution, name: tuple[str, ...], flows: Collection[str], each: bool
    ) -> Floats | None:
        if distribution.distribution == "constant":
            return None
        return self._column(
            lambda stream, n: unit_variates(stream, distribution, n), name, flows, each
        )

    def _column(
        self, draw: Draw, name: tuple[str, ...], flows: Collection[str], each: bool
    ) -> Floats:
        """Up to the last box of these flows; NaN between them, and before the first of them zeros,
        which nobody reads and which take no room."""
        blocks, own = self._blocks(flows), self.first_row(flows)
        column = np.zeros(max((first + len(birth) for birth, first in blocks), default=0))
        if sum(len(birth) for birth, _ in blocks) < len(column) - own:
            column[own:] = np.nan
        for birth, first in blocks:
            stream = self.streams.lent(*name, birth.flow, birth.block)
            drawn = draw(stream, len(birth.times) if each else birth.addresses)
            if each:
                drawn = drawn.repeat(birth.rows_each)
            column[first : first + len(birth)] = birth.of(drawn)
        self.made.append(column)
        return column

    def first_row(self, flows: Collection[str]) -> int:
        """The first row of some flows."""
        return min((first for _, first in self._blocks(flows)), default=0)

    def _blocks(self, flows: Collection[str]) -> list[tuple[Birth, int]]:
        own = dict.fromkeys(flow_of(flow) for flow in flows)
        return [block for flow in own for block in self.population.blocks_of(flow)]
