"""The network in force at any time, and what is drawn."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

import numpy as np

from sim.corridor.streams import Streams, unit_variates
from sim.scenario.distributions import Distribution
from sim.scenario.language import Network, Terminal
from sim.scenario.scenario import Scenario

CHUNK = 64
EXPONENTIAL = Distribution.model_validate({"distribution": "exponential", "mean": 1.0})


class Plan:
    """Every number of the scenario as a step function of time."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.first = scenario.epochs[0].network
        self.dates = tuple(epoch.from_hours for epoch in scenario.epochs[1:])

    def at(self, time: float) -> Network:
        """The network whose date is the last one at or before this time."""
        return next(e.network for e in reversed(self.scenario.epochs) if e.from_hours <= time)

    def terminal(self, name: str, time: float) -> Terminal:
        return self.at(time).terminals[name]

    def service(self, name: str, time: float) -> Any:
        """Rail, Sea or Carrier; which of them never changes."""
        return self.at(time).services[name]

    def fixed(self, service: str) -> Any:
        """What never changes of a service: its kind, ends, direction, formation and priority."""
        return self.first.services[service]

    def section(self, name: str, time: float) -> Any:
        return self.at(time).sections[name]

    def stretches(self) -> list[tuple[float, float]]:
        """From each date to the next, the first from for ever and the last to for ever."""
        edges = (-math.inf, *self.dates, math.inf)
        return list(pairwise(edges))


class Draws:
    """The n-th draw of a named stream."""

    def __init__(self, scenario: Scenario, replication: int) -> None:
        self._streams = Streams(scenario.file.seed, replication)
        self._drawn: dict[tuple[Any, ...], list[float]] = {}
        self._generators: dict[tuple[Any, ...], np.random.Generator] = {}

    def uniform(self, number: int, *name: str) -> float:
        """Uniform on 0 to 1; numbers count from 0."""
        return self._nth(number, None, name)

    def variate(self, number: int, distribution: Distribution, *name: str) -> float:
        """Unit variate, mean 1; a constant draws nothing."""
        if distribution.distribution == "constant":
            return 1.0
        return self._nth(number, distribution, name)

    def gap(self, number: int, *name: str) -> float:
        """Unit exponential."""
        return self.variate(number, EXPONENTIAL, *name)

    def hours(self, number: int, distribution: Distribution, *name: str) -> float:
        """The mean of a quantity times the variate of this number."""
        return distribution.average * self.variate(number, distribution, *name)

    def _nth(self, number: int, distribution: Distribution | None, name: tuple[str, ...]) -> float:
        key = (distribution.shape if distribution else "uniform", *name)
        if key not in self._drawn:
            self._generators[key], self._drawn[key] = self._streams.generator(*name), []
        generator, drawn = self._generators[key], self._drawn[key]
        while len(drawn) <= number:
            more = unit_variates(generator, distribution, CHUNK) if distribution else None
            drawn += (generator.random(CHUNK) if more is None else more).tolist()
        return drawn[number]
