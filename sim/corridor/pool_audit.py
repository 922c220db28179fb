"""The audit of pools: a ledger of its own of what went out and came back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from sim.corridor.calendars import Dated
from sim.corridor.journal import Journal
from sim.errors import ModelError


class Ledger:
    """One pool: units that are `there` by date and `out`; by number of voyage, those that it has
    and when they are due."""

    def __init__(self, there: Dated[float]) -> None:
        self.there = there
        self.out = 0.0
        self.having: dict[int, float] = {}
        self.due: dict[int, float] = {}


class PoolAudit:
    """Who has which units: never more than there are, and each comes back from where it went."""

    def __init__(self, journal: Journal, numbers: dict[str, Dated[float]]) -> None:
        self._journal = journal
        self._ledgers = {name: Ledger(there) for name, there in numbers.items()}

    def took(self, number: int, pool: str, units: float, now: float) -> None:
        """Raises ModelError when more are out than there are."""
        ledger = self._ledgers[pool]
        ledger.having[number] = units
        ledger.out += units
        if ledger.out > ledger.there.at(now):
            raise ModelError(f"{pool}: {ledger.out:g} units out at hour {now:g}")

    def sent_back(self, number: int, pool: str, due: float) -> None:
        """They were unloaded and are free from this hour on."""
        self._ledgers[pool].due[number] = due

    def came_back(self, number: int, pool: str, units: float, time: float) -> None:
        """Raises ModelError when they are not what went out, or come at another hour than due."""
        ledger = self._ledgers[pool]
        went = ledger.having.get(number, 0.0)
        if went != units or ledger.due.get(number) != time:
            raise ModelError(
                f"{pool}: {units:g} units came back of {went:g} that went out, at hour {time:g}"
            )
        del ledger.having[number], ledger.due[number]
        ledger.out -= units

    def breaches(
        self, users: Iterable[tuple[str, str]], out: Iterable[tuple[str, float]]
    ) -> Iterator[str]:
        """What is not as it should be at the end of the run.

        `users` are services and the pools that they use, `out` the units that each pool misses.
        """
        end = self._journal.end
        for pool, ledger in self._ledgers.items():
            for number, due in ledger.due.items():
                if due < end:
                    yield f"{pool}: units of voyage {number} did not come back at hour {due:g}"
        for name, units in out:
            counted = self._ledgers[name].out
            if units != counted:
                yield f"{name}: counted {counted:g} units out, {units:g} are missing"
        yield from self._of_trains(users, end)

    def _of_trains(self, users: Iterable[tuple[str, str]], end: float) -> Iterator[str]:
        """A train under way has its units; one that is unloaded has sent them back."""
        if not self._ledgers:
            return
        services = self._journal.names("service")
        departed, unloaded = (self._journal.stamps("depart", "unload_end") < end).T
        for service, pool in users:
            having = self._ledgers[pool].having
            for number in np.flatnonzero(departed & ~unloaded & (services == service)).tolist():
                if number not in having:
                    yield f"voyage {number} of {service} runs without {pool}"
        for pool, ledger in self._ledgers.items():
            for number in ledger.having:
                if unloaded[number] and number not in ledger.due:
                    yield f"voyage {number} of {services[number]} keeps its {pool}"
