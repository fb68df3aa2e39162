"""Long ingests: a file of JSON lines is put by, answered for, and then taken in line by line, through any restart.

    receive ─▶ spool    the lines on disk as they come, never whole in memory; then a row says that there is a job
    wake    ─▶ run      one process at a time works on the oldest job: lines ─▶ documents, a batch a transaction

The row says up to which byte every line has become a document or a refusal. It is written in the transaction of the
documents themselves, so that a job goes on after ``kill -9`` at the very line where it stopped, with true counts.
"""

from __future__ import annotations

import hashlib
import logging
import os
import secrets
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING

from filelock import FileLock, Timeout

from index.build import BATCH_PASSAGES, DATABASE, Archive
from index.errors import (
    IndexMissing,
    InputError,
    InputTooLarge,
    NotFound,
    NotReady,
    OnrecordError,
    UnreadableInput,
)
from index.records import Job, JobState, Outcome, Refusal, Submission
from index.store import jobs
from index.store.database import Database, DatabaseFault
from index.submissions import MAX_RAW_BYTES

if TYPE_CHECKING:
    from sqlalchemy import Connection

log = logging.getLogger(__name__)

FOLDER = "jobs"
MAX_LINE_BYTES = 2 * MAX_RAW_BYTES
"""Of one line: JSON may write a character in up to six bytes, but texts come in one or two."""

POLL_S = 2.0
"""How often a process looks whether the one that works on the jobs has died, and whether the index can be written."""

FAILED_S = 60.0
"""The same, after an error that nobody expected; a full disk is one."""

STOP_S = 20.0
"""How long ``stop`` waits for the batch at hand: less than a server is given to end in."""

FORGOTTEN_S = 86_400
"""Age from which a file that no job needs is taken for the rest of an upload that a crash ended."""

ReadLine = Callable[[bytes], "Submission | InputError"]

_NOT_OF_A_LINE = (OnrecordError, DatabaseFault, OSError)
"""A full disk or a locked database is no fault of the line under way: the job waits, and no line is refused for it."""


class Jobs:
    """The long ingests of one open index. Safe to share between threads; every process may have one."""

    def __init__(self, archive: Archive, read_line: ReadLine) -> None:
        """``read_line`` makes a submission of one line, or the error that says why it is none."""
        self._archive = archive
        self._read_line = read_line
        self._folder = archive.folder / FOLDER
        self._stopping = threading.Event()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def receive(self, chunks: Iterable[bytes]) -> Job:
        """A job over these bytes, JSON lines, once they are on disk. Unfinished ones of the same bytes are that job.

        Raises:
            UnreadableInput: nothing but white space.
            IndexLocked: another writer does not let go.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        job_id = secrets.token_hex(12)
        part = self._folder / f"{job_id}.part"
        try:
            size_bytes, digest = _spool(part, chunks)
            with self._archive.database.writing() as connection:
                for job in jobs.unfinished(connection, digest):
                    return job
                part.replace(self._path(job_id))
                _sync_folder(self._folder)
                jobs.insert(connection, job_id, digest, size_bytes, self._archive.now())
        finally:
            part.unlink(missing_ok=True)
        return self.job(job_id)

    def job(self, job_id: str) -> Job:
        """How far a job is.

        Raises:
            NotFound: there is none with this id.
        """
        with self._archive.database.reading() as connection:
            return _found(jobs.find(connection, job_id), job_id)

    def unfinished(self) -> list[Job]:
        """Jobs that wait or are worked on, oldest first."""
        with self._archive.database.reading() as connection:
            return jobs.unfinished(connection)

    def wake(self) -> None:
        """Works on what is unfinished in a thread of its own, until nothing is."""
        with self._lock:
            if self._thread is None and not self._stopping.is_set():
                self._thread = threading.Thread(target=self._work, name="jobs", daemon=True)
                self._thread.start()

    def stop(self) -> None:
        """Ends the work after the batch at hand. What is unfinished goes on when somebody wakes it."""
        self._stopping.set()
        with self._lock:
            thread = self._thread
        if thread is not None:
            thread.join(STOP_S)

    def run(self) -> bool:
        """Works on what is unfinished until nothing is, or ``stop`` is called; False where another process does so.

        Raises:
            OnrecordError: the index cannot be written, and waiting did not help or would not.
        """
        if not self._folder.exists() and not self.unfinished():
            return True
        self._folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(self._folder / "work.lock", thread_local=False)
        try:
            lock.acquire(blocking=False)
        except Timeout:
            return False  # the operating system opens its lock should it die
        try:
            self._tidy()
            while (waiting := self.unfinished()) and not self._stopping.is_set():
                self._take(waiting[0])
        finally:
            lock.release()
        return True

    # Work

    def _work(self) -> None:
        while True:
            wait_s = POLL_S
            try:
                self.run()
            except NotReady as err:
                log.warning("jobs wait: %s", err)
            except Exception:  # thread boundary: logged and tried again, or acknowledged jobs would never end
                log.exception("jobs wait: the work on them failed")
                wait_s = FAILED_S
            with self._lock:
                if self._stopping.is_set() or not self._is_wanted():
                    self._thread = None
                    return
            self._stopping.wait(wait_s)

    def _is_wanted(self) -> bool:
        """Whether there is something to do, as far as that can be told."""
        try:
            return bool(self.unfinished())
        except Exception:  # thread boundary too: an escape would leave `_thread` set, and nothing could start another
            log.exception("jobs are given up until the next start: the index cannot be read")
            return False

    def _take(self, job: Job) -> None:
        """Works on a job until it is done, or ``stop`` is called."""
        log.info("job %s: from byte %d of %d", job.id, job.read_bytes, job.size_bytes)
        self._update(job, state=JobState.RUNNING.value, started_at=job.started_at or self._archive.now())
        try:
            stream = self._path(job.id).open("rb")
        except FileNotFoundError:
            detail = "The lines that were sent are not on disk any more. Send those that are missing again."
            self._update(job, state=JobState.FAILED.value, detail=detail, finished_at=self._archive.now())
            return
        with stream:
            try:
                self._read(job, stream)
            except _NOT_OF_A_LINE:
                raise
            except Exception:  # parsers of untrusted bytes raise types that they do not document: tried line by line
                log.exception("job %s: a batch failed; its lines are taken one by one", job.id)
                self._read_carefully(job.id, stream)
                return  # the next round goes on from there
        if not self._stopping.is_set():
            self._update(
                job, state=JobState.DONE.value, read_bytes=job.size_bytes, detail=None, finished_at=self._archive.now()
            )
            self._path(job.id).unlink(missing_ok=True)

    def _read(self, job: Job, stream: IO[bytes]) -> None:
        """Takes the lines from where the job stands, a batch a transaction."""
        progress = _Progress(job)
        submissions = (self._submission(line) for line in self._lines(job, stream, progress))
        for _ in self._archive.add_many(submissions, keep=progress.keep):
            pass

    def _read_carefully(self, job_id: str, stream: IO[bytes]) -> None:
        """Takes a batch of lines one by one, and refuses those that cannot be taken for a fault of ours."""
        for _ in range(BATCH_PASSAGES):
            job = self.job(job_id)
            progress = _Progress(job)
            line = next(self._lines(job, stream, progress), None)
            if line is None:
                return
            ends = progress.ahead[0]
            try:
                list(self._archive.add_many([self._submission(line)], keep=progress.keep))
            except _NOT_OF_A_LINE:
                raise
            except Exception:  # the same for one line: logged with its trace, refused by number, and the job goes on
                log.exception("job %s: line %d cannot be taken", job.id, ends[0])
                error = InputError("The server failed on this line and has logged why. Report it, or leave it out.")
                progress = _Progress(job)
                progress.ahead.append(ends)
                with self._archive.database.writing() as connection:
                    progress.keep(connection, [Outcome("", error=error)])

    def _submission(self, line: bytes) -> Submission | InputError:
        if len(line) > MAX_LINE_BYTES:
            return InputTooLarge(f"The line has more than {MAX_LINE_BYTES:,} bytes. Split it into several documents.")
        return self._read_line(line)

    def _lines(self, job: Job, stream: IO[bytes], progress: _Progress) -> Iterator[bytes]:
        """The lines that are not blank, from where the job stands; ends early where the work is to stop."""
        stream.seek(job.read_bytes)
        number, place = job.lines, job.read_bytes
        while not self._stopping.is_set() and (line := stream.readline(MAX_LINE_BYTES + 1)):
            number, place, rest = number + 1, place + len(line), line
            while len(rest) > MAX_LINE_BYTES and not rest.endswith(b"\n"):
                rest = stream.readline(MAX_LINE_BYTES + 1)
                place += len(rest)
            if line.strip():
                progress.ahead.append((number, place))
                yield line

    # Small things

    def _path(self, job_id: str) -> Path:
        return self._folder / f"{job_id}.ndjson"

    def _update(self, job: Job, **values: object) -> None:
        with self._archive.database.writing() as connection:
            jobs.update(connection, job.id, **values)

    def _tidy(self) -> None:
        """Removes files that no unfinished job needs."""
        needed = {self._path(job.id).name for job in self.unfinished()} | {"work.lock"}
        for path in self._folder.iterdir():
            with suppress(FileNotFoundError):  # an upload ends while we look
                if path.name not in needed and time.time() - path.stat().st_mtime > FORGOTTEN_S:
                    path.unlink()


def read_jobs(folder: Path, limit: int) -> list[Job]:
    """The newest jobs of the index in a folder, newest first; no model is needed.

    Raises:
        IndexMissing: there is none.
    """
    with _database(folder).reading() as connection:
        return jobs.latest(connection, limit)


def read_job(folder: Path, job_id: str) -> Job:
    """One job of the index in a folder; no model is needed.

    Raises:
        IndexMissing: there is no index.
        NotFound: there is no such job.
    """
    with _database(folder).reading() as connection:
        return _found(jobs.find(connection, job_id), job_id)


def _database(folder: Path) -> Database:
    if not (folder / DATABASE).exists():
        raise IndexMissing(f"{folder} holds none. Ingest something first, or name another folder.")
    database = Database(folder / DATABASE)
    database.migrate()
    return database


def _found(job: Job | None, job_id: str) -> Job:
    if job is None:
        raise NotFound(f"There is no job {job_id!r}. Its id is in the answer to the batch that made it.")
    return job


class _Progress:
    """Where a job stands, moved on inside the transactions of its documents.

    ``ahead`` holds number and end of the lines that were read and have no outcome yet.
    """

    def __init__(self, job: Job) -> None:
        self._job = job
        self._counts = dict(job.counts)
        self._began = time.monotonic()
        self.ahead: deque[tuple[int, int]] = deque()
        self._last: tuple[int, int] | None = None

    def keep(self, connection: Connection, outcomes: Sequence[Outcome]) -> None:
        """Counts the outcomes of the next lines, and writes how far the job is."""
        refused = []
        for outcome in outcomes:
            self._last = self.ahead.popleft()
            count(self._counts, outcome)
            if outcome.error is not None:
                refused.append(Refusal(self._last[0], outcome.error.code, str(outcome.error)))
        if self._last is None:
            return
        jobs.refuse(connection, self._job.id, refused)
        jobs.update(
            connection,
            self._job.id,
            lines=self._last[0],
            read_bytes=self._last[1],
            counts=self._counts,
            seconds=self._job.seconds + time.monotonic() - self._began,
        )


def count(counts: dict[str, int], outcome: Outcome) -> None:
    """Adds one outcome to the counts that ``Job.COUNTED`` names."""
    document = outcome.document
    if document is None or not document.created:
        counts["refused" if document is None else "same_as_before"] += 1
        return
    counts["taken"] += 1
    counts["passages"] += document.passages
    counts["undated"] += document.source.published.text is None
    counts["copies"] += bool(document.source.copies)
    counts["updates"] += bool(document.supersedes or document.superseded_by)


def _spool(path: Path, chunks: Iterable[bytes]) -> tuple[int, str]:
    """Writes the bytes to a new file, through to the disk; how many they are, and their SHA-256.

    Raises:
        UnreadableInput: nothing but white space.
    """
    size_bytes, digest, blank = 0, hashlib.sha256(), True
    with path.open("xb") as out:
        for chunk in chunks:
            size_bytes += len(chunk)
            blank = blank and not chunk.strip()
            digest.update(chunk)
            out.write(chunk)
        out.flush()
        os.fsync(out.fileno())
    if blank:
        raise UnreadableInput('There is no document in it. Send one a line, as in {"text": "…", "publisher": "…"}.')
    return size_bytes, digest.hexdigest()


def _sync_folder(folder: Path) -> None:
    """Makes sure that the names in a folder survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
