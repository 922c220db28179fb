"""Plan approval: a consignment that is ready waits at its origin for the permission to load."""

from __future__ import annotations

from typing import NamedTuple

from sim.corridor.calendars import Dated, dated
from sim.corridor.containers import Consignment, Floats
from sim.corridor.draws import Draws
from sim.scenario.distributions import Distribution
from sim.scenario.language import Network, Rail
from sim.scenario.scenario import Scenario
from sim.scenario.ways import ways_by_flow


class Step(NamedTuple):
    """A consignment is born, is permitted to load, or both, at a time."""

    time: float
    consignment: Consignment
    is_birth: bool
    is_permission: bool


class Approval(NamedTuple):
    """Hours from the readiness of the consignments of a flow to the permission to load them.

    `hours` is the mean by date; `variates` one a consignment, repeated for each of its boxes, or
    None for a constant.
    """

    service: str
    hours: Dated[float]
    variates: Floats | None

    def permitted(self, consignment: Consignment) -> float:
        """When it may be loaded: the mean is that in force when it is ready."""
        variate = 1.0 if self.variates is None else float(self.variates[consignment.first])
        return consignment.born + self.hours.at(consignment.born) * variate


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


def steps(consignments: tuple[Consignment, ...], approving: dict[str, Approval]) -> list[Step]:
    """Births and permissions in order; those of one instant in the order of the consignments."""
    found = []
    for one in consignments:
        approval = approving.get(one.address.flow)
        found.append(Step(one.born, one, True, approval is None))
        if approval:
            found.append(Step(approval.permitted(one), one, False, True))
    return sorted(found, key=lambda step: (step.time, step.consignment.order(0.0)))
