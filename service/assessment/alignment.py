"""Small questions of alignment: the same thing counted, the same status, the same speaker, the same words."""

from __future__ import annotations

import re
from collections.abc import Iterable

from service.assessment import units
from service.assessment.names import read_names, same_name
from service.assessment.numbers import in_digits
from service.assessment.quantities import compare_quantities, same_thing_counted
from service.assessment.records import Polarity, Quantity, Relation
from service.assessment.speakers import holds_role, same_speaker
from service.assessment.statements import content_words, stem

FATES = frozenset(
    ("killed", "injured", "captured", "arrested", "missing", "displaced", "rescued", "infected", "stranded", "freed")
)
"""What ``quantities`` adds to the modifiers of counted people."""

FAR_APART = 20.0
"""Ratio of two figures from which they are held to count different things unless grammar and words agree."""

PLACES = ("place", "demonym")

_SUSPECTED = re.compile(r"\b(suspected|probable|probably|possible|possibly|alleged|unconfirmed)\b", re.IGNORECASE)
_CONFIRMED = re.compile(r"\bconfirm(ed|s)?\b", re.IGNORECASE)


def count_status(text: str) -> str:
    """Whether what is counted is counted as confirmed or as suspected; plain where the text does not tell."""
    if _CONFIRMED.search(text):
        return "confirmed"
    return "suspected" if _SUSPECTED.search(text) else "plain"


COUNTS = frozenset({None, "percent", "usd", "eur", "gbp"})
"""Units whose head noun says what is counted; the noun beside a measure ("240mm launchers") says what it belongs to."""


def same_thing(one: Quantity, other: Quantity) -> bool | None:
    same = same_thing_counted(one, other)
    return None if same is False and one.unit == other.unit and one.unit not in COUNTS else same


def aligned(figure: Quantity, others: Iterable[Quantity]) -> tuple[Quantity, Relation] | None:
    """The first of the other figures that grammar alone shows to count the same, and its relation to ``figure``.

    One that agrees comes before one that does not; ``None`` where none is shown to count the same.
    """
    best: tuple[Quantity, Relation] | None = None
    for other in others:
        relation = compare_quantities(figure, other)
        if relation is Relation.UNLIKE or is_aside(other) or same_thing_counted(figure, other) is not True:
            continue
        if relation in (Relation.WITHIN, Relation.FIRMER):
            return other, relation
        best = best or (other, relation)
    return best


def is_aside(figure: Quantity) -> bool:
    """Whether the sentence only mentions the figure: what it was before a change, or the whole of "200 of the 900"."""
    return is_former(figure) or "whole" in figure.modifiers


def is_former(figure: Quantity) -> bool:
    """Whether the sentence gives it as what was before a change: the 11 of "rose from 11 to 15"."""
    return "earlier" in figure.modifiers


def is_speaker(wanted: str, name: str, context: str) -> bool | None:
    """``same_speaker``, and the same where every capitalised word of one stands for a name of the other ("ROK JCS")."""
    same = same_speaker(wanted, in_full(name, context), context)
    if same or _ends_with_name(wanted, name) or holds_role(wanted, name, context):
        return True
    printed = read_names(name)
    short = [read_names(f"the {word}") for word in wanted.split() if word.isupper() and len(word) > 1]
    if short and printed and all(any(same_name(a, b) for a in names for b in printed) for names in short):
        return True
    return None if short else same


def in_full(speaker: str, context: str) -> str:
    """A bare surname as the person whom ``context`` names in full: "Holm" where "Ida Holm" was named before."""
    if " " in speaker or not speaker[:1].isupper():
        return speaker
    people = (n for n in read_names(context) if n.kind == "person" and len(n.key) > 1)
    return next((n.text for n in people if n.key[-1] == speaker.lower()), speaker)


def is_called(wanted: str, role: str, claim: str) -> bool:
    """Whether ``role`` ("the judge") is what the claim itself calls its speaker ("Ida Brekke, the Norwegian judge")."""
    bare = re.match(r"the\s+((?:[a-z]+\s+)?[a-z]+)$", role.strip())
    if bare is None:
        return False
    who, what = re.escape(wanted), re.escape(bare[1])
    return re.search(rf"{who},\s+[^,.;]{{0,60}}\b{what}\b|\b{what},?\s+{who}", claim) is not None


_SIGNIFICANT = 2
"""Digits that two figures must share for one to be a slip of the other's unit or scale."""


def is_slip(one: Quantity, other: Quantity) -> bool:
    """Whether both have the same digits in another scale or currency: "$58 million" for $58,000, "£28bn" for $28bn."""
    if not one.value or not other.value or one.value == other.value:
        return False
    return _digits(one) == _digits(other) and len(_digits(one)) >= _SIGNIFICANT


def _digits(figure: Quantity) -> str:
    """Its significant digits, five at most: "58" of 58,000."""
    return f"{abs(figure.value):.4e}".split("e")[0].replace(".", "").rstrip("0")


def is_in_other_currency(one: Quantity, other: Quantity) -> bool:
    """Whether both are the same sum of two significant digits at least in different currencies: "£28bn" for $28bn."""
    if not {one.unit, other.unit} <= units.MONEY or one.unit == other.unit or one.per != other.per:
        return False
    return one.value == other.value and len(_digits(one)) >= _SIGNIFICANT


def is_printed(figure: Quantity, text: str) -> bool:
    """Whether a plain number of three digits or more stands in ``text``, though nothing is counted there: "228-205"."""
    digits = f"{figure.value:,.0f}"
    if figure.unit is not None or figure.value != round(figure.value) or figure.value < 100:
        return False
    return re.search(rf"(?<![\d.,]){digits}(?![\d]|[.,]\d)", text) is not None


def _ends_with_name(wanted: str, name: str) -> bool:
    """Whether one is the other's full name behind a title or a description: "Prosecutor Mihai Dragan"."""
    short, long = sorted((wanted.split(), name.split()), key=len)
    if len(short) < 2 or not all(word[:1].isupper() for word in short) or long[-len(short) :] != short:
        return False
    return len(long) == len(short) or long[-len(short) - 1].lower() not in _OF_ANOTHER


_OF_ANOTHER = frozenset(("of", "for", "and", "by", "to", "with", "against", "at", "from", "in"))
"""What stands before somebody else's name: "a lawyer for Ida Brekke"."""


MIN_VERBATIM_WORDS = 4
"""Fewer words may stand in a passage by chance."""


def holds_verbatim(passage: str, claim: str) -> bool:
    """Whether the claim's words stand in the passage in a row, at its start or after a break in the sentence."""
    words = " ".join(_WORD.findall(claim.casefold()))
    if words.count(" ") + 1 < MIN_VERBATIM_WORDS:
        return False
    clauses = (" ".join(_WORD.findall(clause.casefold())) for clause in _clauses(in_digits(passage)))
    return any(clause.startswith(words) for clause in clauses)


def goes_on_alike(ours: str, theirs: str) -> bool:
    """Whether the words behind two names are the same: one verb at once, then all of ours in order, others between."""
    wanted = [stem(word) for word, _, _ in content_words(ours)]
    found = [stem(word) for word, _, _ in content_words(theirs)][: 3 * len(wanted)]
    if len(wanted) < 2 or wanted[:1] != found[:1]:
        return False
    rest = iter(found)
    return all(word in rest for word in wanted)


_WORD = re.compile(r"\d[\d.,]*\d|\w+|[$£€¥₹₩₽%]")  # "£28bn" is not "$28bn"
_BREAK = re.compile(r"[,;:“”\"—–]\s*|\bthat\s+")


def _clauses(text: str) -> list[str]:
    """``text`` from its start and from after each break to its end."""
    return [text, *(text[match.end() :] for match in _BREAK.finditer(text))]


def far_apart(one: Quantity, other: Quantity) -> bool:
    small, large = sorted((abs(one.value), abs(other.value)))
    return large > FAR_APART * max(small, 1e-9)


def affirms(polarity: Polarity) -> bool:
    """Whether the text asserts its proposition: neither negated nor denied, or both."""
    return polarity.negated == polarity.denial
