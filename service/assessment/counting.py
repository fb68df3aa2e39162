"""What a figure counts: the noun after it, before it or earlier in the sentence.

There is no parser here: a noun phrase is the run of words up to the next function word, and its head is the first
plural in it. The word lists are of general news English.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from service.assessment.fates import FATES, fate_of_noun, fates_at
from service.assessment.nouns import is_plural, singular
from service.assessment.numbers import Token, is_hyphen, joined, read_number, word_set
from service.assessment.units import is_attached_unit, measure


@dataclass(frozen=True, slots=True)
class Counted:
    """The head noun (singular, lower case), the words around it, and the token after the phrase."""

    head: str | None
    modifiers: tuple[str, ...] = ()
    end: int = 0
    fates: tuple[str, ...] = ()


_STOP = word_set(
    # prepositions and particles
    "of in on at to from for with by into onto over under after before during since until till against among amongst "
    "between through across around near inside outside within without toward towards via per about as than like upon "
    "worth off out up down along above below more less higher lower fewer behind beyond despite amid back away ago "
    "together aboard beside besides throughout unlike taking "
    # conjunctions, relatives, pronouns, determiners
    "and or but nor so yet if when while where because although though unless that which who whom whose what how why "
    "whether i you he she it we they him her me us them his its their our your my this these those the a an each every "
    "both either neither all any some no not none himself herself itself themselves there here then "
    # auxiliaries and very common verbs
    "is are was were be been being am has have had having do does did done will would shall should can could may "
    "might must get got gets getting go goes went gone come comes came say says said take takes took make makes made "
    "remain remains remained include includes included including excluding begin began begun become became ought let "
    "stay stayed live lived work worked join joined die died dies dying lost fled flee left leave stood stand told "
    "tell tells saw seen see know known think thought give gave given show shows showed shown find found hold held "
    "keep kept put run ran set seem seems sat lay led feel felt fought fight took turned voted gathered marched "
    "signed expected deployed sent dispatched stationed based located compared according already also still now "
    "so-called never ever only just even yesterday today tonight tomorrow later earlier soon once again too instead "
    "however because due following attended agreed won need needs needed want wants wanted use uses used arrive "
    "arrived travel travelled walk walked speak speaks spoke cross crossed enter entered return returned watch "
    "watched sustain sustained sustaining receive received play played face faced win wins helped help belong belonged "
    "suffer suffered"
)
_OF_THE_FACE = word_set("mask masks shield shields covering coverings cloth cloths cream creams")
_MODIFYING_PLURALS = word_set(
    "sports arms drugs forces services systems goods savings sales communications operations logistics weapons affairs "
    "relations news sports rights customs metals human-rights emergency-services armed-forces"
)
_COLLECTIVE = frozenset({"police", "staff", "crew", "aircraft", "infantry", "militia", "data", "media", "people"})
_MEASURING = word_set(
    "rose rise rises risen rising grew grow grown growing increased increase increases increasing climbed climbs "
    "climbing jumped jumps jumping soared soaring surged surging fell fall falls fallen falling dropped drops "
    "dropping declined declines declining slipped slips stood stands stand standing reached reach reaches reaching "
    "hit hits hitting brought bring brings bringing put puts putting estimated totalled totaled totals totalling "
    "totaling is was were are be been passed passes passing surpassed surpasses exceeded exceeds exceed numbered "
    "numbers number numbering topped tops topping raised raises raising remained remains swelled swelling doubled "
    "tripled quadrupled halved slowed slows slowing accelerated accelerates accelerating edged edges ticked ticks "
    "inched crept nudged decreased decreases plummeted plummets slumped spiked skyrocketed rebounded eased tumbled "
    "plunged dipped sank shrank shrunk widened narrowed averaged averages averaging hovered ballooned amounted amounts "
    "cut reduced lowered slashed revised include includes"
)
_TRANSITIVE = word_set(
    "cut reduced raised raises raising lowered slashed revised bring brought brings bringing put puts putting doubled "
    "tripled increased increase increases increasing dropped"
)
_MEASURED_NOUN = re.compile(
    r"(?:ion|ment|ness|ity|nce|rate|age|owth|ue|over|profit|income|output|export|import|deficit|debt|gdp|budget|price|yield"
    r"|^turnout|^rainfall|^snowfall|^support|^demand|^trade|^crime|^pay|^rent|^attendance|^circulation"
    r"|wage|salary|cost|tax|spend|ing|size|length|height|weight|speed|depth|width|temperature|score|vote|index|loss|sales|savings|earnings|takings)$"
)
_PERIODIC = frozenset({"monthly", "weekly", "daily", "yearly", "hourly", "quarterly", "early", "elderly", "family"})
_GOING_UP = frozenset({"up", "down", "from"})
_BETWEEN_VERB = word_set(
    "to at by from of about sharply slightly now already since recently then again up down back steadily currently "
    "yesterday today only just even still further have has had been be being is was are were also more much "
    "expected likely thought believed set due said reported put an a total the record level high low"
)
_COUNT_NOUNS = word_set("number total tally toll count amount figure proportion share percentage estimate")
_PARTICLE_NOT_SUBJECT = word_set("said says say added told according reported that while but as when with")


def noun_after(tokens: Sequence[Token], at: int, singular_wanted: bool = False) -> Counted:
    """The noun phrase that begins at token ``at``; its head is None where the run of words holds no plural."""
    run: list[int] = []
    index = at
    while index < len(tokens) and len(run) < 7:
        token = tokens[index]
        if token.kind == "w":
            if _stops(tokens, index) and (singular_wanted or not _couples(tokens, index, run)):
                break
            run.append(index)
        elif token.kind == "n":
            skipped = _measure_end(tokens, index)
            if skipped is None:
                break
            index = skipped
            continue
        elif not (is_hyphen(tokens, index) or (token.text in "\"“”‘'’" and index == at)):
            break
        index += 1
    head = _head(tokens, [i for i in run if tokens[i].lower not in {"and", "or"}], singular_wanted)
    if head is None:
        fates = fates_at(tokens, at)
        return Counted(None, (), index, fates)
    words = tuple(_bare(tokens[i].lower) for i in run if i < head and tokens[i].lower not in {"and", "or"})
    noun = singular(tokens[head].lower)
    return Counted(noun, words, head + 1, fates_at(tokens, head + 1))


def _stops(tokens: Sequence[Token], index: int) -> bool:
    """Whether the word ends a noun phrase: a function word or common verb, but not inside a compound or as "US"."""
    token = tokens[index]
    if token.lower not in _STOP or token.text == "US":
        return False
    if token.lower == "face" and index + 1 < len(tokens) and tokens[index + 1].lower in _OF_THE_FACE:
        return False
    return not (is_hyphen(tokens, index + 1) or is_hyphen(tokens, index - 1))


def _couples(tokens: Sequence[Token], index: int, run: list[int]) -> bool:
    """Whether "and" joins two adjectives before the head: "20 air and missile defence targets"."""
    if tokens[index].lower not in {"and", "or"} or not run or index + 1 >= len(tokens):
        return False
    if any(is_plural(tokens[i].lower) or tokens[i].lower in FATES for i in run):
        return False
    after = tokens[index + 1]
    return after.kind == "w" and after.lower not in _STOP and after.lower not in FATES


def _bare(word: str) -> str:
    return word[:-2] if word.endswith(("'s", "’s")) else word


def _measure_end(tokens: Sequence[Token], index: int) -> int | None:
    """The token after a measure used as an adjective ("240mm", "12-year-old"), or None."""
    after = index + 1
    if after >= len(tokens):
        return None
    if joined(tokens, index) and is_attached_unit(tokens[after].lower):
        return after + 1
    if is_hyphen(tokens, after) and measure(tokens[after + 1].lower):
        after += 2
        if is_hyphen(tokens, after) and tokens[after + 1].lower == "old":
            after += 2
        return after
    return None


def _head(tokens: Sequence[Token], run: list[int], singular_wanted: bool) -> int | None:
    if singular_wanted:
        for position, index in enumerate(run):
            word = tokens[index].lower
            if position and (word in FATES or word.endswith(("ly", "ed"))):
                return run[position - 1]
            named = tokens[index].text[0].isupper() and tokens[run[-1]].text[0].isupper()
            if position and named and tokens[run[position - 1]].text[0].islower():
                return run[position - 1]
        if not run or tokens[run[-1]].lower in FATES:
            return None
        after = tokens[run[-1] + 1].lower if run[-1] + 1 < len(tokens) else ""
        verb_last = len(run) > 1 and after in {"the", "a", "an", "his", "her", "its", "their", "that"}
        return run[-2] if verb_last else run[-1]
    for position, index in enumerate(run):
        word = tokens[index].lower
        following = tokens[run[position + 1]].lower if position + 1 < len(run) else ""
        if is_plural(word):
            if word in _COLLECTIVE and any(is_plural(tokens[i].lower) for i in run[position + 1 :]):
                continue
            if following in {"personnel", "staff", "crew", "men", "women", "people", "members", "officers", "workers"}:
                return run[position + 1]
            return index
        if word in _MODIFYING_PLURALS and not any(is_plural(tokens[i].lower) for i in run[position + 1 :]):
            return index
    return None


def subject_before(tokens: Sequence[Token], first: int) -> Counted:
    """The noun whose measure the figure is: "the number of X rose to 12", "X are estimated at 12", "the death toll"."""
    verb = None
    if first and tokens[first - 1].lower == "toll":  # "puts the toll above 230"
        return Counted("death", (), first, ("killed",))
    moved = _moved_object(tokens, first)
    if moved.head is not None:
        return moved
    for index in range(first - 1, max(first - 10, -1), -1):
        token = tokens[index]
        if token.kind not in {"w", "d"}:
            break
        if token.lower == "toll":  # "brought the death toll to 95"
            return Counted("death", (), first, ("killed",))
        if token.lower in {"went", "goes"} and tokens[index + 1].lower in _GOING_UP:
            verb = index
            break
        if token.lower in _MEASURING:
            between = {t.lower for t in tokens[index + 1 : first]}
            if token.lower not in _TRANSITIVE or between & {"to", "at", "by"} or _number_of(tokens, first - 1, first):
                verb = index
            break
        if token.lower == "average" and index + 1 < first and tokens[index + 1].lower == "of":
            continue
        if token.kind == "w" and token.lower not in _BETWEEN_VERB and token.lower not in _COUNT_NOUNS:
            of_noun = _number_of(tokens, index, first)
            if of_noun is not None:
                return of_noun
            if token.lower.endswith("ly"):
                continue
            break
    if verb is None:
        return Counted(None)
    brought = _number_of(tokens, first - 1, first)
    if brought is not None:
        return brought
    return _subject(tokens, verb)


def _moved_object(tokens: Sequence[Token], first: int) -> Counted:
    """What somebody put at or brought to the figure: "put turnout at 40%", "raised the wage to $12"."""
    if first < 3 or tokens[first - 1].lower not in {"at", "to"}:
        return Counted(None)
    for verb in range(first - 3, max(first - 9, -1), -1):
        if tokens[verb + 1].kind != "w" or (
            tokens[verb + 1].lower in _STOP and tokens[verb + 1].lower not in _ARTICLES
        ):
            return Counted(None)
        if tokens[verb].lower in _TRANSITIVE:
            words = [token.lower for token in tokens[verb + 1 : first - 1] if token.lower not in _ARTICLES]
            if not words or words[-1] in _COUNT_NOUNS or words[-1].endswith("ly") or "toll" in words:
                return Counted(None)
            noun = singular(words[-1])
            return Counted(noun, tuple(map(_bare, words[:-1])), first - 1, fate_of_noun(noun))
    return Counted(None)


_ARTICLES = frozenset({"the", "a", "an", "its", "their", "his", "her"})


def sum_of(tokens: Sequence[Token], first: int) -> Counted:
    """What a measure or sum after "of" is: "winds of 80 mph", "a grant of $2,000", "rainfall of 240 mm"."""
    if first < 2 or tokens[first - 1].lower != "of" or tokens[first - 2].kind != "w":
        return Counted(None)
    start = first - 2
    while start > 0 and tokens[start - 1].kind == "w" and tokens[start - 1].lower not in _STOP | _ARTICLES:
        start -= 1
    words = [token.lower for token in tokens[start : first - 1]]
    noun = singular(words[-1])
    if words[-1] in _STOP or words[-1] in _COUNT_NOUNS or words[-1].endswith(("ly", "ed")) or noun in _NOT_A_SUM:
        return Counted(None)
    return Counted(noun, tuple(map(_bare, words[:-1])), first - 1)


def apposed(tokens: Sequence[Token], first: int, last: int) -> Counted:
    """What is measured by an apposition: "the new road, 40 km long, opened"."""
    if first < 2 or tokens[first - 1].text != "," or last >= len(tokens) or tokens[last].lower not in EXTENTS:
        return Counted(None)
    start = first - 1
    while start > 0 and tokens[start - 1].kind == "w" and tokens[start - 1].lower not in _STOP | _ARTICLES:
        start -= 1
    words = [token.lower for token in tokens[start : first - 1]]
    return Counted(singular(words[-1]), tuple(map(_bare, words[:-1])), last) if words else Counted(None)


EXTENTS = {
    "long": "long", "high": "high", "tall": "high", "wide": "wide", "across": "wide", "deep": "deep", "thick": "thick",
    "away": "away",
}  # fmt: skip
_NOT_A_SUM = word_set(
    "sum total maximum minimum value increase rise growth jump gain surge hike fall drop decline decrease reduction "
    "slump plunge dip cut instead out part most some all because average mean median low high"
)


def _number_of(tokens: Sequence[Token], index: int, first: int) -> Counted | None:
    """ "brought the number of X (adjectives) to 12": the noun between "number of" and the figure."""
    for at in range(index, max(index - 18, 0), -1):
        token = tokens[at]
        if token.kind not in {"w", "p"} or token.text in {",", ";", ":", "."}:
            return None
        if token.lower in {"toll"}:
            return Counted("death", (), at + 1, ("killed",))
        if token.lower == "of" and tokens[at - 1].lower == "toll":
            return Counted("death", (), at, ("killed",))
        if token.lower == "of" and tokens[at - 1].lower in _COUNT_NOUNS:
            start = at + 1
            while start < first and tokens[start].lower in {"the", "its", "their", "such", "all", "those"}:
                start += 1
            phrase = noun_after(tokens[:first], start)
            return phrase if phrase.head else None
    return None


def _subject(tokens: Sequence[Token], verb: int) -> Counted:
    start = verb
    while start > 0:
        token = tokens[start - 1]
        if token.text in {",", ";", ":", ".", "(", ")", "“", "”", '"', "—"} or token.lower in _PARTICLE_NOT_SUBJECT:
            break
        if token.lower == "and" and not (start > 1 and is_plural(tokens[start - 2].lower)):
            break
        start -= 1
    clause = tokens[start:verb]
    for offset, token in enumerate(clause):
        if token.lower == "of" and offset and clause[offset - 1].lower in _COUNT_NOUNS:
            at = start + offset + 1
            while at < verb and tokens[at].lower in {"the", "its", "their", "such", "all", "those"}:
                at += 1
            phrase = noun_after(tokens[: verb + 1], at)
            return Counted(phrase.head, phrase.modifiers, phrase.end, phrase.fates)
        if token.lower == "toll":
            return Counted("death", (), verb, ("killed",))
    nominal: list[Token] = []
    for token in clause:
        if nominal and token.text in "'’" and token.start == nominal[-1].end:
            continue  # "the guards' monthly pay"
        if token.kind != "w" or token.lower in {"have", "has", "had", "will", "would", "could", "may", "can", "might"}:
            if nominal:
                break
            continue
        if token.lower in {"the", "a", "an", "its", "their", "his", "her", "this", "these", "those", "total"}:
            continue
        if token.lower in _STOP:
            if nominal:
                break
            return Counted(None)
        if (token.lower.endswith("ly") and token.lower not in _PERIODIC) or token.lower in _BETWEEN_VERB:
            break
        nominal.append(token)
    if not nominal:
        return Counted(None)
    head = nominal[-1]
    noun = head.lower
    if head.text[0].isupper() and not (head is clause[0] and (is_plural(noun) or _MEASURED_NOUN.search(noun))):
        return Counted(None)  # a name is measured, not counted
    words = tuple(_bare(token.lower) for token in nominal[:-1])
    return Counted(singular(noun), words, verb)


def earlier_plural(tokens: Sequence[Token], before: int) -> Counted:
    """The closest plural noun before a token, for "4,000 of them"."""
    for index in range(before - 1, -1, -1):
        token = tokens[index]
        if token.kind == "w" and is_plural(token.lower) and token.lower not in {"us", "officials", "sources"}:
            start = index
            while start > 0 and tokens[start - 1].kind == "w" and tokens[start - 1].lower not in _STOP:
                start -= 1
            words = tuple(_bare(t.lower) for t in tokens[start:index] if read_number([t], 0) is None)
            return Counted(singular(token.lower), words, index + 1)
    return Counted(None)
