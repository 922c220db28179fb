"""What a file may say of a terminal: acceptance, tracks, quay, yard, clearance, closures."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from sim.scenario.distributions import Part
from sim.scenario.quantities import (
    NO_HOURS,
    NONE,
    STRUCTURAL,
    UNLIMITED,
    Day,
    Hours,
    Identifier,
    Limit,
    NotNegative,
    Share,
    Stop,
    Text,
    Wait,
    Whole,
    WholeLimit,
    WholeOrZero,
    Window,
)


class Cap(Part):
    """How many trains of some flows a terminal takes in a day, beside the slots of all trains."""

    flows: tuple[Identifier, ...] = Field(
        min_length=1,
        description="A train that carries a box of one of these flows is under this cap.",
        json_schema_extra=STRUCTURAL,
    )
    trains_per_day: Limit = Field(
        description=(
            "Such trains accepted a day: admissions are at least 24/this hours apart. A train that "
            "may not go yet lets those behind it pass."
        )
    )


class Acceptance(Part):
    """How many trains of one direction a terminal takes in a day."""

    trains_per_day: Limit = Field(
        UNLIMITED,
        validate_default=True,
        description=(
            "Trains accepted a day, other trains in it; admissions are at least 24/(this less "
            "other trains) hours apart."
        ),
    )
    other_trains_per_day: NotNegative = Field(
        0.0, description="Trains a day accepted beside those of the flows: wagons of other freight."
    )
    caps: dict[Identifier, Cap] = Field(
        default_factory=dict, description="Acceptance caps of named flows, by name."
    )

    @property
    def free_per_day(self) -> float:
        """Trains a day that other trains leave."""
        return self.trains_per_day - self.other_trains_per_day


class Laboratory(Part):
    """Samples of some consignments of some flows: they wait for the result, in no bay."""

    flows: tuple[Identifier, ...] = Field(
        min_length=1,
        description="Flows that are sampled; they go on from here.",
        json_schema_extra=STRUCTURAL,
    )
    share: Share = Field(description="Share of consignments that are sampled.")
    hours: Hours = Field(description="Hours from admission until the result is there.")


class Clearance(Part):
    """Control of boxes that come in one direction: papers, risk channels, bays, laboratories."""

    document_hours: Hours = Field(
        NO_HOURS,
        validate_default=True,
        description=(
            "Hours from admission until the papers of a consignment that is declared by hand "
            "are done."
        ),
    )
    automatic_share: Share = Field(
        0.0, description="Share of consignments that are declared automatically."
    )
    automatic_hours: Hours = Field(
        NO_HOURS,
        validate_default=True,
        description="Hours from admission until an automatic declaration is done.",
    )
    channels: dict[Identifier, Share] = Field(
        default_factory=dict, description="Share of boxes by risk channel; adds to 1."
    )
    check_hours: dict[Identifier, Hours] = Field(
        default_factory=dict,
        description="Hours of documentary check by channel, without an inspection bay.",
    )
    inspection_hours: dict[Identifier, Hours] = Field(
        default_factory=dict, description="Hours of inspection by channel, in a bay."
    )
    inspection_bays: WholeLimit = Field(
        UNLIMITED, validate_default=True, description="Number of inspection bays."
    )
    laboratory: dict[Identifier, Laboratory] = Field(
        default_factory=dict, description="Laboratory holds of named flows, by name."
    )


class BanByDate(Part):
    """An announced stop of loading for a terminal: from a day on, until a day."""

    title: Text = ""
    from_: Day = Field(alias="from", description="First day without loading.")
    to: Day = Field(description="First day on which loading goes on.")
    flows: tuple[Identifier, ...] = Field(
        (),
        description="Flows that may not load; when empty all that come by rail from their origin.",
    )
    active: bool = True

    @model_validator(mode="after")
    def _in_order(self) -> BanByDate:
        if self.to <= self.from_:
            raise ValueError(f"to {self.to} is not after from {self.from_}")
        return self


class LoadingBan(Part):
    """When loading for a terminal stops at the origins: too much on its way, or on stated days."""

    stops_at_teu: Limit = Field(
        UNLIMITED,
        validate_default=True,
        description=(
            "Loading stops when at least this much was sent towards the terminal by rail and "
            "has not left it again."
        ),
        json_schema_extra=STRUCTURAL,
    )
    resumes_at_teu: Wait = Field(
        UNLIMITED,
        validate_default=True,
        description="Loading resumes when no more than this is left; stated with `stops_at_teu`.",
        json_schema_extra=STRUCTURAL,
    )
    directions: tuple[Identifier, ...] = Field(
        (),
        description="Directions of the trains that are counted and stopped; all when empty.",
        json_schema_extra=STRUCTURAL,
    )
    bans: dict[Identifier, BanByDate] = Field(
        default_factory=dict, description="Bans by date, by name.", json_schema_extra=STRUCTURAL
    )

    def concerns(self, direction: str) -> bool:
        """Whether trains of this direction are counted and stopped."""
        return not self.directions or direction in self.directions


class RailYard(Part):
    """Where trains are unloaded and loaded."""

    tracks: WholeLimit = Field(
        UNLIMITED, validate_default=True, description="Trains that can be worked at one time."
    )
    cranes: WholeLimit = Field(
        UNLIMITED, validate_default=True, description="Cranes shared by all tracks."
    )
    crane_hours_per_box: Hours = Field(
        NO_HOURS, validate_default=True, description="Hours of crane work for one move of one box."
    )
    transfer: Literal["direct", "through_yard", "on_wagons"] = Field(
        "through_yard",
        description=(
            "`direct`: one move from carriage to carriage, a departing train needs no crane or "
            "track. `through_yard`: a departing train is loaded on a track by the same cranes. "
            "`on_wagons`: boxes stay on their wagons; trains are shunted, not unloaded."
        ),
        json_schema_extra=STRUCTURAL,
    )
    shunting_hours: NotNegative = Field(
        0.0, description="Hours in which a train is broken up where boxes stay on their wagons."
    )
    holding_tracks: WholeLimit = Field(
        UNLIMITED,
        validate_default=True,
        description=(
            "Tracks on which trains wait for admission; a train that finds none waits before "
            "the last section."
        ),
    )
    holding_tracks_by_direction: dict[Identifier, WholeLimit] = Field(
        default_factory=dict,
        description=(
            "Holding tracks for the trains of one direction alone; directions that are not named "
            "here share `holding_tracks`."
        ),
    )
    loading_ban: Annotated[LoadingBan | None, NONE] = Field(
        None,
        description="Loading bans by threshold and by date, or `none`.",
        json_schema_extra=STRUCTURAL,
    )

    @property
    def has_crane_work(self) -> bool:
        """Whether a move of a box takes any time."""
        return self.crane_hours_per_box.average > 0


class OtherCalls(Part):
    """Ships of other cargo that come to the same berths, in a stream of their own."""

    title: Text = ""
    calls_per_year: NotNegative = Field(description="Ships that come in a year.")
    hours: Hours = Field(description="Hours from berthing until the ship leaves the berth.")
    pattern: Literal["random", "even"] = Field(
        "random",
        description=(
            "`random`: exponential gaps through the calls a year. `even`: equal gaps, the first "
            "call half a gap after the year begins."
        ),
        json_schema_extra=STRUCTURAL,
    )
    priority: WholeOrZero = Field(
        0,
        description="Class at berths, as of services; 0 goes first.",
        json_schema_extra=STRUCTURAL,
    )


class Quay(Part):
    """Where vessels are unloaded and loaded."""

    berths: WholeLimit = Field(description="Berths that container vessels can use.")
    cranes_per_berth: Whole = Field(
        1, description="Cranes that work one vessel; stated where there is no ramp."
    )
    crane_hours_per_box: Hours = Field(
        NO_HOURS,
        validate_default=True,
        description="Hours of crane work for one move of one box; stated where there is no ramp.",
    )
    ramp_hours_per_wagon: Annotated[NotNegative | None, NONE] = Field(
        None,
        description=(
            "Berths of ferries: instead of cranes each has a ramp, over which wagons roll one "
            "after the other, each so many hours."
        ),
    )
    draught_factor: Share = Field(
        1.0, description="Share of its tonnes that a vessel can carry over the depth of this port."
    )
    other_calls: dict[Identifier, OtherCalls] = Field(
        default_factory=dict,
        description="Calls of other cargo at these berths, by name of the cargo.",
    )


class Weather(Part):
    """Which storms of a sea close a terminal, and what they stop."""

    sea: Identifier = Field(json_schema_extra=STRUCTURAL)
    closes_at_strength: Share = Field(
        description=(
            "A storm of at least this strength closes the place; strengths are uniform on 0 to 1."
        ),
        json_schema_extra=STRUCTURAL,
    )
    stops: tuple[Stop, ...] = Field(
        description="What the closure stops.", json_schema_extra=STRUCTURAL
    )


class Closure(Part):
    """A dated closure: it stops starts, never work begun."""

    title: Text = ""
    from_: Day = Field(alias="from", description="First closed day.")
    to: Day = Field(description="First day open again.")
    stops: tuple[Stop, ...] = Field(description="What the closure stops.")
    directions: tuple[Identifier, ...] = Field(
        (),
        description=(
            "Directions in which acceptance is stopped; all when empty. May be stated where "
            "acceptance alone is stopped: cranes and berths serve all directions."
        ),
    )
    active: bool = True

    @model_validator(mode="after")
    def _in_order(self) -> Closure:
        if self.to <= self.from_:
            raise ValueError(f"to {self.to} is not after from {self.from_}")
        if self.directions and set(self.stops) != {"acceptance"}:
            raise ValueError("directions may be stated only where `stops` is [acceptance]")
        return self


class EmptyStock(Part):
    """Empty boxes that stand at a terminal, for flows that begin here and say `boxes_from`."""

    number: WholeOrZero = Field(
        0, description="Boxes that stand here when the run begins.", json_schema_extra=STRUCTURAL
    )
    fills: tuple[Identifier, ...] = Field(
        (),
        description=(
            "Flows whose boxes come to stand here: those that end here, loaded or empty, for good;"
            " empties that are born here until they travel back."
        ),
        json_schema_extra=STRUCTURAL,
    )
    emptied_after_days: NotNegative = Field(
        0.0,
        description="Days from the end of unloading until a box stands empty.",
        json_schema_extra=STRUCTURAL,
    )


class Terminal(Part):
    """A place where boxes change carriage or are checked."""

    title: Text = ""
    country: Text = ""
    latitude: Annotated[float, Field(ge=-90, le=90)] | None = Field(
        None, json_schema_extra=STRUCTURAL
    )
    longitude: Annotated[float, Field(ge=-180, le=180)] | None = Field(
        None, json_schema_extra=STRUCTURAL
    )
    acceptance: dict[Identifier, Acceptance] = Field(
        default_factory=dict, description="Acceptance of trains by direction."
    )
    rail: Annotated[RailYard | None, NONE] = Field(
        None, description="Rail side; without it trains are worked at once."
    )
    quay: Annotated[Quay | None, NONE] = Field(None, description="Water side.")
    yard_teu: dict[Identifier, Limit] = Field(
        default_factory=dict,
        description=(
            "Yard room in TEU by direction; the key `all` is shared by every direction; "
            "unlimited where nothing is said."
        ),
    )
    clearance: dict[Identifier, Clearance] = Field(
        default_factory=dict, description="Clearance by direction of the boxes that arrive."
    )
    empties: Annotated[EmptyStock | None, NONE] = Field(
        None,
        description="Stock of empty boxes, or `none`.",
        json_schema_extra=STRUCTURAL,
    )
    opening_hours: tuple[Window, ...] = Field(
        (),
        description=(
            "Daily hours in which trains are admitted and work starts; always open when empty."
        ),
        json_schema_extra=STRUCTURAL,
    )
    weather: Annotated[Weather | None, NONE] = Field(
        None, description="Storms that close the place, or `none`.", json_schema_extra=STRUCTURAL
    )
    closures: dict[Identifier, Closure] = Field(
        default_factory=dict, description="Dated closures by name.", json_schema_extra=STRUCTURAL
    )
