"""What each line of a measure asks: one value set, multiplied or added to, from day to day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from sim.scenario.fields import spot_at
from sim.scenario.inheritance import at, existing
from sim.scenario.language import Measure, Network
from sim.scenario.scalars import number_meant, shown
from sim.scenario.source import Address, Tree, dotted
from sim.scenario.spelling import did_you_mean

CHANGEABLE = ("terminals", "sections", "services", "seas", "pools", "routes")
OPERATIONS = ("set", "times", "add")


@dataclass(frozen=True)
class Change:
    """One value, and what a measure does to it from `first` until the day before `until`."""

    target: Address
    operation: Literal["set", "times", "add"]
    operand: Any
    measure: str
    written: str
    option: str | None
    first: date
    until: date | None

    @property
    def line(self) -> Address:
        """The address of the line that asks for it."""
        return ("measures", self.measure, "set", self.written)

    @property
    def order(self) -> tuple[date, int, str, str]:
        """By day; on one day set, then times, then add."""
        return (self.first, OPERATIONS.index(self.operation), self.measure, self.written)

    def holds_on(self, day: date) -> bool:
        """Whether it is in force on a day."""
        return self.first <= day and (self.until is None or day < self.until)


class Refused(Exception):
    """A line of a measure that cannot be done; says why and how to mend it."""


def changes_of(
    name: str, measure: Measure, first: date, written: str, network: Tree
) -> list[Change]:
    """The changes that one line of a measure asks for, from its first day on.

    `network` holds the undated values of all keys. Raises Refused.
    """
    address = tuple(written.split("."))
    _must_be_changeable(address, network)
    return [
        Change(target, operation, operand, name, written, measure.option, first, measure.to)
        for target, operation, operand in _asked(address, measure.set[written], network)
    ]


Asked = tuple[Address, Literal["set", "times", "add"], Any]


def _asked(address: Address, value: Any, network: Tree) -> Iterator[Asked]:
    """One value below the address after the other."""
    if not isinstance(value, dict):
        yield _target_of_number(address, value, network), "set", value
    elif not value:
        raise Refused("says nothing; write a value, `{add: x}` or `{times: x}`")
    elif value.keys() <= {"add", "times"}:
        for operation, operand in value.items():
            yield _target_of_operation(address, network), operation, _operand(operand)
    elif not isinstance(at(network, address), dict):
        listed = ", ".join(shown(key) for key in value)
        raise Refused(f"is one value; write it, `{{add: x}}` or `{{times: x}}`, found {listed}")
    else:
        for key, below in value.items():
            _must_be_changeable((*address, key), network)
            yield from _asked((*address, key), below, network)


def _operand(value: Any) -> float:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    raise Refused(number_meant(value) if isinstance(value, str) else "write one number")


def _target_of_number(address: Address, value: Any, network: Tree) -> Address:
    """A number set where a quantity is drawn is its mean, if it does not vary."""
    here = at(network, address)
    if not _is_distribution(here):
        _must_fit(address, here)
        return address
    if here["distribution"] != "constant":
        raise Refused(
            f"is drawn from a {here['distribution']} whose shape stays; set {dotted(address)}.mean"
        )
    return (*address, "mean")


def _target_of_operation(address: Address, network: Tree) -> Address:
    here = at(network, address)
    if _is_distribution(here):
        if here["mean"] is None:
            raise Refused("has no mean of its own; change `low`, `mode` and `high` alike")
        return (*address, "mean")
    if isinstance(here, bool) or not isinstance(here, int | float):
        raise Refused("is not a number in the network without measures; set a value")
    return address


def _must_fit(address: Address, here: Any) -> None:
    if isinstance(here, dict):
        raise Refused("names a group of values; write `key: value` below it, or a longer path")


def _is_distribution(value: Any) -> bool:
    return isinstance(value, dict) and "distribution" in value


def _must_be_changeable(address: Address, network: Tree) -> None:
    if address[0] not in CHANGEABLE:
        listed = ", ".join(CHANGEABLE)
        raise Refused(f"a measure changes {listed} only{_not_here(address[0])}")
    if "closures" in address:
        raise Refused("a closure has dates of its own; write it at its terminal")
    _must_exist(address, network)
    spot = spot_at(address, network, Network)
    if spot and spot.structural:
        raise Refused(f"{shown(address[-1])} keeps one value over the whole horizon")


def _not_here(step: str) -> str:
    if step == "demand":
        return "; say demand by date with `growth`"
    nearest = did_you_mean(step, CHANGEABLE)
    return f"; {nearest}" if nearest else ""


def _must_exist(address: Address, network: Tree) -> None:
    found = existing_mapping(address, network)
    if found == len(address):
        return
    around, missing = at(network, address[:found]), address[found]
    inside = dotted(address[:found])
    if isinstance(around, tuple):
        raise Refused(f"{inside} is a list; lists are replaced whole")
    if not isinstance(around, dict):
        raise Refused(f"{inside} has nothing below it in the network without measures")
    nearest = did_you_mean(missing, tuple(around))
    listed = nearest or f"keys here: {', '.join(around) or 'none'}"
    raise Refused(f"no such key {shown(missing)} in {inside or 'the network'}; {listed}")


def existing_mapping(address: Address, network: Tree) -> int:
    """How many steps of an address exist, items of lists not counted."""
    for number in range(existing(network, address), 0, -1):
        if isinstance(at(network, address[: number - 1]), dict):
            return number
    return 0
