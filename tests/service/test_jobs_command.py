"""``onrecord jobs``: how far batches are, and work on them without a server."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from index.build import Archive
from index.jobs import Jobs
from service.cli import CLEAN, FAILED, FINDINGS, run
from service.http.jobs import read_line

GOOD = json.dumps({"text": "Ships came to the harbour. They left at noon.", "publisher": "Gazette"}).encode()
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def onrecord(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, encoder: Any, capfd: pytest.CaptureFixture[str]) -> Run:
    """Runs a command in this process over a data folder of its own: exit code, stdout, stderr."""
    for name in [name for name in os.environ if name.startswith("ONRECORD_")]:
        monkeypatch.delenv(name)
    monkeypatch.setattr("index.embedding.SentenceEncoder", lambda *_, **__: encoder)

    def call(*arguments: str) -> tuple[int, str, str]:
        capfd.readouterr()
        code = run(["--data", str(tmp_path / "data"), "jobs", *arguments])
        out, err = capfd.readouterr()
        return code, out, err

    return call


@pytest.fixture
def waiting(tmp_path: Path, encoder: Any) -> str:
    """The id of a job of three lines, one of them broken, that nobody works on."""
    archive = Archive.open(tmp_path / "data", encoder)
    job = Jobs(archive, read_line).receive([GOOD + b"\n{broken\n" + GOOD])
    archive.close()
    return job.id


def test_jobs_are_listed_worked_on_and_shown(onrecord: Run, waiting: str) -> None:
    assert f"{waiting}  queued 0%, 0 taken" in onrecord("list")[1]
    code, out, _ = onrecord("run")
    assert (code, out.startswith(f"{waiting}  done 100%, 1 taken, 1 same as before, 1 refused")) == (CLEAN, True)
    code, out, _ = onrecord("show", waiting)
    assert code == FINDINGS
    assert "refused: line 2: The line is not JSON" in out
    shown = json.loads(onrecord("show", waiting, "--json")[1])
    listed = json.loads(onrecord("list", "--json")[1])["jobs"]
    assert shown["counts"]["taken"] == listed[0]["counts"]["taken"] == 1
    assert json.loads(onrecord("run", "--json")[1]) == {"jobs": []}
    assert "Nothing is unfinished" in onrecord("run")[2]


def test_work_that_another_process_does_is_left_to_it(onrecord: Run, waiting: str, tmp_path: Path) -> None:
    with FileLock(tmp_path / "data" / "jobs" / "work.lock"):
        code, _, err = onrecord("run")
    assert code == FINDINGS
    assert "Another process" in err
    assert onrecord("show", waiting)[1].startswith("queued")


def test_a_missing_index_is_told(onrecord: Run) -> None:
    code, _, err = onrecord("list")
    assert code == FAILED
    assert err.startswith("onrecord: There is no index: ")


def test_an_unknown_job_is_told(onrecord: Run, waiting: str) -> None:
    code, _, err = onrecord("show", "nothing")
    assert code == FAILED
    assert "There is no job 'nothing'" in err
