"""Files that nobody vetted: each is refused with its reason, or read right, and the others beside it are read."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import bombs
import hostile
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import InputError
from kg.intake import settle
from kg.lexicon import load
from kg.loaders import LONGEST, read, record
from kg.model import Abstract, Reading, Record, Rejection

GOOD = "Data sharing is not smooth in Z City."


def read_all(folder: Path) -> list[Record]:
    return list(read([folder], themes=load().themes))


def text_of(one: Record) -> str:
    assert not isinstance(one, Rejection), one
    return one.abstract.text if isinstance(one, Reading) else one.text


@pytest.mark.parametrize("name", hostile.HOSTILE_FILES)
def test_a_hostile_file_is_refused_in_time_and_its_neighbour_is_read(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(hostile.HOSTILE_FILES[name])
    (tmp_path / "~.txt").write_text(GOOD, encoding="utf-8")
    begun = time.monotonic()
    bad, good = read_all(tmp_path)
    assert time.monotonic() - begun < 10
    assert isinstance(bad, Rejection)
    assert bad.source.path == str(tmp_path / name)
    assert 0 < len(bad.reason) <= 520
    assert len(bad.advice) <= 520
    assert text_of(good) == GOOD


@settings(deadline=None, max_examples=25)
@given(
    bad=st.lists(st.sampled_from(sorted(hostile.HOSTILE_FILES)), unique=True, max_size=4),
    texts=st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=60), max_size=6),
)
def test_records_in_are_records_out_and_records_reported(
    bad: list[str], texts: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("mixed")
    for name in bad:
        (folder / name).write_bytes(hostile.HOSTILE_FILES[name])
    lines = "".join(json.dumps({"id": f"j{n}", "text": text}) + "\n" for n, text in enumerate(texts))
    (folder / "good.jsonl").write_text(f'{lines}{{"text": "{GOOD}"}}\n', encoding="utf-8")
    taken = settle(read_all(folder))
    assert taken.records == len(bad) + len(texts) + 1
    assert all(rejection.reason and rejection.source.path for rejection in taken.rejected)
    assert {Path(r.source.path).name for r in taken.refused} >= set(bad)


@pytest.mark.parametrize("piece", [piece for piece in hostile.PIECES if piece.strip()])
def test_a_text_is_kept_exactly(piece: str, tmp_path: Path) -> None:
    """Offsets count its code points, seen or not."""
    text = f"There is a problem {piece} of data sharing."
    (tmp_path / "a.jsonl").write_text(json.dumps({"id": "a", "text": text}) + "\n", encoding="utf-8")
    (one,) = read_all(tmp_path)
    assert text_of(one) == text


@pytest.mark.parametrize(
    "charset", ["undefined", "punycode", "idna", "unicode_escape", "utf-7", "zlib", "rot13", "x" * 99]
)
def test_a_page_may_name_any_encoding(charset: str, tmp_path: Path) -> None:
    said = b"Data sharing \xe9 is not smooth +ADw-b+AD4- \\ud800."
    (tmp_path / "a.html").write_bytes(b"<html><meta charset=%s><p>%s</p></html>" % (charset.encode(), said))
    (one,) = read_all(tmp_path)
    assert text_of(one) == "Data sharing é is not smooth +ADw-b+AD4- \\ud800."


@pytest.mark.parametrize("element", ["<h1>{} ", '<div class="abstract">{} '])
def test_nested_elements_take_no_longer_than_others(element: str, tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<html><body>" + element.format("x") * 120 + "word " * 60_000, encoding="utf-8")
    begun = time.process_time()
    read_all(tmp_path)
    assert time.process_time() - begun < 5


def test_a_header_line_without_end_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.loaders.tables._MAX_LINE", 100)
    (tmp_path / "a.csv").write_text("text" + "," * 200 + "\nx\n", encoding="utf-8")
    (one,) = read_all(tmp_path)
    assert "no header of a table: the line is longer than 100 characters" in str(one)


@pytest.mark.parametrize(
    ("limit", "line", "reason"),
    [
        ("_REFUSED", "0", "more than 20 of its records are refused; the rest is not read"),
        ("_RECORDS", '{"text": "x"}', "it has more than 20 records; the rest is not read"),
    ],
)
def test_a_file_of_too_many_records_is_read_no_further(
    limit: str, line: str, reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(f"kg.loaders.{limit}", 20)
    (tmp_path / "a.jsonl").write_text(f"{line}\n" * 30, encoding="utf-8")
    (tmp_path / "b.txt").write_text(GOOD, encoding="utf-8")
    *records, last, other = read_all(tmp_path)
    assert len(records) == 21
    assert isinstance(last, Rejection)
    assert (last.reason, last.source.line) == (reason, 21)
    assert text_of(other) == GOOD


@pytest.mark.parametrize("name", ["a.csv", "a.jsonl"])
def test_empty_lines_without_end_are_not_counted_to_the_end(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kg.loaders.encoding.MAX_EMPTY", 20)
    (tmp_path / name).write_text("id,text\n" * name.endswith("csv") + "\n" * 30, encoding="utf-8")
    (one,) = read_all(tmp_path)
    assert "more than 20 of its lines are empty; the rest is not read" in str(one)


@pytest.mark.parametrize("element", ["<p {}>", "<abstract id='a' {}>x</abstract>"])
def test_attributes_without_end_are_not_listed(element: str, tmp_path: Path) -> None:
    """To list them takes time by the square of their number."""
    content = element.format(" ".join(f"a{number}=''" for number in range(20_000)))
    (tmp_path / ("a.xml" if "abstract" in element else "a.html")).write_text(content, encoding="utf-8")
    begun = time.process_time()
    (one,) = read_all(tmp_path)
    assert time.process_time() - begun < 2
    assert isinstance(one, Rejection)


def test_bombs_are_read_in_time_and_memory_and_harm_none_beside_them(tmp_path: Path) -> None:
    """At a size that is cheap; `scripts/hostile` reads them as large as a document may be."""
    for name in bombs.BOMBS:
        bombs.write(tmp_path, name, 60_000)
    done = bombs.in_process("read", tmp_path)
    assert done.returncode == 0, done.stderr
    *lines, memory = done.stdout.splitlines()
    costs = {line.split("\t")[0]: float(line.split("\t")[1]) for line in lines}
    assert costs.keys() == {*bombs.BOMBS, "~good.txt"}
    assert max(costs.values()) < bombs.SECONDS / 4
    assert int(memory) < bombs.MEMORY


def test_an_abstract_may_be_so_long_and_longer_ones_are_asked_for(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x" * (LONGEST + 1), encoding="utf-8")
    (one,) = read_all(tmp_path)
    assert "100,001 characters are too many" in str(one)
    assert "--longest" in str(one)
    (taken,) = read([tmp_path], longest=LONGEST + 1)
    assert isinstance(taken, Abstract)
    with pytest.raises(InputError, match="too many"):
        read([tmp_path], longest=record.MAX_TEXT + 1)


def test_what_is_read_must_be_a_regular_file(tmp_path: Path) -> None:
    (tmp_path / "zero.txt").symlink_to("/dev/zero")
    os.mkfifo(tmp_path / "pipe.csv")
    assert [one.reason for one in read_all(tmp_path) if isinstance(one, Rejection)] == ["it is no regular file"] * 2


def test_a_file_that_grows_is_read_no_further_than_is_allowed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.loaders.encoding.MAX_BYTES", 10)
    monkeypatch.setattr("kg.loaders.encoding.size", lambda _: 0)
    (tmp_path / "a.txt").write_text("more than that", encoding="utf-8")
    (one,) = read_all(tmp_path)
    assert "11 bytes are too many for one abstract (at most 10)" in str(one)


def test_a_name_that_is_no_text_is_told_and_refused(tmp_path: Path) -> None:
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.txt")).write_text(GOOD, encoding="utf-8")
    (one,) = read_all(tmp_path)
    assert str(one) == f"{tmp_path}/\\xff.txt: its name is no text (give the file another name)"


def test_links_that_lead_in_circles_end(tmp_path: Path) -> None:
    for name in ("a", "b", "c"):
        (tmp_path / name).symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "x.txt").write_text(GOOD, encoding="utf-8")
    assert len(list(read([tmp_path], recursive=True))) == 1
    assert len(list(read([tmp_path / "**" / "*.txt"]))) == 1
    assert len(list(read([tmp_path / "**" / "**" / "*.txt"]))) == 1


def test_ten_thousand_records_of_one_id_do_not_name_each_other(tmp_path: Path) -> None:
    lines = "".join(f'{{"id": "same", "text": "text {n}"}}\n' for n in range(3000))
    (tmp_path / "a.jsonl").write_text(lines, encoding="utf-8")
    taken = settle(read_all(tmp_path))
    assert len(taken.refused) == 3000
    assert max(len(str(one)) for one in taken.refused) < 1000
    assert "and 2,996 more" in taken.refused[0].reason
