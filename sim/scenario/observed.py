"""Observed train counts: a CSV file with the columns `from`, `to` and one a flow."""

from __future__ import annotations

import csv
import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeVar

from sim.errors import Mark, Problem, ScenarioError
from sim.scenario.months import ONE_DAY

Row = tuple[int, dict[str, str]]
Value = TypeVar("Value")


@dataclass(frozen=True)
class ObservedPeriod:
    """Trains counted from the first to the last day of a period, both included."""

    from_: date
    to: date
    trains: float

    @property
    def days(self) -> int:
        """Length in days."""
        return (self.to - self.from_).days + 1

    def days_within(self, first: date, last: date) -> int:
        """Days of the period that lie between two days, both included."""
        return max(0, (min(self.to, last) - max(self.from_, first)).days + 1)


Series = tuple[ObservedPeriod, ...]


def trains_between(series: Series, first: date, last: date) -> float:
    """Trains between two days, both included, each count spread evenly over its period."""
    return math.fsum(one.trains * one.days_within(first, last) / one.days for one in series)


def first_day_without_count(series: Series, first: date, last: date) -> date | None:
    """The first day between two days, both included, that lies in no period."""
    day = first
    for period in series:
        if period.from_ <= day <= period.to:
            day = period.to + ONE_DAY
    return day if day <= last else None


def read_observed(path: Path, column: str) -> Series:
    """Return the periods of one column in order of time.

    Raises ScenarioError with every faulty line: dates that are not ISO dates or reversed,
    periods that overlap or stand out of order, counts that are not whole or below zero.
    """
    reading = _Reading(path, column)
    periods = [period for row in reading.rows() if (period := reading.period(row))]
    if not reading.problems and not periods:
        reading.complain(1, "holds no period; add a line such as 2024-01-01,2024-01-31,12")
    if reading.problems:
        raise ScenarioError(reading.problems)
    return tuple(periods)


class _Reading:
    """One pass through a file that collects its faults."""

    def __init__(self, path: Path, column: str) -> None:
        self.path = path
        self.column = column
        self.problems: list[Problem] = []
        self._latest: date | None = None

    def complain(self, line: int, message: str) -> None:
        self.problems.append(Problem(Mark(str(self.path), line, 1), "", message))

    def rows(self) -> Iterable[Row]:
        """Line number and cells by column of every line that is not blank."""
        try:
            with self.path.open(encoding="utf-8-sig", newline="") as lines:
                yield from self._cells(csv.reader(lines, strict=True))
        except (OSError, UnicodeDecodeError, csv.Error) as error:
            reason = error.strerror if isinstance(error, OSError) else error
            self.complain(1, f"cannot be read ({reason}); give a CSV file in UTF-8")

    def _cells(self, reader: Iterable[list[str]]) -> Iterable[Row]:
        rows = ([cell.strip() for cell in cells] for cells in reader)
        lines = ((line, cells) for line, cells in enumerate(rows, start=1) if any(cells))
        header = next(lines, (1, list[str]()))[1]
        if not self._header_is_sound(header):
            return
        for line, cells in lines:
            if len(cells) != len(header):
                self.complain(line, f"has {len(cells)} cells where the header has {len(header)}")
            else:
                yield line, dict(zip(header, cells, strict=True))

    def _header_is_sound(self, header: list[str]) -> bool:
        for name in ("from", "to", self.column):
            if header.count(name) != 1:
                found = "stands twice" if name in header else "is missing"
                columns = ", ".join(header) or "none"
                self.complain(1, f"column `{name}` {found}; the columns are: {columns}")
        return not self.problems

    def period(self, row: Row) -> ObservedPeriod | None:
        """The period of a line, or nothing when the line is faulty."""
        line = row[0]
        first, last = self._parsed(row, "from", _day), self._parsed(row, "to", _day)
        trains = self._parsed(row, self.column, _count)
        if first is None or last is None:
            return None
        if last < first:
            self.complain(line, f"to {last} is before from {first}; swap them")
            return None
        if self._latest is not None and first <= self._latest:
            self.complain(
                line,
                f"from {first} is not after {self._latest}, the last day of the period before;"
                " periods stand in order and do not overlap",
            )
        self._latest = max(last, self._latest or last)
        return None if trains is None else ObservedPeriod(first, last, trains)

    def _parsed(self, row: Row, name: str, parse: Callable[[str], Value]) -> Value | None:
        try:
            return parse(row[1][name])
        except ValueError as error:
            self.complain(row[0], f"{name}: {error}")
            return None


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"`{text}` is not a day; write YYYY-MM-DD") from None
    if text != day.isoformat():
        raise ValueError(f"`{text}` is not a day as YYYY-MM-DD; write {day}")
    return day


def _count(text: str) -> float:
    if not (text.isascii() and text.isdecimal()):
        raise ValueError(f"`{text}` is not a count of trains; write a whole number, 0 or more")
    return float(text)
