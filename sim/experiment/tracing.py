"""The journey of one container, stage by stage: waiting, blocked, working, under way, and why."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from sim.corridor.containers import Voyage
from sim.corridor.journal import Boxless, Journal, Kept, Unapproved
from sim.corridor.routing import Routing
from sim.experiment.pool_kpis import cause_of
from sim.experiment.reasons import Facts, Reason, Span
from sim.scenario.language import Carrier, Rail, Sea
from sim.scenario.scenario import Scenario

WAITING, BLOCKED, WORKING, UNDER_WAY = "waiting", "blocked", "working", "under way"

Why = Callable[[Span], tuple[Reason, ...]]


@dataclass(frozen=True)
class Step:
    """One stretch of a journey, hours; its reasons add up to it. `over` is false at the end."""

    state: str
    place: str
    cause: str
    start: float
    end: float
    reasons: tuple[Reason, ...]
    over: bool = True

    @property
    def hours(self) -> float:
        return self.end - self.start


@dataclass(frozen=True)
class Stage:
    """What comes next on the way and when it is over (nan: never in this run)."""

    state: str
    place: str
    cause: str
    end: float
    why: Why


def because(reason: str) -> Why:
    """One reason for the whole stretch."""
    return lambda span: (Reason(reason, span[1] - span[0]),)


@dataclass(frozen=True)
class Trace:
    """One container of one replication; containers are numbered from 1 by flow, birth and place."""

    facts: Facts
    number: int

    @property
    def scenario(self) -> Scenario:
        return self.facts.scenario

    @property
    def journal(self) -> Journal:
        return self.facts.journal

    @property
    def routing(self) -> Routing:
        return self.facts.routing

    @property
    def row(self) -> int:
        return self.number - 1

    @property
    def way(self) -> str:
        return self.journal.population.flows[int(self.journal.boxes.flow[self.row])]

    @property
    def direction(self) -> str:
        return self.routing.flows[self.way].direction

    def steps(self) -> list[Step]:
        """From birth to delivery or the end of the run; each begins where the last one ended."""
        now, found = float(self.journal.boxes.born[self.row]), []
        for stage in self._stages():
            over = stage.end < self.journal.end  # a blank (nan) is not, either
            end = stage.end if over else self.journal.end
            if end > now:
                reasons = stage.why((now, end))
                found.append(Step(stage.state, stage.place, stage.cause, now, end, reasons, over))
                now = end
            if not over:
                break
        return list(_runs_joined(found))

    def _stages(self) -> Iterator[Stage]:
        yield from self._at_origin()
        route = self.routing.flows[self.way].route
        for leg in range(len(route)):
            yield from self._to_departure(leg)
            voyage = self._voyage(leg)
            if voyage is None:
                return
            yield from self._to_arrival(voyage)
            yield from self._to_unloaded(voyage, leg)
            if leg + 1 < len(route):
                yield self._clearance(voyage, leg)

    # At the origin ------------------------------------------------------------------------------

    def _at_origin(self) -> Iterator[Stage]:
        journal, origin = self.journal, self.routing.stops[self.way][0]
        flow = self.routing.flows[self.way].flow
        waits: list[tuple[Kept | Unapproved | Boxless, str, str, Why]] = [
            *((x, x.service, "waiting_for_plan_approval", because("permission to load"))
              for x in journal.unapproved),
            *((x, x.terminal, "waiting_for_empties", because("no empty box"))
              for x in journal.boxless),
            *((x, x.terminal, "kept_at_origin", _ban(self.facts, x.terminal, flow))
              for x in journal.kept),
        ]  # fmt: skip
        own = [one for one in waits if one[0].rows[0] <= self.row < one[0].rows[1]]
        for wait, place, cause, why in sorted(own, key=lambda one: one[0].since):
            still = wait.to >= journal.end
            yield Stage(WAITING, place, cause, math.nan if still else wait.to, why)
        yield Stage(WAITING, origin, "kept_at_origin", self._ready(0), because("not yet offered"))

    def _ready(self, leg: int) -> float:
        return float(self.journal.boxes.ready[leg][self.row])

    # Waiting for and on a service ---------------------------------------------------------------

    def _to_departure(self, leg: int) -> Iterator[Stage]:
        name = self.routing.flows[self.way].route[leg]
        voyage = self._voyage(leg)
        load_start = float(self.journal.boxes.load_start[leg][self.row])
        why = self._departure(leg, name)
        for pool, asked, granted in self._pool_waits(voyage):
            yield Stage(WAITING, name, "waiting_for_departure", asked, why)
            yield Stage(WAITING, name, cause_of(pool), granted, because(f"no unit of {pool}"))
        yield Stage(WAITING, name, "waiting_for_departure", load_start, why)
        if voyage is not None:
            origin = voyage.origin
            yield Stage(WORKING, name, "loading", voyage.load_end, because("loading"))
            sailing: Why = lambda span: self.facts.sailing(origin, span)  # noqa: E731
            by_sea = isinstance(self.routing.services[name], Sea)
            why = sailing if by_sea else because("track to leave")
            yield Stage(WAITING, name, "waiting_to_sail", voyage.depart, why)

    def _departure(self, leg: int, name: str) -> Why:
        service = self.routing.services[name]
        if isinstance(service, Sea):
            port = self.routing.stops[self.way][leg]
            return lambda span: self.facts.ship(name, port, span)
        if isinstance(service, Carrier):
            return because("next departure with a free slot")
        if service.formation == "together":
            return because("the rest of its train")
        return because("boxes enough for a train, or its longest wait")

    def _pool_waits(self, voyage: Voyage | None) -> list[tuple[str, float, float]]:
        if voyage is None:
            return []
        found = []
        for (service, pool), log in self.journal.pool_waits.items():
            if service == voyage.service:
                rows = log.rows()
                own = rows[rows[:, 3] == voyage.number]
                found += [(pool, float(asked), float(got)) for asked, got, _, _ in own]
        return sorted(found, key=lambda one: one[1])

    def _to_arrival(self, voyage: Voyage) -> Iterator[Stage]:
        waits = self._path_waits(voyage)
        last = self._last_section(voyage)
        run, held = voyage.service, because("no holding track")
        for section, asked, entered in waits:
            before = voyage.held if section == last else 0.0
            yield Stage(UNDER_WAY, run, "under_way", asked - before, because("under way"))
            yield Stage(WAITING, voyage.terminal, "waiting_for_admission", asked, held)
            yield Stage(WAITING, section, "waiting_for_path", entered, because("no path"))
        after = 0.0 if any(section == last for section, _, _ in waits) else voyage.held
        yield Stage(UNDER_WAY, run, "under_way", voyage.arrive - after, because("under way"))
        yield Stage(WAITING, voyage.terminal, "waiting_for_admission", voyage.arrive, held)

    def _last_section(self, voyage: Voyage) -> str:
        service = self.routing.services[voyage.service]
        return service.sections[-1] if isinstance(service, Rail) and service.sections else ""

    def _path_waits(self, voyage: Voyage) -> list[tuple[str, float, float]]:
        found = []
        for (section, _), waits in self.journal.path_waits.items():
            rows = waits.rows()
            own = rows[rows[:, 2] == voyage.number]
            found += [(section, float(asked), float(entered)) for asked, entered, _ in own]
        return sorted(found, key=lambda one: one[1])

    # At a terminal ------------------------------------------------------------------------------

    def _to_unloaded(self, voyage: Voyage, leg: int) -> Iterator[Stage]:
        terminal = voyage.terminal
        by_rail = isinstance(self.routing.services[voyage.service], Rail)
        kind = "tracks" if by_rail else "berths"

        def admission(span: Span) -> tuple[Reason, ...]:
            return self.facts.admission(terminal, kind, self.direction, span)

        yield Stage(WAITING, terminal, "waiting_for_admission", voyage.admitted, admission)
        yield Stage(WORKING, terminal, "unloading", voyage.asked, because("before the first move"))
        yield Stage(BLOCKED, terminal, "blocked_by_yard", voyage.unload_start, because("yard full"))
        unloaded = float(self.journal.boxes.unloaded[leg][self.row])
        yield Stage(WORKING, terminal, "unloading", unloaded, because("unloading"))

    def _clearance(self, voyage: Voyage, leg: int) -> Stage:
        def why(span: Span) -> tuple[Reason, ...]:
            return tuple(_in_turn(span, self._ends_of_clearance(voyage)))

        return Stage(WAITING, voyage.terminal, "clearance", self._ready(leg + 1), why)

    def _ends_of_clearance(self, voyage: Voyage) -> list[tuple[str, float]]:
        """When the carriage was unloaded, the papers done and samples tested; then the channel."""
        unloaded = ("its train or ship not yet unloaded", voyage.unload_end)
        if self.direction not in self.scenario.file.terminals[voyage.terminal].clearance:
            return [unloaded]
        rule = self.facts.control(voyage.terminal, self.direction)
        papers = rule.papers.done_of(self.row, voyage.admitted)
        tests = [one.done_of(self.row, voyage.admitted) for one in rule.laboratories]
        ends = [unloaded, ("papers", papers), *(("laboratory", one) for one in tests)]
        channel = rule.channel_of(self.row, voyage.admitted)
        kind = "inspection" if channel in rule.inspections else "check"
        return [*ends, (f"{kind}, channel {channel}", math.inf)] if channel else ends

    def _voyage(self, leg: int) -> Voyage | None:
        number = int(self.journal.boxes.voyage[leg][self.row])
        return self.journal.voyages[number] if number >= 0 else None


def _runs_joined(steps: list[Step]) -> Iterator[Step]:
    """Sections run one after another without a wait are one stretch."""
    last: Step | None = None
    for step in steps:
        if last and last.state == step.state == UNDER_WAY and last.place == step.place:
            hours = step.end - last.start
            last = replace(last, end=step.end, over=step.over, reasons=(Reason(UNDER_WAY, hours),))
            continue
        if last:
            yield last
        last = step
    if last:
        yield last


def _ban(facts: Facts, terminal: str, flow: str) -> Why:
    return lambda span: facts.ban(terminal, flow, span)


def _in_turn(span: Span, ends: list[tuple[str, float]]) -> Iterator[Reason]:
    """A span divided among what ended one after the other; what ends latest has the rest."""
    now, end = span
    for why, until in sorted(ends, key=lambda one: one[1]):
        if min(until, end) > now:
            yield Reason(why, min(until, end) - now)
            now = min(until, end)


def slowest(journal: Journal, span: Span) -> int | None:
    """Number of the container longest under way of those delivered in a span; None if none was."""
    boxes = journal.boxes
    rows = np.flatnonzero((boxes.delivered >= span[0]) & (boxes.delivered < span[1]))
    if not len(rows):
        return None
    return int(rows[(boxes.delivered - boxes.born)[rows].argmax()]) + 1
