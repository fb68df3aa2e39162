"""A claim and a passage as the readers see them, and as the stance model is given them to read."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from service.assessment.names import Name, country_of, is_capital, read_names, same_name
from service.assessment.numbers import in_digits
from service.assessment.periods import periods_agree, read_periods
from service.assessment.polarity import is_silence, read_polarity
from service.assessment.quantities import read_quantities
from service.assessment.quotes import read_quotes
from service.assessment.records import Modality, Period, Polarity, Quantity, QuantityKind, Speech
from service.assessment.speech import read_speech
from service.assessment.statements import Claim, content_words, stem

HEADLINE_SHARE = 0.8
"""Least share of capitals among words of four letters and more in a headline; sentences of news have about a third."""

_LONG_WORD = re.compile(r"\b[^\W\d_]{4,}")

MAX_FIGURES = 24
"""Figures of one sentence that are compared; a sentence with more is a table, which is not read."""


@dataclass(frozen=True, slots=True)
class ClaimReading:
    """A claim as the readers see it. Offsets of its parts count in ``content``.

    ``when`` holds the times that the claim states, also outside its content ("In late October X said ..."). ``actor``
    is who confirms, denies or admits where the claim is of such an act, or who has not; ``is_silent`` is true where
    it says that somebody has not spoken. ``quotes`` are the words that it has in quotation marks as somebody's.
    ``opening`` is one capitalised word that it begins with: a name ("Moya won") where a passage has it as one.
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
    quotes: tuple[str, ...] = ()
    opening: Name | None = None

    @property
    def is_headline(self) -> bool:
        """Whether nearly every long word has a capital, so that capitals do not tell names from other words."""
        words = _LONG_WORD.findall(self.content)
        if len(words) < 4 or sum(word[0].isupper() for word in words) < HEADLINE_SHARE * len(words):
            return False
        small = [n for _, n, _ in content_words(self.content) if self.content[n].islower()]
        return not small  # "Ana Pinto met Kai Berg in Selby" is a sentence: its verb is small

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


_SAYING_SO = ("acknowledge", "admit", "confirm", "comment", "deny", "disclose", "dismiss", "reject")

CONTEXT_CHARS = 600
"""How much of the text before a passage is read for names: about two paragraphs of news."""

ACTS = frozenset((*_SAYING_SO, "condemn", "pledge", "promise", "refuse", "retract", "threaten"))
"""Verbs whose saying is itself the event: "X confirmed that Y" claims the confirming, not only Y."""

_NOT_ANOTHER = re.compile(r",\s+not\s+[^,]{2,60},")

PRONOUN_FIRST = re.compile(r"^(he|she|it|they)\b", re.IGNORECASE)


def read_claim(claim: Claim, reference: date | None = None) -> ClaimReading:
    """The claim read. ``reference`` is the day that its relative dates count from (``as_of``).

    Where the claim's verb of speech is an act of its own (``ACTS``) the whole claim is judged and nobody is merely
    quoted; else a pronoun that opens what was said stands for its speaker.
    """
    content = claim.content
    actor = told_of = None
    planned = (
        any(stem(word) in _EXPECTING for word in (claim.cue or "").split()) or _UNDER_WAY.search(content) is not None
    )
    speaker = claim.speaker
    if speaker is not None:
        if any(stem(word) in ACT_STEMS for word in (claim.cue or "").split()):
            actor = speaker
            claim = replace(claim, speaker=None, cue=None, content=claim.text)
            content = claim.text
        else:
            quoted = any(quote.startswith(content[:20]) for quote in read_quotes(claim.text))
            opening = None if quoted else PRONOUN_FIRST.match(content)  # in one's own words "it" is somebody else
            content = speaker + content[opening.end() :] if opening else content
            told_of = speaker if opening else None
            content = _NOT_ANOTHER.sub("", content)  # "X, not Y, put it at": Y is no part of what was said
    content = in_digits(content)
    names = [n for n in read_names(content) if not _stands_for_pronoun(n, told_of)]
    return ClaimReading(
        claim=claim,
        content=content,
        figures=tuple(read_quantities(content)[:MAX_FIGURES]),
        periods=tuple(read_periods(content, reference)),
        names=tuple(n for n in names if not _is_plain_opening(n)),
        polarity=_expected(read_polarity(content)) if planned else read_polarity(content),
        stems=stems_of(content) - (stems_of(claim.speaker) if claim.speaker else frozenset()),
        when=tuple(read_periods(claim.text, reference)),
        actor=actor or _subject_of_silence(content),
        is_silent=is_silence(content),
        quotes=read_quotes(claim.text) if speaker is not None else (),
        opening=next((n for n in names if _is_plain_opening(n)), None),
    )


def _stands_for_pronoun(name: Name, told_of: str | None) -> bool:
    """Whether this is the speaker's name that took the place of "he": a passage may say "he" there as well."""
    return told_of is not None and name.end <= len(told_of)


_EXPECTING = frozenset(map(stem, ("expect", "anticipate", "predict", "forecast", "plan", "hope", "intend", "project")))


_UNDER_WAY = re.compile(
    r"^[^,;]{0,80}?\b(?:(?:is|are)\s+(?:now\s+|also\s+)?(?:taking|buying|selling|acquiring|merging|joining|leaving|closing|opening"
    r"|moving|launching|hiring|cutting|planning|preparing|going|giving|sending|returning|withdrawing|quitting|raising|building)"
    r"|(?:told|asked|ordered|instructed|required|urged|directed)\s+(?:[\w'-]+\s+){1,5}?to\s|(?:is|are|was|were)\s+meant\s+(?:for|to)|ha(?:s|ve)\s+an?\s+(?:\w+\s+)?(?:deal|agreement|plan|contract)\s+to"
    r"|(?:pledged|promised|vowed|offered|proposed|ordered)\s+(?:an?|the|more|new|up\s+to|[£$€]|\d))(?:\b|(?<=[£$€]))"
)
"""What is under way or was told to be done is no fact yet: "X is taking over Y" is held by "X agrees to buy Y"."""


def _expected(polarity: Polarity) -> Polarity:
    """What somebody expects is no fact yet, whatever its verb: "X expects Y to come"."""
    return replace(polarity, modality=Modality.PLANNED) if polarity.modality is Modality.FACT else polarity


def _subject_of_silence(content: str) -> str | None:
    """Who has not confirmed or commented, where the claim is of such a silence."""
    names = read_names(content) if is_silence(content) else []
    return names[0].text if names else None


def _is_plain_opening(name: Name) -> bool:
    """Whether this is one word at the start of a sentence, which is capitalised whatever it is."""
    return name.start == 0 and name.kind == "other" and len(name.key) == 1 and not name.text.isupper()


@lru_cache(maxsize=4096)
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
        context_names=tuple(read_names(f"{title}. {_lead_in(before, CONTEXT_CHARS)}")),
        polarity=read_polarity(text),
        speech=read_speech(text, before, after),
        stems=stems_of(text),
        context_stems=stems_of(f"{title} {lead}"),
        published_start=published_start,
        published_end=published_end,
        is_silent=is_silence(text),
    )


ACT_STEMS = frozenset(stem(verb) for verb in ACTS)
_SAYING_SO_STEMS = frozenset(stem(verb) for verb in _SAYING_SO)


_BINDING_STEMS = frozenset(map(stem, ("pledge", "promise", "vow", "commit", "agree", "undertake")))


def rival_acts(stems: frozenset[str]) -> frozenset[str]:
    """The acts that bear on a claim of one: confirming, denying and commenting on each other, a promise on a pledge."""
    own = stems & ACT_STEMS
    if own & _SAYING_SO_STEMS:
        return _SAYING_SO_STEMS
    return own | _BINDING_STEMS if own & _BINDING_STEMS else own


@dataclass(frozen=True, slots=True)
class Premise:
    """One wording of a passage that a stance model reads.

    ``text`` has a lead-in where it points back or leaves out what the claim names. ``in_context`` has the story's title
    and the sentence before it in brackets: "[Harbour drops plan. The council met on Monday.] It was to cost £2m."
    So the careful model's seventh stage read 0.72 of the passages that development statements turn on rightly (over the
    three stances on average; 0.67 by ``text``), and the quick one no more of them (2026-11-28).
    """

    text: str
    in_context: str


def premises(passage: PassageReading, claim: ClaimReading | None = None) -> list[Premise]:
    """What the stance models read for a passage: the sentence, and what was said without who said or believes it.

    A sentence that points back ("they", "of them") is led in by the one before, and one that leaves out what ``claim``
    names ("The strike had lasted 19 days") by the nearest one before it that names it.
    """
    lead = _lead(passage, claim)
    around = in_digits(_surroundings(passage, lead))

    def wording(text: str, led: str = "") -> Premise:
        return Premise(f"{led} {text}"[-600:] if led else text, f"[{around}] {text}" if around else text)

    text, led = in_digits(passage.text), in_digits(lead)
    first, speech = wording(text, led), passage.speech
    if speech is None and (plain := _HEARSAY.sub(_plainly, text)) != text:
        return [first, wording(plain, led)]
    if speech is None or speech.content is None or speech.denies:
        return [first]
    if any(stem(word) in ACT_STEMS for word in speech.cue.split()):
        return [first]
    said = _HEARSAY.sub(_plainly, in_digits(passage.text[slice(*speech.content)].strip(' ,“”"')))
    return [first, wording(said)] if len(said.split()) >= MIN_SAID_WORDS else [first]


def _surroundings(passage: PassageReading, lead: str) -> str:
    """The title and the lead-in or, where there is none, the sentence before; "" for a headline itself."""
    if passage.text == passage.title:
        return ""
    earlier = lead or next(iter(_earlier_sentences(passage)[-1:]), "")
    title = passage.title[:TITLE_CHARS].strip()
    if title and title[-1] not in ".!?":
        title += "."
    return " ".join(part for part in (title, earlier[-EARLIER_CHARS:]) if part)


TITLE_CHARS = 120
"""Of a title that is put around a sentence; the longest of news have about as many."""

EARLIER_CHARS = 220
"""The same of the sentence before, its end; a sentence of news has 130 on average."""


_HEARSAY = re.compile(
    r"\b(?P<be>is|are|was|were)\s+(?:widely\s+|now\s+|also\s+)?(?:believed|thought|reported|understood|known|estimated)\s+to\s+"
    r"(?P<to>be|have)\b"
)


def _plainly(found: re.Match[str]) -> str:
    """ "were believed to have been sent" without the belief: "have been sent"."""
    if found["to"] == "be":
        return found["be"]
    return "has" if found["be"] in ("is", "was") else "have"


def _lead(passage: PassageReading, claim: ClaimReading | None) -> str:
    earlier = _earlier_sentences(passage)
    if not earlier:
        return ""
    if _POINTS_BACK.search(passage.text[:60]):
        return earlier[-1]
    if claim is None or not _tells_of(claim, passage):
        return ""
    for name in claim.names:
        if name.kind == "demonym" or any(same_name(name, other) for other in passage.names):
            continue
        for sentence in reversed(earlier[-LEAD_SENTENCES:]):
            if any(same_name(name, other) for other in read_names(sentence)):
                return sentence
    return ""


def _earlier_sentences(passage: PassageReading) -> list[str]:
    return [s for s in _SENTENCE_BREAK.split(passage.before[-CONTEXT_CHARS:].strip()) if s]


def _tells_of(claim: ClaimReading, passage: PassageReading) -> bool:
    """Whether the passage itself has half of what the claim says of its names: a lead-in may name, not tell."""
    said = claim.stems - frozenset().union(*(stems_of(name.text) for name in claim.names))
    return bool(said) and 2 * len(said & passage.stems) >= len(said)


LEAD_SENTENCES = 3
"""How far back what a sentence leaves out is looked for; further off the story has moved on."""

_SENTENCE_BREAK = re.compile(r"(?<=[.!?”\"])\s+|\n+")

MIN_SAID_WORDS = 5
"""Fewer words of speech say too little to be read without the sentence that they stand in."""

_POINTS_BACK = re.compile(
    r"^[“\"']?(he|she|it|they|this|these|those|that|his|her|its|their|such)\b|\b(of them|the former|the latter)\b",
    re.IGNORECASE,
)


def in_words_of(claim_text: str, claim: ClaimReading, passage: PassageReading) -> str:
    """``claim_text`` in the passage's own form: its names ("Pyongyang" for the state), its way of printing a figure
    ("4,800" for "four thousand eight hundred"), not the day that it reports on.

    News leaves out the day of its own publication: "52 were killed on 18 March 2011", put to a report of that day, is
    asked as "52 were killed".
    """
    for name in claim.names:
        if any(other.text == name.text for other in passage.names):
            continue
        for other in passage.names:
            if same_name(name, other) and other.kind == name.kind:
                claim_text = claim_text.replace(name.text, other.text)
                break
    for figure in claim.figures:
        if figure.text in passage.text or claim_text.count(figure.text) != 1:
            continue
        printed = next((o for o in passage.figures if _is_printed_otherwise(figure, o)), None)
        if printed is not None:
            claim_text = claim_text.replace(figure.text, in_digits(printed.text))
    for period in claim.periods:
        if _is_of_publication(period, passage):
            claim_text = re.sub(
                rf",?\s*\b((on|in|during)\s+)?{re.escape(period.text)}", "", claim_text, count=1
            ).strip()
    return _CAPITAL_OF.sub(lambda m: _capital_in(m, passage), claim_text)


def _is_printed_otherwise(figure: Quantity, other: Quantity) -> bool:
    """Whether both are one value with one hedge and unit, so that only the print differs."""
    return (
        (figure.value, figure.low, figure.high, figure.unit, figure.per)
        == (other.value, other.low, other.high, other.unit, other.per)
        and figure.hedge is other.hedge
        and (figure.kind is QuantityKind.ORDINAL) == (other.kind is QuantityKind.ORDINAL)
        and (figure.kind is not QuantityKind.ORDINAL or figure.counted == other.counted)
    )


_STATES_A_BOUND = re.compile(r"(from|since|by|until|till|before|after|between)\b", re.IGNORECASE)


def _is_of_publication(period: Period, passage: PassageReading) -> bool:
    """Whether a passage that states no other time was published at ``period``, so that it need not repeat it."""
    if passage.published_start is None or passage.published_end is None or _STATES_A_BOUND.match(period.text):
        return False
    published = Period("", 0, 0, passage.published_start, passage.published_end, "interval")
    stated = any(periods_agree(period, other) is False for other in passage.periods)
    return not stated and periods_agree(period, published) is True


_CAPITAL_OF = re.compile(r"\b[Tt]he ((?:[A-Z]\w+ ){1,2})capital\b")


def _capital_in(phrase: re.Match[str], passage: PassageReading) -> str:
    """ "the Norwegian capital" as the city that the passage names, where it names one of that country."""
    country = next((country_of(name) for name in read_names(phrase[1].strip())), None)
    if country is None:
        return phrase[0]
    cities = (n.text for n in passage.names if country_of(n) == country and is_capital(n))
    return next(cities, phrase[0])


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
