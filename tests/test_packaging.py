"""The wheel carries what the package needs and nothing beside it."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

pytestmark = pytest.mark.wheel


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(out), str(ROOT)]
    subprocess.run(command, check=True)
    (built,) = out.glob("*.whl")
    return built


def test_the_ontology_travels_inside_the_package(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    ours = {path.relative_to(ROOT).as_posix() for path in (ROOT / "ontology").rglob("*") if path.is_file()}
    assert {f"kg/{name}" for name in ours} <= names
    assert {name.split("/")[0].split("-")[0] for name in names} == {"kg", "smart_policing_kg"}


def test_the_wheel_stays_small(wheel: Path) -> None:
    assert wheel.stat().st_size < 30_000_000


def test_an_empty_environment_builds_the_seeds(wheel: Path, tmp_path: Path) -> None:
    venv = tmp_path / "venv"
    subprocess.run([sys.executable, "-m", "venv", str(venv)], check=True)
    python = venv / "bin" / "python"
    subprocess.run([python, "-m", "pip", "install", "--quiet", str(wheel)], check=True)
    where = subprocess.run(
        [python, "-I", "-c", "import kg.resources as r; print(r.ontology())"],
        cwd=tmp_path, check=True, capture_output=True, text=True,
    ).stdout.strip()  # fmt: skip
    assert where == str(next(venv.rglob("site-packages/kg/ontology")))
    kg = venv / "bin" / "kg"
    for arguments in (["build", str(ROOT / "seeds"), "-o", "out"], ["verify", "out"], ["view", "out"]):
        subprocess.run([kg, *arguments], cwd=tmp_path, check=True)
    assert (tmp_path / "out" / "graph.ttl").stat().st_size > 10_000
