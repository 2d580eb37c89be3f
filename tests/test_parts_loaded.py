"""A folder of parts loads into other people's stores as it is, by their own bulk loaders."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from rdf_engines import free_port, run, tool, virtuoso

from kg import partwise, triples, volumes

ROOT = Path(__file__).parent.parent
LOAD = ROOT / "scripts" / "load"
REVIEWED = ROOT / "seeds" / "annotated" / "seeds"
#: A question of every study, its graph and what is inferred from it.
COUNTS = """
PREFIX kg: <https://w3id.org/smart-policing-kg/ontology#>
SELECT (COUNT(DISTINCT ?study) AS ?studies) (COUNT(DISTINCT ?statement) AS ?statements) WHERE {
  GRAPH ?g { ?statement kg:madeBy ?study }
}
"""

pytestmark = pytest.mark.stores


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The reviewed seeds in several parts."""
    out = tmp_path_factory.mktemp("loaded") / "parts"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(volumes, "_SIZE", 2)
        partwise.build([REVIEWED], out)
    return out


@pytest.fixture(scope="module")
def wanted(folder: Path) -> int:
    """How many quads a store is to have then: all of the graph but what the data set says of itself."""
    out = folder.parent / "g"
    partwise.merge([folder], out)
    dataset = f" <{triples.DATASET.value}> .\n".encode()
    return sum(not line.endswith(dataset) for line in (out / "graph.nq").read_bytes().splitlines(keepends=True))


def load(script: str, *words: object) -> None:
    environment = os.environ | {"PATH": f"{Path(tool('oxigraph')).parent}:{os.environ['PATH']}"}
    done = subprocess.run(
        ["bash", LOAD / script, *map(str, words)], capture_output=True, text=True, check=False, env=environment
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_oxigraph_has_it_all(folder: Path, wanted: int, tmp_path: Path) -> None:
    load("oxigraph.sh", folder, tmp_path / "db")

    def ask(query: str) -> list[int]:
        said = run(
            tool("oxigraph"), "query", "--location", tmp_path / "db", "--query", query, "--results-format", "csv"
        )
        return list(map(int, said.split("\n")[1].strip().split(",")))

    assert ask("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }") == [wanted]
    assert ask(COUNTS) == [4, 61]  # one has none


def test_virtuoso_has_it_all(folder: Path, wanted: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # A folder that the server may read.
    (tmp_path / "parts").mkdir()
    for path in folder.iterdir():
        (tmp_path / "parts" / path.name).write_bytes(path.read_bytes())
    port = free_port()
    monkeypatch.setattr("rdf_engines.free_port", lambda: port)
    with virtuoso(tmp_path) as ask:
        load("virtuoso.sh", tmp_path / "parts", f"127.0.0.1:{port}", 2)
        ours = "FILTER(STRSTARTS(STR(?g), 'https://w3id.org/smart-policing-kg/graph/'))"
        said = ask(f"SPARQL SELECT (COUNT(*) AS ?n) {{ GRAPH ?g {{ ?s ?p ?o }} {ours} }};")
        assert list(map(int, said.split())) == [wanted]
        assert list(map(int, ask(f"SPARQL {' '.join(COUNTS.split())};").split())) == [4, 61]  # one has none
