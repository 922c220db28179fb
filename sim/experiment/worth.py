"""What a choice costs and brings in money, against doing nothing.

Sums are discounted to the base year. What the last simulated year shows repeats until the terminal
year. Saved are days, carriage and CO2 a TEU, on all traffic carried without the choice and on half
of what comes with it (the rule of half); what a new TEU is worth beyond that is not counted, and
stands as the cost of a TEU gained. No saving of time counts from the year on in which a place
chokes, with or without the choice: a queue without end has no length to compare.
Prices paid are transfers from shippers to carriers; they are told apart and are in no ratio.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.experiment.comparing import Compared
from sim.experiment.indicators import PAID
from sim.experiment.statistics import Interval, paired_interval, t_interval
from sim.scenario.economics import Economics, Price
from sim.scenario.studies import NOTHING, Choice

Floats = NDArray[np.float64]
KG_PER_TONNE = 1000.0
MILLION = 1e6


@dataclass(frozen=True)
class Money:
    """What is taken for the prices: of carriage, time and carbon, and of each option."""

    economics: Economics
    options: Mapping[str, Price]


def worth(found: Compared) -> pd.DataFrame:
    """A row a world and choice, in million USD of the base year; empty without prices.

    `ratio` is benefit over cost; `usd_per_teu` and `usd_per_teu_day` are blank where no gain is
    shown, for then the cost of one has no bound.
    """
    economics = found.study.economics
    if economics is None:
        return pd.DataFrame()
    money = Money(economics, found.study.prices)
    rows = []
    for world in found.study.worlds:
        rows += worth_in(found, money, world, found.study.choices)
    return pd.DataFrame(rows)


def worth_in(
    found: Compared, money: Money, world: str, choices: Sequence[Choice]
) -> list[dict[str, object]]:
    """The rows of one world at these prices."""
    cases = (_Case.of(found, money, world, choice) for choice in choices if choice.of)
    return [case.row() for case in cases if case]


def payments(found: Compared) -> pd.DataFrame:
    """A row a world, told year, choice and payee: what shippers pay it more, million USD a year."""
    rows = []
    payees = [one for one in found.values["indicator"].unique() if one.startswith(PAID)]
    for world in found.study.worlds:
        for year in found.study.file.years:
            for payee in payees:
                values = found.paired(world, year, payee)
                for name, numbers in values.items():
                    if name != NOTHING and len(numbers) > 1:
                        more = paired_interval(numbers, values[NOTHING])
                        rows.append(_payment(world, year, name, payee, more))
    return pd.DataFrame(rows)


def _payment(world: str, year: int, name: str, payee: str, more: Interval) -> dict[str, object]:
    mean, low, high = (None if one is None else one / MILLION for one in more)
    who = payee.removeprefix(PAID)
    return {"world": world, "year": year, "choice": name, "paid_to": who,
            "more_usd_m": mean, "low": low, "high": high}  # fmt: skip


@dataclass(frozen=True)
class _Case:
    """A choice in a world, beside doing nothing; arrays by replication and year, shape (n, years).

    `counted` are the years up to the terminal one, `at` the simulated year that each repeats.
    """

    economics: Economics
    world: str
    choice: Choice
    costs: tuple[float, float, float]  # present, million USD: as stated, lowest, highest capital
    discount: Floats
    stable: NDArray[np.bool_]
    teu_value: float
    without: dict[str, Floats]
    with_it: dict[str, Floats]

    @classmethod
    def of(cls, found: Compared, money: Money, world: str, choice: Choice) -> _Case | None:
        """The case, None where a number is missing in some year."""
        economics = money.economics
        first = [money.options[one].first_year for one in choice.of]
        begun = min((year for year in first if year is not None), default=economics.base_year)
        simulated = sorted({month.year for month in found.study.cases[world, NOTHING].months})
        counted = range(begun, economics.terminal_year + 1)
        at = [min(year, simulated[-1]) for year in counted]
        without, with_it = (
            _numbers(found, world, NOTHING, at),
            _numbers(found, world, choice.name, at),
        )
        if without is None or with_it is None or not at:
            return None
        n = min(len(one) for one in (*without.values(), *with_it.values()))
        discount = np.array([_factor(economics, year) for year in counted])
        costs = (
            _present(money, choice, "capex_usd_m"),
            _present(money, choice, "low_capex"),
            _present(money, choice, "high_capex"),
        )
        choked = _choked(found, world, choice, economics.terminal_year + 1)
        value = economics.usd_per_teu_day.get(
            found.study.file.group or "", economics.usd_per_teu_day_otherwise
        )
        return cls(
            economics, world, choice, costs, discount, np.array([year < choked for year in at]),
            value, {k: v[:n] for k, v in without.items()}, {k: v[:n] for k, v in with_it.items()},
        )  # fmt: skip

    @property
    def carried(self) -> Floats:
        """All traffic without the choice and half of what comes with it, TEU."""
        return (self.without["delivered"] + self.with_it["delivered"]) / 2

    def saved(self, indicator: str) -> Floats:
        """What a TEU saves of an indicator."""
        return self.without[indicator] - self.with_it[indicator]

    def row(self) -> dict[str, object]:
        days = np.where(self.stable, self.saved("transit_mean"), 0.0) * self.carried
        money = {
            "time": days * self.teu_value,
            "carriage": self.saved("carriage_cost") * self.carried,
            "co2": self.saved("co2")
            / KG_PER_TONNE
            * self.economics.usd_per_tonne_co2
            * self.carried,
        }
        present = {name: one @ self.discount / MILLION for name, one in money.items()}
        gained = (self.with_it["delivered"] - self.without["delivered"]) @ self.discount
        cost = self.costs[0]
        benefit = t_interval(list(sum(present.values(), np.zeros(len(gained)))))
        return {
            "world": self.world,
            "choice": self.choice.name,
            "cost_usd_m": cost,
            "low_cost_usd_m": self.costs[1],
            "high_cost_usd_m": self.costs[2],
            "paid_by_the_state_usd_m": cost * self.economics.public_share,
            **{f"{name}_usd_m": float(one.mean()) for name, one in present.items()},
            **_ratio(benefit, cost),
            **_price("usd_per_teu", cost, t_interval(list(gained))),
            **_price("usd_per_teu_day", cost, t_interval(list(days @ self.discount))),
            "time_counts_until": self._counts_until(),
            "n": len(gained),
        }

    def _counts_until(self) -> int | None:
        """The last year in which a saving of time counts; None where none does."""
        if self.stable.all():
            return self.economics.terminal_year
        last = self.economics.terminal_year - len(self.stable) + int(self.stable.sum())
        return last if self.stable.any() else None


def _numbers(found: Compared, world: str, choice: str, at: list[int]) -> dict[str, Floats] | None:
    """Each indicator by replication and year, of the replications that all choices have."""
    numbers: dict[str, Floats] = {}
    for indicator in ("delivered", "transit_mean", "carriage_cost", "co2"):
        by_year = {year: found.paired(world, year, indicator).get(choice) for year in set(at)}
        if any(one is None or len(one) < 2 for one in by_year.values()):
            return None
        n = min(len(one) for one in by_year.values() if one is not None)
        columns = [(by_year[year] or [])[:n] for year in at]
        numbers[indicator] = np.array(columns, dtype=float).T
    return numbers


def _factor(economics: Economics, year: int) -> float:
    return float((1 + economics.discount_rate) ** (economics.base_year - year))


def _present(money: Money, choice: Choice, which: str) -> float:
    """Present capital and running cost of all options of a choice, million USD."""
    economics, total = money.economics, 0.0
    for one in choice.of:
        price = money.options[one]
        begun = economics.base_year if price.first_year is None else price.first_year
        years = range(begun, economics.terminal_year + 1)
        total += float(getattr(price, which)) * _factor(economics, begun)
        total += price.opex_usd_m_per_year * sum(_factor(economics, year) for year in years)
    return total


def _choked(found: Compared, world: str, choice: Choice, never: int) -> int:
    """The first year in which a place chokes, with or without the choice."""
    since = [
        int(month[:4])
        for name in (NOTHING, choice.name)
        for month in found.unstable.get((world, name), {}).values()
    ]
    return min(since, default=never)


def _ratio(benefit: Interval, cost: float) -> dict[str, float | None]:
    """Benefit over cost; none where nothing is paid."""
    bounds = dict(zip(("", "_low", "_high"), benefit, strict=True))
    return {
        f"ratio{end}": None if one is None or not cost else one / cost
        for end, one in bounds.items()
    }


def _price(name: str, cost_usd_m: float, gained: Interval) -> dict[str, float | None]:
    """Cost of one of what is gained, with its interval; blank where no gain is shown."""
    if gained.low is None or gained.high is None or gained.low <= 0:
        return {name: None, f"{name}_low": None, f"{name}_high": None}
    usd = cost_usd_m * MILLION
    return {
        name: usd / gained.mean,
        f"{name}_low": usd / gained.high,
        f"{name}_high": usd / gained.low,
    }
