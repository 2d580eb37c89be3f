"""The command line takes a folder or the address of a store, and says in one line what is wrong with either."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from kg.cli import app

from .servers import Say, failing

NOBODY = "http://127.0.0.1:1"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["ask", "problem_recurrence", "--store", "https://u:hidden@h.example/query"], "must not hold a user"),
        (["verify", "--store", "there"], "is no address of a store"),
        (["query", "--store", NOBODY, "ASK {}", "--with-candidates"], "candidates are not in other stores"),
        (["load", "GRAPH", "--to", f"{NOBODY}/anything"], "name the store's SPARQL endpoint too"),
        (["load", "nowhere", "--to", f"{NOBODY}/store"], "holds no graph"),
        (
            ["load", "GRAPH", "--to", f"{NOBODY}/store", "--endpoint", "https://u:hidden@h.example/"],
            "must not hold a user",
        ),
        (["query", "--store", NOBODY, "DROP ALL"], "DROP is refused"),
        (["ask", "--store", NOBODY, "no_such_question"], "no question is called"),
        (["site", "--store", NOBODY], "a store has no folder to write into"),
        (["view", "--store", NOBODY], "a store has no folder to write into"),
        (["site", "--store", NOBODY, "-o", "nowhere"], "cannot be reached"),
        (["export", "--store", NOBODY, "--with-candidates"], "candidates are not in other stores"),
    ],
)
def test_a_refusal_is_one_line(arguments: list[str], said: str, seed_graph_dir: Path) -> None:
    given = [str(seed_graph_dir) if word == "GRAPH" else word for word in arguments]
    result = CliRunner().invoke(app, given)
    assert result.exit_code == 2
    assert said in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1
    assert "hidden" not in result.output


@pytest.mark.parametrize(
    "command", ["query", "ask", "verify", "report", "matrix", "gaps", "site", "view", "analyse", "export"]
)
def test_without_a_store_a_folder_is_needed(command: str) -> None:
    for _ in range(2):  # what one call leaves out is there for the next
        assert CliRunner().invoke(app, [command, "--store", "x", "--no-such"]).exit_code == 2
        result = CliRunner().invoke(app, [command])
        assert result.exit_code == 2
        assert "DIR" in result.stderr


def test_a_word_after_two_dashes_is_no_option(seed_graph_dir: Path) -> None:
    result = CliRunner().invoke(app, ["ask", str(seed_graph_dir), "problem_recurrence", "--", "--store"])
    assert "'--store' is not a parameter" in result.stderr


def test_a_wrong_password_is_told(seed_graph_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KG_STORE_USER", "reader")
    monkeypatch.setenv("KG_STORE_PASSWORD", "hidden")
    with failing(Say(401, headers={"WWW-Authenticate": 'Basic realm="x"'})) as store:
        result = CliRunner().invoke(app, ["load", str(seed_graph_dir), "--to", store.url])
    assert result.exit_code == 2
    assert "refuses us (401)" in result.stderr
    assert "hidden" not in result.output
