"""Breaks of trains and vessels, and of what they take."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

from sim.corridor import arrivals, railway, shipping
from sim.corridor.blueprint import NO_LIMIT, Blueprint
from sim.corridor.building import TerminalBuilder
from sim.corridor.containers import Batch
from sim.corridor.ferries import Ferry
from sim.corridor.rail import RailService
from sim.corridor.sailings import Sailing, ToSailing
from sim.corridor.sea import Vessel
from sim.corridor.servers import Servers
from sim.corridor.terminal import Terminal
from sim.corridor.whole import Whole
from sim.corridor.yard import Stock
from sim.scenario.language import Sea
from tests.oracle.broken.rule import Asleep, Break, Patch, Steps, always


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
        least = Asleep(here.least_load_teu.times, here.least_load_teu.values)
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
    set_out = RailService._set_out

    def as_boxes(self: RailService, *given: Any) -> Any:
        with Patch.context() as meanwhile:
            meanwhile.setattr(Terminal, "is_one", lambda *_: False)
            return set_out(self, *given)

    patch.setattr(RailService, "_set_out", as_boxes)


def _whole_trains_in_the_yard(patch: Patch) -> None:
    patch.setattr(Terminal, "passing", property(lambda _: frozenset(), lambda *_: None), False)


CARRIAGES = {
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
    "no_empties": Break("Empties come back", "none does", _no_empties),
}
