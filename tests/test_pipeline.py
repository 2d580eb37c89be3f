"""The whole flow: what comes in is what is counted, and the same input gives the same bytes."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from kg import loaders, pipeline, units
from kg.errors import InputError, IriError, OutputError
from kg.extraction.assembly import assemble as assemble_study
from kg.graph import KnowledgeGraph
from kg.ledger import Ledger
from kg.lexicon import Lexicon
from kg.model import Reading, Study
from kg.units import Unit

ROOT = Path(__file__).parent.parent
SEEDS = ROOT / "seeds"
REVIEWED = SEEDS / "annotated" / "seeds"


def contents(folder: Path) -> dict[str, bytes]:
    """The files of a folder but for the ledger, which is no part of the graph."""
    found = (path for path in folder.iterdir() if path.is_file() and ".sqlite" not in path.name)
    return {path.name: path.read_bytes() for path in found}


def test_the_summary_counts_what_the_reviewers_marked(tmp_path: Path) -> None:
    summary = pipeline.build([REVIEWED], tmp_path / "g")
    assert (summary.studies, summary.reviewed, summary.cases, summary.comparators) == (5, 5, 4, 2)
    assert summary.statements == {"problem": 17, "cause": 16, "countermeasure": 25, "achievement": 3}
    assert summary.not_reported == {"problem": 1, "cause": 2, "countermeasure": 1, "achievement": 4}
    assert (summary.links, summary.without_case) == (7, 1)
    assert summary.evidence > sum(summary.statements.values()) + sum(summary.uses.values())


def test_a_review_wins_over_the_raw_text(tmp_path: Path) -> None:
    summary = pipeline.build([SEEDS, REVIEWED], tmp_path / "g")
    assert (summary.records, summary.studies, summary.reviewed, summary.duplicates) == (10, 5, 5, 5)
    with KnowledgeGraph.open(tmp_path / "g") as graph:
        rows = graph.query(
            "PREFIX kg: <https://w3id.org/smart-policing-kg/ontology#> SELECT ?g WHERE { ?s kg:sourceIdentifier ?g }"
        ).rows
    assert rows == (("2556306902461744",),)


def test_the_order_and_the_folder_of_the_files_leave_no_trace(tmp_path: Path) -> None:
    moved = tmp_path / "elsewhere"
    shutil.copytree(REVIEWED, moved)
    pipeline.build([REVIEWED], tmp_path / "a")
    pipeline.build(sorted(moved.iterdir(), reverse=True), tmp_path / "b")
    assert contents(tmp_path / "a") == contents(tmp_path / "b")


@pytest.mark.parametrize("environment", [{"PYTHONHASHSEED": "7"}, {"LC_ALL": "C", "TZ": "Asia/Shanghai"}])
def test_hash_seed_and_locale_leave_no_trace(tmp_path: Path, environment: dict[str, str]) -> None:
    pipeline.build([SEEDS], tmp_path / "a")
    command = [sys.executable, "-m", "kg", "build", str(SEEDS), "-o", str(tmp_path / "b"), "--quiet"]
    subprocess.run(command, check=True, env=os.environ | environment)
    assert contents(tmp_path / "a") == contents(tmp_path / "b")


def test_nothing_to_build_from_writes_nothing(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_text(" \n", encoding="utf-8")
    for out in (tmp_path / "g", tmp_path / "a" / "b" / "g"):
        with pytest.raises(InputError, match=r"empty\.txt"):
            pipeline.build([tmp_path / "empty.txt"], out)
    assert [path.name for path in tmp_path.iterdir()] == ["empty.txt"]


def test_a_folder_of_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letters.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(OutputError, match="not a graph"):
        pipeline.build([REVIEWED], tmp_path)
    assert contents(tmp_path) == {"letters.txt": b"mine"}


def test_annotated_files_read_back_as_what_was_extracted(tmp_path: Path) -> None:
    taken = pipeline.read([SEEDS])
    assert pipeline.annotate(taken.taken, tmp_path / "review") == (5, ())
    extracted = list(pipeline.extract(taken.taken))
    reviewed = [record for record in loaders.read([tmp_path / "review"]) if isinstance(record, Reading)]
    assert [r.abstract.text for r in reviewed] == [r.abstract.text for r in extracted]
    assert [[m.span for m in r.mentions] for r in reviewed] == [[m.span for m in r.mentions] for r in extracted]


def test_annotate_refuses_to_lose_what_is_there(tmp_path: Path) -> None:
    taken = pipeline.read([REVIEWED])
    pipeline.annotate(taken.taken, tmp_path)
    before = contents(tmp_path)
    with pytest.raises(OutputError, match="is there already"):
        pipeline.annotate(taken.taken, tmp_path)
    assert contents(tmp_path) == before
    assert pipeline.annotate(taken.taken, tmp_path, overwrite=True) == (5, ())


def test_a_text_that_xml_cannot_carry_is_reported_and_the_others_are_written(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "bad.txt").write_text("Data sharing\x0c is not smooth.", encoding="utf-8")
    (tmp_path / "in" / "good.txt").write_text("Talent is short.", encoding="utf-8")
    count, rejected = pipeline.annotate(pipeline.read([tmp_path / "in"]).taken, tmp_path / "review")
    assert count == 1
    assert [Path(r.source.path).name for r in rejected] == ["bad.txt"]
    assert list(contents(tmp_path / "review")) == ["good.xml"]


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The ids of the studies whose units are made from now on."""
    ids: list[str] = []
    make = units.make

    def noting(studies: Iterable[Study], least: float) -> Iterator[Unit]:
        kept = list(studies)
        ids.extend(study.abstract.id for study in kept)
        return make(kept, least)

    monkeypatch.setattr("kg.pipeline.units.make", noting)
    return ids


def test_what_has_not_changed_is_not_made_again_and_the_bytes_are_those_of_a_clean_build(
    tmp_path: Path, made: list[str]
) -> None:
    texts = Path(shutil.copytree(REVIEWED, tmp_path / "in"))
    pipeline.build([texts], tmp_path / "g")
    assert len(made) == 5
    first, *_, last = sorted(texts.glob("*.xml"))
    first.write_text(
        first.read_text(encoding="utf-8").replace("</abstract>", " So it is.</abstract>"), encoding="utf-8"
    )
    (texts / "new.txt").write_text("Data sharing is not smooth in Z City.", encoding="utf-8")
    last.unlink()
    assert pipeline.build([texts], tmp_path / "g").studies == 5
    assert made[5:] == ["000_24a11acdfaea63a9", "new"]
    pipeline.build([texts], tmp_path / "clean")
    assert contents(tmp_path / "g") == contents(tmp_path / "clean")
    assert KnowledgeGraph.open(tmp_path / "g").verify().conforms


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("files.sqlite", "UPDATE cards SET content = x'00'"),
        ("units.sqlite", "UPDATE unit SET own = x'00'"),
        ("units.sqlite", "DROP TABLE built"),
    ],
)
def test_what_spares_work_and_is_damaged_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, change: str
) -> None:
    monkeypatch.setattr("kg.catalogue._YOUNG", -(10**12))
    pipeline.build([REVIEWED], tmp_path / "g")
    before = contents(tmp_path / "g")
    with sqlite3.connect(tmp_path / "g" / name) as tables:
        tables.execute(change)
    tables.close()
    if "DROP" in change:  # a table that is missing is made again, and nothing is known of what was built
        pipeline.build([REVIEWED], tmp_path / "g")
    else:
        with pytest.raises(OutputError, match=r"damaged .* delete units\.sqlite and files\.sqlite"):
            pipeline.build([REVIEWED], tmp_path / "g")
    assert contents(tmp_path / "g") == before


def test_a_build_that_was_stopped_goes_on_where_it_was(
    tmp_path: Path, made: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(ledger: Ledger, out: Path) -> Counter[str]:
        raise OutputError(f"no room for {ledger.wanted} studies in {out}")

    with monkeypatch.context() as patch:
        patch.setattr("kg.pipeline.outputs.write", full)
        with pytest.raises(OutputError, match="5 studies"):
            pipeline.build([REVIEWED], tmp_path / "g")
    assert len(made) == 5
    assert pipeline.build([REVIEWED], tmp_path / "g").studies == 5
    assert len(made) == 5
    assert KnowledgeGraph.open(tmp_path / "g").verify().conforms


def test_another_threshold_or_another_reader_makes_everything_again(
    tmp_path: Path, made: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    pipeline.build([REVIEWED], tmp_path / "g")
    pipeline.build([REVIEWED], tmp_path / "g", min_confidence=0.7)
    assert len(made) == 10
    monkeypatch.setattr("kg.units.resources.digest", lambda *_: "another")
    pipeline.build([REVIEWED], tmp_path / "g", min_confidence=0.7)
    assert len(made) == 15


def test_several_processes_give_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.pipeline._WORTHWHILE", 1)
    monkeypatch.setattr("kg.pipeline._PIECE", 1)
    one, two = (pipeline.build([SEEDS], tmp_path / str(jobs), jobs=jobs) for jobs in (1, 2))
    assert replace(two, out=one.out) == one
    assert contents(tmp_path / "1") == contents(tmp_path / "2")


def test_evaluation_of_the_gold_by_itself_is_perfect() -> None:
    gold = pipeline.reviewed(pipeline.read([REVIEWED]))
    scores = pipeline.evaluate_gold(gold, gold)
    assert scores.exact["micro"].f1 == scores.theme_accuracy == scores.links.f1 == 1.0
    assert scores.errors == ()


def test_evaluation_needs_annotated_files() -> None:
    with pytest.raises(InputError, match="annotated"):
        pipeline.reviewed(pipeline.read([SEEDS]))


def test_a_record_that_no_study_can_be_made_of_is_reported_and_the_others_are_built(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def assemble(reading: Reading, known: Lexicon) -> Study:
        if reading.abstract.id == min(path.stem for path in SEEDS.glob("*.txt")):
            raise IriError("no IRI")
        return assemble_study(reading, known)

    monkeypatch.setattr("kg.pipeline.extraction.assemble", assemble)
    summary = pipeline.build([SEEDS], tmp_path / "g")
    assert (summary.records, summary.studies) == (5, 4)
    assert [rejection.reason for rejection in summary.rejected] == ["no study can be made of it: no IRI"]
    assert KnowledgeGraph.open(tmp_path / "g").verify().conforms
