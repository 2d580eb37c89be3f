"""The command `kg report`: it writes what the package writes, and refuses what it cannot."""

from __future__ import annotations

from pathlib import Path

from typer.testing import CliRunner

from kg import reports
from kg.cli import app
from kg.graph import KnowledgeGraph


def test_the_command_writes_the_brief(seed_graph_dir: Path, tmp_path: Path) -> None:
    written, expected = tmp_path / "a.md", tmp_path / "b.md"
    done = CliRunner().invoke(app, ["report", str(seed_graph_dir), "-o", str(written), "-l", "zh", "-t", "# 五项研究"])
    assert (done.exit_code, done.stdout) == (0, f"The brief is in {written}.\n")
    reports.write(KnowledgeGraph.open(seed_graph_dir), expected, language="zh", title="# 五项研究")
    assert written.read_bytes() == expected.read_bytes()


def test_the_command_refuses_an_unknown_form(seed_graph_dir: Path, tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["report", str(seed_graph_dir), "-o", str(tmp_path / "brief.pdf")])
    assert done.exit_code == 2
    assert ".docx, .html, .md" in done.stderr
    assert list(tmp_path.iterdir()) == []
