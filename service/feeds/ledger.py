"""What is followed and what was taken: a small SQLite file beside the index, which loses nothing but time if deleted.

It is no part of the index: documents are the index's, and an entry is crossed off here only after its document is on
disk there. A crash between the two means that one entry is fetched again, and found to be the same.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import astuple, dataclass, fields
from pathlib import Path

from index.errors import DamagedIndex, IndexLocked, NotFound

FILE = "feeds.sqlite3"
_SHAPE = 1
_TABLES = """
CREATE TABLE feeds (
    url TEXT PRIMARY KEY, title TEXT, collection TEXT NOT NULL, publisher TEXT, full_text INTEGER NOT NULL,
    added_at REAL NOT NULL, polled_at REAL, etag TEXT, last_modified TEXT,
    failures INTEGER NOT NULL, fault TEXT, not_before REAL NOT NULL
);
CREATE TABLE items (
    collection TEXT NOT NULL, key TEXT NOT NULL, source TEXT NOT NULL, state TEXT, tries INTEGER NOT NULL,
    PRIMARY KEY (collection, key)
) WITHOUT ROWID;
CREATE INDEX items_by_source ON items (source);
CREATE TABLE robots (origin TEXT PRIMARY KEY, at REAL NOT NULL, text TEXT NOT NULL);
"""


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed that is followed. Times are in seconds since 1970; ``not_before`` is when it may be asked again."""

    url: str
    title: str | None = None
    collection: str = "default"
    publisher: str | None = None
    full_text: bool = False
    added_at: float = 0.0
    polled_at: float | None = None
    etag: str | None = None
    last_modified: str | None = None
    failures: int = 0
    fault: str | None = None
    not_before: float = 0.0


@dataclass(frozen=True, slots=True)
class Item:
    """An entry that was seen: in which feed or sitemap first, the state it was taken in, failures since."""

    source: str
    state: str | None
    tries: int


class Ledger:
    """The file, open. For one thread; processes may share it."""

    def __init__(self, folder: Path) -> None:
        """Opens the file in this folder, which is made where it is missing.

        Raises:
            DamagedIndex: it is no file of ours.
        """
        folder.mkdir(parents=True, exist_ok=True)
        self._path = folder / FILE
        self._connection = sqlite3.connect(self._path, timeout=30.0, isolation_level=None)
        try:
            with self._told():
                self._connection.execute("PRAGMA journal_mode = WAL")
                self._connection.execute("PRAGMA synchronous = NORMAL")
                self._make()
        except BaseException:
            self._connection.close()
            raise

    def close(self) -> None:
        """Lets go of the file."""
        self._connection.close()

    def feeds(self) -> list[Feed]:
        """All of them, by address."""
        with self._told():
            rows = self._connection.execute(f"SELECT {_NAMES} FROM feeds ORDER BY url").fetchall()  # noqa: S608 - names
        named = (dict(zip(_NAMES.split(", "), row, strict=True)) for row in rows)
        return [Feed(**{**values, "full_text": bool(values["full_text"])}) for values in named]

    def feed(self, url: str) -> Feed:
        """The feed at this address.

        Raises:
            NotFound: it is not followed.
        """
        for found in self.feeds():
            if found.url == url:
                return found
        raise NotFound(f"{url} is not followed. List the feeds with: onrecord feeds list")

    def put(self, feed: Feed) -> None:
        """Writes a feed, in the place of one with the same address."""
        with self._told():
            marks = ", ".join("?" * len(fields(Feed)))
            self._connection.execute(f"INSERT OR REPLACE INTO feeds ({_NAMES}) VALUES ({marks})", astuple(feed))  # noqa: S608

    def remove(self, url: str) -> None:
        """Forgets a feed, and which of its entries were taken. Documents stay.

        Raises:
            NotFound: it is not followed.
        """
        self.feed(url)
        with self._told(), self._connection:
            self._connection.execute("BEGIN IMMEDIATE")
            self._connection.execute("DELETE FROM feeds WHERE url = ?", (url,))
            self._connection.execute("DELETE FROM items WHERE source = ?", (url,))

    def item(self, collection: str, key: str) -> Item | None:
        """What is known of an entry."""
        query = "SELECT source, state, tries FROM items WHERE collection = ? AND key = ?"
        with self._told():
            row = self._connection.execute(query, (collection, key)).fetchone()
        return Item(*row) if row else None

    def cross_off(self, collection: str, key: str, source: str, state: str) -> None:
        """An entry needs no more work until its state is another one."""
        self._keep(collection, key, source, state, 0)

    def count_try(self, collection: str, key: str, source: str) -> int:
        """Counts a failure; how many there are now."""
        known = self.item(collection, key)
        tries = (known.tries if known else 0) + 1
        self._keep(collection, key, source, known.state if known else None, tries)
        return tries

    def robots(self, origin: str) -> tuple[float, str] | None:
        """The robots.txt of an origin, and when it was fetched."""
        with self._told():
            row = self._connection.execute("SELECT at, text FROM robots WHERE origin = ?", (origin,)).fetchone()
        return (row[0], row[1]) if row else None

    def keep_robots(self, origin: str, at: float, text: str) -> None:
        """Keeps one in the place of the last."""
        with self._told():
            self._connection.execute("INSERT OR REPLACE INTO robots VALUES (?, ?, ?)", (origin, at, text))

    def _keep(self, *row: object) -> None:
        with self._told():
            self._connection.execute("INSERT OR REPLACE INTO items VALUES (?, ?, ?, ?, ?)", row)

    def _make(self) -> None:
        if self._shape() == 0:
            with self._connection:
                self._connection.execute("BEGIN IMMEDIATE")
                if self._shape() == 0:  # nobody was faster
                    for statement in _TABLES.split(";"):
                        self._connection.execute(statement)
                    self._connection.execute(f"PRAGMA user_version = {_SHAPE}")
        if self._shape() > _SHAPE:
            raise DamagedIndex(f"A later version of the program made {FILE}. Use that version.")

    def _shape(self) -> int:
        with closing(self._connection.execute("PRAGMA user_version")) as found:
            return int(found.fetchone()[0])

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.OperationalError as err:
            if "locked" in str(err) or "busy" in str(err):
                raise IndexLocked("Another process is writing to the list of feeds. Try again in a moment.") from err
            raise DamagedIndex(f"{FILE} cannot be used ({err}). Move it away; documents are not in it.") from err
        except sqlite3.DatabaseError as err:
            raise DamagedIndex(
                f"{FILE} is damaged. Move it away and add the feeds again; no document is lost."
            ) from err


_NAMES = ", ".join(field.name for field in fields(Feed))
