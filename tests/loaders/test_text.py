"""Plain text: the raw seeds are exactly the text of their annotated twins, and nothing they say is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import InputError
from kg.loaders import annotated, text
from kg.model import Metadata, Source

SEEDS = Path(__file__).parents[2] / "seeds"
RAW = sorted(SEEDS.glob("*.txt"))


def test_the_seeds_are_five() -> None:
    assert len(RAW) == 5


@pytest.mark.parametrize("path", RAW, ids=lambda path: path.stem)
def test_a_raw_seed_is_its_annotated_twin(path: Path) -> None:
    twin = annotated.parse_file(SEEDS / "annotated" / "seeds" / f"{path.stem}.xml").abstract
    abstract = text.parse(path)
    assert (abstract.text, abstract.id, abstract.title, abstract.year) == (twin.text, twin.id, twin.title, twin.year)
    assert abstract.source == Source(str(path), "text", "utf-8")


def test_what_the_site_says_of_a_seed_is_kept() -> None:
    abstract = text.parse(SEEDS / "003_81017fc05be48154.txt")
    assert abstract.metadata == Metadata(
        posted="2023-08-06",
        degree="Master",
        type="Thesis",
        country="China",
        candidate="M Q Chen",
        identifier="2556306902461744",
        subject="Public administration",
        keywords=("Big data", "Public security organization", "Smart policing"),
    )


def test_a_text_is_kept_as_written_but_for_the_ends(tmp_path: Path) -> None:
    path = tmp_path / "café.v2.txt"
    path.write_bytes("\ufeff \r\n“Full－width”　and\r\n\tcurly ’ é e\u0301 𝔘\x0c end.\u3000\r\n".encode())
    abstract = text.parse(path)
    assert abstract.text == "“Full－width”　and\r\n\tcurly ’ é e\u0301 𝔘\x0c end."
    assert (abstract.id, abstract.source) == ("café.v2", Source(str(path), "text", "utf-8-sig"))


def test_the_id_is_composed_whatever_the_file_system_does(tmp_path: Path) -> None:
    path = tmp_path / "cafe\u0301.txt"
    path.write_text("text", encoding="utf-8")
    assert text.parse(path).id == "café"


def test_the_source_of_a_page_is_read_as_a_page(tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    path.write_text("<!DOCTYPE html>\n<html><body><p>Data sharing is not smooth.</p></body></html>", encoding="utf-8")
    assert text.parse(path).text == "Data sharing is not smooth."


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "the file is empty"),
        (b" \r\n ", "the file is empty"),
        ("\ufeff".encode(), "there is no abstract in it"),
        (b"GTID: 9\nRelated items", "there is no abstract in it"),
        (b"a\0b", "NUL bytes"),
        (b"x" * 2_000_001, "2,000,001 characters are too many"),
    ],
)
def test_a_file_without_an_abstract_is_refused(tmp_path: Path, content: bytes, reason: str) -> None:
    path = tmp_path / "x.txt"
    path.write_bytes(content)
    with pytest.raises(InputError, match=reason) as caught:
        text.parse(path)
    assert str(caught.value).startswith(f"{path}: ")
