"""Asks other people's engines the named questions over a Turtle file: `python question_engines.py GRAPH.ttl`.

The parameters stand as terms in the text of each query, since each engine binds variables in a way of its own. Nothing
is skipped: an engine that is missing is an error, and `scripts/engines` installs them all.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tempfile
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Mapping
from pathlib import Path

import pyoxigraph
import rdflib
from rdf_engines import PATIENCE, EngineError, free_port, run, tool, virtuoso

from kg import queries
from kg.model import Query, Value
from kg.store import Store
from kg.vocabulary import XSD

__all__ = ["ENGINES", "asked", "ground", "main", "verdict"]

#: A row by the names of its variables; what is not bound is not there. A triple is a row too.
Row = Mapping[str, str]
#: The rows that an engine gives for each question, or what it says went wrong.
Found = Mapping[str, list[Row] | str]

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
    if not (COMUNICA / "node_modules").is_dir():
        run(tool("npm"), "ci", "--no-audit", "--no-fund", "--prefix", COMUNICA)
    try:
        done = subprocess.run(
            [tool("node"), COMUNICA / "answer.js", turtle],
            input=json.dumps(asked),
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=5 * PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise EngineError(f"Comunica does not end within {5 * PATIENCE} s") from error
    if done.returncode:
        raise EngineError(f"Comunica: {done.stderr.strip()[-2000:]}")
    found: Found = json.loads(done.stdout)
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


def ground(query: Query, terms: Mapping[str, Value]) -> str:
    """Return the text of a question with its parameters in their places, for engines that bind nothing."""
    given = {p.name: _written(p.type, terms.get(p.name, p.default)) for p in query.parameters}
    lines = re.sub(r"^#\+.*\n", "", query.sparql, flags=re.MULTILINE).splitlines()
    plain = (re.sub(r" \?_\w+", "", line) if line.lstrip().startswith("SELECT") else line for line in lines)
    return re.sub(r"\?_(\w+)", lambda match: given[match[1]], "\n".join(plain))


def _written(kind: str, value: Value) -> str:
    if kind == "iri":
        return f"<{value}>"
    if kind == "string":
        return json.dumps(value, ensure_ascii=False)
    return str(value).lower() if kind in {"integer", "boolean"} else f'"{value}"^^<{XSD}{kind}>'


def asked(store: Store) -> dict[str, tuple[str, list[tuple[str, ...]]]]:
    """Return for each question its text and the rows that we answer; triples are sorted."""
    found = {}
    for name in queries.names():
        query = queries.load(name)
        terms = queries.samples(store, query)
        text = ground(query, terms)
        if query.constructs:
            expected = sorted(
                _in_order(_triple(triple), _TRIPLE) for triple in queries.construct(store, query, **terms)
            )
        else:
            answers = queries.run(store, query, **terms)
            expected = [tuple(map(_comparable, row)) for row in answers.rows]
        found[name] = text, expected
    return found


def verdict(query: Query, rows: list[Row] | str, expected: list[tuple[str, ...]]) -> str:
    """Say in a word or two how an engine's rows stand to ours."""
    if isinstance(rows, str):
        return f"error: {rows.splitlines()[0][:60] if rows else 'none given'}"
    columns = _TRIPLE if query.constructs else tuple(query.columns)
    found = [_in_order(row, columns) for row in rows]
    if query.constructs:
        found = sorted(set(found))
    if found == expected:
        return f"same ({len(found)})"
    return "other order" if sorted(found) == sorted(expected) else f"{len(found)} rows, not {len(expected)}"


def _in_order(row: Row, columns: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(_comparable(row.get(column)) for column in columns)


def _comparable(value: Value) -> str:
    """A value as every engine can be held to it: 0.80 is 0.8, and what is not bound is empty."""
    text = "" if value is None else str(value)
    return str(float(text)) if re.fullmatch(r"-?\d{1,9}(\.\d+)?", text) else text


def main(turtle: Path) -> int:
    """Print a table of question and engine; return 0 if every engine answers every question as we do, else 1."""
    store = Store(pyoxigraph.parse(path=turtle, format=pyoxigraph.RdfFormat.TURTLE))
    questions = asked(store)
    texts = {name: text for name, (text, _) in questions.items()}
    table = {}
    for name, answer in ENGINES.items():
        try:
            table[name] = answer(turtle, texts)
        except EngineError as error:
            table[name] = dict.fromkeys(texts, str(error))
    said = {
        (name, engine): verdict(queries.load(name), found[name], questions[name][1])
        for engine, found in table.items()
        for name in texts
    }
    sys.stdout.write(f"{'':24}" + "".join(f"{engine:18}" for engine in ENGINES).rstrip() + "\n")
    for name in texts:
        sys.stdout.write(f"{name:24}" + "".join(f"{said[name, engine]:18}" for engine in ENGINES).rstrip() + "\n")
    agreed = all(word.startswith("same") for word in said.values())
    sys.stdout.write("All agree.\n" if agreed else "They do not agree.\n")
    return 0 if agreed else 1


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
