"""From a file to a scenario: time, the resolved text, sources, the schema, the reference."""

from __future__ import annotations

import json
import math
import pickle
import subprocess
import sys
from datetime import date, datetime
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from sim.scenario import load
from sim.scenario.coverage import uncovered, written_tree
from sim.scenario.inheritance import read_joined
from sim.scenario.schema import reference, schema
from sim.scenario.source import parse, read_source
from tests.scenario.shipped import shipped

HERE = Path(__file__).parent
MINIMAL, SMALL = HERE / "minimal.yaml", HERE / "small.yaml"
SHIPPED = sorted((HERE.parent.parent / "scenarios").glob("*.yaml"))
RUNNABLE = [one for one in SHIPPED if "horizon" in read_joined(one).tree]


def test_the_minimal_scenario() -> None:
    scenario = load(MINIMAL)
    assert (scenario.name, scenario.option, scenario.warnings) == ("minimal", "", ())
    assert scenario.start == datetime(2024, 1, 1)
    assert scenario.end_hours == 366 * 24
    assert scenario.warm_up_hours == 240
    assert [one.from_hours for one in scenario.epochs] == [-math.inf]
    assert sum(scenario.demand[0].teu) == pytest.approx(87_600)


def test_months_and_their_bounds() -> None:
    scenario = load(SMALL)
    assert len(scenario.months) == 24
    assert scenario.months[1] == date(2024, 2, 1)
    assert scenario.month_start_hours[:3] == (0, 31 * 24, 60 * 24)
    assert scenario.month_start_hours[-1] == scenario.end_hours == 731 * 24


def test_a_horizon_that_ends_inside_a_month(tmp_path: Path) -> None:
    text = MINIMAL.read_text(encoding="utf-8").replace("to: 2024-12-31", "to: 2024-12-10")
    (tmp_path / "cut.yaml").write_text(text, encoding="utf-8")
    scenario = load(tmp_path / "cut.yaml")
    assert len(scenario.months) == 12
    assert scenario.month_start_hours[-1] == scenario.end_hours == 345 * 24


def test_a_scenario_travels_to_workers() -> None:
    scenario = load(SMALL)
    assert pickle.loads(pickle.dumps(scenario)) == scenario


# The resolved scenario ---------------------------------------------------------------------


def resolved_again(text: str, folder: Path) -> Any:
    folder.mkdir()
    path = folder / "scenario.resolved.yaml"
    path.write_text(text, encoding="utf-8")
    return load(path)


# These two stand on the baseline and on the corridor alone, which most others extend.
EVERY_TIME = {MINIMAL.stem, SMALL.stem, "jump_2_6x", "kuryk"}
TRIED = [
    pytest.param(one, id=one.stem, marks=[pytest.mark.slow] * (one.stem not in EVERY_TIME))
    for one in (MINIMAL, SMALL, *RUNNABLE)
]


@pytest.mark.parametrize("path", TRIED)
def test_the_resolved_scenario_is_the_same_from_another_folder(path: Path, tmp_path: Path) -> None:
    scenario = shipped(path.stem) if path in RUNNABLE else load(path)
    again = resolved_again(scenario.resolved, tmp_path / "elsewhere")
    assert again.resolved == scenario.resolved
    assert again.name == scenario.name
    assert again.epochs == scenario.epochs
    assert again.demand == scenario.demand
    assert again.file.relations == scenario.file.relations


def test_the_resolved_scenario_keeps_its_options(tmp_path: Path) -> None:
    path = "terminals.border.rail.tracks"
    (tmp_path / "plus.yaml").write_text(
        f"title: Plus\nmeasures.own: {{from: 2024-02-01, set: {{{path}: {{add: 1}}}}}}\n"
        "sources.measures.own: {quality: assumed}\nsources.cost: {quality: assumed}\n",
        encoding="utf-8",
    )
    (tmp_path / "double.yaml").write_text(
        f"title: Double\nmeasures.own: {{from: 2024-03-01, set: {{{path}: {{times: 2}}}}}}\n"
        "sources.measures.own: {quality: expert}\n",
        encoding="utf-8",
    )
    scenario = load(SMALL, [tmp_path / "plus.yaml", tmp_path / "double.yaml"])
    again = resolved_again(scenario.resolved, tmp_path / "elsewhere")
    assert again.option == scenario.option == "plus+double"
    assert again.epochs == scenario.epochs
    assert scenario.file.sources["measures.own"].quality == "assumed"
    assert scenario.file.sources["measures.double_own"].quality == "expert"
    assert "cost" not in scenario.file.sources


def test_texts_that_look_like_something_else_come_back(tmp_path: Path) -> None:
    texts = ["1e6", "2.5", "no", "null", "1:30", "2024-01-01", "a: b", "# x", "=", "<<", " x ", "é"]
    lines = "".join(f"  t{n}: {{title: {json.dumps(text)}}}\n" for n, text in enumerate(texts))
    text = MINIMAL.read_text(encoding="utf-8").replace("terminals:\n", f"terminals:\n{lines}", 1)
    (tmp_path / "texts.yaml").write_text(text, encoding="utf-8")
    again = resolved_again(load(tmp_path / "texts.yaml").resolved, tmp_path / "elsewhere")
    assert [again.file.terminals[f"t{n}"].title for n in range(len(texts))] == texts


def test_numbers_come_back_to_the_last_bit(tmp_path: Path) -> None:
    numbers = ["0.1", "1e-07", "123456.789", "3.0000000000000004"]
    for number in numbers:
        text = MINIMAL.read_text(encoding="utf-8").replace("hours: 24", f"hours: {number}")
        (tmp_path / "number.yaml").write_text(text, encoding="utf-8")
        tree = parse("again", load(tmp_path / "number.yaml").resolved).tree
        assert tree["services"]["trains"]["hours"] == float(number)


def test_observed_trains_stand_in_the_resolved_scenario(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "seen.csv").write_text(
        "from,to,trains\n2024-01-01,2024-01-31,60\n2024-02-01,2024-02-29,70\n", encoding="utf-8"
    )
    base = "base: {year: 2024, teu: 87600}"
    seen = "seen: {from: 2024-01, to: 2024-02, observed: {file: seen.csv, column: trains}}"
    seen = seen.replace("}}", "}, afterwards: returns}")
    text = MINIMAL.read_text(encoding="utf-8").replace(base, f"{base}\n        {seen}")
    (tmp_path / "data" / "base.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "top.yaml").write_text("extends: data/base.yaml\n", encoding="utf-8")
    scenario = load(tmp_path / "top.yaml")
    observed = scenario.file.demand.flows["boxes_west"].growth["seen"].observed
    assert observed is not None
    assert observed.file == "data/seen.csv"
    assert observed.periods == {"2024-01-01/2024-01-31": 60, "2024-02-01/2024-02-29": 70}
    assert [one.trains for one in scenario.demand[0].blocks if one.exact] == [60, 70]
    again = resolved_again(scenario.resolved, tmp_path / "elsewhere")
    assert again.demand == scenario.demand


# Sources -----------------------------------------------------------------------------------


def test_numbers_without_a_source_are_found() -> None:
    tree = {
        "terminals": {"a": {"latitude": 1.5, "rail": {"tracks": 2, "cranes": "unlimited"}}},
        "services": {"r": {"sections": ("x",), "hours": {"mean": 3, "cv": 0.5}}},
        "demand": {"flows": {"f": {"growth": {"g": {"year": 2024, "teu": 5}}}}},
        "horizon": {"warm_up_days": 5},
        "replications": 3,
    }
    assert uncovered(tree, []) == [
        "terminals.a.latitude",
        "terminals.a.rail.tracks",
        "services.r.hours.mean",
        "services.r.hours.cv",
        "demand.flows.f.growth.g.teu",
    ]
    sources = ["terminals.a", "services.r.hours.mean", "demand.flows.f.growth"]
    assert uncovered(tree, sources) == ["services.r.hours.cv"]


def test_an_entry_covers_only_what_lies_below_it() -> None:
    assert uncovered({"terminals": {"ab": {"x": 1}}}, ["terminals.a"]) == ["terminals.ab.x"]


@pytest.mark.parametrize("path", [MINIMAL, SMALL], ids=lambda one: one.stem)
def test_every_number_has_a_source(path: Path) -> None:
    file = load(path).file
    assert uncovered(written_tree(file), file.sources) == []


# Schema and reference ----------------------------------------------------------------------


@pytest.fixture(scope="module")
def validator() -> jsonschema.Draft202012Validator:
    """The schema, itself checked."""
    found = json.loads(schema())
    jsonschema.Draft202012Validator.check_schema(found)
    return jsonschema.Draft202012Validator(found)


@pytest.mark.parametrize("path", [MINIMAL, SMALL, *SHIPPED], ids=lambda one: one.stem)
def test_the_schema_accepts_what_the_loader_accepts(
    path: Path, validator: jsonschema.Draft202012Validator
) -> None:
    validator.validate(json.loads(json.dumps(read_source(path).tree)))


@pytest.mark.parametrize(
    "text",
    ["titel: x", "terminals: {a: {rail: {trakcs: 1}}}", "seed: x", "services: {r: {kind: train}}"],
)
def test_the_schema_refuses_slips(text: str, validator: jsonschema.Draft202012Validator) -> None:
    with pytest.raises(jsonschema.ValidationError):
        validator.validate(parse("x", text).tree)


def test_the_schema_takes_dotted_keys_and_switches(
    validator: jsonschema.Draft202012Validator,
) -> None:
    text = (
        "extends: x.yaml\nterminals.a.rail.tracks: 3\nterminals: {b: {rail: none, weather: none}}"
    )
    tree = parse("x", text).tree | {"terminals.c.rail": "none"}
    validator.validate(tree)


def test_the_reference_names_every_part() -> None:
    text = reference()
    for heading in (
        "## A scenario file",
        "## `terminals.NAME.clearance.NAME`",
        "## `services.NAME`, `kind: sea`",
        "## A distribution",
        "## `demand.flows.NAME.empties_of`",
        "## An option file",
    ):
        assert text.count(heading) == 1
    assert "| `berths` | number ≥ 1 or `unlimited` | required |" in text
    assert "| `from` | `YYYY-MM-DD` | required | First day on which it holds. |" in text
    assert "| `transfer` | `direct`, `through_yard`, `on_wagons` | `through_yard` |" in text


# Speed -------------------------------------------------------------------------------------


def test_loading_imports_nothing_heavy() -> None:
    code = (
        "import sys; from sim.scenario import load; load(sys.argv[1]);"
        "print([one for one in ('numpy', 'pandas', 'scipy', 'matplotlib', 'simpy')"
        " if one in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(SMALL)],
        capture_output=True,
        text=True,
        check=True,
        cwd=HERE.parent.parent,
    )
    assert done.stdout.strip() == "[]"
