"""Measures our speed beside a peer's: the same work, the same run, one thread, CPU seconds and not the clock.

Name the benchmarks to run (`building`, `extraction`, `network`, `questions`, `serving`), or none to run all. The
figures go to `build/bench/NAME.json`, those of building and the questions also into `docs/performance.md`, and those of
serving into `docs/serving.md`, where the clock counts, too.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

from benchmarks.documents import fill, table

CHECKOUT = Path(__file__).resolve().parents[2]
BUILT = CHECKOUT / "build" / "bench"
_DOCUMENT = CHECKOUT / "docs" / "performance.md"
_SERVING = CHECKOUT / "docs" / "serving.md"
#: A named question is stopped after so many seconds.
_LIMIT = 60.0


def main() -> int:
    """Measure and print what the command line asks for."""
    given = _arguments()
    for name in given.benchmarks or BENCHMARKS:
        BENCHMARKS[name](given)
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="scripts/bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("benchmarks", nargs="*", metavar="NAME", help=f"any of {', '.join(BENCHMARKS)} (default all)")
    parser.add_argument("--rounds", type=int, default=7, help="how often each contestant runs (default 7)")
    parser.add_argument("--studies", type=int, default=10_000, help="the size of the generated corpus (default 10000)")
    parser.add_argument("--up-to", type=int, default=0, help="build ten times as many, up to so many, for the slope")
    parser.add_argument("--seed", type=int, default=1, help="the seed of the generated corpus (default 1)")
    parser.add_argument("--reuse", action="store_true", help="take the corpus that an earlier run left in build/bench")
    given = parser.parse_args()
    unknown = sorted(set(given.benchmarks) - BENCHMARKS.keys())
    if unknown:
        parser.error(f"there is no benchmark {unknown[0]!r}; there is {' and '.join(BENCHMARKS)}")
    return given


def _extraction(given: argparse.Namespace) -> None:
    from benchmarks import extraction  # noqa: PLC0415 - a benchmark needs only its own peers to be installed
    from kg import pipeline  # noqa: PLC0415
    from kg.intake import abstract_of  # noqa: PLC0415

    texts = [abstract_of(entry).text for entry in pipeline.read([CHECKOUT / "seeds"]).taken]
    figures = extraction.measure(texts, rounds=given.rounds)
    packages = ("spacy", "onnxruntime", "tokenizers", "numpy")
    _keep("extraction", {"machine": _machine(packages), "extraction": figures})
    sys.stdout.write(extraction.table(figures))


def _questions(given: argparse.Namespace) -> None:
    from benchmarks import engines, questions  # noqa: PLC0415

    folder = BUILT / f"corpus-{given.studies}-{given.seed}"
    if not (given.reuse and folder.is_dir()):
        questions.corpus(CHECKOUT / "seeds" / "annotated", folder, studies=given.studies, seed=given.seed)
    figures = questions.measure(folder, studies=given.studies, seed=given.seed, rounds=given.rounds, limit=_LIMIT)
    machine = _machine(engines.PACKAGES)
    _keep("questions", {"machine": machine, "questions": figures})
    shown = questions.tables(figures)
    fill(_DOCUMENT, "machine", table(("", "measured with"), machine.items()))
    fill(_DOCUMENT, "questions", shown)
    sys.stdout.write(shown)


def _building(given: argparse.Namespace) -> None:
    from benchmarks import building  # noqa: PLC0415

    figures = building.measure(
        BUILT / "building", studies=given.studies, seed=given.seed, rounds=given.rounds, up_to=given.up_to
    )
    _keep("building", {"machine": _machine(("pyoxigraph", "rdflib")), "building": figures})
    shown = building.tables(figures)
    fill(_DOCUMENT, "building", shown)
    sys.stdout.write(shown)


def _network(given: argparse.Namespace) -> None:
    from benchmarks import network  # noqa: PLC0415

    rows = list(network.measure(rounds=given.rounds))
    _keep(
        "network",
        {"machine": _machine(("networkx", "pyvis", "playwright")), "network": [row._asdict() for row in rows]},
    )
    sys.stdout.write(network.table(rows))


def _serving(given: argparse.Namespace) -> None:
    from benchmarks import serving  # noqa: PLC0415
    from kg import pipeline  # noqa: PLC0415

    folder = BUILT / "seeds"
    pipeline.build([CHECKOUT / "seeds"], folder)
    rows = serving.measure(folder, rounds=given.rounds, seconds=2)
    machine = _machine(("oxigraph", "pyoxigraph", "starlette", "uvicorn"))
    _keep("serving", {"machine": machine, "serving": [row._asdict() for row in rows]})
    shown = serving.table(rows)
    fill(_SERVING, "serving", shown)
    sys.stdout.write(shown)


def _keep(name: str, found: dict[str, object]) -> None:
    BUILT.mkdir(parents=True, exist_ok=True)
    (BUILT / f"{name}.json").write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


def _machine(packages: tuple[str, ...]) -> dict[str, str]:
    own = {
        "system": f"{platform.system()}, {platform.machine()}",
        "processor": _processor(),
        "cores": f"{os.cpu_count()}",
        "Python": platform.python_version(),
    }
    return own | {package: version(package) for package in packages}


def _processor() -> str:
    """The name of the processor, where the system tells it."""
    known = Path("/proc/cpuinfo")
    lines = known.read_text(encoding="utf-8").splitlines() if known.is_file() else []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.processor() or "unknown")


BENCHMARKS: dict[str, Callable[[argparse.Namespace], None]] = {
    "building": _building,
    "extraction": _extraction,
    "network": _network,
    "questions": _questions,
    "serving": _serving,
}


if __name__ == "__main__":
    sys.exit(main())
