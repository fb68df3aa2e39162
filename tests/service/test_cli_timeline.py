"""``onrecord timeline``: what it prints, what it writes, and what it refuses."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from service.cli import CLEAN, FAILED, run


@pytest.fixture(autouse=True)
def _own_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, encoder: Any) -> Iterator[None]:
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("ONRECORD_")]:
        monkeypatch.delenv(name)
    monkeypatch.setattr("index.embedding.SentenceEncoder", lambda *_, **__: encoder)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def taken(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Rescuers brought about 40 people ashore from the ferry Alma.\n")
    assert run(["ingest", "a.txt", "--publisher", "Gazette", "--published", "2031-03-01"]) == CLEAN


def test_it_prints_the_plot_and_writes_the_svg(taken: None, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert run(["timeline", "people brought ashore", "--svg", "plot.svg"]) == CLEAN
    printed = capsys.readouterr().out
    assert "2031-03-01  [" in printed
    assert "Gazette" in printed
    assert (tmp_path / "plot.svg").read_text(encoding="utf-8").startswith("<svg")


def test_json_is_that_of_the_api(taken: None, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert run(["timeline", "people brought ashore", "--json"]) == CLEAN
    [point] = json.loads(capsys.readouterr().out)["points"]
    assert point["value"] == {"low": 36, "high": 44, "unit": None, "text": "about 40", "hedge": "about"}


def test_without_an_index_it_says_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["timeline", "people"]) == FAILED
    assert "Ingest something first" in capsys.readouterr().err


def test_a_query_without_a_quantity_is_told_so(taken: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["timeline", "is it good"]) == CLEAN
    assert "names nothing" in capsys.readouterr().out
