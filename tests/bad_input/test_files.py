"""Files as a whole: size, place, chains of files, options, observed series."""

from __future__ import annotations

import io
import sys
import time
from types import SimpleNamespace

import pytest

from sim.scenario import load
from tests.bad_input.refusal import MINIMAL, SMALL, Folder, changed

OPTION = """\
title: More tracks
measures:
  new_track: {from: 2025-06-01, set: {terminals.border.rail.tracks: 5}}
"""


def test_a_missing_file_is_named(folder: Folder) -> None:
    assert folder.refusals("nope.yaml") == [
        "nope.yaml:1:1: file not found; check its name and folder"
    ]


def test_a_folder_is_no_scenario(folder: Folder) -> None:
    (folder.path / "inside").mkdir()
    assert folder.refusals("inside") == [
        "inside:1:1: this is a folder; name the scenario file in it"
    ]


def test_a_name_that_no_file_can_have(folder: Folder) -> None:
    assert folder.refusals("a\0b") == ["a\0b:1:1: this is not a file name"]


def test_the_size_is_checked_before_reading(folder: Folder) -> None:
    with (folder.path / "case.yaml").open("wb") as file:
        file.truncate(100_000_000)
    with pytest.raises(Exception, match="file is 100 MB; the limit is 5 MB") as refused:
        load("case.yaml")
    assert str(refused.value).startswith("case.yaml:1:1: ")


def test_a_file_of_too_many_values_stops_early(folder: Folder) -> None:
    folder.write("a: [" + "1," * 2_000_000 + "]\n")
    assert folder.refusals() == [
        "case.yaml:1:400003: file holds more than 200000 values; shorten it"
    ]


def test_billion_laughs_are_refused_at_the_first(folder: Folder) -> None:
    levels = ["a: &a [x, x, x, x, x, x, x, x, x]"]
    for level, name in enumerate("bcdefghi"):
        inner = ", ".join([f"*{'abcdefghi'[level]}"] * 9)
        levels.append(f"{name}: &{name} [{inner}]")
    folder.write("\n".join(levels))
    started = time.perf_counter()
    assert folder.refusals() == [
        "case.yaml:2:8: b.0: alias `a`: aliases are not supported; write the values out"
    ]
    assert time.perf_counter() - started < 1


def test_standard_input_is_named(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    faulty = changed(MINIMAL, "tracks: 2", "tracks: two").encode()
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(faulty)))
    (line,) = folder.refusals("-")
    assert line.startswith("<stdin>:13:15: terminals.destination.rail.tracks: must be a number")


def test_standard_input_is_read(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(MINIMAL.encode())))
    assert load("-").name == "stdin"


@pytest.mark.parametrize("name", ["two words.yaml", "con.yaml", "схема.yaml", "a.b.yaml"])
def test_a_file_name_must_do_as_a_name(folder: Folder, name: str) -> None:
    folder.write(MINIMAL, name)
    (line,) = folder.refusals(name)
    assert line.startswith(f"{name}:1:1: name: ")


@pytest.mark.parametrize(
    "text",
    [
        b"\xef\xbb\xbf" + MINIMAL.encode(),
        MINIMAL.replace("\n", "\r\n").encode(),
        MINIMAL.rstrip("\n").encode(),
        b"%YAML 1.2\n---\n" + MINIMAL.encode() + b"...\n",
    ],
    ids=["N04 BOM", "CRLF", "no last line end", "document marks"],
)
def test_the_same_scenario_in_other_bytes(folder: Folder, text: bytes) -> None:
    folder.write(MINIMAL)
    plain = load("case.yaml")
    folder.write(text)
    assert load("case.yaml").resolved == plain.resolved


def test_words_that_other_readers_take_for_false(folder: Folder) -> None:
    folder.write(changed(MINIMAL, "title: Origin", "country: no"))
    assert load("case.yaml").file.terminals["origin"].country == "no"


@pytest.mark.parametrize("text", ["{0.__class__}", "<script>", "=cmd|calc", "%n", "${HOME}"])
def test_texts_are_taken_literally(folder: Folder, text: str) -> None:
    folder.write(changed(MINIMAL, "title: Origin", f'title: "{text}"'))
    assert load("case.yaml").file.terminals["origin"].title == text


def test_twenty_faults_are_shown_in_order_and_the_rest_counted(folder: Folder) -> None:
    faults = "".join(f"    wrong_{number}: 1\n" for number in range(25))
    folder.write(changed(MINIMAL, "    title: Origin\n", faults))
    lines = folder.refusals()
    assert [line.split(":")[1] for line in lines[:20]] == [str(9 + n) for n in range(20)]
    assert lines[20:] == ["and 5 more"]


def test_faults_of_keys_and_of_the_whole_come_together(folder: Folder) -> None:
    text = changed(SMALL, "title: Factory", "titel: Factory")
    text = changed(text, "origin: factory", "origin: factry")
    text = changed(text, "train_teu: 100", "train_teu: .nan")
    folder.write(changed(text, "groups: [foreign]", "groups: foreign"))
    assert folder.refusals() == [
        "case.yaml:8:13: terminals.factory.titel: unknown key; did you mean `title`?",
        "case.yaml:51:16: services.home_rail.train_teu: must be a finite number, found NaN",
        "case.yaml:83:15: demand.flows.goods.groups: must be a list, found text `foreign`;"
        " begin each item with `- `",
        "case.yaml:85:15: demand.flows.goods.origin: no terminal `factry`; did you mean `factory`?",
    ]


# Chains of files ---------------------------------------------------------------------------


def test_a_fault_of_the_base_names_both_files(folder: Folder) -> None:
    folder.write(changed(MINIMAL, "tracks: 2", "tracks: 2.5"), "base.yaml")
    folder.write("title: Top\nextends: base.yaml\n")
    assert folder.refusals() == [
        "base.yaml:13:15: terminals.destination.rail.tracks: must be a whole number or"
        " `unlimited`, found 2.5 (included from case.yaml:2:10)"
    ]


def test_a_base_that_cannot_be_read_names_both_files(folder: Folder) -> None:
    folder.write("a: 1\na: [\n", "base.yaml")
    folder.write("extends: base.yaml\n")
    assert folder.refusals() == [
        "base.yaml:2:4: `[` opened here is never closed; is the file cut short?"
        " (included from case.yaml:1:10)"
    ]


def test_includes_that_go_round(folder: Folder) -> None:
    folder.write("extends: b.yaml\n", "a.yaml")
    folder.write("title: B\nextends: a.yaml\n", "b.yaml")
    assert folder.refusals("a.yaml") == [
        "b.yaml:2:10: extends: a.yaml -> b.yaml -> a.yaml: includes go round; delete one `extends`"
    ]


def test_a_fault_of_the_child_is_told_at_the_child(folder: Folder) -> None:
    folder.write(MINIMAL, "base.yaml")
    folder.write("extends: base.yaml\nterminals.destination.rail.tracks: 0\n")
    (line,) = folder.refusals()
    assert line.startswith("case.yaml:2:36: terminals.destination.rail.tracks: must be >= 1")


# Options -----------------------------------------------------------------------------------


def test_a_fault_of_an_option_is_told_at_the_option(folder: Folder) -> None:
    folder.write(SMALL)
    folder.write(changed(OPTION, "rail.tracks: 5", "rail.trakcs: 5"), "option.yaml")
    assert folder.refusals(options=("option.yaml",)) == [
        "option.yaml:3:69: measures.new_track.set.terminals.border.rail.trakcs: no such key"
        " `trakcs` in terminals.border.rail; did you mean `tracks`?"
    ]


def test_a_key_that_no_option_has(folder: Folder) -> None:
    folder.write(SMALL)
    folder.write(OPTION + "demand: {}\n", "option.yaml")
    assert folder.refusals(options=("option.yaml",)) == [
        "option.yaml:4:1: demand: unknown key; `demand` belongs at the top level of a scenario"
    ]


def test_two_options_that_set_one_path_to_different_values(folder: Folder) -> None:
    folder.write(SMALL)
    folder.write(OPTION, "one.yaml")
    folder.write(OPTION.replace("tracks: 5", "tracks: 6"), "other.yaml")
    assert folder.refusals(options=("one.yaml", "other.yaml")) == [
        "other.yaml:3:69: measures.other_new_track.set.terminals.border.rail.tracks: options"
        " `one` and `other` set it to different values: `6` here, `5` in measure `new_track`"
        " (one.yaml:3:69); keep one of them"
    ]


def test_two_options_that_change_one_measure_in_different_ways(folder: Folder) -> None:
    folder.write(SMALL)
    folder.write("title: A\nmeasures.more_tracks.from: 2025-02-01\n", "one.yaml")
    folder.write("title: B\nmeasures.more_tracks.from: 2025-03-01\n", "other.yaml")
    assert folder.refusals(options=("one.yaml", "other.yaml")) == [
        "other.yaml:2:28: measures.more_tracks.from: options `one` and `other` set it to"
        " different values: `2025-02-01` and `2025-03-01`; keep one of them"
    ]


def test_a_missing_option_file(folder: Folder) -> None:
    folder.write(SMALL)
    assert folder.refusals(options=("nope.yaml",)) == [
        "nope.yaml:1:1: file not found; check its name and folder"
    ]


# Observed series ---------------------------------------------------------------------------


def with_observed(csv: str) -> str:
    """The minimal scenario with a series of observed trains."""
    statement = f"seen: {{from: 2024-01, to: 2024-02, observed: {{file: {csv}, column: trains}}}}"
    base = "base: {year: 2024, teu: 87600}"
    return changed(MINIMAL, base, f"{base}\n        {statement}")


def test_a_missing_series_is_told_with_the_place_that_names_it(folder: Folder) -> None:
    folder.write(with_observed("nope.csv"))
    (line,) = folder.refusals()
    assert line.startswith("nope.csv:1:1: cannot be read")
    assert line.endswith("(included from case.yaml:38:54)")


def test_a_series_without_the_column(folder: Folder) -> None:
    folder.write("from,to,count\n2024-01-01,2024-02-29,60\n", "seen.csv")
    folder.write(with_observed("seen.csv"))
    (line,) = folder.refusals()
    assert line.startswith("seen.csv:1:1: column `trains` is missing; the columns are: from, to")


@pytest.mark.parametrize(
    ("periods", "message"),
    [
        (
            "{2024-01: 5}",
            "write a period as YYYY-MM-DD/YYYY-MM-DD, found `2024-01`",
        ),
        (
            "{2024-02-01/2024-01-31: 5}",
            "period `2024-02-01/2024-01-31` is reversed; swap its days",
        ),
        (
            "{2024-01-01/2024-01-31: 5, 2024-01-31/2024-02-29: 5}",
            "periods stand in order and do not overlap; mend 2024-01-31",
        ),
    ],
)
def test_periods_in_the_file_are_checked(folder: Folder, periods: str, message: str) -> None:
    text = changed(with_observed("x.csv"), "column: trains", f"column: trains, periods: {periods}")
    folder.write(text)
    assert folder.refusals() == [
        "case.yaml:38:54: demand.flows.boxes_west.growth.seen.observed: " + message
    ]
