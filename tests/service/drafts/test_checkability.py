"""Facts, figures, quotations and attributions are checked; what a writer thinks, asks, orders or foresees is not."""

from __future__ import annotations

import pytest

from service.drafts.checkability import is_checkable
from service.drafts.reading import read_draft
from service.drafts.records import DraftFormat

CASES = [
    ("The ferry carried 158 people.", True, "a figure"),
    ("“The hull was sound,” the owner said.", True, "a quotation"),
    ("The owner denied that the ferry was overloaded.", True, "an attribution"),
    ("The ferry was painted blue.", True, "a statement of fact"),
    ("The owner expects that 40 will be found.", True, "a forecast that somebody is named for"),
    ("“Our reporting shows that 40 died,” the Gazette said.", True, "a quotation about somebody's reporting"),
    ("The crew was hard to reach, the coastguard said.", True, "a judgement that somebody is named for"),
    ("# The ferry carried 158 people", False, "a heading"),
    ("How many people did the ferry carry?", False, "a question"),
    ("Stop the ferry now!", False, "a command"),
    ("The rescue was a disgrace.", False, "an opinion"),
    ("The ferry will sail again in June.", False, "a forecast by nobody"),
    ("This is our running account.", False, "the piece about itself"),
    ("We will update this page.", False, "the writer's own plans"),
    ("Figures from the harbour are hard to pin down.", False, "a judgement in the writer's own voice"),
    ("Read more about the ferry here.", False, "a pointer for readers"),
]


@pytest.mark.parametrize(("text", "checkable", "why"), CASES, ids=[case[2] for case in CASES])
def test_what_is_checked(text: str, checkable: bool, why: str) -> None:
    [sentence] = read_draft(text, DraftFormat.MARKDOWN).sentences
    assert is_checkable(sentence, sentence.text) is checkable, why
