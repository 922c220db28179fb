"""Breaks of opening hours, storms and works."""

from __future__ import annotations

from sim.corridor import closings
from sim.corridor.closings import Closings
from sim.corridor.weather import closed_by
from tests.oracle.broken.rule import Break, Patch

SHIFT_HOURS = 6.0


def _closures_shifted(patch: Patch) -> None:
    dated = Closings._dated
    patch.setattr(
        Closings,
        "_dated",
        lambda *which: [(a + SHIFT_HOURS, b + SHIFT_HOURS) for a, b in dated(*which)],
    )


def _storms_shifted(patch: Patch) -> None:
    patch.setattr(
        closings,
        "closed_by",
        lambda *which: [(a + SHIFT_HOURS, b + SHIFT_HOURS) for a, b in closed_by(*which)],
    )


def _no_opening_hours(patch: Patch) -> None:
    patch.setattr(closings, "daily_closures", lambda *_: [])


def _class_sails_in_any_storm(patch: Patch) -> None:
    calendar = Closings.calendar
    patch.setattr(
        Closings,
        "calendar",
        lambda self, stop, direction="", strength=None: calendar(self, stop, direction),
    )


CLOSURES = {
    "closures_shifted": Break(
        "A closure lies on its dates", "it lies 6 h later", _closures_shifted
    ),
    "storms_shifted": Break("A storm closes while it lasts", "6 h later", _storms_shifted),
    "class_sails_in_any_storm": Break(
        "A class stays in storms of its strength",
        "it heeds its port alone",
        _class_sails_in_any_storm,
    ),
    "no_opening_hours": Break("Work starts in the opening hours", "at any hour", _no_opening_hours),
}
