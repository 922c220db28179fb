"""A fault or an oddity that several keys make together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sim.scenario.scalars import shown
from sim.scenario.source import Address
from sim.scenario.spelling import did_you_mean

LISTED = 8


@dataclass(frozen=True)
class Fault:
    """What is wrong at an address; `others` are the addresses that it depends on as well."""

    address: Address
    message: str
    others: tuple[Address, ...] = ()


def no_such(kind: str, name: str, known: Iterable[str]) -> str:
    """A reference to something that does not exist, with what may have been meant."""
    names = tuple(known)
    listed = ", ".join(names[:LISTED]) + (", ..." if len(names) > LISTED else "")
    hint = did_you_mean(name, names) or (f"known: {listed}" if names else "none is defined")
    return f"no {kind} {shown(name)}; {hint}"


def numbered(values: Iterable[str]) -> Iterable[tuple[str, str]]:
    """Items of a list with their step in an address."""
    return ((str(number), value) for number, value in enumerate(values))
