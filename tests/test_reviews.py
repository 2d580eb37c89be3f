"""A review is compared with what was proposed to its reviewer, and one whose text changed is never guessed at."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg import extraction, lexicon, loaders, pipeline
from kg.errors import InputError
from kg.evaluation import Review, reviews, total
from kg.evaluation.reviews import Baseline, first_difference
from kg.lexicon import Lexicon
from kg.model import Abstract, Mention, Reading, Span
from kg.vocabulary import Kind

TEXT = "In Z City data sharing\nis slow, and talent is short."


def stub(abstract: Abstract, _: Lexicon) -> Reading:
    """What a tiny extraction reads: `data sharing`, if the text has it."""
    start = abstract.text.find("data sharing")
    found = (Mention(Span(start, start + 12), Kind.PROBLEM, 0.7, ("data-sharing",)),) if start >= 0 else ()
    return Reading(abstract, found)


@pytest.fixture(autouse=True)
def _tiny_extraction(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extraction, "extract", stub)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder `review`, annotated from `raw`."""
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "1.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "raw" / "2.txt").write_text("Funds are short.", encoding="utf-8")
    pipeline.annotate(pipeline.read([tmp_path / "raw"]).taken, tmp_path / "review")
    return tmp_path


def edit(path: Path, old: str, new: str) -> None:
    content = path.read_text(encoding="utf-8")
    assert old in content
    path.write_text(content.replace(old, new), encoding="utf-8")


def compared(folder: Path, *, raw: bool = False) -> dict[str, Review]:
    found, rejected = pipeline.compare_reviews([folder / "review"], [folder / "raw"] if raw else ())
    assert rejected == ()
    return {one.id: one for one in found}


def test_what_is_annotated_is_kept_unchanged(folder: Path) -> None:
    for name in ("1.xml", "2.xml"):
        kept = folder / "review" / reviews.KEPT / name
        assert kept.read_bytes() == (folder / "review" / name).read_bytes()
    assert len(list(loaders.read([folder / "review"], recursive=True))) == 2


def test_overwriting_replaces_what_is_kept(folder: Path) -> None:
    edit(folder / "review" / "1.xml", "data-sharing", "platform")
    taken = pipeline.read([folder / "review"]).taken
    pipeline.annotate(taken, folder / "review", overwrite=True)
    assert b"platform" in (folder / "review" / reviews.KEPT / "1.xml").read_bytes()


def test_an_untouched_review_is_unchanged(folder: Path) -> None:
    found = compared(folder, raw=True)
    assert {(one.is_unchanged, one.is_kept, one.is_without_raw) for one in found.values()} == {(True, True, False)}
    assert total(list(found.values())).changes == {}


def test_a_correction_is_told(folder: Path) -> None:
    edit(folder / "review" / "1.xml", "talent is short", '<problem theme="talent">talent is short</problem>')
    edit(folder / "review" / "1.xml", 'theme="data-sharing"', 'theme="platform"')
    found = compared(folder, raw=True)
    assert [str(change) for change in found["1"].changes] == [
        "changed problem: data sharing (theme: data-sharing -> platform)",
        "added problem: talent is short",
    ]
    assert found["2"].is_unchanged
    assert total(list(found.values())).changes == {"added": {"problem": 1}, "changed": {"problem": 1}}


def test_without_a_kept_file_it_is_compared_with_the_extraction(folder: Path) -> None:
    (folder / "review" / reviews.KEPT / "1.xml").unlink()
    edit(folder / "review" / "1.xml", 'theme="data-sharing"', 'theme="platform"')
    found = compared(folder)
    assert found["1"].baseline is Baseline.EXTRACTED
    assert [change.aspect for change in found["1"].changes] == ["theme"]
    assert found["2"].baseline is Baseline.PROPOSED


def test_a_review_whose_text_was_edited_is_orphaned(folder: Path) -> None:
    edit(folder / "review" / "1.xml", "is slow", "was slow")
    one = compared(folder)["1"]
    assert one.changes == ()
    assert one.orphaned is not None
    assert not one.is_unchanged
    place = one.orphaned
    assert (place.offset, place.line, place.column) == (TEXT.index("is slow"), 2, 1)
    assert place.here.startswith("In Z City data sharing\nwas slow")
    assert place.there.startswith("In Z City data sharing\nis slow")
    assert place.other.endswith("1.xml")


def test_a_review_of_a_raw_text_that_changed_is_orphaned_only_if_asked(folder: Path) -> None:
    (folder / "raw" / "1.txt").write_text(f"{TEXT} New.", encoding="utf-8")
    assert compared(folder)["1"].orphaned is None
    orphan = compared(folder, raw=True)["1"].orphaned
    assert orphan is not None
    assert orphan.offset == len(TEXT)
    assert orphan.other.endswith("1.txt")
    assert "is not that of" in str(orphan)
    assert f"line 2, column {len('is slow, and talent is short.') + 1}" in str(orphan)


def test_a_review_without_a_raw_record_says_so(folder: Path) -> None:
    (folder / "raw" / "2.txt").unlink()
    found = compared(folder, raw=True)
    assert (found["1"].is_without_raw, found["2"].is_without_raw) == (False, True)


def test_a_review_in_the_folder_of_raw_files_proves_nothing() -> None:
    one, other = Abstract("2", "b"), Abstract("2", "c")
    assert reviews.by_id([Reading(Abstract("1", "Edited.")), one, other]) == {"2": [one, other]}


def test_one_of_several_raw_records_is_enough() -> None:
    review = Reading(Abstract("1", TEXT))
    raw = {"1": [Abstract("1", "Other."), Abstract("1", TEXT)]}
    assert reviews.compare(review, lexicon.load(), raw).orphaned is None
    assert reviews.compare(review, lexicon.load(), {"1": raw["1"][:1]}).orphaned is not None


def test_raw_files_are_no_reviews(folder: Path) -> None:
    found, rejected = pipeline.compare_reviews([folder / "review", folder / "raw" / "1.txt"])
    assert len(found) == 2
    assert [rejection.reason for rejection in rejected] == ["it is no review"]
    with pytest.raises(InputError, match="it is no review"):
        pipeline.compare_reviews([folder / "raw"])


def test_a_broken_kept_file_is_reported(folder: Path) -> None:
    (folder / "review" / reviews.KEPT / "1.xml").write_text("<abstract", encoding="utf-8")
    found, rejected = pipeline.compare_reviews([folder / "review"])
    assert [one.id for one in found] == ["2"]
    assert "cannot be compared" in rejected[0].reason


def test_a_mark_that_the_extraction_would_let_cross_is_no_crash(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def crossing(abstract: Abstract, known: Lexicon) -> Reading:
        marks = (Mention(Span(0, 5), Kind.PROBLEM), Mention(Span(3, 9), Kind.CAUSE))
        return replace(stub(abstract, known), mentions=marks)

    monkeypatch.setattr(extraction, "extract", crossing)
    (folder / "review" / reviews.KEPT / "1.xml").unlink()
    _, rejected = pipeline.compare_reviews([folder / "review"])
    assert "cross" in rejected[0].reason


@given(st.text(max_size=20), st.text(max_size=20))
def test_texts_are_alike_up_to_the_first_difference(one: str, other: str) -> None:
    at = first_difference(one, other)
    assert one[:at] == other[:at]
    assert one[at : at + 1] != other[at : at + 1] or one == other
