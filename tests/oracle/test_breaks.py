"""Each deliberate fault makes the comparison fail in some small world."""

from __future__ import annotations

import pytest

from tests.oracle.breaks import BREAKS, PAGE, WORLDS_TRIED, Break, first_world, is_seen, table


@pytest.mark.parametrize("name", BREAKS)
def test_a_break_is_seen(name: str) -> None:
    assert first_world(name) is not None, f"no world among {WORLDS_TRIED} shows {name}"


def test_nothing_is_seen_where_nothing_is_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    """In the worlds that show the breaks, and after all of them: the model is whole again."""
    monkeypatch.setitem(BREAKS, "none", Break("none", "not at all", lambda _: None))
    shown = {first_world(name) for name in BREAKS if name != "none"}
    assert not [number for number in shown if number is not None and is_seen("none", number)]


def test_the_page_shows_the_table_as_it_is() -> None:
    assert table() in PAGE.read_text()
