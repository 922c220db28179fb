"""Deliberate faults of the model, one a rule: the comparison with the oracle must see each.

A break patches the model, never the oracle. `python -m tests.oracle.breaks` writes the table of
breaks, with the first world in which each is seen, into docs/validation.md.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.corridor import arrivals, choices, closings, corridor, pools, railway, servers, shipping
from sim.corridor.admission import Admission
from sim.corridor.blueprint import NO_LIMIT, Blueprint
from sim.corridor.building import TerminalBuilder
from sim.corridor.calendars import Dated
from sim.corridor.caps import Cap
from sim.corridor.choices import ByShares, WhenBanned
from sim.corridor.clearance import Control, InspectionBays, Papers, Samples, WholeTrain
from sim.corridor.clock import Clock
from sim.corridor.closings import Closings
from sim.corridor.containers import Batch
from sim.corridor.corridor import Corridor
from sim.corridor.deadlock import Watch
from sim.corridor.empties import Empties
from sim.corridor.empties import Stock as EmptyBoxes
from sim.corridor.ferries import Ferry
from sim.corridor.lines import Paths
from sim.corridor.loading_ban import Ban, Days
from sim.corridor.model import simulate
from sim.corridor.pools import Pools, Request
from sim.corridor.queues import Queues
from sim.corridor.rail import RailService
from sim.corridor.railway import RailwayBuilder
from sim.corridor.sailings import Sailing, ToSailing
from sim.corridor.sea import QUAY, Vessel
from sim.corridor.servers import Servers
from sim.corridor.terminal import Terminal
from sim.corridor.weather import closed_by
from sim.corridor.whole import Whole
from sim.corridor.yard import Stock, YardRoom
from sim.errors import ModelError, UntrustedRun
from sim.scenario.language import Acceptance, Sea
from sim.scenario.ways import preferred
from tests.oracle.accounts import account
from tests.oracle.adapter import journal_histories
from tests.oracle.comparison import differences
from tests.oracle.worlds import random_world

Patch = pytest.MonkeyPatch
Steps = Any
ONE_DAY_HOURS, SHIFT_HOURS = 24.0, 6.0
WORLDS_TRIED = 150
PAGE = Path(__file__).parents[2] / "docs" / "validation.md"
BEGIN, END = "<!-- breaks: begin -->", "<!-- breaks: end -->"


@dataclass(frozen=True)
class Break:
    """A rule of the model, how it is broken, and the patch that breaks it."""

    rule: str
    how: str
    apply: Callable[[Patch], None]


class _Asleep(Dated[float]):
    """A value of which nobody knows when it changes."""

    def same_until(self, time: float) -> float:
        return math.inf


def always(value: Any) -> Dated[Any]:
    return Dated((-math.inf,), (value,))


# Servers and clearance -----------------------------------------------------------------------


def _bays_visit_by_visit(patch: Patch) -> None:
    announce = InspectionBays.announce

    def at_once(self: InspectionBays, *asked: Any) -> None:
        announce(self, *asked)
        self.commit(math.inf)

    patch.setattr(InspectionBays, "announce", at_once)


def _dates(patch: Patch, shift: Callable[[float, float], tuple[float, float]]) -> None:
    """Move the dates on which cranes and bays come and go."""
    spans = servers._service_dates
    patch.setattr(servers, "_service_dates", lambda number: [shift(*one) for one in spans(number)])


def _capacity_a_day_late(patch: Patch) -> None:
    _dates(patch, lambda first, last: (first + ONE_DAY_HOURS, last))


def _retirement_ignored(patch: Patch) -> None:
    _dates(patch, lambda first, _: (first, math.inf))


def _pace_of_arrival(patch: Patch) -> None:
    serve, one = Servers.serve, Servers.serve_one

    def frozen(self: Servers, now: float, n: int, variates: Any) -> Any:
        hours, self._hours = self._hours, always(self._hours.at(now))
        finish = serve(self, now, n, variates)
        self._hours = hours
        return finish

    def frozen_one(self: Servers, now: float, variate: float, hours: Any = None) -> float:
        return one(self, now, variate, always((hours or self._hours).at(now)))

    patch.setattr(Servers, "serve", frozen)
    patch.setattr(Servers, "serve_one", frozen_one)


def _ready_before_the_train_is(patch: Patch) -> None:
    end = Control.end

    def early(self: Control, case: Any, now: float) -> Any:
        ready = end(self, case, now)
        return np.where(ready == now, case.part.unloaded, ready)

    patch.setattr(Control, "end", early)


def _no_laboratory(patch: Patch) -> None:
    patch.setattr(Samples, "done", lambda self, rows, _: np.full(len(rows), -np.inf))


# Closures ------------------------------------------------------------------------------------


def _closures_shifted(patch: Patch) -> None:
    dated = Closings._dated
    patch.setattr(
        Closings,
        "_dated",
        lambda *which: [(a + SHIFT_HOURS, b + SHIFT_HOURS) for a, b in dated(*which)],
    )


def _storms_shifted(patch: Patch) -> None:
    patch.setattr(
        closings,
        "closed_by",
        lambda *which: [(a + SHIFT_HOURS, b + SHIFT_HOURS) for a, b in closed_by(*which)],
    )


def _no_opening_hours(patch: Patch) -> None:
    patch.setattr(closings, "daily_closures", lambda *_: [])


def _class_sails_in_any_storm(patch: Patch) -> None:
    calendar = Closings.calendar
    patch.setattr(
        Closings,
        "calendar",
        lambda self, stop, direction="", strength=None: calendar(self, stop, direction),
    )


# Room, order and admission -------------------------------------------------------------------


def _no_reservation(patch: Patch) -> None:
    def at_once(self: YardRoom, teu: float, *_: Any) -> Steps:
        self.level += teu
        return True
        yield

    patch.setattr(YardRoom, "reserve", at_once)


def _room_free_when_loading_begins(patch: Patch) -> None:
    load, release = Terminal.load, Terminal._release

    def early(self: Terminal, voyage: Any, batches: Any, cranes: Any) -> Steps:
        release(self, voyage.service, batches)
        yield from load(self, voyage, batches, cranes)

    patch.setattr(Terminal, "load", early)
    patch.setattr(Terminal, "_release", lambda *_: None)


def _no_settling(patch: Patch) -> None:
    def serve(self: Clock, action: Callable[[float], None]) -> None:
        action(self.now)
        self._tell()

    patch.setattr(Clock, "settle", serve)


def _everyone_alone(patch: Patch) -> None:
    patch.setattr(Clock, "is_alone", lambda self: True)


def _asleep(patch: Patch) -> None:
    patch.setattr(Stock, "_wakes", lambda self, batch, now: False)


def _priority_ignored(patch: Patch) -> None:
    enter = Admission.enter
    patch.setattr(Admission, "enter", lambda self, gate, order, _=0: enter(self, gate, order))


def _no_slots(patch: Patch) -> None:
    patch.setattr(TerminalBuilder, "_trains_per_day", lambda *_: NO_LIMIT)


def _no_other_trains(patch: Patch) -> None:
    patch.setattr(Acceptance, "free_per_day", property(lambda self: self.trains_per_day))


def _no_caps(patch: Patch) -> None:
    patch.setattr(Cap, "holds", lambda *_: False)


def _capped_trains_stop_the_others(patch: Patch) -> None:
    first = Admission._first

    def in_one_queue(self: Admission, now: float) -> Any:
        """The train at the head of its direction goes or nobody does."""
        heads: dict[str, Any] = {}
        for name, gate in self._gates.items():
            head = heads.get(direction := name.partition(" ")[0])
            if gate.queue and (head is None or gate.queue[0][:3] < head.queue[0][:3]):
                heads[direction] = gate
        every, self._gates = self._gates, heads
        found = first(self, now)
        self._gates = every
        return found

    patch.setattr(Admission, "_first", in_one_queue)


def _paths_without_headway(patch: Patch) -> None:
    patch.setattr(RailwayBuilder, "_new_paths", lambda *_: Paths(NO_LIMIT))


def _no_holding_tracks(patch: Patch) -> None:
    put_up = TerminalBuilder._put_up_tracks

    def unlimited(self: TerminalBuilder, terminal: Terminal, data: Any) -> None:
        put_up(self, terminal, data)
        terminal.holding = {}

    patch.setattr(TerminalBuilder, "_put_up_tracks", unlimited)


def _holding_tracks_shared(patch: Patch) -> None:
    put_up = TerminalBuilder._put_up_tracks

    def shared(self: TerminalBuilder, terminal: Terminal, data: Any) -> None:
        put_up(self, terminal, data)
        for direction in terminal.holding:
            terminal.holding[direction] = terminal.holding[min(terminal.holding)]

    patch.setattr(TerminalBuilder, "_put_up_tracks", shared)


# Loading bans --------------------------------------------------------------------------------


def _no_loading_ban(patch: Patch) -> None:
    patch.setattr(Ban, "count", lambda self, teu: None)


def _count_lifts(patch: Patch) -> None:
    count = Ban.count

    def lifting(self: Ban, teu: float) -> None:
        self._is_full = False
        count(self, teu)

    patch.setattr(Ban, "count", lifting)


def _ban_resumes_at_once(patch: Patch) -> None:
    made = Ban.__init__

    def eager(self: Ban, terminal: str, rule: Any, *parts: Any) -> None:
        made(self, terminal, rule.model_copy(update={"resumes_at_teu": rule.stops_at_teu}), *parts)

    patch.setattr(Ban, "__init__", eager)


def _ban_forgets_who_is_admitted(patch: Patch) -> None:
    unload = Terminal.unload

    def forgetting(self: Terminal, carriage: Any, *rest: Any) -> Any:
        if self.on_gone:
            self.on_gone(carriage.load)
        return unload(self, carriage, *rest)

    patch.setattr(Terminal, "unload", forgetting)
    patch.setattr(Terminal, "gone", lambda *_: None)


def _endless_patience(patch: Patch) -> None:
    patch.setattr(Corridor, "_end_patience", lambda *_: None)


def _patience_from_birth(patch: Patch) -> None:
    """Patience counts from birth, the hours of the plan included."""
    set_off = Corridor._set_off

    def earlier(self: Corridor, batch: Any, consignment: Any) -> None:
        set_off(self, batch, consignment)
        days = self.routing.flows[self.population.flows[batch.flow]].rules.gives_up_after_days
        time = consignment.born + 24 * (days or math.inf)
        if self.clock.now < time:
            self.clock.call_first(time, partial(self._end_patience, batch, consignment))

    patch.setattr(Corridor, "_set_off", earlier)


def _no_ban_by_date(patch: Patch) -> None:
    patch.setattr(Days, "stop", lambda *_: False)


def _ban_of_all_flows(patch: Patch) -> None:
    stop = Days.stop
    patch.setattr(Days, "stop", lambda self, _, now: stop(replace(self, flows=None), 0, now))


def _ban_both_ways(patch: Patch) -> None:
    patch.setattr(Ban, "concerns", lambda *_: True)


def _no_plan_approval(patch: Patch) -> None:
    patch.setattr(corridor, "approvals", lambda *_: {})


# Pools ---------------------------------------------------------------------------------------


def _pools_unlimited(patch: Patch) -> None:
    patch.setattr(RailwayBuilder, "_equipment", lambda *_: None)


def _units_back_at_once(patch: Patch) -> None:
    made = railway.Use
    patch.setattr(
        railway,
        "Use",
        lambda pool, units, _, variate_of: made(pool, units, always(0.0), variate_of),
    )


def _short_trains_pass_long_ones(patch: Patch) -> None:
    lacks = pools._lacks
    patch.setattr(pools, "_lacks", lambda request, kept, now: lacks(request, set(), now))


def _first_come_first_served_at_pools(patch: Patch) -> None:
    patch.setattr(Request, "rank", property(lambda self: (0, self.since, self.order)))


def _pool_as_on_the_first_day(patch: Patch) -> None:
    made = Pools.__init__

    def frozen(self: Pools, clock: Any, journal: Any, numbers: Any) -> None:
        made(self, clock, journal, {name: always(n.values[0]) for name, n in numbers.items()})

    patch.setattr(Pools, "__init__", frozen)


# Trains, vessels and what they take ----------------------------------------------------------


def _said_otherwise(patch: Patch, builder: Any, rules: str, **said: Any) -> None:
    """Every rail service, fleet or port says something else than its scenario."""
    made = getattr(builder, rules)
    patch.setattr(builder, rules, lambda *parts, **named: replace(made(*parts, **named), **said))


def _no_box_set_out(patch: Patch) -> None:
    _said_otherwise(patch, railway, "Rules", set_out_after_hours=always(math.inf))


def _nothing_beside_a_train_kept_together(patch: Patch) -> None:
    patch.setattr(RailService, "_set_out_earlier", lambda *_: [])


def _merged_trains_split(patch: Patch) -> None:
    patch.setattr(Whole, "split", Batch.split)


def _merged_trains_leave_alone(patch: Patch) -> None:
    patch.setattr(RailService, "_merges", lambda _: False)


def _formation_never_changes(patch: Patch) -> None:
    rules = railway.Rules  # type: ignore[attr-defined]

    def at_first(**said: Any) -> Any:
        return rules(**{**said, "formation": always(said["formation"].values[0])})

    patch.setattr(railway, "Rules", at_first)


def _sailings_have_room_for_all(patch: Patch) -> None:
    patch.setattr(Sailing, "room_teu", lambda *_: math.inf)


def _on_the_way_ignored(patch: Patch) -> None:
    room = Sailing.room_teu
    patch.setattr(Sailing, "room_teu", lambda self, port: room(self, port) + self.on_the_way)


def _waiting_in_port_ignored(patch: Patch) -> None:
    patch.setattr(Stock, "teu", lambda _: 0.0)


def _vessels_call_at_all_times(patch: Patch) -> None:
    calls = Vessel.calls_for
    patch.setattr(Vessel, "calls_for", lambda self, port, _: calls(self, port, port))


def _least_train_ignored(patch: Patch) -> None:
    form = ToSailing.form

    def any_load(self: ToSailing, now: float) -> None:
        rules = self.rail.rules
        self.rail.rules = replace(rules, least_load_teu=always(0.0))
        form(self, now)
        self.rail.rules = rules

    patch.setattr(ToSailing, "form", any_load)


def _mass_ignored(patch: Patch) -> None:
    take = Stock.take
    patch.setattr(Stock, "take", lambda self, teu, kg, now: take(self, teu, math.inf, now))


def _draught_ignored(patch: Patch) -> None:
    _said_otherwise(patch, shipping, "Port", draught_factor=always(1.0))


def _least_load_ignored(patch: Patch) -> None:
    _said_otherwise(patch, shipping, "Port", least_load_teu=always(0.0))


def _waits_of_the_service_alone(patch: Patch) -> None:
    patch.setattr(Sea, "longest_wait_in", lambda self, port: self.longest_wait_hours)
    patch.setattr(Sea, "least_load_from", lambda self, port: self.least_load_teu)


def _least_load_as_on_arrival(patch: Patch) -> None:
    """A vessel that waits for its least load sleeps over the date on which that changes."""
    load = Vessel._load

    def asleep(self: Vessel, voyage: Any, here: Any, *ports: Any) -> Steps:
        least = _Asleep(here.least_load_teu.times, here.least_load_teu.values)
        yield from load(self, voyage, replace(here, least_load_teu=least), *ports)

    patch.setattr(Vessel, "_load", asleep)


def _vessels_wait_for_room_for_ever(patch: Patch) -> None:
    _said_otherwise(patch, shipping, "Fleet", max_blocked_hours=always(math.inf))


def _last_berthed_looks_first(patch: Patch) -> None:
    watch = Stock.watch

    def turned(self: Stock, order: Any, until: float) -> Any:
        return watch(self, (-order[0], -order[1], order[2]), until)

    patch.setattr(Stock, "watch", turned)


def _other_cargo_never_comes(patch: Patch) -> None:
    patch.setattr(shipping, "calls_of_years", lambda *_: ())


def _other_cargo_keeps_its_first_number(patch: Patch) -> None:
    calls = shipping.calls_of_years
    patch.setattr(
        shipping,
        "calls_of_years",
        lambda *asked: calls(*asked[:-1], always(asked[-1].values[0])),
    )


def _other_cargo_stops_nobody_in_its_class(patch: Patch) -> None:
    stream = shipping.Stream
    patch.setattr(shipping, "Stream", lambda name, _, *rest: stream(name, 1, *rest))


def _wagons_all_at_once(patch: Patch) -> None:
    patch.setattr(shipping, "ONE_TRACK", NO_LIMIT)


def _wagons_filled_up(patch: Patch) -> None:
    patch.setattr(Ferry, "stowed_teu", Vessel.stowed_teu)


def _trains_lifted_off_their_wagons(patch: Patch) -> None:
    put_up = TerminalBuilder._rail_servers

    def by_crane(self: TerminalBuilder, name: str, rail: Any, handling: Any) -> Servers:
        return put_up(self, name, rail.model_copy(update={"transfer": "direct"}), handling)

    patch.setattr(TerminalBuilder, "_rail_servers", by_crane)


def _vessels_never_retire(patch: Patch) -> None:
    ends = Vessel._ends_service

    def entered_once(self: Vessel, here: Any) -> bool:
        return self.port is None and ends(self, here)

    patch.setattr(Vessel, "_ends_service", entered_once)


def _no_empties(patch: Patch) -> None:
    empties = arrivals._empties
    patch.setattr(
        arrivals, "_empties", lambda streams, flow, _, loaded: empties(streams, flow, 0.0, loaded)
    )


def _one_move_a_train(patch: Patch) -> None:
    work = Blueprint._train_work
    patch.setattr(
        Blueprint,
        "_train_work",
        lambda *asked: (
            made and replace(made, boxes=dict.fromkeys(made.boxes, 1))
            if (made := work(*asked)) and not made.drawn
            else made
        ),
    )


def _whole_trains_set_out(patch: Patch) -> None:
    ready = WholeTrain.ready
    patch.setattr(WholeTrain, "ready", lambda self, now: np.array([ready(self, now)]))


def _whole_trains_in_the_yard(patch: Patch) -> None:
    patch.setattr(Terminal, "passing", property(lambda _: frozenset(), lambda *_: None), False)


# Routes --------------------------------------------------------------------------------------


def _shares_as_on_the_first_day(patch: Patch) -> None:
    way = ByShares.way
    patch.setattr(
        ByShares,
        "way",
        lambda self, *asked: way(replace(self, shares=always(self.shares.values[0])), *asked),
    )


def _one_draw_for_all_routes(patch: Patch) -> None:
    """A draw laid over the shares one after another, as is usual."""

    def way(self: ByShares, row: int, now: float) -> int:
        shares = self.shares.at(now)
        gap, passed = float(self.gaps[next(iter(shares))][row]), 0.0
        for by, share in shares.items():
            passed += share
            if math.exp(-gap) < passed:
                return self.codes[by]
        return self.codes[by]

    patch.setattr(ByShares, "way", way)


def _banned_route_taken(patch: Patch) -> None:
    patch.setattr(WhenBanned, "way", lambda self, _, now: self.codes[self.preferred.at(now)[0]])


def _closed_route_taken(patch: Patch) -> None:
    patch.setattr(choices, "_open_in_order", lambda network, flow: preferred(network.routes[flow]))


def _no_queues(patch: Patch) -> None:
    patch.setattr(Queues, "teu", lambda *_: 0.0)


BREAKS: dict[str, Break] = {
    "bays_visit_by_visit": Break(
        "Bays take boxes in order of time",
        "a visit's inspections are committed when it begins",
        _bays_visit_by_visit,
    ),
    "capacity_a_day_late": Break(
        "A crane or bay is there from its date", "it comes 24 h later", _capacity_a_day_late
    ),
    "retirement_ignored": Break(
        "A retired crane or bay starts nothing more", "it works on", _retirement_ignored
    ),
    "closures_shifted": Break(
        "A closure lies on its dates", "it lies 6 h later", _closures_shifted
    ),
    "no_reservation": Break(
        "A carriage unloads when the yard has room", "it begins at once", _no_reservation
    ),
    "pace_of_arrival": Break(
        "Work keeps the pace of its start", "the pace of the request is taken", _pace_of_arrival
    ),
    "ready_before_the_train_is": Break(
        "A box is ready when its train is unloaded too",
        "it is ready from its own move on",
        _ready_before_the_train_is,
    ),
    "room_free_when_loading_begins": Break(
        "Yard room is free when loading ends",
        "it is free when loading begins",
        _room_free_when_loading_begins,
    ),
    "no_settling": Break(
        "Nobody is served in the middle of an instant", "who asks is served at once", _no_settling
    ),
    "everyone_alone": Break(
        "Only who acts alone at an instant is answered at once", "everyone", _everyone_alone
    ),
    "asleep": Break(
        "New boxes wake a stock that rests when they fill a train", "it sleeps on", _asleep
    ),
    "storms_shifted": Break("A storm closes while it lasts", "6 h later", _storms_shifted),
    "class_sails_in_any_storm": Break(
        "A class stays in storms of its strength",
        "it heeds its port alone",
        _class_sails_in_any_storm,
    ),
    "no_opening_hours": Break("Work starts in the opening hours", "at any hour", _no_opening_hours),
    "priority_ignored": Break(
        "Who has priority is admitted first", "first come first served", _priority_ignored
    ),
    "no_slots": Break("Admissions keep their headway", "no slots", _no_slots),
    "no_other_trains": Break(
        "Other trains take their slots at a border", "they take none", _no_other_trains
    ),
    "no_caps": Break("Trains of capped flows keep a headway", "no cap", _no_caps),
    "capped_trains_stop_the_others": Break(
        "A capped train lets others pass", "they wait behind it", _capped_trains_stop_the_others
    ),
    "paths_without_headway": Break(
        "Train paths keep their headway", "no headway", _paths_without_headway
    ),
    "no_holding_tracks": Break("Holding tracks are finite", "unlimited", _no_holding_tracks),
    "holding_tracks_shared": Break(
        "Directions may have holding tracks of their own", "shared by all", _holding_tracks_shared
    ),
    "no_loading_ban": Break("A loading ban stops loading", "it stops nothing", _no_loading_ban),
    "count_lifts": Break(
        "A stop lasts although others leave past it",
        "who leaves below the upper threshold lifts it",
        _count_lifts,
    ),
    "ban_resumes_at_once": Break(
        "A ban lasts until the lower threshold",
        "until the upper one is undercut",
        _ban_resumes_at_once,
    ),
    "ban_forgets_who_is_admitted": Break(
        "A ban counts boxes until they have left the terminal",
        "until they are admitted there",
        _ban_forgets_who_is_admitted,
    ),
    "endless_patience": Break("Who is kept too long gives up", "all wait on", _endless_patience),
    "patience_from_birth": Break(
        "Patience begins with the permission to load", "with the birth", _patience_from_birth
    ),
    "pools_unlimited": Break(
        "A train waits for what it takes from pools", "it leaves without", _pools_unlimited
    ),
    "units_back_at_once": Break(
        "Units come back after their empty run", "as soon as they are unloaded", _units_back_at_once
    ),
    "short_trains_pass_long_ones": Break(
        "Who waits for a pool keeps later ones out",
        "who needs less passes",
        _short_trains_pass_long_ones,
    ),
    "first_come_first_served_at_pools": Break(
        "Who has priority takes from a pool first",
        "first come first served",
        _first_come_first_served_at_pools,
    ),
    "pool_as_on_the_first_day": Break(
        "A pool grows and shrinks on dates", "it stays as it was", _pool_as_on_the_first_day
    ),
    "no_ban_by_date": Break(
        "A ban by date stops loading on its days", "it stops nothing", _no_ban_by_date
    ),
    "ban_of_all_flows": Break(
        "A ban stops the flows that it names", "it stops all flows", _ban_of_all_flows
    ),
    "ban_both_ways": Break(
        "A ban may concern trains of one direction", "it concerns all", _ban_both_ways
    ),
    "no_plan_approval": Break(
        "A plan is approved before loading", "loading waits for no plan", _no_plan_approval
    ),
    "no_laboratory": Break(
        "Samples hold a consignment", "results are there at once", _no_laboratory
    ),
    "no_box_set_out": Break(
        "A box not cleared in time is set out", "the train waits for it", _no_box_set_out
    ),
    "nothing_beside_a_train_kept_together": Break(
        "Boxes set out follow on the next train",
        "it takes its own alone",
        _nothing_beside_a_train_kept_together,
    ),
    "merged_trains_split": Break(
        "A merged consignment is never split", "what fits leaves", _merged_trains_split
    ),
    "merged_trains_leave_alone": Break(
        "Merged trains wait for others", "each leaves alone", _merged_trains_leave_alone
    ),
    "formation_never_changes": Break(
        "Formation changes on dates", "it stays as it was", _formation_never_changes
    ),
    "sailings_have_room_for_all": Break(
        "Boxes wait until vessels have room",
        "they leave when they fill a train",
        _sailings_have_room_for_all,
    ),
    "on_the_way_ignored": Break(
        "What is on the way takes room of a sailing",
        "only what waits in the port does",
        _on_the_way_ignored,
    ),
    "waiting_in_port_ignored": Break(
        "What waits in the port takes room of a sailing",
        "only what is on the way does",
        _waiting_in_port_ignored,
    ),
    "vessels_call_at_all_times": Break(
        "A vessel calls when it leaves the port that is named",
        "it calls at all times",
        _vessels_call_at_all_times,
    ),
    "least_train_ignored": Break(
        "No train to a sailing has less than its least load",
        "any load leaves",
        _least_train_ignored,
    ),
    "mass_ignored": Break("Tonnes limit a load too", "TEU alone do", _mass_ignored),
    "draught_ignored": Break("Draught limits a vessel's tonnes", "full tonnes", _draught_ignored),
    "least_load_ignored": Break(
        "A vessel waits for its least load", "it leaves without", _least_load_ignored
    ),
    "waits_of_the_service_alone": Break(
        "Waits for cargo may belong to a port",
        "both ports have those of the service",
        _waits_of_the_service_alone,
    ),
    "least_load_as_on_arrival": Break(
        "A vessel looks when its least load changes",
        "at the next box alone",
        _least_load_as_on_arrival,
    ),
    "vessels_wait_for_room_for_ever": Break(
        "A vessel blocked too long keeps its cargo",
        "it waits for ever",
        _vessels_wait_for_room_for_ever,
    ),
    "last_berthed_looks_first": Break(
        "The vessel that berthed first takes first",
        "the last one does",
        _last_berthed_looks_first,
    ),
    "vessels_never_retire": Break(
        "A vessel leaves service on its date", "it sails on", _vessels_never_retire
    ),
    "other_cargo_never_comes": Break(
        "Ships of other cargo take berths", "they never come", _other_cargo_never_comes
    ),
    "other_cargo_keeps_its_first_number": Break(
        "Calls of other cargo change on dates",
        "as many come as on the first day",
        _other_cargo_keeps_its_first_number,
    ),
    "other_cargo_stops_nobody_in_its_class": Break(
        "Ships of other cargo queue in their class",
        "they let our vessels pass",
        _other_cargo_stops_nobody_in_its_class,
    ),
    "wagons_all_at_once": Break(
        "Wagons roll over a ramp one after the other", "all at once", _wagons_all_at_once
    ),
    "wagons_filled_up": Break(
        "A wagon on the ferry is not filled up", "a string joins the one before", _wagons_filled_up
    ),
    "trains_lifted_off_their_wagons": Break(
        "Boxes stay on their wagons where it is said",
        "cranes take them off",
        _trains_lifted_off_their_wagons,
    ),
    "one_move_a_train": Break(
        "Cranes move every box of a train recorded as one", "one move does", _one_move_a_train
    ),
    "whole_trains_set_out": Break(
        "A train recorded as one waits for its papers",
        "it is set out like a box",
        _whole_trains_set_out,
    ),
    "whole_trains_in_the_yard": Break(
        "A train recorded as one passes beside the yard",
        "it takes room",
        _whole_trains_in_the_yard,
    ),
    "shares_as_on_the_first_day": Break(
        "Shares of routes change on dates", "they stay as they were", _shares_as_on_the_first_day
    ),
    "one_draw_for_all_routes": Break(
        "Each route has a draw of its own", "one draw is laid over all", _one_draw_for_all_routes
    ),
    "banned_route_taken": Break(
        "A ban moves traffic to another route", "it waits at the first", _banned_route_taken
    ),
    "closed_route_taken": Break("No closed route is taken", "it is", _closed_route_taken),
    "no_queues": Break(
        "Queues count where the shortest is taken", "calm hours alone do", _no_queues
    ),
    "no_empties": Break("Empties come back", "none does", _no_empties),
}


def _no_wait_for_empties(patch: Patch) -> None:
    patch.setattr(corridor.Corridor, "_take_boxes", corridor.Corridor._leave)


def _small_ones_pass_for_empties(patch: Patch) -> None:
    served = EmptyBoxes.served

    def passing(self: EmptyBoxes) -> Any:
        self.queue = deque(sorted(self.queue, key=lambda one: one.number))
        yield from served(self)

    patch.setattr(EmptyBoxes, "served", passing)


def _newest_empties_taken(patch: Patch) -> None:
    take = EmptyBoxes._take

    def newest(self: EmptyBoxes, number: int) -> None:
        self.lots.reverse()
        take(self, number)
        self.lots.reverse()

    patch.setattr(EmptyBoxes, "_take", newest)


def _empties_stand_at_once(patch: Patch) -> None:
    init = EmptyBoxes.__init__

    def at_once(self: EmptyBoxes, *given: Any) -> None:
        init(self, *given)
        self.after_hours = 0.0

    patch.setattr(EmptyBoxes, "__init__", at_once)


def _taken_empties_go_back(patch: Patch) -> None:
    """Told to the audit as if they had come again, so that only the times show it."""

    def go(self: Empties, stock: Any, lot: Any, action: Any) -> None:
        if lot.number:
            stock.remove(lot)
        whole = first[id(lot)]
        self.audit.came(stock.terminal, len(whole.rows) - lot.number)
        self.audit.went_back(stock.terminal, len(whole.rows) - lot.number)
        action(whole)

    first: dict[int, Any] = {}
    stand = Empties._stand

    def standing(self: Empties, *given: Any) -> Any:
        lot = stand(self, *given)
        first[id(lot)] = lot.back
        return lot

    patch.setattr(Empties, "_stand", standing)
    patch.setattr(Empties, "_let_go", go)


def _nobody_gives_up(patch: Patch) -> None:
    patch.setattr(Empties, "_give_up", lambda *_: None)


EMPTIES = {
    "nobody_gives_up": Break(
        "Who has waited too long for empties goes on another flow",
        "it waits on",
        _nobody_gives_up,
    ),
    "no_wait_for_empties": Break(
        "Who loads empties waits for them", "it leaves without", _no_wait_for_empties
    ),
    "small_ones_pass_for_empties": Break(
        "Who waits for empties keeps later ones waiting",
        "who needs fewer passes",
        _small_ones_pass_for_empties,
    ),
    "newest_empties_taken": Break(
        "Empties that have stood longest are loaded first",
        "the newest are",
        _newest_empties_taken,
    ),
    "empties_stand_at_once": Break(
        "A box stands empty when it is emptied",
        "as soon as it is unloaded",
        _empties_stand_at_once,
    ),
    "taken_empties_go_back": Break(
        "An empty that was loaded does not travel back", "it does", _taken_empties_go_back
    ),
}
BREAKS |= EMPTIES


# What every box meets ------------------------------------------------------------------------


def _all_green(patch: Patch) -> None:
    begin = Control.begin

    def lucky(self: Control, *given: Any) -> Any:
        drawn = None if self.drawn is None else np.zeros_like(self.drawn)
        return begin(replace(self, drawn=drawn), *given)

    patch.setattr(Control, "begin", lucky)


def _no_papers(patch: Patch) -> None:
    patch.setattr(Papers, "done", lambda self, rows, admitted: admitted)


def _all_declared_by_hand(patch: Patch) -> None:
    done = Papers.done
    patch.setattr(Papers, "done", lambda self, *given: done(replace(self, declared=None), *given))


def _no_checks(patch: Patch) -> None:
    end = Control.end
    patch.setattr(Control, "end", lambda self, *given: end(replace(self, checks={}), *given))


def _track_for_every_train(patch: Patch) -> None:
    put_up = TerminalBuilder._put_up_tracks

    def unlimited(self: TerminalBuilder, terminal: Terminal, data: Any) -> None:
        put_up(self, terminal, data)
        terminal.tracks._places = NO_LIMIT

    patch.setattr(TerminalBuilder, "_put_up_tracks", unlimited)


def _loaded_without_cranes(patch: Patch) -> None:
    put_up = TerminalBuilder._put_up_tracks

    def at_once(self: TerminalBuilder, terminal: Terminal, data: Any) -> None:
        put_up(self, terminal, data)
        terminal.loads_trains = False

    patch.setattr(TerminalBuilder, "_put_up_tracks", at_once)


def _berth_for_every_vessel(patch: Patch) -> None:
    put_up = Admission.__init__

    def unlimited(self: Admission, clock: Clock, places: Any, gates: Any) -> None:
        put_up(self, clock, NO_LIMIT if QUAY in gates else places, gates)

    patch.setattr(Admission, "__init__", unlimited)


EVERYDAY = {
    "all_green": Break("Boxes fall into risk channels", "all into the first", _all_green),
    "no_papers": Break("A consignment waits for its papers", "it has them", _no_papers),
    "all_declared_by_hand": Break(
        "A share is declared automatically", "all by hand", _all_declared_by_hand
    ),
    "no_checks": Break("A documentary check takes its time", "none", _no_checks),
    "track_for_every_train": Break(
        "A train waits for a track", "there is one for all", _track_for_every_train
    ),
    "loaded_without_cranes": Break(
        "Through a yard, cranes load a train on a track",
        "it leaves at once",
        _loaded_without_cranes,
    ),
    "berth_for_every_vessel": Break(
        "A vessel waits for a berth", "it berths at once", _berth_for_every_vessel
    ),
}
BREAKS |= EVERYDAY


@cache
def first_world(name: str) -> int | None:
    """The first world in which a break is seen; None when no world shows it."""
    return next((number for number in range(WORLDS_TRIED) if is_seen(name, number)), None)


def is_seen(name: str, number: int) -> bool:
    """Whether the model with this break differs from the oracle, or stops, in this world."""
    scenario, told = random_world(number), account(number)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Watch, "look", lambda _: None)  # a world that locks shows no break
        BREAKS[name].apply(patch)
        try:
            journal = simulate(scenario, 0)
        except (ModelError, UntrustedRun):
            return True
    return bool(differences(told, journal_histories(scenario, journal)))


def table() -> str:
    """The breaks as a table of the validation page."""
    rows = [f"| {one.rule} | {one.how} | {first_world(name)} |" for name, one in BREAKS.items()]
    head = ["| rule | broken so | first seen in world |", "| --- | --- | --- |"]
    return "\n".join([BEGIN, *head, *rows, END])


def written(page: str) -> str:
    """The validation page with the table as it is now."""
    before, begin, rest = page.partition(BEGIN)
    after = rest.partition(END)[2] if begin else "\n"
    return (before if begin else page + CHAPTER) + table() + after


CHAPTER = """
## Deliberate faults

The model is compared, to the bit, with one process per box (`tests/oracle/`) in small random
worlds. To see that this comparison sees, one rule at a time is broken in the model. Each break is
seen; the table names the first world that shows it. Written by `python -m tests.oracle.breaks`.

"""


def main() -> None:
    page = PAGE.read_text() if PAGE.exists() else "# Validation\n"
    PAGE.write_text(written(page))


if __name__ == "__main__":
    main()
