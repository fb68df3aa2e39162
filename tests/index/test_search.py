"""Passages are found by meaning and by words, within the filters, at one revision, in an order that never varies."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from index.build import Archive
from index.records import Filters, SearchResult, Submission
from index.search import Searcher, word_query

SHIPS = "The port counted {} ships in the harbour. Gulls were seen above the pier that day."


@pytest.fixture
def dated(archive: Archive) -> Archive:
    """One document each for a day, a month, an interval and no date, of two publishers and none."""
    for number, (publisher, published_at) in enumerate(
        [
            ("The Quay", "2024-11-03"),
            ("The Quay", "2025-02"),
            ("The  Mole", "2025-03-30/2025-04-02"),
            ("The Mole", None),
            (None, "2024"),
        ]
    ):
        archive.add(Submission(SHIPS.format(f"{number + 1}00"), publisher=publisher, published_at=published_at))
    return archive


def publishers_and_dates(result: SearchResult) -> set[tuple[str | None, str | None]]:
    return {(hit.source.publisher, hit.source.published.text) for hit in result.hits}


class TestFilters:
    def test_without_filters_all_is_found_and_counted(self, dated: Archive) -> None:
        result = Searcher(dated).search("ships in the harbour", Filters(), 50)
        assert len(result.hits) == result.coverage.passages == 10
        assert (result.coverage.documents, result.coverage.later, result.coverage.undated) == (5, 0, 0)
        assert (result.coverage.earliest, result.coverage.latest) == (date(2024, 1, 1), date(2025, 4, 2))
        assert result.revision == dated.revision()

    @pytest.mark.parametrize(
        ("filters", "texts", "left_out"),
        [
            (Filters(as_of=date(2025, 4, 2)), {"2024-11-03", "2025-02", "2025-03-30/2025-04-02", "2024"}, (0, 1)),
            (Filters(as_of=date(2025, 4, 1)), {"2024-11-03", "2025-02", "2024"}, (1, 1)),
            (Filters(as_of=date(2025, 2, 27)), {"2024-11-03", "2024"}, (2, 1)),
            (Filters(as_of=date(2024, 11, 3)), {"2024-11-03"}, (3, 1)),
            (Filters(as_of=date(2024, 11, 2)), set(), (4, 1)),
            (Filters(as_of=date(2024, 11, 3), include_undated=True), {"2024-11-03", None}, (3, 0)),
            (Filters(published_after=date(2025, 2, 1)), {"2025-02", "2025-03-30/2025-04-02"}, (0, 0)),
            (Filters(published_after=date(2025, 3, 31)), set(), (0, 0)),
            (Filters(published_after=date(2025, 3, 1), include_undated=True), {"2025-03-30/2025-04-02", None}, (0, 0)),
            (Filters(as_of=date(2025, 3, 1), published_after=date(2024, 2, 1)), {"2024-11-03", "2025-02"}, (1, 1)),
            (Filters(publishers=("the mole",)), {"2025-03-30/2025-04-02", None}, (0, 0)),
            (Filters(publishers=("THE MOLE", "nobody"), as_of=date(2024, 1, 1)), set(), (1, 1)),
            (Filters(exclude_publishers=("The Quay", "The Mole")), {"2024"}, (0, 0)),
            (Filters(publishers=("The Quay",), exclude_publishers=("The Quay",)), set(), (0, 0)),
            (Filters(collection="another"), set(), (0, 0)),
        ],
    )
    def test_filters_bind_hits_and_counts_alike(
        self, dated: Archive, filters: Filters, texts: set[str | None], left_out: tuple[int, int]
    ) -> None:
        result = Searcher(dated).search("ships in the harbour", filters, 50)
        assert {text for _, text in publishers_and_dates(result)} == texts
        assert result.coverage.documents == len(texts)
        assert result.coverage.passages == len(result.hits) == 2 * len(texts)
        assert (result.coverage.later, result.coverage.undated) == left_out
        assert Searcher(dated).coverage(filters) == result.coverage

    def test_a_narrow_filter_does_not_starve_the_result(self, archive: Archive) -> None:
        """Three hundred better passages of one publisher do not crowd out the only two of the other."""
        for number in range(150):
            archive.add(Submission(f"Harbour ships {number}. Ships in the harbour again {number}.", publisher="Big"))
        archive.add(Submission("Harbour bells rang for nobody. A dog was seen by the ships.", publisher="Small"))
        result = Searcher(archive).search("ships in the harbour", Filters(publishers=("small",)), 5)
        assert [hit.source.publisher for hit in result.hits] == ["Small", "Small"]
        assert all(hit.dense_rank and hit.word_rank for hit in result.hits)


class TestOrder:
    def test_hits_are_ranked_by_both_searches(self, archive: Archive) -> None:
        archive.add(Submission("Rain fell on the hills. The harbour counted 3,000 ships. Bells rang in the town."))
        result = Searcher(archive).search("3,000 ships were counted by the harbour", Filters(), 3)
        best = result.hits[0]
        assert best.passage.text == "The harbour counted 3,000 ships."
        assert (best.rank, best.dense_rank, best.word_rank) == (1, 1, 1)
        assert [hit.rank for hit in result.hits] == [1, 2, 3]
        assert all(-1 <= hit.similarity <= 1 for hit in result.hits)
        assert best.similarity > 0.5

    def test_equal_passages_stand_by_id(self, archive: Archive) -> None:
        for number in range(30):
            archive.add(Submission("Ships came to the harbour.", publisher=f"paper {number}"))
        searcher = Searcher(archive)
        result = searcher.search("ships", Filters(), 10)
        ids = [hit.passage.id for hit in result.hits]
        assert ids == sorted(ids)
        assert ids == [hit.passage.id for hit in searcher.search("ships", Filters(), 30).hits][:10]
        assert {hit.similarity for hit in result.hits} == {result.hits[0].similarity}

    def test_more_equals_than_fit_are_still_cut_by_id(self, archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("index.search.DEPTH", 3)
        for number in range(40):
            archive.add(Submission("Ships came to the harbour.", publisher=f"paper {number}"))
        found = [hit.passage.id for hit in Searcher(archive).search("nothing alike", Filters(), 2).hits]
        everything = [hit.passage.id for hit in Searcher(archive).search("nothing alike", Filters(), 40).hits]
        assert found == sorted(everything)[:2]

    def test_copies_are_all_there_with_each_other_named(self, archive: Archive) -> None:
        for publisher in ("a", "b", "c"):
            archive.add(Submission("Ships came to the harbour. " * 3 + "They left.", publisher=publisher))
        hits = Searcher(archive).search("ships", Filters(), 10).hits
        assert {hit.source.publisher for hit in hits} == {"a", "b", "c"}
        for hit in hits:
            assert {c.publisher for c in hit.source.copies} == {"a", "b", "c"} - {hit.source.publisher}

    @pytest.mark.parametrize(
        "query", ["", "   ", "?!", "the of and", "“”", "\x00", 'a "b" OR NEAR(c) * -d : ^', "𝕏 😀"]
    )
    def test_any_query_is_answered(self, archive: Archive, query: str) -> None:
        assert Searcher(archive).search(query, Filters(), 5).hits == ()
        archive.add(Submission("Ships came to the harbour. They left at noon."))
        assert len(Searcher(archive).search(query, Filters(), 5).hits) == 2

    def test_a_very_long_query_is_answered(self, archive: Archive) -> None:
        archive.add(Submission("Ships came to the harbour. They left at noon."))
        assert Searcher(archive).search("ships " + "x1 y2 z3 " * 11_000, Filters(), 5).hits

    def test_no_hits_are_given_for_none_asked(self, archive: Archive) -> None:
        archive.add(Submission("Ships came to the harbour. They left at noon."))
        assert Searcher(archive).search("ships", Filters(), 0).hits == ()


class TestWordQuery:
    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ("About 3,000 soldiers", '"3,000" OR "soldiers"'),
            ("Kim Jong-un's troops", '"kim" OR "jong-un" OR "troops"'),
            ("the of and", '"the" OR "of" OR "and"'),
            ("soldiers, Soldiers; SOLDIERS", '"soldiers"'),
            ('say "OR" NEAR(x) AND* col:val', '"say" OR "near" OR "col:val"'),
            ("$20m, 95% or 5", '"20m" OR "95" OR "5"'),
            ("?!", ""),
            ("", ""),
        ],
    )
    def test_words_are_quoted_one_by_one(self, query: str, expected: str) -> None:
        assert word_query(query) == expected

    def test_a_number_is_matched_as_it_is_written(self, archive: Archive) -> None:
        archive.add(Submission("It took 3,000 men. It took 000 and then 3 more men. It took 30,000 men."))
        hits = Searcher(archive).search("3,000", Filters(), 9).hits
        assert [h.passage.text for h in hits if h.word_rank] == ["It took 3,000 men."]


class TestTwoProcessesOneFolder:
    """Two archives on one folder are what two processes are: they share nothing but the files."""

    def test_what_one_adds_edits_and_removes_the_other_sees_at_once(self, tmp_path: Path, encoder: Any) -> None:
        writer, reader = Archive.open(tmp_path, encoder), Archive.open(tmp_path, encoder)
        searcher = Searcher(reader)
        assert searcher.search("ships", Filters(), 5).hits == ()
        stored = writer.add(Submission("Ships came to the harbour. They left at noon."))
        assert len(searcher.search("ships", Filters(), 5).hits) == 2
        writer.edit(stored.source.document_id, {"publisher": "The Quay"})
        hits = searcher.search("ships", Filters(), 5).hits
        assert {(hit.source.publisher, hit.dense_rank is not None) for hit in hits} == {("The Quay", True)}
        assert len(hits) == 2
        writer.remove(stored.source.document_id)
        assert searcher.search("ships", Filters(), 5).hits == ()
        writer.add(Submission("Ships came to the harbour. They left at noon."))
        assert len(searcher.search("ships", Filters(), 5).hits) == 2
        assert reader.verify() == writer.verify() == []
        writer.close()
        reader.close()


@pytest.mark.model
def test_a_paraphrase_is_found_by_meaning(tmp_path: Path) -> None:
    """The real weights: no word is shared with the passage that is meant."""
    from index.embedding import SentenceEncoder

    archive = Archive.open(tmp_path, SentenceEncoder(threads=1))
    archive.add(Submission("Pyongyang dispatched troops to Moscow. The bakery sells bread. It rained in the valley."))
    best = Searcher(archive).search("North Korean soldiers were sent to Russia", Filters(), 3).hits[0]
    assert (best.passage.text, best.word_rank) == ("Pyongyang dispatched troops to Moscow.", None)
    archive.close()
