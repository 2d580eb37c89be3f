"""The command line translates, documents itself, and refuses in one line."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import rdflib
import typer
from typer.main import get_command
from typer.testing import CliRunner, Result

from kg import queries
from kg.cli import app

ROOT = Path(__file__).parent.parent
SEEDS = ROOT / "seeds"

runner = CliRunner()


def run(*arguments: str | Path, stdin: str | None = None) -> Result:
    result = runner.invoke(app, [str(a) for a in arguments], input=stdin)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def refused(*arguments: str | Path, stdin: str | None = None, code: int = 2) -> str:
    """Run a command that must be refused, and return its one line."""
    result = run(*arguments, stdin=stdin)
    assert result.exit_code == code
    lines = result.stderr.strip().splitlines()
    assert len(lines) == 1, lines
    assert "Traceback" not in result.output
    return lines[0]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("cli") / "graph"
    assert run("build", SEEDS, "-o", out, "--quiet").exit_code == 0
    return out


def commands() -> Iterator[tuple[str, typer.core.TyperCommand]]:
    """Every command by its full name (`review diff`)."""
    for name, command in get_command(app).commands.items():  # type: ignore[attr-defined]
        yield name, command
        yield from ((f"{name} {sub}", under) for sub, under in getattr(command, "commands", {}).items())


@pytest.mark.parametrize(("name", "command"), list(commands()))
def test_every_command_and_option_has_help(name: str, command: typer.core.TyperCommand) -> None:
    assert command.help, name
    assert [p.name for p in command.params if not getattr(p, "help", None) and p.name != "help"] == []


def test_the_readme_names_every_command() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [name for name, _ in commands() if f"kg {name}" not in readme] == []


def test_build_ends_with_a_summary_that_adds_up(tmp_path: Path) -> None:
    result = run("build", SEEDS, "-o", tmp_path / "g")
    assert result.exit_code == 0
    assert "5 = 5 studies + 0 duplicates + 0 refused" in result.stdout
    assert "kg ask" in result.stdout


def test_build_as_json(tmp_path: Path) -> None:
    summary = json.loads(run("build", SEEDS, "-o", tmp_path / "g", "--json").stdout)
    assert summary["studies"] == 5
    assert summary["records"] == summary["studies"] + summary["duplicates"] + len(summary["rejected"])
    assert summary["not_reported"]["problem"] == 1


def test_quiet_prints_nothing(tmp_path: Path) -> None:
    assert run("build", SEEDS, "-o", tmp_path / "g", "--quiet").output == ""


def test_a_refused_record_is_named_and_the_others_are_built(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "good.txt").write_text("It is found that data sharing is not smooth.", encoding="utf-8")
    (tmp_path / "in" / "empty.txt").write_text("", encoding="utf-8")
    result = run("build", tmp_path / "in", "-o", tmp_path / "g", "--quiet")
    assert result.exit_code == 3
    assert "empty.txt" in result.stderr
    assert run("verify", tmp_path / "g").exit_code == 0


def test_verify_says_what_was_checked(built: Path) -> None:
    result = run("verify", built)
    assert result.exit_code == 0
    assert "0 bad, 0 skipped" in result.stdout
    assert json.loads(run("verify", built, "--json").stdout)["conforms"] is True


@pytest.mark.parametrize("form", ["table", "csv", "tsv", "json", "markdown"])
def test_query_in_every_form(built: Path, form: str) -> None:
    sparql = "SELECT (COUNT(*) AS ?studies) WHERE { ?s a <https://w3id.org/smart-policing-kg/ontology#Study> }"
    result = run("query", built, sparql, "--format", form)
    assert result.exit_code == 0
    assert "5" in result.stdout


def test_query_from_a_file_and_from_standard_input(built: Path, tmp_path: Path) -> None:
    sparql = "PREFIX kg: <https://w3id.org/smart-policing-kg/ontology#> SELECT ?s WHERE { ?s a kg:Study } ORDER BY ?s"
    (tmp_path / "q.rq").write_text(sparql, encoding="utf-8")
    from_file = run("query", built, tmp_path / "q.rq", "--format", "csv")
    assert from_file.stdout == run("query", built, "-", "--format", "csv", stdin=sparql).stdout
    assert len(from_file.stdout.splitlines()) == 6


def test_ask_without_a_name_lists_the_questions(built: Path) -> None:
    assert "problem_recurrence" in run("ask", built).stdout


def test_ask_takes_typed_parameters(built: Path) -> None:
    rows = json.loads(run("ask", built, "problem_recurrence", "min_cases=3", "--format", "json").stdout)["rows"]
    assert {row["theme"] for row in rows} == {"data-sharing"} or len(rows) == 3


def test_ask_all_shows_every_question_with_what_asks_it_again(built: Path) -> None:
    result = run("ask", built, "--all")
    assert result.exit_code == 0
    for name in queries.names():
        assert queries.load(name).title["en"] in result.stdout, name
        assert any(line.split(" ")[0] == name for line in result.stdout.splitlines()), name
    assert queries.load("theory_recurrence").empty["en"] in result.stdout


@pytest.mark.parametrize("language", ["en", "zh"])
def test_ask_all_as_markdown(built: Path, tmp_path: Path, language: str) -> None:
    target = tmp_path / "answers.md"
    shown = run("ask", built, "--all", "--format", "markdown", "--language", language).stdout
    assert run("ask", built, "--all", "-f", "markdown", "-l", language, "-o", target).output == ""
    assert target.read_text(encoding="utf-8") == shown
    titles = [line.removeprefix("## ") for line in shown.splitlines() if line.startswith("## ")]
    assert titles == [queries.load(name).title[language] for name in queries.names()]


@pytest.mark.parametrize("form", ["csv", "tsv", "json", "ttl", "nt"])
def test_ask_all_is_refused_where_answers_cannot_stand_together(built: Path, form: str) -> None:
    assert f"--all cannot be written as {form}" in refused("ask", built, "--all", "--format", form)


@pytest.mark.parametrize("named", [["problem_recurrence"], ["problem_recurrence", "min_cases=2"]])
def test_ask_all_takes_no_question(built: Path, named: list[str]) -> None:
    assert "--all asks every question" in refused("ask", built, *named, "--all")


@pytest.mark.parametrize(("form", "name"), [("ttl", "turtle"), ("nt", "nt")])
def test_a_sub_graph_is_written_as_rdf(built: Path, tmp_path: Path, form: str, name: str) -> None:
    target = tmp_path / f"case.{form}"
    asked = ("ask", built, "case_graph", "case=J City", "--format", form)
    assert run(*asked, "-o", target).output == ""
    found = rdflib.Graph().parse(target, format=name)
    assert (None, None, rdflib.Literal("J City", lang="en")) in found
    rows = json.loads(run(*asked[:-1], "json").stdout)["rows"]
    assert len(found) == len(rows)
    assert run(*asked).stdout_bytes == target.read_bytes()


@pytest.mark.parametrize(("form", "name"), [("ttl", "turtle"), ("nt", "nt")])
def test_a_construct_query_is_written_as_rdf(built: Path, form: str, name: str) -> None:
    study = "<https://w3id.org/smart-policing-kg/ontology#Study>"
    written = run("query", built, f"CONSTRUCT {{ ?s a {study} }} WHERE {{ ?s a {study} }}", "-f", form)
    assert len(rdflib.Graph().parse(data=written.stdout, format=name)) == 5


@pytest.mark.parametrize("form", ["ttl", "nt"])
def test_rows_are_no_rdf(built: Path, tmp_path: Path, form: str) -> None:
    target = tmp_path / "none"
    assert "rows, not with triples" in refused("ask", built, "problem_recurrence", "-f", form, "-o", target)
    assert "CONSTRUCT" in refused("query", built, "SELECT ?s { ?s ?p ?o }", "-f", form, "-o", target)
    assert not target.exists()


@pytest.mark.parametrize("form", ["ttl", "nt", "nq", "trig", "jsonld", "graphml", "gexf"])
def test_export_in_every_format(built: Path, tmp_path: Path, form: str) -> None:
    target = tmp_path / f"graph.{form}"
    assert run("export", built, "--format", form, "-o", target).exit_code == 0
    assert target.stat().st_size > 1000


@pytest.mark.parametrize("measure", ["similarity", "cooccurrence", "communities", "centrality"])
def test_analyse_measures_and_draws(built: Path, tmp_path: Path, measure: str) -> None:
    answer = json.loads(run("analyse", built, measure, "-f", "json").stdout)
    assert answer["denominators"]
    assert answer["rows"] or answer["note"]
    for form in ("graphml", "gexf"):
        target = tmp_path / f"network.{form}"
        assert run("analyse", built, measure, "-o", target).output == ""
        assert f"<{form}" in target.read_text(encoding="utf-8")


def test_analyse_compares_one_case_in_a_role(built: Path) -> None:
    found = run(
        "analyse", built, "similarity", "--case", "J City", "--role", "countermeasure", "--top", "1", "-f", "csv"
    )
    assert "Z city" in found.stdout
    assert "W District" not in found.stdout


def test_analyse_refuses_what_makes_no_sense(built: Path) -> None:
    assert "role is one of" in refused("analyse", built, "similarity", "--role", "method")
    assert "only" in refused("analyse", built, "centrality", "--case", "J City")
    assert "cannot be written as ttl" in refused("analyse", built, "similarity", "-f", "ttl")


def test_view_writes_a_page(built: Path, tmp_path: Path) -> None:
    assert run("view", built, "-o", tmp_path / "view.html").exit_code == 0
    assert "<!doctype html>" in (tmp_path / "view.html").read_text(encoding="utf-8").lower()


def test_extract_prints_one_object_a_line() -> None:
    result = run("extract", *sorted(SEEDS.glob("*.txt")), "--format", "jsonl")
    records = [json.loads(line) for line in result.stdout.splitlines()]
    assert [r["id"] for r in records] == sorted(p.stem for p in SEEDS.glob("*.txt"))
    for record in records:
        assert {"id", "text", "mentions", "links"} <= record.keys()
        for mention in record["mentions"]:
            words = record["text"][mention["start"] : mention["end"]]
            assert words.strip() == words != ""


def test_annotate_makes_files_that_build_reads_as_reviewed(tmp_path: Path) -> None:
    assert run("annotate", SEEDS, "-o", tmp_path / "review", "--quiet").exit_code == 0
    summary = json.loads(run("build", tmp_path / "review", SEEDS, "-o", tmp_path / "g", "--json").stdout)
    assert (summary["studies"], summary["reviewed"], summary["duplicates"]) == (5, 5, 5)


def test_annotate_never_loses_a_correction(tmp_path: Path) -> None:
    run("annotate", SEEDS, "-o", tmp_path, "--quiet")
    assert "--overwrite" in refused("annotate", SEEDS, "-o", tmp_path)


def test_evaluate_prints_the_figures() -> None:
    result = run("evaluate", SEEDS / "annotated" / "seeds", "--quiet")
    assert result.exit_code == 0
    assert "micro" in result.stdout


def test_evaluate_writes_a_page(predicted: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    result = run("evaluate", SEEDS / "annotated" / "seeds", "-p", predicted, "--html", page)
    assert result.exit_code == 0
    assert str(page) in result.stdout
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")


def test_evaluate_as_json_writes_the_page_too(predicted: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    result = run("evaluate", SEEDS / "annotated" / "seeds", "-p", predicted, "--html", page, "--json")
    assert json.loads(result.stdout)["overlap"]["micro"]["f1"] == 1.0
    assert page.exists()


def test_a_faulty_gold_file_is_named_and_the_others_are_scored(predicted: Path, tmp_path: Path) -> None:
    shutil.copytree(SEEDS / "annotated" / "seeds", tmp_path / "gold")
    (tmp_path / "gold" / "bad.xml").write_text('<abstract id="bad">no <porblem>x</porblem></abstract>')
    result = run("evaluate", tmp_path / "gold", "-p", predicted)
    assert result.exit_code == 3
    assert "5 abstracts" in result.stdout
    assert "porblem" in result.stderr


def test_a_page_that_cannot_be_written(predicted: Path, tmp_path: Path) -> None:
    gold, page = SEEDS / "annotated" / "seeds", tmp_path / "missing" / "page.html"
    assert "cannot be written" in refused("evaluate", gold, "-p", predicted, "--html", page)


# -- The review loop --------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def predicted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a perfect extraction would print of the seeds."""
    found = tmp_path_factory.mktemp("predicted") / "found.jsonl"
    assert run("extract", SEEDS / "annotated" / "seeds", "-o", found).exit_code == 0
    return found


@pytest.fixture
def review(tmp_path: Path) -> Path:
    """A folder of files to review, made of reviewed ones so that no extraction is needed."""
    assert run("annotate", SEEDS / "annotated" / "seeds", "-o", tmp_path / "review", "--quiet").exit_code == 0
    return tmp_path / "review"


def edit(folder: Path, old: str, new: str) -> Path:
    """Change the first file of the folder that holds `old`."""
    path = next(p for p in sorted(folder.glob("*.xml")) if old in p.read_text(encoding="utf-8"))
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    return path


SURVEY = "<method>questionnaire survey</method>"


def test_review_diff_of_what_nobody_touched(review: Path) -> None:
    result = run("review", "diff", review, "--raw", SEEDS)
    assert result.exit_code == 0
    assert "5 = 0 changed + 5 unchanged + 0 orphaned" in result.stdout
    assert result.stdout.count("unchanged against the kept pre-annotation") == 5


def test_review_diff_tells_each_change_and_the_total(review: Path) -> None:
    path = edit(review, SURVEY, "questionnaire survey")
    result = run("review", "diff", path)
    assert result.exit_code == 0
    assert "  removed method: questionnaire survey" in result.stdout
    assert "1 = 1 changed + 0 unchanged + 0 orphaned" in result.stdout


def test_review_diff_as_json(review: Path) -> None:
    path = edit(review, SURVEY, "questionnaire survey")
    said = json.loads(run("review", "diff", review, "--json").stdout)
    (changed,) = [one for one in said["files"] if not one["unchanged"]]
    assert changed["path"] == str(path)
    (change,) = changed["changes"]
    assert (change["verb"], change["what"], change["words"]) == ("removed", "method", "questionnaire survey")
    assert change["span"]["end"] - change["span"]["start"] == len("questionnaire survey")
    assert said["total"] == {
        "files": 5,
        "unchanged": 4,
        "orphaned": 0,
        "changes": {"removed": {"method": 1}},
    }
    assert said["rejected"] == []


def test_an_orphaned_review_is_an_exit_code_even_if_nothing_is_printed(review: Path) -> None:
    path = edit(review, SURVEY, "questionnaire  survey")
    result = run("review", "diff", review)
    assert result.exit_code == 1
    assert f"{path}: ORPHANED" in result.stdout
    assert "5 = 0 changed + 4 unchanged + 1 orphaned" in result.stdout
    quiet = run("review", "diff", review, "--quiet")
    assert (quiet.exit_code, quiet.stdout) == (1, "")
    assert quiet.stderr.startswith(f"orphaned: {path}: ")
    as_json = run("review", "diff", review, "--json")
    assert as_json.exit_code == 1
    assert [one["orphaned"]["line"] for one in json.loads(as_json.stdout)["files"] if one["orphaned"]] == [1]


def test_a_build_calls_it_orphaned_too(review: Path, tmp_path: Path) -> None:
    path = edit(review, SURVEY, "questionnaire  survey")
    raw = SEEDS / f"{path.stem}.txt"
    result = run("build", path, raw, "-o", tmp_path / "g", "--quiet")
    assert result.exit_code == 3
    assert "orphaned" in result.stderr
    assert "kg review diff" in result.stderr


def test_raw_files_given_as_reviews() -> None:
    assert "it is no review" in refused("review", "diff", SEEDS)


def test_one_raw_file_among_reviews(review: Path) -> None:
    (review / "raw.txt").write_text("Data sharing is slow.", encoding="utf-8")
    result = run("review", "diff", review)
    assert result.exit_code == 3
    assert "raw.txt: it is no review" in result.stderr


def test_a_folder_without_reviews(tmp_path: Path) -> None:
    assert str(tmp_path) in refused("review", "diff", tmp_path)
    assert "no-such" in refused("review", "diff", tmp_path / "no-such")


def test_raw_files_that_are_not_there(review: Path, tmp_path: Path) -> None:
    assert "no-such" in refused("review", "diff", review, "--raw", tmp_path / "no-such")


def test_a_review_with_a_wrong_mark(review: Path) -> None:
    edit(review, SURVEY, "<methd>questionnaire survey</methd>")
    result = run("review", "diff", review)
    assert result.exit_code == 3
    assert "methd" in result.stderr


# -- Bad input: one line, an exit code, nothing half-written ----------------------------------------------------------


def test_a_missing_file(tmp_path: Path) -> None:
    assert "no-such.txt" in refused("build", tmp_path / "no-such.txt", "-o", tmp_path / "g")
    assert not (tmp_path / "g").exists()


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("empty.txt", b"", "empty"),
        ("binary.txt", b"%PDF-1.7\x00\x01\x02\xff", "PDF"),
        ("blob.txt", bytes(range(256)) * 4, "binary"),
        ("broken.xml", b'<abstract id="broken">text<problem>', "broken.xml:1"),
        ("wrong.xml", b'<abstract id="wrong">no <problem theme="other"> space</problem></abstract>', "wrong.xml:1"),
        ("mark.xml", b'<abstract id="mark">no <porblem theme="other">space</porblem></abstract>', "porblem"),
        ("theme.xml", b'<abstract id="theme">no <problem theme="datasharing">x y</problem></abstract>', "datasharing"),
    ],
)
def test_a_bad_file(tmp_path: Path, name: str, content: bytes, says: str) -> None:
    (tmp_path / name).write_bytes(content)
    assert says in refused("build", tmp_path / name, "-o", tmp_path / "g")
    assert not (tmp_path / "g").exists()


def test_a_folder_without_abstracts(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    assert "in" in refused("build", tmp_path / "in", "-o", tmp_path / "g")


def test_two_studies_with_one_id(tmp_path: Path) -> None:
    for folder, text in (("a", "Data sharing is not smooth."), ("b", "Talent is short.")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "1.txt").write_text(text, encoding="utf-8")
    line = refused("build", tmp_path / "a", tmp_path / "b", "-o", tmp_path / "g")
    assert "has the id '1'" in line
    assert not (tmp_path / "g").exists()


def test_an_unwritable_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    assert "cannot be" in refused("build", SEEDS, "-o", tmp_path / "file" / "g")


def test_a_file_where_the_folder_should_be(tmp_path: Path) -> None:
    (tmp_path / "g").write_text("mine", encoding="utf-8")
    assert "cannot be" in refused("build", SEEDS, "-o", tmp_path / "g")
    assert (tmp_path / "g").read_text(encoding="utf-8") == "mine"


def test_a_folder_that_holds_no_graph(tmp_path: Path) -> None:
    assert str(tmp_path) in refused("verify", tmp_path)


def test_sparql_that_does_not_parse(built: Path) -> None:
    line = refused("query", built, "SELECT ?x WHERE {\n ?x a }")
    assert "2:" in line or "line 2" in line


def test_an_unknown_question(built: Path) -> None:
    assert "problem_recurrence" in refused("ask", built, "problem_recurence")


def test_a_parameter_of_the_wrong_type(built: Path) -> None:
    assert "min_cases" in refused("ask", built, "problem_recurrence", "min_cases=many")


def test_an_unknown_parameter(built: Path) -> None:
    assert "min_cases" in refused("ask", built, "problem_recurrence", "min_case=2")


def test_a_failed_build_keeps_the_earlier_graph(built: Path, tmp_path: Path) -> None:
    def graph() -> dict[str, bytes]:
        return {p.name: p.read_bytes() for p in built.iterdir() if p.is_file() and p.suffix != ".sqlite"}

    before = graph()
    (tmp_path / "empty.txt").write_text("", encoding="utf-8")
    refused("build", tmp_path / "empty.txt", "-o", built)
    assert graph() == before


# -- Comparing ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["html", "csv", "md", "xlsx"])
@pytest.mark.parametrize("command", ["matrix", "gaps"])
def test_a_matrix_and_a_gap_map_are_written_in_every_form(command: str, form: str, built: Path, tmp_path: Path) -> None:
    result = run(command, built, "-o", tmp_path / f"made.{form}", "--language", "zh")
    assert result.exit_code == 0
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == sorted(["made.csv", "made-notes.csv", "made-words.csv"] if form == "csv" else [f"made.{form}"])
    assert all(name in result.stdout for name in names)
    assert run(command, built, "-o", tmp_path / f"made.{form}", "--quiet").stdout == ""


def test_a_matrix_can_be_filtered_and_turned(built: Path, tmp_path: Path) -> None:
    options = ["--role", "problem", "--facet", "data", "--min-cases", "3", "--examined-only", "--transpose"]
    assert run("matrix", built, "-o", tmp_path / "m.csv", *options).exit_code == 0
    head, *rows = (tmp_path / "m.csv").read_text(encoding="utf-8").splitlines()
    assert head.startswith("facet,theme,Z city")
    assert "Hangzhou" not in head
    assert rows == ["data,data sharing,1,1,not reported,1,not reported,3 of 4"]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["-o", "m.pdf"], "must end in"),
        (["-o", "m.csv", "--role", "theory"], "choose one of problem"),
        (["-o", "m.csv", "--facet", "weather"], "nothing is said about 'weather'"),
    ],
)
def test_a_matrix_of_what_there_is_not_is_refused(options: list[str], message: str, built: Path) -> None:
    assert message in refused("matrix", built, *options)


@pytest.mark.parametrize("words", [["export"], ["ask", "problem_recurrence"], ["query", "SELECT * { ?s ?p ?o }"]])
def test_an_output_that_takes_no_more_is_told(seed_graph_dir: Path, words: list[str]) -> None:
    command = [sys.executable, "-m", "kg", words[0], str(seed_graph_dir), *words[1:]]
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert (done.returncode, done.stderr) == (2, "kg: the output cannot be written: No space left on device\n")
