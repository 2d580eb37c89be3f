"""Stores elsewhere: asked, loaded, lost and found again."""
