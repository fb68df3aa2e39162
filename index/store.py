"""Rows: documents, versions, passages with their vectors, the word index, the copy graph and stored answers.

SQLite in WAL mode with ``synchronous=FULL``: once ``writing()`` has ended, what it wrote survives ``kill -9`` and a
power cut. Readers see one state, whatever a writer does. Methods that take a connection run in its transaction.
"""

from __future__ import annotations

import json
import threading
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import sqlalchemy as sa
from filelock import FileLock, Timeout
from numpy.typing import NDArray
from sqlalchemy import Connection, and_, bindparam, exc, func, or_, select, text

from index.errors import DamagedIndex, IndexLocked, ModelMismatch
from index.records import (
    BlockKind,
    Copy,
    Coverage,
    DateMethod,
    Filters,
    Passage,
    Precision,
    Published,
    Removed,
    Revision,
    Source,
    StoredDocument,
)
from index.tables import (
    answers,
    bands,
    contents,
    copies,
    documents,
    lives,
    passages,
    quoted,
    revisions,
    state,
    versions,
)

T = TypeVar("T")

LOCK_TIMEOUT_S = 30.0
REDACTED = "[redacted]"

_CHUNK = 500  # values bound in one statement; SQLite's own limit is 32,766, older builds' 999
_QUOTE_CODE_POINTS = 32  # of text before and after a passage, as W3C text quote selectors carry it
_MIGRATIONS = Path(__file__).with_name("migrations")
_HEAD = "0001"


@dataclass(frozen=True, slots=True)
class NewVersion:
    """Everything that one state of a document puts into the rows. ``source`` lacks only cluster and copies."""

    source: Source
    collection: str
    external_id: str | None
    posted: str | None  # ``None`` for an edit, which leaves what was posted last as it is
    content_hash: str
    cleaning_version: str
    given: str
    raw: str
    text: str
    removed: tuple[Removed, ...]
    passages: tuple[Passage, ...]
    fingerprint: bytes
    bands: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Given:
    """What was handed in for a version: the submission without its raw input (JSON), and the raw input."""

    version: str
    given: str
    raw: str
    retrieved_at: str


@dataclass(frozen=True, slots=True)
class Totals:
    """The live rows of all collections, counted."""

    documents: int
    passages: int
    story_clusters: int
    earliest: date | None
    latest: date | None


@dataclass(frozen=True, slots=True)
class Surroundings:
    """A passage by its key with its source, its stored vector, and the cleaned text around it."""

    passage: Passage
    source: Source
    vector: NDArray[np.float16]
    before: str
    after: str


class Store:
    """The database of one index. Safe to share between threads; every process opens its own."""

    def __init__(self, path: Path, lock_timeout_s: float = LOCK_TIMEOUT_S) -> None:
        self._lock_timeout_s = lock_timeout_s
        self._thread_lock = threading.Lock()
        self._file_lock = FileLock(path.with_name("write.lock"), thread_local=False)
        self._engine = sa.create_engine(
            sa.URL.create("sqlite", database=str(path)),
            connect_args={"timeout": lock_timeout_s},
            pool_size=8,
            max_overflow=-1,
        )
        sa.event.listen(self._engine, "connect", _prepare_connection)
        sa.event.listen(self._engine, "begin", _begin)

    def close(self) -> None:
        """Closes every connection."""
        self._engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that sees one state of the rows from its first query on.

        Raises:
            DamagedIndex: SQLite cannot make sense of the file.
        """
        with _translated(), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """The one write transaction; committed, and on disk, when the block ends, undone when it raises.

        Raises:
            IndexLocked: another writer held the index longer than the timeout.
            DamagedIndex: SQLite cannot make sense of the file.
        """
        with self._sole_writer(), _translated(), self._engine.connect() as connection:
            connection = connection.execution_options(begin="BEGIN IMMEDIATE")
            with connection.begin():
                yield connection

    @contextmanager
    def _sole_writer(self) -> Iterator[None]:
        if not self._thread_lock.acquire(timeout=self._lock_timeout_s):
            raise IndexLocked("Another thread is writing to the index. Try again in a moment.")
        try:
            try:
                self._file_lock.acquire(timeout=self._lock_timeout_s)
            except Timeout as err:
                raise IndexLocked("Another process is writing to the index. Try again in a moment.") from err
            try:
                yield
            finally:
                self._file_lock.release()
        finally:
            self._thread_lock.release()

    def migrate(self) -> None:
        """Brings the rows to the shape that this version reads; does nothing where they have it.

        Raises:
            DamagedIndex: the file is no database of ours.
            ModelMismatch: a later version of the program made it.
        """
        with self.reading() as connection:
            if _shape(connection) == _HEAD:
                return
        with self.writing() as connection:
            found = _shape(connection)
            if found == _HEAD:
                return
            if found is not None and found > _HEAD:
                raise ModelMismatch("A later version of the program made this index. Use that version.")
            _run_migrations(connection)

    def checkpoint(self) -> None:
        """Moves the write-ahead log into the database and empties it, so that purged bytes are gone from both."""
        with self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    # State and revisions

    def state(self, connection: Connection) -> dict[str, str]:
        """The named texts of the index, the manifest's among them."""
        return {row.name: row.value for row in connection.execute(select(state))}

    def keep_state(self, connection: Connection, values: Mapping[str, str]) -> None:
        """Sets named texts."""
        for name, value in values.items():
            connection.execute(sa.delete(state).where(state.c.name == name))
            connection.execute(sa.insert(state).values(name=name, value=value))

    def revision(self, connection: Connection) -> Revision:
        """The last write; 0 with digest 0 for an empty index."""
        row = connection.execute(select(revisions).order_by(revisions.c.number.desc()).limit(1)).first()
        return Revision(row.number, int(row.digest, 16)) if row else Revision(0, 0)

    def had_revision(self, connection: Connection, revision: Revision) -> bool:
        """True where this database once was at that revision."""
        if revision.number == 0:
            return revision.digest == 0
        found = connection.scalar(select(revisions.c.digest).where(revisions.c.number == revision.number))
        return found is not None and int(found, 16) == revision.digest

    def advance(self, connection: Connection, added: Iterable[str], removed: Iterable[str], at: str) -> Revision:
        """Records a write that made these version ids live and those not."""
        last = self.revision(connection)
        digest = last.digest + sum(map(_digest_of, added)) - sum(map(_digest_of, removed))
        new = Revision(last.number + 1, digest % 2**64)
        connection.execute(
            sa.insert(revisions).values(number=new.number, digest=f"{new.digest:016x}", written_at=at),
        )
        return new

    # Documents and versions

    def posted(self, connection: Connection, document_id: str) -> str | None:
        """The hash of the last submission of a live document; ``None`` where there is no such document."""
        query = select(documents.c.posted).where(
            documents.c.document_id == document_id, documents.c.version_number.is_not(None)
        )
        found: str | None = connection.scalar(query)
        return found

    def put(self, connection: Connection, new: NewVersion, vectors: NDArray[np.float16], at: str) -> bool:
        """Makes a version the live one of its document; False where it is already. Copies are ``link``'s."""
        document = connection.execute(
            select(documents).where(documents.c.document_id == new.source.document_id)
        ).first()
        if document is None:
            number = _insert(
                connection,
                documents,
                document_id=new.source.document_id,
                collection=new.collection,
                external_id=new.external_id,
                posted=new.posted,
                story_cluster=new.source.document_id,
                band_count=0,
            )
            old = None
        else:
            number, old = document.number, self._live_version(connection, document.version_number)
            if new.posted is not None:
                connection.execute(sa.update(documents).where(documents.c.number == number).values(posted=new.posted))
        if old is not None and old[1] == new.source.version:
            return False
        revision = self.revision(connection).number + 1
        if old is not None:
            self._end_life(connection, number, old[0], revision)
        version = self._write_version(connection, number, new, vectors)
        connection.execute(sa.update(passages).where(passages.c.version_number == version).values(live=True))
        connection.execute(sa.insert(lives).values(version_number=version, added_revision=revision))
        connection.execute(
            sa.update(documents)
            .where(documents.c.number == number)
            .values(version_number=version, fingerprint=new.fingerprint, band_count=len(new.bands))
        )
        self.advance(connection, [new.source.version], [old[1]] if old else [], at)
        return True

    def _live_version(self, connection: Connection, version_number: int | None) -> tuple[int, str] | None:
        if version_number is None:
            return None
        version_id = connection.scalar(select(versions.c.version_id).where(versions.c.number == version_number))
        return version_number, str(version_id)

    def _write_version(
        self, connection: Connection, document_number: int, new: NewVersion, vectors: NDArray[np.float16]
    ) -> int:
        """The number of the version's rows: those of an earlier life, where they are whole, else fresh ones."""
        known = connection.execute(select(versions).where(versions.c.version_id == new.source.version)).first()
        if known is not None and not known.purged:
            return int(known.number)
        values = _version_values(new, document_number)
        if known is None:
            number = _insert(connection, versions, **values)
        else:
            number = int(known.number)
            connection.execute(sa.update(versions).where(versions.c.number == number).values(**values))
            connection.execute(sa.delete(contents).where(contents.c.version_number == number))
            connection.execute(sa.delete(passages).where(passages.c.version_number == number))
        connection.execute(
            sa.insert(contents).values(
                version_number=number,
                given=new.given,
                removed=json.dumps([asdict(r) for r in new.removed], ensure_ascii=False),
                text=new.text,
                raw=zlib.compress(new.raw.encode(), 6),
            )
        )
        self._refuse_shared_keys(connection, new.passages)
        rows = [_passage_values(passage, number, vector) for passage, vector in zip(new.passages, vectors, strict=True)]
        connection.execute(sa.insert(passages), rows)
        return number

    def _refuse_shared_keys(self, connection: Connection, new: Sequence[Passage]) -> None:
        """Two ids with the same 63 bits: never seen, one in 10^7 for a million passages, and not to be glossed over."""
        keys = [p.key for p in new]
        if len(set(keys)) < len(keys) or any(
            connection.execute(select(passages.c.key).where(passages.c.key.in_(some)).limit(1)).first()
            for some in _chunks(keys)
        ):
            raise DamagedIndex("Two passages share one key. Change the document by a word and add it again.")

    def _end_life(self, connection: Connection, document_number: int, version_number: int, revision: int) -> None:
        connection.execute(sa.update(passages).where(passages.c.version_number == version_number).values(live=False))
        connection.execute(
            sa.update(lives)
            .where(lives.c.version_number == version_number, lives.c.removed_revision.is_(None))
            .values(removed_revision=revision)
        )
        connection.execute(
            sa.update(documents)
            .where(documents.c.number == document_number)
            .values(version_number=None, fingerprint=None, band_count=0)
        )

    def hide(self, connection: Connection, document_id: str, at: str) -> bool:
        """Takes a document out of search; False where it is not there. What it said stays for stored answers."""
        row = connection.execute(
            select(documents.c.number, versions.c.number.label("version"), versions.c.version_id)
            .join(versions, versions.c.number == documents.c.version_number)
            .where(documents.c.document_id == document_id)
        ).first()
        if row is None:
            return False
        self._end_life(connection, row.number, row.version, self.revision(connection).number + 1)
        self.advance(connection, [], [row.version_id], at)
        return True

    def purge(self, connection: Connection, document_id: str) -> list[str]:
        """Blanks every version of a hidden document, and gives the ids of the passages that are gone."""
        own = select(documents.c.number).where(documents.c.document_id == document_id).scalar_subquery()
        numbers = list(connection.scalars(select(versions.c.number).where(versions.c.document_number == own)))
        gone: list[str] = []
        for some in _chunks(numbers):
            here = passages.c.version_number.in_(some)
            gone += connection.scalars(select(passages.c.passage_id).where(here))
            connection.execute(sa.update(passages).where(here).values(text=REDACTED, vector=None))
            connection.execute(
                sa.update(contents)
                .where(contents.c.version_number.in_(some))
                .values(given="{}", removed="[]", text="", raw=b"")
            )
            connection.execute(
                sa.update(versions)
                .where(versions.c.number.in_(some))
                .values(purged=True, title=None, published_evidence=None)
            )
        connection.execute(text("INSERT INTO word_index(word_index) VALUES ('optimize')"))  # drops the deleted words
        return gone

    def is_known(self, connection: Connection, document_id: str) -> bool:
        """True where the document is or was in the index."""
        query = select(documents.c.number).where(documents.c.document_id == document_id)
        return connection.scalar(query) is not None

    def given(self, connection: Connection, document_id: str) -> Given | None:
        """What was handed in for the live version of a document."""
        row = connection.execute(
            select(versions.c.version_id, contents.c.given, contents.c.raw, versions.c.retrieved_at)
            .join_from(documents, versions, documents.c.version_number == versions.c.number)
            .join(contents, versions.c.number == contents.c.version_number)
            .where(documents.c.document_id == document_id)
        ).first()
        if row is None:
            return None
        return Given(row.version_id, row.given, zlib.decompress(row.raw).decode(), row.retrieved_at)

    def documents(
        self,
        connection: Connection,
        *,
        document_id: str | None = None,
        collection: str | None = None,
        after: str | None = None,
        limit: int = 1,
    ) -> list[StoredDocument]:
        """Live documents by id, at most ``limit``."""
        query = (
            _SOURCES.add_columns(documents.c.external_id, documents.c.collection, versions.c.passages)
            .add_columns(contents.c.text, contents.c.removed)
            .join(contents, contents.c.version_number == versions.c.number)
            .where(documents.c.version_number == versions.c.number)
            .order_by(documents.c.document_id)
            .limit(limit)
        )
        for column, value in ((documents.c.document_id, document_id), (documents.c.collection, collection)):
            if value is not None:
                query = query.where(column == value)
        if after is not None:
            query = query.where(documents.c.document_id > after)
        rows = connection.execute(query).all()
        sources = self._sources(connection, rows)
        return [
            StoredDocument(
                source=source,
                external_id=row.external_id,
                collection=row.collection,
                text=row.text,
                passages=row.passages,
                removed=tuple(Removed(**r) for r in json.loads(row.removed)),
            )
            for row, source in zip(rows, sources, strict=True)
        ]

    def _sources(self, connection: Connection, rows: Sequence[Any]) -> list[Source]:
        """The source of each row of ``_SOURCES``, with the other live documents of its cluster."""
        clusters = sorted({row.story_cluster for row in rows})
        members: dict[str, list[Copy]] = {cluster: [] for cluster in clusters}
        for some in _chunks(clusters):
            query = (
                select(documents.c.story_cluster, documents.c.document_id)
                .add_columns(versions.c.publisher, versions.c.url, versions.c.published_text)
                .join(versions, versions.c.number == documents.c.version_number)
                .where(documents.c.story_cluster.in_(some))
                .order_by(documents.c.document_id)
            )
            for row in connection.execute(query):
                members[row.story_cluster].append(Copy(row.document_id, row.publisher, row.url, row.published_text))
        return [
            _source(row, tuple(c for c in members[row.story_cluster] if c.document_id != row.document_id))
            for row in rows
        ]

    # Passages

    def passage(self, connection: Connection, passage_id: str) -> tuple[Passage, Source] | None:
        """A passage, live or not."""
        keys = list(connection.scalars(select(passages.c.key).where(passages.c.passage_id == passage_id)))
        for found in self.surroundings(connection, keys, 0, 0, live=False).values():
            return found.passage, found.source
        return None

    def surroundings(
        self, connection: Connection, keys: Sequence[int], before: int, after: int, *, live: bool = True
    ) -> dict[int, Surroundings]:
        """Passages by key, with up to so many code points of cleaned text ``before`` and ``after`` each."""
        first = max(before, _QUOTE_CODE_POINTS)
        last = max(after, _QUOTE_CODE_POINTS)
        start = func.max(passages.c.start - first, 0)
        window = func.substr(contents.c.text, start + 1, passages.c.end + last - start).label("window")
        query = (
            _SOURCES.add_columns(*_PASSAGE_COLUMNS, passages.c.vector, start.label("window_start"), window)
            .join(passages, passages.c.version_number == versions.c.number)
            .join(contents, contents.c.version_number == versions.c.number)
        )
        if live:
            query = query.where(passages.c.live)
        rows = [r for some in _chunks(keys) for r in connection.execute(query.where(passages.c.key.in_(some)))]
        found = {}
        for row, source in zip(rows, self._sources(connection, rows), strict=True):
            left = row.window[: row.start - row.window_start]
            right = row.window[row.end - row.window_start :]
            found[row.key] = Surroundings(
                passage=_passage(row, left[-_QUOTE_CODE_POINTS:], right[:_QUOTE_CODE_POINTS]),
                source=source,
                vector=np.frombuffer(row.vector or b"", dtype="<f2"),
                before=left[-before:] if before else "",
                after=right[:after],
            )
        return found

    def vectors_of(self, connection: Connection, keys: Sequence[int]) -> dict[int, NDArray[np.float16]]:
        """Stored vectors of live passages by key."""
        query = select(passages.c.key, passages.c.vector).where(passages.c.live)
        return {
            row.key: np.frombuffer(row.vector, dtype="<f2")
            for some in _chunks(keys)
            for row in connection.execute(query.where(passages.c.key.in_(some)))
        }

    def known_vectors(self, connection: Connection, document_id: str) -> dict[str, NDArray[np.float16]]:
        """Vectors that a document's versions hold, by text: the same words are not embedded twice."""
        query = (
            select(passages.c.text, passages.c.vector)
            .join(versions, versions.c.number == passages.c.version_number)
            .join(documents, documents.c.number == versions.c.document_number)
            .where(documents.c.document_id == document_id, passages.c.vector.is_not(None))
        )
        return {row.text: np.frombuffer(row.vector, dtype="<f2") for row in connection.execute(query)}

    def all_texts(self, connection: Connection) -> Iterator[list[tuple[int, str]]]:
        """Key and text of every passage that has a vector, live or not, in chunks."""
        last = -1
        query = select(passages.c.key, passages.c.text).where(passages.c.vector.is_not(None))
        while rows := connection.execute(
            query.where(passages.c.key > last).order_by(passages.c.key).limit(_CHUNK)
        ).all():
            yield [(row.key, row.text) for row in rows]
            last = rows[-1].key

    def replace_vectors(self, connection: Connection, keys: Sequence[int], vectors: NDArray[np.float16]) -> None:
        """Sets the vectors of passages."""
        connection.execute(
            sa.update(passages).where(passages.c.key == bindparam("of")).values(vector=bindparam("to")),
            [{"of": key, "to": _vector_bytes(vector)} for key, vector in zip(keys, vectors, strict=True)],
        )

    def live_vectors(
        self, connection: Connection, version_numbers: Sequence[int] | None = None
    ) -> Iterator[tuple[NDArray[np.int64], NDArray[np.float16]]]:
        """Keys and vectors of live passages by rising key, of some versions or of all, in chunks."""
        query = select(passages.c.key, passages.c.vector).where(passages.c.live)
        if version_numbers is not None:
            for some in _chunks(version_numbers):
                yield _stacked(connection.execute(query.where(passages.c.version_number.in_(some))).all())
            return
        last = -1
        while rows := connection.execute(
            query.where(passages.c.key > last).order_by(passages.c.key).limit(8 * _CHUNK)
        ).all():
            yield _stacked(rows)
            last = rows[-1].key

    def moved_since(self, connection: Connection, number: int) -> tuple[list[int], list[int]]:
        """Numbers of the versions that are live now and were not at revision ``number``, and of those the reverse."""
        then = and_(
            lives.c.added_revision <= number,
            or_(lives.c.removed_revision.is_(None), lives.c.removed_revision > number),
        )
        moved = or_(lives.c.added_revision > number, lives.c.removed_revision > number)
        touched = select(lives.c.version_number).where(moved).distinct()
        query = (
            select(
                lives.c.version_number,
                func.max(sa.case((then, 1), else_=0)).label("was"),
                func.max(sa.case((lives.c.removed_revision.is_(None), 1), else_=0)).label("now"),
            )
            .where(lives.c.version_number.in_(touched))
            .group_by(lives.c.version_number)
        )
        rows = connection.execute(query).all()
        return (
            [row.version_number for row in rows if row.now and not row.was],
            [row.version_number for row in rows if row.was and not row.now],
        )

    def keys_of(self, connection: Connection, version_numbers: Sequence[int]) -> NDArray[np.int64]:
        """Keys of all passages of these versions."""
        query = select(passages.c.key)
        keys = [
            key
            for some in _chunks(version_numbers)
            for key in connection.scalars(query.where(passages.c.version_number.in_(some)))
        ]
        return np.array(keys, dtype=np.int64)

    # Search

    def coverage(self, connection: Connection, filters: Filters) -> Coverage:
        """What a search with these filters looks through, and what ``as_of`` leaves out of it."""
        query = select(
            func.count().label("documents"),
            func.coalesce(func.sum(versions.c.passages), 0).label("passages"),
            func.min(versions.c.published_start).label("earliest"),
            func.max(versions.c.published_end).label("latest"),
        ).join(versions, versions.c.number == documents.c.version_number)
        row = connection.execute(query.where(*_whose(filters), *_when(filters))).one()
        later = undated = 0
        if filters.as_of is not None:
            late = func.count(sa.case((versions.c.published_end > filters.as_of, 1)))
            dateless = func.count(sa.case((versions.c.published_end.is_(None), 1)))
            out = connection.execute(
                select(late.label("later"), dateless.label("undated"))
                .join_from(documents, versions, versions.c.number == documents.c.version_number)
                .where(*_whose(filters))
            ).one()
            later, undated = out.later, 0 if filters.include_undated else out.undated
        return Coverage(row.documents, row.passages, row.earliest, row.latest, later, undated)

    def allowed_keys(self, connection: Connection, filters: Filters) -> NDArray[np.int64]:
        """Keys of the live passages that these filters let through."""
        query = (
            select(passages.c.key)
            .join(versions, versions.c.number == passages.c.version_number)
            .join(documents, documents.c.version_number == versions.c.number)
            .where(*_whose(filters), *_when(filters))
        )
        return np.fromiter(connection.scalars(query), dtype=np.int64)

    def totals(self, connection: Connection) -> Totals:
        """The live rows of all collections, counted."""
        row = connection.execute(
            select(
                func.count().label("documents"),
                func.coalesce(func.sum(versions.c.passages), 0).label("passages"),
                func.count(documents.c.story_cluster.distinct()).label("clusters"),
                func.min(versions.c.published_start).label("earliest"),
                func.max(versions.c.published_end).label("latest"),
            ).join_from(documents, versions, versions.c.number == documents.c.version_number)
        ).one()
        return Totals(row.documents, row.passages, row.clusters, row.earliest, row.latest)

    def count_passages(self, connection: Connection, version_numbers: Sequence[int]) -> int:
        """The number of passages of these versions."""
        return sum(
            connection.scalar(
                select(func.coalesce(func.sum(versions.c.passages), 0)).where(versions.c.number.in_(some))
            )
            or 0
            for some in _chunks(version_numbers)
        )

    def match_words(self, connection: Connection, match: str) -> Iterator[NDArray[np.int64]]:
        """Keys of the live passages that match, in chunks, best BM25 first, equal ones by key.

        ``match`` is a query in FTS5's language. Filters are for the caller: joined in here they led SQLite to look
        every row of the filter up in the word index, at five to ten times the cost.
        """
        index = sa.table("word_index", sa.column("rowid", sa.Integer), sa.column("rank", sa.Float))
        matches = text("word_index MATCH :match").bindparams(match=match)
        query = select(index.c.rowid).where(matches).order_by(index.c.rank, index.c.rowid)
        with connection.execute(query) as result:
            for some in result.scalars().partitions(_CHUNK):
                yield np.array(some, dtype=np.int64)

    # The copy graph

    def copy_candidates(self, connection: Connection, new: NewVersion) -> list[tuple[str, bytes]]:
        """Other live documents of the collection that share enough bands to be worth comparing, with fingerprints.

        Enough is an eighth of the smaller one's bands: bands are a sample of a text's shingles, so copies, which share
        half of the shingles, share about half of the bands.
        """
        shared: dict[int, int] = {}
        for some in _chunks([_signed(b) for b in new.bands]):
            query = select(bands.c.document_number, func.count()).where(bands.c.band.in_(some))
            for number, count in connection.execute(query.group_by(bands.c.document_number)):
                shared[number] = shared.get(number, 0) + count
        found = []
        for some in _chunks(list(shared)):
            query = select(documents).where(
                documents.c.number.in_(some),
                documents.c.collection == new.collection,
                documents.c.version_number.is_not(None),
                documents.c.document_id != new.source.document_id,
            )
            for row in connection.execute(query):
                if 8 * shared[row.number] >= min(len(new.bands), row.band_count):
                    found.append((row.document_id, row.fingerprint))
        return found

    def link(
        self,
        connection: Connection,
        document_id: str,
        new_bands: Sequence[int],
        edges: Mapping[str, float],
        method: str,
    ) -> None:
        """Replaces a document's bands and edges (other document id → containment), and settles the clusters touched.

        A hidden document is linked to nothing, with no bands and no edges.
        """
        ids = [document_id, *edges]
        rows = [
            r
            for some in _chunks(ids)
            for r in connection.execute(select(documents).where(documents.c.document_id.in_(some)))
        ]
        numbers = {row.document_id: row.number for row in rows}
        own = numbers[document_id]
        connection.execute(sa.delete(bands).where(bands.c.document_number == own))
        connection.execute(sa.delete(copies).where(or_(copies.c.first == own, copies.c.second == own)))
        if new_bands:
            values = sorted({_signed(b) for b in new_bands})
            connection.execute(sa.insert(bands), [{"band": b, "document_number": own} for b in values])
        if edges:
            connection.execute(
                sa.insert(copies),
                [
                    {
                        "first": min(own, numbers[other]),
                        "second": max(own, numbers[other]),
                        "containment": containment,
                        "method": method,
                    }
                    for other, containment in edges.items()
                ],
            )
        self._settle_clusters(connection, sorted({row.story_cluster for row in rows}))

    def _settle_clusters(self, connection: Connection, clusters: Sequence[str]) -> None:
        """Gives every member of these clusters the smallest live document id of its connected component."""
        members = [
            row
            for some in _chunks(clusters)
            for row in connection.execute(select(documents).where(documents.c.story_cluster.in_(some)))
        ]
        neighbours: dict[int, set[int]] = {row.number: set() for row in members}
        for some in _chunks(list(neighbours)):
            for edge in connection.execute(select(copies).where(copies.c.first.in_(some))):
                neighbours[edge.first].add(edge.second)
                neighbours[edge.second].add(edge.first)
        ids = {row.number: row.document_id for row in members}
        smallest: dict[int, str] = {}
        for number in sorted(ids, key=ids.__getitem__):  # the first to reach a component names it
            reach = [number]
            while reach:
                here = reach.pop()
                if here not in smallest:
                    smallest[here] = ids[number]
                    reach.extend(neighbours[here])
        for row in members:
            if row.story_cluster != smallest[row.number]:
                connection.execute(
                    sa.update(documents)
                    .where(documents.c.number == row.number)
                    .values(story_cluster=smallest[row.number])
                )

    # Answers

    def keep_answer(self, connection: Connection, answer_id: str, body: str, passage_ids: Iterable[str]) -> None:
        """Stores an answer, in the place of one with the same id."""
        connection.execute(sa.delete(quoted).where(quoted.c.answer_id == answer_id))
        connection.execute(sa.delete(answers).where(answers.c.answer_id == answer_id))
        connection.execute(sa.insert(answers).values(answer_id=answer_id, body=body))
        rows = [{"passage_id": p, "answer_id": answer_id} for p in sorted(set(passage_ids))]
        if rows:
            connection.execute(sa.insert(quoted), rows)

    def answer(self, connection: Connection, answer_id: str) -> str | None:
        """The body of a stored answer."""
        found: str | None = connection.scalar(select(answers.c.body).where(answers.c.answer_id == answer_id))
        return found

    def change_answer(self, connection: Connection, answer_id: str, body: str) -> None:
        """Sets the body of a stored answer."""
        connection.execute(sa.update(answers).where(answers.c.answer_id == answer_id).values(body=body))

    def purged_among(self, connection: Connection, passage_ids: Sequence[str]) -> set[str]:
        """Those of these passages whose text was purged."""
        query = select(passages.c.passage_id).where(passages.c.vector.is_(None))
        return {
            p for some in _chunks(passage_ids) for p in connection.scalars(query.where(passages.c.passage_id.in_(some)))
        }

    def answers_that_quote(self, connection: Connection, passage_ids: Sequence[str]) -> Iterator[tuple[str, str]]:
        """Id and body of each stored answer that quotes one of these passages."""
        seen: set[str] = set()
        for some in _chunks(passage_ids):
            query = select(answers).join(quoted, quoted.c.answer_id == answers.c.answer_id)
            for row in connection.execute(query.where(quoted.c.passage_id.in_(some))).all():
                if row.answer_id not in seen:
                    seen.add(row.answer_id)
                    yield row.answer_id, row.body

    # Faults

    def faults(self, connection: Connection) -> list[str]:
        """What contradicts itself in the rows, in words. Needs a write transaction, in which it changes nothing."""
        found = [f"SQLite: {row[0]}" for row in connection.exec_driver_sql("PRAGMA integrity_check") if row[0] != "ok"]
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        if broken:
            found.append(f"{len(broken)} rows refer to rows that are not there.")
        try:
            with connection.begin_nested():
                connection.exec_driver_sql("INSERT INTO word_index(word_index, rank) VALUES ('integrity-check', 1)")
        except exc.DatabaseError:
            found.append("The word index does not fit the passages; run: onrecord index rebuild")
        ids = connection.scalars(
            select(versions.c.version_id).join(documents, documents.c.version_number == versions.c.number)
        )
        digest = sum(map(_digest_of, ids)) % 2**64
        if digest != self.revision(connection).digest:
            found.append("The revision's digest does not fit the live versions.")
        for wrong, words in _COUNTED_FAULTS:
            count = connection.scalar(text(f"SELECT count(*) FROM {wrong}"))  # noqa: S608 -- constants below
            if count:
                found.append(f"{count} {words}")
        return found

    def rebuild_words(self, connection: Connection) -> None:
        """Makes the word index again from the passages."""
        connection.execute(text("INSERT INTO word_index(word_index) VALUES ('rebuild')"))


_COUNTED_FAULTS = (
    (
        "passages p LEFT JOIN documents d ON d.version_number = p.version_number"
        " WHERE p.live <> (d.number IS NOT NULL)",
        "passages are live without their document, or the reverse.",
    ),
    (
        "(SELECT v.passages n, count(p.key) m FROM versions v LEFT JOIN passages p ON p.version_number = v.number"
        " GROUP BY v.number HAVING n <> m)",
        "versions have more or fewer passages than they should.",
    ),
    (
        "passages p JOIN contents c ON c.version_number = p.version_number"
        ' WHERE p.live AND substr(c.text, p.start + 1, p."end" - p.start) <> p.text',
        "passages do not say what their document says.",
    ),
    (
        "(SELECT v.number FROM versions v LEFT JOIN documents d ON d.version_number = v.number"
        " LEFT JOIN lives l ON l.version_number = v.number AND l.removed_revision IS NULL"
        " WHERE (d.number IS NULL) <> (l.version_number IS NULL))",
        "versions do not agree with their history on being live.",
    ),
    ("passages WHERE live AND vector IS NULL", "live passages have no vector."),
)

_SOURCES = select(
    documents.c.document_id,
    documents.c.story_cluster,
    versions.c.version_id,
    versions.c.title,
    versions.c.url,
    versions.c.publisher,
    versions.c.authors,
    versions.c.origin,
    versions.c.published_start,
    versions.c.published_end,
    versions.c.published_precision,
    versions.c.published_method,
    versions.c.published_text,
    versions.c.published_evidence,
    versions.c.modified_at,
    versions.c.retrieved_at,
    versions.c.language,
    versions.c.retracted,
).join_from(versions, documents, versions.c.document_number == documents.c.number)

_PASSAGE_COLUMNS = (
    passages.c.key,
    passages.c.passage_id,
    passages.c.text,
    passages.c.start,
    passages.c.end,
    passages.c.raw_start,
    passages.c.raw_end,
    passages.c.kind,
    passages.c.position,
)


def fold(publisher: str) -> str:
    """A publisher's name as names are compared: case-folded, spaces single."""
    return " ".join(publisher.split()).casefold()


def _whose(filters: Filters) -> list[sa.ColumnElement[bool]]:
    """The conditions on collection and publisher."""
    conditions = [documents.c.collection == filters.collection]
    if filters.publishers:
        conditions.append(versions.c.publisher_folded.in_(sorted({fold(p) for p in filters.publishers})))
    if filters.exclude_publishers:
        names = sorted({fold(p) for p in filters.exclude_publishers})
        conditions.append(or_(versions.c.publisher_folded.is_(None), versions.c.publisher_folded.not_in(names)))
    return conditions


def _when(filters: Filters) -> list[sa.ColumnElement[bool]]:
    """The conditions on the days that a publication date can mean."""
    wanted: list[sa.ColumnElement[bool]] = []
    if filters.as_of is not None:
        wanted.append(versions.c.published_end <= filters.as_of)
    if filters.published_after is not None:
        wanted.append(versions.c.published_start >= filters.published_after)
    if wanted and filters.include_undated:
        return [or_(versions.c.published_end.is_(None), and_(*wanted))]
    return wanted


def _source(row: Any, copies_of_it: tuple[Copy, ...]) -> Source:
    published = Published(
        start=row.published_start,
        end=row.published_end,
        precision=Precision(row.published_precision),
        method=DateMethod(row.published_method),
        text=row.published_text,
        evidence=row.published_evidence,
    )
    return Source(
        document_id=row.document_id,
        version=row.version_id,
        title=row.title,
        url=row.url,
        publisher=row.publisher,
        authors=tuple(json.loads(row.authors)),
        origin=row.origin,
        published=published,
        modified_at=row.modified_at,
        retrieved_at=row.retrieved_at,
        story_cluster=row.story_cluster,
        language=row.language,
        retracted=row.retracted,
        copies=copies_of_it,
    )


def _version_values(new: NewVersion, document_number: int) -> dict[str, object]:
    source = new.source
    return {
        "version_id": source.version,
        "document_number": document_number,
        "content_hash": new.content_hash,
        "cleaning_version": new.cleaning_version,
        "passages": len(new.passages),
        "title": source.title,
        "url": source.url,
        "publisher": source.publisher,
        "publisher_folded": fold(source.publisher) if source.publisher else None,
        "authors": json.dumps(source.authors, ensure_ascii=False),
        "origin": source.origin,
        "published_start": source.published.start,
        "published_end": source.published.end,
        "published_precision": source.published.precision.value,
        "published_method": source.published.method.value,
        "published_text": source.published.text,
        "published_evidence": source.published.evidence,
        "modified_at": source.modified_at,
        "retrieved_at": source.retrieved_at,
        "language": source.language,
        "retracted": source.retracted,
        "purged": False,
    }


def _passage_values(passage: Passage, version_number: int, vector: NDArray[np.float16]) -> dict[str, object]:
    return {
        "key": passage.key,
        "passage_id": passage.id,
        "version_number": version_number,
        "position": passage.position,
        "live": False,
        "kind": passage.kind.value,
        "start": passage.start,
        "end": passage.end,
        "raw_start": passage.raw_start,
        "raw_end": passage.raw_end,
        "text": passage.text,
        "vector": _vector_bytes(vector),
    }


def _passage(row: Any, prefix: str, suffix: str) -> Passage:
    return Passage(
        id=row.passage_id,
        key=row.key,
        text=row.text,
        start=row.start,
        end=row.end,
        raw_start=row.raw_start,
        raw_end=row.raw_end,
        kind=BlockKind(row.kind),
        position=row.position,
        prefix=prefix,
        suffix=suffix,
    )


def _vector_bytes(vector: NDArray[np.float16]) -> bytes:
    return vector.astype("<f2").tobytes()


def _stacked(rows: Sequence[Any]) -> tuple[NDArray[np.int64], NDArray[np.float16]]:
    """Keys int64 (n,) and vectors fp16 (n, d) of rows with both."""
    keys = np.array([row.key for row in rows], dtype=np.int64)
    joined = np.frombuffer(b"".join(row.vector for row in rows), dtype="<f2")
    return keys, joined.reshape(len(rows), -1) if len(rows) else joined.reshape(0, 0)


def _digest_of(version_id: str) -> int:
    """64 bits of a version id, which is a hash already."""
    return int(version_id[:16], 16)


def _signed(number: int) -> int:
    """The 64-bit number as SQLite stores integers, with a sign."""
    number %= 2**64
    return number - 2**64 if number >= 2**63 else number


def _chunks(values: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(values), _CHUNK):
        yield values[start : start + _CHUNK]


def _insert(connection: Connection, table: sa.Table, **values: object) -> int:
    """Inserts a row; its number."""
    result = connection.execute(sa.insert(table).values(**values))
    return int((result.inserted_primary_key or (0,))[0])


def _prepare_connection(connection: Any, _record: object) -> None:
    """Leaves transactions to ``_begin``, and sets what SQLite forgets with each connection."""
    connection.isolation_level = None
    for pragma in (
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
        "secure_delete = ON",
        "cache_size = -32768",
    ):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("begin", "BEGIN"))


@contextmanager
def _translated() -> Iterator[None]:
    """Gives SQLite's complaints about the file, or a lock, our names; every other error passes."""
    try:
        yield
    except exc.OperationalError as err:
        if "locked" in str(err.orig) or "busy" in str(err.orig):
            raise IndexLocked("Another process is writing to the index. Try again in a moment.") from err
        raise
    except exc.DatabaseError as err:
        words = str(err.orig)
        if "malformed" in words or "not a database" in words:
            raise DamagedIndex("The index's database is damaged. Restore a copy of it, or index again.") from err
        raise


def _shape(connection: Connection) -> str | None:
    """The last migration that ran; ``None`` in an empty database.

    Raises:
        DamagedIndex: there are tables, and they are not ours.
    """
    tables = set(sa.inspect(connection).get_table_names())
    if not tables:
        return None
    if not {"alembic_version", "documents", "passages"} <= tables:
        raise DamagedIndex("The database in this folder is not one of Onrecord's. Give another folder.")
    shape: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return shape


def _run_migrations(connection: Connection) -> None:
    """Runs the steps that are missing, inside the connection's transaction."""
    from alembic import command
    from alembic.config import Config

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    command.upgrade(config, "head")
