"""Every IRI that the code utters, and the kinds and relations as enums."""

from __future__ import annotations

from enum import StrEnum

__all__ = [
    "BASE",
    "CONCEPT_KINDS",
    "DC",
    "DCAT",
    "DCTERMS",
    "FABIO",
    "GEONAMES",
    "KG",
    "OA",
    "OWL",
    "PREFIXES",
    "PROV",
    "RDF",
    "RDFS",
    "SCHEMA",
    "SH",
    "SKOS",
    "STATEMENT_KINDS",
    "VOID",
    "XSD",
    "Basis",
    "Kind",
    "Relation",
    "Role",
    "Status",
]

#: Every resource of ours begins with this.
BASE = "https://w3id.org/smart-policing-kg/"
#: The ontology's own terms.
KG = f"{BASE}ontology#"

DC = "http://purl.org/dc/elements/1.1/"
DCAT = "http://www.w3.org/ns/dcat#"
DCTERMS = "http://purl.org/dc/terms/"
FABIO = "http://purl.org/spar/fabio/"
GEONAMES = "https://sws.geonames.org/"
OA = "http://www.w3.org/ns/oa#"
OWL = "http://www.w3.org/2002/07/owl#"
PROV = "http://www.w3.org/ns/prov#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
SCHEMA = "https://schema.org/"
SH = "http://www.w3.org/ns/shacl#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
VOID = "http://rdfs.org/ns/void#"
XSD = "http://www.w3.org/2001/XMLSchema#"

#: Prefix -> namespace, in the order in which exports declare them. Each kind of resource has a namespace of its own, so
#: that every local name is flat (`003-p2`).
PREFIXES: dict[str, str] = {
    "kg": KG,
    "study": f"{BASE}study/",
    "abstract": f"{BASE}abstract/",
    "case": f"{BASE}case/",
    "statement": f"{BASE}statement/",
    "link": f"{BASE}link/",
    "evidence": f"{BASE}evidence/",
    "target": f"{BASE}target/",
    "position": f"{BASE}position/",
    "quote": f"{BASE}quote/",
    "theme": f"{BASE}theme/",
    "facet": f"{BASE}facet/",
    "theory": f"{BASE}theory/",
    "method": f"{BASE}method/",
    "technology": f"{BASE}technology/",
    "scheme": f"{BASE}scheme/",
    "place": f"{BASE}place/",
    "locality": f"{BASE}locality/",
    "activity": f"{BASE}activity/",
    "agent": f"{BASE}agent/",
    "graph": f"{BASE}graph/",
    "dataset": f"{BASE}dataset/",
    "question": f"{BASE}question/",
    "parameter": f"{BASE}parameter/",
    "genid": f"{BASE}genid/",
    "dc": DC,
    "dcat": DCAT,
    "dcterms": DCTERMS,
    "fabio": FABIO,
    "gn": GEONAMES,
    "oa": OA,
    "owl": OWL,
    "prov": PROV,
    "rdf": RDF,
    "rdfs": RDFS,
    "schema": SCHEMA,
    "sh": SH,
    "skos": SKOS,
    "void": VOID,
    "xsd": XSD,
}


class Kind(StrEnum):
    """What a mention is: the marks of the annotation guideline. The value is the mark's name."""

    CASE = "case"
    THEORY = "theory"
    METHOD = "method"
    TECHNOLOGY = "technology"
    ACHIEVEMENT = "achievement"
    PROBLEM = "problem"
    CAUSE = "cause"
    COUNTERMEASURE = "countermeasure"
    #: A deficiency stated as background: read, so that it is not taken for a finding, but never in the graph.
    CONTEXT = "context"


#: The kinds that are statements of a study, each a class of the ontology.
STATEMENT_KINDS = (Kind.PROBLEM, Kind.CAUSE, Kind.COUNTERMEASURE, Kind.ACHIEVEMENT)
#: The kinds that name a concept which studies share.
CONCEPT_KINDS = (Kind.THEORY, Kind.METHOD, Kind.TECHNOLOGY)


class Role(StrEnum):
    """How a study looks at a case: it examines a subject, it compares with a reference."""

    SUBJECT = "subject"
    REFERENCE = "reference"


class Relation(StrEnum):
    """How one statement is tied to a problem: a cause `causes` it, a countermeasure `addresses` it."""

    CAUSES = "causes"
    ADDRESSES = "addresses"


class Basis(StrEnum):
    """What a link rests on: the text's own words, a reviewer, or a named rule."""

    STATED = "stated"
    REVIEWED = "reviewed"
    INFERRED = "inferred"


class Status(StrEnum):
    """Who read a study: the extraction, or a person whose reading replaces it."""

    EXTRACTED = "extracted"
    REVIEWED = "reviewed"
