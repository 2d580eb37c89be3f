"""Bytes -> text: finds out the encoding, says it, and refuses what is no text."""

from __future__ import annotations

import codecs
import contextlib
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TextIO

from charset_normalizer import CharsetMatch, from_bytes

from kg.errors import InputError

__all__ = ["decode", "of_file", "opened", "read_bytes", "refuse_empty", "size"]

#: The largest file that is read whole, in bytes.
MAX_BYTES = 16_000_000
#: So many lines of a table may be empty: as many as a spreadsheet has.
MAX_EMPTY = 1_100_000
#: How much of a file the encoding is guessed from, in bytes.
_SAMPLE = 256_000
_CHUNK = 1_000_000

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, with whose mark it begins
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
#: How files begin that are no text, and what they are.
_BINARY = (
    (b"%PDF", "a PDF"),
    (b"PK\x03\x04", "a ZIP archive or an Office document (.docx, .xlsx)"),
    (b"\xd0\xcf\x11\xe0", "an old Office document (.doc, .xls)"),
    (b"{\\rtf", "a rich text document (.rtf)"),
    (b"PK\x05\x06", "a ZIP archive"),
    (b"PK\x07\x08", "a ZIP archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\x1f\x9d", "a compressed file (.Z)"),
    (b"\xfd7zXZ\0", "an xz archive"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
    (b"\x04\x22\x4d\x18", "an LZ4 archive"),
    (b"LZIP\x01", "an lzip archive"),
    (b"MSCF\0", "a cabinet archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
)
#: The same of files whose beginning may be anything, or is that of some text.
_LATER = {
    re.compile(rb"BZh[1-9](?:1AY&SY|\x17\x72\x45\x38\x50\x90)", re.DOTALL): "a bzip2 archive",
    re.compile(rb".{257}ustar", re.DOTALL): "a tar archive",
}
#: The encodings that abstracts come in; the others are tried where none of these fits.
_EXPECTED = ["gb18030", "big5", "cp1252"]
#: Encodings that are declared where another is meant, of which they are a part.
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "iso8859-1": "cp1252", "ascii": "cp1252"}
#: What Python can decode, no page is written in, and would take ever longer or mean something else by it.
_NO_CHARSETS = frozenset({"idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape", "utf-7"})
_MULTIBYTE = re.compile("gb|big5|hz|euc|shift|johab|cp9[345]|iso2022")
#: A byte that was no UTF-8, as Python carries it.
_ESCAPED = re.compile("[\udc80-\udcff]")
#: Western quotation marks, dashes and Chinese punctuation: what English typed on a Chinese computer has beside ASCII.
_PUNCTUATION = re.compile("[\x00-\x7f\u2010-\u203a\u3000-\u3017\uff01-\uff5e·×]+")


def read_bytes(path: Path) -> bytes:
    """Return what a file holds.

    Raises:
        InputError: if it cannot be read, is empty or holds more than `MAX_BYTES`.

    """
    given = size(path)
    try:
        with path.open("rb") as stream:  # no more than is allowed, whatever its size was said to be
            content = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise InputError(f"it cannot be read: {error.strerror or error}", path=path) from error
    if len(content) > MAX_BYTES:
        raise InputError(
            f"{max(given, len(content)):,} bytes are too many for one abstract (at most {MAX_BYTES:,})",
            path=path,
            advice="put many abstracts into JSON Lines or CSV, which are read record by record",
        )
    if not content.strip():
        raise InputError("the file is empty", path=path)
    return content


def size(path: Path) -> int:
    """Return how many bytes a file says it has; `InputError` if it cannot be read."""
    try:
        return path.stat().st_size
    except OSError as error:
        raise InputError(f"it cannot be read: {error.strerror or error}", path=path) from error


def decode(content: bytes, path: Path | str, *, declared: str | None = None) -> tuple[str, str]:
    """Return the text that a file holds, without its byte order mark, and the encoding it is in.

    What the file itself says (`declared`) counts where it is not UTF-8.

    Raises:
        InputError: if it is no text, or its encoding cannot be told.

    """
    encoding = _encoding([content], path, declared)
    try:
        return content.decode(encoding), encoding
    except UnicodeDecodeError as error:
        raise _undecodable(encoding, error.start, path) from error


def of_file(path: Path) -> str:
    """Return the encoding of a file of any size, which is read in pieces.

    Raises:
        InputError: if it cannot be read, is empty or no text, or its encoding cannot be told.

    """
    try:
        if not path.stat().st_size:
            raise InputError("the file is empty", path=path)
        return _encoding(_chunks(path), path)
    except OSError as error:
        raise InputError(f"it cannot be read: {error.strerror or error}", path=path) from error


def refuse_empty(lines: int, line: int) -> None:
    """Let a table with so many empty lines up to some line pass, or raise `InputError` if it has hardly any others."""
    if lines > MAX_EMPTY:
        raise InputError(f"more than {MAX_EMPTY:,} of its lines are empty; the rest is not read", line=line)


@contextlib.contextmanager
def opened(path: Path, encoding: str, *, newline: str) -> Iterator[TextIO]:
    """Give a file of any size open for reading; a byte that is no UTF-8 is read as a lone surrogate.

    Raises:
        InputError: if it cannot be read, or is not in its encoding throughout.

    """
    errors = "surrogateescape" if encoding.startswith("utf-8") else "strict"
    try:
        with path.open(encoding=encoding, errors=errors, newline=newline) as stream:
            yield stream
    except UnicodeError as error:
        raise InputError(
            f"not {encoding} throughout; the rest is not read", path=path, advice="save it as UTF-8"
        ) from error
    except OSError as error:
        raise InputError(f"it cannot be read: {error.strerror or error}", path=path) from error


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            yield chunk


def _encoding(chunks: Iterable[bytes], path: Path | str, declared: str | None = None) -> str:
    """Return the encoding of a content given in pieces: by its mark, else UTF-8 if it is that, else by its look."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    chunk = b""
    try:
        for number, chunk in enumerate(chunks):
            if number == 0 and (marked := _marked(chunk)):
                return marked
            if number == 0:
                _refuse_binary(chunk, path)
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        return _other(_around(chunk, error.start), path, declared)
    return "utf-8"


def _marked(content: bytes) -> str | None:
    return next((encoding for mark, encoding in _MARKS if content.startswith(mark)), None)


def _refuse_binary(beginning: bytes, path: Path | str) -> None:
    what = next((name for magic, name in _BINARY if beginning.startswith(magic)), None)
    what = what or next((name for magic, name in _LATER.items() if magic.match(beginning)), None)
    if what is None and b"\0" in beginning:
        what = "binary: it holds NUL bytes"
    if what:
        raise InputError(f"no text but {what}", path=path, advice="save the abstract as plain text in UTF-8")


def _around(chunk: bytes, at: int) -> bytes:
    """Return whole lines around a place, so that no character of several bytes is cut."""
    if len(chunk) <= _SAMPLE:
        return chunk
    start = chunk.rfind(b"\n", 0, max(0, at - _SAMPLE // 2)) + 1
    end = chunk.rfind(b"\n", at, start + _SAMPLE) + 1
    return chunk[start : end or start + _SAMPLE]


def _is_damaged_utf8(sample: bytes) -> bool:
    """Tell whether the sample is UTF-8 but for a few bytes: other encodings hardly ever look like it by chance."""
    text = sample.decode("utf-8", errors="surrogateescape")
    broken = len(_ESCAPED.findall(text))
    sound = sum(character > "\u07ff" for character in text) - broken  # two bytes in a row may still be chance
    return broken <= 3 * sound


def _other(sample: bytes, path: Path | str, declared: str | None) -> str:
    """Return the encoding of a sample that is not sound UTF-8."""
    if declared and (named := _named(declared, sample)):
        return named
    if _is_damaged_utf8(sample):
        return "utf-8"
    if _is_chinese_typing(sample):
        return "gb18030"
    best = _guess(sample)
    if best is None:
        raise InputError("neither UTF-8 nor any encoding that can be told", path=path, advice="save it as UTF-8")
    return best.encoding.replace("_", "-")


def _named(declared: str, sample: bytes) -> str | None:
    """Return the encoding that a file says it is in, if it can be."""
    try:
        name = codecs.lookup(declared).name
        name = _WIDER.get(name, name)
        if name in _NO_CHARSETS:
            return None
        sample.decode(name)
    except (LookupError, UnicodeDecodeError):
        return None
    return name


def _guess(sample: bytes) -> CharsetMatch | None:
    # The byte FF is a letter that abstracts do not hold in cp1252, and no byte of the other two at all.
    expected = None if b"\xff" in sample else from_bytes(sample, cp_isolation=_EXPECTED).best()
    anything = from_bytes(sample).best()
    if anything and (_MULTIBYTE.match(anything.encoding) or (expected is None and anything.coherence)):
        return min(filter(None, (expected, anything)), key=lambda match: match.chaos)
    return expected


def _is_chinese_typing(sample: bytes) -> bool:
    """Tell whether GB 18030 reads the sample as English with quotation marks as a Chinese computer types them."""
    try:
        return bool(_PUNCTUATION.fullmatch(sample.decode("gb18030")))
    except UnicodeDecodeError:
        return False


def _undecodable(encoding: str, at: int, path: Path | str) -> InputError:
    return InputError(f"not {encoding} at byte {at:,}", path=path, advice="save it as UTF-8")
