"""Trains that wait for units of a pool: their boxes are on their way to no terminal meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sim.corridor.clock import Clock
from sim.corridor.loading_ban import Ban


@dataclass(slots=True, eq=False)
class Pause:
    """What the loading bans ahead count of a train that waits; `is_off` while they do not."""

    counted: Sequence[tuple[Ban, float]]
    waits: bool = True
    is_off: bool = False


class Pauses:
    """Takes trains that wait off the count of the bans ahead, and on again when they go on.

    All of an instant together, when nothing else is left to be done in it: who goes on is counted,
    who still waits is taken off, and then loading resumes where it may, by the names of terminals.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._news: list[Pause] = []

    def begin(self, counted: Sequence[tuple[Ban, float]]) -> Pause:
        """A train has asked for units; `counted` are its TEU by ban ahead."""
        pause = Pause(counted)
        self._note(pause)
        return pause

    def end(self, pause: Pause) -> None:
        """The train has its units."""
        pause.waits = False
        if pause.is_off:
            self._note(pause)

    def _note(self, pause: Pause) -> None:
        if pause.counted:
            if not self._news:
                self._clock.settle_last(self._settle)
            self._news.append(pause)

    def _settle(self, now: float) -> None:
        news, self._news = self._news, []
        for pause in news:
            if pause.is_off and not pause.waits:
                pause.is_off = False
                for ban, teu in pause.counted:
                    ban.count(teu)
        lighter: dict[str, Ban] = {}
        for pause in news:
            if pause.waits and not pause.is_off:
                pause.is_off = True
                for ban, teu in pause.counted:
                    ban.take_off(teu)
                    lighter[ban.terminal] = ban
        for _, ban in sorted(lighter.items()):
            ban.look()
