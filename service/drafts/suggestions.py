"""A repair for a sentence that passages speak against: the passage's own figure, date or name, and who says so when.

Shown beside the finding for a person to weigh; nothing applies it.
"""

from __future__ import annotations

import re

from service.answers import Answer, ClaimAnswer, Evidence
from service.assessment.records import Reason, ReasonCode, Stance, Verdict
from service.assessment.speech import read_speech
from service.drafts.records import Question, Suggestion
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


def suggest(question: Question, answer: Answer) -> Suggestion | None:
    """The repair of a contradicted or outdated sentence; ``None`` for any other.

    Where the deciding reason names a value of the sentence and one of the passage, the sentence with the passage's value
    and its attribution; else the passage itself, quoted.
    """
    if answer.verdict not in _REPAIRED:
        return None
    claim = next(c for c in answer.claims if c.verdict is answer.verdict)
    against = {e.passage.id: e for e in claim.evidence if e.stance is Stance.CONTRADICTS}
    for code in _SWAPPED:
        for reason in _reasons(claim):
            evidence = against.get(reason.passage_id or "")
            if reason.code is code and evidence is not None:
                text = _swapped(question, reason, evidence)
                if text is not None:
                    return Suggestion(text, evidence.passage.id)
    evidence = next(iter(against.values()), None)
    return Suggestion(_quoted(evidence), evidence.passage.id) if evidence else None


def _reasons(claim: ClaimAnswer) -> list[Reason]:
    return [*claim.reasons, *(reason for evidence in claim.evidence for reason in evidence.reasons)]


def _swapped(question: Question, reason: Reason, evidence: Evidence) -> str | None:
    """The sentence as written, or made to stand alone where only that holds the value, with the passage's value."""
    old, new = reason.claim_value, reason.source_value
    if not old or not new or old.casefold() == new.casefold():
        return None
    for sentence in (question.sentence.text, question.resolved):
        found = re.search(rf"(?<!\w){re.escape(old)}(?!\w)", sentence)
        if found:
            value = _fitted(new, opens=found.start() == 0)
            repaired = sentence[: found.start()] + value + sentence[found.end() :]
            return _attributed(repaired, evidence, named=reason.code is ReasonCode.WRONG_SPEAKER)
    return None


def _fitted(value: str, opens: bool) -> str:
    """A value with the capital that its new place asks for: "Some 600" is "some 600" inside a sentence."""
    if opens:
        return value[:1].upper() + value[1:]
    first = re.match(r"(?:About|Around|Some|Nearly|Almost|Over|More|Less|Up|At|Roughly|Approximately|As|Fewer|The|An?)\b", value)
    return value[:1].lower() + value[1:] if first else value


def _attributed(sentence: str, evidence: Evidence, named: bool) -> str:
    """The sentence with who says so and when; one that names a speaker keeps that and gets the outlet behind it."""
    end = len(sentence.rstrip(" .!”\"’"))
    body, mark = sentence[:end], sentence[end:].strip() or "."
    outlet = evidence.source.publisher or evidence.source.origin or evidence.source.title
    when = write_published(evidence.source.published)
    if named or read_speech(sentence) is not None:
        behind = ", ".join(part for part in (outlet, when) if part)
        return f"{body} ({behind}){mark}" if behind else f"{body}{mark}"
    who = evidence.speaker.name if evidence.speaker else outlet
    parts = [f"according to {_inside(who)}"] if who else []
    behind = ", ".join([*parts, *([when] if when else [])])
    return f"{body}, {behind}{mark}" if behind else f"{body}{mark}"


def _inside(name: str) -> str:
    return name[:1].lower() + name[1:] if name.startswith(("The ", "A ", "An ")) else name


def _quoted(evidence: Evidence) -> str:
    outlet = evidence.source.publisher or evidence.source.origin or evidence.source.title
    speaker = evidence.speaker.name if evidence.speaker else None
    named = [part for part in (speaker, outlet, write_published(evidence.source.published)) if part]
    said = shorten(evidence.passage.text).strip("“”\"")
    return f"“{said}”" + (f" ({', '.join(dict.fromkeys(named))})" if named else "")
