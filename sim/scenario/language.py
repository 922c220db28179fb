"""What a scenario file may say: the vocabulary, frozen and strict.

The JSON Schema and the reference of the language are generated from these classes, so every
field carries its meaning and its unit. A field marked `structural` keeps one value over the
whole horizon: a dated measure may not change it.
"""

from __future__ import annotations

import math
import re
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from sim.scenario.distributions import Distribution, OrPlainNumber, Part, as_distribution

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
FIRST_YEAR, LAST_YEAR = 1000, 8999
STRUCTURAL: dict[str, Any] = {"structural": True}
UNLIMITED: Any = "unlimited"
NO_HOURS: Any = 0


# Scalars -----------------------------------------------------------------------------------


def _unlimited(value: Any) -> Any:
    if value == "unlimited":
        return math.inf
    return value


def _unlimited_whole(value: Any) -> Any:
    if isinstance(value, float) and not value.is_integer():
        raise ValueError(f"must be a whole number or `unlimited`, found {value:g}")
    return _unlimited(value)


def _none(value: Any) -> Any:
    return None if value == "none" else value


def _day(value: Any) -> Any:
    if isinstance(value, date):
        return value
    if not isinstance(value, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        raise ValueError(f"write dates as YYYY-MM-DD, found `{value}`")
    try:
        return _within_reach(date.fromisoformat(value))
    except ValueError as error:
        raise ValueError(f"`{value}` is not a day of the calendar ({error})") from None


def _month(value: Any) -> Any:
    if isinstance(value, date):
        return value
    if not isinstance(value, str) or not re.fullmatch(r"[0-9]{4}-(0[1-9]|1[0-2])", value):
        raise ValueError(f"write months as YYYY-MM, found `{value}`")
    try:
        return _within_reach(date(int(value[:4]), int(value[5:]), 1))
    except ValueError as error:
        raise ValueError(f"`{value}` is not a month of the calendar ({error})") from None


def _within_reach(day: date) -> date:
    """Months and years are counted forth and back from a date: the calendar needs room around it."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(f"years are from {FIRST_YEAR} to {LAST_YEAR}, found {day.year}")
    return day


def _window(value: Any) -> Any:
    """`08:00-18:00` as minutes of the day; a window past midnight wraps."""
    match = re.fullmatch(r"([0-9]{2}):([0-9]{2})-([0-9]{2}):([0-9]{2})", value) if isinstance(value, str) else None
    if not match:
        raise ValueError(f"write opening hours as HH:MM-HH:MM, found `{value}`")
    a, b, c, d = (int(part) for part in match.groups())
    start, end = 60 * a + b, 60 * c + d
    if b > 59 or d > 59 or start > 1440 or end > 1440:
        raise ValueError(f"`{value}` is not a time of the day")
    if start == end:
        raise ValueError(f"`{value}`: zero-length or all day? write 00:00-24:00 for all day")
    return (start, end)


Identifier = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
ScenarioName = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]+$", max_length=100)]
Text = Annotated[str, Field(max_length=400)]
Share = Annotated[float, Field(ge=0, le=1)]
Positive = Annotated[float, Field(gt=0, le=1e9)]
NotNegative = Annotated[float, Field(ge=0, le=1e9)]
Whole = Annotated[int, Field(ge=1, le=1_000_000)]
WholeOrZero = Annotated[int, Field(ge=0, le=1_000_000)]
Limit = Annotated[
    float,
    BeforeValidator(_unlimited),
    Field(gt=0),
    WithJsonSchema({"anyOf": [{"type": "number", "exclusiveMinimum": 0}, {"const": "unlimited"}]}),
]
WholeLimit = Annotated[
    float,
    BeforeValidator(_unlimited_whole),
    Field(ge=1),
    WithJsonSchema({"anyOf": [{"type": "integer", "minimum": 1}, {"const": "unlimited"}]}),
]
Hours = Annotated[Distribution, BeforeValidator(as_distribution), OrPlainNumber()]
Year = Annotated[int, Field(ge=FIRST_YEAR, le=LAST_YEAR)]
Day = Annotated[date, BeforeValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]
Month = Annotated[
    date, BeforeValidator(_month), WithJsonSchema({"type": "string", "pattern": r"^\d{4}-\d{2}$"})
]
Window = Annotated[
    tuple[int, int], BeforeValidator(_window), WithJsonSchema({"type": "string"})
]
Stop = Literal["acceptance", "handling", "berthing", "sailing"]


# Beside a kind that may be absent: the word `none` switches it off.
NONE = BeforeValidator(_none)


# Places ------------------------------------------------------------------------------------


class MonthShares(Part):
    """One number for each month of the year."""

    jan: NotNegative
    feb: NotNegative
    mar: NotNegative
    apr: NotNegative
    may: NotNegative
    jun: NotNegative
    jul: NotNegative
    aug: NotNegative
    sep: NotNegative
    oct: NotNegative
    nov: NotNegative
    dec: NotNegative

    def values(self) -> tuple[float, ...]:
        """The twelve numbers from January to December, shape (12,)."""
        return tuple(float(getattr(self, month)) for month in MONTHS)


class Acceptance(Part):
    """How many trains of one direction a terminal takes in a day."""

    trains_per_day: Limit = Field(UNLIMITED, validate_default=True, description="Trains accepted a day; admissions are at least 24/this hours apart.")


class Clearance(Part):
    """Control of boxes that arrive in one direction: papers, risk channels, inspection bays."""

    document_hours: Hours = Field(NO_HOURS, validate_default=True, description="Hours from admission until the papers of a consignment that is declared by hand are done.")
    automatic_share: Share = Field(0.0, description="Share of consignments that are declared automatically.")
    automatic_hours: Hours = Field(NO_HOURS, validate_default=True, description="Hours from admission until an automatic declaration is done.")
    channels: dict[Identifier, Share] = Field(default_factory=dict, description="Share of boxes by risk channel; adds to 1.")
    check_hours: dict[Identifier, Hours] = Field(default_factory=dict, description="Hours of documentary check by channel, without an inspection bay.")
    inspection_hours: dict[Identifier, Hours] = Field(default_factory=dict, description="Hours of inspection by channel, in a bay.")
    inspection_bays: WholeLimit = Field(UNLIMITED, validate_default=True, description="Number of inspection bays.")


class LoadingBan(Part):
    """When too much is on its way to a terminal, loading for it stops at the origins."""

    stops_at_teu: Positive = Field(description="Loading stops when at least this much was sent towards the terminal by rail and not yet admitted there.", json_schema_extra=STRUCTURAL)
    resumes_at_teu: NotNegative = Field(description="Loading resumes when no more than this is left.", json_schema_extra=STRUCTURAL)


class RailYard(Part):
    """Where trains are unloaded and loaded."""

    tracks: WholeLimit = Field(UNLIMITED, validate_default=True, description="Trains that can be worked at one time.")
    cranes: WholeLimit = Field(UNLIMITED, validate_default=True, description="Cranes shared by all tracks.")
    crane_hours_per_box: Hours = Field(NO_HOURS, validate_default=True, description="Hours of crane work for one move of one box.")
    transfer: Literal["direct", "through_yard"] = Field("through_yard", description="`direct`: one move from carriage to carriage, a departing train needs no crane or track. `through_yard`: a departing train is loaded on a track by the same cranes.", json_schema_extra=STRUCTURAL)
    holding_tracks: WholeLimit = Field(UNLIMITED, validate_default=True, description="Tracks on which trains wait for admission; a train that finds none waits before the last section.")
    loading_ban: Annotated[LoadingBan | None, NONE] = Field(None, description="Threshold of the loading ban, or `none`.", json_schema_extra=STRUCTURAL)


class Quay(Part):
    """Where vessels are unloaded and loaded."""

    berths: WholeLimit = Field(description="Berths that container vessels can use.")
    cranes_per_berth: Whole = Field(description="Cranes that work one vessel.")
    crane_hours_per_box: Hours = Field(description="Hours of crane work for one move of one box.")
    draught_factor: Share = Field(1.0, description="Share of its tonnes that a vessel can carry over the depth of this port.")


class Weather(Part):
    """Which storms of a sea close a terminal, and what they stop."""

    sea: Identifier = Field(json_schema_extra=STRUCTURAL)
    closes_at_strength: Share = Field(description="A storm of at least this strength closes the place; strengths are uniform on 0 to 1.", json_schema_extra=STRUCTURAL)
    stops: tuple[Stop, ...] = Field(description="What the closure stops.", json_schema_extra=STRUCTURAL)


class Closure(Part):
    """A dated closure: it stops starts, never work begun."""

    title: Text = ""
    from_: Day = Field(alias="from", description="First closed day.")
    to: Day = Field(description="First day open again.")
    stops: tuple[Stop, ...] = Field(description="What the closure stops.")
    directions: tuple[Identifier, ...] = Field((), description="Directions in which acceptance is stopped; all when empty. May be stated where acceptance alone is stopped: cranes and berths serve all directions.")
    active: bool = True

    @model_validator(mode="after")
    def _in_order(self) -> Closure:
        if self.to <= self.from_:
            raise ValueError(f"to {self.to} is not after from {self.from_}")
        if self.directions and set(self.stops) != {"acceptance"}:
            raise ValueError("directions may be stated only where `stops` is [acceptance]")
        return self


class Terminal(Part):
    """A place where boxes change carriage or are checked."""

    title: Text = ""
    country: Text = ""
    latitude: Annotated[float, Field(ge=-90, le=90)] | None = Field(None, json_schema_extra=STRUCTURAL)
    longitude: Annotated[float, Field(ge=-180, le=180)] | None = Field(None, json_schema_extra=STRUCTURAL)
    acceptance: dict[Identifier, Acceptance] = Field(default_factory=dict, description="Acceptance of trains by direction.")
    rail: Annotated[RailYard | None, NONE] = Field(None, description="Rail side; without it trains are worked at once.")
    quay: Annotated[Quay | None, NONE] = Field(None, description="Water side.")
    yard_teu: dict[Identifier, Limit] = Field(default_factory=dict, description="Yard room in TEU by direction; the key `all` is shared by every direction; unlimited where nothing is said.")
    clearance: dict[Identifier, Clearance] = Field(default_factory=dict, description="Clearance by direction of the boxes that arrive.")
    opening_hours: tuple[Window, ...] = Field((), description="Daily hours in which trains are admitted and work starts; always open when empty.", json_schema_extra=STRUCTURAL)
    weather: Annotated[Weather | None, NONE] = Field(None, description="Storms that close the place, or `none`.", json_schema_extra=STRUCTURAL)
    closures: dict[Identifier, Closure] = Field(default_factory=dict, description="Dated closures by name.", json_schema_extra=STRUCTURAL)


class Section(Part):
    """A stretch of line between two stations, run in both directions."""

    title: Text = ""
    from_: Identifier = Field(alias="from", json_schema_extra=STRUCTURAL)
    to: Identifier = Field(json_schema_extra=STRUCTURAL)
    km: Positive
    running_hours: NotNegative = Field(description="Running time without delay.")
    stop_hours: NotNegative = Field(0.0, description="Planned stops: locomotive changes, inspections, crossings in the timetable.")
    pairs_per_day: Limit = Field(UNLIMITED, validate_default=True, description="Train pairs a day: paths a day in each direction.")
    other_pairs_per_day: NotNegative = Field(0.0, description="Pairs a day that other traffic takes.")


# Services ----------------------------------------------------------------------------------


class Rail(Part):
    """Trains between two terminals."""

    kind: Literal["rail"] = Field(json_schema_extra=STRUCTURAL)
    title: Text = ""
    from_: Identifier = Field(alias="from", json_schema_extra=STRUCTURAL)
    to: Identifier = Field(json_schema_extra=STRUCTURAL)
    direction: Identifier = Field(json_schema_extra=STRUCTURAL)
    gauge_mm: Literal[1435, 1520] | None = Field(None, json_schema_extra=STRUCTURAL)
    sections: tuple[Identifier, ...] = Field((), description="Sections in the order of travel; replaced whole.")
    hours: Hours = Field(NO_HOURS, validate_default=True, description="Hours under way beside those of the sections.")
    train_teu: Limit = Field(UNLIMITED, validate_default=True, description="TEU that one train carries.")
    train_tonnes: Limit = Field(UNLIMITED, validate_default=True, description="Gross tonnes that one train carries.")
    formation: Literal["together", "pooled"] = Field(description="`together`: what arrives as one train leaves as one. `pooled`: boxes wait until a train is full or the longest wait is over.", json_schema_extra=STRUCTURAL)
    set_out_after_hours: Annotated[Annotated[float, Field(ge=0)] | None, NONE] = Field(None, description="A box not cleared this long after its train was unloaded follows on a later train; `none`: the train waits for its last box.")
    longest_wait_hours: Limit = Field(UNLIMITED, validate_default=True, description="A pooled train leaves when its first box has waited this long.")
    least_load_teu: NotNegative = Field(0.0, description="Least load of a pooled train that leaves by longest wait.")
    priority: WholeOrZero = Field(0, description="Class at admissions; 0 goes first, first come first served within a class.", json_schema_extra=STRUCTURAL)


class VesselClass(Part):
    """Vessels of one kind."""

    title: Text = ""
    number: WholeOrZero = Field(description="Vessels in service; a dated measure adds or retires them.")
    teu: Positive
    tonnes: Limit = Field(UNLIMITED, validate_default=True, description="Gross tonnes of boxes at full draught.")
    home: Identifier = Field(description="Terminal at which the vessels enter and leave service.", json_schema_extra=STRUCTURAL)
    stays_at_strength: Share | None = Field(None, description="The vessel does not sail in storms of at least this strength, beside what its port says.", json_schema_extra=STRUCTURAL)


class Call(Part):
    """What a vessel's call takes beside crane work."""

    hours: Hours = Field(description="Hours at the berth before the first move: mooring, papers, hatch covers.")


class Sea(Part):
    """A fleet that shuttles between two ports."""

    kind: Literal["sea"] = Field(json_schema_extra=STRUCTURAL)
    title: Text = ""
    between: tuple[Identifier, Identifier] = Field(json_schema_extra=STRUCTURAL)
    sailing_hours: Hours = Field(description="Hours from berth to berth, either way.")
    vessels: dict[Identifier, VesselClass] = Field(min_length=1)
    calls: dict[Identifier, Call] = Field(default_factory=dict, description="Call times by port.")
    longest_wait_hours: Limit = Field(description="A vessel leaves when it has looked for cargo this long after unloading.")
    least_load_teu: NotNegative = Field(0.0, description="Least load before departure; where it is stated a vessel waits for it beyond the longest wait.")
    max_blocked_hours: Limit = Field(UNLIMITED, validate_default=True, description="A vessel that finds no yard room this long keeps its cargo and loads what fits.")
    priority: WholeOrZero = Field(0, description="Class at berths; 0 goes first.", json_schema_extra=STRUCTURAL)
    km: Positive | None = None


class Carrier(Part):
    """Departures of a common carrier, on which slots are bought; it has its own berths and vessels."""

    kind: Literal["carrier"] = Field(json_schema_extra=STRUCTURAL)
    title: Text = ""
    from_: Identifier = Field(alias="from", json_schema_extra=STRUCTURAL)
    to: Identifier = Field(json_schema_extra=STRUCTURAL)
    every_hours: Hours = Field(description="Hours between departures.")
    first_hours: NotNegative = Field(0.0, description="Hours from the start of the run to the first departure.", json_schema_extra=STRUCTURAL)
    slots_teu: Limit = Field(description="TEU that one departure takes.")
    hours: Hours = Field(description="Hours under way.")
    km: Positive | None = None


Service = Annotated[Rail | Sea | Carrier, Field(discriminator="kind")]


class SeaWeather(Part):
    """The storms of a sea, drawn once a replication and shared by all its ports."""

    closed_share: MonthShares = Field(description="Share of time with a storm, by month.")
    storm_hours: Hours = Field(description="Duration of a storm.")


class Network(Part):
    """Everything that stands and moves on one day."""

    terminals: dict[Identifier, Terminal] = Field(min_length=1)
    sections: dict[Identifier, Section] = Field(default_factory=dict)
    services: dict[Identifier, Service] = Field(default_factory=dict)
    seas: dict[Identifier, SeaWeather] = Field(default_factory=dict, json_schema_extra=STRUCTURAL)


# Demand ------------------------------------------------------------------------------------


class Observed(Part):
    """A series of train counts in a CSV file beside the scenario: columns from, to and one a flow."""

    file: Text
    column: Text
    periods: dict[str, NotNegative] | None = Field(None, description="The series itself, `YYYY-MM-DD/YYYY-MM-DD: trains`; the file is not read then. Written by the resolved scenario.")


class Growth(Part):
    """One statement about the demand of a flow or a group over a stretch of months."""

    title: Text = ""
    active: bool = True
    from_: Month | None = Field(None, alias="from", description="First month.")
    to: Month | None = Field(None, description="Last month; then `afterwards` must be said.")
    afterwards: Literal["returns", "persists"] | None = Field(None, description="`returns`: later growth builds on the path without this statement. `persists`: the level reached is kept.")
    times: Positive | None = Field(None, description="Multiple of the same calendar month of `of_year`.")
    of_year: Year | None = Field(None, description="Year whose months are multiplied.")
    percent_per_year: Annotated[float, Field(gt=-100, le=1000)] | None = Field(None, description="Growth over the same month of the year before, per cent.")
    year: Year | None = Field(None, description="Year whose total is fixed, spread by the seasonal profile.")
    teu: NotNegative | None = Field(None, description="Total of the year in TEU.")
    trains: NotNegative | None = Field(None, description="Total of the year in trains (consignments).")
    tonnes: NotNegative | None = Field(None, description="Total of the year in tonnes of cargo.")
    observed: Observed | None = Field(None, description="Observed train counts, met exactly between observed dates.")
    precedence: int | None = Field(None, description="Higher wins; by default the file nearest to the one that is run wins.")


class Group(Part):
    """Flows that growth can speak of together."""

    title: Text = ""
    growth: dict[Identifier, Growth] = Field(default_factory=dict)


class Consignment(Part):
    """Boxes that are born together: a block train, a group of wagons or a single box."""

    boxes: Whole
    forty_foot_share: Share = Field(description="Share of boxes of 2 TEU; the others are 1 TEU.")
    cargo_tonnes_per_teu: NotNegative
    tare_tonnes_per_teu: NotNegative = Field(description="Mass of the empty box; vessels and trains carry cargo and tare.")


class Arrivals(Part):
    """When consignments are ready at the origin."""

    pattern: Literal["random", "even", "timetable"] = Field(description="`random`: exponential gaps times the month's programme factor. `even`: equal gaps over each month. `timetable`: one consignment every so many hours, without growth statements.")
    programme_cv: NotNegative = Field(0.0, description="Coefficient of variation of the monthly programme factor (gamma, mean 1).")
    every_hours: Positive | None = None
    first_hours: NotNegative | None = None
    number: Whole | None = Field(None, description="Consignments of a timetable, counted from its first.")


class EmptiesOf(Part):
    """Empties are born where and when loaded boxes of another flow are delivered."""

    flow: Identifier
    share: Share = Field(description="Share of delivered boxes that come back empty on this flow.")
    after_days: NotNegative = Field(description="Days from delivery until the empty is offered.")
    tare_tonnes_per_teu: NotNegative


class Flow(Part):
    """A stream of boxes from one origin to one destination."""

    title: Text = ""
    groups: tuple[Identifier, ...] = ()
    direction: Identifier
    origin: Identifier
    destination: Identifier
    route: tuple[Identifier, ...] = Field(min_length=1, description="Services in the order of travel; replaced whole.")
    consignment: Consignment | None = None
    empties_of: EmptiesOf | None = None
    arrivals: Arrivals | None = None
    seasonal_profile: Identifier | None = None
    growth: dict[Identifier, Growth] = Field(default_factory=dict)


class Demand(Part):
    """Who sends what, when."""

    seasonal_profiles: dict[Identifier, MonthShares] = Field(default_factory=dict)
    groups: dict[Identifier, Group] = Field(default_factory=dict)
    flows: dict[Identifier, Flow] = Field(min_length=1)


# Changes, sources and the file itself ------------------------------------------------------


class Measure(Part):
    """A dated change of any number of values."""

    title: Text = ""
    active: bool = True
    from_: Day = Field(alias="from", description="First day on which it holds.")
    to: Day | None = Field(None, description="First day on which it no longer holds.")
    set: dict[str, Any] = Field(min_length=1, description="Dotted path to a value, `{add: x}` or `{times: x}`.")
    option: ScenarioName | None = Field(None, description="The policy option that this measure belongs to.")


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
    from_: Identifier = Field(alias="from", description="Clock starts at arrival before this terminal, waiting outside included; at the flow's origin, when the box is born.")
    to: Identifier = Field(description="Clock stops when the box is unloaded at this terminal.")


class Target(Part):
    """An official target, drawn beside the projection."""

    title: Text
    year: Year
    teu: Positive


class ScenarioFile(Network):
    """A whole scenario, after what it extends and its options have been joined."""

    name: ScenarioName | None = Field(None, description="Name of the results; by default that of the file. Never taken from the file that this one extends.")
    option: Text = Field("", description="Policy options joined in this file, with `+` between them. Written by the resolved scenario.")
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
    cost: dict[Literal["capex_usd_m", "opex_usd_m_per_year"], NotNegative] = Field(default_factory=dict)
    measures: dict[Identifier, Measure] = Field(default_factory=dict)
    sources: dict[str, Source] = Field(default_factory=dict)
