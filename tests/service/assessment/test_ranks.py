"""First, only, largest: which ranks a text claims, and which of a claim's a passage lacks. Rows: cases/ranks.yaml."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from service.assessment.ranks import missing_rank, read_ranks

CASES: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parents[2] / "cases" / "ranks.yaml").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("case", CASES, ids=[c["why"] for c in CASES])
def test_a_text_claims_these_ranks(case: dict[str, Any]) -> None:
    assert read_ranks(case["text"]) == set(case["ranks"])


@pytest.mark.parametrize("case", [c for c in CASES if c["ranks"]], ids=lambda c: c["why"])
def test_a_text_never_lacks_its_own_ranks(case: dict[str, Any]) -> None:
    assert missing_rank(case["text"], case["text"]) is None
    assert missing_rank(case["text"], "A plain sentence.") in case["ranks"]


def test_the_text_around_a_passage_may_say_the_rank() -> None:
    claim, passage = "Brenna is the largest mine.", "It has 400 miners."
    assert missing_rank(claim, passage) == "largest"
    assert missing_rank(claim, passage, "Brenna is the biggest mine in Norway.") is None
