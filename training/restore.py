"""A shipped model → a checkpoint whose weights a further stage of training goes on from.

Run as `python -m training.restore --model service/models/accurate --config training/accurate-5.toml --work FOLDER`;
writes restored.pt for `python -m training.train --start`. The weights come back as the shipped file has them, on the
grid of their seven bits; what was frozen in training comes from the pretrained encoder.
"""

from __future__ import annotations

import argparse
import gzip
import json
import tomllib
from pathlib import Path

import numpy as np

from training.backbones import build_model
from training.data import PROJECT
from training.export import OUTLIER_PART

MODULE = "inner."  # what `training.export` wraps the model in
QUANTISED = "_quant"  # the ending of ONNX Runtime's names of products in integers


def read_weights(weights: bytes) -> dict[str, np.ndarray]:
    """Name of a parameter → its float32 values, from the bytes of a model.onnx that `training.export` wrote."""
    import onnx
    from onnx import numpy_helper

    graph = onnx.load_from_string(weights).graph
    stored = {tensor.name: numpy_helper.to_array(tensor) for tensor in graph.initializer}
    found = {name.removeprefix(MODULE): stored[name] for name in stored if name.startswith(MODULE)}
    for node in graph.node:
        if node.op_type != "MatMulInteger":
            continue
        name = node.input[1].removesuffix("_quantized")
        values = stored[node.input[1]].astype(np.float32) * stored[f"{name}_scale"]
        whole = node.name.removesuffix(QUANTISED)
        if f"{whole}{OUTLIER_PART}_channels" in stored:  # these rows are there in sixteen bits too
            values[stored[f"{whole}{OUTLIER_PART}_channels"]] = stored[f"{whole}{OUTLIER_PART}_rows_half"]
        found[_parameter_of(whole)] = values.T
    return {name: values for name, values in found.items() if values.dtype == np.float32}


def _parameter_of(node: str) -> str:
    """`/inner/mpnet/encoder/layer.0/output/dense/MatMul` → `mpnet.encoder.layer.0.output.dense.weight`."""
    path = node.strip("/").split("/")[:-1]
    return ".".join([*path, "weight"]).removeprefix(MODULE)


def read_file(folder: Path) -> bytes:
    """The bytes of the model's ONNX file, unpacked."""
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    file = folder / config["weights"]
    return gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()


def main() -> None:
    import torch

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, required=True, help="service/models/accurate, say")
    parser.add_argument("--config", type=Path, required=True, help="of the stage that is to follow")
    parser.add_argument("--work", type=Path, default=PROJECT / ".work" / "training")
    chosen = parser.parse_args()
    config = tomllib.loads(chosen.config.read_text(encoding="utf-8"))
    model = build_model(config["train"], chosen.work)
    wanted = {name: p for name, p in model.named_parameters() if p.requires_grad}
    found = read_weights(read_file(chosen.model))
    missing = sorted(set(wanted) - set(found))
    if missing:
        raise SystemExit(f"{chosen.model} is no model of {chosen.config}: it has no {missing[0]}.")
    learned = {name: torch.from_numpy(found[name].copy()) for name in wanted}
    torch.save({"learned": learned, "step": 0}, chosen.work / "restored.pt")
    print(f"{len(learned)} of {len(found)} parameters restored")


if __name__ == "__main__":
    main()
