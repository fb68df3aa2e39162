"""(Passage, claim) pairs → stance probabilities; the one importer of a judging model in the service.

Two models are shipped, `fast` and `accurate`; by default both sit on the panel. Each is a quantised ONNX file, run one
pair at a time: its activation scales are taken from whatever shares a run, so alone is the only way for a score to
depend on nothing but its pair. A file ending in .gz is Huffman-coded to keep the package small.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from service.assessment.records import StanceProbabilities
from service.errors import ModelUnavailable
from service.hearing import Panel

MODELS = Path(__file__).parent / "models"
SHIPPED = ("fast", "accurate")
"""Names of the shipped models, quickest first; each is a folder of ``MODELS``."""

CACHED_PAIRS = 4096
"""A check of a draft asks for the same pairs again after every edit; an entry is some 600 bytes."""

_LABELS = ("supports", "contradicts", "neutral")
_SYNONYMS = {"entailment": "supports", "contradiction": "contradicts", "support": "supports", "refute": "contradicts"}
_WARM_UP = ("The bridge was opened to traffic on Monday.", "The bridge is open.")

_Scores = Callable[[str, str], NDArray[np.float64]]
"""(premise, hypothesis) → logits in the order of ``_LABELS``."""


class StanceModel:
    """What a passage does to a claim, as one model sees it; safe to call from several threads."""

    name: str

    def __init__(self, path: Path | str, threads: int = 1) -> None:
        """Opens a model and runs it once, so that the first answer is no slower than the next.

        Args:
            path: the name of a shipped model, or a folder like theirs (config.json, tokenizer.json and the weights that
                config.json names). Any other folder or name is given to sentence-transformers as a CrossEncoder of
                natural-language inference.
            threads: pairs that are judged side by side. Each runs on one thread: two small runs are nearly twice as
                fast as one run on two threads, and no score depends on how many there are.

        Raises:
            ModelUnavailable: files are missing or damaged, or the model's labels are not the three of inference.
        """
        shipped = str(path) in SHIPPED
        folder = MODELS / path if shipped else Path(path)
        quantised = shipped or _is_quantised(folder)
        self._temperature, self._bias = 1.0, np.zeros(len(_LABELS))
        self._scores = self._open_onnx(folder) if quantised else self._open_cross_encoder(str(path), threads)
        self._known: OrderedDict[tuple[str, str], StanceProbabilities] = OrderedDict()
        self._lock = threading.Lock()
        self._pool = ThreadPoolExecutor(threads, "stance") if quantised and threads > 1 else None
        self([_WARM_UP])

    def __call__(self, pairs: Sequence[tuple[str, str]]) -> list[StanceProbabilities]:
        """The probabilities of each (premise, hypothesis), in order; each sums to 1 and is calibrated.

        An answer depends on its own pair alone: not on the others, nor on their order or number. A premise that
        is too long counts with its beginning only.
        """
        asked = [(premise, hypothesis) for premise, hypothesis in pairs]
        if self._pool is None or len(asked) < 2:
            return [self._judge(pair) for pair in asked]
        return list(self._pool.map(self._judge, asked))

    def forget(self) -> None:
        """Empty the memory of pairs judged before, so that a measurement pays for every pair."""
        with self._lock:
            self._known.clear()

    def _judge(self, pair: tuple[str, str]) -> StanceProbabilities:
        with self._lock:
            if pair in self._known:
                self._known.move_to_end(pair)
                return self._known[pair]
        scaled = self._scores(*pair) / self._temperature + self._bias
        powers = np.exp(scaled - scaled.max())
        answer = StanceProbabilities(*(float(p) for p in powers / powers.sum()))
        with self._lock:
            self._known[pair] = answer
            if len(self._known) > CACHED_PAIRS:
                self._known.popitem(last=False)
        return answer

    def _open_onnx(self, folder: Path) -> _Scores:
        config = _read_config(folder)
        weights = _read_weights(folder, config)
        import onnxruntime  # type: ignore[import-untyped]
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.execution_mode = onnxruntime.ExecutionMode.ORT_SEQUENTIAL
        # A waiting thread that spins takes the core from the work that it waits for.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        try:
            session = onnxruntime.InferenceSession(weights, options, providers=["CPUExecutionProvider"])
            tokenizer: Any = Tokenizer.from_file(str(folder / "tokenizer.json"))
        except Exception as err:  # both libraries raise their own bare classes
            raise _damaged(folder) from err
        tokenizer.no_padding()
        tokenizer.enable_truncation(int(config["max_length"]))
        order = [list(config["labels"]).index(label) for label in _LABELS]
        wanted = {spec.name for spec in session.get_inputs()}
        self.name = str(config["name"])
        self._temperature = float(config["temperature"])
        self._bias = np.asarray(config["bias"], dtype=np.float64)[order]

        def scores(premise: str, hypothesis: str) -> NDArray[np.float64]:
            encoded = tokenizer.encode(premise, hypothesis)
            inputs = {
                "input_ids": np.array([encoded.ids], dtype=np.int64),
                "token_type_ids": np.array([encoded.type_ids], dtype=np.int64),
                "attention_mask": np.ones((1, len(encoded.ids)), dtype=np.int64),
            }
            logits = session.run(["logits"], {name: inputs[name] for name in wanted})[0][0]
            return np.asarray(logits, dtype=np.float64)[order]

        return scores

    def _open_cross_encoder(self, name: str, threads: int) -> _Scores:
        os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        import torch
        from sentence_transformers import CrossEncoder

        torch.set_num_threads(threads)
        try:
            model: Any = CrossEncoder(name, device="cpu")
        except (OSError, ValueError) as err:
            raise ModelUnavailable(
                f"The stance model {Path(name).name!r} cannot be loaded. "
                "Give a folder that holds a CrossEncoder, or leave the setting out to use the shipped model."
            ) from err
        order = order_labels(model.config.id2label)
        self.name = Path(name).name if Path(name).is_dir() else name

        def scores(premise: str, hypothesis: str) -> NDArray[np.float64]:
            logits = model.predict([(premise, hypothesis)], activation_fn=torch.nn.Identity(), show_progress_bar=False)
            return np.asarray(logits[0], dtype=np.float64)[order]

        return scores


def order_labels(labels: dict[int, str]) -> list[int]:
    """The model's output numbers of supports, contradicts and neutral, in that order.

    Raises:
        ModelUnavailable: the labels are others, so nobody can tell which output means what.
    """
    numbers = {_SYNONYMS.get(name.lower(), name.lower()): int(number) for number, name in labels.items()}
    if set(numbers) != set(_LABELS):
        raise ModelUnavailable(
            f"The model's labels are {sorted(labels.values())}; expected entailment, contradiction and neutral. "
            "Choose a CrossEncoder trained for natural-language inference."
        )
    return [numbers[label] for label in _LABELS]


def open_panel(setting: str | None, threads: int) -> tuple[Panel, str]:
    """The models that a check asks, and their names as they stand in its answer.

    Args:
        setting: ``None`` for the shipped models; else the one that reads everything, as ``StanceModel`` takes it.
        threads: as ``StanceModel`` takes it.

    Raises:
        ModelUnavailable: as ``StanceModel`` raises it.
    """
    if setting is not None:
        only = StanceModel(setting, threads)
        return Panel(only), only.name
    models = [StanceModel(name, threads) for name in SHIPPED]
    return Panel(*models), ", ".join(model.name for model in models)


def _is_quantised(folder: Path) -> bool:
    """Whether this is a folder like those of the shipped models."""
    return any((folder / name).is_file() for name in ("model.onnx", "model.onnx.gz"))


_MEMBERS = frozenset(["name", "labels", "max_length", "temperature", "bias", "weights", "sha256"])


def _read_config(folder: Path) -> dict[str, Any]:
    """config.json, once all three files are known to be there."""
    try:
        config: dict[str, Any] = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    except FileNotFoundError as err:
        raise _incomplete("config.json") from err
    except ValueError as err:
        raise _damaged(folder) from err
    if not set(config) >= _MEMBERS or set(config["labels"]) != set(_LABELS):
        raise _damaged(folder)
    missing = [name for name in (config["weights"], "tokenizer.json") if not (folder / name).is_file()]
    if missing:
        raise _incomplete(", ".join(missing))
    return config


def _read_weights(folder: Path, config: dict[str, Any]) -> bytes:
    """The ONNX file, unpacked; weights other than those that config.json was written for are refused."""
    stored = (folder / config["weights"]).read_bytes()
    if hashlib.sha256(stored).hexdigest() != config["sha256"]:
        raise _damaged(folder)
    return gzip.decompress(stored) if config["weights"].endswith(".gz") else stored


def _incomplete(missing: str) -> ModelUnavailable:
    return ModelUnavailable(f"The stance model lacks {missing}. Install the package again, or name another model.")


def _damaged(folder: Path) -> ModelUnavailable:
    return ModelUnavailable(
        f"The stance model in {folder.name!r} is damaged. Install the package again, or name another model."
    )
