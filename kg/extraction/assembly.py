"""Puts a reading together as a study: codes, cases joined, concepts looked up, ties made links."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from kg.extraction.sentences import sentence_at, sentences
from kg.extraction.sites import Sites
from kg.model import Case, Evidence, Link, Mention, Reading, Span, Statement, Study, Tie, Use
from kg.vocabulary import CONCEPT_KINDS, STATEMENT_KINDS, Basis, Kind, Role, Status

if TYPE_CHECKING:
    from kg.lexicon import Lexicon

__all__ = ["assemble"]

#: The letter with which the codes of a kind begin; `n` is for localities and `l` for links.
_LETTERS = {
    Kind.CASE: "k",
    Kind.PROBLEM: "p",
    Kind.CAUSE: "c",
    Kind.COUNTERMEASURE: "m",
    Kind.ACHIEVEMENT: "a",
    Kind.THEORY: "t",
    Kind.METHOD: "d",
    Kind.TECHNOLOGY: "g",
}


def assemble(reading: Reading, lexicon: Lexicon) -> Study:
    """Return the study that a reading, extracted or reviewed, amounts to.

    Codes count by kind in the order of the text. A case keeps all its mentions as evidence, a concept only its first
    use; `context` is left out. A reviewed reading gives reviewed links, an extracted one stated links.
    """
    order = sorted(range(len(reading.mentions)), key=lambda place: reading.mentions[place].span)
    sites = Sites(lexicon)
    cases = tuple(_cases(reading, order, sites))
    codes = _statement_codes(reading, order)
    find_case = _case_finder(reading.abstract.text, cases)
    return Study(
        abstract=reading.abstract,
        status=reading.status,
        cases=cases,
        localities=sites.localities,
        statements=tuple(_statement(reading, place, code, find_case) for place, code in codes.items()),
        uses=tuple(_uses(reading, order, lexicon)),
        links=tuple(_links(reading, codes)),
    )


def _evidence(reading: Reading, span: Span) -> Evidence:
    return Evidence(reading.abstract.id, span)


def _cases(reading: Reading, order: list[int], sites: Sites) -> Iterator[Case]:
    mentions: dict[int, list[Mention]] = {}
    for place in order:
        mention = reading.mentions[place]
        if mention.kind is Kind.CASE:
            first = place if mention.same is None else mention.same
            mentions.setdefault(first, []).append(mention)
    for number, (first, group) in enumerate(mentions.items(), start=1):
        yield _case(reading, f"k{number}", reading.mentions[first], group, sites)


def _case(reading: Reading, code: str, head: Mention, group: list[Mention], sites: Sites) -> Case:
    place, locality = _site(reading, group, sites)
    return Case(
        id=code,
        label=head.span.of(reading.abstract.text),
        role=head.role or Role.SUBJECT,
        evidence=tuple(_evidence(reading, mention.span) for mention in group),
        place=place,
        locality=locality,
        confidence=head.confidence,
    )


def _site(reading: Reading, group: list[Mention], sites: Sites) -> tuple[str | None, str | None]:
    """Locate a case by the longest of its names: a later mention may add the province that the first left out."""
    names = {mention.span.of(reading.abstract.text): None for mention in group}
    return sites.locate(max(names, key=len))


def _statement_codes(reading: Reading, order: list[int]) -> dict[int, str]:
    """Return the code of each statement by its mention's place in the reading, in the order of the text."""
    count: Counter[Kind] = Counter()
    codes = {}
    for place in order:
        kind = reading.mentions[place].kind
        if kind in STATEMENT_KINDS:
            count[kind] += 1
            codes[place] = f"{_LETTERS[kind]}{count[kind]}"
    return codes


def _statement(reading: Reading, place: int, code: str, find_case: Callable[[Span], str | None]) -> Statement:
    mention = reading.mentions[place]
    return Statement(
        id=code,
        kind=mention.kind,
        phrase=mention.span.of(reading.abstract.text),
        themes=mention.themes,
        evidence=_evidence(reading, mention.span),
        case=find_case(mention.span),
        confidence=mention.confidence,
    )


def _case_finder(text: str, cases: tuple[Case, ...]) -> Callable[[Span], str | None]:
    """Return what says which case a statement is about: the only subject, or the only one named in its sentence."""
    subjects = [case for case in cases if case.role is Role.SUBJECT]
    if len(subjects) < 2:
        only = subjects[0].id if subjects else None
        return lambda _span: only
    bounds = sentences(text)
    named: dict[Span | None, set[str]] = {}
    for case in subjects:
        for evidence in case.evidence:
            named.setdefault(sentence_at(bounds, evidence.span.start), set()).add(case.id)

    def find(span: Span) -> str | None:
        here = named.get(sentence_at(bounds, span.start), set())
        return next(iter(here)) if len(here) == 1 else None

    return find


def _uses(reading: Reading, order: list[int], lexicon: Lexicon) -> Iterator[Use]:
    met: set[tuple[Kind, str]] = set()
    count: Counter[Kind] = Counter()
    for place in order:
        mention = reading.mentions[place]
        if mention.kind not in CONCEPT_KINDS:
            continue
        phrase = mention.span.of(reading.abstract.text)
        concept = lexicon.find_concept(mention.kind, phrase)
        if (mention.kind, concept.notation) not in met:
            met.add((mention.kind, concept.notation))
            count[mention.kind] += 1
            code = f"{_LETTERS[mention.kind]}{count[mention.kind]}"
            yield Use(code, concept, phrase, _evidence(reading, mention.span), mention.confidence)


def _links(reading: Reading, codes: dict[int, str]) -> Iterator[Link]:
    basis = Basis.REVIEWED if reading.status is Status.REVIEWED else Basis.STATED
    for number, tie in enumerate(sorted(reading.ties, key=_tie_order), start=1):
        yield Link(
            id=f"l{number}",
            relation=tie.relation,
            origin=codes[tie.origin],
            target=codes[tie.target],
            basis=basis,
            evidence=_evidence(reading, tie.evidence),
            confidence=tie.confidence,
        )


def _tie_order(tie: Tie) -> tuple[Span, int, int]:
    return tie.evidence, tie.origin, tie.target
