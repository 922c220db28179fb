"""Charts as the bytes of image files: the same chart always gives the same bytes."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import matplotlib as mpl
from matplotlib.figure import Figure

from sim.report.style import PNG_DPI, STYLE

UNDATED: dict[str, dict[str, Any]] = {
    "png": {"Software": None},
    "svg": {"Date": None, "Creator": None},
}


def images(figures: dict[str, Figure]) -> dict[str, bytes]:
    """Return every chart as PNG and SVG, by the name of its file."""
    return {
        f"{name}.{kind}": _image(figure, kind)
        for name, figure in figures.items()
        for kind in UNDATED
    }


def _image(figure: Figure, kind: str) -> bytes:
    buffer = BytesIO()
    with mpl.rc_context(STYLE):
        figure.savefig(buffer, format=kind, dpi=PNG_DPI, metadata=UNDATED[kind])
    return buffer.getvalue()
