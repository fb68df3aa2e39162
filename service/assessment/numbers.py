"""Text → tokens, and tokens → numbers: the ground that quantities are read on.

A number is what stands for a value whatever its form: "11,000", "11 000", "11k", "eleven thousand", "half a million".
What it counts, how it is hedged and whether it is a figure at all is for quantities to say.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple


class Token(NamedTuple):
    """A word, a number in digits, a currency sign or one other character, with its span.

    ``kind`` is ``w`` word, ``n`` digits, ``v`` digits that are no number (a clock time, a version, a score), ``c``
    currency sign, ``f`` a fraction sign, ``p`` other, ``d`` a hidden span (a date).
    """

    text: str
    lower: str
    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True)
class Number:
    """A number and the tokens [first, last) that it is made of.

    ``low`` and ``high`` differ from ``value`` for vague numbers only ("dozens"); ``open_high`` is true where ``high``
    itself is left out. ``digits``: printed in digits. ``approximate``: the words themselves round ("a couple of").
    """

    value: float
    first: int
    last: int
    low: float
    high: float
    digits: bool
    vague: bool = False
    open_high: bool = False
    approximate: bool = False
    scaled: bool = False


def word_set(words: str) -> frozenset[str]:
    """The words of a string, which is how this package writes its word lists."""
    return frozenset(words.split())


def numbered(words: str, first: int = 0) -> dict[str, int]:
    """The words of a string, each with its number from ``first``."""
    return {word: number for number, word in enumerate(words.split(), first)}


_SPACES = "\u00a0\u2007\u2009\u202f"
_TOKEN = re.compile(
    rf"""
      (?P<f>[½¼¾⅓⅔])
    | (?P<w>(?:[A-Za-z]\.){{2,}} | (?>[^\W\d_]+(?:['’][^\W\d_]+)*)(?!\$))
    | (?P<c>(?:US|AU?|CA?|HK|NZ|S|R)\$ | [$£€¥₩₹₽₺₪])
    | (?P<v>\d+(?:[.:/]\d+){{2,}} | \d+[:/]\d+ | 0\d+(?!\.?\d))
    | (?P<n>\d{{1,3}}(?:,\d{{3}})+(?!\d)(?:\.\d+)?
        | \d{{1,2}}(?:,\d{{2}})+,\d{{3}}(?!\d)
        | \d{{1,3}}(?:[{_SPACES}]\d{{3}})+(?!\d)(?:\.\d+)?
        | (?!0)\d{{1,3}}(?:[ ]\d{{3}})*[ ]000(?![\d-])
        | (?!0)\d{{1,3}}(?:[ ]\d{{3}})+(?![\w-])(?:\.\d+(?!\w))?
        | \d+(?:\.\d+)?
        | (?<![\w.])\.\d+)
    | (?P<p>\S)
    """,
    re.VERBOSE,
)

UNITS = numbered(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
TENS = {w: 10 * n for w, n in numbered("twenty thirty forty fifty sixty seventy eighty ninety", 2).items()}
SCALES = {
    "hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12, "dozen": 12.0,
    "mn": 1e6, "mln": 1e6, "bn": 1e9, "tn": 1e12, "trn": 1e12, "lakh": 1e5, "crore": 1e7,
}  # fmt: skip
_SUFFIXES = {"k": 1e3, "m": 1e6, "mn": 1e6, "mln": 1e6, "b": 1e9, "bn": 1e9, "tn": 1e12, "trn": 1e12}
_VAGUE = {
    # word: lowest and highest value, high left out; the reasons are in docs/figures.md
    "tens": (20.0, 100.0), "dozens": (24.0, 120.0), "scores": (40.0, math.inf), "hundreds": (200.0, 1000.0),
    "thousands": (2e3, math.inf), "millions": (2e6, math.inf), "billions": (2e9, math.inf),
    "trillions": (2e12, math.inf),
}  # fmt: skip
_PLURAL_SCALES = {"thousands": 1e3, "millions": 1e6, "billions": 1e9, "trillions": 1e12}
_FRACTION_SIGNS = {"½": 0.5, "¼": 0.25, "¾": 0.75, "⅓": 1 / 3, "⅔": 2 / 3}
_HYPHENS = "-‐‑"

ORDINALS = numbered(
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth "
    "sixteenth seventeenth eighteenth nineteenth",
    1,
)
ORDINALS |= {f"{word[:-1]}ieth": value for word, value in TENS.items()} | {"hundredth": 100, "thousandth": 1000}
_FRACTION_NAMES = {"half": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7}
_FRACTION_NAMES |= {"eighth": 8, "ninth": 9, "tenth": 10, "hundredth": 100}
_FRACTION_NAMES |= {"halves": 2} | {f"{word}s": value for word, value in _FRACTION_NAMES.items() if word != "half"}
NUMBER_WORDS = frozenset(UNITS) | frozenset(TENS) | frozenset(SCALES)


def tokenise(text: str, hidden: Iterable[tuple[int, int]] = ()) -> list[Token]:
    """The tokens of ``text`` in order; each span of ``hidden`` (sorted, apart) is one token of kind ``d``."""
    tokens: list[Token] = []
    at = 0
    for start, end in (*hidden, (len(text), len(text))):
        for match in _TOKEN.finditer(text, at, start):
            word = match.group()
            tokens.append(Token(word, word.lower(), match.start(), match.end(), match.lastgroup or "p"))
        if end > start:
            tokens.append(Token(text[start:end], text[start:end].lower(), start, end, "d"))
        at = end
    return tokens


def joined(tokens: Sequence[Token], index: int) -> bool:
    """Whether the token touches the next one, with no space between."""
    return index + 1 < len(tokens) and tokens[index].end == tokens[index + 1].start


def is_hyphen(tokens: Sequence[Token], index: int) -> bool:
    """Whether the token is a hyphen inside a word ("twenty-five", "40-year")."""
    if not 0 < index < len(tokens) - 1:
        return False
    return tokens[index].text in _HYPHENS and joined(tokens, index - 1) and joined(tokens, index)


def read_number(tokens: Sequence[Token], index: int, money: bool = False) -> Number | None:
    """The number that begins at token ``index``, or None.

    ``money`` allows "b" for billion and "20 m" for millions, which elsewhere would be a guess.
    """
    if index >= len(tokens):
        return None
    token = tokens[index]
    if token.kind == "n" or (token.kind == "p" and token.text in _FRACTION_SIGNS) or token.kind == "f":
        return _read_digits(tokens, index, money)
    if token.kind != "w":
        return None
    return _read_vague(tokens, index) or _read_words(tokens, index)


def read_fraction(tokens: Sequence[Token], index: int) -> tuple[float, int] | None:
    """The share that begins here ("a third", "two-thirds", "half", "three quarters", "½") and the token after it."""
    token = tokens[index]
    if token.kind == "f":
        return _FRACTION_SIGNS[token.text], index + 1
    if token.lower == "half":
        return 0.5, index + 1
    count = {"a": 1, "an": 1}.get(token.lower, UNITS.get(token.lower, 0))
    after = index + 2 if is_hyphen(tokens, index + 1) else index + 1
    if not count or after >= len(tokens):
        return None
    name = tokens[after].lower
    parts = _FRACTION_NAMES.get(name, 0)
    if not parts or count >= parts or (count == 1) == (name.endswith("s") or name == "halves"):
        return None
    return count / parts, after + 1


def read_ordinal(tokens: Sequence[Token], index: int) -> tuple[int, int] | None:
    """The rank that begins here ("11th", "third", "twenty-first") and the token after it."""
    token = tokens[index]
    if token.kind == "n" and joined(tokens, index) and tokens[index + 1].lower in {"st", "nd", "rd", "th"}:
        return (int(digits_value(token.text)), index + 2) if "." not in token.text else None
    if token.lower in TENS and is_hyphen(tokens, index + 1) and index + 2 < len(tokens):
        unit = ORDINALS.get(tokens[index + 2].lower, 0)
        if 0 < unit < 10:
            return TENS[token.lower] + unit, index + 3
    if token.lower in ORDINALS:
        return ORDINALS[token.lower], index + 1
    return None


def digits_value(printed: str) -> float:
    """The value of digits with their separators."""
    return float(re.sub(rf"[, {_SPACES}]", "", printed))


def _exact(value: float, first: int, last: int, digits: bool, scaled: bool = False) -> Number:
    value = round(value, 6)
    return Number(value, first, last, value, value, digits, scaled=scaled)


def _read_digits(tokens: Sequence[Token], index: int, money: bool) -> Number | None:
    token = tokens[index]
    value = _FRACTION_SIGNS[token.text] if token.kind == "f" else digits_value(token.text)
    last, scaled = index + 1, False
    if last < len(tokens) and tokens[last].kind == "f":
        value, last = value + _FRACTION_SIGNS[tokens[last].text], last + 1
    if last < len(tokens):
        after = tokens[last]
        attached = joined(tokens, last - 1)
        if (
            attached
            and after.lower in _SUFFIXES
            and (after.lower != "b" or money)
            and not _is_metres(tokens, last, money)
        ):
            value, last, scaled = value * _SUFFIXES[after.lower], last + 1, True
        elif attached and is_hyphen(tokens, last) and tokens[last + 1].lower in SCALES:
            value, last, scaled = value * SCALES[tokens[last + 1].lower], last + 2, True
        elif after.lower in SCALES:
            value, last, scaled = value * SCALES[after.lower], last + 1, True
            if after.lower in {"hundred", "thousand"} and last < len(tokens) and tokens[last].lower in SCALES:
                value, last = value * SCALES[tokens[last].lower], last + 1
        elif money and after.lower in {"m", "b"}:
            value, last, scaled = value * _SUFFIXES[after.lower], last + 1, True
    return _exact(value, index, last, True, scaled)


_LENGTH_CUES = word_set(
    "tall high wide deep long away off below above from hurdles final freestyle relay sprint race breaststroke "
    "butterfly backstroke champion record runner title heats semi steeplechase event distance square"
)


def _is_metres(tokens: Sequence[Token], suffix: int, money: bool) -> bool:
    """Whether the "m" of "200m" is metres: a race or a dimension follows ("200m hurdles", "3m tall")."""
    if tokens[suffix].text != "m" or money:
        return False
    after = [token.lower for token in tokens[suffix + 1 : suffix + 3]]
    if after and after[0].endswith("s") and after[0] not in _LENGTH_CUES:
        return False  # "4.5m euros from the state"
    return not _LENGTH_CUES.isdisjoint(after)


def _read_words(tokens: Sequence[Token], index: int) -> Number | None:
    halves = _read_half_of_scale(tokens, index)
    if halves:
        return halves
    at, article = index, tokens[index].lower in {"a", "an"}
    if article:
        at += 1
        if at >= len(tokens) or tokens[at].lower not in SCALES or tokens[at].lower in {"mn", "bn"}:
            return _read_couple(tokens, index)
    elif tokens[index].lower in SCALES:
        return None
    total, current, read_any, scaled = 0.0, 1.0 if article else 0.0, article, False
    ceiling = math.inf
    while at < len(tokens):
        word = tokens[at].lower
        if (
            word in UNITS
            and (not read_any or _takes_unit(current, UNITS[word]))
            and not scaled_article(article, scaled)
        ):
            current += UNITS[word]
        elif word in TENS and (not read_any or current % 100 == 0) and not scaled_article(article, scaled):
            current += TENS[word]
        elif word in {"hundred", "dozen"} and 0 < current < 100:
            current, scaled = current * SCALES[word], True
        elif word in SCALES and current and SCALES[word] < ceiling and SCALES[word] >= 1000:
            total, current, ceiling, scaled = total + current * SCALES[word], 0.0, SCALES[word], True
        elif word == "and" and read_any and _is_fraction_tail(tokens, at):
            current, at = current + _tail_value(tokens, at), at + 2
            if at + 1 < len(tokens) and tokens[at + 1].lower in SCALES:
                total, current, at = total + current * SCALES[tokens[at + 1].lower], 0.0, at + 1
            elif scaled and current % 1 and total:
                total, current = total + (current % 1) * ceiling, math.floor(current)
            at += 1
            break
        elif _is_joint(tokens, at, read_any, scaled):
            at += 1
            continue
        else:
            break
        read_any = True
        at += 1
    return _exact(total + current, index, at, False, scaled) if read_any else None


def _is_joint(tokens: Sequence[Token], at: int, begun: bool, scaled: bool) -> bool:
    """Whether "and" or a hyphen joins two words of one number."""
    if tokens[at].lower == "and":
        return scaled and _continues(tokens, at + 1)
    return begun and is_hyphen(tokens, at) and _is_number_word(tokens[at + 1].lower)


def scaled_article(article: bool, scaled: bool) -> bool:
    """Whether "a" waits for its scale: "a five" is no number, "a hundred and five" is."""
    return article and not scaled


def _takes_unit(current: float, unit: int) -> bool:
    return current % 100 == 0 if unit >= 10 else current % 10 == 0 and current % 100 != 10


def _is_number_word(word: str) -> bool:
    return word in UNITS or word in TENS or word in SCALES


def _continues(tokens: Sequence[Token], index: int) -> bool:
    """Whether "and" goes on with the same number ("two hundred and five"), not with a second one ("and five men")."""
    if index >= len(tokens) or tokens[index].lower not in (UNITS | TENS):
        return False
    return tokens[index - 2].lower in {"hundred", "thousand", "million"}


def _is_fraction_tail(tokens: Sequence[Token], index: int) -> bool:
    words = [token.lower for token in tokens[index + 1 : index + 3]]
    return words in (["a", "half"], ["a", "quarter"], ["a", "third"])


def _tail_value(tokens: Sequence[Token], index: int) -> float:
    return {"half": 0.5, "quarter": 0.25, "third": 1 / 3}[tokens[index + 2].lower]


SPELLED_FROM = 11
"""Numbers below it are spelled out everywhere, and models read those words well."""

_QUOTED = re.compile(r"“[^”]*”?|\"[^\"]*\"?")


def in_digits(text: str) -> str:
    """``text`` with its numbers in words from ``SPELLED_FROM`` put in digits, but for what is quoted.

    "eleven thousand" becomes "11,000" and "two million" "2 million". Vague numbers, fractions and ranks stay.
    """
    if not any(word in NUMBER_WORDS for word in re.findall(r"[a-z]+", text.lower())):
        return text
    tokens = tokenise(text, [match.span() for match in _QUOTED.finditer(text)])
    parts, copied, at = [], 0, 0
    while at < len(tokens):
        number = read_number(tokens, at) if _may_spell(tokens, at) else None
        if number is None:
            at += 1
            continue
        last, whole = tokens[number.last - 1], _end_of_whole(tokens, number)
        exact = not (number.vague or number.approximate or number.value % 1)
        if exact and number.value >= SPELLED_FROM and whole == number.last:
            parts += [text[copied : tokens[at].start], _printed(number.value, last.lower)]
            copied = last.end
        at = whole
    return "".join([*parts, text[copied:]])


def _may_spell(tokens: Sequence[Token], index: int) -> bool:
    """Whether a number in words may begin here; in a name ("Forty Foot") it has capitals."""
    word, after = tokens[index], tokens[index + 1].text if index + 1 < len(tokens) else ""
    if word.text.istitle() and index and after.istitle():
        return False
    if word.lower in {"a", "an"}:
        before = tokens[index - 1].lower if index else ""
        return after in {"hundred", "thousand", "million", "billion", "trillion"} and before not in {"half", "of"}
    if not (word.lower in UNITS or word.lower in TENS):
        return False
    return read_fraction(tokens, index) is None and read_ordinal(tokens, index) is None


def _end_of_whole(tokens: Sequence[Token], number: Number) -> int:
    """The token behind the number, and behind what it is a part of: a year ("nineteen eighty-four"), or a range whose
    scale stands at its end ("ten to twelve thousand")."""
    at = number.last
    if at < len(tokens) and (_is_number_word(tokens[at].lower) or tokens[at].kind == "n"):
        other = read_number(tokens, at)
        return other.last if other else at + 1
    if at + 1 < len(tokens) and tokens[at].lower in {"and", "to", "or", *_HYPHENS}:
        other = read_number(tokens, at + 1)
        if other is not None and other.scaled and not number.scaled:
            return other.last
    return at


def _printed(value: float, scale: str) -> str:
    """As newsrooms print it: millions with their word, all else with commas."""
    size = SCALES.get(scale, 0.0)
    return f"{value / size:g} {scale}" if size >= 1e6 else f"{value:,.0f}"


def _read_half_of_scale(tokens: Sequence[Token], index: int) -> Number | None:
    """ "half a million", "half-a-million", "half million", "a quarter of a million"."""
    fraction = (0.25, index + 1) if tokens[index].lower == "quarter" else read_fraction(tokens, index)
    if fraction is None:
        return None
    share, at = fraction
    for word in ("-", "of", "-", "a", "-"):
        if at < len(tokens) and tokens[at].lower == word:
            at += 1
    if at < len(tokens) and tokens[at].lower in SCALES and tokens[at].lower not in {"mn", "bn", "tn"}:
        return _exact(share * SCALES[tokens[at].lower], index, at + 1, False, True)
    return None


def _read_couple(tokens: Sequence[Token], index: int) -> Number | None:
    """ "a couple of hundred": about two hundred."""
    words = [token.lower for token in tokens[index : index + 4]]
    if words[1:2] != ["couple"]:
        return None
    at = index + 3 if words[2:3] == ["of"] else index + 2
    scale = SCALES.get(tokens[at].lower, 0.0) if at < len(tokens) else 0.0
    if not scale:
        return None
    return replace(_exact(2 * scale, index, at + 1, False, True), approximate=True)


def _read_vague(tokens: Sequence[Token], index: int) -> Number | None:
    words = [token.lower for token in tokens[index : index + 4]]
    if words[0] in {"several", "few", "many"} or words[:2] == ["a", "few"]:
        at = 2 if words[0] == "a" else 1
        if words[0] != "many" and len(words) > at and words[at] in SCALES:
            scale = SCALES[words[at]]
            if words[at] == "hundred" and len(words) > at + 1 and words[at + 1] in SCALES:
                at, scale = at + 1, scale * SCALES[words[at + 1]]
            return Number(2 * scale, index, index + at + 1, 2 * scale, 10 * scale, False, True, True, scaled=True)
        return None
    if words[0] not in _VAGUE:
        return None
    low, high = _VAGUE[words[0]]
    if words[1:2] == ["of"] and len(words) > 2 and words[2] in _PLURAL_SCALES and words[0] not in {"dozens", "scores"}:
        scale = _PLURAL_SCALES[words[2]]
        high = math.inf if words[0] == "tens" else high
        return Number(low * scale, index, index + 3, low * scale, high * scale, False, True, math.isfinite(high))
    if words[0] in {"tens", "scores"} and words[1:2] != ["of"] and words[1:2] != ["more"]:
        return None
    return Number(low, index, index + 1, low, high, False, True, math.isfinite(high))
