"""The stages of the training, in order; each leaves in the workspace what the later ones go on from."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from safetensors.torch import save_file

from kg import files, pipeline
from kg.evaluation import Scores, evaluate, read_records, record
from kg.model import Reading
from training import (
    alignment,
    calibration,
    card,
    export,
    folds,
    reading,
    relations,
    tagger,
    technologies,
)
from training.calibration import Judged
from training.documents import document
from training.lessons import Lesson
from training.reading import Signed
from training.workspace import Run

__all__ = ["STAGES"]


def train_tagger(run: Run) -> None:
    """Train the tagger on everything that is learned from."""
    _train_tagger(run, run.corpus.learned(run.recipe.seed_copies), run.tagger)
    run.note("tagger", {"abstracts": len(run.corpus.learned(run.recipe.seed_copies))})


def cross_validate(run: Run) -> None:
    """Train a tagger for each fold, and keep what it finds in the abstracts that it was not taught.

    None is taught the seeds, so that each also tells how well seeds are read that were not learned from.
    """
    if not run.folds:
        return
    scores: list[Scores] = []
    of_seeds: list[Scores] = []
    found: list[Reading] = []
    for number, held in enumerate(folds.parts(run.corpus.train, run.folds, run.recipe.random()), 1):
        run.say(f"fold {number} of {run.folds}")
        ids = {one.abstract.id for one in held}
        ours = [one for one in run.corpus.train if one.abstract.id not in ids]
        _train_tagger(run, ours, run.tagger_without(number))
        weights = run.fold(number) / "weights"
        _write_draft(run, weights, run.tagger_without(number), ours)
        read = _read(held, weights)
        scores.append(evaluate(held, read))
        of_seeds.append(evaluate(run.corpus.seeds, _read(run.corpus.seeds, weights)))
        found += read
    lines = "".join(f"{json.dumps(record(one), ensure_ascii=False)}\n" for one in found)
    files.write_text(run.found, lines)
    groups = ("core", "micro")
    run.note(
        "folds",
        {group: asdict(folds.variation(scores, group)) for group in groups}
        | {"seeds": {group: asdict(folds.variation(of_seeds, group)) for group in groups}},
    )


def export_networks(run: Run) -> None:
    """Put the networks together into a folder of weights that can be read with, but ties nothing yet."""
    run.require("tagger")
    _write_draft(run, run.weights, run.tagger, run.corpus.learned(seed_copies=1))
    run.note("export", {})


def train_relations(run: Run) -> None:
    """Fit the trees on gold mentions and on found ones: those of the folds if there are any, else of the tagger."""
    run.require("export")
    gold = run.corpus.learned(seed_copies=1)
    is_held_out = run.noted("folds") is not None
    found = {one.abstract.id: one for one in (read_records(run.found) if is_held_out else _read(gold, run.weights))}
    both = [one for one in gold if one.abstract.id in found]
    marked = relations.describe(gold, gold)
    read = relations.describe(both, [found[one.abstract.id] for one in both])
    model = relations.fit([marked, read], run.recipe)
    export.write_forest(run.weights, relations.arrays(model, run.recipe))
    dev = relations.describe(run.corpus.dev, run.corpus.dev)
    least = run.recipe.link_at
    of_marked, of_read = relations.out_of_fold([marked, read], run.recipe)
    run.note(
        "relations",
        {
            "train_gold": relations.f1(of_marked, marked, least),
            "train_found": relations.f1(of_read, read, least),
            "found_by_other_folds": is_held_out,
            "dev_gold": relations.f1(relations.chances(model, dev.features), dev, least),
        },
    )


def calibrate(run: Run) -> None:
    """Fit the confidences on the development set."""
    run.require("relations")
    signed = reading.read([one.abstract for one in run.corpus.dev], run.weights)
    fitted = calibration.fit(list(_judged(run.corpus.dev, signed)), run.recipe)
    _write_settings(run, run.weights, run.corpus.learned(seed_copies=1), fitted.curve)
    run.note("calibration", {"error": fitted.error, "bins": [asdict(one) for one in fitted.bins]})


def write_card(run: Run) -> None:
    """Measure the weights, write their card, and put them where they belong."""
    run.require("calibration")
    seeds = {"learned" if run.corpus.with_seeds else "unseen": _scores(run.corpus.seeds, run.weights)}
    if run.unseeded is not None:
        seeds["unseen"] = _scores(run.corpus.seeds, run.unseeded)
    content = card.content(
        run.corpus,
        run.recipe,
        dev=_scores(run.corpus.dev, run.weights),
        seeds=seeds,
        sizes={name: (run.weights / name).stat().st_size for name in export.FILES},
        noted={name: run.noted(name) for name in ("calibration", "relations", "folds")},
    )
    files.write_text(run.weights / card.FILE, f"{json.dumps(content, indent=1, ensure_ascii=False)}\n")
    run.out.mkdir(parents=True, exist_ok=True)
    for name in (*export.FILES, card.FILE):
        shutil.copyfile(run.weights / name, run.out / name)
    files.write_text(run.card, card.render(content))
    measured = content["noted"]["calibration"]
    files.write_text(run.card.with_name(card.DIAGRAM_FILE), card.diagram(measured["bins"], measured["error"]))


#: The stages by name, in their order.
STAGES: Mapping[str, Callable[[Run], None]] = {
    "tagger": train_tagger,
    "folds": cross_validate,
    "export": export_networks,
    "relations": train_relations,
    "calibration": calibrate,
    "card": write_card,
}


def _train_tagger(run: Run, readings: Sequence[Reading], into: Path) -> None:
    cutter = export.tokenizer(run.pretrained.tokenizer)
    lesson = Lesson([document(one) for one in readings], run.corpus.phrases, cutter, run.recipe)
    into.parent.mkdir(parents=True, exist_ok=True)
    save_file(tagger.train(lesson, run.pretrained, run.say).state_dict(), into)


def _write_draft(run: Run, folder: Path, trained: Path, readings: Sequence[Reading]) -> None:
    """Write weights that tie nothing and whose confidences are not calibrated."""
    export.write_networks(folder, trained, run.pretrained, run.corpus, run.recipe)
    export.write_forest(folder, relations.arrays(None, run.recipe))
    _write_settings(run, folder, readings, calibration.NEUTRAL)


def _write_settings(run: Run, folder: Path, readings: Sequence[Reading], curve: dict[str, object]) -> None:
    names = technologies.names(readings, run.recipe.technology_share)
    export.write_settings(folder, names, curve, run.recipe)


def _read(gold: Sequence[Reading], weights: Path) -> list[Reading]:
    return [one.reading for one in reading.read([one.abstract for one in gold], weights)]


def _scores(gold: Sequence[Reading], weights: Path) -> Scores:
    return pipeline.evaluate_gold(gold, _read(gold, weights))


def _judged(gold: Sequence[Reading], found: Sequence[Signed]) -> Iterator[Judged]:
    """Give the mentions that a verdict is passed on."""
    for one, other in zip(gold, found, strict=True):
        verdicts = alignment.verdicts(one, other.reading)
        for mention, signs, right in zip(other.reading.mentions, other.signs, verdicts, strict=True):
            if right is not None:
                yield Judged(one.abstract.id, mention.kind, signs, right)
