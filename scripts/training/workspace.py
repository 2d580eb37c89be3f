"""One run of the training: what it learns from and how, and the folder that keeps what its stages leave."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg import files
from kg.errors import InputError
from training.corpus import Corpus
from training.pretrained import Pretrained
from training.recipe import Recipe

__all__ = ["Run"]


@dataclass(frozen=True, slots=True)
class Run:
    """What the stages of the training share.

    They leave what they made in `workspace`, and in the end the weights in `out` and the model card in `card`. `folds`
    says into how many parts to cut the training set to cross-validate (0: not at all). `unseeded` is a folder of
    weights that were trained without the seeds, to be measured on them. `say` is told how it goes.
    """

    corpus: Corpus
    recipe: Recipe
    pretrained: Pretrained
    workspace: Path
    out: Path
    card: Path
    folds: int
    unseeded: Path | None
    say: Callable[[str], None]

    @property
    def weights(self) -> Path:
        """The folder in which the weights are put together."""
        return self.workspace / "weights"

    @property
    def found(self) -> Path:
        """The file of what the taggers of the folds found in the abstracts that they were not taught."""
        return self.workspace / "found.jsonl"

    @property
    def tagger(self) -> Path:
        """The file of the tagger's parameters (safetensors)."""
        return self.workspace / "tagger.safetensors"

    def fold(self, number: int) -> Path:
        """Return the folder of a fold."""
        return self.workspace / "folds" / str(number)

    def tagger_without(self, number: int) -> Path:
        """Return the file of the parameters of a tagger that was not taught the abstracts of a fold."""
        return self.fold(number) / "tagger.safetensors"

    def note(self, name: str, content: Mapping[str, Any]) -> None:
        """Keep what a stage measured, and what it was made from."""
        self.workspace.mkdir(parents=True, exist_ok=True)
        text = json.dumps({"made_from": self._made_from(), **content}, indent=1, ensure_ascii=False)
        files.write_text(self.workspace / f"{name}.json", f"{text}\n")

    def noted(self, name: str) -> dict[str, Any] | None:
        """Return what a stage measured, or `None` if it did not run, or was made from something else."""
        path = self.workspace / f"{name}.json"
        if not path.is_file():
            return None
        content: dict[str, Any] = json.loads(files.read_text(path))
        return content if content.pop("made_from") == self._made_from() else None

    def require(self, *names: str) -> None:
        """Make sure that stages ran before, on the same data and with the same options.

        Raises:
            InputError: if one did not.

        """
        for name in names:
            if self.noted(name) is None:
                path = self.workspace / f"{name}.json"
                reason = "it was not made, or not from this data with these options"
                raise InputError(reason, path=path, advice=f"go on from an earlier stage: --stage {name}")

    def _made_from(self) -> dict[str, Any]:
        """Return what can differ from run to run of the same code."""
        return {
            "data": self.corpus.digests,
            "abstracts": len(self.corpus.learned(seed_copies=1)),
            "seed": self.recipe.seed,
            "epochs": self.recipe.epochs,
        }
