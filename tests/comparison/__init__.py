"""The tests of the comparison, the worlds that they compare, and the readers of what it writes."""
