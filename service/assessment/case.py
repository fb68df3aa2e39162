"""One passage against one claim: both read, what the models said, and the small questions that every rule asks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from service.assessment.alignment import PLACES, affirms, is_speaker
from service.assessment.clauses import modality_of
from service.assessment.names import Name, country_of, same_name
from service.assessment.probes import Probe, ProbeKind, is_elsewhere, is_known
from service.assessment.reading import ClaimReading, PassageReading, coverage, stems_of
from service.assessment.records import (
    Modality,
    Period,
    Quantity,
    Reason,
    ReasonCode,
    Speech,
    Stance,
    StanceProbabilities,
)
from service.assessment.statements import stem

CONTRADICTS_AT = 0.55
"""Least model probability of `contradicts` for the model alone to contradict where one side negates."""

SAME_THING_AT = 0.50
"""Least probability that the passage supports the claim *with the passage's own value put in*, to align two values."""

SAME_THING_COUNTED_AT = 0.30
"""The same where grammar already shows that both count the same thing."""

SAME_WORDS_AT = 0.60
"""Least coverage of the claim's words from which two figures of the same thing counted need no word of the model."""

SAME_PREDICATE_AT = 0.5
"""The same for the words outside names: "sent" and "taken prisoner" share their names, and nothing else."""

SAME_SUBJECT_SIMILARITY = 0.60
"""Least cosine of claim and passage for figures to be aligned at all; sentences of one story mostly lie above it."""

ON_TOPIC_COVERAGE = 0.4
"""Least share of the claim's words (by stem) in the passage or its lead-in for the model alone to contradict."""

STORY_SIMILARITY = 0.50
"""Least cosine of a passage that is of the claim's story, where half of the claim's names are known to it."""

SURE_AT = 0.80
"""Probability from which the models' word stands without the claim's own words: over free wording few are shared."""

SURE_SIMILARITY = 0.42
"""Least cosine of a passage of the claim's story where the models are sure."""

LIKELIER_THAN_NOT = 0.5
"""Least model probability of `contradicts` for an equal figure to be negated: "no fatalities" in a sentence with the
same figure of something else negates nothing of the claim."""


_NOUN_BEHIND = re.compile(r"\s+[a-z]{3,}\b")

_OF_A_PLACE = re.compile(r"\b(?:city|town|village|port|province|district|region|island|suburb)\s+of\s+$")
"""What makes a place of any name behind it: "the eastern city of"."""


@dataclass(frozen=True, slots=True)
class Finding:
    """The stance of one passage. ``strength`` in [0, 1] orders findings; ``by_rule`` tells rule-backed ones apart.

    ``figure`` is the passage's figure that was aligned with the claim's, ``None`` where none was.
    """

    stance: Stance
    strength: float
    by_rule: bool
    reasons: tuple[Reason, ...]
    probabilities: StanceProbabilities
    figure: Quantity | None = None
    speech: Speech | None = None
    period: Period | None = None


class Case:
    """Everything that one judgement looks at, so that the rules can be read one by one."""

    def __init__(
        self,
        claim: ClaimReading,
        passage: PassageReading,
        probabilities: StanceProbabilities,
        asked: Sequence[tuple[Probe, StanceProbabilities]],
        passage_id: str,
        similarity: float,
        whole: StanceProbabilities | None = None,
    ) -> None:
        self.similarity = similarity
        self.whole = whole
        self.claim = claim
        self.passage = passage
        self.p = probabilities
        self.asked = asked
        self.passage_id = passage_id
        self.coverage = coverage(claim, passage)

    def only_in_prospect(self) -> bool:
        """Whether the claim is of a fact and the passage, where it tells of it, of a plan, forecast or possibility."""
        if self.claim.polarity.modality is not Modality.FACT or self.passage.polarity.modality is Modality.FACT:
            return False
        printed = [other.text for f in self.claim.figures for other in self.passage.figures if other.value == f.value]
        return modality_of(self.passage.text, self.claim.stems, printed) is not Modality.FACT

    def mentions_all_names(self) -> bool:
        """A passage that does not mention what the claim names excludes nothing of it by words alone."""
        return all(
            any(same_name(n, other) for other in self.passage.names) or self.has_words_of(n) for n in self.claim.names
        )

    def is_of_its_story(self) -> bool:
        """Whether passage and context name most of what the claim names, and the passage is near it."""
        known = [self.knows(n) for n in self.claim.names]
        if self.claim.opening is not None and is_known(self.claim.opening, self.passage):
            known.append(True)
        if self.is_by_claimed_speaker():
            known.append(True)
        near = self.similarity >= (SURE_SIMILARITY if self.is_sure() else STORY_SIMILARITY)
        return near and 2 * sum(known) >= len(known)

    def is_by_claimed_speaker(self) -> bool:
        """Whether the claim is of what somebody said, and the passage has the same one speak."""
        wanted, speech = self.claim.claim.speaker, self.passage.speech
        return wanted is not None and speech is not None and is_speaker(wanted, speech.name, "") is True

    def is_told_here(self) -> bool:
        """Whether the passage is of the claim's story and places, and has its words or the models are sure."""
        worded = self.coverage >= ON_TOPIC_COVERAGE or self.is_sure()
        return worded and self.is_of_its_story() and self.where_agrees()

    def is_sure(self) -> bool:
        """Whether the models find the claim decided, and leave no doubt which way."""
        return max(self.p.supports, self.p.contradicts) >= SURE_AT

    def knows(self, name: Name) -> bool:
        return is_known(name, self.passage) or self.has_words_of(name) or self.prints(name) or self._has_parts_of(name)

    def _has_parts_of(self, name: Name) -> bool:
        """Whether the passage prints each word of what is nobody's and no place's name: "Melbourne AIDS" conference."""
        words = name.text.split()
        printed = (re.search(rf"\b{re.escape(word)}\b", self.passage.text) for word in words)
        return name.kind == "other" and len(words) > 1 and all(printed)

    def unmentioned(self) -> list[Name]:
        """The names of the claim that neither passage nor context has.

        Sure models may leave out the country and to what somebody belongs, as sentences leave it to their story
        ("Libyan authorities", "the Conservative charge"), where another name of the claim is there.
        """
        missing = [n for n in self.claim.names if not self.knows(n)]
        if self.claim.is_headline or not self.is_sure() or len(missing) == len(self.claim.names):
            return missing
        return [n for n in missing if country_of(n) is None and not self._is_attribute(n)]

    def _is_attribute(self, name: Name) -> bool:
        """Whether one word that is nobody's and no body's name stands before the noun that it describes."""
        follows = _NOUN_BEHIND.match(self.claim.content, name.end)
        return name.kind == "other" and " " not in name.text and follows is not None

    def prints(self, name: Name) -> bool:
        """Whether the passage has the name in print: "Time" in "Time Magazine", "the UN security council"."""
        flags = re.IGNORECASE if " " in name.text else re.NOFLAG
        return re.search(rf"\b{re.escape(name.text)}\b", self.passage.text, flags) is not None

    def has_words_of(self, name: Name) -> bool:
        """In a headline a capital makes no name ("Soldiers Found at Border"), nor does it in the first word of a
        sentence ("Missing Afghan soldiers"): their words are enough."""
        if not self.claim.is_headline and (name.start > 0 or len(name.text.split()) < 2):
            return False
        return stems_of(name.text) <= self.passage.stems | self.passage.context_stems

    def model_says(self) -> Stance:
        best = max(self.p.supports, self.p.contradicts, self.p.neutral)
        if best == self.p.neutral:
            return Stance.NEUTRAL
        return Stance.SUPPORTS if best == self.p.supports else Stance.CONTRADICTS

    def negation_differs(self) -> bool:
        return affirms(self.claim.polarity) != affirms(self.passage.polarity)

    def predicate_coverage(self) -> float:
        """Share of the claim's words, but for names and what it counts, that the passage has: what is said of them."""
        named = frozenset().union(*(stems_of(n.text) for n in self.claim.names))
        counted = {stem(q.counted) for q in self.claim.figures if q.counted}
        words = self.claim.stems - named - counted
        return len(words & self.passage.stems) / len(words) if words else 1.0

    def where_agrees(self) -> bool:
        """Whether the passage is of the claim's places: it names one at least, and the text around it the rest.

        A passage that names other places only is of elsewhere.
        """
        there = [n for n in self.passage.names if n.kind in PLACES or _OF_A_PLACE.search(self.passage.text[: n.start])]
        wanted = [n for n in self.claim.names if n.kind in PLACES]
        if any(is_elsewhere(self.claim.content, n, self.passage) for n in wanted if self.stands_for_more(n, there)):
            return False
        missing = [n for n in wanted if not any(same_name(n, other) for other in self.passage.names)]
        if there and missing and len(missing) == len(wanted):
            return False
        return all(any(same_name(n, other) for other in self.passage.context_names) for n in missing)

    def elsewhere(self) -> tuple[str, str] | None:
        """The claim's only country or capital, and one of another country that the passage has instead of it."""
        ours = [n for n in self.claim.names if country_of(n) is not None]
        told = [n for n in self.passage.names if country_of(n) is not None]
        there = [n for n in told if n.kind != "demonym"]
        if len(ours) != 1 or ours[0].kind == "demonym" or not there:
            return None
        if self.prints(ours[0]) or any(country_of(n) == country_of(ours[0]) for n in told):
            return None
        return ours[0].text, there[0].text

    def stands_for_more(self, place: Name, there: Sequence[Name]) -> bool:
        """Whether the passage has the country of ``place`` and neither it nor its surroundings the place itself."""
        named = any(same_name(place, other) for other in there)
        return named and not any(set(place.key) & set(other.key) for other in self.passage.context_names)

    def best_probe(self, kind: ProbeKind, least: float = SAME_THING_AT) -> tuple[Probe, StanceProbabilities] | None:
        asked = [(p, a) for p, a in self.asked if p.kind is kind and a.supports >= least]
        return max(asked, key=lambda pair: pair[1].supports, default=None)

    def reason(self, code: ReasonCode, message: str, claim: str | None = None, source: str | None = None) -> Reason:
        return Reason(code, message, claim, source, self.passage_id)

    def neutral(
        self,
        code: ReasonCode,
        message: str,
        claim: str | None = None,
        source: str | None = None,
        figure: Quantity | None = None,
    ) -> Finding:
        closeness = max(self.p.supports, self.p.contradicts, self.coverage)
        return self.found(Stance.NEUTRAL, closeness, False, [self.reason(code, message, claim, source)], figure=figure)

    def opposite(self, code: ReasonCode, message: str, figure: Quantity | None) -> Finding:
        return self.found(Stance.CONTRADICTS, self.p.contradicts, False, [self.reason(code, message)], figure=figure)

    def by_rule(
        self,
        stance: Stance,
        strength: float,
        code: ReasonCode,
        message: str,
        claim: str,
        source: str,
        figure_found: Quantity | None = None,
        period: Period | None = None,
    ) -> Finding:
        reason = self.reason(code, message, claim, source)
        return self.found(stance, strength, True, [reason], figure=figure_found, period=period)

    def found(
        self,
        stance: Stance,
        strength: float,
        by_rule: bool,
        reasons: Sequence[Reason],
        figure: Quantity | None = None,
        period: Period | None = None,
    ) -> Finding:
        event = period or (self.passage.periods[0] if self.passage.periods else None)
        return Finding(
            stance, round(min(1.0, strength), 4), by_rule, tuple(reasons), self.p, figure, self.passage.speech, event
        )
