"""Flows that choose among routes: what the keys of a choice and of its flow say together."""

from __future__ import annotations

import math
from collections.abc import Iterator

from sim.scenario.faults import Fault, no_such
from sim.scenario.language import Alternative, Alternatives, Network, Rail, ScenarioFile
from sim.scenario.routes import Leg, Legs
from sim.scenario.scalars import shown
from sim.scenario.source import Address

ONE = 1e-9  # how far the shares of all routes may be from 1


def stated_faults(file: ScenarioFile) -> Iterator[Fault]:
    """Flows without a route or with two statements of it, and choices that no flow makes."""
    flows = file.demand.flows
    for name, flow in flows.items():
        at = ("demand", "flows", name)
        if flow.route is None and name not in file.routes:
            message = f"`route` is missing; list its services, or its routes in `routes.{name}`"
            yield Fault(at, message)
        elif flow.route is not None and name in file.routes:
            message = f"`routes.{name}` speaks of it too; write `route: none` here, or delete that"
            yield Fault((*at, "route"), message)
    for name, choice in file.routes.items():
        if name not in flows:
            yield Fault(("routes", name), no_such("flow", name, flows))
        elif flows[name].empties_of and choice.choose != "shares":
            message = "no plan of loading is made for empties; write `choose: shares`"
            yield Fault(("routes", name, "choose"), message)


def choice_faults(network: Network) -> Iterator[Fault]:
    """Choices that cannot be made, in the network of one date."""
    for name, choice in network.routes.items():
        at = ("routes", name, "ways")
        if choice.choose == "shares":
            yield from _share_faults(at, choice)
        else:
            yield from _preference_faults(at, choice)
        able = choice.choose != "shares" or any(one.share for one in choice.ways.values())
        if able and not any(_may_be_taken(one, choice) for one in choice.ways.values()):
            others = tuple((*at, by, "open") for by in choice.ways)
            yield Fault(at, f"no route of {name} is open; open one that may be taken", others)


def _may_be_taken(one: Alternative, choice: Alternatives) -> bool:
    return one.open and (choice.choose != "shares" or bool(one.share))


def _share_faults(at: Address, choice: Alternatives) -> Iterator[Fault]:
    missing = [by for by, one in choice.ways.items() if one.share is None]
    for by in missing:
        yield Fault((*at, by), "`share` is missing; say which share of the consignments takes it")
    whole = math.fsum(one.share or 0.0 for one in choice.ways.values())
    if not missing and abs(whole - 1) > ONE:
        others = tuple((*at, by, "share") for by in choice.ways)
        message = f"shares add up to {whole:g}, not to 1; change them on the same day, or mend one"
        yield Fault(at, message, others)


def _preference_faults(at: Address, choice: Alternatives) -> Iterator[Fault]:
    seen: dict[int, str] = {}
    for by, one in choice.ways.items():
        if one.preference is None:
            message = "`preference` is missing; number the routes, 1 for the one preferred"
            yield Fault((*at, by), message)
        elif (other := seen.setdefault(one.preference, by)) != by:
            message = f"{shown(other)} has preference {one.preference} too; number them apart"
            others = ((*at, other, "preference"),)
            yield Fault((*at, by, "preference"), message, others)


def queue_faults(file: ScenarioFile, legs: dict[str, Legs]) -> Iterator[Fault]:
    """Queues at places that a route never meets."""
    for way in legs.values():
        choice = file.routes.get(way[0].flow)
        if choice is None:
            continue
        met = [one.service for one in way] + [
            one.destination for one in way if isinstance(file.services[one.service], Rail)
        ]
        for place in choice.ways[way[0].by].queues:
            if place not in met:
                yield Fault(
                    (*_at(way[0]), "queues", place), no_such("queue on the way", place, met)
                )


def _at(leg: Leg) -> Address:
    return ("routes", leg.flow, "ways", leg.by)
