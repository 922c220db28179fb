"""`corridor trace`: the journey of one container as aligned plain text."""

from __future__ import annotations

from datetime import timedelta

from sim.experiment.tracing import BLOCKED, UNDER_WAY, WAITING, WORKING, Step, Trace
from sim.report.explain import aligned
from sim.report.labels import flow_title, place_title
from sim.scenario.scenario import Scenario

HOURS_A_DAY = 24
HEADS = ("since", "hours", "", "where", "why")


def trace_lines(trace: Trace) -> list[str]:
    """Who it is, how its days divide, and each stretch with its reasons."""
    steps = trace.steps()
    rows = [list(HEADS), *(_row(trace.scenario, step) for step in steps)]
    rows.append([_date(trace.scenario, steps[-1].end), "", _end(steps), "", ""])
    return [_who(trace), _days(steps), "", *_aligned(rows)]


def _aligned(rows: list[list[str]]) -> list[str]:
    """The hours to the right, all other columns to the left."""
    hours = aligned([[row[1]] for row in rows], text_columns=0)
    widest = max(len(one) for one in hours)
    turned = [[row[0], one.rjust(widest), *row[2:]] for row, one in zip(rows, hours, strict=True)]
    return aligned(turned, text_columns=len(HEADS))


def _who(trace: Trace) -> str:
    flow = trace.routing.flows[trace.way].flow
    boxes = int(trace.journal.boxes.boxes_a_row[trace.journal.boxes.flow[trace.row]])
    teu = trace.journal.boxes.teu[trace.row]
    what = f"Container {trace.number}" if boxes == 1 else f"Train {trace.number} of {boxes} boxes"
    title = flow_title(trace.scenario, flow)
    return f"{what}, {teu:g} TEU: {title}, replication {trace.facts.replication}"


def _days(steps: list[Step]) -> str:
    hours = dict.fromkeys((WAITING, BLOCKED, WORKING, UNDER_WAY), 0.0)
    for step in steps:
        hours[step.state] += step.hours
    whole = sum(hours.values()) / HOURS_A_DAY
    parts = ", ".join(f"{state} {one / HOURS_A_DAY:.1f}" for state, one in hours.items())
    return f"{whole:.1f} days: {parts}"


def _row(scenario: Scenario, step: Step) -> list[str]:
    where = place_title(scenario, step.place)
    if step.cause == "kept_at_origin":
        where = f"origin, for {where}"
    return [_date(scenario, step.start), f"{step.hours:.1f}", step.state, where, _why(step)]


def _why(step: Step) -> str:
    if len(step.reasons) == 1:
        return step.reasons[0].why
    return ", ".join(f"{one.why} {one.hours:.1f} h" for one in step.reasons)


def _end(steps: list[Step]) -> str:
    return "delivered" if steps[-1].over else "not over at the end of the run"


def _date(scenario: Scenario, hours: float) -> str:
    return f"{scenario.start + timedelta(hours=hours):%Y-%m-%d %H:%M}"
