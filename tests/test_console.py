"""What the terminal shows is what was found, and text of users is never markup."""

from __future__ import annotations

import io

from rich.console import Console, RenderableType

from kg import console
from kg.answers import Answers
from kg.evaluation import Review, evaluate
from kg.evaluation.reviews import Baseline, Orphan
from kg.model import Reading, Report, Violation
from kg.queries import load, names


def shown(renderable: RenderableType, width: int = 200) -> str:
    out = io.StringIO()
    Console(file=out, width=width, color_system=None).print(renderable)
    return out.getvalue()


def test_answers_show_rows_and_denominators() -> None:
    text = shown(console.answers(Answers(("theme", "cases"), (("data-sharing", 3),), (("cases examined", 4),))))
    assert "data-sharing" in text
    assert "cases examined: 4" in text


def test_a_silence_in_a_named_question_says_so_once_a_row() -> None:
    rows = (("Linhai", None, None), ("Z city", "rigid system", 7))
    text = shown(console.answers(Answers(("case", "problem", "start"), rows, (("cases", 2),))))
    assert text.count("not reported") == 1
    assert "not reported" not in shown(console.answers(Answers(("case", "problem", "start"), rows)))


def test_what_is_measured_has_no_silences() -> None:
    found = Answers(("theme", "lift"), (("data sharing", None),), (("studies", 5),))
    assert "not reported" in shown(console.answers(found))
    assert "not reported" not in shown(console.answers(found, silent=""))


def test_an_empty_answer_says_why() -> None:
    text = shown(console.answers(Answers(("theme",), (), (("studies", 5),), note="No theory recurs.")))
    assert text.split("\n")[:2] == ["No theory recurs.", "studies: 5"]


def test_markup_in_text_stays_text() -> None:
    hostile = "[/foo] [red]x[/red] :warning:"
    assert hostile in shown(console.answers(Answers(("quote",), ((hostile,),))))
    assert hostile in shown(console.report(Report({"studies": 1}, (Violation("urn:x", hostile),))))


def test_a_report_says_what_was_checked_and_what_is_wrong() -> None:
    sound = shown(console.report(Report({"statements": 61, "shapes": 23})))
    assert "61" in sound
    assert "0 bad, 0 skipped" in sound
    bad = shown(console.report(Report({"statements": 61}, (Violation("urn:x", "no evidence", "add it"),))))
    assert "wrong: urn:x: no evidence (add it)" in bad
    assert "1 bad, 0 skipped" in bad


def test_questions_are_listed_in_both_languages() -> None:
    for language in ("en", "zh"):
        text = shown(console.questions(map(load, names()), language), width=1000)
        assert all(name in text and load(name).summary[language][:20] in text for name in names())


def test_scores_show_every_kind(seed_readings: tuple[Reading, ...]) -> None:
    text = shown(console.scores(evaluate(seed_readings, seed_readings)))
    assert all(label in text for label in ("problem", "countermeasure", "core", "micro", "theme", "links"))


def test_reviews_show_what_each_is_compared_with() -> None:
    orphan = Orphan("[b]raw.txt", 4, 1, 5, "a\n[/b]", "b")
    compared = [
        Review("1", "[red]1.xml", Baseline.EXTRACTED, is_without_raw=True),
        Review("2", "2.xml", Baseline.PROPOSED, orphaned=orphan),
    ]
    lines = shown(console.reviews(compared)).splitlines()
    assert lines[0].startswith(
        "[red]1.xml: unchanged against what the extraction reads today; no pre-annotation is kept"
    )
    assert lines[0].endswith("; no raw record has this id")
    assert lines[1].startswith(
        "2.xml: ORPHANED, its text is not that of [b]raw.txt; from line 1, column 5 (character 4)"
    )
    assert "'a\\n[/b]'" in lines[1]
    assert "2 = 0 changed + 1 unchanged + 1 orphaned" in lines[-1]
