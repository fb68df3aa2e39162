"""One or two plain sentences that say what was found, by whom and when."""

from __future__ import annotations

import re
from collections.abc import Sequence

from service.answers import ClaimAnswer, Evidence
from service.assessment.records import ReasonCode, Stance, Verdict

OPENINGS = {
    Verdict.SUPPORTED: "Supported",
    Verdict.CONTRADICTED: "Contradicted",
    Verdict.DISPUTED: "Sources disagree",
    Verdict.OUTDATED: "Overtaken by later reports",
    Verdict.NOT_ENOUGH_EVIDENCE: "Not decided by anything in the index",
    Verdict.NOT_CHECKABLE: "Nothing here that evidence could decide",
}

MAX_QUOTE_CHARS = 160
"""Longest quotation in a summary, in code points; the evidence carries the whole passage."""


def summarise(verdict: Verdict, claims: Sequence[ClaimAnswer], documents: int) -> str:
    """The verdict in words, naming publisher, date and speaker of what decides it."""
    deciding = [c for c in claims if c.verdict is verdict]
    opening = OPENINGS[verdict]
    if not deciding:
        return f"{opening}."
    claim = deciding[0]
    if verdict in (Verdict.NOT_ENOUGH_EVIDENCE, Verdict.NOT_CHECKABLE):
        why = claim.reasons[0].message if claim.reasons else ""
        looked = f" {documents} documents were searched." if verdict is Verdict.NOT_ENOUGH_EVIDENCE else ""
        about = f" (“{claim.text}”)" if len(claims) > 1 else ""
        return f"{opening}{about}. {why}{looked}".strip()
    supports = [e for e in claim.evidence if e.stance is Stance.SUPPORTS]
    contradicts = [e for e in claim.evidence if e.stance is Stance.CONTRADICTS]
    if verdict is Verdict.OUTDATED and supports and contradicts:
        change = next((r.passage_id for r in claim.reasons if r.code is ReasonCode.LATER_CHANGE), None)
        newest = next((e for e in contradicts if e.passage.id == change), contradicts[0])
        return f"{opening}: {says(supports[0])}; later, {says(newest)}."
    if verdict is Verdict.DISPUTED and supports and contradicts:
        return f"{opening}: {says(supports[0])}, but {says(contradicts[0])}."
    leading = (supports if verdict is Verdict.SUPPORTED else contradicts)[:1]
    return f"{opening}: {says(leading[0])}." if leading else f"{opening}."


def says(evidence: Evidence) -> str:
    """``Publisher (date), quoting speaker: “passage”``."""
    source = evidence.source
    outlet = source.publisher or source.origin or source.title or "an unnamed publisher"
    dated = source.published.text or "undated"
    quoting = f", quoting {evidence.speaker.name}" if evidence.speaker else ""
    return f"{outlet} ({dated}){quoting}: “{shorten(evidence.passage.text)}”"


def shorten(text: str) -> str:
    """At most ``MAX_QUOTE_CHARS`` of ``text``, cut at a word, with an ellipsis where cut; no full stop at its end."""
    text = re.sub(r"\s+", " ", text).strip()
    if len(text) <= MAX_QUOTE_CHARS:
        return text.rstrip(".")
    return text[:MAX_QUOTE_CHARS].rsplit(" ", 1)[0] + "…"
