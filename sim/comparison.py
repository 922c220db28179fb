"""What a study gives back: its tables, its answer and its chart."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

    from sim.experiment.cases import Running
    from sim.experiment.comparing import Compared
    from sim.experiment.first_map import Mapped
    from sim.experiment.switching import Switched
    from sim.scenario.studies import Study

TABLES = ("league", "regret", "interactions", "targets", "worth", "payments")
FURTHER = ("switching", "leads", "map")  # where the study asks for them


def answered(study: Study, running: Running) -> Comparison:
    """Run a study: its league, then how far numbers must move to reverse it, then its map.

    Raises SurroundingsError when the store cannot be written, or no replication came to its end.
    """
    from sim.errors import SurroundingsError
    from sim.experiment.comparing import compare
    from sim.experiment.first_map import first_map
    from sim.experiment.jobs import staffed
    from sim.experiment.switching import switching

    with staffed(running.crew) as crew:
        running = replace(running, crew=crew)
        found = compare(study, running)
        if found.values.empty:
            raise SurroundingsError("no replication came to its end: " + "; ".join(found.failures))
        return Comparison(found, switching(found, running), first_map(study, running))


@dataclass(frozen=True)
class Comparison:
    """The outcome of a study; every table is tidy, a row a fact."""

    found: Compared
    switched: Switched
    mapped: Mapped

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
    def switching(self) -> pd.DataFrame:
        """How far each number must move to reverse the first place; prices last."""
        import pandas as pd

        from sim.experiment.price_switching import price_switching

        tables = [self.switched.table, price_switching(self.found)]
        return pd.concat([one for one in tables if len(one)] or tables, ignore_index=True)

    @property
    def leads(self) -> pd.DataFrame:
        """What each contender delivers at each value that was tried, and its lead."""
        return self.switched.leads

    @property
    def map(self) -> pd.DataFrame:
        """Which option is first at each pair of values of the study's map."""
        return self.mapped.table

    @cached_property
    def lines(self) -> list[str]:
        """The answer."""
        from sim.experiment.switching import standing
        from sim.report.first_map import first_map_lines
        from sim.report.study import lines
        from sim.report.switching import switching_lines

        study = self.found.study
        standings = {world: standing(self.found, world) for world in study.worlds}
        told = lines(self.found, self.worth)
        told += switching_lines(study, self.switching, standings)
        if study.file.map and len(self.map):
            told += first_map_lines(study, study.file.map, self.map)
        failures = (*self.switched.failures, *self.mapped.failures)
        return told + [f"Failed: {one}" for one in failures]

    @property
    def plot(self) -> Any:
        """The league of the last year: a Matplotlib figure."""
        from sim.report.league import league_chart

        return league_chart(self.found)

    def numbers(self) -> dict[str, bytes]:
        """The files of the results folder that hold numbers and words."""
        from sim.experiment.tables import to_csv

        further = [name for name in FURTHER if len(getattr(self, name))]
        tables = {f"{name}.csv": to_csv(getattr(self, name)) for name in (*TABLES, *further)}
        values = self.values[
            ["world", "choice", "replication", "year", "indicator", "value", "unit"]
        ]
        answer = "\n".join(self.lines) + "\n"
        return {**tables, "values.csv": to_csv(values), "answer.txt": answer.encode()}

    def pictures(self) -> dict[str, bytes]:
        """The charts as PNG and SVG."""
        from sim.report.first_map import first_map_chart
        from sim.report.images import images

        figures, study = {"league": self.plot}, self.found.study
        if study.file.map and len(self.map):
            figures["map"] = first_map_chart(study, study.file.map, self.map)
        return {f"charts/{name}": image for name, image in images(figures).items()}
