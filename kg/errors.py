"""What can go wrong, as one family.

KgError                      anything this package refuses, with a message for a person
├── InputError               a file or record that cannot be read (file, line, value, what to do)
├── OutputError              a place that cannot be written
├── QueryError               a query or a named question that cannot be answered
│   ├── QuerySyntaxError     SPARQL that does not parse, with line and column
│   ├── QueryStoppedError    a query that took too long, and was stopped
│   │   └── TooLargeError    ... or that needs or gives more than is allowed
│   └── UnknownQuestionError no question of that name, with the nearest names
├── StoreError               a store elsewhere that cannot be reached, refuses us, or is none
├── IriError                 an IRI that some store would refuse
├── GraphError               a folder that holds no graph, or one of another version
├── WorkerError              a process of ours that was ended from outside
└── ResourceError            a packaged file that is missing or malformed
"""

from __future__ import annotations

from pathlib import Path

__all__ = [
    "GraphError",
    "InputError",
    "IriError",
    "KgError",
    "OutputError",
    "QueryError",
    "QueryStoppedError",
    "QuerySyntaxError",
    "ResourceError",
    "StoreError",
    "TooLargeError",
    "UnknownQuestionError",
    "WorkerError",
]


class KgError(Exception):
    """Anything this package refuses; its message is meant for a person."""


class InputError(KgError):
    """A file or a record that cannot be read.

    `path` and `line` (1-based) say where, `reason` what is wrong there and `advice` what to do about it.
    """

    def __init__(
        self, reason: str, *, path: Path | str | None = None, line: int | None = None, advice: str = ""
    ) -> None:
        self.reason, self.path, self.line, self.advice = reason, path, line, advice
        place = "" if path is None else f"{path}:{line}: " if line else f"{path}: "
        super().__init__(f"{place}{reason}{f' ({advice})' if advice else ''}")


class OutputError(KgError):
    """A place that cannot be written."""


class QueryError(KgError):
    """A query or a named question that cannot be answered."""


class QuerySyntaxError(QueryError):
    """SPARQL that does not parse; the message gives line and column."""


class QueryStoppedError(QueryError):
    """A query that took too long or too much memory, or gave too much, and was stopped."""


class TooLargeError(QueryStoppedError):
    """A query that needed more memory, or gave more, than is allowed; it would end so again."""


class UnknownQuestionError(QueryError):
    """No question has that name; the message gives the nearest names."""


class StoreError(KgError):
    """A store elsewhere that cannot be reached, refuses us, or is none."""


class IriError(KgError):
    """An IRI that some store would refuse."""


class GraphError(KgError):
    """A folder that holds no graph, or one written by another version."""


class ResourceError(KgError):
    """A packaged file that is missing or malformed."""


class WorkerError(KgError):
    """A process of ours that was ended from outside, as a system does that has no memory left."""
