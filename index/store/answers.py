"""Stored answers, JSON of which only the quotes are known here, and the passages that they quote."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, select

from index.store.tables import answers, passages, quoted
from index.store.values import REDACTED, chunks


def keep(connection: Connection, answer_id: str, body: str, passage_ids: Sequence[str]) -> None:
    """Stores an answer, in the place of one with the same id; without the words of passages that are purged by now."""
    purged = select(passages.c.passage_id).where(passages.c.vector.is_(None))
    gone = {
        p for some in chunks(passage_ids) for p in connection.scalars(purged.where(passages.c.passage_id.in_(some)))
    }
    connection.execute(sa.delete(quoted).where(quoted.c.answer_id == answer_id))
    connection.execute(sa.delete(answers).where(answers.c.answer_id == answer_id))
    connection.execute(sa.insert(answers).values(answer_id=answer_id, body=_redacted(body, gone) if gone else body))
    rows = [{"passage_id": p, "answer_id": answer_id} for p in sorted(set(passage_ids))]
    if rows:
        connection.execute(sa.insert(quoted), rows)


def answer(connection: Connection, answer_id: str) -> str | None:
    """The body of a stored answer."""
    found: str | None = connection.scalar(select(answers.c.body).where(answers.c.answer_id == answer_id))
    return found


def redact(connection: Connection, gone: Sequence[str]) -> None:
    """Takes the words of these passages out of every stored answer that quotes one of them."""
    query = select(quoted.c.answer_id)
    ids = {a for some in chunks(gone) for a in connection.scalars(query.where(quoted.c.passage_id.in_(some)))}
    for answer_id in sorted(ids):
        body = _redacted(answer(connection, answer_id) or "{}", set(gone))
        connection.execute(sa.update(answers).where(answers.c.answer_id == answer_id).values(body=body))


def _redacted(body: str, gone: set[str]) -> str:
    """A stored answer without the words of these passages; ``"redacted": true`` says so at the top."""
    answer = json.loads(body)
    for part in _objects(answer):
        if part.get("passage_id") in gone:  # a reason or a point of a timeline repeats words of the passage
            part.update({name: REDACTED for name in ("message", "source_value", "speaker") if part.get(name)})
            part.update({name: None for name in ("value", "period") if name in part})
        passage = part.get("passage")
        if isinstance(passage, dict) and passage.get("id") in gone:
            part.update({name: None for name in ("speaker", "period") if name in part})
            passage.update({name: REDACTED for name in ("text", "prefix", "suffix") if name in passage})
            if "link" in part:
                part["link"] = None  # a text fragment quotes the passage
            for selector in part.get("selectors") or ():
                if isinstance(selector, dict):
                    selector.update({name: REDACTED for name in ("exact", "prefix", "suffix") if name in selector})
    if isinstance(answer, dict):
        answer["redacted"] = True
        if "summary" in answer:  # it quotes what decided
            answer["summary"] = REDACTED
    return json.dumps(answer, ensure_ascii=False)


def _objects(value: Any) -> Iterator[dict[str, Any]]:
    """Every JSON object inside a value."""
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    if isinstance(value, list):
        for inner in value:
            yield from _objects(inner)
