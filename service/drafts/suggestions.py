"""A repair for a sentence that passages speak against: the passage's own figure, date or name, and who says so when.

Shown beside the finding for a person to weigh; nothing applies it.
"""

from __future__ import annotations

import re

from service.assessment.records import ReasonCode, Stance, Verdict
from service.assessment.speech import read_speech
from service.client import Check, Claim, Evidence, Reason, Suggestion
from service.drafts.records import Question
from service.drafts.wording import write_published
from service.summary import shorten

_REPAIRED = (Verdict.CONTRADICTED, Verdict.OUTDATED)
_SWAPPED = (
    ReasonCode.LATER_CHANGE,
    ReasonCode.FIGURE_DIFFERS,
    ReasonCode.DATE_DIFFERS,
    ReasonCode.NAME_DIFFERS,
    ReasonCode.WRONG_SPEAKER,
)
"""Reasons whose two values can take each other's place; the first that fits is used."""

_SMALL_WORDS = re.compile(
    r"(?:About|Around|Some|Nearly|Almost|Over|More|Less|Up|At|Roughly|Approximately|As|Fewer|The|An?|Just|Between)\b"
)


def suggest(question: Question, check: Check) -> Suggestion | None:
    """The repair of a contradicted or outdated sentence; ``None`` for any other.

    Where reasons name a value of the sentence and one of a passage, the sentence with the value and the attribution of
    the passage that was published last; else the first passage itself, quoted.
    """
    if check["verdict"] not in _REPAIRED:
        return None
    claim = next(c for c in check["claims"] if c["verdict"] == check["verdict"])
    against = {e["passage"]["id"]: e for e in claim["evidence"] if e["stance"] == Stance.CONTRADICTS}
    for code in _SWAPPED:
        named = [reason for reason in _reasons(claim) if reason["code"] == code and reason["passage_id"] in against]
        pairs = [(reason, against[reason["passage_id"]]) for reason in named if reason["passage_id"]]
        for reason, evidence in sorted(pairs, key=lambda pair: _published(pair[1]), reverse=True):
            text = _swapped(question, reason, evidence)
            if text is not None:
                return {"text": text, "passage_id": evidence["passage"]["id"]}
    first = next(iter(against.values()), None)
    return {"text": _quoted(first), "passage_id": first["passage"]["id"]} if first else None


def _published(evidence: Evidence) -> str:
    """What to sort by: of several values the one that was reported last is the one to write."""
    return evidence["source"]["published_at"] or ""


def _reasons(claim: Claim) -> list[Reason]:
    return [*claim["reasons"], *(reason for evidence in claim["evidence"] for reason in evidence["reasons"])]


def _swapped(question: Question, reason: Reason, evidence: Evidence) -> str | None:
    """The sentence as written, or made to stand alone where only that holds the value, with the passage's value."""
    old, new = reason["claim_value"], reason["source_value"]
    if not old or not new or old.casefold() == new.casefold():
        return None
    for sentence in (question.sentence.text, question.resolved):
        found = re.search(rf"(?<!\w){re.escape(old)}(?!\w)", sentence)
        if found:
            value = _fitted(new, opens=found.start() == 0)
            repaired = sentence[: found.start()] + value + sentence[found.end() :]
            return _attributed(repaired, evidence, named=reason["code"] == ReasonCode.WRONG_SPEAKER)
    return None


def _fitted(value: str, opens: bool) -> str:
    """A value with the capital that its new place asks for: "Some 600" is "some 600" inside a sentence."""
    if opens:
        return value[:1].upper() + value[1:]
    return value[:1].lower() + value[1:] if _SMALL_WORDS.match(value) else value


def _attributed(sentence: str, evidence: Evidence, named: bool) -> str:
    """The sentence with who says so and when; one that names a speaker keeps that and gets the outlet behind it."""
    end = len(sentence.rstrip(' .!”"’'))
    body, mark = sentence[:end], sentence[end:].strip() or "."
    outlet, when = _outlet(evidence), write_published(evidence["source"]["published_at"])
    if named or read_speech(sentence) is not None:
        behind = ", ".join(part for part in (outlet, when) if part)
        return f"{body} ({behind}){mark}" if behind else f"{body}{mark}"
    who = evidence["speaker"]["name"] if evidence["speaker"] else outlet
    behind = ", ".join(part for part in (f"according to {_inside(who)}" if who else None, when) if part)
    return f"{body}, {behind}{mark}" if behind else f"{body}{mark}"


def _inside(name: str) -> str:
    return name[:1].lower() + name[1:] if name.startswith(("The ", "A ", "An ")) else name


def _outlet(evidence: Evidence) -> str | None:
    source = evidence["source"]
    return source["publisher"] or source["origin"] or source["title"]


def _quoted(evidence: Evidence) -> str:
    speaker = evidence["speaker"]["name"] if evidence["speaker"] else None
    named = [speaker, _outlet(evidence), write_published(evidence["source"]["published_at"])]
    behind = ", ".join(dict.fromkeys(part for part in named if part))
    said = shorten(evidence["passage"]["text"]).strip('“”"')
    return f"“{said}”" + (f" ({behind})" if behind else "")
