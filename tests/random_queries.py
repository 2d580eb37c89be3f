"""Makes random SPARQL queries over a small graph, the same for the same seed: most of them have answers.

A query is grown along the graph: its patterns are triples that are there, with variables in the places of their terms,
so that what is optional, joined, excluded or compared is met. `tests/data/random_queries.toml` holds the expressions.

What the engines are known to do differently is not asked; where it is so in their source stands in brackets.

- Oxigraph gives a triple that lies in two graphs twice in their union (spareval reads a union quad by quad), and a node
  to which both sides of `a|b` lead once (it removes duplicates of a path). SPARQL says once, and twice. No two graphs
  here hold the same triple, and no two sides lead to the same node.
- Oxigraph keeps the value of a number and not how it is written (`1e0` is `1`; oxsdatatypes): there are no doubles.
- Oxigraph sees a parameter that is bound on both sides of a MINUS as what they share (a substitution is a binding of
  every pattern): they share another variable.
- rdflib hands what is bound outside down into a group or sub-select, whose own variables it must not see (evaluate.py,
  evalLazyJoin): a filter sees only what its own group binds, and a sub-select stands first.
- rdflib joins a group to two others as a set (evaluate.py, evalJoin; algebra.py, analyse): the ways of a UNION tell
  themselves apart by a number, and have no path.
- rdflib gives a row for a GROUP BY over nothing (evaluate.py, evalAggregateJoin), which HAVING takes away, and none
  where nothing of what is selected is bound (query.py, Result.__iter__): one variable always is.
- rdflib raises errors of Python where an aggregate or ORDER BY meets one of SPARQL, which means no value, or the lowest
  (aggregates.py; evaluate.py, evalOrderBy): aggregates are over what is always bound and of one type, ORDER BY has
  COALESCE.
- rdflib's CONSTRUCT gives triples with literals as subjects (evalutils.py, _fillTemplate): those are IRIs here. It
  raises at `!^a` (paths.py, NegatedPath).
- rdflib compares strings with literals of types that it does not know (term.py, Literal.__gt__): `<` is between two of
  one known type.
"""

from __future__ import annotations

import random
import tomllib
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import NamedNode
from random_worlds import Fact, Scope, World, kind_of

from kg.readable import Term
from kg.vocabulary import PREFIXES

__all__ = ["Asked", "make"]

_PARTS = tomllib.loads((Path(__file__).parent / "data" / "random_queries.toml").read_text(encoding="utf-8"))
_WORDS = ("a", "data", "sharing", "的", "e", "police", "p2", "xyz", "据")
#: A node with more triples than this is no variable beside others, lest a query has a million rows.
_MOST = 12
#: Stand for the parameter while a query is made: where its value is meant, where it is only named, in a comment.
_VALUE, _NAMED, _NOTED = "\ue000", "\ue001", "\ue002"


@dataclass(frozen=True, slots=True)
class Asked:
    """A query with a parameter `?_x`, the term it stands for, and its text with that term in its places.

    Rows have an order where `is_ordered`. Where `is_bound`, the parameter stands where an engine can bind it.
    """

    sparql: str
    written: str
    terms: dict[str, Term]
    is_ordered: bool
    is_bound: bool


def make(world: World, seed: int) -> Asked:
    """Return the query of that number."""
    return _Maker(world, random.Random(seed)).asked()  # noqa: S311 - the same in every run


def _short(predicate: NamedNode) -> str:
    name, space = next((name, space) for name, space in PREFIXES.items() if predicate.value.startswith(space))
    return f"{name}:{predicate.value.removeprefix(space)}"


class _Maker:
    """Grows one query."""

    def __init__(self, world: World, choose: random.Random) -> None:
        self._world, self._choose, self._count = world, choose, 0
        self._term: Term = choose.choice(world.terms[choose.choice(sorted(world.terms))])
        #: Whether the parameter stands in the outermost group only, and where we are.
        self._is_bound, self._depth, self._has_paths = choose.random() < 0.7, 0, True

    def asked(self) -> Asked:
        scope = Scope()
        group = self._group(scope, most=3)
        head, tail, is_ordered = self._form(scope)
        text = f"{head} WHERE {{ {_NOTED}\n{group}  {self._last(scope)}\n}}{tail}\n"
        prefixes = "".join(f"PREFIX {name}: <{space}>\n" for name, space in PREFIXES.items() if f"{name}:" in text)
        return Asked(
            prefixes + text.replace(_VALUE, "?_x").replace(_NAMED, "$_x").replace(_NOTED, "# ?_x"),
            prefixes + text.replace(_VALUE, str(self._term)).replace(_NAMED, "").replace(_NOTED, ""),
            {"_x": self._term},
            is_ordered,
            self._is_bound,
        )

    # -- Groups

    def _group(self, scope: Scope, *, most: int) -> str:
        """Some patterns, and so many steps at most that use what they bind."""
        lines = [self._sub_select(scope)] if self._choose.random() < 0.15 else []
        lines.append(self._triples(scope, self._choose.randint(1, 3)))
        lines += [self._choose.choice(self._steps)(self, scope) for _ in range(self._choose.randint(0, most))]
        return "".join(f"  {line}\n" for line in lines if line)

    def _triples(self, scope: Scope, count: int, graph: str = "") -> str:
        """Triples that share nodes with each other and with what the group binds already."""
        return " ".join(f"{self._triple(scope, graph)} ." for _ in range(count))

    def _triple(self, scope: Scope, graph: str) -> str:
        near = self._world.near(graph)
        known = [node.value for node in scope.nodes if node.value in near and isinstance(node, NamedNode)]
        fact = self._choose.choice(near[self._choose.choice(known or sorted(near))])
        if not known and not graph and self._choose.random() < 0.45:
            fact = self._choose.choice(self._world.counted)
        if scope.nodes and self._has_paths and not graph and self._choose.random() < 0.12:
            return self._path(scope, fact)
        subject = self._node(scope, fact.subject)
        is_any = self._choose.random() < 0.04
        if fact.object not in scope.nodes and (is_any or fact.predicate in self._world.mixed):
            end = self._new()
            scope.loose[end] = "any"
            return f"{subject} {f'?{self._new()}' if is_any else _short(fact.predicate)} ?{end}"
        return f"{subject} {_short(fact.predicate)} {self._node(scope, fact.object)}"

    def _path(self, scope: Scope, fact: Fact) -> str:
        kind = self._choose.choice(("iri", "literal"))
        subject = self._node(scope, fact.subject)
        end = self._new()
        scope.loose[end] = kind
        return f"{subject} {self._choose.choice(_PARTS['paths'][kind])} ?{end}"

    def _node(self, scope: Scope, node: Term) -> str:
        """The variable of a node, a new one for it, or the node itself."""
        if node not in scope.nodes:
            is_hub = len(self._world.near("").get(node.value, ())) > _MOST
            if scope.nodes and (is_hub or self._choose.random() < 0.3):
                return self._written(node)
            scope.nodes[node] = self._new()
        return f"?{scope.nodes[node]}"

    def _new(self) -> str:
        self._count += 1
        return f"_x{self._count}"

    def _written(self, term: Term) -> str:
        may = not self._is_bound or not self._depth
        return _VALUE if may and term == self._term else str(term)

    def _inner(self, scope: Scope, *, has_paths: bool = True) -> tuple[Scope, str]:
        """A group in the group that begins at what is bound already, and what it binds."""
        inner = Scope(dict(scope.nodes))
        self._depth, self._has_paths = self._depth + 1, has_paths
        text = self._triples(inner, self._choose.randint(1, 2))
        here = Scope({node: name for node, name in inner.nodes.items() if f"?{name} " in f"{text} "})
        if here.typed() and self._choose.random() < 0.4:
            text += f" {self._filter(here)}"
        self._depth, self._has_paths = self._depth - 1, True
        return here, text

    # -- Steps

    def _optional(self, scope: Scope) -> str:
        inner, text = self._inner(scope)
        self._loosen(scope, inner)
        return f"OPTIONAL {{ {text} }}"

    def _union(self, scope: Scope) -> str:
        ways = [self._inner(scope, has_paths=False) for _ in range(self._choose.randint(2, 3))]
        for inner, _ in ways:
            self._loosen(scope, inner)
        which = self._new()
        return " UNION ".join(f"{{ {text} BIND ({place} AS ?{which}) }}" for place, (_, text) in enumerate(ways))

    def _loosen(self, scope: Scope, inner: Scope) -> None:
        known = set(scope.nodes.values())
        scope.loose |= {name: kind_of(node) for node, name in inner.nodes.items() if name not in known}

    def _excluding(self, scope: Scope) -> str:
        text = self._inner(scope)[1]
        ways = ["FILTER NOT EXISTS", "FILTER EXISTS"]
        if any(f"?{name} " in text for name in scope.nodes.values()):
            ways.append("MINUS")
        return f"{self._choose.choice(ways)} {{ {text} }}"

    def _filter(self, scope: Scope) -> str:
        return f"FILTER ({self._expression('filters', scope)})"

    def _bind(self, scope: Scope) -> str:
        said, name = self._expression("bindings", scope), self._new()
        scope.loose[name] = "any"
        return f"BIND ({said} AS ?{name})"

    def _values(self, scope: Scope) -> str:
        node, name = self._choose.choice(list(scope.nodes.items()))
        others = [term for term in self._choose.choices(self._world.terms[kind_of(node)], k=2) if term != node]
        if self._choose.random() < 0.5:
            return f"VALUES ?{name} {{ {node} {' '.join(map(str, others[:1]))} }}"
        number = self._new()
        scope.loose[number] = "number"
        rows = " ".join(f"({term} {self._choose.choice((1, 2.5, 'UNDEF'))})" for term in (node, *others[:1]))
        return f"VALUES (?{name} ?{number}) {{ {rows} }}"

    def _graph(self, scope: Scope) -> str:
        """Triples of one graph, which is named by a variable or by its name."""
        near = self._world.near("")
        known = [fact for node in scope.nodes for fact in near.get(node.value, ())]
        graph = self._choose.choice(known).graph if known else self._world.facts[0].graph
        if self._choose.random() < 0.5:
            scope.nodes.setdefault(graph, self._new())
        self._depth += 1
        text = self._triples(scope, self._choose.randint(1, 2), graph.value)
        self._depth -= 1
        return f"GRAPH {f'?{scope.nodes[graph]}' if graph in scope.nodes else graph} {{ {text} }}"

    def _sub_select(self, scope: Scope) -> str:
        """A count for each value of the variable from which the group goes on."""
        self._depth += 1
        inner, text = self._inner(Scope())
        self._depth -= 1
        (node, name), *others = inner.nodes.items()
        counted = others[0][1] if others else name
        scope.nodes[node], count = name, self._new()
        scope.loose[count] = "number"
        counting = f"SELECT ?{name} (COUNT(?{counted}) AS ?{count})"
        return f"{{ {counting} WHERE {{ {text} }} GROUP BY ?{name} HAVING (COUNT(*) > 0) }}"

    _steps = (_optional, _optional, _union, _excluding, _excluding, _filter, _filter, _filter, _bind, _values, _graph)

    def _last(self, scope: Scope) -> str:
        return f"FILTER (!sameTerm(?{self._choose.choice(list(scope.nodes.values()))}, {_VALUE}))"

    # -- Expressions

    def _expression(self, part: str, scope: Scope, kind: str = "") -> str:
        typed = scope.typed()
        kind = kind or self._choose.choice(sorted(typed))
        names = typed[kind]
        return str(self._choose.choice(_PARTS[part][kind])).format(
            x=f"?{self._choose.choice(names)}",
            y=f"?{self._choose.choice(names)}",
            t=self._constant(kind),
            u=self._constant(kind),
            n=self._choose.randint(0, 12),
            w=f'"{self._choose.choice(_WORDS)}"',
        )

    def _constant(self, kind: str) -> str:
        is_asked = kind_of(self._term) == kind and self._choose.random() < 0.5
        return self._written(self._term if is_asked else self._choose.choice(self._world.terms[kind]))

    # -- What is asked for

    def _form(self, scope: Scope) -> tuple[str, str, bool]:
        """What stands before and after the pattern, and whether it gives rows in an order."""
        sure, *others = self._choose.sample(list(scope.nodes.values()), k=len(scope.nodes))
        others = self._choose.sample(
            [*others, *scope.loose], k=min(len(others) + len(scope.loose), self._choose.randint(0, 3))
        )
        names = [sure, *others]
        kinds = ("rows", "rows", "rows", "rows", "groups", "groups", "ask", "triples")
        kind = self._choose.choice(kinds)
        if kind in {"ask", "triples"}:
            self._is_bound = False
            return ("ASK" if kind == "ask" else self._template(scope)), "", False
        if kind == "groups":
            return self._grouped(scope, names)
        listed = " ".join(f"?{name}" for name in names)
        if self._choose.random() < 0.4:
            return f"SELECT {listed} ({self._expression('bindings', scope)} AS ?said) {_NAMED}", "", False
        distinct = self._choose.choice(("", "DISTINCT "))
        if self._choose.random() < 0.5:
            return f"SELECT {distinct}{listed} {_NAMED}", "", False
        keys = " ".join(
            f"{self._choose.choice(('ASC', 'DESC'))}(COALESCE(STR(?{name}), '')) COALESCE(LANG(?{name}), '')"
            for name in names
        )
        tail = f"\nORDER BY {keys} LIMIT {self._choose.randint(1, 30)} OFFSET {self._choose.choice((0, 0, 2))}"
        return f"SELECT {distinct}{listed} {_NAMED}", tail, True

    def _template(self, scope: Scope) -> str:
        names = list(scope.nodes.values())
        objects = enumerate(self._choose.choices(names, k=2))
        return f"CONSTRUCT {{ {' '.join(f'?{names[0]} <urn:p{n}> ?{name} .' for n, name in objects)} }}"

    def _grouped(self, scope: Scope, names: list[str]) -> tuple[str, str, bool]:
        numbers = scope.typed().get("number", [])
        kind = "number" if numbers and self._choose.random() < 0.7 else "any"
        name = self._choose.choice(numbers if kind == "number" else list(scope.nodes.values()))
        said = self._choose.choice(_PARTS["aggregates"][kind]).format(x=f"?{name}", n=self._choose.randint(0, 12))
        keys = " ".join(f"?{name}" for name in names[:2])
        having = f" HAVING (COUNT(*) > {self._choose.choice((0, 0, 1, 3))})"
        return f"SELECT {keys} {_NAMED} ({said} AS ?total)", f"\nGROUP BY {keys} {_NAMED}{having}", False
