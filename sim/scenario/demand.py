"""What a file may say of demand: flows, their consignments, groups, and growth."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from sim.scenario.distributions import Part
from sim.scenario.quantities import (
    NONE,
    Identifier,
    Month,
    MonthShares,
    NotNegative,
    Positive,
    Share,
    Text,
    Whole,
    Year,
)


class Observed(Part):
    """A series of train counts in a CSV file beside the scenario: columns from, to, one a flow."""

    file: Text
    column: Text
    periods: dict[str, NotNegative] | None = Field(
        None,
        description=(
            "The series itself, `YYYY-MM-DD/YYYY-MM-DD: trains`; the file is not read then. "
            "Written by the resolved scenario."
        ),
    )


class Growth(Part):
    """One statement about the demand of a flow or a group over a stretch of months."""

    title: Text = ""
    active: bool = True
    from_: Month | None = Field(None, alias="from", description="First month.")
    to: Month | None = Field(None, description="Last month; then `afterwards` must be said.")
    afterwards: Literal["returns", "persists"] | None = Field(
        None,
        description=(
            "`returns`: later growth builds on the path without this statement. `persists`: the"
            " level reached is kept."
        ),
    )
    times: Positive | None = Field(
        None, description="Multiple of the same calendar month of `of_year`."
    )
    of_year: Year | None = Field(None, description="Year whose months are multiplied.")
    times_path: Positive | None = Field(
        None, description="Multiple of what the demand would be without this statement."
    )
    percent_per_year: Annotated[float, Field(gt=-100, le=1000)] | None = Field(
        None, description="Growth over the same month of the year before, per cent."
    )
    year: Year | None = Field(
        None, description="Year whose total is fixed, spread by the seasonal profile."
    )
    teu: NotNegative | None = Field(None, description="Total of the year in TEU.")
    trains: NotNegative | None = Field(
        None, description="Total of the year in trains (consignments)."
    )
    tonnes: NotNegative | None = Field(None, description="Total of the year in tonnes of cargo.")
    observed: Observed | None = Field(
        None, description="Observed train counts, met exactly between observed dates."
    )
    precedence: int | None = Field(
        None, description="Higher wins; by default the file nearest to the one that is run wins."
    )


class Group(Part):
    """Flows that growth can speak of together."""

    title: Text = ""
    growth: dict[Identifier, Growth] = Field(default_factory=dict)


class Consignment(Part):
    """Boxes that are born together: a block train, a group of wagons or a single box."""

    boxes: Whole
    forty_foot_share: Share = Field(description="Share of boxes of 2 TEU; the others are 1 TEU.")
    cargo_tonnes_per_teu: NotNegative
    tare_tonnes_per_teu: NotNegative = Field(
        description="Mass of the empty box; vessels and trains carry cargo and tare."
    )


class Arrivals(Part):
    """When consignments are ready at the origin."""

    pattern: Literal["random", "even", "timetable"] = Field(
        description=(
            "`random`: exponential gaps times the month's programme factor. `even`: equal gaps "
            "over each month. `timetable`: one consignment every so many hours, without growth "
            "statements."
        )
    )
    programme_cv: NotNegative = Field(
        0.0, description="Coefficient of variation of the monthly programme factor (gamma, mean 1)."
    )
    every_hours: Positive | None = None
    first_hours: NotNegative | None = None
    number: Whole | None = Field(
        None, description="Consignments of a timetable, counted from its first."
    )


class EmptiesOf(Part):
    """Empties are born where and when loaded boxes of another flow are delivered."""

    flow: Identifier
    share: Share = Field(description="Share of delivered boxes that come back empty on this flow.")
    after_days: NotNegative = Field(description="Days from delivery until the empty is offered.")
    tare_tonnes_per_teu: NotNegative


class InsteadOf(Part):
    """Another flow takes the consignments that have waited for empty boxes too long."""

    flow: Identifier = Field(
        description="The flow with `boxes_from` whose consignments these were."
    )
    after_days: Positive = Field(
        description="Days that a consignment waits for empty boxes before it goes on this flow."
    )


class Flow(Part):
    """A stream of boxes from one origin to one destination."""

    title: Text = ""
    groups: tuple[Identifier, ...] = ()
    direction: Identifier
    origin: Identifier
    destination: Identifier
    route: Annotated[Annotated[tuple[Identifier, ...], Field(min_length=1)] | None, NONE] = Field(
        None,
        description=(
            "Services in the order of travel; replaced whole. `none`: `routes` names the routes of"
            " the flow."
        ),
    )
    consignment: Consignment | None = None
    empties_of: EmptiesOf | None = None
    instead_of: InsteadOf | None = Field(
        None,
        description=(
            "One consignment of this flow for each one that finds no empty boxes, in wagons for"
            " example."
        ),
    )
    recorded: Literal["box_by_box", "by_train"] = Field(
        "box_by_box",
        description=(
            "`box_by_box`: every box has its own history. `by_train`: a consignment is one record,"
            " for traffic that only loads borders and lines; it needs services formed together."
        ),
    )
    boxes_from: Literal["empties_at_origin"] | None = Field(
        None,
        description=(
            "`empties_at_origin`: its consignments are loaded into boxes of the stock of empties at"
            " their origin, and wait for them. Without it boxes are there."
        ),
    )
    gives_up_after_days: Annotated[Positive | None, NONE] = Field(
        None,
        description=(
            "Days after which a consignment that loading bans keep at its origin goes a way of its"
            " own, for good. `none`: it waits on."
        ),
    )
    arrivals: Arrivals | None = None
    seasonal_profile: Identifier | None = None
    growth: dict[Identifier, Growth] = Field(default_factory=dict)


class Demand(Part):
    """Who sends what, when."""

    seasonal_profiles: dict[Identifier, MonthShares] = Field(default_factory=dict)
    groups: dict[Identifier, Group] = Field(default_factory=dict)
    flows: dict[Identifier, Flow] = Field(min_length=1)
