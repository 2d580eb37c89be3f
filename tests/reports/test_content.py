"""What a brief says: of the seeds, and of graphs that hold one study, no problem, nothing, or hundreds of studies."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest

from kg import reports
from kg.graph import KnowledgeGraph
from kg.model import Study
from kg.reports import printing, wording
from kg.reports.content import Brief, Item, Name, Number, Quote, Run
from kg.vocabulary import STATEMENT_KINDS, Kind
from reports.worlds import HOSTILE, copies, opened, saying, without


def told(runs: Sequence[Run]) -> str:
    """Runs as one reads them aloud, without notes and citations."""
    return "".join(str(run) if isinstance(run, Number) else run.words for run in runs)


def section(brief: Brief, key: str) -> str:
    (found,) = [one for one in brief.sections if one.key == key]
    lines = [
        f"{told(block.head)}: {told(block.runs)}" if isinstance(block, Item) else told(block.runs)
        for block in found.blocks
    ]
    return "\n".join(lines)


def test_the_seeds_recur_as_their_abstracts_say(seed_brief: Brief) -> None:
    assert [f"{figure.number} {figure.label}" for figure in seed_brief.figures] == [
        "5 studies read",
        "4 cases examined",
        "2 problem themes that recur",
        "2 problem themes with no proposal",
    ]
    said = section(seed_brief, "recurs")
    assert "Of 4 examined cases, 3 are reported to have problems." in said
    assert "Of 1 (Linhai City,Zhejiang Province) the abstract names none at all." in said
    assert "data sharing: 3 of 4 examined cases: inadequate integration and sharing" in said
    assert "awareness and ideas: 2 of 4 examined cases: " in said
    assert "Hangzhou" not in said
    assert "Qingdao" not in said


def test_stated_causes_stand_apart_from_those_that_share_a_theme_or_a_study(seed_brief: Brief) -> None:
    said = section(seed_brief, "why")
    first, stated, sharing, _ = said.splitlines()
    assert first.startswith("Of 16 reported causes, 7 are tied to a problem by the text itself, in 1 study.")
    assert stated.count("caused by") == 3
    assert sharing.startswith("Beside data sharing: No text ties a cause to it. Same theme, not tied: barriers to")
    assert "Same study, not tied: 9 causes in 2 abstracts, such as management factors" in sharing


def test_a_tied_cause_is_not_said_to_be_untied() -> None:
    said = section(reports.brief(opened([saying(0, "x"), saying(1, "y")])), "why")
    assert "Beside data sharing: 2 ties of causes to it are stated." in said
    assert "not tied" not in said


def test_proposals_name_their_author_and_lessons_their_origin(seed_brief: Brief) -> None:
    said = section(seed_brief, "proposed")
    assert "4 of 5 abstracts propose 25 countermeasures. None is tied to a problem by the text" in said
    assert "Set out for J City after naming Hangzhou,Zhejiang Province and Qingdao,Shandong Province" in said
    assert "The text does not say which lesson is whose." in said
    authors = {run.who for run in reports.brief(opened([saying(0, "x")])).runs() if isinstance(run, Quote)}
    assert "x, x" in authors


def test_the_limits_are_said(seed_brief: Brief) -> None:
    assert section(seed_brief, "gaps").splitlines()[1:3] == [
        "technological innovation: technological innovation is slightly delayed",
        "training and skills: low informatization quality",
    ]
    assert "achievements 4, causes 2, problems 1" in section(seed_brief, "silence")
    said = section(seed_brief, "sure")
    assert said.startswith("A person reviewed 5 of 5 abstracts.")
    assert "None was set aside" in said


def test_candidates_are_counted_and_kept_apart(extracted_dir: object) -> None:
    made = reports.brief(KnowledgeGraph.open(str(extracted_dir)))
    said = section(made, "sure")
    assert said.startswith("A program alone read the 5 abstracts; none was reviewed by a person.")
    assert re.search(r"confidence of 0\.9\d+\. \d+ more were read with too little confidence to count;", said)


def test_of_one_study_nothing_recurs(seed_studies: Sequence[Study]) -> None:
    made = reports.brief(opened(seed_studies[:1]))
    assert section(made, "recurs").startswith("1 case is examined, so that nothing can recur from case to case.")
    assert told(made.summary.runs).startswith("This brief says what abstracts say")
    assert "Study by study" not in section(made, "gaps")
    assert section(made, "why") == "No cause is reported in any abstract."


def test_where_no_problem_is_reported_none_is_said_to_be_absent(seed_studies: Sequence[Study]) -> None:
    made = reports.brief(opened([without(study, Kind.PROBLEM) for study in seed_studies]))
    assert section(made, "recurs").startswith("No problem is reported in the 5 abstracts. An abstract that lists no")
    assert "gaps" not in {one.key for one in made.sections}
    assert len(made.figures) == 3
    assert "tied" not in section(made, "proposed")


def test_where_no_case_is_named_none_recurs(seed_studies: Sequence[Study]) -> None:
    made = reports.brief(opened([study for study in seed_studies if not study.cases]))
    assert section(made, "recurs").startswith("No abstract names the case it examines")
    assert section(made, "why").startswith("Of 7 reported causes, the text itself ties all 7 to a problem, in 1 study.")


def test_where_nothing_is_stated_each_section_says_so(seed_studies: Sequence[Study]) -> None:
    made = reports.brief(opened([without(study, *STATEMENT_KINDS) for study in seed_studies]))
    assert section(made, "proposed") == "No countermeasure is proposed in any abstract."
    assert "  " not in told(list(made.runs()))


def test_an_empty_graph_has_one_sentence() -> None:
    made = reports.brief(opened([]))
    assert told(made.summary.runs) == "The graph holds no study, so there is nothing to report."
    assert made.sections == ()


@pytest.fixture(scope="module")
def hundreds(seed_studies: Sequence[Study]) -> Brief:
    return reports.brief(opened(copies(seed_studies, 200)))


def test_of_hundreds_of_studies_no_more_is_said_and_nothing_is_cut_in_silence(
    hundreds: Brief, seed_brief: Brief
) -> None:
    assert sum(isinstance(run, Quote) for run in seed_brief.runs()) > 30
    assert sum(isinstance(run, Quote) for run in hundreds.runs()) < 60
    said = section(hundreds, "recurs")
    assert "10 themes are reported as a problem of two or more cases; the most widespread are:" in said
    assert "data sharing: 120 of 160 examined cases: " in said
    assert "– of 120 in all" in said
    assert len(said.splitlines()) == 6
    assert "of 280 ties in all" in section(hundreds, "why")


def test_what_is_counted_where_something_is_missing_says_so(hundreds: Brief) -> None:
    notes = {"".join(part.words for part in printing.note(one, wording.load("en"))) for one in hundreds.recounts()}
    assert "kg ask DIR comparator_lessons: distinct values of study, start, end where lesson is not empty" in notes


def test_words_that_others_repeat_come_last(hundreds: Brief) -> None:
    (first, *_) = [one for one in hundreds.sections[0].blocks if isinstance(one, Item)]
    quoted = [run.words for run in first.runs if isinstance(run, Quote)]
    assert len(set(quoted)) == len(quoted) == 2


def test_names_from_the_graph_are_names() -> None:
    for words in HOSTILE[:3]:
        runs = list(reports.brief(opened([saying(0, words)]), title=words).runs())
        assert not any(words in run.words for run in runs if not isinstance(run, Name | Quote | Number))
