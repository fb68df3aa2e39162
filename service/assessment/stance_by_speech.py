"""What a passage says by who speaks in it, and how: quotations, silences, acts, denials, other speakers."""

from __future__ import annotations

import re

from service.assessment.alignment import is_called, is_speaker
from service.assessment.case import SAME_WORDS_AT, SURE_AT, Case, Finding
from service.assessment.corrections import takes_back
from service.assessment.names import inside, read_names, same_name
from service.assessment.quotations import is_quote_open
from service.assessment.quotes import Wording, match_quote
from service.assessment.reading import ACT_STEMS, PRONOUN_FIRST, ClaimReading, rival_acts, stems_of
from service.assessment.records import Quantity, ReasonCode, Stance
from service.assessment.speech import read_speech
from service.assessment.statements import stem

SILENCE_SIMILARITY = 0.5
"""Least cosine for "has not commented on the matter" to be of the claim's matter."""


def quoted(case: Case) -> Finding | None:
    """A quotation is judged by its words: the same, or somebody's own with some of them changed."""
    if not case.claim.quotes or case.passage.polarity.denial:
        return None
    is_open = is_quote_open(case.passage.before)
    matches = [match_quote(quote, case.passage.text, is_open) for quote in case.claim.quotes]
    if all(match.wording is Wording.SAME for match in matches):
        reason = case.reason(ReasonCode.STATES_THE_SAME, "The passage has these very words.")
        return case.found(Stance.SUPPORTS, 1.0, True, [reason])
    altered = next((match for match in matches if match.wording is Wording.ALTERED), None)
    if altered is None or _is_anothers(case):
        return None
    message = f"The source's words are “{altered.theirs}”, not “{altered.ours}”."
    return case.by_rule(Stance.CONTRADICTS, 0.9, ReasonCode.ALTERED_QUOTE, message, altered.ours, altered.theirs)


def _is_anothers(case: Case) -> bool:
    """Whether the passage has somebody speak who is clearly not the claim's speaker."""
    wanted, speech = case.claim.claim.speaker, case.passage.speech
    if wanted is None or speech is None:
        return False
    context = f"{case.passage.title}. {case.passage.before} {case.passage.text}"
    return all(is_speaker(wanted, name, context) is False for name in (speech.name, *speech.chain))


def in_these_words(case: Case, finding: Finding) -> Finding:
    """The finding, but no support for a quotation from a passage that has its meaning in other words."""
    if finding.stance is not Stance.SUPPORTS or not case.claim.quotes:
        return finding
    is_open = is_quote_open(case.passage.before)
    missing = [q for q in case.claim.quotes if match_quote(q, case.passage.text, is_open).wording is not Wording.SAME]
    if not missing:
        return finding
    message = "The passage may say as much, but not in the words that the claim quotes."
    return case.neutral(ReasonCode.QUOTE_NOT_FOUND, message, claim=missing[0])


def silence(case: Case) -> Finding | None:
    """ "Has not commented": two silences of one subject agree, and a silence excludes that it was said."""
    if not case.passage.is_silent or case.similarity < SILENCE_SIMILARITY - 0.1 * _names_more_than_who(case):
        return None
    if case.claim.is_silent:
        if not _shares_subject(case):
            return None
        reason = case.reason(ReasonCode.STATES_THE_SAME, "The passage reports the same silence.")
        return case.found(Stance.SUPPORTS, max(case.p.supports, 0.7), True, [reason])
    speaks = case.claim.actor or case.claim.claim.speaker
    if speaks is None or not _is_silence_of(case, speaks):
        return None
    if case.coverage < SAME_WORDS_AT and not _names_more_than_who(case):
        return None
    message = f"The passage reports that {inside(speaks)} has not said so."
    return case.by_rule(Stance.CONTRADICTS, 0.7, ReasonCode.NEGATED, message, speaks, case.passage.text[:80])


def _names_more_than_who(case: Case) -> bool:
    """Whether the passage itself names two things at least that the claim names: who is silent, and of what."""
    return sum(any(same_name(n, o) for o in case.passage.names) for n in case.claim.names) >= 2


def _is_silence_of(case: Case, speaker: str) -> bool:
    """Whether the passage's subject, named or by a pronoun, is ``speaker``."""
    if PRONOUN_FIRST.match(case.passage.text.lstrip("“\"'")):
        return True
    return any(same_name(a, n) for a in read_names(speaker) for n in case.passage.names)


def _shares_subject(case: Case) -> bool:
    subject = case.claim.names[:1]
    return any(same_name(name, other) for name in subject for other in case.passage.names)


def other_actor(case: Case) -> Finding | None:
    """Who confirms, denies or admits is the claim: the same act of somebody else decides nothing."""
    actor, speech = case.claim.actor, case.passage.speech
    if actor is None:
        return None
    context = f"{case.passage.title}. {case.passage.before} {case.passage.text}"
    acts = stems_of(case.passage.text) & rival_acts(case.claim.stems)
    if acts and (speech is None or any(same_name(a, n) for a in read_names(actor) for n in case.passage.names[:1])):
        return None
    if speech is not None and any(is_speaker(actor, name, context) for name in (speech.name, *speech.chain)):
        return None
    if (
        acts
        and any(same_name(a, n) for a in read_names(actor) for n in case.passage.names)
        and not (speech is not None and any(stem(word) in ACT_STEMS for word in speech.cue.split()))
    ):
        return None
    who = speech.name if speech is not None else "somebody else"
    return case.neutral(
        ReasonCode.WRONG_SPEAKER,
        f"Whether {inside(actor)} did so the passage does not say; it has {inside(who)} speak.",
        claim=actor,
        source=speech.name if speech is not None else None,
    )


def denied(case: Case) -> Finding | None:
    """A passage that repeats a claim to deny it never supports it."""
    speech_denies = case.passage.speech is not None and case.passage.speech.denies
    if case.claim.polarity.denial or not (case.passage.polarity.denial or speech_denies):
        return None
    if case.model_says() is not Stance.SUPPORTS:
        return None
    cue = ", ".join(case.passage.polarity.cues) or (case.passage.speech.cue if case.passage.speech else "denial")
    if takes_back(case.passage.text):  # which of two figures it takes back, their rule tells
        return None if case.claim.figures else _taken_back(case, case.p.supports, cue)
    return case.neutral(
        ReasonCode.DENIED, f"The passage repeats this as something denied or unproven ({cue}).", source=cue
    )


def undenied(case: Case, finding: Finding) -> Finding:
    """The finding, but no support from a passage whose own frame denies what it repeats.

    What a newsroom takes back of its own is contradicted; another figure that somebody denies excludes nothing.
    """
    if finding.stance is Stance.NEUTRAL or case.claim.polarity.denial or not case.passage.polarity.denial:
        return finding
    cue = ", ".join(case.passage.polarity.cues)
    message = f"The passage repeats this as something denied or unproven ({cue})."
    if finding.stance is Stance.SUPPORTS and takes_back(case.passage.text):
        return _taken_back(case, finding.strength, cue, finding.figure)
    if finding.stance is Stance.SUPPORTS or (finding.figure is not None and finding.by_rule):
        return case.neutral(ReasonCode.DENIED, message, source=cue)
    return finding


def _taken_back(case: Case, strength: float, cue: str, figure: Quantity | None = None) -> Finding:
    reason = case.reason(ReasonCode.DENIED, f"The publisher takes this back ({cue}).", source=cue)
    return case.found(Stance.CONTRADICTS, strength, True, [reason], figure=figure)


_NEXT_CLAUSE = re.compile(r"(?:,[\"”]?\s+(?:while|whereas|but|and)|;)\s+")


def _other_speakers(text: str) -> list[str]:
    """Who speaks in the further clauses of a sentence: "The board says it is safe, while the union says ..."."""
    clauses = _NEXT_CLAUSE.split(text)[1:]
    found = (read_speech(clause) for clause in clauses if '"' not in clause and "”" not in clause)
    return [speech.name for speech in found if speech is not None]


def attributed(case: Case, finding: Finding) -> Finding:
    """For "X said Y": the same content from somebody else is a wrong speaker, not support."""
    wanted = case.claim.claim.speaker
    if wanted is None or finding.stance is Stance.NEUTRAL:
        return finding
    judged = _by_its_speaker(case, finding, wanted)
    if case.whole is None or judged.stance is not Stance.NEUTRAL:
        return judged
    if finding.stance is Stance.SUPPORTS and case.whole.supports >= SURE_AT:
        reason = case.reason(ReasonCode.SPEAKER_AGREES, f"The models find that {inside(wanted)} says it here.", wanted)
        return case.found(Stance.SUPPORTS, finding.strength, False, [*finding.reasons, reason], figure=finding.figure)
    return judged


def leaves_speaker_open(claim: ClaimReading, finding: Finding) -> bool:
    """Whether all that keeps the passage from deciding is that the rules cannot tell who speaks in it."""
    first = finding.reasons[0]
    unsaid = first.code is ReasonCode.WORDS_NOT_COVERED and first.claim_value == claim.claim.speaker
    return claim.claim.speaker is not None and finding.stance is Stance.NEUTRAL and unsaid


def _by_its_speaker(case: Case, finding: Finding, wanted: str) -> Finding:
    speech = case.passage.speech
    context = f"{case.passage.title}. {case.passage.before} {case.passage.text}"
    if finding.stance is Stance.CONTRADICTS:
        if finding.figure is None or (
            speech and any(is_speaker(wanted, n, context) for n in (speech.name, *speech.chain))
        ):
            return finding
        who = speech.name if speech else "nobody by name"
        return case.neutral(
            ReasonCode.WRONG_SPEAKER,
            f"{finding.figure.text} is not {inside(wanted)}'s figure; it is given by {inside(who)}.",
            wanted,
            who,
        )
    if speech is None:
        if any(same_name(n, m) for n in read_names(wanted) for m in case.passage.names):
            return finding
        bodies = [n for n in read_names(wanted) if n.kind in ("body", "demonym")]
        if bodies and all(any(same_name(n, m) for m in case.passage.context_names) for n in bodies):
            return finding  # a body that speaks in the sentences before may go on without being named
        return case.neutral(
            ReasonCode.WORDS_NOT_COVERED, f"The passage does not say that {inside(wanted)} said it.", claim=wanted
        )
    said_by = (speech.name, *speech.chain, *_other_speakers(case.passage.text))
    verdicts = [is_speaker(wanted, name, context) for name in said_by]
    if any(verdicts) or any(is_called(wanted, name, case.claim.claim.text) for name in said_by):
        reason = case.reason(ReasonCode.SPEAKER_AGREES, f"Said by {inside(speech.name)}.", wanted, speech.name)
        return case.found(finding.stance, finding.strength, True, [*finding.reasons, reason], figure=finding.figure)
    if all(v is False for v in verdicts):
        reason = case.reason(
            ReasonCode.WRONG_SPEAKER,
            f"The passage has {inside(speech.name)} say it, not {inside(wanted)}.",
            wanted,
            speech.name,
        )
        return case.found(Stance.CONTRADICTS, finding.strength, True, [reason], figure=finding.figure)
    if stems_of(wanted) & frozenset().union(*(stems_of(name) for name in said_by)):
        return finding
    return case.neutral(
        ReasonCode.WORDS_NOT_COVERED,
        f"The passage has {inside(speech.name)} say it; whether that is {inside(wanted)} it does not tell.",
        claim=wanted,
        source=speech.name,
    )
