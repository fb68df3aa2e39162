"""The database file: connections, transactions, locks and migrations.

SQLite in WAL mode with ``synchronous=FULL``: once ``writing()`` has ended, what it wrote survives ``kill -9`` and a
power cut. Readers see one state, whatever a writer does.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from filelock import FileLock, Timeout
from sqlalchemy import Connection, exc, text

from index.errors import DamagedIndex, IndexLocked, ModelMismatch

LOCK_TIMEOUT_S = 30.0

_MIGRATIONS = Path(__file__).parents[1] / "migrations"
_HEAD = "0002"

DatabaseFault = exc.OperationalError
"""What is no fault of the rows: a full disk, a lock, a file that cannot be read. Rows that do not fit raise others."""


class Database:
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
