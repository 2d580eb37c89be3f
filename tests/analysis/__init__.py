"""The measures, tested on corpora made of nothing but who reports what."""
