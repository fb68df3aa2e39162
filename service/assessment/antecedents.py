"""Whom "he", "it", "the agency" and "the singer" stand for, from the sentences before."""

from __future__ import annotations

import re
from dataclasses import replace

from service.assessment.names import Name, read_names
from service.assessment.quotations import is_quote_open, quoted_spans, split_sentences
from service.assessment.records import Speech
from service.assessment.reports import read_sentence
from service.assessment.speech_words import ROLES, TITLES
from service.assessment.verbs import is_finite, tokenise, words_of


def _in_same_sentence(speech: Speech, text: str) -> str | None:
    """The person whom an adverbial before "he said" names: "In Mr X's speech, he said …"."""
    if speech.name.lower() not in ("he", "she") or speech.content is None:
        return None
    position = text.lower().find(f" {speech.name.lower()} ")
    if not 0 <= position < speech.content[0]:
        return None
    people = [name for name in read_names(text[:position]) if name.kind == "person"]
    return people[-1].text if people else None


def with_antecedent(speech: Speech, before: str, text: str = "") -> Speech:
    """``speech`` with "he", "it" or "the agency" replaced by whom they stand for, where ``before`` tells."""
    found = _in_same_sentence(speech, text) or antecedent(speech.name, before)
    if found is None or found == speech.name:
        return speech
    chain = tuple(found if name == speech.name else name for name in speech.chain)
    return replace(speech, name=found, chain=chain)


def antecedent(name: str, before: str) -> str | None:
    """Whom "he", "it" or "the agency" stands for in ``before``; ``None`` where it stands for itself or nobody fits.

    The nearest sentence goes first; in it whoever speaks, then the names before its first verb.
    """
    words = name.lower().split()
    is_person = words in (["he"], ["she"])
    is_thing = words == ["it"]
    are_many = words == ["they"]
    role = words[-1] if len(words) > 1 and words[0] == "the" else None
    by_trade = role is not None and role not in ROLES and _is_trade(role)
    if role not in ROLES or len(words) > 3:
        role = None
    if not before.strip() or not (is_person or is_thing or are_many or by_trade or role):
        return None
    sentences = split_sentences(before[-2000:])
    reach = _REACH if role or is_person else 3
    n = len(sentences) - 1
    while n >= 0 and len(sentences) - n <= reach:
        sentence = sentences[n]
        spans = quoted_spans(sentence, is_quote_open(" ".join(sentences[max(0, n - 3) : n])))
        found = read_sentence(sentence, spans)
        candidates = [found.name] if found is not None else []
        candidates += _subject_names(sentence, spans)
        if is_person and found is not None and antecedent(found.name, " ".join(sentences[:n])) is not None:
            return antecedent(found.name, " ".join(sentences[:n]))  # "the defender believes X": he is the defender
        for candidate in candidates:
            if candidate.lower() not in _PRONOUNS and _fits(candidate, is_person or by_trade, is_thing, are_many, role):
                return antecedent(candidate, " ".join(sentences[:n])) or candidate
        n -= 1
    return None


def _is_trade(role: str) -> bool:
    """Whether a noun says what somebody is or does: "the singer", "the 31-year-old", "the Frenchman"."""
    return role not in _FIRMS and _TRADE.fullmatch(role) is not None


_TRADE = re.compile(r"[a-z]{3,}(?:er|or|ist|ian|man|woman)|coach|captain|star|prop|boss|\d+-year-old|champion|teenager")


_FIRMS = words_of(
    "retailer maker carmaker broadcaster carrier lender insurer publisher manufacturer supplier operator developer "
    "newspaper paper letter regulator brewer builder producer producers exporter importer employer distributor "
    "provider server computer number center counter order former latter other matter vector factor sector emperor "
    "member"
)


_REACH = 8  # sentences back that a pronoun or a short role may point; news paragraphs hold one to three each


_PRONOUNS = words_of("he she it they i we you this that who well yes no oh indeed okay please thanks")
"""Words that begin a sentence with a capital and name nobody."""


def _subject_names(sentence: str, quoted: list[tuple[int, int]]) -> list[str]:
    """Names before the first finite verb, then titled persons anywhere, outside quotation marks."""
    tokens = tokenise(sentence)
    verb = next(
        (
            t.start
            for i, t in enumerate(tokens)
            if is_finite(tokens, i) and not any(a <= t.start < b for a, b in quoted)
        ),
        len(sentence),
    )
    names = [name for name in read_names(sentence) if not any(a <= name.start < b for a, b in quoted)]
    subjects = [
        name.text
        for name in names
        if name.start < verb
        and (sentence[name.end : name.end + 1] not in ("'", "’") or name is names[-1])
        and not any(
            _OFFICE_BETWEEN.fullmatch(sentence[name.end : other.start]) for other in names if other.start < verb
        )
    ]
    titled = [name.text for name in reversed(names) if name.text.split()[0].lower().rstrip(".") in TITLES]
    if not subjects and _POINTS_BACK.match(sentence):
        return titled  # its subject is named earlier, and whom it names is somebody else
    people = [name.text for name in reversed(names) if name.kind == "person"]
    return subjects + titled + people


_OFFICE_BETWEEN = re.compile(
    r"\s+(?:(?!and\b|or\b|but\b|in\b|of\b|at\b|on\b|for\b|to\b|by\b|with\b|from\b|as\b|over\b|after\b)[a-z][\w'’-]*\s+){1,4}"
)
"""What stands between the body and its holder of office: "Apple chief executive Tim Cook"."""


_POINTS_BACK = re.compile(r"(?:And|But)?\s*(?:[Tt]he\s+[\w-]+|[Hh]e|[Ss]he|[Hh]is|[Hh]er)\s")


def _fits(candidate: str, is_person: bool, is_thing: bool, are_many: bool, role: str | None) -> bool:
    lower = candidate.lower()
    last = lower.split()[-1] if lower.split() else ""
    names = read_names(candidate)
    kind = names[0].kind if names else "none"
    if is_person:
        titled = any(word.rstrip(".,") in TITLES for word in lower.split())
        alone = kind == "other" and len(names) == 1 and names[0].text == candidate and " " not in candidate
        return titled or alone or any(name.kind == "person" and not _is_of_nation(name) for name in names)
    if are_many:
        last = re.split(r"\s(?:from|of|at|in|for)\s", lower)[0].split()[-1]
        kind = "none" if last != lower.split()[-1] and last[0].islower() else kind
        return (last.endswith("s") and kind in ("none", "body", "demonym")) or " and " in lower
    if is_thing:
        return kind in ("body", "place") or any(word in ROLES - TITLES for word in lower.split())
    if role is None or lower == f"the {role}":
        return False
    if kind == "person":
        return role in TITLES and role in lower
    acronym = len(names) == 1 and kind == "body" and names[0].text.isupper() and role in _BODY_ROLES
    return acronym or role in lower or _ROLE_GROUPS.get(role, "-") in lower


def _is_of_nation(name: Name) -> bool:
    """Whether a name begins with a people's: "Irish Lions" are no person."""
    first = read_names(name.text.split()[0])
    return bool(first) and first[0].kind == "demonym"


_BODY_ROLES = words_of("agency service organisation group body office bureau department committee watchdog union")


_ROLE_GROUPS = {"agency": "service", "service": "agency", "army": "military", "military": "army", "company": "inc"}
