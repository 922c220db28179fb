"""Pools and the services that use them: what the keys of both say together."""

from __future__ import annotations

from collections.abc import Iterator

from sim.scenario.faults import Fault, no_such
from sim.scenario.language import Network, Rail, ScenarioFile, Use
from sim.scenario.scalars import shown
from sim.scenario.source import Address

# A wait for a pool is told as `waiting_for_NAME`, beside those that are told so already.
OTHER_WAITS = ("admission", "departure", "empties", "holding_track", "path", "plan_approval")


def uses_of(network: Network) -> Iterator[tuple[Address, str, Use]]:
    """Every use of a pool by a service: where it stands, the pool, and what it says."""
    for name, service in network.services.items():
        if isinstance(service, Rail):
            for pool, use in service.uses.items():
                yield ("services", name, "uses", pool), pool, use


def pool_reference_faults(file: ScenarioFile) -> Iterator[Fault]:
    """Pools that do not exist, or whose waits could not be told from others."""
    for at, pool, _ in uses_of(file):
        if pool not in file.pools:
            yield Fault(at, no_such("pool", pool, file.pools))
    for pool in file.pools:
        if pool in OTHER_WAITS:
            message = f"a wait for {shown(pool)} could not be told from another; rename the pool"
            yield Fault(("pools", pool), message)


def pool_faults(network: Network) -> Iterator[Fault]:
    """Trains that take more than there is, in the network of one date."""
    for at, pool, use in uses_of(network):
        number = network.pools[pool].number if pool in network.pools else use.units
        if use.units > number:
            yield Fault(
                (*at, "units"),
                f"a train takes {use.units} and can never leave where pool {pool} has"
                f" {number:g}; take fewer units or enlarge the pool",
                (("pools", pool, "number"),),
            )


def unused_pools(file: ScenarioFile) -> Iterator[Fault]:
    """Pools from which no service takes anything: often a slip of the pen."""
    used = {pool for _, pool, _ in uses_of(file)}
    for pool in file.pools:
        if pool not in used:
            yield Fault(("pools", pool), f"no service uses pool {shown(pool)}; has no effect")
