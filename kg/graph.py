"""The object that a user holds: a built folder as a graph that can be asked, checked, exported and handed on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

import rdflib
from pyoxigraph import NamedNode, Quad, Triple

from kg import exports, inference, outputs, queries, triples, units, validation
from kg.answers import Answers
from kg.exports import Format
from kg.folder import Folder
from kg.ledger import Ledger
from kg.model import Query, Report, Study, Value, Violation
from kg.readable import Readable
from kg.remote import RemoteStore
from kg.store import Store
from kg.vocabulary import KG, PREFIXES, RDF

if TYPE_CHECKING:
    from kg.exports.network import Network

__all__ = ["KnowledgeGraph", "collect", "write"]

#: So many studies are checked together.
_TOGETHER = 50
_COUNTED = ("Study", "Case", "Problem", "Cause", "Countermeasure", "Achievement", "Link")


@dataclass(frozen=True, slots=True)
class KnowledgeGraph:
    """A graph that is open for reading, and the folder in which it was built, if it was."""

    store: Readable
    folder: Folder | None = None

    @classmethod
    def open(cls, folder: Path | str, *, with_candidates: bool = False) -> Self:
        """Open a folder that `kg build` wrote; its candidates are seen only by those who ask for them.

        Raises:
            GraphError: if it holds no graph, or one that another version wrote.

        """
        found = Folder.read(Path(folder))
        return cls(found.store(with_candidates=with_candidates), found)

    @classmethod
    def connect(cls, url: str, *, seconds: float = 60) -> Self:
        """Return the graph that a store elsewhere holds, by the address of its SPARQL endpoint.

        A query may take so many `seconds`. The environment says who we are (`KG_STORE_USER` and `KG_STORE_PASSWORD`, or
        `KG_STORE_TOKEN`).

        Raises:
            InputError: if the address is none.

        """
        return cls(RemoteStore(url, seconds=seconds))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leave the block; a connection to a store elsewhere ends."""
        self.store.close()

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
        """Ask every named question; `kg.queries.answer_all` tells with what."""
        return queries.answer_all(self, language)

    def samples(self, question: str) -> dict[str, Value]:
        """Return a value that the graph holds for each parameter of a question without a default."""
        return queries.samples(self.store, queries.load(question))

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
        built = len(self.folder.digests) if self.folder else 0
        return Report(report.checked | {"files": built}, report.violations + changed)

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

    def _changed_files(self) -> Iterable[Violation]:
        if self.folder is None:
            return
        for name in self.folder.digests:
            if not self.folder.is_as_built(name):
                path = self.folder.path / name
                yield Violation(str(path), "the file is not the one that was built", "build the graph again")


def collect(studies: Iterable[Study]) -> Store:
    """Return a store of the studies and the curated files, with what the rules conclude and a description of it all.

    The description has a date only if the environment gives one (`SOURCE_DATE_EPOCH`, seconds since 1970).
    """
    store = Store(triples.ontology_quads())
    store.add(queries.quads())
    for study in studies:
        store.add(triples.quads(study))
    inference.infer(store)
    kind = NamedNode(f"{RDF}type")
    counts = {name: sum(1 for _ in store.quads(predicate=kind, object=NamedNode(KG + name))) for name in _COUNTED}
    store.add(triples.dataset_quads(counts, len(store), modified=outputs.modified()))
    return store


def write(studies: Iterable[Study], out: Path, *, least: float = 0) -> Counter[str]:
    """Build the graph of `studies` into the folder `out`, and return how much of everything it holds.

    What was read with less confidence than `least` is a candidate: it is kept apart, in a file of its own.

    Raises:
        GraphError: if a claim's evidence is not in its text; nothing is written then.
        OutputError: if `out` cannot be written; an earlier graph in it stays as it was.

    """
    with Ledger() as ledger:
        left = iter(studies)
        names: list[str] = []
        while batch := list(islice(left, _TOGETHER)):
            made = [(units.digest(unit), unit) for unit in units.make(batch, least)]
            ledger.put(made)
            names.extend(name for name, _ in made)
        ledger.want(names)
        with outputs.held(out):
            return outputs.write(ledger, out)


def _serialised(found: Iterable[Triple], form: Format | str) -> bytes:
    quads = (Quad(triple.subject, triple.predicate, triple.object) for triple in found)
    return exports.serialise(quads, Format(form))
