"""Distributions by name, with a mean and a spread."""

from __future__ import annotations

import math
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator


class Part(BaseModel):
    """A frozen piece of a scenario that knows exactly its own keys."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", strict=True, allow_inf_nan=True, populate_by_name=False
    )


Name = Literal["constant", "exponential", "gamma", "lognormal", "uniform", "triangular"]


class Distribution(Part):
    """A quantity that is drawn: `mean` with `cv` (sd / mean), or `low`, `mode` and `high`.

    A dated measure may change the mean; the shape stays.
    """

    distribution: Name = "constant"
    mean: float | None = Field(None, ge=0, le=1e9)
    cv: float | None = Field(None, ge=0, le=100, description="Standard deviation over mean.")
    low: float | None = Field(None, ge=0, le=1e9)
    mode: float | None = Field(None, ge=0, le=1e9)
    high: float | None = Field(None, ge=0, le=1e9)

    @model_validator(mode="after")
    def _complete(self) -> Distribution:
        needed = {
            "constant": {"mean"},
            "exponential": {"mean"},
            "gamma": {"mean", "cv"},
            "lognormal": {"mean", "cv"},
            "uniform": {"low", "high"},
            "triangular": {"low", "mode", "high"},
        }[self.distribution]
        numbers = ("mean", "cv", "low", "mode", "high")
        given = {name for name in numbers if getattr(self, name) is not None}
        if given != needed:
            raise ValueError(f"{self.distribution} takes {', '.join(sorted(needed))}")
        if self.distribution in ("gamma", "lognormal") and not (self.mean and self.cv):
            raise ValueError(f"{self.distribution}: mean and cv must be > 0")
        if self.low is not None and self.high is not None:
            if self.low >= self.high:
                raise ValueError(f"low {self.low:g} is not below high {self.high:g}")
            if self.mode is not None and not self.low <= self.mode <= self.high:
                raise ValueError(f"mode {self.mode:g} is outside {self.low:g}..{self.high:g}")
        return self

    @property
    def average(self) -> float:
        """The mean of the quantity, in its own unit."""
        if self.mean is not None:
            return self.mean
        bounds = [x for x in (self.low, self.mode, self.high) if x is not None]
        return math.fsum(bounds) / len(bounds)

    @property
    def shape(self) -> tuple[str, float, float, float]:
        """What stays the same when the mean changes: name and spread relative to the mean."""
        scale = self.average or 1.0
        relative = (x / scale if x is not None else 0.0 for x in (self.low, self.mode, self.high))
        low, mode, high = relative
        return (self.distribution, self.cv or low, mode, high)


class OrPlainNumber:
    """Tells editors that a plain number may stand where a distribution may."""

    def __get_pydantic_json_schema__(self, core: Any, handler: Any) -> dict[str, Any]:
        return {"anyOf": [{"type": "number", "minimum": 0}, handler(core)]}


def as_distribution(value: Any) -> Any:
    """A plain number stands for a constant."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value
    return {"mean": float(value), "distribution": "constant"}
