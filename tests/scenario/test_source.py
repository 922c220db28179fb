"""YAML as this language reads it: values, places, dotted keys."""

from __future__ import annotations

import pytest

from sim.errors import Mark
from sim.scenario.scalars import number_meant, resolve, shown
from sim.scenario.source import parse


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None),
        ("~", None),
        ("null", None),
        ("true", True),
        ("FALSE", False),
        ("0", 0),
        ("-3", -3),
        ("+7", 7),
        ("9223372036854775807", 2**63 - 1),
        ("0.5", 0.5),
        (".5", 0.5),
        ("5.", 5.0),
        ("-.5e3", -500.0),
        ("1e6", 1_000_000.0),
        ("1.5E-3", 0.0015),
    ],
)
def test_scalars_of_the_core_schema(text: str, value: object) -> None:
    found = resolve(text)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    "text",
    [
        "no",
        "yes",
        "on",
        "y",
        "True1",
        "1:30",
        "2024-01-01",
        "0x1F",
        "0o10",
        "010",
        "00",
        "1_000",
        "1,5",
        "12345678901234567890",
        "1e",
        "e5",
        ".",
        "-",
        "+",
        "nan",
        "inf",
        "２",
        "<<",
    ],
)
def test_everything_else_stays_text(text: str) -> None:
    assert resolve(text) == text


def test_texts_are_shown_short_on_one_line_and_harmless() -> None:
    assert shown("plain") == "`plain`"
    assert shown("x" * 50) == "`" + "x" * 40 + "…`"
    assert shown("\x1b[31mred\n") == r"`\x1b[31mred\n`"


def test_a_text_that_is_no_number_is_told_so() -> None:
    assert number_meant("many") == "must be a number, found text `many`"


def test_a_tree_of_plain_values() -> None:
    source = parse("a.yaml", "a: [1, {b: x}]\nc: {d: '2', e: \"3\", f: 2024-01-01}\n")
    assert source.tree == {
        "a": (1, {"b": "x"}),
        "c": {"d": "2", "e": "3", "f": "2024-01-01"},
    }
    assert source.problems == ()


def test_every_key_and_value_has_its_place() -> None:
    source = parse("a.yaml", "a:\n  b:\n    - x\n    - y\n")
    assert source.places["a", "b"].key == Mark("a.yaml", 2, 3)
    assert source.places["a", "b"].value == Mark("a.yaml", 3, 5)
    assert source.places["a", "b", "1"].value == Mark("a.yaml", 4, 7)


def test_columns_count_characters_not_bytes() -> None:
    source = parse("a.yaml", "{название: 1, b: 2}\n")
    assert source.places["b",].key == Mark("a.yaml", 1, 15)


def test_a_dotted_key_says_the_same_as_mappings() -> None:
    dotted = parse("a.yaml", "a.b.c: 1\na.d: 2\na: {e: 3}\na.b: {f: 4}\n")
    assert dotted.tree == {"a": {"b": {"c": 1, "f": 4}, "d": 2, "e": 3}}
    assert dotted.problems == ()


def test_paths_that_measures_and_sources_name_stay_whole() -> None:
    text = "measures.m.set.x.y: 1\nmeasures: {n: {set: {x.y: {add: 1}}}}\nsources.x.y: {low: 1}\n"
    assert parse("a.yaml", text).tree == {
        "measures": {"m": {"set": {"x.y": 1}}, "n": {"set": {"x.y": {"add": 1}}}},
        "sources": {"x.y": {"low": 1}},
    }


def test_the_first_of_two_keys_is_kept_and_the_second_told() -> None:
    source = parse("a.yaml", "a: 1\nb: {c: 2, c: 3}\na: {d: 4}\n")
    assert source.tree == {"a": 1, "b": {"c": 2}}
    assert [str(one) for one in source.problems] == [
        "a.yaml:2:11: b: key `c` given twice, first at line 2",
        "a.yaml:3:1: key `a` given twice, first at line 1",
    ]
