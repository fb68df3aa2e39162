"""Documents go in, are replaced, edited and removed; ids and clusters come from content, never from order or time."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index import build, submissions
from index.build import DATABASE, VECTORS, Archive
from index.errors import (
    BadDate,
    DamagedIndex,
    IndexMissing,
    InputError,
    InputTooLarge,
    ModelMismatch,
    NotFound,
    UnknownField,
    UnreadableInput,
)
from index.records import BlockKind, DateMethod, Filters, Submission
from index.search import Searcher

TEXT = (
    "Harbour traffic doubled in March. The port authority counted 3,000 ships, Director Ana Lind said on Monday.\n"
    "She expects 11,000 ships by the end of the year. The old quay will stay closed until repairs are finished, "
    "and the council has set aside two million crowns for them. Fishermen said that they had not been asked."
)
OTHER = (
    "A museum in the valley has found a forgotten map. The curator, Jonas Brek, said the paper was four hundred years "
    "old.\nVisitors may see it from Thursday. The roof of the east wing leaks, so only twenty people are let in."
)


def submission(text: str = TEXT, **members: Any) -> Submission:
    return Submission(raw=text, **members)


def a_text(number: int) -> str:
    """Sixty words that no other number has in this order."""
    words = random.Random(number)  # noqa: S311 - a seeded order, no secret
    return " ".join("Word" + str(words.randrange(10_000)) for _ in range(60)) + "."


class TestAdding:
    def test_a_document_comes_back_as_it_was_stored(self, archive: Archive, clock: datetime) -> None:
        stored = archive.add(submission(publisher="The Quay", url="https://quay.example/1", published_at="2025-03-04"))
        assert stored.created
        assert stored.source.publisher == "The Quay"
        assert stored.source.published.method is DateMethod.GIVEN
        assert stored.source.published.start == stored.source.published.end == date(2025, 3, 4)
        assert stored.source.retrieved_at == "2026-01-02T03:04:05Z"
        assert stored.source.story_cluster == stored.source.document_id
        assert archive.raw(stored.source.document_id) == TEXT
        again = archive.document(stored.source.document_id)
        assert not again.created
        assert (again.source, again.text, again.passages) == (stored.source, stored.text, stored.passages)

    def test_the_same_document_again_changes_nothing(self, archive: Archive) -> None:
        first = archive.add(submission(publisher="The Quay"))
        revision, info = archive.revision(), archive.info()
        second = archive.add(submission(publisher="The Quay"))
        assert first.created
        assert not second.created
        assert second.source == first.source
        assert (archive.revision(), archive.info().passages) == (revision, info.passages)

    def test_the_same_document_twice_in_one_batch_is_one(self, archive: Archive) -> None:
        outcomes = list(archive.add_many([submission(), submission()]))
        assert [o.document.created for o in outcomes if o.document] == [True, False]
        assert archive.info().documents == 1

    def test_another_publisher_is_another_document_of_the_same_story(self, archive: Archive) -> None:
        first = archive.add(submission(publisher="The Quay", published_at="2025-03-04"))
        second = archive.add(submission(publisher="The Mole", url="https://mole.example"))
        assert first.source.document_id != second.source.document_id
        assert second.source.story_cluster == min(first.source.document_id, second.source.document_id)
        [copy] = second.source.copies
        assert (copy.document_id, copy.publisher, copy.published_at) == (
            first.source.document_id,
            "The Quay",
            "2025-03-04",
        )
        assert archive.info().story_clusters == 1

    def test_copies_stay_within_a_collection(self, archive: Archive) -> None:
        first = archive.add(submission(collection="one"))
        second = archive.add(submission(collection="two"))
        assert first.source.story_cluster != second.source.story_cluster
        assert second.source.copies == ()

    def test_new_content_under_an_external_id_replaces_the_old(self, archive: Archive, searcher: Searcher) -> None:
        first = archive.add(submission(external_id="cms-7"))
        second = archive.add(submission(OTHER, external_id="cms-7"))
        assert second.created
        assert first.source.document_id == second.source.document_id
        assert first.source.version != second.source.version
        found = searcher.search("harbour ships port authority", Filters(), 50)
        assert {h.passage.text in TEXT for h in found.hits} == {False}
        assert archive.verify() == []
        third = archive.add(submission(external_id="cms-7"))
        assert third.created
        assert third.source.version == first.source.version
        assert archive.verify() == []

    def test_no_words_are_embedded_twice(self, archive: Archive, encoder: Any) -> None:
        stored = archive.add(submission())
        seen = encoder.texts_seen
        archive.edit(stored.source.document_id, {"publisher": "The Quay"})
        archive.remove(stored.source.document_id)
        archive.add(submission())
        assert encoder.texts_seen == seen

    def test_passages_are_the_characters_of_text_and_raw_input(self, archive: Archive) -> None:
        raw = "Close\n\n" + TEXT.replace("Monday", "Montag 😀 “Tag”") + "\n\nBack to top button\n"
        stored = archive.add(submission(raw))
        hits = Searcher(archive).search("ships", Filters(), 50).hits
        assert len(hits) == stored.passages
        for hit in hits:
            passage = hit.passage
            assert stored.text[passage.start : passage.end] == passage.text
            assert passage.raw_start is not None
            assert raw[passage.raw_start : passage.raw_end] == passage.text
            assert stored.text[: passage.start].endswith(passage.prefix)
            assert stored.text[passage.end :].startswith(passage.suffix)
            assert len(passage.prefix) == min(32, passage.start)
            assert hit.before == stored.text[max(0, passage.start - 1200) : passage.start]
            assert hit.after == stored.text[passage.end : passage.end + 400]

    def test_headlines_are_passages(self, archive: Archive) -> None:
        archive.add(submission("Harbour traffic doubles\n\n" + TEXT, title="Harbour traffic doubles"))
        hits = Searcher(archive).search("Harbour traffic doubles", Filters(), 1).hits
        assert hits[0].passage.kind is BlockKind.HEADLINE

    @pytest.mark.parametrize(
        ("bad", "error"),
        [
            (submission(""), UnreadableInput),
            (submission(" \n "), UnreadableInput),
            (submission("*** \n ---"), UnreadableInput),
            (submission("half a pair \ud83d here, and then some words."), UnreadableInput),
            (submission(title="\ud83d"), UnreadableInput),
            (submission(published_at="yesterday"), BadDate),
            (submission(modified_at="2024-13"), BadDate),
            (submission(published_at="yesterday", external_id="x"), BadDate),
        ],
    )
    def test_bad_input_is_refused_and_leaves_no_trace(
        self, archive: Archive, bad: Submission, error: type[InputError]
    ) -> None:
        with pytest.raises(error):
            archive.add(bad)
        assert archive.info().documents == 0
        assert archive.revision().startswith("0-")

    def test_a_bad_date_names_its_member(self, archive: Archive) -> None:
        with pytest.raises(BadDate) as caught:
            archive.add(submission(modified_at="soon"))
        assert caught.value.pointer == "/modified_at"

    def test_a_document_over_the_limit_is_refused(self, archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(submissions, "MAX_RAW_BYTES", len(TEXT.encode()))
        archive.add(submission())
        with pytest.raises(InputTooLarge):
            archive.add(submission(TEXT + "é"))

    def test_good_documents_around_bad_ones_are_kept_in_order(self, archive: Archive) -> None:
        broken = UnreadableInput("articles.jsonl:3: broken")
        mixed: list[Submission | InputError] = [
            submission(where="a"),
            submission("", where="b"),
            broken,
            submission(OTHER, where="d"),
        ]
        heard: list[int] = []
        outcomes = list(archive.add_many(mixed, on_progress=heard.append))
        assert [o.where for o in outcomes] == ["a", "b", "", "d"]
        assert [o.document is not None for o in outcomes] == [True, False, False, True]
        assert outcomes[2].error is broken
        assert heard == [1, 2, 3, 4]

    def test_documents_are_on_disk_before_they_are_given(self, archive: Archive, encoder: Any) -> None:
        outcomes = archive.add_many([submission(), submission(OTHER)])
        first = next(outcomes)
        reader = Archive.open(archive.folder, encoder)
        assert first.document is not None
        assert reader.document(first.document.source.document_id).text == first.document.text
        reader.close()

    def test_batches_are_bounded(self, archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(build, "BATCH_PASSAGES", 3)
        taken: list[int] = []

        def texts() -> Iterator[Submission]:
            for number in range(20):
                taken.append(number)
                yield submission(a_text(number))

        outcomes = archive.add_many(texts())
        next(outcomes)
        assert len(taken) <= 3
        assert sum(1 for _ in outcomes) == 19

    def test_two_passages_with_one_key_are_refused(self, archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
        made = submissions.content_id

        def alike(kind: str, *rest: object) -> str:
            return "0" * 20 + made(kind, *rest)[:4] if kind == "passage" else made(kind, *rest)

        monkeypatch.setattr(build, "content_id", alike)
        with pytest.raises(DamagedIndex):
            archive.add(submission())
        assert archive.info().documents == 0


class TestEditing:
    def test_an_edit_adds_a_version_and_keeps_the_id(self, archive: Archive, searcher: Searcher) -> None:
        before = archive.add(submission())
        after = archive.edit(
            before.source.document_id,
            {"publisher": "The Quay", "published_at": "2024-11", "authors": ["A. Lind"], "retracted": True},
        )
        assert after.created
        assert after.source.document_id == before.source.document_id
        assert after.source.version != before.source.version
        assert (after.source.publisher, after.source.authors, after.source.retracted) == (
            "The Quay",
            ("A. Lind",),
            True,
        )
        assert after.source.published.end == date(2024, 11, 30)
        assert after.source.retrieved_at == before.source.retrieved_at
        assert {h.source.version for h in searcher.search("ships", Filters(), 50).hits} == {after.source.version}
        assert archive.verify() == []

    def test_an_edit_outlives_the_same_document_posted_again(self, archive: Archive) -> None:
        before = archive.add(submission(publisher="The Kay"))
        archive.edit(before.source.document_id, {"publisher": "The Quay"})
        again = archive.add(submission(publisher="The Kay"))
        assert not again.created
        assert again.source.publisher == "The Quay"

    def test_an_edit_that_changes_nothing_adds_nothing(self, archive: Archive) -> None:
        before = archive.add(submission(publisher="The Quay"))
        revision = archive.revision()
        assert not archive.edit(before.source.document_id, {"publisher": "The Quay"}).created
        assert archive.revision() == revision

    def test_none_takes_a_value_back(self, archive: Archive) -> None:
        before = archive.add(submission(publisher="The Quay", published_at="2024"))
        after = archive.edit(before.source.document_id, {"publisher": None, "published_at": None, "authors": None})
        assert after.source.publisher is None
        assert after.source.published.method is not DateMethod.GIVEN

    @pytest.mark.parametrize(
        ("changes", "error"),
        [
            ({"publsher": "x"}, UnknownField),
            ({"collection": "x"}, UnknownField),
            ({"published_at": "soon"}, BadDate),
            ({"title": 7}, InputError),
            ({"authors": "A. Lind"}, InputError),
            ({"retracted": "yes"}, InputError),
        ],
    )
    def test_a_bad_edit_is_refused(self, archive: Archive, changes: dict[str, object], error: type[InputError]) -> None:
        stored = archive.add(submission())
        revision = archive.revision()
        with pytest.raises(error):
            archive.edit(stored.source.document_id, changes)
        assert archive.revision() == revision

    def test_what_is_not_there_cannot_be_edited(self, archive: Archive) -> None:
        with pytest.raises(NotFound):
            archive.edit("0" * 24, {"title": "x"})


class TestRemoving:
    def test_a_removed_document_is_not_found_but_still_quoted(self, archive: Archive, searcher: Searcher) -> None:
        stored = archive.add(submission())
        hit = searcher.search("ships", Filters(), 1).hits[0]
        archive.remove(stored.source.document_id)
        assert searcher.search("ships", Filters(), 5).hits == ()
        with pytest.raises(NotFound):
            archive.document(stored.source.document_id)
        with pytest.raises(NotFound):
            archive.raw(stored.source.document_id)
        with pytest.raises(NotFound):
            archive.remove(stored.source.document_id)
        passage, source = archive.passage(hit.passage.id)
        assert passage == hit.passage
        assert source == hit.source
        assert archive.verify() == []

    def test_a_removed_document_can_come_back_with_the_same_ids(self, archive: Archive, searcher: Searcher) -> None:
        first = archive.add(submission())
        digest = archive.revision().split("-")[1]
        hits = searcher.search("ships", Filters(), 5).hits
        archive.remove(first.source.document_id)
        second = archive.add(submission())
        assert second.created
        assert second.source == first.source
        assert archive.revision() == f"3-{digest}"
        assert searcher.search("ships", Filters(), 5).hits == hits
        assert archive.verify() == []

    def test_purging_leaves_no_word_on_disk(self, archive: Archive, searcher: Searcher) -> None:
        archive.add(submission(OTHER))
        secret = "Zanzibarwhale"
        stored = archive.add(submission(f"The {secret} sank off the harbour. It had a crew of twelve.", title=secret))
        hit = searcher.search(secret, Filters(), 1).hits[0]
        archive.keep_answer("a1", _answer(hit), [hit.passage.id])
        archive.keep_answer("a2", json.dumps({"claims": []}), [])
        archive.remove(stored.source.document_id)
        assert secret in str(archive.answer("a1"))
        archive.remove(stored.source.document_id, purge=True)
        passage, source = archive.passage(hit.passage.id)
        assert passage.text == "[redacted]"
        assert (passage.prefix, passage.suffix, source.title) == ("", "", None)
        body = json.loads(str(archive.answer("a1")))
        assert body["redacted"] is True
        evidence = body["claims"][0]["evidence"][0]
        assert evidence["passage"]["text"] == evidence["passage"]["prefix"] == "[redacted]"
        assert evidence["link"] is None
        assert evidence["selectors"][0]["exact"] == "[redacted]"
        assert archive.answer("a2") == '{"claims": []}'
        assert archive.verify() == []
        for word in (secret, secret.casefold()):
            assert [p.name for p in archive.folder.iterdir() if word.encode() in p.read_bytes()] == []

    def test_an_answer_stored_after_the_purge_is_redacted_too(self, archive: Archive, searcher: Searcher) -> None:
        stored = archive.add(submission())
        hit = searcher.search("ships", Filters(), 1).hits[0]
        archive.remove(stored.source.document_id, purge=True)
        archive.keep_answer("late", _answer(hit), [hit.passage.id])
        assert hit.passage.text not in str(archive.answer("late"))

    def test_a_purged_document_can_be_added_again(self, archive: Archive, searcher: Searcher) -> None:
        first = archive.add(submission())
        archive.remove(first.source.document_id, purge=True)
        second = archive.add(submission())
        assert second.created
        assert second.source == first.source
        assert searcher.search("harbour", Filters(), 1).hits[0].passage.text in TEXT
        assert archive.verify() == []

    def test_what_never_was_cannot_be_removed(self, archive: Archive) -> None:
        for purge in (False, True):
            with pytest.raises(NotFound):
                archive.remove("0" * 24, purge=purge)

    def test_removing_the_middle_of_a_chain_splits_its_cluster(self, archive: Archive) -> None:
        left, right = a_text(1), a_text(2)
        ends = [archive.add(submission(left)), archive.add(submission(right))]
        middle = archive.add(submission(left + "\n" + right))
        assert archive.info().story_clusters == 1
        assert len({c.document_id for c in archive.document(ends[0].source.document_id).source.copies}) == 2
        archive.remove(middle.source.document_id)
        assert archive.info().story_clusters == 2
        assert {archive.document(e.source.document_id).source.story_cluster for e in ends} == {
            e.source.document_id for e in ends
        }

    def test_reprints_word_for_word_are_strung_together_by_single_edges(self, archive: Archive) -> None:
        prints = [archive.add(submission(a_text(1), publisher=f"paper {n}")) for n in range(6)]
        near = [archive.add(submission(f"{a_text(1)} {word}", publisher=word)) for word in ("One.", "Two.")]
        assert archive.info().story_clusters == 1
        assert edges(archive) == 5 + 2
        for gone in prints[:3]:
            archive.remove(gone.source.document_id)
            assert archive.info().story_clusters == 1
        archive.edit(prints[3].source.document_id, {"title": "A title"})
        assert archive.info().story_clusters == 1
        assert len(archive.document(near[0].source.document_id).source.copies) == 4
        for gone in prints[3:]:
            archive.remove(gone.source.document_id)
        assert archive.info().story_clusters == 1, "the near copies are copies of each other too"
        archive.remove(near[0].source.document_id)
        assert archive.document(near[1].source.document_id).source.copies == ()

    def test_an_index_of_an_earlier_rule_works_and_is_regrouped_by_a_rebuild(self, archive: Archive) -> None:
        one, two, other = (archive.add(submission(a_text(n), publisher=f"paper {i}")) for i, n in enumerate((1, 1, 2)))
        with archive._database.writing() as connection:
            connection.exec_driver_sql("DELETE FROM state WHERE name = 'copy_rule'")
            connection.exec_driver_sql("UPDATE copies SET second = 3, method = 'five-word shingles'")
            connection.exec_driver_sql("UPDATE documents SET story_cluster = document_id")
        assert any("onrecord index rebuild" in fault for fault in archive.verify())
        third = archive.add(submission(a_text(1), publisher="paper 9"))
        assert third.source.copies
        archive.rebuild()
        assert archive.verify() == []
        names = {archive.document(d.source.document_id).source.story_cluster for d in (one, two, third)}
        assert names == {min(d.source.document_id for d in (one, two, third))}
        assert archive.document(other.source.document_id).source.copies == ()


def edges(archive: Archive) -> int:
    with archive._database.reading() as connection:
        return int(connection.exec_driver_sql("SELECT count(*) FROM copies").scalar_one())


def clusters(archive: Archive) -> set[frozenset[str | None]]:
    """The publishers of every story."""
    found: dict[str, set[str | None]] = {}
    for document in archive.documents(limit=1_000)[0]:
        found.setdefault(document.source.story_cluster, set()).add(document.source.publisher)
    return {frozenset(names) for names in found.values()}


class TestNearlyIdenticalReprints:
    """Each paper puts its own line under an agency's story; two other stories lie between them."""

    N = 200

    @pytest.fixture
    def reprints(self) -> list[Submission]:
        story = a_text(1)
        found = [submission(f"{story} Printed by paper {n} of {n * 7}.", publisher=f"paper {n}") for n in range(self.N)]
        return [*found, *(submission(a_text(seed), publisher=f"other {seed}") for seed in (2, 3))]

    def taken(self, folder: Path, encoder: Any, documents: Sequence[Submission]) -> Archive:
        archive = Archive.open(folder, encoder)
        assert all(outcome.document for outcome in archive.add_many(documents))
        return archive

    def test_they_make_an_edge_each_and_one_story_in_any_order(
        self, reprints: list[Submission], tmp_path: Path, encoder: Any
    ) -> None:
        orders = [reprints, random.Random(3).sample(reprints, len(reprints))]  # noqa: S311 - a seeded order, no secret
        for number, order in enumerate(orders):
            archive = self.taken(tmp_path / str(number), encoder, order)
            assert edges(archive) == self.N - 1
            names = {frozenset(d.publisher for d in reprints[: self.N]), *map(frozenset, [["other 2"], ["other 3"]])}
            assert clusters(archive) == names
            archive.close()

    def test_removals_leave_one_story_whichever_held_it_together(
        self, reprints: list[Submission], tmp_path: Path, encoder: Any
    ) -> None:
        archive = self.taken(tmp_path / "a", encoder, reprints[:60])
        for _ in range(5):
            with archive._database.reading() as connection:
                hub = connection.exec_driver_sql(
                    "SELECT document_id FROM documents d WHERE version_number IS NOT NULL ORDER BY (SELECT count(*) "
                    "FROM copies WHERE d.number IN (first, second)) DESC LIMIT 1"
                ).scalar_one()
            archive.remove(hub)
            [story] = clusters(archive)
            live = len(archive.documents(limit=1_000)[0])
            assert (len(story), edges(archive)) == (live, live - 1)
        archive.close()


class TestAnyRemoval:
    @settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(
        parts=st.lists(st.sets(st.integers(1, 5), min_size=1, max_size=3), min_size=2, max_size=9),
        gone=st.sets(st.integers(0, 8), max_size=5),
        seed=st.integers(0, 99),
    )
    def test_what_is_left_is_grouped_as_if_the_removed_had_never_come(
        self,
        parts: list[set[int]],
        gone: set[int],
        seed: int,
        tmp_path_factory: pytest.TempPathFactory,
        encoder: Any,
    ) -> None:
        """Documents are put together from five stories, so that chains of copies come apart where one is removed."""
        documents = [
            submission("\n".join(a_text(part) for part in sorted(some)), publisher=f"paper {n}")
            for n, some in enumerate(parts)
        ]
        order = random.Random(seed).sample(range(len(documents)), len(documents))  # noqa: S311 - a seeded order, no secret
        archive = Archive.open(tmp_path_factory.mktemp("a"), encoder)
        ids = {n: archive.add(documents[n]).source.document_id for n in order}
        for n in gone & set(order):
            archive.remove(ids[n])
        never = Archive.open(tmp_path_factory.mktemp("b"), encoder)
        for n in set(order) - gone:
            never.add(documents[n])
        assert clusters(archive) == clusters(never)
        archive.rebuild()
        assert clusters(archive) == clusters(never)
        for opened in (archive, never):
            assert opened.verify() == []
            opened.close()


class TestOrder:
    @settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(order=st.permutations(range(8)), batch=st.sampled_from([1, 2, 50]))
    def test_order_and_batches_change_nothing(
        self, order: list[int], batch: int, tmp_path_factory: pytest.TempPathFactory, encoder: Any
    ) -> None:
        """Ids, clusters, digest and ranks depend on the set of documents alone."""
        texts = [a_text(1), a_text(2), a_text(1) + "\n" + a_text(2), a_text(3), a_text(3), TEXT, TEXT, OTHER]
        documents = [submission(text, publisher=f"paper {n}") for n, text in enumerate(texts)]
        expected = self.state(tmp_path_factory.mktemp("a"), documents, encoder)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(build, "BATCH_PASSAGES", batch)
            found = self.state(tmp_path_factory.mktemp("b"), [documents[n] for n in order], encoder)
        assert found == expected

    @staticmethod
    def state(folder: Path, documents: list[Submission], encoder: Any) -> object:
        archive = Archive.open(folder, encoder, clock=lambda: datetime(2026, 1, 1, tzinfo=UTC))
        for _ in archive.add_many(documents):
            pass
        search = Searcher(archive).search("ships and 3,000 Word17 by the harbour", Filters(), 20)
        everything = (archive.documents(limit=100), search.hits, archive.revision())
        assert archive.verify() == []
        archive.close()
        return everything


class TestOpening:
    def test_a_missing_index_is_said_to_be_missing(self, tmp_path: Path, encoder: Any) -> None:
        with pytest.raises(IndexMissing):
            Archive.open(tmp_path / "nothing", encoder, create=False)
        assert not (tmp_path / "nothing").exists()

    def test_another_model_is_refused_and_can_take_over(self, archive: Archive, encoder: Any) -> None:
        archive.add(submission())
        other = type(encoder)(dimension=32, salt="other")
        with pytest.raises(ModelMismatch, match="onrecord index rebuild"):
            Archive.open(archive.folder, other)
        taking_over = Archive.open(archive.folder, other, any_model=True)
        with pytest.raises(ModelMismatch):
            Searcher(taking_over).search("ships", Filters(), 1)
        heard: list[int] = []
        assert taking_over.rebuild(heard.append) == heard[-1] == taking_over.info().passages
        assert taking_over.info().dimension == 32
        assert Searcher(taking_over).search("3,000 ships", Filters(), 1).hits
        assert taking_over.verify() == []
        taking_over.close()
        with pytest.raises(ModelMismatch):
            Searcher(archive).search("ships", Filters(), 1)
        with pytest.raises(ModelMismatch):
            archive.add(submission(OTHER))

    @pytest.mark.parametrize("content", [b"not a database at all, " * 200, b"SQLite format 3\0" + b"\xff" * 5000])
    def test_a_damaged_database_is_said_to_be_damaged(self, tmp_path: Path, encoder: Any, content: bytes) -> None:
        (tmp_path / DATABASE).write_bytes(content)
        with pytest.raises(DamagedIndex):
            Archive.open(tmp_path, encoder)

    def test_an_empty_database_file_is_a_beginning(self, tmp_path: Path, encoder: Any) -> None:
        (tmp_path / DATABASE).touch()
        archive = Archive.open(tmp_path, encoder)
        assert archive.info().documents == 0
        archive.close()

    def test_a_folder_with_odd_characters_works(self, tmp_path: Path, encoder: Any) -> None:
        archive = Archive.open(tmp_path / "an 100% odd? #name & é", encoder)
        assert archive.add(submission()).created
        archive.close()
        assert (tmp_path / "an 100% odd? #name & é" / DATABASE).exists()

    @pytest.mark.parametrize("damage", ["cut", "flip", "empty", "gone", "foreign"])
    def test_a_damaged_vector_file_is_made_good_from_the_rows(
        self, tmp_path: Path, encoder: Any, damage: str, caplog: pytest.LogCaptureFixture
    ) -> None:
        archive = Archive.open(tmp_path, encoder)
        archive.add(submission())
        expected = Searcher(archive).search("3,000 ships", Filters(), 3)
        archive.rebuild()
        archive.close()
        file = tmp_path / VECTORS
        content = bytearray(file.read_bytes())
        if damage == "flip":
            content[-100] ^= 1
        changed = {"cut": content[:-9], "flip": content, "empty": b"", "foreign": b"x" * 500}.get(damage)
        file.unlink() if changed is None else file.write_bytes(bytes(changed))
        archive = Archive.open(tmp_path, encoder)
        assert Searcher(archive).search("3,000 ships", Filters(), 3) == expected
        assert archive.verify() == []
        archive.close()
        assert any(r.levelname == "WARNING" for r in caplog.records) == (damage != "gone")

    def test_a_vector_file_of_an_earlier_revision_is_caught_up(self, tmp_path: Path, encoder: Any) -> None:
        archive = Archive.open(tmp_path, encoder)
        first = archive.add(submission())
        archive.rebuild()
        archive.add(submission(OTHER))
        archive.remove(first.source.document_id)
        archive.close()
        archive = Archive.open(tmp_path, encoder)
        texts = {h.passage.text for h in Searcher(archive).search("map museum ships", Filters(), 50).hits}
        assert texts
        assert all(text in OTHER for text in texts)
        assert archive.verify() == []
        archive.close()

    def test_a_vector_file_of_another_index_is_not_used(self, tmp_path: Path, encoder: Any) -> None:
        for name, text in (("a", TEXT), ("b", OTHER)):
            archive = Archive.open(tmp_path / name, encoder)
            archive.add(submission(text))
            archive.rebuild()
            archive.close()
        (tmp_path / "a" / VECTORS).replace(tmp_path / "b" / VECTORS)
        archive = Archive.open(tmp_path / "b", encoder)
        assert all(h.passage.text in OTHER for h in Searcher(archive).search("ships", Filters(), 50).hits)
        assert archive.verify() == []
        archive.close()

    def test_the_vector_file_is_written_at_close_once_it_is_far_behind(
        self, tmp_path: Path, encoder: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        archive = Archive.open(tmp_path, encoder)
        archive.add(submission())
        archive.close()
        assert not (tmp_path / VECTORS).exists()
        monkeypatch.setattr(build, "SAVE_EVERY_PASSAGES", 1)
        archive = Archive.open(tmp_path, encoder)
        archive.close()
        written = (tmp_path / VECTORS).stat()
        archive = Archive.open(tmp_path, encoder)
        Searcher(archive).search("ships", Filters(), 1)
        archive.close()
        assert (tmp_path / VECTORS).stat().st_ino == written.st_ino


class TestListing:
    def test_pages_hold_every_document_once(self, archive: Archive) -> None:
        ids = sorted(archive.add(submission(a_text(n))).source.document_id for n in range(7))
        archive.add(submission(collection="other"))
        found: list[str] = []
        after = None
        while True:
            page, after = archive.documents(collection="default", after=after, limit=3)
            found += [d.source.document_id for d in page]
            if after is None:
                break
        assert found == ids
        assert len(archive.documents()[0]) == 8

    def test_info_counts_what_is_live(self, archive: Archive) -> None:
        archive.add(submission(published_at="2024-11"))
        stored = archive.add(submission(OTHER, published_at="2025"))
        info = archive.info()
        assert (info.documents, info.story_clusters, info.model) == (2, 2, "toy")
        assert (info.earliest, info.latest) == (date(2024, 11, 1), date(2025, 12, 31))
        assert info.size_bytes > 10_000
        archive.remove(stored.source.document_id)
        assert archive.info().latest == date(2024, 11, 30)


def _answer(hit: Any) -> str:
    passage = {"id": hit.passage.id, "text": hit.passage.text, "prefix": hit.passage.prefix, "suffix": ""}
    selectors = [{"type": "TextQuoteSelector", "exact": hit.passage.text, "prefix": "", "suffix": ""}]
    evidence = {"passage": passage, "link": f"u#:~:text={hit.passage.text}", "selectors": selectors}
    return json.dumps({"claims": [{"evidence": [evidence]}]})
