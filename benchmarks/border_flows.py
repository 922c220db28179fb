"""All container trains over the Kazakh-Chinese border, worked out from what is published.

Inputs stand in scenarios/data/border_flows.yaml, the derivation in docs/reference/flows.md. TEU
are thousands a year over the border, loaded and empty; mass is in Mt. A stream is a flow in one
direction.
"""

from __future__ import annotations

from datetime import date
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[1]
DATA = ROOT / "scenarios" / "data"
YEARS = (2022, 2023, 2024, 2025)
DAYS_A_YEAR = 365
ByYear = dict[int, float]


def _read() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((DATA / "border_flows.yaml").read_text("utf-8"))
    return found


FACTS = _read()


def published(name: str) -> float:
    """A published number, in thousand TEU where it is TEU, else in its own unit."""
    one = FACTS["published"][name]
    if "teu" in one:
        return float(one["teu"]) / 1e3
    (unit,) = {"ratio", "trains", "trains_a_day", "mt"} & set(one)
    return float(one[unit])


def reading(name: str) -> float:
    return float(FACTS["readings"][name]["value"])


# TEU by flow and year --------------------------------------------------------------------------


def europe(direction: str) -> ByYear:
    of_2024 = published(f"china_eu_{direction}_2024")
    both_2024 = published("china_eu_west_2024") + published("china_eu_east_2024")
    west = {2022: reading("china_eu_west_share_2022"), 2025: reading("china_eu_west_share")}
    part = {year: one if direction == "west" else 1 - one for year, one in west.items()}
    return {
        2022: reading("china_eu_2022") * part[2022],
        2023: of_2024 / published(f"china_eu_{direction}_growth_2024"),
        2024: of_2024,
        2025: both_2024 * published("china_eu_growth_2025") * part[2025],
    }


def russia() -> ByYear:
    return {
        2022: reading("russia_2022"),
        2023: reading("russia_2023"),
        2024: published("operator_all_2024") - published("operator_europe_2024"),
        2025: reading("russia_2025"),
    }


def central_asia_and_kazakhstan() -> ByYear:
    of_2024 = published("central_asia_2024")
    return {
        2022: reading("central_asia_2022"),
        2023: of_2024 / published("central_asia_growth_2024"),
        2024: of_2024,
        2025: of_2024 * reading("central_asia_growth_2025"),
    }


def import_mt() -> ByYear:
    """Rail imports of Kazakhstan from China: what exports and transit leave."""
    transit_2023 = published("transit_mass_2024") / published("transit_mass_growth_2024")
    of_2024 = published("rail_2024") - published("exports_2024") - published("transit_mass_2024")
    return {
        2022: reading("imports_2022"),
        2023: published("rail_2023") - published("exports_2023") - transit_2023,
        2024: of_2024,
        2025: of_2024 * reading("imports_growth_2025"),
    }


def grain_mt() -> ByYear:
    """Grain to China by rail; 2025 as 2024."""
    of_2024 = published("grain_2024_8m") + published("grain_2024_autumn") * 4 / 3
    return {2022: published("grain_2022"), 2023: published("grain_2023")} | dict.fromkeys(
        (2024, 2025), of_2024
    )


def flour_mt() -> ByYear:
    """Flour to China by rail; 2025 as 2024."""
    of_2024 = published("flour_2024_8m") * 12 / 8
    of_2023 = of_2024 / published("flour_growth_2024")
    return {2022: reading("flour_2022"), 2023: of_2023} | dict.fromkeys((2024, 2025), of_2024)


def farm_mt() -> ByYear:
    """Grain and flour to China, in boxes and in wagons."""
    flour = flour_mt()
    return {year: one + flour[year] for year, one in grain_mt().items()}


def farm_box_mt() -> ByYear:
    """Grain and flour to China in boxes, by the share of the marketing year 2022/23."""
    flour = flour_mt()
    return {
        year: one * reading("grain_box_share") + flour[year] for year, one in grain_mt().items()
    }


def teu() -> dict[str, ByYear]:
    """Thousand TEU of every stream by year."""
    west = reading("west_share")
    imports = {
        year: mt * 1e3 * reading("import_box_share") / reading("cargo_per_teu")
        for year, mt in import_mt().items()
    }
    farm = {year: mt * 1e3 / reading("grain_per_teu") for year, mt in farm_box_mt().items()}
    beyond = {
        year: one - imports[year] - farm[year]
        for year, one in central_asia_and_kazakhstan().items()
    }
    return {
        "europe_west": europe("west"),
        "europe_east": europe("east"),
        "russia_west": _scaled(russia(), west),
        "russia_east": _scaled(russia(), 1 - west),
        "central_asia_west": _scaled(beyond, west),
        "central_asia_east": _scaled(beyond, 1 - west),
        "imports_west": imports,
        "farm_east": farm,
    }


def _scaled(by_year: ByYear, factor: float) -> ByYear:
    return {year: one * factor for year, one in by_year.items()}


# Trains ----------------------------------------------------------------------------------------

NORTHERN = ("europe", "russia")
SIZES = {
    "europe": "north_train_teu",
    "russia": "north_train_teu",
    "central_asia": "central_asia_train_teu",
    "imports": "central_asia_train_teu",
    "farm": "grain_train_teu",
}


def family(stream: str) -> str:
    return stream.rpartition("_")[0]


def train_teu(stream: str) -> float:
    return reading(SIZES[family(stream)])


def dostyk_share(stream: str, year: int) -> float:
    if family(stream) in NORTHERN:
        return reading("north_dostyk_share")
    name = "central_asia_dostyk_share"
    return reading(f"{name}_2025" if year >= 2025 else name)


def crossing_share(crossing: str, stream: str, year: int) -> float:
    over_dostyk = dostyk_share(stream, year)
    return over_dostyk if crossing == "dostyk" else 1 - over_dostyk


def trains() -> dict[str, ByYear]:
    return {
        stream: {year: one * 1e3 / train_teu(stream) for year, one in by_year.items()}
        for stream, by_year in teu().items()
    }


def corridor(direction: str) -> ByYear:
    """Thousand TEU of the Trans-Caspian corridor, all of it over Altynkol."""
    found: ByYear = FACTS["corridor"][direction]
    return found


def corridor_trains(direction: str) -> ByYear:
    return _scaled(corridor(direction), 1e3 / reading("north_train_teu"))


def container_trains(crossing: str, direction: str) -> ByYear:
    """Container trains a year through one crossing in one direction, the corridor's in it."""
    own = corridor_trains(direction) if crossing == "altynkol" else dict.fromkeys(YEARS, 0.0)
    return {
        year: own[year]
        + sum(
            crossing_share(crossing, stream, year) * by_year[year]
            for stream, by_year in trains().items()
            if stream.endswith(direction)
        )
        for year in YEARS
    }


def export_mt() -> ByYear:
    of_2023 = published("exports_2023")
    return {
        2022: of_2023 / published("exports_growth_2023"),
        2023: of_2023,
        2024: published("exports_2024"),
        2025: reading("exports_2025"),
    }


def wagon_trains(crossing: str, direction: str) -> ByYear:
    """Trains of wagons a year: exports eastward, imports and transit westward."""
    mass = wagons_east(crossing) if direction == "east" else wagons_west(crossing)
    return {year: mt * 1e6 / reading("wagon_train_tonnes") for year, mt in mass.items()}


def wagons_east(crossing: str) -> ByYear:
    altynkol = crossing == "altynkol"
    share = reading("altynkol_export_share") if altynkol else 1 - reading("altynkol_export_share")
    farm = farm_box_mt()
    return {
        year: share * mt - crossing_share(crossing, "farm_east", year) * farm[year]
        for year, mt in export_mt().items()
    }


def wagons_west(crossing: str) -> ByYear:
    """Half of the imports, and the transit that boxes do not carry, as in 2024 in every year."""
    altynkol = reading("wagons_west_altynkol_share")
    share = altynkol if crossing == "altynkol" else 1 - altynkol
    imports = import_mt()[2024] * (1 - reading("import_box_share"))
    transit = published("transit_mass_2024") - transit_box_mt_2024()
    return dict.fromkeys(YEARS, share * (imports + transit))


def transit_box_mt_2024() -> float:
    found = teu()
    west = sum(found[one][2024] for one in ("europe_west", "russia_west", "central_asia_west"))
    half_empty = found["russia_east"][2024] + found["central_asia_east"][2024]
    east = found["europe_east"][2024] + reading("east_loaded_share") * half_empty
    own = corridor("west")[2024]
    return (west + east + own) * reading("cargo_per_teu") / 1e3


# The months of the 2.6-fold --------------------------------------------------------------------

Period = tuple[date, date]


def europe_west_by_period() -> dict[Period, float]:
    """Thousand TEU between China and the EU, westbound, in the spans that figures are given for."""
    west = published("over_russia_2024_q1") * reading("china_eu_west_share")
    new_year = west * reading("new_year_weight") / reading("first_quarter_weight")
    new_year_2023 = new_year / published("jump_2024")
    months_2025 = published("china_eu_2025_7m") * reading("china_eu_west_share")
    months_2024 = months_2025 / published("china_eu_growth_2025_7m")
    year, half_2023 = europe("west"), published("china_eu_west_2023_h1")
    return {
        (date(2022, 1, 1), date(2022, 12, 31)): year[2022],
        (date(2023, 1, 1), date(2023, 2, 28)): new_year_2023,
        (date(2023, 3, 1), date(2023, 6, 30)): half_2023 - new_year_2023,
        (date(2023, 7, 1), date(2023, 12, 31)): year[2023] - half_2023,
        (date(2024, 1, 1), date(2024, 2, 29)): new_year,
        (date(2024, 3, 1), date(2024, 3, 31)): west - new_year,
        (date(2024, 4, 1), date(2024, 7, 31)): months_2024 - west,
        (date(2024, 8, 1), date(2024, 12, 31)): year[2024] - months_2024,
        (date(2025, 1, 1), date(2025, 7, 31)): months_2025,
        (date(2025, 8, 1), date(2025, 12, 31)): year[2025] - months_2025,
    }


def whole_trains() -> dict[Period, dict[str, int]]:
    """Trains of each stream by period, whole, adding up to the year's."""
    spans = europe_west_by_period()
    columns = {stream: _spread(by_year, tuple(spans)) for stream, by_year in trains().items()}
    size = train_teu("europe_west")
    columns["europe_west"] = _rounded([one * 1e3 / size for one in spans.values()])
    return {
        span: {stream: counts[number] for stream, counts in columns.items()}
        for number, span in enumerate(spans)
    }


def by_crossing() -> dict[Period, dict[str, int]]:
    """Whole trains of each stream by period and crossing; grain divides its tonnes, not trains."""
    found: dict[Period, dict[str, int]] = {span: {} for span in whole_trains()}
    for stream in trains():
        if stream != "farm_east":
            counts = [(span, row[stream]) for span, row in whole_trains().items()]
            over = _rounded([dostyk_share(stream, span[0].year) * n for span, n in counts])
            for (span, number), dostyk in zip(counts, over, strict=True):
                found[span][f"{stream}_dostyk"] = dostyk
                found[span][f"{stream}_altynkol"] = number - dostyk
    return found


def other_trains(crossing: str) -> ByYear:
    """Trains a day of wagons eastward beside grain and flour, which are flows of their own."""
    farm, share = farm_mt(), reading("altynkol_export_share")
    share = share if crossing == "altynkol" else 1 - share
    mass = {
        year: share * mt - crossing_share(crossing, "farm_east", year) * farm[year]
        for year, mt in export_mt().items()
    }
    return _scaled(mass, 1e6 / reading("wagon_train_tonnes") / DAYS_A_YEAR)


def _spread(by_year: ByYear, spans: tuple[Period, ...]) -> list[int]:
    """A year's trains over its spans by their days."""
    days = [(last - first).days + 1 for first, last in spans]
    of_year = {
        year: sum(
            number for number, (first, _) in zip(days, spans, strict=True) if first.year == year
        )
        for year in by_year
    }
    return _rounded(
        [
            by_year[first.year] * number / of_year[first.year]
            for number, (first, _) in zip(days, spans, strict=True)
        ]
    )


def _rounded(parts: list[float]) -> list[int]:
    """Whole numbers whose running total keeps pace with that of the parts."""
    totals = [0, *(round(one) for one in accumulate(parts))]
    return [after - before for before, after in pairwise(totals)]
