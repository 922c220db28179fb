"""What a study gives back: its tables, its answer and its chart."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

    from sim.experiment.comparing import Compared

TABLES = ("league", "regret", "interactions", "targets", "worth", "payments")


@dataclass(frozen=True)
class Comparison:
    """The outcome of a study; every table is tidy, a row a fact."""

    found: Compared

    @property
    def values(self) -> pd.DataFrame:
        """A number by world, choice, replication, year and indicator."""
        return self.found.values

    @property
    def league(self) -> pd.DataFrame:
        """Every choice by world, year and indicator: mean, difference to no option, verdict."""
        return self.found.league

    @property
    def regret(self) -> pd.DataFrame:
        """TEU that a choice stays behind the best one, in each world and in the worst."""
        return self.found.regret

    @property
    def interactions(self) -> pd.DataFrame:
        """What options bring together beyond what each brings alone."""
        return self.found.interactions

    @property
    def targets(self) -> pd.DataFrame:
        """The chance of meeting the official targets, and the year of meeting them."""
        return self.found.targets

    @cached_property
    def worth(self) -> pd.DataFrame:
        """Cost and benefit of every choice, million USD."""
        from sim.experiment.worth import worth

        return worth(self.found)

    @cached_property
    def payments(self) -> pd.DataFrame:
        """What shippers pay more to each carrier: transfers, in no ratio."""
        from sim.experiment.worth import payments

        return payments(self.found)

    @cached_property
    def lines(self) -> list[str]:
        """The answer."""
        from sim.report.study import lines

        return lines(self.found, self.worth)

    @property
    def plot(self) -> Any:
        """The league of the last year: a Matplotlib figure."""
        from sim.report.league import league_chart

        return league_chart(self.found)

    def numbers(self) -> dict[str, bytes]:
        """The files of the results folder that hold numbers and words."""
        from sim.experiment.tables import to_csv

        tables = {f"{name}.csv": to_csv(getattr(self, name)) for name in TABLES}
        values = self.values[
            ["world", "choice", "replication", "year", "indicator", "value", "unit"]
        ]
        answer = "\n".join(self.lines) + "\n"
        return {**tables, "values.csv": to_csv(values), "answer.txt": answer.encode()}

    def pictures(self) -> dict[str, bytes]:
        """The chart as PNG and SVG."""
        from sim.report.images import images

        return {f"charts/{name}": image for name, image in images({"league": self.plot}).items()}
