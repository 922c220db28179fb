"""Each deliberate fault makes the comparison fail in the small world that the page names."""

from __future__ import annotations

from functools import cache

import pytest

from tests.oracle.breaks import BREAKS, PAGE, WORLDS_TRIED, Break, first_world, is_seen, table


@cache
def named_worlds() -> dict[str, int]:
    """The world in which each break is first seen, as the page tells it."""
    rows = [line.split("|") for line in PAGE.read_text(encoding="utf-8").splitlines()]
    told = {(row[1].strip(), row[2].strip()): row[3].strip() for row in rows if len(row) == 5}
    worlds = {name: told.get((one.rule, one.how), "") for name, one in BREAKS.items()}
    return {name: int(world) for name, world in worlds.items() if world.isdigit()}


def test_every_break_is_on_the_page() -> None:
    assert set(named_worlds()) == set(BREAKS), "python -m tests.oracle.breaks"


# Those that worlds 0 to 2 show are tried every time.
TRIED = [
    pytest.param(name, marks=[pytest.mark.slow] * (named_worlds().get(name, 0) > 2))
    for name in BREAKS
]


@pytest.mark.parametrize("name", TRIED)
def test_a_break_is_seen(name: str) -> None:
    assert is_seen(name, named_worlds()[name])


@pytest.mark.slow
def test_nothing_is_seen_where_nothing_is_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    """In the worlds that show the breaks, and after all of them: the model is whole again."""
    worlds = set(named_worlds().values())
    monkeypatch.setitem(BREAKS, "none", Break("none", "not at all", lambda _: None))
    assert not [number for number in worlds if is_seen("none", number)]


@pytest.mark.slow
def test_the_page_shows_the_table_as_it_is() -> None:
    unseen = [name for name in BREAKS if first_world(name) is None]
    assert not unseen, f"no world among {WORLDS_TRIED} shows {unseen}"
    assert table() in PAGE.read_text(encoding="utf-8")
