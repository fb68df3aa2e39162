"""Vectors ↔ a FAISS file: an exact scan over fp16 codes, keyed by passage. The one importer of faiss.

The codes are ``SQfp16``: bit for bit what the database holds, so a scan is exact against the truth, needs no training
(the range that SQ8 learns depends on what came first) and takes half the memory of float32.

The file is a cache. It holds a line of JSON that says what it was made from, FAISS's own bytes, and a digest of both;
it is written beside, synced and renamed, and a file that does not fit its digest is refused.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from index.errors import DamagedIndex

NAME = "faiss IDMap2,SQfp16"

_MAGIC = b"onrecord vectors 1\n"
_DIGEST_BYTES = 32
_LONGEST_HEADER_BYTES = 1 << 16


class Selection:
    """Keys that a search may return, prepared once; ``len`` is their number."""

    def __init__(self, keys: NDArray[np.int64]) -> None:
        faiss = _library()
        self._keys = np.sort(keys.astype(np.int64))
        self._parameters: Any = faiss.SearchParameters(sel=faiss.IDSelectorBatch(self._keys))

    def __len__(self) -> int:
        return len(self._keys)

    def holds(self, keys: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Which of these keys are among the selected, bool (n,)."""
        if not len(self._keys):
            return np.zeros(len(keys), dtype=np.bool_)
        at = np.minimum(np.searchsorted(self._keys, keys), len(self._keys) - 1)
        return np.asarray(self._keys[at] == keys)

    @property
    def parameters(self) -> Any:
        """What FAISS takes as ``params``."""
        return self._parameters


class FaissVectors:
    """Unit vectors in memory by 63-bit key. Not safe for several threads at once: the owner holds a lock."""

    def __init__(self, dimension: int) -> None:
        faiss = _library()
        codes = faiss.IndexScalarQuantizer(dimension, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT)
        self._index: Any = faiss.IndexIDMap2(codes)
        self.dimension = dimension

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def add(self, keys: NDArray[np.int64], vectors: NDArray[np.float16]) -> None:
        """Adds rows. The keys must be new: FAISS would keep a second row under the same key without a word."""
        if len(keys):
            rows = np.ascontiguousarray(vectors, dtype=np.float32)
            self._index.add_with_ids(rows, np.ascontiguousarray(keys, dtype=np.int64))

    def remove(self, keys: NDArray[np.int64]) -> None:
        """Removes the rows of these keys; keys that are not there are passed over."""
        if len(keys) and len(self):
            self._index.remove_ids(np.ascontiguousarray(keys, dtype=np.int64))

    def search(
        self, query: NDArray[np.float32], n: int, among: Selection | None = None
    ) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        """At most ``n`` keys and their cosines, best first; equal cosines stand in no promised order.

        ``query`` is one unit row, float32 (d,).
        """
        if not len(self) or n < 1:
            return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float32)
        rows = np.ascontiguousarray(query, dtype=np.float32).reshape(1, -1)
        parameters = among.parameters if among is not None else None
        cosines, keys = self._index.search(rows, min(n, len(self)), params=parameters)
        found = keys[0] >= 0  # FAISS fills up with -1
        return keys[0][found].astype(np.int64), cosines[0][found].astype(np.float32)

    def keys(self) -> NDArray[np.int64]:
        """All keys, in the order of the rows; a key twice would be a fault."""
        faiss = _library()
        return np.array(faiss.vector_to_array(self._index.id_map), dtype=np.int64)

    def rows(self) -> NDArray[np.float16]:
        """All vectors, fp16 (n, d), in the order of ``keys``."""
        faiss = _library()
        codes = faiss.vector_to_array(faiss.downcast_index(self._index.index).codes)
        return np.frombuffer(codes.tobytes(), dtype="<f2").reshape(len(self), self.dimension)

    def save(self, path: Path, made_from: Mapping[str, object]) -> None:
        """Writes the file beside ``path``, syncs it and renames it into place."""
        faiss = _library()
        beside = path.with_name(f"{path.name}.{os.getpid()}.tmp")
        try:
            with beside.open("wb") as file:
                digest = hashlib.sha256()

                def write(data: bytes) -> int:
                    digest.update(data)
                    return file.write(data)

                write(_MAGIC + json.dumps(dict(made_from), sort_keys=True).encode() + b"\n")
                writer = faiss.PyCallbackIOWriter(write)
                faiss.write_index(self._index, writer)
                del writer  # its destructor flushes
                file.write(digest.digest())
                file.flush()
                os.fsync(file.fileno())
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)
        _sync_folder(path.parent)

    @staticmethod
    def made_from(path: Path) -> dict[str, object]:
        """What a file says it was made from, the rest unread; empty where there is none or it says nothing."""
        try:
            with path.open("rb") as file:
                if file.read(len(_MAGIC)) != _MAGIC:
                    return {}
                return _header(file)
        except (FileNotFoundError, ValueError):
            return {}

    @classmethod
    def load(cls, path: Path) -> tuple[FaissVectors, dict[str, object]]:
        """The vectors of a file and what it was made from.

        Raises:
            FileNotFoundError: there is none.
            DamagedIndex: it is cut short or altered.
        """
        faiss = _library()
        size_bytes = path.stat().st_size
        with path.open("rb") as file:
            if not _digest_fits(file, size_bytes):
                raise DamagedIndex("The vector file is cut short or altered; it can be made again from the rows.")
            file.seek(len(_MAGIC))
            made_from = _header(file)
            index = faiss.read_index(faiss.PyCallbackIOReader(file.read))
        vectors = cls.__new__(cls)
        vectors._index = index
        vectors.dimension = int(index.d)
        return vectors, made_from


def _library() -> Any:
    """FAISS itself, whose own type stubs lack half of it; imported when first needed, as it takes a while."""
    import faiss

    # One query is one thread's work; with more, FAISS's threads wait for each other: 28 ms became 1 on a busy machine.
    faiss.omp_set_num_threads(1)
    return faiss


def _header(file: BinaryIO) -> dict[str, object]:
    """The line of JSON at the file's present place.

    Raises:
        ValueError: it is none.
    """
    made_from = json.loads(file.readline(_LONGEST_HEADER_BYTES))
    if not isinstance(made_from, dict):
        raise ValueError("no JSON object")
    return made_from


def _digest_fits(file: BinaryIO, size_bytes: int) -> bool:
    """True where the last bytes are the digest of all before them and the first are ours."""
    left = size_bytes - _DIGEST_BYTES
    if left < len(_MAGIC) or file.read(len(_MAGIC)) != _MAGIC:
        return False
    digest = hashlib.sha256(_MAGIC)
    left -= len(_MAGIC)
    while left > 0 and (data := file.read(min(left, 1 << 20))):
        digest.update(data)
        left -= len(data)
    return left == 0 and file.read(_DIGEST_BYTES) == digest.digest()


def _sync_folder(folder: Path) -> None:
    """Makes a rename in the folder last through a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
