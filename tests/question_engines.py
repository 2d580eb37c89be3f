"""Asks other people's engines the named questions over a Turtle file: `python question_engines.py GRAPH.ttl`.

Each question is asked in several ways: with its defaults, in Chinese, with each choice of each parameter, and with
words that would do harm if they were read as SPARQL. The parameters stand as terms in the text of each query, since
each engine binds variables in a way of its own. Nothing is skipped: an engine that is missing is an error, and
`scripts/engines` installs them all.
"""

from __future__ import annotations

import json
import re
import shutil
import sys
import tempfile
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph
import rdflib
from rdf_engines import PATIENCE, EngineError, free_port, npm, run, tool, virtuoso

from kg import queries
from kg.model import Query, Value
from kg.store import Store
from kg.views.site import sparql

__all__ = ["ENGINES", "HOSTILE", "Asking", "Found", "askings", "ground", "main", "verdict"]

#: A row by the names of its variables; what is not bound is not there. A triple is a row too.
Row = Mapping[str, str]
#: The rows that an engine gives for each text of a query, or what it says went wrong.
Found = Mapping[str, list[Row] | str]

#: What a parameter might be given by someone who means harm, or who pastes whatever there is.
HOSTILE = ('"} DROP ALL #', '\\ \n } \' " """ ?_theme $case <urn:x> %s')
COMUNICA = Path(__file__).parent / "engines"
_TRIPLE = ("subject", "predicate", "object")
_JSON = "application/sparql-results+json"


def by_rdflib(turtle: Path, asked: Mapping[str, str]) -> Found:
    """Answer with rdflib."""
    graph = rdflib.Graph().parse(turtle, format="turtle")

    def answer(sparql: str) -> list[Row]:
        result = graph.query(sparql)
        if result.type == "CONSTRUCT":
            return [dict(zip(_TRIPLE, map(str, triple), strict=True)) for triple in result.graph or ()]
        return _bindings(result.serialize(format="json") or b"")

    return {name: answer(sparql) for name, sparql in asked.items()}


def by_oxigraph(turtle: Path, asked: Mapping[str, str]) -> Found:
    """Answer with Oxigraph, the whole graph as one default graph."""
    store = pyoxigraph.Store()
    store.bulk_load(path=turtle, format=pyoxigraph.RdfFormat.TURTLE)

    def answer(sparql: str) -> list[Row]:
        result = store.query(sparql)
        if isinstance(result, pyoxigraph.QueryTriples):
            return [_triple(triple) for triple in result]
        assert isinstance(result, pyoxigraph.QuerySolutions)
        return _bindings(result.serialize(format=pyoxigraph.QueryResultsFormat.JSON) or b"")

    return {name: answer(sparql) for name, sparql in asked.items()}


def by_virtuoso(turtle: Path, asked: Mapping[str, str]) -> Found:
    """Answer with the SPARQL endpoint of a Virtuoso 7 that is started for it on the loopback interface."""
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(turtle, Path(folder) / "graph.ttl")
        with virtuoso(Path(folder), f"\n[HTTPServer]\nServerPort = 127.0.0.1:{port}\nServerThreads = 2\n") as ask:
            ask(f"DB.DBA.TTLP(file_to_string_output('{folder}/graph.ttl'), '', 'urn:graph', 0);")
            return {name: _over_http(f"http://127.0.0.1:{port}/sparql", sparql) for name, sparql in asked.items()}


def by_comunica(turtle: Path, asked: Mapping[str, str]) -> Found:
    """Answer with Comunica, which is installed beside `package.json` on its first use."""
    npm(COMUNICA)
    answers = run(
        tool("node"), COMUNICA / "answer.js", turtle, given=json.dumps(asked), patience=PATIENCE + 10 * len(asked)
    )
    found: Found = json.loads(answers)
    return found


#: The engines by the names that people know them by.
ENGINES: dict[str, Callable[[Path, Mapping[str, str]], Found]] = {
    "rdflib": by_rdflib,
    "Oxigraph": by_oxigraph,
    "Virtuoso 7": by_virtuoso,
    "Comunica": by_comunica,
}


def _over_http(endpoint: str, sparql: str) -> list[Row] | str:
    """Answer at an endpoint; what it refuses is an answer too."""
    constructs = re.search("^CONSTRUCT", sparql, re.MULTILINE)
    form = {"query": sparql, "default-graph-uri": "urn:graph"}
    request = urllib.request.Request(  # noqa: S310 - the loopback address that was made above
        endpoint,
        data=urllib.parse.urlencode(form).encode(),
        headers={"Accept": "application/n-triples" if constructs else _JSON},
    )
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as response:  # noqa: S310 - as above
            content = response.read()
    except urllib.error.HTTPError as error:
        return error.read().decode(errors="replace").strip()
    if not constructs:
        return _bindings(content)
    return [_triple(q) for q in pyoxigraph.parse(content, pyoxigraph.RdfFormat.N_TRIPLES)]


def _bindings(content: bytes) -> list[Row]:
    rows = json.loads(content)["results"]["bindings"]
    return [{name: term["value"] for name, term in row.items()} for row in rows]


def _triple(triple: pyoxigraph.Triple | pyoxigraph.Quad) -> Row:
    return {name: getattr(triple, name).value for name in _TRIPLE}


@dataclass(frozen=True, slots=True)
class Asking:
    """A question with values for its parameters, and the rows that we answer; triples are sorted."""

    query: Query
    terms: Mapping[str, Value]
    expected: list[tuple[str, ...]]

    @property
    def name(self) -> str:
        """The question and the values given, as `kg ask` takes them."""
        return " ".join([self.query.name, *(f"{name}={value}" for name, value in self.terms.items())])


def askings(store: Store) -> list[Asking]:
    """Return every question in each of its ways, with our answers."""
    found = []
    for query in map(queries.load, queries.names()):
        for given in _ways(query):
            terms = {**queries.samples(store, query), **given}
            found.append(Asking(query, terms, _ours(store, query, terms)))
    return found


def _ways(query: Query) -> Iterator[Mapping[str, Value]]:
    """The defaults, and then for each parameter other values than its default, one at a time."""
    yield {}
    for parameter in query.parameters:
        if parameter.name == "language":
            yield {"language": "zh"}
        elif parameter.type == "string":
            others = [choice for choice in parameter.choices if choice != parameter.default]
            yield from ({parameter.name: value} for value in others or HOSTILE)


def _ours(store: Store, query: Query, terms: Mapping[str, Value]) -> list[tuple[str, ...]]:
    if query.constructs:
        return sorted(_in_order(_triple(triple), _TRIPLE) for triple in queries.construct(store, query, **terms))
    return [tuple(map(_comparable, row)) for row in queries.run(store, query, **terms).rows]


def ground(query: Query, terms: Mapping[str, Value]) -> str:
    """Return the text of a question with its parameters in their places, for engines that bind nothing.

    It is the one that the site shows, so that what a reader copies from there is what is compared here.
    """
    defaults = {parameter.name: parameter.default for parameter in query.parameters}
    return "".join(piece.text for piece in sparql.pieces(query, defaults | dict(terms)))


def verdict(asking: Asking, rows: list[Row] | str) -> str:
    """Say in a word or two how an engine's rows stand to ours; `same` if they are."""
    if isinstance(rows, str):
        return f"error: {rows.splitlines()[0][:100] if rows else 'none given'}"
    constructs, expected = asking.query.constructs, asking.expected
    found = [_in_order(row, _TRIPLE if constructs else tuple(asking.query.columns)) for row in rows]
    if constructs:
        found = sorted(set(found))
    if found == expected:
        return "same"
    if len(found) != len(expected):
        return f"{len(found)} rows, not {len(expected)}"
    return "other order" if sorted(found) == sorted(expected) else "other rows"


def _in_order(row: Row, columns: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(_comparable(row.get(column)) for column in columns)


def _comparable(value: Value) -> str:
    """A value as every engine can be held to it: 0.80 is 0.8, and what is not bound is empty."""
    text = "" if value is None else str(value)
    return str(float(text)) if re.fullmatch(r"-?\d{1,9}(\.\d+)?", text) else text


def _verdicts(engine: Callable[[Path, Mapping[str, str]], Found], turtle: Path, asked: list[Asking]) -> list[str]:
    """What is to be said of each answer of an engine, or of the engine where it does not run."""
    try:
        found = engine(turtle, {asking.name: ground(asking.query, asking.terms) for asking in asked})
    except EngineError as error:
        return [f"error: {error}"] * len(asked)
    return [verdict(asking, found[asking.name]) for asking in asked]


def main(turtle: Path) -> int:
    """Print a table of question and engine; return 0 if every engine answers every question as we do, else 1."""
    asked = askings(Store(pyoxigraph.parse(path=turtle, format=pyoxigraph.RdfFormat.TURTLE)))
    said = {name: _verdicts(engine, turtle, asked) for name, engine in ENGINES.items()}
    _print("question", "ways", "rows", *ENGINES)
    for name in queries.names():
        places = [place for place, asking in enumerate(asked) if asking.query.name == name]
        rows = sum(len(asked[place].expected) for place in places)
        wrong = [sum(words[place] != "same" for place in places) for words in said.values()]
        _print(name, len(places), rows, *(f"{count} differ" if count else "same" for count in wrong))
    differing = [
        f"{asking.name!r} in {engine}: {word}\n"
        for engine, words in said.items()
        for asking, word in zip(asked, words, strict=True)
        if word != "same"
    ]
    sys.stdout.write("".join(differing) or "All agree.\n")
    return 1 if differing or not asked else 0


def _print(name: str, *cells: object) -> None:
    sys.stdout.write(f"{name:24}" + "".join(f"{cell!s:12}" for cell in cells).rstrip() + "\n")


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
