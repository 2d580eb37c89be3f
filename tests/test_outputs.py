"""A folder is the same whether its store was loaded anew or changed in a copy, and nothing of it is ever half."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse

from kg import outputs, units
from kg.errors import OutputError
from kg.folder import Folder
from kg.graph import KnowledgeGraph
from kg.ledger import Ledger
from kg.model import Study
from kg.store import Store


def built(ledger: Ledger, studies: tuple[Study, ...], out: Path) -> Path:
    """Write a graph of studies, and return the folder of its store."""
    keys = [f"{study.abstract.id} {study.abstract.title}" for study in studies]
    ledger.put(zip(keys, units.make(studies), strict=True))
    ledger.want(keys)
    with outputs.held(out):
        outputs.write(ledger, out)
    return out / str(Folder.read(out).facts["store"])


def renamed(study: Study, ending: str) -> Study:
    """The study under another title, with one statement less."""
    return replace(
        study, abstract=replace(study.abstract, title=f"Changed {ending}"), statements=study.statements[1:], links=()
    )


@pytest.fixture
def derived(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The stores that were made from an earlier one from now on, however much has changed."""
    found: list[Path] = []
    derive = Store.derive

    def noting(folder: Path, other: Path, **changes: object) -> None:
        found.append(folder)
        derive(folder, other, **changes)  # type: ignore[arg-type]

    monkeypatch.setattr("kg.outputs._FEW", 9)
    monkeypatch.setattr("kg.outputs.Store.derive", noting)
    return found


def test_a_changed_store_holds_what_one_made_anew_would(
    tmp_path: Path, seed_studies: tuple[Study, ...], derived: list[Path]
) -> None:
    changes = [
        seed_studies,
        (renamed(seed_studies[0], "once"), *seed_studies[1:]),
        seed_studies[1:4],
        (renamed(seed_studies[3], "again"),),
        seed_studies,
    ]
    with Ledger(tmp_path / "units.sqlite") as ledger:
        for number, studies in enumerate(changes):
            store = built(ledger, tuple(studies), tmp_path / "g")
            assert len(derived) == number
            data = tmp_path / "g" / "graph.nq"
            assert set(Store.open(store).quads()) == set(parse(path=str(data), format=RdfFormat.N_QUADS))
            assert KnowledgeGraph.open(tmp_path / "g").verify().conforms
    assert [path.name for path in (tmp_path / "g").glob("store-*")] == [store.name]


def test_an_earlier_store_that_is_not_known_is_not_changed(
    tmp_path: Path, seed_studies: tuple[Study, ...], derived: list[Path]
) -> None:
    with Ledger(tmp_path / "units.sqlite") as ledger:
        built(ledger, seed_studies[:2], tmp_path / "g")
        built(ledger, seed_studies[1:3], tmp_path / "other")
        built(ledger, seed_studies[:1], tmp_path / "g")
    assert derived == []
    assert KnowledgeGraph.open(tmp_path / "g").verify().conforms


def test_the_earlier_store_stays_as_it_was_where_a_change_fails(
    tmp_path: Path, seed_studies: tuple[Study, ...], derived: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: Path, target: Path) -> None:
        raise OSError(28, "No space left on device", str(target))

    with Ledger(tmp_path / "units.sqlite") as ledger:
        store = built(ledger, seed_studies[:2], tmp_path / "g")
        before = sorted(Store.open(store).quads(), key=str)
        with monkeypatch.context() as patch:
            patch.setattr("kg.store.shutil.copyfile", full)
            with pytest.raises(OutputError, match="No space left"):
                built(ledger, seed_studies[:3], tmp_path / "g")
        assert sorted(Store.open(store).quads(), key=str) == before
        built(ledger, seed_studies[:3], tmp_path / "g")
    assert len(derived) == 2
    assert KnowledgeGraph.open(tmp_path / "g").verify().conforms


def test_a_store_of_which_half_was_removed_is_not_taken_for_a_whole_one(
    tmp_path: Path, seed_studies: tuple[Study, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(path: Path, **_: object) -> None:
        if Path(path).is_dir() and "store-" in Path(path).name:
            next(Path(path).glob("*.sst")).unlink()
            raise KeyboardInterrupt

    with Ledger(tmp_path / "units.sqlite") as ledger:
        built(ledger, seed_studies[:1], tmp_path / "g")
        with monkeypatch.context() as patch:
            patch.setattr("kg.outputs.shutil.rmtree", killed)
            with pytest.raises(KeyboardInterrupt):
                built(ledger, seed_studies[1:2], tmp_path / "g")
        assert KnowledgeGraph.open(tmp_path / "g").verify().conforms
        built(ledger, seed_studies[:1], tmp_path / "g")
    assert KnowledgeGraph.open(tmp_path / "g").verify().conforms
