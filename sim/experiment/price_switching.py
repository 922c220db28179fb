"""How far a price must move to reverse which option pays best; nothing is simulated for it.

Of options taken alone one pays best by the cost of a TEU gained, and one by benefit over cost. Each
price that its source gives a range moves over it: where the best one changes is looked for in equal
steps and then halved down.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise
from typing import Any

import pandas as pd

from sim.experiment.comparing import Compared
from sim.experiment.worth import Money, worth_in
from sim.scenario.economics import Economics, Price
from sim.scenario.studies import Choice

STEPS = 8
HALVINGS = 12
OPTION = "cost.capex_usd_m of "
RULES: Mapping[str, tuple[str, bool]] = {  # how it is told: column, whether more is better
    "USD a TEU gained": ("usd_per_teu", False),
    "benefit over cost": ("ratio", True),
}


@dataclass(frozen=True)
class _Range:
    """A price, what its source gives as least and greatest, and the money with another value.

    It is a price of one option, or moves what all of them are worth where `option` is blank.
    """

    name: str
    stated: float
    low: float
    high: float
    at: Callable[[float], Money]
    option: str = ""


@dataclass(frozen=True)
class _Worth:
    """What options alone are worth in a world, by name, at values of a price; kept once told."""

    found: Compared
    money: Money
    world: str
    _told: dict[tuple[str, float], Mapping[str, dict[str, Any]]] = field(default_factory=dict)

    @cached_property
    def stated(self) -> Mapping[str, dict[str, Any]]:
        return self._of(self.money, self.found.study.alone)

    def at(self, price: _Range, value: float) -> Mapping[str, dict[str, Any]]:
        key = price.name, value
        if key not in self._told:
            self._told[key] = self._moved(price, price.at(value))
        return self._told[key]

    def _moved(self, price: _Range, money: Money) -> Mapping[str, dict[str, Any]]:
        alone = self.found.study.alone
        if not price.option:
            return self._of(money, alone)
        own = [one for one in alone if price.option in one.of]
        return {**self.stated, **self._of(money, own)}

    def _of(self, money: Money, choices: Sequence[Choice]) -> Mapping[str, dict[str, Any]]:
        rows: list[dict[str, Any]] = worth_in(self.found, money, self.world, choices)
        return {row["choice"]: row for row in rows}


def price_switching(found: Compared) -> pd.DataFrame:
    """A row a world, rule and price, two where both sides reverse; empty without prices."""
    economics = found.study.economics
    if economics is None:
        return pd.DataFrame()
    money = Money(economics, found.study.prices)
    rows = [
        row
        for worth in [_Worth(found, money, world) for world in found.study.worlds]
        for rule in RULES
        for price in _ranges(money, found.study.file.group)
        for row in _rows(worth, rule, price)
    ]
    return pd.DataFrame(rows)


def _ranges(money: Money, group: str | None) -> Iterator[_Range]:
    economics = money.economics
    of_group = f"usd_per_teu_day.{group}" if group in economics.usd_per_teu_day else ""
    names = ("discount_rate", "terminal_year", "usd_per_tonne_co2")
    for name in (*names, of_group or "usd_per_teu_day_otherwise"):
        source = economics.sources.get(name)
        if source and source.low is not None and source.high is not None:
            stated = float(_stated(economics, name))
            moved = _moved(money, name)
            yield _Range(name, stated, source.low, source.high, moved)
    for name, price in money.options.items():
        if price.low_capex < price.high_capex:
            moved = _with_capex(money, name, price)
            low, high = price.low_capex, price.high_capex
            yield _Range(f"{OPTION}{name}", price.capex_usd_m, low, high, moved, name)


def _stated(economics: Economics, name: str) -> Any:
    key, _, group = name.partition(".")
    value = getattr(economics, key)
    return value[group] if group else value


def _moved(money: Money, name: str) -> Callable[[float], Money]:
    key, _, group = name.partition(".")

    def at(value: float) -> Money:
        kind = type(_stated(money.economics, name))
        new = {**getattr(money.economics, key), group: value} if group else kind(value)
        return replace(money, economics=money.economics.model_copy(update={key: new}))

    return at


def _with_capex(money: Money, name: str, price: Price) -> Callable[[float], Money]:
    def at(value: float) -> Money:
        return replace(money, options={**money.options, name: replace(price, capex_usd_m=value)})

    return at


def _best(rows: Mapping[str, dict[str, Any]], rule: str) -> str:
    """The option alone that pays best; blank where none is shown to gain or to benefit."""
    column, more = RULES[rule]
    known = {
        choice: row[column]
        for choice, row in rows.items()
        if row[column] is not None and row[f"{column}_low"] is not None and row[f"{column}_low"] > 0
    }
    return (max if more else min)(known, key=lambda one: known[one], default="")


def _rows(worth: _Worth, rule: str, price: _Range) -> Iterator[dict[str, object]]:
    def best(value: float) -> str:
        return _best(worth.at(price, value), rule)

    first = _best(worth.stated, rule)
    if not first:
        return
    common = {
        "by": rule, "world": worth.world, "year": max(worth.found.study.file.years),
        "number": price.name, "path": price.name, "shipped": price.stated, "low": price.low,
        "high": price.high, "first": first,
    }  # fmt: skip
    crossings = [
        crossing for end in (price.low, price.high) if (crossing := _crossing(best, price, end))
    ]
    for near, far in crossings:
        rest = {"holds_at": near, "lost_at": far, "shown": None}
        yield {**common, "overtaken_by": best(far), "at": (near + far) / 2, **rest}
    if not crossings:
        yield {**common, "overtaken_by": "", "at": None, "shown": None}


def _crossing(
    best: Callable[[float], str], price: _Range, end: float
) -> tuple[float, float] | None:
    """The last value towards an end that leaves the first in place, and the first that does not."""
    first = best(price.stated)
    values = [price.stated + (end - price.stated) * step / STEPS for step in range(STEPS + 1)]
    for near, far in pairwise(values):
        if best(far) != first:
            for _ in range(HALVINGS):
                middle = (near + far) / 2
                near, far = (middle, far) if best(middle) == first else (near, middle)
            return near, far
    return None
