"""Breaks of loading bans, patience and the approval of plans."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import partial
from typing import Any

from sim.corridor import corridor
from sim.corridor.corridor import Corridor
from sim.corridor.loading_ban import Ban, Days
from sim.corridor.terminal import Terminal
from tests.oracle.broken.rule import Break, Patch


def _no_loading_ban(patch: Patch) -> None:
    patch.setattr(Ban, "count", lambda self, teu: None)


def _count_lifts(patch: Patch) -> None:
    count = Ban.count

    def lifting(self: Ban, teu: float) -> None:
        self._is_full = False
        count(self, teu)

    patch.setattr(Ban, "count", lifting)


def _ban_resumes_at_once(patch: Patch) -> None:
    made = Ban.__init__

    def eager(self: Ban, terminal: str, rule: Any, *parts: Any) -> None:
        made(self, terminal, rule.model_copy(update={"resumes_at_teu": rule.stops_at_teu}), *parts)

    patch.setattr(Ban, "__init__", eager)


def _ban_forgets_who_is_admitted(patch: Patch) -> None:
    unload = Terminal.unload

    def forgetting(self: Terminal, carriage: Any, *rest: Any) -> Any:
        if self.on_gone:
            self.on_gone(carriage.load)
        return unload(self, carriage, *rest)

    patch.setattr(Terminal, "unload", forgetting)
    patch.setattr(Terminal, "gone", lambda *_: None)


def _endless_patience(patch: Patch) -> None:
    patch.setattr(Corridor, "_end_patience", lambda *_: None)


def _patience_from_birth(patch: Patch) -> None:
    """Patience counts from birth, the hours of the plan included."""
    set_off = Corridor._set_off

    def earlier(self: Corridor, batch: Any, consignment: Any, at_once: bool = False) -> None:
        set_off(self, batch, consignment)
        days = self.routing.flows[self.population.flows[batch.flow]].rules.gives_up_after_days
        time = consignment.born + 24 * (days or math.inf)
        if self.clock.now < time:
            self.clock.call_first(time, partial(self._end_patience, batch, consignment))

    patch.setattr(Corridor, "_set_off", earlier)


def _no_ban_by_date(patch: Patch) -> None:
    patch.setattr(Days, "stop", lambda *_: False)


def _ban_of_all_flows(patch: Patch) -> None:
    stop = Days.stop
    patch.setattr(Days, "stop", lambda self, _, now: stop(replace(self, flows=None), 0, now))


def _ban_both_ways(patch: Patch) -> None:
    patch.setattr(Ban, "concerns", lambda *_: True)


def _no_plan_approval(patch: Patch) -> None:
    patch.setattr(corridor, "approvals", lambda *_: {})


BANS = {
    "no_loading_ban": Break("A loading ban stops loading", "it stops nothing", _no_loading_ban),
    "count_lifts": Break(
        "A stop lasts although others leave past it",
        "who leaves below the upper threshold lifts it",
        _count_lifts,
    ),
    "ban_resumes_at_once": Break(
        "A ban lasts until the lower threshold",
        "until the upper one is undercut",
        _ban_resumes_at_once,
    ),
    "ban_forgets_who_is_admitted": Break(
        "A ban counts boxes until they have left the terminal",
        "until they are admitted there",
        _ban_forgets_who_is_admitted,
    ),
    "endless_patience": Break("Who is kept too long gives up", "all wait on", _endless_patience),
    "patience_from_birth": Break(
        "Patience begins with the permission to load", "with the birth", _patience_from_birth
    ),
    "no_ban_by_date": Break(
        "A ban by date stops loading on its days", "it stops nothing", _no_ban_by_date
    ),
    "ban_of_all_flows": Break(
        "A ban stops the flows that it names", "it stops all flows", _ban_of_all_flows
    ),
    "ban_both_ways": Break(
        "A ban may concern trains of one direction", "it concerns all", _ban_both_ways
    ),
    "no_plan_approval": Break(
        "A plan is approved before loading", "loading waits for no plan", _no_plan_approval
    ),
}
