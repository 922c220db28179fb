"""The breaks by family of tests, and their table in docs/validation.md.

`python -m tests.breaks.page` tries each and writes the table.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.breaks.breaks import Break, is_seen
from tests.breaks.of_overload import OVERLOAD
from tests.breaks.of_relations import RELATIONS
from tests.breaks.of_statistics import STATISTICS
from tests.breaks.of_theory import THEORY

FAMILIES = {
    "theory": THEORY,
    "relations": RELATIONS,
    "statistics": STATISTICS,
    "overload": OVERLOAD,
}
PAGE = Path(__file__).parents[2] / "docs" / "validation.md"
BEGIN, END = "<!-- families: begin -->", "<!-- families: end -->"


def all_breaks() -> Iterator[tuple[str, Break]]:
    for family, breaks in FAMILIES.items():
        for one in breaks:
            yield family, one


def table() -> str:
    """The breaks as a table of the validation page."""
    rows = [f"| {family} | {one.how} | {one.test} |" for family, one in all_breaks()]
    head = ["| family | broken so | the test that fails |", "| --- | --- | --- |"]
    return "\n".join([BEGIN, *head, *rows, END])


def main() -> None:
    """Write the table; exit with those that no test sees."""
    unseen = []
    for family, one in all_breaks():
        with TemporaryDirectory() as folder:
            if not is_seen(one, Path(folder)):
                unseen.append(f"{family}: {one.how}, {one.test}")
    if unseen:
        sys.exit("not seen:\n" + "\n".join(unseen))
    before, rest = PAGE.read_text(encoding="utf-8").split(BEGIN)
    PAGE.write_text(before + table() + rest.split(END)[1], encoding="utf-8")


if __name__ == "__main__":
    main()
