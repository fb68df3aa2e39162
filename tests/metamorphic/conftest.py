"""One encoder and one panel of models for every index of this suite: a pair of passage and claim is read once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack

import pytest
from relations import STORIES, Open, Remembering, submission

from index.build import Archive
from index.embedding import SentenceEncoder
from index.records import Submission
from service.answering import Checker
from service.hearing import Panel
from service.judge import open_panel


@pytest.fixture(scope="session")
def engines() -> tuple[SentenceEncoder, Panel]:
    return SentenceEncoder(), open_panel(None, 2)[0]


@pytest.fixture(scope="module")
def opened(engines: tuple[SentenceEncoder, Panel], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Open]:
    """Opens an index of some documents, in this order."""
    encoder, panel = engines
    with ExitStack() as stack:

        def open_over(documents: Sequence[Submission]) -> Remembering:
            archive = Archive.open(tmp_path_factory.mktemp("index"), encoder)
            stack.callback(archive.close)
            for document in documents:
                archive.add(document)
            return Remembering(Checker(archive, panel, "shipped", encoder.name))

        yield open_over


@pytest.fixture(scope="session")
def unrelated() -> list[Submission]:
    """Articles that have nothing to do with any statement."""
    return [submission(document) for document in STORIES["unrelated"]]
