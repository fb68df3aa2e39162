"""The vectors in memory, kept in step with the rows: what another process wrote a moment ago is found here as well.

The rows are the truth. What FAISS holds has a revision; whoever wants to search hands in the state of the rows that it
reads, and whatever became live or hidden in between is added and removed first.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

from index.errors import DamagedIndex
from index.records import Revision
from index.store import documents, passages, revisions
from index.vectors.faiss import NAME, FaissVectors

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class View:
    """One state of the rows, and the vectors of exactly what is live in it."""

    connection: Connection
    vectors: FaissVectors
    revision: Revision


class FreshVectors:
    """FAISS over the live passages, and the file that spares the next start from reading every row.

    Not safe for several threads at once: the owner holds a lock from ``catch_up`` to the end of its search.
    """

    def __init__(self, path: Path, fingerprint: str, dimension: int) -> None:
        self._path = path
        self._fingerprint = fingerprint
        self._dimension = dimension
        self._vectors: FaissVectors | None = None
        self._revision = Revision(0, 0)
        self._saved = Revision(0, 0)

    def catch_up(self, connection: Connection) -> FaissVectors:
        """The vectors of exactly the passages that are live in the connection's transaction."""
        revision = revisions.last_revision(connection)
        vectors = self._vectors if self._vectors is not None else self._load(connection)
        if revision == self._revision:
            return vectors
        if revision.number < self._revision.number or not revisions.had_revision(connection, self._revision):
            log.warning("The rows are not the ones that the vectors were made from; reading all of them again.")
            vectors = self.forget()
        self._vectors = None  # half a step must not be taken for a state: should it fail, the next one starts over
        self._follow(connection, vectors)
        self._vectors, self._revision = vectors, revision
        return vectors

    def forget(self) -> FaissVectors:
        """Drops every vector in memory; the next ``catch_up`` reads the rows, not the file."""
        self._vectors = FaissVectors(self._dimension)
        self._revision = self._saved = Revision(0, 0)
        return self._vectors

    def lag(self, connection: Connection) -> int:
        """How many passages the file is behind the rows."""
        saved = self._saved if self._vectors is not None else self._revision_of_file()
        if not revisions.had_revision(connection, saved):
            saved = Revision(0, 0)
        arrived, gone = revisions.moved_since(connection, saved.number)
        return documents.count_passages(connection, arrived) + documents.count_passages(connection, gone)

    def _revision_of_file(self) -> Revision:
        made_from = FaissVectors.made_from(self._path)
        revision = _revision_in(made_from)
        return revision if made_from == self._made_from(revision) else Revision(0, 0)

    def save(self, *, always: bool = False) -> None:
        """Writes the file where it is older than what is in memory."""
        if self._vectors is None or (self._saved == self._revision and not always):
            return
        self._vectors.save(self._path, self._made_from(self._revision))
        self._saved = self._revision

    def _load(self, connection: Connection) -> FaissVectors:
        """Takes the file where it was made from an earlier or this state of these rows, else starts from nothing."""
        empty = self.forget()
        try:
            vectors, made_from = FaissVectors.load(self._path)
        except FileNotFoundError:
            return empty
        except (DamagedIndex, RuntimeError, ValueError) as err:
            log.warning("The vector file cannot be used (%s); reading the vectors from the rows.", err)
            return empty
        revision = _revision_in(made_from)
        if made_from != self._made_from(revision) or not revisions.had_revision(connection, revision):
            log.warning("The vector file was made from another index; reading the vectors from the rows.")
            return empty
        self._vectors, self._revision, self._saved = vectors, revision, revision
        return vectors

    def _made_from(self, revision: Revision) -> dict[str, object]:
        return {
            "engine": NAME,
            "model": self._fingerprint,
            "revision": revision.number,
            "digest": f"{revision.digest:016x}",
        }

    def _follow(self, connection: Connection, vectors: FaissVectors) -> None:
        """Adds and removes what became live and hidden since ``self._revision``."""
        if self._revision.number == 0:
            for keys, rows in passages.live_vectors(connection):
                vectors.add(keys, rows)
            return
        arrived, gone = revisions.moved_since(connection, self._revision.number)
        vectors.remove(passages.keys_of(connection, gone))
        for keys, rows in passages.live_vectors(connection, arrived):
            vectors.add(keys, rows)

    def faults(self, connection: Connection) -> list[str]:
        """Where vectors and rows differ, in words; the file is looked at as it would be at the next start."""
        fresh = FreshVectors(self._path, self._fingerprint, self._dimension)
        held = fresh.catch_up(connection)
        found = held.keys()
        order = np.argsort(found, kind="stable")
        keys, rows = found[order], held.rows()[order]
        faults = []
        if len(np.unique(keys)) < len(keys):
            faults.append("A passage has two vectors; run: onrecord index rebuild")
        expected = 0
        for some, vectors in passages.live_vectors(connection):
            expected += len(some)
            faults += _differences(some, vectors, keys, rows)
        if expected != len(keys):
            faults.append(f"{expected} live passages, {len(keys)} vectors; run: onrecord index rebuild")
        return list(dict.fromkeys(faults))


def _revision_in(made_from: Mapping[str, object]) -> Revision:
    """The revision that a file says it was made from; one that never was where it says none."""
    try:
        return Revision(int(str(made_from["revision"])), int(str(made_from["digest"]), 16))
    except (KeyError, ValueError):
        return Revision(-1, 0)


def _differences(
    some: NDArray[np.int64], vectors: NDArray[np.float16], keys: NDArray[np.int64], rows: NDArray[np.float16]
) -> list[str]:
    """Whether each of ``some`` is among the sorted ``keys``, with the same bits."""
    if not len(keys):
        return ["No passage has a vector; run: onrecord index rebuild"]
    at = np.minimum(np.searchsorted(keys, some), len(keys) - 1)
    if not np.array_equal(keys[at], some):
        return ["Live passages have no vector in the vector file; run: onrecord index rebuild"]
    if not np.array_equal(rows[at].view(np.uint16), np.ascontiguousarray(vectors).view(np.uint16)):
        return ["Vectors differ from the rows; run: onrecord index rebuild"]
    return []
