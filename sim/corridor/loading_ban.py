"""The railway's loading ban: too much on its way to a terminal stops loading at the origins."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from sim.corridor.clock import Clock
from sim.corridor.containers import Consignment
from sim.corridor.journal import Journal, Kept
from sim.scenario.language import LoadingBan


class Ban:
    """Counts the TEU that were sent towards a terminal by rail and not yet admitted there.

    What is on the way counts, not only what already stands before the terminal: a train needs
    days to come, and a ban that waited for the standing trains would lift and flood the line.
    """

    def __init__(self, terminal: str, rule: LoadingBan, clock: Clock, journal: Journal) -> None:
        self._terminal = terminal
        self._rule = rule
        self._clock = clock
        self._journal = journal
        self._sent_teu = 0.0
        self.forbids = False
        self._kept: deque[tuple[float, Consignment, float, Callable[[], None]]] = deque()

    def keep(self, consignment: Consignment, teu: float, leave: Callable[[], None]) -> None:
        """Let a consignment leave when loading is allowed again and those before have left."""
        self._kept.append((self._clock.now, consignment, teu, leave))

    def count(self, teu: float) -> None:
        """Boxes were sent towards the terminal."""
        self._sent_teu += teu
        self.forbids = self._sent_teu >= self._rule.stops_at_teu

    def admitted(self, teu: float) -> None:
        """Boxes came to the terminal by rail and were admitted."""
        self._sent_teu -= teu
        if self._sent_teu <= self._rule.resumes_at_teu:
            self.forbids = False
        while self._kept and not self.forbids:
            since, kept, teu, leave = self._kept.popleft()
            self.count(teu)
            self._note(kept, since, self._clock.now)
            leave()

    def close(self, end: float) -> None:
        """Note those that are still kept at the end of the run."""
        for since, kept, *_ in self._kept:
            self._note(kept, since, end)

    def _note(self, kept: Consignment, since: float, to: float) -> None:
        self._journal.kept.append(Kept((kept.first, kept.last), self._terminal, since, to))
