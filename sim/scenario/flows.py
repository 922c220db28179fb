"""Flows, groups, profiles, relations and the horizon: what their keys say together."""

from __future__ import annotations

import math
from collections.abc import Iterator

from sim.scenario.empty_stocks import instead_faults
from sim.scenario.faults import Fault, no_such, numbered
from sim.scenario.language import EmptiesOf, Flow, Horizon, Relation, ScenarioFile
from sim.scenario.routes import Legs
from sim.scenario.scalars import shown
from sim.scenario.source import Address

LONGEST_YEARS = 200
MEAN_ONE = 1e-6
EMPTIES_HAVE_NO = (
    "consignment", "arrivals", "seasonal_profile", "growth", "boxes_from", "instead_of",
)  # fmt: skip
_TIMETABLE_KEYS = ("every_hours", "first_hours", "number")


def horizon_faults(horizon: Horizon) -> Iterator[Fault]:
    """The horizon begins with a month, ends after it begins, and stays within reason."""
    if horizon.from_.day != 1:
        first = horizon.from_.replace(day=1)
        yield Fault(("horizon", "from"), f"must be the first day of a month; write {first}")
    if horizon.to < horizon.from_:
        yield Fault(
            ("horizon", "to"), f"to {horizon.to} lies before from {horizon.from_}; mend one"
        )
    if (horizon.to - horizon.from_).days + horizon.warm_up_days > 366 * LONGEST_YEARS:
        yield Fault(("horizon",), f"at most {LONGEST_YEARS} years with the warm-up; shorten it")


def flow_faults(file: ScenarioFile) -> Iterator[Fault]:
    """What a flow needs beside its route: boxes, a time to come, and a demand."""
    for name, flow in file.demand.flows.items():
        at = ("demand", "flows", name)
        yield from _reference_faults(at, flow, file)
        yield from _patience_faults(at, flow)
        if flow.empties_of is not None:
            yield from _empties_faults(at, flow, flow.empties_of, file)
        elif flow.instead_of is not None:
            yield from instead_faults(at, flow, flow.instead_of, file)
        else:
            yield from _loaded_faults(at, flow, file)


def _reference_faults(at: Address, flow: Flow, file: ScenarioFile) -> Iterator[Fault]:
    for number, group in numbered(flow.groups):
        if group not in file.demand.groups:
            yield Fault((*at, "groups", number), no_such("group", group, file.demand.groups))
    profile, known = flow.seasonal_profile, file.demand.seasonal_profiles
    if profile is not None and profile not in known:
        yield Fault((*at, "seasonal_profile"), no_such("seasonal profile", profile, known))


def _patience_faults(at: Address, flow: Flow) -> Iterator[Fault]:
    """Who gives up has one way to go, and has taken nothing that others wait for."""
    if flow.gives_up_after_days is None:
        return
    ways_on = {
        "routes": flow.route is None,
        "boxes_from": flow.boxes_from is not None,
        "instead_of": flow.instead_of is not None,
        "empties_of": flow.empties_of is not None,
    }
    for key, stated in ways_on.items():
        if stated:
            message = f"a flow with `{key}` does not give up; delete the line"
            yield Fault((*at, "gives_up_after_days"), message)


def _loaded_faults(at: Address, flow: Flow, file: ScenarioFile) -> Iterator[Fault]:
    if flow.consignment is None:
        yield Fault(at, "`consignment` is missing; say how many boxes come together")
    if flow.arrivals is None:
        yield Fault(at, "`arrivals` is missing; add for example `arrivals: {pattern: random}`")
    elif flow.arrivals.pattern == "timetable":
        yield from _timetable_faults(at, flow)
    else:
        yield from _growing_faults(at, flow, file)


def _timetable_faults(at: Address, flow: Flow) -> Iterator[Fault]:
    arrivals = flow.arrivals
    if arrivals and arrivals.every_hours is None:
        yield Fault((*at, "arrivals"), "a timetable needs `every_hours`; add it")
    if arrivals and arrivals.programme_cv:
        message = "a timetable has no programme factor; delete the line"
        yield Fault((*at, "arrivals", "programme_cv"), message)
    for key, growth in flow.growth.items():
        if growth.active:
            message = "a timetable takes no growth; delete it or change the pattern"
            yield Fault((*at, "growth", key), message)


def _growing_faults(at: Address, flow: Flow, file: ScenarioFile) -> Iterator[Fault]:
    groups = [file.demand.groups[one] for one in flow.groups if one in file.demand.groups]
    statements = [flow.growth, *(group.growth for group in groups)]
    if not any(one.active for growth in statements for one in growth.values()):
        yield Fault(
            at,
            "no growth statement speaks of this flow; add for example"
            f" `growth: {{base: {{year: {file.horizon.from_.year}, teu: 1000}}}}`",
        )
    for key in _TIMETABLE_KEYS:
        if getattr(flow.arrivals, key) is not None:
            message = f"{shown(key)} belongs to `pattern: timetable`; delete the line"
            yield Fault((*at, "arrivals", key), message)


def _empties_faults(
    at: Address, flow: Flow, rule: EmptiesOf, file: ScenarioFile
) -> Iterator[Fault]:
    for key in EMPTIES_HAVE_NO:
        if getattr(flow, key):
            message = f"give `{key}` or `empties_of`, not both: empties follow their loaded flow"
            yield Fault((*at, key), message)
    if flow.recorded == "by_train":
        message = "empties come box by box; delete the line"
        yield Fault((*at, "recorded"), message)
    loaded = file.demand.flows.get(rule.flow)
    if loaded is None:
        yield Fault((*at, "empties_of", "flow"), no_such("flow", rule.flow, file.demand.flows))
    elif loaded.empties_of is not None:
        yield Fault((*at, "empties_of", "flow"), f"{rule.flow} is empty itself; name a loaded flow")
    elif loaded.recorded == "by_train":
        yield Fault(
            (*at, "empties_of", "flow"),
            f"{rule.flow} is recorded by train and leaves no box behind; record it box_by_box",
        )
    elif loaded.destination != flow.origin:
        yield Fault(
            (*at, "origin"),
            f"empties of {rule.flow} are born at {loaded.destination}, its destination,"
            f" not at {flow.origin}",
        )


def profile_faults(file: ScenarioFile) -> Iterator[Fault]:
    """Profiles without any weight."""
    for name, profile in file.demand.seasonal_profiles.items():
        if not any(profile.values()):
            message = "all weights are 0; give at least one month a weight"
            yield Fault(("demand", "seasonal_profiles", name), message)


def needless_patience(file: ScenarioFile) -> Iterator[Fault]:
    """Flows that may give up where nothing keeps them at their origin."""
    if any(one.rail and one.rail.loading_ban for one in file.terminals.values()):
        return
    for name, flow in file.demand.flows.items():
        if flow.gives_up_after_days is not None:
            message = "no terminal has a `loading_ban` that could keep it; has no effect"
            yield Fault(("demand", "flows", name, "gives_up_after_days"), message)


def uneven_profiles(file: ScenarioFile) -> Iterator[Fault]:
    """Profiles whose weights are scaled: only their proportions count."""
    for name, profile in file.demand.seasonal_profiles.items():
        mean = math.fsum(profile.values()) / 12
        if abs(mean - 1) > MEAN_ONE:
            yield Fault(
                ("demand", "seasonal_profiles", name),
                f"season weights have mean {mean:g}, scaled to mean 1; the yearly total is kept",
            )


def relation_faults(file: ScenarioFile, legs: dict[str, Legs]) -> Iterator[Fault]:
    """Relations lie on a route of each of their flows, in the order of travel."""
    for name, relation in file.relations.items():
        at = ("relations", name)
        for key, place in (("from", relation.from_), ("to", relation.to)):
            if place not in file.terminals:
                yield Fault((*at, key), no_such("terminal", place, file.terminals))
        for number, flow in numbered(relation.flows):
            if flow not in file.demand.flows:
                known = file.demand.flows
                yield Fault((*at, "flows", number), no_such("flow", flow, known))
                continue
            faults = [
                tuple(_off_route((*at, "flows", number), relation, way))
                for way in legs.values() if way[0].flow == flow
            ]  # fmt: skip
            if faults and all(faults):
                yield from faults[0]


def _off_route(at: Address, relation: Relation, legs: Legs) -> Iterator[Fault]:
    stops = (legs[0].origin, *(leg.destination for leg in legs))
    way = " -> ".join(stops)
    missing = [one for one in (relation.from_, relation.to) if one not in stops]
    if missing:
        yield Fault(at, f"flow {legs[0].flow} never comes to {missing[0]}: {way}")
    elif stops.index(relation.from_) >= stops.index(relation.to):
        yield Fault(at, f"flow {legs[0].flow} is at {relation.to} first: {way}; swap from and to")
