"""What the documents show is what the program does."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), ROOT / "scripts" / "README.md"])


def test_the_output_shown_in_the_readme_is_real() -> None:
    done = subprocess.run(
        [sys.executable, "scripts/readme", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_somewhere(document: Path) -> None:
    links = re.findall(r"\]\((?!https?://|#)([^)#]+)", document.read_text(encoding="utf-8"))
    assert [link for link in links if not (document.parent / link).exists()] == []


def test_every_script_is_explained() -> None:
    explained = set(
        re.findall(r"^\| `(\w+)` \|", (ROOT / "scripts" / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    )
    there = {path.name for path in (ROOT / "scripts").iterdir() if path.is_file() and not path.suffix}
    assert explained == there


def test_the_architecture_names_every_module() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    modules = {path.name for path in (ROOT / "kg").glob("*.py") if not path.name.startswith("__")}
    packages = {f"{path.parent.name}/" for path in (ROOT / "kg").glob("*/__init__.py")}
    assert [name for name in sorted(modules | packages) if name not in text] == []
