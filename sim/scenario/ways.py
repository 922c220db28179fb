"""The ways of a flow: one for each route that it may take."""

from __future__ import annotations

import math
from dataclasses import dataclass

from sim.scenario.language import Alternatives, Flow, Network, ScenarioFile

BETWEEN = "/"  # between the name of a flow and that of its route; no name of the language has it


@dataclass(frozen=True)
class Way:
    """A flow on one of its routes; `by` is the name of the route, empty where there is but one."""

    flow: str
    by: str
    rules: Flow
    route: tuple[str, ...]

    @property
    def name(self) -> str:
        return f"{self.flow}{BETWEEN}{self.by}" if self.by else self.flow

    @property
    def origin(self) -> str:
        return self.rules.origin

    @property
    def direction(self) -> str:
        return self.rules.direction


def flow_of(way: str) -> str:
    """The flow that a way belongs to; a flow belongs to itself."""
    return way.partition(BETWEEN)[0]


def ways_by_flow(file: ScenarioFile) -> dict[str, tuple[Way, ...]]:
    """The ways of every flow, the most preferred first; none where no route is stated."""
    return {name: ways_of(name, flow, file) for name, flow in file.demand.flows.items()}


def ways_of(name: str, flow: Flow, network: Network) -> tuple[Way, ...]:
    """The ways of one flow: in order of preference, without one in order of their names."""
    if choice := network.routes.get(name):
        return tuple(Way(name, by, flow, choice.ways[by].route) for by in preferred(choice))
    return (Way(name, "", flow, flow.route),) if flow.route else ()


def preferred(choice: Alternatives) -> list[str]:
    """Names of routes, the most preferred first; those of one preference in order of names."""
    ways = choice.ways
    return sorted(ways, key=lambda by: (ways[by].preference or math.inf, by))


def all_ways(file: ScenarioFile) -> dict[str, Way]:
    """The ways of all flows by name."""
    return {way.name: way for ways in ways_by_flow(file).values() for way in ways}


def shares_of(choice: Alternatives) -> dict[str, float]:
    """Expected shares of the open routes, by name, as far as a rule tells them before a run.

    For a rule other than shares everything takes the open route of the first preference.
    """
    first, *_ = [by for by in preferred(choice) if choice.ways[by].open]
    if choice.choose != "shares":
        return {by: float(by == first) for by in choice.ways}
    open_ = {by: (one.share or 0.0) * one.open for by, one in choice.ways.items()}
    whole = math.fsum(open_.values())
    return {by: share / whole for by, share in open_.items()}
