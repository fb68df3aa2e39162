"""A checker over real storage with a toy encoder and a judge that reads overlapping words: fast, and never random."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import pytest

from index.build import Archive
from index.records import Submission
from service.answering import Checker
from service.assessment.records import StanceProbabilities

NEGATIONS = {"not", "never", "no", "denied"}


def toy_judge(pairs: Sequence[tuple[str, str]]) -> list[StanceProbabilities]:
    """Supports where the passage holds nearly all of the claim's words; contradicts where only one side negates."""
    return [_toy(premise, hypothesis) for premise, hypothesis in pairs]


def _toy(premise: str, hypothesis: str) -> StanceProbabilities:
    said, asked = (set(re.findall(r"[a-z]+", text.casefold())) for text in (premise, hypothesis))
    shared = len((said & asked) - NEGATIONS) / max(1, len(asked - NEGATIONS))
    if shared <= 0.8:
        return StanceProbabilities(0.05, 0.05, 0.9)
    if bool(said & NEGATIONS) != bool(asked & NEGATIONS):
        return StanceProbabilities(0.04, 0.92, 0.04)
    return StanceProbabilities(0.92, 0.04, 0.04)


@pytest.fixture
def news(archive: Archive) -> Archive:
    """Six short pieces about one ferry: a figure that grows, a reprint, a denial, an undated note."""
    for raw, publisher, published in (
        ("The ferry Alma ran aground off Selby. Rescuers brought 40 people ashore.", "Gazette", "2031-03-01"),
        ("Rescuers brought 65 people ashore from the ferry Alma, the coastguard said.", "Courier", "2031-03-20"),
        ("The ferry Alma ran aground off Selby. Rescuers brought 40 people ashore.", "Reprint", "2031-03-02"),
        ("The owner denied that the ferry Alma was overloaded.", "Gazette", "2031-03-03"),
        ("The ferry Alma was not insured.", "Courier", "2031-03-04"),
        ("The ferry Alma was painted blue.", "Harbour notes", None),
    ):
        archive.add(
            Submission(
                raw=raw,
                publisher=publisher,
                published_at=published,
                url=f"https://{publisher.casefold().replace(' ', '-')}.example/{published}",
            )
        )
    return archive


@pytest.fixture
def checker(news: Archive) -> Iterator[Checker]:
    """Answers over ``news``; the archive's own fixture closes it."""
    yield Checker(news, toy_judge, "toy-judge", "toy")
