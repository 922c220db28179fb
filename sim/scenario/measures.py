"""Dated measures: the network in force from each date on.

The scenario's own changes apply in order of date, on one day `set` before `times` before `add`.
A policy option is a layer above them: what it sets hides the scenario's value, then all its
`times` multiply, then all its `add` add. A change whose measure has ended leaves no trace.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations
from typing import Any

from pydantic import TypeAdapter, ValidationError

from sim.errors import Problem
from sim.scenario.changes import Change, Refused, changes_of
from sim.scenario.distributions import Distribution, as_distribution
from sim.scenario.inheritance import Joined, at
from sim.scenario.language import (
    Alternatives,
    Network,
    Pool,
    ScenarioFile,
    SeaWeather,
    Section,
    Service,
    Terminal,
)
from sim.scenario.problems import told_of
from sim.scenario.scalars import shown
from sim.scenario.scenario import HOURS_PER_DAY, Epoch
from sim.scenario.source import Address, Tree, dotted

SAME_SHAPE = 1e-9  # relative; a shape scaled as a whole comes back with rounding
_ITEMS: dict[str, TypeAdapter[Any]] = {
    "terminals": TypeAdapter(Terminal),
    "sections": TypeAdapter(Section),
    "services": TypeAdapter(Service),
    "seas": TypeAdapter(SeaWeather),
    "pools": TypeAdapter(Pool),
    "routes": TypeAdapter(Alternatives),
}

Values = dict[Address, Any]


@dataclass(frozen=True)
class Dated:
    """The epochs of a scenario, the changes behind them, and what is wrong with them."""

    epochs: tuple[Epoch, ...]
    days: tuple[date, ...]
    changes: tuple[Change, ...]
    problems: tuple[Problem, ...]

    def cause(self, address: Address, epoch: int) -> Change | None:
        """The change that last touched a value at or below an address, as of an epoch."""
        return last_cause(self.changes, address, self.days[epoch])


def last_cause(changes: Iterable[Change], address: Address, day: date) -> Change | None:
    """The latest change in force on a day that touches an address, an option's before others."""
    touching = [
        one
        for one in changes
        if one.holds_on(day) and (_begins(one.target, address) or _begins(address, one.target))
    ]
    return max(touching, key=lambda one: (one.option is not None, one.order), default=None)


def since(day: date, cause: Change, address: Address, message: str) -> str:
    """What to say, at the line of a measure, of a fault that begins on a day."""
    where = dotted(address)
    return f"from {day}: {message}" if where == cause.written else f"from {day}: {where}: {message}"


def _begins(address: Address, start: Address) -> bool:
    return address[: len(start)] == start


def dated(file: ScenarioFile, joined: Joined) -> Dated:
    """All epochs in order of time, the undated network first."""
    return _Dating(file, joined).done()


@dataclass
class _Dating:
    """Reads the measures and builds one network a date."""

    file: ScenarioFile
    joined: Joined
    problems: list[Problem] = field(default_factory=list)
    built: dict[tuple[Address, tuple[tuple[Address, Any], ...]], Any] = field(default_factory=dict)

    def done(self) -> Dated:
        base = Network(
            terminals=self.file.terminals,
            sections=self.file.sections,
            services=self.file.services,
            seas=self.file.seas,
            pools=self.file.pools,
            routes=self.file.routes,
        )
        self.base = base
        self.undated: Tree = base.model_dump(by_alias=True)
        changes = self._changes()
        self.problems += conflicts(changes, self.joined)
        epochs, days, before = [Epoch(-math.inf, base)], [date.min], Values()
        for day in dates_of(changes):
            values = values_on(day, changes, self.undated)
            if values != before:
                epochs.append(Epoch(self._hours(day), self._network(values, changes, day)))
                days.append(day)
                before = values
        return Dated(tuple(epochs), tuple(days), changes, tuple(dict.fromkeys(self.problems)))

    def _hours(self, day: date) -> float:
        return (day - self.file.horizon.from_).days * HOURS_PER_DAY

    def _changes(self) -> tuple[Change, ...]:
        return tuple(sorted(self._read_changes(), key=lambda one: one.order))

    def _read_changes(self) -> Iterator[Change]:
        for name, measure in self.file.measures.items():
            first = measure.first_day
            if first is None:
                continue
            if measure.to is not None and measure.to <= first:
                begins = "from" if measure.state != "late" else "the late date"
                message = f"to {measure.to} is not after {begins} {first}; swap or mend them"
                self._complain(("measures", name, "to"), message)
            for written in measure.set:
                try:
                    yield from changes_of(name, measure, first, written, self.undated)
                except Refused as refused:
                    self._complain(("measures", name, "set", written), str(refused))

    def _complain(self, address: Address, message: str) -> None:
        self.problems.append(self.joined.problem(address, message))

    def _network(self, values: Values, changes: tuple[Change, ...], day: date) -> Network:
        """The network with these values, and what is wrong with it told at the measures."""
        by_item: dict[Address, Values] = {}
        for target, value in values.items():
            by_item.setdefault(target[:2], {})[target] = value
        parts: dict[str, dict[str, Any]] = {}
        for item, item_values in by_item.items():
            kind, name = item
            built = self._item(item, item_values, changes, day)
            parts.setdefault(kind, dict(getattr(self.base, kind)))[name] = built
        return self.base.model_copy(update=parts)

    def _item(self, item: Address, values: Values, changes: tuple[Change, ...], day: date) -> Any:
        """One terminal, section, service or sea; the same values give the same object."""
        key = (item, tuple(values.items()))
        if key not in self.built:
            tree: Tree = at(self.joined.tree, item)
            for target, value in values.items():
                tree = _assigned(tree, target[2:], value)
            self.built[key] = self._validated(item, tree, changes, day)
        return self.built[key]

    def _validated(self, item: Address, tree: Tree, changes: tuple[Change, ...], day: date) -> Any:
        kind, name = item
        try:
            found = _ITEMS[kind].validate_python(tree)
        except ValidationError as error:
            whole = {kind: {name: tree}}
            for details in error.errors(include_url=False):
                details["loc"] = (kind, name, *details["loc"])
                self._blame(*told_of(details, whole, Network), changes, day)
            return getattr(self.base, kind)[name]
        self._check_shapes(item, found, changes, day)
        return found

    def _blame(
        self, address: Address, message: str, changes: tuple[Change, ...], day: date
    ) -> None:
        """Tell a fault at the line of the measure that brought it about."""
        if cause := last_cause(changes, address, day):
            self._complain(cause.line, since(day, cause, address, message))

    def _check_shapes(
        self, item: Address, found: Any, changes: tuple[Change, ...], day: date
    ) -> None:
        for target in {one.target for one in changes if one.target[:2] == item}:
            before = value_in(getattr(self.base, item[0])[item[1]], target[2:-1])
            after = value_in(found, target[2:-1])
            if isinstance(before, Distribution) and not _same_shape(before, after):
                message = "a measure may change the mean, not the shape of what is drawn"
                self._blame(target, message, changes, day)


def _assigned(tree: Any, address: Address, value: Any) -> Tree:
    """The tree as written, with one value changed; a plain number becomes its distribution."""
    tree = as_distribution(tree) if tree is not None else {}
    step, *rest = address
    if not rest:
        return {**tree, step: value}
    return {**tree, step: _assigned(tree.get(step), tuple(rest), value)}


def value_in(model: Any, address: Address) -> Any:
    """What a model holds at an address of the language."""
    for step in address:
        if isinstance(model, dict):
            model = model[step]
        else:
            model = getattr(model, "from_" if step == "from" else step)
    return model


def _same_shape(one: Distribution, other: Distribution) -> bool:
    return one.distribution == other.distribution and all(
        math.isclose(a, b, rel_tol=SAME_SHAPE)
        for a, b in zip(one.shape[1:], other.shape[1:], strict=True)
    )


def dates_of(changes: Iterable[Change]) -> list[date]:
    """Every day on which something begins or ends."""
    ends = {one.until for one in changes if one.until is not None}
    return sorted({one.first for one in changes} | ends)


def values_on(day: date, changes: Iterable[Change], undated: Tree) -> Values:
    """The values in force on a day, of those that differ from the undated ones."""
    by_target: dict[Address, list[Change]] = {}
    for one in changes:
        if one.holds_on(day):
            by_target.setdefault(one.target, []).append(one)
    found = {
        target: value_in_force(at(undated, target), by_target[target])
        for target in sorted(by_target)
    }
    return {target: value for target, value in found.items() if value != at(undated, target)}


def value_in_force(value: Any, changes: list[Change]) -> Any:
    """The value after the changes, given in order of date."""
    layered = [one for one in changes if one.option is not None]
    layered.sort(key=lambda one: (one.operation != "set", one.operation == "add", one.order))
    for one in (*(one for one in changes if one.option is None), *layered):
        value = _changed(value, one)
    return value


def _changed(value: Any, change: Change) -> Any:
    if change.operation == "set":
        return change.operand
    number = math.inf if value == "unlimited" else value
    if isinstance(number, bool) or not isinstance(number, int | float):
        return value  # refused where it was set
    result = number * change.operand if change.operation == "times" else number + change.operand
    if math.isinf(result):
        return "unlimited"
    whole = isinstance(number, int) and float(result).is_integer()
    return int(result) if whole else result


def conflicts(changes: tuple[Change, ...], joined: Joined) -> Iterator[Problem]:
    """Changes that set one value twice where nothing says which holds."""
    by_target: dict[Address, list[Change]] = {}
    for one in changes:
        if one.operation == "set":
            by_target.setdefault(one.target, []).append(one)
    for sets in by_target.values():
        for one, other in combinations(sets, 2):
            if one.operand != other.operand and (reason := _clash(one, other)):
                where = joined.mark(one.line)
                message = (
                    f"{reason}: {shown(other.operand)} here, {shown(one.operand)} in"
                    f" measure {shown(one.measure)} ({where}); keep one of them"
                )
                yield joined.problem(other.line, message)


def _clash(one: Change, other: Change) -> str:
    if one.option != other.option:
        if one.option is None or other.option is None:
            return ""
        return f"options {shown(one.option)} and {shown(other.option)} set it to different values"
    if one.first == other.first:
        return f"set to different values on {one.first}"
    return ""
