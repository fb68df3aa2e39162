"""The written statements name passages by offsets; with the articles at hand they become cases again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from service.assessment.records import Verdict
from training.statements.__main__ import QUOTES, SETS, find_documents, fingerprint, with_quotes

NAMES = sorted(file.stem for file in SETS.glob("*.jsonl"))
ARTICLE = {
    "doc_id": "a",
    "text": "The ferry sank in May. Nobody drowned.",
    "date": "2031-05-02 10:00",
    "topic": "ships",
}


@pytest.mark.parametrize("name", NAMES)
def test_every_case_names_passages_of_its_own_documents(name: str) -> None:
    head, *cases = map(json.loads, (SETS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines())
    assert len({case["id"] for case in cases}) == len(cases) >= 50
    for case in cases:
        assert {case["expected_verdict"], *case.get("accept_also", [])} <= {verdict.value for verdict in Verdict}
        for document, start, end in (quote for member in QUOTES for quote in case.get(member, [])):
            assert document in head["documents"]
            assert 0 <= start < end


def test_offsets_become_words_and_other_texts_are_left_out(tmp_path: Path) -> None:
    file = tmp_path / "documents.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in (ARTICLE, ARTICLE | {"doc_id": "b", "text": "Changed."})))
    found = find_documents({"a": fingerprint(ARTICLE["text"]), "b": fingerprint("As it was.")}, [file])
    assert found == {"a": {"doc_id": "a", "text": ARTICLE["text"], "date": "2031-05-02"}}
    case = {"id": "1", "must_support": [["a", 23, 38]]}
    assert with_quotes(case, found)["must_support"] == [{"doc": "a", "quote": "Nobody drowned."}]
