"""What in the rows contradicts itself."""

from __future__ import annotations

from sqlalchemy import Connection, exc, select, text

from index.store.revisions import digest_of, last_revision
from index.store.tables import documents, versions


def find_faults(connection: Connection) -> list[str]:
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
    digest = sum(map(digest_of, ids)) % 2**64
    if digest != last_revision(connection).digest:
        found.append("The revision's digest does not fit the live versions.")
    for wrong, words in _COUNTED_FAULTS:
        count = connection.scalar(text(f"SELECT count(*) FROM {wrong}"))  # noqa: S608 -- constants below
        if count:
            found.append(f"{count} {words}")
    return found


def rebuild_words(connection: Connection) -> None:
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
    (
        "documents d LEFT JOIN documents n ON n.number = d.superseded_by AND n.version_number IS NOT NULL"
        " AND n.superseded_by IS NULL WHERE d.superseded_by IS NOT NULL AND (n.number IS NULL OR n.page <> d.page)",
        "documents are superseded by one that is not current.",
    ),
    ("passages WHERE live AND vector IS NULL", "live passages have no vector."),
)
