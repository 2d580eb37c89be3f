"""Counts the triples of a Turtle file in six RDF tools and stores of other people: `python rdf_engines.py GRAPH.ttl`.

Nothing is skipped: a tool that is missing is an error, and `scripts/stores` installs them all. Virtuoso is started on
the loopback interface, in a folder of its own, and stopped after its count.
"""

from __future__ import annotations

import contextlib
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import rdflib

__all__ = ["ENGINES", "EngineError", "free_port", "main", "npm", "run", "tool", "virtuoso"]

STORES = Path(__file__).parent / "stores"
#: Seconds within which a server must answer, or a command must end.
PATIENCE = 120


class EngineError(Exception):
    """A tool that is missing, or that cannot read the file."""


def by_rdflib(turtle: Path) -> int:
    """Count with rdflib."""
    return len(rdflib.Graph().parse(turtle, format="turtle"))


def by_oxigraph(turtle: Path) -> int:
    """Count with the Oxigraph server's own `load` and `query`."""
    oxigraph = tool("oxigraph")
    with tempfile.TemporaryDirectory() as folder:
        run(oxigraph, "load", "--location", folder, "--file", turtle)
        count = "SELECT (COUNT(*) AS ?count) { ?s ?p ?o }"
        return _last_number(run(oxigraph, "query", "--location", folder, "--query", count, "--results-format", "csv"))


def by_rapper(turtle: Path) -> int:
    """Count with Raptor."""
    return _lines(run(tool("rapper"), "-q", "-i", "turtle", "-o", "ntriples", turtle))


def by_serdi(turtle: Path) -> int:
    """Count with Serd."""
    return _lines(run(tool("serdi"), "-q", "-i", "turtle", "-o", "ntriples", turtle))


def by_virtuoso(turtle: Path) -> int:
    """Count with a Virtuoso 7 that is started for it."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(turtle, Path(folder) / "graph.ttl")
        with virtuoso(Path(folder)) as ask:
            ask(f"DB.DBA.TTLP(file_to_string_output('{folder}/graph.ttl'), '', 'urn:graph', 0);")
            return _last_number(ask("SPARQL SELECT COUNT(*) FROM <urn:graph> WHERE { ?s ?p ?o };"))


def by_n3js(turtle: Path) -> int:
    """Count with N3.js, which is installed beside `package.json` on its first use."""
    npm(STORES)
    return _last_number(run(tool("node"), STORES / "count.js", turtle))


#: The engines by the names that people know them by.
ENGINES: dict[str, Callable[[Path], int]] = {
    "rdflib": by_rdflib,
    "Oxigraph": by_oxigraph,
    "rapper": by_rapper,
    "serdi": by_serdi,
    "Virtuoso 7": by_virtuoso,
    "N3.js": by_n3js,
}


@contextlib.contextmanager
def virtuoso(folder: Path, more: str = "") -> Iterator[Callable[[str], str]]:
    """Run a server in `folder`, with `more` settings, and give what asks it; it is gone when the block ends."""
    server, isql = tool("virtuoso-t"), tool("isql-vt", "isql")
    port = free_port()
    settings = (STORES / "virtuoso.ini").read_text(encoding="utf-8")
    settings = settings.replace("PORT\n", f"{port}\n").replace("FOLDER\n", f"{folder}\n")
    (folder / "virtuoso.ini").write_text(settings + more)

    def ask(command: str) -> str:
        quiet = ("VERBOSE=OFF", "BANNER=OFF", "PROMPT=OFF", "ECHO=OFF", "ERRORS=STDOUT")
        said = run(isql, f"127.0.0.1:{port}", "dba", "dba", *quiet, f"exec={command}")
        if "*** Error" in said:
            raise EngineError(f"Virtuoso: {said.strip()}")
        return said

    with (folder / "server.log").open("wb") as log:
        process = subprocess.Popen(
            [server, "+configfile", "virtuoso.ini", "+foreground"], cwd=folder, stdout=log, stderr=log
        )
        try:
            _wait_for(ask, process, folder / "server.log")
            yield ask
        finally:
            process.terminate()
            try:
                process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait_for(ask: Callable[[str], str], process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < deadline:
        with contextlib.suppress(EngineError):
            ask("SELECT 1;")
            return
        time.sleep(0.3)
    raise EngineError(f"Virtuoso does not answer: {log.read_text(encoding='utf-8', errors='replace')[-2000:]}")


def free_port() -> int:
    """Return a port of the loopback interface that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def tool(*names: str) -> str:
    """Return the first of `names` that is there, beside this Python or on the path."""
    beside = str(Path(sys.executable).parent)
    for name in names:
        if found := shutil.which(name, path=beside) or shutil.which(name):
            return found
    raise EngineError(f"{' or '.join(names)} is not installed; scripts/stores installs it")


def npm(folder: Path) -> None:
    """Install what the lock file of `folder` names, unless it is there already."""
    lock, done = folder / "package-lock.json", folder / "node_modules" / ".package-lock.json"
    if not done.exists() or done.stat().st_mtime < lock.stat().st_mtime:
        run(tool("npm"), "ci", "--no-audit", "--no-fund", "--prefix", folder, patience=5 * PATIENCE)


def run(*command: str | Path, given: str = "", patience: float = PATIENCE) -> str:
    """Run a command on what is `given` to it and return what it prints.

    Raises:
        EngineError: with what it says, if it fails or does not end within `patience` seconds.

    """
    words = [str(word) for word in command]
    try:
        done = subprocess.run(
            words, input=given, capture_output=True, text=True, encoding="utf-8", timeout=patience, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise EngineError(f"{' '.join(words[:2])} does not end within {patience} s") from error
    if done.returncode:
        raise EngineError(f"{' '.join(words[:2])}: {done.stderr.strip()[-2000:]}")
    return done.stdout


def _lines(ntriples: str) -> int:
    return len({line for line in ntriples.split("\n") if line})


def _last_number(said: str) -> int:
    return int(said.rsplit(maxsplit=1)[-1])


def main(turtle: Path) -> int:
    """Print a table of engine and count; return 0 if all counts are equal and not 0, else 1."""
    counts = set()
    for name, count in ENGINES.items():
        try:
            number = count(turtle)
            counts.add(number)
            sys.stdout.write(f"{name:12} {number:>12,} triples\n")
        except EngineError as error:
            counts.add(-1)
            sys.stdout.write(f"{name:12} {error}\n")
    agreed = len(counts) == 1 and min(counts) > 0
    sys.stdout.write("All agree.\n" if agreed else "They do not agree.\n")
    return 0 if agreed else 1


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
