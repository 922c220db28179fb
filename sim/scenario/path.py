"""The path of demand: what the governing statements make of each month, on demand.

The reading of the statements stands in `sim.scenario.growth`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from sim.scenario.conversion import (
    EVEN_WEIGHTS,
    TEU_PER_UNIT,
    consignment_of,
    mean_teu_per_train,
    share_of_year,
)
from sim.scenario.kinds import unit_of
from sim.scenario.language import Consignment, Flow, ScenarioFile
from sim.scenario.months import end_of, months_between, months_later, months_of_year, year_before
from sim.scenario.observed import Series, trains_between
from sim.scenario.statements import (
    ObservedSeries,
    Statement,
    Statements,
    governing,
    modelled_flows,
    precedence_of,
    read_statements,
)
from sim.scenario.undetermined import (
    GrowthFault,
    Undetermined,
    depends_on_itself,
    no_earlier_year,
    no_tonnes,
    no_weight,
    not_fixed,
    nothing_to_compare,
    nothing_to_divide_by,
    outside_horizon,
)


@dataclass(frozen=True)
class Asked:
    """A month of a flow, on the path without some statements."""

    flow: str
    month: date
    without: frozenset[Statement] = frozenset()

    def at(self, month: date) -> Asked:
        """The same flow and path in another month."""
        return replace(self, month=month)

    def leaving(self, statements: tuple[Statement, ...]) -> Asked:
        """The same month on the path without these statements too."""
        return replace(self, without=self.without.union(statements))


class DemandPath:
    """The demand of every flow in any month, with or without any of its statements."""

    def __init__(self, file: ScenarioFile, observed: ObservedSeries) -> None:
        statements = read_statements(file, observed)
        self.months = months_between(file.horizon.from_, file.horizon.to)
        self.faults = statements.faults
        self.sound_flows = _sound_flows(file, statements)
        self._file = file
        self._observed = observed
        self._of_flow = {
            name: statements.of_flow(name, flow) for name, flow in self.sound_flows.items()
        }
        self._known: dict[Asked, float] = {}
        self._unknown: dict[Asked, GrowthFault | None] = {}
        self._being_asked: list[Asked] = []

    def governs(self, asked: Asked) -> Statement | None:
        """The statement that governs a month of a flow. Raises Undetermined."""
        return governing(self._known_of(asked.flow), asked.month, asked.without)

    def _known_of(self, flow: str) -> tuple[Statement, ...]:
        """The statements of a flow and its groups. Raises Undetermined where one is at fault."""
        if flow not in self._of_flow:
            raise Undetermined(None)
        return self._of_flow[flow]

    def teu(self, asked: Asked) -> float:
        """Demand of a whole month in TEU. Raises Undetermined."""
        if asked in self._unknown:
            raise Undetermined(self._unknown[asked])
        if asked not in self._known:
            self._known[asked] = self._asked_first(asked)
        return self._known[asked]

    def _asked_first(self, asked: Asked) -> float:
        if asked in self._being_asked:
            raise Undetermined(self._ring(asked))
        self._being_asked.append(asked)
        try:
            return self._work_out(asked)
        except Undetermined as reason:
            self._unknown[asked] = reason.fault
            raise
        finally:
            self._being_asked.pop()

    def seasonal_weight(self, flow: str, month: date) -> float:
        """Share of its year that falls on a month: seasonal weight times days."""
        name = self.sound_flows[flow].seasonal_profile
        weights = self._file.demand.seasonal_profiles[name].values() if name else EVEN_WEIGHTS
        if name and not any(weights):
            raise Undetermined(no_weight(name))
        return share_of_year(weights, month)

    # How each kind of statement comes to its month ---------------------------------------

    def _work_out(self, asked: Asked) -> float:
        statement = self.governs(asked)
        looks_back = statement is None or statement.looks_back
        if looks_back and asked.month < months_later(self.months[0], 12):
            raise Undetermined(self._not_fixed(asked, statement))
        if statement is None:
            return self._year_before(asked)
        formulas: Mapping[str, Callable[[Asked, Statement], float]] = {
            "times": self._times,
            "times_path": self._times_path,
            "percent_per_year": self._percent,
            "year": self._fixed,
            "observed": self._counted,
        }
        return formulas[statement.kind](asked, statement)

    def _times(self, asked: Asked, statement: Statement) -> float:
        growth = statement.growth
        seen = asked.month.replace(year=growth.of_year or asked.month.year)
        if not self.months[0] <= seen <= self.months[-1]:
            raise Undetermined(outside_horizon(statement.path, seen))
        return (growth.times or 0.0) * self.teu(asked.leaving(self._returned(asked)).at(seen))

    def _times_path(self, asked: Asked, statement: Statement) -> float:
        return (statement.growth.times_path or 0.0) * self.teu(asked.leaving((statement,)))

    def _percent(self, asked: Asked, statement: Statement) -> float:
        return (1.0 + (statement.growth.percent_per_year or 0.0) / 100.0) * self._year_before(asked)

    def _counted(self, asked: Asked, statement: Statement) -> float:
        trains = trains_between(self.series(statement), asked.month, end_of(asked.month))
        return trains * mean_teu_per_train(self.consignment(asked.flow))

    def _fixed(self, asked: Asked, statement: Statement) -> float:
        total = getattr(statement.growth, unit_of(statement.growth))
        if not statement.is_own:
            total *= self._part_of_group(asked, statement)
        teu = total * self._teu_per_unit(asked.flow, statement)
        return float(teu * self.seasonal_weight(asked.flow, asked.month))

    # Looking back ------------------------------------------------------------------------

    def _year_before(self, asked: Asked) -> float:
        return self._looking_back(asked, year_before(asked.month))

    def _looking_back(self, asked: Asked, seen: date) -> float:
        """Demand of an earlier month as a later one builds on it."""
        rest = asked.leaving(self._returned(asked))
        kept = tuple(
            one
            for one in self._ended(rest, "persists")
            if one.last is not None and seen <= one.last
        )
        base = self.teu(rest.leaving(kept).at(seen))
        return base * math.prod(self._ratio_reached(rest, one) for one in kept)

    def _returned(self, asked: Asked) -> tuple[Statement, ...]:
        return self._ended(asked, "returns")

    def _ended(self, asked: Asked, afterwards: str) -> tuple[Statement, ...]:
        return tuple(
            one
            for one in self._known_of(asked.flow)
            if one.growth.afterwards == afterwards and one.ended_before(asked.month)
            if one not in asked.without
        )

    def _ratio_reached(self, asked: Asked, statement: Statement) -> float:
        """Sum of the months that a statement governs over their sum without it."""
        months = self._months_governed(asked, statement)
        reached = math.fsum(self.teu(asked.at(month)) for month in months)
        without = asked.leaving((statement,))
        base = math.fsum(self.teu(without.at(month)) for month in months)
        if reached and not base:
            raise Undetermined(nothing_to_compare(statement.path))
        return reached / base if base else 1.0

    def _months_governed(self, asked: Asked, statement: Statement) -> tuple[date, ...]:
        first = max(statement.first, self.months[0])
        months = months_between(first, statement.last or self.months[-1])
        return tuple(month for month in months if self.governs(asked.at(month)) is statement)

    # Totals of groups --------------------------------------------------------------------

    def _part_of_group(self, asked: Asked, statement: Statement) -> float:
        """Part of a group's total, in the unit of the statement, that falls to a flow.

        Every flow of the group has its part, also those that another statement governs: these do
        not take it, and the parts of the others stay as they are.
        """
        members = self._members(statement)
        if members == [asked.flow]:
            return 1.0
        sizes = {
            name: self._size_before(replace(asked, flow=name), statement)
            / self._teu_per_unit(name, statement)
            for name in members
        }
        whole = math.fsum(sizes.values())
        if not whole:
            raise Undetermined(nothing_to_divide_by(statement.path))
        return sizes[asked.flow] / whole

    def _members(self, statement: Statement) -> list[str]:
        """Flows of the group on which a statement stands."""
        group = statement.path[2]
        return [one for one, flow in modelled_flows(self._file).items() if group in flow.groups]

    def _size_before(self, asked: Asked, statement: Statement) -> float:
        """TEU of the latest year that the statement does not set, as its own file knows it.

        What a nearer file says of one flow must not move the others. A flow of which only a
        nearer file knows the size enters as that file says.
        """
        try:
            return self._size_without(asked.leaving(self._nearer(asked.flow, statement)), statement)
        except Undetermined:
            return self._size_without(asked, statement)

    def _nearer(self, flow: str, statement: Statement) -> tuple[Statement, ...]:
        """Statements on a flow and its groups that stand in nearer files than this one."""
        here = precedence_of(statement.growth)
        return tuple(one for one in self._known_of(flow) if precedence_of(one.growth) > here)

    def _size_without(self, asked: Asked, statement: Statement) -> float:
        january = asked.at(statement.first)
        earlier = [year_before(month) for month in months_of_year(statement.first.year)]
        if earlier[0] >= self.months[0]:
            return math.fsum(self._looking_back(january, month) for month in earlier)
        without = asked.leaving((statement,))
        months = months_of_year(statement.first.year)
        return math.fsum(self.teu(without.at(month)) for month in months)

    def _teu_per_unit(self, flow: str, statement: Statement) -> float:
        consignment = self.consignment(flow)
        unit = unit_of(statement.growth)
        if unit == "tonnes" and not consignment.cargo_tonnes_per_teu:
            raise Undetermined(no_tonnes(statement.path, flow))
        return TEU_PER_UNIT[unit](consignment)

    # What the file says ------------------------------------------------------------------

    def consignment(self, flow: str) -> Consignment:
        """The boxes that one train of a flow brings."""
        return consignment_of(self.sound_flows[flow])

    def series(self, statement: Statement) -> Series:
        """The counts that an observed statement names; none for other kinds."""
        observed = statement.growth.observed
        return self._observed[observed.file, observed.column] if observed else ()

    def _not_fixed(self, asked: Asked, statement: Statement | None) -> GrowthFault:
        if statement:
            return no_earlier_year(statement.path, asked.month)
        keys = ("demand", "flows", asked.flow)
        has_growth = bool(self.sound_flows[asked.flow].growth)
        aside = sorted(".".join(one.path) for one in asked.without)
        return not_fixed((*keys, "growth") if has_growth else keys, asked.month, aside)

    def _ring(self, asked: Asked) -> GrowthFault:
        """The first look ahead among the months that depend on each other."""
        ring = self._being_asked[self._being_asked.index(asked) :]
        ahead = [(one, self.governs(one)) for one in ring]
        return next(
            depends_on_itself(statement.path, one.month)
            for one, statement in ahead
            if statement and (statement.growth.of_year or 0) >= one.month.year
        )


def _sound_flows(file: ScenarioFile, statements: Statements) -> dict[str, Flow]:
    return {
        name: flow
        for name, flow in modelled_flows(file).items()
        if statements.are_sound_for(name, flow)
    }
