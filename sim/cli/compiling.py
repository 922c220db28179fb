"""The command that compiles the model."""

from __future__ import annotations

from sim.cli.asking import app, say
from sim.errors import SurroundingsError


@app.command(name="compile")
def compile_model() -> None:
    """Compile the model, once; runs take about two fifths of the time from then on."""
    from sim.compiled.building import build, can_build
    from sim.compiled.place import found

    if there := found():
        say(f"{there} holds the compiled model already")
        return
    if not can_build():
        raise SurroundingsError(
            "the model cannot be compiled here: `pip install 'trans-caspian-sim[compiled]'`, and"
            " have a C compiler"
        )
    say("compiling: a minute or two")
    say(f"Written  {build()}")
