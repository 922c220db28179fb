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

from pydantic import ValidationError

from sim.errors import Problem, ScenarioError
from sim.scenario.economics import Economics, Price, priced, read_economics
from sim.scenario.inheritance import Joined, read_joined
from sim.scenario.naming import name_of
from sim.scenario.overlay import Ground
from sim.scenario.problems import problems_of
from sim.scenario.scalars import shown
from sim.scenario.scenario import Scenario
from sim.scenario.shelf import Shelf
from sim.scenario.study_file import StudyFile
from sim.scenario.varied import varied_faults

NOTHING = ""  # the choice of no option


@dataclass(frozen=True)
class Choice:
    """Options taken together; none of them is the choice to do nothing."""

    name: str
    title: str
    of: tuple[str, ...]


Key = tuple[str, str]  # a world or a panel of the map, and a choice


@dataclass(frozen=True)
class Study:
    """A study that is ready to run.

    `cases` holds the scenario of each world and choice, `grounds` what it was read from; `panels`
    holds the same for the map, by reading and choice of one option or none.
    """

    name: str
    file: StudyFile
    worlds: tuple[str, ...]
    choices: tuple[Choice, ...]
    cases: Mapping[Key, Scenario]
    grounds: Mapping[Key, Ground]
    panels: Mapping[Key, Ground]
    prices: Mapping[str, Price]
    economics: Economics | None

    @property
    def text(self) -> str:
        """Everything that its numbers rest on, for a hash."""
        resolved = [self.cases[key].resolved for key in sorted(self.cases)]
        prices = [f"{name}: {price}" for name, price in sorted(self.prices.items())]
        return "\n".join([repr(self.file), *resolved, *prices, repr(self.economics)])

    @property
    def alone(self) -> tuple[Choice, ...]:
        """No option, and each option taken alone."""
        return tuple(one for one in self.choices if len(one.of) < 2)

    def title(self, choice: str) -> str:
        """The title of a choice."""
        return next(one.title for one in self.choices if one.name == choice)


def load_study(path: str | Path) -> Study:
    """Read a study and all that it names. Raises ScenarioError with every problem found."""
    joined = read_joined(Path(path))
    file = _validated(joined)
    shelf = Shelf(joined, file)
    if problems := [*joined.problems, *shelf.faults(name_of(Path(path)))]:
        raise ScenarioError(problems)
    choices = tuple(_choices(file, shelf))
    worlds = dict(_worlds(file, shelf))
    grounds = _grounds(worlds, choices, shelf)
    cases = _cases(grounds)
    panels = _grounds(_panels(file, shelf), choices, shelf, most=1)
    if problems := list(_unmet(file, joined, cases)) + list(_unvaried(file, joined, grounds)):
        raise ScenarioError(problems)
    _cases(panels)  # what cannot be combined is refused before anything runs
    return Study(
        name=name_of(Path(path)),
        file=file,
        worlds=tuple(worlds),
        choices=choices,
        cases=cases,
        grounds=grounds,
        panels=panels,
        prices={name: priced(option) for name, option in shelf.options.items()},
        economics=read_economics(shelf.costs) if file.costs else None,
    )


def with_replications(study: Study, replications: int | None) -> Study:
    """The study with so many replications, and no more for precision's sake."""
    if replications is None:
        return study
    asked: dict[str, object] = {"replications": max(replications, 2), "precision": None}
    if study.file.map:
        asked["map"] = study.file.map.model_copy(update={"replications": asked["replications"]})
    return replace(study, file=study.file.model_copy(update=asked))


def _validated(joined: Joined) -> StudyFile:
    try:
        return StudyFile.model_validate(joined.tree)
    except ValidationError as error:
        told = problems_of(error, joined, StudyFile)
        raise ScenarioError([*joined.problems, *told]) from None


def _choices(file: StudyFile, shelf: Shelf) -> Iterator[Choice]:
    """No option first, then each alone, then those taken together."""
    titles = {name: _title_of(path) for name, path in shelf.options.items()}
    yield Choice(NOTHING, "No option", ())
    for name, title in titles.items():
        yield Choice(name, title, (name,))
    for name, one in file.combinations.items():
        yield Choice(name, one.title or " + ".join(titles[each] for each in one.of), one.of)
    if file.factorial:
        stated = {frozenset(one.of) for one in file.combinations.values()}
        sizes = (combinations(titles, size) for size in range(2, len(titles) + 1))
        for of in chain.from_iterable(sizes):
            if frozenset(of) not in stated:
                yield Choice("+".join(of), " + ".join(titles[each] for each in of), of)


Files = tuple[Path, tuple[Path, ...]]  # a scenario, and the readings laid over it


def _worlds(file: StudyFile, shelf: Shelf) -> Iterator[tuple[str, Files]]:
    """Each scenario as it is, then under each reading, by name."""
    for one in file.scenarios:
        path = shelf.path("scenarios", one)
        yield path.stem, (path, ())
        for reading in file.readings:
            laid = shelf.path("readings", reading)
            yield f"{path.stem}+{laid.stem}", (path, (laid,))


def _panels(file: StudyFile, shelf: Shelf) -> dict[str, Files]:
    """The scenario of the map under each of its readings, by the title of the reading."""
    if file.map is None:
        return {}
    path = shelf.path("scenarios", file.scenarios[0])
    laid = [shelf.path("readings", one) for one in file.map.readings]
    panels: dict[str, Files] = {_title_of(one): (path, (one,)) for one in laid}
    return panels or {_title_of(path): (path, ())}


def _title_of(path: Path) -> str:
    return str(read_joined(path).tree.get("title", path.stem))


def _grounds(
    worlds: Mapping[str, Files], choices: tuple[Choice, ...], shelf: Shelf, most: int | None = None
) -> dict[Key, Ground]:
    """What each world and choice of `most` options is read from, by world and choice."""
    alone = {path: Ground.read(path) for path, _ in worlds.values()}
    return {
        (world, choice.name): alone[path].with_options(
            [*readings, *(shelf.options[one] for one in choice.of)]
        )
        for world, (path, readings) in worlds.items()
        for choice in choices
        if most is None or len(choice.of) <= most
    }


def _cases(grounds: Mapping[Key, Ground]) -> dict[Key, Scenario]:
    """The scenario of each world and choice; raises ScenarioError with what all of them say."""
    cases: dict[Key, Scenario] = {}
    problems: dict[Problem, None] = {}
    for key, ground in grounds.items():
        try:
            cases[key] = ground.scenario()
        except ScenarioError as error:
            problems |= dict.fromkeys(error.problems)
    if problems:
        raise ScenarioError(problems)
    return cases


def _unvaried(file: StudyFile, joined: Joined, grounds: Mapping[Key, Ground]) -> Iterator[Problem]:
    """Numbers that the study varies and that nothing would follow from."""
    known = list(grounds.values())
    for number, one in enumerate(file.switching):
        yield from varied_faults(one, ("switching", str(number)), joined, known)
        for place, rival in enumerate(one.rivals):
            if rival not in {name for _, name in grounds}:
                address = ("switching", str(number), "rivals", str(place))
                yield joined.problem(address, f"{shown(rival)} is no option of this study; mend it")
    if file.map:
        yield from varied_faults(file.map.across, ("map", "across"), joined, known)
        yield from varied_faults(file.map.up, ("map", "up"), joined, known)


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
