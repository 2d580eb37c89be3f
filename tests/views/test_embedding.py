"""Nothing that is embedded can be taken for markup, and the policy lets run only what is embedded."""

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path

import pytest

from kg import resources
from kg.errors import ResourceError
from kg.views import embedding
from views.corpora import HOSTILE

_BUNDLE = ("sigma-graphology.min.js", "LICENSE-SIGMA-GRAPHOLOGY")


@pytest.mark.parametrize("text", HOSTILE)
def test_data_comes_back_and_holds_no_markup(text: str) -> None:
    written = embedding.data({text: [text]})
    assert not set(written) & set("<>&\u2028\u2029")
    assert json.loads(written) == {text: [text]}


def test_data_is_sorted_and_dense() -> None:
    assert embedding.data({"b": 1, "a": [1, None]}) == '{"a":[1,null],"b":1}'


def test_numbers_that_json_has_not_are_refused() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        embedding.data({"x": float("nan")})


def test_the_policy_hashes_what_is_embedded() -> None:
    policy = embedding.content_policy(["let a = 1;"], ["p{}"])
    digest = base64.b64encode(hashlib.sha256(b"let a = 1;").digest()).decode()
    assert f"script-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    assert "http" not in policy


def test_scripts_lose_their_source_maps() -> None:
    assert "sourceMappingURL" not in embedding.script("vendor/vis-network.min.js")


def test_a_script_that_would_end_its_element_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "x.js").write_text('let a = "</SCRIPT>";', encoding="utf-8")
    monkeypatch.setattr(resources, "static", lambda name: tmp_path / name)
    with pytest.raises(ResourceError, match="cannot be embedded"):
        embedding.script("x.js")


def test_the_vendored_files_are_those_that_their_readme_names() -> None:
    readme = resources.text(resources.static("vendor/README.md"))
    for name in ("vis-network.min.js", "LICENSE-MIT", "LICENSE-APACHE-2.0", *_BUNDLE):
        digest = hashlib.sha256(resources.static(f"vendor/{name}").read_bytes()).hexdigest()
        row = next(line for line in readme.splitlines() if line.startswith(f"| `{name}`"))
        assert digest in row
    assert "@version 10.1.5" in resources.text(resources.static("vendor/vis-network.min.js"))[:400]
