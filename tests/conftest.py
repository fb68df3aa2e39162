"""Fixtures. The strategy: everything is real but the model and the network.

- SQLite and FAISS are the real ones, in a fresh folder a test (``tmp_path``); nothing is shared between tests.
- The embedding model is ``ToyEncoder``: words hashed into a unit vector, the same in every process, no weights.
  Tests of the real weights are marked ``model``.
- Sockets reach nothing but this machine, so a test that would ask the network fails.
- Time comes from ``clock`` wherever a test looks at it.
"""

from __future__ import annotations

import re
import socket
import zlib
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from index.build import Archive
from index.search import Searcher


class ToyEncoder:
    """Bags of words as unit vectors: texts that share words are near, and nothing is random."""

    name = "toy"

    def __init__(self, dimension: int = 64, salt: str = "") -> None:
        self.dimension = dimension
        self.fingerprint = f"toy:{dimension}:{salt}"
        self._salt = salt
        self.texts_seen = 0

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        rows = np.zeros((len(texts), self.dimension), dtype=np.float32)
        self.texts_seen += len(texts)
        for row, text in zip(rows, texts, strict=True):
            row[0] = 0.1  # so that a text with no word in it has a direction as well
            for word in re.findall(r"\w+", text.casefold()):
                number = zlib.crc32((self._salt + word).encode())
                row[number % self.dimension] += 1 if number & (1 << 31) else -1
            row /= np.linalg.norm(row)
        return rows


@pytest.fixture
def encoder() -> ToyEncoder:
    return ToyEncoder()


@pytest.fixture(scope="session")
def shared_encoder() -> ToyEncoder:
    """For what is opened once for many tests; nobody counts its texts."""
    return ToyEncoder()


@pytest.fixture
def clock() -> datetime:
    """The time that ``archive`` believes in."""
    return datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


@pytest.fixture
def archive(tmp_path: Path, encoder: ToyEncoder, clock: datetime) -> Iterator[Archive]:
    """An empty index in a fresh folder."""
    opened = Archive.open(tmp_path / "index", encoder, clock=lambda: clock)
    yield opened
    opened.close()


@pytest.fixture
def searcher(archive: Archive) -> Searcher:
    return Searcher(archive)


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets sockets connect to this machine only."""
    connect = socket.socket.connect

    def connect_here(self: socket.socket, address: object) -> None:
        if isinstance(address, tuple) and address[0] not in ("127.0.0.1", "::1", "localhost"):
            raise AssertionError(f"a test asked the network for {address}")
        connect(self, address)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", connect_here)
