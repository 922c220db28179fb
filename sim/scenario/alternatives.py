"""What a file may say of the routes that a flow chooses among."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from sim.scenario.distributions import Part
from sim.scenario.quantities import (
    STRUCTURAL,
    Identifier,
    NotNegative,
    Positive,
    Share,
    Text,
    Whole,
)


class Alternative(Part):
    """One of the routes that a flow may take, from its origin to its destination."""

    title: Text = ""
    route: tuple[Identifier, ...] = Field(
        min_length=1,
        description="Services in the order of travel; replaced whole.",
        json_schema_extra=STRUCTURAL,
    )
    open: bool = Field(True, description="Whether consignments may take the route.")
    share: Share | None = Field(
        None,
        description=(
            "Share of the consignments, for `choose: shares`; the shares of all routes of a flow"
            " add up to 1, and those that are open divide what the closed ones would take."
        ),
    )
    preference: Whole | None = Field(
        None,
        description=(
            "Place in the order of preference, 1 first, for `choose: when_banned` and"
            " `choose: shortest_expected`."
        ),
    )
    handling_hours: NotNegative = Field(
        0.0,
        description=(
            "Hours of handling, papers and waiting for a departure over the whole route in calm"
            " times, for `choose: shortest_expected`."
        ),
    )
    queues: dict[Identifier, Positive] = Field(
        default_factory=dict,
        description=(
            "Queues on the route that `choose: shortest_expected` looks at: TEU an hour that a"
            " service takes away from where the route boards it, or that a terminal admits from"
            " the trains before it, by name of the service or terminal."
        ),
    )


class Alternatives(Part):
    """The routes of one flow, and the rule by which its consignments choose."""

    choose: Literal["shares", "when_banned", "shortest_expected"] = Field(
        description=(
            "`shares`: drawn by consignment. `when_banned`: the first by preference that no"
            " loading ban stops. `shortest_expected`: the least hours, queues of the moment"
            " included."
        ),
        json_schema_extra=STRUCTURAL,
    )
    ways: dict[Identifier, Alternative] = Field(
        min_length=1, description="The routes by name; the name is told in the results."
    )
