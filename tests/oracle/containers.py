"""Boxes and what happens to them together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from sim.scenario.distributions import Distribution
from tests.oracle.clock import Clock, Process
from tests.oracle.servers import Hours, Order

Address = tuple[str, str, int, int]
Stamps = dict[str, float | None]

STAMPS = (
    "ready",
    "load_start",
    "loaded",
    "departed",
    "arrived",
    "admitted",
    "unload_start",
    "unloaded",
)


def order_of(leaves: float, born: float, name: tuple[str, str, int]) -> Order:
    """The number of a vehicle: those that leave first, of these the first born, then by name."""
    return (leaves, born, name)


@dataclass(frozen=True)
class Consignment:
    """Boxes born together: flow, block key and number in the block, from 0."""

    time: float
    flow: str
    key: str
    number: int

    @property
    def order(self) -> Order:
        return order_of(self.time, self.time, (self.flow, self.key, self.number))


class Box:
    """One container: who it is, where it has been and what it is told."""

    def __init__(self, clock: Clock, consignment: Consignment, place: int, route: Order) -> None:
        self.clock, self.consignment, self.place, self.route = clock, consignment, place, route
        self.flow, self.key, self.number = consignment.flow, consignment.key, consignment.number
        self.direction, self.index, self.teu, self.tonnes = "", 0, 0.0, 0.0
        self.leg, self.by_train = 0, False
        self.legs: list[Stamps] = [dict.fromkeys(STAMPS) for _ in route]
        self.delivered: float | None = None
        self.gave_up: float | None = None
        self.met: set[str] = set()
        self.order: Order = (consignment.order, place)  # load by which it came, place in it
        self.position = place  # in the load on which it is now
        self.due = self.foretold = self.joined = 0.0
        self.party = clock.event()
        self._news = clock.event()

    @property
    def address(self) -> Address:
        return (self.flow, self.key, self.number, self.place)

    @property
    def service(self) -> str:
        return str(self.route[self.leg])

    @property
    def ends_here(self) -> bool:
        """True on the last leg: where it is unloaded it has arrived."""
        return self.leg == len(self.route) - 1

    def take_route(self, route: Order) -> None:
        """It goes this way; it has not left its origin yet."""
        self.route, self.legs = route, [dict.fromkeys(STAMPS) for _ in route]

    def tell(self, news: Any) -> None:
        """Whoever carries the box tells it what to do next."""
        self._news.succeed(news)

    def hear(self) -> Process:
        news = yield self._news
        self._news = self.clock.event()
        return news

    def stamp(self, stage: str, time: float | None = None) -> None:
        self.legs[self.leg][stage] = self.clock.now if time is None else time

    def meet(self, waited: float, closed: float = 0.0, blocked: float = 0.0) -> None:
        """Remember what held the box up, for the report on what the worlds exercise."""
        hours = {"waited": waited, "closed": closed, "blocked": blocked}
        self.met |= {kind for kind, value in hours.items() if value > 0}


class Tally:
    """Happens when the last of so many has been counted."""

    def __init__(self, clock: Clock, number: int) -> None:
        self.left, self.done, self.clock, self.ended = number, clock.event(), clock, clock.now
        if not number:
            self.done.succeed()

    def one(self) -> None:
        self.left -= 1
        if not self.left:
            self.ended = self.clock.now
            self.done.succeed()


class Mover(Protocol):
    """Whatever moves boxes between a carriage and the ground."""

    def serve(self, who: Box, order: Order, direction: str, hours: Hours) -> Process:
        """Until the box has been moved. Returns hours waited and closed."""


@dataclass(eq=False)
class Handling:
    """Crane work on the boxes of one load: which cranes, at what pace, counted off."""

    kind: str  # "loading" or "unloading"
    terminal: str
    cranes: Mover
    pace: Callable[[float], Distribution]
    order: Order
    tally: Tally


@dataclass(eq=False)
class Visit:
    """A load that is being unloaded at a terminal."""

    handling: Handling
    admitted: float
    by_rail: bool
    consignment: Consignment | None = None


@dataclass(eq=False)
class Party:
    """Boxes of one load that go on together, when the last of them is ready."""

    boxes: list[Box]
    order: Order
    consignment: Consignment | None
    leave: Callable[[Party], None]
    ready: int = 0

    def one_is_ready(self) -> None:
        self.ready += 1
        if self.ready == len(self.boxes):
            self.leave(self)


@dataclass(eq=False)
class Train:
    """Boxes on their way on a rail service."""

    service: str
    boxes: list[Box]
    order: Order
    hours: Callable[[Distribution], float]  # its running hours, from the distribution in force
    consignment: Consignment | None  # which it has been from its origin on; none once pooled
    number: int = 0  # among the pooled trains of its service

    @property
    def address(self) -> tuple[int, tuple[str, ...]]:
        """Number and name of its draws: those of its consignment, or of the service alone."""
        if self.consignment:
            return self.consignment.number, (self.consignment.flow, self.consignment.key)
        return self.number, ()


@dataclass(eq=False)
class Vessel:
    """One ship of a class; numbers count from 1."""

    service: str
    kind: str
    number: int
    port: str
    home: str
    aboard: list[Box] = field(default_factory=list)
    order: Order = ()  # its last sailing
    calls: dict[str, int] = field(default_factory=dict)
    voyages: int = 0
    berthed: int = 0
    unloaded: float = 0.0
    looked: bool = False
    left: str | None = None  # the port it left last; none while out of service
    loaded_at: str = ""  # the port that it is about to leave
    taken: list[Box] = field(default_factory=list)  # for its next sailing
    full: bool = False
    strings: list[list[Box]] = field(default_factory=list)  # of a ferry: what rolled on at a time

    @property
    def name(self) -> str:
        return f"{self.kind}/{self.number}"

    @property
    def teu(self) -> float:
        return sum(box.teu for box in self.aboard)

    @property
    def tonnes(self) -> float:
        return sum(box.tonnes for box in self.aboard)
