"""Parts are the same bytes whoever makes them, and put together they are the folder that one build would write."""

from __future__ import annotations

import json
import signal
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from clusters import Cluster, cluster

from kg import partwise, pipeline, volumes
from kg.errors import GraphError, InputError, IriError, OutputError, WorkerError
from kg.extraction.assembly import assemble as assemble_study
from kg.graph import KnowledgeGraph
from kg.lexicon import Lexicon
from kg.manifest import MANIFEST, REFERENCE, Manifest
from kg.model import Reading, Study
from kg.shelf import Shelf

ROOT = Path(__file__).parent.parent
SEEDS = ROOT / "seeds"
REVIEWED = SEEDS / "annotated" / "seeds"
TRAIN = sorted((SEEDS / "annotated" / "train").glob("*.xml"))
#: What the seeds' extraction says with less than this is a candidate; at the usual threshold there would be none.
LEAST = 0.9


def contents(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.iterdir() if path.is_file() and ".sqlite" not in path.name)
    return {path.name: path.read_bytes() for path in files}


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Parts of about two studies, so that five make several."""
    monkeypatch.setattr(volumes, "_SIZE", 2)
    monkeypatch.setattr(partwise, "_MOST", 3)


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The seeds, built at once."""
    out = tmp_path_factory.mktemp("plain") / "g"
    pipeline.build([SEEDS], out, min_confidence=LEAST)
    return out


@pytest.fixture(scope="module")
def parted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The seeds in parts, not to be changed."""
    out = tmp_path_factory.mktemp("parted") / "parts"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(volumes, "_SIZE", 2)
        patch.setattr(partwise, "_MOST", 3)
        partwise.build([SEEDS], out, min_confidence=LEAST)
    return out


@pytest.fixture
def copied(parted: Path, tmp_path: Path) -> Path:
    """The seeds in parts, to be changed."""
    out = tmp_path / "copied"
    out.mkdir()
    for name, content in contents(parted).items():
        (out / name).write_bytes(content)
    return out


def test_parts_put_together_are_what_one_build_writes(plain: Path, parted: Path, tmp_path: Path) -> None:
    summary = partwise.merge([parted], tmp_path / "g")
    assert contents(tmp_path / "g") == contents(plain)
    built = pipeline.build([SEEDS], plain, min_confidence=LEAST)
    assert summary == replace(built, out=summary.out)
    assert summary.candidates > 0
    assert KnowledgeGraph.open(tmp_path / "g").verify().conforms


def test_what_was_put_together_is_built_on_without_reading_again(
    parted: Path, plain: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    partwise.merge([parted], tmp_path / "g")
    monkeypatch.setattr("kg.pipeline.units_of", lambda *_: pytest.fail("read again"))
    pipeline.build([SEEDS], tmp_path / "g", min_confidence=LEAST)
    assert contents(tmp_path / "g") == contents(plain)


def test_the_manifest_says_what_there_is(parted: Path) -> None:
    said = json.loads((parted / MANIFEST).read_text(encoding="utf-8"))
    named = {name for part in said["parts"] for name in part["files"]}
    assert named | {MANIFEST, REFERENCE} == set(contents(parted))
    assert len(said["parts"]) > 1
    assert said["counts"]["studies"] == sum(part["counts"]["studies"] for part in said["parts"]) == 5
    assert any(name.startswith("candidates-") for name in named)
    for path in parted.glob("*.nq"):
        lines = path.read_bytes().splitlines(keepends=True)
        assert lines == sorted(set(lines), key=lambda line: (line.rsplit(b" <", 1)[1][:-4], line))


def test_processes_and_the_order_in_which_they_finish_leave_no_trace(parted: Path, tmp_path: Path) -> None:
    partwise.build([*sorted(SEEDS.glob("*.txt"), reverse=True)], tmp_path / "p", min_confidence=LEAST, jobs=2)
    assert contents(tmp_path / "p") == contents(parted)


def test_what_is_there_is_not_made_again(copied: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = contents(copied)
    with monkeypatch.context() as patch:
        patch.setattr("kg.pipeline.units_of", lambda *_: pytest.fail("made again"))
        partwise.build([SEEDS], copied, min_confidence=LEAST)
    assert contents(copied) == before
    damaged, lost, *_ = sorted(copied.glob("part-*.nq"))
    damaged.write_bytes(damaged.read_bytes()[:-10])
    lost.unlink()
    for described, other in zip(sorted(copied.glob("units-*.json")), (b"", b"{}", b"[]"), strict=False):
        described.write_bytes(other or described.read_bytes().replace(b'"studies":1', b'"studies":2', 1))
    partwise.build([SEEDS], copied, min_confidence=LEAST)
    assert contents(copied) == before


def test_one_study_more_changes_its_own_part_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(volumes, "_SIZE", 4)
    monkeypatch.setattr(partwise, "_MOST", 100)
    partwise.build(TRAIN[1:40], tmp_path / "p")
    before = contents(tmp_path / "p")
    partwise.build(TRAIN[:40], tmp_path / "p")
    after = contents(tmp_path / "p")
    gone, come = before.keys() - after.keys(), after.keys() - before.keys()
    assert len(before) > 10
    assert len(gone) <= len(come) == 2  # a part and its description
    assert all(after[name] == content for name, content in before.items() if name not in {*gone, MANIFEST})


def test_folders_of_parts_are_put_together(tmp_path: Path) -> None:
    reviewed = sorted(REVIEWED.iterdir())
    partwise.build(reviewed[:3], tmp_path / "a")
    partwise.build(reviewed[2:], tmp_path / "b")
    pipeline.build([REVIEWED], tmp_path / "plain")
    summary = partwise.merge([tmp_path / "b", tmp_path / "a"], tmp_path / "g")
    assert contents(tmp_path / "g") == contents(tmp_path / "plain")
    assert (summary.records, summary.studies, summary.duplicates) == (6, 5, 1)


def test_a_study_that_is_not_the_same_in_two_folders_is_refused(tmp_path: Path) -> None:
    first = min(REVIEWED.iterdir())
    other = tmp_path / first.name
    other.write_bytes(first.read_bytes().replace(b">", b' title="Another">', 1))
    partwise.build([first], tmp_path / "a")
    partwise.build([other], tmp_path / "b")
    with pytest.raises(GraphError, match=rf"{first.stem} is in .*[ab] and in .*[ab], and is not the same"):
        partwise.merge([tmp_path / "a", tmp_path / "b"], tmp_path / "g")
    assert not (tmp_path / "g").exists()


def test_other_thresholds_are_refused(tmp_path: Path) -> None:
    first, second, *_ = sorted(REVIEWED.iterdir())
    partwise.build([first], tmp_path / "a", min_confidence=0.5)
    partwise.build([second], tmp_path / "b", min_confidence=0.6)
    with pytest.raises(GraphError, match="--min-confidence"):
        partwise.merge([tmp_path / "a", tmp_path / "b"], tmp_path / "g")


@pytest.mark.parametrize("names", ["part-*.nq", "units-*.json", "candidates-*.nq"])
def test_a_part_that_is_damaged_or_missing_is_refused(copied: Path, tmp_path: Path, names: str) -> None:
    one = min(copied.glob(names))
    whole = one.read_bytes()
    one.write_bytes(whole.replace(b"2", b"3", 1))
    with pytest.raises(GraphError, match=rf"{one.name} is not the file that was written"):
        partwise.merge([copied], tmp_path / "g")
    one.unlink()
    with pytest.raises(GraphError, match=rf"{one.name} is missing"):
        partwise.merge([copied], tmp_path / "g")
    one.write_bytes(whole)
    assert partwise.merge([copied], tmp_path / "g").studies == 5


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("format", 2, "another version"),
        ("made_by", "0" * 64, "another version"),
        ("parts", [{"key": "../../etc"}], "damaged"),
        ("rejected", 7, "damaged"),
    ],
)
def test_a_manifest_of_another_version_or_a_damaged_one_is_refused(
    copied: Path, tmp_path: Path, name: str, value: object, said: str
) -> None:
    manifest = copied / MANIFEST
    manifest.write_text(json.dumps(json.loads(manifest.read_bytes()) | {name: value}), encoding="utf-8")
    with pytest.raises(GraphError, match=said):
        partwise.merge([copied], tmp_path / "g")


def test_a_manifest_leads_to_no_file_beside_its_own(copied: Path, tmp_path: Path) -> None:
    manifest = copied / MANIFEST
    said = json.loads(manifest.read_bytes())
    said["parts"][0]["files"]["../graph.nq"] = {"sha256": "0", "size": 0}
    manifest.write_text(json.dumps(said), encoding="utf-8")
    with pytest.raises(GraphError, match="damaged"):
        partwise.merge([copied], tmp_path / "g")


def test_a_folder_without_parts_is_none(tmp_path: Path) -> None:
    with pytest.raises(GraphError, match="holds no parts"):
        partwise.merge([tmp_path], tmp_path / "g")


def test_a_folder_of_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letters.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(OutputError, match="not parts"):
        partwise.build([REVIEWED], tmp_path)
    assert list(contents(tmp_path)) == ["letters.txt"]


def test_what_a_killed_build_left_is_removed(copied: Path) -> None:
    before = contents(copied)
    (copied / ".part-0123456789abcdef.nq.0123abcd.part").write_bytes(b"<")
    (copied / "part-0123456789abcdef.nq").write_bytes(b"")
    partwise.build([SEEDS], copied, min_confidence=LEAST)
    assert contents(copied) == before


def test_a_build_that_fails_keeps_the_parts_that_were_there(copied: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = contents(copied)

    def fail(*_: object) -> None:
        raise OutputError("no room")

    monkeypatch.setattr(Manifest, "write", fail)
    with pytest.raises(OutputError, match="no room"):
        partwise.build([REVIEWED], copied)
    assert before.items() <= contents(copied).items()
    assert partwise.merge([copied], copied.parent / "g").studies == 5


def test_a_record_that_no_study_can_be_made_of_is_in_the_manifest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def assemble(reading: Reading, known: Lexicon) -> Study:
        if reading.abstract.id == min(path.stem for path in REVIEWED.iterdir()):
            raise IriError("no IRI")
        return assemble_study(reading, known)

    monkeypatch.setattr("kg.pipeline.extraction.assemble", assemble)
    built = [partwise.build([REVIEWED], tmp_path / "p") for _ in range(2)]  # the second finds the parts
    merged = partwise.merge([tmp_path / "p"], tmp_path / "g")
    for summary in (*built, merged):
        assert (summary.records, summary.studies) == (5, 4)
        assert [str(one.source) for one in summary.rejected] == [str(min(REVIEWED.iterdir()))]
        assert [one.reason for one in summary.rejected] == ["no study can be made of it: no IRI"]


def test_a_worker_of_another_version_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keys = iter(range(100))
    monkeypatch.setattr("kg.partwise.units.key", lambda *_: str(next(keys)))
    with pytest.raises(WorkerError, match="another version"):
        partwise.build([REVIEWED], tmp_path / "p")


def test_parts_may_lie_at_a_url(parted: Path, plain: Path, tmp_path: Path) -> None:
    pytest.importorskip("fsspec")
    partwise.build([SEEDS], "memory://parts/of/seeds", min_confidence=LEAST)
    shelf = Shelf("memory://parts/of/seeds")
    assert {name: shelf.read(name) for name in shelf.names()} == contents(parted)
    partwise.merge(["memory://parts/of/seeds"], tmp_path / "g")
    assert contents(tmp_path / "g") == contents(plain)


# -- On a real scheduler with real workers ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def workers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A scheduler with two workers."""
    pytest.importorskip("distributed")
    with cluster(tmp_path_factory.mktemp("cluster"), "one", "two") as found:
        yield found


class _Killer(threading.Thread):
    """Kills a worker that has work in hand: it is stopped first, so that the work cannot be done before that."""

    def __init__(self, workers: Cluster, name: str) -> None:
        super().__init__()
        self.killed, self._address, self._worker = 0, workers.address, workers.workers[name]

    def run(self) -> None:
        from distributed import Client

        with Client(self._address, set_as_default=False) as client:
            until = time.monotonic() + 60
            while not self.killed and time.monotonic() < until:
                self._worker.send_signal(signal.SIGSTOP)
                self.killed = self._in_hand(client)
                self._worker.send_signal(signal.SIGKILL if self.killed else signal.SIGCONT)
                time.sleep(0.1)

    @staticmethod
    def _in_hand(client: Any) -> int:  # noqa: ANN401 - a client of Dask
        known = client.scheduler_info(n_workers=-1)["workers"]
        return sum(len(tasks) for address, tasks in client.processing().items() if known[address]["name"] == "two")


def test_a_worker_that_is_killed_changes_no_byte(tmp_path: Path, workers: Cluster) -> None:
    workers.wait()
    given = [*sorted(SEEDS.glob("*.txt")), *TRAIN[:20]]
    killer = _Killer(workers, "two")
    killer.start()
    clustered = partwise.build(given, tmp_path / "p", scheduler=workers.address, min_confidence=LEAST)
    killer.join()
    assert killer.killed > 0
    assert workers.workers["two"].wait() == -signal.SIGKILL
    alone = partwise.build(given, tmp_path / "alone", min_confidence=LEAST)
    assert contents(tmp_path / "p") == contents(tmp_path / "alone")
    assert clustered == replace(alone, out=clustered.out)
    pipeline.build(given, tmp_path / "plain", min_confidence=LEAST)
    partwise.merge([tmp_path / "p"], tmp_path / "g")
    assert contents(tmp_path / "g") == contents(tmp_path / "plain")


def test_nobody_answers_at_an_address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("distributed")
    monkeypatch.setattr("kg.cluster._CONNECTING", 1)
    with pytest.raises(InputError, match="no scheduler answers at tcp://127"):
        partwise.build([REVIEWED], tmp_path / "p", scheduler="tcp://127.0.0.1:9")
