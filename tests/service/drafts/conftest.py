"""Sentences of a run, made by hand: a verdict with one passage behind it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from service.drafts.findings import Reported

Make = Callable[..., Reported]


@pytest.fixture
def make() -> Make:
    """Makes a sentence of a run: ``make("contradicted", line=3)``."""
    return make_reported


def make_reported(
    verdict: str | None, text: str = "The ferry carried 158 people.", path: str = "draft.md", line: int = 1, **more: Any
) -> Reported:
    stance = {"contradicted": "contradicts", "outdated": "contradicts", "disputed": "contradicts"}.get(
        verdict or "", "supports" if verdict == "supported" else "neutral"
    )
    evidence = {
        "stance": stance,
        "passage": {"id": "p1", "text": "The ferry carried 61 people, the owner said.", "start": 0, "end": 44},
        "source": {
            "publisher": "Harbour Gazette",
            "origin": None,
            "title": None,
            "published_at": "2031-03-04",
            "url": "https://gazette.example/1",
        },
        "speaker": {"name": "the owner", "cue": "said", "chain": ["the owner"]},
        "link": None,
        "reasons": [],
    }
    check = {
        "id": "c1",
        "verdict": verdict,
        "confidence": 0.8,
        "summary": f"{verdict}: Harbour Gazette (2031-03-04).",
        "claims": [{"text": text, "verdict": verdict, "reasons": [{"message": "Why."}], "evidence": [evidence]}],
    }
    sentence = {
        "text": text,
        "resolved": text,
        "line": line,
        "column": 1,
        "start": 0,
        "end": len(text),
        "checkable": verdict is not None,
        "check": check if verdict is not None else None,
        "suggestion": {"text": "The ferry carried 61 people.", "passage_id": "p1"}
        if verdict == "contradicted"
        else None,
    }
    given: dict[str, Any] = {"end_line": line, "end_column": len(text) + 1, "fingerprint": f"{line:032x}:1", **more}
    return Reported(path=path, sentence=sentence, **given)  # type: ignore[arg-type]
