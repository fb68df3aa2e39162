"""An exact scan by key, saved so that half a file is never taken for a whole one."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from index.errors import DamagedIndex
from index.vectors.faiss import FaissVectors, Selection

Rows = NDArray[np.float16]

KEYS = np.array([5, 2**63 - 1, 7, 9], dtype=np.int64)


@pytest.fixture
def rows() -> Rows:
    numbers = np.random.default_rng(3).normal(size=(4, 16))
    unit: Rows = (numbers / np.linalg.norm(numbers, axis=1, keepdims=True)).astype(np.float16)
    return unit


@pytest.fixture
def vectors(rows: Rows) -> FaissVectors:
    held = FaissVectors(16)
    held.add(KEYS, rows)
    return held


def test_the_nearest_come_first(vectors: FaissVectors, rows: Rows) -> None:
    keys, cosines = vectors.search(rows[1].astype(np.float32), 10)
    assert keys[0] == 2**63 - 1
    assert len(keys) == 4
    expected = sorted((rows.astype(np.float32) @ rows[1].astype(np.float32)).tolist(), reverse=True)
    assert np.allclose(cosines, expected, atol=1e-6)


def test_the_bits_are_those_that_were_added(vectors: FaissVectors, rows: Rows) -> None:
    assert vectors.keys().tolist() == KEYS.tolist()
    assert np.array_equal(vectors.rows().view(np.uint16), rows.view(np.uint16))


def test_a_selection_is_all_that_is_found(vectors: FaissVectors, rows: Rows) -> None:
    keys, _ = vectors.search(rows[0].astype(np.float32), 10, Selection(KEYS[1:3]))
    assert set(keys.tolist()) == set(KEYS[1:3].tolist())
    keys, _ = vectors.search(rows[0].astype(np.float32), 10, Selection(np.empty(0, dtype=np.int64)))
    assert len(keys) == 0


def test_what_is_removed_is_gone(vectors: FaissVectors, rows: Rows) -> None:
    vectors.remove(np.array([5, 12345], dtype=np.int64))
    assert len(vectors) == 3
    assert 5 not in vectors.search(rows[0].astype(np.float32), 10)[0]
    vectors.add(KEYS[:1], rows[:1])
    assert vectors.search(rows[0].astype(np.float32), 1)[0].tolist() == [5]


def test_nothing_is_found_in_nothing() -> None:
    empty = FaissVectors(16)
    assert len(empty.search(np.zeros(16, dtype=np.float32), 5)[0]) == 0
    assert len(empty.keys()) == len(empty.rows()) == 0
    empty.remove(KEYS)


def test_a_file_comes_back_as_it_was_saved(vectors: FaissVectors, tmp_path: Path) -> None:
    vectors.save(tmp_path / "v", {"revision": 7})
    loaded, made_from = FaissVectors.load(tmp_path / "v")
    assert made_from == FaissVectors.made_from(tmp_path / "v") == {"revision": 7}
    assert loaded.keys().tolist() == vectors.keys().tolist()
    assert np.array_equal(loaded.rows(), vectors.rows())
    loaded.add(np.array([11], dtype=np.int64), vectors.rows()[:1])
    assert len(loaded) == 5
    assert [p.name for p in tmp_path.iterdir()] == ["v"]


def test_a_file_cut_anywhere_is_refused(vectors: FaissVectors, tmp_path: Path) -> None:
    vectors.save(tmp_path / "v", {"revision": 7})
    whole = (tmp_path / "v").read_bytes()
    for length in [*range(0, 120, 7), len(whole) // 2, len(whole) - 33, len(whole) - 1]:
        (tmp_path / "v").write_bytes(whole[:length])
        with pytest.raises(DamagedIndex):
            FaissVectors.load(tmp_path / "v")
    for place in (3, 25, 80, len(whole) - 40, len(whole) - 1):
        (tmp_path / "v").write_bytes(whole[:place] + bytes([whole[place] ^ 4]) + whole[place + 1 :])
        with pytest.raises(DamagedIndex):
            FaissVectors.load(tmp_path / "v")


def test_a_file_that_is_not_there_says_nothing(tmp_path: Path) -> None:
    assert FaissVectors.made_from(tmp_path / "none") == {}
    with pytest.raises(FileNotFoundError):
        FaissVectors.load(tmp_path / "none")
