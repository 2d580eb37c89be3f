"""Stores elsewhere: asked by the SPARQL 1.1 Protocol, and loaded by the Graph Store HTTP Protocol."""

from kg.remote.connection import Credentials
from kg.remote.endpoint import RemoteStore
from kg.remote.fetching import fetch
from kg.remote.graphstore import GraphStore
from kg.remote.loading import Loaded, load, load_into

__all__ = ["Credentials", "GraphStore", "Loaded", "RemoteStore", "fetch", "load", "load_into"]
