"""Who a passage says said it, on 60 sentences of news drawn at random and annotated before the reader had seen them.

The table holds document ids, offsets and names alone; the texts lie beside the checkout. ``speaker`` is null where the
sentence reports nobody's speech.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

import pytest

from service.assessment.speech import read_speech

ROOT = Path(__file__).parents[2]
CORPUS = ROOT.parent / "shared/corpora/bbc2004/documents.jsonl"
ROWS: list[dict[str, Any]] = [
    json.loads(line) for line in (Path(__file__).parent / "speakers.jsonl").read_text(encoding="utf-8").splitlines()
]
LEAST_RIGHT = 0.85


def read_name(row: dict[str, Any], text: str) -> str | None:
    """The speaker read for the row's sentence, with the text that a check would give beside it."""
    start, end = row["start"], row["end"]
    speech = read_speech(text[start:end], text[max(0, start - 1200) : start], text[end : end + 400])
    return None if speech is None else " / ".join(dict.fromkeys((speech.name, *speech.chain)))


def is_right(row: dict[str, Any], name: str | None) -> bool:
    """Whether the name that is read holds every word of the annotated one, or its last word where a person is meant."""
    if row["speaker"] is None or name is None:
        return row["speaker"] is None and name is None
    wanted, found = (re.findall(r"[\w-]+", words.casefold()) for words in (row["speaker"], name))
    return set(wanted) <= set(found) or wanted[-1] in found


@pytest.mark.shared
@pytest.mark.skipif(not CORPUS.exists(), reason="the corpus beside the checkout is absent")
def test_the_speaker_of_a_passage_is_found() -> None:
    documents = {d["doc_id"]: d["text"] for d in map(json.loads, CORPUS.read_text(encoding="utf-8").splitlines())}
    read = [(row, read_name(row, documents[row["document"]])) for row in ROWS]
    wrong = [
        f"{row['document']} {row['start']}: {row['speaker']} read {name}"
        for row, name in read
        if not is_right(row, name)
    ]
    share = 1 - len(wrong) / len(ROWS)
    sys.stdout.write(f"\n{len(ROWS)} sentences, {share:.3f} right\n" + "\n".join(wrong) + "\n")
    assert share >= LEAST_RIGHT, wrong


def test_there_are_sixty_sentences_of_as_many_documents() -> None:
    assert len({row["document"] for row in ROWS}) == len(ROWS) == 60
