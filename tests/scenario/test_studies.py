from __future__ import annotations

from pathlib import Path

import pytest

from sim.errors import ScenarioError
from sim.scenario import load
from sim.scenario.economics import read_economics
from sim.scenario.inheritance import read_joined
from sim.scenario.shelf import Shelf
from sim.scenario.studies import load_study
from sim.scenario.study_file import StudyFile

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "tests" / "studies"
SHIPPED = sorted((ROOT / "scenarios" / "studies").glob("*.yaml"))
TEXT = (FOLDER / "ships_or_berths.yaml").read_text()


def refused(text: str, folder: Path) -> list[str]:
    """What is told of a study with this text, without the folder."""
    for name in ("options", "costs.yaml"):
        (folder / name).symlink_to(FOLDER / name)
    file = folder / "study.yaml"
    file.write_text(text.replace("../properties", str(FOLDER.parent / "properties")))
    with pytest.raises(ScenarioError) as caught:
        load_study(file)
    return [line.replace(f"{folder}/", "") for line in caught.value.lines()]


def test_every_world_meets_every_choice():
    study = load_study(FOLDER / "ships_or_berths.yaml")
    names = ["", "more_ships", "second_berth", "nothing_that_matters", "both"]
    assert [one.name for one in study.choices] == names
    assert list(study.cases) == [("corridor", name) for name in names]
    assert study.cases["corridor", "both"].option == "more_ships+second_berth"


def test_a_factorial_takes_options_together_in_every_way(tmp_path):
    text = TEXT.replace("combinations: {both: ", "factorial: true\ncombinations: {both: ")
    (tmp_path / "options").symlink_to(FOLDER / "options")
    (tmp_path / "costs.yaml").symlink_to(FOLDER / "costs.yaml")
    file = tmp_path / "study.yaml"
    file.write_text(text.replace("../properties", str(FOLDER.parent / "properties")))
    names = [one.name for one in load_study(file).choices]
    assert len(names) == 8  # 2 ** 3, the stated one under its own name
    assert {"both", "more_ships+nothing_that_matters"} <= set(names)
    assert "more_ships+second_berth" not in names


def test_a_reading_makes_a_further_world_of_every_scenario(tmp_path):
    file = tmp_path / "study.yaml"
    file.write_text(
        f"title: t\nscenarios: [{ROOT}/scenarios/trans_caspian.yaml]\n"
        f"readings: [{ROOT}/scenarios/readings/eight_trains_in_the_west.yaml]\n"
        f"options: [{ROOT}/scenarios/options/dredging.yaml]\nyears: [2027]\n"
    )
    study = load_study(file)
    assert study.worlds == ("trans_caspian", "trans_caspian+eight_trains_in_the_west")
    assert len(study.cases) == 4


def test_what_an_option_costs_is_read_with_its_first_year():
    price = load_study(FOLDER / "ships_or_berths.yaml").prices["more_ships"]
    assert (price.capex_usd_m, price.opex_usd_m_per_year, price.first_year) == (40, 4, 2026)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (
            "replications: 3",
            "replicatons: 3",
            "study.yaml:7:1: replicatons: unknown key; did you mean `replications`?",
        ),
        (
            "options/nothing_that_matters.yaml",
            "options/nothing_that_mater.yaml",
            "study.yaml:3:63: options.2: no `nothing_that_mater` in options; "
            "did you mean `nothing_that_matters`?",
        ),
        (
            "years: [2026]",
            "years: [2031]",
            "study.yaml:5:9: years.0: corridor reports 2026 to 2026, not 2031; name a year of it",
        ),
        (
            "of: [more_ships, second_berth]",
            "of: [more_ships, more_ships]",
            "study.yaml:4:66: combinations.both.of.1: `more_ships` is named twice; delete one",
        ),
        (
            "relation: border_to_market",
            "relation: nowhere",
            "study.yaml:6:11: relation: corridor has no relation `nowhere`; mend one",
        ),
        (
            "replications: 3",
            "replications: 1",
            "study.yaml:7:15: replications: must be between 2 and 10000, found 1; "
            "write a number in that range",
        ),
        (
            "costs: costs.yaml",
            "costs: price.yaml",
            "study.yaml:8:8: costs: no file `price.yaml` (looked in ); mend the name",
        ),
    ],
)
def test_a_fault_is_told_with_its_place_and_cure(old, new, told, tmp_path):
    assert old in TEXT
    lines = refused(TEXT.replace(old, new), tmp_path)
    assert [line.replace(str(tmp_path), "") for line in lines] == [told]


def test_options_that_set_one_path_to_different_values_are_refused(tmp_path):
    options = ROOT / "scenarios" / "options"
    file = tmp_path / "study.yaml"
    file.write_text(
        f"title: t\nscenarios: [{ROOT}/scenarios/trans_caspian.yaml]\n"
        f"options: [{options}/six_more_feeders.yaml, {options}/two_large_feeders.yaml]\n"
        "factorial: true\nyears: [2030]\n"
    )
    with pytest.raises(ScenarioError, match="set it to different values: `780` here, `225`"):
        load_study(file)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_shipped_study_names_what_is_there_and_can_be_combined(path):
    """Every scenario and option is loaded by other tests; here all of them at once."""
    joined = read_joined(path)
    file = StudyFile.model_validate(joined.tree)
    shelf = Shelf(joined, file)
    assert not list(shelf.faults(path.stem))
    load(shelf.path("scenarios", file.scenarios[-1]), list(shelf.options.values()))


def test_every_price_that_ships_has_its_source():
    economics = read_economics(ROOT / "scenarios" / "data" / "costs.yaml")
    covered = set(economics.sources)
    numbers = ["discount_rate", "base_year", "terminal_year", "usd_per_tonne_co2", "public_share"]
    numbers += ["usd_per_teu_day_otherwise"]
    numbers += [f"usd_per_teu_day.{one}" for one in economics.usd_per_teu_day]
    numbers += [f"legs.{one}" for one in economics.legs]
    assert set(numbers) == covered
