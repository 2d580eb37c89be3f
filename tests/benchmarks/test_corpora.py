"""Generated corpora: repeatable, exact in every quote, like what they are learned from, and never held in memory."""

from __future__ import annotations

from collections import Counter
from itertools import islice
from pathlib import Path
from statistics import mean

import pytest
from benchmarks import corpora
from benchmarks.corpora import Generator

from kg import extraction, graph, lexicon, validation
from kg.loaders import annotated
from kg.model import Reading, Study
from kg.vocabulary import Basis, Kind, Status

ANNOTATED = Path(__file__).parents[2] / "seeds" / "annotated"


@pytest.fixture(scope="module")
def generator() -> Generator:
    return corpora.learn(ANNOTATED)


@pytest.fixture(scope="module")
def studies(generator: Generator) -> list[Study]:
    return list(generator.studies(250, 1))


@pytest.fixture(scope="module")
def originals() -> list[Study]:
    known = lexicon.load()
    files = sorted(path for name in corpora.FOLDERS for path in (ANNOTATED / name).glob("*.xml"))[::4]
    return [extraction.assemble(annotated.parse_file(file, known.themes), known) for file in files]


def shares(studies: list[Study]) -> Counter[str]:
    """How many of a hundred statements have each theme first."""
    first = Counter(statement.themes[0] for study in studies for statement in study.statements)
    return Counter({theme: 100 * count // first.total() for theme, count in first.items()})


def test_a_seed_gives_the_same_studies_and_another_seed_others(generator: Generator, studies: list[Study]) -> None:
    assert list(generator.studies(20, 1)) == studies[:20]
    assert not {study.abstract.text for study in generator.studies(20, 2)} & {s.abstract.text for s in studies}


def test_studies_come_one_by_one(generator: Generator, studies: list[Study]) -> None:
    assert list(islice(generator.studies(10**12, 1), 3)) == studies[:3]


def test_the_abstracts_are_those_of_the_studies(generator: Generator, studies: list[Study]) -> None:
    assert list(generator.abstracts(20, 1)) == [study.abstract for study in studies[:20]]


def test_ids_are_unique_also_across_seeds(generator: Generator, studies: list[Study]) -> None:
    ids = {reading.abstract.id for seed in (1, 2) for reading in generator.readings(50, seed)}
    assert len(ids) == 100
    assert len({study.abstract.id for study in studies}) == len(studies)


def test_every_quote_is_in_its_text(studies: list[Study]) -> None:
    assert validation.faults(graph.collect(studies[:30])) == ()


def test_hardly_a_text_comes_twice(studies: list[Study]) -> None:
    assert len({study.abstract.text for study in studies}) > 0.99 * len(studies)


def test_marks_hold_the_words_that_they_held(generator: Generator) -> None:
    """No mark begins or ends with a space, and a case that is named again is the case that it was."""
    for reading in generator.readings(60, 3):
        for mention in reading.mentions:
            words = mention.span.of(reading.abstract.text)
            assert words == words.strip() != ""
            assert mention.same is None or reading.mentions[mention.same].kind is Kind.CASE


def test_ties_run_from_one_end_to_the_other(generator: Generator) -> None:
    ties = [(reading, tie) for reading in generator.readings(60, 3) for tie in reading.ties]
    assert ties
    for reading, tie in ties:
        assert tie.evidence.covers(reading.mentions[tie.origin].span)
        assert tie.evidence.covers(reading.mentions[tie.target].span)
        assert reading.mentions[tie.target].kind is Kind.PROBLEM


@pytest.mark.parametrize("part", ["cases", "statements", "uses", "links", "localities"])
def test_counts_are_those_of_what_was_learned_from(studies: list[Study], originals: list[Study], part: str) -> None:
    made, learned = (mean(len(getattr(study, part)) for study in of) for of in (studies, originals))
    assert made == pytest.approx(learned, rel=0.25)


def test_themes_are_as_frequent_as_in_what_was_learned_from(studies: list[Study], originals: list[Study]) -> None:
    made, learned = (shares(of) for of in (studies, originals))
    assert made.keys() <= set(lexicon.load().themes)
    for theme, share in learned.items():
        assert made[theme] == pytest.approx(share, abs=2)


def test_some_cases_are_in_real_places_and_more_are_not(studies: list[Study]) -> None:
    places = Counter(case.place is not None for study in studies for case in study.cases)
    assert places[False] > places[True] > 0.1 * places.total()


def test_most_are_extracted_with_a_confidence_and_some_reviewed(studies: list[Study]) -> None:
    status = Counter(study.status for study in studies)
    assert 0 < status[Status.REVIEWED] < 0.2 * len(studies)
    for study in studies:
        basis = Basis.REVIEWED if study.status is Status.REVIEWED else Basis.STATED
        assert all(link.basis is basis for link in study.links)
    said = [one.confidence for s in studies if s.status is Status.EXTRACTED for one in s.statements]
    assert min(said) >= 0.5
    assert sum(confidence > 0.9 for confidence in said) > 0.8 * len(said)


def test_cases_get_new_names_throughout(seed_readings: tuple[Reading, ...]) -> None:
    generator = Generator(seed_readings)
    texts = {reading.abstract.text for reading in generator.readings(30, 1)}
    learned = {reading.abstract.text for reading in seed_readings}
    assert not texts & learned
