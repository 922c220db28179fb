"""Which of its routes a consignment takes: by shares, by bans, or by expected hours."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from sim.corridor.arrays import Floats
from sim.corridor.calendars import Dated, dated
from sim.corridor.draws import Draws
from sim.corridor.loading_ban import Ban
from sim.scenario.distributions import Distribution
from sim.scenario.language import Alternatives, Network, Rail, Sea
from sim.scenario.scenario import Epoch
from sim.scenario.ways import preferred

GAP = Distribution(distribution="exponential", mean=1.0)
Codes = Mapping[str, int]


class Choice(Protocol):
    """A rule by which the consignments of one flow choose."""

    def way(self, row: int, now: float) -> int:
        """The way (an index) that a consignment takes; `row` is one of its boxes."""


@dataclass(frozen=True)
class ByShares:
    """The route with the least gap over share: more of one draws only towards it.

    `gaps` are unit exponentials by route, one a consignment, repeated for each of its boxes. The
    least of exponentials with the rates of the shares is a route with the chance of its share; no
    route's draw depends on which others there are (Efraimidis and Spirakis, 2006).
    """

    codes: Codes
    shares: Dated[dict[str, float]]
    gaps: Mapping[str, Floats]

    def way(self, row: int, now: float) -> int:
        shares = self.shares.at(now)
        _, by = min((float(self.gaps[by][row]) / share, by) for by, share in shares.items())
        return self.codes[by]


@dataclass(frozen=True)
class WhenBanned:
    """The first by preference on which no loading ban stops the flow; the first of all if none."""

    codes: Codes
    preferred: Dated[list[str]]
    bans: Callable[[int], Iterable[Ban]]

    def way(self, row: int, now: float) -> int:
        codes = [self.codes[by] for by in self.preferred.at(now)]
        free = (code for code in codes if not any(ban.stops(code) for ban in self.bans(code)))
        return next(free, codes[0])


@dataclass(frozen=True)
class Outlook:
    """What a route takes in calm times, hours, and the queues on it: place and TEU an hour."""

    hours: tuple[float, ...]
    queues: tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class ShortestExpected:
    """The route of the least hours now; of several the first by preference.

    `queue_teu` tells the queue at a place of a way (an index), as it was before this instant.
    """

    codes: Codes
    outlooks: Dated[dict[str, Outlook]]
    queue_teu: Callable[[int, str, float], float]

    def way(self, row: int, now: float) -> int:
        outlooks = self.outlooks.at(now)
        hours = {by: self._hours(self.codes[by], one, now) for by, one in outlooks.items()}
        return self.codes[min(hours, key=lambda by: hours[by])]

    def _hours(self, code: int, outlook: Outlook, now: float) -> float:
        """Added up exactly, so that the order of the places means nothing."""
        queues = (self.queue_teu(code, at, now) / per_hour for at, per_hour in outlook.queues)
        return math.fsum((*outlook.hours, *queues))


class ChoiceBuilder:
    """Makes the choices of flows from what the scenario says."""

    def __init__(
        self,
        epochs: Sequence[Epoch],
        draws: Draws,
        bans: Callable[[int], Iterable[Ban]],
        queue_teu: Callable[[int, str, float], float],
    ) -> None:
        self._epochs = epochs
        self._draws = draws
        self._bans = bans
        self._queue_teu = queue_teu

    def choice(self, flow: str, codes: Codes) -> Choice:
        """The choice of a flow; `codes` are its ways (indices) by name of the route."""
        rule = self._epochs[0].network.routes[flow].choose
        if rule == "shares":
            return self._by_shares(flow, codes)
        if rule == "when_banned":
            preferred = dated(self._epochs, lambda network: _open_in_order(network, flow))
            return WhenBanned(codes, preferred, self._bans)
        known = dated(self._epochs, lambda network: _outlooks(network, flow))
        return ShortestExpected(codes, known, self._queue_teu)

    def _by_shares(self, flow: str, codes: Codes) -> ByShares:
        """With draws for every route that is ever taken."""
        shares = dated(self._epochs, lambda network: _open_shares(network.routes[flow]))
        taken = sorted({by for one in shares.values for by in one})
        columns = {by: self._draws.a_consignment(GAP, ("route", by), [flow]) for by in taken}
        return ByShares(codes, shares, {by: one for by, one in columns.items() if one is not None})


def _open_shares(choice: Alternatives) -> dict[str, float]:
    return {by: one.share for by, one in choice.ways.items() if one.open and one.share}


def _open_in_order(network: Network, flow: str) -> list[str]:
    """Open routes of a flow, the most preferred first."""
    choice = network.routes[flow]
    return [by for by in preferred(choice) if choice.ways[by].open]


def _outlooks(network: Network, flow: str) -> dict[str, Outlook]:
    """What is known beforehand of each open route, the most preferred first."""
    ways = network.routes[flow].ways
    found = {}
    for by in _open_in_order(network, flow):
        hours = [ways[by].handling_hours]
        for service in ways[by].route:
            hours += _calm_hours(network, service)
        found[by] = Outlook(tuple(hours), tuple(ways[by].queues.items()))
    return found


def _calm_hours(network: Network, name: str) -> Iterator[float]:
    """Hours under way on a service, without any queue."""
    service = network.services[name]
    yield service.sailing_hours.average if isinstance(service, Sea) else service.hours.average
    for section in service.sections if isinstance(service, Rail) else ():
        yield network.sections[section].running_hours
        yield network.sections[section].stop_hours
