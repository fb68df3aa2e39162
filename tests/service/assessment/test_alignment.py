"""Of several figures the one of the claim's thing is compared. The rows are in cases/alignments.yaml."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from service.assessment.alignment import aligned
from service.assessment.quantities import read_quantities

CASES: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parents[2] / "cases" / "alignments.yaml").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("case", CASES, ids=[f"{c['claim']} {c['why']}" for c in CASES])
def test_the_figure_of_the_same_thing_is_compared(case: dict[str, Any]) -> None:
    claimed = read_quantities(case["claim"])
    match = aligned(claimed[0], read_quantities(case["source"]))
    if case["with"] is None:
        assert match is None
        return
    assert match is not None, [(q.text, q.counted, q.modifiers) for q in read_quantities(case["source"])]
    assert (match[0].text, match[1].value) == (case["with"], case["is"])
