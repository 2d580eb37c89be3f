"""A large document is read in a process that may take so much and no more; what it cannot read is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import InputError
from kg.loaders import documents
from kg.loaders.documents import Bounds
from kg.model import Abstract, Reading

TEXT = "Data sharing is not smooth in Z City."
APART = Bounds(small=0)


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.txt", TEXT), ("a.html", f"<p>{TEXT}</p>"), ("a.xml", f'<abstract id="a">{TEXT}</abstract>')],
)
def test_it_reads_the_same_apart(name: str, content: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    form = {"txt": "text", "html": "html", "xml": "annotated"}[name[2:]]
    here, apart = (documents.parse(tmp_path / name, form, None, bounds) for bounds in (documents.BOUNDS, APART))
    assert here == apart
    assert isinstance(apart, Reading if form == "annotated" else Abstract)


def test_what_is_wrong_is_said_by_the_other_process_too(tmp_path: Path) -> None:
    (tmp_path / "a.xml").write_text("<abstract>\n<case>x</abstract>", encoding="utf-8")
    with pytest.raises(InputError, match=r"a\.xml:2: not well-formed") as raised:
        documents.parse(tmp_path / "a.xml", "annotated", None, APART)
    assert raised.value.line == 2
    assert raised.value.advice


def test_a_document_may_take_so_long(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<html><body>" + "<p class=abstract>x</p>" * 300_000, encoding="utf-8")
    with pytest.raises(InputError, match=r"not read within 0\.5 s of work .save the abstract as plain text"):
        documents.parse(tmp_path / "a.html", "html", None, Bounds(work=0.5))
    with pytest.raises(InputError, match=r"not read within 0\.2 s .save"):
        documents.parse(tmp_path / "a.html", "html", None, Bounds(seconds=0.2))


def test_a_document_may_take_so_much_memory(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<html><body>" + "<p>x</p>" * 600_000, encoding="utf-8")
    with pytest.raises(InputError, match=r"want of memory|MiB of memory|Memory"):
        documents.parse(tmp_path / "a.html", "html", None, Bounds(memory=32 << 20))
