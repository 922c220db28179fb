"""What a file may say of lines, services and seas, and the network that they make."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from sim.scenario.alternatives import Alternatives
from sim.scenario.distributions import Part
from sim.scenario.quantities import (
    NO_HOURS,
    NONE,
    STRUCTURAL,
    UNLIMITED,
    Hours,
    Identifier,
    Limit,
    MonthShares,
    NotNegative,
    Positive,
    Share,
    Text,
    Wait,
    Whole,
    WholeLimit,
    WholeOrZero,
)
from sim.scenario.terminals import Terminal

Formation: TypeAlias = Literal["together", "merged", "pooled", "to_sailing"]
TOGETHER: Formation = "together"
MERGED: Formation = "merged"
TO_SAILING: Formation = "to_sailing"
KEEPING_WHOLE = (TOGETHER, MERGED)


class Section(Part):
    """A stretch of line between two stations, run in both directions."""

    title: Text = ""
    from_: Identifier = Field(alias="from", json_schema_extra=STRUCTURAL)
    to: Identifier = Field(json_schema_extra=STRUCTURAL)
    km: Positive
    running_hours: NotNegative = Field(description="Running time without delay.")
    stop_hours: NotNegative = Field(
        0.0,
        description=("Planned stops: locomotive changes, inspections, crossings in the timetable."),
    )
    pairs_per_day: Limit = Field(
        UNLIMITED,
        validate_default=True,
        description="Train pairs a day: paths a day in each direction.",
    )
    other_pairs_per_day: NotNegative = Field(
        0.0, description="Pairs a day that other traffic takes."
    )


class Pool(Part):
    """A fleet that services share and that has to come back: platforms, locomotives."""

    title: Text = ""
    number: WholeLimit = Field(
        UNLIMITED,
        validate_default=True,
        description="Units that there are; a dated measure adds or retires them.",
    )


class Use(Part):
    """What one train of a service takes from a pool, and when that is there again."""

    units: Whole = Field(description="Units that one train takes before it is loaded.")
    return_hours: Hours = Field(
        NO_HOURS,
        validate_default=True,
        description=(
            "Hours from the end of unloading until the units are free again: the empty run back."
        ),
    )


class Rail(Part):
    """Trains between two terminals."""

    kind: Literal["rail"] = Field(json_schema_extra=STRUCTURAL)
    title: Text = ""
    from_: Identifier = Field(alias="from", json_schema_extra=STRUCTURAL)
    to: Identifier = Field(json_schema_extra=STRUCTURAL)
    direction: Identifier = Field(json_schema_extra=STRUCTURAL)
    gauge_mm: Literal[1435, 1520] | None = Field(None, json_schema_extra=STRUCTURAL)
    sections: tuple[Identifier, ...] = Field(
        (), description="Sections in the order of travel; replaced whole."
    )
    hours: Hours = Field(
        NO_HOURS, validate_default=True, description="Hours under way beside those of the sections."
    )
    km: Positive | None = Field(None, description="Kilometres beside those of the sections.")
    train_teu: Limit = Field(
        UNLIMITED, validate_default=True, description="TEU that one train carries."
    )
    train_tonnes: Limit = Field(
        UNLIMITED, validate_default=True, description="Gross tonnes that one train carries."
    )
    formation: Formation = Field(
        description=(
            "`together`: what arrives as one train leaves as one. `merged`: such trains wait for "
            "others and leave joined, none of them split. `pooled`: boxes wait until a train is "
            "full or the longest wait is over. `to_sailing`: they wait until vessels have room too."
        ),
    )
    sailing: Annotated[Identifier | None, NONE] = Field(
        None,
        description="With `to_sailing`: the sea service that takes the boxes on from `to`.",
    )
    called_on_leaving: Annotated[Identifier | None, NONE] = Field(
        None,
        description=(
            "With `to_sailing`: the port on leaving which a vessel calls for its next load; `to` "
            "itself or the other port of the service."
        ),
    )
    set_out_after_hours: Annotated[Annotated[float, Field(ge=0)] | None, NONE] = Field(
        None,
        description=(
            "A box not cleared this long after its train was unloaded follows on a later train;"
            " `none`: the train waits for its last box."
        ),
    )
    longest_wait_hours: Wait = Field(
        UNLIMITED,
        validate_default=True,
        description=(
            "A train that is not full leaves when its first box, or merged consignment, has waited "
            "this long."
        ),
    )
    least_load_teu: NotNegative = Field(
        0.0,
        description=(
            "Least load of a train that leaves by longest wait; formed to a sailing, of every one."
        ),
    )
    priority: WholeOrZero = Field(
        0,
        description="Class at admissions; 0 goes first, first come first served within a class.",
        json_schema_extra=STRUCTURAL,
    )
    uses: dict[Identifier, Use] = Field(
        default_factory=dict, description="What a train takes from pools, by pool."
    )
    plan_approval_hours: dict[Identifier, Hours] = Field(
        default_factory=dict,
        description=(
            "Hours from readiness at the origin until the permission to load, by name of the flow; "
            "of flows that begin with this service."
        ),
    )


class VesselClass(Part):
    """Vessels of one kind."""

    title: Text = ""
    number: WholeOrZero = Field(
        description="Vessels in service; a dated measure adds or retires them."
    )
    teu: Positive
    tonnes: Limit = Field(
        UNLIMITED, validate_default=True, description="Gross tonnes of boxes at full draught."
    )
    home: Identifier = Field(
        description="Terminal at which the vessels enter and leave service.",
        json_schema_extra=STRUCTURAL,
    )
    stays_at_strength: Share | None = Field(
        None,
        description=(
            "The vessel does not sail in storms of at least this strength, beside what its port"
            " says."
        ),
        json_schema_extra=STRUCTURAL,
    )


class Call(Part):
    """What a vessel's call takes beside crane work, and how long it waits for cargo there."""

    hours: Hours = Field(
        description="Hours at the berth before the first move: mooring, papers, hatch covers."
    )
    longest_wait_hours: Annotated[Wait | None, NONE] = Field(
        None, description="Longest wait for cargo in this port; `none`: that of the service."
    )
    least_load_teu: Annotated[NotNegative | None, NONE] = Field(
        None, description="Least load before departure from this port; `none`: that of the service."
    )


class Sea(Part):
    """A fleet that shuttles between two ports."""

    kind: Literal["sea"] = Field(json_schema_extra=STRUCTURAL)
    title: Text = ""
    between: tuple[Identifier, Identifier] = Field(json_schema_extra=STRUCTURAL)
    sailing_hours: Hours = Field(description="Hours from berth to berth, either way.")
    vessels: dict[Identifier, VesselClass] = Field(min_length=1)
    calls: dict[Identifier, Call] = Field(
        default_factory=dict, description="Call times, and waits for cargo of their own, by port."
    )
    teu_per_wagon: Annotated[Whole | None, NONE] = Field(
        None,
        description=(
            "Ferries: boxes stay on their wagons, so many TEU on each, and roll over ramps; "
            "`none`: boxes alone, by crane."
        ),
        json_schema_extra=STRUCTURAL,
    )
    longest_wait_hours: Wait = Field(
        description="A vessel leaves when it has looked for cargo this long after unloading."
    )
    least_load_teu: NotNegative = Field(
        0.0,
        description=(
            "Least load before departure; where it is stated a vessel waits for it beyond the "
            "longest wait."
        ),
    )
    max_blocked_hours: Limit = Field(
        UNLIMITED,
        validate_default=True,
        description=(
            "A vessel that finds no yard room this long keeps its cargo and loads what fits."
        ),
    )
    priority: WholeOrZero = Field(
        0, description="Class at berths; 0 goes first.", json_schema_extra=STRUCTURAL
    )
    km: Positive | None = None

    def longest_wait_in(self, port: str) -> float:
        """Hours after unloading that a vessel looks for cargo in a port."""
        call = self.calls.get(port)
        own = call.longest_wait_hours if call else None
        return self.longest_wait_hours if own is None else own

    def least_load_from(self, port: str) -> float:
        """TEU that a vessel waits for before it leaves a port."""
        call = self.calls.get(port)
        own = call.least_load_teu if call else None
        return self.least_load_teu if own is None else own


class Carrier(Part):
    """Departures of a common carrier, on which slots are bought; berths and vessels are its own."""

    kind: Literal["carrier"] = Field(json_schema_extra=STRUCTURAL)
    title: Text = ""
    from_: Identifier = Field(alias="from", json_schema_extra=STRUCTURAL)
    to: Identifier = Field(json_schema_extra=STRUCTURAL)
    every_hours: Hours = Field(description="Hours between departures.")
    first_hours: NotNegative = Field(
        0.0,
        description="Hours from the start of the run to the first departure.",
        json_schema_extra=STRUCTURAL,
    )
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
    pools: dict[Identifier, Pool] = Field(default_factory=dict)
    routes: dict[Identifier, Alternatives] = Field(
        default_factory=dict,
        description="Routes among which consignments choose, by flow; it says no `route` then.",
    )
