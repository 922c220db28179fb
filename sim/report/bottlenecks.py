"""`corridor bottlenecks`: the ranking, what stands beside it, and the ladder, as aligned text."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import pandas as pd

from sim.experiment.candidates import Candidate
from sim.experiment.estimates import Estimate
from sim.experiment.ladder import Rung, Target, cost_of
from sim.experiment.relief import Gain, Ranking
from sim.experiment.stability import Choke, Season, seasonal_places, unstable_places
from sim.experiment.symptoms import Symptom
from sim.report.explain import aligned
from sim.report.labels import marked_title
from sim.scenario.option_costs import UnitCost

if TYPE_CHECKING:
    from sim.scenario.scenario import Scenario

Costs = Mapping[tuple[str, ...], UnitCost]


def lever_title(scenario: Scenario, one: Candidate) -> str:
    """`Port of Aktau, berths: +1 berth`; places outside the country of most terminals marked."""
    if one.parts:
        return " and ".join(lever_title(scenario, part) for part in one.parts)
    return f"{marked_title(scenario, one.place, one.direction)}, {one.what}: {one.amount}"


def ranking_lines(scenario: Scenario, ranking: Ranking, year: int) -> Iterator[str]:
    """The levers, the best first, with paired intervals."""
    by = "TEU delivered" if ranking.by == "teu" else "days saved: no lever shows a gain in TEU"
    yield f"Relieved one at a time, ranked by {by} in {year}; paired differences, 95 % intervals"
    rows = [["", "relief", "TEU more", "days less", "n", ""]]
    for place, one in enumerate(ranking.gains, 1):
        rows.append(
            [str(place), lever_title(scenario, one.candidate), told(one.teu, 0),
             told(one.days, 2), str(one.n), _note(one, ranking)]
        )  # fmt: skip
    yield from aligned(rows, text_columns=2)


def _note(one: Gain, ranking: Ranking) -> str:
    if one.left_at:
        return "behind"
    return "not told apart" if one.candidate.name in ranking.tied else ""


def symptom_lines(scenario: Scenario, found: Sequence[Symptom], year: int) -> Iterator[str]:
    """What a look at the places says: it proves nothing."""
    yield f"Beside it, {year}: what a look at the places says, and proves nothing"
    yield "(working: without waits and blocked time; blocked: kept at the origin, too)"
    rows = [["place", "working", "occupied", "queue TEU", "waits TEU d", "blocked TEU d", "active"]]
    for one in found:
        title = f"{marked_title(scenario, one.place, one.direction)}, {one.what}"
        shares = (one.working, one.occupied)
        teu = (one.queue_teu, one.waiting_teu_days, one.blocked_teu_days)
        rows.append([title, *map(_share, shares), *map(_whole, teu), _share(one.active)])
    yield from aligned(rows)


def queue_lines(scenario: Scenario, table: pd.DataFrame, replications: int) -> Iterator[str]:
    """What chokes, what queues in winter alone, and on how many replications that rests."""
    yield from choke_lines(scenario, unstable_places(table))
    yield from winter_lines(scenario, seasonal_places(table))
    yield f"        by {replications} replications; with more of them a place may choke earlier"


def left_lines(scenario: Scenario, table: pd.DataFrame, replications: int) -> Iterator[str]:
    """What chokes when all rungs are relieved."""
    yield f"When all of it is relieved, by {replications} replications:"
    yield from choke_lines(scenario, unstable_places(table))


def choke_lines(scenario: Scenario, chokes: Sequence[Choke]) -> Iterator[str]:
    """Since when places choke, the first to do so first; or that none does."""
    if not chokes:
        yield "Chokes  no place"
    for one in sorted(chokes, key=lambda one: (one.month, -one.growth_teu_per_month.mean)):
        title = marked_title(scenario, one.place, one.direction)
        since = f"{one.month}{' or earlier' if one.or_earlier else ''}"
        grows = told(one.growth_teu_per_month, 0)
        yield f"Chokes  {title} from {since}: {grows} TEU a month"


def winter_lines(scenario: Scenario, seasons: Iterable[Season]) -> Iterator[str]:
    """Queues of winter that clear by summer: no chokes."""
    for one in seasons:
        title = marked_title(scenario, one.place, one.direction)
        worst = told(one.peak_teu, 0, signed=False)
        yield (
            f"Winter  {title}: {worst} TEU wait in the worst month"
            f" ({one.worst_month}), cleared by summer"
        )


def ladder_lines(
    scenario: Scenario, rungs: Sequence[Rung], target: Target, asked: float, known: Costs
) -> Iterator[str]:
    """Each state with what is relieved next and what that costs, where an option says so.

    `asked` is the demand of the year, TEU; beyond it only a backlog of earlier years is delivered.
    """
    short = ", less than the target" if asked < target.teu else ""
    yield f"Ladder to {target_title(target)}; {asked:,.0f} TEU are asked{short}"
    rows = [["rung", "TEU", "p90 days", "then relieve"]]
    for number, rung in enumerate(rungs):
        relief = f"{_relief(scenario, rung, target)}{_cost(rung, known)}"
        level = (told(rung.teu, 0, signed=False), told(rung.days, 1, signed=False))
        rows.append([str(number), *level, relief])
    for cells, line in zip(rows, aligned([row[:3] for row in rows]), strict=True):
        yield f"{line}  {cells[3]}"
    yield from _whole_cost(rungs, known)


def _cost(rung: Rung, known: Costs) -> str:
    if rung.relief is None:
        return ""
    cost = cost_of(rung, known)
    if cost is None:
        return "; no option says what it costs"
    return f"; {cost.capex_usd_m:,.0f} M USD and {cost.opex_usd_m_per_year:,.1f} M a year"


def _whole_cost(rungs: Sequence[Rung], known: Costs) -> Iterator[str]:
    taken = [rung for rung in rungs if rung.relief is not None]
    costs = [cost for rung in taken if (cost := cost_of(rung, known)) is not None]
    if taken:
        capex = sum(one.capex_usd_m for one in costs)
        opex = sum(one.opex_usd_m_per_year for one in costs)
        part = f"{len(costs)} of {len(taken)} rungs whose cost is known"
        yield f"Cost of {part}: {capex:,.0f} M USD, {opex:,.1f} M USD a year"


def target_title(target: Target) -> str:
    """`300,000 TEU with p90 under 18 days`, or the one that is asked."""
    teu = f"{target.teu:,.0f} TEU" if target.teu else ""
    days = f"p90 under {target.days:g} days" if math.isfinite(target.days) else ""
    return " with ".join(part for part in (teu, days) if part)


def _relief(scenario: Scenario, rung: Rung, target: Target) -> str:
    if rung.relief is not None:
        times = f" x {rung.times}" if rung.times > 1 else ""
        return f"{lever_title(scenario, rung.relief)}{times}"
    if target.met(rung.teu, rung.days):
        return "target met"
    return "no lever left shows a gain" if rung.ranking.gains else "no more rungs asked"


def ranking_table(ranking: Ranking) -> pd.DataFrame:
    """One row a lever."""
    rows = [
        {
            "rank": place, "lever": one.candidate.name, "place": one.candidate.place,
            "direction": one.candidate.direction, "what": one.candidate.what,
            "amount": one.candidate.amount, "teu_more": one.teu.mean, "teu_low": one.teu.low,
            "teu_high": one.teu.high, "days_less": one.days.mean, "days_low": one.days.low,
            "days_high": one.days.high, "n": one.n, "behind_at": one.left_at,
        }
        for place, one in enumerate(ranking.gains, 1)
    ]  # fmt: skip
    return pd.DataFrame(rows)


def symptom_table(found: Iterable[tuple[str, Symptom]]) -> pd.DataFrame:
    """One row a period and place."""
    return pd.DataFrame([{"period": period, **vars(one)} for period, one in found])


def ladder_table(rungs: Sequence[Rung]) -> pd.DataFrame:
    """One row a rung."""
    rows = [
        {
            "rung": number, "teu": rung.teu.mean, "teu_low": rung.teu.low,
            "teu_high": rung.teu.high, "p90_days": rung.days.mean, "p90_low": rung.days.low,
            "p90_high": rung.days.high, "n": rung.teu.n,
            "relief": rung.relief.name if rung.relief else "", "times": rung.times,
        }
        for number, rung in enumerate(rungs)
    ]  # fmt: skip
    return pd.DataFrame(rows)


def told(value: Estimate, digits: int, *, signed: bool = True) -> str:
    """A mean with its interval."""
    if math.isnan(value.mean):
        return "–"
    sign = "+" if signed else ""
    mean = f"{value.mean:{sign},.{digits}f}"
    if not value.has_interval:
        return mean
    return f"{mean} ({value.low:{sign},.{digits}f} to {value.high:{sign},.{digits}f})"


def _whole(value: float) -> str:
    return "–" if math.isnan(value) else f"{value:,.0f}"


def _share(value: float) -> str:
    return "–" if math.isnan(value) else f"{100 * value:.0f} %"
