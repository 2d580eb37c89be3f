"""Annotated XML: what is read, what is refused, and that writing loses nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import InputError
from kg.loaders import annotated
from kg.loaders.annotated.marks import CLOSING, OPENING
from kg.model import Abstract, Mention, Metadata, Reading, Source, Span, Tie
from kg.vocabulary import STATEMENT_KINDS, Kind, Relation, Role, Status

SEEDS = Path(__file__).parents[2] / "seeds" / "annotated"
SOURCE = Source("x.xml", "annotated", "utf-8")
FILES = sorted(SEEDS.rglob("*.xml"))


def parse(content: str, **options: object) -> Reading:
    return annotated.parse(content.encode(), SOURCE, **options)  # type: ignore[arg-type]


def refusal(content: str | bytes, **options: object) -> InputError:
    raw = content.encode() if isinstance(content, str) else content
    with pytest.raises(InputError) as caught:
        annotated.parse(raw, SOURCE, **options)  # type: ignore[arg-type]
    return caught.value


def test_a_file_is_read_with_its_marks_and_ties() -> None:
    reading = parse(
        '<abstract id="x" title="A &amp; B" year="2021">In <case id="k1">Z City</case>,'
        '<problem id="p1" theme="data-sharing talent">data sharing</problem> fails because of '
        '<cause id="c1" theme="legal" of="p1">weak laws</cause>.<case same="k1">Z City</case></abstract>'
    )
    assert reading.abstract == Abstract(
        "x", "In Z City,data sharing fails because of weak laws.Z City", "A & B", 2021, source=SOURCE
    )
    assert reading.mentions == (
        Mention(Span(3, 9), Kind.CASE, role=Role.SUBJECT),
        Mention(Span(10, 22), Kind.PROBLEM, themes=("data-sharing", "talent")),
        Mention(Span(40, 49), Kind.CAUSE, themes=("legal",)),
        Mention(Span(50, 56), Kind.CASE, role=Role.SUBJECT, same=0),
    )
    assert reading.ties == (Tie(Relation.CAUSES, 2, 1, Span(10, 49)),)
    assert reading.status is Status.REVIEWED


def test_offsets_count_code_points_and_nested_marks_keep_their_order() -> None:
    reading = parse(
        '<abstract id="x">𝔘警<countermeasure theme="innovation">use <technology>5G</technology></countermeasure>'
        "</abstract>"
    )
    assert [(mention.kind, mention.span) for mention in reading.mentions] == [
        (Kind.COUNTERMEASURE, Span(2, 8)),
        (Kind.TECHNOLOGY, Span(6, 8)),
    ]


def test_comments_and_cdata_leave_the_text_whole() -> None:
    assert parse('<abstract id="x">a<!-- no -->b<?no?>c<![CDATA[<d>]]></abstract>').abstract.text == "abc<d>"


def test_a_chain_of_later_mentions_names_the_first() -> None:
    reading = parse(
        '<abstract id="x"><case id="a" role="reference">A</case> <case id="b" same="a">B</case> '
        '<case same="b">C</case></abstract>'
    )
    assert [(mention.same, mention.role) for mention in reading.mentions] == [
        (None, Role.REFERENCE),
        (0, Role.REFERENCE),
        (0, Role.REFERENCE),
    ]


def test_what_the_root_leaves_out_is_told_by_file_and_text() -> None:
    reading = annotated.parse("<abstract>数据共享不畅</abstract>".encode(), Source("a/c9.xml", "annotated"))
    assert (reading.abstract.id, reading.abstract.language, reading.abstract.year) == ("c9", "zh", None)


@pytest.mark.parametrize(
    ("inside", "reason"),
    [
        ("<issue>x</issue>", "unknown mark"),
        ('<theory id="t1">x</theory>', "unknown attribute id"),
        ('<cause theme="a" for="p1">x</cause>', "unknown attribute for"),
        ("<theory></theory>", "an empty mark"),
        ("<theory> </theory>", "an empty mark"),
        ("<theory>x </theory>", "white space or punctuation"),
        ("<theory>x.</theory>", "white space or punctuation"),
        ("<theory>，x</theory>", "white space or punctuation"),
        ("<problem>x</problem>", "no theme"),
        ('<problem theme="nonsense">x</problem>', "unknown theme nonsense"),
        ('<case role="hero">x</case>', 'role="hero" is no role'),
        ('<case id="k1">x</case><case id="k1">y</case>', "id k1 is given twice"),
        ('<cause theme="legal" of="p1">x</cause>', "of=p1 names no problem"),
        ('<case id="k1">x</case><cause theme="legal" of="k1">y</cause>', "of=k1 names no problem"),
        ('<countermeasure theme="legal" for="p9">x</countermeasure>', "for=p9 names no problem"),
        ('<case same="k1">x</case>', "same=k1 names no case marked before it"),
        ('<case id="k1" same="k1">x</case>', "same=k1 names no case marked before it"),
        ('<problem id="p1" theme="legal">x</problem><case same="p1">y</case>', "same=p1 names no case"),
    ],
)
def test_a_mark_that_breaks_the_guideline_is_refused_with_its_line(inside: str, reason: str) -> None:
    error = refusal(f'<abstract id="x">one\ntwo {inside}</abstract>', themes={"legal"})
    assert reason in error.reason
    assert (error.path, error.line) == ("x.xml", 2)
    assert error.advice


@pytest.mark.parametrize(
    ("content", "reason", "line"),
    [
        ('<abstract id="x">\n\n<problem theme="legal">a</cause></abstract>', "mismatch", 3),
        ('<abstract id="x">a & b</abstract>', "not well-formed", 1),
        ('<abstract id="x">&nbsp;</abstract>', "Entity 'nbsp' not defined", 1),
        ("plain text", "not well-formed", 1),
        ("<article>x</article>", "the root is <article>", 1),
        ('<abstract xmlns="urn:x">a</abstract>', "the root is", 1),
        ('<abstract id="x"> \n </abstract>', "the abstract is empty", 1),
        ('<abstract id=" ">a</abstract>', 'has id=""', 1),
        ('<abstract id="x" year="22">a</abstract>', 'year="22" is no year', 1),
        ('<abstract id="x" titel="a">a</abstract>', "unknown attribute titel", 1),
        ('<abstract id="x" xml:lang="a tongue">a</abstract>', "is no language", 1),
        ('<abstract id="x" extra="a">a</abstract>', "holds no pairs", 1),
        ('<!DOCTYPE abstract [<!ENTITY x "y">]><abstract id="x">&x;</abstract>', "document type", None),
        ('<!DOCTYPE abstract SYSTEM "file:///etc/passwd"><abstract id="x">a</abstract>', "document type", None),
        ('<abstract id="x">' + "<context>" * 400 + "a" + "</context>" * 400 + "</abstract>", "depth", 1),
    ],
)
def test_a_file_that_is_no_annotated_abstract_is_refused(content: str, reason: str, line: int | None) -> None:
    error = refusal(content)
    assert reason in error.reason
    assert error.line == line


def test_other_encodings_are_read_when_the_file_names_them() -> None:
    content = '<?xml version="1.0" encoding="GB18030"?><abstract id="x">数据共享</abstract>'.encode("gb18030")
    reading = annotated.parse(content, SOURCE)
    assert (reading.abstract.text, reading.abstract.source) == ("数据共享", Source("x.xml", "annotated", "gb18030"))
    assert "encoding" in refusal('<abstract id="x">数据共享</abstract>'.encode("gb18030")).reason


def test_a_file_is_called_like_its_abstract(tmp_path: Path) -> None:
    content = annotated.write(Reading(Abstract("10.1/b c", "text")))
    right, wrong = tmp_path / f"{annotated.file_stem('10.1/b c')}.xml", tmp_path / "other.xml"
    right.write_bytes(content)
    wrong.write_bytes(content)
    assert annotated.parse_file(right).abstract.id == "10.1/b c"
    with pytest.raises(InputError, match="is not the name of the file"):
        annotated.parse_file(wrong)


# -- Writing ----------------------------------------------------------------------------------------------------------


def test_the_corpus_is_there() -> None:
    assert len(FILES) > 400


@pytest.mark.parametrize("folder", ["seeds", "dev", "train"])
def test_the_corpus_survives_writing(folder: str) -> None:
    for path in sorted((SEEDS / folder).glob("*.xml")):
        reading = annotated.parse_file(path)
        content = annotated.write(reading)
        assert annotated.parse(content, Source(str(path), "annotated")) == reading, path


@pytest.mark.parametrize("path", sorted((SEEDS / "seeds").glob("*.xml")), ids=lambda path: path.stem)
def test_the_seeds_are_written_byte_for_byte(path: Path) -> None:
    assert annotated.write(annotated.parse_file(path)) == path.read_bytes()


def test_the_tags_are_written_as_a_person_would() -> None:
    mentions = (
        Mention(Span(11, 12), Kind.PROBLEM, themes=("legal", "talent"), confidence=0.5),
        Mention(Span(0, 3), Kind.CASE, role=Role.SUBJECT),
        Mention(Span(4, 10), Kind.COUNTERMEASURE),
        Mention(Span(8, 10), Kind.TECHNOLOGY),
        Mention(Span(13, 16), Kind.CASE, role=Role.SUBJECT, same=1),
    )
    reading = Reading(
        Abstract("x", "A&B use 5G\r< A&B", 'a "b"'), mentions, (Tie(Relation.ADDRESSES, 2, 0, Span(4, 12)),)
    )
    assert annotated.write(reading).decode() == (
        '<abstract id="x" title=\'a "b"\'>'
        '<case id="k1" role="subject">A&amp;B</case> '
        '<countermeasure id="m1" theme="other" for="p1">use <technology>5G</technology></countermeasure>&#13;'
        '<problem id="p1" theme="legal talent">&lt;</problem> '
        '<case same="k1" role="subject">A&amp;B</case></abstract>\n'
    )


def test_what_is_known_of_a_study_is_kept() -> None:
    metadata = Metadata(
        "2023-08-06",
        "Master",
        "Thesis",
        "China",
        "M Q Chen",
        "255",
        "Law",
        ("a, b", "c"),
        (("DOI", '"1"'), ("DOI", "2")),
    )
    abstract = Abstract("x", "text", "A\ntitle", 2023, "zh-Hans-CN", metadata, SOURCE)
    assert annotated.parse(annotated.write(Reading(abstract)), SOURCE).abstract == abstract


@pytest.mark.parametrize("character", ["\0", "\x0b", "\x1f", "￾", "\ud800"])
def test_a_character_that_xml_cannot_carry_is_named_with_its_place(character: str) -> None:
    with pytest.raises(InputError, match=rf"x: the text holds U\+{ord(character):04X} at 3"):
        annotated.write(Reading(Abstract("x", f"abc{character}")))
    with pytest.raises(InputError, match="the title or metadata holds"):
        annotated.write(Reading(Abstract("x", "abc", title=character)))


@pytest.mark.parametrize(
    ("mentions", "reason"),
    [
        ((Mention(Span(0, 3), Kind.METHOD), Mention(Span(2, 5), Kind.THEORY)), "cross"),
        ((Mention(Span(2, 2), Kind.METHOD),), "covers no words"),
        ((Mention(Span(2, 99), Kind.METHOD),), "covers no words"),
    ],
)
def test_marks_that_no_file_can_hold_are_refused(mentions: tuple[Mention, ...], reason: str) -> None:
    with pytest.raises(InputError, match=reason):
        annotated.write(Reading(Abstract("x", "some text"), mentions))


def test_a_tie_that_no_mark_can_state_is_refused() -> None:
    mentions = (Mention(Span(0, 1), Kind.CAUSE), Mention(Span(2, 3), Kind.PROBLEM))
    with pytest.raises(InputError, match="is no tie that marks can state"):
        annotated.write(Reading(Abstract("x", "a b"), mentions, (Tie(Relation.ADDRESSES, 0, 1, Span(0, 3)),)))


LETTERS = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="￾￿", include_characters="\r\n\t")
WORDS = st.text(LETTERS, min_size=1, max_size=120).filter(str.strip)
THEMES = st.lists(st.sampled_from(["legal", "talent", "other"]), min_size=1, max_size=2, unique=True).map(tuple)


@st.composite
def readings(draw: st.DrawFn) -> Reading:
    """A reviewed reading of any text: marks that nest, later mentions and ties, as the guideline allows them."""
    text = draw(WORDS)
    spans = _nested(draw(st.lists(st.tuples(st.integers(0, len(text)), st.integers(0, len(text))), max_size=8)), text)
    mentions: list[Mention] = []
    for span in spans:
        kind = draw(st.sampled_from(Kind))
        cases = [place for place, mention in enumerate(mentions) if mention.kind is Kind.CASE and mention.same is None]
        mentions.append(
            Mention(
                span,
                kind,
                themes=draw(THEMES) if kind in STATEMENT_KINDS else (),
                role=draw(st.sampled_from(Role)) if kind is Kind.CASE else None,
                same=draw(st.sampled_from([None, *cases])) if kind is Kind.CASE else None,
            )
        )
    ties = tuple(tie for tie in _ties(mentions) if draw(st.booleans()))
    title = draw(st.none() | WORDS)
    return Reading(
        Abstract("x", text, title, draw(st.none() | st.integers(1000, 9999)), source=SOURCE),
        tuple(mentions),
        ties,
        Status.REVIEWED,
    )


def _nested(pairs: list[tuple[int, int]], text: str) -> list[Span]:
    spans: list[Span] = []
    for start, end in sorted(((min(pair), max(pair)) for pair in pairs), key=lambda pair: (pair[0], -pair[1])):
        words = text[start:end]
        if not words or words != words.strip() or words[0] in OPENING or words[-1] in CLOSING:
            continue
        span = Span(start, end)
        if all(not span.meets(other) or other.covers(span) for other in spans):
            spans.append(span)
    return spans


def _ties(mentions: list[Mention]) -> list[Tie]:
    relations = {Kind.CAUSE: Relation.CAUSES, Kind.COUNTERMEASURE: Relation.ADDRESSES}
    return [
        Tie(relations[a.kind], i, j, Span(min(a.span.start, b.span.start), max(a.span.end, b.span.end)))
        for i, a in enumerate(mentions)
        for j, b in enumerate(mentions)
        if a.kind in relations and b.kind is Kind.PROBLEM
    ]


@settings(max_examples=200, deadline=None)
@given(readings())
def test_any_reviewed_reading_survives_writing(reading: Reading) -> None:
    assert annotated.parse(annotated.write(reading), SOURCE) == reading
