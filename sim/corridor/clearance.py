"""Clearance: papers, risk channels, inspection bays and laboratories."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from heapq import heappop, heappush
from typing import TypeVar

import numpy as np

from sim.corridor.calendars import Calendar, Dated, dated
from sim.corridor.containers import Floats, Ints, Order
from sim.corridor.draws import Draws
from sim.corridor.servers import Servers
from sim.scenario.distributions import Distribution
from sim.scenario.language import Clearance, Laboratory, Network
from sim.scenario.scenario import Epoch

Value = TypeVar("Value")


@dataclass(frozen=True)
class Work:
    """Work of a channel: its mean by date, its variates one a box (None: constant)."""

    hours: Dated[float]
    variates: Floats | None

    def variate(self, rows: Ints) -> Floats | float:
        """Shape of rows, or 1 for constant work."""
        return 1.0 if self.variates is None else self.variates[rows]

    def each(self, rows: Ints) -> Floats:
        """The same, shape of rows in either case."""
        return np.ones(len(rows)) if self.variates is None else self.variates[rows]

    def variate_of(self, row: int) -> float:
        return 1.0 if self.variates is None else self.variates.item(row)


class Part:
    """Boxes of one flow in a load: rows and the times at which they are unloaded, shape (n,).

    `first_place` is the place of the first of them in the load.
    """

    __slots__ = ("first_place", "load", "rows", "unloaded")

    def __init__(self, rows: Ints, unloaded: Floats, load: Order, first_place: int) -> None:
        self.rows = rows
        self.unloaded = unloaded
        self.load = load
        self.first_place = first_place


Asking = tuple[float, Order, int, int, float, Dated[float]]
"""A box that asks for a bay: when, its load and its place in it, its row, its variate, the work."""


class InspectionBays:
    """Bays that take boxes in order of time, then load, then place, across loads that overlap."""

    def __init__(self, servers: Servers) -> None:
        self._servers = servers
        self._asking: list[Asking] = []
        self._finish: dict[int, float] = {}

    def announce(self, part: Part, chosen: Ints, work: Work) -> None:
        """Boxes that will ask for a bay, told when their load begins to be unloaded."""
        times, places, rows = part.unloaded[chosen], part.first_place + chosen, part.rows[chosen]
        boxes = zip(
            times.tolist(), places.tolist(), rows.tolist(), work.each(rows).tolist(), strict=True
        )
        for time, place, row, variate in boxes:
            heappush(self._asking, (time, part.load, place, row, variate, work.hours))

    def finish(self, rows: Ints) -> Floats:
        """When boxes that have been served were done, shape of rows; told once."""
        return np.array([self._finish.pop(row) for row in rows.tolist()])

    def commit(self, now: float) -> None:
        """Serve all boxes that asked up to now.

        Every box that asks by now has been announced, because a load announces at its start what
        happens until its end, and commits at its end.
        """
        while self._asking and self._asking[0][0] <= now:
            time, _, _, row, variate, hours = heappop(self._asking)
            self._finish[row] = self._servers.serve_one(time, variate, hours)


class Case:
    """Boxes under control, and the places in their load of those in each channel."""

    __slots__ = ("admitted", "chosen", "control", "part")

    def __init__(
        self, control: Control, part: Part, admitted: float, chosen: dict[str, Ints]
    ) -> None:
        self.control = control
        self.part = part
        self.admitted = admitted
        self.chosen = chosen

    def ready(self, now: float) -> Floats:
        """When each box is ready, told when the load is wholly unloaded; shape (n,)."""
        return self.control.end(self, now)


@dataclass(frozen=True)
class WholeTrain:
    """A train recorded as one: papers and samples of its consignment, and nothing box by box."""

    control: Control
    row: int
    admitted: float

    def ready(self, now: float) -> float:
        """When its papers and samples are done, told when it is wholly unloaded."""
        return max(self.control.done_of(self.row, self.admitted), now)


@dataclass(frozen=True)
class Papers:
    """Declaration of a consignment: by hand or automatic."""

    automatic_share: Dated[float]
    declared: Floats | None
    by_hand: Work
    automatic: Work

    def done(self, rows: Ints, admitted: float) -> Floats | float:
        """When the papers of each row are done, shape of rows, or one time for all."""
        by_hand = self.by_hand.hours.at(admitted) * self.by_hand.variate(rows)
        if self.declared is None:
            return admitted + by_hand
        automatic = self.automatic.hours.at(admitted) * self.automatic.variate(rows)
        is_automatic = self.declared[rows] < self.automatic_share.at(admitted)
        done: Floats = admitted + np.where(is_automatic, automatic, by_hand)
        return done

    def done_of(self, row: int, admitted: float) -> float:
        """When the papers of one row are done."""
        work, declared = self.by_hand, self.declared
        if declared is not None and declared.item(row) < self.automatic_share.at(admitted):
            work = self.automatic
        return admitted + work.hours.at(admitted) * work.variate_of(row)


@dataclass(frozen=True)
class Samples:
    """A laboratory: the share of consignments that it holds, and its work.

    `drawn` is a uniform a consignment, repeated for each of its boxes, NaN for boxes of flows that
    are not sampled, shape (boxes,).
    """

    share: Dated[float]
    drawn: Floats
    work: Work

    def done(self, rows: Ints, admitted: float, ready: Floats) -> Floats:
        """When boxes that are ready otherwise at these times have their results, shape of rows."""
        is_held = self.drawn[rows] < self.share.at(admitted)
        if not is_held.any():
            return ready
        result = admitted + self.work.hours.at(admitted) * self.work.variate(rows)
        return np.where(is_held, np.maximum(ready, result), ready)

    def done_of(self, row: int, admitted: float) -> float:
        """When the result of one row is there; minus infinity where none is due."""
        if self.drawn.item(row) < self.share.at(admitted):
            return admitted + self.work.hours.at(admitted) * self.work.variate_of(row)
        return -np.inf


@dataclass(frozen=True)
class Control:
    """What a terminal does with the boxes that arrive in one direction.

    `limits` are the sums of the shares of all channels but the last; `with_work` are the places
    of channels in which something is done; `drawn` is a uniform a box, shape (boxes,).
    """

    papers: Papers
    limits: Dated[Floats]
    with_work: dict[str, int]
    drawn: Floats | None
    checks: dict[str, Work]
    inspections: dict[str, Work]
    bays: InspectionBays
    laboratories: tuple[Samples, ...]

    def begin(self, part: Part, admitted: float) -> Case:
        """Sort boxes that are being unloaded into channels and announce those to be inspected."""
        if self.drawn is None:
            return Case(self, part, admitted, {})
        channel = self.limits.at(admitted).searchsorted(self.drawn[part.rows], "right")
        chosen = {name: (channel == code).nonzero()[0] for name, code in self.with_work.items()}
        for name, work in self.inspections.items():
            if len(chosen[name]):
                self.bays.announce(part, chosen[name], work)
        return Case(self, part, admitted, chosen)

    def end(self, case: Case, now: float) -> Floats:
        """When each box of a load is ready, told when the load is wholly unloaded; shape (n,)."""
        rows, unloaded = case.part.rows, case.part.unloaded
        ready = np.empty(len(rows))
        ready[:] = np.maximum(self.papers.done(rows, case.admitted), now)
        for laboratory in self.laboratories:
            ready = laboratory.done(rows, case.admitted, ready)
        if not case.chosen:
            return ready
        self.bays.commit(now)
        for name, work in self.checks.items():
            chosen = case.chosen[name]
            start = unloaded[chosen]
            done = start + work.hours.each(start) * work.variate(rows[chosen])
            ready[chosen] = np.maximum(ready[chosen], done)
        for name in self.inspections:
            chosen = case.chosen[name]
            if len(chosen):
                ready[chosen] = np.maximum(ready[chosen], self.bays.finish(rows[chosen]))
        return ready

    def done_of(self, row: int, admitted: float) -> float:
        """When papers and samples of a consignment recorded as one are done."""
        done = self.papers.done_of(row, admitted)
        for laboratory in self.laboratories:
            done = max(done, laboratory.done_of(row, admitted))
        return done


def control(
    epochs: tuple[Epoch, ...],
    terminal: str,
    direction: str,
    draws: Draws,
    flows: tuple[list[str], list[str]],
) -> Control:
    """The control of a terminal in one direction, for all flows that are unloaded there, and for
    those of them that are recorded box by box."""
    rules = [epoch.network.terminals[terminal].clearance[direction] for epoch in epochs]

    def by_date(read: Callable[[Clearance], Value]) -> Dated[Value]:
        return dated(epochs, lambda network: read(network.terminals[terminal].clearance[direction]))

    def work(kind: str, read: Callable[[Clearance], Distribution], *channel: str) -> Work:
        draw = draws.a_box if channel else draws.a_consignment
        column = draw(read(first), (kind, terminal, *channel), flows[bool(channel)])
        return Work(by_date(lambda rule: read(rule).average), column)

    first = rules[0]
    channels = tuple(sorted(first.channels))
    shares = by_date(lambda rule: tuple(rule.channels[name] for name in channels))
    declares = any(rule.automatic_share > 0 for rule in rules)
    bays = Servers(by_date(lambda rule: rule.inspection_bays), None, Calendar())
    return Control(
        papers=Papers(
            automatic_share=by_date(lambda rule: rule.automatic_share),
            declared=draws.uniforms(("automatic", terminal), flows[0], each=True)
            if declares
            else None,
            by_hand=work("documents", lambda rule: rule.document_hours),
            automatic=work("documents", lambda rule: rule.automatic_hours),
        ),
        limits=Dated(shares.times, tuple(np.cumsum(share)[:-1] for share in shares.values)),
        with_work={
            name: channels.index(name) for name in (*first.check_hours, *first.inspection_hours)
        },
        drawn=draws.uniforms(("channel", terminal), flows[1]) if channels else None,
        checks={c: work("check", _check_hours(c), c) for c in first.check_hours},
        inspections={
            c: work("inspection", _inspection_hours(c), c) for c in first.inspection_hours
        },
        bays=InspectionBays(bays),
        laboratories=tuple(
            _samples(epochs, (terminal, direction, name), draws) for name in first.laboratory
        ),
    )


def _samples(epochs: tuple[Epoch, ...], key: tuple[str, str, str], draws: Draws) -> Samples:
    """The laboratory of a terminal, a direction and a name."""
    terminal, direction, name = key

    def rule(network: Network) -> Laboratory:
        return network.terminals[terminal].clearance[direction].laboratory[name]

    first = rule(epochs[0].network)
    variates = draws.a_consignment(first.hours, ("laboratory", terminal, name), first.flows)
    drawn = draws.uniforms(("samples", terminal, name), first.flows, each=True)
    return Samples(
        share=dated(epochs, lambda network: rule(network).share),
        drawn=draws.for_all(drawn, first.flows),
        work=Work(
            dated(epochs, lambda network: rule(network).hours.average),
            None if variates is None else draws.for_all(variates, first.flows),
        ),
    )


def _check_hours(channel: str) -> Callable[[Clearance], Distribution]:
    return lambda rule: rule.check_hours[channel]


def _inspection_hours(channel: str) -> Callable[[Clearance], Distribution]:
    return lambda rule: rule.inspection_hours[channel]
