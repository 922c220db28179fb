"""Columns of stamps: a number a box, noted load by load."""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sim.corridor.arrays import Floats, Ints, Range, Rows, places_of
from sim.corridor.log import Log
from sim.corridor.times import Late, Times, Waves, one_or_each
from sim.errors import ModelError

MANY: Final = 8  # rows whose waves are cheaper noted than written
WIDTH: Final = 5  # numbers a run: first row, row after the last, boxes a wave, start and hours
NOTHING: Final = np.empty((0, WIDTH))


class Column:
    """A number a box, shape (n,): noted while the model runs, read when it is over.

    What was not noted is blank: nan, or −1 where numbers are `whole` (int32, from nought on). Boxes
    of a load mostly follow one another and have one number, or one a wave. So what is noted and
    kept are runs of rows: they take what loads cost, and no more for their boxes. The first load
    that is no run makes `alone`, a plain array. From then on loads are written into it, but for
    waves and late boxes of `MANY` rows or more, which `close` adds.
    """

    __slots__ = (
        "_each", "_end", "_first", "_hours", "_in_waves", "_is_closed", "_later",
        "_noted", "_numbers", "_sizes", "_whole", "alone", "n",
    )  # fmt: skip

    def __init__(self, n: int, whole: bool = False) -> None:
        self.n = n
        self._whole = whole
        self._noted = Log(width=WIDTH)
        self._later = Log(width=2)  # rows whose numbers are others than those of their run
        self.alone: NDArray[Any] | None = None
        self._in_waves = False
        self._end = math.inf
        # When it is closed: numbers of the runs, or of all boxes where no first rows are known.
        self._is_closed = False
        self._numbers: NDArray[Any] = np.empty(0)
        self._first: Ints | None = None
        self._sizes: Ints = np.empty(0, np.int64)
        self._each, self._hours = self._sizes, self._numbers

    def __len__(self) -> int:
        return self.n

    def note(self, rows: Rows, numbers: Times) -> None:
        """Numbers of some rows, each of which is noted once."""
        if self.alone is not None and not isinstance(numbers, (Waves, Late)):
            self.alone[places_of(rows)] = numbers
            return
        if isinstance(rows, Range):
            first, last = rows.first, rows.last
            if isinstance(numbers, float):
                self._noted.note_five(first, last, last - first, numbers, 0.0)
                return
            if self.alone is None or last - first >= MANY:
                if isinstance(numbers, Waves):
                    each, start, hours = numbers.each, numbers.start, numbers.hours
                    self._noted.note_five(first, last, each, start, hours)
                    return
                if isinstance(numbers, Late):
                    self._note_late(first, last, numbers)
                    return
        self.write(places_of(rows), one_or_each(numbers))

    def _note_late(self, first: int, last: int, numbers: Late) -> None:
        time, own = numbers.time, numbers.own
        self._noted.note_five(first, last, last - first, time, 0.0)
        for k, place in enumerate(numbers.places):
            if own[k] > time:
                self._later.note_two(first + place, own[k])

    def write(self, places: slice | Ints, numbers: Floats | float) -> None:
        """Numbers of some rows, written box by box."""
        if self.alone is None:
            self.alone = self._blank(self.n)
        self.alone[places] = numbers

    def close(self, end: float = math.inf, more: Floats = NOTHING) -> None:
        """Nothing is noted any more; numbers that reach `end` are blank.

        `more` are runs noted elsewhere, shape (k, WIDTH). Raises ModelError where a row is in two
        runs, or in a run and alone before the end; what is written alone twice is not seen.
        """
        runs = np.concatenate((self._noted.rows(), more))
        if (runs[1:, 0] < runs[:-1, 1]).any():
            runs = runs[runs[:, 0].argsort()]
            if (runs[1:, 0] < runs[:-1, 1]).any():
                raise ModelError("a box was stamped twice")
        first, last, each, numbers, hours = runs.T
        self._first = first.astype(np.int64)
        self._sizes = last.astype(np.int64) - self._first
        self._each, self._hours, self._end = each.astype(np.int64), hours.copy(), end
        self._in_waves = bool(hours.any())
        self._numbers = (
            numbers.astype(np.int32) if self._whole else self._blank_from_end(numbers.copy())
        )
        self._noted, self._is_closed = Log(width=WIDTH), True
        if self.alone is not None:
            self._keep_alone(self.alone)

    def _keep_alone(self, alone: NDArray[Any]) -> None:
        """Have one number a box: those written box by box, and those of the runs."""
        assert self._first is not None
        if len(self._first):
            start, stop = self._first.item(0), int(self._first[-1] + self._sizes[-1])
            of_runs = self[start:stop]
            rows = np.flatnonzero(self._is_noted(of_runs)) + start
            if self._is_noted(alone[rows]).any():
                raise ModelError("a box was stamped twice, in a run and alone")
            alone[rows] = of_runs[rows - start]
        self._first, self.alone = None, None
        self._numbers = alone if self._whole else self._blank_from_end(alone)

    def in_runs(self) -> tuple[NDArray[Any], Ints, Ints] | None:
        """Numbers, first rows and sizes of runs, where each has one number and no others are kept
        box by box."""
        if self._first is None or self._in_waves or len(self._later.rows()):
            return None
        return self._numbers, self._first, self._sizes

    def __eq__(self, other: object) -> bool:
        raise TypeError("compare what a column tells: column[:]")

    def __getitem__(self, rows: slice | NDArray[Any] | int) -> Any:
        """Numbers of some rows, shape of rows. Raises ModelError while the model runs."""
        if not self._is_closed:
            raise ModelError("a column is read before the run is over")
        if self._first is None:
            return self._numbers[rows]
        if isinstance(rows, (int, np.integer)):
            row = range(self.n)[rows]
            return self[row : row + 1][0]
        if not isinstance(rows, slice) or rows.step is not None:
            return self[:][rows]
        start, stop, _ = rows.indices(self.n)
        lasts = self._first + self._sizes
        own = slice(lasts.searchsorted(start, "right"), self._first.searchsorted(stop))
        if own.start >= own.stop:
            return self._blank(max(0, stop - start))
        first, last = min(start, self._first.item(own.start)), max(stop, lasts.item(own.stop - 1))
        told = self._of_runs(own, first, last)
        later = self._later.rows()
        if len(later):
            later = later[(later[:, 0] >= first) & (later[:, 0] < last)]
            told[later[:, 0].astype(np.int64) - first] = self._blank_from_end(later[:, 1])
        return told[start - first : stop - first]

    def _of_runs(self, own: slice, start: int, stop: int) -> NDArray[Any]:
        """Numbers of all rows from one up to another, which hold these runs; others are blank."""
        assert self._first is not None
        first, sizes, numbers = self._first[own], self._sizes[own], self._numbers[own]
        each, hours = self._each[own], self._hours[own]
        gaps = np.diff(first, prepend=start, append=stop)
        gaps[1:] -= sizes
        places = gaps.nonzero()[0]
        if len(places):
            gaps, blank = gaps[places], self._blank(len(places))
            sizes, numbers = np.insert(sizes, places, gaps), np.insert(numbers, places, blank)
            each, hours = np.insert(each, places, gaps), np.insert(hours, places, 0.0)
        if not self._in_waves:
            return numbers.repeat(sizes)
        waves = -(-sizes // each)
        boxes = each.repeat(waves)
        boxes[waves.cumsum() - 1] = sizes - (waves - 1) * each
        return self._blank_from_end(_ends(numbers, waves, hours)).repeat(boxes)

    def _blank_from_end(self, hours: Floats) -> Floats:
        """Make hours blank that reach the end; the same array."""
        hours[hours >= self._end] = math.nan
        return hours

    def _blank(self, n: int) -> NDArray[Any]:
        return np.full(n, -1, np.int32) if self._whole else np.full(n, math.nan)

    def _is_noted(self, numbers: NDArray[Any]) -> NDArray[np.bool_]:
        noted: NDArray[np.bool_] = numbers >= 0 if self._whole else numbers == numbers
        return noted


def _ends(start: Floats, waves: Ints, hours: Floats) -> Floats:
    """The end of each wave of each run, summed as one after another would."""
    after = waves.cumsum()
    ends = np.empty(after[-1])
    for n in np.bincount(waves).nonzero()[0].tolist():
        alike = np.flatnonzero(waves == n)
        moves = np.empty((len(alike), n + 1))
        moves[:, 0], moves[:, 1:] = start[alike], hours[alike, None]
        ends[(after[alike] - n)[:, None] + np.arange(n)] = np.add.accumulate(moves, 1)[:, 1:]
    return ends


class Loading:
    """Stamps of boxes that are put on a carriage, each loading noted as one as far as may be."""

    __slots__ = ("_noted", "load_start", "loaded", "voyage")

    def __init__(self, n: int) -> None:
        self.voyage = Column(n, whole=True)
        self.load_start = Column(n)
        self.loaded = Column(n)
        self._noted = Log(width=WIDTH)

    def note(self, rows: Rows, voyage: int, start: float, loaded: Times) -> None:
        """Some rows, each of which is noted once, are put on the carriage of a voyage from a time
        on; `loaded` are the times at which they are on it."""
        voyages, starts = self.voyage.alone, self.load_start.alone
        if voyages is not None and starts is not None:
            places = places_of(rows)
            voyages[places], starts[places] = voyage, start
            self.loaded.note(rows, loaded)
        elif not isinstance(rows, Range):
            self.voyage.write(rows, voyage)
            self.load_start.write(rows, start)
            self.loaded.note(rows, loaded)
        elif isinstance(loaded, float):
            self._noted.note_five(rows.first, rows.last, voyage, start, loaded)
        else:
            self._noted.note_five(rows.first, rows.last, voyage, start, math.nan)
            self.loaded.note(rows, loaded)

    def close(self, end: float) -> None:
        """Close the columns, as `Column.close` does."""
        noted = self._noted.rows()
        self.voyage.close(more=_runs(noted, 2))
        self.load_start.close(end, _runs(noted, 3))
        self.loaded.close(end, _runs(noted[noted[:, 4] == noted[:, 4]], 4))
        self._noted = Log(width=WIDTH)


def _runs(noted: Floats, number: int) -> Floats:
    """Runs of what stands at one place of what was noted."""
    first, last = noted[:, 0], noted[:, 1]
    return np.stack([first, last, last - first, noted[:, number], np.zeros(len(first))], axis=1)
