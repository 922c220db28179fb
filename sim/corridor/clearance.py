"""Clearance: papers, risk channels, inspection bays and laboratories."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from sim.corridor.arrays import Floats, Ints, places_of
from sim.corridor.calendars import Calendar, Dated, dated
from sim.corridor.channels import Channels
from sim.corridor.draws import Draws
from sim.corridor.inspection import Inspected, InspectionBays, Part, Work
from sim.corridor.servers import Servers
from sim.corridor.times import Finish, Late, times_at
from sim.scenario.distributions import Distribution
from sim.scenario.language import Clearance, Laboratory, Network
from sim.scenario.scenario import Epoch

Value = TypeVar("Value")


Checked = tuple[Dated[float], list[int], list[float]]
"""Hours of a check, places in their part of the boxes that are checked, and their variates."""


class Case:
    """Boxes under control: a part of a load, and those of it that are checked and inspected."""

    __slots__ = ("admitted", "checked", "control", "inspected", "part")

    def __init__(self, control: Control, part: Part, admitted: float) -> None:
        self.control = control
        self.part = part
        self.admitted = admitted
        self.checked: list[Checked] = []
        self.inspected: list[Inspected] = []

    def ready(self, now: float) -> Finish:
        """When the boxes are ready; told when the load is all unloaded."""
        return self.control.end(self, now)


@dataclass(frozen=True)
class WholeTrain:
    """A train recorded as one: papers and samples of its consignment, and nothing box by box."""

    control: Control
    row: int
    admitted: float

    def ready(self, now: float) -> Finish:
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

    def done(self, rows: slice | Ints, admitted: float) -> Floats | float:
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

    def done(self, rows: slice | Ints, admitted: float, ready: Floats) -> Floats:
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

    `with_work` are the channels (indices) in which something is done.
    """

    papers: Papers
    channels: Channels | None
    with_work: dict[str, int]
    checks: dict[str, Work]
    inspections: dict[str, Work]
    bays: InspectionBays
    laboratories: tuple[Samples, ...]

    def begin(self, part: Part, admitted: float) -> Case:
        """Sort boxes that are being unloaded into channels and announce those to be inspected."""
        case, channels = Case(self, part, admitted), self.channels
        if channels is None:
            return case
        for name, work in self.checks.items():
            checked = channels.among(part.rows, self.with_work[name], work, admitted)
            if checked[0]:
                case.checked.append((work.hours, *checked))
        for name, work in self.inspections.items():
            places, variates = channels.among(part.rows, self.with_work[name], work, admitted)
            if places:
                boxes = Inspected(part, places, variates, work.hours)
                case.inspected.append(boxes)
                self.bays.announce(boxes)
        return case

    def channel_of(self, row: int, admitted: float) -> str:
        """The channel of a box in which something is done; empty where there is none."""
        code = self.channels.of(row, admitted) if self.channels else -1
        return next((name for name, place in self.with_work.items() if place == code), "")

    def end(self, case: Case, now: float) -> Finish:
        """When the boxes of a load are ready; told when it is unloaded."""
        rows = places_of(case.part.rows)
        papers = self.papers.done(rows, case.admitted)
        self.bays.commit(now)
        if isinstance(papers, float) and not self.laboratories and not case.checked:
            return _after_bays(case, max(papers, now))
        ready = np.empty(case.part.n)
        np.maximum(papers, now, out=ready)
        for laboratory in self.laboratories:
            ready = laboratory.done(rows, case.admitted, ready)
        for hours, places, variates in case.checked:
            start = np.array(times_at(case.part.unloaded, places))
            done = start + hours.each(start) * np.array(variates)
            ready[places] = np.maximum(ready[places], done)
        for boxes in case.inspected:
            ready[boxes.places] = np.maximum(ready[boxes.places], boxes.done)
        return ready, float(np.maximum.reduce(ready))

    def done_of(self, row: int, admitted: float) -> float:
        """When papers and samples of a consignment recorded as one are done."""
        done = self.papers.done_of(row, admitted)
        for laboratory in self.laboratories:
            done = max(done, laboratory.done_of(row, admitted))
        return done


def _after_bays(case: Case, time: float) -> Finish:
    """When boxes are ready that would all be so at one time, but for those that are inspected."""
    places, own, last = list[int](), list[float](), time
    for boxes in case.inspected:
        places = places + boxes.places if places else boxes.places
        own = own + boxes.done if own else boxes.done
        last = max(last, max(boxes.done))
    return (Late(case.part.n, time, places, own) if last > time else time), last


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
        channels=_channels(shares, terminal, flows[1], draws) if channels else None,
        with_work={
            name: channels.index(name) for name in (*first.check_hours, *first.inspection_hours)
        },
        checks={c: work("check", _check_hours(c), c) for c in first.check_hours},
        inspections={
            c: work("inspection", _inspection_hours(c), c) for c in first.inspection_hours
        },
        bays=InspectionBays(bays),
        laboratories=tuple(
            _samples(epochs, (terminal, direction, name), draws) for name in first.laboratory
        ),
    )


def _channels(
    shares: Dated[tuple[float, ...]], terminal: str, flows: list[str], draws: Draws
) -> Channels:
    drawn = draws.uniforms(("channel", terminal), flows)
    return Channels(shares, drawn, draws.first_row(flows))


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
