"""The audit that closes every replication: counters of its own, kept at the events.

It shares nothing with the columns but the clock: boxes are counted in and out of every place when
they move, with the time, and at the end numbers and box-hours must agree with what the columns say.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import Final

from sim.corridor.census import GONE, Census, Place, aboard, at_origin, waiting
from sim.corridor.clock import Clock
from sim.corridor.containers import Batch, Voyage
from sim.corridor.journal import Journal, Journeys
from sim.corridor.routing import END, Routing
from sim.errors import ModelError
from sim.scenario.ways import flow_of

EXACT: Final = 1e-9  # of the box-hours at a place
ROUNDING_BOX_HOURS: Final = 0.01  # sums of times of many thousand hours


class Count:
    """Boxes at a place, and the times of their coming less those of leaving, a term a box."""

    __slots__ = ("n", "place", "times")

    def __init__(self, place: Place) -> None:
        self.place = place
        self.n = 0
        self.times = 0.0


Move = tuple[Count, Count]
"""What boxes leave, and where they come."""


class Audit:
    """Counts boxes in and out of every place: waiting for a service, aboard, delivered.

    Trains recorded as one are counted beside the others, when the run is over and without times.
    """

    def __init__(self, clock: Clock, journal: Journal, routing: Routing) -> None:
        self._clock = clock
        self._journal = journal
        self._routing = routing
        self._counts: dict[Place, Count] = {}
        self._loading: dict[tuple[str, str], Move] = {}  # by service and origin
        self._unloading: dict[tuple[str, str, str], Move] = {}  # and by the next service
        flows = journal.population.flows
        self._born = [0] * len(flows)
        self._delivered = [0] * len(flows)
        self._as_one: set[int] = set()
        self._trains: Counter[Place] = Counter()
        self._exchanged: set[str] = set()
        self._gone = self._at(GONE)
        self._kept = [self._at(at_origin(flow)) for flow in flows]
        self._offered = [
            self._at(waiting(routing.stops[flow][0], routing.flows[flow].route[0]))
            for flow in flows
        ]

    def born(self, batch: Batch) -> None:
        """Boxes that came to be at their origin."""
        n = batch.n
        self._born[batch.flow] += n
        kept = self._kept[batch.flow]
        kept.n += n
        kept.times += n * self._clock.now

    def chose(self, batch: Batch, way: int) -> None:
        """Boxes at their origin that take another way of their flow than the first."""
        n = batch.n
        self._born[batch.flow] -= n
        self._born[way] += n
        self._move(n, self._kept[batch.flow], self._kept[way])

    def replaced(self, batch: Batch, other: Batch) -> None:
        """Boxes at their origin that go as boxes of another flow, as if born of it."""
        self._exchanged |= {self._flow(batch.flow), self._flow(other.flow)}
        self._born[batch.flow] -= batch.n
        self._kept[batch.flow].n -= batch.n
        self.born(other)

    def offered(self, batch: Batch) -> None:
        """Boxes at their origin that no loading ban keeps: they wait for a service."""
        self._move(batch.n, self._kept[batch.flow], self._offered[batch.flow])

    def offered_as_one(self, batch: Batch) -> None:
        """The same of a train that is recorded as one from here on."""
        self._kept[batch.flow].n -= batch.n
        self._trains[self._offered[batch.flow].place] += batch.n

    def gave_up(self, batch: Batch) -> None:
        """Boxes that left their origin for a way of their own."""
        self._move(batch.n, self._kept[batch.flow], self._gone)

    def loaded(self, voyage: Voyage, n: int) -> None:
        """Boxes that left the stock of a terminal for a carriage."""
        key = voyage.service, voyage.origin
        places = self._loading.get(key)
        if places is None:
            left = waiting(voyage.origin, voyage.service)
            places = self._loading[key] = self._at(left), self._at(aboard(*key))
        self._move(n, places[0], places[1])

    def unloaded(self, voyage: Voyage, service: str, n: int) -> None:
        """Boxes that left a carriage and wait for their next service."""
        key = voyage.service, voyage.origin, service
        places = self._unloading.get(key)
        if places is None:
            came = waiting(voyage.terminal, service)
            places = self._unloading[key] = self._at(aboard(*key[:2])), self._at(came)
        self._move(n, places[0], places[1])

    def delivered(self, batch: Batch) -> None:
        """Boxes that came to their destination."""
        self._delivered[batch.flow] += batch.n

    def passed(self, flow: int, born: int, begun: list[int], ended: list[int]) -> None:
        """Trains recorded as one: born beside those told, begun and ended by leg."""
        self._as_one.add(flow)
        self._born[flow] += born
        self._delivered[flow] += ended[-1]
        name = self._journal.population.flows[flow]
        stops, route = self._routing.stops[name], self._routing.flows[name].route
        came = [born, *ended]
        for leg, service in enumerate(route):
            self._trains[waiting(stops[leg], service)] += came[leg] - begun[leg]
            self._trains[aboard(service, stops[leg])] += begun[leg] - ended[leg]

    def close(
        self,
        journeys: Journeys,
        standing: Iterable[tuple[tuple[str, str], int]],
        astray: Iterable[str] = (),
    ) -> None:
        """Compare counters with columns and with what stands at the terminals.

        `journeys` are all voyages; `standing` are the boxes that wait for each service at each
        terminal, counted where they stand; `astray` are breaches that other audits found. Raises
        ModelError with the first breaches found.
        """
        census = Census(self._journal, journeys, self._routing, self._as_one)
        breaches = [
            *self._vanished_boxes(standing),
            *self._lost_boxes(census),
            *self._misplaced_boxes(census),
            *self._lost_hours(census),
            *astray,
        ]
        if breaches:
            raise ModelError("audit failed: " + "; ".join(breaches[:5]))

    def _at(self, place: Place) -> Count:
        found = self._counts.get(place)
        if found is None:
            found = self._counts[place] = Count(place)
        return found

    def _move(self, n: int, left: Count, came: Count) -> None:
        times = n * self._clock.now
        left.n -= n
        left.times -= times
        came.n += n
        came.times += times
        if left.n < 0:
            raise ModelError(f"{-left.n} boxes left {left.place} that never came")

    def _flow(self, code: int) -> str:
        return flow_of(self._journal.population.flows[code])

    def _counted(self, place: Place) -> int:
        own = self._counts.get(place)
        return (own.n if own else 0) + self._trains[place]

    def _vanished_boxes(self, standing: Iterable[tuple[tuple[str, str], int]]) -> Iterator[str]:
        """Boxes that came to wait for a service and have not left stand there."""
        for (terminal, service), n in standing:
            counted = self._counted(waiting(terminal, service))
            if n != counted:
                yield f"{terminal}: counted {counted} boxes waiting for {service}, {n} stand there"

    def _lost_boxes(self, census: Census) -> Iterator[str]:
        """Created = delivered + in system, by flow."""
        for code, flow in enumerate(self._journal.population.flows):
            told = census.born[code], census.delivered[code]
            if told != (self._born[code], self._delivered[code]):
                counted = self._born[code], self._delivered[code]
                yield f"{flow}: counted {counted} born and delivered, columns say {told}"

    def _misplaced_boxes(self, census: Census) -> Iterator[str]:
        """Boxes that the columns see elsewhere than they were counted, place by place."""
        for place in sorted({*census.at, *self._counts, *self._trains}):
            counted, told = self._counted(place), census.at[place]
            if place[2] != END and told != counted:
                yield f"{' '.join(place)}: counted {counted}, columns say {told}"

    def _lost_hours(self, census: Census) -> Iterator[str]:
        """Little's law, place by place: the integral of the number is the sum of times spent."""
        spent, integral = self._comparable(census.hours), self._integrals()
        for place in sorted(set(spent) | set(integral)):
            told, counted = spent[place], integral[place]
            if abs(told - counted) > EXACT * abs(counted) + ROUNDING_BOX_HOURS:
                yield f"{' '.join(place)}: counted {counted:g} box-hours, columns say {told:g}"

    def _integrals(self) -> defaultdict[Place, float]:
        """Box-hours at each place to the end of the run, from the times of coming and leaving."""
        found: defaultdict[Place, float] = defaultdict(float)
        for place, count in self._counts.items():
            if place[2] != END:
                box_hours = count.n * self._journal.end - count.times
                found[self._origin_of_all_ways(place)] += box_hours
        return self._comparable(found)

    def _origin_of_all_ways(self, place: Place) -> Place:
        return at_origin(flow_of(place[1])) if place[0] == "kept" else place

    def _comparable(self, found: defaultdict[Place, float]) -> defaultdict[Place, float]:
        """Without the origins of trains recorded as one, and of boxes that went as others."""
        for flow in self._exchanged | {self._flow(code) for code in self._as_one}:
            found.pop(at_origin(flow), None)
        return found
