"""Reads what one study says out of the quads of its named graph."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from pyoxigraph import Quad

from kg.model import Span
from kg.views.passages import Passage, Reader
from kg.views.site import paths
from kg.views.site.names import Named, Names
from kg.views.site.told import Case, Claim, Mark, Tie, Told, Use
from kg.vocabulary import DC, DCTERMS, FABIO, KG, OA, RDF, RDFS, SCHEMA, STATEMENT_KINDS

__all__ = ["read"]

_CODE = re.compile(r"[a-z]+[0-9]+(?:\.[0-9]+)?")
_CLASSES = {f"{KG}{kind.capitalize()}": kind.value for kind in STATEMENT_KINDS}
_TYPE, _LABEL = f"{RDF}type", f"{RDFS}label"
_STATUS, _CONFIDENCE, _THEME, _ABOUT, _IN = (
    KG + name for name in ("status", "confidence", "hasTheme", "aboutCase", "locatedIn")
)
_BODY, _TARGET, _SELECTOR, _START, _END = (
    OA + name for name in ("hasBody", "hasTarget", "hasSelector", "start", "end")
)
_USES = tuple(KG + name for name in ("appliesTheory", "usesMethod", "mentionsTechnology"))
#: The properties that a page needs; the others are passed over.
_READ = frozenset({
    *(_TYPE, _LABEL, _STATUS, _CONFIDENCE, _THEME, _ABOUT, _IN, _BODY, _TARGET, _SELECTOR, _START, _END, *_USES),
    *(KG + name for name in ("comparesWith", "examines", "linkFrom", "linkTo", "relation", "basis")),
    *(DCTERMS + name for name in ("identifier", "title", "issued", "language")),
    *(f"{DC}subject", f"{SCHEMA}text"),
})  # fmt: skip
_NOTHING: dict[str, list[str]] = {}


def read(quads: Iterable[Quad], names: Names) -> Told:
    """Return the study whose named graph holds these quads."""
    return _Reading(_Said(quads), names).told()


class _Said:
    """What one graph says, as plain text by subject and predicate."""

    def __init__(self, quads: Iterable[Quad]) -> None:
        self._values: dict[str, dict[str, list[str]]] = {}
        self._members: dict[str, list[str]] = {}
        for subject, predicate, value, _ in quads:
            name = predicate.value
            if name not in _READ:
                continue
            iri, text = subject.value, value.value
            if name == _TYPE:
                self._members.setdefault(text, []).append(iri)
            elif iri in self._values:
                self._values[iri].setdefault(name, []).append(text)
            else:
                self._values[iri] = {name: [text]}

    def subjects(self, kind: str) -> list[str]:
        """Return the subjects of a class, sorted."""
        return sorted(self._members.get(kind, ()))

    def of(self, subject: str) -> dict[str, list[str]]:
        """Return all that is said of a subject."""
        return self._values.get(subject, _NOTHING)

    def all(self, subject: str, predicate: str) -> list[str]:
        """Return what stands there, sorted."""
        return sorted(self.of(subject).get(predicate, ()))

    def one(self, subject: str, predicate: str) -> str | None:
        """Return what stands there, if anything does; the least, if several do."""
        found = self.of(subject).get(predicate)
        return min(found) if found else None


class _Reading:
    """Puts a study together out of what its graph says."""

    def __init__(self, said: _Said, names: Names) -> None:
        self._said, self._names = said, names
        self._study = said.subjects(f"{KG}Study")[0]
        abstract = said.subjects(f"{FABIO}Abstract")[0]
        self._language = said.one(abstract, f"{DCTERMS}language") or "en"
        self._reader = Reader(said.one(abstract, f"{SCHEMA}text") or "")
        self._spans = self._find_spans()

    def told(self) -> Told:
        said, study = self._said, self._study
        name = paths.local_name(study)[1]
        cases = {iri: self._case(iri, examined) for iri, examined in self._case_roles()}
        claims = {iri: self._claim(iri, kind, cases) for iri, kind in self._statements()}
        uses = tuple(self._uses())
        return Told(
            iri=study,
            name=name,
            page=paths.of("study", name),
            id=said.one(study, f"{DCTERMS}identifier") or name,
            title=said.one(study, f"{DCTERMS}title"),
            issued=said.one(study, f"{DCTERMS}issued"),
            subjects=tuple(said.all(study, f"{DC}subject")),
            language=self._language,
            status=said.one(study, _STATUS) or "",
            text=self._reader.text,
            cases=tuple(sorted(cases.values(), key=lambda case: (not case.examined, self._first(case.iri), case.iri))),
            claims=tuple(sorted(claims.values(), key=lambda claim: (claim.span, claim.code))),
            uses=uses,
            ties=tuple(self._ties(claims)),
            marks=tuple(self._marks(claims.values(), uses, cases.values())),
        )

    def _find_spans(self) -> dict[str, list[tuple[str, Span]]]:
        """The evidence by what it is evidence for: the annotation's IRI, and the words' place."""
        found: dict[str, list[tuple[str, Span]]] = {}
        for iri in self._said.subjects(f"{OA}Annotation"):
            said = self._said.of(iri)
            for selector in self._said.of(said[_TARGET][0]).get(_SELECTOR, ()):
                place = self._said.of(selector)
                if _START in place:
                    found.setdefault(said[_BODY][0], []).append((iri, Span(int(place[_START][0]), int(place[_END][0]))))
        return found

    def _first(self, iri: str) -> Span:
        return min((span for _, span in self._spans.get(iri, ())), default=Span(0, 0))

    def _case_roles(self) -> Iterator[tuple[str, bool]]:
        for name in ("comparesWith", "examines"):
            for iri in self._said.all(self._study, KG + name):
                yield iri, name == "examines"

    def _case(self, iri: str, examined: bool) -> Case:
        name = paths.local_name(iri)[1]
        return Case(
            iri=iri,
            name=name,
            page=paths.of("case", name),
            label=self._said.one(iri, _LABEL) or name,
            language=self._language,
            examined=examined,
            where=tuple(self._places(iri)),
            code=_code(iri),
            mentions=tuple(_code(mention) for mention, _ in sorted(self._spans.get(iri, ()), key=_place)),
            confidence=self._confidence(iri),
        )

    def _places(self, iri: str) -> Iterator[Named | str]:
        """Where a case lies: an anonymised place is a name and no more, a real one is shared."""
        place, met = self._said.one(iri, _IN), {iri}
        while place and place not in met:
            met.add(place)
            label = self._said.one(place, _LABEL)
            yield label or self._names[place]
            place = self._names[place].broader if label is None else self._said.one(place, _IN)

    def _statements(self) -> Iterator[tuple[str, str]]:
        return ((iri, kind) for cls, kind in _CLASSES.items() for iri in self._said.subjects(cls))

    def _claim(self, iri: str, kind: str, cases: dict[str, Case]) -> Claim:
        span, said = self._first(iri), self._said
        phrase = said.one(iri, _LABEL) or span.of(self._reader.text)
        return Claim(
            code=_code(iri),
            iri=iri,
            kind=kind,
            phrase=phrase,
            span=span,
            passage=self._passage(span, phrase),
            themes=tuple(self._names[theme] for theme in said.all(iri, _THEME)),
            case=cases.get(said.one(iri, _ABOUT) or ""),
            status=said.one(iri, _STATUS) or "",
            confidence=self._confidence(iri),
        )

    def _uses(self) -> list[Use]:
        found = []
        for predicate in _USES:
            for iri in self._said.all(self._study, predicate):
                for annotation, span in self._spans.get(iri, ())[:1]:
                    found.append(self._use(annotation, self._names[iri], span))
        return sorted(found, key=lambda use: (use.span, use.code))

    def _use(self, annotation: str, concept: Named, span: Span) -> Use:
        phrase = span.of(self._reader.text)
        passage = self._passage(span, phrase)
        return Use(_code(annotation), concept, phrase, span, passage, self._confidence(annotation))

    def _ties(self, claims: dict[str, Claim]) -> Iterator[Tie]:
        said = self._said
        for iri in said.subjects(f"{KG}Link"):
            origin, target = (claims.get(said.one(iri, KG + end) or "") for end in ("linkFrom", "linkTo"))
            if origin and target:
                spans = self._spans.get(iri, ())
                yield Tie(
                    code=_code(iri),
                    relation=said.one(iri, f"{KG}relation") or "",
                    origin=origin,
                    target=target,
                    basis=said.one(iri, f"{KG}basis") or "",
                    passage=self._passage(spans[0][1], "") if spans else None,
                    confidence=self._confidence(iri),
                )

    def _marks(self, claims: Iterable[Claim], uses: Iterable[Use], cases: Iterable[Case]) -> list[Mark]:
        found = [Mark(claim.code, claim.kind, claim.span, claim.code) for claim in claims]
        found += [Mark(use.code, use.kind, use.span, use.code) for use in uses]
        for case in cases:
            found += [Mark(_code(iri), "case", span, _code(case.iri)) for iri, span in self._spans.get(case.iri, ())]
        return sorted(found, key=lambda mark: (mark.span.start, -mark.span.end, mark.code))

    def _passage(self, span: Span, words: str) -> Passage:
        return self._reader.passage(span) or Passage("", words, "")

    def _confidence(self, iri: str) -> float | None:
        found = self._said.one(iri, _CONFIDENCE)
        return float(found) if found else None


def _place(found: tuple[str, Span]) -> Span:
    return found[1]


def _code(iri: str) -> str:
    """The code of a part within its study (`p2`); a name too long to show it stands for itself."""
    name = paths.local_name(iri)[1]
    code = name.rpartition("-")[2]
    return code if _CODE.fullmatch(code) else name
