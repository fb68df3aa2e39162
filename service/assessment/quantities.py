"""Text → the figures that it states, each as an interval of something counted, and how two figures relate.

Reading goes in four steps: tokens and numbers (numbers.py), then hedge, unit and kind here, then what is counted
(counting.py). Dates, times, names with digits and scores are not figures. What each hedge means is in docs/figures.md.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from service.assessment import counting, units
from service.assessment.figure_context import is_planned, rate_after, with_noun, with_words
from service.assessment.figure_relations import SELECTED, compare_quantities, same_thing_counted
from service.assessment.figures import Core, Figure, Sentence
from service.assessment.hedges import interval, is_led, lead, trail, vague_hedge
from service.assessment.measures import read_core, unit_after
from service.assessment.not_figures import no_figure_until
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
_STARTS = (
    NUMBER_WORDS
    | frozenset(ORDINALS)
    | word_set("a an half quarter dozens scores tens hundreds thousands millions billions trillions several few many")
)
_STARTS_ALONE = _STARTS - {"a", "an", "several", "few", "many"}
_RANGE_DASHES = frozenset("-–—‑‒")
_CHANGED = word_set(
    "rose rise rises risen rising fell fall falls fallen falling increased increase increases increasing grew grow "
    "grown growing cut raised raise raising reduced reduce dropped drop drops jumped jump climbed climbs climb "
    "declined slashed went up down lowered slipped soared surged shrank shrunk moved changed improved doubled "
    "tripled extended expanded boosted revised upped trimmed widened narrowed gained slid tumbled plunged dipped "
    "eased swelled expands expanding expand extends extending extend boosts boosting boost revises revising "
    "revise trims trimming trim widens widening widen narrows narrowing narrow gains gaining slides sliding "
    "tumbles plunges dips doubles triples moves moving changes changing improves improving lowers lowering slips "
    "soars surges shrinks shrinking swells slowed slows slowing accelerated accelerates accelerating quickened cooled "
    "edged edges edging ticked ticks inched crept nudged went halved quadrupled decreased decreases decreasing "
    "decrease plummeted plummets slumped slumps spiked skyrocketed rocketed rebounded ballooned dwindled sank sinks"
)
_MAKING = word_set("make makes made making take takes took taking add adds added given gave give")
_GOING = word_set(
    "went edged edges edging ticked ticks ticking inched crept nudged closed closes ended ends "
    "finished opened traded trading moved still currently roughly"
)
_RISES = word_set(
    "rose rise rises risen rising climbed climbs climb climbing jumped jumps jump jumping grew grow grows grown "
    "growing increased increases increase increasing soared soars surged surges gained gains up swelled spiked "
    "skyrocketed rocketed rebounded"
)
_FALLS = word_set(
    "fell fall falls fallen falling dropped drops drop dropping declined declines decline slipped slips decreased slid "
    "tumbled plunged plunges dipped eased shrank shrunk down sank decreases decrease decreasing plummeted plummets "
    "slumped slumps"
)
_MOVE_NOUNS = dict.fromkeys(("increase", "rise", "growth", "jump", "gain", "surge", "hike"), "up")
_MOVE_NOUNS |= dict.fromkeys(("fall", "drop", "decline", "decrease", "reduction", "slump", "plunge", "dip"), "down")
_DESIGNATORS = word_set(
    "phase stage chapter article section page paragraph clause flight route channel category grade tier level type "
    "version volume episode season resolution annex rank no number room gate platform protocol formula day"
)
_IN_WORDS_TOO = word_set("phase stage chapter category grade tier level")
_MAY_BE_PLANNED = frozenset({QuantityKind.TOTAL, QuantityKind.SHARE, QuantityKind.PART})
POOL_CHARS = 60
"""How far back the words of a pool are looked for: "from its stockpile of" and the like are shorter."""

_FROM_A_POOL = re.compile(
    r"\b(?:from|out\s+of)\s+(?:a|an|the|its|their|his|her|our|this|that)\s+(?:(?!(?:of|to|in|by)\b)[\w'’-]+\s+){1,3}of\s+$",
    re.IGNORECASE,
)
_COMPARED = {("compared", "with"), ("compared", "to"), ("comparison", "with"), ("up", "from"), ("down", "from")}
_SELECTING = frozenset({"first", "last", "next", "previous", "final", "remaining", "other"})
_OF_THE = re.compile(r"\s+(?:out\s+)?of\s+(?:(?:the|these|those|its|their|his|her|all)\s+(?:\w+\s+)?)?", re.IGNORECASE)
_WHOLES = frozenset({2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 15, 20, 25, 30, 40, 50, 100, 1000})  # of "one in five"


def read_quantities(text: str) -> list[Quantity]:
    """The figures of ``text`` in order; ``text[q.start:q.end] == q.text``, spans do not overlap.

    What a figure counts may be said earlier in the text ("4,000 of them"), so give it whole sentences.
    """
    if not any(word in _STARTS_ALONE or not word.isalpha() for word in _WORD.findall(text.lower())):
        return []
    tokens = tokenise(text, calendar_spans(text))
    return _Reader(Sentence(text, tokens, _is_headline(tokens))).read()


class _Reader:
    """One text being read; figures are found from left to right, each knowing the ones before it."""

    def __init__(self, sentence: Sentence) -> None:
        self.sentence = sentence
        self.quantities: list[Quantity] = []
        self.floor = 0  # no figure begins before this token

    def read(self) -> list[Quantity]:
        """The figures in order."""
        index = 0
        while index < len(self.sentence.tokens):
            figure = self._figure_at(index)
            if isinstance(figure, int):
                index = figure
                continue
            if not figure.named:
                figure = with_noun(self.sentence, self.quantities, figure)
            self.quantities.append(self._finished(figure))
            index = self.floor = max(figure.last, figure.resume)
        return self.quantities

    def _figure_at(self, index: int) -> Figure | int:
        """The figure whose number or currency sign is at the token, else the next token to look at."""
        tokens, token = self.sentence.tokens, self.sentence.tokens[index]
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
        if self._designated(index):
            return self._rank(index)
        share = self._half_unit(index) or self._one_in(index) or self._share(index)
        if share is not None:
            return share
        core = read_core(self.sentence, index)
        if core is None:
            return index + 1
        skip = no_figure_until(self.sentence, self.floor, core)
        if skip:
            return self._past_score(max(skip, core.last))
        ranged = self._range(core)
        if isinstance(ranged, int):
            return ranged
        return self._hedged(ranged)

    def _past_score(self, index: int) -> int:
        """Past the second half of a score or a name behind a name: "beat Arsenal 2-1", "Boeing 737-800"."""
        tokens = self.sentence.tokens
        while (
            index + 1 < len(tokens)
            and tokens[index].text in _RANGE_DASHES
            and joined(tokens, index - 1)
            and joined(tokens, index)
            and tokens[index + 1].kind in {"n", "v"}
        ):
            index += 2
        return index

    def _designated(self, index: int) -> bool:
        """Whether the word before the token makes it a rank: "phase 4", "category 5", "level three"."""
        tokens = self.sentence.tokens
        if index == 0 or tokens[index - 1].lower not in _DESIGNATORS:
            return False
        if tokens[index].kind == "n":
            return True
        number = read_number(tokens, index) if tokens[index - 1].lower in _IN_WORDS_TOO else None
        return number is not None and not counting.noun_after(tokens, number.last).head

    def _ordinal(self, index: int, value: int, last: int) -> Figure | int:
        tokens = self.sentence.tokens
        if is_hyphen(tokens, last) or last >= len(tokens) or (index and is_hyphen(tokens, index - 1)):
            return last
        word, named = tokens[index], tokens[last].kind == "w" and tokens[last].text[0].isupper()
        if index and word.kind == "w" and word.text[0].isupper() and named and not self.sentence.titled:
            return last  # First Minister, Second World War
        if index == 0 and word.kind == "w" and named:
            return last
        if index and tokens[index - 1].lower == "at":
            return last
        if tokens[last].lower in {"of", "to", "and", "for", "on", "in", "at"} or tokens[last].kind != "w":
            return last
        noun = counting.noun_after(tokens, last, singular_wanted=True)
        if noun.head is None or noun.head.endswith(("ed", "ly", "ing")) or noun.head in {"started", "began"}:
            return last
        if tokens[last].lower in {"quarter", "half", "day", "year", "week", "month", "anniversary"}:
            noun = counting.Counted(tokens[last].lower)
        number = Number(float(value), index, last, float(value), float(value), word.kind == "n")
        return Figure(
            index, last, number, Hedge.NONE, QuantityKind.ORDINAL, counted=noun.head, modifiers=noun.modifiers,
            named=True,
        )  # fmt: skip

    def _rank(self, index: int) -> Figure | int:
        """ "phase 4", "Category 5": a rank of what the word before names."""
        number = read_number(self.sentence.tokens, index)
        if (
            number is None
            or number.value != int(number.value)
            or self.sentence.tokens[index - 1].lower in {"no", "number"}
        ):
            return index + 1
        name = self.sentence.tokens[index - 1].lower
        if name == "day" and counting.noun_after(self.sentence.tokens, number.last).head:
            return index + 1
        left = ("earlier",) if self._goes_on_to(number.last, name) else ()
        return Figure(
            index, number.last, number, Hedge.NONE, QuantityKind.ORDINAL, counted=name, modifiers=left, named=True
        )  # fmt: skip

    def _goes_on_to(self, last: int, name: str) -> bool:
        """Whether another rank of the same name takes this one's place: "from phase three to phase four"."""
        return self.sentence.words(last, last + 2) == ("to", name)

    def _share(self, index: int) -> Figure | None:
        """A fraction in words as a percentage, read to the nearest half point: "a third of", "two-thirds"."""
        tokens = self.sentence.tokens
        read = read_fraction(tokens, index)
        if read is None or (read_number(tokens, index) and self._scaled_half(index)):
            return None
        fraction, last = read
        after = tokens[last].lower if last < len(tokens) else ""
        word = tokens[last - 1].lower
        if is_hyphen(tokens, last) or (index and (is_hyphen(tokens, index - 1) or self._ends_number(index - 1))):
            return None
        by = index > 0 and tokens[index - 1].lower in {"by", "almost", "nearly", "about", "around", "than", "over"}
        by = by and bool(self._move(lead(self.sentence, self.floor, index)[0], last, "percent"))
        owner = by or after in {"of", "the", "its", "their", "his", "her", "all", "our", "that"}
        alone = word != "half" and after in {"", ".", ",", "were", "are", "said", "say", "have", "had"}
        if not (owner or alone) and (word in {"half", "quarter", "third", "fifth"} or tokens[index].kind == "f"):
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
        first, hedge, _ = lead(self.sentence, self.floor, index)
        move = self._move(first, last, "percent") if by else ""
        if move:  # "profits fell by a third"
            return Figure(
                first, last, number, hedge, QuantityKind.ADDITIONAL, "percent", noun_at=last, modifiers=(move,)
            )
        if after == "of" and noun < len(tokens) and tokens[noun].lower in {"them", "whom"}:
            noun = -1
        return Figure(first, last, number, hedge, QuantityKind.SHARE, "percent", noun_at=noun)

    def _one_in(self, index: int) -> Figure | None:
        """ "one in five adults", "nine out of 10 dentists": a share in per cent."""
        tokens = self.sentence.tokens
        part = read_number(tokens, index)
        if part is None or part.scaled or part.vague:
            return None
        at = part.last
        at += (
            1
            if self.sentence.words(at, at + 1) == ("in",)
            else 2
            if self.sentence.words(at, at + 2) == ("out", "of")
            else 0
        )
        whole = read_number(tokens, at) if at > part.last else None
        if whole is None or whole.vague or not 0 < part.value < whole.value or whole.value not in _WHOLES:
            return None
        if unit_after(self.sentence, whole)[0] is not None or (index and is_hyphen(tokens, index - 1)):
            return None
        value = round(100 * part.value / whole.value, 4)
        number = Number(value, index, whole.last, value - 0.5, value + 0.5, part.digits)
        first, hedge, _ = lead(self.sentence, self.floor, index)
        return Figure(first, whole.last, number, hedge, QuantityKind.SHARE, "percent", noun_at=whole.last)

    def _half_unit(self, index: int) -> Figure | None:
        """ "half a mile", "half an hour"."""
        words = self.sentence.words(index, index + 2)
        if words not in {("half", "a"), ("half", "an")}:
            return None
        number = Number(0.5, index, index + 2, 0.5, 0.5, False)
        unit, last, factor, _ = unit_after(self.sentence, number)
        if unit is None or factor != 1.0 or read_number(self.sentence.tokens, index):
            return None
        return self._hedged(Core(index, last, number, unit))

    def _ends_number(self, index: int) -> bool:
        """Whether the token is the "and" of "two and a half"."""
        return (
            self.sentence.tokens[index].lower == "and"
            and index > 0
            and read_number(self.sentence.tokens, index - 1) is not None
        )

    def _scaled_half(self, index: int) -> bool:
        number = read_number(self.sentence.tokens, index)
        return number is not None and number.scaled

    def _range(self, core: Core) -> Core | int:
        """The core widened to a range where a second number follows; the token after a score."""
        tokens, at = self.sentence.tokens, core.last
        if at + 1 >= len(tokens) or core.number.vague:
            return core
        link = tokens[at].lower
        dash = tokens[at].text in _RANGE_DASHES
        before = tokens[core.first - 1].lower if core.first else ""
        if not (dash or link in {"to", "or", "and"}) or (link == "and" and not self._after_between(core.first)):
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
        second = read_core(self.sentence, second_at) if second_at < len(tokens) else None
        if second is None or second.number.vague:
            return core
        if link == "to" and before not in {"ranging", "to"} and self._is_change(core.first):
            return core
        if dash and not joined(tokens, at) and core.number.digits != second.number.digits:
            return core  # "rose to 15 - three of them in May": a dash between clauses
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
        before = self.sentence.tokens[index - 1] if index else None
        return before is None or before.kind != "w" or before.lower in {"is", "was", "are", "were", "be", "been", "and"}

    def _after_between(self, first: int) -> bool:
        """Whether "between" stands before the number, through hedges and the words of one noun phrase."""
        for index in range(first - 1, max(first - 4, -1), -1):
            if self.sentence.tokens[index].lower == "between":
                return True
            if self.sentence.tokens[index].kind != "w":
                return False
        return False

    def _is_change(self, first: int) -> bool:
        """Whether "from 3,000 to 10,000" tells a change, not a range: a verb of change comes before in the clause."""
        for index in range(first - 1, max(first - 14, -1), -1):
            token = self.sentence.tokens[index]
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

    def _counts_something(self, core: Core) -> bool:
        noun = counting.noun_after(self.sentence.tokens, core.last)
        return (
            noun.head is not None
            or self.sentence.words(core.last, core.last + 1) == ("of",)
            or bool(noun.fates)
            or is_led(self.sentence, self.floor, core.first)
            or (core.first > 0 and self.sentence.tokens[core.first - 1].lower in {"between", "from"})
            or self._measures_subject(core.first)
        )

    def _measures_subject(self, first: int) -> bool:
        """Whether a subject is said to have reached the figure: "the number of goats rose to 50-70"."""
        tokens = self.sentence.tokens
        return (
            first > 0
            and tokens[first - 1].lower in {"to", "at"}
            and counting.subject_before(tokens, first).head is not None
        )

    def _merged(self, one: Core, other: Core, dash: bool) -> Core | None:
        """One core of two numbers, the first taking scale and unit of the second: "10 to 12 million", "$20-30m"."""
        if one.unit is not None and other.unit is not None and one.unit != other.unit:
            return None
        low, high = one.number.value, other.number.value
        if one.unit is not None and other.unit is None and one.unit not in units.MONEY:
            return None
        if other.number.scaled and not one.number.scaled:
            inner = read_number(self.sentence.tokens[other.number.first : other.number.first + 1], 0)
            if inner is not None and inner.value and low <= inner.value:
                low *= high / inner.value
        elif dash and low < 1000 <= high and high % 1000 == 0 and low * 1000 < high:
            low *= 1000
        if not low < high:
            return None
        number = Number(
            (low + high) / 2, one.number.first, other.number.last, low, high, one.number.digits, scaled=True
        )
        return Core(one.first, other.last, number, other.unit or one.unit, other.hyphenated, True)

    def _words(self, first: int, last: int) -> tuple[str, ...]:
        return tuple(token.lower for token in self.sentence.tokens[first:last])

    def _hedged(self, core: Core) -> Figure:
        """The core with its hedge, its kind as far as the words next to it tell, and its rate."""
        tokens, number = self.sentence.tokens, core.number
        first, hedge, adding = lead(self.sentence, self.floor, core.first)
        if core.ranged and self.floor < first == core.first and tokens[first - 1].lower in {"between", "from"}:
            first -= 1
        if hedge is Hedge.MORE_THAN and core.unit in units.TIME_UNITS and self._is_span_of_time(core):
            first, hedge = core.first, Hedge.NONE
        last = core.last
        after, trailing = trail(self.sentence, last)
        if trailing is not Hedge.NONE:
            last, hedge = after, trailing
            if core.unit is None:  # "40 or more miles"
                unit, past, _, _ = unit_after(self.sentence, replace(number, last=after))
                core, last = replace(core, unit=unit), past if unit else after
        noun_at = last
        if number.vague:
            hedge = vague_hedge(hedge)
        elif number.approximate and hedge is Hedge.NONE:
            hedge = Hedge.ABOUT
        elif core.ranged and hedge in {Hedge.NONE, Hedge.ABOUT, Hedge.EXACT}:
            hedge = Hedge.RANGE
        word = tokens[noun_at].lower if noun_at < len(tokens) else ""
        if word in {"more", "additional", "extra", "further"} and "than" not in self.sentence.words(
            noun_at + 1, noun_at + 4
        ):
            adding, noun_at = True, noun_at + 1
        per, noun_at = rate_after(self.sentence, self.floor, core, noun_at)
        move = self._move(first, noun_at, core.unit)
        added = QuantityKind.ADDITIONAL if adding or move else QuantityKind.TOTAL
        figure = Figure(first, last, number, hedge, QuantityKind.RATE if per else added, core.unit, per, noun_at)
        return replace(figure, modifiers=(move,)) if move else figure

    def _move(self, first: int, after: int, unit: str | None) -> str:
        """ "up" or "down" where the figure is the size of a change: "rose 6%", "fell by 300", "an 8% rise"."""
        words = self.sentence.words(max(0, first - 6), first)
        if words[-2:] == ("average", "of"):  # "rose by an average of 5%"
            words = words[:-2]
        while words and (words[-1] in {"by", "a", "an", "another", "further", "record"} or words[-1].endswith("ly")):
            words = words[:-1]
        last = words[-1] if words else ""
        at = first - 1
        while at > 0 and self.sentence.tokens[at].lower != last:
            at -= 1
        if last in {"up", "down"} and not (self._is_level_word(at) or self._is_of_move(at, after, unit)):
            return ""
        if last in _RISES or last in _FALLS:
            return "up" if last in _RISES else "down"
        if words[-1:] == ("of",) and len(words) > 1 and words[-2] in _MOVE_NOUNS:
            return _MOVE_NOUNS[words[-2]]
        following = self.sentence.words(after, after + 2)
        noun = next((word for word in following if word in _MOVE_NOUNS), "")
        return _MOVE_NOUNS[noun] if noun and (following[0] == noun or following[0].isalpha()) else ""

    def _is_of_move(self, index: int, after: int, unit: str | None) -> bool:
        """Whether "up" or "down" is the particle of a move: "edged up 0.2%", "closed down 57 points"."""
        if unit in {"percent", "percentage point"}:
            return self.sentence.tokens[index - 1].lower not in _MAKING
        measured = unit is not None or self.sentence.words(after, after + 1) in {("points",), ("places",)}
        return measured and self.sentence.tokens[index - 1].lower in _GOING

    def _is_span_of_time(self, core: Core) -> bool:
        """Whether "over three days" says how long something went on, rather than more than three days."""
        tokens = self.sentence.tokens
        if core.first < 1 or tokens[core.first - 1].lower != "over":
            return False
        before = tokens[core.first - 2].lower if core.first > 1 else ""
        after = tokens[core.last].lower if core.last < len(tokens) else ""
        lasted = before in {"lasted", "took", "for", "spent", "after", "served", "is", "was", "well"}
        return not lasted and after not in {"ago", "old", "later", "earlier"}

    def _finished(self, figure: Figure) -> Quantity:
        tokens = self.sentence.tokens
        start, end = tokens[figure.first].start, tokens[figure.last - 1].end
        if figure.kind in _MAY_BE_PLANNED and is_planned(self.sentence, figure):
            figure = replace(figure, kind=QuantityKind.PLANNED)
        if figure.first and tokens[figure.first - 1].lower == "from" and self._is_change(figure.first):
            figure = replace(figure, modifiers=with_words(figure.modifiers, ("earlier",)))
        if self._is_compared_with(figure.first):
            figure = replace(figure, modifiers=with_words(figure.modifiers, ("earlier",)))
        if figure.first and tokens[figure.first - 1].lower in _SELECTING and figure.counted:
            figure = replace(figure, modifiers=with_words(figure.modifiers, (SELECTED,)))
        if self._is_whole(figure):
            figure = replace(figure, modifiers=with_words(figure.modifiers, ("whole",)))
        low, high, open_low, open_high = interval(figure.number, figure.hedge)
        text, value = self.sentence.text[start:end], figure.number.value
        return Quantity(
            text, start, end, value, low, high, figure.hedge, figure.kind, figure.unit, figure.per,
            figure.counted, figure.modifiers, open_low, open_high,
        )  # fmt: skip

    def _is_compared_with(self, first: int) -> bool:
        """Whether the figure is only what another is held against: "11%, compared with 12% a year earlier"."""
        before = self.sentence.words(max(0, first - 2), first)
        if before in _COMPARED:
            return True
        gap = self.sentence.text[self.quantities[-1].end : self.sentence.tokens[first].start] if self.quantities else ""
        return gap.strip(" ,") in {"against", "versus"}

    def _is_whole(self, figure: Figure) -> bool:
        """Whether others are taken out of this one: "200 of the 900 homes", "2 tonnes from its stock of 9"."""
        start = self.sentence.tokens[figure.first].start
        if _FROM_A_POOL.search(self.sentence.text, max(0, start - POOL_CHARS), start):
            return True
        last = self.quantities[-1] if self.quantities else None
        if last is None or last.kind not in {QuantityKind.PART, QuantityKind.SHARE, QuantityKind.PLANNED}:
            return False
        gap = self.sentence.text[last.end : self.sentence.tokens[figure.first].start]
        return _OF_THE.fullmatch(gap) is not None


def _is_headline(tokens: Sequence[Token]) -> bool:
    """Whether most longer words have a capital, so that capitals tell nothing of names."""
    words = [token.text for token in tokens if token.kind == "w" and len(token.text) > 3]
    capitals = sum(word[0].isupper() for word in words)
    return len(words) >= 4 and tokens[0].text[0].isupper() and capitals > 0.75 * len(words)
