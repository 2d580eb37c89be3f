"""Other people's tools and stores read the Turtle export, and count the triples that we count."""

from __future__ import annotations

from pathlib import Path

import pytest
import rdf_engines
from rdf_engines import ENGINES, EngineError, main

from kg import exports, graph
from kg.exports import Format
from kg.model import Abstract, Case, Concept, Evidence, Locality, Metadata, Span, Statement, Study, Use
from kg.store import Store
from kg.vocabulary import Kind, Role, Status

#: Ids and words that some tool or other is known to stumble over.
IDS = ["a b", "../x", "%zz", "é中", 'it\'s "q"', "a.b.", "a~b!$&'()*+,;=", "-", "#1", "x" * 300, "12", "a:b@c", "_:b"]
WORDS = 'A “quoted” \\ back"slash" 𝒳 中文 X City has silos.\n\tTab e\u0301 <b>&amp;</b> {}|^`%41 \x7f\u2028\u202e end'


def awkward(name: str) -> Study:
    """A study whose id, text, title and names are hard to write down."""

    def evidence(words: str) -> Evidence:
        return Evidence(name, Span(WORDS.index(words), WORDS.index(words) + len(words)))

    return Study(
        abstract=Abstract(
            name, WORDS, title='T "q" \\', metadata=Metadata(keywords=("a\\", "'"), extra=(("k", "\t"),))
        ),
        status=Status.EXTRACTED,
        cases=(Case("k1", "X City", Role.SUBJECT, (evidence("X City"),), None, "n1", 0.5),),
        localities=(Locality("n1", "X City"),),
        statements=(Statement("p1", Kind.PROBLEM, "silos", ("data-sharing",), evidence("silos"), "k1", 0.25),),
        uses=(Use("t1", Concept("中文", "theory", "中文", candidate=True), "中文", evidence("中文"), 0.1),),
    )


@pytest.fixture(scope="session")
def turtles(seed_store: Store, tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Path, int]]:
    """The Turtle of the seeds and of awkward studies, each with the count of its triples."""
    folder = tmp_path_factory.mktemp("turtle")
    found = {}
    for name, store in (("seeds", seed_store), ("awkward", graph.collect(map(awkward, IDS)))):
        path = folder / f"{name}.ttl"
        path.write_bytes(exports.serialise(store.quads(), Format.TTL))
        found[name] = path, len(store)
    return found


@pytest.mark.stores
@pytest.mark.parametrize("name", ["seeds", "awkward"])
@pytest.mark.parametrize("engine", list(ENGINES))
def test_every_engine_counts_the_same(engine: str, name: str, turtles: dict[str, tuple[Path, int]]) -> None:
    turtle, count = turtles[name]
    assert count > 5000
    assert ENGINES[engine](turtle) == count


@pytest.mark.stores
@pytest.mark.parametrize("engine", list(ENGINES))
def test_every_engine_refuses_what_is_no_turtle(engine: str, tmp_path: Path) -> None:
    (tmp_path / "bad.ttl").write_text("<urn:a> <urn:p> <urn:b> .\n<urn:a> <urn:p> ]", encoding="utf-8")
    with pytest.raises((EngineError, SyntaxError)):
        ENGINES[engine](tmp_path / "bad.ttl")


@pytest.mark.parametrize(("counts", "code"), [((3, 3), 0), ((3, 4), 1), ((0, 0), 1)])
def test_the_table_says_whether_they_agree(
    counts: tuple[int, int], code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    first, second = counts
    monkeypatch.setattr(rdf_engines, "ENGINES", {"one": lambda _: first, "two": lambda _: second})
    assert main(Path("x.ttl")) == code
    assert ("All agree." in capsys.readouterr().out) is (code == 0)


def test_a_missing_tool_is_an_error_and_not_a_pass(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr("shutil.which", lambda *_, **__: None)
    monkeypatch.setattr(rdf_engines, "ENGINES", {"rapper": rdf_engines.by_rapper})
    assert main(tmp_path / "x.ttl") == 1
    assert "not installed" in capsys.readouterr().out
