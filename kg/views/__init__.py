"""What the graph looks like: pages that open offline and show every claim with its words."""

__all__: list[str] = []
