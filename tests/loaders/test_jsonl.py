"""JSON Lines: every line is a record or a reason, however long the file is."""

from __future__ import annotations

import json
import tracemalloc
from pathlib import Path

import pytest

from kg.errors import InputError
from kg.loaders import encoding, jsonl, labels
from kg.loaders.columns import Columns
from kg.model import Abstract, Metadata, Rejection, Source

DATA = Path(__file__).parents[1] / "data" / "loaders"
COLUMNS = Columns(labels.load(), {})


def read(path: Path, columns: Columns = COLUMNS) -> list[Abstract | Rejection]:
    return list(jsonl.parse(path, columns))


def lines(path: Path, *said: object) -> list[Abstract | Rejection]:
    path.write_text("\n".join(map(json.dumps, said)), encoding="utf-8")
    return read(path)


def test_each_line_is_a_record_or_a_reason() -> None:
    path = DATA / "records.jsonl"
    found = read(path)
    assert found[:2] == [
        Abstract(
            "a1",
            "Data sharing is not smooth in Z City.",
            "On Z City",
            2020,
            metadata=Metadata(
                keywords=("Linhai City, Zhejiang", "big data"), extra=(("journal", "J"), ("scores", '{"x": [1, 2]}'))
            ),
            source=Source(str(path), "jsonl", "utf-8", 1),
        ),
        Abstract(
            "7",
            "智慧警务建设存在数据共享不畅等问题。",
            "智慧警务研究",
            2022,
            "zh",
            Metadata(posted="2022-05-03", keywords=("大数据", "智慧警务")),
            Source(str(path), "jsonl", "utf-8", 2),
        ),
    ]
    reasons = [(one.source.line, one.reason) for one in found if isinstance(one, Rejection)]
    assert reasons == [
        (4, "no JSON: Expecting value at column 1"),
        (5, "the line holds no JSON object"),
        (6, "nothing in it is called an abstract"),
        (7, "'text' is no text but 5"),
        (8, "there is no abstract in it"),
        (9, "the text holds U+D800 at 1, which is no character"),
        (10, "the text holds U+0000 at 1, which is no character"),
    ]
    assert isinstance(found[-1], Abstract)
    assert (found[-1].id, found[-1].source) == ("records-11", Source(str(path), "jsonl", "utf-8", 11))


def test_declared_names_go_before_known_ones(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text('{"No": "n1", "abstract": "Not this.", "body": "This."}', encoding="utf-8")
    [found] = read(path, Columns(labels.load(), {"text": "body", "id": "No"}))
    assert isinstance(found, Abstract)
    assert (found.id, found.text, found.metadata.extra) == ("n1", "This.", (("abstract", "Not this."),))


def test_what_stands_around_the_abstract_in_its_text_is_kept_behind_what_the_record_says(tmp_path: Path) -> None:
    text = "Title: Inside\nGTID: 9\nAbstract: | Data sharing is not smooth. |\nKeywords: a"
    [found] = lines(tmp_path / "x.jsonl", {"id": 1, "title": "Outside", "text": text})
    assert isinstance(found, Abstract)
    assert (found.text, found.title) == ("Data sharing is not smooth.", "Outside")
    assert found.metadata == Metadata(identifier="9", keywords=("a",), extra=(("Title", "Inside"),))


def test_a_line_that_is_not_utf8_is_refused_and_the_others_are_read(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    good = json.dumps({"id": "g", "text": "It’s fine."}, ensure_ascii=False).encode()
    path.write_bytes(b"\n".join([good, b'{"id": "b", "text": "caf\xe9"}', good]))
    found = read(path)
    assert [type(one) for one in found] == [Abstract, Rejection, Abstract]
    assert "U+DCE9 at 3" in str(found[1])


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "gb18030"])
def test_other_encodings_are_read_and_said(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text('{"id": "数", "text": "数据共享不畅，人才短缺。"}\r\n' * 2, encoding=encoding, newline="")
    assert [(one.source and one.source.encoding, one.source and one.source.line) for one in read(path)] == [
        (encoding, 1),
        (encoding, 2),
    ]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('{"text": NaN}', "no JSON that can be read: NaN is no JSON"),
        ('{"a":' * 100_000, "no JSON that can be read"),
        ('{"n": ' + "1" * 5000 + "}", "no JSON that can be read"),
        ('{"text": "a"} trailing', "no JSON: Extra data at column 15"),
        ('{"id": "a\\nb", "text": "a"}', "can be no id"),
        ('{"id": "%s", "text": "a"}' % ("x" * 501), "can be no id"),
        ('{"text": "a", "note": "\\udc80"}', "'note' holds U+DC80 at 0"),
        ('{"text": "a", "n\\udc80te": "b"}', "a name holds U+DC80 at 1"),
    ],
)
def test_a_line_that_cannot_be_read_is_refused(tmp_path: Path, line: str, reason: str) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text(f'{line}\n{{"text": "good"}}', encoding="utf-8")
    bad, good = read(path)
    assert isinstance(bad, Rejection)
    assert reason in bad.reason
    assert isinstance(good, Abstract)


def test_a_line_without_end_is_refused_and_the_next_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jsonl, "MAX_LINE", 50)
    for long in ("x" * 50, "x" * 49 + '"}', "x" * 500):
        found = lines(tmp_path / "x.jsonl", {"text": long}, {"text": "good"})
        assert [(type(one), one.source and one.source.line) for one in found] == [(Rejection, 1), (Abstract, 2)]
        assert "longer than 50 characters" in str(found[0])


def test_a_file_is_read_as_it_streams(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoding, "_CHUNK", 10_000)
    path = tmp_path / "x.jsonl"
    path.write_text(f'{{"text": "{"data sharing " * 500}"}}\n' * 400, encoding="utf-8")
    tracemalloc.start()
    count = sum(isinstance(one, Abstract) for one in jsonl.parse(path, COLUMNS))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 400
    assert peak < path.stat().st_size / 4


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_bytes(b"PK\x03\x04")
    with pytest.raises(InputError, match="a ZIP archive"):
        read(path)
