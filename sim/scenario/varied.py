"""Numbers that a study varies: those that nobody has published, and on which its answer may rest.

    switching:
      - {path: services.caspian_feeder.calls.aktau.hours.mean, title: Hours, values: [6.5, 30]}

A path names a value of the scenario, or of a measure that one of the study's options brings. It is
said in the language itself, as a file laid over the scenario would say it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import Field, model_validator

from sim.errors import Problem
from sim.scenario.distributions import Part
from sim.scenario.inheritance import Joined, at
from sim.scenario.overlay import Ground
from sim.scenario.quantities import Text
from sim.scenario.scalars import shown
from sim.scenario.scenario import Scenario
from sim.scenario.source import Address, Tree

Number = int | float
SET = 3  # of measures.NAME.set.PATH, where the path is one key


class Varied(Part):
    """A number and the values that it may well have."""

    path: Text = Field(description="Of a value of the scenario, or `measures.NAME.set.PATH`.")
    title: Text
    values: tuple[Number, ...] = Field(min_length=2, description="Whole ones stay whole.")

    @model_validator(mode="after")
    def _each_once(self) -> Varied:
        if len(set(self.values)) < len(self.values):
            raise ValueError("`values` must differ; delete those that are named twice")
        return self

    @property
    def address(self) -> Address:
        """The steps of the path; what a measure sets is one step."""
        steps = tuple(self.path.split("."))
        if steps[0] != "measures" or len(steps) <= SET:
            return steps
        return (*steps[:SET], ".".join(steps[SET:]))

    @property
    def is_whole(self) -> bool:
        """Whether only whole numbers are meant."""
        return all(isinstance(one, int) for one in self.values)


class Switching(Varied):
    """A number of which a study says how far it must move to reverse the first place."""

    rivals: tuple[Text, ...] = Field(
        (), description="Options that may overtake, beside the second of the study."
    )


class Axis(Varied):
    """A number along one side of a map."""

    labels: tuple[Text, ...] = Field(
        (), description="What to write at each value, where it is told in other units."
    )

    @model_validator(mode="after")
    def _one_label_a_value(self) -> Axis:
        if self.labels and len(self.labels) != len(self.values):
            raise ValueError(f"`labels` must be as many as `values`, {len(self.values)}")
        return self

    @property
    def told(self) -> tuple[str, ...]:
        """The label of each value."""
        return self.labels or tuple(f"{one:g}" for one in self.values)


class Map(Part):
    """Which option, taken alone, is first where: over two numbers, and under readings."""

    title: Text
    across: Axis
    up: Axis
    readings: tuple[Text, ...] = Field(
        (), description="A panel each, over the first scenario of the study; without one as it is."
    )
    replications: Annotated[int, Field(ge=2, le=10_000)] = Field(
        5, description="Of each option at each pair of values."
    )


@dataclass(frozen=True)
class Setting:
    """Values for some numbers, to be laid over a ground."""

    values: tuple[tuple[Varied, Number], ...]

    def of(self, ground: Ground) -> Scenario:
        """The scenario with these values; what it does not have is left aside.

        A measure of an option stands only where the option is taken.
        """
        trees = [
            _nested(one.address, value)
            for one, value in self.values
            if at(ground.joined.tree, one.address) is not None
        ]
        return ground.with_lines(*trees).scenario()


def shipped_value(ground: Ground, varied: Varied) -> Number | None:
    """The value that stands in the files, None where there is none."""
    value = at(ground.joined.tree, varied.address)
    return value if isinstance(value, Number) and not isinstance(value, bool) else None


def varied_faults(
    varied: Varied, address: Address, joined: Joined, grounds: Sequence[Ground]
) -> Iterator[Problem]:
    """A path that names no number of any case, or one that a measure sets anew afterwards."""
    stated = [one for one in grounds if shipped_value(one, varied) is not None]
    if not stated:
        message = f"names no number of the study's scenarios or options, found {shown(varied.path)}"
        yield joined.problem((*address, "path"), f"{message}; mend the path")
        return
    setters = [name for name, one in _measures(stated[0].joined.tree) if varied.path in one]
    if setters:
        message = f"is set anew by the measure {shown(setters[-1])}, so that nothing would change"
        cure = f"name `measures.{setters[-1]}.set.{varied.path}`"
        yield joined.problem((*address, "path"), f"{message}; {cure}")


def _measures(tree: Tree) -> Iterator[tuple[str, set[str]]]:
    """What each measure that is in force sets outright."""
    for name, one in (tree.get("measures") or {}).items():
        if isinstance(one, dict) and isinstance(one.get("set"), dict) and one.get("active", True):
            yield name, {key for key, value in one["set"].items() if not isinstance(value, dict)}


def _nested(address: Address, value: Any) -> Tree:
    for step in reversed(address):
        value = {step: value}
    return value  # type: ignore[no-any-return]
