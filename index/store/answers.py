"""Stored answers, opaque JSON, and the passages that they quote."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import sqlalchemy as sa
from sqlalchemy import Connection, select

from index.store.tables import answers, passages, quoted
from index.store.values import chunks


def keep(connection: Connection, answer_id: str, body: str, passage_ids: Iterable[str]) -> None:
    """Stores an answer, in the place of one with the same id."""
    connection.execute(sa.delete(quoted).where(quoted.c.answer_id == answer_id))
    connection.execute(sa.delete(answers).where(answers.c.answer_id == answer_id))
    connection.execute(sa.insert(answers).values(answer_id=answer_id, body=body))
    rows = [{"passage_id": p, "answer_id": answer_id} for p in sorted(set(passage_ids))]
    if rows:
        connection.execute(sa.insert(quoted), rows)


def answer(connection: Connection, answer_id: str) -> str | None:
    """The body of a stored answer."""
    found: str | None = connection.scalar(select(answers.c.body).where(answers.c.answer_id == answer_id))
    return found


def change(connection: Connection, answer_id: str, body: str) -> None:
    """Sets the body of a stored answer."""
    connection.execute(sa.update(answers).where(answers.c.answer_id == answer_id).values(body=body))


def purged_among(connection: Connection, passage_ids: Sequence[str]) -> set[str]:
    """Those of these passages whose text was purged."""
    query = select(passages.c.passage_id).where(passages.c.vector.is_(None))
    return {p for some in chunks(passage_ids) for p in connection.scalars(query.where(passages.c.passage_id.in_(some)))}


def that_quote(connection: Connection, passage_ids: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Id and body of each stored answer that quotes one of these passages."""
    seen: set[str] = set()
    for some in chunks(passage_ids):
        query = select(answers).join(quoted, quoted.c.answer_id == answers.c.answer_id)
        for row in connection.execute(query.where(quoted.c.passage_id.in_(some))).all():
            if row.answer_id not in seen:
                seen.add(row.answer_id)
                yield row.answer_id, row.body
