"""Which option is first where: a panel a reading, a field a pair of numbers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch, Rectangle

from sim.report.style import (
    BLACK,
    BLUE,
    GREEN,
    GREY,
    ORANGE,
    PURPLE,
    SKY,
    VERMILION,
    YELLOW,
    Frame,
    Words,
    framed,
    legend_above,
    styled,
)
from sim.scenario.studies import NOTHING, Study
from sim.scenario.varied import Map

FACES = (  # dark ones with white words, light ones with black: readable in black and white
    (BLUE, "white"),
    (ORANGE, BLACK),
    (GREEN, "white"),
    (SKY, BLACK),
    (VERMILION, "white"),
    (YELLOW, BLACK),
    (PURPLE, BLACK),
)
FIELD_INCHES = (1.35, 0.85)
LINE_INCHES = 0.25
KEY_COLUMNS = 2
Face = tuple[str, str]


@styled
def first_map_chart(study: Study, asked: Map, table: pd.DataFrame) -> Figure:
    """The first option in each field, its gain over no option and its lead, thousand TEU."""
    panels = list(dict.fromkeys(table["panel"]))
    faces = _faces(study, table)
    wide, high = FIELD_INCHES
    left, height = 1.3, high * len(asked.up.values)
    width = left + 0.3 + wide * len(asked.across.values) * len(panels) + 0.5 * (len(panels) - 1)
    titles = {one: _broken(one, int(wide * len(asked.across.values) * 9)) for one in panels}
    lift = 0.2 + LINE_INCHES * max(one.count("\n") + 1 for one in titles.values())
    top = lift + LINE_INCHES * -(-(len(faces) + 1) // KEY_COLUMNS) + 0.15
    frame = Frame(width, height, left=left, top=top, bottom=0.75)
    figure, grid = framed(_words(study, asked, table), frame, columns=len(panels))
    grid.update(wspace=0.08)
    for column, panel in enumerate(panels):
        axes = figure.add_subplot(grid[0, column])
        _panel(axes, asked, table[table["panel"] == panel], faces)
        axes.set_title(titles[panel], loc="left")
        axes.tick_params(labelleft=column == 0, length=0)
        if not column:
            axes.set_ylabel(asked.up.title)
    legend_above(figure, list(_key(study, faces)), KEY_COLUMNS, lift)
    return figure


def _faces(study: Study, table: pd.DataFrame) -> dict[str, Face]:
    """A colour for each option that is first somewhere, in the order of the study."""
    first = set(table["first"])
    options = [one.name for one in study.alone if one.name in first and one.name != NOTHING]
    grey: dict[str, Face] = {NOTHING: (GREY, BLACK)} if NOTHING in first else {}
    return {name: FACES[n % len(FACES)] for n, name in enumerate(options)} | grey


def _panel(axes: Axes, asked: Map, rows: pd.DataFrame, faces: dict[str, Face]) -> None:
    for row in rows.to_dict("records"):
        x, y = asked.across.values.index(row["across"]), asked.up.values.index(row["up"])
        _field(axes, x, y, row, faces[row["first"]])
    axes.set_xlim(-0.5, len(asked.across.values) - 0.5)
    axes.set_ylim(-0.5, len(asked.up.values) - 0.5)
    axes.set_xticks(range(len(asked.across.values)), list(asked.across.told))
    axes.set_yticks(range(len(asked.up.values)), list(asked.up.told))
    axes.set_xlabel(asked.across.title)
    for spine in axes.spines.values():
        spine.set_visible(False)


def _field(axes: Axes, x: int, y: int, row: dict[Any, Any], face: Face) -> None:
    """Full colour where the lead is shown, else white with an edge of the colour."""
    shown = bool(row["shown"])
    axes.add_patch(
        Rectangle(
            (x - 0.47, y - 0.46), 0.94, 0.92, facecolor=face[0] if shown else "white",
            edgecolor=face[0], linewidth=2.5, hatch="" if shown else "///",
        )
    )  # fmt: skip
    words: dict[str, Any] = {"ha": "center", "va": "center"}
    if shown:
        words["color"] = face[1]
    else:
        words["bbox"] = {"facecolor": "white", "edgecolor": "none", "pad": 1.5}
    axes.text(x, y + 0.16, _thousands(row["more_than_none"]), size=14, weight="bold", **words)
    axes.text(x, y - 0.2, f"{row['lead'] / 1000:.1f} ahead", size=10, **words)


def _thousands(teu: float) -> str:
    return f"{teu / 1000:+.1f}"


def _key(study: Study, faces: dict[str, Face]) -> Iterator[Patch]:
    for name, (colour, _) in faces.items():
        yield Patch(facecolor=colour, edgecolor=colour, label=f"{study.title(name)} first")
    yield Patch(facecolor="white", edgecolor=GREY, hatch="///", label="lead not shown")


def _broken(text: str, characters: int) -> str:
    from textwrap import fill

    return fill(text, characters)


def _words(study: Study, asked: Map, table: pd.DataFrame) -> Words:
    n = int(table["n"].min())
    caption = (
        f"Thousand TEU delivered in {max(study.file.years)} more than without an option; below it"
        f" the lead over the next option. Options taken alone, paired over {n} replications;"
        " hatched where the 95 % interval of the lead holds zero."
    )
    return Words(asked.title, study.file.title, caption)


def first_map_lines(study: Study, asked: Map, table: pd.DataFrame) -> Iterator[str]:
    """How often each option is first, by panel, and where the first place is not shown."""
    yield f"{asked.title}: first of the options taken alone, in {max(study.file.years)}"
    for panel, rows in table.groupby("panel", sort=False):
        shown = rows[rows["shown"]]
        counts = shown["first"].value_counts()
        told = [f"{study.title(str(name))} in {number}" for name, number in counts.items()]
        open_ = len(rows) - len(shown)
        told += [f"no first place shown in {open_}"] if open_ else []
        yield f"  {panel}, {len(rows)} fields: {'; '.join(told)}"
