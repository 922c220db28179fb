"""Each deliberate fault makes the comparison fail in some small world."""

from __future__ import annotations

import pytest

from tests.oracle.accounts import account
from tests.oracle.breaks import BREAKS
from tests.oracle.comparison import differences
from tests.oracle.oracle import histories
from tests.oracle.worlds import random_world

WORLDS_TRIED = 20


def is_seen(number: int) -> bool:
    return bool(differences(account(number), histories(random_world(number))))


@pytest.mark.parametrize("name", BREAKS)
def test_a_break_is_seen(name: str) -> None:
    for number in range(WORLDS_TRIED):
        account(number)  # before anything is broken
        with pytest.MonkeyPatch.context() as patch:
            BREAKS[name](patch)
            if is_seen(number):
                return
    pytest.fail(f"no world among {WORLDS_TRIED} shows that {name}")


def test_nothing_is_seen_where_nothing_is_broken() -> None:
    assert differences(account(0), histories(random_world(0))) == []
