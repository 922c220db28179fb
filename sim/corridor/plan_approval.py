"""Plan approval: a consignment that is ready waits at its origin for the permission to load."""

from __future__ import annotations

from typing import NamedTuple

from sim.corridor.arrays import Floats, Ints
from sim.corridor.calendars import Dated, dated
from sim.corridor.draws import Draws
from sim.scenario.distributions import Distribution
from sim.scenario.language import Network, Rail
from sim.scenario.scenario import Scenario
from sim.scenario.ways import ways_by_flow


class Approval(NamedTuple):
    """Hours from the readiness of the consignments of a flow to the permission to load them.

    `hours` is the mean by date; `variates` one a consignment, repeated for each of its boxes, or
    None for a constant.
    """

    service: str
    hours: Dated[float]
    variates: Floats | None

    def permitted(self, born: Floats, first_rows: Ints) -> Floats:
        """When each of some consignments may be loaded: the mean is that in force when it is ready.

        All are of shape (consignments,).
        """
        variates = 1.0 if self.variates is None else self.variates[first_rows]
        return born + self.hours.each(born) * variates


def approvals(scenario: Scenario, draws: Draws) -> dict[str, Approval]:
    """By flow, where its first service says one."""
    network, found = scenario.epochs[0].network, {}
    for flow, ways in ways_by_flow(scenario.file).items():
        service = ways[0].route[0]  # that of all its ways, where it asks for approval
        if flow in _plans(network, service):
            found[flow] = _approval(scenario, draws, service, flow)
    return found


def _approval(scenario: Scenario, draws: Draws, service: str, flow: str) -> Approval:
    hours = dated(scenario.epochs, lambda network: _plans(network, service)[flow].average)
    drawn = _plans(scenario.epochs[0].network, service)[flow]
    return Approval(service, hours, draws.a_consignment(drawn, ("plan approval", service), [flow]))


def _plans(network: Network, service: str) -> dict[str, Distribution]:
    """Hours until a plan is approved, by flow; only trains have plans."""
    rail = network.services[service]
    return rail.plan_approval_hours if isinstance(rail, Rail) else {}
