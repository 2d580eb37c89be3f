"""The cues: the file is sound, and every cue is general, which the annotated abstracts for training must show."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg import resources
from kg.errors import ResourceError
from kg.extraction import cues
from kg.loaders import annotated

TRAIN = Path(__file__).parents[2] / "seeds" / "annotated" / "train"
#: What takes names of places apart, marks no sentence's end, or counts on beyond the longest list of the corpus.
NOT_PHRASES = {"areas", "sentences", "ties.ordinals"}


@functools.cache
def train_text() -> str:
    return "\n".join(annotated.parse_file(path).abstract.text for path in sorted(TRAIN.glob("*.xml")))


def phrases(content: object, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(content, dict):
        for name, part in content.items():
            yield from phrases(part, f"{path}.{name}" if path else name)
    elif isinstance(content, list) and not path.startswith(tuple(NOT_PHRASES)):
        yield from ((path, phrase) for phrase in content)


def test_every_cue_occurs_in_the_abstracts_for_training() -> None:
    unseen = [
        (path, phrase) for path, phrase in phrases(cues.raw()) if not cues.compiled([phrase]).search(train_text())
    ]
    assert unseen == []


def test_no_cue_is_written_twice_in_its_list() -> None:
    listed = list(phrases(cues.raw()))
    assert len(listed) == len(set(listed))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("weak ties DUE  to rules", "DUE  to"),
        ("due\nto rules", "due\nto"),
        ("subdue to rules", None),
        ("due tomorrow", None),
        ("rules arise\nfrom habit", "arise\nfrom"),
        ("it is a resource", None),
    ],
)
def test_a_phrase_matches_whole_words_in_any_case_and_spacing(text: str, found: str | None) -> None:
    match = cues.load().ties.signs["reason"].search(text)
    assert (match.group() if match else None) == found


def test_a_comma_is_a_cue_wherever_it_stands() -> None:
    assert cues.load().ties.signs["pointing"].search("rules,so") is not None


def test_ordinals_count_places_from_zero() -> None:
    ties = cues.load().ties
    text = "firstly; (2)the second; 3rd, (12); one"
    assert [ties.ordinals[word] for word in ties.counting.findall(text)] == [0, 1, 1]


def test_a_broken_file_is_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resources, "text", lambda _part: "[areas\n")
    with pytest.raises(ResourceError, match=re.escape("ontology/cues.toml")):
        cues.raw()


def test_a_missing_section_is_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resources, "text", lambda _part: "[areas]\n")
    cues.load.cache_clear()
    with pytest.raises(ResourceError, match="characters"):
        cues.load()
    monkeypatch.undo()
    cues.load.cache_clear()
