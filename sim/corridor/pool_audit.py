"""The audit of pools: a ledger of its own of what went out and came back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

import numpy as np

from sim.corridor.calendars import Dated
from sim.corridor.journal import Journal
from sim.errors import ModelError


class PoolAudit:
    """Who has which units: never more than there are, and each comes back from where it went."""

    def __init__(self, journal: Journal, numbers: dict[str, Dated[float]]) -> None:
        self._journal = journal
        self._numbers = numbers
        self._out: Counter[str] = Counter()
        self._with: dict[tuple[int, str], float] = {}
        self._due: dict[tuple[int, str], float] = {}

    def took(self, number: int, pool: str, units: float, now: float) -> None:
        """Raises ModelError when more are out than there are."""
        self._with[number, pool] = units
        self._out[pool] += int(units)
        if self._out[pool] > self._numbers[pool].at(now):
            raise ModelError(f"{pool}: {self._out[pool]} units out at hour {now:g}")

    def sent_back(self, number: int, pool: str, due: float) -> None:
        """They were unloaded and are free from this hour on."""
        self._due[number, pool] = due

    def came_back(self, number: int, pool: str, units: float) -> None:
        """Raises ModelError when they are not what went out."""
        went = self._with.pop((number, pool), 0.0)
        if went != units or self._due.pop((number, pool), None) is None:
            raise ModelError(f"{pool}: {units:g} units came back of {went:g} that went out")
        self._out[pool] -= int(units)

    def breaches(
        self, users: Iterable[tuple[str, str]], out: Iterable[tuple[str, float]]
    ) -> Iterator[str]:
        """What is not as it should be at the end of the run.

        `users` are services and the pools that they use, `out` the units that each pool misses.
        """
        end = self._journal.end
        for (number, pool), due in self._due.items():
            if due < end:
                yield f"{pool}: units of voyage {number} did not come back at hour {due:g}"
        for name, units in out:
            if units != self._out[name]:
                yield f"{name}: counted {self._out[name]} units out, {units:g} are missing"
        yield from self._of_trains(users, end)

    def _of_trains(self, users: Iterable[tuple[str, str]], end: float) -> Iterator[str]:
        """A train under way has its units; one that is unloaded has sent them back."""
        services = self._journal.names("service")
        departed, unloaded = (self._journal.stamps("depart", "unload_end") < end).T
        for service, pool in users:
            for number in np.flatnonzero(departed & ~unloaded & (services == service)).tolist():
                if (number, pool) not in self._with:
                    yield f"voyage {number} of {service} runs without {pool}"
        for number, pool in self._with:
            if unloaded[number] and (number, pool) not in self._due:
                yield f"voyage {number} of {services[number]} keeps its {pool}"
