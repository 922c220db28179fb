"""Random streams, one for each purpose and place, seeded by name.

A stream depends on its name, the seed and the replication, never on the order in which streams are
made; a draw is addressed by the entity it belongs to. Adding a place or a flow therefore changes no
draw of any other (common random numbers).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from hashlib import blake2b
from typing import Any

import numpy as np

from sim.corridor.arrays import Floats
from sim.scenario.distributions import Distribution

BLOCK = 64


class Streams:
    """All streams of one replication."""

    def __init__(self, seed: int, replication: int) -> None:
        self._prefix = f"{seed}\x1f{replication}\x1f"
        self._lent = np.random.Generator(np.random.Philox(key=0))
        self._start: dict[str, Any] = dict(self._lent.bit_generator.state)

    def generator(self, *name: str) -> np.random.Generator:
        """A generator of its own at the start of the stream of this name."""
        return np.random.Generator(np.random.Philox(key=int.from_bytes(self._key(*name), "little")))

    def lent(self, *name: str) -> np.random.Generator:
        """The same draws until the next loan; a generator of its own would cost four times this."""
        self._start["state"]["key"] = np.frombuffer(self._key(*name), "<u8")
        self._lent.bit_generator.state = self._start
        return self._lent

    def _key(self, *name: str) -> bytes:
        text = self._prefix + "\x1f".join(name)
        return blake2b(text.encode(), digest_size=16).digest()

    def sequence(self, distribution: Distribution, *name: str) -> Sequence:
        """Unit variates one after another, for entities that are counted as they come."""
        return Sequence(partial(self.generator, *name), distribution)


class Sequence:
    """Unit variates of one stream, drawn in blocks and handed out one by one."""

    def __init__(
        self, started: Callable[[], np.random.Generator], distribution: Distribution
    ) -> None:
        self._started = started
        self._generator: np.random.Generator | None = None  # costs more than all before a draw
        self._distribution = distribution
        self._is_constant = distribution.distribution == "constant"
        self._block: list[float] = []
        self._used = 0

    def next(self) -> float:
        """The next variate, mean 1."""
        if self._is_constant:
            return 1.0
        if self._used == len(self._block):
            self._generator = self._generator or self._started()
            self._block = unit_variates(self._generator, self._distribution, BLOCK).tolist()
            self._used = 0
        self._used += 1
        return self._block[self._used - 1]


def unit_variates(generator: np.random.Generator, distribution: Distribution, n: int) -> Floats:
    """Draws of a distribution divided by its mean, shape (n,).

    One block of n is the same sequence as n draws of one. Gamma and lognormal are parametrised by
    the coefficient of variation: shape = 1/cv² and σ² = ln(1 + cv²), μ = −σ²/2 (Law, Simulation
    Modeling and Analysis, 2015, ch. 6).
    """
    name, spread, mode, high = distribution.shape
    if name == "exponential":
        return generator.standard_exponential(n)
    if name == "gamma":
        shape = spread**-2
        return generator.standard_gamma(shape, n) / shape
    if name == "lognormal":
        variance = math.log1p(spread**2)
        return np.exp(math.sqrt(variance) * generator.standard_normal(n) - variance / 2)
    if name == "uniform":
        return spread + (high - spread) * generator.random(n)
    if name == "triangular":
        return _triangular(generator.random(n), spread, mode, high)
    return np.ones(n)


def _triangular(u: Floats, low: float, mode: float, high: float) -> Floats:
    """Inverse of the triangular distribution function at u, shape of u."""
    width, rise = high - low, mode - low
    left = low + np.sqrt(u * width * rise)
    right = high - np.sqrt((1 - u) * width * (high - mode))
    return np.where(u * width < rise, left, right)
