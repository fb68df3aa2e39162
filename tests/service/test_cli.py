"""The command line: what each command prints, and its exit code, for good input and for bad."""

from __future__ import annotations

import io
import json
import logging
import os
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import click
import pytest

from index.errors import IndexLocked, OnrecordError
from service.assessment.records import StanceProbabilities
from service.cli import CLEAN, FAILED, FINDINGS, INTERRUPTED, PIPE_CLOSED, cli, run
from service.ingesting import MAX_LINES_SHOWN, Report, read_inputs, size_of

ARTICLE = "Rescuers brought 40 people ashore from the ferry Alma. The ferry Alma was painted blue.\n"
LATER = "Rescuers brought 65 people ashore from the ferry Alma.\n"

Run = Callable[..., tuple[int, str, str]]


class ToyJudge:
    """Supports where the passage holds every word of the claim."""

    name = "toy-judge"

    def __init__(self, *_: object, **__: object) -> None:
        pass

    def __call__(self, pairs: Sequence[tuple[str, str]]) -> list[StanceProbabilities]:
        yes, unsure = StanceProbabilities(0.92, 0.04, 0.04), StanceProbabilities(0.05, 0.05, 0.9)
        words = [[set(re.findall(r"[a-z]+", text.casefold())) for text in pair] for pair in pairs]
        return [yes if claim <= passage else unsure for passage, claim in words]


@pytest.fixture(autouse=True)
def _own_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, encoder: Any) -> Iterator[None]:
    """A fresh working folder, no settings from outside, and toy models."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("ONRECORD_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setattr("index.embedding.SentenceEncoder", lambda *_, **__: encoder)
    monkeypatch.setattr("service.judge.StanceModel", ToyJudge)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def onrecord(capfd: pytest.CaptureFixture[str]) -> Run:
    """Runs a command in this process: exit code, stdout, stderr."""

    def call(*arguments: str | Path) -> tuple[int, str, str]:
        capfd.readouterr()
        code = run([str(argument) for argument in arguments])
        out, err = capfd.readouterr()
        return code, out, err

    return call


@pytest.fixture
def feed(monkeypatch: pytest.MonkeyPatch) -> Callable[[bytes], None]:
    """Sets standard input."""
    return lambda data: monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))


@pytest.fixture
def filled(onrecord: Run, tmp_path: Path) -> Path:
    """A data folder with two articles about one ferry."""
    for name, text, day in (("first.txt", ARTICLE, "2031-03-01"), ("later.txt", LATER, "2031-03-20")):
        (tmp_path / name).write_text(text)
        assert onrecord("ingest", name, "--publisher", "Gazette", "--published", day)[0] == CLEAN
    return tmp_path / "onrecord-data"


def commands(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    for name, command in group.commands.items():
        yield (*path, name), command
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))


# ------------------------------------------------------------------------------------------------------- help and usage


@pytest.mark.parametrize("path", [path for path, _ in commands(cli)], ids=" ".join)
def test_every_command_teaches_with_an_example(path: tuple[str, ...], onrecord: Run) -> None:
    code, out, _ = onrecord(*path, "--help")
    assert code == CLEAN
    assert f"onrecord {' '.join(path)}" in out.split("Options:")[0].split("Usage:")[1].partition("\n")[2]


def test_every_command_that_a_machine_may_read_has_json() -> None:
    for path, command in commands(cli):
        if not isinstance(command, click.Group) and path not in (("serve",), ("draft",)):  # draft: --format json
            assert "as_json" in {parameter.name for parameter in command.params}, path


@pytest.mark.parametrize(
    "arguments",
    [
        ["no-such-command"],
        ["check"],
        ["check", "x", "--as-of", "yesterday"],
        ["check", "x", "--as-of", "2025-02-30"],
        ["check", "x", "--max-evidence", "0"],
        ["ingest"],
        ["ingest", "a.txt", "--published", "soon"],
        ["serve", "--port", "99999"],
        ["documents", "edit", "some-id"],
        ["evaluate", "missing.jsonl"],
    ],
    ids=" ".join,
)
def test_wrong_usage_is_one_line_that_names_the_help(arguments: list[str], onrecord: Run) -> None:
    (Path.cwd() / "a.txt").write_text(ARTICLE)
    code, out, err = onrecord(*arguments)
    assert (code, out) == (FAILED, "")
    assert re.fullmatch(r"onrecord: Wrong usage: .+ See: onrecord.* --help\n", err), err


@pytest.mark.parametrize(
    ("arguments", "title"),
    [
        (["check", "The ferry sank."], "There is no index"),
        (["documents", "list"], "There is no index"),
        (["index", "verify"], "There is no index"),
        (["index", "rebuild"], "There is no index"),
        (["check", "  "], "Nothing to check"),
        (["check", "\udcff\udcfe"], "No readable text"),
        (["ingest", "missing.txt"], "No readable text"),
        (["feeds", "add", "ftp://paper.example/feed"], "The address is not fetched from"),
        (["feeds", "add", "http://127.0.0.1/feed"], "No host on the public internet"),
        (["feeds", "poll"], "The request cannot be used"),
        (["feeds", "remove", "https://paper.example/feed"], "No such thing"),
    ],
)
def test_what_cannot_run_is_one_line_with_the_title_of_the_api(arguments: list[str], title: str, onrecord: Run) -> None:
    code, out, err = onrecord(
        *[a.encode("utf-8", "surrogateescape").decode("utf-8", "surrogateescape") for a in arguments]
    )
    assert (code, out) == (FAILED, "")
    assert err.startswith(f"onrecord: {title}: ")
    assert err.count("\n") == 1


def test_bad_settings_are_told_all_at_once(onrecord: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONRECORD_PORT", "eighty")
    monkeypatch.setenv("ONRECORD_DATTA", "x")
    code, _, err = onrecord("documents", "list")
    assert code == FAILED
    assert "ONRECORD_PORT" in err
    assert "ONRECORD_DATTA" in err
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("error", "code", "says"),
    [
        (KeyboardInterrupt(), INTERRUPTED, ""),
        (IndexLocked("Try again."), FAILED, "onrecord: The index is being written to: Try again.\n"),
        (
            PermissionError(13, "Permission denied", "/data"),
            FAILED,
            "onrecord: The system refused: Permission denied (/data)",
        ),
        (RuntimeError("odd"), FAILED, "onrecord: Internal error: RuntimeError: odd."),
    ],
)
def test_no_error_ends_in_a_traceback(
    error: BaseException, code: int, says: str, onrecord: Run, filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("index.build.Archive.open", fail)
    got, _, err = onrecord("documents", "list")
    assert got == code
    assert err.startswith(says)
    assert "Traceback" not in err


def test_a_reader_that_leaves_is_no_error(onrecord: Run, filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def leave(*_: object, **__: object) -> None:
        raise BrokenPipeError

    monkeypatch.setattr("service.cli._drop_stdout", lambda: None)
    monkeypatch.setattr("service.cli._print_json", leave)
    assert onrecord("documents", "list", "--json")[0] == PIPE_CLOSED


# --------------------------------------------------------------------------------------------------------------- ingest


def test_ingest_takes_good_ones_counts_same_ones_and_tells_refused_ones(onrecord: Run, tmp_path: Path) -> None:
    lines = [
        json.dumps({"text": ARTICLE, "publisher": "Gazette"}),
        "{broken",
        json.dumps({"text": LATER}),
        '{"text": ""}',
    ]
    (tmp_path / "export.jsonl").write_text("\n".join(lines))
    code, out, _ = onrecord("ingest", "export.jsonl")
    assert code == FINDINGS
    assert out.startswith("2 taken (3 passages, ")
    assert "0 same as before, 2 refused." in out
    assert "refused: export.jsonl:2: " in out
    assert "refused: export.jsonl:4: " in out
    assert "2 of them without a known date" in out
    code, out, _ = onrecord("ingest", "export.jsonl")
    assert code == FINDINGS
    assert "0 taken" in out
    assert "2 same as before, 2 refused." in out


def test_ingest_as_json_says_what_became_of_each(onrecord: Run, filled: Path, tmp_path: Path) -> None:
    (tmp_path / "binary.txt").write_bytes(b"\x00\x01\x02\xff" * 50)
    code, out, err = onrecord(
        "ingest", "first.txt", "binary.txt", "--publisher", "Gazette", "--published", "2031-03-01", "--json"
    )
    report = json.loads(out)
    assert (code, err) == (FINDINGS, "")
    same, refused = report["lines"]
    assert (same["outcome"], same["where"], same["published_at"]) == ("same_as_before", "first.txt", "2031-03-01")
    assert (refused["outcome"], refused["where"], refused["code"]) == ("refused", "binary.txt", "unreadable-input")
    counts = report["counts"]
    assert [counts[name] for name in ("taken", "copies", "same_as_before", "refused")] == [0, 0, 1, 1]
    assert report["refused_by_code"] == {"unreadable-input": 1}
    assert json.loads(onrecord("ingest", "first.txt", "--report", "json")[1])["counts"]["taken"] == 1


def test_ingest_tells_copies_of_a_story(onrecord: Run, tmp_path: Path) -> None:
    text = " ".join(f"Rescuers brought {n} people ashore from the ferry Alma on day {n}." for n in range(12))
    records = [{"text": text, "publisher": name} for name in ("Gazette", "Courier")]
    (tmp_path / "export.jsonl").write_text("\n".join(map(json.dumps, records)))
    assert "1 of them is a copy of a story" in onrecord("ingest", "export.jsonl")[1]
    (tmp_path / "third.jsonl").write_text(json.dumps({"text": text, "publisher": "Observer"}))
    report = json.loads(onrecord("ingest", "third.jsonl", "--json")[1])
    assert report["counts"]["copies"] == 1
    assert report["lines"][0]["copy_of"] not in (None, report["lines"][0]["id"])


def test_ingest_and_show_tell_what_superseded_what(onrecord: Run, tmp_path: Path) -> None:
    common = {"publisher": "Gazette", "url": "https://gazette.example/alma", "published_at": "2031-03-01"}
    states = [{"text": ARTICLE, **common}, {"text": LATER, **common, "modified_at": "2031-03-20T09:00:00Z"}]
    (tmp_path / "export.jsonl").write_text("\n".join(map(json.dumps, states)))
    assert (
        "1 of them is another text of an article that is there; the latest counts."
        in onrecord("ingest", "export.jsonl")[1]
    )
    old, new = json.loads(onrecord("ingest", "export.jsonl", "--json")[1])["lines"]
    assert (old["superseded_by"], new["supersedes"]) == (new["id"], [old["id"]])
    shown = " ".join(onrecord("documents", "show", old["id"])[1].split())
    assert f"superseded by {new['id']}, the current text at this address" in shown
    assert "found only as of a day before 20 March 2031" in shown
    assert f"supersedes {old['id']} (2031-03-01)" in " ".join(onrecord("documents", "show", new["id"])[1].split())
    assert "40 people" not in onrecord("check", "Rescuers brought 40 people ashore.", "--all")[1].partition("Why")[2]
    assert "40 people" in onrecord("check", "Rescuers brought 40 people ashore.", "--as-of", "2031-03-19", "--all")[1]


def test_a_report_for_people_stops_at_some_lines_and_says_so(onrecord: Run, tmp_path: Path) -> None:
    (tmp_path / "export.jsonl").write_text("{broken\n" * (MAX_LINES_SHOWN + 3) + json.dumps({"text": ARTICLE}))
    code, out, _ = onrecord("ingest", "export.jsonl")
    assert (code, out.count("refused: export.jsonl:")) == (FINDINGS, MAX_LINES_SHOWN)
    assert "and 3 more" in out


def test_an_interrupted_report_is_whole_json(
    onrecord: Run, filled: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    counted = Report.add

    def interrupt(self: Report, outcome: Any) -> None:
        counted(self, outcome)
        raise KeyboardInterrupt

    monkeypatch.setattr(Report, "add", interrupt)
    code, out, _ = onrecord("ingest", "first.txt", "later.txt", "--report", "json")
    assert code == INTERRUPTED
    assert len(json.loads(out)["lines"]) == 1


def test_ingest_maps_the_columns_of_an_export(onrecord: Run, tmp_path: Path) -> None:
    (tmp_path / "export.csv").write_text(f'headline,story\nAlma,"{ARTICLE.strip()}"\n')
    assert "--map text=COLUMN" in onrecord("ingest", "export.csv")[1]
    code, out, _ = onrecord("ingest", "export.csv", "--map", "text=story", "--map", "title=headline", "--json")
    assert (code, json.loads(out)["lines"][0]["title"]) == (CLEAN, "Alma")
    code, _, err = onrecord("ingest", "export.csv", "--map", "story")
    assert code == FAILED and "FIELD=COLUMN" in err


def test_ingest_exits_2_where_nothing_could_be_taken(onrecord: Run, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_text("")
    code, out, _ = onrecord("ingest", "empty.txt")
    assert code == FAILED
    assert "0 taken" in out
    assert "refused: empty.txt" in out


def test_ingest_reads_folders_and_standard_input(onrecord: Run, tmp_path: Path, feed: Callable[[bytes], None]) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "one.md").write_text(f"---\npublisher: Gazette\npublished_at: 2031-03-01\n---\n\n{ARTICLE}")
    feed(LATER.encode())
    code, out, _ = onrecord("ingest", "in", "-", "--collection", "ferries")
    assert code == CLEAN
    assert out.startswith("2 taken")
    listed = json.loads(onrecord("documents", "list", "--collection", "ferries", "--json")[1])
    assert {d["publisher"] for d in listed["documents"]} == {"Gazette", None}


def test_one_address_is_for_one_document(onrecord: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(ARTICLE)
    (tmp_path / "b.txt").write_text(LATER)
    code, _, err = onrecord("ingest", "a.txt", "b.txt", "--url", "https://gazette.example/a")
    assert code == FAILED
    assert "--url is for one document" in err
    assert onrecord("ingest", "a.txt", "--url", "https://gazette.example/a")[0] == CLEAN


def test_an_interrupted_ingest_says_what_is_kept(onrecord: Run, filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    counted = Report.add

    def interrupt(self: Report, outcome: Any) -> None:
        counted(self, outcome)
        raise KeyboardInterrupt

    monkeypatch.setattr(Report, "add", interrupt)
    code, _, err = onrecord("ingest", "first.txt", "later.txt")
    assert code == INTERRUPTED
    assert "1 documents are kept" in err


def test_ingest_shows_a_bar_to_people_only(onrecord: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.txt").write_text(ARTICLE)
    assert onrecord("ingest", "a.txt")[2] == ""
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    assert "passages/s" in onrecord("ingest", "a.txt")[2]
    assert onrecord("ingest", "a.txt", "--json")[2] == ""


def test_the_bar_ends_where_the_reading_does(tmp_path: Path) -> None:
    (tmp_path / "in" / ".git").mkdir(parents=True)
    (tmp_path / "in" / "a.txt").write_text(ARTICLE)
    (tmp_path / "in" / "b.jsonl").write_text('{"text": "Ships came."}\n{broken\n')
    (tmp_path / "in" / ".git" / "hidden.txt").write_text(LATER * 100)
    heard: list[int] = []
    list(read_inputs([str(tmp_path / "in")], io.BytesIO(), {}, {}, heard.append))
    assert sum(heard) == size_of([str(tmp_path / "in")])


# ---------------------------------------------------------------------------------------------------------------- check


def test_check_shows_evidence_and_exits_by_the_verdict(onrecord: Run, filled: Path) -> None:
    statement = "Rescuers brought 40 people ashore from the ferry Alma."
    code, out, err = onrecord("check", statement)
    assert (code, err) == (FINDINGS, "")
    assert "OUTDATED" in out
    code, out, _ = onrecord("check", statement, "--as-of", "2031-03-10")
    assert code == CLEAN
    assert "SUPPORTED" in out
    assert "Left out: 1 document published later." in " ".join(out.split())


def test_check_as_json_has_the_shape_of_the_api(onrecord: Run, filled: Path, feed: Callable[[bytes], None]) -> None:
    feed(b"The ferry Alma was painted blue.")
    code, out, _ = onrecord("check", "-", "--json", "--publisher", "Gazette")
    answer = json.loads(out)
    assert code == CLEAN
    assert answer["verdict"] == "supported"
    assert answer["claims"][0]["evidence"][0]["source"]["publisher"] == "Gazette"
    assert set(answer) >= {"id", "searched", "excluded", "engine", "summary"}


def test_data_option_and_setting_name_the_folder(
    onrecord: Run, filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled.rename(tmp_path / "elsewhere")
    assert onrecord("--data", "elsewhere", "index", "info")[0] == CLEAN
    monkeypatch.setenv("ONRECORD_DATA", "elsewhere")
    assert onrecord("index", "info")[0] == CLEAN
    assert onrecord("--data", "nowhere", "index", "info")[0] == FAILED
    assert not (tmp_path / "nowhere").exists(), "asking makes no folder"


# ------------------------------------------------------------------------------------------------- documents and index


def test_documents_are_listed_shown_edited_and_removed(onrecord: Run, filled: Path) -> None:
    listed = json.loads(onrecord("documents", "list", "--json")[1])["documents"]
    assert len(listed) == 2
    [first] = [d for d in listed if d["published_at"] == "2031-03-01"]
    assert first["id"] in onrecord("documents", "list")[1]
    assert len(json.loads(onrecord("documents", "list", "--json", "--limit", "1")[1])["documents"]) == 1

    shown = onrecord("documents", "show", first["id"])[1]
    assert "1 March 2031 (given)" in shown
    assert "The ferry Alma was painted blue." in " ".join(shown.split())
    assert json.loads(onrecord("documents", "show", first["id"], "--json")[1])["text"].strip() == ARTICLE.strip()

    code, out, _ = onrecord(
        "documents", "edit", first["id"], "--published", "2031-03-02", "--publisher", "", "--retracted"
    )
    assert code == CLEAN
    assert "2 March 2031" in out
    edited = json.loads(onrecord("documents", "show", first["id"], "--json")[1])
    assert (edited["publisher"], edited["retracted"]) == (None, True)

    assert onrecord("documents", "remove", first["id"], "nope")[0] == FINDINGS
    assert onrecord("documents", "remove", "nope")[0] == FAILED
    assert onrecord("documents", "show", first["id"])[0] == FAILED
    left = json.loads(onrecord("documents", "list", "--json")[1])["documents"]
    removed = json.loads(onrecord("documents", "remove", left[0]["id"], "--purge", "--json")[1])
    assert removed == {"removed": [left[0]["id"]], "not_found": [], "purged": True}
    assert "No documents" in onrecord("documents", "list")[2]


def test_index_tells_verifies_and_rebuilds(onrecord: Run, filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    info = json.loads(onrecord("index", "info", "--json")[1])
    assert (info["documents"], info["passages"], info["earliest"]) == (2, 3, "2031-03-01")
    assert "passages         3" in onrecord("index", "info")[1]
    code, out, _ = onrecord("index", "verify")
    assert (code, out) == (CLEAN, "2 documents, 3 passages: rows, words and vectors agree.\n")
    assert json.loads(onrecord("index", "rebuild", "--json")[1])["passages"] == 3
    monkeypatch.setattr("index.build.Archive.verify", lambda self: ["passage 7 has no vector"])
    code, out, _ = onrecord("index", "verify")
    assert code == FINDINGS
    assert "fault: passage 7 has no vector" in out


# ------------------------------------------------------------------------------------------------------------- evaluate


def test_evaluate_measures_cases_over_documents_of_its_own(onrecord: Run, tmp_path: Path) -> None:
    documents = [
        {"doc": "a", "text": ARTICLE, "publisher": "Gazette", "published_at": "2031-03-01"},
        {"doc": "b", "text": LATER, "publisher": "Gazette", "published_at": "2031-03-20"},
        {"doc": "c", "publisher": "no text"},
    ]
    quote = "Rescuers brought 40 people ashore from the ferry Alma"
    cases = [
        {
            "id": "1",
            "statement": quote + ".",
            "expected_verdict": "outdated",
            "must_support": [{"doc": "a", "quote": quote}],
            "must_contradict": [{"doc": "b", "quote": "Rescuers brought 65 people ashore"}],
            "kind": "moved",
        },
        {
            "id": "2",
            "statement": "Cats like fish.",
            "expected_verdict": "contradicted",
            "accept_also": ["not_enough_evidence"],
        },
        {"id": "3", "claim": "The ferry Alma was painted blue.", "label": "not_supported"},
    ]
    (tmp_path / "documents.jsonl").write_text("\n".join(map(json.dumps, documents)))
    (tmp_path / "cases.jsonl").write_text("\n".join(map(json.dumps, cases)))
    code, out, _ = onrecord("evaluate", "cases.jsonl", "--documents", "documents.jsonl", "--json")
    found = json.loads(out)
    measures = found["measures"]
    assert code == CLEAN
    assert measures["cases"] == 3
    assert measures["accuracy"] == pytest.approx(2 / 3)
    assert measures["strict_accuracy"] == pytest.approx(1 / 3)
    assert measures["majority_baseline"] == pytest.approx(2 / 3)
    assert measures["required_found"] == measures["required_right_stance"] == 1
    assert measures["false_support"] == pytest.approx(1 / 2)
    assert found["by_kind"] == {"claim": [1, 2], "moved": [1, 1]}
    assert len(found["refused"]) == 1
    assert not (tmp_path / "onrecord-data").exists(), "the data folder is left alone"
    text = onrecord("evaluate", "cases.jsonl", "--documents", "documents.jsonl", "--failures", "0")[1]
    assert re.search(r"^accuracy +0\.667$", text, re.MULTILINE)
    assert "... and 1 more" in text


@pytest.mark.parametrize(
    "line",
    ["", "[]", "{", '{"statement": "x"}', '{"statement": "x", "expected_verdict": "true"}', '{"label": "supported"}'],
)
def test_a_broken_case_is_named(line: str, onrecord: Run, filled: Path, tmp_path: Path) -> None:
    (tmp_path / "cases.jsonl").write_text(line + "\n")
    code, out, err = onrecord("evaluate", "cases.jsonl")
    assert (code, out) == (FAILED, "")
    assert err.startswith("onrecord: No readable text: cases.jsonl")


def test_every_error_of_the_package_has_a_title() -> None:
    from service.cli import _title

    def below(kind: type[OnrecordError]) -> Iterator[type[OnrecordError]]:
        for child in kind.__subclasses__():
            yield child
            yield from below(child)

    for kind in below(OnrecordError):
        error = kind.__new__(kind)
        assert _title(error)


def test_pairs_are_measured_without_an_index(onrecord: Run, tmp_path: Path) -> None:
    rows = [
        {"premise": "The ferry sank in May.", "hypothesis": "The ferry sank.", "label": "entailment"},
        {"premise": "The ferry sank in May.", "hypothesis": "The tram stopped.", "label": "neutral"},
        {"premise": "The ferry sank in May.", "hypothesis": "The ferry never sank.", "label": "contradiction"},
    ]
    (tmp_path / "pairs.jsonl").write_text("\n".join(map(json.dumps, rows)))
    code, out, _ = onrecord("evaluate", "--stance", "pairs.jsonl", "--json")
    assert code == 0
    assert json.loads(out)["accuracy"] == pytest.approx(2 / 3)
    code, out, _ = onrecord("evaluate", "--stance", "pairs.jsonl", "--rules")
    assert code == 0
    assert "right answer" in out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((), "Give a file of statements, or --stance"),
        (("cases.jsonl", "--stance", "cases.jsonl"), "not both"),
        (("cases.jsonl", "--rules"), "--rules goes with --stance"),
        (("--stance", "cases.jsonl", "--documents", "cases.jsonl"), "pairs bring their own passages"),
    ],
)
def test_evaluate_says_what_goes_together(
    onrecord: Run, tmp_path: Path, arguments: tuple[str, ...], message: str
) -> None:
    (tmp_path / "cases.jsonl").write_text("{}")
    code, _, err = onrecord("evaluate", *arguments)
    assert (code, message in err) == (2, True)
