"""Which attributes each mark of the annotated format may carry, and what they mean."""

from __future__ import annotations

from kg.vocabulary import STATEMENT_KINDS, Kind, Relation

__all__ = ["ATTRIBUTES", "CLOSING", "ID_PREFIXES", "OPENING", "REFERENCES", "THEMED"]

#: The kinds that another mark can name, and the letter with which their ids begin when they are written.
ID_PREFIXES = {Kind.CASE: "k", Kind.PROBLEM: "p", Kind.CAUSE: "c", Kind.COUNTERMEASURE: "m"}
#: The attribute in which a mark names the problems that it is tied to, and the relation that this states.
REFERENCES = {Kind.CAUSE: ("of", Relation.CAUSES), Kind.COUNTERMEASURE: ("for", Relation.ADDRESSES)}
#: The kinds that must carry at least one theme.
THEMED = frozenset(STATEMENT_KINDS)

#: Punctuation with which no mark begins, and with which none ends (".NET" may begin with a full stop).
OPENING = ",;:，。；：、"
CLOSING = f"{OPENING}."


def _attributes(kind: Kind) -> frozenset[str]:
    names = {"id"} if kind in ID_PREFIXES else set()
    if kind is Kind.CASE:
        names |= {"role", "same"}
    if kind in THEMED:
        names.add("theme")
    if kind in REFERENCES:
        names.add(REFERENCES[kind][0])
    return frozenset(names)


#: Kind -> the attributes that its marks may carry.
ATTRIBUTES = {kind: _attributes(kind) for kind in Kind}
