"""The tests of the views, and the networks that they draw."""
