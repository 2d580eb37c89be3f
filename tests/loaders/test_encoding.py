"""Encodings: told, said, and refused when there is nothing to tell."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest

from kg.errors import InputError
from kg.loaders import encoding

ENGLISH = "In today’s era, “smart policing” has come to Z City, and the bureau’s data sharing is not smooth. " * 3
CHINESE = "随着大数据技术的快速发展，智慧警务建设成为公安机关改革的重要方向，但数据共享不畅。"


@pytest.mark.parametrize(
    ("text", "written", "told"),
    [
        (ENGLISH, "utf-8", "utf-8"),
        (ENGLISH, "utf-8-sig", "utf-8-sig"),
        (ENGLISH, "utf-16", "utf-16"),
        (ENGLISH, "utf-32", "utf-32"),
        (ENGLISH, "cp1252", "cp1252"),
        (ENGLISH, "gb18030", "gb18030"),
        ("naïve, déjà-vu and café", "latin-1", "cp1252"),
        (CHINESE, "gb18030", "gb18030"),
        (CHINESE[:12], "gbk", "gb18030"),
        (CHINESE + ENGLISH, "gb18030", "gb18030"),
        ("隨著大數據技術的快速發展，智慧警務建設成為公安機關改革的重要方向。", "big5", "big5"),
        ("plain ASCII", "ascii", "utf-8"),
    ],
)
def test_an_encoding_is_told_and_said(tmp_path: Path, text: str, written: str, told: str) -> None:
    content = text.encode(written)
    assert encoding.decode(content, "x.txt") == (text, told)
    (tmp_path / "x").write_bytes(content)
    assert encoding.of_file(tmp_path / "x") == told


def test_a_big_endian_mark_is_known() -> None:
    assert encoding.decode(codecs.BOM_UTF16_BE + "警".encode("utf-16-be"), "x") == ("警", "utf-16")


@pytest.mark.parametrize(
    ("declared", "written"), [("gb2312", "gb18030"), ("ISO-8859-1", "cp1252"), ("Shift_JIS", "cp932"), ("big5", "big5")]
)
def test_what_a_file_says_of_itself_counts(declared: str, written: str) -> None:
    text = "“a–b”" if written == "cp1252" else "警察"
    assert encoding.decode(text.encode(written), "x", declared=declared)[0] == text


@pytest.mark.parametrize("declared", ["gb2312", "no-such-encoding", "ascii"])
def test_sound_utf8_counts_more_than_what_a_file_says(declared: str) -> None:
    assert encoding.decode("“警”".encode(), "x", declared=declared) == ("“警”", "utf-8")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"%PDF-1.7 text", "a PDF"),
        (b"PK\x03\x04text", "a ZIP archive or an Office document"),
        (b"\xd0\xcf\x11\xe0text", "an old Office document"),
        (b"{\\rtf1 text}", "a rich text document"),
        (b"\x89PNG\r\n", "an image"),
        (b"text\0text", "NUL bytes"),
        (b"abc \xff\xfe def", "neither UTF-8 nor any encoding"),
        (bytes(range(128, 256)), "neither UTF-8 nor any encoding"),
        (ENGLISH.encode() + b"\xc3", "not utf-8 at byte"),
        (codecs.BOM_UTF16_LE + b"abc", "not utf-16 at byte"),
    ],
)
def test_what_is_no_text_is_refused_with_a_reason(content: bytes, reason: str) -> None:
    with pytest.raises(InputError, match=reason) as caught:
        encoding.decode(content, "x.txt")
    assert (caught.value.path, bool(caught.value.advice)) == ("x.txt", True)


def test_files_that_are_empty_missing_or_too_large_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x.txt"
    for read in (encoding.read_bytes, encoding.of_file):
        with pytest.raises(InputError, match="cannot be read: No such file"):
            read(path)
    path.touch()
    for read in (encoding.read_bytes, encoding.of_file):
        with pytest.raises(InputError, match="the file is empty"):
            read(path)
    path.write_bytes(b"more than ten bytes")
    monkeypatch.setattr(encoding, "MAX_BYTES", 10)
    with pytest.raises(InputError, match="19 bytes are too many for one abstract"):
        encoding.read_bytes(path)


def test_the_encoding_of_a_long_file_is_told_by_what_stands_late_in_it(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(b"an ASCII line\n" * 100_000 + f"{CHINESE}\n".encode("gb18030") * 10_000)
    assert encoding.of_file(path) == "gb18030"
    with encoding.opened(path, "gb18030", newline="\n") as stream:
        assert list(stream)[-1] == f"{CHINESE}\n"


def test_an_encoding_that_does_not_last_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(f"{CHINESE}\n".encode("gb18030") * 10_000 + b"\xff\n")
    with (
        pytest.raises(InputError, match="not gb18030 throughout"),
        encoding.opened(path, "gb18030", newline="\n") as stream,
    ):
        list(stream)
