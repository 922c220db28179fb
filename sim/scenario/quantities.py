"""What one value may be: names, shares, limits, hours, days and months, read strictly."""

from __future__ import annotations

import math
import re
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema

from sim.scenario.distributions import Distribution, OrPlainNumber, Part, as_distribution

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
FIRST_YEAR, LAST_YEAR = 1000, 8999
STRUCTURAL: dict[str, Any] = {"structural": True}
UNLIMITED: Any = "unlimited"
NO_HOURS: Any = 0


def _unlimited(value: Any) -> Any:
    if value == "unlimited":
        return math.inf
    return value


def _unlimited_whole(value: Any) -> Any:
    if isinstance(value, float) and not value.is_integer():
        raise ValueError(f"must be a whole number or `unlimited`, found {value:g}")
    return _unlimited(value)


def _none(value: Any) -> Any:
    return None if value == "none" else value


def _day(value: Any) -> Any:
    if isinstance(value, date):
        return value
    if not isinstance(value, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        raise ValueError(f"write dates as YYYY-MM-DD, found `{value}`")
    try:
        return _within_reach(date.fromisoformat(value))
    except ValueError as error:
        raise ValueError(f"`{value}` is not a day of the calendar ({error})") from None


def _month(value: Any) -> Any:
    if isinstance(value, date):
        return value
    if not isinstance(value, str) or not re.fullmatch(r"[0-9]{4}-(0[1-9]|1[0-2])", value):
        raise ValueError(f"write months as YYYY-MM, found `{value}`")
    try:
        return _within_reach(date(int(value[:4]), int(value[5:]), 1))
    except ValueError as error:
        raise ValueError(f"`{value}` is not a month of the calendar ({error})") from None


def _within_reach(day: date) -> date:
    """Years are counted forth and back from a date: the calendar needs room around it."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(f"years are from {FIRST_YEAR} to {LAST_YEAR}, found {day.year}")
    return day


def _window(value: Any) -> Any:
    """`08:00-18:00` as minutes of the day; a window past midnight wraps."""
    form = r"([0-9]{2}):([0-9]{2})-([0-9]{2}):([0-9]{2})"
    match = re.fullmatch(form, value) if isinstance(value, str) else None
    if not match:
        raise ValueError(f"write opening hours as HH:MM-HH:MM, found `{value}`")
    a, b, c, d = (int(part) for part in match.groups())
    start, end = 60 * a + b, 60 * c + d
    if b > 59 or d > 59 or start > 1440 or end > 1440:
        raise ValueError(f"`{value}` is not a time of the day")
    if start == end:
        raise ValueError(f"`{value}`: zero-length or all day? write 00:00-24:00 for all day")
    return (start, end)


Identifier = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
ScenarioName = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]+$", max_length=100)]
Text = Annotated[str, Field(max_length=400)]
Share = Annotated[float, Field(ge=0, le=1)]
Positive = Annotated[float, Field(gt=0, le=1e9)]
NotNegative = Annotated[float, Field(ge=0, le=1e9)]
Whole = Annotated[int, Field(ge=1, le=1_000_000)]
WholeOrZero = Annotated[int, Field(ge=0, le=1_000_000)]
Limit = Annotated[
    float,
    BeforeValidator(_unlimited),
    Field(gt=0),
    WithJsonSchema({"anyOf": [{"type": "number", "exclusiveMinimum": 0}, {"const": "unlimited"}]}),
]
Wait = Annotated[
    float,
    BeforeValidator(_unlimited),
    Field(ge=0),
    WithJsonSchema({"anyOf": [{"type": "number", "minimum": 0}, {"const": "unlimited"}]}),
]
WholeLimit = Annotated[
    float,
    BeforeValidator(_unlimited_whole),
    Field(ge=1),
    WithJsonSchema({"anyOf": [{"type": "integer", "minimum": 1}, {"const": "unlimited"}]}),
]
Hours = Annotated[Distribution, BeforeValidator(as_distribution), OrPlainNumber()]
Year = Annotated[int, Field(ge=FIRST_YEAR, le=LAST_YEAR)]
Day = Annotated[date, BeforeValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]
Month = Annotated[
    date, BeforeValidator(_month), WithJsonSchema({"type": "string", "pattern": r"^\d{4}-\d{2}$"})
]
Window = Annotated[tuple[int, int], BeforeValidator(_window), WithJsonSchema({"type": "string"})]
Stop = Literal["acceptance", "handling", "berthing", "sailing"]


# Beside a kind that may be absent: the word `none` switches it off.
NONE = BeforeValidator(_none)


class MonthShares(Part):
    """One number for each month of the year."""

    jan: NotNegative
    feb: NotNegative
    mar: NotNegative
    apr: NotNegative
    may: NotNegative
    jun: NotNegative
    jul: NotNegative
    aug: NotNegative
    sep: NotNegative
    oct: NotNegative
    nov: NotNegative
    dec: NotNegative

    def values(self) -> tuple[float, ...]:
        """The twelve numbers from January to December, shape (12,)."""
        return tuple(float(getattr(self, month)) for month in MONTHS)
