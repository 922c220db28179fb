"""The bridge from trade statements to boxes: every figure of its page is worked out here again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from sim.scenario import load

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs/reference/from_trade_to_boxes.md").read_text(encoding="utf-8")
DATA = yaml.safe_load((ROOT / "scenarios/data/trade.yaml").read_text(encoding="utf-8"))
FACTORS: dict[str, dict[str, Any]] = DATA["factors"]
STATEMENTS: dict[str, dict[str, Any]] = DATA["statements"]
QUALITIES = ("measured", "published", "expert", "assumed")
NEEDS_CITATION = ("measured", "published")
DAYS_A_MONTH = 365 / 12
ROUNDED = 0.005


@dataclass(frozen=True)
class Span:
    """A number with its range; the range of a result takes every factor at its worst end."""

    low: float
    value: float
    high: float

    def __mul__(self, other: Span) -> Span:
        return Span(self.low * other.low, self.value * other.value, self.high * other.high)

    def __truediv__(self, other: Span) -> Span:
        return Span(self.low / other.high, self.value / other.value, self.high / other.low)

    def cells(self, digits: int = 0) -> str:
        return " | ".join(f"{one:,.{digits}f}" for one in (self.low, self.value, self.high))


def exactly(number: float) -> Span:
    return Span(number, number, number)


def factor(name: str) -> Span:
    one = FACTORS[name]
    return Span(one.get("low", one["value"]), one["value"], one.get("high", one["value"]))


def of(*names: str) -> list[float]:
    return [FACTORS[one]["value"] for one in names]


# The chains of the page ----------------------------------------------------------------------

Steps = list[tuple[str, Span, int]]


def imports_2024_mt() -> float:
    rail, exports, transit = of("rail_2024", "exports_2024", "transit_2024")
    return rail - exports - transit


def growth_of_tonnes() -> Span:
    return exactly(STATEMENTS["turnover"]["percent"]) * factor("volume_response")


def turnover_imports() -> Steps:
    growth = growth_of_tonnes()
    tonnes = exactly(imports_2024_mt() * 1e6) * growth / exactly(100)
    in_boxes = tonnes * factor("import_box_share")
    teu = in_boxes / factor("cargo_per_teu")
    return [
        ("more tonnes by rail, per cent", growth, 0),
        ("more imports, t a year", tonnes, 0),
        ("of which in boxes, t", in_boxes, 0),
        ("TEU a year", teu, 0),
        ("trains a year", teu / factor("import_train_teu"), 0),
    ]


def turnover_exports() -> Steps:
    tonnes = exactly(of("exports_2024")[0] * 1e6) * growth_of_tonnes() / exactly(100)
    in_boxes = tonnes * factor("export_box_share")
    teu = in_boxes / factor("grain_per_teu")
    other = exactly(1 - factor("export_box_share").value)
    return [
        ("more exports, t a year", tonnes, 0),
        ("of which in boxes, t", in_boxes, 0),
        ("TEU a year", teu, 0),
        ("trains of boxes a year", teu / factor("grain_train_teu"), 0),
        ("trains of wagons a year", tonnes * other / factor("wagon_train_tonnes"), 0),
    ]


def factory() -> Steps:
    usd = exactly(STATEMENTS["factory"]["usd_m_a_year"] * 1e6)
    tonnes_per_feu = exactly(2) * factor("cargo_per_teu")
    tonnes = usd / factor("box_value") * tonnes_per_feu
    in_boxes = usd / factor("box_value") * factor("factory_box_share")
    teu = in_boxes * exactly(2)
    return [
        ("USD a tonne", factor("box_value") / tonnes_per_feu, 0),
        ("tonnes a year", tonnes, 0),
        ("boxes of 40 feet a year", in_boxes, 0),
        ("TEU a year", teu, 0),
        ("trains a year", teu / factor("train_teu"), 0),
    ]


def farm_to_china() -> Steps:
    tonnes = exactly(STATEMENTS["farm_to_china"]["tonnes_a_year"])
    in_boxes = tonnes * factor("grain_box_share")
    teu = in_boxes / factor("grain_per_teu")
    in_wagons = tonnes * exactly(1 - factor("grain_box_share").value)
    return [
        ("million USD a year", tonnes * factor("grain_value") / exactly(1e6), 0),
        ("in boxes, t a year", in_boxes, 0),
        ("TEU a year", teu, 0),
        ("trains of boxes a year", teu / factor("grain_train_teu"), 0),
        ("trains of wagons a year", in_wagons / factor("wagon_train_tonnes"), 0),
    ]


def farm_to_the_west() -> Steps:
    tonnes = exactly(STATEMENTS["farm_to_the_west"]["tonnes_a_year"])
    in_boxes = tonnes * factor("farm_box_share_west")
    teu = in_boxes / factor("grain_per_teu")
    return [
        ("in boxes, t a year", in_boxes, 0),
        ("TEU a year", teu, 0),
        ("trains a year", teu / factor("train_teu"), 0),
    ]


CHAINS = {
    "turnover_imports": turnover_imports,
    "turnover_exports": turnover_exports,
    "factory": factory,
    "farm_to_china": farm_to_china,
    "farm_to_the_west": farm_to_the_west,
}


def chain_rows(name: str) -> list[str]:
    return [f"| {title} | {span.cells(digits)} |" for title, span, digits in CHAINS[name]()]


def factor_row(name: str) -> str:
    one = FACTORS[name]
    numbers = [f"{one[key]:,}" if key in one else "" for key in ("low", "value", "high")]
    link = f"[{one.get('cite', 'link')}]({one['url']})" if "url" in one else ""
    said = f"{one['title']} | {' | '.join(numbers)} | {one['unit']} | {one['quality']} | {link}"
    return f"| {said.strip()} |".replace("|  |", "| |").replace("|  |", "| |")


def cap_kt_a_month() -> float:
    """What the accepted grain trains carry."""
    trains, teu, tonnes = of("grain_trains_a_day", "grain_train_teu", "grain_per_teu")
    return trains * teu * tonnes * DAYS_A_MONTH / 1e3


def growth_2023() -> tuple[float, float]:
    """Per cent more tonnes and more turnover."""
    before, after, rail_before, rail_after = of(
        "turnover_2022", "turnover_2023", "rail_2022", "rail_2023"
    )
    return 100 * (rail_after / rail_before - 1), 100 * (after / before - 1)


def growth_2024() -> tuple[float, float]:
    before, after, rail_before, rail_after = of(
        "chinese_turnover_2023", "chinese_turnover_2024", "rail_2023", "rail_2024"
    )
    return 100 * (rail_after / rail_before - 1), 100 * (after / before - 1)


# Tests ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", FACTORS)
def test_a_factor_has_a_source_and_lies_in_its_range(name: str) -> None:
    one, span = FACTORS[name], factor(name)
    assert one["quality"] in QUALITIES
    assert one["quality"] not in NEEDS_CITATION or {"cite", "url"} <= set(one)
    assert one["quality"] in NEEDS_CITATION or one.get("note")
    assert span.low <= span.value <= span.high


def test_factors_that_are_derived_follow_from_the_others() -> None:
    tonnes, turnover = growth_2023()
    assert FACTORS["volume_response"]["value"] == pytest.approx(tonnes / turnover, abs=ROUNDED)
    tonnes, turnover = growth_2024()
    assert FACTORS["volume_response"]["high"] == pytest.approx(tonnes / turnover, abs=0.05)
    grain, share, flour, exports = of(
        "grain_to_china_2024", "grain_box_share", "flour_to_china_2024", "exports_2024"
    )
    in_boxes = (grain * share + flour) / exports
    assert FACTORS["export_box_share"]["value"] == pytest.approx(in_boxes, abs=ROUNDED)
    low, high = (FACTORS["grain_value"][key] for key in ("low", "high"))
    assert FACTORS["grain_value"]["value"] == (low + high) / 2
    exports_mt, trains_a_day = of("exports_2024", "export_trains_a_day")
    per_train = exports_mt * 1e6 / (trains_a_day * 365)
    assert FACTORS["wagon_train_tonnes"]["value"] == pytest.approx(per_train, rel=0.01)


def test_every_factor_stands_in_the_page() -> None:
    assert [name for name in FACTORS if factor_row(name) not in PAGE] == []


@pytest.mark.parametrize("name", CHAINS)
def test_every_step_of_a_chain_stands_in_the_page(name: str) -> None:
    assert [row for row in chain_rows(name) if row not in PAGE] == []


def test_what_is_said_stands_in_the_page() -> None:
    assert [one["says"] for one in STATEMENTS.values() if one["says"] not in PAGE] == []


def test_figures_of_the_sentences() -> None:
    for tonnes, turnover in (growth_2023(), growth_2024()):
        assert f"{tonnes:.0f} per cent more tonnes with {turnover:.0f} per cent more" in PAGE
    assert f"{imports_2024_mt():.1f} Mt" in PAGE
    assert f"{cap_kt_a_month():.0f} kt a month" in PAGE
    assert f"{of('grain_taken_a_month')[0]} kt" in PAGE


def test_figures_of_the_examples_in_yaml() -> None:
    multiple = f"{1 + growth_of_tonnes().value / 100:.2f}"
    assert f"times: {multiple}, of_year" in PAGE
    assert f"times_path: {multiple}}}" in PAGE
    (of_factory,) = [span.value for title, span, _ in factory() if title == "TEU a year"]
    assert f"teu: {of_factory:.0f}}}" in PAGE
    tonnes, teu, _ = (span.value for _, span, _ in farm_to_the_west())
    assert f"tonnes: {tonnes:.0f}}}" in PAGE
    note = yaml.safe_load((ROOT / "scenarios/farm_supply.yaml").read_text(encoding="utf-8"))["note"]
    assert figures(note) == {f"{tonnes:,.0f}", f"{teu:,.0f}"}


def figures(text: str) -> set[str]:
    """Numbers that a reader sees: no addresses, no code, no years."""
    seen = re.sub(r"```.*?```|`[^`]*`|\]\([^)]*\)", " ", text, flags=re.DOTALL)
    found = set(re.findall(r"\d+(?:[.,]\d+)*", seen))
    return {one for one in found if not re.fullmatch(r"20[0-3]\d", one)}


def told() -> Iterator[str]:
    """Everything whose figures are checked by the other tests, and the texts of the data."""
    for name, one in FACTORS.items():
        yield from (factor_row(name), f"{one['title']} {one.get('cite', '')} {one.get('note', '')}")
    for name in CHAINS:
        yield from chain_rows(name)
    yield from (one["says"] for one in STATEMENTS.values())
    for growth in (*growth_2023(), *growth_2024(), cap_kt_a_month()):
        yield f"{growth:.0f}"
    yield f"{imports_2024_mt():.1f}"
    yield f"{growth_of_tonnes().value:.0f}"


def test_no_figure_of_the_page_is_unchecked() -> None:
    checked = set().union(*(figures(text) for text in told()))
    assert figures(PAGE) - checked == set()


# The scenario that uses it ---------------------------------------------------------------------


@cache
def farm_supply() -> dict[int, float]:
    """TEU of the new flow by year."""
    scenario = load(ROOT / "scenarios/farm_supply.yaml")
    (flow,) = [one for one in scenario.demand if one.flow == "farm_exports_west"]
    by_year: dict[int, float] = {}
    for month, teu in zip(flow.months, flow.teu, strict=True):
        by_year[month.year] = by_year.get(month.year, 0.0) + teu
    return by_year


def test_the_scenario_asks_what_the_chain_gives() -> None:
    statement = STATEMENTS["farm_to_the_west"]
    (teu,) = [span.value for title, span, _ in farm_to_the_west() if title == "TEU a year"]
    for year, asked in farm_supply().items():
        assert asked == pytest.approx(teu if year >= statement["from_year"] else 0.0)


def test_the_scenario_adds_its_flows_and_changes_no_other() -> None:
    farm, baseline = (load(ROOT / f"scenarios/{one}.yaml") for one in ("farm_supply", "baseline"))
    new = {"farm_exports_west", "empties_farm"}
    assert set(farm.file.demand.flows) - set(baseline.file.demand.flows) == new
    assert tuple(one for one in farm.demand if one.flow not in new) == baseline.demand
    assert farm.epochs == baseline.epochs


def test_boxes_of_the_scenario_carry_what_the_factors_say() -> None:
    flow = load(ROOT / "scenarios/farm_supply.yaml").file.demand.flows["farm_exports_west"]
    assert flow.consignment is not None
    assert flow.consignment.cargo_tonnes_per_teu == FACTORS["grain_per_teu"]["value"]
