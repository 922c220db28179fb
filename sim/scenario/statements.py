"""Growth statements: which months each covers, and which one governs a month.

An open statement covers the months from `from` until the next open one beside it begins. One
with an end (`to`, a fixed `year`, an observed series) interrupts what lies below it, which goes
on afterwards. Of all that cover a month of a flow the nearer file governs (`precedence`), then
the flow's own over its group's, then the later `from`, then the earlier end, then counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from sim.scenario.kinds import KeyFault, faults_of_keys, is_open, kinds_of
from sim.scenario.language import Flow, Growth, Horizon, Observed, ScenarioFile
from sim.scenario.months import (
    ONE_DAY,
    end_of,
    month_of,
    months_between,
    months_later,
)
from sim.scenario.observed import Series, first_day_without_count
from sim.scenario.undetermined import GrowthFault, Keys, Undetermined, same_claim

ObservedSeries = Mapping[tuple[str, str], Series]

SHORT_MONTHS = 12


@dataclass(frozen=True, eq=False)
class Statement:
    """A sound, active growth statement and the months that it covers, both ends included."""

    path: Keys
    growth: Growth
    kind: str
    first: date
    last: date | None

    @property
    def is_own(self) -> bool:
        """Whether it stands on a flow, not on a group."""
        return self.path[1] == "flows"

    @property
    def says_level(self) -> bool:
        """Whether it says the level itself and looks back at no other month."""
        return self.kind in ("year", "observed")

    @property
    def looks_back(self) -> bool:
        """Whether it starts from the months of another year."""
        return self.kind in ("times", "percent_per_year")

    def covers(self, month: date) -> bool:
        """Whether it speaks of that month."""
        return self.first <= month and not self.ended_before(month)

    def ended_before(self, month: date) -> bool:
        """Whether its last month lies before that month."""
        return self.last is not None and self.last < month

    def rank(self) -> tuple[int, bool, date, int, bool]:
        """The greatest of those that cover a month governs it."""
        last = (self.last or date.max).toordinal()
        is_counted = self.kind == "observed"
        return (precedence_of(self.growth), self.is_own, self.first, -last, is_counted)


def governing(
    statements: Iterable[Statement], month: date, without: frozenset[Statement] = frozenset()
) -> Statement | None:
    """The statement that governs a month, leaving some aside.

    Raises Undetermined when two have the same claim.
    """
    claims = [one for one in statements if one.covers(month) and one not in without]
    claims.sort(key=lambda one: (one.rank(), one.path), reverse=True)
    if len(claims) > 1 and claims[0].rank() == claims[1].rank():
        raise Undetermined(same_claim(claims[0].path, claims[1].path))
    return claims[0] if claims else None


def precedence_of(growth: Growth) -> int:
    """Higher for the nearer file; 0 when nothing is said."""
    return growth.precedence or 0


def is_modelled(flow: Flow) -> bool:
    """Whether a flow has a demand by month: timetables and returning empties have none."""
    timetable = flow.arrivals is not None and flow.arrivals.pattern == "timetable"
    follows = flow.empties_of is not None or flow.instead_of is not None
    return flow.consignment is not None and not follows and not timetable


def modelled_flows(file: ScenarioFile) -> dict[str, Flow]:
    """The flows that have a demand by month, sorted by name."""
    return {name: flow for name, flow in sorted(file.demand.flows.items()) if is_modelled(flow)}


@dataclass(frozen=True)
class Statements:
    """The sound statements by owner, and the faults of the others.

    An owner is ("flows", name) or ("groups", name).
    """

    by_owner: Mapping[Keys, tuple[Statement, ...]]
    faults: tuple[GrowthFault, ...]

    def of_flow(self, name: str, flow: Flow) -> tuple[Statement, ...]:
        """A flow's own statements and those of its groups."""
        owners = [("flows", name), *(("groups", group) for group in flow.groups)]
        return tuple(one for owner in owners for one in self.by_owner.get(owner, ()))

    def are_sound_for(self, name: str, flow: Flow) -> bool:
        """Whether no statement of a flow or its groups is at fault."""
        faulty = {fault.path[1:3] for fault in self.faults}
        owners = {("flows", name), *(("groups", group) for group in flow.groups)}
        return not faulty & owners


def read_statements(file: ScenarioFile, observed: ObservedSeries) -> Statements:
    """Read every active statement of the groups and of the flows that have a demand by month."""
    beside = [
        _Beside(owner, growth, observed, file.horizon)
        for owner, growth in _growth_by_owner(file).items()
    ]
    by_owner = {one.owner: one.statements() for one in beside}
    return Statements(by_owner, tuple(fault for one in beside for fault in one.faults()))


def _growth_by_owner(file: ScenarioFile) -> dict[Keys, dict[str, Growth]]:
    flows = {("flows", name): flow.growth for name, flow in modelled_flows(file).items()}
    groups = {("groups", name): one.growth for name, one in sorted(file.demand.groups.items())}
    return {
        owner: {name: one for name, one in sorted(growth.items()) if one.active}
        for owner, growth in (*flows.items(), *groups.items())
    }


@dataclass(frozen=True)
class _Beside:
    """The active statements that stand beside each other on one flow or group."""

    owner: Keys
    growth: Mapping[str, Growth]
    observed: ObservedSeries
    horizon: Horizon

    def faults(self) -> Iterator[GrowthFault]:
        for name, growth in self.growth.items():
            for key, message in self._faults_of(growth):
                keys = (name, key) if key else (name,)
                yield GrowthFault(("demand", *self.owner, "growth", *keys), message)

    def statements(self) -> tuple[Statement, ...]:
        return tuple(
            Statement(("demand", *self.owner, "growth", name), growth, kind, *self._span(growth))
            for name, growth in self.growth.items()
            if not self._faults_of(growth)
            for kind in kinds_of(growth)
        )

    def _faults_of(self, growth: Growth) -> list[KeyFault]:
        """Faults of one statement, the later checks only where the earlier ones hold."""
        return (
            list(faults_of_keys(growth))
            or list(self._faults_of_year_named(growth))
            or list(self._faults_of_counts(growth))
            or list(self._faults_of_afterwards(growth))
        )

    def _faults_of_year_named(self, growth: Growth) -> Iterator[KeyFault]:
        first, last = self.horizon.from_, self.horizon.to
        begins_later = growth.from_ is not None and growth.from_ > last
        if growth.of_year is None or begins_later or first.year <= growth.of_year <= last.year:
            return
        side = "before" if growth.of_year < first.year else "after"
        years = f"{first.year} to {last.year}"
        yield "of_year", f"{growth.of_year} is {side} the horizon; name a year of {years}"

    def _faults_of_counts(self, growth: Growth) -> Iterator[KeyFault]:
        if growth.observed is None:
            return
        if self.owner[0] == "groups":
            yield "observed", "counts the trains of one flow; move the statement to the flow"
            return
        if not self._series(growth.observed):
            yield "observed", "holds no count; add a period"
            return
        first, last = self._span(growth)
        until = end_of(max(first, last or first))
        if day := first_day_without_count(self._series(growth.observed), first, until):
            yield (
                "observed",
                f"has no count for {day} in {first:%Y-%m} to {until:%Y-%m};"
                " add it, or let `from` and `to` leave its month out",
            )

    def _faults_of_afterwards(self, growth: Growth) -> Iterator[KeyFault]:
        first, last = self._span(growth)
        if last is None:
            if growth.afterwards:
                yield "afterwards", "follows no end; add `to`, or leave `afterwards` out"
            return
        goes_on = last < month_of(self.horizon.to)
        is_short = goes_on and len(months_between(first, last)) < SHORT_MONTHS
        if growth.afterwards is None and (growth.to or is_short):
            yield (
                "",
                f"ends with {last:%Y-%m} and does not say what follows; add `afterwards: returns`"
                " (later growth builds on the path without it) or `afterwards: persists`"
                " (the level reached is kept)",
            )

    def _span(self, growth: Growth) -> tuple[date, date | None]:
        """First and last month of a statement whose own keys are sound."""
        if growth.year is not None:
            return date(growth.year, 1, 1), date(growth.year, 12, 1)
        first = growth.from_ or date.min
        if growth.observed is not None:
            return first, growth.to or _last_whole_month(self._series(growth.observed))
        return first, growth.to or self._before_next(growth, first)

    def _before_next(self, growth: Growth, first: date) -> date | None:
        """The month before the next open statement beside this one begins."""
        begins = [
            other.from_
            for other in self.growth.values()
            if is_open(other) and precedence_of(other) == precedence_of(growth)
            if other.from_ is not None and other.from_ > first
        ]
        return months_later(min(begins), -1) if begins else None

    def _series(self, observed: Observed) -> Series:
        return self.observed.get((observed.file, observed.column), ())


def _last_whole_month(series: Series) -> date:
    """The last month whose last day is counted."""
    return months_later(month_of(series[-1].to + ONE_DAY), -1)
