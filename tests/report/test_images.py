from __future__ import annotations

from matplotlib.figure import Figure

from sim.report.images import images


def figure() -> Figure:
    drawn = Figure()
    drawn.add_subplot().plot([1, 2], label="a line with a clip path")
    return drawn


def test_each_chart_comes_as_png_and_svg():
    made = images({"projection": figure(), "waiting": figure()})
    assert list(made) == ["projection.png", "projection.svg", "waiting.png", "waiting.svg"]
    assert made["projection.png"].startswith(b"\x89PNG")
    assert b"<svg" in made["projection.svg"]


def test_the_same_chart_gives_the_same_bytes():
    assert images({"one": figure()}) == images({"one": figure()})
