"""Every write has a number, and a digest of what is live after it; versions know in which they came and went."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import sqlalchemy as sa
from sqlalchemy import Connection, and_, func, or_, select

from index.records import Revision
from index.store.tables import lives, revisions, state


def read_state(connection: Connection) -> dict[str, str]:
    """The named texts of the index, the manifest's among them."""
    return {row.name: row.value for row in connection.execute(select(state))}


def keep_state(connection: Connection, values: Mapping[str, str]) -> None:
    """Sets named texts."""
    for name, value in values.items():
        connection.execute(sa.delete(state).where(state.c.name == name))
        connection.execute(sa.insert(state).values(name=name, value=value))


def last_revision(connection: Connection) -> Revision:
    """The last write; 0 with digest 0 for an empty index."""
    row = connection.execute(select(revisions).order_by(revisions.c.number.desc()).limit(1)).first()
    return Revision(row.number, int(row.digest, 16)) if row else Revision(0, 0)


def had_revision(connection: Connection, revision: Revision) -> bool:
    """True where this database once was at that revision."""
    if revision.number == 0:
        return revision.digest == 0
    found = connection.scalar(select(revisions.c.digest).where(revisions.c.number == revision.number))
    return found is not None and int(found, 16) == revision.digest


def advance(connection: Connection, added: Iterable[str], removed: Iterable[str], at: str) -> Revision:
    """Records a write that made these version ids live and those not."""
    last = last_revision(connection)
    digest = last.digest + sum(map(digest_of, added)) - sum(map(digest_of, removed))
    new = Revision(last.number + 1, digest % 2**64)
    connection.execute(
        sa.insert(revisions).values(number=new.number, digest=f"{new.digest:016x}", written_at=at),
    )
    return new


def moved_since(connection: Connection, number: int) -> tuple[list[int], list[int]]:
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


def digest_of(version_id: str) -> int:
    """64 bits of a version id, which is a hash already."""
    return int(version_id[:16], 16)
