"""A claim typed in haste, read in the spelling of the passages that the search found for it.

Only a word that no dictionary has is touched: one that the stance model's tokenizer knows as a whole is left alone
("minister" never becomes "ministry"), with its endings and with "un-" before it, and so is one that the passages have
in any form. What is left is read as the one word of the passages that is a slip away: a letter more, fewer, other or
exchanged with its neighbour (Damerau 1964), two such slips in a long word in lower case. A name may be one slip off, as
"Iran" and "Iraq" are known words. A claim without capitals gets those that the passages give its words.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from service.assessment.statements import content_words, stem

MIN_LETTERS = 5
"""Shorter words have too many neighbours."""

LONG_LETTERS = 8
"""From here on two slips are allowed."""

_WORD = re.compile(r"[^\W\d_]+")
_TOKENIZER = Path(__file__).parent / "models" / "fast" / "tokenizer.json"


def respell(claim: str, passages: Iterable[str]) -> str:
    """``claim`` in the spelling of ``passages``; itself where nothing is to be changed."""
    seen: Counter[str] = Counter()
    for passage in passages:
        words = _WORD.findall(passage)
        seen.update(words[:1])  # a capital there tells nothing, but the word is known
        for word in words[1:]:
            seen[word] += 1
    by_lower: dict[str, Counter[str]] = {}
    for word, count in seen.items():
        by_lower.setdefault(word.lower(), Counter())[word] += count
    careless = not any(letter.isupper() for letter in claim)
    telling = {word for word, _, _ in content_words(claim)} if careless else set()

    def read(match: re.Match[str]) -> str:
        word = match.group()
        lower = word.lower()
        if lower not in by_lower and not (lower.endswith("s") and lower[:-1] in by_lower):
            lower = _neighbour(word, by_lower) or lower
        if lower == word.lower() and not careless:
            return word
        forms = by_lower.get(lower)
        if forms is None:
            singular = by_lower.get(lower[:-1]) if lower.endswith("s") else None
            named = careless and singular is not None and all(form[0].isupper() for form in singular)
            return word.capitalize() if named and len(lower) >= MIN_LETTERS else word
        always = all(form[0].isupper() for form in forms)
        usual = min(forms, key=lambda form: (-forms[form], form))
        if lower != word.lower():
            return usual if always or word[0].islower() else lower.capitalize()
        return usual if always and lower in telling and len(word) > 2 else word

    return _WORD.sub(read, claim)


def _neighbour(word: str, known: Iterable[str]) -> str | None:
    """The only word of ``known`` that ``word`` can be a slip for, in lower case; ``None`` where none or several can."""
    lower = word.lower()
    if len(lower) < MIN_LETTERS or not lower.isascii() or is_word(lower):
        return None
    if any(stem(other) == stem(lower) for other in known):
        return None  # another form of a word that they have
    most = 2 if len(lower) >= LONG_LETTERS and word[0].islower() else 1
    near = [other for other in known if other[0] == lower[0] and len(other) >= MIN_LETTERS]
    for slips in range(1, most + 1):
        found = {other for other in near if is_within(lower, other, slips)}
        if found:
            return next(iter(found)) if len(found) == 1 else None
    return None


def is_word(word: str) -> bool:
    """Whether the vocabulary of the shipped model, made of 3.3 billion words of English, has it or its bare form."""
    bare = word.removeprefix("un") if len(word) > LONG_LETTERS - 1 else word
    forms = {word, bare, *(bare.removesuffix(ending) for ending in ("s", "d", "ed", "ing", "ly"))}
    return any(len(form) >= MIN_LETTERS - 1 and form in _vocabulary() for form in forms)


@lru_cache(maxsize=1)
def _vocabulary() -> frozenset[str]:
    return frozenset(json.loads(_TOKENIZER.read_text(encoding="utf-8"))["model"]["vocab"])


def is_within(one: str, other: str, slips: int) -> bool:
    """Whether the optimal string alignment distance of two words is at most ``slips``."""
    if abs(len(one) - len(other)) > slips:
        return False
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        last, before, row = before, row, [i]
        for j, theirs in enumerate(other, 1):
            cost = min(before[j] + 1, row[-1] + 1, before[j - 1] + (letter != theirs))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == theirs:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
        if min(row) > slips:
            return False
    return row[-1] <= slips
