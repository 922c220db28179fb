"""`make bench`: the yardstick of speed and its gates, printed and written to docs/speed.md.

`--without-parallel` leaves out the thirty replications on one and on two processes, which take
minutes.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import subprocess
from collections.abc import Iterable, Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from benchmarks.contest import (
    C_LOOP,
    PER_BOX,
    PRODUCT,
    ROUNDS,
    Contestant,
    Missing,
    contestants,
    ratio,
    round_robin,
)
from benchmarks.gates import Gate, of_baseline, of_contest, of_size
from benchmarks.peers import c_loop

PAGE = Path(__file__).parents[1] / "docs" / "speed.md"
PACKAGES = ("numpy", "simpy", "salabim", "cimba", "numba")


def main() -> None:
    """Measure, print and write."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--without-parallel", action="store_true")
    parallel = not asked.parse_args().without_parallel
    print("Checking that all forms tell the same times ...", flush=True)
    found = list(contestants())
    forms = [one for one in found if isinstance(one, Contestant)]
    missing = [one for one in found if isinstance(one, Missing)]
    print(f"Timing {len(forms)} forms, {ROUNDS} rounds in turn ...", flush=True)
    times = round_robin(forms)
    print("Timing the gates ...", flush=True)
    gates = [*of_contest(times), *of_size(), *of_baseline(parallel)]
    page = "\n".join(written(forms, missing, times, gates)) + "\n"
    print(page)
    PAGE.write_text(page)


def written(
    forms: list[Contestant],
    missing: list[Missing],
    times: dict[str, list[float]],
    gates: list[Gate],
) -> Iterator[str]:
    """The page."""
    yield "# Speed as measured"
    yield ""
    yield "Written by `make bench`; [performance](performance.md) says what it means."
    yield ""
    yield from (f"- {line}" for line in surroundings())
    yield ""
    yield "## The mini corridor, form by form"
    yield ""
    yield f"Medians of {ROUNDS} rounds in turn, one process, processor time. The product draws"
    yield "its numbers and tells all times of all boxes within its time; the peers are given the"
    yield "numbers. Ratios: medians of rounds."
    yield ""
    head = (
        "form", "boxes", "µs a TEU", f"{PER_BOX} / it", f"it / {C_LOOP}", "compared with product",
    )  # fmt: skip
    yield from table(head, (_row(form, times) for form in forms))
    for one in missing:
        yield f"\n{one.name} is not here: {one.reason}."
    yield ""
    yield "## Gates"
    yield ""
    rows = (
        (
            g.name,
            g.promise,
            "" if g.measured is None else f"{g.measured:.3g}{g.unit}",
            g.verdict,
            g.note,
        )
        for g in gates
    )
    yield from table(("gate", "promised", "measured", "verdict", "note"), rows)


def _row(form: Contestant, times: dict[str, list[float]]) -> tuple[str, ...]:
    per_box, c = ratio(times, PER_BOX, form.name), ratio(times, form.name, C_LOOP)
    median = statistics.median(times[form.name])
    sections = "sections" in form.name  # another model: compared with its own loop in the gates
    return (
        form.name,
        f"{form.boxes:,}",
        f"{median:.3g}",
        "" if per_box is None or sections else f"{per_box:.3g}",
        "" if c is None or sections else f"{c:.3g}",
        form.checked or ("is it" if form.name.startswith(PRODUCT) else ""),
    )


def table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    """A table in Markdown."""
    yield f"| {' | '.join(head)} |"
    yield f"|{' --- |' * len(head)}"
    yield from (f"| {' | '.join(row)} |" for row in rows)


def surroundings() -> Iterator[str]:
    """Machine, versions, and how busy the machine was."""
    yield f"{_processor()}, {os.cpu_count()} processors, {platform.system()}"
    yield f"load when it ended: {os.getloadavg()[0]:.1f}"
    yield f"Python {platform.python_version()}, " + ", ".join(_versions())
    if c_loop.compiler():
        told = subprocess.run(["cc", "--version"], capture_output=True, text=True, check=True)
        yield f"{told.stdout.splitlines()[0]}, {' '.join(c_loop.FLAGS)}"


def _versions() -> Iterator[str]:
    for name in PACKAGES:
        try:
            yield f"{name} {version(name)}"
        except PackageNotFoundError:
            yield f"{name} not installed"


def _processor() -> str:
    told = Path("/proc/cpuinfo")
    lines = told.read_text().splitlines() if told.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


if __name__ == "__main__":
    main()
