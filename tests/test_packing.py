"""Units come back from the lines of a part as they were, whatever they share."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kg import exports, extraction, lexicon, packing, pipeline, triples, units
from kg.units import Unit

SEEDS = Path(__file__).parent.parent / "seeds"


@pytest.fixture(scope="module")
def made() -> list[tuple[str, Unit]]:
    """The units of the seeds as the extraction reads them, with candidates, and keys that only tell them apart."""
    studies = [
        extraction.assemble(reading, lexicon.load()) for reading in pipeline.extract(pipeline.read([SEEDS]).taken)
    ]
    return [(f"key {number}", unit) for number, unit in enumerate(units.make(studies, 0.9))]


def test_what_is_packed_is_unpacked(made: list[tuple[str, Unit]]) -> None:
    assert any(unit.candidates for _, unit in made)
    assert any(unit.shared for _, unit in made)
    assert sorted(packing.unpack(packing.pack(made)), key=lambda one: one[0]) == made
    assert packing.pack(reversed(made)) == packing.pack(made)


def test_lines_are_sorted_and_stand_once(made: list[tuple[str, Unit]]) -> None:
    packed = packing.pack(made)
    for content in (packed.data, packed.candidates):
        lines = content.splitlines(keepends=True)
        assert lines == sorted(set(lines), key=exports.place)


def test_two_studies_share_what_both_declare_and_each_gets_it_back() -> None:
    def declared(*names: str) -> bytes:
        lines = (f"<urn:{name}> <urn:p> <urn:o> <{triples.CANDIDATES.value}> .\n" for name in names)
        return "".join(lines).encode()

    empty = Unit("", b"", b"", b"", b"", b"", {})
    both = []
    for name, shared in (("1", declared("a", "b", "d")), ("2", declared("b", "c"))):
        graph = f"{triples.STUDY_GRAPHS}{name}"
        own = f"<urn:s> <urn:p> <urn:o{name}> <{graph}> .\n".encode()
        both.append((name, replace(empty, graph=graph, own=own, shared=shared)))
    packed = packing.pack(both)
    assert packed.data.count(b"<urn:b>") == 1
    assert [study["shared"] for study in packed.studies] == [[[0, 2], [3, 1]], [[1, 2]]]
    assert [unit.shared for _, unit in packing.unpack(packed)] == [unit.shared for _, unit in both]


def test_nothing_is_packed_as_nothing() -> None:
    assert list(packing.unpack(packing.pack([]))) == []
