"""What `kg serve` does, and what it does not."""
