"""Which sentences of a draft are checked: what it states as fact and who it says said what, not what it thinks."""

from __future__ import annotations

import re

from service.answers import MAX_CLAIMS, MAX_STATEMENT_CHARS
from service.assessment.quotations import quoted_spans
from service.assessment.speech import read_speech
from service.assessment.statements import split_claims
from service.drafts.records import Sentence

_OWN_WORK = re.compile(
    r"\b(?:our|my)\s+(?:\w+\s+)?(?:account|analysis|coverage|guess|guide|impression|newsletter|opinion|page|readers?|"
    r"reporting|story|timeline|view)\b"
    r"|\b(?:this|the)\s+(?:page|article|story|piece|explainer|post|timeline|column|newsletter|guide)\s+"
    r"(?:is|was|has|will|explains?|looks?|sets?|lists?|describes?|tells?)\b"
    r"|\b(?:we|I)(?:'ll|’ll|\s+will|\s+shall|\s+have)?\s+(?:update|correct|keep|follow|look|explain|set|list|begin|start|"
    r"return|turn|asked|ask|contacted|approached)\b"
    r"|\b(?:read more|sign up|subscribe|click here|scroll down|see below|as follows)\b",
    re.IGNORECASE,
)
"""What a piece says of itself and of those who wrote it: no archive holds that."""

_JUDGED = re.compile(
    r"\b(?:is|are|was|were|be|been|remains?|seems?|proves?)\s+(?:\w+\s+)?(?:hard|difficult|easy|tricky|impossible|tempting|worth)\s+"
    r"(?:to\s+\w+|\w+ing)\b",
    re.IGNORECASE,
)


def is_checkable(sentence: Sentence, resolved: str) -> bool:
    """Whether a sentence states something that an archive can bear out or contradict.

    The judgement of single statements goes first; a draft adds what its headings are and what it says of itself.
    """
    if sentence.heading or len(resolved) > MAX_STATEMENT_CHARS:
        return False
    claims = split_claims(resolved)
    if len(claims) > MAX_CLAIMS or not any(claim.checkable for claim in claims):
        return False
    return not _speaks_of_itself(resolved)


def _speaks_of_itself(text: str) -> bool:
    """Whether it is the writer's own voice on the piece or a judgement; what somebody else said is none of that."""
    for start, end in reversed(quoted_spans(text)):
        text = text[:start] + text[end:]
    if _OWN_WORK.search(text):
        return True
    return _JUDGED.search(text) is not None and read_speech(text) is None
