"""Which clause of a sentence tells of a claim, where several tell of different things."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from service.assessment.polarity import read_polarity
from service.assessment.reading import stems_of
from service.assessment.records import Modality

ANTECEDENT_WORDS = 3
"""How many words before ", which" are read with the clause: the name that it tells of, mostly."""

MOST = 0.8
"""Least share of the claim's words in a sentence that one of its clauses must hold to be what tells of the claim."""

_RELATIVE = re.compile(r",\s+(?:which|who|where)\s+(?P<clause>(?:[^,;:]|(?<=\d)[,:](?=\d))+)(?=[,;:]|[.”\"]?\s*$)")
_ALREADY = re.compile(r",\s+including\s+(?P<clause>(?:[^,;:]|(?<=\d),(?=\d))*\balready\b(?:[^,;:]|(?<=\d),(?=\d))*)")
"""What has happened of something that goes on: "expected to reach 10,000, including the 3,000 already there"."""

_COORDINATED = re.compile(
    r",?\s+(?:and|but|while)\s+(?=(?:(?:the\s+)?[A-Z][\w'’-]*(?:\s+[A-Z][\w'’-]*){0,3}|he|she|it|they)\s+"
    r"(?:has|have|had|is|are|was|were|will|would|can|could|may|might|says?|said|plans?|expects?|hopes?|wants?)\b)|;\s+"
)


def modality_of(text: str, stems: frozenset[str], figures: Sequence[str] = ()) -> Modality | None:
    """How the clause holds its matter that has the words ``stems`` of ``text``, or one of ``figures`` as printed.

    ``None`` where no one clause has them.

    "It would be the first time that the guild, which has 1,200 members, sent a crew" states the 1,200 as a fact.
    """
    present = stems & stems_of(text)
    for clause in _clauses(text):
        counts = any(re.search(rf"(?<![\d,.]){re.escape(figure)}(?![\d]|[.,]\d)", clause) for figure in figures)
        if counts or (present and len(present & stems_of(clause)) >= MOST * len(present)):
            return read_polarity(clause).modality
    return None


def _clauses(text: str) -> Iterator[str]:
    for done in _ALREADY.finditer(text):
        yield f"They were {done['clause']}"
    for relative in _RELATIVE.finditer(text):
        before = text[: relative.start()].split()[-ANTECEDENT_WORDS:]
        yield " ".join([*before, relative["clause"]])
    parts = _COORDINATED.split(text)
    if len(parts) > 1:
        yield from parts
