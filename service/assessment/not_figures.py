"""Numbers that are no figures: parts of names, clock times, versions, pronouns and idioms."""

from __future__ import annotations

from service.assessment import counting, units
from service.assessment.figures import Core, Sentence
from service.assessment.hedges import is_led
from service.assessment.numbers import is_hyphen, joined, word_set

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


def no_figure_until(sentence: Sentence, floor: int, core: Core) -> int:
    """The token to go on from where the number is part of a name, a time or a score; 0 where it is a figure."""
    tokens, at = sentence.tokens, core.number.first
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
    if not core.number.digits and _is_word_no_figure(sentence, core):
        return last
    if at and tokens[at - 1].text[1:] != tokens[at - 1].lower[1:] and not tokens[at - 1].text.isupper():
        return last  # iPhone 12
    if core.first == at and at and core.unit is None and not core.number.scaled:
        return _named_number(sentence, floor, core)
    return 0


def _is_word_no_figure(sentence: Sentence, core: Core) -> bool:
    """Whether number words are a pronoun, an idiom or a name: "one of the", "one day", "the Big Three"."""
    tokens, at, last = sentence.tokens, core.number.first, core.last
    word = tokens[at].lower
    before = tokens[at - 1].lower if at else ""
    after = tokens[last].lower if last < len(tokens) else ""
    if (at and is_hyphen(tokens, at - 1)) or (is_hyphen(tokens, last) and tokens[last + 1].lower in _NO_COUNT_HYPHEN):
        return True
    if core.number.last - core.number.first == 1 and tokens[at].text[0].isupper() and at and not sentence.titled:
        previous = tokens[at - 1]
        if previous.lower == "of" and at > 1 and tokens[at - 2].text[0].isupper():
            return True
        if previous.kind == "w" and previous.text[0].isupper() and previous.lower not in _SENTENCE_STARTS:
            return True
        if previous.kind == "w" and after and tokens[last].text[0].isupper():
            return True
    if word == "one" and after.endswith(("ing", "called", "said", "described")):
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


def _named_number(sentence: Sentence, floor: int, core: Core) -> int:
    """The token after a number that names ("Phase 4", "IE 11", "number 10"); 0 for a figure."""
    tokens, at = sentence.tokens, core.first
    before, printed = tokens[at - 1], tokens[at].text
    if before.text == "." and at > 1 and tokens[at - 2].lower in {"no", "nos"}:
        return core.last
    if before.kind != "w" or "," in printed or core.number.value >= 10000:
        return 0
    word = before.lower
    if word in _LIST_NAMES or word == "number" or (word == "no" and core.number.digits):
        return core.last
    if not core.number.digits or is_led(sentence, floor, at):
        return 0
    if not any(map(str.isupper, before.text)) or word in _SENTENCE_STARTS or sentence.titled:
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
