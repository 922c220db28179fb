"""The command that ranks bottlenecks with proof and climbs the ladder of reliefs."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.asking import OptionFiles, ResultsFolder, ScenarioFile, Workers, app, between, say
from sim.cli.progress import progress_shown
from sim.cli.simulating import crew_of

if TYPE_CHECKING:
    import pandas as pd

    from sim.experiment.choke_multiple import Span
    from sim.experiment.estimates import Estimate
    from sim.experiment.ladder import Climb, Rung
    from sim.experiment.relief import Bench, Effort, Ranking
    from sim.experiment.symptoms import Symptom
    from sim.experiment.yardstick import Yardstick
    from sim.scenario.scenario import Scenario

NOT_ASKED = 0.0


@app.command()
def bottlenecks(
    path: ScenarioFile,
    option: OptionFiles = None,
    year: Annotated[
        int | None, typer.Option(parser=between(1990, 2100), help="Default: the last one.")
    ] = None,
    flows: Annotated[
        str, typer.Option(metavar="GROUP", help="Flows counted. Default: those that go by sea.")
    ] = "",
    relation: Annotated[
        str,
        typer.Option(metavar="NAME", help="Whose days. Default: that of most TEU, over the sea."),
    ] = "",
    target_teu: Annotated[
        float, typer.Option(min=0, metavar="TEU", help="Climb the ladder to so much in the year.")
    ] = NOT_ASKED,
    target_days: Annotated[
        float, typer.Option(min=0, metavar="DAYS", help="Climb it to a 90 % quantile below.")
    ] = NOT_ASKED,
    rungs: Annotated[int, typer.Option(parser=between(1, 50), help="At most so many.")] = 5,
    levers: Annotated[int, typer.Option(parser=between(1, 200), help="At most so many.")] = 15,
    most: Annotated[
        int, typer.Option("--replications", parser=between(2, 1000), help="At most, of each.")
    ] = 12,
    base_replications: Annotated[
        int,
        typer.Option(
            "--base-replications",
            parser=between(2, 1000),
            help="With nothing relieved: when places choke, and what stands beside the ranking.",
        ),
    ] = 30,
    multiples_of: Annotated[
        int | None,
        typer.Option(
            parser=between(1990, 2100),
            metavar="YEAR",
            help="Find the multiple of this year at which each place chokes, instead.",
        ),
    ] = None,
    at: Annotated[
        list[float] | None,
        typer.Option(min=0.1, max=100, metavar="X", help="Tell of this multiple, too."),
    ] = None,
    pace: Annotated[bool, typer.Option("--pace", help="Try faster work, too.")] = False,
    workers: Workers = None,
    results: ResultsFolder = Path("results"),
) -> None:
    """What chokes first, what relieving it brings, what chokes next."""
    from sim.experiment.choke_multiple import Span
    from sim.experiment.ladder import Climb, Target
    from sim.experiment.relief import Effort

    asked = Asked(year, flows, relation, results, workers)
    if multiples_of:
        span = Span(replications=most, marks=tuple(sorted(at or ())))
        asked.multiples(path, option, multiples_of, span)
        return
    target = Target(target_teu, target_days or float("inf"))
    climb = Climb(target, rungs if target_teu or target_days else 0, levers, pace)
    asked.answer(path, option, climb, Effort(first=min(4, most), most=most), base_replications)


@dataclass(frozen=True)
class Asked:
    """What is measured, and where it goes."""

    year: int | None
    flows: str
    relation: str
    results: Path
    workers: int | None

    def answer(
        self,
        path: Path,
        option: list[Path] | None,
        climb: Climb,
        effort: Effort,
        base_replications: int,
    ) -> None:
        """Run, say and write everything."""
        from sim.experiment.jobs import staffed
        from sim.experiment.ladder import asked_teu
        from sim.experiment.manifest import of
        from sim.experiment.stability import chokes, seasonal
        from sim.experiment.store import Store
        from sim.experiment.tables import to_csv
        from sim.report.bottlenecks import ladder_table, ranking_table, symptom_table

        started, clock = datetime.now(UTC).isoformat(timespec="seconds"), time.monotonic()
        bench = self._bench(path, option)
        scenario = bench.ground.scenario()
        store = Store(self.results, self._folder_name(scenario, "bottlenecks"))
        with store.reserved(), staffed(bench.running.crew) as crew:
            bench.running = replace(bench.running, crew=crew)
            ranking, table = _raced(bench, climb, effort, base_replications)
            found = _by_period(scenario, table, ranking, bench.yardstick.year)
            lines = _answer(bench, ranking, table, found)
            say(*lines)
            files = {
                "chokes.csv": to_csv(chokes(table)),
                "winter_queues.csv": to_csv(seasonal(table)),
                "ranking.csv": to_csv(ranking_table(ranking)),
                "symptoms.csv": to_csv(symptom_table(found)),
                "scenario.resolved.yaml": scenario.resolved.encode(),
            }
            if climb.rungs:
                asked = asked_teu(bench)
                rungs, more = _climbed(bench, ranking, climb, effort, asked)
                say(*more)
                lines += more
                files["ladder.csv"] = to_csv(ladder_table(rungs))
                files |= _ladder_pictures(scenario, rungs, climb, asked)
            files["answer.txt"] = "\n".join([*lines, ""]).encode()
            store.write(files, of(scenario, started, time.monotonic() - clock))
        say(f"Written  {store.folder.as_posix()}/")

    def multiples(self, path: Path, option: list[Path] | None, year: int, span: Span) -> None:
        """Find, say and write from which multiple on each place chokes."""
        from sim.experiment.cases import Running
        from sim.experiment.choke_multiple import Multiples
        from sim.experiment.jobs import staffed
        from sim.experiment.manifest import of
        from sim.experiment.store import Store
        from sim.experiment.tables import to_csv
        from sim.report.images import images
        from sim.report.multiples import (
            base_teu,
            mark_lines,
            multiple_lines,
            multiple_table,
            multiples_chart,
        )
        from sim.scenario.overlay import Ground

        started, clock = datetime.now(UTC).isoformat(timespec="seconds"), time.monotonic()
        ground = Ground.read(path, tuple(option or ()))
        scenario = ground.scenario()
        year = _held_year(scenario, year)
        flows = self._counted(scenario)
        store = Store(self.results, self._folder_name(scenario, "multiples"))
        with store.reserved(), staffed(crew_of(self.workers, "", self.results)) as crew:
            study = Multiples(ground, flows, year, Running(crew), span)
            found = study.find()
            lines = list(multiple_lines(scenario, found, span, year))
            at_marks = {mark: study.chokes[mark] for mark in span.marks}
            for mark, chokes in at_marks.items():
                lines += mark_lines(scenario, mark, chokes)
            base = (year, base_teu(scenario, flows, year))
            files = {
                "multiples.csv": to_csv(multiple_table(scenario, found)),
                "scenario.resolved.yaml": scenario.resolved.encode(),
                "answer.txt": "\n".join([*lines, ""]).encode(),
            }
            drawn = images({"multiples": multiples_chart(scenario, found, span, base, at_marks)})
            files |= {f"charts/{one}": image for one, image in drawn.items()}
            store.write(files, of(scenario, started, time.monotonic() - clock))
        say(*lines, f"Written  {store.folder.as_posix()}/")

    def _folder_name(self, scenario: Scenario, what: str) -> str:
        """`SCENARIO+OPTION.WHAT`, and `.GROUP` where flows are named: another answer."""
        name = "+".join(part for part in (scenario.name, scenario.option) if part)
        return ".".join(part for part in (name, what, self.flows) if part)

    def _counted(self, scenario: Scenario) -> tuple[str, ...]:
        """The flows that are counted; complains of a group that no flow is in."""
        from sim.experiment.yardstick import counted_flows

        try:
            return counted_flows(scenario, self.flows)
        except KeyError:
            known = ", ".join(scenario.file.demand.groups) or "none"
            message = f"no flow is in group {self.flows}; groups: {known}."
            raise typer.BadParameter(message) from None

    def _bench(self, path: Path, option: list[Path] | None) -> Bench:
        from sim.experiment.active_periods import with_active_periods
        from sim.experiment.cases import Running
        from sim.experiment.relief import bench_of
        from sim.scenario.overlay import Ground

        ground = Ground.read(path, tuple(option or ()))
        yardstick = self._yardstick(ground.scenario())
        ground = ground.with_lines({"horizon": {"to": f"{yardstick.year}-12-31"}})
        crew = crew_of(self.workers, "", self.results)
        return bench_of(ground, yardstick, Running(crew, task=with_active_periods))

    def _yardstick(self, scenario: Scenario) -> Yardstick:
        from sim.experiment.yardstick import Yardstick, main_relation

        year = _held_year(scenario, self.year)
        counted = self._counted(scenario)
        relations = scenario.file.relations
        if self.relation and self.relation not in relations:
            raise typer.BadParameter(
                f"no relation is called {self.relation}; there are {', '.join(relations)}."
            )
        try:
            relation = self.relation or main_relation(scenario, year, counted)
        except KeyError:
            message = "no relation is of counted flows alone; name one with --relation."
            raise typer.BadParameter(message) from None
        return Yardstick(year, counted, relation)


def _held_year(scenario: Scenario, year: int | None) -> int:
    """The year, or the last one of the horizon; complains of one that lies outside."""
    from sim.experiment.traffic import years

    held = list(years(scenario))
    if year is not None and year not in held:
        raise typer.BadParameter(f"year {year}: from {held[0]} to {held[-1]}.")
    return year or held[-1]


def _raced(
    bench: Bench, climb: Climb, effort: Effort, base_replications: int
) -> tuple[Ranking, pd.DataFrame]:
    """The ranking, and what is kept of the tables with nothing relieved."""
    from sim.experiment.ladder import levers_of
    from sim.experiment.relief import BASE, race

    levers = levers_of(bench.ground.scenario(), bench.yardstick.year, climb.most_levers, climb.pace)
    with progress_shown() as progress:
        bench.running = replace(bench.running, progress=progress)
        ranking = race(bench, levers, effort)
        bench.run([BASE], base_replications)
        return ranking, bench.tables(_kept)


def _by_period(
    scenario: Scenario, table: pd.DataFrame, ranking: Ranking, year: int
) -> list[tuple[str, Symptom]]:
    """Symptoms of the year and of its months, at the places of the levers."""
    from sim.experiment.symptoms import symptoms

    levers = [one.candidate for one in ranking.gains if not one.candidate.parts]
    periods = [str(year), *(f"{day:%Y-%m}" for day in scenario.months if day.year == year)]
    return [
        (period, one) for period in periods for one in symptoms(scenario, table, period, levers)
    ]


def _answer(
    bench: Bench, ranking: Ranking, table: pd.DataFrame, found: list[tuple[str, Symptom]]
) -> list[str]:
    """What is said of it all."""
    from sim.experiment.relief import BASE, mean_days, mean_teu
    from sim.report.bottlenecks import queue_lines, ranking_lines, symptom_lines
    from sim.report.labels import relation_title

    scenario, yardstick, base = bench.ground.scenario(), bench.yardstick, bench.readings[BASE]
    year, flows = yardstick.year, yardstick.flows
    counted = f"{len(flows)} flow{'s' if len(flows) > 1 else ''}"
    relation = relation_title(scenario, yardstick.relation)
    mean, p90 = (_told(mean_days(base, one), 1) for one in ("mean", "p90"))
    return [
        f"{scenario.name}: {scenario.file.title}".removesuffix(": "),
        f"Delivered {year}  {_told(mean_teu(base))} TEU, {counted};"
        f" {relation}: mean {mean} d, p90 {p90} d",
        *queue_lines(scenario, table, len(base)),
        "",
        *ranking_lines(scenario, ranking, year),
        "",
        *symptom_lines(scenario, [one for period, one in found if period == str(year)], year),
    ]


KEPT = ("waiting", "working", "occupied", "momentary_bottleneck")


def _kept(table: pd.DataFrame) -> pd.DataFrame:
    """The rows from which chokes and symptoms are told."""
    from sim.experiment.stability import JUDGED

    return table[table["kpi"].isin((*KEPT, *JUDGED))]


def _climbed(
    bench: Bench, ranking: Ranking, climb: Climb, effort: Effort, asked: float
) -> tuple[list[Rung], list[str]]:
    """The rungs, and what is said of them and of what chokes when all is relieved, if any is."""
    from sim.experiment.ladder import ladder, relieved
    from sim.experiment.relief import BASE
    from sim.report.bottlenecks import ladder_lines, left_lines
    from sim.scenario.option_costs import unit_costs

    scenario = bench.ground.scenario()
    with progress_shown() as progress:
        bench.running = replace(bench.running, progress=progress)
        rungs = list(ladder(bench, climb, effort, lambda _: None, ranking))
        if len(rungs) > 1:
            end = relieved(bench, rungs)
            end.case(BASE)
            end.run([BASE], rungs[-1].teu.n)
            left = list(left_lines(scenario, end.tables(_kept), rungs[-1].teu.n))
        else:
            left = []
    known = unit_costs((bench.ground.path.parent / "options").glob("*.yaml"))
    lines = ladder_lines(scenario, rungs, climb.target, asked, known)
    return rungs, ["", *lines, *left]


def _ladder_pictures(
    scenario: Scenario, rungs: list[Rung], climb: Climb, asked: float
) -> dict[str, bytes]:
    from sim.report.images import images
    from sim.report.ladder import ladder_chart

    drawn = images({"ladder": ladder_chart(scenario, rungs, climb.target, asked)})
    return {f"charts/{name}": image for name, image in drawn.items()}


def _told(value: Estimate, digits: int = 0) -> str:
    from sim.report.bottlenecks import told

    return told(value, digits, signed=False)
