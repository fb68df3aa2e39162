"""What a passage says by its words: the same, planned only, another party, date or name, the opposite."""

from __future__ import annotations

import re

from service.assessment.affiliations import other_party
from service.assessment.alignment import goes_on_alike, holds_verbatim
from service.assessment.antecedents import antecedent
from service.assessment.case import (
    CONTRADICTS_AT,
    LIKELIER_THAN_NOT,
    ON_TOPIC_COVERAGE,
    SAME_PREDICATE_AT,
    SAME_SUBJECT_SIMILARITY,
    SAME_THING_AT,
    SAME_THING_COUNTED_AT,
    SAME_WORDS_AT,
    Case,
    Finding,
)
from service.assessment.names import read_names, same_name
from service.assessment.opposites import negated_words, opposed
from service.assessment.periods import begin_apart, periods_agree
from service.assessment.probes import Probe, ProbeKind, is_known
from service.assessment.ranks import missing_rank
from service.assessment.reading import PRONOUN_FIRST, stems_of
from service.assessment.records import ReasonCode, Stance
from service.assessment.statements import stem

SUPPORTS_AT = 0.55
"""Least model probability of `supports` for a passage without figures to support by words alone. This, those of
`contradicts` and ``EQUAL_FIGURE_AT`` were compared together on 279 development statements (seeds, timelines, the first
two blind sets), 2026-11-27: 0.50 and 0.55 have as many right, 0.55 fewer falsely supported; 0.60 decides too little."""

SUPPORTS_LEAD = 0.15
"""Least lead of `supports` over `contradicts` in the same."""

OPPOSITE_AT = 0.55
"""Least model probability of `contradicts` for the model alone to contradict where neither side negates."""

CALLED_OFF = frozenset(
    map(stem, ("cancel", "scrap", "abandon", "postpone", "drop", "shelve", "axe", "suspend", "halt"))
)
"""Stems of verbs whose opposite is a plan that stands."""

OTHER_WORDS_AT = 0.70
"""Least model probability of `contradicts` from a passage of the claim's story that has few of its words. With 0.55 two
more are right of 104 in the second blind set, and eight fewer of 537 in WiCE, FNC-1 and the timelines (2026-11-27)."""

RANK_CONTEXT_CHARS = 200
"""How much of the text before a passage may say the rank ("It was the largest of them"): about a sentence."""

TURNED_SIMILARITY = 0.45
"""Least cosine for a sentence to be the claim's own, turned into its opposite."""

TURNED_COVERAGE = 0.75
"""Least share of the claim's words in a sentence that differs from it by a negation."""

TURNED_AT = 0.3
"""Least model probability of `contradicts` for a turned sentence: the model must at least waver."""

NAME_LEAD = 0.3
"""Least gain in `supports` when the passage's own name takes the place of the claim's."""


def verbatim(case: Case) -> Finding | None:
    """The passage holds the claim word for word, outside any frame of denial."""
    speech_denies = case.passage.speech is not None and case.passage.speech.denies
    if case.passage.polarity.denial or speech_denies:
        return None
    if not holds_verbatim(case.passage.text, case.claim.content) and not _says_it_with_a_pronoun(case):
        return None
    reason = case.reason(ReasonCode.STATES_THE_SAME, "The passage states this word for word.")
    figures = [o for o in case.passage.figures for f in case.claim.figures if o.text.casefold() == f.text.casefold()]
    return case.found(Stance.SUPPORTS, 1.0, True, [reason], figure=figures[0] if figures else None)


def _says_it_with_a_pronoun(case: Case) -> bool:
    """ "She came to Selby in 2007", for whom the sentence before names and the claim begins with."""
    pronoun, subject = PRONOUN_FIRST.match(case.passage.text), case.claim.names[:1]
    if pronoun is None or not subject or subject[0].start > 0:
        return False
    if not holds_verbatim(case.passage.text[pronoun.end() :], case.claim.content[subject[0].end :]):
        return False
    stands_for = antecedent(pronoun[0], case.passage.before)
    return stands_for is not None and any(same_name(subject[0], name) for name in read_names(stands_for))


def plan_or_possibility(case: Case) -> Finding | None:
    """A plan, forecast or possibility neither makes nor excludes a fact."""
    if not case.only_in_prospect():
        return None
    if case.claim.polarity.negated or case.model_says() is Stance.NEUTRAL:
        return None
    if case.model_says() is Stance.CONTRADICTS and (
        case.claim.stems & CALLED_OFF or _CALLED_OFF.search(case.claim.content)
    ):
        return None  # what is to go ahead was not called off
    cue = ", ".join(case.passage.polarity.cues) or case.passage.polarity.modality.value
    return case.neutral(
        ReasonCode.PLANNED_NOT_DONE,
        f"The passage speaks of what is planned or possible ({cue}), not of a fact.",
        source=cue,
    )


_CALLED_OFF = re.compile(r"\bcall(?:ed|s|ing)?\s+(?:\w+\s+)?off\b")


def party(case: Case) -> Finding | None:
    """The same person, put in another party or on the other side of the house."""
    apart = other_party(case.claim.content, case.passage.text)
    if apart is None:
        return None
    ours, theirs = apart
    message = f"The passage has {theirs.person.text} of {theirs.text}, the claim of {ours.text}."
    return case.by_rule(Stance.CONTRADICTS, 0.9, ReasonCode.NAME_DIFFERS, message, ours.text, theirs.text)


def dates(case: Case) -> Finding | None:
    """The same event with another date."""
    probe = case.best_probe(ProbeKind.PERIOD, SAME_THING_COUNTED_AT if case.p.contradicts >= 0.5 else SAME_THING_AT)
    if probe is None or case.coverage < SAME_WORDS_AT or case.predicate_coverage() < SAME_PREDICATE_AT:
        return None
    asked, p = probe
    if any(periods_agree(c, s) for c in case.claim.periods for s in case.passage.periods):
        return None
    return case.by_rule(
        Stance.CONTRADICTS,
        p.supports,
        ReasonCode.DATE_DIFFERS,
        f"The passage dates this {asked.source_text}, the claim {asked.claim_text}.",
        asked.claim_text,
        asked.source_text,
        period=case.passage.periods[asked.source_index],
    )


def names(case: Case) -> Finding | None:
    """The same event with another person, place or body in a slot that the model holds to be exclusive."""
    probe = case.best_probe(ProbeKind.NAME)
    if probe is None or case.claim.is_headline:  # where every word has a capital, none of them is a name
        return None
    asked, p = probe
    if p.supports - case.p.supports < NAME_LEAD or case.similarity < SAME_SUBJECT_SIMILARITY:
        return None
    if (
        case.p.contradicts < 0.3
        and not (case.similarity >= 0.7 and case.coverage >= ON_TOPIC_COVERAGE)
        and not _is_one_sentence_but_for(case, asked)
    ):
        return None
    return case.by_rule(
        Stance.CONTRADICTS,
        p.supports,
        ReasonCode.NAME_DIFFERS,
        f"The passage names {asked.source_text} where the claim names {asked.claim_text}.",
        asked.claim_text,
        asked.source_text,
    )


def _is_one_sentence_but_for(case: Case, asked: Probe) -> bool:
    """Whether the passage goes on behind its name as the claim behind its own, and has two more of its names."""
    ours, theirs = case.claim.names[asked.claim_index], case.passage.names[asked.source_index]
    others = [n for n in case.claim.names if n is not ours]
    named = sum(any(same_name(n, other) for other in case.passage.names) for n in others)
    return (
        named >= 2
        and named == len(others)
        and goes_on_alike(case.claim.content[ours.end :], case.passage.text[theirs.end :])
    )


def words(case: Case) -> Finding | None:
    """No figure or date decides: the model's word, within its limits."""
    turned = _turned(case)
    if turned is not None:
        return turned
    other = _other_period(case)
    if other is not None and _dates_the_same(case):
        asked, stated = other
        return case.by_rule(
            Stance.CONTRADICTS,
            1 - case.p.neutral,
            ReasonCode.DATE_DIFFERS,
            f"The passage dates this {stated}, the claim {asked}.",
            asked,
            stated,
            period=case.passage.periods[0],
        )
    if case.p.supports >= SUPPORTS_AT and case.p.supports - case.p.contradicts >= SUPPORTS_LEAD:
        unknown = case.unmentioned()
        if unknown:
            return case.neutral(
                ReasonCode.WORDS_NOT_COVERED,
                f"The passage does not mention {unknown[0].text}.",
                claim=unknown[0].text,
            )
        if other is not None:
            return _speaks_of_another_time(case, other)
        elsewhere = case.elsewhere()
        if elsewhere is not None:
            ours, theirs = elsewhere
            message = f"The passage speaks of {theirs}; it does not mention {ours}."
            return case.neutral(ReasonCode.SCOPE_DIFFERS, message, ours, theirs)
        reason = case.reason(ReasonCode.STATES_THE_SAME, "The passage states this.")
        return case.found(Stance.SUPPORTS, case.p.supports, False, [reason])
    if case.coverage < ON_TOPIC_COVERAGE:
        if case.p.contradicts >= OTHER_WORDS_AT and other is None and case.is_of_its_story():
            return case.opposite(ReasonCode.STATES_THE_OPPOSITE, "The passage states what excludes this.", None)
        return None
    least = SAME_WORDS_AT if case.claim.polarity.denial else ON_TOPIC_COVERAGE  # a hoax is not every other sentence
    if case.p.contradicts >= CONTRADICTS_AT and case.negation_differs() and case.coverage >= least:
        return case.opposite(ReasonCode.NEGATED, "One asserts what the other negates.", None)
    if case.p.contradicts >= OPPOSITE_AT and (case.mentions_all_names() or case.is_of_its_story()):
        if other is not None:
            return _speaks_of_another_time(case, other)
        return case.opposite(ReasonCode.STATES_THE_OPPOSITE, "The passage states what excludes this.", None)
    return None


def _dates_the_same(case: Case) -> bool:
    """Whether the passage tells of the claim's event and has another date: the model finds it decided, either way.

    Some models read "on 1 May" for "from 1 June" as the same event, some as the opposite; neither is neutral.
    """
    if len(case.claim.periods) != 1 or len(case.passage.periods) != 1 or case.coverage < SAME_WORDS_AT:
        return False
    return 1 - case.p.neutral >= SUPPORTS_AT and all(case.knows(n) for n in case.claim.names)


def _speaks_of_another_time(case: Case, other: tuple[str, str]) -> Finding:
    """What holds at another time neither makes nor excludes it."""
    asked, stated = other
    return case.neutral(
        ReasonCode.PERIOD_DIFFERS, f"The passage speaks of {stated}, the claim of {asked}.", asked, stated
    )


def _turned(case: Case) -> Finding | None:
    """The claim's words with one of them in its opposite, or with one "not" more: what the model reads past."""
    pair, negated = opposed(case.claim.content, case.passage.text), case.negation_differs()
    if (pair is not None) == negated or case.passage.polarity.denial or case.claim.polarity.denial:
        return None  # "unfit" and "not fit" agree
    named = (is_known(n, case.passage) or stems_of(n.text) <= case.passage.stems for n in case.claim.names)
    if case.similarity < TURNED_SIMILARITY or not all(named):
        return None
    if pair is None and _same_word_negated(case):
        words = "One asserts what the other negates."
        return case.by_rule(
            Stance.CONTRADICTS, max(0.6, case.p.contradicts), ReasonCode.NEGATED, words, case.claim.content,
            case.passage.text[:200],
        )  # fmt: skip
    if pair is None:
        if case.coverage < TURNED_COVERAGE or case.p.contradicts < max(LIKELIER_THAN_NOT, case.p.supports):
            return None
        return case.opposite(ReasonCode.NEGATED, "One asserts what the other negates.", None)
    ours, theirs = pair
    message = f"The passage says {theirs!r} where the claim says {ours!r}."
    prefixed = ours.lower().endswith(theirs.lower()[1:]) or theirs.lower().endswith(ours.lower()[1:])
    least = SAME_PREDICATE_AT if prefixed else SAME_WORDS_AT
    if case.coverage >= least and (prefixed or case.p.contradicts >= max(TURNED_AT, case.p.supports)):
        return case.by_rule(
            Stance.CONTRADICTS, max(0.6, case.p.contradicts), ReasonCode.STATES_THE_OPPOSITE, message, ours, theirs
        )
    if case.p.supports >= SUPPORTS_AT and case.coverage >= ON_TOPIC_COVERAGE:
        return case.neutral(ReasonCode.WORDS_NOT_COVERED, message, ours, theirs)
    return None


def _same_word_negated(case: Case) -> bool:
    """Whether a word of the claim stands right behind a "not" in the passage, or the other way round."""
    ours, theirs = negated_words(case.claim.content), negated_words(case.passage.text)
    named = frozenset().union(*(stems_of(n.text) for n in case.claim.names))
    turned = (theirs - ours) & case.claim.stems | (ours - theirs) & case.passage.stems
    return (
        bool(turned - named)
        and len(case.claim.stems & case.passage.stems) >= SAME_WORDS_AT * len(case.claim.stems)
        and case.p.contradicts >= TURNED_AT
        and case.p.supports < SUPPORTS_AT
    )


def _other_period(case: Case) -> tuple[str, str] | None:
    """A time of the claim that every time of the passage excludes, and one of those; ``None`` where none does."""
    for asked in case.claim.periods:
        answers = [not begin_apart(asked, p) and periods_agree(asked, p) for p in case.passage.periods]
        if answers and all(answer is False for answer in answers):
            return asked.text, case.passage.periods[0].text
    return None


def ranked(case: Case, finding: Finding) -> Finding:
    """First, only, largest: a passage without the rank does not hold a claim of it."""
    if finding.stance is not Stance.SUPPORTS:
        return finding
    around = case.passage.before[-RANK_CONTEXT_CHARS:]
    missing = missing_rank(case.claim.content, case.passage.text, around)
    if missing is None:
        return finding
    message = f"The passage does not say that it is the {missing}."
    return case.neutral(ReasonCode.WORDS_NOT_COVERED, message, claim=missing)


_STEPS = (
    ("suspect", "accuse", "allege", "question", "investigate"),
    ("arrest", "detain", "custody"),
    ("charge", "indict"),
    ("trial",),
    ("convict", "guilty"),
    ("sentence", "jail", "imprison"),
)
_STEP_OF = {stem(word): n for n, words_of_step in enumerate(_STEPS) for word in words_of_step}
"""Stem → how far a case has come with it, from suspicion (0) to punishment (5)."""


def proceeded(case: Case, finding: Finding) -> Finding:
    """A passage of an earlier step of a criminal case does not hold a later one: arrested is not charged."""
    if finding.stance is not Stance.SUPPORTS:
        return finding
    claimed = [n for s, n in _STEP_OF.items() if s in case.claim.stems]
    told = [n for s, n in _STEP_OF.items() if s in case.passage.stems]
    if not claimed or not told or max(told) >= max(claimed):
        return finding
    return case.neutral(ReasonCode.WORDS_NOT_COVERED, "The passage is of an earlier step of the case than the claim.")
