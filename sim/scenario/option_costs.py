"""What one unit costs, where a policy option says what so many of one thing cost."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from sim.errors import ScenarioError
from sim.scenario.inheritance import read_joined
from sim.scenario.language import OptionFile
from sim.scenario.naming import name_of

CLASS = 3  # where the class stands in services.NAME.vessels.CLASS.number


@dataclass(frozen=True)
class UnitCost:
    """Million USD for one unit more, once and by year, and the option that says so."""

    option: str
    capex_usd_m: float
    opex_usd_m_per_year: float


def unit_costs(options: Iterable[Path]) -> dict[tuple[str, ...], UnitCost]:
    """By the kind of thing (see `kind_of`); only of options that add some of one thing alone.

    Of several the one counts whose unit costs least to buy.
    The cost of an option that changes several things cannot be divided among them. Files that are
    no options are left aside.
    """
    found: dict[tuple[str, ...], UnitCost] = {}
    for path in sorted(options):
        for kind, cost in _of_option(path):
            if kind not in found or cost.capex_usd_m < found[kind].capex_usd_m:
                found[kind] = cost
    return found


def kind_of(path: str) -> tuple[str, ...]:
    """A dotted path as what is bought there: a ship is a ship, whatever its class."""
    steps = tuple(path.split("."))
    return steps[:CLASS] if steps[0] == "services" and "vessels" in steps else steps


def _of_option(path: Path) -> Iterator[tuple[tuple[str, ...], UnitCost]]:
    try:
        option = OptionFile.model_validate(read_joined(path).tree)
    except (ScenarioError, ValidationError):
        return
    added = [
        (kind_of(target), change["add"])
        for measure in option.measures.values()
        for target, change in measure.set.items()
        if isinstance(change, dict) and set(change) == {"add"} and change["add"] > 0
    ]
    kinds = {kind_of(target) for measure in option.measures.values() for target in measure.set}
    if not added or len(kinds) != 1 or not option.cost:
        return
    number = sum(one for _, one in added)
    capex, opex = (option.cost.get(key, 0.0) for key in ("capex_usd_m", "opex_usd_m_per_year"))
    yield added[0][0], UnitCost(name_of(path), capex / number, opex / number)
