"""What a sentence leaves to the sentences before it, put back: who "he" is, whose "total", when "two days later" was.

Only what the text before settles is replaced; where it is in doubt the words stay, and the context goes along with the
check. Nothing here looks at the index.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta

from service.assessment.antecedents import antecedent
from service.assessment.names import Name, read_names
from service.assessment.periods import read_periods
from service.assessment.quantities import read_quantities
from service.assessment.quotations import quoted_spans
from service.assessment.records import Quantity
from service.assessment.speech import read_speech
from service.assessment.verbs import DETERMINERS, PREPOSITIONS, SUBORDINATORS, is_finite, tokenise, words_of
from service.drafts.wording import write_day

CONTEXT_CHARS = 2_000
"""How much of the text before goes along with a check: some fifteen sentences, far more than a pronoun reaches."""

_REACH = 4
"""Sentences back that "they" or a bare total may point."""

_OPENING = re.compile(r"^(He|She|It|They)\b(?=\s+[a-z])")
_ROLE = re.compile(r"^The ([a-z]+)\b(?=\s+[a-z])")
_ROLES = words_of(
    "agency army body chancellor commission commissioner committee company council department director firm "
    "foundation government group governor mayor military minister ministry office officer organisation organization "
    "president premier secretary service spokesman spokesperson spokeswoman union university"
)
_SUM = re.compile(r"\b(the) (total|toll|number|figure)\b(?!\s+(?:of|number)\b)", re.IGNORECASE)
_BARE_TOTAL = re.compile(
    r"\b(total of (?:(?:about|around|some|nearly|almost|over|roughly|at least|more than|up to) )?\d[\d,]*\d)"
    r"(?=[.,;]|\s+(?:to|by|were|are|is|was|had|has|have|will|would|in|since|until)\b)"
)
_OF_THEM = re.compile(r"\b(\d[\d,]*\d|[Mm]ost|[Hh]alf|[Mm]any|[Ss]ome|[Aa]ll) of them\b")
_THAT_INCLUDES = re.compile(r"^(?:That|This|These|Those)(?= (?:includes?|included)\b)")
_LATER = re.compile(
    r"^(?:(?P<n>\d+|one|two|three|four|five|six|seven|ten|a) (?P<unit>day|week)s? (?:later|after(?:wards?)?)"
    r"|The (?:next|following) (?P<next>day))\b,?(?=\s)",
    re.IGNORECASE,
)
_NUMBERS = {"a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "ten": 10}
_HALVES = re.compile(r"\b([Tt]he) (North|South)\b(?! [A-Z]| of\b|ern\b|-)")
_HALF_OF = re.compile(r"\b(North|South) (Korea|Sudan|Africa|Yemen|Ossetia)(?:ns?)?\b")


def resolve(sentence: str, before: Sequence[str], reference: date | None = None) -> str:
    """``sentence`` as it reads without the sentences ``before`` it, which are resolved already.

    ``reference`` is the day that relative dates of the text count from.
    """
    text = " ".join(before[-15:])
    sentence = _with_day(sentence, before, reference)
    sentence = _with_referent(sentence, text, before)
    sentence = _with_sum(sentence, before)
    sentence = _with_counted(sentence, before)
    sentence = _with_full_names(sentence, text)
    return _with_country(sentence, text)


def context_of(before: Sequence[str]) -> str:
    """The end of the text before, whole sentences only."""
    kept: list[str] = []
    for sentence in reversed(before):
        if sum(len(s) + 1 for s in kept) + len(sentence) > CONTEXT_CHARS:
            break
        kept.insert(0, sentence)
    return " ".join(kept)


# --------------------------------------------------------------------------------------------------------------- who


def _with_referent(sentence: str, text: str, before: Sequence[str]) -> str:
    """A pronoun or a bare role at the beginning as the name or the noun phrase that it stands for."""
    opening = _OPENING.match(sentence)
    if opening:
        pronoun = opening[1].lower()
        found = antecedent(pronoun, text)
        if found is None and pronoun == "it":
            found = _speaking_body(before)
        if found is None and pronoun == "they":
            found = next((s for s in map(_plural_subject, reversed(before[-_REACH:])) if s), None)
        return _capital(found) + sentence[opening.end() :] if found else sentence
    role = _ROLE.match(sentence)
    if role and role[1] in _ROLES:
        found = antecedent(f"the {role[1]}", text)
        return _capital(found) + sentence[role.end() :] if found else sentence
    included = _THAT_INCLUDES.match(sentence)
    if included and before:
        counted = _counted(before[-1])
        return _capital(counted) + sentence[included.end() :] if counted else sentence
    return sentence


def _speaking_body(before: Sequence[str]) -> str | None:
    """Who speaks in the sentence just before, where it is no person and not several: "the coastguard"."""
    speech = read_speech(before[-1]) if before else None
    name = speech.name if speech else ""
    last = name.lower().split()[-1:] or [""]
    if not name.lower().startswith("the ") or last[0].endswith(("s", "man", "woman", "people")) or read_names(name):
        return None
    return name


def _plural_subject(sentence: str) -> str | None:
    """The noun phrase before the first verb of what a sentence says, where it stands for several."""
    speech = read_speech(sentence)
    if speech is not None and speech.content is not None:
        sentence = sentence[slice(*speech.content)].strip(' ,“”"')
    tokens = tokenise(sentence)
    verb = next((i for i in range(1, len(tokens)) if is_finite(tokens, i)), None)
    if verb is None or tokens[verb].lower in ("is", "was", "has"):
        return None
    first = verb
    for i in range(verb - 1, -1, -1):
        word = tokens[i].lower
        if not tokens[i].is_word and not tokens[i].text[0].isdigit():
            break
        if (word in PREPOSITIONS and word != "of") or word in SUBORDINATORS:
            break
        first = i
        is_figure = tokens[i].text[0].isdigit() and (i == 0 or tokens[i - 1].lower not in _HEDGES)
        if (word in DETERMINERS or is_figure) and (i == 0 or tokens[i - 1].lower != "of"):
            break
    phrase = sentence[tokens[first].start : tokens[verb - 1].end] if first < verb else ""
    head = tokens[verb - 1].lower if first < verb else ""
    return phrase if (head.endswith("s") or head in ("people", "men", "women", "children", "police")) else None


_HEDGES = words_of("about around some nearly almost over roughly than least to")


def _counted(sentence: str) -> str | None:
    """What the last figure of a sentence counts, without the figure: "North Korean casualties"."""
    figures = [q for q in read_quantities(sentence) if q.unit is None]
    if not figures:
        return None
    put_at = re.search(r"\b(?:put|puts|estimated?|estimates) ((?:[\w'’-]+ ){1,5})at\b", sentence)
    if put_at:
        return put_at[1].strip()
    figure = figures[-1]
    return _noun(sentence, figure)


def _noun(sentence: str, figure: Quantity) -> str | None:
    """The words behind a figure up to the noun that it counts."""
    if figure.counted is None:
        return None
    behind = sentence[figure.end :].lstrip()
    words = re.match(r"(?:[\w'’-]+ ?){1,4}", behind)
    if words is None:
        return None
    taken: list[str] = []
    for word in words[0].split():
        taken.append(word)
        if word.lower().rstrip("s").startswith(figure.counted[:4]) or word.lower() in ("people", "men", "women"):
            return " ".join(taken)
    return None


def _with_sum(sentence: str, before: Sequence[str]) -> str:
    """ "the total" with what it is the total of, where a sentence just before counts it."""
    found = _SUM.search(sentence)
    if not found:
        return sentence
    for earlier in reversed(before[-_REACH:]):
        counted = _counted(earlier)
        if counted:
            of = f"{found[1]} {found[2]} of {counted}"
            return sentence[: found.start()] + of + sentence[found.end() :]
    return sentence


def _with_counted(sentence: str, before: Sequence[str]) -> str:
    """ "a total of 12,000" and "3,000 of them" with what a sentence just before counts."""
    found = _BARE_TOTAL.search(sentence) or _OF_THEM.search(sentence)
    if not found:
        return sentence
    counted = next((c for c in map(_counted, reversed(before[-_REACH:])) if c), None)
    if counted is None:
        return sentence
    said = f"{found[1]} {counted}" if found.re is _BARE_TOTAL else f"{found[1]} of the {counted}"
    return sentence[: found.start()] + said + sentence[found.end() :]


# ------------------------------------------------------------------------------------------------------------- names


def _with_full_names(sentence: str, text: str) -> str:
    """A surname alone as the last full name with it, once, outside quotation marks."""
    people = [n for n in read_names(text) if n.kind == "person" and len(n.key) > 1]
    if not people:
        return sentence
    quoted = quoted_spans(sentence)
    own = [n for n in read_names(sentence) if len(n.key) > 1]
    done: set[str] = set()
    for name in reversed(read_names(sentence)):
        if len(name.text.split()) != 1 or any(a <= name.start < b for a, b in quoted):
            continue
        if any(name.key[0] in other.key for other in own) or name.text in done:
            continue
        full = next((p for p in reversed(people) if name.key[0] in (p.key[0], p.key[-1]) and _has(p, name)), None)
        if full is not None:
            sentence = sentence[: name.start] + _untitled(full) + sentence[name.end :]
            done.add(name.text)
    return sentence


def _has(person: Name, name: Name) -> bool:
    return name.text in person.text.split()


def _untitled(person: Name) -> str:
    """A person's name without title and office: what ``key`` holds, as printed."""
    words = person.text.split()
    kept = [w for w in words if all(part in person.key for part in re.split(r"[-\s]", w.casefold()))]
    return " ".join(kept) if len(kept) > 1 else person.text


def _with_country(sentence: str, text: str) -> str:
    """ "the North" as the country of that name, where the text before speaks of one."""
    found = _HALVES.search(sentence)
    countries = list(_HALF_OF.finditer(text)) if found else []
    if not found or not countries:
        return sentence
    return f"{sentence[: found.start()]}{found[2]} {countries[-1][2]}{sentence[found.end() :]}"


# -------------------------------------------------------------------------------------------------------------- when


def _with_day(sentence: str, before: Sequence[str], reference: date | None) -> str:
    """ "Two days later" as the day itself, where the sentence before tells the day that it counts from."""
    later = _LATER.match(sentence)
    if not later or not before:
        return sentence
    days = [
        p.start
        for earlier in before[-2:]
        for p in read_periods(earlier, reference)
        if p.precision == "day" and p.start is not None and p.start == p.end
    ]
    if not days:
        return sentence
    n = 1 if later["next"] else _NUMBERS.get(later["n"].lower()) or int(later["n"])
    day = days[-1] + timedelta(days=n * (7 if (later["unit"] or "").lower() == "week" else 1))
    return f"On {write_day(day)}{sentence[later.end() :]}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
