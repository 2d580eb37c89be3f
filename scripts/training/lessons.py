"""What the tagger is taught, epoch by epoch: documents changed and hidden by chance, and phrases beside them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from random import Random

from training import examples as making
from training.augmentation import Augmenter
from training.corpus import Phrase
from training.documents import Document
from training.examples import Example, Tokenizer
from training.labels import theme_numbers
from training.recipe import Recipe

__all__ = ["Lesson", "PhraseRow"]

#: The tokens of a phrase, and the numbers of its themes.
PhraseRow = tuple[list[int], tuple[int, ...]]


@dataclass(slots=True)
class Lesson:
    """What the tagger is taught: documents, and phrases with themes; all randomness comes from `random`."""

    documents: Sequence[Document]
    phrases: Sequence[Phrase]
    tokenizer: Tokenizer
    recipe: Recipe
    random: Random = field(init=False)
    augment: Augmenter = field(init=False)
    rows: list[PhraseRow] = field(init=False)

    def __post_init__(self) -> None:
        numbers = theme_numbers()
        self.random = self.recipe.random()
        self.augment = Augmenter(self.documents, self.phrases)
        self.rows = [
            (list(self.tokenizer.encode(phrase.text).ids), tuple(numbers[theme] for theme in phrase.themes))
            for phrase in self.phrases
        ]

    def steps(self) -> int:
        """Return about how many steps an epoch has."""
        numbers = theme_numbers()
        plain = [making.encode(one, self.tokenizer, numbers) for one in self.documents]
        return len(making.batches(plain, self.recipe.batch_tokens, self.recipe.random()))

    def epoch(self) -> Iterator[tuple[list[Example], list[PhraseRow]]]:
        """Give the batches of an epoch, each with phrases beside it."""
        made = [self._example(document) for document in self.documents]
        for batch in making.batches(made, self.recipe.batch_tokens, self.random):
            yield batch, self.random.sample(self.rows, min(self.recipe.phrases, len(self.rows)))

    def _example(self, document: Document) -> Example:
        recipe = self.recipe
        if self.random.random() < recipe.augment:
            document = self.augment(document, self.random)
        example = making.encode(document, self.tokenizer, theme_numbers())
        example = making.refuse(example, document.text, self.random, chance=recipe.refuse, most=recipe.refuse_most)
        if self.random.random() < recipe.mask_examples:
            example = making.hide(example, 2 * recipe.mask * self.random.random(), self.random)
        return making.cut(example, recipe.positions)
