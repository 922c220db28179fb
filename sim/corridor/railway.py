"""Putting up rail services: lines of sections, their paths, and who comes upon them from where."""

from __future__ import annotations

import math

from sim.corridor.blueprint import Blueprint
from sim.corridor.calendars import Dated, dated
from sim.corridor.corridor import Corridor
from sim.corridor.lines import Line, Lines, Paths, Stretch, Track
from sim.corridor.log import Log
from sim.corridor.pools import Equipment, Use
from sim.corridor.rail import RailService, Rules, RunningVariates
from sim.corridor.routing import Run, runs_of
from sim.scenario import language
from sim.scenario.distributions import Distribution


class RailwayBuilder:
    """Puts up rail services."""

    def __init__(self, corridor: Corridor, plan: Blueprint) -> None:
        self._corridor = corridor
        self._plan = plan
        self._coming_from = self._all_entries()
        self._paths = {run: self._new_paths(run) for run in self._coming_from}
        corridor.lines = self._lines = Lines(corridor.clock, self._may_take_no_time())

    def service(self, name: str, service: language.Rail) -> RailService:
        corridor = self._corridor
        by_date = self._plan.of_service(name)
        rules = Rules(
            name=name,
            direction=service.direction,
            priority=service.priority,
            formation=by_date(lambda s: s.formation),
            train_teu=by_date(lambda s: s.train_teu),
            train_tonnes=by_date(lambda s: s.train_tonnes),
            set_out_after_hours=by_date(
                lambda s: math.inf if s.set_out_after_hours is None else s.set_out_after_hours
            ),
            longest_wait_hours=by_date(lambda s: s.longest_wait_hours),
            least_load_teu=by_date(lambda s: s.least_load_teu),
            hours=by_date(lambda s: s.hours.average),
            line=self._line(name, service),
        )
        ends = (corridor.terminals[service.from_], corridor.terminals[service.to])
        rail = RailService(rules, ends, corridor.clock, corridor.journal)
        rail.variates = self._variates(service, service.hours, ("running", name))
        rail.equipment = self._equipment(name, service)
        rail.lines = self._lines
        rail.new_voyage = corridor.new_voyage
        return rail

    def _variates(
        self, service: language.Rail, hours: Distribution, stream: tuple[str, ...]
    ) -> RunningVariates:
        """Variates of what a service draws for each train; `stream` names service and draw."""
        corridor = self._corridor
        boarding = corridor.routing.boarding(stream[1]).get(service.from_, [])
        boxwise = corridor.routing.boxwise(boarding)
        by_train = [flow for flow in boarding if flow not in boxwise]
        return RunningVariates(
            corridor.draws.of_consignments(hours, stream),
            corridor.draws.a_consignment(hours, stream, by_train),
            corridor.streams.sequence(hours, *stream),
        )

    def _equipment(self, name: str, service: language.Rail) -> Equipment | None:
        """What trains take from pools that are ever limited."""
        pools = self._corridor.pools
        limited = sorted(service.uses.keys() & pools.by_name.keys())
        if not limited:
            return None
        pools.uses_of[name] = tuple(self._use(name, service, pool) for pool in limited)
        return Equipment(name, service.priority, pools, pools.uses_of[name])

    def _use(self, name: str, service: language.Rail, pool: str) -> Use:
        corridor, hours = self._corridor, service.uses[pool].return_hours
        by_date, stream = self._plan.of_service(name), ("return", name, pool)
        variates = self._variates(service, hours, stream)
        return Use(
            corridor.pools.by_name[pool],
            by_date(lambda s: s.uses[pool].units),
            by_date(lambda s: s.uses[pool].return_hours.average),
            variates.of,
        )

    def _line(self, name: str, service: language.Rail) -> Dated[tuple[Line, Line]]:
        """What trains of a service run up to their holding tracks, and from there on, by date."""
        lines: Dated[tuple[str, ...]] = self._plan.of_service(name)(lambda s: s.sections)
        holds = service.direction in self._corridor.terminals[service.to].holding
        found = []
        for line in lines.values:
            stretches = self._stretches(line, service, holds)
            end = len(stretches) - 1 if holds else len(stretches)
            found.append((Line(stretches[:end]), Line(stretches[end:])))
        return Dated(lines.times, tuple(found))

    def _stretches(
        self, line: tuple[str, ...], service: language.Rail, holds: bool
    ) -> tuple[Stretch, ...]:
        """Sections joined where no train joins or leaves and none overtakes, or paths abound."""
        runs = list(runs_of(line, service.from_, self._plan.network.sections))
        stretches: list[list[Run]] = []
        for place, run in enumerate(runs):
            before = runs[place - 1] if place else None
            held_before = holds and place == len(runs) - 1
            if before and not held_before and self._needs_no_event(before, run):
                stretches[-1].append(run)
            else:
                stretches.append([run])
        return tuple(tuple(self._track(run, service) for run in runs) for runs in stretches)

    def _never_overtakes(self, before: Run, run: Run) -> bool:
        """Whether all who enter a section come from the one before, in its order."""
        constant = len(self._section_hours(before.section).values) == 1
        return constant and self._coming_from[run] == {before} and self._in_order(before)

    def _needs_no_event(self, before: Run, run: Run) -> bool:
        return self._paths[run].unlimited or self._never_overtakes(before, run)

    def _in_order(self, run: Run) -> bool:
        """Whether trains are sent over a section in the order in which they enter it.

        Where paths are unlimited a train is sent over it when it enters the section before, and
        trains may come from several.
        """
        if not self._paths[run].unlimited:
            return True
        coming_from = self._coming_from[run]
        return len(coming_from) == 1 and all(
            before is None or self._never_overtakes(before, run) for before in coming_from
        )

    def _track(self, run: Run, service: language.Rail) -> Track:
        key = (run.section, service.direction)
        waits = self._corridor.journal.path_waits.setdefault(key, Log(width=3))
        return Track(self._paths[run], self._section_hours(run.section), waits)

    def _may_take_no_time(self) -> bool:
        """Whether trains ever run a section in no time."""
        return any(0 in self._section_hours(run.section).values for run in self._coming_from)

    def _section_hours(self, section: str) -> Dated[float]:
        return dated(
            self._plan.epochs,
            lambda n: n.sections[section].running_hours + n.sections[section].stop_hours,
        )

    def _all_entries(self) -> dict[Run, set[Run | None]]:
        """For each section, what trains ever run before it (None: they start there)."""
        entries: dict[Run, set[Run | None]] = {}
        for epoch in self._plan.epochs:
            for service in epoch.network.services.values():
                if isinstance(service, language.Rail):
                    before: Run | None = None
                    for run in runs_of(
                        service.sections, service.from_, self._plan.network.sections
                    ):
                        entries.setdefault(run, set()).add(before)
                        before = run
        return entries

    def _new_paths(self, run: Run) -> Paths:
        """The paths of one direction of a section, shared by all services that run it."""
        paths = dated(
            self._plan.epochs,
            lambda n: (
                n.sections[run.section].pairs_per_day - n.sections[run.section].other_pairs_per_day
            ),
        )
        return Paths(paths)
