"""What could be written instead: of several figures that exclude the draft's, the one that was reported last."""

from __future__ import annotations

from typing import Any

import pytest

from service.drafts.records import Question, Sentence
from service.drafts.suggestions import suggest

TEXT = "The ferry carried 158 people."


def question(text: str = TEXT) -> Question:
    return Question(Sentence(text, 0, len(text), 1, 1, 1, len(text) + 1), text, "", checkable=True)


def passage(n: int, published: str | None, figure: str | None, speaker: str | None = None) -> dict[str, Any]:
    reason = {"code": "figure_differs", "message": "", "claim_value": "158 people", "source_value": figure}
    return {
        "stance": "contradicts",
        "passage": {"id": f"p{n}", "text": f"It carried {figure}."},
        "source": {"publisher": "Harbour Gazette", "origin": None, "title": None, "published_at": published},
        "speaker": {"name": speaker} if speaker else None,
        "reasons": [reason | {"passage_id": f"p{n}"}] if figure else [],
    }


def check(verdict: str, *evidence: dict[str, Any]) -> Any:
    return {"verdict": verdict, "claims": [{"verdict": verdict, "reasons": [], "evidence": list(evidence)}]}


OLD, NEW = passage(1, "2031-03-04", "61 people"), passage(2, "2031-03-09", "About 70 people", "The owner")
UNDATED = passage(3, None, "12 people")


@pytest.mark.parametrize(
    ("answer", "text", "why"),
    [
        (
            check("contradicted", OLD, NEW),
            "The ferry carried about 70 people, according to the owner, 9 March 2031.",
            "the latest",
        ),
        (
            check("contradicted", NEW, OLD),
            "The ferry carried about 70 people, according to the owner, 9 March 2031.",
            "whatever came first",
        ),
        (
            check("contradicted", UNDATED, OLD),
            "The ferry carried 61 people, according to Harbour Gazette, 4 March 2031.",
            "a date before none",
        ),
        (check("outdated", OLD), "The ferry carried 61 people, according to Harbour Gazette, 4 March 2031.", "one"),
        (
            check("contradicted", passage(1, "2031-03-04", None)),
            "“It carried None” (Harbour Gazette, 4 March 2031)",
            "no value to put in: the passage itself",
        ),
        (check("supported", OLD), None, "nothing to repair"),
        (check("disputed", OLD, NEW), None, "nobody knows which is right"),
    ],
)
def test_the_repair(answer: Any, text: str | None, why: str) -> None:
    found = suggest(question(), answer)
    assert (found and found["text"]) == text, why
