"""Calendar months, each named by its first day."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

ONE_DAY = timedelta(days=1)


def month_of(day: date) -> date:
    """The month in which a day lies."""
    return day.replace(day=1)


def months_later(month: date, number: int) -> date:
    """The month that many months later; earlier for a negative number."""
    years, index = divmod(month.month - 1 + number, 12)
    return date(month.year + years, index + 1, 1)


def year_before(month: date) -> date:
    """The same calendar month of the year before."""
    return month.replace(year=month.year - 1)


def same_month_from(start: date, month: date) -> date:
    """The month with the same place in the calendar among the twelve from `start` on."""
    this_year = month.replace(year=start.year)
    return this_year if this_year >= month_of(start) else months_later(this_year, 12)


def end_of(month: date) -> date:
    """The last day of a month."""
    return months_later(month, 1) - ONE_DAY


@cache
def days_in(month: date) -> int:
    """Days of a month, 29 for February of a leap year."""
    return end_of(month).day


def months_between(first: date, last: date) -> tuple[date, ...]:
    """The months from `first` to `last`, both included; none when `last` is earlier."""
    number = 12 * (last.year - first.year) + last.month - first.month + 1
    return tuple(months_later(first, index) for index in range(number))


@cache
def months_of_year(year: int) -> tuple[date, ...]:
    """January to December."""
    return months_between(date(year, 1, 1), date(year, 12, 1))
