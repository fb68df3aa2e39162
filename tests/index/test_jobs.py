"""A file of JSON lines becomes documents, once each, whatever happens in between."""

from __future__ import annotations

import json
import os
import random
import shutil
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from index import jobs as module
from index.build import Archive
from index.errors import IndexLocked, InputError, NotFound, UnreadableInput
from index.jobs import Jobs
from index.records import Job, JobState, Outcome, Submission
from index.sources.jsonl import read_record


def read_line(line: bytes) -> Submission | InputError:
    try:
        return read_record(json.loads(line), "", {})
    except InputError as err:
        return err
    except ValueError:
        return InputError("No JSON. Mend it.")


def a_line(number: int, **members: object) -> bytes:
    words = random.Random(number)  # noqa: S311 - a seeded order, no secret
    text = ". ".join(" ".join(f"w{words.randrange(5_000)}" for _ in range(8)).capitalize() for _ in range(3)) + "."
    return json.dumps({"text": text, "publisher": f"p{number % 3}", **members}).encode() + b"\n"


@pytest.fixture
def jobs(archive: Archive) -> Iterator[Jobs]:
    made = Jobs(archive, read_line)
    yield made
    made.stop()


def finish(jobs: Jobs, job: Job, limit_s: float = 60.0) -> Job:
    """The job once it is over."""
    jobs.wake()
    end = time.monotonic() + limit_s
    while (now := jobs.job(job.id)).state in (JobState.QUEUED, JobState.RUNNING):
        assert time.monotonic() < end, now
        time.sleep(0.01)
    return now


def test_lines_become_documents_and_bad_ones_are_refused_with_their_numbers(jobs: Jobs, archive: Archive) -> None:
    lines = [a_line(0), b"\n", b'{"text": 5}\n', a_line(1, published_at="2025-03-04"), b"{no json}\n", a_line(0)]
    job = jobs.receive([b"".join(lines)[:100], b"".join(lines)[100:]])
    assert (job.state, job.read_bytes, job.lines) == (JobState.QUEUED, 0, 0)
    assert job.documents_per_second is job.remaining_seconds is None
    done = finish(jobs, job)
    assert done.state is JobState.DONE
    assert (done.lines, done.read_bytes, done.size_bytes) == (6, job.size_bytes, len(b"".join(lines)))
    assert {name: count for name, count in done.counts.items() if count} == {
        "taken": 2,
        "same_as_before": 1,
        "refused": 2,
        "undated": 1,
        "passages": 6,
    }
    assert [(refusal.line, refusal.code) for refusal in done.refused] == [(3, "bad-input"), (5, "bad-input")]
    assert (done.documents_per_second or 0) > 0
    assert done.remaining_seconds is None
    assert archive.info().documents == 2
    assert archive.verify() == []
    assert list((archive.folder / "jobs").glob("*.ndjson")) == []


def test_a_last_line_without_an_end_counts(jobs: Jobs, archive: Archive) -> None:
    assert finish(jobs, jobs.receive([a_line(0) + a_line(1).rstrip()])).counts["taken"] == 2


@pytest.mark.parametrize("body", [[], [b""], [b" \n", b"\n\t"]])
def test_nothing_is_no_job(jobs: Jobs, archive: Archive, body: list[bytes]) -> None:
    with pytest.raises(UnreadableInput):
        jobs.receive(body)
    assert list((archive.folder / "jobs").iterdir()) == []


def test_an_upload_that_breaks_off_leaves_nothing(jobs: Jobs, archive: Archive) -> None:
    def broken() -> Iterator[bytes]:
        yield a_line(0)
        raise ConnectionError("gone")

    with pytest.raises(ConnectionError):
        jobs.receive(broken())
    assert jobs.unfinished() == []
    assert list((archive.folder / "jobs").iterdir()) == []


def test_the_same_lines_again_are_the_same_job_until_it_is_done(jobs: Jobs) -> None:
    first, again = jobs.receive([a_line(0)]), jobs.receive([a_line(0)])
    assert first.id == again.id
    finish(jobs, first)
    later = jobs.receive([a_line(0)])
    assert later.id != first.id
    assert finish(jobs, later).counts["same_as_before"] == 1


def test_jobs_are_worked_on_in_turn(jobs: Jobs, archive: Archive) -> None:
    made = [jobs.receive([a_line(number)]) for number in range(3)]
    assert [job.id for job in jobs.unfinished()] == [job.id for job in made]
    for job in reversed(made):
        finish(jobs, job)
    assert archive.info().documents == 3


def test_a_job_that_nobody_knows(jobs: Jobs) -> None:
    with pytest.raises(NotFound):
        jobs.job("nothing")


def test_a_stopped_job_goes_on_at_the_line_where_it_stopped(
    archive: Archive, monkeypatch: pytest.MonkeyPatch, encoder: Any
) -> None:
    monkeypatch.setattr("index.build.BATCH_PASSAGES", 9)
    body = b"".join(a_line(number) for number in range(40))
    read: list[bytes] = []
    stopped: Jobs | None = None

    def stopping(line: bytes) -> Submission | InputError:
        read.append(line)
        if len(read) == 17 and stopped is not None:
            stopped._stopping.set()
        return read_line(line)

    stopped = Jobs(archive, stopping)
    job = stopped.receive([body])
    stopped.run()
    half = stopped.job(job.id)
    assert (half.state, half.lines, half.counts["taken"]) == (JobState.RUNNING, 17, 17)
    assert half.read_bytes == sum(map(len, read))
    assert (half.remaining_seconds or 0) > 0
    seen = encoder.texts_seen
    rest = Jobs(archive, read_line)
    done = finish(rest, job)
    rest.stop()
    assert (done.lines, done.counts["taken"], done.counts["same_as_before"]) == (40, 40, 0)
    assert encoder.texts_seen - seen == 23 * 3


def test_two_processes_do_not_work_on_one_job(archive: Archive, tmp_path: Path, encoder: Any) -> None:
    other = Archive.open(archive.folder, encoder)
    first, second = Jobs(archive, read_line), Jobs(other, read_line)
    made = [first.receive([b"".join(a_line(100 * k + number) for number in range(30))]) for k in range(4)]
    second.wake()
    for job in made:
        done = finish(first, job)
        assert (done.counts["taken"], done.counts["same_as_before"]) == (30, 0)
    first.stop()
    second.stop()
    assert archive.verify() == []
    other.close()


def test_a_line_on_which_we_fail_is_refused_and_the_others_are_kept(
    jobs: Jobs, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepare = archive._prepare

    def failing(submission: Submission, *args: Any, **kwargs: Any) -> Any:
        if "poison" in submission.raw:
            raise RuntimeError("a fault of ours")
        return prepare(submission, *args, **kwargs)

    monkeypatch.setattr(archive, "_prepare", failing)
    lines = [a_line(number) for number in range(20)]
    lines[7] = json.dumps({"text": "This is poison. It is short."}).encode() + b"\n"
    done = finish(jobs, jobs.receive([b"".join(lines)]))
    assert (done.state, done.lines, done.counts["taken"], done.counts["refused"]) == (JobState.DONE, 20, 19, 1)
    [refusal] = done.refused
    assert refusal.line == 8
    assert "fault of ours" not in refusal.detail


def test_a_job_waits_while_another_writes(jobs: Jobs, archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "POLL_S", 0.01)
    add_many, refusals = (
        archive.add_many,
        [IndexLocked("Another process is writing."), RuntimeError("the disk is full")],
    )

    def locked_at_first(*args: Any, **kwargs: Any) -> Iterator[Outcome]:
        if refusals:
            raise refusals.pop(0)
        yield from add_many(*args, **kwargs)

    monkeypatch.setattr(archive, "add_many", locked_at_first)
    assert finish(jobs, jobs.receive([a_line(0), a_line(1)])).counts["taken"] == 2


def test_no_line_is_refused_because_the_disk_is_full(
    jobs: Jobs, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "FAILED_S", 0.01)
    monkeypatch.setattr(module, "POLL_S", 0.01)
    add_many, full = archive.add_many, [OperationalError("INSERT", {}, OSError("database or disk is full"))] * 3

    def full_at_first(*args: Any, **kwargs: Any) -> Iterator[Outcome]:
        if full:
            raise full.pop()
        yield from add_many(*args, **kwargs)

    monkeypatch.setattr(archive, "add_many", full_at_first)
    done = finish(jobs, jobs.receive([a_line(0), a_line(1)]))
    assert (done.state, done.counts["taken"], done.refused) == (JobState.DONE, 2, ())


def test_a_job_whose_lines_are_gone_has_failed_and_says_so(jobs: Jobs, archive: Archive) -> None:
    job = jobs.receive([a_line(0)])
    shutil.rmtree(archive.folder / "jobs")
    done = finish(jobs, job)
    assert done.state is JobState.FAILED
    assert "Send" in str(done.detail)


def test_a_line_that_is_too_long_is_refused_and_passed_over(
    jobs: Jobs, archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MAX_LINE_BYTES", 500)
    long = json.dumps({"text": "Word. " * 1_000}).encode() + b"\n"
    done = finish(jobs, jobs.receive([a_line(0), long, a_line(1)]))
    assert [(refusal.line, refusal.code) for refusal in done.refused] == [(2, "input-too-large")]
    assert done.counts["taken"] == 2


def test_only_some_refused_lines_are_kept_and_all_are_counted(jobs: Jobs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.store.jobs.MAX_REFUSALS", 5)
    done = finish(jobs, jobs.receive([b"{}\n" * 9]))
    assert (done.counts["refused"], [refusal.line for refusal in done.refused]) == (9, [1, 2, 3, 4, 5])


def test_rests_of_uploads_that_a_crash_ended_are_swept_away_after_a_day(jobs: Jobs, archive: Archive) -> None:
    folder = archive.folder / "jobs"
    folder.mkdir()
    for name, age_s in (("old.part", 90_000), ("new.part", 60), ("old.ndjson", 90_000)):
        (folder / name).write_bytes(b"{}")
        os.utime(folder / name, (time.time() - age_s,) * 2)
    finish(jobs, jobs.receive([a_line(0)]))
    assert sorted(path.name for path in folder.iterdir() if path.suffix != ".lock") == ["new.part"]


def counted(done: Job) -> Mapping[str, int]:
    return {name: count for name, count in done.counts.items() if count}


@pytest.mark.parametrize("batch", [1, 7, 256])
def test_counts_do_not_depend_on_batches(archive: Archive, monkeypatch: pytest.MonkeyPatch, batch: int) -> None:
    monkeypatch.setattr("index.build.BATCH_PASSAGES", batch)
    jobs = Jobs(archive, read_line)
    body: Sequence[bytes] = [*(a_line(n % 12) for n in range(30)), b"{}\n", a_line(3, url="https://a.example/b")]
    done = finish(jobs, jobs.receive(body))
    jobs.stop()
    assert counted(done) == {
        "taken": 13,
        "same_as_before": 18,
        "refused": 1,
        "undated": 13,
        "passages": 39,
    } | {"copies": done.counts["copies"]}
