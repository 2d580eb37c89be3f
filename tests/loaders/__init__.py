"""Tests of the loaders, a module a module."""
