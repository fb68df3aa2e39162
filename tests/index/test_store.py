"""Rows have the shape that the code reads, survive what they must, and say so when they contradict themselves."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from index import migrations
from index.build import DATABASE, Archive
from index.errors import DamagedIndex, IndexLocked, ModelMismatch
from index.records import Revision, Submission
from index.store import passages, revisions
from index.store.database import Database
from index.store.tables import METADATA
from index.store.values import fold


@pytest.fixture
def database(tmp_path: Path) -> Any:
    opened = Database(tmp_path / DATABASE, lock_timeout_s=0.05)
    opened.migrate()
    yield opened
    opened.close()


def test_the_migrations_make_the_tables_that_the_code_reads(database: Database) -> None:
    with database.reading() as connection:
        found = compare_metadata(MigrationContext.configure(connection), METADATA)
    ours = [change for change in found if "word_index" not in str(change) and "alembic_version" not in str(change)]
    assert ours == []


def test_a_new_database_has_the_last_shape(database: Database) -> None:
    head = ScriptDirectory(str(Path(migrations.__file__).parent)).get_current_head()
    with database.reading() as connection:
        assert MigrationContext.configure(connection).get_current_revision() == head
    database.migrate()


def test_a_later_shape_is_refused(database: Database) -> None:
    with database.writing() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(ModelMismatch, match="later version"):
        database.migrate()


def test_a_foreign_database_is_refused(tmp_path: Path) -> None:
    database = Database(tmp_path / "foreign.sqlite3")
    with database.writing() as connection:
        connection.execute(sa.text("CREATE TABLE recipes (name TEXT)"))
    with pytest.raises(DamagedIndex, match="not one of"):
        database.migrate()
    database.close()


def test_every_commit_is_synced(database: Database) -> None:
    with database.reading() as connection:
        assert connection.scalar(sa.text("PRAGMA synchronous")) == 2
        assert connection.scalar(sa.text("PRAGMA journal_mode")) == "wal"
        assert connection.scalar(sa.text("PRAGMA foreign_keys")) == 1


def test_what_raises_is_undone(database: Database) -> None:
    with pytest.raises(RuntimeError), database.writing() as connection:
        revisions.keep_state(connection, {"a": "b"})
        raise RuntimeError
    with database.reading() as connection:
        assert revisions.read_state(connection) == {}


def test_a_reader_sees_one_state(database: Database) -> None:
    with database.reading() as reader:
        assert revisions.read_state(reader) == {}
        with database.writing() as writer:
            revisions.keep_state(writer, {"a": "b"})
        assert revisions.read_state(reader) == {}
    with database.reading() as reader:
        assert revisions.read_state(reader) == {"a": "b"}


def test_one_writer_at_a_time(database: Database) -> None:
    with database.writing(), pytest.raises(IndexLocked), database.writing():
        pass
    with database.writing():
        pass


def test_the_digest_does_not_know_the_order(database: Database) -> None:
    ids = ["ffffffffffffffff00000000", "0123456789abcdef00000000"]
    with database.writing() as connection:
        revisions.advance(connection, ids[:1], [], "t")
        both = revisions.advance(connection, ids[1:], [], "t")
        revisions.advance(connection, [], ids, "t")
        assert revisions.last_revision(connection).digest == 0
        revisions.advance(connection, ids[1:], [], "t")
        again = revisions.advance(connection, ids[:1], [], "t")
        assert (again.number, again.digest) == (5, both.digest)
        assert revisions.had_revision(connection, both)
        assert not revisions.had_revision(connection, Revision(2, 1))
    assert str(Revision(17, 255)) == "17-00000000000000ff"


def test_publishers_are_compared_folded() -> None:
    assert fold(" The  STRASSE ") == fold("the straße")


@pytest.mark.parametrize(
    ("harm", "words"),
    [
        ("UPDATE passages SET live = 0 WHERE position = 0", "live without their document"),
        ("UPDATE versions SET passages = 99", "more or fewer passages"),
        ("UPDATE contents SET text = 'x' || text", "do not say what their document says"),
        ("UPDATE lives SET removed_revision = 1", "history"),
        ("UPDATE passages SET vector = zeroblob(128) WHERE position = 1", "Vectors differ"),
        ("INSERT INTO word_index(word_index) VALUES ('delete-all')", "word index"),
        ("UPDATE revisions SET digest = '00000000000000ff'", "digest"),
    ],
)
def test_verify_names_what_contradicts_itself(archive: Archive, harm: str, words: str) -> None:
    archive.add(Submission("Ships came to the harbour. They left at noon."))
    archive.rebuild()
    assert archive.verify() == []
    with archive._database.writing() as connection:
        connection.execute(sa.text(harm))
    assert any(words in fault for fault in archive.verify())


def test_rebuilding_mends_vectors_and_words(archive: Archive) -> None:
    archive.add(Submission("Ships came to the harbour. They left at noon."))
    archive.rebuild()
    with archive._database.writing() as connection:
        connection.execute(sa.text("INSERT INTO word_index(word_index) VALUES ('delete-all')"))
        keys = list(connection.scalars(sa.text("SELECT key FROM passages")))
        [vectors] = [rows for _, rows in passages.live_vectors(connection)]
        passages.replace_vectors(connection, keys, vectors[::-1])
    assert len(archive.verify()) == 2
    assert archive.rebuild() == 2
    assert archive.verify() == []


def test_the_text_of_a_live_passage_is_fixed(archive: Archive) -> None:
    """The word index is told of comings and goings only; a text changed under it would leave it wrong for good."""
    archive.add(Submission("Ships came to the harbour."))
    with pytest.raises(sa.exc.IntegrityError), archive._database.writing() as connection:
        connection.execute(sa.text("UPDATE passages SET text = 'other'"))


def test_damage_found_on_the_way_is_named(tmp_path: Path, encoder: Any) -> None:
    archive = Archive.open(tmp_path, encoder)
    for number in range(40):
        archive.add(Submission(f"Ship {number} came to the harbour. They left at noon and were not seen again."))
    archive.close()
    file = tmp_path / DATABASE
    content = bytearray(file.read_bytes())
    content[4096:] = b"\xaa" * (len(content) - 4096)
    file.write_bytes(bytes(content))
    with pytest.raises(DamagedIndex, match="Restore a copy"):
        Archive.open(tmp_path, encoder)
