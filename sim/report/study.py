"""The answer of a study in words: a league a world, then what holds over all worlds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from sim.experiment.best import ERROR
from sim.experiment.comparing import JUDGED, Compared
from sim.scenario.economics import Economics
from sim.scenario.studies import NOTHING

MOST_WIDTH = 100  # of the column of titles
HOW = (
    "Differences are to no option, on the same trains, storms and inspections; their intervals",
    "hold together for all options of a world (95 %); Holm's correction decides what is shown.",
)
Row = dict[Any, Any]


def lines(found: Compared, worth: pd.DataFrame) -> list[str]:
    """The answer, a line a fact."""
    file, league = found.study.file, found.league
    if league.empty:
        return [f"{file.title}: nothing to compare", *found.failures]
    n = sorted({int(one) for one in league["n"]})
    span = f"{n[0]}" if len(n) == 1 else f"{n[0]}–{n[-1]}"
    told = [
        file.title,
        f"{len(found.study.worlds)} worlds × {len(found.study.choices)} choices, "
        f"{span} replications",
        *HOW,
    ]
    for world in found.study.worlds:
        for year in file.years:
            told += ["", *_league(found, world, year)]
    told += ["", *_regret(found), *_interactions(found), *_targets(found)]
    told += list(_money(found, worth))
    told += [f"Not precise enough: {one}" for one in found.too_wide]
    return told + [f"Failed: {one}" for one in found.failures]


def _titled(found: Compared, name: str) -> str:
    title = found.study.title(name)
    return title if len(title) <= MOST_WIDTH else f"{title[: MOST_WIDTH - 1]}…"


def _width(found: Compared) -> int:
    return max(len(_titled(found, one.name)) for one in found.study.choices)


def _rows(table: pd.DataFrame) -> list[Row]:
    return table.to_dict("records")


def _league(found: Compared, world: str, year: int) -> Iterator[str]:
    rows = found.league[(found.league["world"] == world) & (found.league["year"] == year)]
    delivered = _rows(
        rows[rows["indicator"] == JUDGED].sort_values("mean", ascending=False, kind="stable")
    )
    yield f"{world}, {year}"
    head = f"  {'':{_width(found)}} {'TEU':>9} {'difference':>26} {'p50':>6} {'p90 d':>6}  "
    given_up = f" {'given up':>9}" if "given_up" in set(rows["indicator"]) else ""
    yield f"{head}{'unfinished':>10} {'USD/TEU':>8} {'kg CO2':>7}{given_up}"
    for row in delivered:
        yield _choice_line(found, rows, row)
    best = [_titled(found, row["choice"]) for row in delivered if row["may_be_best"]]
    yield f"  May be best (error at most {ERROR:.0%}): {'; '.join(best)}"
    for places in dict.fromkeys(row["unstable"] for row in delivered if row["unstable"]):
        those = [_titled(found, row["choice"]) for row in delivered if row["unstable"] == places]
        yield f"  UNSTABLE at {places}, so days are of delivered boxes only: {'; '.join(those)}"


def _choice_line(found: Compared, rows: pd.DataFrame, row: Row) -> str:
    cells = rows[rows["choice"] == row["choice"]].set_index("indicator")["mean"]

    def cell(indicator: str, form: str, width: int) -> str:
        return f"{cells[indicator]:{form}}" if indicator in cells else "–".rjust(width)

    told = [
        f"  {_titled(found, row['choice']):{_width(found)}} {cell(JUDGED, '9,.0f', 9)}",
        f"{_difference(row):>26}",
        cell("transit_p50", "6.1f", 6),
        cell("transit_p90", "6.1f", 6),
        f" {cell('unfinished', '10,.0f', 10)}",
        cell("carriage_cost", "8,.0f", 8),
        cell("co2", "7,.0f", 7),
        *([cell("given_up", "9,.0f", 9)] if "given_up" in cells else []),
    ]
    return " ".join(told)


def _difference(row: Row) -> str:
    if row["choice"] == NOTHING:
        return ""
    if row["verdict"] == "no difference shown":
        return "no difference shown"
    low, high = row["difference_low"], row["difference_high"]
    return f"{row['difference']:+,.0f} ({low:+,.0f} to {high:+,.0f})"


def _regret(found: Compared) -> Iterator[str]:
    year = max(found.study.file.years)
    table = found.regret[found.regret["year"] == year].sort_values("worst", kind="stable")
    yield f"Regret in {year}: TEU behind the best choice, in the worst world"
    for row in _rows(table):
        yield f"  {_titled(found, row['choice']):{_width(found)}} {row['worst']:>9,.0f}"


def _interactions(found: Compared) -> Iterator[str]:
    if found.interactions.empty:
        return
    year = max(found.study.file.years)
    yield f"Together in {year}, of what no option delivers"
    for row in _rows(found.interactions[found.interactions["year"] == year]):
        base, low, high = row["of_base"], row["over_low"], row["over_high"]
        shown = low is not None and (low > 0 or high < 0)
        over = "more" if shown and low > 0 else "less" if shown else "no more or less shown"
        yield (
            f"  {row['world']}: {_alone(found, row)}; together {_share(row['together'], base)}, "
            f"{over} than their sum ({_share(low, base)} to {_share(high, base)})"
        )


def _alone(found: Compared, row: Row) -> str:
    """What each part brings alone, by its title."""
    told = (one.rpartition(" ") for one in str(row["alone"]).split(", "))
    return ", ".join(f"{_titled(found, name)} {share}" for name, _, share in told)


def _share(teu: float | None, of: float) -> str:
    return "?" if teu is None else f"{teu / of:+.1%}"


def _targets(found: Compared) -> Iterator[str]:
    if found.targets.empty:
        return
    yield "Official targets, counted with empties"
    for _, rows in found.targets.groupby(["world", "target", "year"], sort=False):
        by_chance = _rows(rows.sort_values("chance", ascending=False, kind="stable"))
        best = by_chance[0]
        none = next(row for row in by_chance if row["choice"] == NOTHING)
        yield (
            f"  {best['world']}: {best['teu']:,.0f} TEU in {best['year']} ({best['target']}): "
            f"chance {none['chance']:.0%} ({none['low']:.0%}–{none['high']:.0%}) without an option"
            f"{_with_the_best(found, best, none)}"
        )


def _with_the_best(found: Compared, best: Row, none: Row) -> str:
    if best["chance"] <= none["chance"]:
        return "; no option raises it"
    met = f", met in {best['met_in']:.0f}" if best["met_in"] == best["met_in"] else ""
    return f"; {best['chance']:.0%} with {_titled(found, best['choice'])}{met}"


def _money(found: Compared, worth: pd.DataFrame) -> Iterator[str]:
    economics = found.study.economics
    if economics is None or worth.empty:
        return
    yield (
        f"Cost and benefit until {economics.terminal_year}, million USD discounted to "
        f"{economics.base_year} at {economics.discount_rate:.0%}; fares are transfers, in no ratio"
    )
    yield f"  {'':{_width(found)}} {'cost':>8} {'USD a TEU gained':>26} {'benefit/cost':>20}"
    for row in _rows(worth):
        gained = _priced(row["usd_per_teu"], row["usd_per_teu_low"], row["usd_per_teu_high"])
        ratio = _ratio(row["ratio"], row["ratio_low"], row["ratio_high"])
        name = f"{_titled(found, row['choice']):{_width(found)}} {row['cost_usd_m']:>8,.0f}"
        yield f"  {name} {gained:>26} {ratio:>20}  {row['world']}{_until(row, economics)}"


def _until(row: Row, economics: Economics) -> str:
    """From when a saving of time counts no more, because a place chokes."""
    if pd.isna(row["time_counts_until"]):
        return "; no time saved counts: it chokes"
    last = int(row["time_counts_until"])
    return "" if last == economics.terminal_year else f"; time saved counts until {last}"


def _priced(mean: float | None, low: float | None, high: float | None) -> str:
    shown = mean is not None and not pd.isna(mean)
    return f"{mean:,.0f} ({low:,.0f}–{high:,.0f})" if shown else "no gain shown"


def _ratio(mean: float | None, low: float | None, high: float | None) -> str:
    shown = mean is not None and not pd.isna(mean)
    return f"{mean:.2f} ({low:.2f}–{high:.2f})" if shown else "–"
