"""Measures speed beside a peer; `kg` needs none of it."""
