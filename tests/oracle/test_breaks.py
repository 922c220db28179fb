"""Each deliberate fault makes the comparison fail in some small world."""

from __future__ import annotations

import pytest

from sim.corridor.model import simulate
from tests.oracle.accounts import account
from tests.oracle.adapter import journal_histories
from tests.oracle.breaks import BREAKS, PAGE, WORLDS_TRIED, first_world, table
from tests.oracle.comparison import differences
from tests.oracle.worlds import random_world


@pytest.mark.parametrize("name", BREAKS)
def test_a_break_is_seen(name: str) -> None:
    assert first_world(name) is not None, f"no world among {WORLDS_TRIED} shows {name}"


def test_nothing_is_seen_where_nothing_is_broken() -> None:
    """After all breaks the model is whole again."""
    for name in BREAKS:
        first_world(name)
    journal = simulate(random_world(0), 0)
    assert differences(account(0), journal_histories(random_world(0), journal)) == []


def test_the_page_shows_the_table_as_it_is() -> None:
    assert table() in PAGE.read_text()
