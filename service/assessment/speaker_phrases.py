"""The noun phrase of whoever speaks: before or after the verb of speech, without appositions and adverbials."""

from __future__ import annotations

import re

from service.assessment.names import read_names
from service.assessment.quotations import ABBREVIATION
from service.assessment.speech_words import ROLES, STOP_BEFORE, TITLES, WHEN, Clause
from service.assessment.verbs import ADVERBS, AUXILIARIES, DETERMINERS, PAST, PREPOSITIONS, is_finite, words_of

_POSTS = words_of("executive officer manager secretary commissioner constable whip")


_CUT_AFTER = PREPOSITIONS - {"of", "for", "like", "including", "against", "near"} | words_of(
    "who whose whom which that when while as because but if where"
)


def appositive_before(clause: Clause, k: int) -> bool:
    """Whether the comma at ``k`` closes "Name, a role," so that the verb's subject stands before it."""
    if k <= 0 or clause.tokens[k].text != ",":
        return False
    return (
        subject_before(clause, k) is not None
        and not clause.is_quoted[k - 1]
        and any(token.text == "," for token in clause.tokens[:k])
        and _starts_appositive(clause, _segment_start(clause, k))
    )


def _after_comma(clause: Clause, k: int) -> int:
    """The first token behind the comma before ``k``; quoted words of a few are stepped over."""
    j = k
    while j > 0 and clause.tokens[j - 1].text not in ",;:":
        j -= 1
    return j


def _apposition_start(clause: Clause, k: int) -> int | None:
    """The first token of what stands between commas before the verb, the closing comma at ``k``.

    ``-1`` where it is itself the titled person whose role goes first; ``None`` where nothing is.
    """
    segment = _after_comma(clause, k)
    if segment < 2 or clause.tokens[segment - 1].text != "," or clause.is_quoted[segment - 1]:
        return None
    if _is_titled(clause, segment, k):
        return -1
    starts = [segment]
    while starts[-1] > 1 and clause.tokens[starts[-1] - 1].text == "," and len(starts) < 5:
        starts.append(_after_comma(clause, starts[-1] - 1))
    openers = [start for start in starts if start > 1 and clause.tokens[start - 1].text == ","]
    relative = next((n for n, start in enumerate(openers) if clause.lower(start) in ("who", "which", "whose")), None)
    if relative is not None:
        chosen = openers[relative]
        openers = openers[relative + 1 :]
    else:
        chosen = openers[0]
    for start in openers:
        if not _starts_appositive(clause, start) and clause.lower(start) not in PREPOSITIONS:
            break
        chosen = start
    return chosen


def _is_titled(clause: Clause, start: int, end: int) -> bool:
    """Whether tokens ``start`` to ``end`` are a titled person: the name, where a role stands before it."""
    names = read_names(clause.span(start, end))
    return (
        clause.tokens[start].is_capitalised
        and bool(names)
        and names[0].start == 0
        and (names[0].kind == "person" and clause.lower(start).rstrip(".") in TITLES)
        and not set(names[0].text.lower().split()) <= TITLES | ROLES | _POSTS  # "Chief Executive of the trust"
    )


def _segment_start(clause: Clause, k: int) -> int:
    j = k
    while j > 0 and clause.tokens[j - 1].text not in ',;:–—“”"()' and not clause.is_quoted[j - 1]:
        j -= 1
    return j


def _starts_appositive(clause: Clause, i: int) -> bool:
    word = clause.lower(i)
    return word in {
        "a",
        "an",
        "the",
        "who",
        "which",
        "whose",
        "now",
        "then",
        "formerly",
        "himself",
        "herself",
        "also",
    } or (
        word[:1].isdigit()  # an age
        or word in ROLES
        or word in TITLES
        or word in {"head", "former", "deputy", "senior", "one", "founder", "speaking"}
    )


def subject_before(clause: Clause, k: int) -> tuple[int, int] | None:
    """The noun phrase that ends at token ``k``, commas of an apposition stepped over."""
    tokens = clause.tokens
    end = k + 1
    if k < 0 or clause.is_quoted[k]:
        return None
    if tokens[k].lower.isalpha() and not tokens[k].is_capitalised and tokens[k].lower in PAST:
        return None
    if tokens[k].text == ",":
        opened = _apposition_start(clause, k)
        if opened is None:
            return None
        if opened < 0:
            return _segment_start(clause, k), k
        end = opened - 1
        k = end - 1
        if k < 0 or not tokens[k].is_word:
            return None
    elif tokens[k].text in "-–—":
        dash = next((j for j in range(k - 1, 0, -1) if tokens[j].text in "-–—"), None)
        if dash is None or k - dash > 12:
            return None
        k, end = dash - 1, dash
    elif not tokens[k].is_word and tokens[k].text not in ")":
        return None
    if tokens[k].text == ")":
        opening = k
        while opening > 0 and tokens[opening].text != "(":
            opening -= 1
        k = opening - 1
        if k < 0:
            return None
    start = k
    while start >= 0:
        token = tokens[start]
        word = token.lower
        if clause.is_quoted[start] or (not token.is_word and token.text not in "&'’-()"):
            break
        if word in STOP_BEFORE and not (word == "as" or token.text == "WHO" or (token.is_capitalised and start > 0)):
            break
        if word in AUXILIARIES or (
            start < k
            and not token.is_capitalised
            and is_finite(tokens, start)
            and not (word.endswith(("ed", "en", "wn")) and clause.lower(start + 1) in PREPOSITIONS)
        ):
            opens = not tokens[start - 1].is_word or clause.lower(start - 1).endswith("ly") if start else True
            if word.endswith("ed") and opens and tokens[start + 1].is_capitalised:
                lead = clause.lower(start - 1).endswith("ly") if start else False
                return start - lead, k + 1  # "badly injured Mr X said"
            joint = next((j for j in range(k, start, -1) if clause.lower(j) in ("and", "but")), None)
            if joint == k:
                return _clause_subject(clause, k)
            return _without_lead(clause, joint + 1, k + 1) if joint is not None else None
        start -= 1
    start += 1
    if clause.lower(k) in ("and", "but", "or"):
        return _clause_subject(clause, k)
    if any(clause.lower(j) == "and" for j in range(start, k)) and start > 1 and tokens[start - 1].text == ",":
        start = _list_start(clause, start)
    return _without_lead(clause, start, k + 1)


def _list_start(clause: Clause, start: int) -> int:
    """The first token of "A, B and C" whose last comma stands before ``start``: members are names or begin with one."""
    first = start
    while first > 1 and clause.tokens[first - 1].text == ",":
        j = first - 2
        while j >= 0 and clause.tokens[j].is_word and not clause.is_quoted[j]:
            j -= 1
        member = range(j + 1, first - 1)
        names = read_names(clause.span(j + 1, first - 1)) if 0 < len(member) <= 5 else []
        if not names or any(clause.lower(m) in PREPOSITIONS or is_finite(clause.tokens, m) for m in member):
            break
        first = j + 1
    return first


def _clause_subject(clause: Clause, k: int) -> tuple[int, int] | None:
    """The subject of the clause whose second verb follows the "and" at ``k``: "The bank is small and said …"."""
    verb = next((j for j in range(k) if not clause.is_quoted[j] and is_finite(clause.tokens, j)), None)
    return subject_before(clause, verb - 1) if verb else None


def _without_lead(clause: Clause, start: int, end: int) -> tuple[int, int] | None:
    """The noun phrase without the adverbial that opens its clause ("On Monday the minister")."""
    tokens = clause.tokens
    if start < end and (time := _TIME_FIRST.match(clause.span(start, end))) is not None:
        behind = tokens[start].start + time.end()
        start = next((j for j in range(start, end) if tokens[j].start >= behind), end)
    while start < end and (
        clause.lower(start) in ADVERBS | WHEN | {"and", "but", "or", "so", "yet", "as", "nor"}
        or (
            clause.lower(start).endswith("ly")
            and not (start + 1 < end and tokens[start + 1].lower == "mail")
            and not (start + 1 == end and tokens[start].is_capitalised)  # "Kelly said"
        )
    ):
        start += 1
    if start < end and clause.lower(start) in PREPOSITIONS:
        cut = None
        for j in range(start + 1, end):
            word = clause.lower(j)
            fresh = clause.lower(j - 1) not in PREPOSITIONS and (j - 1 > start)
            if (
                (fresh and (word in DETERMINERS or word in TITLES or word in ("he", "she", "it", "they", "we", "i")))
                or (fresh and clause.lower(j - 1) in WHEN and tokens[j].is_capitalised)
                or (fresh and tokens[j].is_capitalised and not tokens[j - 1].is_capitalised)
            ):
                cut = j
        if cut is None:
            return None
        start = cut
    while start < end and not tokens[start].is_word:
        start += 1
    return (start, end) if start < end and end - start <= 16 else None


_TIME_FIRST = re.compile(
    r"(?:(?:earlier|late|later)\s+)?(?:last|this|that)\s+(?:week|month|year|night|morning|evening|spring|summer|autumn|fall|winter|"
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day)\s+(?=\S)|(?:\w+\s+)?(?:hours|days|weeks|months|years)\s+(?:later|ago|earlier)\s+(?=\S)",
    re.IGNORECASE,
)
"""When, without a comma, before the subject: "last year the board said"."""


def phrase_end(clause: Clause, i: int) -> int:
    """The end of the noun phrase that begins at token ``i``."""
    tokens = clause.tokens
    j = i
    while j < len(tokens):
        token = tokens[j]
        word = token.lower
        if clause.is_quoted[j]:
            break
        if not token.is_word:
            abbreviated = token.text == "." and j > i and ABBREVIATION.search(clause.text[: token.end])
            if not (abbreviated and j + 1 < len(tokens)) and token.text not in "&'’":
                break
        elif (
            (j > i and _cuts(clause, j))
            or (j > i and not token.is_capitalised and is_finite(tokens, j) and word in _FINITE_AFTER_NAME)
            or (j > i and word == "and" and not _joins_names(clause, j))
        ):
            break
        j += 1
    return j


def _cuts(clause: Clause, j: int) -> bool:
    """Whether token ``j`` ends a noun phrase that began before it."""
    word = clause.lower(j)
    return word in _CUT_AFTER or word in AUXILIARIES or (word in WHEN and clause.lower(j - 1) != "the")


_FINITE_AFTER_NAME = words_of("said says told added announced confirmed")


def _joins_names(clause: Clause, j: int) -> bool:
    following = clause.tokens[j + 1] if j + 1 < len(clause.tokens) else None
    return following is not None and (following.is_capitalised or following.lower in ("other", "others", "the", "two"))


_DAY_BEHIND = re.compile(
    r"\s+(?:(?:on|late|early|earlier|last|this)\s+)*(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|week|month|year)(?:\s+(?:night|"
    r"morning|evening|afternoon))?$",
    re.IGNORECASE,
)


def head_name(phrase: str) -> str:
    """The phrase without what follows a titled or personal name ("Rep. X of the Y party" → "Rep. X")."""
    phrase = re.sub(r"\s+(?:quoted|cited|interviewed)\s+(?:by|in)\b.*$", "", phrase.strip(" ,"))
    phrase = _DAY_BEHIND.sub("", phrase)
    words = phrase.split()
    if len(words) > 2:
        names = read_names(phrase)
        if names and names[0].kind == "person" and names[0].start == 0:
            rest = phrase[names[0].end :]
            if re.match(r"(?:['’]s\b|\s+(?:and|&)\s)", rest):
                return phrase
            if rest.startswith((" of ", " from ", " in ", " at ", " (", ",")):
                return phrase[: names[0].end]
    return phrase


def trimmed(text: str, start: int, end: int) -> tuple[int, int] | None:
    while start < end and (text[start].isspace() or text[start] in '“"”,;:‘–—'):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in '”",;:–—“'):
        end -= 1
    return (start, end) if end > start else None
