"""Figures kept, loosened, changed outside their hedge, or taken from a part to the whole."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

_WORDS = {
    2: "two", 3: "three", 4: "four", 5: "five", 6: "six", 7: "seven", 8: "eight", 9: "nine", 10: "ten",
    11: "eleven", 12: "twelve", 15: "fifteen", 20: "twenty", 30: "thirty", 40: "forty", 50: "fifty", 100: "a hundred",
}  # fmt: skip
_VALUES = {word: value for value, word in _WORDS.items()}
_HEDGES = {
    "at least": "low", "more than": "low", "no fewer than": "low",
    "up to": "high", "fewer than": "high", "less than": "high", "as many as": "high",
    "about": "near", "around": "near", "some": "near", "nearly": "near", "almost": "near", "roughly": "near",
    "approximately": "near", "an estimated": "near",
}  # fmt: skip
_FIGURE = re.compile(
    r"(?:\b(?P<hedge>" + "|".join(_HEDGES) + r")\s+)?(?P<money>[$£€])?"
    r"(?P<number>\b\d{1,3}(?:,\d{3})+\b|\b\d+(?:\.\d+)?\b|\b(?:" + "|".join(map(re.escape, _VALUES)) + r")\b)"
    r"(?![-/:.]\d|(?:st|nd|rd|th|am|pm)\b|\s*(?:a|p)\.?m\b)",
    re.IGNORECASE,
)
_PART = re.compile(
    r"\b(?P<part>\d[\d,]*|" + "|".join(_VALUES) + r"|some|most|many|several|half|dozens)\s+of\s+"
    r"(?P<whole>(?:the|its|their|these|those)\s+)(?P<rest>\w+)",
    re.IGNORECASE,
)
_NAME_BEFORE = re.compile(r"(?:\S [A-Z]\S*(?<=\w)|\biP\w*|No\.) $|\w$")  # "Arrow 6", "No. 8", "US$3"
_MONTH_BEFORE = re.compile(r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\w*\.?\s*$")


def _value(text: str) -> float:
    plain = text.lower().replace(",", "")
    return _VALUES[plain] if plain in _VALUES else float(plain)


def _written(value: float, like: str) -> str:
    """The value in the manner of `like`: words for words, decimals for decimals, commas for commas."""
    if "." in like:
        return f"{value:.1f}"
    whole = max(1, round(value))
    if like.lower() in _VALUES and whole in _WORDS:
        return _WORDS[whole]
    return f"{whole:,}" if "," in like or whole >= 10000 else str(whole)


def _other(value: float, rng: random.Random, up: bool) -> float:
    """A value clearly above or below, as round as the one given."""
    if value <= 12:
        return value + rng.randint(2, 9) if up else max(1, round(value * rng.uniform(0.2, 0.7)))
    changed = value * (rng.uniform(1.4, 4) if up else rng.uniform(0.15, 0.7))
    digits = len(str(int(value)).rstrip("0"))
    unit = 10 ** max(0, len(str(int(changed))) - max(1, digits))
    return round(changed / unit) * unit


def find_figures(text: str) -> list[re.Match[str]]:
    """The counts and sums of a sentence, without years, days of a month, clock times and ages in hyphens."""
    found = []
    for match in _FIGURE.finditer(text):
        number = match["number"]
        is_year = number.isdigit() and 1800 <= int(number) <= 2100 and not match["money"]
        in_word = text[match.end() : match.end() + 1] in {"-", "/", ":"} or text[: match.start()][-1:] in {
            "-",
            "/",
            ".",
        }
        before, after = text[: match.start()], text[match.end() : match.end() + 1]
        is_name = not match["hedge"] and bool(_NAME_BEFORE.search(before))
        is_age = before.endswith(", ") and after == ","
        if (
            is_name
            or is_age
            or is_year
            or in_word
            or _MONTH_BEFORE.search(text[: match.start("number")])
            or _value(number) < 2
        ):
            continue
        found.append(match)
    return found


def changed_figures(text: str, rng: random.Random) -> Iterator[tuple[str, str, str]]:
    """(hypothesis, label, kind) for one figure of the sentence, chosen at random."""
    found = find_figures(text)
    if not found:
        return
    match = rng.choice(found)
    number, hedge, money = match["number"], (match["hedge"] or "").lower(), match["money"] or ""
    value, meaning = _value(number), _HEDGES.get(hedge, "exact")

    def put(new: str) -> str:
        result = text[: match.start()] + new + text[match.end() :]
        return result[0].upper() + result[1:]

    keep = f"{match['hedge']} " if match["hedge"] else ""
    up = {"low": False, "high": True}.get(meaning, rng.random() < 0.5)
    new = _other(value, rng, up)
    if _written(new, number) != number and not (meaning != "exact" and value < 4):
        shown = "" if meaning in ("low", "high") else keep
        yield put(shown + money + _written(new, number)), "contradicts", "figure_changed"
    if meaning == "low":
        yield put(keep + money + _written(_other(value, rng, True), number)), "neutral", "figure_above_bound"
        yield put("more than " + money + _written(value * 0.6, number)), "supports", "figure_bound"
    elif meaning == "high":
        yield put(money + _written(max(1, value * 0.5), number)), "neutral", "figure_below_bound"
    elif meaning == "exact" and value >= 10:
        loose = [
            rng.choice(["about ", "around ", "some "]) + money + number,
            "at least " + money + _written(value * rng.uniform(0.5, 0.95), number),
            "more than " + money + _written(value * rng.uniform(0.4, 0.9), number),
            "fewer than " + money + _written(value * rng.uniform(1.1, 2), number),
        ]
        yield put(rng.choice(loose)), "supports", "figure_loosened"
        excluded = [
            "more than " + money + _written(value * rng.uniform(1.3, 3), number),
            "fewer than " + money + _written(value * rng.uniform(0.3, 0.8), number),
        ]
        yield put(rng.choice(excluded)), "contradicts", "figure_excluded"
    elif meaning == "exact" and number.isdigit() and int(number) in _WORDS and not money:
        yield put(_WORDS[int(number)]), "supports", "figure_in_words"
    elif meaning == "exact" and number.lower() in _VALUES:
        yield put(str(_VALUES[number.lower()])), "supports", "figure_in_digits"
    elif meaning == "near":
        other = rng.choice(["about", "around", "roughly"])
        yield put(f"{other} {money}{number}"), "supports", "figure_same_hedge"


def whole_for_part(text: str) -> Iterator[tuple[str, str, str]]:
    """(hypothesis, neutral, kind): "600 of the soldiers" told of all the soldiers."""
    match = _PART.search(text)
    if match:
        start, end = match.start(), match.end()
        result = f"{text[:start]}all of {match['whole']}{match['rest']}{text[end:]}"
        yield result[0].upper() + result[1:], "neutral", "whole_for_part"
