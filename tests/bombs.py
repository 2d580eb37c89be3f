"""Reads bombs, each in its own process: `python tests/bombs.py [BYTES]`, as large as fit into a file, some two minutes.

A bomb is a file that costs far more than it is large. The tests read all of them together, at a size that is cheap.
"""

from __future__ import annotations

import bz2
import gzip
import io
import itertools
import lzma
import re
import resource
import subprocess
import sys
import tarfile
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from kg import loaders
from kg.loaders import encoding
from kg.model import Entry, Reading, Record, Rejection

__all__ = ["BOMBS", "GOOD", "MEMORY", "SECONDS", "main", "write"]

WHOLE = encoding.MAX_BYTES
GOOD = "Data sharing is not smooth in Z City."
#: What reading a bomb may cost, beside starting a process: seconds of work, and bytes of memory.
SECONDS, MEMORY = 10, 512 << 20
Make = Callable[[int], bytes]


def repeated(piece: str, before: str = "", after: str = "", *, times: int = 1) -> Make:
    """Make a file of a piece without end, `times` as large as asked for."""

    def content(size: int) -> bytes:
        return (before + piece * ((times * size - len(before) - len(after)) // len(piece)) + after).encode()

    return content


def zipped(name: str, members: int = 1) -> Make:
    """Make an archive with members that unpack to some thirty times what may be read, or many empty ones."""

    def content(size: int) -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for number in range(members):
                with archive.open(name.format(number), "w") as member:
                    for _ in range(30 * (members == 1)):
                        member.write(b"x" * size)
        return out.getvalue()

    return content


def tarred(size: int) -> bytes:
    """Make a tar archive with members of every size."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for number in range(size // 2000):
            archive.addfile(tarfile.TarInfo(f"{number}.txt"), io.BytesIO())
    return out.getvalue()


def doctype(subset: str, text: str) -> bytes:
    """Make an annotated file that declares what it then uses."""
    return f'<!DOCTYPE abstract [{subset}]><abstract id="entities">{text}</abstract>'.encode()


def laughs(_: int) -> bytes:
    """A thousand million laughs."""
    levels = "".join(f'<!ENTITY a{level} "{f"&a{level - 1};" * 10}">' for level in range(1, 12))
    return doctype(f'<!ENTITY a0 "lol">{levels}', "&a11;")


def attributes(size: int) -> bytes:
    """One element with ever other attributes."""
    names = " ".join(f"a{number}='x'" for number in range(size // 14))
    return f'<abstract id="attributes" {names}>x</abstract>'.encode()


def keys(size: int) -> bytes:
    """One object with ever other names, on a line that is just read."""
    return b'{"text": "x",' + b",".join(b'"%d":0' % n for n in range(min(size, 3_900_000) // 10)) + b"}"


def crossing(size: int) -> bytes:
    """Marks about one and the same problem, each of which says so."""
    marks = "".join(f'<cause id="c{n}" theme="other" of="p1">x</cause> ' for n in range(size // 52))
    return f'<abstract id="references"><problem id="p1" theme="other">y</problem> {marks}</abstract>'.encode()


#: The name of a file -> what makes its content, given how many bytes a document may have.
BOMBS: dict[str, Make] = {
    # Archives, as they are, and under the names of what is read.
    "archive.txt": lambda size: gzip.compress(b"x" * (6 * size)),
    "archive.html": lambda size: bz2.compress(b"x" * (6 * size)),
    "archive.xml": lambda size: lzma.compress(b"<abstract>" + b"x" * (6 * size)),
    "archive.csv": lambda size: gzip.compress(b"id,text\n" * size),
    "archive.jsonl": lambda size: b"\x28\xb5\x2f\xfd" + bytes(size),
    "archive.7z": lambda size: b"7z\xbc\xaf\x27\x1c" + bytes(size),
    "seven.txt": lambda size: b"7z\xbc\xaf\x27\x1c" + bytes(size - 6),
    "members.zip": zipped("{}.txt", 20_000),
    "members.txt": zipped("{}.txt", 20_000),
    "outside.txt": zipped("../../../tmp/kg-outside"),
    "tape.tar": tarred,
    "tape.txt": tarred,
    "document.docx": zipped("word/document.xml"),
    "document.txt": zipped("word/document.xml"),
    "document.csv": zipped("xl/sharedStrings.xml"),
    # XML: expansion, depth, and what a parser keeps in lists.
    "laughs.xml": laughs,
    "laughs.html": laughs,
    "laughs.xhtml": laughs,
    "quadratic.xml": lambda size: doctype(f'<!ENTITY a "{"a" * (size // 8)}">', "&a;" * (size // 8)),
    "parameters.xml": lambda size: doctype('<!ENTITY % a "%b;"><!ENTITY % b "%a;"> %a; ' + " " * (size - 200), "x"),
    "outside.xml": lambda _: doctype('<!ENTITY a SYSTEM "file:///dev/zero">', "&a;"),
    "marks.xml": repeated("<theory>x</theory> ", '<abstract id="marks">', "</abstract>"),
    "references.xml": crossing,
    "attributes.xml": attributes,
    "attribute.xml": repeated("[", '<abstract id="attribute" extra="', '">x</abstract>'),
    "deep.xml": repeated("<case>"),
    "numbers.xml": repeated("&#120;", '<abstract id="numbers">', "</abstract>"),
    # Pages.
    "comments.html": repeated("<!--", "<html><body>"),
    "deep.html": repeated("<div>", "<html><body>"),
    "unclosed.html": repeated("<b><i><p>", "<html><body>"),
    "classes.html": repeated('<p class="abstract">x</p>', "<html><body>"),
    "attributes.html": lambda size: b"<html><body><p %s>x" % b" ".join(b"a%d" % n for n in range(size // 8)),
    "attribute.html": repeated("a ", '<html><body><p class="'),
    "headings.html": repeated("word ", "<html><body>" + '<h1 class="abstract">x ' * 200),
    "metas.html": repeated('<meta name="description" content="x">', "<html><head>"),
    "tables.html": repeated("<table><tr><td>x", "<html><body>"),
    "labels.html": repeated("<p>Abstract: x</p>", "<html><body>"),
    "entities.html": repeated("&amp;&#x4e00;&nbsp;", "<html><body><p>"),
    # Text.
    "too_large.txt": lambda _: b"x" * (WHOLE + 1),
    "lines.txt": repeated("a\n"),
    "blank.txt": repeated("\n", "a", "b"),
    "labels.txt": repeated("Keywords: "),
    "label_lines.txt": repeated("Abstract:\n"),
    "site.txt": repeated("Keywords: a; b\nAbstract: c.\n"),
    "spaces.txt": repeated(" ", "a", "b"),
    "bars.txt": repeated("| ", "a", "b"),
    "bytes.txt": lambda size: b"\xe9\xe8 caf\xe9 " * (size // 9),
    "high.txt": lambda size: bytes(range(128, 256)) * (size // 128),
    # Tables and JSON Lines, of any size.
    "cell.csv": repeated("a", 'id,text\n1,"', '"\n', times=18),
    "columns.csv": repeated(",x", "text"),
    "quotes.csv": repeated('a","\n', "id,text\n"),
    "open.csv": repeated('1,"\n', "id,text\n"),
    "rows.csv": repeated("1\n", "id,text\n"),
    "blank.csv": repeated("\n", "id,text\n", "1,x\n"),
    "empty.csv": repeated(",,,,\n", "id,text\n", "1,x\n"),
    "wide.csv": repeated("," * 5000 + "\n", "id,text\n1,x"),
    "line.jsonl": repeated("x", '{"text": "', '"}\n', times=18),
    "lines.jsonl": repeated("0\n"),
    "blank.jsonl": repeated("\n", "", '{"text": "x"}'),
    "keys.jsonl": keys,
    "numbers.jsonl": repeated("1e9,", '{"text": "x", "e": [', "1]}\n"),
    "nested.jsonl": repeated("[", '{"text": "x", "e": ', "\n"),
}


def write(folder: Path, name: str, size: int) -> None:
    """Write a bomb of so many bytes, and beside it a good file that is read after it."""
    (folder / name).write_bytes(BOMBS[name](size))
    (folder / "~good.txt").write_text(GOOD, encoding="utf-8")


def work() -> float:
    """Return the seconds of work that this process and those it has waited for have done."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def read(folder: Path) -> int:
    """Read a folder of bombs and a good file; print a line for each file; return 0 if the good one was read too."""
    begun, texts = work(), Counter[str]()
    for path, found in itertools.groupby(loaders.read([folder]), key=path_of):
        records = list(found)
        said = next((one.reason for one in records if isinstance(one, Rejection)), "harmless")
        texts.update(one.abstract.text if isinstance(one, Reading) else one.text for one in entries(records))
        sys.stdout.write(f"{Path(path).name}\t{work() - begun:.1f}\t{len(records)}\t{said[:90]!a}\n")
        begun = work()
    # Its own peak as the system tells it: `ru_maxrss` also counts the process that started this one.
    own = re.search(r"^VmHWM:\s*(\d+) kB$", Path("/proc/self/status").read_text(encoding="ascii"), re.MULTILINE)
    most = max(int(own[1]) if own else 0, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
    sys.stdout.write(f"{most << 10}\n")
    return int(texts[GOOD] != 1)


def path_of(one: Record) -> str:
    """Return the file that a record came from."""
    source = one.abstract.source if isinstance(one, Reading) else one.source
    assert source
    return source.path


def entries(records: list[Record]) -> list[Entry]:
    """Return what was not refused."""
    return [one for one in records if not isinstance(one, Rejection)]


def in_process(*words: object) -> subprocess.CompletedProcess[str]:
    """Work in a process of its own, so that this one stays small: its memory counts as theirs."""
    return subprocess.run([sys.executable, __file__, *map(str, words)], capture_output=True, text=True, check=False)


def main(size: int = WHOLE) -> int:
    """Print a table of bombs; return how many cost more than they may, or harmed the file beside them."""
    faults = 0
    for name in BOMBS:
        with tempfile.TemporaryDirectory() as folder:
            in_process("make", folder, name, size)
            begun = time.monotonic()
            done = in_process("read", folder)
            seconds = time.monotonic() - begun
        lines = [line.split("\t") for line in done.stdout.splitlines()]
        _, cost, records, said = next((line for line in lines if line[0] == name), ["", "99", "0", done.stderr[-300:]])
        memory = int(lines[-1][0]) if done.returncode == 0 else 0
        faults += bool(done.returncode or float(cost) > SECONDS or memory > MEMORY)
        taken = f"{float(cost):5.1f} s of work, {seconds:5.1f} s in all, {memory >> 20:4} MB, {records:>6} records"
        sys.stdout.write(f"{name:16} {taken}  {said}\n")
    sys.stdout.write(f"{len(BOMBS)} bombs, {faults} faults\n")
    return faults


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["make", where, bomb, bytes_]:
            write(Path(where), bomb, int(bytes_))
        case ["read", where]:
            sys.exit(read(Path(where)))
        case [bytes_]:
            sys.exit(bool(main(int(bytes_))))
        case _:
            sys.exit(bool(main()))
