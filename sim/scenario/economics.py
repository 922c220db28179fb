"""Prices: what an option costs, and what carriage, time and carbon are worth.

Every price names its source in the file's `sources`, as in a scenario.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import Field, ValidationError

from sim.errors import ScenarioError
from sim.scenario.distributions import Part
from sim.scenario.inheritance import read_joined
from sim.scenario.language import Measure, OptionFile, Source
from sim.scenario.problems import problems_of
from sim.scenario.quantities import Identifier, NotNegative, Share, Text, Year


class Leg(Part):
    """What a service costs its shippers, whom they pay, and what it emits."""

    usd_per_teu: NotNegative
    paid_to: Text
    grams_co2_per_tonne_km: NotNegative


class Economics(Part):
    """Prices of cost and benefit, in USD of one year, without inflation."""

    title: Text
    note: Text = ""
    discount_rate: Annotated[float, Field(ge=0, le=0.5)]
    base_year: Year = Field(description="Year to which all sums are discounted.")
    terminal_year: Year = Field(
        description="Last year that counts; what the last simulated year shows repeats until then."
    )
    usd_per_tonne_co2: NotNegative
    usd_per_teu_day: dict[Identifier, NotNegative] = Field(
        description="Value of a day of one TEU, by the group that a study judges."
    )
    usd_per_teu_day_otherwise: NotNegative = Field(
        description="The same where a study judges another group, or all flows."
    )
    legs: dict[Identifier, Leg] = Field(description="By service; others cost and emit nothing.")
    public_share: Share = Field(
        description="Part of an option's capital and running cost that the state pays."
    )
    sources: dict[str, Source] = Field(default_factory=dict)


@dataclass(frozen=True)
class Price:
    """Capital and running cost of an option in million USD, and the first year of its measures."""

    capex_usd_m: float
    opex_usd_m_per_year: float
    first_year: int | None
    low_capex: float
    high_capex: float


def read_economics(path: Path) -> Economics:
    """Read a file of prices. Raises ScenarioError with every problem found."""
    joined = read_joined(path)
    try:
        economics = Economics.model_validate(joined.tree)
    except ValidationError as error:
        told = problems_of(error, joined, Economics)
        raise ScenarioError([*joined.problems, *told]) from None
    if joined.problems:
        raise ScenarioError(joined.problems)
    if economics.terminal_year < economics.base_year:
        message = f"lies before base_year {economics.base_year}; mend one"
        raise ScenarioError([joined.problem(("terminal_year",), message)])
    return economics


def priced(path: Path) -> Price:
    """Read what an option costs, of a file that was checked with its scenario."""
    tree = read_joined(path).tree
    option = OptionFile.model_validate({**tree, "measures": {}})
    source = option.sources.get("cost.capex_usd_m")
    capex = option.cost.get("capex_usd_m", 0.0)
    measures = [
        Measure.model_validate(one) for one in tree.get("measures", {}).values() if "from" in one
    ]
    days = [one.first_day for one in measures if one.first_day]
    return Price(
        capex_usd_m=capex,
        opex_usd_m_per_year=option.cost.get("opex_usd_m_per_year", 0.0),
        first_year=min(days).year if days else None,
        low_capex=source.low if source and source.low is not None else capex,
        high_capex=source.high if source and source.high is not None else capex,
    )
