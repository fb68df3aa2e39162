"""One passage against one claim: figures, names, time, denial and speaker aligned, then the stance and its reasons.

    claim, passage ──read──▶ readings              the same readers for both
    readings ──probes──▶ hypotheses for the model   "is it about the same thing?", asked with the source's own value
    readings + probabilities ──judge──▶ Finding     stance, reasons, strength

The stance model judges language; rules judge figures, dates, speech and plans. Where both speak, a rule needs the
model's word that the passage is about the same thing, and the model needs the rules' word that no figure, date, plan or
denial stands against its reading. docs/method.md says why, with examples.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from service.assessment.names import Name, country_of, read_names, same_name
from service.assessment.periods import periods_agree, read_periods
from service.assessment.polarity import is_silence, read_polarity
from service.assessment.quantities import compare_quantities, read_quantities, same_thing_counted
from service.assessment.records import (
    Modality,
    Period,
    Polarity,
    Quantity,
    QuantityKind,
    Reason,
    ReasonCode,
    Relation,
    Speech,
    Stance,
    StanceProbabilities,
)
from service.assessment.speech import read_speech, same_speaker
from service.assessment.statements import Claim, content_words, stem

SUPPORTS_AT = 0.50
"""Least model probability of `supports` for a passage without figures to support by words alone."""

SUPPORTS_LEAD = 0.15
"""Least lead of `supports` over `contradicts` in the same."""

CONTRADICTS_AT = 0.75
"""Least model probability of `contradicts` for the model alone to contradict; it is the likelier of its errors."""

OPPOSITE_AT = 0.80
"""The same where neither side negates."""

SAME_THING_AT = 0.50
"""Least probability that the passage supports the claim *with the passage's own value put in*, to align two values."""

SAME_THING_COUNTED_AT = 0.30
"""The same where grammar already shows that both count the same thing."""

SAME_WORDS_AT = 0.60
"""Least coverage of the claim's words from which two figures of the same thing counted need no word of the model."""

SAME_PREDICATE_AT = 0.5
"""The same for the words outside names: "sent" and "taken prisoner" share their names, and nothing else."""

SAME_FATE_WORDS_AT = 0.4
"""The same where both figures are of people killed, injured, missing...: the fate is most of the claim."""

FATES = frozenset("killed injured captured arrested missing displaced rescued infected stranded freed".split())
"""What ``quantities`` adds to the modifiers of counted people."""

SAME_SUBJECT_SIMILARITY = 0.60
"""Least cosine of claim and passage for figures to be aligned at all; sentences of one story mostly lie above it."""

FAR_APART = 20.0
"""Ratio of two figures from which they are held to count different things unless grammar and words agree."""

ON_TOPIC_COVERAGE = 0.5
"""Least share of the claim's content words (by stem) in the passage or its lead-in for the model alone to contradict."""

SILENCE_SIMILARITY = 0.5
"""Least cosine for "has not commented on the matter" to be of the claim's matter."""

MAX_FIGURES = 24
"""Figures of one sentence that are compared; a sentence with more is a table, which is not read."""

NAME_LEAD = 0.3
"""Least gain in `supports` when the passage's own name takes the place of the claim's."""

MAX_PROBES = 4
"""Most re-worded hypotheses asked of one passage; bounds the time of a check."""


@dataclass(frozen=True, slots=True)
class ClaimReading:
    """A claim as the readers see it. Offsets of its parts count in ``content``.

    ``when`` holds the times that the claim states, also outside its content ("In late October X said ..."). ``actor`` is who confirms, denies or admits where the claim is of such an act; ``is_silent`` is true where it says
    that somebody has not spoken.
    """

    claim: Claim
    content: str
    figures: tuple[Quantity, ...]
    periods: tuple[Period, ...]
    names: tuple[Name, ...]
    polarity: Polarity
    stems: frozenset[str]
    when: tuple[Period, ...] = ()
    actor: str | None = None
    is_silent: bool = False

    @property
    def is_self_dated(self) -> bool:
        """Whether the claim states its own calendar time, so that it is judged for that time."""
        return any(p.start is not None or p.end is not None for p in self.when)


@dataclass(frozen=True, slots=True)
class PassageReading:
    """A passage as the readers see it, with its surroundings and the first and last day it can have been published."""

    text: str
    before: str
    title: str
    figures: tuple[Quantity, ...]
    periods: tuple[Period, ...]
    names: tuple[Name, ...]
    context_names: tuple[Name, ...]
    polarity: Polarity
    speech: Speech | None
    stems: frozenset[str]
    context_stems: frozenset[str]
    published_start: date | None
    published_end: date | None
    is_silent: bool


class ProbeKind(StrEnum):
    """Which part of the claim a probe replaces by the passage's own."""

    FIGURE = "figure"
    NAME = "name"
    PERIOD = "period"


@dataclass(frozen=True, slots=True)
class Probe:
    """The claim with one of its values replaced by the passage's: supported only where both speak of the same thing."""

    kind: ProbeKind
    hypothesis: str
    claim_text: str
    source_text: str
    claim_index: int
    source_index: int


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


# --------------------------------------------------------------------------------------------------------- reading


ACTS = frozenset(
    "acknowledge admit confirm comment condemn deny disclose dismiss pledge promise refuse reject retract threaten".split()
)
"""Verbs whose saying is itself the event: "X confirmed that Y" claims the confirming, not only Y."""

_SAYING_SO = frozenset("acknowledge admit confirm comment deny disclose dismiss reject".split())

_NOT_ANOTHER = re.compile(r",\s+not\s+[^,]{2,60},")

_PRONOUN_FIRST = re.compile(r"^(he|she|it|they)\b", re.IGNORECASE)


def read_claim(claim: Claim, reference: date | None = None) -> ClaimReading:
    """The claim read. ``reference`` is the day that its relative dates count from (``as_of``).

    Where the claim's verb of speech is an act of its own (``ACTS``) the whole claim is judged and nobody is merely
    quoted; else a pronoun that opens what was said stands for its speaker.
    """
    content = claim.content
    actor = None
    if claim.speaker is not None:
        if any(stem(word) in _ACT_STEMS for word in (claim.cue or "").split()):
            actor = claim.speaker
            claim = replace(claim, speaker=None, cue=None, content=claim.text)
            content = claim.text
        else:
            content = _PRONOUN_FIRST.sub(claim.speaker, content, count=1)
            content = _NOT_ANOTHER.sub("", content)  # "X, not Y, put it at": Y is no part of what was said
    return ClaimReading(
        claim=claim,
        content=content,
        figures=tuple(read_quantities(content)[:MAX_FIGURES]),
        periods=tuple(read_periods(content, reference)),
        names=tuple(n for n in read_names(content) if not _is_plain_opening(n)),
        polarity=read_polarity(content),
        stems=stems_of(content) - (stems_of(claim.speaker) if claim.speaker else frozenset()),
        when=tuple(read_periods(claim.text, reference)),
        actor=actor or _subject_of_silence(content),
        is_silent=is_silence(content),
    )


def _subject_of_silence(content: str) -> str | None:
    """Who has not confirmed or commented, where the claim is of such a silence."""
    names = read_names(content) if is_silence(content) else []
    return names[0].text if names else None


def _is_plain_opening(name: Name) -> bool:
    """Whether this is one word at the start of a sentence, which is capitalised whatever it is."""
    return name.start == 0 and name.kind == "other" and len(name.key) == 1 and not name.text.isupper()


def read_passage(
    text: str,
    before: str = "",
    after: str = "",
    title: str = "",
    published_start: date | None = None,
    published_end: date | None = None,
) -> PassageReading:
    """The passage read, its relative dates counted from the last day that it can have been published."""
    lead = _lead_in(before)
    return PassageReading(
        text=text,
        before=before,
        title=title,
        figures=tuple(read_quantities(text)[:MAX_FIGURES]),
        periods=tuple(read_periods(text, published_end)),
        names=tuple(read_names(text)),
        context_names=tuple(read_names(f"{title}. {before}")),
        polarity=read_polarity(text),
        speech=read_speech(text, before, after),
        stems=stems_of(text),
        context_stems=stems_of(f"{title} {lead}"),
        published_start=published_start,
        published_end=published_end,
        is_silent=is_silence(text),
    )


_ACT_STEMS = frozenset(stem(verb) for verb in ACTS)
_SAYING_SO_STEMS = frozenset(stem(verb) for verb in _SAYING_SO)


def _rival_acts(stems: frozenset[str]) -> frozenset[str]:
    """The acts that bear on a claim of one: confirming, denying and commenting on each other, a promise on itself."""
    own = stems & _ACT_STEMS
    return _SAYING_SO_STEMS if own & _SAYING_SO_STEMS else own


def premises(passage: PassageReading) -> list[str]:
    """What the stance model reads for a passage: the sentence, and what was said without who said it.

    A sentence that points back ("they", "of them") is led in by the one before.
    """
    text = passage.text
    if _POINTS_BACK.search(text[:60]) and passage.before.strip():
        last = re.split(r"(?<=[.!?”\"])\s+|\n+", passage.before.strip())[-1]
        text = f"{last} {text}"[-600:]
    speech = passage.speech
    if speech is None or speech.content is None or speech.denies:
        return [text]
    if any(stem(word) in _ACT_STEMS for word in speech.cue.split()):
        return [text]
    said = passage.text[slice(*speech.content)].strip(" ,“”\"")
    return [text, said] if len(said.split()) >= MIN_SAID_WORDS else [text]


MIN_SAID_WORDS = 5
"""Fewer words of speech say too little to be read without the sentence that they stand in."""

_POINTS_BACK = re.compile(
    r"^[“\"']?(he|she|it|they|this|these|those|that|his|her|its|their|such)\b|\b(of them|the former|the latter)\b",
    re.IGNORECASE,
)


def in_words_of(claim_text: str, claim: ClaimReading, passage: PassageReading) -> str:
    """``claim_text`` with each name in the passage's own form ("Pyongyang" where the passage has it for the state)."""
    for name in claim.names:
        if any(other.text == name.text for other in passage.names):
            continue
        for other in passage.names:
            if same_name(name, other) and other.kind == name.kind:
                claim_text = claim_text.replace(name.text, other.text)
                break
    return _CAPITAL_OF.sub(lambda m: _capital_in(m, passage), claim_text)


_CAPITAL_OF = re.compile(r"\b[Tt]he ((?:[A-Z]\w+ ){1,2})capital\b")


def _capital_in(phrase: re.Match[str], passage: PassageReading) -> str:
    """ "the Norwegian capital" as the city that the passage names, where it names one of that country."""
    country = next((country_of(name) for name in read_names(phrase[1].strip())), None)
    if country is None:
        return phrase[0]
    cities = (n.text for n in passage.names if country_of(n) == country and n.key != tuple(country.lower().split()))
    return next((city for city in cities if not city.endswith(("n", "ns", "ese", "sh"))), phrase[0])


def stems_of(text: str) -> frozenset[str]:
    """Stems of the content words of ``text``."""
    return frozenset(stem(word) for word, _, _ in content_words(text))


def coverage(claim: ClaimReading, passage: PassageReading) -> float:
    """Share in [0, 1] of the claim's content stems in the passage; those only in title or lead-in count half."""
    if not claim.stems:
        return 0.0
    inside = claim.stems & passage.stems
    around = (claim.stems - inside) & passage.context_stems
    return (len(inside) + 0.5 * len(around)) / len(claim.stems)


def _lead_in(before: str, limit: int = 300) -> str:
    return before[-limit:]


# ---------------------------------------------------------------------------------------------------------- probes


def probes(claim: ClaimReading, passage: PassageReading) -> list[Probe]:
    """Hypotheses to ask of this passage beside the claim itself, at most ``MAX_PROBES``.

    Each puts one of the passage's values in the place of the claim's. That the passage supports the re-worded claim is
    the evidence that both values are of one thing; equal digits alone never are.
    """
    found: list[Probe] = []
    for i, figure in enumerate(claim.figures):
        for j, other in enumerate(passage.figures):
            relation = compare_quantities(figure, other)
            if relation is Relation.UNLIKE or "earlier" in other.modifiers or _same_thing(figure, other) is False:
                continue
            if relation in (Relation.EXCLUDES, Relation.OVERLAPS):
                found.append(_probe(ProbeKind.FIGURE, claim.content, figure.start, figure.end, other.text, i, j))
    for i, name in enumerate(claim.names):
        if name.start == 0 or (_is_known(name, passage) and not _is_elsewhere(claim.content, name, passage)):
            continue
        for j, other_name in enumerate(passage.names):
            if other_name.kind == name.kind and not any(other_name.key == n.key for n in claim.names):
                found.append(_probe(ProbeKind.NAME, claim.content, name.start, name.end, other_name.text, i, j))
    for i, period in enumerate(claim.periods):
        for j, other_period in enumerate(passage.periods):
            if periods_agree(period, other_period) is False:
                span = (period.start_char, period.end_char)
                other_text = _with_preposition(period.text, other_period.text)
                found.append(_probe(ProbeKind.PERIOD, claim.content, *span, other_text, i, j))
    return found[:MAX_PROBES]


_PREPOSITION = re.compile(r"^(from|since|by|on|in|until|after|before)\s+", re.IGNORECASE)


def _with_preposition(claim_text: str, source_text: str) -> str:
    ours = _PREPOSITION.match(claim_text)
    return source_text if ours is None or _PREPOSITION.match(source_text) else f"{ours[0]}{source_text}"


def _probe(kind: ProbeKind, content: str, start: int, end: int, other: str, i: int, j: int) -> Probe:
    return Probe(kind, content[:start] + other + content[end:], content[start:end], other, i, j)


def _is_elsewhere(content: str, name: Name, passage: PassageReading) -> bool:
    """Whether a place stands as a place ("in Brussels") and the passage has none of its words, only its country's."""
    if name.kind != "place" or not _LOCATIVE.search(content[: name.start]):
        return False
    return not any(set(name.key) & set(other.key) for other in passage.names)


_LOCATIVE = re.compile(r"\b(in|at|near|outside|from)\s+$", re.IGNORECASE)


def _is_known(name: Name, passage: PassageReading) -> bool:
    return any(same_name(name, other) for other in (*passage.names, *passage.context_names))


# ----------------------------------------------------------------------------------------------------------- judge


def judge(
    claim: ClaimReading,
    passage: PassageReading,
    probabilities: StanceProbabilities,
    asked: Sequence[tuple[Probe, StanceProbabilities]],
    passage_id: str,
    similarity: float = 1.0,
) -> Finding:
    """The stance of ``passage`` on ``claim``.

    Args:
        claim: the claim, read.
        passage: the passage, read.
        probabilities: the stance model's answer for (passage, claim).
        asked: the probes with the model's answers.
        passage_id: for the reasons.
        similarity: cosine of claim and passage in [-1, 1].
    """
    aligned = _Alignment(claim, passage, probabilities, asked, passage_id, similarity)
    return aligned.finding()


class _Alignment:
    """Everything that one judgement looks at, so that the rules below can be read one by one."""

    def __init__(
        self,
        claim: ClaimReading,
        passage: PassageReading,
        probabilities: StanceProbabilities,
        asked: Sequence[tuple[Probe, StanceProbabilities]],
        passage_id: str,
        similarity: float,
    ) -> None:
        self.similarity = similarity
        self.claim = claim
        self.passage = passage
        self.p = probabilities
        self.asked = asked
        self.passage_id = passage_id
        self.coverage = coverage(claim, passage)

    # -- outcome

    def finding(self) -> Finding:
        """First rule that speaks wins; the order is the method."""
        for rule in (
            self._silence,
            self._other_actor,
            self._plan_or_possibility,
            self._denied,
            self._other_time,
            self._figures,
            self._dates,
            self._names,
            self._words,
        ):
            finding = rule()
            if finding is not None:
                return self._attributed(finding)
        return self._neutral(ReasonCode.ON_TOPIC_ONLY, "The passage is on the subject but does not decide the claim.")

    # -- rules

    def _plan_or_possibility(self) -> Finding | None:
        """A plan, forecast or possibility neither makes nor excludes a fact."""
        if self.claim.polarity.modality is not Modality.FACT or self.passage.polarity.modality is Modality.FACT:
            return None
        if self.claim.polarity.negated or self._model_says() is Stance.NEUTRAL:
            return None
        cue = ", ".join(self.passage.polarity.cues) or self.passage.polarity.modality.value
        return self._neutral(
            ReasonCode.PLANNED_NOT_DONE, f"The passage speaks of what is planned or possible ({cue}), not of a fact.", source=cue
        )

    def _silence(self) -> Finding | None:
        """"Has not commented": two silences of one subject agree, and a silence excludes that it was said."""
        if not self.passage.is_silent or self.similarity < SILENCE_SIMILARITY:
            return None
        if self.claim.is_silent:
            if not self._shares_subject():
                return None
            reason = self._reason(ReasonCode.STATES_THE_SAME, "The passage reports the same silence.")
            return self._found(Stance.SUPPORTS, max(self.p.supports, 0.7), True, [reason])
        speaks = self.claim.actor or self.claim.claim.speaker
        if speaks is None or not (self._shares_subject() or self.coverage >= SAME_WORDS_AT):
            return None
        message = f"The passage reports that {speaks} has not said so."
        return self._by_rule(Stance.CONTRADICTS, 0.7, ReasonCode.NEGATED, message, speaks, self.passage.text[:80])

    def _shares_subject(self) -> bool:
        subject = self.claim.names[:1]
        return any(same_name(name, other) for name in subject for other in self.passage.names)

    def _other_actor(self) -> Finding | None:
        """Who confirms, denies or admits is the claim: the same act of somebody else decides nothing."""
        actor, speech = self.claim.actor, self.passage.speech
        if actor is None:
            return None
        context = f"{self.passage.title}. {self.passage.before} {self.passage.text}"
        acts = stems_of(self.passage.text) & _rival_acts(self.claim.stems)
        if acts and (speech is None or any(same_name(a, n) for a in read_names(actor) for n in self.passage.names[:1])):
            return None
        if speech is not None and any(_is_speaker(actor, name, context) for name in (speech.name, *speech.chain)):
            return None
        if acts and any(same_name(a, n) for a in read_names(actor) for n in self.passage.names) and not (
            speech is not None and any(stem(word) in _ACT_STEMS for word in speech.cue.split())
        ):
            return None
        who = speech.name if speech is not None else "somebody else"
        return self._neutral(
            ReasonCode.WRONG_SPEAKER,
            f"Whether {actor} did so the passage does not say; it has {who} speak.",
            claim=actor,
            source=speech.name if speech is not None else None,
        )

    def _denied(self) -> Finding | None:
        """A passage that repeats a claim to deny it never supports it."""
        speech_denies = self.passage.speech is not None and self.passage.speech.denies
        if self.claim.polarity.denial or not (self.passage.polarity.denial or speech_denies):
            return None
        if self._model_says() is not Stance.SUPPORTS:
            return None
        cue = ", ".join(self.passage.polarity.cues) or (self.passage.speech.cue if self.passage.speech else "denial")
        return self._neutral(ReasonCode.DENIED, f"The passage repeats this as something denied or unproven ({cue}).", source=cue)

    def _other_time(self) -> Finding | None:
        """A claim that states its own time is judged for that time: figures of another time decide nothing."""
        if not self.claim.is_self_dated or not self.claim.figures or self._speaks_of_claimed_time():
            return None
        if self._model_says() is Stance.NEUTRAL and not self._figure_matches(Relation.EXCLUDES):
            return None
        stated = self.claim.when[0].text
        return self._neutral(
            ReasonCode.PERIOD_DIFFERS, f"The passage is not about {stated}.", claim=stated, source=self._passage_time()
        )

    def _figures(self) -> Finding | None:
        """Every figure of the claim must agree; one that excludes the claim's, of the same thing, contradicts it."""
        wanted = [q for q in self.claim.figures if q.kind is not QuantityKind.ORDINAL]
        agreed: list[tuple[Quantity, Quantity, Relation]] = []
        for i, figure in enumerate(self.claim.figures):
            match = self._best_match(i, figure)
            if match is None:
                continue
            other, relation, alike = match
            if figure not in wanted and relation is not Relation.EXCLUDES:
                continue
            if relation is Relation.EXCLUDES:
                return self._by_rule(
                    Stance.CONTRADICTS,
                    alike,
                    ReasonCode.FIGURE_DIFFERS,
                    f"The passage gives {other.text}, the claim {figure.text}.",
                    figure.text,
                    other.text,
                    figure_found=other,
                )
            if relation is Relation.OVERLAPS:
                return self._neutral(
                    ReasonCode.FIGURE_UNDECIDED,
                    f"{other.text} neither confirms nor excludes {figure.text}.",
                    claim=figure.text,
                    source=other.text,
                    figure=other,
                )
            agreed.append((figure, other, relation))
        if not wanted:
            return self._ranks_agree()
        if len(agreed) < len(wanted):
            return self._figure_missing(wanted, agreed)
        return self._figures_agree(agreed)

    def _ranks_agree(self) -> Finding | None:
        """ "Phase 4", "11th Corps": an equal rank of the same thing makes up for a hesitant model."""
        for rank in self.claim.figures:
            for other in self.passage.figures:
                if compare_quantities(rank, other) is not Relation.WITHIN or not self._of_one_thing(rank, other, self.p.supports):
                    continue
                if self.p.supports >= SAME_THING_COUNTED_AT and self.p.supports > self.p.contradicts:
                    reason = self._reason(ReasonCode.FIGURE_AGREES, f"The passage gives {other.text}.", rank.text, other.text)
                    return self._found(Stance.SUPPORTS, max(self.p.supports, 0.6), True, [reason], figure=other)
        return None

    def _figures_agree(self, agreed: list[tuple[Quantity, Quantity, Relation]]) -> Finding | None:
        figure, other, relation = agreed[0]
        if self._negation_differs() and self.p.contradicts >= self.p.supports:
            return self._opposite(ReasonCode.NEGATED, "One asserts what the other negates.", other)
        alike = self.p.supports
        if not all(self._of_one_thing(f, o, alike) for f, o, _ in agreed) or self.p.contradicts > 0.6:
            return self._neutral(
                ReasonCode.SCOPE_DIFFERS,
                f"The figure is the same ({other.text}), but it is not shown to be of the same thing.",
                claim=figure.text,
                source=other.text,
            )
        unknown = [n for n in self.claim.names if n.kind != "other" and not _is_known(n, self.passage)]
        if unknown and alike < 0.8:
            return self._neutral(
                ReasonCode.WORDS_NOT_COVERED, f"The passage does not mention {unknown[0].text}.", claim=unknown[0].text
            )
        sharper = [(f, o) for f, o, r in agreed if r is Relation.FIRMER]
        if any(f.hedge.value == "exactly" for f, _ in sharper):
            f, o = sharper[0]
            return self._neutral(
                ReasonCode.HEDGE_STRONGER, f"The source says {o.text}; the claim makes it {f.text}.", claim=f.text, source=o.text
            )
        reasons = [self._reason(ReasonCode.FIGURE_AGREES, f"The passage gives {other.text}.", figure.text, other.text)]
        reasons += [
            self._reason(ReasonCode.HEDGE_STRONGER, f"The source says {o.text}; the claim is firmer.", f.text, o.text)
            for f, o in sharper
        ]
        return self._found(Stance.SUPPORTS, max(alike, 0.6), True, reasons, figure=other)

    def _figure_missing(self, wanted: list[Quantity], agreed: list[tuple[Quantity, Quantity, Relation]]) -> Finding | None:
        if self.p.contradicts >= CONTRADICTS_AT and self._negation_differs():
            return self._opposite(ReasonCode.NEGATED, "One asserts what the other negates.", None)
        missing = next(q for q in wanted if q not in [a for a, _, _ in agreed])
        return self._neutral(
            ReasonCode.SCOPE_DIFFERS if self.passage.figures else ReasonCode.ON_TOPIC_ONLY,
            f"The passage gives no figure that compares with {missing.text}.",
            claim=missing.text,
        )

    def _dates(self) -> Finding | None:
        """The same event with another date."""
        probe = self._best_probe(ProbeKind.PERIOD, SAME_THING_COUNTED_AT if self.p.contradicts >= 0.5 else SAME_THING_AT)
        if probe is None or self.coverage < ON_TOPIC_COVERAGE:
            return None
        asked, p = probe
        if any(periods_agree(c, s) for c in self.claim.periods for s in self.passage.periods):
            return None
        return self._by_rule(
            Stance.CONTRADICTS,
            p.supports,
            ReasonCode.DATE_DIFFERS,
            f"The passage dates this {asked.source_text}, the claim {asked.claim_text}.",
            asked.claim_text,
            asked.source_text,
            period=self.passage.periods[asked.source_index],
        )

    def _names(self) -> Finding | None:
        """The same event with another person, place or body in a slot that the model holds to be exclusive."""
        probe = self._best_probe(ProbeKind.NAME)
        if probe is None:
            return None
        asked, p = probe
        if p.supports - self.p.supports < NAME_LEAD or self.similarity < SAME_SUBJECT_SIMILARITY:
            return None
        if self.p.contradicts < 0.3 and not (self.similarity >= 0.7 and self.coverage >= ON_TOPIC_COVERAGE):
            return None
        return self._by_rule(
            Stance.CONTRADICTS,
            p.supports,
            ReasonCode.NAME_DIFFERS,
            f"The passage names {asked.source_text} where the claim names {asked.claim_text}.",
            asked.claim_text,
            asked.source_text,
        )

    def _words(self) -> Finding | None:
        """No figure or date decides: the model's word, within its limits."""
        if self.p.supports >= SUPPORTS_AT and self.p.supports - self.p.contradicts >= SUPPORTS_LEAD:
            unknown = [n for n in self.claim.names if not _is_known(n, self.passage)]
            if unknown:
                return self._neutral(
                    ReasonCode.WORDS_NOT_COVERED,
                    f"The passage does not mention {unknown[0].text}.",
                    claim=unknown[0].text,
                )
            reason = self._reason(ReasonCode.STATES_THE_SAME, "The passage states this.")
            return self._found(Stance.SUPPORTS, self.p.supports, False, [reason])
        if self.coverage < ON_TOPIC_COVERAGE:
            return None
        if self.p.contradicts >= CONTRADICTS_AT and self._negation_differs():
            return self._opposite(ReasonCode.NEGATED, "One asserts what the other negates.", None)
        if self.p.contradicts >= OPPOSITE_AT and self._mentions_all_names():
            return self._opposite(ReasonCode.STATES_THE_OPPOSITE, "The passage states what excludes this.", None)
        return None

    def _mentions_all_names(self) -> bool:
        """A passage that does not mention what the claim names excludes nothing of it by words alone."""
        return all(any(same_name(n, other) for other in self.passage.names) for n in self.claim.names)

    # -- speaker

    def _attributed(self, finding: Finding) -> Finding:
        """For "X said Y": the same content from somebody else is a wrong speaker, not support."""
        wanted = self.claim.claim.speaker
        if wanted is None or finding.stance is Stance.NEUTRAL:
            return finding
        speech = self.passage.speech
        context = f"{self.passage.title}. {self.passage.before} {self.passage.text}"
        if finding.stance is Stance.CONTRADICTS:
            if finding.figure is None or (speech and any(_is_speaker(wanted, n, context) for n in (speech.name, *speech.chain))):
                return finding
            who = speech.name if speech else "nobody by name"
            return self._neutral(
                ReasonCode.WRONG_SPEAKER, f"{finding.figure.text} is not {wanted}'s figure; it is given by {who}.", wanted, who
            )
        if speech is None:
            if any(same_name(n, m) for n in read_names(wanted) for m in self.passage.names):
                return finding
            return self._neutral(
                ReasonCode.WORDS_NOT_COVERED, f"The passage does not say that {wanted} said it.", claim=wanted
            )
        said_by = (speech.name, *speech.chain)
        verdicts = [_is_speaker(wanted, name, context) for name in said_by]
        if any(verdicts):
            reason = self._reason(ReasonCode.SPEAKER_AGREES, f"Said by {speech.name}.", wanted, speech.name)
            return self._found(finding.stance, finding.strength, True, [*finding.reasons, reason], figure=finding.figure)
        if all(v is False for v in verdicts):
            reason = self._reason(
                ReasonCode.WRONG_SPEAKER, f"The passage has {speech.name} say it, not {wanted}.", wanted, speech.name
            )
            return self._found(Stance.CONTRADICTS, finding.strength, True, [reason], figure=finding.figure)
        if stems_of(wanted) & frozenset().union(*(stems_of(name) for name in said_by)):
            return finding
        return self._neutral(
            ReasonCode.WORDS_NOT_COVERED,
            f"The passage has {speech.name} say it; whether that is {wanted} it does not tell.",
            claim=wanted,
            source=speech.name,
        )

    # -- helpers

    def _model_says(self) -> Stance:
        best = max(self.p.supports, self.p.contradicts, self.p.neutral)
        if best == self.p.neutral:
            return Stance.NEUTRAL
        return Stance.SUPPORTS if best == self.p.supports else Stance.CONTRADICTS

    def _negation_differs(self) -> bool:
        return _affirms(self.claim.polarity) != _affirms(self.passage.polarity)

    def _best_match(self, index: int, figure: Quantity) -> tuple[Quantity, Relation, float] | None:
        """The passage's figure that is of the same thing, its relation and the probability that it is."""
        best: tuple[Quantity, Relation, float] | None = None
        answers = {
            (p.claim_index, p.source_index): answer for p, answer in self.asked if p.kind is ProbeKind.FIGURE
        }
        for j, other in enumerate(self.passage.figures):
            relation = compare_quantities(figure, other)
            same = _same_thing(figure, other)
            if relation is Relation.UNLIKE or same is False or "earlier" in other.modifiers:
                continue
            answer = answers.get((index, j))
            alike = answer.supports if answer is not None else self.p.supports
            if relation in (Relation.WITHIN, Relation.FIRMER):
                alike = max(alike, self.p.supports)
            elif not self._of_one_thing(figure, other, alike):
                continue
            if best is None or _preference(alike, relation, same) > _preference(best[2], best[1], None):
                best = (other, relation, alike)
        return best

    def _of_one_thing(self, figure: Quantity, other: Quantity, alike: float) -> bool:
        """Whether two figures are of the same thing: by the model's word, or by what is counted and the words around."""
        same = _same_thing(figure, other)
        if not self._where_agrees() or {_status(self.claim.content), _status(self.passage.text)} == {"confirmed", "suspected"}:
            return False
        if same is False or self.similarity < SAME_SUBJECT_SIMILARITY - 0.15:
            return False
        if not same:
            return alike >= SAME_THING_AT and not _far_apart(figure, other)
        if alike >= SAME_THING_AT and not _far_apart(figure, other):
            return True
        if alike >= SAME_THING_COUNTED_AT and self._predicate_coverage() >= SAME_PREDICATE_AT:
            return not _far_apart(figure, other)
        if self.similarity < SAME_SUBJECT_SIMILARITY:
            return False
        if FATES & set(figure.modifiers) & set(other.modifiers):  # what happened to them is what the claim is about
            return self.coverage >= SAME_FATE_WORDS_AT
        return self.coverage >= SAME_WORDS_AT and self._predicate_coverage() >= SAME_PREDICATE_AT

    def _predicate_coverage(self) -> float:
        """Share of the claim's words outside its names that the passage has; what is counted is known to agree."""
        named = frozenset().union(*(stems_of(n.text) for n in self.claim.names))
        words = self.claim.stems - named
        counted = {stem(q.counted) for q in self.claim.figures if q.counted}
        return len(words & (self.passage.stems | counted)) / len(words) if words else 1.0

    def _where_agrees(self) -> bool:
        """Whether the passage is of the claim's places: it names them, or at least one and no text around it lacks the rest.

        A passage that names other places only is of elsewhere.
        """
        there = [n for n in self.passage.names if n.kind in _PLACES]
        wanted = [n for n in self.claim.names if n.kind in _PLACES]
        missing = [n for n in wanted if not any(same_name(n, other) for other in there)]
        if there and missing and len(missing) == len(wanted):
            return False
        return all(any(same_name(n, other) for other in self.passage.context_names) for n in missing)

    def _figure_matches(self, relation: Relation) -> bool:
        return any(compare_quantities(c, s) is relation for c in self.claim.figures for s in self.passage.figures)

    def _best_probe(self, kind: ProbeKind, least: float = SAME_THING_AT) -> tuple[Probe, StanceProbabilities] | None:
        asked = [(p, a) for p, a in self.asked if p.kind is kind and a.supports >= least]
        return max(asked, key=lambda pair: pair[1].supports, default=None)

    def _speaks_of_claimed_time(self) -> bool:
        for period in self.claim.when:
            if any(periods_agree(period, other) for other in self.passage.periods):
                return True
            published = self._published_period()
            if published is not None and periods_agree(period, published):
                return True
        return not self.passage.periods and self._published_period() is None

    def _published_period(self) -> Period | None:
        if self.passage.published_start is None:
            return None
        return Period("", 0, 0, self.passage.published_start, self.passage.published_end, "interval")

    def _passage_time(self) -> str | None:
        if self.passage.periods:
            return self.passage.periods[0].text
        return self.passage.published_start.isoformat() if self.passage.published_start else None

    # -- building findings

    def _reason(self, code: ReasonCode, message: str, claim: str | None = None, source: str | None = None) -> Reason:
        return Reason(code, message, claim, source, self.passage_id)

    def _neutral(
        self,
        code: ReasonCode,
        message: str,
        claim: str | None = None,
        source: str | None = None,
        figure: Quantity | None = None,
    ) -> Finding:
        closeness = max(self.p.supports, self.p.contradicts, self.coverage)
        return self._found(Stance.NEUTRAL, closeness, False, [self._reason(code, message, claim, source)], figure=figure)

    def _opposite(self, code: ReasonCode, message: str, figure: Quantity | None) -> Finding:
        return self._found(Stance.CONTRADICTS, self.p.contradicts, False, [self._reason(code, message)], figure=figure)

    def _by_rule(
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
        reason = self._reason(code, message, claim, source)
        return self._found(stance, strength, True, [reason], figure=figure_found, period=period)

    def _found(
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


_PLACES = ("place", "demonym")

_SUSPECTED = re.compile(r"\b(suspected|probable|probably|possible|possibly|alleged|unconfirmed)\b", re.IGNORECASE)
_CONFIRMED = re.compile(r"\bconfirm(ed|s)?\b", re.IGNORECASE)


def _status(text: str) -> str:
    """Whether what is counted is counted as confirmed or as suspected; plain where the text does not tell."""
    if _CONFIRMED.search(text):
        return "confirmed"
    return "suspected" if _SUSPECTED.search(text) else "plain"


COUNTS = frozenset({None, "percent", "usd", "eur", "gbp"})
"""Units whose head noun says what is counted; the noun beside a measure ("240mm launchers") says what it belongs to."""


def _same_thing(one: Quantity, other: Quantity) -> bool | None:
    same = same_thing_counted(one, other)
    return None if same is False and one.unit == other.unit and one.unit not in COUNTS else same


def _is_speaker(wanted: str, name: str, context: str) -> bool | None:
    """``same_speaker``, and the same where every capitalised word of one stands for a name of the other ("ROK JCS")."""
    same = same_speaker(wanted, name, context)
    if same:
        return True
    printed = read_names(name)
    short = [read_names(f"the {word}") for word in wanted.split() if word.isupper() and len(word) > 1]
    if short and printed and all(any(same_name(a, b) for a in names for b in printed) for names in short):
        return True
    return None if short else same


def _far_apart(one: Quantity, other: Quantity) -> bool:
    small, large = sorted((abs(one.value), abs(other.value)))
    return large > FAR_APART * max(small, 1e-9)


def _affirms(polarity: Polarity) -> bool:
    """Whether the text asserts its proposition: neither negated nor denied, or both."""
    return polarity.negated == polarity.denial


def _preference(alike: float, relation: Relation, same: bool | None) -> float:
    """Which of a passage's figures to compare: the likeliest to be of the same thing, agreement first when close."""
    bonus = 0.05 if relation in (Relation.WITHIN, Relation.FIRMER) else 0.0
    return alike + bonus + (0.1 if same else 0.0)
