"""A built folder on the web, for reading: a SPARQL endpoint, resources, named questions, and the explorer."""

from kg.server.application import application
from kg.server.running import serve
from kg.server.settings import Settings

__all__ = ["Settings", "application", "serve"]
