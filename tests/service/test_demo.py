"""The demonstration: its articles, and that the first run shows what the verdicts mean."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from index.errors import InputError
from index.records import Submission
from index.sources.reading import read_path
from service.cli import CLEAN, run
from service.demo import ARTICLES, STATEMENTS


@pytest.fixture(autouse=True)
def _logging_as_it_was() -> Iterator[None]:
    yield
    logging.disable(logging.NOTSET)


def articles() -> list[Submission]:
    found = list(read_path(ARTICLES, {}))
    assert not [error for error in found if isinstance(error, InputError)]
    return [submission for submission in found if isinstance(submission, Submission)]


def test_there_are_sixteen_short_articles_with_publisher_date_and_a_reserved_address() -> None:
    found = articles()
    assert len(found) == 16
    for article in found:
        assert 110 <= len(article.raw.split()) <= 270, article.where
        assert article.publisher
        assert article.meta_published or article.published_at
        assert re.fullmatch(r"[a-z-]+\.example", urlsplit(article.url or "").hostname or ""), article.where
    assert len({article.publisher for article in found}) == 4
    assert [article.publisher for article in found if article.origin] == ["The Harbour Courier"]


@pytest.mark.model
def test_the_first_run_shows_an_outdated_a_contradicted_and_a_supported_statement(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("ONRECORD_DATA", raising=False)
    assert run(["demo", "--json"]) == CLEAN
    shown = json.loads(capsys.readouterr().out)
    assert shown["documents"] == 16
    assert [check["statement"] for check in shown["checks"]] == list(STATEMENTS)
    assert [check["verdict"] for check in shown["checks"]] == ["outdated", "contradicted", "supported"]
    for check in shown["checks"]:
        decides = [e for claim in check["claims"] for e in claim["evidence"] if e["stance"] != "neutral"]
        assert all(e["source"]["publisher"] and e["source"]["published_at"] for e in decides)
        assert any(e["speaker"] for e in decides)
    assert (tmp_path / "onrecord-demo").is_dir()

    assert run(["demo"]) == CLEAN  # again: nothing is doubled
    text = capsys.readouterr().out
    assert "16 articles in onrecord-demo" in text
    assert all(word in text for word in ("OUTDATED", "CONTRADICTED", "SUPPORTED", "onrecord-demo serve"))
    assert max(map(len, text.splitlines())) <= 100


@pytest.mark.model
def test_the_demo_keeps_apart_from_other_documents(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--data", str(tmp_path / "archive"), "demo", "--json"]) == CLEAN
    assert (tmp_path / "archive" / "demo").is_dir()
    assert not list((tmp_path / "archive").glob("*.sqlite3"))
