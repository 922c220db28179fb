"""The drawn screen shows the shares and the cut of the numbers behind it."""

from __future__ import annotations

import itertools

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text
from typer.testing import CliRunner

from sim.cli.asking import app
from sim.report.explain import explain_lines
from sim.report.static_screen import static_screen
from tests.report.example_scenario import example_scenario


def test_the_title_names_what_cuts_first_and_no_words_overlap():
    figure = static_screen(example_scenario())
    renderer = FigureCanvasAgg(figure).get_renderer()
    figure.draw(renderer)
    shown = [x for x in figure.findobj(Text) if x.get_visible() and x.get_text().strip()]
    words = [x.get_text() for x in shown]
    assert "2028: Caspian feeder west, fleet, cuts the flow off first" in words
    assert "106" in words  # 135,000 TEU asked of 126,818
    boxes = [x.get_window_extent(renderer) for x in shown]
    assert all(figure.bbox.padded(1).contains(*point) for box in boxes for point in box.corners())
    assert not any(a.padded(-1).overlaps(b.padded(-1)) for a, b in itertools.combinations(boxes, 2))


def test_explain_prints_what_can_pass_and_its_cut():
    lines = explain_lines(example_scenario())
    start = lines.index("Maximum flow of all flows together, TEU a year, without queues")
    heads, asked, can_pass = (line.split() for line in lines[start + 1 : start + 4])
    assert heads[0] == "2023"
    assert float(can_pass[-1].replace(",", "")) < float(asked[-1].replace(",", ""))
    assert lines[start + 4].startswith("2028  cut off by Caspian feeder west, fleet (+10 %: +")


def test_explain_draws_where_it_is_asked_to(tmp_path):
    chart = tmp_path / "screen"
    told = CliRunner().invoke(app, ["explain", "tests/scenario/small.yaml", "--chart", str(chart)])
    assert told.exit_code == 0
    assert {one.name for one in tmp_path.iterdir()} == {"screen.png", "screen.svg"}
