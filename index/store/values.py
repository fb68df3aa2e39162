"""How values are written into rows, and read in portions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

T = TypeVar("T")

CHUNK = 500
"""Values bound in one statement, or rows read at once; older builds of SQLite bind 999."""

REDACTED = "[redacted]"
"""What stands where purged words stood."""


def chunks(values: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(values), CHUNK):
        yield values[start : start + CHUNK]


def vector_bytes(vector: NDArray[np.float16]) -> bytes:
    return vector.astype("<f2").tobytes()


def fold(publisher: str) -> str:
    """A publisher's name as names are compared: case-folded, spaces single."""
    return " ".join(publisher.split()).casefold()
