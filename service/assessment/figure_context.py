"""What a figure counts, what it is per, and whether it is only planned: the words around the number."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from service.assessment import counting, nouns, synonyms, units
from service.assessment.fates import FATE_WORDS, fate_of_noun, fates_at, fates_before
from service.assessment.figures import Core, Figure, Sentence
from service.assessment.hedges import trail
from service.assessment.numbers import Token, is_hyphen, read_number, word_set
from service.assessment.records import Hedge, Quantity, QuantityKind

_PLANS = re.compile(
    r"\b(?:will|would|shall|(?:expect|plan|intend|hope|aim|want|propose|pledge|vow|promise|prepare|agree|offer|decide)"
    r"(?:s|ed|d)? to|(?:planning|expecting|intending|hoping|aiming|preparing|seeking|ready|due|set|scheduled|decision"
    r"|plans?|pledges?|promises?|offers?|vows?|seeks?|proposals?|intention|likely|going) to|(?:plans?|planned|pledged"
    r"|promised|proposed)(?: (?:for|the|an?))?|(?:is|are) to(?! (?:blame|date)\b)|foresees?|envisages?|envisions?"
    r"|(?:calls?|provides?|allows?) for)\s",
    re.IGNORECASE,
)
_PLANNED_AFTER = re.compile(
    r"\s*(?:[\w'’-]+\s+){0,6}?(?:(?:is|are|was|were|being)\s+)?(?:expected|due|set|planned|scheduled|projected|slated)"
    r"\s+(?:to|for|by)\b|\s*(?:[\w'’-]+\s+){0,4}?(?:are\s+to|is\s+to\s+be)\s+(?!blame\b)"
    r"|\s*(?:(?!(?:who|that|which|when|if|and|or|of|said|says|say|told|they|he|she|it|we|were"
    r"|was|are|is|have|had|has|in)\b)[\w'’-]+\s+){0,5}?(?:will|would|shall)\s+(?!have been\b)",
    re.IGNORECASE,
)
_HEADED_TO = re.compile(
    r"(?!(?:According|Thanks|Due|Next|Close|Back|Up)\b)(?:[A-Z][\w.'’&-]*\s+){1,4}to\s+(?!(?:the|an?|its|his|her|their)\b)"
    r"[a-z]+\s"
)
"""A headline's plan: "Boeing to cut 17,000 jobs"."""

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
_INCOME = re.compile(
    r"^(?:wage|salar|pay|income|rent|fee|allowance|earning|turnover|profit|sale|revenue|budget|cost|bill|loss|benefit|rate"
    r"|bonus|pension|output|spending|turnover|subsid|dividend|deficit|grant|instal|net|gross|household|average)"
)
_CHANGE_GAPS = frozenset({"to", "from", "up from", "down from", "compared with", "to reach", "to stand at", "by to"})


def with_noun(sentence: Sentence, earlier: Sequence[Quantity], figure: Figure) -> Figure:
    """The figure with what it counts, taken from the words after it, before it or earlier in the sentence."""
    tokens, at = sentence.tokens, figure.noun_at
    if figure.noun_at < 0:
        return _partitive(sentence, earlier, figure, figure.last + 2)
    word = tokens[at].lower if at < len(tokens) else ""
    if figure.unit == "year" and _is_age(sentence, figure):
        return replace(figure, counted="age")
    if figure.unit is None and (_is_apposed_age(sentence, figure) or _goes_on_ages(sentence, earlier, figure)):
        return replace(figure, unit="year", counted="age")
    if word == "-" and is_hyphen(tokens, at):
        return _compound(sentence, earlier, figure, at + 1)
    if word == "of":
        return _partitive(sentence, earlier, figure, at + 1)
    if word == "out" and sentence.words(at + 1, at + 2) == ("of",) and figure.unit is None:
        return _partitive(sentence, earlier, figure, at + 2)
    if figure.unit is not None:
        return _measured(sentence, earlier, figure, at)
    if figure.modifiers and word == "in":  # "an increase of 300 in deaths"
        at += 1
    noun = counting.noun_after(tokens, at, figure.number.value == 1 or at > figure.noun_at)
    before = fates_before(tokens, figure.first)
    if noun.head is not None:
        fates = noun.fates or before or _second(tokens, noun.end).fates
        return _plain(sentence, earlier, figure, noun, fates)
    inherited = _after_change(sentence, earlier, figure)
    if inherited is not None:
        return inherited
    subject = counting.subject_before(tokens, figure.first)
    if subject.head is not None:
        fates = subject.fates or fate_of_noun(subject.head)
        return replace(
            figure, counted=subject.head, modifiers=with_words(subject.modifiers, (*fates, *figure.modifiers))
        )
    fates = noun.fates or before
    pointed = _earlier(sentence, earlier, figure, at, fates)
    if pointed is not None:
        return replace(figure, counted=pointed[0], modifiers=with_words(pointed[1], fates))
    return replace(figure, counted="person", modifiers=fates) if fates else figure


def _plain(
    sentence: Sentence, earlier: Sequence[Quantity], figure: Figure, noun: counting.Counted, fates: tuple[str, ...]
) -> Figure:
    figure = _after_noun(sentence, figure, noun.end)
    kind = figure.kind
    if kind is QuantityKind.TOTAL:
        if noun.head == "reinforcement" or "additional" in noun.modifiers or "extra" in noun.modifiers:
            kind = QuantityKind.ADDITIONAL
        elif _is_part(sentence, figure):
            kind = QuantityKind.PART
    if noun.head == "other" and (fates or not earlier or synonyms.is_human(earlier[-1].counted)):  # "and eight others"
        noun = replace(noun, head="person")
    fates = fates or fate_of_noun(noun.head) or _fate_of_lives(sentence, figure, noun)
    if not fates and synonyms.is_human(noun.head):
        fates, part = _shared_fate(sentence, earlier, figure, noun, kind)
        kind = QuantityKind.PART if part and kind is QuantityKind.TOTAL else kind
    elif fates and kind is QuantityKind.TOTAL and synonyms.is_human(noun.head):
        second = _second(sentence.tokens, noun.end)
        first = _first(sentence, earlier, figure)
        if (synonyms.is_human(second.head) and second.fates in {(), fates}) or (first and _fated(first) == fates):
            kind = QuantityKind.PART
    return replace(
        figure, kind=kind, counted=noun.head, modifiers=with_words(noun.modifiers, (*fates, *figure.modifiers))
    )


_AND = re.compile(r"\s+(?:[\w'’-]+\s+){1,4}and\s+$")
_AFTER_SHARED = word_set(
    "in on at near when as after and overnight during inside outside with while from by for before across around "
    "early late yesterday today including among since over"
)


def _shared_fate(
    sentence: Sentence, earlier: Sequence[Quantity], figure: Figure, noun: counting.Counted, kind: QuantityKind
) -> tuple[tuple[str, ...], bool]:
    """The fate that a part or the other half of a pair shares, and whether the figure is part of those of that fate.

    "killed 30 people, including 12 children and seven women", "killed three men and two women".
    """
    tokens = sentence.tokens
    after = tokens[noun.end] if noun.end < len(tokens) else None
    ends = after is None or after.kind != "w" or after.lower in _AFTER_SHARED
    if kind is QuantityKind.PART and earlier and ends:
        whole = next((q for q in reversed(earlier) if q.kind is not QuantityKind.PART and _fated(q)), None)
        return (_fated(whole) if whole else ()), True
    if kind is QuantityKind.TOTAL and earlier and ends and earlier[-1].counted:
        first = _first(sentence, earlier, figure)
        return (_fated(first), bool(_fated(first))) if first else ((), False)
    return (), False


def _first(sentence: Sentence, earlier: Sequence[Quantity], figure: Figure) -> Quantity | None:
    """The first half of the pair that the figure is the second of."""
    if not earlier:
        return None
    gap = sentence.text[earlier[-1].end : sentence.tokens[figure.first].start]
    named = _AND.fullmatch(gap) and nouns.singular(gap.split()[-2].lower()) == earlier[-1].counted
    return earlier[-1] if named else None


def _fated(quantity: Quantity) -> tuple[str, ...]:
    if quantity.unit is not None or not (synonyms.is_human(quantity.counted) or fate_of_noun(quantity.counted)):
        return ()
    return tuple(word for word in quantity.modifiers if word in FATE_WORDS)


def _second(tokens: Sequence[Token], at: int) -> counting.Counted:
    """The other half of a pair: "three men and two women"."""
    if at + 2 >= len(tokens) or tokens[at].lower != "and":
        return counting.Counted(None)
    number = read_number(tokens, at + 1)
    if number is None and tokens[at + 1].lower not in {"a", "an"}:
        return counting.Counted(None)
    return counting.noun_after(tokens, number.last if number else at + 2, number is None or number.value == 1)


_TAKING_LIVES = word_set(
    "cost costs costing claim claims claimed claiming take takes took taken taking lost lose losing"
)


def _fate_of_lives(sentence: Sentence, figure: Figure, noun: counting.Counted) -> tuple[str, ...]:
    """ "The famine cost 300 lives", "300 lives were lost": their owners were killed."""
    if noun.head != "life":
        return ()
    before, after = sentence.words(max(0, figure.first - 4), figure.first), sentence.words(noun.end, noun.end + 3)
    return ("killed",) if _TAKING_LIVES.intersection(before) or "lost" in after else ()


def _after_change(sentence: Sentence, earlier: Sequence[Quantity], figure: Figure) -> Figure | None:
    """ "rose from 3,000 to 11,000", "fell 6% to 80", "rose to 159 from 152": both figures measure the same."""
    if not earlier or figure.first < 1:
        return None
    last = earlier[-1]
    gap = sentence.text[last.end : sentence.tokens[figure.first].start].strip(" ,").lower()
    gap = gap.removesuffix(" an average of")
    if gap not in _CHANGE_GAPS or last.counted in {None, "age"}:
        return None
    words = tuple(word for word in last.modifiers if word not in {"up", "down", "earlier"})
    mark = ("earlier",) if gap.endswith("from") else ()
    return replace(figure, counted=last.counted, modifiers=with_words(words, mark))


def _after_noun(sentence: Sentence, figure: Figure, at: int) -> Figure:
    """Hedge, addition and rate that stand after the noun: "12 people or more", "3,000 troops a month"."""
    tokens = sentence.tokens
    _, hedge = trail(sentence, at)
    if hedge in {Hedge.AT_LEAST, Hedge.UP_TO, Hedge.ABOUT} and figure.hedge in {Hedge.NONE, Hedge.ABOUT}:
        figure = replace(figure, hedge=hedge)
    word = tokens[at].lower if at < len(tokens) else ""
    if word == "more" and figure.kind is QuantityKind.TOTAL and sentence.words(at + 1, at + 2) != ("than",):
        figure = replace(figure, kind=QuantityKind.ADDITIONAL)
    if word == "per" and at + 1 < len(tokens) and tokens[at + 1].kind == "n":
        per, resume = rate_after(sentence, 0, None, at)
        figure = replace(figure, per=per, kind=QuantityKind.RATE, resume=resume)
    elif figure.per is None and (word in _ADVERBS_OF_RATE or word in _PER) and not _is_time_ago(sentence, at):
        name = sentence.words(at + 1, at + 2)
        if word in _ADVERBS_OF_RATE or (word in {"per", "/"} and name) or (name and name[0] in units.TIME_UNITS):
            per = _ADVERBS_OF_RATE.get(word) or nouns.singular(name[0])
            figure = replace(figure, per=per, kind=QuantityKind.RATE)
    return figure


def _is_part(sentence: Sentence, figure: Figure) -> bool:
    words = sentence.words(max(0, figure.first - 3), figure.first)
    return bool(words) and (
        words[-1] in {"including", "include", "includes", "included"}
        or words[-2:] in {("including", "the"), ("among", "them"), ("of", "whom")}
        or words[-3:-1] == ("of", "whom")
    )


def _partitive(sentence: Sentence, earlier: Sequence[Quantity], figure: Figure, at: int) -> Figure:
    """ "4,000 of them", "600 of whom", "15 of the soldiers", "a third of households"."""
    tokens = sentence.tokens
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
    if word in {"them", "whom", "which"} or (definite and not _is_noun_ahead(sentence, at)):
        kind = QuantityKind.PART if word in {"whom", "which"} else QuantityKind.SHARE
        counted, modifiers = _antecedent(sentence, earlier, figure)
        if sentence.words(at + 1, at + 2) in {("were",), ("are",)}:
            noun = counting.noun_after(tokens, at + 2)
            counted, modifiers = (noun.head, noun.modifiers) if noun.head else (counted, modifiers)
        fates = fates_at(tokens, at + 1)
        modifiers = tuple(m for m in modifiers if m not in FATE_WORDS) if fates else modifiers
        return replace(
            figure, kind=kind if stock else figure.kind, counted=counted, modifiers=with_words(modifiers, fates)
        )
    if at + 1 < len(tokens) and tokens[at].lower in _OF_LAST:
        at += 1
    number = read_number(tokens, at)
    if number is not None and (definite or figure.unit is None):
        at, definite = number.last, True
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
    fates = noun.fates or fates_before(tokens, figure.first) or fate_of_noun(noun.head)
    fates = fates or _fate_of_lives(sentence, figure, noun)
    return replace(
        figure, kind=kind, counted=noun.head, modifiers=with_words(noun.modifiers, (*fates, *figure.modifiers))
    )


_OF_LAST = word_set("last first past previous next other remaining")


def _is_noun_ahead(sentence: Sentence, at: int) -> bool:
    tokens = sentence.tokens
    if at >= len(tokens):
        return False
    number = read_number(tokens, at)
    return counting.noun_after(tokens, number.last if number else at).head is not None or tokens[at].kind == "w"


def _antecedent(sentence: Sentence, earlier: Sequence[Quantity], figure: Figure) -> tuple[str | None, tuple[str, ...]]:
    for quantity in reversed(earlier):
        if quantity.unit is None and quantity.counted and quantity.kind is not QuantityKind.ORDINAL:
            return quantity.counted, quantity.modifiers
    noun = counting.earlier_plural(sentence.tokens, figure.first)
    return noun.head, noun.modifiers


def _earlier(
    sentence: Sentence, earlier: Sequence[Quantity], figure: Figure, at: int, fates: tuple[str, ...]
) -> tuple[str, tuple[str, ...]] | None:
    """What a bare figure counts, where its words point back: "a total of 10,000", "another 3,000", "600 killed"."""
    before = sentence.words(max(0, figure.first - 3), figure.first)
    points_back = (
        fates
        or figure.kind is QuantityKind.ADDITIONAL
        or before[-3:] == ("a", "total", "of")
        or before[-2:] == ("total", "of")
        or before[-1:] in {("the",), ("including",), ("of",), ("those",)}
        or (
            sentence.words(at, at + 1) in {("have",), ("had",), ("were",), ("are",)}
            and before[-1:] in {("and",), ("but",), (",",)}
        )
        or _is_gapped(sentence, figure, at)
        or sentence.words(at, at + 1) in {("already",), ("expected",), ("deployed",), ("sent",), ("more",)}
    )
    if not points_back:
        return None
    for quantity in reversed(earlier):
        if quantity.unit is None and quantity.counted and quantity.kind is not QuantityKind.ORDINAL:
            if fates and not (synonyms.is_human(quantity.counted) or quantity.counted == "casualty"):
                continue
            if fates and (quantity.counted == "casualty" or fate_of_noun(quantity.counted)):
                return "person", _without_fates(quantity.modifiers)
            return quantity.counted, _without_fates(quantity.modifiers) if fates else quantity.modifiers
    if fates:
        return None
    noun = counting.earlier_plural(sentence.tokens, figure.first)
    return (noun.head, noun.modifiers) if noun.head else None


_GAP = re.compile(r"(?:,|;|\band\b|\bwhile\b)\s+(?:the\s+)?(?:[A-Za-z'’-]+\s+){1,3}$")
_VERB_LIKE = re.compile(r"\b(?:\w+ed|was|were|is|are|has|had|have|be|to|of|in|on|at|by|from|for|with|than|a|an)\b")


def _is_gapped(sentence: Sentence, figure: Figure, at: int) -> bool:
    """Whether verb and noun are left out because they were just said: "The state sent 14 masks and the county nine"."""
    after = sentence.tokens[at].text if at < len(sentence.tokens) else "."
    start = sentence.tokens[figure.first].start
    gap = _GAP.search(sentence.text, max(0, start - 60), start)
    return after in {".", ",", ";"} and gap is not None and _VERB_LIKE.search(gap.group()) is None


def _is_age(sentence: Sentence, figure: Figure) -> bool:
    words = sentence.words(figure.last, figure.last + 3)
    return words[:2] == ("-", "old") or words[:1] == ("old",) or words[:3] == ("of", "age", ",")


def _is_apposed_age(sentence: Sentence, figure: Figure) -> bool:
    """ "Ann Bell, 31, said", "aged 40"."""
    tokens, first, last = sentence.tokens, figure.first, figure.last
    value = figure.number.value
    if not first:
        return False
    before = tokens[first - 1]
    if before.lower in {"aged", "age", "ages"} or sentence.words(first - 2, first) == ("age", "of"):
        return value < 120
    if figure.number.last - figure.number.first != 1 or not (0 < value < 120 and value == int(value)):
        return False
    if not figure.number.digits or figure.hedge is not Hedge.NONE or before.text != "," or first < 2:
        return False
    named = tokens[first - 2].kind == "w" and tokens[first - 2].text[0].isupper()
    if not named and last < len(tokens) and tokens[last].text == ",":
        named = synonyms.is_human(tokens[first - 2].lower)  # "the suspect, 19, was arrested"
    return named and last < len(tokens) and tokens[last].text in {",", ".", ")"}


def _goes_on_ages(sentence: Sentence, earlier: Sequence[Quantity], figure: Figure) -> bool:
    """The 24 and the 30 of "aged 21, 24 and 30"."""
    if not earlier or earlier[-1].counted != "age" or figure.number.value >= 120:
        return False
    return sentence.text[earlier[-1].end : sentence.tokens[figure.first].start].strip(" ,") in {"", "and"}


def _compound(sentence: Sentence, earlier: Sequence[Quantity], figure: Figure, at: int) -> Figure:
    """ "a 20-member panel" counts members; "a 10,000-strong force" counts the force."""
    tokens = sentence.tokens
    word = tokens[at].lower
    if word == "strong":
        noun = counting.noun_after(tokens, at + 1, True)
        return replace(figure, counted=noun.head, modifiers=with_words(noun.modifiers, figure.modifiers))
    if word == "old" or figure.unit is not None:
        return _measured(sentence, earlier, figure, at)
    return replace(figure, counted=nouns.singular(word))


def _measured(sentence: Sentence, earlier: Sequence[Quantity], figure: Figure, at: int) -> Figure:
    """A measure or a sum: what it is of ("a 240mm launcher", "$20m in aid", "inflation fell to 3%")."""
    tokens = sentence.tokens
    if figure.kind is QuantityKind.TOTAL and figure.unit == "percent":
        figure = replace(figure, kind=QuantityKind.SHARE)
    word = tokens[at].lower if at < len(tokens) else ""
    if figure.unit == "times":
        return figure
    if word in counting.EXTENTS:
        figure = replace(figure, modifiers=with_words(figure.modifiers, (counting.EXTENTS[word],)))
    if word == "more":
        at += 1
    if word in {"in", "worth"} and figure.unit in units.MONEY:
        at += 2 if sentence.words(at, at + 2) == ("worth", "of") else 1
        noun = counting.noun_after(tokens, at, True)
        named = noun.head is not None and tokens[noun.end - 1].text[0].isupper()
        if word == "worth" or (noun.head is not None and not named):  # not "$5bn in Europe", "in the third quarter"
            return replace(figure, counted=noun.head, modifiers=with_words(noun.modifiers, figure.modifiers))
    inherited = _after_change(sentence, earlier, figure)
    if inherited is not None:
        return inherited
    subject = counting.subject_before(tokens, figure.first)
    if subject.head is not None:
        return replace(figure, counted=subject.head, modifiers=with_words(subject.modifiers, figure.modifiers))
    of_sum = counting.apposed(tokens, figure.first, at)
    if of_sum.head is None:
        of_sum = counting.sum_of(tokens, figure.first)
    if of_sum.head is not None:
        return replace(figure, counted=of_sum.head, modifiers=with_words(of_sum.modifiers, figure.modifiers))
    if figure.per in units.TIME_UNITS and _is_pay(sentence, figure):
        return replace(figure, counted="pay")
    if word in counting.EXTENTS and earlier and earlier[-1].counted and set(earlier[-1].modifiers) & _EXTENTS:
        return replace(figure, counted=earlier[-1].counted)
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
    return replace(figure, counted=noun.head, modifiers=with_words(noun.modifiers, figure.modifiers))


_EXTENTS = frozenset(counting.EXTENTS.values())
_PAYING = word_set("paid pays pay paying earn earns earned earning get gets getting got receive receives received")


def _is_pay(sentence: Sentence, figure: Figure) -> bool:
    """Whether somebody earns or is paid the sum: "guards are paid $2,000 a month"."""
    words = sentence.words(max(0, figure.first - 3), figure.first)
    return figure.unit in units.MONEY and bool(_PAYING.intersection(words))


def rate_after(sentence: Sentence, floor: int, core: Core | None, at: int) -> tuple[str | None, int]:
    """What the figure is per ("a month", "each", "monthly") and the token after."""
    tokens = sentence.tokens
    if at >= len(tokens):
        return _rate_before(sentence, floor, core), at
    if core and core.unit in units.MONEY:
        at = _past_bracket(sentence, at)
    word = tokens[at].lower if at < len(tokens) else ""
    if word in _ADVERBS_OF_RATE and not (core and core.hyphenated):
        return _ADVERBS_OF_RATE[word], at + 1
    if word == "per" and at + 1 < len(tokens) and tokens[at + 1].kind == "n":
        base = read_number(tokens, at + 1)
        if base is not None:
            noun = counting.noun_after(tokens, base.last)
            return f"{base.value:g} {noun.head or ''}".strip(), noun.end if noun.head else base.last
    if word == "for" and sentence.words(at + 1, at + 2) in {("each",), ("every",)}:
        at, word = at + 1, "per"  # "$42 for each user"
    if word in _PER and at + 1 < len(tokens) and tokens[at + 1].kind == "w" and not _is_time_ago(sentence, at):
        if word in {"per", "/"}:
            at = _past_name(tokens, at)
        name = nouns.singular(tokens[at + 1].lower)
        if name in _RATE_UNITS or word in {"per", "/"}:
            return name, at + 2
        if word in {"an", "a"} and name in {"acre", "kilo", "kilogram", "tonne", "ton", "piece"}:
            return name, at + 2
    return _rate_before(sentence, floor, core), at


def _is_time_ago(sentence: Sentence, at: int) -> bool:
    """Whether "a year" only says when: "$1.9bn a year earlier", "95 dead a day before"."""
    return sentence.words(at + 2, at + 3) in {("earlier",), ("ago",), ("before",), ("later",)}


def _past_name(tokens: Sequence[Token], at: int) -> int:
    """The token before the noun of "per WhatsApp user": a name before a small noun only says which."""
    while at + 2 < len(tokens) and tokens[at + 1].text[0].isupper() and tokens[at + 2].text[:1].islower():
        if tokens[at + 2].kind != "w" or tokens[at + 2].lower in _NO_NOUNS:
            break
        at += 1
    return at


_NO_NOUNS = word_set("and or in on at by for from to of with was is were are has had but as than since")


def _past_bracket(sentence: Sentence, at: int) -> int:
    """The token after a sum in brackets, where a rate follows it: "$20m (£15.5m) per month"."""
    words = sentence.words(at, at + 7)
    if words[:1] == (")",):
        past = at + 1
    elif words[:1] == ("(",) and ")" in words:
        past = at + words.index(")") + 1
    else:
        return at
    return past if sentence.words(past, past + 1) in {("per",), ("a",), ("an",), ("each",), ("every",)} else at


def _rate_before(sentence: Sentence, floor: int, core: Core | None) -> str | None:
    """ "a monthly salary of $2,000", "annual sales rose to $3bn"."""
    if core is None or core.unit not in units.MONEY:
        return None
    term = _TERM_BEFORE.search(sentence.text, *_clause(sentence, core)) or _TERM_AFTER.match(
        sentence.text, sentence.tokens[core.last - 1].end
    )
    if term is not None:
        return term[1].lower()
    words = sentence.words(max(floor, core.first - 14), core.first)
    for index in range(len(words) - 1, 0, -1):
        if words[index] in {",", ";", ":", "."}:
            return None
        if words[index - 1] in _ADJECTIVES_OF_RATE and words[index - 1] != "each":
            return _ADJECTIVES_OF_RATE[words[index - 1]] if _INCOME.search(words[index]) else None
    return None


_TERM_BEFORE = re.compile(r"\b(?:a|an|one|each|every)\s+(day|week|month|year)\s+of\s", re.IGNORECASE)
_TERM_AFTER = re.compile(
    r"\s+(?:for|in)\s+(?:a|an|one|each|every|the)\s+(day|week|month|year)(?:\s+of\b|(?=[.,;]|$))", re.IGNORECASE
)


def _clause(sentence: Sentence, core: Core) -> tuple[int, int]:
    """Where the clause begins that the figure stands in, and where the figure does."""
    start = sentence.tokens[core.first].start
    begin = max(0, start - CLAUSE_CHARS)
    for match in _PLAN_ENDS.finditer(sentence.text, begin, start):
        begin = match.end()
    return begin, start


CLAUSE_CHARS = 400
"""How far back a clause is looked for; no clause of news is longer, and hostile text must not cost its square."""


def is_planned(sentence: Sentence, figure: Figure) -> bool:
    """Whether the clause speaks of the figure as expected, planned or conditional."""
    if figure.kind is QuantityKind.RATE or figure.counted == "age":
        return False
    start = sentence.tokens[figure.first].start
    end = sentence.tokens[figure.last - 1].end
    clause = max(0, start - CLAUSE_CHARS)
    for match in _PLAN_ENDS.finditer(sentence.text, clause, start):
        clause = match.end()
    if _PLANS.search(sentence.text, clause, start) or _HEADED_TO.match(sentence.text, clause, start):
        return True
    return _PLANNED_AFTER.match(sentence.text, end) is not None


def with_words(words: tuple[str, ...], fates: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*words, *fates)))


def _without_fates(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word for word in words if word not in FATE_WORDS)
