"""Faults of the demand: what cannot be worked out, why, and how to mend it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

Keys = tuple[str, ...]


@dataclass(frozen=True)
class GrowthFault:
    """A fault of the demand: the keys that lead to it, and what is wrong and how to mend it."""

    path: Keys
    message: str


class GrowthFaults(Exception):
    """Every fault found in the demand."""

    def __init__(self, faults: tuple[GrowthFault, ...]) -> None:
        self.faults = faults
        super().__init__("\n".join(f"{'.'.join(one.path)}: {one.message}" for one in faults))


class Undetermined(Exception):
    """A month has no demand; `fault` says why, or nothing where that is told elsewhere."""

    def __init__(self, fault: GrowthFault | None) -> None:
        self.fault = fault
        super().__init__(fault)


def same_claim(statement: Keys, other: Keys) -> GrowthFault:
    return GrowthFault(
        statement,
        f"has the same claim to its months as {'.'.join(other)};"
        " drop one, or let it begin or end in another month",
    )


def not_fixed(flow: Keys, month: date, aside: list[str]) -> GrowthFault:
    without = f" without {' and '.join(aside)}" if aside else ""
    return GrowthFault(
        flow,
        f"nothing fixes {month:%Y-%m}, in the first reported year{without};"
        f" add a statement such as {{year: {month.year}, teu: ...}}",
    )


def no_earlier_year(statement: Keys, month: date) -> GrowthFault:
    return GrowthFault(
        statement,
        f"speaks of {month:%Y-%m}, in the first reported year, which has none to build on;"
        f" let it begin later, and fix that year with {{year: {month.year}, teu: ...}}",
    )


def depends_on_itself(statement: Keys, month: date) -> GrowthFault:
    return GrowthFault(
        (*statement, "of_year"), f"makes {month:%Y-%m} depend on itself; name an earlier year"
    )


def outside_horizon(statement: Keys, seen: date) -> GrowthFault:
    return GrowthFault(
        (*statement, "of_year"),
        f"asks for {seen:%Y-%m}, which lies outside the horizon; name another year",
    )


def nothing_to_compare(statement: Keys) -> GrowthFault:
    return GrowthFault(
        (*statement, "afterwards"),
        "persists needs demand without the statement to compare with, and there is none;"
        " write `returns`, or fix the later level with a statement of its own",
    )


def nothing_to_divide_by(statement: Keys) -> GrowthFault:
    return GrowthFault(
        statement,
        "cannot be divided: the flows of the group have no demand in the year before;"
        " fix each flow's own total",
    )


def no_tonnes(statement: Keys, flow: str) -> GrowthFault:
    return GrowthFault(
        (*statement, "tonnes"),
        f"cannot be converted: flow {flow} carries no cargo (cargo_tonnes_per_teu is 0);"
        " say it in teu or trains",
    )


def no_weight(profile: str) -> GrowthFault:
    return GrowthFault(
        ("demand", "seasonal_profiles", profile), "has no month above 0; give one month a weight"
    )
