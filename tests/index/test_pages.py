"""Texts that one address had one after another: the latest is current, the others are what was known before."""

from __future__ import annotations

import random
from datetime import date
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from index.build import DATABASE, Archive
from index.pages import page_of
from index.records import Filters, Submission
from index.search import Searcher

URL = "https://gazette.example/2025/03/flood"
FIRST = "About 3,000 people have left Port Aldan, the flood office said."
SECOND = "About 11,000 people have left Port Aldan, the flood office said."
THIRD = "About 18,000 people have left Port Aldan, the flood office said."
LONG = " ".join(f"Reader {n} of the harbour paper asked about the level of the river." for n in range(12))
OTHER_LONG = " ".join(f"Museum visit {n} ended beside an old map with a leaking roof." for n in range(12))


def state(text: str, **members: Any) -> Submission:
    return Submission(text, **{"url": URL, "publisher": "Gazette", "published_at": "2025-03-04", **members})


def found(archive: Archive, as_of: str | None = None, **filters: Any) -> set[str]:
    day = date.fromisoformat(as_of) if as_of else None
    result = Searcher(archive).search("people have left Port Aldan", Filters(as_of=day, **filters), 50)
    return {hit.passage.text for hit in result.hits}


@pytest.mark.parametrize(
    ("one", "other", "same", "why"),
    [
        (URL, URL + "/", True, "a slash at the end leads to the same page"),
        (URL, "http://www.gazette.example/2025/03/flood", True, "so does the plain scheme, and www."),
        (URL, "HTTPS://Gazette.Example:443/2025/03/flood", True, "host and scheme have no case; 443 is https's own"),
        (URL, URL + "?utm_source=x&fbclid=y", True, "what tracks readers leads nowhere else"),
        (URL, URL + "#:~:text=left%20Port", True, "a text fragment marks a place on the page"),
        (URL, URL + "?page=2", False, "the second page has another text"),
        (URL + "?a=1&b=2", URL + "?b=2&a=1", True, "the order of parameters does not matter"),
        (URL + "#post-1", URL + "#post-2", False, "entries of a live page differ in their fragments only"),
        (URL, "https://gazette.example:8080/2025/03/flood", False, "another port is another server"),
        (URL, URL.replace("flood", "Flood"), False, "paths have case"),
    ],
)
def test_addresses_of_one_page(one: str, other: str, same: bool, why: str) -> None:
    assert (page_of(one) == page_of(other)) is same, why


@pytest.mark.parametrize(
    "url", [None, "", "https://gazette.example/", "https://www.gazette.example", "ftp://a.example/b"]
)
def test_what_is_no_page_of_its_own_says_nothing(url: str | None) -> None:
    assert page_of(url) is None


@pytest.mark.parametrize("url", ["https://[::1/a", "https://a.example:port/b", "nonsense", "https:///b", "\x00"])
def test_a_broken_address_is_no_page(url: str) -> None:
    assert page_of(url) is None


def test_the_corrected_text_is_current_and_the_old_one_is_what_was_known_before(archive: Archive) -> None:
    old = archive.add(state(FIRST))
    new = archive.add(state(SECOND, modified_at="2025-03-09T10:00:00Z"))
    assert found(archive) == {SECOND}
    for as_of, expected in {
        "2025-03-03": set(),
        "2025-03-04": {FIRST},
        "2025-03-08": {FIRST},
        "2025-03-09": {SECOND},
        "2026-01-01": {SECOND},
    }.items():
        assert found(archive, as_of) == expected, as_of
        assert found(archive, as_of, include_undated=True) == expected, as_of
    shown = archive.document(old.source.document_id)
    assert (shown.superseded_by, shown.superseded_on) == (new.source.document_id, date(2025, 3, 9))
    assert shown.text == FIRST
    assert shown.source.published.text == "2025-03-04"
    assert [edition.document_id for edition in new.supersedes] == [old.source.document_id]
    assert archive.verify() == []


def test_an_old_text_is_neither_a_copy_nor_counted(archive: Archive) -> None:
    archive.add(state(LONG))
    new = archive.add(state(LONG + " It fell on Sunday.", modified_at="2025-03-09"))
    reprint = archive.add(Submission(LONG, publisher="Courier", published_at="2025-03-05"))
    assert [copy.document_id for copy in new.source.copies] == []
    assert [copy.document_id for copy in reprint.source.copies] == [new.source.document_id]
    coverage = Searcher(archive).coverage(Filters())
    assert (coverage.documents, archive.info().documents) == (2, 3)
    before = Searcher(archive).coverage(Filters(as_of=date(2025, 3, 6)))
    assert (before.documents, before.later) == (2, 1)
    for hit in Searcher(archive).search("level of the river", Filters(as_of=date(2025, 3, 6)), 50).hits:
        assert new.source.document_id not in {copy.document_id for copy in hit.source.copies if hit.source.url == URL}


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_the_order_of_arrival_does_not_matter_where_days_tell(archive: Archive, order: tuple[int, ...]) -> None:
    states = (
        state(FIRST),
        state(SECOND, modified_at="2025-03-09T08:00:00Z"),
        state(THIRD, modified_at="2025-03-09T22:30:00+02:00"),
    )
    for number in order:
        archive.add(states[number])
    assert found(archive) == {THIRD}
    assert found(archive, "2025-03-08") == {FIRST}
    assert found(archive, "2025-03-09") == {THIRD}, "the second text was gone before the day was over"
    assert archive.verify() == []


@pytest.mark.parametrize(
    ("first", "second", "current", "why"),
    [
        ({}, {}, {SECOND}, "no day tells, so what arrived later is later"),
        ({"published_at": None}, {"published_at": None}, {SECOND}, "nor does no day at all"),
        ({}, {"published_at": None}, {FIRST}, "a text without a day does not supersede one that has one"),
        ({"published_at": None}, {}, {SECOND}, "and is superseded by it"),
        ({"published_at": "2025-03-09"}, {}, {FIRST}, "an older text that arrives later is the older one still"),
        ({"published_at": "2025-03"}, {"modified_at": "2025-03-09"}, {SECOND}, "a change within the month"),
        ({}, {"modified_at": "2024-01-01"}, {SECOND}, "a change before the publication is no change"),
        ({}, {"publisher": None}, {SECOND}, "a publisher that is not said may be the same"),
        ({}, {"publisher": "Courier"}, {FIRST, SECOND}, "two publishers have two articles, whatever the address"),
        ({}, {"collection": "other"}, {FIRST}, "collections know nothing of each other"),
        ({"external_id": "1"}, {"external_id": "2"}, {SECOND}, "a system may number the states of an article"),
        ({"url": None}, {"url": None}, {FIRST, SECOND}, "no address"),
        ({"url": "https://gazette.example/"}, {"url": "https://gazette.example/"}, {FIRST, SECOND}, "a front page"),
        (
            {"title": "Ferry sinks"},
            {"title": "Museum opens"},
            {FIRST, SECOND},
            "short texts with titles that share nothing",
        ),
    ],
)
def test_which_text_is_current(
    archive: Archive, first: dict[str, Any], second: dict[str, Any], current: set[str], why: str
) -> None:
    texts = (FIRST, "Rain fell on people in Port Aldan.") if "title" in first else (FIRST, SECOND)
    archive.add(state(texts[0], **first))
    archive.add(state(texts[1], **second))
    wanted = {text if text != SECOND else texts[1] for text in current}
    assert found(archive) == wanted, why
    assert archive.verify() == []


def test_two_long_texts_that_share_nothing_are_two_stories_of_a_careless_export(archive: Archive) -> None:
    first = archive.add(state(LONG, published_at="2025-03-04"))
    second = archive.add(state(OTHER_LONG, published_at="2025-03-09"))
    assert [archive.document(d.source.document_id).superseded_by for d in (first, second)] == [None, None]


def test_an_address_of_very_many_articles_supersedes_none(archive: Archive) -> None:
    def text(number: int) -> str:
        words = random.Random(number)  # noqa: S311 - a seeded order, no secret
        return " ".join(f"Word{words.randrange(10_000)}" for _ in range(60)) + "."

    list(archive.add_many(state(text(number), published_at="2025-03-04") for number in range(30)))
    assert Searcher(archive).coverage(Filters()).documents == 30


def test_the_same_words_with_another_day_are_a_copy(archive: Archive) -> None:
    first = archive.add(state(LONG))
    second = archive.add(state(LONG, published_at="2025-03-09"))
    assert second.supersedes == ()
    assert [copy.document_id for copy in second.source.copies] == [first.source.document_id]


def test_a_text_that_comes_back_is_current_again(archive: Archive) -> None:
    archive.add(state(FIRST))
    archive.add(state(SECOND, modified_at="2025-03-06"))
    archive.add(state(FIRST, modified_at="2025-03-09", external_id="reverted"))
    assert [found(archive, day) for day in ("2025-03-05", "2025-03-07", "2025-03-10")] == [{FIRST}, {SECOND}, {FIRST}]


def test_removing_the_current_text_brings_the_one_before_back(archive: Archive) -> None:
    old, new = archive.add(state(FIRST)), archive.add(state(SECOND, modified_at="2025-03-09"))
    archive.remove(new.source.document_id)
    assert found(archive) == {FIRST}
    assert archive.document(old.source.document_id).superseded_by is None
    assert archive.verify() == []


def test_an_edit_that_moves_a_document_to_another_page_frees_what_it_superseded(archive: Archive) -> None:
    archive.add(state(FIRST))
    new = archive.add(state(SECOND, modified_at="2025-03-09"))
    archive.edit(new.source.document_id, {"url": "https://gazette.example/another"})
    assert found(archive) == {FIRST, SECOND}
    archive.edit(new.source.document_id, {"url": URL})
    assert found(archive) == {SECOND}
    assert archive.verify() == []


def test_a_passage_of_an_old_text_can_still_be_cited(archive: Archive) -> None:
    archive.add(state(FIRST))
    [hit] = Searcher(archive).search(FIRST, Filters(), 1).hits
    archive.add(state(SECOND, modified_at="2025-03-09"))
    passage, source = archive.passage(hit.passage.id)
    assert (passage.text, source.published.text) == (FIRST, "2025-03-04")


def test_an_index_of_the_first_shape_is_brought_up_to_date(tmp_path: Path, encoder: Any) -> None:
    archive = Archive.open(tmp_path, encoder)
    archive.add(state(FIRST))
    archive.add(state(SECOND, modified_at="2025-03-09"))
    archive.close()
    engine = sa.create_engine(f"sqlite:///{tmp_path / DATABASE}")
    with engine.begin() as connection:
        for index in ("documents_by_page", "documents_by_successor"):
            connection.exec_driver_sql(f"DROP INDEX {index}")
        for column in ("page", "changed_first", "changed_last", "changed_at", "modified"):
            connection.exec_driver_sql(f"ALTER TABLE documents DROP COLUMN {column}")
        for column in ("superseded_by", "superseded_on", "counts_from"):
            connection.exec_driver_sql(f"ALTER TABLE documents DROP COLUMN {column}")
        for table in ("refusals", "jobs"):
            connection.exec_driver_sql(f"DROP TABLE {table}")
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")
    engine.dispose()
    archive = Archive.open(tmp_path, encoder)
    assert found(archive) == {SECOND}
    assert found(archive, "2025-03-05") == {FIRST}
    assert archive.verify() == []
    archive.close()
