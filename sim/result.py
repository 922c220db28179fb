"""What a run gives back: its numbers, their summary, its answer and its charts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

    from sim.experiment.store import Store
    from sim.scenario import Scenario

TABLE = "kpis.parquet"
RESOLVED = "scenario.resolved.yaml"
PICTURES = "charts/"


@dataclass(frozen=True)
class Result:
    """The outcome of all replications of one scenario."""

    scenario: Scenario
    kpis: pd.DataFrame  # one number a row, by replication

    @cached_property
    def summary(self) -> pd.DataFrame:
        """Yearly numbers over replications: mean, low and high (95 % t interval), n."""
        from sim.experiment.statistics import summarise

        return summarise(self.kpis)

    @cached_property
    def answer(self) -> list[str]:
        """The answer in about ten lines."""
        from sim.report.answer import lines

        return lines(self.kpis, self.scenario)

    def numbers(self) -> dict[str, bytes]:
        """The files of a results folder that hold the numbers and what they were made from."""
        from sim.experiment.tables import to_csv, to_parquet

        return {
            TABLE: to_parquet(self.kpis),
            "summary.csv": to_csv(self.summary),
            RESOLVED: self.scenario.resolved.encode(),
        }

    def pictures(self) -> dict[str, bytes]:
        """Every chart as PNG and SVG, by the name of its file."""
        from sim.report.charts import draw
        from sim.report.images import images

        drawn = images(draw(self.kpis, self.scenario))
        return {f"{PICTURES}{name}": image for name, image in drawn.items()}

    @property
    def plot(self) -> Plots:
        """The charts: `result.plot.projection()` returns a Matplotlib figure."""
        return Plots(self)


@dataclass(frozen=True)
class Plots:
    """The charts of a result, each a method by its name."""

    result: Result

    def __dir__(self) -> list[str]:
        from sim.report.charts import CHARTS

        return sorted(CHARTS)

    def __getattr__(self, name: str) -> Callable[[], Any]:
        from sim.report.charts import CHARTS

        if name not in CHARTS:
            raise AttributeError(f"no chart is called {name}; there are {', '.join(CHARTS)}")
        return partial(CHARTS[name], self.result.kpis, self.result.scenario)


def is_picture(name: str) -> bool:
    """Whether a file of a results folder is drawn from the others."""
    return name.startswith(PICTURES)


def read(store: Store) -> Result:
    """Return the result that a results folder holds; raises SurroundingsError and ScenarioError."""
    from sim.experiment.tables import from_parquet
    from sim.scenario import load

    return Result(load(store.folder / RESOLVED), from_parquet(store.read(TABLE)))
