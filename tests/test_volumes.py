"""A large graph lies in volumes: together they are what one file would be, and a change rewrites few of them."""

from __future__ import annotations

import contextlib
import hashlib
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse

from kg import graph, outputs, pipeline, reports, units, volumes
from kg.errors import GraphError, OutputError
from kg.exports import Format, place
from kg.folder import CANDIDATES, DATA, TURTLE, Folder
from kg.graph import KnowledgeGraph
from kg.ledger import Ledger
from kg.model import Study
from kg.server import copies
from kg.views import site

ROOT = Path(__file__).parent.parent
DOUBTFUL = 0.9


@contextlib.contextmanager
def volumes_of(most: int) -> Iterator[None]:
    """Let volumes have so many studies at most."""
    with pytest.MonkeyPatch.context() as patch:
        for name, number in {"_WHOLE": most, "_FEWEST": 1, "_MOST": most}.items():
            patch.setattr(volumes, name, number)
        yield


@pytest.fixture(autouse=True)
def small() -> Iterator[None]:
    with volumes_of(2):
        yield


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory, seed_studies: Sequence[Study]) -> Path:
    """The seeds in one volume, and in several."""
    folder = tmp_path_factory.mktemp("volumes")
    for name, most in (("whole", 100), ("parted", 2)):
        with volumes_of(most):
            graph.write(seed_studies, folder / name)
    return folder


@pytest.fixture
def whole(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built / "whole", tmp_path / "whole"))


@pytest.fixture
def parted(built: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built / "parted", tmp_path / "parted"))


def lines(paths: Sequence[Path]) -> list[bytes]:
    return sorted(line for path in paths for line in path.read_bytes().splitlines(keepends=True))


def of_kind(folder: Path, kind: str) -> list[Path]:
    """The files of a kind that lie in a folder, whatever `kg.json` says."""
    stem, _, ending = kind.partition(".")
    return sorted(folder.glob(f"{stem}*.{ending}"))


def test_volumes_hold_what_one_file_would(whole: Path, parted: Path) -> None:
    data = Folder.read(parted).files(DATA)
    assert len(data) >= 4
    assert lines(data) == lines([whole / DATA])
    turtle = [set(parse(path=path, format=RdfFormat.TURTLE)) for path in Folder.read(parted).files(TURTLE)]
    assert set().union(*turtle) == set(parse(path=whole / TURTLE, format=RdfFormat.TURTLE))
    for path in data:
        content = path.read_bytes().splitlines(keepends=True)
        assert content == sorted(content, key=place), "each is sorted"


def test_they_are_one_graph_for_whoever_asks(whole: Path, parted: Path) -> None:
    opened, one = KnowledgeGraph.open(parted), KnowledgeGraph.open(whole)
    assert opened.verify().conforms
    assert opened.verify().checked["files"] == len(Folder.read(parted).digests)
    for form in (Format.NQ, Format.TTL):
        assert opened.export(form) == one.export(form)
    assert opened.ask("problem_recurrence").rows == one.ask("problem_recurrence").rows


def test_their_digest_is_what_the_shell_says_of_them(parted: Path) -> None:
    said = "".join(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in of_kind(parted, DATA))
    digest = hashlib.sha256(said.encode()).hexdigest()
    assert Folder.read(parted).digest == digest
    assert Folder.read(parted).facts["store"] == f"store-{digest[:12]}"


def test_without_its_store_the_graph_is_read_from_its_volumes(parted: Path) -> None:
    before = KnowledgeGraph.open(parted).export(Format.NQ)
    shutil.rmtree(parted / Folder.read(parted).facts["store"])
    assert KnowledgeGraph.open(parted).export(Format.NQ) == before
    changed = Folder.read(parted).files(DATA)[1]
    changed.write_bytes(changed.read_bytes()[: changed.stat().st_size // 2])
    with pytest.raises(GraphError, match=changed.name):
        KnowledgeGraph.open(parted)


def test_a_volume_that_was_changed_is_noticed(parted: Path) -> None:
    opened = KnowledgeGraph.open(parted)
    for path in (Folder.read(parted).files(DATA)[0], Folder.read(parted).files(TURTLE)[-1]):
        path.write_bytes(path.read_bytes() + b"# mine\n")
    assert len(opened.verify().violations) == 2


def test_what_is_kept_apart_has_volumes_too(tmp_path: Path) -> None:
    for name, most in (("parted", 1), ("whole", 100)):
        with volumes_of(most):
            pipeline.build(sorted((ROOT / "seeds").glob("*.txt"))[:3], tmp_path / name, min_confidence=DOUBTFUL)
    apart = Folder.read(tmp_path / "parted").files(CANDIDATES)
    assert len(apart) > 1
    assert lines(apart) == lines([tmp_path / "whole" / CANDIDATES])
    with_them = [KnowledgeGraph.open(tmp_path / name, with_candidates=True) for name in ("parted", "whole")]
    assert len({len(opened) for opened in with_them}) == 1
    assert len(with_them[0]) > len(KnowledgeGraph.open(tmp_path / "parted"))


def test_a_change_rewrites_the_volume_it_is_in(tmp_path: Path, seed_studies: Sequence[Study]) -> None:
    def built(studies: Sequence[Study], out: Path, ledger: Ledger) -> dict[str, tuple[int, bytes]]:
        made = [(units.digest(unit), unit) for unit in units.make(studies)]
        ledger.put(made)
        ledger.want(key for key, _ in made)
        with outputs.held(out):
            outputs.write(ledger, out)
        names = Folder.read(out).digests
        return {name: ((out / name).stat().st_ino, (out / name).read_bytes()) for name in names}

    less = [replace(seed_studies[0], statements=seed_studies[0].statements[1:], links=()), *seed_studies[1:]]
    with Ledger(tmp_path / "units.sqlite") as ledger, Ledger() as other:
        before = built(seed_studies, tmp_path / "g", ledger)
        after = built(less, tmp_path / "g", ledger)
        clean = built(less, tmp_path / "clean", other)
    assert {name: content for name, (_, content) in after.items()} == {
        name: content for name, (_, content) in clean.items()
    }
    same = before.keys() & after.keys()
    assert {name: before[name] for name in same} == {name: after[name] for name in same}, "not written again"
    assert len(before.keys() - same) == len(after.keys() - same) == 4, "the study's volume, and what counts all"
    assert {path.name for path in (tmp_path / "g").iterdir() if path.is_file()} == {*after, "kg.json"}
    assert KnowledgeGraph.open(tmp_path / "g").verify().conforms


def test_a_volume_that_somebody_changed_is_written_again(tmp_path: Path, seed_studies: Sequence[Study]) -> None:
    made = [(units.digest(unit), unit) for unit in units.make(seed_studies)]
    with Ledger(tmp_path / "units.sqlite") as ledger, outputs.held(tmp_path / "g"):
        ledger.put(made)
        ledger.want(key for key, _ in made)
        outputs.write(ledger, tmp_path / "g")
        changed, gone, *_ = Folder.read(tmp_path / "g").files(DATA)
        changed.write_bytes(b"mine")
        gone.unlink()
        outputs.write(ledger, tmp_path / "g")
    assert KnowledgeGraph.open(tmp_path / "g").verify().conforms


def test_a_graph_that_grows_and_shrinks_leaves_nothing_over(
    parted: Path, seed_studies: Sequence[Study], whole: Path
) -> None:
    graph.write(seed_studies[:2], parted)
    assert [path.name for path in of_kind(parted, DATA)] == [DATA]
    assert Folder.read(parted).digest == hashlib.sha256((parted / DATA).read_bytes()).hexdigest()
    graph.write(seed_studies, whole)
    assert {path.name for path in whole.iterdir() if path.is_file()} == {*Folder.read(whole).digests, "kg.json"}
    assert KnowledgeGraph.open(whole).verify().conforms


def test_a_first_build_that_was_killed_between_volumes_is_gone_over(
    tmp_path: Path, parted: Path, seed_studies: Sequence[Study]
) -> None:
    left = tmp_path / "left"
    left.mkdir()
    for path in Folder.read(parted).files(DATA)[:2]:
        shutil.copy(path, left)
    graph.write(seed_studies, left)
    assert Folder.read(left).digest == Folder.read(parted).digest
    (tmp_path / "mine").mkdir()
    shutil.copy(of_kind(parted, DATA)[0], tmp_path / "mine" / DATA)
    with pytest.raises(OutputError, match="not a graph's"):
        graph.write(seed_studies, tmp_path / "mine")


def test_a_failed_write_leaves_the_earlier_graph(
    parted: Path, seed_studies: Sequence[Study], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = KnowledgeGraph.open(parted).export(Format.NQ)

    def full(*_: object) -> None:
        raise OutputError("disk full")

    with monkeypatch.context() as patch:
        patch.setattr("kg.outputs.Store.create", full)
        with pytest.raises(OutputError, match="disk full"):
            graph.write(seed_studies[1:], parted)
    opened = KnowledgeGraph.open(parted)
    assert opened.verify().conforms
    assert opened.export(Format.NQ) == before
    graph.write(seed_studies[1:], parted)
    assert {path.name for path in parted.iterdir() if path.is_file()} == {*Folder.read(parted).digests, "kg.json"}


def test_pages_and_briefs_are_made_of_volumes_as_of_one_file(whole: Path, parted: Path, tmp_path: Path) -> None:
    found = []
    for folder in (whole, parted):
        opened = KnowledgeGraph.open(folder)
        site.write(opened, tmp_path / f"site-{folder.name}", title="Seeds")
        pages = sorted((tmp_path / f"site-{folder.name}" / "studies").glob("00*.html"))
        reports.write(opened, tmp_path / "brief.md")
        brief = (tmp_path / "brief.md").read_text(encoding="utf-8")
        assert Folder.read(folder).digest in brief
        told = brief.replace(Folder.read(folder).digest, "")
        found.append(([page.read_text(encoding="utf-8") for page in pages], told))
        about = (tmp_path / f"site-{folder.name}" / "about.html").read_text(encoding="utf-8")
        assert Folder.read(folder).digest in about
    assert len(found[0][0]) == 5
    assert found[0] == found[1]


def test_volumes_are_taken_together_where_there_is_no_store(parted: Path, tmp_path: Path) -> None:
    shutil.rmtree(parted / Folder.read(parted).facts["store"])
    (tmp_path / "copy").mkdir()
    copies.take_graph(parted, tmp_path / "copy")
    assert KnowledgeGraph.open(tmp_path / "copy").export(Format.NQ) == KnowledgeGraph.open(parted).export(Format.NQ)


def test_where_a_volume_ends_hangs_on_no_other_study(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.volumes._MOST", 40)
    monkeypatch.setattr("kg.volumes._FEWEST", 3)
    monkeypatch.setattr("kg.volumes._SIZE", 8)

    def cut(names: Sequence[int]) -> set[str]:
        with Ledger() as ledger:
            ledger.put((f"key-{name}", units.Unit(f"g-{name:04}", b"", b"", b"", b"", b"", {})) for name in names)
            ledger.want(f"key-{name}" for name in names)
            return {volume.key for volume in volumes.cut(ledger)}

    every = cut(range(1000))
    assert 60 < len(every) < 150
    for gone in (0, 333, 999):
        assert len(every - cut([name for name in range(1000) if name != gone])) <= 3
