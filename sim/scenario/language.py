"""What a scenario file may say: the vocabulary, frozen and strict.

The JSON Schema and the reference of the language are generated from these classes, so every
field carries its meaning and its unit. A field marked `structural` keeps one value over the
whole horizon: a dated measure may not change it.

Here stand the file itself and what changes it; the rooms below hold the rest, and every name of
the language can be imported from here.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field

from sim.scenario.alternatives import Alternative, Alternatives
from sim.scenario.demand import (
    Arrivals,
    Consignment,
    Demand,
    EmptiesOf,
    Flow,
    Group,
    Growth,
    InsteadOf,
    Observed,
)
from sim.scenario.distributions import Part
from sim.scenario.network import (
    Call,
    Carrier,
    Network,
    Pool,
    Rail,
    Sea,
    SeaWeather,
    Section,
    Service,
    Use,
    VesselClass,
)
from sim.scenario.quantities import (
    FIRST_YEAR,
    LAST_YEAR,
    MONTHS,
    NO_HOURS,
    NONE,
    STRUCTURAL,
    UNLIMITED,
    Day,
    Hours,
    Identifier,
    Limit,
    Month,
    MonthShares,
    NotNegative,
    Positive,
    ScenarioName,
    Share,
    Stop,
    Text,
    Whole,
    WholeLimit,
    WholeOrZero,
    Window,
    Year,
)
from sim.scenario.terminals import (
    Acceptance,
    BanByDate,
    Cap,
    Clearance,
    Closure,
    EmptyStock,
    Laboratory,
    LoadingBan,
    OtherCalls,
    Quay,
    RailYard,
    Terminal,
    Weather,
)

__all__ = [
    "FIRST_YEAR",
    "LAST_YEAR",
    "MONTHS",
    "NONE",
    "NO_HOURS",
    "STRUCTURAL",
    "UNLIMITED",
    "Acceptance",
    "Alternative",
    "Alternatives",
    "Arrivals",
    "BanByDate",
    "Call",
    "Cap",
    "Carrier",
    "Clearance",
    "Closure",
    "Consignment",
    "Day",
    "Demand",
    "EmptiesOf",
    "EmptyStock",
    "Evidence",
    "Flow",
    "Group",
    "Growth",
    "Horizon",
    "Hours",
    "Identifier",
    "InsteadOf",
    "Laboratory",
    "Limit",
    "LoadingBan",
    "Measure",
    "Month",
    "MonthShares",
    "Network",
    "NotNegative",
    "Observed",
    "OptionFile",
    "OtherCalls",
    "Pool",
    "Positive",
    "Quay",
    "Rail",
    "RailYard",
    "ReadingFile",
    "Relation",
    "ScenarioFile",
    "ScenarioName",
    "Sea",
    "SeaWeather",
    "Section",
    "Service",
    "Share",
    "Source",
    "Stop",
    "Target",
    "Terminal",
    "Text",
    "Use",
    "VesselClass",
    "Weather",
    "Whole",
    "WholeLimit",
    "WholeOrZero",
    "Window",
    "Year",
]


class Measure(Part):
    """A dated change of any number of values; a planned work where it says its `state`."""

    title: Text = ""
    active: bool = True
    from_: Day = Field(alias="from", description="First day on which it holds.")
    state: Literal["committed", "late", "absent"] | None = Field(
        None,
        description=(
            "Makes it a planned work. `committed`: it is there from its date on. `late`: that many"
            " years after. `absent`: it never comes."
        ),
    )
    late_by_years: Annotated[int, Field(ge=1, le=50)] = Field(
        1, description="Years by which a work whose state is `late` comes after its date."
    )
    to: Day | None = Field(None, description="First day on which it no longer holds.")
    set: dict[str, Any] = Field(
        min_length=1, description="Dotted path to a value, `{add: x}` or `{times: x}`."
    )
    option: ScenarioName | None = Field(
        None, description="The policy option that this measure belongs to."
    )

    @property
    def first_day(self) -> date | None:
        """The day from which it holds; None for what never comes."""
        if not self.active or self.state == "absent":
            return None
        return _years_later(self.from_, self.late_by_years if self.state == "late" else 0)


def _years_later(day: date, years: int) -> date:
    """The same day of a later year; 1 March for 29 February where that year has none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


class Source(Part):
    """Where a number comes from."""

    quality: Literal["measured", "published", "expert", "assumed"]
    low: float | None = None
    high: float | None = None
    cite: Text | None = None
    url: Text | None = None
    note: Text | None = None


class Horizon(Part):
    """The reported months, and the time before them that fills the corridor."""

    from_: Day = Field(alias="from", description="First reported day, the first of a month.")
    to: Day = Field(description="Last reported day.")
    warm_up_days: NotNegative = 0.0


class Relation(Part):
    """A pair of places between which transit time is reported."""

    title: Text = ""
    flows: tuple[Identifier, ...] = Field(min_length=1)
    from_: Identifier = Field(
        alias="from",
        description=(
            "Clock starts at arrival before this terminal, waiting outside included; at the "
            "flow's origin, when the box is born."
        ),
    )
    to: Identifier = Field(description="Clock stops when the box is unloaded at this terminal.")


class Target(Part):
    """An official target, drawn beside the projection."""

    title: Text
    year: Year
    teu: Positive
    group: Identifier | None = Field(
        None,
        description="The group of flows that it counts, with the empties that come back from them;"
        " all flows if not given.",
    )


class ScenarioFile(Network):
    """A whole scenario, after what it extends and its options have been joined."""

    name: ScenarioName | None = Field(
        None,
        description=(
            "Name of the results; by default that of the file. Never taken from the file that "
            "this one extends."
        ),
    )
    option: Text = Field(
        "",
        description=(
            "Policy options joined in this file, with `+` between them. Written by the resolved"
            " scenario."
        ),
    )
    title: Text = ""
    note: Text = ""
    horizon: Horizon
    replications: Annotated[int, Field(ge=1, le=10_000)] = 30
    seed: Annotated[int, Field(ge=0, lt=2**63)] = 0
    demand: Demand
    measures: dict[Identifier, Measure] = Field(default_factory=dict)
    relations: dict[Identifier, Relation] = Field(default_factory=dict)
    targets: dict[Identifier, Target] = Field(default_factory=dict)
    sources: dict[str, Source] = Field(default_factory=dict)


class OptionFile(Part):
    """A policy option: a named set of measures with a cost."""

    title: Text
    note: Text = ""
    cost: dict[Literal["capex_usd_m", "opex_usd_m_per_year"], NotNegative] = Field(
        default_factory=dict
    )
    measures: dict[Identifier, Measure] = Field(default_factory=dict)
    sources: dict[str, Source] = Field(default_factory=dict)


class Evidence(Part):
    """What speaks for a reading, and what against it."""

    for_: Text = Field(alias="for")
    against: Text


class ReadingFile(Part):
    """One reading of published figures, laid over a scenario like an option: nobody chooses it."""

    title: Text
    evidence: Evidence = Field(description="What speaks `for` this reading and what `against` it.")
    note: Text = ""
    demand: dict[str, Any] = Field(
        default_factory=dict,
        description="Joined with that of the scenario as if it stood in a nearer file.",
    )
    measures: dict[Identifier, Measure] = Field(default_factory=dict)
    sources: dict[str, Source] = Field(default_factory=dict)
