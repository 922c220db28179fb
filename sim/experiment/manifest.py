"""What a results folder says of itself: what it holds, from what, made with what."""

from __future__ import annotations

import json
import platform
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from functools import cache
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

import sim

if TYPE_CHECKING:
    from sim.scenario import Scenario

PROGRAM = Path(sim.__file__).parent
PACKAGES = ("trans-caspian-sim", "simpy", "numpy", "pandas", "pyarrow", "scipy", "matplotlib")


@dataclass(frozen=True)
class Manifest:
    """Proof of a run; `files` is sha256 by name, `started` is UTC."""

    scenario: str
    option: str
    title: str
    scenario_sha256: str
    program_sha256: str
    seed: int
    replications: int
    started: str
    wall_seconds: float
    warnings: tuple[str, ...]
    versions: dict[str, str]
    files: dict[str, str] = field(default_factory=dict)
    status: str = "COMPLETE"

    def to_json(self) -> bytes:
        return (json.dumps(asdict(self), indent=2, ensure_ascii=False) + "\n").encode()

    def proving(self, files: Mapping[str, bytes]) -> Manifest:
        """Return this manifest with the hashes of these files."""
        hashes = {name: sha256(content).hexdigest() for name, content in sorted(files.items())}
        return replace(self, files=hashes)

    def same_run(self, other: Manifest) -> bool:
        """Whether both come from one scenario and one program, and so hold the same numbers."""
        return (self.scenario_sha256, self.program_sha256) == (
            other.scenario_sha256,
            other.program_sha256,
        )


def from_json(text: str) -> Manifest:
    """Read a manifest; raises ValueError when the text is none."""
    try:
        said = json.loads(text)
        return Manifest(**{**said, "warnings": tuple(said["warnings"])})
    except (TypeError, KeyError) as error:
        raise ValueError(f"not a manifest: {error}") from None


def of(scenario: Scenario, started: str, wall_seconds: float) -> Manifest:
    """Return the manifest of a run of this scenario, still without files.

    Replications and seed stand in the resolved scenario, so its hash covers them.
    """
    return Manifest(
        scenario=scenario.name,
        option=scenario.option,
        title=scenario.file.title,
        scenario_sha256=sha256(scenario.resolved.encode()).hexdigest(),
        program_sha256=program_sha256(),
        seed=scenario.file.seed,
        replications=scenario.file.replications,
        started=started,
        wall_seconds=round(wall_seconds, 1),
        warnings=tuple(str(problem) for problem in scenario.warnings),
        versions=versions(),
    )


@cache
def program_sha256() -> str:
    """Hash of every module of this program: another hash may mean other numbers."""
    digest = sha256()
    for path in sorted(PROGRAM.rglob("*.py")):
        name = path.relative_to(PROGRAM).as_posix()
        digest.update(f"{name}\n".encode() + path.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()


def versions() -> dict[str, str]:
    """Versions of Python, the system and every package that has a part in the numbers."""
    found = {"python": platform.python_version(), "system": platform.platform()}
    for package in PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = "not installed"
    return found
