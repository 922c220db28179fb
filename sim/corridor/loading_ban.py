"""The railway's loading ban: too many trains on the way to a terminal stop loading at the origins."""

from __future__ import annotations

from collections import deque
from collections.abc import Generator
from typing import Any

from simpy.events import Event

from sim.corridor.clock import Clock
from sim.corridor.containers import Consignment
from sim.corridor.journal import Journal, Kept
from sim.scenario.language import LoadingBan


class Ban:
    """Counts consignments sent towards a terminal and not yet admitted there."""

    def __init__(self, terminal: str, rule: LoadingBan, clock: Clock, journal: Journal) -> None:
        self.terminal = terminal
        self._rule = rule
        self._clock = clock
        self._journal = journal
        self._sent: set[int] = set()
        self._banned = False
        self._kept: deque[tuple[float, Consignment, Event]] = deque()

    def send(self, consignment: Consignment) -> Generator[Event, Any, None]:
        """Wait until loading for the terminal is allowed and all kept before have left."""
        if self._banned or self._kept:
            allowed = self._clock.event()
            self._kept.append((self._clock.now, consignment, allowed))
            yield allowed
        else:
            self._count(consignment)

    def passed(self, consignment: Consignment) -> None:
        """The consignment was admitted, or will not come as a train."""
        self._sent.discard(consignment.first)
        if len(self._sent) <= self._rule.resumes_at_trains:
            self._banned = False
        while self._kept and not self._banned:
            since, kept, allowed = self._kept.popleft()
            self._count(kept)
            self._note(kept, since, self._clock.now)
            allowed.succeed()

    def close(self, end: float) -> None:
        """Note those that are still kept at the end of the run."""
        for since, kept, _ in self._kept:
            self._note(kept, since, end)

    def _count(self, consignment: Consignment) -> None:
        self._sent.add(consignment.first)
        self._banned = len(self._sent) >= self._rule.stops_at_trains

    def _note(self, kept: Consignment, since: float, to: float) -> None:
        self._journal.kept.append(Kept((kept.first, kept.last), self.terminal, since, to))
