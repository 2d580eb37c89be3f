"""The explorer: a folder of pages that opens offline, in which every number and every claim leads to its words."""

from kg.views.site.building import write

__all__ = ["write"]
