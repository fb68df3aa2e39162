"""What is kept between runs: checks sealed from whoever has not the draft, fingerprints, and what a writer ignores."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest

from index.errors import InputError, UnreadableInput
from service.client import Check, Engine
from service.drafts.baseline import Fingerprints, read_baseline, write_baseline
from service.drafts.cache import MAX_AGE_S, CheckCache, default_folder
from service.drafts.checking import make_questions
from service.drafts.findings import Reported
from service.drafts.ignoring import find_ignored, find_unreasoned
from service.drafts.reading import read_draft
from service.drafts.records import DraftFormat, DraftOptions, Question

ENGINE: Engine = {"index_revision": "1-0", "embedding_model": "toy", "stance_model": "toy", "method": "m"}


@pytest.fixture
def question() -> Question:
    [one] = make_questions(read_draft("The ferry carried 158 people.", DraftFormat.TEXT))
    return one


@pytest.fixture
def check(make: Callable[..., Reported]) -> Check:
    return cast(Check, make("contradicted").check)


def test_a_check_is_found_again_by_the_same_question_and_engine_only(
    tmp_path: Path, question: Question, check: Check
) -> None:
    cache = CheckCache(tmp_path, ENGINE, DraftOptions())
    assert cache.get(question) is None
    cache.put(question, check)
    assert cache.get(question) == check
    later: Any = {**ENGINE, "index_revision": "2-0"}
    assert CheckCache(tmp_path, later, DraftOptions()).get(question) is None
    assert CheckCache(tmp_path, ENGINE, DraftOptions(include_undated=True)).get(question) is None
    [other] = make_questions(read_draft("The ferry carried 159 people.", DraftFormat.TEXT))
    assert cache.get(other) is None


def test_a_kept_check_cannot_be_read_without_the_draft(tmp_path: Path, question: Question, check: Check) -> None:
    CheckCache(tmp_path, ENGINE, DraftOptions()).put(question, check)
    [kept] = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert b"ferry" not in kept.read_bytes()
    assert b"verdict" not in kept.read_bytes()
    assert kept.stat().st_mode & 0o077 == 0
    assert "ferry" not in str(kept)


def test_a_damaged_entry_is_as_good_as_none(tmp_path: Path, question: Question, check: Check) -> None:
    cache = CheckCache(tmp_path, ENGINE, DraftOptions())
    cache.put(question, check)
    [kept] = [path for path in tmp_path.rglob("*") if path.is_file()]
    for damage in (b"", b"rubbish", kept.read_bytes()[:-3]):
        kept.write_bytes(damage)
        assert cache.get(question) is None


def test_without_a_folder_nothing_is_kept(question: Question, check: Check) -> None:
    cache = CheckCache(None, ENGINE, DraftOptions())
    cache.put(question, check)
    assert cache.get(question) is None


def test_a_folder_that_cannot_be_written_to_is_no_fault(tmp_path: Path, question: Question, check: Check) -> None:
    (tmp_path / "file").write_text("")
    cache = CheckCache(tmp_path / "file", ENGINE, DraftOptions())
    cache.put(question, check)
    assert cache.get(question) is None


def test_old_entries_are_removed(tmp_path: Path, question: Question, check: Check) -> None:
    cache = CheckCache(tmp_path, ENGINE, DraftOptions())
    cache.put(question, check)
    [kept] = [path for path in tmp_path.rglob("*") if path.is_file()]
    cache.tidy()
    assert kept.exists()
    old = time.time() - MAX_AGE_S - 60
    os.utime(kept, (old, old))
    cache.tidy()
    assert not kept.exists()


def test_the_cache_is_where_the_user_has_caches() -> None:
    assert default_folder({"XDG_CACHE_HOME": "/x"}) == Path("/x/onrecord/drafts")
    found = default_folder({})
    assert found is not None
    assert found.parts[-3:] == (".cache", "onrecord", "drafts")


def test_a_fingerprint_is_of_the_words() -> None:
    one, other = Fingerprints(), Fingerprints()
    assert one.of("The “ferry”  sank.") == other.of('the "ferry" sank.')
    assert one.of("The ferry sank.") != one.of("The ferry sank."), "the second of two equal ones has its own"


def test_a_baseline_is_read_as_it_was_written(tmp_path: Path) -> None:
    known = {("draft.md", "abc:1", "contradicted"), ("draft.md", "abc:2", "outdated")}
    write_baseline(tmp_path / "baseline.json", known)
    assert read_baseline(tmp_path / "baseline.json") == known
    assert sorted(path.name for path in tmp_path.iterdir()) == ["baseline.json"]


@pytest.mark.parametrize(
    "content", ["", "[]", "{}", '{"version": 9, "findings": []}', '{"version": 1, "findings": [1]}']
)
def test_what_is_no_baseline_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "baseline.json").write_text(content)
    with pytest.raises(InputError, match="--write-baseline"):
        read_baseline(tmp_path / "baseline.json")
    with pytest.raises(UnreadableInput, match="--write-baseline"):
        read_baseline(tmp_path / "missing.json")


@pytest.mark.parametrize(
    ("content", "ignored", "why"),
    [
        ("It rained. <!-- onrecord: ignore our own count --> It sank.", {0: "our own count"}, "behind a sentence"),
        ("<!-- onrecord: ignore seen by us -->\nIt rained. It sank.", {0: "seen by us"}, "on a line of its own"),
        ("It rained.\n\n<!-- onrecord: ignore why -->\n\n# Head\n\nIt sank.", {2: "why"}, "a heading is passed over"),
        ("It rained. It sank. <!-- onrecord:ignore: why\nnot -->", {1: "why not"}, "over two lines"),
        ("It rained. <!-- onrecord: ignore -->", {}, "no reason"),
        ("It rained. <!-- ignore this -->", {}, "another comment"),
    ],
)
def test_an_ignore_means_one_sentence(content: str, ignored: dict[int, str], why: str) -> None:
    draft = read_draft(content, DraftFormat.MARKDOWN)
    assert find_ignored(draft) == ignored, why
    assert list(find_unreasoned(draft)) == ([1] if why == "no reason" else [])


def test_an_ignore_works_in_html_and_text() -> None:
    for kind, content in (
        (DraftFormat.HTML, "<p>It rained.</p> <!-- onrecord: ignore why --><p>It sank.</p>"),
        (DraftFormat.TEXT, "It rained. <!-- onrecord: ignore why -->\nIt sank."),
    ):
        draft = read_draft(content, kind)
        assert find_ignored(draft) == {0: "why"}
        assert [s.text for s in draft.sentences] == ["It rained.", "It sank."]
