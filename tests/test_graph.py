"""The object that a user holds, and the folder it is built as: the same bytes every time, and never a half."""

from __future__ import annotations

import contextlib
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

import networkx
import pytest
import rdflib

from kg import files, graph
from kg.errors import GraphError, OutputError, QuerySyntaxError, UnknownQuestionError
from kg.exports import Format
from kg.folder import FORMAT
from kg.graph import KnowledgeGraph
from kg.model import Evidence, Span, Study
from kg.store import Store
from kg.vocabulary import BASE, DCTERMS, KG, Status

ROOT = Path(__file__).parent.parent


@pytest.fixture
def built(tmp_path: Path, seed_studies: tuple[Study, ...]) -> Path:
    graph.write(seed_studies[:2], tmp_path / "graph")
    return tmp_path / "graph"


def contents(folder: Path) -> dict[str, bytes]:
    """The files of a built folder, without those of the embedded store, which RocksDB writes as it likes."""
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()}


# -- Asking -----------------------------------------------------------------------------------------------------------


def test_a_built_folder_answers(seed_graph_dir: Path) -> None:
    with KnowledgeGraph.open(seed_graph_dir) as opened:
        assert opened.ask("problem_recurrence", min_cases=3).rows[0][0] == "data sharing"
        assert opened.query(f"SELECT (COUNT(*) AS ?n) {{ ?study a <{KG}Study> }}").rows == ((5,),)
        assert [query.name for query in opened.questions()][:2] == ["achievement_cases", "case_graph"]
        with pytest.raises(QuerySyntaxError):
            opened.query("SELECT")
        with pytest.raises(UnknownQuestionError):
            opened.ask("nothing")


def test_a_built_folder_verifies_itself(built: Path) -> None:
    report = KnowledgeGraph.open(built).verify()
    assert report.conforms, report.violations
    assert report.checked["files"] == 3
    assert report.checked["studies"] == 2


def test_candidates_are_seen_only_by_those_who_ask(tmp_path: Path, seed_studies: tuple[Study, ...]) -> None:
    study = next(study for study in seed_studies if study.links)
    linked = {study.links[0].origin}
    doubted = tuple(replace(s, confidence=0.2) if s.id in linked else s for s in study.statements)
    graph.write([replace(study, statements=doubted, status=Status.EXTRACTED)], tmp_path / "g", least=0.5)
    plain, whole = (KnowledgeGraph.open(tmp_path / "g", with_candidates=seen) for seen in (False, True))
    ask = f"SELECT ?s {{ ?s a <{KG}Cause> }}"
    assert len(whole.query(ask)) == len(plain.query(ask)) + 1
    assert not plain.ask("statement_candidates").rows
    assert [row["confidence"] for row in whole.ask("statement_candidates")] == [0.2]
    assert plain.ask("statement_candidates").note
    assert len(plain.ask("chain_causes")) < len(study.links) == len(whole.ask("chain_causes"))
    assert b"graph/candidates-" in whole.export(Format.NQ)
    assert b"graph/candidates-" not in plain.export(Format.NQ)
    assert plain.verify().conforms
    (tmp_path / "g" / "candidates.nq").write_bytes(b"")
    assert [v.message for v in plain.verify().violations] == ["the file is not the one that was built"]


def test_a_candidate_without_its_words_is_refused(tmp_path: Path, seed_studies: tuple[Study, ...]) -> None:
    first = seed_studies[0].statements[0]
    moved = replace(first, evidence=Evidence(first.evidence.abstract, Span(0, 3)), confidence=0.1)
    with pytest.raises(GraphError, match="lack their evidence"):
        graph.write([replace(seed_studies[0], statements=(moved,))], tmp_path / "g", least=0.5)
    assert not (tmp_path / "g").exists()


def test_it_goes_to_rdflib_and_to_networkx(seed_graph_dir: Path, seed_store: Store) -> None:
    opened = KnowledgeGraph.open(seed_graph_dir)
    copy = opened.to_rdflib()
    assert len(copy) == len(opened) == len(seed_store)
    assert (rdflib.URIRef(f"{BASE}case/001_6afee907cf989e5b-k1"), None, rdflib.Literal("J City", lang="en")) in copy
    assert copy.namespace_manager.qname(f"{KG}Study") == "kg:Study"
    drawn = opened.to_networkx()
    assert isinstance(drawn, networkx.MultiDiGraph)
    assert drawn.nodes[f"{BASE}case/001_6afee907cf989e5b-k1"]["label"] == "J City"


@pytest.mark.parametrize("form", list(Format))
def test_an_opened_graph_exports_what_was_built(form: Format, seed_graph_dir: Path, seed_store: Store) -> None:
    exported = KnowledgeGraph.open(seed_graph_dir).export(form)
    assert exported == KnowledgeGraph(seed_store).export(form.value)
    if form in (Format.TTL, Format.NQ):
        assert exported == (seed_graph_dir / f"graph.{form}").read_bytes()


def test_a_graph_in_memory_needs_no_folder(seed_store: Store) -> None:
    opened = KnowledgeGraph(seed_store)
    assert opened.folder is None
    assert opened.verify().conforms


# -- The folder -------------------------------------------------------------------------------------------------------


def test_the_folder_holds_the_graph_and_points_to_it(built: Path) -> None:
    facts = json.loads((built / "kg.json").read_text(encoding="utf-8"))
    names = {path.name for path in built.iterdir()}
    assert names == {"kg.json", "graph.nq", "graph.ttl", "candidates.nq", facts["store"]}
    assert facts["format"] == FORMAT
    assert facts["counts"]["studies"] == 2
    assert facts["store"] == f"store-{facts['files']['graph.nq'][:12]}"


def test_writing_again_replaces_and_leaves_nothing_over(built: Path, seed_studies: tuple[Study, ...]) -> None:
    before = contents(built)
    assert graph.write(reversed(seed_studies[:2]), built)["evidence"] > 40
    assert contents(built) == before, "the same studies in another order"
    graph.write(seed_studies[2:3], built)
    assert contents(built) != before
    assert len(list(built.glob("store-*"))) == 1
    assert [row[0] for row in KnowledgeGraph.open(built).query(f"SELECT ?s {{ ?s a <{KG}Study> }}").rows] == [
        f"{BASE}study/002_f0a00859b3d7e2b8"
    ]


def test_a_reader_keeps_what_it_opened(built: Path, seed_studies: tuple[Study, ...]) -> None:
    opened = KnowledgeGraph.open(built)
    before = opened.export(Format.NT)
    graph.write(seed_studies[2:3], built)
    assert opened.export(Format.NT) == before


BUILD = """
import sys
from pathlib import Path
from kg import extraction, graph, lexicon
from kg.loaders import annotated
from kg.model import Source
files = [Path(name) for name in sys.argv[2:]]
readings = [annotated.parse(file.read_bytes(), Source(str(file), "annotated")) for file in files]
graph.write([extraction.assemble(reading, lexicon.load()) for reading in readings], Path(sys.argv[1]))
"""


def test_neither_hash_seed_nor_locale_nor_folder_nor_order_shows(tmp_path: Path) -> None:
    seeds = ROOT / "seeds" / "annotated" / "seeds"
    found = []
    for number, (seed, locale) in enumerate([("1", "C"), ("2", "tr_TR.UTF-8")]):
        paths = [Path(os.path.relpath(file, tmp_path)) if number else file for file in sorted(seeds.glob("*.xml"))[:3]]
        out = tmp_path / f"out {number}"
        environment = {"PYTHONHASHSEED": seed, "LC_ALL": locale, "TZ": "Asia/Tokyo" if number else "UTC"}
        subprocess.run(
            [sys.executable, "-c", BUILD, str(out), *map(str, paths[:: -1 if number else 1])],
            check=True,
            cwd=tmp_path,
            env={**os.environ, **environment},
        )
        found.append(contents(out))
    assert found[0] == found[1]


def test_there_is_a_date_only_if_the_environment_gives_one(
    monkeypatch: pytest.MonkeyPatch, seed_studies: tuple[Study, ...]
) -> None:
    dated = f"SELECT ?date {{ ?dataset a <http://rdfs.org/ns/void#Dataset> ; <{DCTERMS}modified> ?date }}"
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    assert graph.collect(seed_studies[:1]).query(dated).rows == ()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert graph.collect(seed_studies[:1]).query(dated).rows == (("2023-11-14T22:13:20Z",),)


def test_the_description_counts_what_is_there(seed_store: Store) -> None:
    counted = seed_store.query(
        "PREFIX void: <http://rdfs.org/ns/void#> "
        "SELECT ?class ?n { ?part void:class ?class ; void:entities ?n } ORDER BY ?class"
    )
    for row in counted:
        (actual,) = seed_store.query(f"SELECT (COUNT(?x) AS ?n) {{ ?x a <{row['class']}> }}").rows
        assert actual == (row["n"],)
    assert seed_store.query("SELECT ?n { ?d <http://rdfs.org/ns/void#triples> ?n }").rows == ((len(seed_store),),)


# -- What is refused, and what stays then -----------------------------------------------------------------------------


def test_a_folder_without_a_graph_is_refused(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "missing"):
        with pytest.raises(GraphError, match="holds no graph"):
            KnowledgeGraph.open(folder)


@pytest.mark.parametrize("content", ['{"format": 0}', "[]", '{"format": 99, "store": "x"}', '{"format": 1}'])
def test_another_version_is_refused(content: str, tmp_path: Path) -> None:
    (tmp_path / "kg.json").write_text(content)
    with pytest.raises(GraphError, match="another version"):
        KnowledgeGraph.open(tmp_path)


@pytest.mark.parametrize("content", [b"{", b"\xff\xfe", b""])
def test_a_broken_pointer_is_refused(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "kg.json").write_bytes(content)
    with pytest.raises(GraphError, match=r"kg\.json cannot be read"):
        KnowledgeGraph.open(tmp_path)


def test_without_its_store_the_graph_is_read_from_its_file(built: Path) -> None:
    before = KnowledgeGraph.open(built).export(Format.NQ)
    (store,) = built.glob("store-*")
    store.rename(built.parent / "elsewhere")
    assert KnowledgeGraph.open(built).export(Format.NQ) == before


@pytest.mark.parametrize(
    "change", [lambda p: p.write_bytes(p.read_bytes().replace(b"J City", b"K City")), lambda p: p.unlink()]
)
@pytest.mark.parametrize("name", ["graph.nq", "graph.ttl"])
def test_verify_notices_a_file_that_was_changed(name: str, change: Callable[[Path], None], built: Path) -> None:
    opened = KnowledgeGraph.open(built)
    change(built / name)
    assert [Path(v.focus).name for v in opened.verify().violations] == [name]


def test_a_claim_without_its_words_is_not_written(tmp_path: Path, seed_studies: tuple[Study, ...]) -> None:
    first = seed_studies[0]
    moved = replace(first.statements[0], evidence=Evidence(first.abstract.id, Span(0, 4)))
    with pytest.raises(GraphError, match="lack their evidence"):
        graph.write([replace(first, statements=(moved,))], tmp_path / "graph")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_of_other_files_is_left_alone(tmp_path: Path, seed_studies: tuple[Study, ...]) -> None:
    (tmp_path / "thesis.docx").write_text("mine")
    with pytest.raises(OutputError, match="not a graph's"):
        graph.write(seed_studies[:1], tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.docx"]


def test_a_file_in_the_place_of_the_folder_is_left_alone(tmp_path: Path, seed_studies: tuple[Study, ...]) -> None:
    (tmp_path / "graph").write_text("mine")
    with pytest.raises(OutputError):
        graph.write(seed_studies[:1], tmp_path / "graph")
    assert (tmp_path / "graph").read_text() == "mine"


@pytest.mark.parametrize("failing", ["graph.nq", "graph.ttl", "candidates.nq", "kg.json"])
def test_a_failed_write_changes_nothing(
    failing: str, built: Path, seed_studies: tuple[Study, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    before, names = contents(built), {path.name for path in built.iterdir()}
    replacing = files.replacing

    def full(path: Path) -> contextlib.AbstractContextManager[BinaryIO]:
        if path.name == failing:
            raise OutputError("disk full")
        return replacing(path)

    monkeypatch.setattr(files, "replacing", full)
    with pytest.raises(OutputError, match="disk full"):
        graph.write(seed_studies[2:3], built)
    assert contents(built) == before
    assert {path.name for path in built.iterdir()} == names


def test_graphml_opens(seed_graph_dir: Path) -> None:
    content = KnowledgeGraph.open(seed_graph_dir).export(Format.GRAPHML)
    assert networkx.read_graphml(io.BytesIO(content)).number_of_nodes() > 100
