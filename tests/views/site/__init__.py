"""The tests of the explorer."""
