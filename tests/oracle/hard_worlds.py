"""Worlds in which the comparison is hard in every way, and how hard each is.

In each, more than a tenth of the boxes waited, more than a tenth were blocked, and more than a
tenth met a closure, by the oracle's account. `python -m tests.oracle.hard_worlds` writes their
shares into docs/validation.md.
"""

from __future__ import annotations

from pathlib import Path

from tests.oracle.accounts import account
from tests.oracle.comparison import KINDS, shares

HARD = 0.10
HARD_WORLDS = (0, 2, 5, 10, 12, 13, 14, 15, 18, 19, 20, 21, 22, 23, 25, 26, 27, 29, 30, 32)
PAGE = Path(__file__).parents[2] / "docs" / "validation.md"
BEGIN, END = "<!-- worlds: begin -->", "<!-- worlds: end -->"


def table() -> str:
    """The shares of each hard world as a table of the validation page."""
    rows = []
    for number in HARD_WORLDS:
        boxes, met = account(number), shares(account(number))
        told = " | ".join(f"{100 * met[kind]:.0f} %" for kind in KINDS)
        rows.append(f"| {number} | {len(boxes):,} | {told} |")
    head = ["| world | boxes | waited | blocked or kept | met a closure |", "|" + " ---: |" * 5]
    return "\n".join([BEGIN, *head, *rows, END])


def main() -> None:
    """Write the table."""
    before, rest = PAGE.read_text(encoding="utf-8").split(BEGIN)
    PAGE.write_text(before + table() + rest.split(END)[1], encoding="utf-8")


if __name__ == "__main__":
    main()
