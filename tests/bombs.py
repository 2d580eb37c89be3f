"""Reads the largest bombs that fit into a file, each in its own process: `python tests/bombs.py`, about a minute."""

from __future__ import annotations

import gzip
import io
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

from kg import loaders
from kg.loaders import encoding
from kg.model import Rejection

__all__ = ["BOMBS", "main"]

_WHOLE = encoding.MAX_BYTES
GOOD = "Data sharing is not smooth in Z City."


def _repeated(piece: str, before: str = "", after: str = "") -> Callable[[], bytes]:
    def content() -> bytes:
        return (before + piece * ((_WHOLE - len(before) - len(after)) // len(piece)) + after).encode()

    return content


def _compressed() -> bytes:
    return gzip.compress(b"x" * 100_000_000)


def _zipped() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("word/document.xml", "w") as member:
        for _ in range(500):
            member.write(b"x" * 1_000_000)
    return out.getvalue()


def _entities() -> bytes:
    levels = "".join(f'<!ENTITY a{level} "{f"&a{level - 1};" * 10}">' for level in range(1, 12))
    return f'<!DOCTYPE abstract [<!ENTITY a0 "lol">{levels}]><abstract id="entities">&a11;</abstract>'.encode()


#: The name of a file -> what it holds.
BOMBS: dict[str, Callable[[], bytes]] = {
    "archive.txt": _compressed,
    "document.docx": _zipped,
    "document.txt": _zipped,
    "too_large.txt": lambda: b"x" * (_WHOLE + 1),
    "entities.xml": _entities,
    "quadratic.xml": lambda: (
        b'<!DOCTYPE abstract [<!ENTITY a "'
        + b"a" * 50_000
        + b'">]><abstract id="q">'
        + b"&a;" * 50_000
        + b"</abstract>"
    ),
    "marks.xml": _repeated("<theory>x</theory> ", '<abstract id="marks">', "</abstract>"),
    "deep.xml": _repeated("<case>"),
    "comments.html": _repeated("<!--", "<html><body>"),
    "deep.html": _repeated("<div>", "<html><body>"),
    "unclosed.html": _repeated("<b><i><p>", "<html><body>"),
    "classes.html": _repeated('<p class="abstract">x</p>', "<html><body>"),
    "attribute.html": _repeated("a ", '<html><body><p class="'),
    "headings.html": _repeated("word ", "<html><body>" + '<h1 class="abstract">x ' * 200),
    "lines.txt": _repeated("a\n"),
    "labels.txt": _repeated("Keywords: "),
    "spaces.txt": _repeated(" ", "a", "b"),
    "bytes.txt": lambda: b"\xe9\xe8 caf\xe9 " * (_WHOLE // 9),
    "cell.csv": lambda: b'id,text\n1,"' + b"a" * 300_000_000 + b'"\n',
    "columns.csv": lambda: b"text" + b",x" * 8_000_000,
    "line.jsonl": lambda: b'{"text": "' + b"x" * 300_000_000 + b'"}\n',
    "keys.jsonl": lambda: b'{"text": "x",' + b",".join(b'"%d":0' % number for number in range(400_000)) + b"}",
    "nested.jsonl": lambda: b'{"text": "x", "e": ' + b"[" * 3_000_000 + b"\n",
}


def read(folder: Path) -> int:
    """Read a folder of a bomb and a good file; print the bomb's reason; return 0 if the good one was read too."""
    found = list(loaders.read([folder]))
    bombs = [one for one in found if isinstance(one, Rejection)]
    sys.stdout.write(bombs[0].reason if bombs else f"harmless: read as {len(found) - 1} record")
    return int(len(found) - len(bombs) not in {1, 2})


def _in_process(work: str, folder: str, name: str) -> subprocess.CompletedProcess[str]:
    """Work in a process of its own, so that this one stays small: its memory counts as theirs."""
    return subprocess.run([sys.executable, __file__, work, folder, name], capture_output=True, text=True, check=False)


def main() -> int:
    """Print a table of bombs; return how many took more than 10 s or 512 MB, or harmed the file beside them."""
    faults = 0
    for name in BOMBS:
        with tempfile.TemporaryDirectory() as folder:
            _in_process("make", folder, name)
            (Path(folder) / "~good.txt").write_text(GOOD, encoding="utf-8")
            begun = time.monotonic()
            done = _in_process("read", folder, name)
            seconds = time.monotonic() - begun
        reason, _, size = done.stdout.rpartition("\t")
        megabytes = int(size or 0) >> 10
        faults += bool(done.returncode or seconds > 10 or megabytes > 512)
        sys.stdout.write(f"{name:16} {seconds:5.1f} s {megabytes:4} MB  {(reason or done.stderr)[-90:]}\n")
    sys.stdout.write(f"{len(BOMBS)} bombs, {faults} faults\n")
    return faults


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["make", where, bomb]:
            (Path(where) / bomb).write_bytes(BOMBS[bomb]())
        case ["read", where, _]:
            code = read(Path(where))
            most = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
            sys.stdout.write(f"\t{most}")
            sys.exit(code)
        case _:
            sys.exit(bool(main()))
