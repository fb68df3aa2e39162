"""Documents → index folder: every stage in order. The one door for writing; ``search`` is the one for questions.

    add ─▶ _prepare    clean, date, split, fingerprint: no lock held, nothing written
        ─▶ _embed      texts → vectors, over many documents at once; words known already are not embedded again
        ─▶ _commit     one transaction: rows, words, copies, clusters, revisions; then the documents are acknowledged
    search, verify ─▶ reading    one state of the rows, and vectors that agree with it

Ids come from content, never from the clock or the order of arrival.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray

from index.cleaning import CLEANING_VERSION, clean, find_origin, find_title
from index.dates import find_published, parse_given
from index.duplicates import RULE, copied_share, fingerprint
from index.embedding import Encoder
from index.errors import (
    BadDate,
    IndexMissing,
    InputError,
    NotFound,
    OnrecordError,
    UnreadableInput,
)
from index.freshness import FreshVectors, View
from index.manifest import Manifest
from index.pages import changed_of, settle_page
from index.records import (
    CleanedText,
    IndexInfo,
    Outcome,
    Passage,
    Source,
    StoredDocument,
    Submission,
)
from index.sentences import detect_language, split_sentences
from index.store import answers, copies, documents, faults, pages, passages, revisions
from index.store.database import Database
from index.store.documents import NewVersion
from index.submissions import EDITABLE as EDITABLE
from index.submissions import (
    content_id,
    document_id_of,
    from_json,
    posted_hash,
    require_text,
    to_json,
    version_id_of,
    with_changes,
)
from index.vectors.faiss import NAME as VECTOR_ENGINE

log = logging.getLogger(__name__)

DATABASE = "onrecord.sqlite3"
VECTORS = "vectors.faiss"


BATCH_PASSAGES = 256
"""Embedded together, over several documents: enough for the encoder to sort by length into full batches."""

BATCH_CHARS = 4_000_000
SAVE_EVERY_PASSAGES = 2_000
"""The vector file is written once it is this far behind: reading so many rows at a start takes about 20 ms."""


@dataclass(frozen=True, slots=True)
class _Ready:
    """A document that only lacks its vectors."""

    where: str
    new: NewVersion
    known: Mapping[str, NDArray[np.float16]]


class Archive:
    """An index folder, open. Safe to share between threads; every process opens its own."""

    def __init__(self, folder: Path, database: Database, encoder: Encoder, clock: Callable[[], datetime]) -> None:
        """``open`` is the way in."""
        self.folder = folder
        self.encoder = encoder
        self._database = database
        self._clock = clock
        self._vectors = FreshVectors(folder / VECTORS, encoder.fingerprint, encoder.dimension)
        self._vectors_lock = threading.Lock()

    @classmethod
    def open(
        cls,
        folder: Path,
        encoder: Encoder,
        *,
        create: bool = True,
        any_model: bool = False,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> Archive:
        """The index in a folder, made there first where ``create`` and there is none.

        ``any_model`` lets an index of another model in, for ``rebuild_with`` and nothing else: searches still refuse.

        Raises:
            IndexMissing: there is none, and ``create`` is false.
            ModelMismatch: another model or format made it.
            DamagedIndex: the database cannot be read.
        """
        path = folder / DATABASE
        if not create and not path.exists():
            raise IndexMissing("There is no index in this folder. Ingest something first, or give another folder.")
        folder.mkdir(parents=True, exist_ok=True)
        database = Database(path)
        try:
            database.migrate()
            archive = cls(folder, database, encoder, clock)
            archive._agree_on_model(any_model)
        except OnrecordError:
            database.close()
            raise
        return archive

    @property
    def database(self) -> Database:
        """The rows, for what lies beside the documents: jobs."""
        return self._database

    def now(self) -> str:
        """The time in UTC, to the second."""
        return self._clock().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    def close(self) -> None:
        """Writes the vector file where it is far behind, and lets go of everything."""
        with self._vectors_lock, self._database.reading() as connection:
            if self._vectors.lag(connection) >= SAVE_EVERY_PASSAGES and self._fits(connection):
                self._vectors.catch_up(connection)
                self._vectors.save()
        self._database.close()

    # Writing

    def add(self, submission: Submission) -> StoredDocument:
        """The document as stored. ``created`` is False, and nothing changed, where the same was there.

        A document with an ``external_id``, or one posted again with other metadata, replaces its earlier version.

        Raises:
            InputError: it is no text, too large, or has a date that is none.
            IndexLocked: another writer does not let go.
        """
        for outcome in self.add_many([submission]):
            if outcome.document is not None:
                return outcome.document
            raise outcome.error or AssertionError("an outcome is a document or an error")
        raise AssertionError("every submission has an outcome")

    def add_many(
        self,
        submissions: Iterable[Submission | InputError],
        on_progress: Callable[[int], None] | None = None,
        keep: Callable[[sa.Connection, Sequence[Outcome]], None] | None = None,
    ) -> Iterator[Outcome]:
        """What became of each, in order; a document is on disk before its outcome is given.

        An ``InputError`` among the submissions, from a reader that found one line broken, comes back as an outcome.
        ``on_progress`` hears how many are done. ``keep`` is called with the next outcomes inside the transaction that
        writes them, so that what it writes is there exactly if they are. Nothing happens until the outcomes are asked
        for.
        """
        done = 0
        for batch in self._batches(submissions):
            vectors = self._embed([ready for ready in batch if isinstance(ready, _Ready)])
            for outcome in self._commit(batch, vectors, keep):
                done += 1
                if on_progress is not None:
                    on_progress(done)
                yield outcome

    def edit(self, document_id: str, changes: Mapping[str, object]) -> StoredDocument:
        """The document with some of its metadata changed: a new version, the text as it was.

        ``None`` takes a value back, so that it is looked for in the document again.

        Raises:
            NotFound: there is no such document.
            UnknownField: a name that is not in ``EDITABLE``.
            BadDate: a date that is none.
        """
        while True:
            with self._database.reading() as connection:
                before = documents.given(connection, document_id)
                known = passages.known_vectors(connection, document_id)
            if before is None:
                raise _not_found(document_id)
            submission = with_changes(from_json(before.given, before.raw), changes)
            new = self._prepare(submission, document_id, posted=None, retrieved_at=before.retrieved_at)
            [vectors] = self._embed([_Ready("", new, known)])
            stored = self._commit_edit(new, vectors, replacing=before.version)
            if stored is not None:
                return stored

    def remove(self, document_id: str, *, purge: bool = False) -> None:
        """Takes a document out of search. Stored answers keep what they quote of it, unless ``purge``.

        ``purge`` blanks its text, raw input and vectors for good, also of a document removed before, and the quotes in
        stored answers.

        Raises:
            NotFound: there is no such document.
        """
        with self._database.writing() as connection:
            hidden = documents.hide(connection, document_id, self.now())
            if hidden:
                copies.take_out(connection, document_id, copied_share, RULE)
                settle_page(connection, pages.page_of(connection, document_id))
            if not (hidden or (purge and documents.is_known(connection, document_id))):
                raise _not_found(document_id)
            if purge:
                gone = documents.purge(connection, document_id)
                answers.redact(connection, gone)
        if purge:
            self._database.checkpoint()
            self._save_vectors()

    def rebuild(self, on_progress: Callable[[int], None] | None = None) -> int:
        """Makes the vector file, the word index and the groups of copies again from the rows; the number of passages.

        Where the rows come from another model than the archive's, everything is embedded again. ``on_progress`` hears
        how many passages are done.
        """
        with self._database.writing() as connection:
            faults.rebuild_words(connection)
            copies.regroup(connection, copied_share, RULE)
            fits = self._fits(connection)
        if not fits:
            return self.rebuild_with(self.encoder, on_progress)
        with self._vectors_lock:
            self._vectors.forget()
        count = self._save_vectors()
        if on_progress is not None:
            on_progress(count)
        return count

    def rebuild_with(self, encoder: Encoder, on_progress: Callable[[int], None] | None = None) -> int:
        """Embeds every passage again under another model; the number of passages.

        One transaction: readers see the old vectors until all are new, and a crash leaves the old ones. Other processes
        that have the index open under the old model are refused from then on.
        """
        done = 0
        with self._database.writing() as connection:
            for some in passages.all_texts(connection):
                vectors = _checked(encoder.encode([text for _, text in some]), encoder.dimension)
                passages.replace_vectors(connection, [key for key, _ in some], vectors)
                done += len(some)
                if on_progress is not None:
                    on_progress(done)
            revisions.keep_state(connection, _manifest(encoder).to_rows())
            if copies.rule_in_use(connection) != RULE:
                copies.regroup(connection, copied_share, RULE)
        self.encoder = encoder
        with self._vectors_lock:
            path = self.folder / VECTORS
            self._vectors = FreshVectors(path, encoder.fingerprint, encoder.dimension)
            self._vectors.forget()
        self._save_vectors()
        return done

    def keep_answer(self, answer_id: str, body: str, passage_ids: Sequence[str]) -> None:
        """Stores an answer, opaque JSON, with the passages that it quotes, in the place of one with the same id."""
        with self._database.writing() as connection:
            answers.keep(connection, answer_id, body, passage_ids)

    # Reading

    @contextmanager
    def reading(self) -> Iterator[View]:
        """One state of the rows, and vectors that agree with it, until the block ends.

        Raises:
            ModelMismatch: the index was embedded again under another model since it was opened.
        """
        with self._vectors_lock, self._database.reading() as connection:
            self._manifest(connection).require(*_model(self.encoder))
            vectors = self._vectors.catch_up(connection)
            yield View(connection, vectors, revisions.last_revision(connection))

    def document(self, document_id: str) -> StoredDocument:
        """A live document.

        Raises:
            NotFound: there is none with this id.
        """
        with self._database.reading() as connection:
            for found in documents.list_documents(connection, document_id=document_id):
                return found
        raise _not_found(document_id)

    def documents(
        self, *, collection: str | None = None, after: str | None = None, limit: int = 50
    ) -> tuple[list[StoredDocument], str | None]:
        """Live documents by id, at most ``limit``, and what to give as ``after`` for the next ones, if any."""
        with self._database.reading() as connection:
            found = documents.list_documents(connection, collection=collection, after=after, limit=limit + 1)
        more = len(found) > limit
        return found[:limit], found[limit - 1].source.document_id if more and limit else None

    def raw(self, document_id: str) -> str:
        """A live document's raw input, as it was handed in.

        Raises:
            NotFound: there is no such document.
        """
        with self._database.reading() as connection:
            given = documents.given(connection, document_id)
        if given is None:
            raise _not_found(document_id)
        return given.raw

    def passage(self, passage_id: str) -> tuple[Passage, Source]:
        """A passage with its source as they were when it was live, which it need not be any more.

        Raises:
            NotFound: there never was such a passage.
        """
        with self._database.reading() as connection:
            found = passages.passage(connection, passage_id)
        if found is None:
            raise NotFound(f"There is no passage {passage_id!r}. Look its id up with a search.")
        return found

    def answer(self, answer_id: str) -> str | None:
        """The body of a stored answer; ``None`` where there is none."""
        with self._database.reading() as connection:
            return answers.answer(connection, answer_id)

    def revision(self) -> str:
        """``17-<16 hexadecimal digits>``: the number of the last write, and a digest of what is live."""
        with self._database.reading() as connection:
            return str(revisions.last_revision(connection))

    def info(self) -> IndexInfo:
        """The index in figures."""
        with self._database.reading() as connection:
            manifest = self._manifest(connection)
            totals = documents.totals(connection)
            revision = revisions.last_revision(connection)
            [sqlite] = connection.execute(sa.text("SELECT sqlite_version()")).one()
        return IndexInfo(
            documents=totals.documents,
            passages=totals.passages,
            story_clusters=totals.story_clusters,
            earliest=totals.earliest,
            latest=totals.latest,
            revision=str(revision),
            model=manifest.model,
            dimension=manifest.dimension,
            format_version=manifest.format_version,
            engines=(f"sqlite {sqlite} FTS5", VECTOR_ENGINE),
            size_bytes=sum(file.stat().st_size for file in self.folder.iterdir() if file.is_file()),
        )

    def verify(self) -> list[str]:
        """Faults in words; none where rows, words, copies and vectors agree."""
        with self._database.writing() as connection:
            found = faults.find_faults(connection) + self._vectors.faults(connection)
            if copies.rule_in_use(connection) != RULE:
                found.append("Copies were grouped by an earlier rule; run: onrecord index rebuild")
            return found

    # Stages of writing

    def _batches(self, submissions: Iterable[Submission | InputError]) -> Iterator[list[_Ready | Outcome]]:
        """Prepared documents, and outcomes that are certain already, in order; bounded in passages and in text."""
        batch: list[_Ready | Outcome] = []
        passages = chars = 0
        for submission in submissions:
            item = self._receive(submission)
            batch.append(item)
            if isinstance(item, _Ready):
                passages += len(item.new.passages)
                chars += len(item.new.raw)
            if passages >= BATCH_PASSAGES or chars >= BATCH_CHARS or len(batch) >= BATCH_PASSAGES:
                yield batch
                batch, passages, chars = [], 0, 0
        if batch:
            yield batch

    def _receive(self, submission: Submission | InputError) -> _Ready | Outcome:
        """A document ready to be embedded, or an outcome: an error, or the same document as was there."""
        if isinstance(submission, InputError):
            return Outcome("", error=submission)
        try:
            require_text(submission)
            published = parse_given(submission.published_at).text if submission.published_at else None
            document_id = document_id_of(submission, published)
            posted = posted_hash(submission, CLEANING_VERSION)
            with self._database.reading() as connection:
                if documents.posted(connection, document_id) == posted:
                    [same] = documents.list_documents(connection, document_id=document_id)
                    return Outcome(submission.where, same)
                known = (
                    passages.known_vectors(connection, document_id)
                    if documents.is_known(connection, document_id)
                    else {}
                )
            new = self._prepare(submission, document_id, posted, retrieved_at=self.now())
            return _Ready(submission.where, new, known)
        except InputError as err:
            return Outcome(submission.where, error=err)

    def _prepare(self, submission: Submission, document_id: str, posted: str | None, retrieved_at: str) -> NewVersion:
        """Everything about a document but its vectors."""
        cleaned = clean(submission)
        published = find_published(submission, cleaned)
        source = Source(
            document_id=document_id,
            version="",
            title=submission.title or find_title(cleaned, submission),
            url=submission.url,
            publisher=submission.publisher,
            authors=submission.authors,
            origin=submission.origin or find_origin(cleaned, submission),
            published=published,
            modified_at=_modified(submission),
            retrieved_at=retrieved_at,
            story_cluster=document_id,
            language=submission.language or detect_language(cleaned.text),
            retracted=submission.retracted,
        )
        content_hash = content_id("content", submission.raw, submission.media)
        source = replace(source, version=version_id_of(source, content_hash, CLEANING_VERSION))
        passages = _passages(cleaned, source.version)
        if not passages:
            raise UnreadableInput("There is no sentence in it. Send the article's own text.")
        shingles = fingerprint(cleaned.text)
        return NewVersion(
            source=source,
            collection=submission.collection,
            external_id=submission.external_id,
            posted=posted,
            content_hash=content_hash,
            cleaning_version=str(CLEANING_VERSION),
            given=to_json(submission),
            raw=submission.raw,
            text=cleaned.text,
            removed=cleaned.removed,
            passages=passages,
            fingerprint=shingles.to_bytes(),
            bands=shingles.bands(),
            changed=changed_of(source.url, published, source.modified_at),
        )

    def _embed(self, batch: Sequence[_Ready]) -> list[NDArray[np.float16]]:
        """fp16 (passages, d), unit rows, for each document."""
        wanted = dict.fromkeys(p.text for ready in batch for p in ready.new.passages if p.text not in ready.known)
        rows = _checked(self.encoder.encode(list(wanted)), self.encoder.dimension)
        fresh = dict(zip(wanted, rows, strict=True))
        return [
            np.stack([ready.known[p.text] if p.text in ready.known else fresh[p.text] for p in ready.new.passages])
            for ready in batch
        ]

    def _commit(
        self,
        batch: Sequence[_Ready | Outcome],
        vectors: Sequence[NDArray[np.float16]],
        keep: Callable[[sa.Connection, Sequence[Outcome]], None] | None,
    ) -> list[Outcome]:
        """Writes a batch in one transaction, and so with one sync of the disk; each document is a write by itself."""
        if not vectors and keep is None:
            return [item for item in batch if isinstance(item, Outcome)]
        rows = iter(vectors)
        with self._database.writing() as connection:
            self._manifest(connection).require(*_model(self.encoder))
            outcomes = [
                item if isinstance(item, Outcome) else self._write_one(connection, item, next(rows)) for item in batch
            ]
            if keep is not None:
                keep(connection, outcomes)
        return outcomes

    def _write_one(self, connection: sa.Connection, ready: _Ready, vectors: NDArray[np.float16]) -> Outcome:
        """Writes a document, unless the same was posted while it was being prepared."""
        new = ready.new
        same = documents.posted(connection, new.source.document_id) == new.posted
        created = not same and self._write(connection, new, vectors)
        [document] = documents.list_documents(connection, document_id=new.source.document_id)
        return Outcome(ready.where, replace(document, created=created))

    def _commit_edit(self, new: NewVersion, vectors: NDArray[np.float16], replacing: str) -> StoredDocument | None:
        """Writes an edit; ``None`` where the document is not the one that was edited any more."""
        with self._database.writing() as connection:
            self._manifest(connection).require(*_model(self.encoder))
            now = documents.given(connection, new.source.document_id)
            if now is None or now.version != replacing:
                return None
            created = self._write(connection, new, vectors)
            [document] = documents.list_documents(connection, document_id=new.source.document_id)
        return replace(document, created=created)

    def _write(self, connection: sa.Connection, new: NewVersion, vectors: NDArray[np.float16]) -> bool:
        """Makes a version live, finds its copies and what it supersedes; False where it was live already."""
        before = pages.page_of(connection, new.source.document_id)
        if not documents.put(connection, new, vectors, self.now()):
            return False
        copies.place(connection, new.source.document_id, new.text, new.bands, copied_share, RULE)
        after = pages.page_of(connection, new.source.document_id)
        for page in {before, after}:
            settle_page(connection, page)
        return True

    # Small things

    def _manifest(self, connection: sa.Connection) -> Manifest:
        return Manifest.from_rows(revisions.read_state(connection))

    def _fits(self, connection: sa.Connection) -> bool:
        return self._manifest(connection).fingerprint == self.encoder.fingerprint

    def _agree_on_model(self, any_model: bool) -> None:
        """Writes the manifest of a new index; compares that of an old one.

        Raises:
            ModelMismatch: another model or format made the index.
        """
        with self._database.reading() as connection:
            rows = revisions.read_state(connection)
        if not rows:
            with self._database.writing() as connection:
                if not (rows := revisions.read_state(connection)):
                    rows = _manifest(self.encoder).to_rows()
                    revisions.keep_state(connection, rows)
                    copies.keep_rule(connection, RULE)
        if not any_model:
            Manifest.from_rows(rows).require(*_model(self.encoder))

    def _save_vectors(self) -> int:
        """Writes the vector file as the rows are now; the number of vectors."""
        with self._vectors_lock, self._database.reading() as connection:
            vectors = self._vectors.catch_up(connection)
            self._vectors.save(always=True)
            return len(vectors)


def _passages(cleaned: CleanedText, version: str) -> tuple[Passage, ...]:
    """One passage a sentence. The key is 63 bits of the id, so that order by key is order by id."""
    found: dict[tuple[int, int], Passage] = {}
    for span in split_sentences(cleaned):
        text = cleaned.text[span.start : span.end]
        if (span.start, span.end) in found or not any(char.isalnum() for char in text):
            continue
        passage_id = content_id("passage", version, span.start, span.end)
        raw = cleaned.raw_span(span.start, span.end) or (None, None)
        found[span.start, span.end] = Passage(
            id=passage_id,
            key=int(passage_id[:16], 16) >> 1,
            text=text,
            start=span.start,
            end=span.end,
            raw_start=raw[0],
            raw_end=raw[1],
            kind=span.kind,
            position=len(found),
        )
    return tuple(found.values())


def _modified(submission: Submission) -> str | None:
    """The date of the last change, in the normal form of a given date."""
    if not submission.modified_at:
        return None
    try:
        return parse_given(submission.modified_at).text
    except BadDate as err:
        raise BadDate(str(err), "/modified_at") from err


def _checked(rows: NDArray[np.float32], dimension: int) -> NDArray[np.float16]:
    """The rows in the precision that is stored.

    Raises:
        ValueError: the encoder broke its promise of finite unit rows, which no input of ours can bring about.
    """
    if rows.ndim != 2 or rows.shape[1] != dimension:
        raise ValueError(f"the encoder gave the shape {rows.shape}, not (n, {dimension})")
    if len(rows) and not bool(np.all(np.abs(np.linalg.norm(rows, axis=1) - 1) < 1e-3)):
        raise ValueError("the encoder gave rows that are no unit vectors")
    return rows.astype(np.float16)


def _model(encoder: Encoder) -> tuple[str, str, int]:
    return encoder.name, encoder.fingerprint, encoder.dimension


def _manifest(encoder: Encoder) -> Manifest:
    return Manifest(*_model(encoder))


def _not_found(document_id: str) -> NotFound:
    return NotFound(f"There is no document {document_id!r}. List the documents to see their ids.")
