"""When consignments are born, and which boxes they have."""

from __future__ import annotations

import math

from sim.scenario.distributions import Distribution
from sim.scenario.growth import Block
from sim.scenario.language import Flow
from sim.scenario.scenario import Scenario
from tests.oracle.clock import Clock
from tests.oracle.containers import Box, Consignment
from tests.oracle.plan import Draws


class Births:
    """Consignments in order of birth."""

    def __init__(self, scenario: Scenario, draws: Draws, clock: Clock) -> None:
        self.scenario, self.draws, self.clock = scenario, draws, clock
        self.flows = scenario.file.demand.flows

    def consignments(self) -> list[Consignment]:
        """Those born before the end; at one instant by flow, block and number."""
        born = [one for name in self.flows for one in self._of_flow(name)]
        born = [one for one in born if one.time < self.clock.end]
        return sorted(born, key=lambda one: one.order)

    def boxes(self, consignment: Consignment) -> list[Box]:
        """The boxes of a consignment, by place from 0."""
        content = self.flows[consignment.flow].consignment
        assert content is not None
        boxes = []
        for place in range(content.boxes):
            box = self.box(consignment, place, consignment.number * content.boxes + place)
            size = self.draws.uniform(box.index, "size", box.flow, box.key)
            box.teu = 2.0 if size < content.forty_foot_share else 1.0
            box.tonnes = box.teu * (content.cargo_tonnes_per_teu + content.tare_tonnes_per_teu)
            boxes.append(box)
        return boxes

    def empty_after(self, loaded: Box, flow: str, born: float) -> Box:
        """The empty that goes back where a loaded box came to: same address and order, own flow."""
        returns = self.flows[flow].empties_of
        assert returns is not None
        consignment = Consignment(born, flow, loaded.key, loaded.number)
        box = self.box(consignment, loaded.place, loaded.index)
        box.teu = loaded.teu
        box.tonnes = box.teu * returns.tare_tonnes_per_teu
        box.order = loaded.order
        return box

    def returns(self, loaded: Box) -> list[str]:
        """The flows on which this box comes back empty."""
        return [
            name
            for name, flow in self.flows.items()
            if flow.empties_of
            and flow.empties_of.flow == loaded.flow
            and self.draws.uniform(loaded.index, "empties", name, loaded.key)
            < flow.empties_of.share
        ]

    def box(self, consignment: Consignment, place: int, index: int) -> Box:
        flow = self.flows[consignment.flow]
        box = Box(self.clock, consignment, place, self.first_route(consignment.flow))
        box.direction, box.index = flow.direction, index
        box.by_train = flow.recorded == "by_train"
        return box

    def first_route(self, flow: str) -> tuple[str, ...]:
        """The only route of a flow, or the one of its routes with which it is born."""
        if route := self.flows[flow].route:
            return route
        ways = self.scenario.file.routes[flow].ways
        return ways[min(ways, key=lambda by: (ways[by].preference or math.inf, by))].route

    def _of_flow(self, name: str) -> list[Consignment]:
        flow = self.flows[name]
        if flow.arrivals is None:
            return []
        if flow.arrivals.pattern == "timetable":
            times = {"timetable": self._timetable(flow)}
        else:
            blocks = next((d.blocks for d in self.scenario.demand if d.flow == name), ())
            times = self._by_block(name, flow, blocks)
        return [
            Consignment(time, name, key, number)
            for key, block in times.items()
            for number, time in enumerate(block)
        ]

    def _timetable(self, flow: Flow) -> list[float]:
        arrivals = flow.arrivals
        assert arrivals is not None
        assert arrivals.every_hours is not None
        times: list[float] = []
        while len(times) < (arrivals.number or math.inf):
            after = (arrivals.first_hours or 0.0) + len(times) * arrivals.every_hours
            if self.clock.start + after >= self.clock.end:
                break
            times.append(self.clock.start + after)
        return times

    def _by_block(self, name: str, flow: Flow, blocks: tuple[Block, ...]) -> dict[str, list[float]]:
        times: dict[str, list[float]] = {}
        expected = 0.0
        for block in blocks:
            earlier, expected = expected, expected + block.trains
            if flow.arrivals and flow.arrivals.pattern == "even":
                number = math.floor(expected + 0.5) - math.floor(earlier + 0.5)
                times[block.key] = self._even(block, number)
            elif block.exact:
                times[block.key] = self._exactly(name, block)
            else:
                times[block.key] = self._random(name, flow, block)
        return times

    def _even(self, block: Block, number: int) -> list[float]:
        length = block.end_hours - block.start_hours
        return [block.start_hours + length * (k - 0.5) / number for k in range(1, number + 1)]

    def _exactly(self, name: str, block: Block) -> list[float]:
        length, number = block.end_hours - block.start_hours, int(block.trains)
        sums = self._sums_of_gaps(name, block, number + 1)
        return [block.start_hours + length * gaps / sums[-1] for gaps in sums[:-1]]

    def _random(self, name: str, flow: Flow, block: Block) -> list[float]:
        assert flow.arrivals is not None
        length = block.end_hours - block.start_hours
        expected = block.trains * self._programme_factor(name, flow.arrivals.programme_cv, block)
        times: list[float] = []
        gaps = self.draws.gap(0, "gaps", name, block.key)
        while gaps < expected:
            times.append(block.start_hours + length * gaps / expected)
            gaps = gaps + self.draws.gap(len(times), "gaps", name, block.key)
        return times

    def _programme_factor(self, name: str, cv: float, block: Block) -> float:
        if cv == 0:
            return 1.0
        gamma = Distribution.model_validate({"distribution": "gamma", "mean": 1.0, "cv": cv})
        return self.draws.variate(0, gamma, "programme", name, block.key)

    def _sums_of_gaps(self, name: str, block: Block, number: int) -> list[float]:
        sums, total = [], 0.0
        for k in range(number):
            total = total + self.draws.gap(k, "gaps", name, block.key)
            sums.append(total)
        return sums
