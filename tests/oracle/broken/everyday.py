"""Breaks of what every box meets."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sim.corridor.admission import Admission
from sim.corridor.blueprint import NO_LIMIT
from sim.corridor.building import TerminalBuilder
from sim.corridor.channels import Channels
from sim.corridor.clearance import Control, Papers
from sim.corridor.clock import Clock
from sim.corridor.sea import QUAY
from sim.corridor.terminal import Terminal
from tests.oracle.broken.rule import Break, Patch


def _all_green(patch: Patch) -> None:
    def lucky(_: Channels, drawn: Any, channel: int, time: float) -> list[int]:
        return [] if channel else list(range(len(drawn)))

    patch.setattr(Channels, "_inside", lucky)


def _no_papers(patch: Patch) -> None:
    patch.setattr(Papers, "done", lambda self, rows, admitted: admitted)


def _all_declared_by_hand(patch: Patch) -> None:
    done = Papers.done
    patch.setattr(Papers, "done", lambda self, *given: done(replace(self, declared=None), *given))


def _no_checks(patch: Patch) -> None:
    begin = Control.begin
    patch.setattr(Control, "begin", lambda self, *given: begin(replace(self, checks={}), *given))


def _track_for_every_train(patch: Patch) -> None:
    put_up = TerminalBuilder._put_up_tracks

    def unlimited(self: TerminalBuilder, terminal: Terminal, data: Any) -> None:
        put_up(self, terminal, data)
        terminal.tracks._places = NO_LIMIT

    patch.setattr(TerminalBuilder, "_put_up_tracks", unlimited)


def _loaded_without_cranes(patch: Patch) -> None:
    put_up = TerminalBuilder._put_up_tracks

    def at_once(self: TerminalBuilder, terminal: Terminal, data: Any) -> None:
        put_up(self, terminal, data)
        terminal.loads_trains = False

    patch.setattr(TerminalBuilder, "_put_up_tracks", at_once)


def _berth_for_every_vessel(patch: Patch) -> None:
    put_up = Admission.__init__

    def unlimited(self: Admission, clock: Clock, places: Any, gates: Any) -> None:
        put_up(self, clock, NO_LIMIT if QUAY in gates else places, gates)

    patch.setattr(Admission, "__init__", unlimited)


EVERYDAY = {
    "all_green": Break("Boxes fall into risk channels", "all into the first", _all_green),
    "no_papers": Break("A consignment waits for its papers", "it has them", _no_papers),
    "all_declared_by_hand": Break(
        "A share is declared automatically", "all by hand", _all_declared_by_hand
    ),
    "no_checks": Break("A documentary check takes its time", "none", _no_checks),
    "track_for_every_train": Break(
        "A train waits for a track", "there is one for all", _track_for_every_train
    ),
    "loaded_without_cranes": Break(
        "Through a yard, cranes load a train on a track",
        "it leaves at once",
        _loaded_without_cranes,
    ),
    "berth_for_every_vessel": Break(
        "A vessel waits for a berth", "it berths at once", _berth_for_every_vessel
    ),
}
