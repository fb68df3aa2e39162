"""Documents and their versions: written, hidden, purged, listed."""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray
from sqlalchemy import Connection, func, select, text

from index.errors import DamagedIndex
from index.records import Passage, Removed, Source, StoredDocument
from index.store.pages import CLEARED, Changed, editions, keep_changed
from index.store.revisions import advance, last_revision
from index.store.sources import SOURCES, read_sources
from index.store.tables import contents, documents, lives, passages, versions
from index.store.values import REDACTED, chunks, fold, vector_bytes


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
    changed: Changed


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


def posted(connection: Connection, document_id: str) -> str | None:
    """The hash of the last submission of a live document; ``None`` where there is no such document."""
    query = select(documents.c.posted).where(
        documents.c.document_id == document_id, documents.c.version_number.is_not(None)
    )
    found: str | None = connection.scalar(query)
    return found


def put(connection: Connection, new: NewVersion, vectors: NDArray[np.float16], at: str) -> bool:
    """Makes a version the live one of its document; False where it is already. Copies are ``link``'s."""
    document = connection.execute(select(documents).where(documents.c.document_id == new.source.document_id)).first()
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
        number, old = document.number, _live_version(connection, document.version_number)
        if new.posted is not None:
            connection.execute(sa.update(documents).where(documents.c.number == number).values(posted=new.posted))
    if old is not None and old[1] == new.source.version:
        return False
    revision = last_revision(connection).number + 1
    if old is not None:
        _end_life(connection, number, old[0], revision)
    version = _write_version(connection, number, new, vectors)
    connection.execute(sa.update(passages).where(passages.c.version_number == version).values(live=True))
    connection.execute(sa.insert(lives).values(version_number=version, added_revision=revision))
    connection.execute(
        sa.update(documents)
        .where(documents.c.number == number)
        .values(version_number=version, fingerprint=new.fingerprint, band_count=len(new.bands))
    )
    keep_changed(connection, new.source.document_id, new.changed)
    advance(connection, [new.source.version], [old[1]] if old else [], at)
    return True


def _live_version(connection: Connection, version_number: int | None) -> tuple[int, str] | None:
    if version_number is None:
        return None
    version_id = connection.scalar(select(versions.c.version_id).where(versions.c.number == version_number))
    return version_number, str(version_id)


def _write_version(connection: Connection, document_number: int, new: NewVersion, vectors: NDArray[np.float16]) -> int:
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
    _refuse_shared_keys(connection, new.passages)
    rows = [_passage_values(passage, number, vector) for passage, vector in zip(new.passages, vectors, strict=True)]
    connection.execute(sa.insert(passages), rows)
    return number


def _refuse_shared_keys(connection: Connection, new: Sequence[Passage]) -> None:
    """Two ids with the same 63 bits: never seen, one in 10^7 for a million passages, and not to be glossed over."""
    keys = [p.key for p in new]
    if len(set(keys)) < len(keys) or any(
        connection.execute(select(passages.c.key).where(passages.c.key.in_(some)).limit(1)).first()
        for some in chunks(keys)
    ):
        raise DamagedIndex("Two passages share one key. Change the document by a word and add it again.")


def _end_life(connection: Connection, document_number: int, version_number: int, revision: int) -> None:
    connection.execute(sa.update(passages).where(passages.c.version_number == version_number).values(live=False))
    connection.execute(
        sa.update(lives)
        .where(lives.c.version_number == version_number, lives.c.removed_revision.is_(None))
        .values(removed_revision=revision)
    )
    connection.execute(
        sa.update(documents)
        .where(documents.c.number == document_number)
        .values(version_number=None, fingerprint=None, band_count=0, **CLEARED)
    )


def hide(connection: Connection, document_id: str, at: str) -> bool:
    """Takes a document out of search; False where it is not there. What it said stays for stored answers."""
    row = connection.execute(
        select(documents.c.number, versions.c.number.label("version"), versions.c.version_id)
        .join(versions, versions.c.number == documents.c.version_number)
        .where(documents.c.document_id == document_id)
    ).first()
    if row is None:
        return False
    _end_life(connection, row.number, row.version, last_revision(connection).number + 1)
    advance(connection, [], [row.version_id], at)
    return True


def purge(connection: Connection, document_id: str) -> list[str]:
    """Blanks every version of a hidden document, and gives the ids of the passages that are gone."""
    own = select(documents.c.number).where(documents.c.document_id == document_id).scalar_subquery()
    numbers = list(connection.scalars(select(versions.c.number).where(versions.c.document_number == own)))
    gone: list[str] = []
    for some in chunks(numbers):
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


def is_known(connection: Connection, document_id: str) -> bool:
    """True where the document is or was in the index."""
    query = select(documents.c.number).where(documents.c.document_id == document_id)
    return connection.scalar(query) is not None


def given(connection: Connection, document_id: str) -> Given | None:
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


def list_documents(
    connection: Connection,
    *,
    document_id: str | None = None,
    collection: str | None = None,
    after: str | None = None,
    limit: int = 1,
) -> list[StoredDocument]:
    """Live documents by id, at most ``limit``."""
    query = (
        SOURCES.add_columns(documents.c.external_id, documents.c.collection, versions.c.passages)
        .add_columns(contents.c.text, contents.c.removed)
        .add_columns(documents.c.number, documents.c.superseded_on, _SUCCESSOR.label("successor"))
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
    sources = read_sources(connection, rows)
    earlier = editions(connection, [row.number for row in rows])
    return [
        StoredDocument(
            source=source,
            external_id=row.external_id,
            collection=row.collection,
            text=row.text,
            passages=row.passages,
            removed=tuple(Removed(**r) for r in json.loads(row.removed)),
            superseded_by=row.successor,
            superseded_on=None if row.superseded_on == date.max else row.superseded_on,
            supersedes=earlier.get(row.number, ()),
        )
        for row, source in zip(rows, sources, strict=True)
    ]


def totals(connection: Connection) -> Totals:
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


def count_passages(connection: Connection, version_numbers: Sequence[int]) -> int:
    """The number of passages of these versions."""
    return sum(
        connection.scalar(select(func.coalesce(func.sum(versions.c.passages), 0)).where(versions.c.number.in_(some)))
        or 0
        for some in chunks(version_numbers)
    )


_newer = documents.alias()
_SUCCESSOR = (
    select(_newer.c.document_id).where(_newer.c.number == documents.c.superseded_by).correlate(documents)
).scalar_subquery()


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
        "vector": vector_bytes(vector),
    }


def _insert(connection: Connection, table: sa.Table, **values: object) -> int:
    """Inserts a row; its number."""
    result = connection.execute(sa.insert(table).values(**values))
    return int((result.inserted_primary_key or (0,))[0])
