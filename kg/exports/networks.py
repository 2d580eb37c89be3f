"""Networks as GraphML and GEXF, which Gephi and its like open: the same network gives the same bytes."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

import networkx
from lxml import etree

if TYPE_CHECKING:
    AnyNetwork = networkx.Graph[str]

__all__ = ["gexf", "graphml"]

#: What XML 1.0 cannot carry, in any form.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
#: Names that mean points in time, or a node above, to GEXF.
_TAKEN = {"start": "from", "end": "to", "pid": "parent"}

_Attributes = dict[str, Any]


def graphml(network: AnyNetwork) -> bytes:
    """Return a network as GraphML, in UTF-8; a node's name is its attribute `iri`, an edge's `kind` is its label."""
    out = io.BytesIO()
    networkx.write_graphml(_written(network, {}), out)
    return out.getvalue()


def gexf(network: AnyNetwork) -> bytes:
    """Return a network as GEXF 1.2, in UTF-8, as `graphml` does; offsets in a text are `from` and `to`."""
    out = io.BytesIO()
    networkx.write_gexf(_written(network, _TAKEN), out)
    document = etree.fromstring(out.getvalue())
    for meta in document.iter("{*}meta"):  # which names the day and the version of networkx
        document.remove(meta)
    return etree.tostring(document, encoding="UTF-8", xml_declaration=True) + b"\n"


def _written(network: AnyNetwork, taken: dict[str, str]) -> networkx.Graph[str]:
    """The network with ids that the schemas allow: an IRI is none, and edges of multigraphs need one of their own."""
    names = {iri: f"n{place}" for place, iri in enumerate(network)}
    written: networkx.Graph[str] = network.__class__()
    for iri, attributes in network.nodes.items():
        written.add_node(names[iri], iri=_as_xml(iri), **_plain(attributes, taken))
    for place, (start, end, attributes) in enumerate(network.edges(data=True)):
        key = [f"e{place}"] if network.is_multigraph() else []
        edge: Any = (names[start], names[end], *key, _labelled(_plain(attributes, taken)))
        written.add_edges_from([edge])
    return written


def _labelled(attributes: _Attributes) -> _Attributes:
    return {"label": attributes["kind"], **attributes} if "kind" in attributes else attributes


def _plain(attributes: _Attributes, taken: dict[str, str]) -> _Attributes:
    """The attributes with names and values that both formats take; what is not known is left out."""
    known = {name: value for name, value in attributes.items() if value is not None}
    return {taken.get(name, name): _as_xml(v) if isinstance(v, str) else v for name, v in known.items()}


def _as_xml(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)
