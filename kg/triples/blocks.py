"""What is said of a study, subject by subject, as Turtle and as lines of N-Quads."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from pyoxigraph import NamedNode, Triple

from kg import iris
from kg.triples import text
from kg.triples.patterns import NEXT, Figure, Values, figure, namespaces

__all__ = ["Blocks"]

_Filled = tuple[Figure, Values]
#: What is said of subjects that have the rest of their IRIs in common, by that rest.
_Family = dict[str, list[_Filled]]
#: What else is said of such subjects.
_Other = Mapping[str, list[text.Pair]]


class Blocks:
    """Patterns of `ontology/study.ttl`, filled in; the same subject may be spoken of again."""

    __slots__ = ("_escape", "_families")

    def __init__(self) -> None:
        self._families: dict[str, _Family] = defaultdict(dict)
        self._escape = False

    def name(self, name: str) -> str:
        """Return the local name of an IRI, for use as a value; raises `IriError` where `iris.mint` does."""
        local = iris.local(name)
        if local != name or local[0] in "-.":
            self._escape = True
        return local

    def say(self, subject: str, values: Values) -> None:
        """Fill in the patterns whose subject has the word `subject`; names are from `name`, texts from `quoted`."""
        self.fill(figure(subject, tuple(values)), str(values[subject]), values)

    def fill(self, found: Figure, subject: str, values: Values) -> None:
        """Fill in the patterns of a figure, that of the words of these values, for the subject of that name."""
        said = self._families[found.family]
        rest = subject + ">"  # IRIs are sorted with what closes them
        if rest in said:
            said[rest].append((found, values))
        else:
            said[rest] = [(found, values)]

    def lines(self, graph: NamedNode) -> list[str]:
        """Return all of it as the lines of N-Quads, each once and sorted; each ends with a line break."""
        end = f" {graph} .\n"
        every = (filled for said in self._families.values() for several in said.values() for filled in several)
        stated = "\n".join([figure.lines.text % figure.lines.words(values) for figure, values in every])
        return sorted([line + end for line in set(stated.split("\n")) if line])

    def turtle(self, more: Iterable[Triple] = ()) -> str:
        """Return all of it, and `more`, as Turtle that may follow the prefixes: the bytes of `exports.turtle_body`."""
        others = _others(more)
        found: dict[str, str] = {}
        for word, said in self._families.items():
            starts = namespaces(word)
            also = [others.pop(start, {}) for start in starts]
            rows = self._rows(starts, said, also) if any(also) else self._rows_alone(starts, said)
            found |= zip(starts, map("".join, zip(*rows, strict=True)), strict=True)
        for start, other in others.items():
            found[start] = "".join([_block(start, rest, other[rest]) for rest in sorted(other)])
        return "".join([found[start] for start in sorted(found)])

    def _rows_alone(self, starts: Sequence[str], said: _Family) -> list[list[str]]:
        """Return the blocks of all subjects that have the rest of their IRIs in common, in the order of the rests."""
        rows, is_one, escape = [], len(starts) == 1, self._escape
        for rest in sorted(said):
            several = said[rest]
            filled, values = several[0]
            blocks = filled.turtle
            if blocks is None or len(several) > 1:
                rows.append(self._merged(starts, rest, several, []))
                continue
            if escape:
                values = filled.for_turtle(values)
            written = blocks.text % blocks.words(values)
            rows.append([written] if is_one else written.split(NEXT))
        return rows

    def _rows(self, starts: Sequence[str], said: _Family, also: Sequence[_Other]) -> Iterator[list[str]]:
        """Give the same blocks with what else is said of each subject."""
        for rest in sorted({*said, *(rest for other in also for rest in other)}):
            yield self._merged(starts, rest, said.get(rest, []), [other.get(rest, []) for other in also])

    def _merged(
        self, starts: Sequence[str], rest: str, several: Iterable[_Filled], also: Sequence[list[text.Pair]]
    ) -> list[str]:
        found = [list(pairs) for pairs in also] or [[] for _ in starts]
        for filled, values in several:
            for_turtle = filled.for_turtle(values) if self._escape else values
            for pairs, more in zip(found, filled.pairs(values, for_turtle), strict=True):
                pairs.extend(more)
        return [_block(start, rest, pairs) for start, pairs in zip(starts, found, strict=True)]


def _block(start: str, rest: str, pairs: list[text.Pair]) -> str:
    return text.block(text.term(NamedNode(f"{start}{rest}"[1:-1]))[1], pairs) if pairs else ""


def _others(more: Iterable[Triple]) -> dict[str, _Other]:
    found: dict[str, dict[str, list[text.Pair]]] = defaultdict(lambda: defaultdict(list))
    for triple in more:
        start, rest = text.parted(triple.subject)
        found[start][rest].append((text.term(triple.predicate), text.term(triple.object)))
    return {**found}
