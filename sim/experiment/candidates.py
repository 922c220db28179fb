"""What can be relieved: one lever a place, as lines of a policy option.

A capacity in units gets one unit more (a berth, a ship, a path, a track, the units of one train),
any other a tenth more. A pace, on request, becomes a tenth faster.
"""

from __future__ import annotations

import math
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.experiment.capacity import YearLimit
from sim.experiment.traffic import streams
from sim.scenario.distributions import Distribution
from sim.scenario.language import Carrier, Network, Rail, Sea

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

TENTH_MORE = {"times": 1.1}
TENTH_FASTER = {"times": 1 / 1.1}
ONE_MORE = {"add": 1}
BOTH = ""
YARD = "yard"


@dataclass(frozen=True)
class Candidate:
    """A lever at a place: what is relieved, by what, and the lines that say so.

    `limits` are the limits of the static screen (place, limit) that it raises or that fill with it;
    `parts` are the levers of which a joint one is made.
    """

    name: str
    place: str
    direction: str
    what: str
    amount: str
    changes: tuple[tuple[str, Any], ...]
    limits: tuple[tuple[str, str], ...]
    parts: tuple[Candidate, ...] = ()

    @property
    def enlarges_yards(self) -> bool:
        """Whether it does that and nothing else."""
        return all(one.what == YARD for one in self.parts or (self,))

    def changes_nothing(self, spare_yards: Container[tuple[str, str]]) -> bool:
        """Whether it enlarges nothing but yards in which every load found room."""
        own = ((one.place, one.direction) in spare_yards for one in self.parts or (self,))
        return self.enlarges_yards and all(own)


def candidates(scenario: Scenario, pace: bool = False) -> list[Candidate]:
    """Every lever of a place that some flow meets, by place; with `pace` also faster work."""
    network = scenario.epochs[-1].network
    met = {place for one in streams(scenario) for place in one.places}
    found = [*_of_terminals(network, met), *_of_sections(network, met), *_of_services(network, met)]
    found += _of_pools(network)
    if pace:
        found += _of_pace(network, met)
    return found


def most_asked(
    found: Iterable[Candidate], limits: Iterable[YearLimit], least_share: float, most: int
) -> list[Candidate]:
    """The levers of places at which at least this share of a capacity is asked, at most so many.

    A lever that no limit of the static screen knows stands with the limits that fill it; the rest
    cannot bind before the others have been relieved.
    """
    share: dict[tuple[str, str], float] = {}
    by_direction: dict[tuple[str, str, str], float] = {}
    for one in limits:
        key = (one.place, one.limit)
        share[key] = max(share.get(key, 0.0), one.share)
        by_direction[one.place, one.direction, one.limit] = one.share

    def asked(one: Candidate) -> float:
        own = (by_direction.get((place, one.direction, limit)) for place, limit in one.limits)
        known = [x for x in own if x is not None]
        return max(known or [share.get(key, 0.0) for key in one.limits], default=0.0)

    ranked = sorted(found, key=lambda one: (-asked(one), one.name))
    return [one for one in ranked if asked(one) >= least_share][:most]


def _lever(
    at: tuple[str, str, str], amount: str, path: str, change: Any, *limits: tuple[str, str]
) -> Candidate:
    """A lever of one number; `at` is place, direction and what is relieved."""
    place, direction, what = at
    name = "_".join(part for part in (place, direction, what.replace(" ", "_")) if part)
    return Candidate(name, place, direction, what, amount, ((path, change),), limits)


def _of_terminals(network: Network, met: set[str]) -> Iterator[Candidate]:
    for name, one in network.terminals.items():
        if name not in met:
            continue
        at = f"terminals.{name}"
        for d, rule in one.acceptance.items():
            if math.isfinite(rule.trains_per_day):
                path = f"{at}.acceptance.{d}.trains_per_day"
                yield _lever(
                    (name, d, "acceptance"), "+10 %", path, TENTH_MORE, (name, "acceptance")
                )
        yield from _of_rail_side(network, name)
        yield from _of_water_side(network, name)
        served = _leaving(network, name)
        for d, teu in one.yard_teu.items():
            if math.isfinite(teu):
                direction = "" if d == "all" else d
                path = f"{at}.yard_teu.{d}"
                yield _lever((name, direction, YARD), "+10 %", path, TENTH_MORE, *served)
        for d, control in one.clearance.items():
            if math.isfinite(control.inspection_bays) and control.inspection_hours:
                path = f"{at}.clearance.{d}.inspection_bays"
                limit = (name, "inspection bays")
                yield _lever((name, d, "inspection bays"), "+1 bay", path, ONE_MORE, limit)


def _of_rail_side(network: Network, name: str) -> Iterator[Candidate]:
    rail = network.terminals[name].rail
    if rail is None:
        return
    at, limit = f"terminals.{name}.rail", (name, "tracks and cranes")
    if math.isfinite(rail.tracks):
        yield _lever((name, BOTH, "tracks"), "+1 track", f"{at}.tracks", ONE_MORE, limit)
    if math.isfinite(rail.cranes) and rail.has_crane_work:
        yield _lever((name, BOTH, "rail cranes"), "+1 crane", f"{at}.cranes", ONE_MORE, limit)


def _of_water_side(network: Network, name: str) -> Iterator[Candidate]:
    quay = network.terminals[name].quay
    if quay is None:
        return
    at, limit = f"terminals.{name}.quay", (name, "berths")
    if math.isfinite(quay.berths):
        yield _lever((name, BOTH, "berths"), "+1 berth", f"{at}.berths", ONE_MORE, limit)
    if quay.ramp_hours_per_wagon is None and quay.crane_hours_per_box.average > 0:
        path = f"{at}.cranes_per_berth"
        amount = "+1 crane a berth"
        yield _lever((name, BOTH, "quay cranes"), amount, path, ONE_MORE, limit)


def _leaving(network: Network, terminal: str) -> tuple[tuple[str, str], ...]:
    """Limits of services that take boxes away: a yard fills when they do not."""
    found = []
    for name, one in network.services.items():
        if isinstance(one, Sea) and terminal in one.between:
            found.append((name, "fleet"))
        elif isinstance(one, Carrier) and one.from_ == terminal:
            found.append((name, "slots"))
        elif isinstance(one, Rail) and one.from_ == terminal:
            found += [(section, "paths") for section in one.sections]
            found += [(pool, "pool") for pool in one.uses]
    return (*found, (terminal, "berths"), (terminal, "tracks and cranes"))


def _of_sections(network: Network, met: set[str]) -> Iterator[Candidate]:
    for name, one in network.sections.items():
        if name in met and math.isfinite(one.pairs_per_day):
            path = f"sections.{name}.pairs_per_day"
            yield _lever((name, BOTH, "paths"), "+1 pair a day", path, ONE_MORE, (name, "paths"))


def _of_services(network: Network, met: set[str]) -> Iterator[Candidate]:
    for name, one in network.services.items():
        if name not in met:
            continue
        if isinstance(one, Sea):
            largest = max(one.vessels, key=lambda kind: (one.vessels[kind].number, kind))
            path = f"services.{name}.vessels.{largest}.number"
            yield _lever((name, BOTH, "vessels"), "+1 vessel", path, ONE_MORE, (name, "fleet"))
        elif isinstance(one, Carrier) and math.isfinite(one.slots_teu):
            path = f"services.{name}.slots_teu"
            yield _lever((name, BOTH, "slots"), "+10 %", path, TENTH_MORE, (name, "slots"))


def _of_pools(network: Network) -> Iterator[Candidate]:
    trains = [one for one in network.services.values() if isinstance(one, Rail)]
    for name, pool in network.pools.items():
        units = max((one.uses[name].units for one in trains if name in one.uses), default=0)
        if units and math.isfinite(pool.number):
            amount = f"+{units} (one train)"
            path = f"pools.{name}.number"
            yield _lever((name, BOTH, "units"), amount, path, {"add": units}, (name, "pool"))


def _of_pace(network: Network, met: set[str]) -> Iterator[Candidate]:
    """Work and sailings a tenth faster."""
    faster = "10 % faster"
    for name, one in network.terminals.items():
        for kind, side, limit in (
            ("rail", one.rail, "tracks and cranes"), ("quay", one.quay, "berths")
        ):  # fmt: skip
            if name in met and side is not None and _can_be_faster(side.crane_hours_per_box):
                path = f"terminals.{name}.{kind}.crane_hours_per_box"
                work = (name, BOTH, f"{kind} crane work")
                yield _lever(work, faster, path, TENTH_FASTER, (name, limit))
    for name, service in network.services.items():
        if name not in met or not isinstance(service, Sea):
            continue
        at = f"services.{name}"
        if _can_be_faster(service.sailing_hours):
            path = f"{at}.sailing_hours"
            yield _lever((name, BOTH, "sailing"), faster, path, TENTH_FASTER, (name, "fleet"))
        for port, call in service.calls.items():
            if _can_be_faster(call.hours):
                called = (name, BOTH, f"call at {port}")
                path = f"{at}.calls.{port}.hours"
                yield _lever(called, faster, path, TENTH_FASTER, (port, "berths"))


def _can_be_faster(hours: Distribution) -> bool:
    return hours.mean is not None and hours.mean > 0
