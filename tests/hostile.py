"""Makes hostile abstracts and files, the same for the same seed: what nobody vetted, in every form that is read."""

from __future__ import annotations

import csv
import io
import json
import random
from collections.abc import Iterator
from pathlib import Path

# ruff: noqa: E501 - a line of pieces is a line of pieces
__all__ = ["HOSTILE_FILES", "PIECES", "abstract", "write_corpus"]

#: What abstracts hold that breaks programs; every one may stand anywhere in a text.
PIECES = (
    "\u202eevil\u202c", "\u2066x\u2069", "\u200b", "\u200d", "\ufeff", "\u00ad", "\u061c", "\U000e0041",  # not seen
    "\x1b[2J", "\x1b]0;t\x07", "\x07", "\x08", "\x0b", "\x0c", "\x7f", "\x85", "\x9b31m",  # obeyed by terminals
    "\u2028", "\u2029", "\r", "\r\n", "\t", "\xa0", "\u3000", " " * 300, "\n" * 50,
    "\U0001f468\u200d\U0001f469\u200d\U0001f467", "\U00020bb7", "e\u0301", "\u0301" * 40,
    "</script><script>alert(1)</script>", "<!--", "-->", "<![CDATA[", "]]>", "&amp;", "&lol;", "<a href=javascript:x>",
    "[/foo]", "[bold red]x[/]", "[link=http://x]", "{{ 7*7 }}", "{% x %}", "${x}", "%s%n", "=1+1", "@SUM(A1)", "-2+3",
    '"', "'", '"""', "\'\'\'", "\\", "\\u0041", "`", "$", "; DROP GRAPH x ;", "} UNION {", "<http://x/ y>", "^^<x>", "@en",
    "../../etc/passwd", "file:///etc/passwd", "C:\\x", "a" * 400, "City, " * 40, "of in of in " * 20, "(((((((((", "。。。",
)  # fmt: skip
#: What extraction knows how to read, so that hostile pieces end up in claims and their evidence.
_READ = (
    "Taking X City, Zhejiang Province as a case", "there are problems such as", "data sharing is not smooth",
    "lack of professional talent", "caused by", "the reasons are", "it is suggested to", "strengthen training",
    "seamless government theory", "questionnaire survey", "Internet of Things", "Z City", "the police of W District",
    "存在数据共享不畅等问题", "智慧警务", "原因是人才短缺", "建议加强培训", "以临海市为例",
)  # fmt: skip
_JOINTS = (" ", ", ", ". ", "; ", "", "，", "。", "\n")


def abstract(seed: int) -> str:
    """Return the text of a hostile abstract; it ends with its number, so that no two are alike."""
    choose = random.Random(seed)  # noqa: S311 - the same in every run
    parts = []
    for _ in range(choose.randint(1, 25)):
        parts += [choose.choice(PIECES if choose.random() < 0.4 else _READ), choose.choice(_JOINTS)]
    return f"{''.join(parts)} {seed}"


def write_corpus(folder: Path, count: int, *, first: int = 0) -> int:
    """Write so many hostile abstracts into files of several formats; return how many records they are."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = [(f"h{number}", abstract(number), f"[/foo] =1+1 {number}") for number in range(first, first + count)]
    lines, cells, files = rows[0::3], rows[1::3], rows[2::3]
    dumped = (json.dumps({"id": i, "text": t, "title": h}, ensure_ascii=bool(len(t) % 2)) for i, t, h in lines)
    (folder / "lines.jsonl").write_text("".join(f"{line}\n" for line in dumped), encoding="utf-8", newline="")
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL).writerows([("id", "text", "title"), *cells])
    (folder / "table.csv").write_text(out.getvalue(), encoding="utf-8", newline="")
    for identifier, text, _ in files:
        (folder / f"{identifier}.txt").write_text(text, encoding="utf-8", newline="")
    return count


def _entities(levels: int) -> Iterator[str]:
    yield '<!ENTITY a0 "lol">'
    for level in range(1, levels):
        yield f'<!ENTITY a{level} "{f"&a{level - 1};" * 10}">'


#: Files that are refused, each in one record.
HOSTILE_FILES: dict[str, bytes] = {
    "laughs.xml": f"<!DOCTYPE abstract [{''.join(_entities(12))}]><abstract id='laughs'>&a11;</abstract>".encode(),
    "outside.xml": b'<!DOCTYPE abstract [<!ENTITY e SYSTEM "file:///etc/passwd">]><abstract id="outside">&e;</abstract>',
    "deep.xml": b"<abstract id='deep'>" + b"<case>" * 5000 + b"x" + b"</case>" * 5000 + b"</abstract>",
    "extra.xml": f"<abstract id='extra' extra='{'[' * 100_000}'>x</abstract>".encode(),
    "deep.html": b"<html><body>" + b"<div>" * 100_000 + b"text",
    "comments.html": b"<html><body>" + b"<!--" * 100_000,
    "nested.jsonl": b'{"text": "x", "e": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "digits.jsonl": b'{"text": "x", "e": ' + b"1" * 100_000 + b"}",
    "surrogate.jsonl": b'{"text": "x \\ud800"}',
    "nonchar.jsonl": '{"text": "x \ufffe"}'.encode(),
    "nonchar.xml": '<abstract id="nonchar" title="\U0001ffff">x</abstract>'.encode(),
    "nul.txt": b"text\0text",
    "zip.txt": b"PK\x03\x04" + b"\0" * 100,
    "gzip.txt": b"\x1f\x8b\x08" + b"\0" * 100,
    "binary.txt": bytes(range(1, 256)) * 40,
    "halves.txt": b"\xff\xfe\x00\xd8\x00\xd8",
    "empty.csv": b"",
    "columns.csv": b"text" + b",x" * 5000 + b"\n",
    "unknown.docx": b"PK\x03\x04",
    "long.txt": b"data sharing " * 20_000,
    "long_id.jsonl": b'{"text": "x", "id": "' + b"i" * 10_000 + b'"}',
    "bidi_id.jsonl": '{"text": "x", "id": "a\u202eb"}'.encode(),
}
