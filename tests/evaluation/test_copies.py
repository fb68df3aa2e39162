"""Copies told from other stories: rewrites by known operators, marked duplicates, different stories of one paper."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.copies import (
    CORPORA,
    OPERATORS,
    REWRITES,
    demo_articles,
    marked,
    measure,
    news_articles,
    records,
    rewrites,
)
from index.duplicates import words_of

FLOORS = json.loads((Path(__file__).parent / "floors.json").read_text(encoding="utf-8"))["copies"]
_OPENING_WORDS = 12


@pytest.mark.timeout(300)
def test_rewrites_of_made_up_articles_are_found_and_nothing_else() -> None:
    documents = rewrites(demo_articles())
    assert {document.made_by for document in documents} == {"original", *OPERATORS}
    assert len(documents) == REWRITES + len(demo_articles())
    pairs = measure(documents)
    assert pairs.f1 >= FLOORS["demo_f1"], (pairs.wrong[:9], pairs.missed[:9])


@pytest.mark.shared
@pytest.mark.timeout(900)
def test_rewrites_of_news_and_marked_duplicates_are_found() -> None:
    if not CORPORA.is_dir():
        pytest.skip("the labelled news (../shared) is not beside this checkout")
    documents = [*rewrites(news_articles()), *marked("timelines")]
    pairs = measure(documents)
    assert pairs.f1 >= FLOORS["news_f1"], (pairs.wrong[:9], pairs.missed[:9])


@pytest.mark.shared
@pytest.mark.timeout(900)
def test_no_two_different_stories_are_merged() -> None:
    """Two that are together and not marked are versions of one story: the same title or the same first words."""
    if not CORPORA.is_dir():
        pytest.skip("the labelled news (../shared) is not beside this checkout")
    stories = records("bbc2004")
    pairs = measure(marked("bbc2004"))
    assert pairs.missed == ()
    for a, b in pairs.wrong:
        one, other = stories[a], stories[b]
        opening = words_of(one["text"])[:_OPENING_WORDS] == words_of(other["text"])[:_OPENING_WORDS]
        assert one["title"] == other["title"] or opening, (one["doc_id"], other["doc_id"])
