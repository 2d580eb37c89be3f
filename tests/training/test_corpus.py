"""The corpus on disk: what is learned from is said, and the development set never is."""

from __future__ import annotations

from pathlib import Path

import pytest
from training import corpus
from training.corpus import Phrase

from kg.errors import InputError

ABSTRACT = '<abstract id="{name}">It has <problem theme="other">a fault</problem>.</abstract>'


def made(folder: Path, **parts: str) -> Path:
    """Write an annotated abstract into each part, and one table of phrases."""
    for part, name in parts.items():
        (folder / part).mkdir()
        (folder / part / f"{name}.xml").write_text(ABSTRACT.format(name=name), encoding="utf-8")
    (folder / "phrases").mkdir()
    (folder / "phrases" / "one.tsv").write_text('phrase\trole\ttheme\na "b\tcause\tother policy\n', encoding="utf-8")
    return folder


def test_only_folders_that_exist_are_learned_from_and_dev_is_not(tmp_path: Path) -> None:
    read = corpus.read(made(tmp_path, train="t1", dev="d1", seeds="s1"), with_seeds=True)
    assert [one.abstract.id for one in read.learned(seed_copies=2)] == ["t1", "s1", "s1"]
    assert [one.abstract.id for one in read.dev] == ["d1"]
    assert list(read.digests) == ["train", "seeds", "phrases"]


def test_further_abstracts_are_learned_from_where_there_are_some(tmp_path: Path) -> None:
    read = corpus.read(made(tmp_path, train="t1", more="m1", dev="d1", seeds="s1"), with_seeds=False)
    assert [one.abstract.id for one in read.learned(seed_copies=2)] == ["t1", "m1"]
    assert [one.abstract.id for one in read.seeds] == ["s1"]
    assert list(read.digests) == ["train", "more", "phrases"]


def test_phrases_are_read_as_written(tmp_path: Path) -> None:
    read = corpus.read(made(tmp_path, train="t1", dev="d1", seeds="s1"), with_seeds=True)
    assert read.phrases == (Phrase('a "b', "cause", ("other", "policy")),)


@pytest.mark.parametrize("row", ["\tcause\tother", "a\tcausing\tother", "a\tcause\tno-theme", "a\tcause\t", "a\tcause"])
def test_a_phrase_that_says_too_little_is_refused_with_its_line(tmp_path: Path, row: str) -> None:
    table = made(tmp_path, train="t1", dev="d1", seeds="s1") / "phrases" / "one.tsv"
    table.write_text(f"phrase\trole\ttheme\ngood\tcause\tother\n{row}\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"one\.tsv:3"):
        corpus.read(tmp_path, with_seeds=True)


def test_a_digest_changes_with_any_name_and_any_byte(tmp_path: Path) -> None:
    made(tmp_path, train="t1", dev="d1")
    before = corpus.digest(tmp_path / "train")
    (tmp_path / "train" / "t1.xml").rename(tmp_path / "train" / "t2.xml")
    renamed = corpus.digest(tmp_path / "train")
    (tmp_path / "train" / "t2.xml").write_text("x", encoding="utf-8")
    assert len({before, renamed, corpus.digest(tmp_path / "train")}) == 3
