"""Damaged files: whatever stands in one, the answer is a scenario or a refusal, never a crash."""

from __future__ import annotations

import random

import pytest

from sim.errors import ScenarioError
from sim.scenario import load
from tests.bad_input.refusal import SMALL, Folder

WORDS = b"""none unlimited 0 -1 1e9 1.5 x [] {} [a] true ~ 2024-01-01 2024-01
  *a &a !x 9999-12-31""".split()


def damaged(chance: random.Random) -> bytes:
    """The small scenario with a few bytes changed, put in or taken out, or a word replaced."""
    data = bytearray(SMALL.encode())
    for _ in range(chance.choice([1, 2, 4])):
        place = chance.randrange(len(data))
        kind = chance.randrange(4)
        if kind == 0:
            data[place] = chance.randrange(256)
        elif kind == 1:
            data[place:place] = bytes([chance.choice(b"{}[]:,&*!|>'\"%@`#-?\t\n \\~<")])
        elif kind == 2:
            del data[place : place + chance.randrange(1, 40)]
        else:
            data[place : data.find(b",", place)] = chance.choice(WORDS)
    return bytes(data)


def answer(name: str) -> list[str]:
    """The lines of the refusal; none for a scenario that is accepted."""
    try:
        load(name)
    except ScenarioError as refused:
        return refused.lines()
    return []


@pytest.mark.parametrize("seed", range(8))
def test_damage_is_refused_line_by_line(folder: Folder, seed: int) -> None:
    chance = random.Random(seed)
    answers = []
    for _ in range(50):
        folder.write(damaged(chance))
        answers.append(answer("case.yaml"))
    unprintable = [line for lines in answers for line in lines if not line.isprintable()]
    assert unprintable == []
    assert sum(map(bool, answers)) > 25
