"""The templates of the pages: whatever they print is escaped, and a name that is not given is an error."""

from __future__ import annotations

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from kg import resources

__all__ = ["environment"]


def environment() -> Environment:
    """Return a new environment that reads the packaged templates."""
    return Environment(
        loader=FileSystemLoader(resources.templates()),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
