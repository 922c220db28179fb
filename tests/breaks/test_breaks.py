"""Every family of tests fails on a model that is broken, and not on one that is whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.breaks.breaks import Break, is_seen
from tests.breaks.page import FAMILIES, PAGE, all_breaks, table

BREAKS = [
    pytest.param(
        one, id=f"{family}: {one.how} | {one.test}"[:120], marks=[pytest.mark.slow] * one.slow
    )
    for family, one in all_breaks()
]


@pytest.mark.parametrize("one", BREAKS)
def test_a_break_is_seen(one: Break, tmp_path: Path) -> None:
    assert is_seen(one, tmp_path)


@pytest.mark.slow
def test_what_is_whole_is_not_taken_for_broken(tmp_path: Path) -> None:
    """The first of each family, with nothing broken."""
    for first, *_ in FAMILIES.values():
        assert not is_seen(Break("not at all", lambda _: None, first.test, first.run), tmp_path)


def test_the_page_shows_the_table_as_it_is() -> None:
    assert table() in PAGE.read_text(encoding="utf-8")
