"""Real servers on the loopback interface: loaded, asked, checked, reported on, killed and loaded again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Collection, Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import TypeVar

import pytest
import typer.testing
from pyoxigraph import NamedNode
from rdf_engines import free_port

from kg import queries, reports
from kg.cli import app
from kg.errors import StoreError
from kg.graph import KnowledgeGraph, collect, write
from kg.model import Study
from kg.remote import GraphStore, Loaded, RemoteStore, load, load_into
from kg.remote.endpoint import DIGEST
from kg.store import Store
from kg.triples import is_study_graph

from .servers import oxigraph, virtuoso_over_http

T = TypeVar("T")

pytestmark = pytest.mark.stores

#: Some questions of each kind; Virtuoso is slow with others.
SOME = ("problem_recurrence", "chain_causes", "coverage_silence", "theme_causes", "chain_graph", "evidence_quotes")


@pytest.fixture
def served(tmp_path: Path) -> Iterator[str]:
    with oxigraph(tmp_path / "oxigraph") as (url, _):
        yield url


def same(here: Store, there: str) -> bool:
    """Tell whether the store elsewhere gives back each quad, in its graph."""
    with closing(RemoteStore(there)) as store:
        return set(store.quads()) == set(here.quads()) and store.graphs() == here.graphs()


def test_oxigraph_answers_every_question_as_the_embedded_store_does(seed_store: Store, served: str) -> None:
    load_into(seed_store, served)
    assert same(seed_store, served)
    with KnowledgeGraph.connect(served) as there:
        found = {question.name: answers for question, _, answers in there.ask_all("zh")}
    assert found == {question.name: answers for question, _, answers in KnowledgeGraph(seed_store).ask_all("zh")}
    assert len(found) == len(queries.names())


def test_oxigraph_is_checked_and_reported_on_as_the_embedded_store_is(
    seed_store: Store, served: str, tmp_path: Path
) -> None:
    load_into(seed_store, served)
    here = KnowledgeGraph(seed_store)
    with KnowledgeGraph.connect(served) as there:
        report, expected = there.verify(), here.verify()
        assert report.conforms
        digests = len(seed_store.graphs())
        assert report.checked == {**expected.checked, "triples": expected.checked["triples"] + digests}
        for name, graph in (("here", here), ("there", there)):
            reports.write(graph, tmp_path / f"{name}.md")
    assert (tmp_path / "there.md").read_bytes() == (tmp_path / "here.md").read_bytes()


def test_a_quote_that_was_changed_elsewhere_is_found_there(seed_store: Store, served: str) -> None:
    load_into(seed_store, served)
    graph = next(graph for graph in seed_store.graphs() if is_study_graph(graph))
    lines = [f"{quad.triple} .\n".replace('oa#start> "1', 'oa#start> "2').encode() for quad in seed_store.quads(graph)]
    with closing(GraphStore(served)) as target:
        target.put(graph, lines)
    with KnowledgeGraph.connect(served) as there:
        assert not there.verify().conforms
    assert load_into(seed_store, served).sent == 1  # whoever puts a graph takes its digest away
    assert same(seed_store, served)


def test_only_what_changed_is_sent_and_what_is_gone_is_removed(
    seed_studies: tuple[Study, ...], seed_store: Store, served: str
) -> None:
    count = len(seed_store.graphs())
    assert load_into(seed_store, served).sent == count
    assert load_into(seed_store, served) == Loaded(0, count, 0, 0)
    assert load_into(seed_store, served, again=True).sent == count

    changed = Store(seed_store.quads())
    graph = next(graph for graph in changed.graphs() if "study-003" in graph.value)
    changed.replace_graph(graph, list(changed.quads(graph))[1:])
    assert load_into(changed, served) == Loaded(1, count - 1, 0, sum(1 for _ in changed.quads(graph)))
    assert same(changed, served)

    fewer = collect(seed_studies[1:])
    done = load_into(fewer, served)
    assert done.removed == len({*seed_store.graphs()} - {*fewer.graphs()}) > 0
    assert done.unchanged >= len(seed_studies) - 1
    assert same(fewer, served)


def test_other_peoples_graphs_stay(seed_store: Store, served: str) -> None:
    theirs = NamedNode("https://elsewhere.example/graph")
    with closing(GraphStore(served)) as target:
        target.put(theirs, [f'<{theirs.value}> {DIGEST} "like one of ours" .\n<urn:a> <urn:b> <urn:c> .\n'.encode()])
    assert load_into(seed_store, served).removed == 0
    with closing(RemoteStore(served)) as store:
        assert [quad.graph_name for quad in store.quads(theirs)] == [theirs]


def test_a_server_killed_while_it_is_loaded_is_loaded_to_the_end_when_it_is_back(
    seed_store: Store, tmp_path: Path
) -> None:
    port, folder = free_port(), tmp_path / "oxigraph"
    with oxigraph(folder, port) as (url, process):

        def until_the_fourth(graphs: Collection[T], _title: str) -> Iterable[T]:
            for place, graph in enumerate(graphs):
                if place == 4:
                    process.kill()
                    process.wait()
                yield graph

        target = GraphStore(url, pause=lambda _: None)
        with closing(target), closing(RemoteStore(url)) as known, pytest.raises(StoreError, match="cannot be reached"):
            load(seed_store, target, known, progress=until_the_fourth)
    with oxigraph(folder, port) as (url, _):
        done = load_into(seed_store, url)
        assert done.unchanged == 4
        assert done.sent == len(seed_store.graphs()) - 4
        assert same(seed_store, url)


def test_a_load_that_is_killed_goes_on_where_it_was(seed_graph_dir: Path, seed_store: Store, served: str) -> None:
    killed = subprocess.run(
        [sys.executable, Path(__file__).parent / "killed_load.py", seed_graph_dir, served, "5"],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL
    count = len(seed_store.graphs())
    with closing(RemoteStore(served)) as there:
        assert len(there.digests()) == 5
    done = load_into(seed_store, served)
    assert (done.unchanged, done.sent) == (5, count - 5)
    assert same(seed_store, served)


def test_the_command_line(seed_studies: tuple[Study, ...], served: str, tmp_path: Path) -> None:
    write(seed_studies, tmp_path / "g")
    runner = typer.testing.CliRunner()

    def run(*arguments: str, code: int = 0) -> str:
        result = runner.invoke(app, list(arguments))
        assert result.exit_code == code, result.output
        return result.output

    assert "holds no graph of ours" in run("ask", "--store", served, "problem_recurrence", code=2)
    assert "13 sent" in run("load", str(tmp_path / "g"), "--to", served)
    assert '"unchanged": 13' in run("load", str(tmp_path / "g"), "--to", served, "--json")
    asked = ("problem_recurrence", "min_cases=2", "--format", "csv")
    assert run("ask", "--store", served, *asked) == run("ask", str(tmp_path / "g"), *asked)
    assert run("ask", *asked, f"--store={served}") == run("ask", str(tmp_path / "g"), *asked)
    assert run("ask", "--all", "--store", served) == run("ask", "--all", str(tmp_path / "g"))
    sparql = "CONSTRUCT WHERE { ?s <https://w3id.org/smart-policing-kg/ontology#causes> ?o }"
    for form in ("table", "nt", "ttl"):
        of = (sparql, "--format", form)
        assert run("query", "--store", served, *of) == run("query", str(tmp_path / "g"), *of)
    assert '"conforms": true' in run("verify", "--store", served, "--json")
    run("report", "--store", served, "-o", str(tmp_path / "there.md"))
    assert "candidates are not" in run("query", "--store", served, "ASK {}", "--with-candidates", code=2)
    assert "unexpected extra argument" in run("verify", "--store", served, str(tmp_path / "g"), code=2)
    assert "Missing argument" in run("verify", code=2)


#: What makes files of a graph, each with the name of one.
MAKING = (
    ("matrix", "m.md"),
    ("matrix", "m.html"),
    ("gaps", "g.csv"),
    ("export", "e.trig", "--format", "trig"),
    ("view", "v.html", "--title", "x"),
    ("analyse", "a.csv", "similarity", "--format", "csv"),
    ("analyse", "a.gexf", "cooccurrence"),
    ("site", "s", "--title", "x"),
)


def made(folder: Path, *source: str) -> dict[str, bytes]:
    """Make every kind of file of a source, and return their contents."""
    folder.mkdir()
    for command, name, *more in MAKING:
        given = [command, *source, *more, "-o", str(folder / name)]
        result = typer.testing.CliRunner().invoke(app, given)
        assert result.exit_code == 0, f"{given}: {result.output}"
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def same_files(there: dict[str, bytes], here: dict[str, bytes]) -> None:
    """Hold what was made of a store against what was made of the folder."""
    assert there.keys() == here.keys()
    differing = {name for name, content in there.items() if content != here[name]}
    # The digest of the graph's file and what is kept apart in another one are in the folder alone; a page of its own
    # says where it is from.
    assert differing <= {"s/about.html", "m.html"}
    assert b"The whole graph holds 12," in there["s/about.html"]


def test_what_is_made_of_oxigraph_is_made_of_the_folder(seed_graph_dir: Path, served: str, tmp_path: Path) -> None:
    load_into(KnowledgeGraph.open(seed_graph_dir).store, served)
    same_files(made(tmp_path / "there", "--store", served), made(tmp_path / "here", str(seed_graph_dir)))


def test_virtuoso_is_loaded_with_a_password_and_answers_the_same(
    seed_store: Store, seed_graph_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with virtuoso_over_http(tmp_path) as url:
        with pytest.raises(StoreError, match=r"\(401\): set KG_STORE_USER"):
            load_into(seed_store, url)
        monkeypatch.setenv("KG_STORE_USER", "dba")
        monkeypatch.setenv("KG_STORE_PASSWORD", "wrong")
        with pytest.raises(StoreError, match=r"\(401\): what KG_STORE_USER"):
            load_into(seed_store, url)
        monkeypatch.setenv("KG_STORE_PASSWORD", "dba")
        count = len(seed_store.graphs())
        assert load_into(seed_store, url).sent == count
        assert load_into(seed_store, url) == Loaded(0, count, 0, 0)

        here = KnowledgeGraph(seed_store)
        with KnowledgeGraph.connect(url) as there:
            for name in SOME:
                terms = here.samples(name)
                assert there.ask(name, **terms) == here.ask(name, **terms), name
            for text in ("\\u0022", '"} DROP ALL #'):
                assert there.ask("theme_causes", theme=text) == here.ask("theme_causes", theme=text)
            assert there.verify().conforms
        same_files(made(tmp_path / "there", "--store", url), made(tmp_path / "here", str(seed_graph_dir)))
        reports.write(here, tmp_path / "here.md")
        given = ["report", "--store", url, "-o", str(tmp_path / "there.md"), "--quiet"]
        assert typer.testing.CliRunner().invoke(app, given).exit_code == 0
        assert (tmp_path / "there.md").read_bytes() == (tmp_path / "here.md").read_bytes()
        fewer = Store(quad for quad in seed_store.quads() if "study-003" not in str(quad.graph_name))
        assert load_into(fewer, url) == Loaded(0, count - 1, 1, 0)
