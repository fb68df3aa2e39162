"""Long ingests: how far each is, and the lines that it refused."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, func, select

from index.records import Job, JobState, Refusal
from index.store.tables import jobs, refusals

MAX_REFUSALS = 1_000
"""Lines that are kept for a job; all are counted."""

_UNFINISHED = jobs.c.state.in_((JobState.QUEUED.value, JobState.RUNNING.value))


def insert(connection: Connection, job_id: str, digest: str, size_bytes: int, at: str) -> None:
    """A new job, waiting."""
    connection.execute(
        sa.insert(jobs).values(
            job_id=job_id,
            digest=digest,
            state=JobState.QUEUED.value,
            size_bytes=size_bytes,
            read_bytes=0,
            lines=0,
            counts="{}",
            created_at=at,
            seconds=0.0,
        )
    )


def find(connection: Connection, job_id: str, lines: int = MAX_REFUSALS) -> Job | None:
    """A job with at most so many of its refused lines."""
    row = connection.execute(select(jobs).where(jobs.c.job_id == job_id)).first()
    return None if row is None else _job(connection, row, lines)


def unfinished(connection: Connection, digest: str | None = None) -> list[Job]:
    """Jobs that wait or are worked on, oldest first; those of the same content only, where ``digest`` is given."""
    query = select(jobs).where(_UNFINISHED).order_by(jobs.c.number)
    if digest is not None:
        query = query.where(jobs.c.digest == digest)
    return [_job(connection, row, 0) for row in connection.execute(query).all()]


def latest(connection: Connection, limit: int) -> list[Job]:
    """The newest jobs, newest first, without their refused lines."""
    rows = connection.execute(select(jobs).order_by(jobs.c.number.desc()).limit(limit)).all()
    return [_job(connection, row, 0) for row in rows]


def update(connection: Connection, job_id: str, **values: object) -> None:
    """Sets columns; ``counts`` may be a mapping."""
    if isinstance(values.get("counts"), Mapping):
        values["counts"] = json.dumps(values["counts"])
    connection.execute(sa.update(jobs).where(jobs.c.job_id == job_id).values(**values))


def refuse(connection: Connection, job_id: str, lines: Iterable[Refusal]) -> None:
    """Keeps refused lines, as far as there is room for them."""
    number = connection.scalar(select(jobs.c.number).where(jobs.c.job_id == job_id))
    there = connection.scalar(select(func.count()).where(refusals.c.job_number == number)) or 0
    rows = [{"job_number": number, "line": r.line, "code": r.code, "detail": r.detail} for r in lines]
    if room := rows[: max(0, MAX_REFUSALS - there)]:
        connection.execute(sa.insert(refusals), room)


def _job(connection: Connection, row: Any, lines: int) -> Job:
    query = select(refusals).where(refusals.c.job_number == row.number).order_by(refusals.c.line).limit(lines)
    found = connection.execute(query).all() if lines else []
    return Job(
        id=row.job_id,
        state=JobState(row.state),
        size_bytes=row.size_bytes,
        read_bytes=row.read_bytes,
        lines=row.lines,
        counts=dict.fromkeys(Job.COUNTED, 0) | json.loads(row.counts),
        created_at=row.created_at,
        started_at=row.started_at,
        finished_at=row.finished_at,
        seconds=row.seconds,
        detail=row.detail,
        refused=tuple(Refusal(r.line, r.code, r.detail) for r in found),
    )
