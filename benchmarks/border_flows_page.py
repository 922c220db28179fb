"""The tables of docs/reference/flows.md and the trains of scenarios/data/northern_trains*.csv.

`python -m benchmarks.border_flows_page` writes them again.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache

from benchmarks.border_flows import (
    DATA,
    DAYS_A_YEAR,
    FACTS,
    NORTHERN,
    ROOT,
    YEARS,
    ByYear,
    Period,
    by_crossing,
    container_trains,
    corridor,
    crossing_share,
    dostyk_share,
    europe_west_by_period,
    family,
    published,
    reading,
    teu,
    train_teu,
    trains,
    wagon_trains,
    wagons_west,
    whole_trains,
)
from sim.scenario import Scenario, load

PAGE = ROOT / "docs" / "reference" / "flows.md"
TRAINS = DATA / "northern_trains.csv"
CROSSINGS = DATA / "northern_trains_by_crossing.csv"
TRANSIT = (*NORTHERN, "central_asia")
HORGOS, ALASHANKOU = "trains through Horgos", "trains through Alashankou"

# Held against what is published ----------------------------------------------------------------


@dataclass(frozen=True)
class Check:
    """A published total beside what the flows make of it; `fitted` chose an assumption."""

    title: str
    published: float
    ours: float
    digits: int = 0
    fitted: bool = False

    @property
    def off(self) -> float:
        """Per cent above the published one."""
        return 100 * (self.ours / self.published - 1)


def checks() -> tuple[Check, ...]:
    return (*_of_transit(), *_of_both_ports(), *_of_other_counts(), *_of_days())


def _of_transit() -> Iterator[Check]:
    for year in (2022, 2023, 2024):
        title = f"transit of Kazakhstan {year}, thousand TEU"
        found = Check(title, published(f"transit_{year}"), _transit(year))
        yield replace(found, fitted=year == 2024)


def _of_both_ports() -> Iterator[Check]:
    """Trains of the Chinese gauge both ways; our sizes and shares are chosen to meet 2024."""
    horgos, alashankou = published("horgos_trains_2024"), published("alashankou_trains_2025")
    alashankou_2024 = alashankou / published("alashankou_growth_2025")
    both_2023 = (horgos + alashankou_2024) / published("border_growth_2024")
    horgos_2025 = published("horgos_trains_2025_23_november") * _to_the_year()
    ours_2023 = _both("altynkol", 2023) + _both("dostyk", 2023)
    yield Check(f"{HORGOS} 2022", published("horgos_trains_2022"), _both("altynkol", 2022))
    yield Check("trains through both ports 2023", both_2023, ours_2023, fitted=True)
    yield Check(f"{HORGOS} 2024", horgos, _both("altynkol", 2024), fitted=True)
    yield Check(f"{ALASHANKOU} 2024", alashankou_2024, _both("dostyk", 2024), fitted=True)
    yield Check(f"{HORGOS} 2025", horgos_2025, _both("altynkol", 2025), fitted=True)
    yield Check(f"{ALASHANKOU} 2025", alashankou, _both("dostyk", 2025), fitted=True)


def _of_other_counts() -> Iterator[Check]:
    dostyk = sum(dostyk_share(one, 2024) * by_year[2024] for one, by_year in teu().items())
    central_asia = sum(
        by_year[2024] for stream, by_year in trains().items() if family(stream) not in NORTHERN
    )
    through_altynkol = _altynkol_transit_teu_2025() * 1e3 / reading("north_train_teu")
    yield Check("TEU through Dostyk 2024, thousand", published("dostyk_teu_2024"), dostyk)
    yield Check(
        "trains west through Altynkol 2025, imports left out, of 107 TEU",
        published("altynkol_trains_2025"),
        through_altynkol,
    )
    published_trains = published("central_asia_trains_2024")
    yield Check("trains China–Central Asia 2024", published_trains, central_asia)
    mass = published("altynkol_mass_2025")
    yield Check("freight through Altynkol 2025, Mt", mass, _altynkol_mt_2025(), digits=1)


def _of_days() -> Iterator[Check]:
    for crossing in ("altynkol", "dostyk"):
        title = f"trains a day handed over to China at {crossing.capitalize()} 2025"
        handed_over = published(f"handed_over_{crossing}")
        yield Check(title, handed_over, a_day(crossing, "east")[2025], digits=1, fitted=True)
    title = "trains a day west through Altynkol 2025, of what the node passes"
    node = published("node_altynkol")
    yield Check(title, node, a_day("altynkol", "west")[2025], digits=1)


def a_day(crossing: str, direction: str) -> ByYear:
    """All trains a day, of boxes and of wagons."""
    boxes, wagons = container_trains(crossing, direction), wagon_trains(crossing, direction)
    return {year: (boxes[year] + wagons[year]) / DAYS_A_YEAR for year in YEARS}


def _to_the_year() -> float:
    return DAYS_A_YEAR / float(FACTS["published"]["horgos_trains_2025_23_november"]["days"])


def _transit(year: int) -> float:
    through = [by_year[year] for one, by_year in teu().items() if family(one) in TRANSIT]
    return sum(through) + corridor("west")[year] + reading("other_transit")


def _both(crossing: str, year: int) -> float:
    return sum(container_trains(crossing, one)[year] for one in ("west", "east"))


def _altynkol_transit_teu_2025() -> float:
    west = sum(
        crossing_share("altynkol", stream, 2025) * by_year[2025]
        for stream, by_year in teu().items()
        if stream.endswith("west") and family(stream) in TRANSIT
    )
    return west + corridor("west")[2025]


def _altynkol_mt_2025() -> float:
    loaded = {"russia_east": reading("east_loaded_share")}
    loaded["central_asia_east"] = loaded["russia_east"]
    boxes = sum(
        crossing_share("altynkol", stream, 2025) * by_year[2025] * loaded.get(stream, 1.0)
        for stream, by_year in teu().items()
        if stream != "farm_east"
    )
    boxed = (boxes + corridor("west")[2025]) * reading("cargo_per_teu") / 1e3
    exports = reading("altynkol_export_share") * reading("exports_2025")
    return boxed + wagons_west("altynkol")[2025] + exports


# The page --------------------------------------------------------------------------------------

TITLES = {
    "europe_west": "China–EU over the north, west",
    "europe_east": "China–EU over the north, east",
    "russia_west": "China–Russia and Belarus, west",
    "russia_east": "China–Russia and Belarus, east",
    "central_asia_west": "China–Central Asia beyond Kazakhstan, west",
    "central_asia_east": "China–Central Asia beyond Kazakhstan, east",
    "imports_west": "China–Kazakhstan, imports in boxes",
    "farm_east": "Kazakh grain and flour to China in boxes",
}


def flow_table() -> str:
    head = "| stream | " + " | ".join(map(str, YEARS)) + " | TEU a train | over Dostyk |"
    rows = [head, "| --- |" + " ---: |" * (len(YEARS) + 2)]
    for stream, by_year in teu().items():
        counts = trains()[stream]
        cells = [f"{by_year[year]:.0f} ({counts[year]:,.0f})" for year in YEARS]
        end = f"{train_teu(stream):.0f} | {_over_dostyk(stream)}"
        rows.append(f"| {TITLES[stream]} | {' | '.join(cells)} | {end} |")
    sums = [sum(one[year] for one in teu().values()) for year in YEARS]
    numbers = [sum(one[year] for one in trains().values()) for year in YEARS]
    cells = [f"**{one:,.0f} ({number:,.0f})**" for one, number in zip(sums, numbers, strict=True)]
    rows.append(f"| **sum** | {' | '.join(cells)} | | |")
    return "\n".join(rows)


def _over_dostyk(stream: str) -> str:
    shares = sorted({dostyk_share(stream, year) for year in YEARS})
    return ", then ".join(f"{one:.2f}" for one in shares)


def crossing_table() -> str:
    head = "| trains a day | " + " | ".join(map(str, YEARS)) + " |"
    rows = [head, "| --- |" + " ---: |" * len(YEARS)]
    for crossing in ("altynkol", "dostyk"):
        for direction in ("west", "east"):
            for kind, count in (("boxes", container_trains), ("wagons", wagon_trains)):
                by_year = count(crossing, direction)
                cells = [f"{by_year[year] / DAYS_A_YEAR:.1f}" for year in YEARS]
                title = f"{crossing.capitalize()}, {direction}, {kind}"
                rows.append(f"| {title} | {' | '.join(cells)} |")
    return "\n".join(rows)


def check_table() -> str:
    rows = ["| what | published or derived | from the flows | off | |"]
    rows.append("| --- | ---: | ---: | ---: | --- |")
    for one in checks():
        numbers = f"{one.published:,.{one.digits}f} | {one.ours:,.{one.digits}f}"
        kind = "fitted" if one.fitted else "test"
        rows.append(f"| {one.title} | {numbers} | {one.off:+.0f} % | {kind} |")
    return "\n".join(rows)


def month_table() -> str:
    rows = ["| westbound, China–EU | thousand TEU | trains | thousand TEU a month |"]
    rows.append("| --- | ---: | ---: | ---: |")
    for (first, last), one in europe_west_by_period().items():
        months = last.month - first.month + 1
        count = whole_trains()[first, last]["europe_west"]
        span = f"{first:%Y-%m} to {last:%Y-%m}"
        rows.append(f"| {span} | {one:.1f} | {count:,} | {one / months:.1f} |")
    return "\n".join(rows)


GROUPS = {
    "trans_caspian_china": "Trans-Caspian, from China",
    "trans_caspian_other": "Trans-Caspian, Kazakh exports and eastbound loads",
    "northern_china": "China to the EU, Russia and Belarus over the north",
    "central_asia_china": "China to Central Asia beyond Kazakhstan",
    "china_kazakhstan": "China to Kazakhstan, imports in boxes",
    "northern_east": "to China from the EU, Russia, Belarus and Central Asia",
    "farm_to_china": "Kazakh grain and flour to China, as if all in boxes",
}
ASKED = [("baseline", year) for year in (2023, 2024, 2025, 2026, 2028, 2030)]
ASKED += [("jump_2_6x", year) for year in (2026, 2030)]


def asked_table() -> str:
    """Thousand TEU of loads asked by group, in the scenarios themselves."""
    heads = [f"{year}" if name == "baseline" else f"jump {year}" for name, year in ASKED]
    rows = ["| asked | " + " | ".join(heads) + " |", "| --- |" + " ---: |" * len(heads)]
    found = [asked(name, year) for name, year in ASKED]
    for group, title in GROUPS.items():
        rows.append(f"| {title} | " + " | ".join(f"{one[group]:,.1f}" for one in found) + " |")
    sums = " | ".join(f"**{sum(one.values()):,.0f}**" for one in found)
    return "\n".join([*rows, f"| **sum** | {sums} |"])


def asked(name: str, year: int) -> dict[str, float]:
    """Thousand TEU of a year by group that no other of the groups holds."""
    scenario = scenarios(name)
    sums = dict.fromkeys(GROUPS, 0.0)
    for demand in scenario.demand:
        (group,) = GROUPS.keys() & set(scenario.file.demand.flows[demand.flow].groups)
        pairs = zip(demand.months, demand.teu, strict=True)
        sums[group] += sum(teu for month, teu in pairs if month.year == year) / 1e3
    return sums


@cache
def scenarios(name: str) -> Scenario:
    return load(ROOT / "scenarios" / f"{name}.yaml")


BLOCKS: Mapping[str, Callable[[], str]] = {
    "asked": asked_table,
    "flows": flow_table,
    "crossings": crossing_table,
    "checks": check_table,
    "months": month_table,
}


def with_block(page: str, name: str, block: str) -> str:
    """The page with one of its tables replaced. Raises ValueError where its marks are missing."""
    begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    before, found, rest = page.partition(begin)
    _, closed, after = rest.partition(end)
    if not found or not closed:
        raise ValueError(f"no marks {begin} and {end} in the page")
    return f"{before}{begin}\n\n{block}\n\n{end}{after}"


def csv_text(rows: Mapping[Period, Mapping[str, int]]) -> str:
    """Whole trains by period, a column each."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    streams = list(next(iter(rows.values())))
    writer.writerow(["from", "to", *streams])
    for (first, last), counts in rows.items():
        writer.writerow([first, last, *(counts[one] for one in streams)])
    return text.getvalue()


def main() -> None:
    page = PAGE.read_text(encoding="utf-8")
    for name, block in BLOCKS.items():
        page = with_block(page, name, block())
    PAGE.write_text(page, encoding="utf-8")
    TRAINS.write_text(csv_text(whole_trains()), encoding="utf-8")
    CROSSINGS.write_text(csv_text(by_crossing()), encoding="utf-8")


if __name__ == "__main__":
    main()
