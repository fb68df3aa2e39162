"""A checkpoint → the folder that the service ships: model.onnx (quantised), tokenizer.json, config.json.

Run as `python -m training.export --out FOLDER [--keep-variants]`. The weights go to int8 per output channel,
in seven bits (`reduce_range`): CPUs without VNNI add two products in sixteen bits and would overflow. The
word embeddings go to int8 with one scale a word. A packed file is Huffman-coded (gzip can unpack it): seven-bit weights
carry some six bits each, and the package must stay small.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import shutil
import tomllib
import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from training.backbones import BACKBONES, Backbone, backbone_folder, build_model
from training.batches import load_tokenizer, stack
from training.data import PROJECT
from training.pairs import LABELS, read_pairs
from training.train import put_on_grid

PEAK_PAIRS = 48  # pairs that the peaks of activations are taken from
OUTLIER = 3.0  # times the median peak of the channels
MAX_OUTLIERS = 48  # channels of one product; each costs its row of weights in fp16
OUTLIER_PART = "_outliers"
RUN_MAX_TOKENS = (
    192  # one or two sentences of news under a claim; longer than any trained on, as positions were pretrained
)


@dataclass(frozen=True, slots=True)
class Variant:
    """How weights are stored. `split` gives outliers a product of their own; `spared` names whole products that stay in
    floating point, as fp16 in the file ("backbone": those that the backbone names)."""

    quantised: bool = True
    reduce_range: bool = True
    split: bool = False
    spared: str | None = None
    table: str = "int8"


VARIANTS = {
    "fp32": Variant(quantised=False, table="fp32"),
    "int8": Variant(reduce_range=False),
    "int8-reduced": Variant(),
    "int8-spared": Variant(spared="backbone"),
    "int8-split": Variant(split=True),
}
SHIPPED_VARIANT = "int8-split"


def load_checkpoint(work: Path, settings: dict):
    """The model of the checkpoint, ready to run; on the grid of weights that it computed with, if it learned on one."""
    import torch

    model = build_model(settings, work)
    state = torch.load(work / "checkpoint.pt", weights_only=True)
    missing, unknown = model.load_state_dict(state["learned"], strict=False)
    frozen = {name for name, parameter in model.named_parameters() if not parameter.requires_grad}
    assert not unknown and set(missing) <= frozen | {name for name, _ in model.named_buffers()}
    if settings.get("quantised_bits"):
        put_on_grid(model, settings["quantised_bits"])
    print(f"checkpoint of step {state['step']}")
    return model.eval()


def export_fp32(model, file: Path, token_types: bool) -> None:
    """The model as ONNX, opset 17, any batch and length; output `logits`."""
    import torch

    model.config.return_dict = False
    names = ["input_ids", "attention_mask", *(["token_type_ids"] if token_types else [])]

    class Logits(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.inner = model

        def forward(self, *inputs):
            return self.inner(**dict(zip(names, inputs, strict=True)))[0]

    ones = torch.full((2, 16), 5, dtype=torch.int64)
    torch.onnx.export(
        Logits(),
        (ones, torch.ones_like(ones), torch.zeros_like(ones))[: len(names)],
        str(file),
        dynamo=False,
        opset_version=17,
        input_names=names,
        output_names=["logits"],
        dynamic_axes={name: {0: "batch", 1: "tokens"} for name in names} | {"logits": {0: "batch"}},
    )


def read_feeds(work: Path, tokenizer: Path, backbone: Backbone) -> list[dict[str, np.ndarray]]:
    """The first pairs of the training mix as inputs of the model, one a run."""
    words = load_tokenizer(tokenizer.parent, RUN_MAX_TOKENS)
    feeds = []
    for pair in read_pairs(work / "mix.jsonl")[:PEAK_PAIRS]:
        encoded = words.encode(pair.premise, pair.hypothesis)
        feeds.append(stack([0], [np.array(encoded.ids)], [encoded.sequence_ids.index(1)], backbone))
    return feeds


def record_peaks(source: Path, inputs: list[dict]) -> dict[str, np.ndarray]:
    """Per matrix product with stored weights: the greatest absolute value of each channel entering it, float32 (d,)."""
    import onnx
    from onnxruntime import InferenceSession

    model = onnx.load(str(source))
    stored = {tensor.name for tensor in model.graph.initializer}
    entering = {node.name: node.input[0] for node in model.graph.node if is_stored_product(node, stored)}
    outputs = sorted(set(entering.values()))
    model.graph.output.extend(onnx.ValueInfoProto(name=name) for name in outputs)
    session = InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    peaks: dict[str, np.ndarray] = {}
    for feed in inputs:
        for name, values in zip(outputs, session.run(outputs, feed), strict=True):
            peak = np.abs(values).reshape(-1, values.shape[-1]).max(axis=0)
            peaks[name] = np.maximum(peaks.get(name, peak), peak)
    return {node: peaks[name] for node, name in entering.items()}


def is_stored_product(node, stored: set[str]) -> bool:
    """Whether the node multiplies by weights of the file, and not two activations."""
    return node.op_type == "MatMul" and node.input[1] in stored


def split_outliers(source: Path, target: Path, peaks: dict[str, np.ndarray]) -> None:
    """Takes the few channels with outliers out of each matrix product, into a small one of their own.

    x W = (x with those channels zeroed) W + x[outliers] W[outliers] (LLM.int8(), Dettmers et al. 2022, section 3.2).
    The second product stays in floating point. Without it one outlier takes the 256 steps that all values of a
    dynamic int8 activation share.
    """
    import onnx
    from onnx import helper, numpy_helper

    model = onnx.load(str(source))
    graph = model.graph
    weights = {tensor.name: tensor for tensor in graph.initializer}
    nodes = []
    for node in graph.node:
        nodes.append(node)
        outliers = find_outliers(peaks[node.name]) if node.name in peaks else np.empty(0)
        if not len(outliers):
            continue
        entering, result, part = node.input[0], node.output[0], f"{node.name}{OUTLIER_PART}"
        kept = np.ones(len(peaks[node.name]), dtype=np.float32)
        kept[outliers] = 0
        rows = numpy_helper.to_array(weights[node.input[1]])[outliers]
        for name, values in (("kept", kept), ("channels", outliers.astype(np.int64)), ("rows", rows)):
            graph.initializer.append(numpy_helper.from_array(values, f"{part}_{name}"))
        node.input[0], node.output[0] = f"{part}_rest", f"{part}_most"
        nodes[-1:] = [
            helper.make_node("Mul", [entering, f"{part}_kept"], [f"{part}_rest"]),
            node,
            helper.make_node("Gather", [entering, f"{part}_channels"], [f"{part}_few"], axis=-1),
            helper.make_node("MatMul", [f"{part}_few", f"{part}_rows"], [f"{part}_product"], name=part),
            helper.make_node("Add", [f"{part}_most", f"{part}_product"], [result]),
        ]
    del graph.node[:]
    graph.node.extend(nodes)
    onnx.save(model, str(target))


def find_outliers(peaks: np.ndarray) -> np.ndarray:
    """The channels, at most `MAX_OUTLIERS`, whose peak is over `OUTLIER` times the median peak; int (k,)."""
    largest = np.argsort(-peaks)[:MAX_OUTLIERS]
    return np.sort(largest[peaks[largest] > OUTLIER * np.median(peaks)])


def quantise(source: Path, target: Path, variant: Variant, spared: str) -> None:
    """Dynamic int8 of the matrix products, per channel; then the tables and spared products in their small types."""
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic

    kept = re.compile(spared) if variant.spared else None
    names = [node.name for node in onnx.load(str(source)).graph.node if node.op_type == "MatMul"]
    quantize_dynamic(
        str(source),
        str(target),
        weight_type=QuantType.QInt8,
        per_channel=True,
        reduce_range=variant.reduce_range,
        op_types_to_quantize=["MatMul"],
        nodes_to_exclude=[n for n in names if n.endswith(OUTLIER_PART) or (kept and kept.search(n))],
    )
    model = onnx.load(str(target))
    shrink_tables(model, variant.table)
    store_products_as_fp16(model)
    onnx.checker.check_model(model)
    onnx.save(model, str(target))


def store_products_as_fp16(model) -> None:
    """Weights of the products that are left in fp32 are stored in half the size, and widened once, at the opening."""
    import numpy as np
    from onnx import TensorProto, helper, numpy_helper

    graph = model.graph
    weights = {tensor.name: tensor for tensor in graph.initializer}
    casts = []
    for node in graph.node:
        tensor = weights.get(node.input[1]) if node.op_type == "MatMul" else None
        if tensor is None or tensor.data_type != TensorProto.FLOAT:
            continue
        name = tensor.name
        tensor.CopyFrom(numpy_helper.from_array(numpy_helper.to_array(tensor).astype(np.float16), f"{name}_half"))
        casts.append(helper.make_node("Cast", [f"{name}_half"], [name], to=TensorProto.FLOAT))
    nodes = [*casts, *graph.node]
    del graph.node[:]
    graph.node.extend(nodes)


def shrink_tables(model, kind: str) -> None:
    """Stores each table that a Gather looks words up in as int8 with one scale a row; "fp32" leaves them.

    The rows looked up are turned back to fp32 after the Gather: no more than the pair's own words.
    """
    import numpy as np
    from onnx import TensorProto, helper, numpy_helper

    if kind == "fp32":
        return
    graph = model.graph
    weights = {tensor.name: tensor for tensor in graph.initializer}
    nodes = []
    for node in graph.node:
        nodes.append(node)
        tensor = weights.get(node.input[0]) if node.op_type == "Gather" else None
        if tensor is None or len(tensor.dims) != 2 or tensor.dims[0] < 1000:
            continue
        values, name, wanted = numpy_helper.to_array(tensor), tensor.name, node.output[0]
        node.output[0] = f"{wanted}_stored"
        scale = np.abs(values).max(axis=1, keepdims=True) / 127
        tensor.CopyFrom(numpy_helper.from_array(np.round(values / scale).astype(np.int8), name))
        graph.initializer.append(numpy_helper.from_array(scale.astype(np.float32), f"{name}_scale"))
        nodes += [
            helper.make_node("Cast", [node.output[0]], [f"{wanted}_whole"], to=TensorProto.FLOAT),
            helper.make_node("Gather", [f"{name}_scale", node.input[1]], [f"{wanted}_scale"]),
            helper.make_node("Mul", [f"{wanted}_whole", f"{wanted}_scale"], [wanted]),
        ]
    del graph.node[:]
    graph.node.extend(nodes)


def pack(source: Path, target: Path) -> None:
    """The same bytes, Huffman-coded: there are no repeats to search for, and gzip unpacks this in half a second."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31, 9, zlib.Z_HUFFMAN_ONLY)
    target.write_bytes(packer.compress(source.read_bytes()) + packer.flush())


def write_folder(
    out: Path, weights: Path, tokenizer: Path, name: str, packed: bool, temperature: float, bias: list[float]
) -> None:
    """A folder that `service.judge.StanceModel` opens; config.json holds the digest of the weights."""
    out.mkdir(parents=True, exist_ok=True)
    for old in out.glob("model.onnx*"):
        old.unlink()
    file = out / ("model.onnx.gz" if packed else "model.onnx")
    (pack if packed else shutil.copyfile)(weights, file)
    shutil.copyfile(tokenizer, out / "tokenizer.json")
    config = {
        "name": name,
        "labels": list(LABELS),
        "max_length": RUN_MAX_TOKENS,
        "temperature": round(temperature, 4),
        "bias": [round(value, 4) for value in bias],
        "weights": file.name,
        "sha256": hashlib.sha256(file.read_bytes()).hexdigest(),
    }
    (out / "config.json").write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--config", type=Path, default=PROJECT / "training" / "accurate.toml")
    parser.add_argument("--work", type=Path, default=PROJECT / ".work" / "training")
    parser.add_argument("--out", type=Path, required=True, help="service/models/accurate, say")
    parser.add_argument("--temperature", type=float, default=1.0, help="as `training.measure --part fit` found it")
    parser.add_argument("--bias", type=float, nargs=3, default=[0.0, 0.0, 0.0], help="likewise, of the three labels")
    parser.add_argument("--variant", choices=VARIANTS, default=SHIPPED_VARIANT)
    parser.add_argument("--packed", action="store_true", help="Huffman-code the weights")
    parser.add_argument("--keep-variants", action="store_true", help="make all of them in the work folder, to compare")
    chosen = parser.parse_args()
    config = tomllib.loads(chosen.config.read_text(encoding="utf-8"))
    backbone = BACKBONES[config["train"]["backbone"]]
    tokenizer = backbone_folder(config["train"]["backbone"], chosen.work) / "tokenizer.json"
    folder = chosen.work / "export"
    folder.mkdir(parents=True, exist_ok=True)
    export_fp32(load_checkpoint(chosen.work, config["train"]), folder / "fp32.onnx", backbone.token_types)
    feeds = read_feeds(chosen.work, tokenizer, backbone)
    split_outliers(folder / "fp32.onnx", folder / "split.onnx", record_peaks(folder / "fp32.onnx", feeds))
    for stem, variant in VARIANTS.items():
        file = folder / f"{stem}.onnx"
        if variant.quantised and (chosen.keep_variants or stem == chosen.variant):
            quantise(folder / ("split.onnx" if variant.split else "fp32.onnx"), file, variant, backbone.spared)
        if chosen.keep_variants:
            write_folder(folder / stem, file, tokenizer, stem, False, 1.0, [0.0, 0.0, 0.0])
    weights = folder / f"{chosen.variant}.onnx"
    write_folder(chosen.out, weights, tokenizer, config["name"], chosen.packed, chosen.temperature, chosen.bias)
    for file in sorted([*folder.glob("*.onnx"), *chosen.out.iterdir()]):
        print(f"{file.stat().st_size / 1e6:8.2f} MB  {file.name}")


if __name__ == "__main__":
    main()
