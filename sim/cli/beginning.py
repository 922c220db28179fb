"""The command that judges the warm-up of a scenario."""

from __future__ import annotations

from typing import Annotated

import typer

from sim.cli.asking import OptionFiles, ScenarioFile, app, between, say


@app.command(name="warm-up")
def warm_up(
    path: ScenarioFile,
    option: OptionFiles = None,
    replications: Annotated[
        int, typer.Option(parser=between(1, 10_000), metavar="N", help="Their mean is judged.")
    ] = 10,
) -> None:
    """Is the warm-up long enough? MSER-5 on the TEU under way, day by day."""
    from sim.corridor.model import simulate
    from sim.experiment.warm_up import (
        NoWarmUpFound,
        days_not_typical,
        teu_under_way,
        twice_the_warm_up,
    )
    from sim.scenario.overlay import Ground

    try:
        scenario = twice_the_warm_up(Ground.read(path, tuple(option or ())))
    except ValueError as error:
        raise typer.BadParameter(f"{error}.") from None
    numbers = range(1, replications + 1)
    given = f"{scenario.file.horizon.warm_up_days:g} days of warm-up"
    try:
        days = days_not_typical(teu_under_way(simulate(scenario, number)) for number in numbers)
    except NoWarmUpFound:
        say(f"Warm-up   {given} are not known to suffice: the TEU under way still move after them.")
        say("          Give it more days; where a place is UNSTABLE, none is enough.")
        return
    say(f"Warm-up   {given} suffice: the first {days} are unlike what follows (MSER-5).")
