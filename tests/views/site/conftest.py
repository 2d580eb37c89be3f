"""The site of the seeds and that of hostile texts, each built once."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.store import Store
from views.worlds import hostile_store, write_site


@pytest.fixture(scope="session")
def seed_site(seed_store: Store, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the seeds, to be read."""
    return write_site(seed_store, tmp_path_factory.mktemp("seeds") / "site", "Smart policing in five studies")


@pytest.fixture(scope="session")
def hostile_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of a graph whose every text tries to break out, to be read."""
    return write_site(hostile_store(), tmp_path_factory.mktemp("hostile") / "site", "</title><script>alert(1)</script>")
