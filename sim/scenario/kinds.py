"""The five kinds of growth statement, and what each needs to be complete.

Faults are pairs of the key at fault (empty: the statement as a whole) and the message.
"""

from __future__ import annotations

from collections.abc import Iterator

from sim.scenario.language import Growth

KeyFault = tuple[str, str]

KINDS = {
    "times": ("times", "of_year"),
    "times_path": ("times_path",),
    "percent_per_year": ("percent_per_year",),
    "year": ("year", "teu", "trains", "tonnes"),
    "observed": ("observed",),
}
UNITS = ("teu", "trains", "tonnes")
OPEN_KINDS = ("times", "times_path", "percent_per_year")
CHOICE = (
    "times with of_year, times_path, percent_per_year, year with teu, trains or tonnes, or observed"
)


def kinds_of(growth: Growth) -> list[str]:
    """The kinds of which a statement has a key; a sound one has exactly one."""
    return [kind for kind, keys in KINDS.items() if _given(growth, keys)]


def unit_of(growth: Growth) -> str:
    """The unit of a fixed yearly total: teu, trains or tonnes."""
    return _given(growth, UNITS)[0]


def is_open(growth: Growth) -> bool:
    """Whether a statement goes on until the next one begins."""
    return growth.to is None and kinds_of(growth)[0:1] in ([kind] for kind in OPEN_KINDS)


def faults_of_keys(growth: Growth) -> Iterator[KeyFault]:
    """What is missing, doubled or reversed in one statement read by itself."""
    kinds = kinds_of(growth)
    if not kinds:
        yield "", f"says nothing of demand; give one of {CHOICE}"
    elif len(kinds) > 1:
        yield kinds[1], f"stands beside {kinds[0]}; a statement is of one kind: {CHOICE}"
    elif kinds == ["year"]:
        yield from _faults_of_year(growth)
    else:
        yield from _faults_of_times(growth)
        yield from _faults_of_months(growth)


def _given(growth: Growth, keys: tuple[str, ...]) -> list[str]:
    return [key for key in keys if getattr(growth, key) is not None]


def _faults_of_times(growth: Growth) -> Iterator[KeyFault]:
    given = _given(growth, KINDS["times"])
    if given == ["times"]:
        yield "times", "does not say of what; add `of_year`, the year whose months are multiplied"
    if given == ["of_year"]:
        yield "of_year", "stands alone; add `times`, the multiple of its months"


def _faults_of_year(growth: Growth) -> Iterator[KeyFault]:
    units = _given(growth, UNITS)
    if growth.year is None:
        yield units[0], "does not say of which year; add `year`"
    if not units:
        yield "year", "fixes no total; add one of teu, trains or tonnes"
    if len(units) > 1:
        yield units[1], f"stands beside {units[0]}; fix the total in one unit"
    for key in [key for key in ("from", "to") if getattr(growth, key.replace("from", "from_"))]:
        yield key, "stands beside a yearly total, which covers its whole year; leave it out"


def _faults_of_months(growth: Growth) -> Iterator[KeyFault]:
    if growth.from_ is None:
        yield "", "does not say from which month; add `from: YYYY-MM`"
    elif growth.to and growth.to < growth.from_:
        yield "to", f"{growth.to:%Y-%m} is before from {growth.from_:%Y-%m}; swap them"
