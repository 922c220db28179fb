"""What a replication leaves behind: columns and records, from which the KPIs are computed."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from operator import attrgetter
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.corridor.arrays import Floats, Ints
from sim.corridor.arrivals import Population
from sim.corridor.boxes import Boxes
from sim.corridor.containers import Voyage
from sim.corridor.log import Log
from sim.corridor.passages import Passages

Texts = NDArray[np.object_]

AT_SEA: Final = ""

# Constructors of what is noted often are written out: a generated one stays interpreted.


@dataclass(init=False)
class Kept:
    """A consignment kept at its origin by a ban, hours; `to` is at most the end of the run, and
    when it gave up, if it did."""

    rows: tuple[int, int]
    terminal: str
    since: float
    to: float
    gave_up: bool

    def __init__(
        self, rows: tuple[int, int], terminal: str, since: float, to: float, gave_up: bool = False
    ) -> None:
        self.rows = rows
        self.terminal = terminal
        self.since = since
        self.to = to
        self.gave_up = gave_up


@dataclass(init=False)
class Unapproved:
    """A consignment that waits at its origin for the permission to load it on a service, hours;
    `to` is at most the end of the run."""

    rows: tuple[int, int]
    service: str
    since: float
    to: float

    def __init__(self, rows: tuple[int, int], service: str, since: float, to: float) -> None:
        self.rows = rows
        self.service = service
        self.since = since
        self.to = to


@dataclass(init=False)
class Boxless:
    """A consignment that waits at its origin for empty boxes to load, hours; `to` is at most the
    end of the run."""

    rows: tuple[int, int]
    terminal: str
    since: float
    to: float

    def __init__(self, rows: tuple[int, int], terminal: str, since: float, to: float) -> None:
        self.rows = rows
        self.terminal = terminal
        self.since = since
        self.to = to


class Journeys(NamedTuple):
    """Every voyage, in order of number: its way, an index into `ways` of (service, origin,
    terminal), shape (n,); hours of departure, arrival, admission, start and end of unloading, shape
    (n, 5); and hours of waits on the way, shape (n,)."""

    ways: list[tuple[str, str, str]]
    way: Ints
    times: Floats
    waits: Floats

    def of(self, way: int) -> Ints:
        return np.flatnonzero(self.way == way)


@dataclass
class Journal:
    """One replication.

    `carried` are the voyages that have a record of their own; the legs of trains recorded as one
    are `passages`, known when the run is over. Numbers of voyages are given to both in turn.
    `path_waits`, by section and direction: when a train asked for a path, when it got it, and the
    number of its voyage. `stays` (on tracks, at berths), by terminal and kind: from and to.
    `crane_work` (rail, quay), by terminal and kind: when a load began to be worked, the hours
    of work that it asked for, and when the last of them ended. `pool_waits`, by service and pool:
    when a train asked, when it got its units (or the end of the run), its TEU and the number of
    its voyage. `units_out`, by pool: from, to and units. `other_calls`, by terminal and name: when
    a ship of other cargo arrived, when it berthed and when it left (or the end of the run).
    `vessel_work`, by service and terminal: from when to when a vessel was busy there with its call
    or with moves; by service and `AT_SEA`: when one sailed. Ends may lie beyond that of the run.
    `full_yards`, by terminal and direction: whether a load ever did not fit, in the warm-up too.
    """

    population: Population
    start: float
    end: float
    carried: list[Voyage] = field(default_factory=list)
    passages: Passages | None = None
    path_waits: dict[tuple[str, str], Log] = field(default_factory=dict)
    kept: list[Kept] = field(default_factory=list)
    unapproved: list[Unapproved] = field(default_factory=list)
    boxless: list[Boxless] = field(default_factory=list)
    stays: dict[tuple[str, str], Floats] = field(default_factory=dict)
    crane_work: dict[tuple[str, str], Log] = field(default_factory=dict)
    pool_waits: dict[tuple[str, str], Log] = field(default_factory=dict)
    units_out: dict[str, Floats] = field(default_factory=dict)
    other_calls: dict[tuple[str, str], Log] = field(default_factory=dict)
    vessel_work: dict[tuple[str, str], Log] = field(default_factory=dict)
    full_yards: dict[tuple[str, str], bool] = field(default_factory=dict)
    _order: Ints | None = None
    _numbered: int = 0

    def new_number(self) -> int:
        """The number of the next voyage."""
        self._numbered += 1
        return self._numbered - 1

    @property
    def boxes(self) -> Boxes:
        return self.population.boxes

    @property
    def number_of_voyages(self) -> int:
        return len(self.carried) + (len(self.passages) if self.passages else 0)

    def names(self, what: str) -> Texts:
        """Service, origin or terminal of every voyage in order of number, shape (voyages,)."""
        own: Texts = np.array(list(map(attrgetter(what), self.carried)), dtype=object)
        if not self.passages:
            return own
        names = np.array([getattr(way, what) for way in self.passages.ways], dtype=object)
        return self._in_order(own, names[self.passages.way])

    def ways(self) -> tuple[list[tuple[str, str, str]], Ints]:
        """Each (service, origin, terminal) that is run, and which of them every voyage runs, in
        order of number, shape (voyages,)."""
        code: dict[tuple[str, str, str], int] = {}
        own = np.array(
            [
                code.setdefault((one.service, one.origin, one.terminal), len(code))
                for one in self.carried
            ],
            np.int64,
        )
        if not self.passages:
            return list(code), own
        legs = [
            code.setdefault((way.service, way.origin, way.terminal), len(code))
            for way in self.passages.ways
        ]
        return list(code), self._in_order(own, np.array(legs, np.int64)[self.passages.way])

    def stamps(self, *names: str) -> Floats:
        """Numbers of every voyage in order of number, shape (voyages, names).

        Column by column: a table that is made of its parts takes three times the room.
        """
        told = np.empty((self.number_of_voyages, len(names)))
        for k, name in enumerate(names):
            own = np.fromiter(map(attrgetter(name), self.carried), float, len(self.carried))
            passages = self.passages
            told[:, k] = self._in_order(own, getattr(passages, name)) if passages else own
        return told

    def journeys(self) -> Journeys:
        """Every voyage, told at one go: attributes by their names take thrice as long."""
        noted = Log(width=7)
        for one in self.carried:
            noted.note_five(one.depart, one.arrive, one.admitted, one.unload_start, one.unload_end)
            noted.note_two(one.path_wait, one.held)
        own, passages = noted.rows(), self.passages
        times, waits = own[:, :5], own[:, 5] + own[:, 6]
        if passages:  # column by column: a table that is made of its parts takes thrice the room
            of_passages = (
                passages.depart, passages.arrive, passages.admitted, passages.unload_start,
                passages.unload_end,
            )  # fmt: skip
            times = np.empty((self.number_of_voyages, len(of_passages)))
            for k, column in enumerate(of_passages):
                times[:, k] = self._in_order(own[:, k], column)
            waits = self._in_order(waits, passages.path_wait + passages.held)
        return Journeys(*self.ways(), times, waits)

    def given_up(self) -> tuple[Ints, Floats]:
        """Rows of the boxes that gave up, and when they did; shape (k,) each."""
        told = [one for one in self.kept if one.gave_up]
        rows = [np.arange(*one.rows) for one in told]
        sizes = [len(own) for own in rows]
        times = np.array([one.to for one in told]).repeat(sizes)
        return np.concatenate([np.empty(0, np.int64), *rows]), times

    def left(self) -> Floats:
        """When each box was delivered or gave up, NaN before; shape (n,), not to be changed."""
        rows, times = self.given_up()
        if not len(rows):
            return self.boxes.delivered
        left = self.boxes.delivered.copy()
        left[rows] = times
        return left

    @property
    def voyages(self) -> list[Voyage]:
        """Every voyage as a record, in order of number; dear where many trains are one record."""
        if not self.passages:
            return self.carried
        return self._all

    def _in_order(self, own: NDArray[Any], passages: NDArray[Any]) -> NDArray[Any]:
        if self._order is None:
            self._order = self._places()
        return np.concatenate((own, passages))[self._order]

    @cached_property
    def _all(self) -> list[Voyage]:
        passages = self.passages.voyages() if self.passages else ()
        return sorted([*self.carried, *passages], key=lambda one: one.number)

    def _places(self) -> Ints:
        """Where the voyages stand among those with a record and the passages, by number."""
        assert self.passages
        numbers = [voyage.number for voyage in self.carried]
        return np.concatenate((np.array(numbers, np.int64), self.passages.number)).argsort()
