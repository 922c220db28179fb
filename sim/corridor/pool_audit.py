"""The audit of pools: a ledger of its own of what went out and came back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from sim.corridor.calendars import Dated
from sim.corridor.containers import Voyage
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

    def took(self, voyage: Voyage, pool: str, units: float, now: float) -> None:
        """Raises ModelError when more are out than there are."""
        self._with[voyage.number, pool] = units
        self._out[pool] += int(units)
        if self._out[pool] > self._numbers[pool].at(now):
            raise ModelError(f"{pool}: {self._out[pool]} units out at hour {now:g}")

    def sent_back(self, voyage: Voyage, pool: str, due: float) -> None:
        """They were unloaded and are free from this hour on."""
        self._due[voyage.number, pool] = due

    def came_back(self, voyage: Voyage, pool: str, units: float) -> None:
        """Raises ModelError when they are not what went out."""
        went = self._with.pop((voyage.number, pool), 0.0)
        if went != units or self._due.pop((voyage.number, pool), None) is None:
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
        pools_of: dict[str, list[str]] = {}
        for service, pool in users:
            pools_of.setdefault(service, []).append(pool)
        for voyage in self._journal.carried:
            for pool in pools_of.get(voyage.service, ()):
                yield from self._of_voyage(voyage, pool, end)

    def _of_voyage(self, voyage: Voyage, pool: str, end: float) -> Iterator[str]:
        """A train under way has its units; one that is unloaded has sent them back."""
        key = (voyage.number, pool)
        unloaded = voyage.unload_end < end
        if voyage.depart < end and not unloaded and key not in self._with:
            yield f"voyage {voyage.number} of {voyage.service} runs without {pool}"
        if unloaded and key in self._with and key not in self._due:
            yield f"voyage {voyage.number} of {voyage.service} keeps its {pool}"
