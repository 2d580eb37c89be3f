"""The patterns of `ontology/study.ttl`, made ready to be filled in: as blocks of Turtle and as lines of N-Quads."""

from __future__ import annotations

import functools
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import itemgetter

from pyoxigraph import Literal, NamedNode

from kg.triples import text
from kg.triples.reference import read_turtle
from kg.vocabulary import BASE, XSD

__all__ = ["NEXT", "Figure", "Template", "Values", "family", "figure", "namespaces"]

#: What is filled in, by its word: local names of IRIs, texts without their quotation marks, numbers.
Values = Mapping[str, str | int]
#: Stands between the blocks of a figure: no text holds it unescaped.
NEXT = "\0"

_FILE = "study.ttl"
_WORD = re.compile(r"_([a-z0-9]+)")
_PLACE = re.compile(r"%\((\w+)\)s")
_LANGUAGE = "x-language"
#: What Turtle writes without quotation marks, and the word for what is none of it.
_BARE, _WHOLE = (NamedNode(f"{XSD}integer"), NamedNode(f"{XSD}decimal")), "_whole"


class Template:
    """A text with places for words: `template.text % template.words(values)` fills them in.

    They are filled in by their order: looking up the word of every place would take half as long again.
    """

    __slots__ = ("text", "words")

    def __init__(self, text: str) -> None:
        found = _PLACE.findall(text)
        self.text = _PLACE.sub("%s", text)
        self.words: Callable[[Values], object] = itemgetter(*found) if found else lambda _: ()


_Row = tuple[text.Term, Template, Template]


@dataclass(frozen=True, slots=True)
class Figure:
    """What the patterns of one family say when certain words are filled in.

    `rows` are, for each of `namespaces(family)`, the predicates and objects in both forms. `turtle` are the blocks with
    `NEXT` between them, or nothing where their order depends on what is filled in; `lines` are the triples as
    N-Triples writes them, without what ends a line. `names` are the words that are local names.
    """

    family: str
    rows: tuple[tuple[_Row, ...], ...]
    turtle: Template | None
    lines: Template
    names: tuple[str, ...]

    def for_turtle(self, values: Values) -> Values:
        """Return the values as Turtle has them: names are escaped."""
        return {**values, **{word: text.local(str(values[word])) for word in self.names}}

    def pairs(self, values: Values, for_turtle: Values) -> list[list[text.Pair]]:
        """Return what is said of each subject, filled in: with the values, and with those that are `for_turtle`."""
        return [
            [
                (predicate, (long.text % long.words(values), short.text % short.words(for_turtle)))
                for predicate, long, short in rows
            ]
            for rows in self.rows
        ]


def family(word: str) -> str:
    """Return the word for the same subject without the number that a word for more of it has."""
    return word.rstrip("2")


@functools.cache
def namespaces(word: str) -> tuple[str, ...]:
    """Return what the IRIs begin with that the patterns of a family have as subjects, sorted."""
    return tuple(sorted({long.partition("%")[0] for (long, _) in _patterns() if family(_words(long)[0]) == word}))


@functools.cache
def figure(subject: str, words: tuple[str, ...]) -> Figure:
    """Return the patterns whose subject has the word `subject`, for when just `words` are filled in.

    What has a word that is not filled in is left out.
    """
    stated: dict[str, tuple[text.Term, list[text.Pair]]] = {}
    for name, pairs in _patterns().items():
        if _words(name[0]) == [subject]:
            kept = [pair for pair in pairs if set(_words(pair[1][0])) <= set(words)]
            stated[name[0].partition("%")[0]] = name, sorted(kept, key=text.order)
    word = family(subject)
    return _figure(word, [stated.get(namespace, (_NOTHING, [])) for namespace in namespaces(word)])


_NOTHING = ("", "")


def _figure(word: str, stated: Sequence[tuple[text.Term, list[text.Pair]]]) -> Figure:
    lines = [f"{name[0]} {predicate[0]} {value[0]}" for name, pairs in stated for predicate, value in pairs]
    blocks = [text.block(name[1], pairs) if pairs else "" for name, pairs in stated]
    terms = [name[0] for name, _ in stated] + [value[0] for _, pairs in stated for _, value in pairs]
    return Figure(
        family=word,
        rows=tuple(
            tuple((predicate, Template(long), Template(short)) for predicate, (long, short) in pairs)
            for _, pairs in stated
        ),
        turtle=Template(NEXT.join(blocks)) if all(_is_settled(pairs) for _, pairs in stated) else None,
        lines=Template("\n".join(lines)),
        names=_words_of(term for term in terms if term.startswith("<")),
    )


def _is_settled(ordered: Sequence[text.Pair]) -> bool:
    """Tell whether the order of objects of one predicate is the same whatever is filled in."""
    for (predicate, (one, _)), (following, (other, _)) in pairwise(ordered):
        start, end = one.partition("%")[0], other.partition("%")[0]
        if predicate == following and (start.startswith(end) or end.startswith(start)):
            return False
    return True


@functools.cache
def _patterns() -> dict[text.Term, list[text.Pair]]:
    found: dict[text.Term, list[text.Pair]] = defaultdict(list)
    for triple in read_turtle(_FILE):
        found[_template(triple.subject)].append((text.term(triple.predicate), _template(triple.object)))
    return found


def _words(template: str) -> list[str]:
    return _PLACE.findall(template)


def _words_of(templates: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({word for template in templates for word in _words(template)}))


def _template(node: text.Node) -> text.Term:
    """A term in both forms, in which the words are places for values."""
    long, short = (form.replace(f"@{_LANGUAGE}", "@_language") for form in text.term(node))
    if isinstance(node, Literal) and node.datatype in _BARE and node.value != _WHOLE:
        short = node.value
    elif isinstance(node, NamedNode) and node.value.startswith(f"{BASE}_"):
        short = node.value.removeprefix(BASE).replace("/", ":")
    return _with_places(long), _with_places(short)


def _with_places(form: str) -> str:
    return _WORD.sub(r"%(\1)s", form.replace("%", "%%"))
