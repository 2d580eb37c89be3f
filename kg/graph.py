"""The object that a user holds: a built folder as a graph that can be asked, checked, exported and handed on."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import rdflib
from pyoxigraph import NamedNode, Quad, Triple

from kg import exports, files, inference, queries, triples, validation
from kg.answers import Answers
from kg.errors import GraphError, OutputError, QueryError
from kg.exports import Format
from kg.model import Query, Report, Study, Value, Violation
from kg.store import Store
from kg.vocabulary import KG, PREFIXES, RDF

if TYPE_CHECKING:
    from kg.exports.network import Network

__all__ = ["CANDIDATES", "DATA", "FORMAT", "KnowledgeGraph", "collect", "write", "write_folder"]

#: The version of the folder's layout; a folder of another version is refused, not misread.
FORMAT = 1
_POINTER, DATA, _TURTLE, CANDIDATES = "kg.json", "graph.nq", "graph.ttl", "candidates.nq"
_COUNTED = ("Study", "Case", "Problem", "Cause", "Countermeasure", "Achievement", "Link")


@dataclass(frozen=True, slots=True)
class KnowledgeGraph:
    """A graph that is open for reading. `folder` is where it was built, and `facts` is what its `kg.json` says."""

    store: Store
    folder: Path | None = None
    facts: Mapping[str, Any] | None = None

    @classmethod
    def open(cls, folder: Path | str, *, with_candidates: bool = False) -> Self:
        """Open a folder that `kg build` wrote; its candidates are seen only by those who ask for them.

        Raises:
            GraphError: if it holds no graph, or one that another version wrote.

        """
        path = Path(folder)
        facts = _facts(path)
        embedded = path / Path(facts["store"]).name
        if with_candidates:
            store = Store.load(path / DATA, path / CANDIDATES)
        else:
            store = Store.open(embedded) if embedded.is_dir() else Store.load(path / DATA)
        return cls(store, path, facts)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leave the block; the store closes itself when nobody holds it."""

    def __len__(self) -> int:
        return len(self.store)

    def query(self, sparql: str) -> Answers:
        """Answer a SPARQL query; raises `QuerySyntaxError` with line and column, or `QueryError`."""
        return self.store.query(sparql)

    def ask(self, question: str, **terms: Value) -> Answers:
        """Answer a named question, such as `ask("problem_recurrence", min_cases=2)`, in the `language` `en` or `zh`.

        Raises:
            UnknownQuestionError: with the nearest names, if there is no such question.
            QueryError: if a parameter is unknown, missing, or not of its type.

        """
        return queries.run(self.store, queries.load(question), **terms)

    def ask_all(self, language: str = "en") -> Iterator[tuple[Query, dict[str, Value], Answers]]:
        """Ask every named question with its defaults, and give with each answer the parameters that were named.

        A parameter without a default gets a value that the graph holds. Where it holds none, there is no answer but a
        note that says what the question needs.
        """
        for question in self.questions():
            terms = queries.samples(self.store, question)
            try:
                answers = queries.run(self.store, question, **terms, language=language)
            except QueryError as error:
                answers = Answers(tuple(question.columns), (), note=str(error))
            yield question, terms, answers

    def subgraph(self, question: str, form: Format | str = Format.TTL, **terms: Value) -> bytes:
        """Return the triples that answer a named question which constructs, such as `case_graph`, in a format.

        Raises:
            UnknownQuestionError: with the nearest names, if there is no such question.
            QueryError: if it answers with rows, or a parameter is unknown, missing, or not of its type.

        """
        return _serialised(queries.construct(self.store, queries.load(question), **terms), form)

    def construct(self, sparql: str, form: Format | str = Format.TTL) -> bytes:
        """Return the triples of a CONSTRUCT or DESCRIBE query in a format; raises what `query` raises."""
        return _serialised(self.store.construct(sparql), form)

    def questions(self) -> tuple[Query, ...]:
        """Return the named questions, in the order of their names."""
        return tuple(map(queries.load, queries.names()))

    def verify(self) -> Report:
        """Check the evidence, the shapes, and that the files of the folder are those that were built."""
        report = validation.verify(self.store)
        changed = tuple(self._changed_files())
        return Report(report.checked | {"files": len(self._digests())}, report.violations + changed)

    def export(self, form: Format | str = Format.TTL) -> bytes:
        """Return the whole graph in a format; the same graph gives the same bytes."""
        return exports.serialise(self.store.quads(), Format(form))

    def to_rdflib(self) -> rdflib.Graph:
        """Return a copy of all triples as one rdflib graph, the union of the named graphs as in the Turtle export."""
        graph = rdflib.Graph(bind_namespaces="none")
        for prefix, namespace in PREFIXES.items():
            graph.bind(prefix, namespace)
        return graph.parse(data=self.export(Format.NT), format="nt")

    def to_networkx(self) -> Network:
        """Return what the studies say as a networkx multigraph; `kg.exports.network` tells its attributes."""
        return exports.network(self.store.quads())

    def _digests(self) -> Mapping[str, str]:
        return dict(self.facts["files"]) if self.facts else {}

    def _changed_files(self) -> Iterable[Violation]:
        for name, digest in self._digests().items():
            path = (self.folder or Path()) / name
            if not path.is_file() or _sha256(path.read_bytes()) != digest:
                yield Violation(str(path), "the file is not the one that was built", "build the graph again")


def collect(studies: Iterable[Study]) -> Store:
    """Return a store of the studies and the curated files, with what the rules conclude and a description of it all.

    The description has a date only if the environment gives one (`SOURCE_DATE_EPOCH`, seconds since 1970).
    """
    store = Store(triples.ontology_quads())
    store.add(triples.question_quads(map(queries.load, queries.names())))
    for study in studies:
        store.add(triples.quads(study))
    inference.infer(store)
    kind = NamedNode(f"{RDF}type")
    counts = {name: sum(1 for _ in store.quads(predicate=kind, object=NamedNode(KG + name))) for name in _COUNTED}
    store.add(triples.dataset_quads(counts, len(store), modified=_date()))
    return store


def write(studies: Iterable[Study], out: Path, *, candidates: Iterable[Study] = ()) -> int:
    """Build the graph of `studies` into the folder `out`, and return how many quotes were checked against their texts.

    `candidates` hold what the studies may say but is too uncertain to count; they go to a file of their own.

    Raises:
        GraphError: if a claim's evidence is not in its text; nothing is written then.
        OutputError: if `out` cannot be written; an earlier graph in it stays as it was.

    """
    store = collect(studies)
    kept_apart = [quad for study in candidates for quad in triples.candidate_quads(study)]
    faults = validation.faults(Store([*store.quads(), *kept_apart]) if kept_apart else store)
    if faults:
        first = faults[0]
        raise GraphError(f"{len(faults)} claims lack their evidence, first {first.focus}: {first.message}")
    counts = validation.counts(store)
    write_folder(store.quads(), out, counts, candidates=kept_apart)
    return counts["evidence"]


def write_folder(
    quads: Iterable[Quad], out: Path, counts: Mapping[str, int], *, candidates: Iterable[Quad] = ()
) -> None:
    """Write a graph as a folder: `graph.nq`, which is the graph, `graph.ttl`, and a store to ask it by.

    `candidates.nq` stands beside them, and is in none of them. `kg.json` points to all and is replaced last, so that a
    reader meets the old graph or the new one.

    Raises:
        OutputError: if the folder cannot be written, or holds files but no graph.

    """
    _refuse_foreign(out)
    found = list(quads)
    contents = {
        DATA: exports.serialise(found, Format.NQ),
        _TURTLE: exports.serialise(found, Format.TTL),
        CANDIDATES: exports.serialise(candidates, Format.NQ),
    }
    digests = {name: _sha256(content) for name, content in contents.items()}
    embedded = f"store-{digests[DATA][:12]}"
    facts = {
        "format": FORMAT,
        "version": triples.package_version(),
        "store": embedded,
        "files": digests,
        "counts": dict(counts),
    }
    contents[_POINTER] = json.dumps(facts, indent=1).encode() + b"\n"
    with contextlib.ExitStack() as undo:
        if not (files.folder(out) / embedded).is_dir():
            Store.create(out / embedded, found)
            undo.callback(shutil.rmtree, out / embedded, ignore_errors=True)
        _replace_together(out, contents)
        undo.pop_all()
    for old in out.glob("store-*"):
        if old.name != embedded:
            shutil.rmtree(old, ignore_errors=True)


def _serialised(found: Iterable[Triple], form: Format | str) -> bytes:
    quads = (Quad(triple.subject, triple.predicate, triple.object) for triple in found)
    return exports.serialise(quads, Format(form))


def _replace_together(out: Path, contents: dict[str, bytes]) -> None:
    """Write all files before the first takes its place; they take it in the order of `contents`, the last one last."""
    with contextlib.ExitStack() as places:
        for name in reversed(contents):
            places.enter_context(files.replacing(out / name)).write(contents[name])


def _refuse_foreign(out: Path) -> None:
    if out.is_dir() and any(out.iterdir()) and not (out / _POINTER).is_file():
        raise OutputError(f"{out} holds files that are not a graph's; name an empty or a new folder")


def _facts(folder: Path) -> dict[str, Any]:
    pointer = folder / _POINTER
    try:
        facts = json.loads(pointer.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise GraphError(f"{folder} holds no graph (there is no {_POINTER}); kg build makes one") from None
    except (OSError, ValueError) as error:
        raise GraphError(f"{pointer} cannot be read: {error}; build the graph again") from error
    if not isinstance(facts, dict) or facts.get("format") != FORMAT or not {"store", "files"} <= facts.keys():
        raise GraphError(f"{folder} was built by another version; build it again with this one")
    return facts


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _date() -> str | None:
    seconds = os.environ.get("SOURCE_DATE_EPOCH", "")
    return f"{datetime.fromtimestamp(int(seconds), UTC):%Y-%m-%dT%H:%M:%SZ}" if seconds.isdecimal() else None
