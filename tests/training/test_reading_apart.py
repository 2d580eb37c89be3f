"""Reading with the weights of a folder: the extraction's own readings, and the signs behind its confidences."""

from __future__ import annotations

import json
from pathlib import Path

from training import reading

from kg import extraction, lexicon
from kg.extraction import settings
from kg.model import Reading

WEIGHTS = Path(extraction.__file__).parent / "weights"


def test_readings_are_the_extractions_own_with_the_signs_of_their_confidences(
    seed_readings: tuple[Reading, ...],
) -> None:
    abstract = seed_readings[0].abstract
    (found,) = reading.read([abstract], WEIGHTS)
    assert found.reading == extraction.extract(abstract, lexicon.load())
    curve = settings.load().calibration
    signed = [(one, signs) for one, signs in zip(found.reading.mentions, found.signs, strict=True) if signs]
    assert len(signed) > len(found.signs) / 2
    assert all(one.confidence == curve.confidence(signs, one.kind) for one, signs in signed)


def test_the_folder_is_the_one_that_is_read(seed_readings: tuple[Reading, ...], tmp_path: Path) -> None:
    for path in WEIGHTS.iterdir():
        (tmp_path / path.name).symlink_to(path)
    (tmp_path / "settings.json").unlink()
    known = json.loads((WEIGHTS / "settings.json").read_text(encoding="utf-8"))
    known["themes"] = [f"other-{theme}" for theme in known["themes"]]
    (tmp_path / "settings.json").write_text(json.dumps(known), encoding="utf-8")
    (found,) = reading.read([seed_readings[0].abstract], tmp_path)
    themes = {theme for mention in found.reading.mentions for theme in mention.themes}
    assert themes
    assert all(theme.startswith("other-") for theme in themes)
