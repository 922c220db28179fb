"""What was observed, the bands that a run is held against, and what was fitted to it.

Two files beside the scenarios, as strict as these. `data/bands.yaml` holds observations by part
and name; `data/calibration.yaml` says which of them were put in and which numbers were fitted to
which of them. All others are predicted.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, TypeAdapter, ValidationError, model_validator

from sim.errors import Problem, ScenarioError
from sim.scenario.distributions import Part
from sim.scenario.inheritance import Joined, read_joined
from sim.scenario.months import months_between
from sim.scenario.problems import problems_of
from sim.scenario.quantities import Month, Positive, Text

Role = Literal["input", "fitted", "predicted"]


class Span(Part):
    """Months from one to another, both included."""

    from_: Month = Field(alias="from")
    to: Month

    @property
    def months(self) -> tuple[str, ...]:
        return tuple(f"{month:%Y-%m}" for month in months_between(self.from_, self.to))


def _words(value: Any) -> Any:
    return value if isinstance(value, tuple | list) else (value,)


def _periods(value: Any) -> Any:
    """A year, a month, a list of them, or the months of a span."""
    if not isinstance(value, dict):
        return _words(value)
    months = Span.model_validate(value).months
    if not months:
        raise ValueError(f"to {value['to']} lies before from {value['from']}; mend one")
    return months


def _period(value: Any) -> Any:
    if not isinstance(value, str) or not re.fullmatch(r"[0-9]{4}(-(0[1-9]|1[0-2]))?", value):
        raise ValueError(f'write a period as "YYYY" or YYYY-MM, found {value}')
    return value


Words = Annotated[tuple[Text, ...], BeforeValidator(_words)]
Period = Annotated[str, BeforeValidator(_period)]
Periods = Annotated[tuple[Period, ...], BeforeValidator(_periods), Field(min_length=1)]


class Rows(Part):
    """Rows of the results table that are added up; a column that is not named may hold anything."""

    kpi: Words
    place: Words = ()
    direction: Words = ()
    flow: Words = ()
    statistic: Words = ()
    period: Periods

    def columns(self) -> dict[str, tuple[str, ...]]:
        """The values wanted, by column that is named."""
        wanted = {name: getattr(self, name) for name in type(self).model_fields}
        return {name: values for name, values in wanted.items() if values}


class Observation(Part):
    """A published or derived number, the band that is still plausible, and what it counts.

    The rows are added up, then `over` divides and `less` takes off; a fleet or a stretch of time
    divides as well. `of` names the scenario that the number speaks of.
    """

    rows: Rows
    over: Rows | None = None
    less: Rows | None = None
    ships: Positive = 1.0
    years: Positive = 1.0
    unit: Text
    published: float
    low: float
    high: float
    counting_point: Text
    url: Text = ""
    of: Text = "backtest"

    @model_validator(mode="after")
    def _in_order(self) -> Observation:
        if not self.low <= self.published <= self.high:
            raise ValueError(
                f"low {self.low:g}, published {self.published:g} and high {self.high:g} are not"
                " in this order; mend one"
            )
        return self

    @property
    def periods(self) -> tuple[str, ...]:
        """Every period that it needs."""
        used = (self.rows, self.over, self.less)
        return tuple(period for one in used if one for period in one.period)

    def holds(self, value: float) -> bool:
        return self.low <= value <= self.high


class Parameter(Part):
    """A number that was set in view of observations, as it was before and as it is."""

    path: Text
    before: float | Text
    after: float | Text
    fitted_to: Words
    note: Text = ""


class Calibration(Part):
    """Which observations were put in, and which numbers were fitted to which of them."""

    inputs: Words = ()
    parameters: dict[str, Parameter] = Field(default_factory=dict)

    def role(self, part: str, name: str) -> Role:
        """Whether an observation was put in, fitted or predicted; a whole part may be named."""
        names = {part, f"{part}.{name}"}
        if names & set(self.inputs):
            return "input"
        fitted = {one for held in self.parameters.values() for one in held.fitted_to}
        return "fitted" if names & fitted else "predicted"


Bands = dict[str, dict[str, Observation]]
_BANDS: Any = dict[str, dict[str, Observation]]


def read_bands(path: Path) -> Bands:
    """The observations of a file by part and name; raises ScenarioError with all that is wrong."""
    bands: Bands = _read(path, _BANDS)
    return bands


def read_calibration(path: Path, bands: Bands) -> Calibration:
    """What was put in and fitted.

    Raises ScenarioError with all that is wrong, observations that the bands do not have included.
    """
    calibration: Calibration = _read(path, Calibration)
    joined = read_joined(path)
    known = {*bands, *(f"{part}.{name}" for part, held in bands.items() for name in held)}
    named = {("inputs",): calibration.inputs} | {
        ("parameters", name, "fitted_to"): one.fitted_to
        for name, one in calibration.parameters.items()
    }
    unknown = [
        joined.problem(at, f"{one} is no observation of the bands; mend the name")
        for at, names in named.items()
        for one in names
        if one not in known
    ]
    if unknown:
        raise ScenarioError(unknown)
    return calibration


def of_scenario(bands: Bands, name: str) -> Bands:
    """The observations that speak of one scenario; parts without any are left out."""
    chosen = {
        part: {key: one for key, one in held.items() if one.of == name}
        for part, held in bands.items()
    }
    return {part: held for part, held in chosen.items() if held}


def _read(path: Path, kind: Any) -> Any:
    joined = read_joined(path)
    try:
        value = TypeAdapter(kind).validate_python(joined.tree)
    except ValidationError as error:
        raise ScenarioError(_problems(error, joined, kind)) from None
    if joined.problems:
        raise ScenarioError(joined.problems)
    return value


def _problems(error: ValidationError, joined: Joined, kind: Any) -> list[Problem]:
    return [*joined.problems, *problems_of(error, joined, kind)]
