"""Studies: which scenarios meet which options, what is judged and how surely.

    scenarios: [baseline, jump_2_6x]
    options: [simplified_customs, six_more_feeders]
    combinations: {both: {of: [simplified_customs, six_more_feeders]}}
    years: [2027, 2030]

A world is a scenario, or a scenario under one reading of a published figure: what nobody chooses.
A choice is no option, one, or several together: what somebody chooses. Every world meets every
choice. A name stands for a file of the shipped folders, seen from the study's; what ends in
`.yaml` is a path from the study's folder.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain, combinations
from pathlib import Path
from typing import Annotated

from pydantic import Field, ValidationError

from sim.errors import Problem, ScenarioError
from sim.scenario.distributions import Part
from sim.scenario.economics import Economics, Price, priced, read_economics
from sim.scenario.inheritance import Joined, read_joined
from sim.scenario.loading import load
from sim.scenario.naming import name_fault, name_of
from sim.scenario.problems import problems_of
from sim.scenario.quantities import Identifier, Text, Year
from sim.scenario.scalars import shown
from sim.scenario.scenario import Scenario
from sim.scenario.source import Address
from sim.scenario.spelling import did_you_mean

MOST_FACTORS = 5  # 32 choices; more of them is a design, not a factorial
NOTHING = ""  # the choice of no option
SHELVES: Mapping[str, str] = {"scenarios": "..", "readings": "../readings", "options": "../options"}


class Combination(Part):
    """Options taken together."""

    title: Text = ""
    of: tuple[Text, ...] = Field(min_length=2, description="Options of this study.")


class StudyFile(Part):
    """A study: every scenario meets every option."""

    title: Text
    note: Text = ""
    scenarios: tuple[Text, ...] = Field(min_length=1, description="Worlds that nobody chooses.")
    readings: tuple[Text, ...] = Field(
        (), description="Each makes a further world of every scenario, laid over it."
    )
    options: tuple[Text, ...] = Field(min_length=1, description="What somebody may choose.")
    combinations: dict[Identifier, Combination] = Field(
        default_factory=dict, description="Options taken together, as further choices."
    )
    factorial: bool = Field(False, description="Takes all options together in every way.")
    years: tuple[Year, ...] = Field(min_length=1, description="Years that are told.")
    group: Identifier | None = Field(
        None, description="Flows that are judged; all of the scenario without it."
    )
    relation: Identifier | None = Field(
        None, description="Relation whose days are told; the first of the scenario without it."
    )
    replications: Annotated[int, Field(ge=2, le=10_000)] = Field(
        10, description="Of each world and choice, at first."
    )
    precision: Annotated[float, Field(gt=0, le=0.5)] | None = Field(
        None,
        description=(
            "More replications follow until no difference of TEU delivered in the last year is"
            " less sure than this share of what no option delivers."
        ),
    )
    most_replications: Annotated[int, Field(ge=2, le=10_000)] = Field(
        50, description="Never passed, however unsure a difference is."
    )
    costs: Text | None = Field(None, description="File with the prices of cost and benefit.")


@dataclass(frozen=True)
class Choice:
    """Options taken together; none of them is the choice to do nothing."""

    name: str
    title: str
    of: tuple[str, ...]


@dataclass(frozen=True)
class Study:
    """A study that is ready to run; `cases` holds the scenario of each world and choice."""

    name: str
    file: StudyFile
    worlds: tuple[str, ...]
    choices: tuple[Choice, ...]
    cases: Mapping[tuple[str, str], Scenario]
    prices: Mapping[str, Price]
    economics: Economics | None

    @property
    def text(self) -> str:
        """Everything that its numbers rest on, for a hash."""
        resolved = [self.cases[key].resolved for key in sorted(self.cases)]
        prices = [f"{name}: {price}" for name, price in sorted(self.prices.items())]
        return "\n".join([repr(self.file), *resolved, *prices, repr(self.economics)])


def load_study(path: str | Path) -> Study:
    """Read a study and all that it names. Raises ScenarioError with every problem found."""
    joined = read_joined(Path(path))
    file = _validated(joined)
    shelf = _Shelf(joined, file)
    if problems := [*joined.problems, *shelf.faults(name_of(Path(path)))]:
        raise ScenarioError(problems)
    choices = tuple(_choices(file, shelf))
    worlds = dict(_worlds(file, shelf))
    cases = _cases(worlds, choices, shelf)
    if problems := list(_unmet(file, joined, cases)):
        raise ScenarioError(problems)
    return Study(
        name=name_of(Path(path)),
        file=file,
        worlds=tuple(worlds),
        choices=choices,
        cases=cases,
        prices={name: priced(option) for name, option in shelf.options.items()},
        economics=read_economics(shelf.costs) if file.costs else None,
    )


def with_replications(study: Study, replications: int | None) -> Study:
    """The study with so many replications, and no more for precision's sake."""
    if replications is None:
        return study
    asked = {"replications": max(replications, 2), "precision": None}
    return replace(study, file=study.file.model_copy(update=asked))


def _validated(joined: Joined) -> StudyFile:
    try:
        return StudyFile.model_validate(joined.tree)
    except ValidationError as error:
        told = problems_of(error, joined, StudyFile)
        raise ScenarioError([*joined.problems, *told]) from None


@dataclass(frozen=True)
class _Shelf:
    """Where the files of a study stand."""

    joined: Joined
    file: StudyFile

    def path(self, kind: str, name: str) -> Path:
        folder = self.joined.folder((kind,))
        return folder / name if name.endswith(".yaml") else folder / SHELVES[kind] / f"{name}.yaml"

    @property
    def options(self) -> dict[str, Path]:
        """The file of each option, by the name that it has in the study."""
        paths = [self.path("options", one) for one in self.file.options]
        return {path.stem: path for path in paths}

    @property
    def costs(self) -> Path:
        return self.joined.folder(("costs",)) / str(self.file.costs)

    def faults(self, name: str) -> Iterator[Problem]:
        if fault := name_fault(name):
            yield self.joined.problem((), fault)
        for kind in SHELVES:
            yield from self._missing(kind, getattr(self.file, kind))
        if self.file.costs and not self.costs.is_file():
            message = f"no file {shown(self.file.costs)} (looked in {self.costs.parent.as_posix()})"
            yield self.joined.problem(("costs",), f"{message}; mend the name")
        yield from self._combined()

    def _missing(self, kind: str, names: tuple[str, ...]) -> Iterator[Problem]:
        seen: set[str] = set()
        for number, name in enumerate(names):
            address: Address = (kind, str(number))
            path = self.path(kind, name)
            if not path.is_file():
                known = sorted(one.stem for one in path.parent.glob("*.yaml"))
                near = did_you_mean(path.stem, known) or f"there are {', '.join(known) or 'none'}"
                place = path.parent.resolve().name
                yield self.joined.problem(address, f"no {shown(path.stem)} in {place}; {near}")
            elif path.stem in seen:
                yield self.joined.problem(address, f"{shown(path.stem)} is named twice; delete one")
            seen.add(path.stem)

    def _combined(self) -> Iterator[Problem]:
        known = list(self.options)
        if self.file.factorial and len(known) > MOST_FACTORS:
            message = f"takes {MOST_FACTORS} options at most, found {len(known)}"
            yield self.joined.problem(("factorial",), f"{message}; name combinations instead")
        for name, combination in self.file.combinations.items():
            for number, one in enumerate(combination.of):
                address = ("combinations", name, "of", str(number))
                if one not in known or one in combination.of[:number]:
                    yield self.joined.problem(address, _no_option(one, known))
            if name in known:
                message = f"{shown(name)} is an option already; choose another name"
                yield self.joined.problem(("combinations", name), message, key=True)


def _no_option(name: str, known: list[str]) -> str:
    if name in known:
        return f"{shown(name)} is named twice; delete one"
    cure = did_you_mean(name, known) or f"there are {', '.join(known)}"
    return f"{shown(name)} is no option of this study; {cure}"


def _choices(file: StudyFile, shelf: _Shelf) -> Iterator[Choice]:
    """No option first, then each alone, then those taken together."""
    names = list(shelf.options)
    yield Choice(NOTHING, "No option", ())
    for name, path in shelf.options.items():
        title = read_joined(path).tree.get("title", name)
        yield Choice(name, str(title), (name,))
    for name, one in file.combinations.items():
        yield Choice(name, one.title or " and ".join(one.of), one.of)
    if file.factorial:
        stated = {frozenset(one.of) for one in file.combinations.values()}
        sizes = (combinations(names, size) for size in range(2, len(names) + 1))
        for of in chain.from_iterable(sizes):
            if frozenset(of) not in stated:
                yield Choice("+".join(of), " + ".join(of), of)


def _worlds(file: StudyFile, shelf: _Shelf) -> Iterator[tuple[str, tuple[Path, tuple[Path, ...]]]]:
    """Each scenario as it is, then under each reading, by name."""
    for one in file.scenarios:
        path = shelf.path("scenarios", one)
        yield path.stem, (path, ())
        for reading in file.readings:
            laid = shelf.path("readings", reading)
            yield f"{path.stem}+{laid.stem}", (path, (laid,))


def _cases(
    worlds: Mapping[str, tuple[Path, tuple[Path, ...]]],
    choices: tuple[Choice, ...],
    shelf: _Shelf,
) -> dict[tuple[str, str], Scenario]:
    """The scenario of each world and choice; raises ScenarioError with what all of them say."""
    cases: dict[tuple[str, str], Scenario] = {}
    problems: dict[Problem, None] = {}
    for world, (path, readings) in worlds.items():
        for choice in choices:
            options = [shelf.options[one] for one in choice.of]
            try:
                cases[world, choice.name] = load(path, [*readings, *options])
            except ScenarioError as error:
                problems |= dict.fromkeys(error.problems)
    if problems:
        raise ScenarioError(problems)
    return cases


def _unmet(
    file: StudyFile, joined: Joined, cases: Mapping[tuple[str, str], Scenario]
) -> Iterator[Problem]:
    """What the study judges and a scenario does not have."""
    for (world, choice), case in cases.items():
        if choice != NOTHING:
            continue
        if file.group and file.group not in case.file.demand.groups:
            yield joined.problem(("group",), f"{world} has no group {shown(file.group)}; mend one")
        if file.relation and file.relation not in case.file.relations:
            message = f"{world} has no relation {shown(file.relation)}; mend one"
            yield joined.problem(("relation",), message)
        whole = {month.year for month in case.months}
        for number, year in enumerate(file.years):
            if year not in whole:
                span = f"{min(whole)} to {max(whole)}"
                message = f"{world} reports {span}, not {year}; name a year of it"
                yield joined.problem(("years", str(number)), message)
