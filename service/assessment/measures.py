"""Tokens → a number with its unit: currency, measure, per cent."""

from __future__ import annotations

import re
from dataclasses import replace

from service.assessment import units
from service.assessment.figures import Core, Sentence
from service.assessment.numbers import Number, is_hyphen, joined, read_number

_WEIGHT = re.compile(r"\b(?:weigh|weight|heavier|heaviest|lighter than|obese|lbs?\b|ounces)", re.IGNORECASE)


def read_core(sentence: Sentence, index: int) -> Core | None:
    """The number at the token with its currency or unit."""
    tokens, token = sentence.tokens, sentence.tokens[index]
    money = units.CURRENCY_SIGNS.get(token.lower) if token.kind == "c" else None
    if money is None and token.kind == "w" and index + 1 < len(tokens) and tokens[index + 1].kind == "n":
        money = units.CURRENCY_CODES.get(token.text)
    number = read_number(tokens, index + 1 if money else index, money is not None)
    if number is None:
        return None
    if money:
        return Core(index, _after_money(sentence, number.last, money), number, money)
    unit, last, factor, hyphenated = unit_after(sentence, number)
    if factor != 1.0:
        number = replace(number, value=number.value * factor, low=number.low * factor, high=number.high * factor)
    return Core(index, last, number, unit, hyphenated)


def _after_money(sentence: Sentence, last: int, money: str) -> int:
    """Past a currency word that only repeats the sign: "$20 million dollars"."""
    if last < len(sentence.tokens) and units.currency(sentence.tokens[last].lower) == money and money != "krw":
        return last + 1
    return last


def unit_after(sentence: Sentence, number: Number) -> tuple[str | None, int, float, bool]:
    """The unit after a number, the token after it, its multiple, and whether a hyphen binds it ("three-year")."""
    tokens, at = sentence.tokens, number.last
    hyphen = is_hyphen(tokens, at)
    at += hyphen
    if number.vague and at + 1 < len(tokens) and tokens[at].lower == "of":
        at += 1  # "hundreds of miles"
    if at >= len(tokens):
        return None, number.last, 1.0, False
    word, after = tokens[at].lower, tokens[at + 1].lower if at + 1 < len(tokens) else ""
    attached = joined(tokens, at - 1)
    nothing = (None, number.last, 1.0, hyphen)
    if word == "%":
        return "percent", at + 1, 1.0, hyphen
    if word == "°":
        scale = {"c": "celsius", "f": "fahrenheit"}.get(after)
        return (scale, at + 2, 1.0, hyphen) if scale else ("degree", at + 1, 1.0, hyphen)
    if tokens[at].kind == "c" and not joined(tokens, at):
        return units.CURRENCY_SIGNS[word], at + 1, 1.0, hyphen
    if tokens[at].kind != "w":
        return nothing
    return _word_unit(sentence, at, word, after, attached and not hyphen, number) or nothing


def _word_unit(
    sentence: Sentence, at: int, word: str, after: str, attached: bool, number: Number
) -> tuple[str | None, int, float, bool] | None:
    tokens = sentence.tokens
    hyphen = is_hyphen(tokens, at - 1)
    if word == "per" and after == "cent":
        return "percent", at + 2, 1.0, hyphen
    if word in {"percent", "percentage", "pct", "pc"}:
        past = at + 2 if is_hyphen(tokens, at + 1) else at + 1
        if past < len(tokens) and tokens[past].lower in {"point", "points"}:
            return "percentage point", past + 1, 1.0, hyphen
        return ("percent", at + 1, 1.0, hyphen) if word != "percentage" else None
    if word == "basis" and after in {"point", "points"}:
        return "percentage point", at + 2, 0.01, hyphen
    if word in {"times", "x"} and (word == "times" or attached):
        return "times", at + 1, 1.0, hyphen
    if word in {"square", "sq", "cubic"}:
        name = units.measure(after)
        if name is None or word == "cubic":
            return (f"cubic {name[0]}", at + 2, 1.0, hyphen) if name else None
        return "sq " + name[0].replace("foot", "ft"), at + 2, 1.0, hyphen
    if word == "nautical" and after in {"mile", "miles"}:
        return "nautical mile", at + 2, 1.0, hyphen
    if word in {"degree", "degrees"} and after in {"celsius", "centigrade", "c", "fahrenheit", "f"}:
        return {"c": "celsius", "f": "fahrenheit"}[after[0]], at + 2, 1.0, hyphen
    money = _money_words(sentence, at, number)
    if money:
        return money[0], money[1], money[2], hyphen
    if units.is_attached_unit(word) and not attached and len(word) == 1 and word != "m":
        return None
    if (word == "min" and not attached) or (word in {"second", "minute"} and number.value > 1 and not hyphen):
        return None
    if attached and len(word) == 1 and tokens[at].text.isupper() != (word in {"c", "f"}):
        return None  # 3G
    measure = units.measure(word, attached)
    if measure is None or (tokens[at].text[0].isupper() and not (attached or sentence.titled or len(word) < 4)):
        return None
    if word == "m" and not attached and number.value > 999:
        return None
    past = at + 1
    if measure[0] in {"mile", "km"} and [t.lower for t in tokens[past : past + 2]] in (
        ["per", "hour"], ["an", "hour"], ["/", "h"],
    ):  # fmt: skip
        return {"mile": "mph", "km": "kmh"}[measure[0]], past + 2, 1.0, hyphen
    return measure[0], past, measure[1], hyphen


def _money_words(sentence: Sentence, at: int, number: Number) -> tuple[str, int, float] | None:
    """ "dollars", "US dollars", "South Korean won", "pence", "20 EUR"."""
    tokens = sentence.tokens
    for index in range(at, min(at + 3, len(tokens))):
        word = tokens[index].lower
        if tokens[index].text in units.CURRENCY_CODES:
            return (units.CURRENCY_CODES[tokens[index].text], index + 1, 1.0) if index == at else None
        name = units.currency(word, tokens[index - 1].lower)
        if name:
            if name == "krw" and not _is_currency_won(sentence, index, number):
                return None
            if word in {"pound", "pounds"} and _is_weight(sentence, index):
                return "lb", index + 1, 1.0
            if word == "rand" and tokens[index].text[0].isupper():
                return None
            return name, index + 1, 1.0
        if word in units.MINOR_MONEY or word in {"cents", "pennies"}:
            if word == "p" and not joined(tokens, index - 1):
                return None
            return ("usd" if word.startswith("cent") else "gbp", index + 1, 0.01) if index == at else None
        if not (tokens[index].text[0].isupper() or word in {"us", "u.s."}):
            return None
    return None


def _is_weight(sentence: Sentence, index: int) -> bool:
    """Whether "pounds" weigh: "of" follows, a hyphen binds them, or the sentence speaks of weight."""
    after = sentence.tokens[index + 1].lower if index + 1 < len(sentence.tokens) else ""
    return after == "of" or is_hyphen(sentence.tokens, index - 1) or _WEIGHT.search(sentence.text) is not None


def _is_currency_won(sentence: Sentence, index: int, number: Number) -> bool:
    """Whether "won" is money rather than a verb: large, or named Korean."""
    if sentence.tokens[index - 1].lower == "korean":
        return True
    after = sentence.tokens[index + 1].lower if index + 1 < len(sentence.tokens) else ""
    return number.value >= 100 and after not in {"the", "a", "an", "their", "his", "its", "in", "by", "against"}
