"""Where the files of a study stand, and what is wrong with their names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from sim.errors import Problem
from sim.scenario.inheritance import Joined
from sim.scenario.naming import name_fault
from sim.scenario.scalars import shown
from sim.scenario.source import Address
from sim.scenario.spelling import did_you_mean
from sim.scenario.study_file import StudyFile

MOST_FACTORS = 5  # 32 choices; more of them is a design, not a factorial
SHELVES: Mapping[str, str] = {"scenarios": "..", "readings": "../readings", "options": "../options"}


@dataclass(frozen=True)
class Shelf:
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
        if self.file.map:
            yield from self._missing("readings", self.file.map.readings, ("map",))
        yield from self._combined()

    def _missing(
        self, kind: str, names: tuple[str, ...], within: Address = ()
    ) -> Iterator[Problem]:
        seen: set[str] = set()
        for number, name in enumerate(names):
            address = (*within, kind, str(number))
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
