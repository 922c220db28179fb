"""Levers that only bring something together: pairs that the minimum cut proposes."""

from __future__ import annotations

from collections.abc import Sequence

from sim.experiment.candidates import Candidate
from sim.experiment.maximum_flow import Key, YearFlow
from sim.experiment.relief import joint

MOST_PAIRS = 3


def tied_levers(year: YearFlow, levers: Sequence[Candidate]) -> list[Candidate]:
    """A joint lever for each of the first tied pairs of limits that both have a lever."""
    pairs = []
    for one, other in year.ties():
        both = (lever_of(one, levers), lever_of(other, levers))
        if both[0] and both[1] and both[0] != both[1]:
            pairs.append(joint((both[0], both[1])))
    return list({one.name: one for one in pairs}.values())[:MOST_PAIRS]


def lever_of(key: Key, levers: Sequence[Candidate]) -> Candidate | None:
    """The first lever that raises a limit of the static screen."""
    place, direction, limit = key
    return next(
        (
            one for one in levers
            if one.place == place and (place, limit) in one.limits
            and one.direction in ("", direction)
        ),
        None,
    )  # fmt: skip
