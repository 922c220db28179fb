"""What no single key can say, all of it at once, placed where it was written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sim.errors import Problem
from sim.scenario.choices import choice_faults, queue_faults, stated_faults
from sim.scenario.empty_stocks import empty_stock_faults, unused_stocks
from sim.scenario.faults import Fault
from sim.scenario.ferries import wagon_faults
from sim.scenario.flows import (
    flow_faults,
    horizon_faults,
    needless_patience,
    profile_faults,
    relation_faults,
    uneven_profiles,
)
from sim.scenario.formation import formation_faults
from sim.scenario.inheritance import Joined
from sim.scenario.language import Network, ScenarioFile, Sea
from sim.scenario.loads import load_faults, starving_bans
from sim.scenario.measures import Dated, since
from sim.scenario.named_flows import named_flow_faults
from sim.scenario.pedigree import source_faults, values_outside
from sim.scenario.places import (
    dated_faults,
    fleets_of_none,
    lasting_faults,
    overlapping_closures,
    unused_directions,
)
from sim.scenario.pools import pool_faults, pool_reference_faults, unused_pools
from sim.scenario.routes import Legs, closed_faults, legs_by_way, route_faults
from sim.scenario.targets import target_faults


@dataclass(frozen=True)
class Findings:
    """What stops a run, and what its author should look at."""

    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]


def findings(file: ScenarioFile, changed: Dated, joined: Joined) -> Findings:
    """Everything found, each fault at the line that brings it about."""
    lasting = list(_lasting(file))
    legs = legs_by_way(file) if _references_hold(file) else {}
    if legs:
        lasting += [*closed_faults(file), *_without_vessels(file, changed, legs)]
    lasting += [*relation_faults(file, legs), *named_flow_faults(file, legs)]
    lasting += queue_faults(file, legs)
    problems = [joined.problem(one.address, one.message) for one in lasting]
    problems += _dated(file, changed, joined, legs)
    warnings = [joined.problem(one.address, one.message) for one in _oddities(file)]
    return Findings(tuple(dict.fromkeys(problems)), tuple(warnings))


def _references_hold(file: ScenarioFile) -> bool:
    """Whether services join terminals, so that routes can be followed."""
    return not any(True for _ in lasting_faults(file))


def _lasting(file: ScenarioFile) -> Iterator[Fault]:
    yield from horizon_faults(file.horizon)
    yield from lasting_faults(file)
    yield from flow_faults(file)
    yield from profile_faults(file)
    yield from stated_faults(file)
    yield from route_faults(file)
    yield from pool_reference_faults(file)
    yield from empty_stock_faults(file)
    yield from source_faults(file)
    yield from target_faults(file)


def _oddities(file: ScenarioFile) -> Iterator[Fault]:
    yield from overlapping_closures(file)
    yield from unused_directions(file)
    yield from unused_pools(file)
    yield from unused_stocks(file)
    yield from starving_bans(file)
    yield from needless_patience(file)
    yield from uneven_profiles(file)
    yield from values_outside(file)


def _without_vessels(file: ScenarioFile, changed: Dated, legs: dict[str, Legs]) -> Iterator[Fault]:
    networks = tuple(epoch.network for epoch in changed.epochs)
    for way in legs.values():
        for leg in way if not way[0].by else ():
            if isinstance(file.services[leg.service], Sea) and fleets_of_none(
                networks, leg.service
            ):
                yield Fault(
                    leg.address,
                    f"flow {leg.flow} has no open route at any time in the horizon:"
                    f" {leg.service} has no vessel; give it one",
                )


def _dated(
    file: ScenarioFile, changed: Dated, joined: Joined, legs: dict[str, Legs]
) -> Iterator[Problem]:
    """Faults of the network of each date; one that lasts is told at its first."""
    told: set[Fault] = set()
    for number, epoch in enumerate(changed.epochs):
        for fault in _of_network(file, epoch.network, legs):
            if fault not in told:
                told.add(fault)
                yield _placed(fault, number, changed, joined)


def _of_network(file: ScenarioFile, network: Network, legs: dict[str, Legs]) -> Iterator[Fault]:
    yield from dated_faults(network)
    yield from wagon_faults(network)
    yield from load_faults(file, legs, network)
    yield from pool_faults(network)
    yield from choice_faults(network)
    yield from formation_faults(file, legs, network)


def _placed(fault: Fault, epoch: int, changed: Dated, joined: Joined) -> Problem:
    """The fault at the measure that brought it about, or at the undated value."""
    for address in (fault.address, *fault.others):
        if epoch and (cause := changed.cause(address, epoch)):
            message = since(changed.days[epoch], cause, fault.address, fault.message)
            return joined.problem(cause.line, message)
    return joined.problem(fault.address, fault.message)
