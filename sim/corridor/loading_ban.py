"""The railway's loading bans: too much was sent to a terminal, or a stated day, stops loading."""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from sim.corridor.clock import Clock
from sim.corridor.containers import Consignment
from sim.corridor.journal import Journal, Kept
from sim.scenario.language import LoadingBan
from sim.scenario.ways import flow_of

HOURS_PER_DAY: Final = 24.0


@dataclass(frozen=True)
class Days:
    """A ban by date: hours [from, to), and the flows (indices) that it stops; None for all."""

    from_hours: float
    to_hours: float
    flows: frozenset[int] | None

    def stop(self, flow: int, now: float) -> bool:
        holds = self.from_hours <= now < self.to_hours
        return holds and (self.flows is None or flow in self.flows)


def days_of(rule: LoadingBan, first: date, flows: tuple[str, ...]) -> Iterator[Days]:
    """The bans by date of a terminal that are active; `first` is the first reported day.

    `flows` are the ways of the flows.
    """
    for ban in rule.bans.values():
        if ban.active:
            codes = frozenset(k for k, way in enumerate(flows) if flow_of(way) in ban.flows)
            since, to = ((day - first).days * HOURS_PER_DAY for day in (ban.from_, ban.to))
            yield Days(since, to, codes or None)


class Waiting:
    """A consignment that is kept at its origin since some hour, and how it leaves."""

    __slots__ = ("consignment", "flow", "leave", "since")

    def __init__(
        self, since: float, consignment: Consignment, flow: int, leave: Callable[[], None]
    ) -> None:
        self.since = since
        self.consignment = consignment
        self.flow = flow
        self.leave = leave


class Ban:
    """Counts the TEU that were sent towards a terminal by rail and have not left it again.

    What is on the way counts, not only what already stands at the terminal: a train needs days to
    come, and a ban that waited for the standing trains would lift and flood the line. What stands
    there counts until it is on its next carriage: else it would pile up there, counted by nobody.
    """

    def __init__(
        self,
        terminal: str,
        rule: LoadingBan,
        clock: Clock,
        journal: Journal,
        days: tuple[Days, ...] = (),
    ) -> None:
        self._terminal = terminal
        self._rule = rule
        self._stops_at_teu, self._resumes_at_teu = rule.stops_at_teu, rule.resumes_at_teu
        self._clock = clock
        self._journal = journal
        self._days = days
        self._sent_teu = 0.0
        self._is_full = False
        self._kept: OrderedDict[int, Waiting] = OrderedDict()  # by first row
        for to in {one.to_hours for one in days if one.to_hours > clock.start}:
            clock.call(to, self._let_go)

    @property
    def counts(self) -> bool:
        """Whether it has a threshold; bans by date alone count nothing."""
        return math.isfinite(self._stops_at_teu)

    def concerns(self, direction: str) -> bool:
        """Whether trains of a direction are counted and stopped."""
        return self._rule.concerns(direction)

    def stops(self, flow: int) -> bool:
        """Whether loading for the terminal is forbidden now to a flow (an index)."""
        return self._is_full or self._by_date(flow)

    def keep(self, consignment: Consignment, flow: int, leave: Callable[[], None]) -> None:
        """Let a consignment leave when loading is allowed again and those before have left."""
        self._kept[consignment.first] = Waiting(self._clock.now, consignment, flow, leave)

    def gives_up(self, consignment: Consignment) -> bool:
        """A consignment goes a way of its own, if it is kept; whether it is."""
        kept = self._kept.pop(consignment.first, None)
        if kept is None:
            return False
        self._note(kept, self._clock.now, gave_up=True)
        return True

    def count(self, teu: float) -> None:
        """Boxes are on their way to the terminal from now on."""
        self._sent_teu += teu
        self._is_full = self._is_full or self._sent_teu >= self._stops_at_teu

    def gone(self, teu: float) -> None:
        """Boxes that were counted have left the terminal, or were unloaded where they end.

        Where it was not full before, whoever is kept is so by date, and told when that is over.
        """
        self._sent_teu -= teu
        if self._is_full and self._sent_teu <= self._resumes_at_teu:
            self._is_full = False
            self._let_go()

    def close(self, end: float) -> None:
        """Note those that are still kept at the end of the run."""
        for kept in self._kept.values():
            self._note(kept, end)

    def _by_date(self, flow: int) -> bool:
        return any(one.stop(flow, self._clock.now) for one in self._days)

    def _let_go(self) -> None:
        """Those who may leave do, in order; those whose flow is banned by date stay."""
        still: list[Waiting] = []
        while self._kept and not self._is_full:
            _, kept = self._kept.popitem(last=False)
            if self._by_date(kept.flow):
                still.append(kept)
                continue
            self._note(kept, self._clock.now)
            kept.leave()
        for kept in reversed(still):
            self._kept[kept.consignment.first] = kept
            self._kept.move_to_end(kept.consignment.first, last=False)

    def _note(self, kept: Waiting, to: float, gave_up: bool = False) -> None:
        rows = kept.consignment.first, kept.consignment.last
        self._journal.kept.append(Kept(rows, self._terminal, kept.since, to, gave_up))
