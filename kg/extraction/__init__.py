"""An abstract becomes a reading (sentences, tagging, linking, relations), and a reading a study (assembly)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.extraction import linking, relations, tagging
from kg.extraction.assembly import assemble
from kg.model import Abstract, Reading
from kg.vocabulary import Status

if TYPE_CHECKING:
    from kg.lexicon import Lexicon

__all__ = ["assemble", "extract"]


def extract(abstract: Abstract, lexicon: Lexicon, *, tag: tagging.Tagger = tagging.tag) -> Reading:
    """Return what the abstract says, as far as the extraction can tell; `tag` finds the mentions."""
    text = abstract.text
    mentions = linking.give_themes(text, linking.join_cases(text, tag(text, lexicon)))
    return Reading(abstract, tuple(mentions), tuple(relations.find(text, mentions)), Status.EXTRACTED)
