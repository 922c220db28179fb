"""The study file: which scenarios meet which options, what is judged and how surely."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from sim.scenario.distributions import Part
from sim.scenario.quantities import Identifier, Text, Year
from sim.scenario.varied import Map, Switching


class Combination(Part):
    """Options taken together."""

    title: Text = ""
    of: tuple[Text, ...] = Field(min_length=2, description="Options of this study.")


class StudyFile(Part):
    """A study: every scenario meets every option."""

    title: Text
    note: Text = ""
    scenarios: tuple[Text, ...] = Field(min_length=1, description="Worlds that nobody chooses.")
    readings: tuple[Text, ...] = Field(
        (), description="Each makes a further world of every scenario, laid over it."
    )
    options: tuple[Text, ...] = Field(min_length=1, description="What somebody may choose.")
    combinations: dict[Identifier, Combination] = Field(
        default_factory=dict, description="Options taken together, as further choices."
    )
    factorial: bool = Field(False, description="Takes all options together in every way.")
    years: tuple[Year, ...] = Field(min_length=1, description="Years that are told.")
    group: Identifier | None = Field(
        None, description="Flows that are judged; all of the scenario without it."
    )
    relation: Identifier | None = Field(
        None, description="Relation whose days are told; the first of the scenario without it."
    )
    replications: Annotated[int, Field(ge=2, le=10_000)] = Field(
        10, description="Of each world and choice, at first."
    )
    precision: Annotated[float, Field(gt=0, le=0.5)] | None = Field(
        None,
        description=(
            "More replications follow until no difference of TEU delivered in the last year is"
            " less sure than this share of what no option delivers."
        ),
    )
    most_replications: Annotated[int, Field(ge=2, le=10_000)] = Field(
        50, description="Never passed, however unsure a difference is."
    )
    costs: Text | None = Field(None, description="File with the prices of cost and benefit.")
    switching: tuple[Switching, ...] = Field(
        (),
        description="Numbers of which is said how far they must move to reverse the first place.",
    )
    map: Map | None = Field(None, description="Which option is first where, over two numbers.")
