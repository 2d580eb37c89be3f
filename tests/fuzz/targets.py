"""What is fuzzed: functions of any bytes that may end, and raise nothing.

A loader takes a record or refuses it with a reason; what it takes can be read to the end, and marks and offsets are
kept. A query that the guard lets pass ends no process, and the tokeniser reads it as the engine does.
"""

from __future__ import annotations

import atexit
import re
import shutil
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from kg import binding, guard, lexicon, loaders, triples
from kg.errors import InputError, QueryError
from kg.extraction import assemble, extract
from kg.intake import settle
from kg.loaders import annotated
from kg.model import Abstract, Reading, Rejection, Source
from kg.store import Store
from kg.validation import faults

from .engine import Engine

__all__ = ["TARGETS"]


def _loader(name: str) -> Callable[[bytes], None]:
    folder = Path(tempfile.mkdtemp(prefix="kg-fuzz-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)

    def read(content: bytes) -> None:
        (folder / name).write_bytes(content)
        records = list(loaders.read([folder], themes=lexicon.load().themes))
        taken = settle(records)
        assert taken.records == len(records)
        for one in (*taken.taken, *taken.rejected):
            _look(one)

    return read


def _look(one: Abstract | Reading | Rejection) -> None:
    if isinstance(one, Rejection):
        assert one.reason
        str(one).encode()
    elif isinstance(one, Reading):
        _compare_marks(one)
    else:
        one.text.encode()
        assert one.text.strip()


def _extraction(content: bytes) -> None:
    text = content.decode("utf-8", "replace").replace("\0", "")
    if text.strip():
        _compare_marks(extract(Abstract("a", text), lexicon.load()))


def _compare_marks(reading: Reading) -> None:
    study = assemble(reading, lexicon.load())
    assert all(one.evidence.span.of(reading.abstract.text) == one.phrase for one in study.statements)
    assert faults(Store(triples.quads(study))) == ()
    try:
        written = annotated.write(reading)
    except InputError as error:
        assert "which XML cannot carry" in error.reason  # noqa: PT017 - only some texts are refused
        return
    again = annotated.parse(written, Source("again.xml", "annotated"))
    assert again.abstract.text == reading.abstract.text
    assert {(one.span, one.kind) for one in again.mentions} == {(one.span, one.kind) for one in reading.mentions}


_REPEATED = re.compile(rb"\xff(.)([^\xff]*)\xff", re.DOTALL)
_engine = Engine()
atexit.register(_engine.close)


def _passed(content: bytes) -> str | None:
    """Return the query that some bytes are, if the guard lets it pass.

    What stands between two bytes FF is repeated, sixteen times for each unit of the byte behind the first: chance would
    not find what is dangerous for being deep.
    """
    whole = _REPEATED.sub(lambda found: found[2] * (16 * found[1][0]), content)
    sparql = whole.decode("utf-8", "replace")
    try:
        guard.check(sparql)
    except QueryError:
        return None
    guard.names_graphs(sparql)
    return sparql


def _guard(content: bytes) -> None:
    sparql = _passed(content)
    if sparql is not None:
        _engine.form(sparql)


def _binding(content: bytes) -> None:
    sparql = _passed(content)
    if sparql is None:
        return
    form, said = _engine.form(sparql), binding.form(sparql)
    written = binding.written(sparql, {})
    if form:
        assert said in {"CONSTRUCT": {"CONSTRUCT", "DESCRIBE"}}.get(form, {form}), (said, form)
        assert _engine.form(written) in {form, ""}, written


#: The targets, by name.
TARGETS: Mapping[str, Callable[[bytes], None]] = MappingProxyType(
    {
        "text": _loader("a.txt"),
        "html": _loader("a.html"),
        "jsonl": _loader("a.jsonl"),
        "csv": _loader("a.csv"),
        "tsv": _loader("a.tsv"),
        "annotated": _loader("a.xml"),
        "extraction": _extraction,
        "guard": _guard,
        "binding": _binding,
    }
)
