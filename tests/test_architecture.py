"""The house rules that a reader relies on, checked on the source itself."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

SIM = Path(__file__).parents[1] / "sim"
MODULES = sorted(SIM.rglob("*.py"))
FLOORS = ["scenario", "corridor", "experiment", "report"]  # each may import what stands before it
ONLY_IN = {"simpy": "corridor", "matplotlib": "report", "yaml": "scenario"}
MOST_LINES = 400


def name_of(path: Path) -> str:
    return path.relative_to(SIM).as_posix()


def imported(path: Path) -> set[str]:
    """Every module that a file imports, at its top or inside a function."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name_of(path)} imports relatively"
            module = node.module or ""
            found |= {module} | {f"{module}.{alias.name}" for alias in node.names}
    return found


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_imports_point_one_way(path):
    floor = path.relative_to(SIM).parts[0]
    above = FLOORS[FLOORS.index(floor) + 1 :] if floor in FLOORS else []
    upward = {
        name
        for name in imported(path)
        if any(f"{name}.".startswith(f"sim.{other}.") for other in [*above, "cli", "result"])
    }
    assert floor not in FLOORS or not upward


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_library_has_one_room(path):
    floor = path.relative_to(SIM).parts[0]
    foreign = {
        library
        for library, room in ONLY_IN.items()
        if floor != room and any(f"{name}.".startswith(f"{library}.") for name in imported(path))
    }
    assert not foreign


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_only_the_command_line_prints(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))
    called = {node.func for node in ast.walk(tree) if isinstance(node, ast.Call)}
    names = {node.id for node in called if isinstance(node, ast.Name)}
    names |= {node.attr for node in called if isinstance(node, ast.Attribute)}
    assert path.parent.name == "cli" or not names & {"print", "echo", "secho"}


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_no_module_is_too_long_to_read(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MOST_LINES
