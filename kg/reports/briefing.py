"""Makes a brief of a graph: asks it, says what it answers, and names the studies that are quoted."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode

from kg import iris
from kg.folder import CANDIDATES
from kg.graph import KnowledgeGraph
from kg.reports import causes, limits, problems, proposals
from kg.reports.content import Brief, Figure, Item, Number, Paragraph, Quote, Reference, Section
from kg.reports.inquiry import Inquiry, distinct
from kg.reports.problems import Recurring
from kg.reports.wording import Wording, load
from kg.vocabulary import DC, DCTERMS, KG, SKOS

__all__ = ["brief"]

_OTHER = NamedNode(iris.mint("theme", "other"))


def brief(graph: KnowledgeGraph, *, language: str = "en", title: str | None = None) -> Brief:
    """Return the brief of a graph: what recurs, why, what is proposed, what nobody addresses, and how sure that is.

    Every number in it names the question that recomputes it, and every claim quotes its words. How much is quoted does
    not grow with the graph, so that two pages stay two pages; what is left out is counted.
    """
    wording = load(language)
    inquiry = Inquiry(graph, language, _with_candidates(graph))
    heading = title or wording.text("title")
    studies = inquiry.count("coverage_silence", "studies")
    if not studies.value:
        return Brief(language, heading, Paragraph(wording.say("empty", studies=studies)), (), (), (), _digest(graph))
    found = problems.recurring(inquiry, _label(graph, language))
    said = problems.most_widespread(inquiry, wording, found) + wording.say("summary.basis")
    sections = tuple(_sections(inquiry, wording, found))
    return Brief(
        language,
        heading,
        Paragraph(said),
        tuple(_figures(inquiry, wording, found)),
        sections,
        _references(graph, sections),
        _digest(graph),
    )


def _sections(inquiry: Inquiry, wording: Wording, found: Recurring) -> Iterator[Section]:
    yield problems.recurs(inquiry, wording, found)
    yield causes.why(inquiry, wording, found)
    yield proposals.proposed(inquiry, wording, found)
    gaps = problems.gaps(inquiry, wording, found)
    if gaps:
        yield gaps
    yield limits.silence(inquiry, wording)
    yield limits.sure(inquiry, wording)


def _figures(inquiry: Inquiry, wording: Wording, found: Recurring) -> Iterator[Figure]:
    recurs = found.themes_in(inquiry.ask("problem_recurrence", min_cases=2))
    figures: dict[str, Number] = {
        "studies": inquiry.count("coverage_silence", "studies"),
        "cases": inquiry.count("problem_recurrence", "cases_examined", min_cases=2),
        "recurring": inquiry.number("problem_recurrence", recurs, min_cases=2),
        "gaps": inquiry.number("gap_countermeasures", distinct("theme"), scope="corpus"),
    }
    if not inquiry.count("gap_countermeasures", "problems").value:
        del figures["gaps"]  # where no problem is reported, none is left open
    for name, number in figures.items():
        yield Figure(number, wording.text(f"figure.{name}.{'one' if number.value == 1 else 'other'}"))


def _with_candidates(graph: KnowledgeGraph) -> KnowledgeGraph | None:
    """The same graph with its candidates; without a folder nobody knows them, and where none is, none need be read."""
    if graph.folder is None or not graph.folder.digests:
        return None
    if not any(path.stat().st_size for path in graph.folder.files(CANDIDATES)):
        return graph
    return KnowledgeGraph.open(graph.folder.path, with_candidates=True)


def _digest(graph: KnowledgeGraph) -> str:
    return graph.folder.digest if graph.folder else ""


def _label(graph: KnowledgeGraph, language: str) -> str:
    """The name of the theme that is no one subject."""
    labels = graph.store.quads(subject=_OTHER, predicate=NamedNode(f"{SKOS}prefLabel"))
    named = (quad.object for quad in labels)
    return next((label.value for label in named if isinstance(label, Literal) and label.language == language), "")


def _references(graph: KnowledgeGraph, sections: tuple[Section, ...]) -> tuple[Reference, ...]:
    """The studies that are quoted, in the order in which they are first."""
    runs = (
        run
        for section in sections
        for block in section.blocks
        for run in ((*block.head, *block.runs) if isinstance(block, Item) else block.runs)
    )
    quoted = dict.fromkeys(run.study for run in runs if isinstance(run, Quote))
    return tuple(_reference(graph, f"S{number}", study) for number, study in enumerate(quoted, 1))


def _reference(graph: KnowledgeGraph, key: str, study: str) -> Reference:
    def known(predicate: str) -> tuple[str, ...]:
        found = graph.store.quads(subject=NamedNode(iris.mint("study", study)), predicate=NamedNode(predicate))
        return tuple(sorted(quad.object.value for quad in found if isinstance(quad.object, Literal)))

    def first(predicate: str) -> str:
        return next(iter(known(predicate)), "")

    return Reference(
        key=key,
        study=study,
        authors=known(f"{DC}creator"),
        title=first(f"{DCTERMS}title"),
        year=first(f"{DCTERMS}issued")[:4],
        status=first(f"{KG}status"),
    )
