"""The theory part of docs/validation.md: every case, what was expected and what was found.

python -m tests.theory.page           # short runs, and a sixth of the long ones: minutes
python -m tests.theory.page --full    # as long as `make test-all` runs them
"""

from __future__ import annotations

import math
import sys
import time
from argparse import ArgumentParser
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.theory.chance import CASES, Case
from tests.theory.special import SPECIAL
from tests.theory.verdicts import Found
from tests.theory.without_chance import CERTAIN

PAGE = Path(__file__).parents[2] / "docs" / "validation.md"
BEGIN, END = "<!-- theory: begin -->", "<!-- theory: end -->"
HEAD = "| case | number | exact | found | 99.9 % interval | rule | holds |\n" + "| --- " * 7 + "|"

Run = Callable[[Path], Iterable[Found]]


def runs(full: bool) -> dict[str, Run]:
    """Every case by its name, in the order of the page."""
    special = {one.name: one.run for one in SPECIAL if full or not one.slow}
    in_order = sorted(
        _once_each(), key=lambda one: (not one.runs.short, one.runs.tier)
    )  # the cheap ones first
    by_chance = (one if full and one.runs.long else one.brief() for one in in_order)
    named = {
        f"{one.name}, until {one.runs.long}": partial(
            one.run, until=one.runs.long, tier=one.runs.tier
        )
        for one in by_chance
    }
    return {**{one.name: one.run for one in CERTAIN}, **special, **named}


def _once_each() -> Iterator[Case]:
    """The cases that have a long run, and those that have none under their name."""
    long = {one.name for one in CASES if one.runs.long}
    return (one for one in CASES if one.runs.long or one.name not in long)


def table(found: Iterable[Found]) -> str:
    return "\n".join([HEAD, *map(_row, found)])


def _row(one: Found) -> str:
    between = "" if one.low == one.high else f"{one.low:.5g} – {one.high:.5g}"
    cells = (one.case, one.metric, f"{one.exact:.6g}", f"{one.got:.6g}", between, one.rule)
    return f"| {' | '.join(cells)} | {_verdict(one)} |"


def _verdict(one: Found) -> str:
    """A wide interval that holds the exact value is no proof, and no contradiction either."""
    if one.holds:
        return "yes"
    return "not sure enough" if one.low <= one.exact <= one.high else "**NO**"


LENGTH = {
    False: "Runs of this page are short, a sixth as long as those of `make test-all`, with 5 % "
    "allowed instead of 2 %; *not sure enough*: the interval is too wide to judge. "
    "`python -m tests.theory.page --full` makes the page with the long runs.",
    True: "Runs of this page are as long as those of `make test-all`.",
}


def write(found: list[Found], left_out: list[str], full: bool) -> None:
    """Put the table between its marks in the page."""
    text = PAGE.read_text(encoding="utf-8")
    before, rest = text.split(BEGIN)
    after = rest.split(END)[1]
    held = sum(one.holds for one in found)
    told = f"{LENGTH[full]}\n\n{held} of {len(found)} numbers hold.\n\n{table(found)}\n"
    if left_out:
        told += f"\nNot run for this page, for want of time: {'; '.join(left_out)}.\n"
    PAGE.write_text(f"{before}{BEGIN}\n{told}{END}{after}", encoding="utf-8")


def main(full: bool, minutes: float) -> None:
    """Cases that would begin after so many minutes are left out, and the page names them."""
    until = time.monotonic() + 60 * minutes
    found: list[Found] = []
    left_out: list[str] = []
    with TemporaryDirectory() as folder:
        for name, run in runs(full).items():
            if time.monotonic() > until:
                left_out.append(name)
                continue
            found += run(Path(folder))
            sys.stdout.write(f"{name}\n")
            sys.stdout.flush()
    write(found, left_out, full)


if __name__ == "__main__":
    arguments = ArgumentParser(description=__doc__)
    arguments.add_argument("--full", action="store_true")
    arguments.add_argument("--minutes", type=float, default=math.inf)
    asked = arguments.parse_args()
    main(asked.full, asked.minutes)
