"""Clearance: papers, risk channels, inspection bays and laboratories."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from heapq import heappop, heappush
from typing import Any, TypeVar

import numpy as np

from sim.corridor.calendars import Calendar, Dated, dated
from sim.corridor.containers import Floats, Ints, Order, Rows, each_of, row_at
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

    def variate(self, rows: Rows) -> Floats | float:
        """Shape of rows, or 1 for constant work."""
        return 1.0 if self.variates is None else self.variates[rows]

    def each(self, rows: Rows, chosen: Ints) -> list[float]:
        """Variates of some of these rows, at places of shape (k,)."""
        if self.variates is None:
            return [1.0] * len(chosen)
        variates: list[float] = self.variates[rows][chosen].tolist()
        return variates

    def variate_of(self, row: int) -> float:
        return 1.0 if self.variates is None else self.variates.item(row)


class Part:
    """Boxes of one flow in a load: n rows and the times at which they are unloaded, shape (n,).

    `first_place` is the place of the first of them in the load.
    """

    __slots__ = ("first_place", "load", "rows", "unloaded")

    def __init__(self, rows: Rows, unloaded: Floats, load: Order, first_place: int) -> None:
        self.rows = rows
        self.unloaded = unloaded
        self.load = load
        self.first_place = first_place


class Inspected:
    """Boxes of one channel of a part that ask for a bay, in the order in which they do.

    `chosen` are their places in the part, shape (k,); `times`, when they ask; `done` tells when
    those that have been served are done.
    """

    __slots__ = ("_part", "chosen", "done", "hours", "times", "variates")

    def __init__(self, part: Part, chosen: Ints, work: Work) -> None:
        unloaded = part.unloaded[chosen]
        self.times: list[float] = unloaded.tolist()
        in_order = sorted(self.times)
        if in_order != self.times:
            self.times, chosen = in_order, chosen[unloaded.argsort(kind="stable")]
        self.chosen = chosen
        self.variates = work.each(part.rows, chosen)
        self.hours = work.hours
        self._part = part
        self.done: list[float] = []

    def next(self) -> tuple[Any, ...]:
        """The next box, before others by when it asks, load, place in it and row; and these boxes.

        Two trains of one consignment are loads of one order.
        """
        part, k = self._part, len(self.done)
        place = self.chosen.item(k)
        row = row_at(part.rows, place)
        return self.times[k], part.load, part.first_place + place, row, self


class InspectionBays:
    """Bays that take boxes in order of time, then load, then place, across loads that overlap."""

    def __init__(self, servers: Servers) -> None:
        self._servers = servers
        self._asking: list[tuple[Any, ...]] = []

    def announce(self, boxes: Inspected) -> None:
        """Boxes that will ask for a bay, told when their load begins to be unloaded."""
        heappush(self._asking, boxes.next())

    def commit(self, now: float) -> None:
        """Serve all boxes that asked up to now.

        Every box that asks by now has been announced, because a load announces at its start what
        happens until its end, and commits at its end.
        """
        while self._asking and self._asking[0][0] <= now:
            boxes: Inspected = heappop(self._asking)[4]
            times, first = boxes.times, len(boxes.done)
            others_ask = self._asking[0][0] if self._asking else math.inf
            last = bisect_right(times, now, first)
            if times[last - 1] >= others_ask:  # those before; of one that ties, itself
                last = max(first + 1, bisect_left(times, others_ask, first))
            variates = boxes.variates[first:last]
            boxes.done += self._servers.serve_each(times[first:last], variates, boxes.hours)
            if last < len(times):
                heappush(self._asking, boxes.next())


class Case:
    """Boxes under control, the places in their part of those in each channel that are checked, and
    those that are inspected."""

    __slots__ = ("admitted", "checked", "control", "inspected", "part")

    def __init__(self, control: Control, part: Part, admitted: float) -> None:
        self.control = control
        self.part = part
        self.admitted = admitted
        self.checked: list[tuple[Work, Ints]] = []
        self.inspected: list[Inspected] = []

    def ready(self, now: float) -> tuple[Floats, float]:
        """When each box is ready, shape (n,), and the last; told when the load is all unloaded."""
        return self.control.end(self, now)


@dataclass(frozen=True)
class WholeTrain:
    """A train recorded as one: papers and samples of its consignment, and nothing box by box."""

    control: Control
    row: int
    admitted: float

    def ready(self, now: float) -> tuple[float, float]:
        """When its papers and samples are done, told when it is wholly unloaded: of its one row,
        and so the last."""
        done = max(self.control.done_of(self.row, self.admitted), now)
        return done, done


@dataclass(frozen=True)
class Papers:
    """Declaration of a consignment: by hand or automatic."""

    automatic_share: Dated[float]
    declared: Floats | None
    by_hand: Work
    automatic: Work

    def done(self, rows: Rows, admitted: float) -> Floats | float:
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

    def done(self, rows: Rows, admitted: float, ready: Floats) -> Floats:
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

    `limits` are those of the uniforms of each channel: the sums of the shares of the channels
    before it, and at the end infinity; `with_work` are the places of channels in which something is
    done; `drawn` is a uniform a box, shape (boxes,).
    """

    papers: Papers
    limits: Dated[tuple[float, ...]]
    with_work: dict[str, int]
    drawn: Floats | None
    checks: dict[str, Work]
    inspections: dict[str, Work]
    bays: InspectionBays
    laboratories: tuple[Samples, ...]

    def begin(self, part: Part, admitted: float) -> Case:
        """Sort boxes that are being unloaded into channels and announce those to be inspected."""
        case = Case(self, part, admitted)
        if self.drawn is None:
            return case
        drawn, limits = self.drawn[part.rows], self.limits.at(admitted)
        for name, work in self.checks.items():
            case.checked.append((work, self._chosen(drawn, limits, name)))
        for name, work in self.inspections.items():
            chosen = self._chosen(drawn, limits, name)
            if len(chosen):
                case.inspected.append(boxes := Inspected(part, chosen, work))
                self.bays.announce(boxes)
        return case

    def channel_of(self, row: int, admitted: float) -> str:
        """The channel of a box in which something is done; empty where there is none."""
        if self.drawn is None or not row < len(self.drawn):
            return ""
        code = bisect_right(self.limits.at(admitted), self.drawn.item(row)) - 1
        return next((name for name, place in self.with_work.items() if place == code), "")

    def _chosen(self, drawn: Floats, limits: tuple[float, ...], channel: str) -> Ints:
        """Places of the boxes that are sorted into a channel."""
        code = self.with_work[channel]
        inside = drawn >= limits[code]
        if limits[code + 1] < math.inf:
            inside &= drawn < limits[code + 1]
        places: Ints = inside.nonzero()[0]
        return places

    def end(self, case: Case, now: float) -> tuple[Floats, float]:
        """When each box of a load is ready, shape (n,), and the last; told when it is unloaded."""
        rows, papers = case.part.rows, self.papers.done(case.part.rows, case.admitted)
        ready: Floats = np.empty(len(case.part.unloaded))
        if isinstance(papers, float):
            ready.fill(max(papers, now))
        else:
            np.maximum(papers, now, out=ready)
        for laboratory in self.laboratories:
            ready = laboratory.done(rows, case.admitted, ready)
        for work, chosen in case.checked:
            start = case.part.unloaded[chosen]
            done = start + work.hours.each(start) * work.variate(each_of(rows)[chosen])
            ready[chosen] = np.maximum(ready[chosen], done)
        self.bays.commit(now)
        for boxes in case.inspected:
            ready[boxes.chosen] = np.maximum(ready[boxes.chosen], boxes.done)
        return ready, float(np.maximum.reduce(ready))

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
        limits=Dated(shares.times, tuple(_limits(share) for share in shares.values)),
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


def _limits(shares: tuple[float, ...]) -> tuple[float, ...]:
    """What uniforms of the first channel reach at least, of the second, and so on; and infinity."""
    return (0.0, *np.cumsum(shares)[:-1].tolist(), math.inf)


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
