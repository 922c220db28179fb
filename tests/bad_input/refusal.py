"""What a faulty scenario is answered: the lines that a user would see."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.errors import ScenarioError
from sim.scenario import load

SCENARIOS = Path(__file__).parent.parent / "scenario"
MINIMAL = (SCENARIOS / "minimal.yaml").read_text(encoding="utf-8")
SMALL = (SCENARIOS / "small.yaml").read_text(encoding="utf-8")


class Folder:
    """A folder of its own, in which scenarios are named as a user would name them."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def write(self, text: str | bytes, name: str = "case.yaml") -> None:
        data = text if isinstance(text, bytes) else text.encode("utf-8")
        (self.path / name).write_bytes(data)

    def refusals(self, name: str = "case.yaml", options: tuple[str, ...] = ()) -> list[str]:
        """The lines of the refusal; a scenario that is accepted fails the test."""
        before = self.contents()
        with pytest.raises(ScenarioError) as refused:
            load(name, options)
        assert self.contents() == before
        return refused.value.lines()

    def warnings(self, name: str = "case.yaml") -> list[str]:
        """The warnings of a scenario that is accepted."""
        return [str(one) for one in load(name).warnings]

    def contents(self) -> dict[str, bytes]:
        """Every file here, to see that nothing is written."""
        return {str(one): one.read_bytes() for one in self.path.rglob("*") if one.is_file()}


def changed(text: str, old: str, new: str) -> str:
    """The text with one place changed, which must exist."""
    assert old in text
    return text.replace(old, new, 1)
