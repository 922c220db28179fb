"""What a run of history says beside what was observed: lines, files and pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from sim.errors import SurroundingsError
from sim.scenario.observations import (
    Bands,
    Calibration,
    of_scenario,
    read_bands,
    read_calibration,
)

if TYPE_CHECKING:
    from sim.experiment.comparison import Comparison
    from sim.result import Result

BANDS = "data/bands.yaml"
CALIBRATION = "data/calibration.yaml"


@dataclass(frozen=True)
class Record:
    """What was observed, and what of it was put in or fitted."""

    bands: Bands
    calibration: Calibration

    @classmethod
    def beside(cls, scenario: Path) -> Record:
        """The record in the nearest folder around a scenario file that has one.

        Raises ScenarioError with all that is wrong in it, SurroundingsError where there is none.
        """
        for folder in scenario.resolve().parents:
            if (folder / BANDS).is_file():
                bands = read_bands(folder / BANDS)
                return cls(bands, read_calibration(folder / CALIBRATION, bands))
        raise SurroundingsError(f"no {BANDS} beside {scenario} or above it")


@dataclass(frozen=True)
class Backtest:
    """A run of history with the record that it is held against."""

    result: Result
    record: Record

    @cached_property
    def comparisons(self) -> list[Comparison]:
        """Every observation of this scenario beside what the run gives."""
        from sim.experiment.comparison import compare

        scenario = self.result.scenario
        bands = of_scenario(self.record.bands, scenario.name)
        return compare(self.result.kpis, bands, self.record.calibration, scenario)

    def lines(self) -> Iterator[str]:
        """The heading of the run, what lies inside, and every comparison."""
        from sim.report import answer, backtest

        yield answer.heading(self.result.kpis, self.result.scenario)
        yield from backtest.lines(self.comparisons)

    def files(self) -> dict[str, bytes]:
        """The comparison as a table and as Markdown."""
        from sim.experiment.tables import to_csv
        from sim.report.backtest import frame

        text = "\n\n".join(self.blocks().values())
        return {
            "backtest.csv": to_csv(frame(self.comparisons)),
            "backtest.md": f"{text}\n".encode(),
        }

    def blocks(self) -> dict[str, str]:
        """Parts of a page by the name of their marks."""
        from sim.report import backtest, history

        name, run = self.result.scenario.name, self.result
        told = [
            f"{backtest.counted(self.comparisons)}; {run.kpis['replication'].nunique()}"
            " replications. Predicted, neither put in nor fitted:",
            "\n".join(f"- {line}" for line in backtest.predicted_years(self.comparisons)),
        ]
        return {
            f"{name}_short": "\n\n".join([*told, backtest.short_table(self.comparisons)]),
            name: "\n\n".join([*told, backtest.long_table(self.comparisons)]),
            f"{name}_calibration": backtest.calibration_table(self.record.calibration),
            f"{name}_days": history.days_table(run.kpis, run.scenario),
            f"{name}_border": history.border_table(run.kpis, run.scenario, self.record.bands),
            f"{name}_backlog": history.backlog_table(run.kpis, run.scenario),
        }

    def renew(self, docs: Path) -> list[Path]:
        """Write the blocks into every page that has marks for them; return these pages.

        Raises SurroundingsError when no page has any.
        """
        from sim.report.pages import has_block, with_block

        renewed = []
        for path in sorted(docs.glob("*.md")):
            page = path.read_text(encoding="utf-8")
            held = {name: text for name, text in self.blocks().items() if has_block(page, name)}
            for name, text in held.items():
                page = with_block(page, name, text)
            if held:
                path.write_text(page, encoding="utf-8")
                renewed.append(path)
        if not renewed:
            raise SurroundingsError(f"no page in {docs} has marks for {self.result.scenario.name}")
        return renewed
