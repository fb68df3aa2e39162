"""Text → the figures that it states, each as an interval of something counted, and how two figures relate.

Reading goes in four steps: tokens and numbers (numbers.py), then hedge, unit and kind here, then what is counted
(counting.py). Dates, times, names with digits and scores are not figures. What each hedge means is in docs/figures.md.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from service.assessment import counting, units
from service.assessment.figure_relations import compare_quantities, same_thing_counted
from service.assessment.numbers import (
    NUMBER_WORDS,
    ORDINALS,
    Number,
    Token,
    is_hyphen,
    joined,
    read_fraction,
    read_number,
    read_ordinal,
    tokenise,
    word_set,
)
from service.assessment.periods import calendar_spans
from service.assessment.records import Hedge, Quantity, QuantityKind

__all__ = ["compare_quantities", "read_quantities", "same_thing_counted"]

_WORD = re.compile(r"[a-z]+|[\d½¼¾⅓⅔]")

# Words before a number, longest first; the tuple is matched against the tokens that end where the number begins.
_HEDGES_BEFORE: dict[tuple[str, ...], Hedge] = {
    tuple(phrase.split()): hedge
    for hedge, phrases in {
        Hedge.EXACT: "exactly|precisely|exact",
        Hedge.ABOUT: "about|around|some|roughly|approximately|approx|circa|c .|approx .|an estimated|estimated|estimated at"
        "|estimates of|in the region of|on the order of|in the order of|something like|or so|~|≈|more or less|put at",
        Hedge.NEARLY: "nearly|almost|close to|just under|just below|just short of|approaching|a little under|nearing"
        "|slightly less than|slightly fewer than|slightly under|a little less than|not quite|little short of",
        Hedge.AT_LEAST: "at least|no fewer than|no less than|not less than|not fewer than|a minimum of|minimum of"
        "|minimum|as few as|as little as|≥",
        Hedge.MORE_THAN: "more than|over|above|upwards of|upward of|in excess of|exceeding|exceeds|exceeded|exceed|greater"
        " than|higher than|well over|well above|well more than|far more than|surpassing|surpassed|topping|topped|north of"
        "|beyond|>|much more than|bigger than|larger than|longer than|way over",
        Hedge.JUST_OVER: "just over|just more than|just above|slightly more than|slightly over|slightly above"
        "|a little over|a little more than|barely more than|marginally over|marginally more than",
        Hedge.UP_TO: "up to|as many as|as much as|at most|no more than|not more than|a maximum of|maximum of|maximum"
        "|at the most|no higher than|capped at|as high as|≤|a high of|not exceeding|never more than|nothing more than",
        Hedge.LESS_THAN: "less than|fewer than|under|below|lower than|well under|well below|smaller than|far fewer than"
        "|short of|<|shorter than|far less than|south of",
    }.items()
    for phrase in phrases.split("|")
}
_LONGEST_HEDGE = max(map(len, _HEDGES_BEFORE))
_HEDGES_AFTER: dict[tuple[str, ...], Hedge] = {
    ("or", "more"): Hedge.AT_LEAST, ("or", "over"): Hedge.AT_LEAST, ("or", "above"): Hedge.AT_LEAST,
    ("or", "higher"): Hedge.AT_LEAST, ("or", "greater"): Hedge.AT_LEAST, ("-", "plus"): Hedge.AT_LEAST,
    ("and", "counting"): Hedge.AT_LEAST, ("at", "least"): Hedge.AT_LEAST, ("+",): Hedge.AT_LEAST,
    ("and", "above"): Hedge.AT_LEAST, ("and", "over"): Hedge.AT_LEAST, ("plus",): Hedge.AT_LEAST,
    ("or", "so"): Hedge.ABOUT, ("-", "odd"): Hedge.ABOUT, ("odd",): Hedge.ABOUT, ("or", "thereabouts"): Hedge.ABOUT,
    ("-", "ish"): Hedge.ABOUT, ("or", "less"): Hedge.UP_TO, ("or", "fewer"): Hedge.UP_TO, ("at", "most"): Hedge.UP_TO,
    ("or", "under"): Hedge.UP_TO, ("or", "below"): Hedge.UP_TO, ("at", "the", "most"): Hedge.UP_TO,
    ("and", "no", "more"): Hedge.EXACT, ("exactly",): Hedge.EXACT,
}  # fmt: skip
_FILLERS = word_set("just only even a an total of to at very")
_ADDING_BEFORE = word_set("another additional further extra fresh")
_RANGE_DASHES = frozenset("-–—‑‒")
_CHANGED = word_set(
    "rose rise rises risen rising fell fall falls fallen falling increased increase increases increasing grew grow grown "
    "growing cut raised raise raising reduced reduce dropped drop drops jumped jump climbed climbs climb declined slashed "
    "went up down lowered slipped soared surged shrank shrunk moved changed improved doubled tripled extended expanded "
    "boosted revised upped trimmed widened narrowed gained slid tumbled plunged dipped eased swelled"
)
_RISES = word_set(
    "rose rise rises risen rising climbed climbs climb climbing jumped jumps jump jumping grew grow grows grown growing "
    "increased increases increase increasing soared soars surged surges gained gains up swelled"
)
_FALLS = word_set(
    "fell fall falls fallen falling dropped drops drop dropping declined declines decline slipped slips decreased slid "
    "tumbled plunged plunges dipped eased shrank shrunk down sank"
)
_MOVE_NOUNS = {word: "up" for word in ("increase", "rise", "growth", "jump", "gain", "surge", "hike")}
_MOVE_NOUNS |= {word: "down" for word in ("fall", "drop", "decline", "decrease", "reduction", "slump", "plunge", "dip")}
_DESIGNATORS = word_set(
    "phase stage chapter article section page paragraph clause flight route channel category grade tier level type "
    "version volume episode season resolution annex rank no number room gate platform protocol formula day"
)
_WEIGHT = re.compile(r"\b(?:weigh|weight|heavier|heaviest|lighter than|obese|lbs?\b|ounces)", re.IGNORECASE)
_STARTS = (
    NUMBER_WORDS
    | frozenset(ORDINALS)
    | word_set("a an half dozens scores tens hundreds thousands millions billions trillions several few many")
)
TOLERANCE = 0.1  # of "about", "nearly" and "just over": chosen so that 9,600 is "about 10,000" and 11,000 is not
_STARTS_ALONE = _STARTS - {"a", "an", "several", "few", "many"}
_INCOME = re.compile(
    r"^(?:wage|salar|pay|income|rent|fee|allowance|earning|turnover|profit|sale|revenue|budget|cost|bill|loss|benefit|rate"
    r"|bonus|pension|output|spending|turnover|subsid|dividend|deficit|grant|instal|net|gross|household|average)"
)
_CHANGE_GAPS = frozenset({"to", "from", "up from", "down from", "compared with", "to reach", "to stand at", "by to"})
_WHOLES = frozenset({2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 15, 20, 25, 30, 40, 50, 100, 1000})  # of "one in five"
_NO_COUNT_HYPHEN = word_set("time times off sided way fold handed on to and faced dimensional size stop one two")
_BEFORE_PRONOUN = word_set(
    "no any every this that the each some which another everyone only such first last next old new other as day is was "
    "number his her their my our your its loved single chapter phase formula radio bbc air"
)
_AFTER_PRONOUN = word_set(
    "of another is was has had can could would should will might may must who that which thing way reason side point "
    "time and or to in on by with for at from as another's than too or said says area example where when if but more "
    "thing's such final last because"
)
_SENTENCE_STARTS = word_set(
    "the a an in on at of by for with from to and but or so as all about around over under above nearly almost some "
    "at least more than up only just another no not exactly between among including these those their its his her our "
    "after before since while when if killing injuring today yesterday now there they we he she it i you this that "
    "police officials authorities police also meanwhile however then last approximately roughly an estimated"
)
_LIST_NAMES = word_set("top")


_PLANS = re.compile(
    r"\b(?:will|would|shall|(?:expect|plan|intend|hope|aim|want|propose|pledge|vow|promise|prepare|agree|offer|decide)"
    r"(?:s|ed|d)? to|(?:planning|expecting|intending|hoping|aiming|preparing|seeking|ready|due|set|scheduled|decision"
    r"|plans?|pledges?|promises?|offers?|vows?|seeks?|proposals?|intention|likely|going) to|(?:plans?|planned|pledged"
    r"|promised|proposed) (?:for|the|an?)?)\s",
    re.IGNORECASE,
)
_PLANNED_AFTER = re.compile(
    r"\s*(?:[\w'’-]+\s+){0,6}?(?:(?:is|are|was|were|being)\s+)?(?:expected|due|set|planned|scheduled|projected|slated)"
    r"\s+(?:to|for|by)\b|\s*(?:(?!(?:who|that|which|when|if|and|or|of|said|says|say|told|they|he|she|it|we|were|was|are|is|have|had|has|in)\b)[\w'’-]+\s+){0,5}?(?:will|would|shall)\s+(?!have been\b)",
    re.IGNORECASE,
)
_PLAN_ENDS = re.compile(
    r"[,;:()—“”\"]|[.!?]\s+(?=[A-Z0-9])|\b(?:but|while|although|already|after|because|when|who|which|said|says|including|includes|where|than)\b",
    re.IGNORECASE,
)
_PER = frozenset({"per", "a", "an", "each", "every", "/"})
_ADVERBS_OF_RATE = {
    "daily": "day", "weekly": "week", "monthly": "month", "yearly": "year", "annually": "year", "hourly": "hour",
    "apiece": "each", "each": "each", "quarterly": "quarter", "nightly": "night",
}  # fmt: skip
_ADJECTIVES_OF_RATE = _ADVERBS_OF_RATE | {"annual": "year"}
_RATE_UNITS = units.TIME_UNITS | word_set("quarter night person head game match share barrel unit litre gallon")


@dataclass(frozen=True, slots=True)
class _Core:
    """A number with its unit, or two as a range: tokens [first, last), the number proper in [at, number_end)."""

    first: int
    last: int
    number: Number
    unit: str | None = None
    hyphenated: bool = False
    ranged: bool = False


@dataclass(frozen=True, slots=True)
class _Figure:
    """A figure before its noun is known; ``noun_at`` is the token at which its noun phrase begins."""

    first: int
    last: int
    number: Number
    hedge: Hedge
    kind: QuantityKind = QuantityKind.TOTAL
    unit: str | None = None
    per: str | None = None
    noun_at: int = 0
    counted: str | None = None
    modifiers: tuple[str, ...] = ()
    named: bool = False  # what is counted is settled already, or there is none


def read_quantities(text: str) -> list[Quantity]:
    """The figures of ``text`` in order; ``text[q.start:q.end] == q.text``, spans do not overlap.

    What a figure counts may be said earlier in the text ("4,000 of them"), so give it whole sentences.
    """
    if not any(word in _STARTS_ALONE or not word.isalpha() for word in _WORD.findall(text.lower())):
        return []
    tokens = tokenise(text, calendar_spans(text))
    reader = _Reader(text, tokens, _is_headline(tokens))
    return reader.read()


class _Reader:
    """One text being read; figures are found from left to right, each knowing the ones before it."""

    def __init__(self, text: str, tokens: Sequence[Token], titled: bool) -> None:
        self.text = text
        self.tokens = tokens
        self.titled = titled
        self.quantities: list[Quantity] = []
        self.floor = 0  # no figure begins before this token
        self.resume = 0  # reading goes on here where more than the figure was taken ("per 1,000 people")

    def read(self) -> list[Quantity]:
        index = 0
        while index < len(self.tokens):
            figure = self._figure_at(index)
            if isinstance(figure, int):
                index = figure
                continue
            self.quantities.append(self._finished(figure))
            index = self.floor = max(figure.last, self.resume)
        return self.quantities

    # --- Finding a figure --------------------------------------------------------------------------------------------

    def _figure_at(self, index: int) -> _Figure | int:
        """The figure whose number or currency sign is at the token, else the next token to look at."""
        tokens, token = self.tokens, self.tokens[index]
        if token.kind == "v" and token.text[0] == "0":  # a telephone number goes on
            index += 1
            while index < len(tokens) and tokens[index].kind in {"n", "v"}:
                index += 1
            return index
        if token.kind not in {"w", "n", "c", "f"}:
            return index + 1
        if token.kind == "w" and not (token.lower in _STARTS or token.text in units.CURRENCY_CODES):
            return index + 1
        ordinal = read_ordinal(tokens, index)
        if ordinal is not None:
            return self._ordinal(index, *ordinal)
        if self._designated(index) and token.kind == "n":
            return self._rank(index)
        share = self._half_unit(index) or self._one_in(index) or self._share(index)
        if share is not None:
            return share
        core = self._core(index)
        if core is None:
            return index + 1
        skip = self._no_figure(core)
        if skip:
            return max(skip, core.last)
        ranged = self._range(core)
        if isinstance(ranged, int):
            return ranged
        return self._hedged(ranged)

    def _core(self, index: int) -> _Core | None:
        """The number at the token with its currency or unit."""
        tokens, token = self.tokens, self.tokens[index]
        money = units.CURRENCY_SIGNS.get(token.lower) if token.kind == "c" else None
        if money is None and token.kind == "w" and index + 1 < len(tokens) and tokens[index + 1].kind == "n":
            money = units.CURRENCY_CODES.get(token.text)
        number = read_number(tokens, index + 1 if money else index, money is not None)
        if number is None:
            return None
        if money:
            return _Core(index, self._after_money(number.last, money), number, money)
        unit, last, factor, hyphenated = self._unit(number)
        if factor != 1.0:
            number = replace(number, value=number.value * factor, low=number.low * factor, high=number.high * factor)
        return _Core(index, last, number, unit, hyphenated)

    def _after_money(self, last: int, money: str) -> int:
        """Past a currency word that only repeats the sign: "$20 million dollars"."""
        if last < len(self.tokens) and units.currency(self.tokens[last].lower) == money and money != "krw":
            return last + 1
        return last

    def _unit(self, number: Number) -> tuple[str | None, int, float, bool]:
        """The unit after a number, the token after it, its multiple, and whether a hyphen binds it ("three-year")."""
        tokens, at = self.tokens, number.last
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
        return self._word_unit(at, word, after, attached and not hyphen, number) or nothing

    def _word_unit(
        self, at: int, word: str, after: str, attached: bool, number: Number
    ) -> tuple[str | None, int, float, bool] | None:
        tokens = self.tokens
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
        money = self._money_words(at, number)
        if money:
            return money[0], money[1], money[2], hyphen
        if units.is_attached_unit(word) and not attached and len(word) == 1 and word != "m":
            return None
        if word == "min" and not attached or word in {"second", "minute"} and number.value > 1 and not hyphen:
            return None
        if attached and len(word) == 1 and tokens[at].text.isupper() != (word in {"c", "f"}):
            return None  # 3G
        measure = units.measure(word, attached)
        if measure is None or tokens[at].text[0].isupper() and not (attached or self.titled or len(word) < 4):
            return None
        if word == "m" and not attached and number.value > 999:
            return None
        past = at + 1
        if measure[0] in {"mile", "km"} and [t.lower for t in tokens[past : past + 2]] in (
            ["per", "hour"], ["an", "hour"], ["/", "h"],
        ):  # fmt: skip
            return {"mile": "mph", "km": "kmh"}[measure[0]], past + 2, 1.0, hyphen
        return measure[0], past, measure[1], hyphen

    def _money_words(self, at: int, number: Number) -> tuple[str, int, float] | None:
        """ "dollars", "US dollars", "South Korean won", "pence", "20 EUR"."""
        tokens = self.tokens
        for index in range(at, min(at + 3, len(tokens))):
            word = tokens[index].lower
            if tokens[index].text in units.CURRENCY_CODES:
                return (units.CURRENCY_CODES[tokens[index].text], index + 1, 1.0) if index == at else None
            name = units.currency(word, tokens[index - 1].lower)
            if name:
                if name == "krw" and not self._is_currency_won(index, number):
                    return None
                if word in {"pound", "pounds"} and self._is_weight(index):
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

    def _is_weight(self, index: int) -> bool:
        """Whether "pounds" weigh: "of" follows, a hyphen binds them, or the sentence speaks of weight."""
        after = self.tokens[index + 1].lower if index + 1 < len(self.tokens) else ""
        return after == "of" or is_hyphen(self.tokens, index - 1) or _WEIGHT.search(self.text) is not None

    def _is_currency_won(self, index: int, number: Number) -> bool:
        """Whether "won" is money rather than a verb: large, or named Korean."""
        if self.tokens[index - 1].lower == "korean":
            return True
        after = self.tokens[index + 1].lower if index + 1 < len(self.tokens) else ""
        return number.value >= 100 and after not in {"the", "a", "an", "their", "his", "its", "in", "by", "against"}

    # --- What is no figure -------------------------------------------------------------------------------------------

    def _no_figure(self, core: _Core) -> int:
        """The token to go on from where the number is part of a name, a time or a score; 0 where it is a figure."""
        tokens, at = self.tokens, core.number.first
        token, last = tokens[at], core.last
        if core.number.digits and core.unit is None:
            if at and joined(tokens, at - 1) and (tokens[at - 1].kind == "w" or tokens[at - 1].text in "#/@_+."):
                return last
            if at > 1 and is_hyphen(tokens, at - 1) and tokens[at - 2].kind == "w":
                return last
            if joined(tokens, last - 1) and tokens[last].kind == "w" and not is_hyphen(tokens, last):
                return last + 1
            if at and tokens[at - 1].text in "-−" and joined(tokens, at - 1) and not joined(tokens, at - 2):
                return last  # below zero: no count
            if len(token.text) > 7 and token.text.isdigit() and not core.number.scaled:
                return last
        if last < len(tokens) and core.unit in {None, "hour"}:
            after = tokens[last].lower
            if after in {
                "ad",
                "bc",
                "am",
                "pm",
                "a.m.",
                "p.m.",
                "gmt",
                "bst",
                "est",
                "edt",
                "cet",
                "o'clock",
                "o’clock",
                "noon",
            }:
                return last + 1
            if after == "-" and joined(tokens, last) and tokens[last + 1].kind == "v":
                return last + 2
        if not core.number.digits and self._is_word_no_figure(core):
            return last
        if at and tokens[at - 1].text[1:] != tokens[at - 1].lower[1:] and not tokens[at - 1].text.isupper():
            return last  # iPhone 12
        if core.first == at and at and core.unit is None and not core.number.scaled:
            return self._named_number(core)
        return 0

    def _is_word_no_figure(self, core: _Core) -> bool:
        """Whether number words are a pronoun, an idiom or a name: "one of the", "one day", "the Big Three"."""
        tokens, at, last = self.tokens, core.number.first, core.last
        word = tokens[at].lower
        before = tokens[at - 1].lower if at else ""
        after = tokens[last].lower if last < len(tokens) else ""
        if at and is_hyphen(tokens, at - 1) or (is_hyphen(tokens, last) and tokens[last + 1].lower in _NO_COUNT_HYPHEN):
            return True
        if core.number.last - core.number.first == 1 and tokens[at].text[0].isupper() and at and not self.titled:
            previous = tokens[at - 1]
            if previous.lower == "of" and at > 1 and tokens[at - 2].text[0].isupper():
                return True
            if previous.kind == "w" and previous.text[0].isupper() and previous.lower not in _SENTENCE_STARTS:
                return True
            if previous.kind == "w" and after and tokens[last].text[0].isupper():
                return True
        if word == "one" and after.endswith("ing"):
            return True
        if word == "zero" and not core.unit:
            return True
        if core.number.value != 1 or core.number.last - core.number.first > 1:
            return False
        if word != "one":
            return False
        if before in _BEFORE_PRONOUN or after in _AFTER_PRONOUN or last >= len(tokens) or tokens[last].kind != "w":
            return not core.unit or before in _BEFORE_PRONOUN
        if core.unit in units.TIME_UNITS and (at == 0 or before in {"", ",", ".", "“", '"', "and", "but", "for", "in"}):
            return core.unit == "day" or at == 0
        return after.endswith("ly")

    def _named_number(self, core: _Core) -> int:
        """The token after a number that names ("Phase 4", "IE 11", "number 10"); 0 for a figure."""
        tokens, at = self.tokens, core.first
        before, printed = tokens[at - 1], tokens[at].text
        if before.text == "." and at > 1 and tokens[at - 2].lower in {"no", "nos"}:
            return core.last
        if before.kind != "w" or "," in printed or core.number.value >= 10000:
            return 0
        word = before.lower
        if word in _LIST_NAMES or word == "number" or (word == "no" and core.number.digits):
            return core.last
        if not core.number.digits or self._is_led(at):
            return 0
        if not any(map(str.isupper, before.text)) or word in _SENTENCE_STARTS or self.titled:
            return 0
        start = at - 1
        while start > 0 and tokens[start - 1].kind == "w" and tokens[start - 1].text[0].isupper():
            start -= 1
        if start == 0 and before.text[0].isupper() and at == 1 and word.endswith(("ed", "ing")):
            return 0
        lead = tokens[start - 1].lower if start else ""
        noun = counting.noun_after(tokens, core.last)
        if noun.head and (lead in {"in", "the", "at", "near", "across", "of", "on"} or not before.text.isupper()):
            return 0
        return core.last

    def _designated(self, index: int) -> bool:
        """Whether the word before the token makes it a rank: "phase 4", "category 5"."""
        return index > 0 and self.tokens[index - 1].lower in _DESIGNATORS

    # --- Ordinals and shares -----------------------------------------------------------------------------------------

    def _ordinal(self, index: int, value: int, last: int) -> _Figure | int:
        tokens = self.tokens
        if is_hyphen(tokens, last) or last >= len(tokens) or (index and is_hyphen(tokens, index - 1)):
            return last
        word, named = tokens[index], tokens[last].kind == "w" and tokens[last].text[0].isupper()
        if index and word.kind == "w" and word.text[0].isupper() and named and not self.titled:
            return last  # First Minister, Second World War
        if index == 0 and word.kind == "w" and named:
            return last
        if index and tokens[index - 1].lower == "at":
            return last
        if tokens[last].lower in {"of", "to", "and", "for", "on", "in", "at"} or tokens[last].kind != "w":
            return last
        noun = counting.noun_after(tokens, last, singular_wanted=True)
        if noun.head is None or noun.head.endswith(("ed", "ly", "ing")) or noun.head in {"started", "began", "time"}:
            if noun.head != "time" or value == 1 and tokens[index - 1].lower == "at":
                return last
        if tokens[last].lower in {"quarter", "half", "day", "year", "week", "month", "anniversary"}:
            noun = counting.Counted(tokens[last].lower)
        number = Number(float(value), index, last, float(value), float(value), word.kind == "n")
        return _Figure(
            index, last, number, Hedge.NONE, QuantityKind.ORDINAL, counted=noun.head, modifiers=noun.modifiers,
            named=True,
        )  # fmt: skip

    def _rank(self, index: int) -> _Figure | int:
        """ "phase 4", "Category 5": a rank of what the word before names."""
        number = read_number(self.tokens, index)
        if number is None or number.value != int(number.value) or self.tokens[index - 1].lower in {"no", "number"}:
            return index + 1
        name = self.tokens[index - 1].lower
        if name == "day" and counting.noun_after(self.tokens, number.last).head:
            return index + 1
        return _Figure(
            index, number.last, number, Hedge.NONE, QuantityKind.ORDINAL, counted=name, named=True
        )  # fmt: skip

    def _share(self, index: int) -> _Figure | None:
        """A fraction in words as a percentage, read to the nearest half point: "a third of", "two-thirds"."""
        tokens = self.tokens
        read = read_fraction(tokens, index)
        if read is None or read_number(tokens, index) and self._scaled_half(index):
            return None
        fraction, last = read
        after = tokens[last].lower if last < len(tokens) else ""
        word = tokens[last - 1].lower
        if is_hyphen(tokens, last) or (index and (is_hyphen(tokens, index - 1) or self._ends_number(index - 1))):
            return None
        owner = after in {"of", "the", "its", "their", "his", "her", "all", "our", "that"}
        if not owner and (word in {"half", "quarter", "third", "fifth"} or tokens[index].kind == "f"):
            if not (word != "half" and after in {"", ".", ",", "were", "are", "said", "say", "have", "had"}):
                return None
        if (
            tokens[index].lower in {"half"}
            and index
            and tokens[index - 1].lower in {"first", "second", "other", "better"}
        ):
            return None
        if index and tokens[index - 1].lower in {"first", "second", "in"} and word == "half":
            return None
        noun = last + 1 if after == "of" else last
        while noun < len(tokens) and tokens[noun].lower in {"the", "its", "their", "all", "his", "her", "our", "those"}:
            noun += 1
        value = round(100 * fraction, 4)
        number = Number(value, index, last, value - 0.5, value + 0.5, False)
        first, hedge, _ = self._lead(index)
        if after == "of" and noun < len(tokens) and tokens[noun].lower in {"them", "whom"}:
            noun = -1
        figure = _Figure(first, last, number, hedge, QuantityKind.SHARE, "percent", noun_at=noun)
        return figure

    def _one_in(self, index: int) -> _Figure | None:
        """ "one in five adults", "nine out of 10 dentists": a share in per cent."""
        tokens = self.tokens
        part = read_number(tokens, index)
        if part is None or part.scaled or part.vague:
            return None
        at = part.last
        at += 1 if self._words(at, at + 1) == ("in",) else 2 if self._words(at, at + 2) == ("out", "of") else 0
        whole = read_number(tokens, at) if at > part.last else None
        if whole is None or whole.vague or not 0 < part.value < whole.value or whole.value not in _WHOLES:
            return None
        if self._unit(whole)[0] is not None or (index and is_hyphen(tokens, index - 1)):
            return None
        value = round(100 * part.value / whole.value, 4)
        number = Number(value, index, whole.last, value - 0.5, value + 0.5, part.digits)
        first, hedge, _ = self._lead(index)
        return _Figure(first, whole.last, number, hedge, QuantityKind.SHARE, "percent", noun_at=whole.last)

    def _half_unit(self, index: int) -> _Figure | None:
        """ "half a mile", "half an hour"."""
        words = self._words(index, index + 2)
        if words not in {("half", "a"), ("half", "an")}:
            return None
        number = Number(0.5, index, index + 2, 0.5, 0.5, False)
        unit, last, factor, _ = self._unit(number)
        if unit is None or factor != 1.0 or read_number(self.tokens, index):
            return None
        return self._hedged(_Core(index, last, number, unit))

    def _ends_number(self, index: int) -> bool:
        """Whether the token is the "and" of "two and a half"."""
        return self.tokens[index].lower == "and" and index > 0 and read_number(self.tokens, index - 1) is not None

    def _scaled_half(self, index: int) -> bool:
        number = read_number(self.tokens, index)
        return number is not None and number.scaled

    # --- Ranges and hedges -------------------------------------------------------------------------------------------

    def _range(self, core: _Core) -> _Core | int:
        """The core widened to a range where a second number follows; the token after a score."""
        tokens, at = self.tokens, core.last
        if at + 1 >= len(tokens) or core.number.vague:
            return core
        link = tokens[at].lower
        dash = tokens[at].text in _RANGE_DASHES
        before = tokens[core.first - 1].lower if core.first else ""
        if not (dash or link in {"to", "or", "and"}) or link == "and" and not self._after_between(core.first):
            return core
        if dash and joined(tokens, at - 1) != joined(tokens, at):
            return core
        follows = self.floor
        second_at = at + 1
        while second_at < len(tokens) and tokens[second_at].lower in {
            "about",
            "around",
            "approximately",
            "some",
            "perhaps",
        }:
            second_at += 1
        second = self._core(second_at) if second_at < len(tokens) else None
        if second is None or second.number.vague:
            return core
        if link == "to" and before != "ranging" and self._is_change(core.first):
            return core
        merged = self._merged(core, second, dash)
        if merged is None:
            if dash and core.unit is None and second.unit is None and follows <= core.first:
                return second.last  # a score, a vote, a telephone number
            return core
        if dash and merged.unit is None and second.last < len(tokens) and tokens[second.last].text in _RANGE_DASHES:
            return second.last + 1
        if dash and merged.unit is None and not second.number.scaled and not self._counts_something(merged):
            return second.last
        if link == "or" and merged.number.high > 10 * merged.number.low:
            return core
        return merged

    def _is_level_word(self, index: int) -> bool:
        """Whether "up" or "down" tells a change ("was up 6%"), not where something went ("shot down", "ended up")."""
        before = self.tokens[index - 1] if index else None
        return before is None or before.kind != "w" or before.lower in {"is", "was", "are", "were", "be", "been", "and"}

    def _after_between(self, first: int) -> bool:
        """Whether "between" stands before the number, through hedges and the words of one noun phrase."""
        for index in range(first - 1, max(first - 4, -1), -1):
            if self.tokens[index].lower == "between":
                return True
            if self.tokens[index].kind != "w":
                return False
        return False

    def _is_change(self, first: int) -> bool:
        """Whether "from 3,000 to 10,000" tells a change, not a range: a verb of change comes before in the clause."""
        for index in range(first - 1, max(first - 9, -1), -1):
            token = self.tokens[index]
            if token.lower in {"ranging", "ranged", "ranges", "range", "anywhere"} or token.text in {
                ",",
                ";",
                ":",
                ".",
            }:
                return False
            if token.lower in _CHANGED and (token.lower not in {"up", "down"} or self._is_level_word(index)):
                return True
        return False

    def _counts_something(self, core: _Core) -> bool:
        noun = counting.noun_after(self.tokens, core.last)
        return (
            noun.head is not None
            or self._is_led(core.first)
            or (core.first > 0 and self.tokens[core.first - 1].lower in {"between", "from"})
        )

    def _merged(self, one: _Core, other: _Core, dash: bool) -> _Core | None:
        """One core of two numbers, the first taking scale and unit of the second: "10 to 12 million", "$20-30m"."""
        if one.unit is not None and other.unit is not None and one.unit != other.unit:
            return None
        low, high = one.number.value, other.number.value
        if one.unit is not None and other.unit is None and one.unit not in units.MONEY:
            return None
        if other.number.scaled and not one.number.scaled:
            inner = read_number(self.tokens[other.number.first : other.number.first + 1], 0)
            if inner is not None and inner.value and low <= inner.value:
                low *= high / inner.value
        elif dash and low < 1000 <= high and high % 1000 == 0 and low * 1000 < high:
            low *= 1000
        if not low < high:
            return None
        number = Number(
            (low + high) / 2, one.number.first, other.number.last, low, high, one.number.digits, scaled=True
        )
        return _Core(one.first, other.last, number, other.unit or one.unit, other.hyphenated, True)

    def _is_led(self, first: int) -> bool:
        """Whether a hedge or "another" stands before the token."""
        start, _, _ = self._lead(first)
        return start < first

    def _lead(self, first: int) -> tuple[int, Hedge, bool]:
        """Where the words that hedge or add begin, the hedge they make, and whether they add ("another")."""
        tokens, at, found, adding = self.tokens, first, list[Hedge](), False
        while at > self.floor:
            taken = next(
                (
                    n
                    for n in range(_LONGEST_HEDGE, 0, -1)
                    if at - n >= self.floor and self._words(at - n, at) in _HEDGES_BEFORE
                ),
                0,
            )
            if taken:
                found.append(_HEDGES_BEFORE[self._words(at - taken, at)])
                at -= taken
            elif tokens[at - 1].lower in _ADDING_BEFORE:
                adding, at = True, at - 1
                if at > self.floor and tokens[at - 1].lower in {"a", "an", "the"}:
                    at -= 1
            elif (
                tokens[at - 1].lower in _FILLERS
                and at - 1 > self.floor
                and (
                    any(
                        self._words(at - 1 - n, at - 1) in _HEDGES_BEFORE for n in (3, 2, 1) if at - 1 - n >= self.floor
                    )
                )
            ):
                at -= 1
            else:
                break
        firm = next((hedge for hedge in found if hedge is not Hedge.ABOUT), None)
        return at, firm or (Hedge.ABOUT if found else Hedge.NONE), adding

    def _words(self, first: int, last: int) -> tuple[str, ...]:
        return tuple(token.lower for token in self.tokens[first:last])

    def _trail(self, at: int) -> tuple[int, Hedge]:
        """The hedge after a number or its noun ("or more", "-odd") and the token after it."""
        for n in (3, 2, 1):
            hedge = _HEDGES_AFTER.get(self._words(at, at + n))
            if hedge is None or at + n > len(self.tokens):
                continue
            after = self.tokens[at + n] if at + n < len(self.tokens) else None
            if after is not None and after.kind == "n" and self._words(at, at + n)[0] in {"at", "exactly"}:
                continue
            return at + n, hedge
        return at, Hedge.NONE

    def _hedged(self, core: _Core) -> _Figure:
        """The core with its hedge, its kind as far as the words next to it tell, and its rate."""
        tokens, number = self.tokens, core.number
        first, hedge, adding = self._lead(core.first)
        if core.ranged and first == core.first and core.first > self.floor:
            if tokens[core.first - 1].lower in {"between", "from"}:
                first -= 1
        if hedge is Hedge.MORE_THAN and core.unit in units.TIME_UNITS and self._is_span_of_time(core):
            first, hedge = core.first, Hedge.NONE
        last = core.last
        after, trailing = self._trail(last)
        if trailing is not Hedge.NONE:
            last, hedge = after, trailing
        noun_at = last
        if number.vague:
            hedge = self._vague_hedge(hedge)
        elif number.approximate and hedge is Hedge.NONE:
            hedge = Hedge.ABOUT
        elif core.ranged and hedge in {Hedge.NONE, Hedge.ABOUT, Hedge.EXACT}:
            hedge = Hedge.RANGE
        word = tokens[noun_at].lower if noun_at < len(tokens) else ""
        if word in {"more", "additional", "extra", "further"} and "than" not in self._words(noun_at + 1, noun_at + 4):
            adding, noun_at = True, noun_at + 1
        per, noun_at = self._rate(core, noun_at)
        move = self._move(first, noun_at)
        added = QuantityKind.ADDITIONAL if adding or move else QuantityKind.TOTAL
        figure = _Figure(first, last, number, hedge, QuantityKind.RATE if per else added, core.unit, per, noun_at)
        return replace(figure, modifiers=(move,)) if move else figure

    def _move(self, first: int, after: int) -> str:
        """ "up" or "down" where the figure is the size of a change: "rose 6%", "fell by 300", "an 8% rise"."""
        words = self._words(max(0, first - 4), first)
        while words and (words[-1] in {"by", "a", "an", "another", "further", "record"} or words[-1].endswith("ly")):
            words = words[:-1]
        last = words[-1] if words else ""
        at = first - 1
        while at > 0 and self.tokens[at].lower != last:
            at -= 1
        if last in {"up", "down"} and not self._is_level_word(at):
            return ""
        if last in _RISES or last in _FALLS:
            return "up" if last in _RISES else "down"
        if words[-1:] == ("of",) and len(words) > 1 and words[-2] in _MOVE_NOUNS:
            return _MOVE_NOUNS[words[-2]]
        following = self._words(after, after + 2)
        noun = next((word for word in following if word in _MOVE_NOUNS), "")
        return _MOVE_NOUNS[noun] if noun and (following[0] == noun or following[0].isalpha()) else ""

    def _vague_hedge(self, hedge: Hedge) -> Hedge:
        return hedge if hedge in {Hedge.AT_LEAST, Hedge.MORE_THAN, Hedge.UP_TO, Hedge.LESS_THAN} else Hedge.VAGUE

    def _is_span_of_time(self, core: _Core) -> bool:
        """Whether "over three days" says how long something went on, rather than more than three days."""
        tokens = self.tokens
        if core.first < 1 or tokens[core.first - 1].lower != "over":
            return False
        before = tokens[core.first - 2].lower if core.first > 1 else ""
        after = tokens[core.last].lower if core.last < len(tokens) else ""
        return before not in {"lasted", "took", "for", "spent", "after", "served", "is", "was", "well"} and after not in {
            "ago", "old", "later", "earlier",
        }  # fmt: skip

    def _rate(self, core: _Core | None, at: int) -> tuple[str | None, int]:
        """What the figure is per ("a month", "each", "monthly") and the token after."""
        tokens = self.tokens
        if at >= len(tokens):
            return self._rate_before(core), at
        if core and core.unit in units.MONEY:
            at = self._past_bracket(at)
        word = tokens[at].lower if at < len(tokens) else ""
        if word in _ADVERBS_OF_RATE and not (core and core.hyphenated):
            return _ADVERBS_OF_RATE[word], at + 1
        if word == "per" and at + 1 < len(tokens) and tokens[at + 1].kind == "n":
            base = read_number(tokens, at + 1)
            if base is not None:
                noun = counting.noun_after(tokens, base.last)
                self.resume = noun.end if noun.head else base.last
                return f"{base.value:g} {noun.head or ''}".strip(), self.resume
        if word in _PER and at + 1 < len(tokens) and tokens[at + 1].kind == "w":
            name = counting.singular(tokens[at + 1].lower)
            if name in _RATE_UNITS or word in {"per", "/"}:
                return name, at + 2
            if word in {"an", "a"} and name in {"acre", "kilo", "kilogram", "tonne", "ton", "piece"}:
                return name, at + 2
        return self._rate_before(core), at

    def _past_bracket(self, at: int) -> int:
        """The token after a sum in brackets, where a rate follows it: "$20m (£15.5m) per month"."""
        words = self._words(at, at + 7)
        if words[:1] == (")",):
            past = at + 1
        elif words[:1] == ("(",) and ")" in words:
            past = at + words.index(")") + 1
        else:
            return at
        return past if self._words(past, past + 1) in {("per",), ("a",), ("an",), ("each",), ("every",)} else at

    def _rate_before(self, core: _Core | None) -> str | None:
        """ "a monthly salary of $2,000", "annual sales rose to $3bn"."""
        if core is None or core.unit not in units.MONEY:
            return None
        words = self._words(max(self.floor, core.first - 14), core.first)
        for index in range(len(words) - 1, 0, -1):
            if words[index] in {",", ";", ":", "."}:
                return None
            if words[index - 1] in _ADJECTIVES_OF_RATE and words[index - 1] != "each":
                return _ADJECTIVES_OF_RATE[words[index - 1]] if _INCOME.search(words[index]) else None
        return None

    # --- What is counted, and the record -----------------------------------------------------------------------------

    def _finished(self, figure: _Figure) -> Quantity:
        tokens = self.tokens
        start, end = tokens[figure.first].start, tokens[figure.last - 1].end
        if not figure.named:
            figure = self._with_noun(figure)
        if figure.kind in {QuantityKind.TOTAL, QuantityKind.SHARE} and self._is_planned(figure):
            figure = replace(figure, kind=QuantityKind.PLANNED)
        if figure.first and tokens[figure.first - 1].lower == "from" and self._is_change(figure.first):
            figure = replace(figure, modifiers=_joined(figure.modifiers, ("earlier",)))
        low, high, open_low, open_high = interval(figure.number, figure.hedge)
        value = figure.number.value
        return Quantity(
            self.text[start:end], start, end, value, low, high, figure.hedge, figure.kind, figure.unit, figure.per,
            figure.counted, figure.modifiers, open_low, open_high,
        )  # fmt: skip

    def _with_noun(self, figure: _Figure) -> _Figure:
        """The figure with what it counts, taken from the words after it, before it or earlier in the sentence."""
        tokens, at = self.tokens, figure.noun_at
        if figure.noun_at < 0:
            return self._partitive(figure, figure.last + 2)
        word = tokens[at].lower if at < len(tokens) else ""
        if figure.unit == "year" and self._is_age(figure):
            return replace(figure, counted="age")
        if figure.unit is None and self._is_apposed_age(figure):
            return replace(figure, unit="year", counted="age")
        if word == "-" and is_hyphen(tokens, at):
            return self._compound(figure, at + 1)
        if word == "of":
            return self._partitive(figure, at + 1)
        if figure.unit is not None:
            return self._measured(figure, at)
        if figure.modifiers and word == "in":  # "an increase of 300 in deaths"
            at += 1
        noun = counting.noun_after(tokens, at, figure.number.value == 1 or at > figure.noun_at)
        before = counting.fates_before(tokens, figure.first)
        if noun.head is not None:
            return self._plain(figure, noun, noun.fates or before)
        inherited = self._after_change(figure)
        if inherited is not None:
            return inherited
        subject = counting.subject_before(tokens, figure.first)
        if subject.head is not None:
            fates = subject.fates or counting.fate_of_noun(subject.head)
            return replace(
                figure, counted=subject.head, modifiers=_joined(subject.modifiers, (*fates, *figure.modifiers))
            )
        fates = noun.fates or before
        earlier = self._earlier(figure, at, fates)
        if earlier is not None:
            return replace(figure, counted=earlier[0], modifiers=_joined(earlier[1], fates))
        return replace(figure, counted="person", modifiers=fates) if fates else figure

    def _plain(self, figure: _Figure, noun: counting.Counted, fates: tuple[str, ...]) -> _Figure:
        figure = self._after_noun(figure, noun.end)
        kind = figure.kind
        if kind is QuantityKind.TOTAL:
            if noun.head == "reinforcement" or "additional" in noun.modifiers or "extra" in noun.modifiers:
                kind = QuantityKind.ADDITIONAL
            elif self._is_part(figure):
                kind = QuantityKind.PART
        fates = fates or counting.fate_of_noun(noun.head)
        return replace(
            figure, kind=kind, counted=noun.head, modifiers=_joined(noun.modifiers, (*fates, *figure.modifiers))
        )

    def _after_change(self, figure: _Figure) -> _Figure | None:
        """ "rose from 3,000 to 11,000", "fell 6% to 80", "rose to 159 from 152": both figures measure the same."""
        if not self.quantities or figure.first < 1:
            return None
        last = self.quantities[-1]
        gap = self.text[last.end : self.tokens[figure.first].start].strip(" ,").lower()
        if gap not in _CHANGE_GAPS or last.counted is None:
            return None
        words = tuple(word for word in last.modifiers if word not in {"up", "down", "earlier"})
        earlier = ("earlier",) if gap.endswith("from") else ()
        return replace(figure, counted=last.counted, modifiers=_joined(words, earlier))

    def _after_noun(self, figure: _Figure, at: int) -> _Figure:
        """Hedge, addition and rate that stand after the noun: "12 people or more", "3,000 troops a month"."""
        tokens = self.tokens
        _, hedge = self._trail(at)
        if hedge in {Hedge.AT_LEAST, Hedge.UP_TO, Hedge.ABOUT} and figure.hedge in {Hedge.NONE, Hedge.ABOUT}:
            figure = replace(figure, hedge=hedge)
        word = tokens[at].lower if at < len(tokens) else ""
        if word == "more" and figure.kind is QuantityKind.TOTAL and self._words(at + 1, at + 2) != ("than",):
            figure = replace(figure, kind=QuantityKind.ADDITIONAL)
        if word == "per" and at + 1 < len(tokens) and tokens[at + 1].kind == "n":
            per, _ = self._rate(None, at)
            figure = replace(figure, per=per, kind=QuantityKind.RATE)
        elif figure.per is None and (word in _ADVERBS_OF_RATE or word in _PER):
            name = self._words(at + 1, at + 2)
            if word in _ADVERBS_OF_RATE or word in {"per", "/"} and name or name and name[0] in units.TIME_UNITS:
                per = _ADVERBS_OF_RATE.get(word) or counting.singular(name[0])
                figure = replace(figure, per=per, kind=QuantityKind.RATE)
        return figure

    def _is_part(self, figure: _Figure) -> bool:
        words = self._words(max(0, figure.first - 3), figure.first)
        return bool(words) and (
            words[-1] in {"including", "include", "includes", "included"}
            or words[-2:] in {("including", "the"), ("among", "them"), ("of", "whom")}
            or words[-3:-1] == ("of", "whom")
        )

    def _partitive(self, figure: _Figure, at: int) -> _Figure:
        """ "4,000 of them", "600 of whom", "15 of the soldiers", "a third of households"."""
        tokens = self.tokens
        while at < len(tokens) and tokens[at].lower in {
            "the",
            "these",
            "those",
            "its",
            "their",
            "his",
            "all",
            "our",
            "her",
        }:
            at += 1
        stock = figure.kind is QuantityKind.TOTAL
        word = tokens[at].lower if at < len(tokens) else ""
        definite = tokens[at - 1].lower != "of"
        if word in {"them", "whom", "which"} or (definite and not self._is_noun_ahead(at)):
            kind = QuantityKind.PART if word in {"whom", "which"} else QuantityKind.SHARE
            counted, modifiers = self._antecedent(figure)
            if self._words(at + 1, at + 2) in {("were",), ("are",)}:
                noun = counting.noun_after(tokens, at + 2)
                counted, modifiers = (noun.head, noun.modifiers) if noun.head else (counted, modifiers)
            fates = counting.fates_at(tokens, at + 1)
            modifiers = tuple(m for m in modifiers if m not in counting.FATE_WORDS) if fates else modifiers
            return replace(
                figure, kind=kind if stock else figure.kind, counted=counted, modifiers=_joined(modifiers, fates)
            )
        number = read_number(tokens, at)
        if number is not None and definite:
            at = number.last
        noun = counting.noun_after(tokens, at)
        if noun.head is None and figure.unit is not None:
            noun = counting.noun_after(tokens, at, True)
        if noun.head is not None and noun.head.endswith(("ed", "ing")):
            noun = counting.Counted(None)
        kind = figure.kind
        if stock and definite and figure.unit is None and not figure.number.vague:
            kind = QuantityKind.PART
        elif stock and figure.unit == "percent":
            kind = QuantityKind.SHARE
        fates = noun.fates or counting.fates_before(tokens, figure.first) or counting.fate_of_noun(noun.head)
        return replace(
            figure, kind=kind, counted=noun.head, modifiers=_joined(noun.modifiers, (*fates, *figure.modifiers))
        )

    def _is_noun_ahead(self, at: int) -> bool:
        tokens = self.tokens
        if at >= len(tokens):
            return False
        number = read_number(tokens, at)
        return counting.noun_after(tokens, number.last if number else at).head is not None or tokens[at].kind == "w"

    def _antecedent(self, figure: _Figure) -> tuple[str | None, tuple[str, ...]]:
        for quantity in reversed(self.quantities):
            if quantity.unit is None and quantity.counted and quantity.kind is not QuantityKind.ORDINAL:
                return quantity.counted, quantity.modifiers
        noun = counting.earlier_plural(self.tokens, figure.first)
        return noun.head, noun.modifiers

    def _earlier(self, figure: _Figure, at: int, fates: tuple[str, ...]) -> tuple[str, tuple[str, ...]] | None:
        """What a bare figure counts, where its words point back: "a total of 10,000", "another 3,000", "600 killed"."""
        before = self._words(max(0, figure.first - 3), figure.first)
        points_back = (
            fates
            or figure.kind is QuantityKind.ADDITIONAL
            or before[-3:] == ("a", "total", "of")
            or before[-2:] == ("total", "of")
            or before[-1:] in {("the",), ("including",), ("of",), ("those",)}
            or (
                self._words(at, at + 1) in {("have",), ("had",), ("were",), ("are",)}
                and before[-1:] in {("and",), ("but",), (",",)}
            )
            or self._words(at, at + 1) in {("already",), ("expected",), ("deployed",), ("sent",), ("more",)}
        )
        if not points_back:
            return None
        for quantity in reversed(self.quantities):
            if quantity.unit is None and quantity.counted and quantity.kind is not QuantityKind.ORDINAL:
                if fates and not (counting.is_human(quantity.counted) or quantity.counted == "casualty"):
                    continue
                if fates and (quantity.counted == "casualty" or counting.fate_of_noun(quantity.counted)):
                    return "person", _without_fates(quantity.modifiers)
                return quantity.counted, _without_fates(quantity.modifiers) if fates else quantity.modifiers
        if fates:
            return None
        noun = counting.earlier_plural(self.tokens, figure.first)
        return (noun.head, noun.modifiers) if noun.head else None

    def _is_age(self, figure: _Figure) -> bool:
        words = self._words(figure.last, figure.last + 3)
        return words[:2] == ("-", "old") or words[:1] == ("old",) or words[:3] == ("of", "age", ",")

    def _is_apposed_age(self, figure: _Figure) -> bool:
        """ "Ann Bell, 31, said", "aged 40"."""
        tokens, first, last = self.tokens, figure.first, figure.last
        value = figure.number.value
        if figure.number.last - figure.number.first != 1 or not (0 < value < 120 and value == int(value)) or not first:
            return False
        before = tokens[first - 1]
        if before.lower in {"aged", "age"}:
            return True
        if not figure.number.digits or figure.hedge is not Hedge.NONE or before.text != "," or first < 2:
            return False
        named = tokens[first - 2].kind == "w" and tokens[first - 2].text[0].isupper()
        return named and last < len(tokens) and tokens[last].text in {",", ".", ")"}

    def _compound(self, figure: _Figure, at: int) -> _Figure:
        """ "a 20-member panel" counts members; "a 10,000-strong force" counts the force."""
        tokens = self.tokens
        word = tokens[at].lower
        if word == "strong":
            noun = counting.noun_after(tokens, at + 1, True)
            return replace(figure, counted=noun.head, modifiers=_joined(noun.modifiers, figure.modifiers))
        if word == "old" or figure.unit is not None:
            return self._measured(figure, at)
        return replace(figure, counted=counting.singular(word))

    def _measured(self, figure: _Figure, at: int) -> _Figure:
        """A measure or a sum: what it is of ("a 240mm launcher", "$20m in aid", "inflation fell to 3%")."""
        tokens = self.tokens
        if figure.kind is QuantityKind.TOTAL and figure.unit == "percent":
            figure = replace(figure, kind=QuantityKind.SHARE)
        word = tokens[at].lower if at < len(tokens) else ""
        if figure.unit == "times":
            return figure
        if word == "more":
            at += 1
        if word in {"in", "worth"} and figure.unit in units.MONEY:
            at += 2 if self._words(at, at + 2) == ("worth", "of") else 1
            noun = counting.noun_after(tokens, at, True)
            return replace(figure, counted=noun.head, modifiers=_joined(noun.modifiers, figure.modifiers))
        inherited = self._after_change(figure)
        if inherited is not None:
            return inherited
        subject = counting.subject_before(tokens, figure.first)
        if subject.head is not None:
            return replace(figure, counted=subject.head, modifiers=_joined(subject.modifiers, figure.modifiers))
        noun = counting.noun_after(tokens, at)
        if noun.head is None and at < len(tokens):
            article = figure.first and tokens[figure.first - 1].lower in {
                "a",
                "an",
                "the",
                "its",
                "their",
                "his",
                "her",
            }
            if article or tokens[at - 1].lower in {"mm", "cm", "kg"} or figure.unit == "percent":
                noun = counting.noun_after(tokens, at, True)
        if noun.head is None or noun.head.endswith(("ed", "ly")):
            return figure
        return replace(figure, counted=noun.head, modifiers=_joined(noun.modifiers, figure.modifiers))

    def _is_planned(self, figure: _Figure) -> bool:
        """Whether the clause speaks of the figure as expected, planned or conditional."""
        if figure.kind is QuantityKind.RATE or figure.counted == "age":
            return False
        start = self.tokens[figure.first].start
        end = self.tokens[figure.last - 1].end
        clause = 0
        for match in _PLAN_ENDS.finditer(self.text, 0, start):
            clause = match.end()
        if _PLANS.search(self.text, clause, start):
            return True
        return _PLANNED_AFTER.match(self.text, end) is not None


def interval(number: Number, hedge: Hedge) -> tuple[float, float, bool, bool]:
    """Low, high, and whether each end is left out, of a number under a hedge; the table is in docs/figures.md."""
    low, high = number.low, number.high
    match hedge:
        case Hedge.ABOUT:
            return low * (1 - TOLERANCE), high * (1 + TOLERANCE), True, True
        case Hedge.NEARLY:
            return low * (1 - TOLERANCE), high, False, True
        case Hedge.JUST_OVER:
            return low, high * (1 + TOLERANCE), True, False
        case Hedge.AT_LEAST:
            return low, math.inf, False, True
        case Hedge.MORE_THAN:
            return low, math.inf, True, True
        case Hedge.UP_TO:
            return 0.0, high, False, False
        case Hedge.LESS_THAN:
            return 0.0, high, False, True
        case Hedge.VAGUE:
            return low, high, False, number.open_high or math.isinf(high)
    return low, high, False, False


def _joined(words: tuple[str, ...], fates: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*words, *fates)))


def _without_fates(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word for word in words if word not in counting.FATE_WORDS)


def _is_headline(tokens: Sequence[Token]) -> bool:
    """Whether most longer words have a capital, so that capitals tell nothing of names."""
    words = [token.text for token in tokens if token.kind == "w" and len(token.text) > 3]
    capitals = sum(word[0].isupper() for word in words)
    return len(words) >= 4 and tokens[0].text[0].isupper() and capitals > 0.75 * len(words)
