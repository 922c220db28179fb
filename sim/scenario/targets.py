"""What official targets count."""

from __future__ import annotations

from collections.abc import Iterator

from sim.scenario.faults import Fault, no_such
from sim.scenario.language import Demand, ScenarioFile


def counted_flows(demand: Demand, group: str) -> frozenset[str]:
    """The flows of a group and the empties that come back from them."""
    loaded = {name for name, flow in demand.flows.items() if group in flow.groups}
    back = {
        name
        for name, flow in demand.flows.items()
        if flow.empties_of and flow.empties_of.flow in loaded
    }
    return frozenset(loaded | back)


def target_groups(file: ScenarioFile) -> dict[str, frozenset[str]]:
    """The flows of each group that official targets count, where they are not all flows."""
    named = sorted({one.group for one in file.targets.values() if one.group})
    flows = {group: counted_flows(file.demand, group) for group in named}
    return {group: own for group, own in flows.items() if own < file.demand.flows.keys()}


def target_faults(file: ScenarioFile) -> Iterator[Fault]:
    """Targets of groups that do not exist."""
    for name, one in file.targets.items():
        if one.group and one.group not in file.demand.groups:
            address = ("targets", name, "group")
            yield Fault(address, no_such("group", one.group, file.demand.groups))
